"""Checks on calendar dates: order, months by the calendar, age by month, working days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from dossier.findings import Hit, Severity, Verdict
from dossier.record.dates import add_months, age_in_months, parse_date
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.rules.registry import Context, check, not_judged


@check("date", "other_label", "other_date")
def order(record: Record, *, chain: Sequence[str], strict: bool = False) -> Iterator[Hit]:
    """Flag every date of *chain* that lies before the latest known date of the places before it.

    Args:
        record: one person's record, valid against its schema.
        chain: places of calendar dates in the order the acts must have; unknown dates are passed over.
        strict: the same day is too early as well.

    Yields:
        A hit at the date that comes too early, with ``date``, and ``other_label``, ``other_date`` of the
        latest date before it in the chain.
    """
    known = [*filter(None, map(record.dates, chain))]
    if len(known) < 2:
        yield not_judged(chain[0])
        return
    latest, latest_at = date.min, ""
    for dates in known:
        before, before_at = latest, latest_at
        for at, day in dates:
            if day > latest:
                latest, latest_at = day, at
            if day < before or (strict and day == before):
                other = label(before_at, record.data)
                yield Hit(at, {"date": day, "other_label": other, "other_date": before})


@check("date", "other_label", "other_date")
def in_order_within(record: Record, *, items: str, keys: Sequence[str]) -> Iterator[Hit]:
    """Flag, item by item, every date under *keys* that lies before the one under the key before it."""
    judged = False
    for spot in record.known(items):
        dates = [(key, day) for key in keys if (day := parse_date(spot.value.get(key))) is not None]
        judged = judged or len(dates) > 1
        for (first, before), (key, day) in pairwise(dates):
            if day < before:
                other = label(f"{spot.at}/{first}", record.data)
                yield Hit(f"{spot.at}/{key}", {"date": day, "other_label": other, "other_date": before})
    if not judged:
        yield not_judged(items)


@check("date", "latest", "start_date", "months")
def within_months(record: Record, *, start: str, end: str, at_most: int) -> Iterator[Hit]:
    """Flag *end* when it lies more than *at_most* calendar months after *start*.

    The last lawful day is the same day *at_most* months later (the last day of the month where it is
    missing). Yields one hit at *end* with ``latest``; nothing while a date is absent.
    """
    first = record.date(start)
    if first is None:
        yield not_judged(start)
        return
    latest = add_months(first, at_most)
    judged = False
    for at, day in record.dates(end):
        judged = True
        if day > latest:
            yield Hit(at, {"date": day, "latest": latest, "start_date": first, "months": at_most})
    if not judged:
        yield not_judged(end)


@check("date", "earliest", "start_date", "months")
def months_between(record: Record, *, start: str, end: str, at_least: int) -> Iterator[Hit]:
    """Flag *end* when it comes fewer than *at_least* months after *start*.

    Args:
        record: one person's record, already valid against its schema.
        start, end: places of calendar dates.
        at_least: whole calendar months; 31 January + 1 month is the last day of February.

    Yields:
        One hit at *end* with ``earliest``, the first acceptable date. The number and its clause come
        from the rule table; this function knows no law.
    """
    first = record.date(start)
    if first is None:
        yield not_judged(start)
        return
    earliest = add_months(first, at_least)
    judged = False
    for at, day in record.dates(end):
        judged = True
        if day < earliest:
            yield Hit(at, {"date": day, "earliest": earliest, "start_date": first, "months": at_least})
    if not judged:
        yield not_judged(end)


@check("date", "expected", "start_date")
def months_after_exactly(record: Record, *, start: str, at: str, months: int) -> Iterator[Hit]:
    """Flag the date at *at* when it is not the day *months* calendar months after *start*; ``expected`` is."""
    first, stated = record.date(start), record.date(at)
    if first is None or stated is None:
        yield not_judged(at)
        return
    expected = add_months(first, months)
    if stated != expected:
        yield Hit(record.concrete(at)[0], {"date": stated, "expected": expected, "start_date": first})


@check("date", "expected")
def same_date(record: Record, *, at: str, other: str) -> Iterator[Hit]:
    """Flag the date at *at* when it differs from the one at *other* (``expected``)."""
    stated, expected = record.date(at), record.date(other)
    if stated is None or expected is None:
        yield not_judged(at)
    elif stated != expected:
        yield Hit(record.concrete(at)[0], {"date": stated, "expected": expected})


@check("age_years", "age_months", "earliest", "date")
def age_by_month(
    record: Record, *, born: str, on: str, at_least: int | None = None, at_most: int | None = None
) -> Iterator[Hit]:
    """Flag an age outside the limits, counted by month; the month of the limit itself is put to a person.

    Args:
        record: one person's record.
        born, on: places of calendar dates.
        at_least, at_most: months, or None for no limit on that side.

    Yields:
        One hit at *on* with the age (``age_years``, ``age_months``) and ``earliest``, the first day of the
        month in which the lower limit is reached (equal to ``date`` where only the upper limit counts).
    """
    birth, day = record.date(born), record.date(on)
    if birth is None or day is None:
        yield not_judged(on)
        return
    months = age_in_months(birth, day)
    outside = (at_least is not None and months < at_least) or (at_most is not None and months > at_most)
    if outside or months in (at_least, at_most):
        earliest = add_months(birth, at_least).replace(day=1) if at_least is not None else day
        values = {"age_years": months // 12, "age_months": months % 12, "earliest": earliest, "date": day}
        yield Hit(record.concrete(on)[0], values, Verdict.FAIL if outside else Verdict.NEEDS_PERSON)


@check("date", "latest", "earlier", "start_date", "working_days", "late_by")
def working_days_between(
    record: Record, *, start: str, end: str, at_most: int, special: int = 0, extension: str | None = None,
    start_months: int = 0, unless_late: str | None = None, context: Context,
) -> Iterator[Hit]:  # fmt: skip
    """Flag *end* when it lies more than *at_most* working days after *start*; the day after *start* is day 1.

    Args:
        record: one person's record.
        start, end: places of calendar dates.
        at_most: working days.
        special: working days more when the place *extension* holds a reason (a special case).
        extension: place of that reason, a text; empty or absent = no special case.
        start_months: calendar months after *start* at whose end the working days begin.
        unless_late: place of an earlier act; when that one is late itself, *end* is no fault of its own.
        context: gives the calendar.

    Yields:
        A hit at *end* with ``latest`` (the limit that decides), ``earlier`` (the limit if unconfirmed
        make-up Saturdays count) and ``late_by`` in working days. Two notices: where *end* lies between the
        two limits, and where the count reaches a year that the holiday file lacks.
    """
    judged = False
    first = record.date(start)
    if first is not None and start_months:
        first = add_months(first, start_months)
    reason = record.text(extension) if extension else None
    days = at_most + (special if reason else 0)
    for at, day in record.dates(end) if first is not None else ():
        assert first is not None
        judged = True
        limit = context.calendar.limit(first, days)
        values = {
            "date": day, "latest": limit.day, "earlier": limit.earlier, "start_date": first,
            "working_days": days, "late_by": context.calendar.count(limit.day, day) if day > limit.day else 0,
        }  # fmt: skip
        before = record.date(unless_late) if unless_late else None
        if before is not None and before > limit.day:
            continue
        if day > limit.day:
            yield Hit(at, values)
        elif day > limit.earlier:
            yield Hit(at, values, severity=Severity.NOTICE, says=context.messages["two_limits"])
        # up to its first day the count rests on listed years only, and is certain
        if limit.unlisted_years and day.year >= limit.unlisted_years[0]:
            yield Hit(at, values, severity=Severity.NOTICE, says=context.messages["unlisted_year"])
    if not judged:
        yield not_judged(end)
