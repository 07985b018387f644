"""One person's record as the rules and forms see it: places to values, dates and concrete names.

A `Record` never changes. It is built from a record whose invalid places were already set to unknown,
so whoever reads it may rely on the types of the schema.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from dossier.record.dates import parse_date
from dossier.record.places import STAR, Selector, Step, escaped, join_pointer, last_key, parse_place, plain_keys


class Spot(NamedTuple):
    """A concrete place and what stands there; ``value`` None = not known."""

    at: str
    value: Any


class Record:
    """Places of one record. Shapes are those of ``schemas/record.schema.json``.

    Args:
        data: the record as a JSON object, invalid places already removed.
    """

    __slots__ = ("_cut", "_indexes", "_known", "_names", "_seen", "data")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self._seen: dict[str, tuple[Spot, ...]] = {}
        self._known: dict[str, tuple[Spot, ...]] = {}
        self._cut: set[str] = set()  # places that stand for items which are not there
        self._names: tuple[str, ...] | None = None
        self._indexes: dict[tuple[str, str], dict[str, list[int]]] = {}

    def spots(self, place: str) -> tuple[Spot, ...]:
        """Every concrete place that *place* means, with its value.

        A missing parent gives one spot at the first missing step, with value None, and so does a
        selector that fits no item; a list that is known to be empty gives none.
        """
        found = self._seen.get(place)
        if found is None:
            found = self._seen[place] = self._found(place)
        return found

    def _found(self, place: str) -> tuple[Spot, ...]:
        keys = plain_keys(place)
        if keys is not None:
            return (Spot(place, self._plain(keys)),)
        parent, key = last_key(place)
        if key is None or parent not in self._seen:
            spots: list[Spot] = []
            self._collect(self.data, "", parse_place(place), spots)
            return tuple(spots)
        # other places of the same items were asked for: one step from them
        return tuple([
            Spot(f"{at}/{key}", value.get(key)) if isinstance(value, dict)
            else Spot(at if at in self._cut else f"{at}/{key}", None)
            for at, value in self._seen[parent]
        ])  # fmt: skip

    def _plain(self, keys: Sequence[str]) -> Any:
        """The value that *keys* lead to through objects; most places are of this kind."""
        value: Any = self.data
        for key in keys:
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        return value

    def known(self, place: str) -> tuple[Spot, ...]:
        """The spots of *place* whose value is known."""
        found = self._known.get(place)
        if found is None:
            found = self._known[place] = tuple([spot for spot in self.spots(place) if spot.value is not None])
        return found

    def get(self, place: str) -> Any:
        """The value at *place*; the first known one when it means several; None when there is none."""
        for spot in self.spots(place):
            if spot.value is not None:
                return spot.value
        return None

    def text(self, place: str) -> str | None:
        """The text at *place*, or None."""
        value = self.get(place)
        return value if isinstance(value, str) else None

    def number(self, place: str) -> int | None:
        """The whole number at *place*, or None; true and false are no numbers."""
        value = self.get(place)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        return int(value)

    def items(self, place: str) -> Sequence[Any]:
        """The list at *place*; an unknown one is empty, an unknown row an empty object."""
        value = self.get(place)
        if not isinstance(value, list):
            return ()
        if None in value and all(item is None or isinstance(item, dict) for item in value):
            # an item of which nothing is known is still an object to whoever goes through the rows
            return [item or {} for item in value]
        return value

    def date(self, place: str) -> datetime.date | None:
        """The calendar date at *place* (the first one known), or None; a partial date is no date."""
        for spot in self.spots(place):
            day = parse_date(spot.value)
            if day is not None:
                return day
        return None

    def dates(self, place: str) -> tuple[tuple[str, datetime.date], ...]:
        """Every known calendar date that *place* means, as (concrete place, date)."""
        return tuple([(spot.at, day) for spot in self.known(place) if (day := parse_date(spot.value)) is not None])

    def concrete(self, place: str) -> tuple[str, ...]:
        """The concrete names of *place*, as findings spell them."""
        return tuple(spot.at for spot in self.spots(place))

    def index_pointer(self, place: str) -> str:
        """*place* as a plain JSON Pointer (papers by index), as far as it exists."""
        pointer = ""
        value: Any = self.data
        for step in parse_place(place):
            if isinstance(step, Selector):
                index = next((i for i, item in enumerate(value or ()) if step.fits(item)), None)
                if index is None:
                    return pointer
                pointer, value = f"{pointer}/{index}", value[index]
            else:
                pointer = join_pointer(pointer, step)
                value = value.get(step) if isinstance(value, dict) else _item(value, step)
        return pointer

    def _collect(self, value: Any, at: str, steps: Sequence[Step], found: list[Spot]) -> None:
        """Add every spot that *steps* lead to from *value* (which stands at *at*) to *found*."""
        for depth, step in enumerate(steps):
            if value is None:
                rest = steps[depth:]
                lacking = f"{_listed(at)}{step}" if isinstance(step, Selector) else at + _rest(rest)
                if any(left == STAR or isinstance(left, Selector) for left in rest):
                    self._cut.add(lacking)
                found.append(Spot(lacking, None))
                return
            if step == STAR or isinstance(step, Selector):
                if isinstance(value, list):
                    self._collect_items(value, at, step, steps[depth + 1 :], found)
                return
            at = self._name(at, step, value) if at == "/papers" or "/" in step or "~" in step else f"{at}/{step}"
            value = value.get(step) if isinstance(value, dict) else _item(value, step)
        found.append(Spot(at, value))

    def _collect_items(self, items: list[Any], at: str, step: Step, rest: Sequence[Step], found: list[Spot]) -> None:
        chosen = self._chosen(items, at, step) if isinstance(step, Selector) else range(len(items))
        for index in chosen:
            here = self._name(at, str(index), items) if at == "/papers" else f"{at}/{index}"
            self._collect(items[index], here, rest, found)
        if not chosen and isinstance(step, Selector):
            self._cut.add(f"{_listed(at)}{step}")
            found.append(Spot(f"{_listed(at)}{step}", None))

    def _chosen(self, items: list[Any], at: str, selector: Selector) -> list[int]:
        """The indexes of the items that fit; a list is indexed once by each key it is asked for."""
        (key, allowed), *more = selector.conditions
        index = self._indexes.get((at, key))
        if index is None:
            index = self._indexes[at, key] = {}
            for number, item in enumerate(items):
                if isinstance(item, dict):
                    index.setdefault(str(item.get(key)), []).append(number)
        found = sorted(number for value in allowed for number in index.get(value, ()))
        return [number for number in found if selector.fits(items[number])] if more else found

    def _name(self, at: str, step: str, parent: Any) -> str:
        if at == "/papers" and isinstance(parent, list) and step.isdigit() and int(step) < len(parent):
            return self._paper_names()[int(step)]
        return f"{at}/{step}" if "/" not in step and "~" not in step else f"{at}/{escaped(step)}"

    def _paper_names(self) -> tuple[str, ...]:
        """A name for each paper that stays when papers are added or reordered, where it is unique."""
        if self._names is None:
            papers = self.data.get("papers") or []
            tries = [[_paper_name(paper, keys) for paper in papers] for keys in _NAME_KEYS]
            names = []
            for index in range(len(papers)):
                unique = (names_[index] for names_ in tries if names_[index] and names_.count(names_[index]) == 1)
                names.append(next(unique, f"/papers/{index}"))
            self._names = tuple(names)
        return self._names


_NAME_KEYS = (("form",), ("form", "purpose"), ("form", "about"), ("form", "purpose", "about"))


def _paper_name(paper: Any, keys: Sequence[str]) -> str:
    if not isinstance(paper, Mapping):
        return ""  # an invalid one, set to unknown
    parts = [f"{key}={paper[key]}" for key in keys if isinstance(paper.get(key), str)]
    # a paper of many purposes is named by its purpose, also where there is only one of them
    if len(parts) < len(keys) or (keys == ("form",) and isinstance(paper.get("purpose"), str)):
        return ""
    return f"papers[{','.join(parts)}]"


def _listed(at: str) -> str:
    """The list at *at* as it is spelt before a selector."""
    return "papers" if at == "/papers" else at


def _item(value: Any, step: str) -> Any:
    """The item of a list by its index in digits; None for anything else."""
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return None


@lru_cache(maxsize=2048)
def _rest(steps: Sequence[Step]) -> str:
    """The steps that are plain keys, up to the first that needs a list which is not there."""
    text = ""
    for step in steps:
        if step == STAR or isinstance(step, Selector):
            break
        text += f"/{escaped(step)}"
    return text
