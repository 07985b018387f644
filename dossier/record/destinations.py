"""Destinations of a verification as values: what the rules say, where persons are to be asked about, who has no place.

`placing.py` works them out; here stands what rules, forms and commands hand to one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from dossier.record.verification import REQUESTS, Route


class Why(StrEnum):
    """Why a person cannot be placed, or nobody can."""

    FAMILY = "family"  # no relative is declared yet
    AGE = "age"  # a child whose birth date leaves open whether it is of age
    RESIDENCE = "residence"  # not known, or without commune and province
    FORMER = "former"  # written with names of before July 2025 that no table leads on from
    SPLIT = "split"  # its commune went into several, or it is not certain which one it is now
    ABROAD = "abroad"  # lives abroad, and no rule says whom to ask
    UNIT = "unit"  # the unit of work is not known; a record has no place for a relative's


@dataclass(frozen=True)
class Exemption:
    """A ground that may exempt: who is exempt when somebody of *members* is a Party member now.

    Args:
        basis: as `verification.exemptions[]` names it. persons: person keys without their order.
        members: relations; empty where the ground is that all relatives live in the home commune.
    """

    basis: str
    persons: Sequence[str]
    members: Sequence[str] = ()


@dataclass(frozen=True)
class Law:
    """What the rules in force say about verification.

    Args:
        day: of the letters. routes: facts that send persons somewhere.
        points: (persons, points): what is asked about whom; no persons = everybody.
        exemptions: grounds that may exempt.
    """

    day: date
    routes: Sequence[Route] = ()
    points: Sequence[tuple[Sequence[str], Sequence[str]]] = ()
    exemptions: Sequence[Exemption] = ()


@dataclass(frozen=True)
class Destination:
    """A body to be asked, and about whom.

    Args:
        name: as printed. kind: as `destination_kind`. place: commune and province, or the country.
        persons: person keys. at: their places. points: what is asked. by: `post` or `visit`.
        own: it is the committee that runs the dossier, which writes no letter to itself.
        joins: place of a request to the same body that is not sent yet, where the persons may be added.
    """

    name: str
    kind: str
    place: Mapping[str, Any]
    persons: tuple[str, ...]
    at: tuple[str, ...]
    points: tuple[str, ...] = ()
    by: str = "post"
    own: bool = False
    joins: str | None = None

    def request(self, id_: str) -> dict[str, Any]:
        """The item of `verification.requests[]` that the office would make of it."""
        return {
            "id": id_, "destination": self.name, "destination_kind": self.kind, "destination_place": dict(self.place),
            "persons": list(self.persons), "points": list(self.points), "by": self.by,
        }  # fmt: skip


@dataclass(frozen=True)
class Unplaced:
    """Somebody whom no place could be found for.

    Args:
        at: the person's place. pointer: what the record lacks, or what is not clear.
        choices: the communes it may be, where there are several.
    """

    at: str
    pointer: str
    why: Why
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerificationPlan:
    """What is still to be sent out.

    Args:
        destinations: proposed, in the order of their first persons.
        unplaced: who could not be placed.
        may_be_exempt: place of a person due -> basis that would exempt it once a committee confirms.
        doubtful: places of persons due of whom the text leaves open whether they must be verified.
    """

    destinations: tuple[Destination, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    may_be_exempt: Mapping[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.destinations or self.unplaced)

    @property
    def letters(self) -> tuple[Destination, ...]:
        """The destinations that a letter of their own goes to."""
        return tuple(one for one in self.destinations if not one.own and one.joins is None)

    def named(self, respelt: Callable[[str], str]) -> VerificationPlan:
        """The same with every name of a body changed by *respelt*."""
        changed = (replace(one, name=respelt(one.name)) for one in self.destinations)
        return replace(self, destinations=tuple(changed))

    def requests(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A request for each letter, with ids that the record *data* does not have."""
        known = {str(one.get("id")) for one in _requests_in(data) if isinstance(one, Mapping)}
        free = (f"r{number}" for number in range(1, 10**6) if f"r{number}" not in known)
        return [one.request(id_) for one, id_ in zip(self.letters, free, strict=False)]

    def puts(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What to write into the record *data* to take the proposals over: place -> value.

        Nothing where the requests of *data* are no list: it is for a person to mend that.
        """
        verification = data.get("verification") or {}
        if not isinstance(verification, Mapping) or not isinstance(verification.get("requests") or [], list):
            return {}
        held = _requests_in(data)
        put: dict[str, Any] = {
            f"{REQUESTS}/{number}": request for number, request in enumerate(self.requests(data), start=len(held))
        }
        for one in self.destinations:
            if one.joins is not None and not one.own:
                request = held[int(one.joins.rpartition("/")[2])]
                named = put.get(f"{one.joins}/persons") or request.get("persons") or []
                put[f"{one.joins}/persons"] = [*named, *one.persons]
        return put

    def added_to(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The record *data* with the proposed requests after its own; *data* is not touched."""
        new = self.requests(data)
        verification = data.get("verification")
        held = verification if isinstance(verification, Mapping) else {}
        return {**data, "verification": {**held, "requests": [*_requests_in(data), *new]}} if new else data


NOTHING_PROPOSED = VerificationPlan()


def _requests_in(data: Mapping[str, Any]) -> list[Any]:
    verification = data.get("verification")
    requests = verification.get("requests") if isinstance(verification, Mapping) else None
    return requests if isinstance(requests, list) else []
