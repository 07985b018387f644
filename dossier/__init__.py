"""Fills the Word forms of a Party admission dossier from one record, and says what the dossier still lacks.

from datetime import date
from dossier import check, load_dossier, load_office, load_rulebook

office = load_office()
report = check(
    load_dossier("samples/dossiers/complete"),
    stage="verification", office=office, rulebook=load_rulebook(office), as_of=date(2026, 11, 22),
)
report.ready
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dossier.adapters.files import load_dossier, load_office
    from dossier.forms.form_set import load_forms
    from dossier.pipeline import run
    from dossier.rules.check import check
    from dossier.rules.loading import load_rulebook

__version__ = "0.1.0"
__all__ = ["check", "load_dossier", "load_forms", "load_office", "load_rulebook", "run"]

# imported when first asked for: the command line answers --help without loading a rule or a form
_HOMES = {
    "check": "dossier.rules.check",
    "load_dossier": "dossier.adapters.files",
    "load_forms": "dossier.forms.form_set",
    "load_office": "dossier.adapters.files",
    "load_rulebook": "dossier.rules.loading",
    "run": "dossier.pipeline",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
