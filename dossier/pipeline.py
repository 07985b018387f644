"""The whole program on one screen: dossier → check → plan → fill → pack."""

from __future__ import annotations

from datetime import date

from dossier.findings import Report
from dossier.forms.form_set import FormSet
from dossier.forms.pack import Outcome, pack, with_blanks
from dossier.forms.plan import PlannedForm, plan
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.stages import Stage
from dossier.rules.check import check
from dossier.rules.rulebook import Rulebook


def run(
    dossier: Dossier, *, stage: Stage | str | None, office: Office, rulebook: Rulebook, forms: FormSet, as_of: date
) -> Outcome:
    """Check one dossier and fill its forms. Touches no disk, clock or network.

    Args:
        stage: None: the first stage whose closing act has no date; the forms due at it are filled.

    Raises:
        TemplateError: a form and its manifest disagree.
    """
    report, planned = look(dossier, stage=stage, office=office, rulebook=rulebook, forms=forms, as_of=as_of)
    filled = [form.spec.compiled().fill(form.values).content for form in planned]
    return pack(report, planned, filled)


def look(
    dossier: Dossier, *, stage: Stage | str | None, office: Office, rulebook: Rulebook, forms: FormSet, as_of: date
) -> tuple[Report, list[PlannedForm]]:
    """As `run`, but nothing is filled yet: the report knows already what would stay blank."""
    report = check(dossier, stage=stage, office=office, rulebook=rulebook, as_of=as_of)
    record = dossier.record_for(office)
    planned = plan(record, office, forms, Stage(report.stage))
    return with_blanks(report, planned, record, rulebook), planned
