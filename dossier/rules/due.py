"""By when a finding must be mended: before which act, and by which day where one can be reckoned. Touches no disk.

The act follows from the stage at which the rule is first asked; the day from the last lawful day of that act, or of
a later one, in the calendar ahead: what must come before an act must be mended before its last day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dossier.findings import NO_TEXT, Finding, Text
from dossier.record.dates import month_index
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.stages import CLOSING_ACTS, LAST_STAGE, Stage, stage_of
from dossier.rules.ahead import ComingAct
from dossier.rules.rulebook import Ask, Rule, Rulebook

COMPLETION = "completion"
"""Stands for a stage where what is asked comes after the last closing act: the decision on recognition itself."""

_AFTER_THE_END = ("/probation/official_decision", "/probation/official_date")
_FAR_MONTHS = 24  # a last day farther ahead presses nobody; the calendar shows it all the same


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last lawful day of an act, and the question that sets it."""

    day: date
    code: str
    ask: str


@dataclass(frozen=True, slots=True)
class Due:
    """By when something must be mended.

    Args:
        before: the stage before whose closing act; `COMPLETION` for what comes after the last one.
        passed: the stage whose closing act has its day already, that one or a later one; None while it has none.
        day: the day of that act; else the last day for it; None where no rule sets one near enough.
        code: the rule that sets the last day; lapse: what else comes to pass, in words; empty where nobody wrote them.
        overdue: the act, or its last day, is past.
    """

    before: str
    passed: str | None = None
    day: date | None = None
    code: str = ""
    lapse: Text = NO_TEXT
    overdue: bool = False

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts what is due first to the front: what is overdue, then by day, then by stage."""
        rank = len(Stage) if self.before == COMPLETION else Stage(self.before).rank
        if self.overdue:
            return (0, rank, self.day.toordinal() if self.day else 0)
        return (1, (self.day or date.max).toordinal(), rank)


@dataclass(frozen=True)
class DueDates:
    """What is known of one dossier's dates, for the findings of its report.

    Args:
        as_of: the day of the check.
        stage: the stage the dossier has come to.
        passed: stage -> the stage whose closing act has a day, itself or a later one, and that day.
        last: stage -> last day of its closing act, or of a later one where that comes first.
        places: place of a date ahead -> its last day.
    """

    as_of: date
    stage: Stage
    passed: Mapping[Stage, tuple[Stage, date]]
    last: Mapping[Stage, LastDay]
    places: Mapping[str, LastDay]
    rulebook: Rulebook = field(repr=False, compare=False)

    def of(self, finding: Finding, report_stage: str) -> Due | None:
        """By when *finding* of a report on *report_stage* must be mended; None for one on a Word file's layout."""
        if not report_stage:
            return None
        rule = self.rulebook.rules.get(finding.code)
        ask = _ask(rule, finding.ask)
        if rule is None or ask is None:
            # a finding of the engine's own, or of the cohort: before the next act
            stage = max(Stage(report_stage), self.stage, key=lambda one: one.rank)
            if stage in self.passed:
                return Due(COMPLETION)
        else:
            stage = ask.until or ask.stage
            if stage is LAST_STAGE and self._comes_after_the_end(rule, finding.where.pointer):
                return Due(COMPLETION)
        if stage in self.passed:
            passed, on = self.passed[stage]
            return Due(stage.value, passed.value, on, overdue=on <= self.as_of)
        found = [one for one in (self.last.get(stage), self.places.get(finding.where.pointer)) if one is not None]
        if not found:
            return Due(stage.value)
        last = min(found, key=lambda one: one.day)
        by = _ask(self.rulebook.rules.get(last.code), last.ask)
        return Due(
            stage.value, None, last.day, last.code, by.lapse if by is not None else NO_TEXT, last.day < self.as_of
        )

    def _comes_after_the_end(self, rule: Rule, pointer: str) -> bool:
        """Whether *rule* speaks of the decision on recognition, which the last closing act asks for."""
        if rule.acts and any(is_within(rule.acts[0], place) for place in _AFTER_THE_END):
            return True
        if pointer.startswith("papers[form="):
            forms = pointer[len("papers[form=") : pointer.find("]")].split(",", maxsplit=1)[0].split("|")
            return any(row.object in _AFTER_THE_END for form in forms for row in self.rulebook.papers_of(form))
        return any(is_within(pointer, place) for place in _AFTER_THE_END)

    def line(self) -> str:
        """Everything but the rules as one short line of JSON, for a manifest."""
        return json.dumps(
            {
                "as_of": self.as_of.isoformat(),
                "stage": self.stage.value,
                "passed": {stage.value: [one.value, day.isoformat()] for stage, (one, day) in self.passed.items()},
                "last": {stage.value: _written(one) for stage, one in self.last.items()},
                "places": {place: _written(one) for place, one in self.places.items()},
            },
            separators=(",", ":"),
        )

    @classmethod
    def of_line(cls, line: str, rulebook: Rulebook) -> DueDates:
        """The dates that `line` wrote, for findings of the same rules."""
        told: Mapping[str, Any] = json.loads(line)
        return cls(
            as_of=date.fromisoformat(told["as_of"]),
            stage=Stage(told["stage"]),
            passed={Stage(key): (Stage(one), date.fromisoformat(day)) for key, (one, day) in told["passed"].items()},
            last={Stage(key): _read(one) for key, one in told["last"].items()},
            places={key: _read(one) for key, one in told["places"].items()},
            rulebook=rulebook,
        )


def due_dates(record: Record, rulebook: Rulebook, coming: Sequence[ComingAct], as_of: date) -> DueDates:
    """What the dates of *record* and the calendar ahead (`coming_of`) say of when things are due."""
    places: dict[str, LastDay] = {}
    for act in coming:
        if act.latest is not None and act.closes is not None and _near(act.latest, as_of):
            places[act.at] = LastDay(act.latest, act.closes.code, act.closes.ask)
    passed: dict[Stage, tuple[Stage, date]] = {}
    last: dict[Stage, LastDay] = {}
    later: tuple[Stage, date] | None = None
    closes: LastDay | None = None
    for stage in reversed(Stage):
        acts = CLOSING_ACTS[stage]
        days = [day for place in acts for _, day in record.dates(place)]
        later = (stage, min(days)) if days else later
        if later is not None:
            passed[stage] = later
            continue
        ends = [places[at] for place in acts for at in record.concrete(place) if at in places]
        closes = min([*ends, *([closes] if closes else [])], key=lambda one: one.day, default=None)
        if closes is not None:
            last[stage] = closes
    return DueDates(as_of, stage_of(record), passed, last, places, rulebook)


def _near(day: date, as_of: date) -> bool:
    return month_index(day) - month_index(as_of) <= _FAR_MONTHS


def _ask(rule: Rule | None, ask: str) -> Ask | None:
    return next((one for one in rule.asks if one.id == ask), None) if rule is not None else None


def _written(last: LastDay) -> list[str]:
    return [last.day.isoformat(), last.code, last.ask]


def _read(written: Sequence[str]) -> LastDay:
    day, code, ask = written
    return LastDay(date.fromisoformat(day), code, ask)
