"""The journal of a store: who changed what and when, and never a value of a record.

Each line holds the hash of the line before it, so that a line which somebody changed, took out, put in or moved shows
(`verify`). That the end was cut off shows only against something outside the file: the log of versions beside each
dossier remembers the line that speaks of it, and an office can note the last hash (`dossier journal verify`).

    {"sequence": 7, "on": "2026-11-22T09:30:00+07:00", "by": "Văn phòng", "what": "edit", "record_id": "mau-001",
     "places": ["/candidate/date_of_birth"], "codes": [], "before": "<sha256>", "after": "<sha256>",
     "previous": "<hash of line 6>", "hash": "<SHA-256 of this line without its hash, keys sorted>"}
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dossier.adapters.files import reading
from dossier.adapters.lines import LineFile, canonical, parsed
from dossier.messages import text

JOURNAL_NAME = "journal.jsonl"
MOST_FAULTS = 200
_CHAIN = ("sequence", "previous", "hash")


def line_hash(line: Mapping[str, Any]) -> str:
    """SHA-256 of *line* without its own hash."""
    return hashlib.sha256(canonical({key: value for key, value in line.items() if key != "hash"})).hexdigest()


class Journal:
    """The journal in the control folder *folder*. Whoever appends holds the lock of the store."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL_NAME
        self._lines = LineFile(self.path)

    def append(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Add a line of *facts* to the chain, and return it as it stands there.

        Raises:
            InputError: it cannot be written.
        """
        last = self.last()
        sequence, previous = (last["sequence"] + 1, last["hash"]) if last is not None else (1, "")
        line = {**facts, "sequence": sequence, "previous": previous}
        line["hash"] = line_hash(line)
        self._lines.append(line)
        return line

    def append_once(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """As `append`; when the last line says just this, it is that line: a sudden end came right behind it."""
        last = self.last()
        if last is not None and {key: value for key, value in last.items() if key not in _CHAIN} == dict(facts):
            return last
        return self.append(facts)

    def last(self) -> dict[str, Any] | None:
        """The last line that the next one can follow."""
        return next(self.latest_first(), None)

    def latest_first(self) -> Iterator[dict[str, Any]]:
        """The lines from the end; what is no line of ours is passed over (`verify` tells of it)."""
        return (line for line in self._lines.latest_first() if _is_ours(line))


def _is_ours(line: Mapping[str, Any]) -> bool:
    sequence = line.get("sequence")
    return (
        isinstance(sequence, int)
        and not isinstance(sequence, bool)
        and isinstance(line.get("hash"), str)
        and isinstance(line.get("previous"), str)
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """A line of the journal as something outside remembers it: a log of versions."""

    sequence: int
    hash: str
    record_id: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is wrong with the chain.

    Args:
        kind: `unreadable` no line of ours; `changed` its text does not fit its hash; `removed` lines before it are
            gone; `moved` it stands in the wrong place; `inserted` another line has its number; `rewritten` the line
            before it is not the one that it followed; `cut` a line that a log of versions remembers is not there, or
            is another one; `expected` the hash that the office noted is not in the journal.
        line: of the file, from 1; None: of the file as a whole.
        values: for the sentence.
    """

    kind: str
    line: int | None
    values: Mapping[str, Any] = field(default_factory=dict)

    def told(self, lang: str) -> str:
        """Where, and what it is, on one line in *lang*."""
        told = text(f"journal.fault.{self.kind}", lang, **self.values)
        return told if self.line is None else f"{text('journal.at', lang, line=self.line)} {told}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What `verify` found.

    Args:
        count: lines of the chain; last: the hash of the last one, what an office notes.
        torn: the last line was cut short by a sudden end; that is no fault.
        faults: in the order of lines, at most 200.
    """

    count: int
    last: str
    torn: bool
    faults: tuple[Fault, ...]


def verify(path: Path, *, expect: str = "", anchors: Iterator[Anchor] | tuple[Anchor, ...] = ()) -> Checked:
    """Go through the chain from its first line.

    Args:
        expect: a hash, or its beginning, that was once noted as the last.
        anchors: what others remember of the journal.

    Raises:
        InputError: the file cannot be read.
    """
    check = _Check()
    remembered: dict[int, Anchor] = {anchor.sequence: anchor for anchor in anchors}
    noted = not expect
    if path.is_file():
        with reading(path), path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                line = check.take(number, raw)
                if line is None:
                    continue
                noted = noted or line["hash"].startswith(expect.casefold())
                anchor = remembered.get(line["sequence"])
                if anchor is not None and anchor.hash == line["hash"]:
                    del remembered[line["sequence"]]
    faults = check.faults()
    faults += [Fault("cut", None, {"id": at.record_id, "number": at.sequence}) for _, at in sorted(remembered.items())]
    if not noted:
        faults.append(Fault("expected", None))
    return Checked(check.count, check.last, check.torn, tuple(faults[:MOST_FAULTS]))


class _Check:
    """The chain as far as it was read: what the next line must follow, and where one did not."""

    def __init__(self) -> None:
        self.count = 0
        self.last = ""
        self.torn = False
        self._sequence = 0  # of the line that the next one must follow
        self._seen: Counter[int] = Counter()
        self._faults: list[Fault] = []
        self._breaks: list[tuple[int, int, int]] = []  # line, its sequence, the one expected

    def take(self, number: int, raw: bytes) -> dict[str, Any] | None:
        """Take line *number* of the file; returns it when its text fits its hash."""
        line = parsed(raw)
        whole = line is not None and _is_ours(line)
        good = line is not None and whole and line_hash(line) == line["hash"]
        if not raw.endswith(b"\n") and not good:
            self.torn = True
            return None
        if line is None or not whole:
            self._faults.append(Fault("unreadable", number))
            return None
        self.count += 1
        sequence, expected = line["sequence"], self._sequence + 1
        if not good:
            self._faults.append(Fault("changed", number))
            # what follows it was made when it still was as it should be
            self._sequence, self.last = expected, line["hash"]
            self._seen[expected] += 1
            return None
        self._seen[sequence] += 1
        if sequence != expected or line["previous"] != self.last:
            self._breaks.append((number, sequence, expected))
        if sequence >= expected:
            self._sequence, self.last = sequence, line["hash"]
        return line

    def faults(self) -> list[Fault]:
        """All faults in the order of lines; what a break is, is known only when every line was seen."""
        present = sorted(self._seen)
        found = list(self._faults)
        for number, sequence, expected in self._breaks:
            if sequence == expected:
                found.append(Fault("rewritten", number))
            elif sequence > expected:
                there = bisect_left(present, sequence) - bisect_left(present, expected)
                gone = sequence - expected - there
                values = {"first": expected, "last": sequence - 1, "count": gone}
                found.append(Fault("removed", number, values) if gone else Fault("moved", number))
            else:
                found.append(Fault("inserted" if self._seen[sequence] > 1 else "moved", number, {"number": sequence}))
        return sorted(found, key=lambda fault: fault.line or 0)
