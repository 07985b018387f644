"""Requests for verification, exemptions, and facts that send a person to one kind of place. Rules and forms share it.

Which facts, which kinds of place and which exemptions come from the caller (the rule rows); nothing here knows a law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossier.record.people import CANDIDATE, CANDIDATE_PLACE, is_dead, person_places, plain_name, relatives
from dossier.record.record import Record, Spot

REQUESTS = "/verification/requests"
EXEMPTIONS = "/verification/exemptions"


@dataclass(frozen=True, slots=True)
class Route:
    """A fact that sends a person to a certain kind of place.

    Args:
        persons: `candidate` and relations to look at; the dead are left out.
        of_candidate, of_relative: where the fact stands: a place, and a key (or two, `residence/country`) below
            the relative.
        kinds: kinds of destination that serve, the usual one first.
        among, outside: it concerns those whose value is among these, or known and outside those. Of a place that is
            known its country counts as the first of *outside* when it is not written.
        by: the request goes this way (`visit`).
        requests: place of the requests. exemptions, basis: an exemption of the person on this basis serves as well.
        papers: or a paper of this kind.
        code: the rule that says so.
    """

    persons: Sequence[str]
    of_candidate: str
    of_relative: str
    kinds: Sequence[str]
    among: Sequence[str] = ()
    outside: Sequence[str] = ()
    by: str | None = None
    requests: str = f"{REQUESTS}/*"
    exemptions: str | None = None
    basis: str | None = None
    papers: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """The fact of one person that a route looks at.

    Args:
        person: the person's place. at: the place of the fact.
        concerned: it sends the person there. served: somebody asked there, or need not.
    """

    person: str
    at: str
    concerned: bool
    served: bool


def facts(record: Record, route: Route) -> list[Fact]:
    """The known facts of everybody alive whom *route* looks at."""
    known = [fact for fact in _facts(record, route) if fact[2] is not None]
    if not known:
        return []
    answered = route.papers is not None and bool(record.known(route.papers))
    served = set() if answered else _served(record, route)
    away = {plain_name(value) for value in route.outside}
    return [
        Fact(
            person,
            at,
            concerned=value in route.among if route.among else plain_name(str(value)) not in away,
            served=answered or person in served,
        )
        for person, at, value in known
    ]


def _served(record: Record, route: Route) -> set[str]:
    found: set[str] = set()
    for (_, request), persons in requests_with_persons(record, route.requests):
        if request.get("destination_kind") in route.kinds and route.by in (None, request.get("by")):
            found.update(persons)
    for spot in objects(record, route.exemptions) if route.exemptions else ():
        if spot.value.get("basis") == route.basis:
            found.update(person_places(record, spot.value.get("person")))
    return found


def _facts(record: Record, route: Route) -> Iterator[tuple[str, str, Any]]:
    """(person, place of the fact, its value) of everybody alive."""
    parent, _, key = route.of_relative.rpartition("/")
    if CANDIDATE in route.persons:
        above, _, last = route.of_candidate.rpartition("/")
        yield CANDIDATE_PLACE, route.of_candidate, _fact(record.get(above), last, route.outside)
    for spot in relatives(record):
        if spot.value.get("relation") in route.persons and not is_dead(spot.value):
            holder = spot.value.get(parent) if parent else spot.value
            yield spot.at, f"{spot.at}/{route.of_relative}", _fact(holder, key, route.outside)


def _fact(holder: Any, key: str, outside: Sequence[str]) -> Any:
    if not isinstance(holder, dict):
        return None
    value = holder.get(key)
    return outside[0] if value is None and outside else value


def objects(record: Record, place: str) -> Iterator[Spot]:
    """The objects that *place* means, those that are known."""
    return (spot for spot in record.known(place) if isinstance(spot.value, dict))


def persons_of(record: Record, request: Mapping[str, Any]) -> list[str]:
    """The places of the persons whom a request names."""
    return [place for key in request.get("persons") or () for place in person_places(record, key)]


def requests_with_persons(record: Record, requests: str) -> list[tuple[Spot, list[str]]]:
    """The requests at *requests*, each with the places of the persons whom it names."""
    return record.once(_requests_with_persons, requests)


def _requests_with_persons(record: Record, requests: str) -> list[tuple[Spot, list[str]]]:
    return [(spot, persons_of(record, spot.value)) for spot in objects(record, requests)]
