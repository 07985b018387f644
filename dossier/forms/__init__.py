"""Form packs: Word forms with tags, compiled once and filled with texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dossier.forms.compile import Inspection
    from dossier.forms.fill import Filled, Form, Missing

__all__ = ["Filled", "Form", "Inspection", "Missing", "compile_form", "inspect_form"]


def compile_form(content: bytes, name: str = "") -> Form:
    """Compile a Word form once, to fill it many times: see `dossier.forms.compile.compile_form`."""
    from dossier.forms.compile import compile_form as compile_now  # docxtpl loads only when it is needed

    return compile_now(content, name)


def inspect_form(content: bytes, name: str = "") -> Inspection:
    """The names a form uses and all its faults: see `dossier.forms.compile.inspect_form`."""
    from dossier.forms.compile import inspect_form as inspect_now

    return inspect_now(content, name)
