"""What a question finds in a record: from the parts of its row, one function of the record.

Each part is wrapped around the one before: the check, in one or several readings of the text; facts that may still be
to come; facts that should be there; and what is left to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dossier.findings import Hit, Severity, Text, Verdict
from dossier.record.record import Places, Record
from dossier.rules.registry import not_judged

Find = Callable[[Record], Iterable[Hit]]  # what is found; nothing: the question is answered
_DECIDED = (Verdict.FAIL, Verdict.NOT_APPLICABLE)  # what leaves nothing to put to a person


def nothing(_: Record) -> Iterable[Hit]:
    """A question without a check: that its facts are there is all it asks."""
    return ()


def in_readings(checks: Sequence[Find], differ: Text) -> Find:
    """The same check as each reading of a text wants it: one reading that passes is enough; *differ* says so."""

    def asked(record: Record) -> Iterable[Hit]:
        readings = [list(check(record)) for check in checks]
        passing = [hits for hits in readings if not any(_fails(hit) for hit in hits)]
        if not passing:
            return readings[0]
        failing = [hit for hits in readings for hit in hits if _fails(hit)]
        return passing[0] + [replace(hit, severity=Severity.WARNING, says=differ) for hit in failing[:1]]

    return asked if len(checks) > 1 else checks[0]


def once_known(places: Sequence[str], then: Find) -> Find:
    """*then*, once something is known at each of *places*; nothing is judged before."""

    def asked(record: Record) -> Iterable[Hit]:
        return then(record) if all(map(record.known, places)) else (not_judged(places[0]),)

    return asked


def needing(places: Places, supply: Text | None, then: Find) -> Find:
    """*then*, once nothing is absent at *places*; until then every absent fact is a fault that *supply* mends."""

    def asked(record: Record) -> Iterable[Hit]:
        absent = record.lacking(places)
        return [Hit(at, missing=True, fix=supply) for at in absent] if absent else then(record)

    return asked


def then_a_person(says: Text, at: str, first: Find) -> Find:
    """*first*, and where data has decided nothing the question *says*, put to a person at each spot of *at*."""

    def asked(record: Record) -> Iterable[Hit]:
        hits = list(first(record))
        if not any(hit.verdict in _DECIDED for hit in hits):
            spots = record.concrete(at) or (at,)
            hits += [Hit(spot, verdict=Verdict.NEEDS_PERSON, says=says) for spot in spots]
        return hits

    return asked


def _fails(hit: Hit) -> bool:
    """Whether *hit* speaks against what was asked; a hint beside a question that is answered does not."""
    return hit.verdict is Verdict.FAIL and hit.severity is not Severity.NOTICE
