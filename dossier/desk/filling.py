"""Forms filled without a check: for one dossier, all that apply or those asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dossier.forms.form_set import FormSet, forms_for
from dossier.forms.pack import FilledForm
from dossier.forms.plan import plan
from dossier.pipeline import proposals_for
from dossier.record.destinations import VerificationPlan
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.stages import Stage
from dossier.rules.loading import load_rulebook


def chosen_forms(office: Office, pack: str | None, numbers: Sequence[str]) -> FormSet:
    """The forms asked for: a pack (the office's by default), and some numbers of it."""
    forms = forms_for(office, pack)
    return forms.only(numbers) if numbers else forms


def proposed_for(
    dossier: Dossier, office: Office, forms: FormSet, stage: Stage | None, as_of: date
) -> VerificationPlan:
    """Where the persons of a dossier are still to be verified; nothing when no form is due that tells of it."""
    return proposals_for(dossier.record_for(office), office, load_rulebook(office), forms, stage, as_of)


def fill_forms(
    dossier: Dossier, office: Office, forms: FormSet, stage: Stage | None, proposed: VerificationPlan
) -> list[FilledForm]:
    """The filled forms of one dossier, without a check."""
    planned = plan(dossier.record_for(office), office, forms, stage, proposed)
    return [FilledForm.of(form, form.fill().content) for form in planned]
