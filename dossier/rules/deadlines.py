"""The days between which the rules want an act, and what lies ahead of a dossier. Touches no disk, clock or network.

Nothing here knows a limit: every window comes from the parameters of a rule row, read as its check reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from dossier.findings import SEVERITY_RANK, Confidence, Severity, Source, Text, Verdict, natural_key
from dossier.record.dates import WorkCalendar, add_months, parse_date
from dossier.record.people import plain_name
from dossier.record.places import STAR, is_within
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import CLOSING_ACTS, Stage, stage_of
from dossier.rules.due import DueDates, due_dates
from dossier.rules.rulebook import Ask, Question, Rulebook
from dossier.rules.verifying import VerificationPlan, verification_plan

GROUPS = ("personal", "verification", "meeting", "decision", "probation")


@dataclass(frozen=True, slots=True)
class Act:
    """An act or paper of the procedure, in the order of the procedure.

    Args:
        key: its name in the catalogue (`calendar.act.<key>`).
        place: place of its date; `*` for one act each item.
        group: one of `GROUPS`.
        stage: the stage it belongs to; once that one is closed, an absent date is a lack and no act ahead.
        since: the first stage at which it is ahead of a dossier; None: no day of its own is ever ahead.
        after: place of a date without which it cannot take place.
        instead: the act is past too when this place has a date.
        paper: purpose of the paper that proves it, where no form does.
    """

    key: str
    place: str
    group: str
    stage: Stage
    since: Stage | None = None
    after: str = ""
    instead: str = ""
    paper: str = ""


# names and order only; what must lie between them, and how long, stands in the rule tables
ACTS: tuple[Act, ...] = (
    Act("sympathizer", "/candidate/sympathizer_date", "personal", Stage.APPLICATION, paper="sympathizer_resolution"),
    Act("certificate", "/class_certificate/issue_date", "personal", Stage.CELL_MEETING, Stage.APPLICATION),
    Act("set_up", "/dossier_set_up_date", "personal", Stage.VERIFICATION, Stage.APPLICATION,
        paper="procedure_notice"),
    Act("application", "/candidate/application_date", "personal", Stage.APPLICATION, Stage.APPLICATION),
    Act("declaration", "/candidate/declaration_date", "personal", Stage.APPLICATION, Stage.APPLICATION),
    Act("request", "/verification/requests/*/sent_date", "verification", Stage.VERIFICATION, Stage.VERIFICATION),
    Act("reply", "/verification/requests/*/reply_date", "verification", Stage.CELL_MEETING, Stage.VERIFICATION,
        after="/verification/requests/*/sent_date"),
    Act("introduction", "/introducers/*/date", "personal", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("youth_union", "/youth_union/date", "meeting", Stage.CELL_MEETING),
    Act("trade_union", "/trade_union/date", "meeting", Stage.CELL_MEETING),
    Act("opinions", "/opinions/date", "meeting", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("cell_remark", "/cell_remark/date", "verification", Stage.CELL_MEETING),
    Act("certification", "/committee_certification/date", "verification", Stage.CELL_MEETING),
    Act("cell_meeting", "/cell_meeting/date", "meeting", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("section_report", "/section_report/date", "meeting", Stage.SUBMISSION),
    Act("committee_meeting", "/committee_meeting/date", "meeting", Stage.SUBMISSION),
    Act("submission", "/submission/sent_date", "decision", Stage.SUBMISSION, Stage.SUBMISSION),
    Act("decision", "/decision/date", "decision", Stage.CEREMONY, Stage.SUBMISSION),
    Act("received", "/decision/received_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("notified", "/decision/notified_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("ceremony", "/admission/ceremony_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("new_class", "/probation/new_member_class/issue_date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("self_review", "/probation/self_review/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("helper", "/probation/helper/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("probation_opinions", "/probation/opinions/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("recognition_meeting", "/probation/cell_meeting/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("probation_section", "/probation/section_report/date", "probation", Stage.RECOGNITION_SUBMISSION),
    Act("probation_committee", "/probation/committee_meeting/date", "probation", Stage.RECOGNITION_SUBMISSION),
    Act("probation_submission", "/probation/submission/sent_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, instead="/probation/official_decision/date"),
    Act("official_decision", "/probation/official_decision/date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION),
    Act("announced", "/probation/official_decision/announced_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, after="/probation/official_decision/date"),
    Act("card", "/probation/official_decision/card_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, after="/probation/official_decision/date"),
)  # fmt: skip
_PROVED_BY = {act.paper: act.key for act in ACTS if act.paper}
_ORDER = {act.key: number for number, act in enumerate(ACTS)}


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


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that took place on a day.

    Args:
        key: its name in the catalogue; empty for one that is called by its *label*.
        places: concrete places of its date; several where equal acts fall on one day.
        label: what the schema calls it, in Vietnamese.
        group: one of `GROUPS`.
        forms: numbers of the papers that prove it and bear the same date.
    """

    key: str
    places: tuple[str, ...]
    label: str
    day: date
    group: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComingAct:
    """An act without a date that is next, and the days on which it is lawful by what is known now.

    Args:
        key, label, at: its name in the catalogue (empty: none), its place in words, and that place.
        number: which of several equal ones, from 1; 0 for the only one.
        earliest: never before the day of the check.
        latest: None where no rule sets a last day.
        opens, closes: the rule that sets each bound; None where none does.
        critical: of all acts ahead the one whose last day comes first.
    """

    key: str
    label: str
    at: str
    number: int
    earliest: date
    latest: date | None
    opens: Window | None
    closes: Window | None
    critical: bool = False

    @property
    def possible(self) -> bool:
        """Whether a lawful day is left."""
        return self.latest is None or self.earliest <= self.latest

    @property
    def contradictory(self) -> bool:
        """Whether the rules leave no day at all, whatever the day of the check."""
        opens = self.opens.earliest if self.opens else None
        return opens is not None and self.latest is not None and opens > self.latest

    @property
    def unlisted_years(self) -> tuple[int, ...]:
        """Years its last day depends on and the holiday file lacks."""
        return self.closes.unlisted_years if self.closes else ()


@dataclass(frozen=True)
class Calendar:
    """What took place, what the rules wanted, and what lies ahead on the day *as_of*.

    ``moments`` stand by day, ``windows`` by code, ``coming`` by last day (acts without one behind); ``dues`` tells
    by when a finding must be mended, ``verification`` whose background has to be verified, while that lies ahead.
    """

    as_of: date
    moments: tuple[Moment, ...] = ()
    windows: tuple[Window, ...] = ()
    breaks: tuple[Break, ...] = ()
    coming: tuple[ComingAct, ...] = ()
    dues: DueDates | None = None
    verification: VerificationPlan | None = None

    @property
    def critical(self) -> ComingAct | None:
        """The act whose last day comes first."""
        return next((act for act in self.coming if act.critical), None)

    @property
    def unlisted_years(self) -> tuple[int, ...]:
        """Years that a coming day depends on and the holiday file lacks."""
        return tuple(sorted({year for act in self.coming for year in act.unlisted_years}))


def calendar_of(record: Record, rulebook: Rulebook, as_of: date) -> Calendar:
    """Everything the timeline and the calendar ahead show of one dossier."""
    windows = windows_of(record, rulebook, as_of)
    breaks = tuple(_breaks(record, rulebook, as_of))
    coming = coming_of(record, windows, as_of)
    return Calendar(
        as_of=as_of,
        moments=_moments(record, rulebook, windows, breaks),
        windows=windows,
        breaks=breaks,
        coming=coming,
        dues=due_dates(record, rulebook, coming, as_of),
        verification=verification_plan(record, rulebook, as_of),
    )


def coming_acts(record: Record, rulebook: Rulebook, as_of: date) -> tuple[ComingAct, ...]:
    """Every act that has no date yet and is next, with its lawful days, by last day.

    Args:
        record: as `Dossier.record_for` gives it, with the office's bodies.
        rulebook: with the office's overlays.
        as_of: no act can take place before it.
    """
    return coming_of(record, windows_of(record, rulebook, as_of), as_of)


# --- windows ----------------------------------------------------------------------------------------------


def windows_of(record: Record, rulebook: Rulebook, as_of: date) -> tuple[Window, ...]:
    """The window of every question about a deadline whose start is known, one for each act it ends at.

    Rules of all stages are read: a deadline runs before its rule is asked. As in a check, the day of the act
    decides which edition applies, and *as_of* while it has none.
    """
    found: list[Window] = []
    for question in _asked(record, rulebook, as_of, frozenset(_LIMITS)):
        assert question.ask.check is not None
        limits = _LIMITS[question.ask.check.name]
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


def _within_months(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["at_most"]
    first = record.date(start)
    if first is not None:
        latest = add_months(first, months)
        for end, met in _ends(record, params["end"]):
            yield _Limits(start, first, end, met, None, latest, latest, months, "months")


def _months_between(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["at_least"]
    first = record.date(start)
    if first is not None:
        for end, met in _ends(record, params["end"]):
            yield _Limits(start, first, end, met, add_months(first, months), None, None, months, "months")


def _months_after_exactly(record: Record, params: Mapping[str, Any], _: WorkCalendar) -> Iterator[_Limits]:
    start, months = params["start"], params["months"]
    first = record.date(start)
    if first is not None:
        day = add_months(first, months)
        for end, met in _ends(record, params["at"]):
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


_LIMITS: dict[str, Callable[[Record, Mapping[str, Any], WorkCalendar], Iterator[_Limits]]] = {
    "within_months": _within_months,
    "months_between": _months_between,
    "months_after_exactly": _months_after_exactly,
    "age_by_month": _age_by_month,
    "working_days_between": _working_days,
    "reply_in_time": _reply,
    "redone_after": _redone,
}


def _breaks(record: Record, rulebook: Rulebook, as_of: date) -> Iterator[Break]:
    """What the rules on order say against dates that are there."""
    for question in _asked(record, rulebook, as_of, frozenset({"order"})):
        if question.check is None or question.other_checks:
            continue  # two readings of an order: the report says which
        for hit in question.check(record):
            if hit.verdict is Verdict.FAIL:
                yield Break(
                    question.rule.code, question.rule.title, hit.at, hit.values["date"], hit.values["other_label"],
                    hit.values["other_date"], question.edition.severity,
                )  # fmt: skip


# --- what lies ahead --------------------------------------------------------------------------------------


def coming_of(record: Record, windows: Sequence[Window], as_of: date) -> tuple[ComingAct, ...]:
    """See `coming_acts`; *windows* are those of the record on the same day."""
    open_: dict[str, list[Window]] = {}
    for window in windows:
        if window.met_on is None and not window.exact:
            open_.setdefault(window.end, []).append(window)
    stage = stage_of(record)
    found: list[ComingAct] = []
    for act in ACTS:
        ends = _open_ends(record, act, stage)
        for number, end in ends:
            mine = open_.pop(end, [])
            if mine or (act.since is not None and stage.includes(act.since)):
                found.append(_coming(act.key, end, number, mine, as_of))
    known = {end for act in ACTS for end in record.concrete(act.place)}
    for end, mine in open_.items():
        ahead = [window for window in mine if end not in known and window.latest is not None and _runs(window, record)]
        if ahead:
            found.append(_coming("", end, 0, ahead, as_of))
    found.sort(key=lambda act: (act.latest or date.max, act.earliest, _ORDER.get(act.key, len(ACTS))))
    first = next((act for act in found if act.latest is not None), None)
    return tuple(replace(act, critical=True) if act is first else act for act in found)


def _open_ends(record: Record, act: Act, stage: Stage) -> list[tuple[int, str]]:
    """The places of *act* that still want a date: (number among several, place)."""
    if act.stage.rank < stage.rank or (act.instead and record.date(act.instead) is not None):
        return []
    if STAR not in act.place:
        follows = not act.after or record.date(act.after) is not None
        return [(0, act.place)] if follows and record.get(act.place) is None else []
    items, _, key = act.place.partition(f"/{STAR}/")
    found = []
    several = len(record.items(items)) > 1
    for number, item in enumerate(record.items(items), 1):
        known = isinstance(item, Mapping) and item.get(key) is not None
        after = act.after.rpartition("/")[2]
        follows = not after or (isinstance(item, Mapping) and item.get(after) is not None)
        if follows and not known:
            found.append((number if several else 0, f"{items}/{number - 1}/{key}"))
    if not found and not record.items(items) and not act.after:
        found.append((0, items))  # none is named yet
    return found


def _runs(window: Window, record: Record) -> bool:
    """Whether a limit still means something: no later stage of the dossier has been closed meanwhile."""
    later = (places for stage, places in CLOSING_ACTS.items() if stage.rank > window.stage.rank)
    return not any(record.date(place) is not None for places in later for place in places)


def _coming(key: str, at: str, number: int, windows: Sequence[Window], as_of: date) -> ComingAct:
    opens = max((w for w in windows if w.earliest is not None), key=_opening, default=None)
    closes = min((w for w in windows if w.latest is not None), key=_closing, default=None)
    first = opens.earliest if opens is not None and opens.earliest is not None else as_of
    return ComingAct(
        key=key,
        label=label(at),
        at=at,
        number=number,
        earliest=max(as_of, first),
        latest=closes.latest if closes is not None else None,
        opens=opens if first > as_of else None,
        closes=closes,
    )


def _opening(window: Window) -> tuple[date, int]:
    return window.earliest or date.min, SEVERITY_RANK[window.severity]


def _closing(window: Window) -> tuple[date, int]:
    return window.latest or date.max, -SEVERITY_RANK[window.severity]


# --- what took place --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Made:
    """A moment being put together."""

    key: str
    at: str
    label: str
    day: date
    group: str
    forms: list[str] = field(default_factory=list)


def _moments(
    record: Record, rulebook: Rulebook, windows: Sequence[Window], breaks: Sequence[Break]
) -> tuple[Moment, ...]:
    made = [_Made(act.key, at, _name(act.place), day, act.group) for act in ACTS for at, day in record.dates(act.place)]
    shown = {one.at for one in made}
    made += _papers(record, rulebook, made)
    outside = [(window.end, window.met_on) for window in windows if window.broken and not window.exact]
    for at, day in dict.fromkeys([*outside, *((broken.at, broken.day) for broken in breaks)]):
        if at not in shown and day is not None:
            made.append(_Made("", at, label(at, record.data), day, "personal"))
            shown.add(at)
    together: dict[tuple[str, str, date, str], list[_Made]] = {}
    for one in made:
        together.setdefault((one.key, one.label, one.day, one.group), []).append(one)
    moments = [
        Moment(key, tuple(one.at for one in ones), name, day, group, tuple(dict.fromkeys(ones[0].forms)))
        for (key, name, day, group), ones in together.items()
    ]
    moments.sort(key=lambda one: (one.day, _ORDER.get(one.key, len(ACTS)), one.label))
    return tuple(moments)


def _papers(record: Record, rulebook: Rulebook, acts: Sequence[_Made]) -> Iterator[_Made]:
    """The papers; one that bears the date of the act it proves lends that act its number instead."""
    on_day: dict[date, list[_Made]] = {}
    for one in acts:
        on_day.setdefault(one.day, []).append(one)
    admitted = record.date("/admission/ceremony_date")
    for index, paper in enumerate(record.items("/papers")):
        day = parse_date(paper.get("date")) if isinstance(paper, Mapping) else None
        if day is None:
            continue
        form, purpose = str(paper.get("form") or ""), str(paper.get("purpose") or "")
        proved = _proved(paper, form, purpose, rulebook, on_day.get(day, ()))
        if proved is None:
            at = f"/papers/{index}"
            group = _paper_group(paper, form, purpose, day, admitted, rulebook)
            yield _Made("", at, _paper_name(form, purpose), day, group)
        elif any(letter.isdigit() for letter in form):
            proved.forms.append(form)


def _proved(
    paper: Mapping[str, Any], form: str, purpose: str, rulebook: Rulebook, same_day: Sequence[_Made]
) -> _Made | None:
    """Of the acts of that day the one that the paper proves."""
    about = paper.get("about")
    if key := _PROVED_BY.get(purpose):
        return next((act for act in same_day if act.key == key), None)
    for row in rulebook.papers_of(form):
        if row.purpose is not None and row.purpose != purpose:
            continue
        for exactly in (True, False):
            for act in same_day:
                parent, _, key = act.at.rpartition("/")
                fits = parent == about if about else _starred(parent) == row.object
                if fits and (key == row.date or not exactly):
                    return act
    if isinstance(about, str):
        return next((act for act in same_day if is_within(act.at, about)), None)
    return None


def _starred(place: str) -> str:
    return "/".join(STAR if step.isdigit() else step for step in place.split("/"))


# papers that belong elsewhere than the object they are about, or that are about none
_PAPER_GROUPS = {
    "20-KNĐ": "verification", "tham-tra": "verification", "verifier_letter": "verification",
    "verifier_report": "verification", "organisation_opinion": "meeting", "residence_opinion": "meeting",
    "branch_proposal": "meeting", "superior_appraisal": "decision", "dong-y": "decision",
}  # fmt: skip


def _paper_group(
    paper: Mapping[str, Any], form: str, purpose: str, day: date, admitted: date | None, rulebook: Rulebook
) -> str:
    about = str(paper.get("about") or "")
    if is_within(about, "/probation") or (admitted is not None and day > admitted):
        return "probation"
    group = _PAPER_GROUPS.get(purpose) or _PAPER_GROUPS.get(form)
    if group is not None:
        return group
    proved = [row.object for row in rulebook.papers_of(form) if row.purpose in (None, purpose)]
    return next(
        (act.group for place in (about, *proved) for act in ACTS if place and _object(act) == place), "personal"
    )


@lru_cache(maxsize=128)
def _object(act: Act) -> str:
    return act.place.rpartition("/")[0]


@lru_cache(maxsize=512)
def _paper_name(form: str, purpose: str) -> str:
    return label(f"papers[form={form},purpose={purpose}]" if purpose else f"papers[form={form}]")


@lru_cache(maxsize=128)
def _name(place: str) -> str:
    return label(place)
