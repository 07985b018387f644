"""Checks on a person over a period: probation, length of membership, evaluations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from dossier.findings import Hit
from dossier.record.dates import parse_date
from dossier.record.record import Record
from dossier.record.text import fold_tone
from dossier.rules.registry import check, not_judged


@check("value", "limit")
def stays_below(record: Record, *, at: Sequence[str], limit: int, unless: str | None = None) -> Iterator[Hit]:
    """Flag every known number at *at* that reaches *limit*, unless the place *unless* holds a reason (text)."""
    judged = False
    for place in at:
        for spot in record.known(place):
            judged = True
            if spot.value >= limit and not (unless and (record.text(unless) or "").strip()):
                yield Hit(spot.at, {"value": spot.value, "limit": limit})
    if not judged:
        yield not_judged(at[0])


@check("date", "expected", "decision_date", "days")
def tenure_starts(
    record: Record, *, stated: str, decision: str, periods: str, periods_none: str,
    first_decision: str | None = None, left: str | None = None,
) -> Iterator[Hit]:  # fmt: skip
    """Flag a stated start of membership tenure that is not the decision's date moved by the time outside.

    Args:
        record: one person's record.
        stated: place of the start as stated.
        decision: place of the date of the decision to admit.
        periods: place of the list of times outside party activity (``from``, ``to``).
        periods_none: place of the flag that there were none.
        first_decision, left: for a re-admitted person: places of the first decision's date and of the day
            the Party was left; tenure then runs from the first decision, moved by the gap.

    Yields:
        One hit at *stated* with ``expected``, ``decision_date`` and ``days``, the days it is moved by. Whether
        the last day of a time outside itself counts is nowhere said: both readings pass. Nothing is judged
        while a date is unknown.
    """
    start, day = record.date(decision), record.date(stated)
    rows = record.items(periods)
    if start is None or day is None or (not rows and record.get(periods_none) is not True):
        yield not_judged(stated)
        return
    days = 0
    for row in rows:
        begins, ends = parse_date(row.get("from")), parse_date(row.get("to"))
        if begins is None or ends is None:
            yield not_judged(periods)
            return
        days += max(0, (ends - begins).days + 1)
    base = start
    if first_decision is not None and left is not None:
        first, gone = record.date(first_decision), record.date(left)
        if first is None or gone is None:
            yield not_judged(stated)
            return
        days += (start - gone).days
        base = first
    latest = base + timedelta(days=days)
    if not latest - timedelta(days=len(rows)) <= day <= latest:
        values = {"date": day, "expected": latest, "decision_date": base, "days": days}
        yield Hit(record.concrete(stated)[0], values)


@check("count")
def graded_well(
    record: Record,
    *,
    evaluations: str,
    kind: str,
    count: int,
    allowed: Sequence[str],
    no_failed_modules: bool = False,
    before: str | None = None,
) -> Iterator[Hit]:
    """Flag evaluations that are too few, too old or not of years running, or whose grade is not among *allowed*.

    Args:
        record: one person's record.
        evaluations: place of the list; the last *count* of the *kind* are looked at, by the year of their period, and
            in the order listed where one names no year.
        kind: `work`, `family_culture`, `study` or `conduct`.
        allowed: beginnings of grades that are good enough; case and the place of tone marks do not count.
        no_failed_modules: a module failed is a fault as well.
        before: place of a date; evaluations are of one year each, running, up to the year before it at least.
    """
    listed = record.known(f"{evaluations}[kind={kind}]")
    years = [_year_of(spot.value) for spot in listed]
    told = all(years)
    found = (sorted(listed, key=lambda spot: _year_of(spot.value)) if told else listed)[-count:]
    if len(found) < count:
        yield Hit(evaluations, {"count": count}, missing=not found)
        return
    day = record.date(before) if before is not None else None
    if day is not None and told:
        last = sorted(years)[-count:]
        running = last == [*range(last[-1] - count + 1, last[-1] + 1)]
        if not running or max(_years_of(found[-1].value)) < day.year - 1:
            yield Hit(evaluations, {"count": count})
    words = tuple(fold_tone(word) for word in allowed)
    for spot in found:
        grade = spot.value.get("grade")
        if not isinstance(grade, str) or not fold_tone(grade).startswith(words):
            yield Hit(f"{spot.at}/grade", {"count": count}, missing=grade is None)
        if no_failed_modules and spot.value.get("failed_modules"):
            yield Hit(f"{spot.at}/failed_modules", {"count": count})


def _year_of(evaluation: Mapping[str, Any]) -> int:
    """The year in which its period begins; 0 for a period without one."""
    return min(_years_of(evaluation), default=0)


def _years_of(evaluation: Mapping[str, Any]) -> list[int]:
    """The years that its period names: one, or the two of a school year."""
    return [int(year) for year in re.findall(r"\b[12][0-9]{3}\b", str(evaluation.get("period") or ""))]
