"""The days between which a rule wants an act, and dates that stand in the wrong order.

Nothing here knows a limit: every window comes from the parameters of a rule row, read as its check reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from dossier.findings import Confidence, Severity, Source, Text, Verdict, natural_key
from dossier.record.dates import WorkCalendar, add_months, parse_date
from dossier.record.people import plain_name
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.rules.rulebook import Ask, Question, Rulebook


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which one rule wants one act.

    Args:
        code, ask, title: the rule, and the question of it.
        start: place the time runs from; ``start_date`` the day it runs from (months before working days added).
        end: concrete place of the act's date.
        earliest, latest: first and last lawful day; None where the rule sets no such bound.
        earlier: the last day in the stricter reading (unconfirmed make-up Saturdays, or the other text).
        count, unit: how long, in `working_days` or `months`.
        met_on: date of the act, None while it has none.
        exact: the day itself is prescribed: the place states a date, and is no act of anybody.
        unlisted_years: years the count reaches that the holiday file lacks.
    """

    code: str
    ask: str
    title: Text
    stage: Stage
    start: str
    start_date: date
    end: str
    earliest: date | None
    latest: date | None
    earlier: date | None
    count: int
    unit: str
    met_on: date | None
    severity: Severity
    confidence: Confidence
    source: Source
    edition_from: date
    exact: bool = False
    unlisted_years: tuple[int, ...] = ()
    overlay: str | None = None

    def allows(self, day: date) -> bool:
        """Whether the rule lets the act take place on *day*."""
        return (self.earliest is None or day >= self.earliest) and (self.latest is None or day <= self.latest)

    @property
    def broken(self) -> bool:
        """The act took place outside it."""
        return self.met_on is not None and not self.allows(self.met_on)


@dataclass(frozen=True, slots=True)
class Break:
    """A date that stands before one it must follow: the verdict of a rule on order."""

    code: str
    title: Text
    at: str
    day: date
    other_label: str
    other_day: date
    severity: Severity


def windows_of(record: Record, rulebook: Rulebook, as_of: date) -> tuple[Window, ...]:
    """The window of every question about a deadline whose start is known, one for each act it ends at.

    Rules of all stages are read: a deadline runs before its rule is asked. As in a check, the day of the act
    decides which edition applies, and *as_of* while it has none.
    """
    found: list[Window] = []
    for question in _asked(record, rulebook, as_of, frozenset(LIMITS)):
        assert question.ask.check is not None
        limits = LIMITS[question.ask.check.name]
        by_end: dict[str, list[_Limits]] = {}
        for params in question.readings:
            for one in limits(record, params, rulebook.calendar):
                by_end.setdefault(one.end, []).append(one)
        for readings in by_end.values():
            found.append(_window(question, readings))
    found.sort(key=lambda window: (window.code, natural_key(window.end), window.ask))
    return tuple(found)


class _Limits(NamedTuple):
    """What one reading of one question says of one act."""

    start: str
    start_date: date
    end: str
    met_on: date | None
    earliest: date | None
    latest: date | None
    earlier: date | None
    number: int
    unit: str
    exact: bool = False
    unlisted_years: tuple[int, ...] = ()


def _asked(record: Record, rulebook: Rulebook, as_of: date, names: Set[str]) -> Iterator[Question]:
    """Every question whose check is one of *names* and that is asked of this dossier, item by item."""
    for rule in rulebook.in_order:
        if not any(_checked_by(ask, names) for ask in rule.asks) or (rule.when is not None and not rule.when(record)):
            continue
        for at in record.concrete(rule.each) if rule.each else ("",):
            for question in rule.questions(rule.day_of_act(record, at, as_of), at, rulebook.context(as_of)):
                if _checked_by(question.ask, names) and (question.when is None or question.when(record)):
                    yield question


def _checked_by(ask: Ask, names: Set[str]) -> bool:
    return ask.check is not None and ask.check.name in names


def _window(question: Question, readings: Sequence[_Limits]) -> Window:
    """One window out of all readings: one that passes is enough, so the wider bound decides."""
    rule, ask, edition = question.rule, question.ask, question.edition
    first = max(readings, key=lambda one: one.latest or date.max)
    starts = [one.earliest for one in readings]
    earlier = [one.earlier for one in readings if one.earlier is not None]
    return Window(
        code=rule.code, ask=ask.id, title=rule.title, stage=ask.stage,
        start=first.start, start_date=first.start_date, end=first.end,
        earliest=None if None in starts else min(day for day in starts if day is not None),
        latest=first.latest, earlier=min(earlier, default=None),
        count=first.number, unit=first.unit, met_on=first.met_on,
        severity=edition.severity, confidence=edition.confidence, source=edition.source,
        edition_from=edition.start, exact=first.exact, unlisted_years=first.unlisted_years, overlay=rule.overlay,
    )  # fmt: skip


def _ends(record: Record, place: str) -> Iterator[tuple[str, date | None]]:
    """Every act at *place*: its concrete place, and its date or None; a date known in part is left out."""
    for at, value in record.spots(place):
        day = parse_date(value)
        if day is not None or value is None:
            yield at, day


def _months_on(record: Record, start: str, months: int, end: str) -> Iterator[tuple[date, date, str, date | None]]:
    """The first day, the day *months* later, and every act at *end*; nothing while the first day is not known."""
    first = record.date(start)
    if first is not None:
        for at, met in _ends(record, end):
            yield first, add_months(first, months), at, met


def _within_months(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["at_most"]
    for first, day, end, met in _months_on(record, start, months, params["end"]):
        yield _Limits(start, first, end, met, None, day, day, months, "months")


def _months_between(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["at_least"]
    for first, day, end, met in _months_on(record, start, months, params["end"]):
        yield _Limits(start, first, end, met, day, None, None, months, "months")


def _months_after_exactly(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["months"]
    for first, day, end, met in _months_on(record, start, months, params["at"]):
        yield _Limits(start, first, end, met, day, day, day, months, "months", exact=True)


def _age_by_month(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    """By the month: the month of the limit itself is still lawful, and is put to a person."""
    start = params["born"]
    birth = record.date(start)
    if birth is None:
        return
    at_least, at_most = params.get("at_least"), params.get("at_most")
    earliest = None if at_least is None else add_months(birth, at_least).replace(day=1)
    latest = None if at_most is None else add_months(birth.replace(day=1), at_most + 1) - timedelta(days=1)
    for end, met in _ends(record, params["on"]):
        yield _Limits(start, birth, end, met, earliest, latest, latest, at_least or at_most or 0, "months")


def _working_days(record: Record, params: Mapping[str, Any], calendar: WorkCalendar) -> Iterator[_Limits]:
    start = params["start"]
    first = record.date(start)
    if first is None:
        return
    first = add_months(first, params.get("start_months", 0))
    extension = params.get("extension")
    reason = record.text(extension) if extension else None
    count = params["at_most"] + (params.get("special", 0) if reason else 0)
    limit = calendar.limit(first, count)
    before = record.date(params["unless_late"]) if params.get("unless_late") else None
    if before is not None and before > limit.day:
        return
    for end, met in _ends(record, params["end"]):
        yield _Limits(
            start, first, end, met, None, limit.day, limit.earlier, count, "working_days",
            unlisted_years=limit.unlisted_years,
        )  # fmt: skip


def _reply(record: Record, params: Mapping[str, Any], calendar: WorkCalendar) -> Iterator[_Limits]:
    request, home = params["request"], params["home"]
    if record.get(f"{request}/by") != params["by"]:
        return
    country = record.text(f"{request}/destination_place/country") or home
    away = plain_name(country) != plain_name(home) or record.get(f"{request}/destination_kind") == "abroad"
    days = params["abroad"] if away else params["at_most"]
    places = {"start": f"{request}/received_date", "end": f"{request}/reply_date", "at_most": days}
    yield from _working_days(record, places, calendar)


def _redone(record: Record, params: Mapping[str, Any], calendar: WorkCalendar) -> Iterator[_Limits]:
    """A last day only while a paper is there that would have to be made anew after it."""
    for one in _within_months(record, {**params, "at_most": params["months"]}, calendar):
        days = [day for place in params["papers"] for _, day in record.dates(place)]
        if any(one.latest is not None and day <= one.latest for day in days):
            yield one


LIMITS: dict[str, Callable[[Record, Mapping[str, Any], WorkCalendar], Iterator[_Limits]]] = {
    "within_months": _within_months,
    "months_between": _months_between,
    "months_after_exactly": _months_after_exactly,
    "age_by_month": _age_by_month,
    "working_days_between": _working_days,
    "reply_in_time": _reply,
    "redone_after": _redone,
}


def breaks_of(record: Record, rulebook: Rulebook, as_of: date) -> Iterator[Break]:
    """What the rules on order say against dates that are there."""
    for question in _asked(record, rulebook, as_of, frozenset({"order"})):
        if len(question.checks) > 1:
            continue  # two readings of an order: the report says which
        for hit in question.checks[0](record):
            if hit.verdict is Verdict.FAIL:
                yield Break(
                    question.rule.code, question.rule.title, hit.at, hit.values["date"], hit.values["other_label"],
                    hit.values["other_date"], question.edition.severity,
                )  # fmt: skip
