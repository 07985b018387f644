"""A record with some places set or removed, as a new value: the old record stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, cast

from dossier.record.places import STAR, Selector, Step, join_pointer, parse_place

_Value = TypeVar("_Value")


def copied(value: _Value) -> _Value:
    """*value* (a JSON value) with objects and lists of its own."""
    return cast(_Value, _copied(value))


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def edited(
    data: Mapping[str, Any], *, put: Mapping[str, Any] | None = None, remove: Iterable[str] = ()
) -> dict[str, Any]:
    """*data* with values put at places and places removed.

    Args:
        data: a record; not changed.
        put: place -> value. Missing objects on the way are made; a step ``-`` appends to a list; a
            selector that fits no item appends an item with the selector's values.
        remove: places; every concrete place they mean goes, list items included.

    Raises:
        KeyError: a place to put into leads through something that is no object or list.
    """
    result: dict[str, Any] = copied(dict(data))
    for place in remove:
        _remove(result, parse_place(place))
    for place, value in (put or {}).items():
        _put(result, parse_place(place), copied(value))
    return result


def changed_places(before: Any, after: Any, at: str = "") -> list[str]:
    """JSON Pointers of what differs between two records, in the order of *after*; no value is in them.

    A list that grew or shrank is one place: which of its items is which, nobody knows.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = [*after, *(key for key in before if key not in after)]
        values = ((before.get(key), after.get(key), join_pointer(at, key)) for key in keys)
        return [place for old, new, here in values for place in changed_places(old, new, here)]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [place for index, (old, new) in pairs for place in changed_places(old, new, join_pointer(at, index))]
    # true is not 1
    return [] if before == after and isinstance(before, bool) == isinstance(after, bool) else [at]


def _targets(parent: Any, step: Step) -> list[Any]:
    """The keys or indexes of *parent* that *step* means, those that exist."""
    if isinstance(parent, list):
        if step == STAR:
            return list(range(len(parent)))
        if isinstance(step, Selector):
            return [index for index, item in enumerate(parent) if step.fits(item)]
        return [int(step)] if step.isdigit() and int(step) < len(parent) else []
    if isinstance(parent, dict) and isinstance(step, str) and step in parent:
        return [step]
    return []


def _remove(parent: Any, steps: tuple[Step, ...]) -> None:
    # from the end, so that indexes stay right
    for key in reversed(_targets(parent, steps[0])):
        if len(steps) == 1:
            del parent[key]
        else:
            _remove(parent[key], steps[1:])


def _put(parent: Any, steps: tuple[Step, ...], value: Any) -> None:
    step, rest = steps[0], steps[1:]
    keys = _targets(parent, step) or [_made(parent, step, rest)]
    for key in keys:
        if not rest:
            parent[key] = value
        else:
            if parent[key] is None:
                parent[key] = _empty(rest[0])
            _put(parent[key], rest, value)


def _made(parent: Any, step: Step, rest: tuple[Step, ...]) -> Any:
    """Make room for *step* in *parent* and return its key."""
    filler: Any = _empty(rest[0]) if rest else None
    if isinstance(parent, list):
        if isinstance(step, Selector):
            parent.append({key: allowed[0] for key, allowed in step.conditions})
            return len(parent) - 1
        if step == "-" or step == str(len(parent)):
            parent.append(filler)
            return len(parent) - 1
    elif isinstance(parent, dict) and isinstance(step, str) and step != STAR:
        parent[step] = filler
        return step
    raise KeyError(f"no place for {step}")


def _empty(step: Step) -> Any:
    is_item = isinstance(step, Selector) or step in (STAR, "-") or step.isdigit()
    return [] if is_item else {}


def three_way(base: Any, mine: Any, theirs: Any) -> tuple[Any, tuple[str, ...]]:
    """Two changes of one record taken together.

    Args:
        base: what both began with; mine, theirs: what each made of it. None is touched.

    Returns:
        The record with both changes, and the pointers at which both changed the same place to different values:
        there *mine* stands. Lists are taken together item by item only while both kept their length.
    """
    conflicts: list[str] = []
    return _three_way(base, mine, theirs, "", conflicts), tuple(conflicts)


_GONE = object()


def _three_way(base: Any, mine: Any, theirs: Any, at: str, conflicts: list[str]) -> Any:
    if _same(theirs, base) or _same(mine, theirs):
        return copied(mine)
    if _same(mine, base):
        return copied(theirs)
    if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
        result = {}
        for key in dict.fromkeys([*theirs, *mine]):
            of_base, of_mine, of_theirs = (side.get(key, _GONE) for side in (base, mine, theirs))
            value = _three_way(of_base, of_mine, of_theirs, join_pointer(at, key), conflicts)
            if value is not _GONE:
                result[key] = value
        return result
    lists = all(isinstance(side, list) for side in (base, mine, theirs))
    if lists and len(base) == len(mine) == len(theirs):
        return [
            _three_way(base[index], mine[index], theirs[index], join_pointer(at, index), conflicts)
            for index in range(len(base))
        ]
    conflicts.append(at)
    return copied(mine)


def _same(one: Any, other: Any) -> bool:
    # True and 1 are equal to Python, and two things in a record
    return one == other and isinstance(one, bool) == isinstance(other, bool)
