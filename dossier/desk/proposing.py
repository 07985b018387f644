"""Where the persons of one dossier are still to be verified: proposed from the family, taken over if one agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dossier.adapters.ports import Act, Held
from dossier.desk.filling import proposed_for
from dossier.desk.service import OfficeDesk
from dossier.errors import InputError
from dossier.findings import Text
from dossier.forms.proposals import why
from dossier.messages import said
from dossier.record.destinations import VerificationPlan
from dossier.record.edit import edited
from dossier.record.schema import label
from dossier.record.stages import stage_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """A body that would be asked.

    Args:
        name: as printed. persons: in words.
        own: it is the committee that runs the dossier, which writes no letter to itself.
        joins: the request, in words, to which the persons would be added; empty for a letter of its own.
    """

    name: str
    persons: Sequence[str]
    own: bool
    joins: str


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Somebody whom no place could be found for: the person, and the fact that is missing or not clear."""

    person: str
    pointer: str
    why: Text


def proposed(desk: OfficeDesk, held: Held) -> tuple[list[Proposed], list[NotPlaced]]:
    """Who would be asked about whom, and who could not be placed; nothing where the stage asks for no letters."""
    data, found = held.dossier.data, _plan(desk, held)
    return (
        [
            Proposed(one.name, [label(at, data) for at in one.at], one.own, label(one.joins, data) if one.joins else "")
            for one in found.destinations
        ],
        [NotPlaced(label(one.at, data), one.pointer, why(one)) for one in found.unplaced],
    )


def take_over(desk: OfficeDesk, record_id: str, *, by: str, if_match: str) -> Held:
    """Write the proposals into the record as requests of verification.

    Raises:
        InputError: nothing is proposed. Changed: as `OfficeDesk.save`.
    """
    held = desk.store.read(record_id)
    put = _plan(desk, held).puts(held.dossier.data)
    if not put:
        raise InputError(record_id, *said("nothing_proposed"))
    return desk.save(held, edited(held.dossier.data, put=put), Act(by, "edit", list(put)), if_match=if_match)


def _plan(desk: OfficeDesk, held: Held) -> VerificationPlan:
    stage = stage_of(held.dossier.record_for(desk.office))
    return proposed_for(held.dossier, desk.office, desk.forms, stage, desk.clock.today())
