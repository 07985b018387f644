"""Ports: what the pages and the command line ask of the place where dossiers are kept. One adapter each.

The store of today is a folder of dossier folders (`adapters/store.py`). A database with accounts and many
users may take its place; nobody above this file would notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from dossier.record.dossier import Dossier


class Clock(Protocol):
    """The office's own calendar day and time."""

    def today(self) -> date:
        """The day of the check."""

    def now(self) -> datetime:
        """The moment of an entry in the journal, with its offset from UTC."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something, and what it is; it goes into the journal.

    Args:
        by: name or post of the person, as he gave it; "" when nobody said.
        what: `create`, `edit`, `import`, `confirm`, `accept`, `read_back`, `number`, `migrate`, `restore`, `delete`,
            `undelete`, `paper_add`, `paper_remove`, `settings`, `pack`.
        places: JSON Pointers or file names that it touches; never a value. Empty: the store finds out.
        codes: rule codes, of a confirmation or disposition.
    """

    by: str
    what: str
    places: Sequence[str] = ()
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A record as the store holds it.

    Args:
        etag: changes whenever the bytes of the record change; SHA-256 of them, in hexadecimal.
        dossier: the record with the facts of its files.
    """

    record_id: str
    etag: str
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class Version:
    """A former or the present state of a record.

    Args:
        number: from 1, in the order of time.
        on: when it came to be, ISO 8601 with offset.
        by, what, places: of the act that made it; `what` is `outside` for a change made past the store.
        sha256: of its bytes: the ETag it had.
    """

    number: int
    on: str
    by: str
    what: str
    places: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Binned:
    """A deleted dossier, or a file taken out of one: its key in the bin, what it was called, when and by whom.

    Args:
        path: of a file, as its record named it; None: a whole dossier.
    """

    key: str
    record_id: str
    on: str
    by: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Cheap to get, changes when a dossier changes: size and time of its record, and when files came or went.

    A scan that was overwritten under its own name changes it not; whoever reads the dossier sees it.
    """

    record_id: str
    path: Path
    stamp: tuple[int, ...]


class JournalFault(Protocol):
    """Something is wrong with the journal."""

    def told(self, lang: str) -> str:
        """Where, what, and what to do, on one line in *lang* (`vi` or `en`)."""


class DossierStore(Protocol):
    """All dossiers of one office.

    Every writing call takes effect whole or not at all, is alone while it runs (other programs of ours on the same
    store wait), keeps the former version, and adds one line to the journal.
    """

    def marks(self) -> list[Mark]:
        """Every dossier, in the order of names of folders; reads no record."""

    def mark(self, record_id: str) -> Mark | None:
        """The mark of one dossier; None when there is none of that id."""

    def read(self, record_id: str) -> Held:
        """One dossier.

        Raises:
            NotThere: no such dossier.
            InputError: its record cannot be read.
        """

    def create(self, data: Mapping[str, Any], act: Act) -> Held:
        """A new dossier named by the record's `record_id`.

        Raises:
            Exists: there is one of that name (case ignored).
            InputError: the id cannot name a folder, or nothing can be written.
        """

    def write(self, record_id: str, data: Mapping[str, Any], act: Act, *, if_match: str) -> Held:
        """Replace a record that still is as the caller saw it.

        Raises:
            Changed: it is not; carries what is there now.
            NotThere, InputError: as `read`.
        """

    def delete(self, record_id: str, act: Act, *, if_match: str | None = None) -> Binned:
        """Put a dossier with all its files into the bin."""

    def bin(self) -> list[Binned]:
        """What lies in the bin, dossiers and files, latest first."""

    def undelete(self, key: str, act: Act) -> Held:
        """Take a dossier out of the bin; or a file, which goes back to the paper that it was of.

        Raises:
            NotThere: no such key, or no such dossier any more. Exists: the place of the dossier is taken.
        """

    def versions(self, record_id: str) -> list[Version]:
        """All versions of a record, latest first; the first is the present one."""

    def version(self, record_id: str, number: int) -> Mapping[str, Any]:
        """The record as it was in that version, migrated to the present schema."""

    def restore(self, record_id: str, number: int, act: Act, *, if_match: str) -> Held:
        """Make a former version the present one; that is a new version, nothing is lost."""

    def add_paper_file(
        self, record_id: str, name: str, content: bytes, act: Act, *, paper: Mapping[str, Any], if_match: str
    ) -> Held:
        """Put a file into `papers/`, and its path into the paper it belongs to.

        Args:
            name: as the user's file was called: only its last part, made safe, is used; an existing file is never
                replaced.
            paper: facts of the paper. It is found by form, purpose, about and number: those that stand here must fit
                (None: it has none), those that do not stand here may be anything. When none fits a new one is made.

        Raises:
            InputError: what the file holds is not a PDF, JPEG or PNG (Word and Excel files are refused with the mend),
                it is past the bounds, or several papers fit. Changed, NotThere: as `write`.
        """

    def remove_paper_file(self, record_id: str, path: str, act: Act, *, if_match: str) -> Held:
        """Take a file out of its paper and put it into the bin; the paper's other facts stay."""

    def paper_file(self, record_id: str, path: str) -> Path:
        """Where a file that the record names lies; raises NotThere for every other path."""

    def note(self, act: Act, record_id: str | None = None) -> None:
        """Put an act into the journal that changed no record: settings, a pack."""

    def journal(self, record_id: str | None = None) -> Iterator[Mapping[str, Any]]:
        """Lines of the journal, latest first; of one dossier or of all."""

    def journal_faults(self) -> Sequence[JournalFault]:
        """What is wrong with the journal; empty when it is whole."""
