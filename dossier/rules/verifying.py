"""Whose background has to be verified, why, in which special way, and how far it is. Touches no disk or network.

Nothing here knows a law: who is meant comes from the row of D01, the special ways from the rows of D07 to D09, and
who may be exempt from those of D03 and D04.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
from dossier.rules.checks.people import first_day, persons_due
from dossier.rules.registry import Context
from dossier.rules.rulebook import Ask, Rulebook

WHO, WAYS, EXEMPTIONS, NOT_SENT = "D01", ("D07", "D08", "D09"), ("D03", "D04"), "D11"
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
    """Everybody to be verified, the candidate first; ``not_sent``: who may not be sent to verify, in words."""

    persons: tuple[PlannedPerson, ...] = ()
    not_sent: Text = NO_TEXT


def verification_plan(record: Record, rulebook: Rulebook, as_of: date) -> VerificationPlan:
    """Who is to be verified; nobody once the cell has met.

    Args:
        record: as `Dossier.record_for` gives it.
        rulebook: with the office's overlays; a rule that an overlay switched off says nothing.
        as_of: the day of the check; children are looked at on the day the first request went out.
    """
    rule = rulebook.rules.get(WHO)
    if rule is None or not Stage.CELL_MEETING.includes(stage_of(record)):
        return VerificationPlan()
    context = Context(as_of, rulebook.calendar, rulebook.documents, rulebook.messages)
    day = first_day(record, _SENT, context)
    persons = persons_due(record, rule, day)
    ways = _ways(record, rulebook, day, context, persons)
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
    return VerificationPlan(planned, not_sent.why if not_sent is not None else NO_TEXT)


def _relation(record: Record, person: PersonToVerify) -> str:
    return CANDIDATE if person.key == CANDIDATE else str(record.get(f"{person.at}/relation"))


def _reason(record: Record, person: PersonToVerify) -> str:
    return person.reason if person.reason != "relative" else _REASONS.get(_relation(record, person), "relative")


def _asks(
    rulebook: Rulebook, code: str, check: str, record: Record, day: date
) -> Iterator[tuple[Ask, Mapping[str, Any]]]:
    """The questions of a rule that are put by one check and hold on *day*, with their parameters."""
    rule = rulebook.rules.get(code)
    for ask in rule.asks if rule is not None else ():
        edition = ask.edition_on(day)
        put = ask.check is not None and ask.check.name == check and (ask.when is None or ask.when(record))
        if put and edition is not None:
            yield ask, edition.readings[0].params


def _ways(
    record: Record, rulebook: Rulebook, day: date, context: Context, persons: tuple[PersonToVerify, ...]
) -> dict[str, list[Way]]:
    """What the rules on special persons would want of whom while nobody has been asked yet: place -> ways."""
    unasked = Record({key: value for key, value in record.data.items() if key not in ("verification", "papers")})
    found: dict[str, list[Way]] = {}
    for code in WAYS:
        for ask, _ in _asks(rulebook, code, "asked_at", unasked, day):
            edition = ask.edition_on(day)
            assert edition is not None
            for hit in ask.run(unasked, edition.readings[0], "", "", context):
                if hit.verdict is Verdict.FAIL:
                    at = next((person.at for person in persons if is_within(hit.at, person.at)), None)
                    if at is not None:
                        found.setdefault(at, []).append(Way(code, ask.fix))
    return found


def _exempting(record: Record, rulebook: Rulebook, day: date) -> list[tuple[Way, frozenset[str]]]:
    """The rules that may exempt because a relative is a Party member now, and the relations they exempt."""
    found = []
    for code in EXEMPTIONS:
        grounds = {
            one for _, params in _asks(rulebook, code, "rests_on_member", record, day) for one in params["among"]
        }
        if any(spot.value.get("relation") in grounds and is_member_now(spot.value) for spot in relatives(record)):
            exempt = {one for _, params in _asks(rulebook, code, "exempts", record, day) for one in params["among"]}
            found.append((Way(code, rulebook.rules[code].title), frozenset(exempt)))
    return found


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
