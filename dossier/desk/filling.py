"""Forms filled without a check: for one dossier, all that apply or those asked for."""

from __future__ import annotations

from collections.abc import Sequence

from dossier.forms.form_set import FormSet, forms_for
from dossier.forms.pack import FilledForm, filled_form
from dossier.forms.plan import plan
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.stages import Stage


def chosen_forms(office: Office, pack: str | None, numbers: Sequence[str]) -> FormSet:
    """The forms asked for: a pack (the office's by default), and some numbers of it."""
    forms = forms_for(office, pack)
    return forms.only(numbers) if numbers else forms


def fill_forms(dossier: Dossier, office: Office, forms: FormSet, stage: Stage | None) -> list[FilledForm]:
    """The filled forms of one dossier, without a check."""
    planned = plan(dossier.record_for(office), office, forms, stage)
    return [filled_form(form, form.fill().content) for form in planned]
