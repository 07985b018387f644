"""Persons of a record: relatives by key, who must be verified, who lives where. Rules and forms share it.

Lists of relations and ages come from the caller (the rule rows); nothing here knows a law.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.record.dates import add_months, parse_date, parse_partial
from dossier.record.record import Record, Spot
from dossier.record.text import fold

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
        certain: False where the text leaves open whether this person must be verified.
    """

    key: str
    at: str
    reason: str
    certain: bool = True


plain_name = lru_cache(maxsize=4096)(fold)  # a name as it is compared: NFC, case and spacing ignored


def relatives(record: Record) -> tuple[Spot, ...]:
    """Every relative declared, with its place."""
    return record.once(_relatives)


def _relatives(record: Record) -> tuple[Spot, ...]:
    return tuple([spot for spot in record.known("/family/*") if isinstance(spot.value, dict)])


def is_dead(relative: Mapping[str, Any]) -> bool:
    """Whether the record says that the relative is dead; nothing said means alive."""
    deceased = relative.get("deceased")
    return isinstance(deceased, dict) and deceased.get("is_deceased") is True


def is_member_now(relative: Mapping[str, Any], year: int | None = None) -> bool:
    """Whether the record says that the relative is a Party member who has not left, and was alive before *year*."""
    member = relative.get("party_member")
    held = isinstance(member, dict) and member.get("is_member") is True and member.get("left_date") is None
    if not held or not is_dead(relative):
        return held
    died = str(relative["deceased"].get("year") or "")
    return year is not None and died.isdigit() and int(died) >= year


def key_of(relative: Mapping[str, Any], alone: bool) -> str:
    """The person key of a relative: the relation, with its order where there are several of them."""
    relation, order = str(relative.get("relation")), relative.get("order")
    return relation if alone or order is None else f"{relation}:{order}"


def person_places(record: Record, key: object) -> tuple[str, ...]:
    """The places that a person key means: one where it is right, none where it names nobody or is ambiguous."""
    return record.once(_places_by_key).get(str(key), ())


def _places_by_key(record: Record) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {CANDIDATE: [CANDIDATE_PLACE]}
    for at, relative in relatives(record):
        relation, order = relative.get("relation"), relative.get("order")
        if relation is not None:
            for key in (relation, f"{relation}:{order}"):
                found.setdefault(key, []).append(at)
    return {key: tuple(places) for key, places in found.items() if len(places) == 1}


def relations_by_name(record: Record) -> Mapping[str, Set[str | None]]:
    """Who has a name, `candidate` or relations: by the name as it is compared."""
    return record.once(_relations_by_name)


def _relations_by_name(record: Record) -> Mapping[str, Set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for _, relative in relatives(record):
        name = relative.get("full_name")
        if isinstance(name, str):
            found.setdefault(plain_name(name), set()).add(relative.get("relation"))
    own = record.text("/candidate/birth_name")
    if own is not None:
        found.setdefault(plain_name(own), set()).add(CANDIDATE)
    return found


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
    everybody = relatives(record)
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


def same_commune(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two places name the same commune and province, case and spacing ignored."""
    return all(plain_name(str(one.get(key))) == plain_name(str(other.get(key))) for key in ("commune", "province"))


def living_elsewhere(record: Record, key: str, home: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The places *key* of relatives alive that lie outside the commune *home*; None when none is known to lie within.

    Args:
        key: where a relative's residence stands, `residence`.
    """
    known = [
        (f"{spot.at}/{key}", spot.value[key])
        for spot in relatives(record)
        if not is_dead(spot.value) and isinstance(spot.value.get(key), dict)
    ]
    away = tuple([at for at, where in known if not same_commune(where, home)])
    return away if known else None
