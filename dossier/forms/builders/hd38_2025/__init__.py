"""The forms of pack `hd38-2025` (admission of Party members, guidance 38-HD/BTCTW of 29 September 2025).

One module a group of forms. Where no official text of a form was seen, its wording is built from its siblings
and the manifest says ``confirmed = false``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document

from dossier.forms.builders.hd38_2025 import (
    application,
    appraisal,
    biography,
    certificates,
    decisions,
    introduction,
    meetings,
    opinions,
    probation,
    reports,
    resolutions,
    verification,
)

FORMS: Mapping[str, Callable[[], Document]] = {
    **application.FORMS,
    **biography.FORMS,
    **introduction.FORMS,
    **opinions.FORMS,
    **resolutions.FORMS,
    **verification.FORMS,
    **decisions.FORMS,
    **probation.FORMS,
    **reports.FORMS,
    **certificates.FORMS,
    **meetings.FORMS,
    **appraisal.FORMS,
}
"""File name inside ``templates/hd38-2025/`` -> the function that builds its document."""
