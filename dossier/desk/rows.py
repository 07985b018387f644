"""The table of a cohort: one row a dossier, kept from look to look, so that a page of thousands need not check one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossier.adapters.files import write_atomically
from dossier.adapters.ports import Mark
from dossier.cohort.work import Result
from dossier.errors import DossierError

Look = Callable[[str], Result]


@dataclass(frozen=True, slots=True)
class Row:
    """One dossier in the table.

    Args:
        result: of the last look; None when nobody looked yet.
        current: whether the dossier, the settings, the rules and the day are those of that look.
        checked_on: day of that look, ISO; empty without one.
    """

    record_id: str
    result: Result | None
    current: bool
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    result: Result
    stamp: tuple[int, ...]
    key: str
    on: str


class Rows:
    """Rows by record id, in memory and in one file; a look renews the row.

    Args:
        path: the file; lines that cannot be read are as if nobody had looked.
        lang: of what is said of a dossier that cannot be read.
    """

    def __init__(self, path: Path, lang: str = "vi") -> None:
        self._path = path
        self._lang = lang
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._changed = False
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
            result = Result.of(entry["result"])
            kept = (tuple(entry["stamp"]), str(entry["key"]), str(entry["on"]))
        except (ValueError, KeyError, TypeError):
            return  # cut short by a sudden end, or of another version: that dossier is looked at again
        if result is not None:
            self._kept[entry["id"]] = _Kept(result, *kept)

    def put(self, mark: Mark, result: Result, key: str, on: str) -> None:
        """Keep what a look at *mark*, as it was then, came to.

        Args:
            key: what the look depended on besides the dossier: settings, rules, program, day.
        """
        with self._lock:
            self._kept[mark.record_id] = _Kept(result, mark.stamp, key, on)
            self._changed = True

    def table(self, marks: Sequence[Mark], key: str, look: Look, on: str, seconds: float) -> list[Row]:
        """A row for every one of *marks*; those that are not current are looked at anew while *seconds* last.

        Args:
            look: looks at one dossier by its id.
            seconds: 0 while others look: then nothing is written either.
        """
        until = time.monotonic() + seconds
        rows = []
        for mark in marks:
            row = self.row(mark, key)
            if not row.current and time.monotonic() < until:
                self.renew(mark, key, look, on)
                row = self.row(mark, key)
            rows.append(row)
        if seconds:
            self.save({mark.record_id for mark in marks})
        return rows

    def row(self, mark: Mark, key: str) -> Row:
        """The row of one dossier, without a look at it."""
        kept = self._kept.get(mark.record_id)
        if kept is None:
            return Row(mark.record_id, None, current=False)
        return Row(mark.record_id, kept.result, current=(kept.stamp, kept.key) == (mark.stamp, key), checked_on=kept.on)

    def renew(self, mark: Mark, key: str, look: Look, on: str) -> None:
        """Look at one dossier; one that cannot be read keeps its place in the table, with the reason."""
        try:
            result = look(mark.record_id)
        except DossierError as error:
            result = Result(mark.record_id, str(mark.path), "", problem=error.told(self._lang))
        self.put(mark, result, key, on)

    def save(self, present: set[str] | None = None) -> None:
        """Write the file when something changed since the last time; rows of dossiers not *present* are left out."""
        with self._lock:
            if not self._changed:
                return
            if present is not None:
                self._kept = {key: kept for key, kept in self._kept.items() if key in present}
            content = b"".join(self._lines())
            self._changed = False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, content, durable=False)

    def _lines(self) -> Iterator[bytes]:
        for record_id in sorted(self._kept):
            kept = self._kept[record_id]
            line: dict[str, Any] = {
                "id": record_id, "stamp": kept.stamp, "key": kept.key, "on": kept.on, "result": vars(kept.result),
            }  # fmt: skip
            yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
