"""Where the persons of a dossier are still to be verified: one destination for each place and kind of body.

A person is asked about where he or she lives now: the commune of the residence. A fact may send somebody to another
place besides (a foreign employer) or instead (the armed forces, a residence abroad). Who is already named in a request,
or exempt, is covered. Whoever cannot be placed is listed with the reason and the place of the record that lacks
something; nobody is placed by a guess. What comes out is a proposal: the office decides.

Who must be verified, which facts count and what is asked is law and comes from the caller; names of bodies stand in
``tables/destinations.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.record.destinations import Destination, Exemption, Law, Unplaced, VerificationPlan, Why
from dossier.record.gazetteer import suggest
from dossier.record.people import (
    CANDIDATE_PLACE,
    PersonToVerify,
    is_member_now,
    living_elsewhere,
    person_places,
    plain_name,
    relatives,
    same_commune,
)
from dossier.record.record import Record
from dossier.record.verification import EXEMPTIONS, REQUESTS, Fact, Route, facts, objects, persons_of

HOME = "Việt Nam"
_KINDS = ("xã", "phường", "đặc khu", "tỉnh", "thành phố")  # words of kind since July 2025
AT_HOME = ("hometown", "residence")  # the committee of a commune
# whoever is asked about at one of these is not asked about at the residence: the unit, a body for people abroad,
# and for a candidate abroad the home commune
_INSTEAD = frozenset({"abroad", "armed_forces", *AT_HOME})
_UNITS = frozenset({"workplace", "armed_forces"})
_DIRECT_CELLS = frozenset({"grassroots_cell", "village_direct"})


@dataclass(frozen=True)
class _Stop:
    """One person at one body, before persons of one body are put together."""

    name: str
    kind: str
    place: Mapping[str, Any]
    person: PersonToVerify
    by: str = "post"
    own: bool = False


def verification_plan(record: Record, persons: Sequence[PersonToVerify], law: Law) -> VerificationPlan:
    """Where *persons* are still to be verified.

    Args:
        persons: who is to be verified on that day, as `persons_to_verify` gives them.
        law: what the rules say.
    """
    named = {place for spot in objects(record, f"{REQUESTS}/*") for place in persons_of(record, spot.value)}
    exempt = {
        place
        for spot in objects(record, f"{EXEMPTIONS}/*")
        if spot.value.get("basis") is not None
        for place in person_places(record, spot.value.get("person"))
    }
    routes = [(fact, route) for route in law.routes for fact in facts(record, route) if fact.concerned]
    stops: list[_Stop] = []
    unplaced: list[Unplaced] = []
    for person in persons:
        mine = [(fact, route) for fact, route in routes if fact.person == person.at]
        for found in _of_person(record, person, mine, covered=person.at in named | exempt, day=law.day):
            if isinstance(found, _Stop):
                stops.append(found)
            else:
                unplaced.append(found)
    if persons and record.get("/family") is None and not record.items("/family_none"):
        unplaced.append(Unplaced("/family", "/family", Why.FAMILY))
    return VerificationPlan(
        destinations=_grouped(record, stops, law),
        unplaced=tuple(dict.fromkeys(unplaced)),
        may_be_exempt=_may_be_exempt(record, persons, law.exemptions) if stops or unplaced else {},
        doubtful=frozenset(person.at for person in persons if not person.certain),
    )


def _of_person(
    record: Record, person: PersonToVerify, routes: Sequence[tuple[Fact, Route]], *, covered: bool, day: date
) -> Iterator[_Stop | Unplaced]:
    if person.reason == "age_unknown":
        if not covered:
            yield Unplaced(person.at, f"{person.at}/date_of_birth", Why.AGE)
        return
    for fact, route in routes:
        if not fact.served:
            yield _routed(record, person, route, day)
    elsewhere = any(not _INSTEAD.isdisjoint(route.kinds) for _, route in routes)
    if not (elsewhere or covered):
        yield _at_home(record, person, _residence(record, person.at), day)


def _routed(record: Record, person: PersonToVerify, route: Route, day: date) -> _Stop | Unplaced:
    """The stop that *route* sends *person* to."""
    kind, by = route.kinds[0], route.by or "post"
    where = _residence(record, person.at)
    if kind in AT_HOME:  # the candidate lives abroad: the home commune answers
        return _at_home(record, person, ("/candidate/hometown", record.get("/candidate/hometown")), day)
    if kind in _UNITS:
        unit = record.text("/candidate/work_unit") if person.at == CANDIDATE_PLACE else None
        if not unit:
            pointer = "/candidate/work_unit" if person.at == CANDIDATE_PLACE else f"{person.at}/employer_kind"
            return Unplaced(person.at, pointer, Why.UNIT)
        return _Stop(_body(kind, day, unit=unit), kind, {}, person, by)
    pointer, place = where
    place = place if isinstance(place, Mapping) else {}
    if kind == "abroad":
        return _Stop(_body(kind, day), kind, {"country": place.get("country")}, person, by)
    province = place.get("province")
    if not isinstance(province, str) or not province:
        return Unplaced(person.at, pointer, Why.RESIDENCE)
    return _Stop(_body(kind, day, province=_lower(province)), kind, {"province": province}, person, by)


def _at_home(record: Record, person: PersonToVerify, where: tuple[str, Any], day: date) -> _Stop | Unplaced:
    """The committee of the commune at *where* (a pointer, and the place that stands there)."""
    pointer, place = where
    if not isinstance(place, Mapping):
        return Unplaced(person.at, pointer, Why.RESIDENCE)
    if plain_name(str(place.get("country") or HOME)) != plain_name(HOME):
        return Unplaced(person.at, pointer, Why.ABROAD)
    names = {key: place.get(key) for key in ("commune", "province")}
    if not all(isinstance(name, str) and name for name in names.values()):
        return Unplaced(person.at, pointer, Why.RESIDENCE)
    found = suggest({key: value for key, value in place.items() if isinstance(value, str)})
    if found is not None:
        if not found.certain:
            why = Why.SPLIT if found.candidates else Why.FORMER
            return Unplaced(person.at, pointer, why, tuple(map(str, found.candidates)))
        names = {"commune": found.candidates[0].commune, "province": found.candidates[0].province}
    elif place.get("district"):
        return Unplaced(person.at, pointer, Why.FORMER)
    commune, province = str(names["commune"]), str(names["province"])
    row = _row(AT_HOME[0], day)
    own = _is_own(record, row["own"].format(commune=_lower(commune)))
    name = row["name"].format(commune=_lower(commune), province=_lower(province))
    return _Stop(name, "residence", {"commune": commune, "province": province}, person, own=own)


def _residence(record: Record, at: str) -> tuple[str, Any]:
    """Where a person lives, as (pointer, place): of the candidate the temporary address where there is no other."""
    if at != CANDIDATE_PLACE:
        return f"{at}/residence", record.get(f"{at}/residence")
    for pointer in ("/candidate/permanent_address", "/candidate/temporary_address"):
        if isinstance(record.get(pointer), Mapping):
            return pointer, record.get(pointer)
    return "/candidate/permanent_address", None


def _is_own(record: Record, committee: str) -> bool:
    """Whether *committee* is the one that runs the dossier."""
    runs = [record.text("/orgs/grassroots/name")]
    if record.text("/orgs/cell/kind") in _DIRECT_CELLS:
        runs.append(record.text("/orgs/competent/name"))
    return plain_name(committee) in {plain_name(name) for name in runs if name}


def _lower(name: str) -> str:
    """A name with its word of kind as it stands inside a sentence: "xã Mẫu"."""
    is_kind = any(plain_name(name).startswith(f"{kind} ") for kind in _KINDS)
    return name[:1].lower() + name[1:] if is_kind else name


# --- bodies ------------------------------------------------------------------------------------------------


@cache
def _rows() -> Sequence[Mapping[str, Any]]:
    path = Path(__file__).with_name("tables") / "destinations.toml"
    rows: list[Mapping[str, Any]] = tomli.loads(path.read_text("utf-8"))["body"]
    return rows


def _row(kind: str, day: date) -> Mapping[str, Any]:
    return next(
        row for row in _rows() if kind in row["kinds"] and row.get("from", day) <= day <= row.get("to", day)
    )  # fmt: skip


def _body(kind: str, day: date, **names: str) -> str:
    return str(_row(kind, day)["name"]).format(**names)


# --- putting together --------------------------------------------------------------------------------------


def _grouped(record: Record, stops: Iterable[_Stop], law: Law) -> tuple[Destination, ...]:
    groups: dict[tuple[str, ...], list[_Stop]] = {}
    for stop in stops:
        country = plain_name(str(stop.place.get("country") or ""))
        groups.setdefault((stop.kind, plain_name(stop.name), country, stop.by), []).append(stop)
    return tuple(_destination(record, group, law) for group in groups.values())


def _destination(record: Record, group: Sequence[_Stop], law: Law) -> Destination:
    first = group[0]
    persons = [stop.person for stop in group]
    kind = first.kind
    if kind in AT_HOME:
        homes = [record.get("/candidate/hometown"), *(record.get(f"{person.at}/hometown") for person in persons)]
        native = any(isinstance(home, Mapping) and same_commune(home, first.place) for home in homes)
        kind = "hometown" if native else "residence"
    keys = {person.key.partition(":")[0] for person in persons}
    points = [
        point
        for concerned, asked in law.points
        if not concerned or not keys.isdisjoint(concerned)
        for point in asked
    ]  # fmt: skip
    return Destination(
        name=first.name,
        kind=kind,
        place={key: value for key, value in first.place.items() if value is not None},
        persons=tuple(person.key for person in persons),
        at=tuple(person.at for person in persons),
        points=tuple(dict.fromkeys(points)),
        by=first.by,
        own=first.own,
        joins=_unsent(record, first),
    )


def _unsent(record: Record, stop: _Stop) -> str | None:
    """The place of a request to the same body that is not written yet."""
    for spot in objects(record, f"{REQUESTS}/*"):
        request = spot.value
        if request.get("letter_date") is not None or request.get("sent_date") is not None:
            continue
        place = request.get("destination_place")
        if stop.kind in AT_HOME and request.get("destination_kind") in AT_HOME and isinstance(place, Mapping):
            if same_commune(place, stop.place):
                return spot.at
        elif plain_name(str(request.get("destination"))) == plain_name(stop.name):
            return spot.at
    return None


def _may_be_exempt(
    record: Record, persons: Sequence[PersonToVerify], exemptions: Iterable[Exemption]
) -> Mapping[str, str]:
    found: dict[str, str] = {}
    members = {spot.value.get("relation") for spot in relatives(record) if is_member_now(spot.value)}
    home = record.get("/candidate/hometown")
    away = living_elsewhere(record, "residence", home) if isinstance(home, Mapping) else None
    for ground in exemptions:
        holds = not members.isdisjoint(ground.members) if ground.members else away == ()
        if holds:
            concerned = (one for one in persons if one.key.partition(":")[0] in ground.persons or not ground.persons)
            for person in concerned:
                found.setdefault(person.at, ground.basis)
    return found
