"""Places of a record: JSON Pointers, with ``*`` for list items and ``papers[form=2-KNĐ]`` for a paper.

/candidate/birth_name              one value
/introducers/*/date                the date of every introducer
papers[form=2-KNĐ]/date            the date of every paper of that form
/moves[kind=decided]/to_cell       items of a list by a value of theirs; `|` separates allowed values
papers[form=20-KNĐ,about=/verification/requests/0]     several conditions, all must hold
"""

from __future__ import annotations

import re
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


@lru_cache(maxsize=4096)
def parse_place(place: str) -> tuple[Step, ...]:
    """The steps of *place*: keys, ``*`` and selectors, in order.

    Raises:
        ValueError: the text is no place.
    """
    if place in ("", "/"):
        return ()
    steps: list[Step] = []
    at = 0
    while at < len(place):
        match = _PART.match(place, at)
        if match is None:
            raise ValueError(f"not a place: {place!r}")
        steps.append(_unescaped(match[1]))
        if match[2]:
            steps.append(_selector(match[2], place))
        at = match.end()
    return tuple(steps)


@lru_cache(maxsize=4096)
def plain_keys(place: str) -> tuple[str, ...] | None:
    """The keys of *place* where it leads through objects only and is spelt as findings spell it; else None."""
    keys = parse_place(place)
    plain = place.startswith("/") and "~" not in place and "[" not in place
    if not plain or any(key == STAR or str(key).isdigit() for key in keys):
        return None
    return tuple(str(key) for key in keys)


@lru_cache(maxsize=4096)
def last_key(place: str) -> tuple[str, str | None]:
    """*place* without its last step, and that step when it is a plain key; None when it is anything else."""
    parent, _, key = place.rpartition("/")
    plain = key and key != STAR and not key.isdigit() and "]" not in key and "~" not in key
    return (parent, key) if plain else (place, None)


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
