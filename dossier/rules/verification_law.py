"""What the rule rows say about verification, as `record/placing.py` wants it. The rows are found by their checks.

`verified` says who, `asked_at` which fact sends a person where, `points_asked` what is asked, `exempts` and
`rests_on_member` who may be exempt because of whom, `live_in` that all may be where all relatives live at home.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date

from dossier.findings import natural_key
from dossier.record.destinations import NOTHING_PROPOSED, Exemption, Law, VerificationPlan
from dossier.record.people import CANDIDATE_PLACE, PersonToVerify
from dossier.record.places import Selector, parse_place
from dossier.record.placing import verification_plan
from dossier.record.record import Record
from dossier.record.verification import Route
from dossier.rules.checks.people import persons_due
from dossier.rules.rulebook import Params, Rule, Rulebook

_ROUTE = frozenset(field.name for field in fields(Route))


def proposals(record: Record, rulebook: Rulebook, as_of: date) -> VerificationPlan:
    """Where the persons of a dossier are still to be verified, by the rules in force.

    Args:
        as_of: the day of the letters that are not written yet.
    """
    persons = everybody_due(record, rulebook, as_of)
    return verification_plan(record, persons, _law(record, rulebook, as_of)) if persons else NOTHING_PROPOSED


def everybody_due(record: Record, rulebook: Rulebook, as_of: date) -> list[PersonToVerify]:
    """Who has to be verified by any rule, local ones too: the candidate first, then as they stand in the family."""
    rules = [rulebook.rules[code] for code in rulebook.codes_of("verified")]
    due = {
        person.at: person for rule in rules for person in persons_due(record, rule, rule.day_of_act(record, "", as_of))
    }
    return sorted(due.values(), key=lambda person: (person.at != CANDIDATE_PLACE, natural_key(person.at)))


def _law(record: Record, rulebook: Rulebook, as_of: date) -> Law:
    return Law(
        day=as_of,
        routes=tuple(
            Route(**{name: value for name, value in params.items() if name in _ROUTE}, code=rule.code)
            for rule, params in _params(record, rulebook, "asked_at", as_of)
        ),
        points=tuple(
            (params.get("persons", ()), params["points"])
            for _, params in _params(record, rulebook, "points_asked", as_of)
        ),
        exemptions=tuple(_exemptions(record, rulebook, as_of)),
    )


def _exemptions(record: Record, rulebook: Rulebook, as_of: date) -> Iterator[Exemption]:
    persons = {rule.code: params["among"] for rule, params in _params(record, rulebook, "exempts", as_of)}
    for rule, params in _params(record, rulebook, "rests_on_member", as_of):
        if rule.code in persons:
            yield Exemption(_basis(rule), persons[rule.code], params["among"])
    for rule, _ in _params(record, rulebook, "live_in", as_of):
        yield Exemption(_basis(rule), ())


def _basis(rule: Rule) -> str:
    """The ground whose items *rule* judges: `/verification/exemptions[basis=own_side_member]`."""
    conditions = (step.conditions for step in parse_place(rule.each) if isinstance(step, Selector))
    return next(allowed[0] for found in conditions for key, allowed in found if key == "basis")


def _params(record: Record, rulebook: Rulebook, check: str, as_of: date) -> Iterator[tuple[Rule, Params]]:
    """The parameters in force of every question that *check* decides."""
    for rule, ask in rulebook.asks_of(check):
        edition = ask.edition_on(as_of)
        if edition is not None and (ask.when is None or ask.when(record)):
            yield rule, edition.readings[0].params
