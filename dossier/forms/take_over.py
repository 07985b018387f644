"""What people changed in forms, taken over into the record: all that agrees and that the schema allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dossier.forms.differences import Change
from dossier.record.edit import edited
from dossier.record.places import is_within
from dossier.record.schema import problems


@dataclass(frozen=True, slots=True)
class Taken:
    """A record with changes taken over.

    Args:
        data: the new record. taken: the changes in it.
        conflicts: changes that say different things about one place; none of them is taken.
        refused: changes that the record schema does not allow.
    """

    data: Mapping[str, Any]
    taken: tuple[Change, ...]
    conflicts: tuple[Change, ...]
    refused: tuple[Change, ...]


def take_over(data: Mapping[str, Any], changes: Sequence[Change]) -> Taken:
    """*data* with every change that can be written. Each change is taken as a whole or not at all.

    Args:
        data: a record; not changed. It may have faults of its own: only new ones count.
    """
    writable = [change for change in changes if change.puts]
    conflicts = [one for one in writable if any(_disagree(one, other) for other in writable)]
    chosen = [one for one in writable if one not in conflicts]
    known = {(fault.pointer, fault.keyword) for fault in problems(data)}
    refused: list[Change] = []
    result: Mapping[str, Any] = data
    taken: list[Change] = []
    for change in chosen:  # one by one, so that a change that is refused costs no other
        try:
            after = edited(result, put=change.puts)
        except KeyError:
            refused.append(change)
            continue
        if {(fault.pointer, fault.keyword) for fault in problems(after)} <= known:
            result = after
            taken.append(change)
        else:
            refused.append(change)
    return Taken(result, tuple(taken), tuple(conflicts), tuple(refused))


def _disagree(one: Change, other: Change) -> bool:
    """Whether two changes write different values to one place, or one writes inside what the other writes."""
    return any(
        (place == there and value != said) or (place != there and (is_within(place, there) or is_within(there, place)))
        for place, value in one.puts.items()
        for there, said in other.puts.items()
    )
