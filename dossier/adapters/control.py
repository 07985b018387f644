"""The control folder of a store: its lock, and how an act takes effect whole or not at all.

    .dossier/lock            held while something is read, compared and written
    .dossier/pending.json    the act that is under way; what a sudden end left is finished or undone by the next act
    .dossier/journal.jsonl   (`journal`)    .dossier/versions/ (`versions`)    .dossier/bin/ (`bin`)

An act writes first what it is going to do, then whatever has to lie ready, then it **lands**: one rename, before which
the old state holds and after which the new one does. Behind that come only the lines of the journal and of the log.
"""

from __future__ import annotations

import contextlib
import glob
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from dossier.adapters.bin import BIN_NAME, Bin
from dossier.adapters.files import (
    RECORD_NAME,
    patiently,
    reading,
    record_json,
    temporary_prefix,
    write_atomically,
    writing,
)
from dossier.adapters.journal import Anchor, Journal
from dossier.adapters.lines import parsed
from dossier.adapters.states import digest
from dossier.adapters.versions import Versions
from dossier.errors import InputError
from dossier.messages import said

CONTROL_NAME = ".dossier"
VERSIONS_NAME = "versions"
BIN_PATH = f"{CONTROL_NAME}/{BIN_NAME}"  # below the root
_LOCK_NAME = "lock"
_PENDING_NAME = "pending.json"
LONGEST_WAIT_S = 5.0
_POLL_S = 0.01

Moves = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Pending:
    """An act that has begun. All paths are relative to the root of the store.

    Args:
        line: what the journal will say, without the chain.
        folder: of the dossier.
        landed: a path that is there once the act has landed; None: then the record has the hash `line["after"]`.
        afterwards: (from, to) still to be moved once it has landed.
        back: (from, to) to be moved when it did not land.
        made: file -> SHA-256 that goes away when it did not land.
        binned: key in the bin that goes away, when it is empty.
    """

    line: Mapping[str, Any]
    folder: str
    landed: str | None = None
    afterwards: Moves = ()
    back: Moves = ()
    made: Mapping[str, str] | None = None
    binned: str | None = None


class Control:
    """The control folder of the store at *root*; made when something is written for the first time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / CONTROL_NAME
        self.journal = Journal(self.folder)
        self.bin = Bin(self.folder)
        self._pending = self.folder / _PENDING_NAME

    def versions(self, folder: str) -> Versions:
        """The versions of the dossier in *folder*."""
        return Versions(self.folder / VERSIONS_NAME / folder)

    @contextlib.contextmanager
    def alone(self, wait_s: float | None = None) -> Iterator[None]:
        """Nobody else writes into this store meanwhile. The system lifts the lock also after a sudden end.

        Args:
            wait_s: seconds to wait for others; None: five, more than any act takes.

        Raises:
            InputError: somebody else did all the time, or nothing can be written here.
        """
        # one of its own each time: a process that was forked must not use its parent's
        lock = FileLock(self.folder / _LOCK_NAME, poll_interval=_POLL_S)
        with writing(self.folder):
            self.folder.mkdir(exist_ok=True)
            try:
                lock.acquire(timeout=LONGEST_WAIT_S if wait_s is None else wait_s)
            except Timeout as error:
                raise InputError(self.root.name, *said("store_busy")) from error
        try:
            self._take_up()
            yield
        finally:
            lock.release()

    def carry_out(self, pending: Pending, land: Callable[[], None]) -> None:
        """Do an act: *land* makes everything ready and does the one rename that counts.

        Raises:
            InputError: it did not land, and everything is as before; or it did, and only the line of the journal is
                not there yet: the next act writes it.
        """
        write_atomically(self._pending, record_json(asdict(pending)), durable=False)
        try:
            land()
        finally:
            self._settle(pending)

    def note_state(self, line: Mapping[str, Any], folder: str, content: bytes) -> None:
        """Put the present state of a record, which came to be past the store, into versions and journal."""
        versions = self.versions(folder)
        versions.keep(content)
        versions.add_once(self.journal.append_once(line))

    def tidy(self) -> None:
        """Remove what sudden ends left where only whoever is alone writes: temporary files, empty rooms of the bin."""
        _sweep(self._pending)
        for rooms in (f"{VERSIONS_NAME}/*", f"{BIN_NAME}/*", f"{BIN_NAME}/*/{VERSIONS_NAME}"):
            for rest in sorted(self.folder.glob(f"{rooms}/.*.tmp")):
                with writing(rest):
                    rest.unlink(missing_ok=True)
        self.bin.tidy()

    def anchors(self) -> Iterator[Anchor]:
        """What the logs of versions remember of the journal, also those in the bin."""
        places = [*self.folder.glob(f"{VERSIONS_NAME}/*"), *self.folder.glob(f"{BIN_NAME}/*/{VERSIONS_NAME}")]
        for folder in sorted(places):
            name = folder.name if folder.name != VERSIONS_NAME else folder.parent.name
            anchor = Versions(folder).anchor(name)
            if anchor is not None:
                yield anchor

    # --- what a sudden end left ----------------------------------------------------------------------------

    def _take_up(self) -> None:
        """Finish the act that a sudden end cut off, or undo it."""
        if not self._pending.is_file():
            return
        with reading(self._pending):
            facts = parsed(self._pending.read_bytes())
        if facts is None or set(facts) != {field.name for field in fields(Pending)}:
            # a power cut: what became of the record is noticed when somebody looks at it
            with writing(self._pending):
                self._pending.unlink()
        else:
            self._settle(Pending(**facts))

    def _settle(self, pending: Pending) -> None:
        if self._has_landed(pending):
            self._finish(pending)
        else:
            self._undo(pending)

    def _has_landed(self, pending: Pending) -> bool:
        if pending.landed is not None:
            return (self.root / pending.landed).exists()
        record = self.root / pending.folder / RECORD_NAME
        if not record.is_file():
            return False
        with reading(record):
            return bool(digest(record.read_bytes()) == pending.line["after"])

    def _finish(self, pending: Pending) -> None:
        self._move(pending.afterwards)
        entry = self.journal.append_once(pending.line)
        if pending.landed is None:
            self.versions(pending.folder).add_once(entry)
        if pending.binned is not None:
            self.bin.drop(pending.binned)
        with writing(self._pending):
            self._pending.unlink(missing_ok=True)

    def _undo(self, pending: Pending) -> None:
        self._move(pending.back)
        folder = self.root / pending.folder
        for name, known in (pending.made or {}).items():
            path = self.root / name
            _sweep(path)
            with writing(path):
                # a person may have laid another file there since
                if path.is_file() and digest(path.read_bytes()) == known:
                    path.unlink()
        _sweep(folder / RECORD_NAME)
        if pending.binned is not None:
            self.bin.drop(pending.binned)
        if pending.line["before"] is None:
            with contextlib.suppress(OSError):  # it was to be a new dossier; files of somebody else stay
                folder.rmdir()
        with writing(self._pending):
            self._pending.unlink(missing_ok=True)

    def _move(self, moves: Moves) -> None:
        for from_, to in moves:
            source, target = self.root / from_, self.root / to
            if not source.exists():
                continue  # done already, or there was nothing to move
            with writing(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.is_dir():  # versions of two dossiers that had one name, one after the other
                    Versions(target).take_in(Versions(source))
                    shutil.rmtree(source)
                elif not target.exists():  # a person may have put another file there: then ours stays in the bin
                    patiently(partial(source.rename, target))


def _sweep(path: Path) -> None:
    """Remove what a write of *path* that came to a sudden end left beside it."""
    for rest in path.parent.glob(f"{glob.escape(temporary_prefix(path))}*.tmp"):
        with writing(rest):
            rest.unlink(missing_ok=True)
