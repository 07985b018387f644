"""Checks on introductions: how many introducers, of what age a Union resolution is asked for, replacements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier.findings import Hit, Verdict
from dossier.record.dates import add_months
from dossier.record.people import plain_name
from dossier.record.record import Record, Spot
from dossier.rules.checks.people import first_day
from dossier.rules.registry import Context, check, not_judged


def _items(record: Record, place: str) -> list[Spot]:
    return [spot for spot in record.known(place) if isinstance(spot.value, dict)]


def _replaced(items: Sequence[Spot], spot: Spot) -> bool:
    """Whether another introducer stands in for this one."""
    name = spot.value.get("full_name")
    for other in items:
        if other.at == spot.at or other.value.get("is_replacement") is not True:
            continue
        named = other.value.get("replaces")
        if named is None or (name is not None and plain_name(named) == plain_name(name)):
            return True
    return False


@check("count", "wanted")
def introducers_for_route(record: Record, *, introducers: str, route: str, wanted: Mapping[str, int]) -> Iterator[Hit]:
    """Flag a number of introducers that is not the one the route asks for.

    Somebody who changed his place and for whom another stands in is not counted.

    Args:
        record: one person's record.
        introducers, route: places of the items and of the route.
        wanted: route -> number of introducers.
    """
    items = _items(record, introducers)
    number = wanted.get(str(record.get(route)))
    if number is None or not items:
        yield not_judged(introducers)
        return
    active = [s for s in items if not (s.value.get("status_change") is not None and _replaced(items, s))]
    if len(active) != number:
        yield Hit(introducers.removesuffix("/*"), {"count": len(active), "wanted": number})


@check()
def not_twice(record: Record, *, items: str, keys: Sequence[str]) -> Iterator[Hit]:
    """Flag an item whose texts under *keys* are all known and all equal those of an item before it."""
    seen: dict[tuple[str, ...], str] = {}
    found = _items(record, items)
    if len(found) < 2:
        yield not_judged(items)
    for spot in found:
        texts = tuple(plain_name(str(spot.value.get(key) or "")) for key in keys)
        if not all(texts):
            continue
        if texts in seen:
            yield Hit(f"{spot.at}/{keys[0]}")
        seen.setdefault(texts, spot.at)


@check("age_years")
def at_age(
    record: Record,
    *,
    born: str,
    on: str,
    at: str,
    from_years: int = 0,
    to_years: int = 200,
    allowed: Sequence[Any] = (),
    context: Context,
) -> Iterator[Hit]:
    """Flag *at* when it holds nothing, or nothing that is *allowed*, at a certain age.

    Args:
        record: one person's record.
        born: place of the birth date.
        on: place of the day the age is looked at; none yet: the day of the check.
        at: place to look at; with *allowed* its value must be one of them, otherwise anything will do.
        from_years, to_years: first and last completed year of age at which it is asked.
        context: gives the day of the check.

    Yields:
        A hit at *at* with ``age_years``.
    """
    birth = record.date(born)
    if birth is None:
        yield not_judged(born)
        return
    day = first_day(record, on, context)
    years = day.year - birth.year - (add_months(birth, 12 * (day.year - birth.year)) > day)
    if not from_years <= years <= to_years:
        yield not_judged(at)
        return
    values = {"age_years": years}
    value = record.get(at)
    if value is None:
        yield Hit(record.concrete(at)[0], values, missing=True)
    elif allowed and value not in allowed:
        yield Hit(record.concrete(at)[0], values)


@check("months", "at_least")
def together_long_enough(
    record: Record, *, months: str, at_least: int, exempt: str, moves: str, exempt_moves: Sequence[str]
) -> Iterator[Hit]:
    """Flag fewer than *at_least* months together, or a number that is not known.

    Args:
        record: one person's record.
        months: place of the number.
        exempt: place of a flag that lifts the demand (a replacement).
        moves, exempt_moves: kinds of moves, and those of them that lift it.
    """
    if record.get(exempt) is True or any(spot.value in exempt_moves for spot in record.known(moves)):
        yield not_judged(months)
        return
    number = record.number(months)
    if number is None:
        yield Hit(months, missing=True)
    elif number < at_least:
        yield Hit(months, {"months": number, "at_least": at_least})


@check()
def replaced_after_change(record: Record, *, introducer: str, introducers: str, until: str) -> Iterator[Hit]:
    """Put to a person an introducer who left or was disciplined before a day, with nobody in his place.

    *introducer* is one item of the list *introducers*, *until* the place of the day. While one of the two days
    is not known the change counts as one before.
    """
    mine = record.get(introducer)
    change = mine.get("status_change") if isinstance(mine, dict) else None
    if not isinstance(change, dict) or change.get("kind") is None:
        yield not_judged(introducer)
        return
    changed, end = record.date(f"{introducer}/status_change/date"), record.date(until)
    if changed is not None and end is not None and changed >= end:
        yield not_judged(introducer)
    elif not _replaced(_items(record, f"{introducers}/*"), Spot(introducer, mine)):
        yield Hit(f"{introducer}/status_change", verdict=Verdict.NEEDS_PERSON)


@check()
def reason_given(record: Record, *, votes: Sequence[str]) -> Iterator[Hit]:
    """Flag votes against without a reason: each place of *votes* holds ``votes_against`` and ``against_reason``."""
    judged = False
    for place in votes:
        for spot in _items(record, place):
            against = spot.value.get("votes_against")
            if isinstance(against, int):
                judged = True
                if against > 0 and not str(spot.value.get("against_reason") or "").strip():
                    yield Hit(f"{spot.at}/against_reason", missing=True)
    if not judged:
        yield not_judged(votes[0])


@check()
def repeats_earlier(record: Record, *, item: str, items: str, keys: Sequence[str]) -> Iterator[Hit]:
    """Flag *item* of the list *items* when all its texts under *keys* equal those of one before it.

    Case and spacing are ignored; texts that are not known equal none.
    """
    found = _items(record, f"{items}/*")
    texts = {spot.at: [plain_name(str(spot.value.get(key) or "")) for key in keys] for spot in found}
    mine = texts.get(item)
    if mine is None or not all(mine) or len(found) < 2:
        yield not_judged(item)
        return
    before = list(texts)[: list(texts).index(item)]
    if any(texts[other] == mine for other in before):
        yield Hit(f"{item}/{keys[0]}")


@check()
def items_hold(record: Record, *, items: str, keys: Sequence[str]) -> Iterator[Hit]:
    """Flag each of *keys* that is not known in an item at *items*."""
    found = _items(record, items)
    if not found:
        yield not_judged(items)
    for spot in found:
        for key in keys:
            if spot.value.get(key) is None:
                yield Hit(f"{spot.at}/{key}", missing=True)
