"""Whose background has to be verified, why, in which special way, and how far it is. Touches no disk or network.

Nothing here knows a law: who is meant comes from the row of D01, the special ways from the rows of D07 to D09, and
who may be exempt from those of D03 and D04.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.findings import NO_TEXT, Text, Verdict
from dossier.record.people import CANDIDATE, PersonToVerify, is_member_now, person_places, relatives
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import Stage, stage_of
from dossier.record.verification import EXEMPTIONS as EXEMPTED
from dossier.record.verification import REQUESTS, objects, persons_of
from dossier.rules.checks.people import first_day
from dossier.rules.rulebook import Question, Rulebook
from dossier.rules.verification_law import everybody_due

NOT_SENT = "D11"  # the rule that says who may not be sent; its reason is told
STATES = ("open", "written", "asked", "answered", "exempt")
_SENT = f"{REQUESTS}/*/sent_date"
_REASONS = {
    "father": "parent", "mother": "parent", "foster_parent": "rearer", "spouse": "spouse",
    "father_in_law": "in_law", "mother_in_law": "in_law", "spouse_foster_parent": "spouse_rearer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """A special way of verifying that a rule asks for, in the words of its row."""

    code: str
    how: Text


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """Somebody whose background has to be verified.

    Args:
        key: as requests and exemptions name the person; at, label: the place in the record, and in words.
        reason: its name in the catalogue (`verifying.reason.<reason>`).
        ways: what special rules want beside the ordinary request.
        may_be_exempt: the rules that may exempt the person because a relative is a Party member, by their titles.
        state: one of `STATES`.
    """

    key: str
    at: str
    label: str
    reason: str
    ways: tuple[Way, ...]
    may_be_exempt: tuple[Way, ...]
    state: str

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        return self.state in ("answered", "exempt")


@dataclass(frozen=True, slots=True)
class VerificationPlan:
    """Everybody to be verified, the candidate first; ``not_sent``: who may not be sent to verify, in words;
    ``codes``: the rules that say who."""

    persons: tuple[PlannedPerson, ...] = ()
    not_sent: Text = NO_TEXT
    codes: tuple[str, ...] = ()


def verification_plan(record: Record, rulebook: Rulebook, as_of: date) -> VerificationPlan:
    """Who is to be verified; nobody once the cell has met.

    Args:
        record: as `Dossier.record_for` gives it.
        rulebook: with the office's overlays; a rule that an overlay switched off says nothing.
        as_of: the day of the check; children are looked at on the day the first request went out.
    """
    if not Stage.CELL_MEETING.includes(stage_of(record)):
        return VerificationPlan()
    day = first_day(record, _SENT, rulebook.context(as_of))
    persons = everybody_due(record, rulebook, as_of)
    if not persons:
        return VerificationPlan()
    ways = _ways(record, rulebook, day, persons)
    exempt = _exempting(record, rulebook, day)
    states = _states(record)
    planned = tuple(
        PlannedPerson(
            key=person.key,
            at=person.at,
            label=label(person.at, record.data),
            reason=_reason(record, person),
            ways=tuple(ways.get(person.at, ())),
            may_be_exempt=tuple(way for way, relations in exempt if _relation(record, person) in relations),
            state=states.get(person.at, "open"),
        )
        for person in persons
    )
    not_sent = rulebook.rules.get(NOT_SENT)
    return VerificationPlan(planned, not_sent.why if not_sent is not None else NO_TEXT, rulebook.codes_of("verified"))


def _relation(record: Record, person: PersonToVerify) -> str:
    return CANDIDATE if person.key == CANDIDATE else str(record.get(f"{person.at}/relation"))


def _reason(record: Record, person: PersonToVerify) -> str:
    return person.reason if person.reason != "relative" else _REASONS.get(_relation(record, person), "relative")


def _asked(rulebook: Rulebook, code: str, check: str, record: Record, day: date) -> Iterator[Question]:
    """The questions of a rule that one check decides and that hold on *day*."""
    rule = rulebook.rules.get(code)
    for question in rule.questions(day, "", rulebook.context(day)) if rule is not None else ():
        mine = question.ask.check is not None and question.ask.check.name == check
        if mine and (question.when is None or question.when(record)):
            yield question


def _ways(record: Record, rulebook: Rulebook, day: date, persons: Sequence[PersonToVerify]) -> dict[str, list[Way]]:
    """What the rules on special persons would want of whom while nobody has been asked yet: place -> ways."""
    unasked = Record({key: value for key, value in record.data.items() if key not in ("verification", "papers")})
    found: dict[str, list[Way]] = {}
    for code in rulebook.codes_of("asked_at"):
        for question in _asked(rulebook, code, "asked_at", unasked, day):
            for hit in question.checks[0](unasked):
                if hit.verdict is Verdict.FAIL:
                    at = next((person.at for person in persons if is_within(hit.at, person.at)), None)
                    if at is not None:
                        found.setdefault(at, []).append(Way(code, question.ask.fix))
    return found


def _exempting(record: Record, rulebook: Rulebook, day: date) -> list[tuple[Way, frozenset[str]]]:
    """The rules that may exempt because a relative is a Party member now, and the relations they exempt."""
    found = []
    for code in rulebook.codes_of("exempts"):
        grounds = _among(rulebook, code, "rests_on_member", record, day)
        if any(spot.value.get("relation") in grounds and is_member_now(spot.value) for spot in relatives(record)):
            exempt = _among(rulebook, code, "exempts", record, day)
            found.append((Way(code, rulebook.rules[code].title), exempt))
    return found


def _among(rulebook: Rulebook, code: str, check: str, record: Record, day: date) -> frozenset[str]:
    """The relations that questions of a rule name."""
    questions = _asked(rulebook, code, check, record, day)
    return frozenset(relation for question in questions for relation in question.readings[0]["among"])


def _states(record: Record) -> dict[str, str]:
    """Place of a person -> how far the verification is, of several requests the farthest; `open` is not among them."""
    found: dict[str, str] = {}

    def reached(places: Iterable[str], state: str) -> None:
        for at in places:
            found[at] = max(found.get(at, state), state, key=STATES.index)

    for request in objects(record, f"{REQUESTS}/*"):
        reached(persons_of(record, request.value), _state(request.value))
    for exemption in objects(record, f"{EXEMPTED}/*"):
        if exemption.value.get("basis") is not None:
            reached(person_places(record, exemption.value.get("person")), "exempt")
    return found


def _state(request: Mapping[str, Any]) -> str:
    if request.get("reply_date") is not None and request.get("result") is not None:
        return "answered"
    if request.get("sent_date") is not None:
        return "asked"
    return "written" if request.get("letter_date") is not None else "open"
