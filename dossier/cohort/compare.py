"""What only a cohort shows: one number on two papers, one identity number twice, somebody else's name in a paper.

Each record gives a few facts; they are compared once the loop over persons is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sys import intern
from typing import Any

from dossier.findings import Finding, Severity
from dossier.record.record import Record
from dossier.record.text import fold
from dossier.rules.answers import builtin_finding
from dossier.rules.rulebook import Rulebook

# acts that take a number of a register: the act, the number's key, the body that keeps the register, its term
_NUMBERED = (
    ("NQ-CB", "/cell_meeting", "number", "/orgs/cell/name", "/orgs/cell/term"),
    ("NQ-ĐU", "/committee_meeting", "number", "/orgs/grassroots/name", "/orgs/grassroots/term"),
    ("QĐ", "/decision", "number", "/decision/issuer", "/orgs/competent/term"),
    ("NQ-CB", "/probation/cell_meeting", "number", "/orgs/cell/name", "/orgs/cell/term"),
    ("NQ-ĐU", "/probation/committee_meeting", "number", "/orgs/grassroots/name", "/orgs/grassroots/term"),
    ("QĐ", "/probation/official_decision", "number", "/probation/official_decision/issuer", "/orgs/competent/term"),
    ("CV", "/verification/requests/*", "letter_number", "/orgs/grassroots/name", "/orgs/grassroots/term"),
)
# texts that somebody writes about one person, and copies from last year's paper
_WRITTEN = (
    "/candidate/awareness_text", "/candidate/self_assessment/strengths", "/candidate/self_assessment/weaknesses",
    "/introducers/*/background_notes", "/introducers/*/strengths", "/introducers/*/weaknesses",
    "/youth_union/assessment", "/trade_union/assessment", "/opinions/assessment",
    "/opinions/organisations/*/assessment", "/opinions/residence/assessment", "/verification/remarks/*/text",
    "/cell_remark/text", "/cell_meeting/conclusion_background", "/cell_meeting/conclusion_assessment",
    "/committee_meeting/conclusion_background", "/committee_meeting/conclusion_assessment",
    "/probation/self_review/strengths", "/probation/self_review/weaknesses", "/probation/helper/strengths",
    "/probation/helper/weaknesses", "/probation/opinions/assessment",
    "/probation/cell_meeting/conclusion_assessment", "/probation/committee_meeting/conclusion_assessment",
)  # fmt: skip
_IDENTITY = "/candidate/national_id"
_CAPITALISED = re.compile(r"[^\W\d_]+")
MOST_WORDS = 5


@dataclass(frozen=True)
class CohortFacts:
    """What of one record is compared with the others.

    Args:
        path: where the record lies.
        name: folded birth name.
        identity: the identity number; numbers: (register, number) -> place.
        mentioned: folded names that stand in its texts -> place.
    """

    path: str
    record_id: str
    name: str
    identity: str
    numbers: Mapping[tuple[str, ...], str]
    mentioned: Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """Two records that do not go together: which kind, at which place of the one, and the id of the other."""

    path: str
    other: str
    kind: str
    pointer: str


def facts_of(path: str, record_id: str, record: Record) -> CohortFacts:
    """The facts of one record."""
    numbers: dict[tuple[str, ...], str] = {}
    for kind, act, key, body, term in _NUMBERED:
        # most persons of a cohort share bodies and terms: one copy of each is kept
        register = (kind, intern(fold(record.text(body) or "")), intern(record.text(term) or ""))
        for spot in record.known(f"{act}/{key}"):
            if register[1] and isinstance(spot.value, str):
                numbers[(*register, spot.value.strip().lstrip("0"))] = intern(spot.at)
    mentioned: dict[str, str] = {}
    for place in _WRITTEN:
        for spot in record.known(place):
            for name in _names_in(spot.value):
                mentioned.setdefault(name, intern(spot.at))
    return CohortFacts(
        path=path,
        record_id=record_id,
        name=fold(record.text("/candidate/birth_name") or ""),
        identity=record.text(_IDENTITY) or "",
        numbers=numbers,
        mentioned=mentioned,
    )


def compare_cohort(facts: Iterable[CohortFacts]) -> list[Clash]:
    """Every clash between two records, in the order of the records; each side of it is named once."""
    everyone = list(facts)
    clashes = _twice(everyone, "number", lambda one: one.numbers)
    clashes += _twice(everyone, "identity", lambda one: {one.identity: _IDENTITY} if one.identity else {})
    named: dict[str, list[str]] = {}
    for one in everyone:
        if " " in one.name:
            named.setdefault(one.name, []).append(one.record_id)
    for one in everyone:
        for name, place in one.mentioned.items():
            others = [other for other in named.get(name, ()) if other != one.record_id]
            if others and name != one.name:
                clashes.append(Clash(one.path, others[0], "name", place))
    order = {one.path: index for index, one in enumerate(everyone)}
    return sorted(clashes, key=lambda clash: (order[clash.path], clash.kind, clash.pointer))


# kind of a clash -> code and severity of its finding; some offices put several persons under one number
_CODES = {
    "identity": ("C14", Severity.ERROR),
    "number": ("PAPER", Severity.WARNING),
    "name": ("A13", Severity.ERROR),
}


def clash_findings(clashes: Iterable[Clash], record: Record, rulebook: Rulebook) -> Iterator[Finding]:
    """A finding for each clash, in the report of the record it stands in; the other is named by its id."""
    for clash in clashes:
        code, severity = _CODES[clash.kind]
        message = f"clash_{clash.kind}"
        yield builtin_finding(code, message, clash.pointer, record, rulebook, severity, other=clash.other)


def _twice(everyone: Sequence[CohortFacts], kind: str, keys: Callable[[CohortFacts], Mapping[Any, str]]) -> list[Clash]:
    holders: dict[object, list[tuple[CohortFacts, str]]] = {}
    for one in everyone:
        for key, place in keys(one).items():
            holders.setdefault(key, []).append((one, place))
    clashes = []
    for held in holders.values():
        for one, place in held:
            other = next((other for other, _ in held if other.path != one.path), None)
            if other is not None:
                clashes.append(Clash(one.path, other.record_id, kind, place))
    return clashes


def _names_in(text: object) -> set[str]:
    """Runs of two to five words that begin with a capital, folded: what could be somebody's name."""
    found: set[str] = set()
    if not isinstance(text, str):
        return found
    run: list[str] = []
    last_end = 0
    for match in [*_CAPITALISED.finditer(text), None]:
        word = match[0] if match else ""
        follows = match is not None and text[last_end : match.start()] == " "
        if run and not (follows and word[:1].isupper()):
            found |= {
                fold(" ".join(run[start:end]))
                for start in range(len(run))
                for end in range(start + 2, min(len(run), start + MOST_WORDS) + 1)
            }
            run = []
        if word[:1].isupper():
            run.append(word)
        last_end = match.end() if match else last_end
    return found
