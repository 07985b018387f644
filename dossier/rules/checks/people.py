"""Persons of a record: relatives by key, who must be verified, equal names.

Lists of relations and ages come from the rule rows; nothing here knows a law.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.findings import Hit
from dossier.record.dates import add_months, parse_date, parse_partial
from dossier.record.record import Record, Spot
from dossier.record.text import fold
from dossier.rules.registry import Context, check, not_judged
from dossier.rules.rulebook import Rule

CANDIDATE = "candidate"
CANDIDATE_PLACE = "/candidate"


@dataclass(frozen=True, slots=True)
class PersonToVerify:
    """Somebody whose declared facts have to be verified.

    Args:
        key: person key as requests and exemptions name it (`candidate`, `father`, `child:2`).
        at: concrete place, `/candidate` or `/family/4`.
        reason: `candidate`, `relative`, `adult_child`, or `age_unknown` for a child whose birth date leaves
            open whether it is of age.
    """

    key: str
    at: str
    reason: str


def relatives(record: Record) -> Iterator[Spot]:
    """Every relative declared, with its place."""
    return (spot for spot in record.known("/family/*") if isinstance(spot.value, dict))


def is_dead(relative: Mapping[str, Any]) -> bool:
    """Whether the record says that the relative is dead; nothing said means alive."""
    deceased = relative.get("deceased")
    return isinstance(deceased, dict) and deceased.get("is_deceased") is True


def key_of(relative: Mapping[str, Any], alone: bool) -> str:
    """The person key of a relative: the relation, with its order where there are several of them."""
    relation, order = str(relative.get("relation")), relative.get("order")
    return relation if alone or order is None else f"{relation}:{order}"


def person_places(record: Record, key: object) -> tuple[str, ...]:
    """The places that a person key means: one where it is right, none where it names nobody or is ambiguous."""
    if key == CANDIDATE:
        return (CANDIDATE_PLACE,)
    relation, _, order = str(key).partition(":")
    found = record.known(f"/family[relation={relation}]")
    if order:
        found = tuple([spot for spot in found if str(spot.value.get("order")) == order])
    return (found[0].at,) if len(found) == 1 else ()


def persons_to_verify(
    record: Record,
    *,
    relations: Collection[str],
    on: date,
    adult_years: int = 18,
    child_kinds: Collection[str] = ("biological",),
    living_together: bool = False,
) -> tuple[PersonToVerify, ...]:
    """Who has to be verified among *relations*, the candidate first, then as they stand in the family.

    Args:
        record: one person's record.
        relations: `candidate` and relations of `family[]`.
        on: the day children are looked at; those not of age then are left out.
        adult_years: age from which a child counts.
        child_kinds: kinds of children that count; a child whose kind is not known counts.
        living_together: only children who live with the candidate.

    The dead are left out, and so are children without full capacity. A child of age is taken to have full
    capacity while nothing else is said.
    """
    found = [PersonToVerify(CANDIDATE, CANDIDATE_PLACE, CANDIDATE)] if CANDIDATE in relations else []
    everybody = list(relatives(record))
    every = [spot.value.get("relation") for spot in everybody]
    for at, relative in everybody:
        if relative.get("relation") not in relations or is_dead(relative):
            continue
        reason: str | None = "relative"
        if relative["relation"] == "child":
            at_home = not living_together or relative.get("lives_with_candidate") is True
            reason = _child(relative, on, adult_years, child_kinds) if at_home else None
        if reason is not None:
            key = key_of(relative, every.count(relative["relation"]) == 1)
            found.append(PersonToVerify(key, at, reason))
    return tuple(found)


def persons_due(record: Record, rule: Rule, on: date) -> tuple[PersonToVerify, ...]:
    """Who has to be verified on *on* by the rows of *rule* (D01): its asks that hold for this record."""
    found: dict[str, PersonToVerify] = {}
    for ask in rule.asks:
        edition = ask.edition_on(on)
        if edition is None or (ask.when is not None and not ask.when(record)):
            continue
        params = edition.readings[0].params
        if "relations" not in params:
            continue
        given = {name: params[name] for name in ("adult_years", "child_kinds") if name in params}
        for person in persons_to_verify(record, relations=params["relations"], on=on, **given):
            found.setdefault(person.at, person)
    return tuple(found.values())


def _child(child: Mapping[str, Any], on: date, adult_years: int, child_kinds: Collection[str]) -> str | None:
    kind = child.get("child_kind")
    if (kind is not None and kind not in child_kinds) or child.get("full_capacity") is False:
        return None
    born = parse_date(child.get("date_of_birth"))
    if born is not None:
        return "adult_child" if add_months(born, 12 * adult_years) <= on else None
    year = parse_partial(child.get("birth_year"))
    if year is None:
        return "age_unknown"
    if add_months(year.last, 12 * adult_years) <= on:
        return "adult_child"
    return "age_unknown" if add_months(year.first, 12 * adult_years) <= on else None


plain_name = lru_cache(maxsize=4096)(fold)  # a name as it is compared: NFC, case and spacing ignored


def first_day(record: Record, place: str, context: Context) -> date:
    """The earliest date at *place*; the day of the check while there is none."""
    return min((day for _, day in record.dates(place)), default=context.as_of)


@check()
def bears_no_name_of(record: Record, *, names: str, relations: Sequence[str], others: bool = False) -> Iterator[Hit]:
    """Flag each name at *names* that equals the name of the candidate or of a relative.

    Args:
        record: one person's record.
        names: places of full names.
        relations: `candidate` and relations of `family[]` to compare with.
        others: compare with every relative that is *not* among *relations* instead.
    """
    spots = [spot for spot in record.known(names) if isinstance(spot.value, str)]
    if not spots:
        yield not_judged(names)
        return
    theirs = {
        plain_name(spot.value["full_name"])
        for spot in relatives(record)
        if isinstance(spot.value.get("full_name"), str) and (spot.value.get("relation") in relations) is not others
    }
    own = record.text("/candidate/birth_name")
    if own is not None and (CANDIDATE in relations) is not others:
        theirs.add(plain_name(own))
    for spot in spots:
        if plain_name(spot.value) in theirs:
            yield Hit(spot.at)
