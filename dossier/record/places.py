"""Places of a record: JSON Pointers, with ``*`` for list items and ``papers[form=2-KNĐ]`` for a paper.

/candidate/birth_name              one value
/introducers/*/date                the date of every introducer
papers[form=2-KNĐ]/date            the date of every paper of that form
/moves[kind=decided]/to_cell       items of a list by a value of theirs; `|` separates allowed values
papers[form=20-KNĐ,about=/verification/requests/0]     several conditions, all must hold
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_PART = re.compile(r"/?([^/\[\]]+)((?:\[[^\]]*\])?)")


@dataclass(frozen=True, slots=True)
class Selector:
    """Items of a list by the values of their keys: key -> allowed values, all keys must fit."""

    conditions: tuple[tuple[str, tuple[str, ...]], ...]

    def fits(self, item: object) -> bool:
        """True when *item* is an object that has one of the allowed values under every key."""
        if not isinstance(item, dict):
            return False
        return all(item.get(key) in allowed for key, allowed in self.conditions)

    def __str__(self) -> str:
        return "[" + ",".join(f"{key}={'|'.join(allowed)}" for key, allowed in self.conditions) + "]"


Step = str | Selector
STAR = "*"


@lru_cache(maxsize=8192)
def parse_place(place: str) -> tuple[Step, ...]:
    """The steps of *place*: keys, ``*`` and selectors, in order.

    Raises:
        ValueError: the text is no place.
    """
    return tuple(step for _, step in _parts(place))


def _parts(place: str) -> Iterator[tuple[int, Step]]:
    """The steps of *place*, each with where its text begins."""
    at = 0 if place != "/" else 1
    while at < len(place):
        match = _PART.match(place, at)
        if match is None:
            raise ValueError(f"not a place: {place!r}")
        yield at, _unescaped(match[1])
        if match[2]:
            yield match.start(2), _selector(match[2], place)
        at = match.end()


@lru_cache(maxsize=8192)
def way_to(place: str) -> tuple[str, str, Step, str]:
    """How *place* is reached: by one step from another place; the record itself by none.

    Returns:
        key: the step of a place that is a key of one object, spelt as findings spell it, as most places are; else
            empty;
        parent: the place that the step starts from;
        step: the step, an empty one to the record itself;
        tail: the step as it is written behind the place of an object.

    Raises:
        ValueError: the text is no place.
    """
    *_, (begins, step) = (0, ""), *_parts(place)
    tail = f"/{escaped(step)}" if isinstance(step, str) else ""
    # findings name a paper by what it is, not by its number in the list
    plain = place.startswith("/") and not place.startswith("/papers/") and "[" not in place and "~" not in place
    if not plain or STAR in parse_place(place) or tail[1:].isdigit():
        return "", place[:begins], step, tail
    return tail[1:], place[:begins], step, tail


def plain_keys(place: str) -> tuple[str, ...] | None:
    """The keys of *place* where it leads through objects only and is spelt as findings spell it; else None."""
    keys = parse_place(place)
    plain = place.startswith("/") and "~" not in place and "[" not in place
    if not plain or any(key == STAR or str(key).isdigit() for key in keys):
        return None
    return tuple(str(key) for key in keys)


def _selector(text: str, place: str) -> Selector:
    conditions = []
    for condition in text[1:-1].split(","):
        key, equals, values = condition.partition("=")
        if not (key and equals and values):
            raise ValueError(f"not a place: {place!r}")
        conditions.append((key.strip(), tuple(values.split("|"))))
    return Selector(tuple(conditions))


def join_pointer(parent: str, key: str | int) -> str:
    """*parent* one step deeper, the key escaped as JSON Pointer wants it."""
    return f"{parent}/{escaped(str(key))}"


def escaped(key: str) -> str:
    """*key* with ``~`` and ``/`` written as JSON Pointer wants them."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def _unescaped(key: str) -> str:
    return key.replace("~1", "/").replace("~0", "~") if "~" in key else key


def is_within(place: str, ancestor: str) -> bool:
    """True when *place* is *ancestor* or lies below it; both in the same spelling."""
    return place == ancestor or (place.startswith(ancestor) and place[len(ancestor) :][:1] in ("/", "["))
