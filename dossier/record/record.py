"""One person's record as the rules and forms see it: places to values, dates and concrete names.

A `Record` never changes. It is built from a record whose invalid places were already set to unknown,
so whoever reads it may rely on the types of the schema.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from dossier.record.dates import parse_date
from dossier.record.places import STAR, Selector, escaped, join_pointer, parse_place, way_to


class Spot(NamedTuple):
    """A concrete place and what stands there; ``value`` None = not known."""

    at: str
    value: Any


# what `Spot(at, value)` comes to, without the detour: a record has a thousand of them
_spot = cast(Callable[[tuple[str, Any]], Spot], partial(tuple.__new__, Spot))


class NoItem(Spot):
    """A spot that stands for items which are not there: whatever lies below them is this spot again."""

    __slots__ = ()


Dates = tuple[tuple[str, datetime.date], ...]


class Record:
    """Places of one record. Shapes are those of ``schemas/record.schema.json``.

    Rules ask for the same places again and again, so what a place means is found once and kept. These are functions
    of a place:

    spots(place)    every concrete place that it means, with its value; a missing parent gives one spot at the first
                    missing step, with value None, and so does a selector that fits no item; a list that is known to
                    be empty gives none
    known(place)    the spots whose value is known
    values(place)   their values
    get(place)      the value; the first known one when it means several; None when there is none
    dates(place)    every known calendar date that it means, as (concrete place, date); a partial date is no date
    date(place)     the first of them, or None

    Args:
        data: the record as a JSON object, invalid places already removed.
    """

    __slots__ = ("_objects", "data", "date", "dates", "get", "known", "spots", "values")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        spots = _Spots(data)
        dates = _Dates(spots)
        self._objects = spots.objects
        self.spots: Callable[[str], tuple[Spot, ...]] = spots.__getitem__
        self.known: Callable[[str], tuple[Spot, ...]] = _Known(spots).__getitem__
        self.values: Callable[[str], tuple[Any, ...]] = _Values(spots).__getitem__
        self.get: Callable[[str], Any] = _FirstValues(spots).__getitem__
        self.dates: Callable[[str], Dates] = dates.__getitem__
        self.date: Callable[[str], datetime.date | None] = _FirstDates(dates).__getitem__

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

    def lacking(self, places: tuple[str, ...]) -> list[str]:
        """The concrete places of *places* where nothing is known."""
        plain, others = _by_object(places)
        found = []
        for holder, keys, mine in plain:
            values = self._objects[holder]
            if None in map(values.get, keys):
                found += [place for key, place in zip(keys, mine, strict=True) if values.get(key) is None]
        for place in others:
            found += [spot.at for spot in self.spots(place) if spot.value is None]
        return found

    def concrete(self, place: str) -> tuple[str, ...]:
        """The concrete names of *place*, as findings spell them."""
        return tuple([spot.at for spot in self.spots(place)])

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


Facts = tuple[str, tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=2048)
def _by_object(places: tuple[str, ...]) -> tuple[Sequence[Facts], Sequence[str]]:
    """The plain ones of *places* by the object that holds them, with their keys there; and the others."""
    plain: dict[str, dict[str, str]] = {}
    others = []
    for place in places:
        key, parent, _, _ = way_to(place)
        if key:
            plain.setdefault(parent, {})[key] = place
        else:
            others.append(place)
    return [(holder, tuple(facts), tuple(facts.values())) for holder, facts in plain.items()], others


class _Spots(dict[str, tuple[Spot, ...]]):
    """The spots of every place that was asked for."""

    __slots__ = ("_data", "_indexes", "_names", "objects")

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._data = data
        self._names: Sequence[str] | None = None
        self._indexes: dict[tuple[str, str], dict[str, list[int]]] = {}
        self.objects = _Objects(data)

    def __missing__(self, place: str) -> tuple[Spot, ...]:
        key, parent, step, tail = way_to(place)
        found: tuple[Spot, ...]
        if key:
            found = (_spot((place, self.objects[parent].get(key))),)
        elif isinstance(step, Selector):
            found = tuple(self._selected(parent, step))
        elif step == STAR:
            found = tuple(self._items(parent))
        elif step:
            below = []
            for spot in self[parent]:
                if isinstance(spot.value, dict):
                    below.append(_spot((spot.at + tail, spot.value.get(step))))
                else:
                    below.append(self._beyond(spot, step))
            found = tuple(below)
        else:
            found = (_spot((place, self._data)),)
        self[place] = found
        return found

    def _beyond(self, spot: Spot, step: str) -> Spot:
        """One step on from *spot*, where no object stands."""
        if isinstance(spot, NoItem):
            return spot
        if isinstance(spot.value, list) and step.isdigit() and int(step) < len(spot.value):
            return Spot(self._item_names(spot)[int(step)], spot.value[int(step)])
        return Spot(f"{spot.at}/{escaped(step)}", None)

    def _items(self, parent: str) -> list[Spot]:
        found: list[Spot] = []
        for spot in self[parent]:
            if isinstance(spot.value, list):
                found += map(_spot, zip(self._item_names(spot), spot.value, strict=True))
            elif spot.value is None:
                found.append(NoItem(spot.at, None))
        return found

    def _selected(self, parent: str, selector: Selector) -> list[Spot]:
        found: list[Spot] = []
        for number, spot in enumerate(self[parent]):
            if isinstance(spot.value, list):
                chosen = self._chosen(spot, selector)
                if chosen:
                    names = self._paper_names() if spot.at == "/papers" else None
                    for index in chosen:
                        found.append(_spot((names[index] if names else f"{spot.at}/{index}", spot.value[index])))
                    continue
            if isinstance(spot, NoItem) or (spot.value is None and not self._has_holder(parent, number)):
                found.append(NoItem(spot.at, None))
            elif not spot.value or isinstance(spot.value, list):
                # the list of papers is spelt without a slash before a selector
                found.append(NoItem(f"{'papers' if spot.at == '/papers' else spot.at}{selector}", None))
        return found

    def _has_holder(self, place: str, number: int) -> bool:
        """Whether the object that should hold spot *number* of *place* is there."""
        _, parent, step, _ = way_to(place)
        return isinstance(step, Selector) or step == STAR or self[parent][number].value is not None

    def _chosen(self, spot: Spot, selector: Selector) -> Sequence[int]:
        """The indexes of the items that fit; a list is indexed once by each key it is asked for."""
        found: Sequence[int] | None = None
        for key, allowed in selector.conditions:
            index = self._index(spot, key)
            if len(allowed) == 1:
                fitting: Sequence[int] = index.get(allowed[0], ())
            else:
                fitting = sorted([number for value in allowed if value in index for number in index[value]])
            if found is not None:
                both = set(found).intersection(fitting)
                fitting = sorted(both) if len(both) > 1 else tuple(both)
            found = fitting
        return found or ()

    def _index(self, spot: Spot, key: str) -> Mapping[str, list[int]]:
        """The items of the list at *spot* by their value under *key*."""
        index = self._indexes.get((spot.at, key))
        if index is None:
            index = self._indexes[spot.at, key] = {}
            for number, item in enumerate(spot.value):
                value = item.get(key) if isinstance(item, dict) else None
                if value is not None:
                    index.setdefault(str(value), []).append(number)
        return index

    def _item_names(self, spot: Spot) -> Sequence[str]:
        """How findings spell the items of the list at *spot*."""
        if spot.at == "/papers":
            return self._paper_names()
        return [f"{spot.at}/{index}" for index in range(len(spot.value))]

    def _paper_names(self) -> Sequence[str]:
        """A name for each paper that stays when papers are added or reordered, where it is unique."""
        if self._names is None:
            self._names = _names_of(self._data["papers"])
        return self._names


def _names_of(papers: Sequence[Any]) -> Sequence[str]:
    """The shortest name of each paper that no other one has; its pointer where it has none.

    A paper of many purposes is named by its purpose, also where there is only one of them.
    """
    facts = [_facts_of(paper) for paper in papers]
    of_kind = Counter([(form, purpose) for form, purpose, _ in facts])
    of_form = Counter([(form, about) for form, _, about in facts])
    whole = Counter(facts)
    names = []
    for index, (form, purpose, about) in enumerate(facts):
        kind = f"papers[form={form},purpose={purpose}" if purpose is not None else f"papers[form={form}"
        if form is None:
            name = f"/papers/{index}"
        elif of_kind[form, purpose] == 1:
            name = f"{kind}]"
        elif about is not None and of_form[form, about] == 1:
            name = f"papers[form={form},about={about}]"
        elif about is not None and whole[form, purpose, about] == 1:
            name = f"{kind},about={about}]"
        else:
            name = f"/papers/{index}"
        names.append(name)
    return names


def _facts_of(paper: Any) -> tuple[str | None, str | None, str | None]:
    """Form, purpose and `about` of a paper, as far as they are known."""
    if not isinstance(paper, dict):
        return None, None, None  # an invalid one, set to unknown
    form, purpose, about = paper.get("form"), paper.get("purpose"), paper.get("about")
    return (
        form if isinstance(form, str) else None,
        purpose if isinstance(purpose, str) else None,
        about if isinstance(about, str) else None,
    )


class _Objects(dict[str, Mapping[str, Any]]):
    """The object at every plain place that was asked for; an empty one where none stands."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._data = data

    def __missing__(self, place: str) -> Mapping[str, Any]:
        value: Any = self._data
        for step in parse_place(place):
            value = value.get(step) if isinstance(value, dict) else _item(value, str(step))
        found = self[place] = value if isinstance(value, dict) else {}
        return found


class _Kept(dict[str, Any]):
    """What one question says of every place that was asked for; most places are plain and need no spots."""

    __slots__ = ("_objects", "_spots")

    def __init__(self, spots: _Spots) -> None:
        super().__init__()
        self._spots = spots
        self._objects = spots.objects


class _Known(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> tuple[Spot, ...]:
        key, parent, _, _ = way_to(place)
        found: tuple[Spot, ...]
        if key:
            value = self._objects[parent].get(key)
            found = () if value is None else (_spot((place, value)),)
        else:
            found = tuple([spot for spot in self._spots[place] if spot.value is not None])
        self[place] = found
        return found


class _Values(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> tuple[Any, ...]:
        key, parent, _, _ = way_to(place)
        if key:
            value = self._objects[parent].get(key)
            found = () if value is None else (value,)
        else:
            found = tuple([value for _, value in self._spots[place] if value is not None])
        self[place] = found
        return found


class _FirstValues(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> Any:
        key, parent, _, _ = way_to(place)
        found = None
        if key:
            found = self._objects[parent].get(key)
        else:
            for _, value in self._spots[place]:
                if value is not None:
                    found = value
                    break
        self[place] = found
        return found


class _Dates(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> Dates:
        key, parent, _, _ = way_to(place)
        found: Dates
        if key:
            day = parse_date(self._objects[parent].get(key))
            found = () if day is None else ((place, day),)
        else:
            found = tuple([(at, day) for at, value in self._spots[place] if (day := parse_date(value)) is not None])
        self[place] = found
        return found


class _FirstDates(dict[str, "datetime.date | None"]):
    __slots__ = ("_dates",)

    def __init__(self, dates: _Dates) -> None:
        super().__init__()
        self._dates = dates

    def __missing__(self, place: str) -> datetime.date | None:
        dates = self._dates[place]
        found = self[place] = dates[0][1] if dates else None
        return found


def _item(value: Any, step: str) -> Any:
    """The item of a list by its index in digits; None for anything else."""
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return None
