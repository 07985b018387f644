"""Lists that were brought in and wait for a person's word: kept as files, so that nothing is lost between two pages."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from dossier.adapters.files import write_atomically
from dossier.adapters.foreign_map import SUFFIX as MAP_SUFFIX
from dossier.adapters.foreign_map import write_map
from dossier.adapters.foreign_read import ColumnView, ListImport
from dossier.adapters.limits import MOST_FILE_BYTES
from dossier.adapters.merge import Prefer
from dossier.desk.importing import Gathered, Import, Written, gathered, opened, write_records
from dossier.desk.list_columns import chosen_columns
from dossier.errors import InputError, NotThere
from dossier.messages import said
from dossier.record.text import file_word, nfc

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".docx")
MAPS_NAME = "maps"
_KEY = re.compile("[A-Za-z0-9_-]{12}")
_NAME = "name.json"
_KEPT_SECONDS = 7 * 24 * 3600
_ODD = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Pending:
    """A list that was brought in.

    Args:
        key: of its page; name: as the user's file is called; path: where it lies meanwhile.
    """

    key: str
    name: str
    path: Path


@dataclass(frozen=True)
class Preview:
    """A list read to its end, nothing written.

    Args:
        columns: of an office's own list, as they are understood; empty for our workbook.
        lines: what was not understood or was mended, worst first, in words.
    """

    pending: Pending
    found: Gathered
    columns: tuple[ColumnView, ...]


class Incoming:
    """The lists that wait, below *folder*; those of last week are thrown away.

    Args:
        folder: of the control folder; people: the folder of dossiers.
    """

    def __init__(self, folder: Path, people: Path) -> None:
        self._folder = folder
        self._people = people

    def take(self, name: str, content: bytes) -> Pending:
        """Keep an upload.

        Args:
            name: as the browser gives it; only its last part counts.

        Raises:
            InputError: it is empty, too large, or of a kind that no reader takes.
        """
        shown = _shown(name)
        if not content:
            raise InputError(shown, *said("empty_file"))
        if len(content) > MOST_FILE_BYTES:
            raise InputError(shown, *said("too_large"))
        suffix = PurePosixPath(shown).suffix.lower()
        if suffix not in SUFFIXES:
            raise InputError(shown, *said("no_list_kind"))
        self._throw_away_old()
        pending = Pending(secrets.token_urlsafe(9), shown, Path())
        folder = self._folder / pending.key
        folder.mkdir(parents=True)
        write_atomically(folder / _NAME, json.dumps(shown).encode())
        write_atomically(folder / f"list{suffix}", content)
        return self.get(pending.key)

    def get(self, key: str) -> Pending:
        """The list of this key.

        Raises:
            NotThere: there is none (any more).
        """
        folder = self._folder / key
        if not _KEY.fullmatch(key) or not (folder / _NAME).is_file():
            raise NotThere("import", *said("no_pending_list"))
        name = json.loads((folder / _NAME).read_bytes())
        path = next(entry for entry in sorted(folder.iterdir()) if entry.stem == "list")
        return Pending(key, name, path)

    def drop(self, key: str) -> None:
        """Throw a list away; what was imported stays."""
        shutil.rmtree(self.get(key).path.parent)

    @contextlib.contextmanager
    def preview(self, pending: Pending, answers: Mapping[str, str], lang: str) -> Iterator[Preview]:
        """Read the whole list.

        Args:
            answers: what the user says of its columns: name -> place, ``local`` or ``skip``.

        Raises:
            InputError: it cannot be read.
        """
        imported = self._opened(pending, answers, lang)
        with gathered(imported, Path(pending.name), self._people) as found:
            columns = tuple(imported.columns()) if isinstance(imported, ListImport) else ()
            yield Preview(pending, found, columns)

    def write(
        self, pending: Pending, answers: Mapping[str, str], prefer: Prefer, lang: str, by: str = ""
    ) -> tuple[Gathered, Written]:
        """Write or merge the records of a list, and keep what was said of its columns.

        Raises:
            InputError: it cannot be read, or nothing can be written.
        """
        imported = self._opened(pending, answers, lang)
        with gathered(imported, Path(pending.name), self._people) as found:
            written = write_records(found, self._people, prefer, lang, by=by)
        if isinstance(imported, ListImport):
            write_map(self._map_path(pending), chosen_columns(imported))
        return found, written

    def _opened(self, pending: Pending, answers: Mapping[str, str], lang: str) -> Import:
        path = self._map_path(pending)
        imported = opened(pending.path, self._people, path if path.is_file() else None, lang)
        if isinstance(imported, ListImport):
            imported.answer(answers)
        return imported

    def _map_path(self, pending: Pending) -> Path:
        """What this office said of the columns of lists of that name; kept for next time."""
        return self._folder.with_name(MAPS_NAME) / f"{file_word(PurePosixPath(pending.name).stem).lower()}{MAP_SUFFIX}"

    def _throw_away_old(self) -> None:
        if not self._folder.is_dir():
            return
        limit = time.time() - _KEPT_SECONDS
        for entry in list(self._folder.iterdir()):
            if entry.is_dir() and entry.stat().st_mtime < limit:
                shutil.rmtree(entry, ignore_errors=True)  # one that is open elsewhere goes next time


def _shown(name: str) -> str:
    """The last part of a file name as a browser gives it, without what no file name holds."""
    last = PureWindowsPath(nfc(name)).name or "list"
    return _ODD.sub("_", last)[-120:]
