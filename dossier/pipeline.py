"""The whole program on one screen: dossier → plan → check → fill → pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dossier.findings import Finding, Report
from dossier.forms.form_set import FormSet
from dossier.forms.pack import Outcome, blank_findings, pack
from dossier.forms.plan import PlannedForm, may_propose, plan
from dossier.forms.proposals import in_spelling, proposal_findings
from dossier.record.destinations import NOTHING_PROPOSED, VerificationPlan
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.stages import Stage, stage_of
from dossier.rules.check import check
from dossier.rules.rulebook import Rulebook
from dossier.rules.verification_law import proposals


def run(
    dossier: Dossier,
    *,
    stage: Stage | str | None,
    office: Office,
    rulebook: Rulebook,
    forms: FormSet,
    as_of: date,
    found: Sequence[Finding] = (),
) -> Outcome:
    """Check one dossier and fill its forms. Touches no disk, clock or network.

    Args:
        stage: None: the first stage whose closing act has no date; the forms due at it are filled.
        found: findings made elsewhere, e.g. by comparing a cohort; they stand in the report with the rest.

    Raises:
        TemplateError: a form and its manifest disagree.
    """
    report, planned = look(
        dossier, stage=stage, office=office, rulebook=rulebook, forms=forms, as_of=as_of, found=found
    )
    return fill(report, planned)


def look(
    dossier: Dossier,
    *,
    stage: Stage | str | None,
    office: Office,
    rulebook: Rulebook,
    forms: FormSet,
    as_of: date,
    found: Sequence[Finding] = (),
) -> tuple[Report, list[PlannedForm]]:
    """As `run`, but nothing is filled yet: the report knows already what would stay blank."""
    record = dossier.record_for(office)
    at_stage = stage_of(record) if stage is None else Stage(stage)
    proposed = proposals_for(record, office, rulebook, forms, at_stage, as_of)
    planned = plan(record, office, forms, at_stage, proposed)
    blanks = [*found, *blank_findings(planned, record, rulebook), *proposal_findings(proposed, record)]
    report = check(dossier, stage=at_stage, office=office, rulebook=rulebook, as_of=as_of, found=blanks)
    return report, planned


def fill(report: Report, planned: Sequence[PlannedForm]) -> Outcome:
    """The planned forms filled, beside the report that speaks of them."""
    filled = [form.fill().content for form in planned]
    return pack(report, planned, filled)


def proposals_for(
    record: Record, office: Office, rulebook: Rulebook, forms: FormSet, stage: Stage | None, as_of: date
) -> VerificationPlan:
    """Where the persons of a dossier are still to be verified; nothing when no form is due that tells of it."""
    if not may_propose(forms, stage):
        return NOTHING_PROPOSED
    return in_spelling(proposals(record, rulebook, as_of), office)
