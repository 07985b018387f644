"""What the headers of an office's own list mean. Pure; the phrases are data (`headers.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.adapters.foreign_targets import BIRTH, GENDER, Target, column_of, is_place, kind_of, parse_target
from dossier.adapters.workbook_layout import layout
from dossier.adapters.workbook_values import plain
from dossier.record.text import fold, without_marks

SEPARATOR = " › "  # between the rows of a header, as people and mapping files see it
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PERSONS = ("/family", "/introducers")
_MOST_LENGTH = 120
_SHORT = 4  # letters: "Năm" is not "Nam"; in longer words a missing mark changes nothing


@cache
def words() -> Mapping[str, Any]:
    """The whole of `headers.toml`."""
    loaded: dict[str, Any] = tomli.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))
    return loaded


def numbered(name: str, count: int) -> str:
    """The name of the *count*-th column headed *name*, as mapping files have it."""
    return f"{name} #{count}" if count > 1 else name


class _Phrases:
    """Phrases and what they mean: as written, and without marks, case, spaces and punctuation."""

    def __init__(self, entries: Iterator[tuple[str, Target]]) -> None:
        self._exact: dict[str, Target] = {}
        folded: dict[str, set[Target]] = {}
        for phrase, target in entries:
            self._exact.setdefault(fold(phrase), target)
            folded.setdefault(plain(phrase), set()).add(self._exact[fold(phrase)])
        # where two phrases fold to the same letters only the exact words count
        self._folded = {letters: targets.pop() for letters, targets in folded.items() if len(targets) == 1}

    def find(self, text: str) -> Target | None:
        """What *text* means, with its brackets or without."""
        for form in (text, _BRACKETS.sub(" ", text)):
            found = self._exact.get(fold(form))
            letters = plain(form)
            if found is None and (len(letters) > _SHORT or without_marks(form) == form):
                found = self._folded.get(letters)
            if found is not None:
                return found
        return None


@cache
def _fields() -> _Phrases:
    return _Phrases(_field_entries())


def _field_entries() -> Iterator[tuple[str, Target]]:
    for entry in words()["field"]:
        if "after" not in entry:
            yield from ((phrase, Target(*entry["to"].split("#"))) for phrase in entry["phrases"])
    for group in words()["group"]:
        for key, phrases in words()["group_fields"].items():
            target = Target(f"{group['to']}/{key}")
            if column_of(target.place) is None:
                continue
            for phrase in phrases:
                for whose in group["phrases"]:
                    yield from ((form, target) for form in (f"{phrase} {whose}", f"{whose} {phrase}"))
                    yield f"{phrase} của {whose}", target
    for sheet in layout().sheets[:2]:
        for column in sheet.columns:
            if len(column.steps) == 2 and column.steps[0] == "candidate":
                yield column.title, Target(column.path)


@cache
def _after() -> Sequence[tuple[frozenset[str], _Phrases]]:
    return [
        (frozenset(entry["after"]), _Phrases(iter([(phrase, Target(entry["to"])) for phrase in entry["phrases"]])))
        for entry in words()["field"]
        if "after" in entry
    ]


@cache
def _parts(kind: str) -> _Phrases:
    parts = words()["part"].get(kind, {})
    return _Phrases(iter([(phrase, Target("", part)) for part, phrases in parts.items() for phrase in phrases]))


@cache
def _others() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words()["others"])) + r")(?!\w)")


@cache
def recognised(text: str) -> Target | None:
    """The field that *text* alone is a header of."""
    return _fields().find(text) if text.strip() and len(text) <= _MOST_LENGTH else None


@cache
def is_part(text: str) -> bool:
    """True for what only means something below another header: "Ngày", "Xã", "Họ đệm"."""
    return any(_parts(kind).find(text) for kind in ("date", "name", "place"))


def part_of(kind: str, text: str) -> str:
    """The part of a *kind* of value ("date", "name", "place") that *text* is the header of; empty for none."""
    found = _parts(kind).find(text)
    return found.part if found is not None else ""


def meaning(path: Sequence[str], before: Target | None) -> Target | None:
    """What a header means.

    Args:
        path: its texts from the top row to the last.
        before: what the column to its left means.

    Returns:
        None when nobody knows.
    """
    if not path:
        return None
    whole = _fields().find(" ".join(path))
    if whole is not None:
        return whole
    if len(path) > 1:
        below = _below(path)
        if below is not None:
            return below
        of_others = any(_others().search(fold(text)) for text in path[:-1])
        for start in range(1, len(path)):
            found = _fields().find(" ".join(path[start:]))
            if found is not None and (not of_others or found.place.startswith(_PERSONS)):
                return found
        if of_others:
            return None
    if before is not None:
        for places, phrases in _after():
            if before.place in places and (found := phrases.find(path[-1])) is not None:
                return found
    return None


def _below(path: Sequence[str]) -> Target | None:
    """What the last row means as a part of what the rows above it mean."""
    above = meaning(path[:-1], None)
    gender = recognised(path[-1])
    if (
        gender is not None
        and gender.place == GENDER
        and gender.part
        and (above is None or above.place in (BIRTH, GENDER))
    ):
        return gender
    if above is None or above.part or not above.is_field:
        return None
    kind = kind_of(above.place)
    part = _parts(kind).find(path[-1]) if kind else None
    if part is None:
        return None
    if is_place(above.place):
        return Target(f"{above.place}/{part.part}")
    return Target(above.place, part.part)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user says of a header: where its cells go."""

    header: str
    target: Target


class Answers:
    """Headers whose meaning the user gave, by their whole path or by their last row."""

    def __init__(self, columns: Mapping[str, str] | None = None, letters: str | None = None) -> None:
        self.letters = letters
        self.used: set[str] = set()
        self._wanted: dict[str, Wanted] = {}
        self.add(columns or {})

    def find(self, path: Sequence[str], count: int = 1) -> Target | None:
        """What the user says of the header *path*, the *count*-th of its kind in the list."""
        keys = [SEPARATOR.join(path), path[-1]] if path else []
        if count > 1:
            wanted = self._wanted.get(fold(numbered(keys[0], count))) if keys else None
            if wanted is not None:
                self.used.add(wanted.header)
                return wanted.target
        for key in keys:
            wanted = self._wanted.get(fold(key))
            # two columns of one name are two different things, unless neither is a field
            if wanted is not None and (count == 1 or not wanted.target.is_field):
                self.used.add(wanted.header)
                return wanted.target
        return None

    def add(self, columns: Mapping[str, str]) -> None:
        """Take further headers and their targets.

        Raises:
            ValueError: a target is no field of the record that one cell can hold.
        """
        self._wanted |= {fold(header): Wanted(header, parse_target(target)) for header, target in columns.items()}

    def unused(self) -> Iterator[str]:
        """Headers that no list had."""
        return (wanted.header for wanted in self._wanted.values() if wanted.header not in self.used)
