"""Checks on a person over a period: probation, length of membership, evaluations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

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
    record: Record, *, evaluations: str, kind: str, count: int, allowed: Sequence[str], no_failed_modules: bool = False
) -> Iterator[Hit]:
    """Flag evaluations that are too few, or whose grade is not among *allowed*.

    Args:
        record: one person's record.
        evaluations: place of the list; the last *count* of the *kind* are looked at, in the order listed.
        kind: `work`, `family_culture`, `study` or `conduct`.
        allowed: beginnings of grades that are good enough; case and the place of tone marks do not count.
        no_failed_modules: a module failed is a fault as well.
    """
    place = f"{evaluations}[kind={kind}]"
    found = record.known(place)[-count:]
    if len(found) < count:
        yield Hit(evaluations, {"count": count}, missing=not found)
        return
    words = tuple(fold_tone(word) for word in allowed)
    for spot in found:
        grade = spot.value.get("grade")
        if not isinstance(grade, str) or not fold_tone(grade).startswith(words):
            yield Hit(f"{spot.at}/grade", {"count": count}, missing=grade is None)
        if no_failed_modules and spot.value.get("failed_modules"):
            yield Hit(f"{spot.at}/failed_modules", {"count": count})
