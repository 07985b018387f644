"""What an office is told of destinations that are proposed, and of persons who could not be placed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dossier.findings import Finding, Severity, Text, Verdict, Where
from dossier.forms.formats import respell
from dossier.messages import both
from dossier.record.destinations import Destination, Unplaced, VerificationPlan
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.verification import REQUESTS

LETTER = "20-KNĐ"
_ASK = "20-20-KND"


def in_spelling(proposed: VerificationPlan, office: Office) -> VerificationPlan:
    """*proposed* with the names of bodies as the office spells "ủy"."""
    return proposed.named(partial(respell, spelling=office.get("spelling")))


def proposal_findings(proposed: VerificationPlan, record: Record) -> Iterator[Finding]:
    """`FILL`: a notice for every destination that is proposed, a warning for whoever could not be placed."""
    for destination in proposed.destinations:
        kind = _kind(destination)
        pointer = destination.joins or REQUESTS
        values = {
            "form": LETTER,
            "destination": destination.name,
            "persons": ", ".join(label(at, record.data) for at in destination.at),
            "request": label(pointer, record.data),
        }
        yield _finding(
            pointer, record, Severity.NOTICE, both("proposal.title"), both(f"proposal.{kind}", **values),
            both(f"proposal.{kind}_fix", **values),
        )  # fmt: skip
    for one in proposed.unplaced:
        yield _finding(
            one.pointer, record, Severity.WARNING, both("unplaced.title"), why(one),
            both(f"unplaced.{one.why.value}_fix"),
        )  # fmt: skip


def why(one: Unplaced) -> Text:
    """Why somebody could not be placed."""
    return both(f"unplaced.{one.why.value}", choices="; ".join(one.choices))


def _kind(destination: Destination) -> str:
    if destination.own:
        return "own"
    return "letter" if destination.joins is None else "joins"


def _finding(pointer: str, record: Record, severity: Severity, title: Text, message: Text, fix: Text) -> Finding:
    return Finding(
        code="FILL", ask=_ASK, verdict=Verdict.FAIL, severity=severity, title=title, message=message,
        where=Where(pointer, label(pointer, record.data)), fix=fix, source=None, confidence=None, edition_from=None,
        who="cell",
    )  # fmt: skip
