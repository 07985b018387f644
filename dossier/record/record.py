"""One person's record as the rules and forms see it: places to values, dates and concrete names.

A `Record` never changes. It is built from a record whose invalid places were already set to unknown,
so whoever reads it may rely on the types of the schema.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

from dossier.record.dates import parse_date
from dossier.record.places import STAR, Selector, escaped, join_pointer, parse_place, way_to

T = TypeVar("T")


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
    get(place)      the value; the first known one when it means several; None when there is none
    dates(place)    every known calendar date that it means, as (concrete place, date); a partial date is no date
    date(place)     the first of them, or None
    lacking(places) the concrete ones of several `Places` where nothing is known

    Args:
        data: the record as a JSON object, invalid places already removed.
    """

    __slots__ = ("_worked_out", "data", "date", "dates", "get", "known", "lacking", "spots")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self._worked_out: dict[object, Any] = {}
        lists = _Lists(data)
        spots = _Spots(data, lists)
        known = _Known(lists.objects, spots)
        first = _FirstValues(lists, known)
        dates = _Dates(lists, known)
        self.spots: Callable[[str], tuple[Spot, ...]] = spots.__getitem__
        self.known: Callable[[str], tuple[Spot, ...]] = known.__getitem__
        self.get: Callable[[str], Any] = first.__getitem__
        self.dates: Callable[[str], Dates] = dates.__getitem__
        self.date: Callable[[str], datetime.date | None] = _FirstDates(lists, dates).__getitem__
        self.lacking: Callable[[Places], Sequence[str]] = _Lacking(lists.objects, known, first, spots).__getitem__

    def once(self, work_out: Callable[..., T], *given: str) -> T:
        """What follows from the record (and *given*) by *work_out*, which is called the first time only."""
        key = (work_out, *given) if given else work_out
        if key not in self._worked_out:
            self._worked_out[key] = work_out(self, *given)
        found: T = self._worked_out[key]
        return found

    def text(self, place: str) -> str | None:
        """The text at *place*, or None."""
        value = self.get(place)
        return value if isinstance(value, str) else None

    def number(self, place: str) -> int | None:
        """The whole number at *place*, or None; true and false are no numbers."""
        value = self.get(place)
        if type(value) is int:
            return value
        return int(value) if isinstance(value, float) else None

    def items(self, place: str) -> Sequence[Any]:
        """The list at *place*; an unknown one is empty, an unknown row an empty object."""
        value = self.get(place)
        if not isinstance(value, list):
            return ()
        if None in value and all(item is None or isinstance(item, dict) for item in value):
            # an item of which nothing is known is still an object to whoever goes through the rows
            return [item or {} for item in value]
        return value

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


class Places:
    """Places that are looked at together: the plain ones by the object that holds them, and the others.

    Args:
        places: as rules write them.
    """

    __slots__ = ("others", "plain")

    def __init__(self, places: Iterable[str]) -> None:
        plain: dict[str, dict[str, str]] = {}
        others = []
        for place in places:
            key, parent, _, _ = way_to(place)
            if key:
                plain.setdefault(parent, {})[key] = place
            else:
                others.append((place, *_base_of(place)))
        self.plain = tuple([(holder, tuple(facts), tuple(facts.values())) for holder, facts in plain.items()])
        self.others = tuple(others)


def _base_of(place: str) -> tuple[str, str]:
    """The items of one list that *place* is a fact of, and that list where they are all of its items.

    Both are empty for a place that is not a fact of the items of one list.
    """
    key, parent, step, _ = way_to(place)
    while not key and isinstance(step, str) and step not in ("", STAR):
        place = parent
        key, parent, step, _ = way_to(place)
    if key or step == "" or not way_to(parent)[0]:
        return "", ""
    return place, parent if step == STAR else ""


class _Objects(dict[str, Mapping[str, Any]]):
    """The object at every plain place that was asked for; an empty one where none stands."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._data = data

    def __missing__(self, place: str) -> Mapping[str, Any]:
        key, parent, _, _ = way_to(place)
        value: Any = self._data
        if key:
            value = self[parent].get(key)
        else:
            for step in parse_place(place):
                value = value.get(step) if isinstance(value, dict) else _item(value, str(step))
        found = self[place] = value if isinstance(value, dict) else {}
        return found


class _Lists:
    """The objects and lists of a record: which items a selector means, and how findings spell them."""

    __slots__ = ("_indexes", "_names", "objects")

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.objects = _Objects(data)
        self._names: Sequence[str] | None = None
        self._indexes: dict[tuple[str, str], Mapping[str, list[int]]] = {}

    def selected(self, at: str, items: Sequence[Any], selector: Selector) -> list[Spot]:
        """The items of the list at *at* that fit *selector*."""
        *others, (key, allowed) = selector.conditions  # the last is the narrowest: what a paper is for, or about
        index = self._indexes.get((at, key))
        if index is None:
            index = self._indexes[at, key] = _index(items, key)
        if len(allowed) == 1:
            numbers: Sequence[int] = index.get(allowed[0], ())
        else:
            numbers = sorted([number for value in allowed for number in index.get(value, ())])
        for key, allowed in others:
            numbers = [number for number in numbers if str(items[number].get(key)) in allowed]
        if not numbers:
            return []
        if at == "/papers":
            names = self.names(at, items)
            return [_spot((names[number], items[number])) for number in numbers]
        return [_spot((f"{at}/{number}", items[number])) for number in numbers]

    def names(self, at: str, items: Sequence[Any]) -> Sequence[str]:
        """How findings spell the items of the list at *at*."""
        if at == "/papers":
            if self._names is None:
                self._names = _names_of(items)
            return self._names
        return [f"{at}/{index}" for index in range(len(items))]

    def name(self, at: str, items: Sequence[Any], number: int) -> str:
        """How findings spell one of these items."""
        return self.names(at, items)[number] if at == "/papers" else f"{at}/{number}"


class _Spots(dict[str, tuple[Spot, ...]]):
    """The spots of every place that was asked for, where nothing is known as well."""

    __slots__ = ("_data", "_lists")

    def __init__(self, data: Mapping[str, Any], lists: _Lists) -> None:
        super().__init__()
        self._data = data
        self._lists = lists

    def __missing__(self, place: str) -> tuple[Spot, ...]:
        key, parent, step, tail = way_to(place)
        found: tuple[Spot, ...]
        if key:
            found = (_spot((place, self._lists.objects[parent].get(key))),)
        elif isinstance(step, Selector):
            found = tuple(self._selected(parent, step))
        elif step == STAR:
            found = tuple(self._items(parent))
        elif step:
            found = tuple([
                _spot((spot.at + tail, spot.value.get(step)))
                if isinstance(spot.value, dict) else self._beyond(spot, step)
                for spot in self[parent]
            ])  # fmt: skip
        else:
            found = (_spot((place, self._data)),)
        self[place] = found
        return found

    def _beyond(self, spot: Spot, step: str) -> Spot:
        """One step on from *spot*, where no object stands."""
        if isinstance(spot, NoItem):
            return spot
        if isinstance(spot.value, list) and step.isdigit() and int(step) < len(spot.value):
            return Spot(self._lists.name(spot.at, spot.value, int(step)), spot.value[int(step)])
        return Spot(f"{spot.at}/{escaped(step)}", None)

    def _items(self, parent: str) -> list[Spot]:
        found: list[Spot] = []
        for spot in self[parent]:
            if isinstance(spot.value, list):
                found += map(_spot, zip(self._lists.names(spot.at, spot.value), spot.value, strict=True))
            elif spot.value is None:
                found.append(NoItem(spot.at, None))
        return found

    def _selected(self, parent: str, selector: Selector) -> list[Spot]:
        found: list[Spot] = []
        for number, spot in enumerate(self[parent]):
            at, value = spot
            selected = self._lists.selected(at, value, selector) if isinstance(value, list) else ()
            if selected:
                found += selected
            elif isinstance(spot, NoItem) or (value is None and not self._has_holder(parent, number)):
                found.append(NoItem(at, None))
            elif not value or isinstance(value, list):
                # the list of papers is spelt without a slash before a selector
                found.append(NoItem(f"{'papers' if at == '/papers' else at}{selector}", None))
        return found

    def _has_holder(self, place: str, number: int) -> bool:
        """Whether the object that should hold spot *number* of *place* is there."""
        _, parent, step, _ = way_to(place)
        return isinstance(step, Selector) or step == STAR or self[parent][number].value is not None


class _Known(dict[str, tuple[Spot, ...]]):
    """The spots of every place that was asked for where something is known."""

    __slots__ = ("_objects", "_spots")

    def __init__(self, objects: _Objects, spots: _Spots) -> None:
        super().__init__()
        self._objects = objects
        self._spots = spots

    def __missing__(self, place: str) -> tuple[Spot, ...]:
        key, parent, _, _ = way_to(place)
        found: tuple[Spot, ...]
        if key:
            value = self._objects[parent].get(key)
            found = () if value is None else (_spot((place, value)),)
        else:
            found = tuple([spot for spot in self._spots[place] if spot[1] is not None])
        self[place] = found
        return found


def _index(items: Sequence[Any], key: str) -> Mapping[str, list[int]]:
    """The numbers of *items* by their value under *key*."""
    index: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        value = item.get(key) if isinstance(item, dict) else None
        if value is not None:
            index.setdefault(str(value), []).append(number)
    return index


def _names_of(papers: Sequence[Any]) -> Sequence[str]:
    """The shortest name of each paper that no other one has; its pointer where it has none.

    A paper of many purposes is named by its purpose, also where there is only one of them.
    """
    facts = [
        (paper.get("form"), paper.get("purpose"), paper.get("about")) if isinstance(paper, dict) else (None, None, None)
        for paper in papers
    ]
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


class _Kept(dict[str, Any]):
    """What one question says of every place that was asked for; a plain place is looked up where it stands."""

    __slots__ = ("_known", "_lists")

    def __init__(self, lists: _Lists, known: Mapping[str, Any]) -> None:
        super().__init__()
        self._lists = lists
        self._known = known


class _FirstValues(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> Any:
        key, parent, _, _ = way_to(place)
        if key:
            found = self._lists.objects[parent].get(key)
        else:
            known = self._known[place]
            found = known[0][1] if known else None
        self[place] = found
        return found


class _Dates(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> Dates:
        key, parent, _, _ = way_to(place)
        found: Dates
        if key:
            day = parse_date(self._lists.objects[parent].get(key))
            found = () if day is None else ((place, day),)
        else:
            found = tuple([(at, day) for at, value in self._known[place] if (day := parse_date(value)) is not None])
        self[place] = found
        return found


class _FirstDates(_Kept):
    __slots__ = ()

    def __missing__(self, place: str) -> datetime.date | None:
        dates = self._known[place]
        found = self[place] = dates[0][1] if dates else None
        return found


class _Lacking(dict["Places", Sequence[str]]):
    """The concrete ones of places that were asked for together where nothing is known."""

    __slots__ = ("_first", "_known", "_objects", "_spots")

    def __init__(self, objects: _Objects, known: _Known, first: _FirstValues, spots: _Spots) -> None:
        super().__init__()
        self._objects = objects
        self._known = known
        self._first = first
        self._spots = spots

    def __missing__(self, places: Places) -> Sequence[str]:
        found: list[str] = []
        for holder, keys, mine in places.plain:
            values = self._objects[holder]
            if None in map(values.get, keys):
                found += [place for key, place in zip(keys, mine, strict=True) if values.get(key) is None]
        for place, base, items in places.others:
            # as many facts as there are items are all there: quicker than to spell each one
            count = len(self._known[base]) if base else 0
            if not count or len(self._known[place]) != count or (items and len(self._first[items]) != count):
                found += [at for at, value in self._spots[place] if value is None]
        self[places] = found
        return found


def _item(value: Any, step: str) -> Any:
    """The item of a list by its index in digits; None for anything else."""
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return None
