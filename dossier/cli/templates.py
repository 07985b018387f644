"""`dossier templates`: the forms of a pack, their faults, their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from dossier.cli.console import lang, say, t
from dossier.errors import TemplateError
from dossier.forms.form_set import FormSpec, load_forms
from dossier.messages import text
from dossier.record.schema import label


@click.group("templates", help=t("cmd.templates.help"), epilog=t("cmd.templates.example"))
def command() -> None:
    """Forms."""


def _pack_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--pack", default=None, help=t("cmd.templates.pack"))(function)


@command.command("list", help=t("cmd.templates.list"), epilog=t("cmd_templates.list_example"))
@_pack_option
def list_(pack: str | None) -> int:
    forms = load_forms(pack)
    say(f"{forms.id}: {forms.title}")
    for form in forms.forms:
        say(f"  {form.number:<12} {form.title}")
        say(f"  {'':<12} {described(form)}")
    return 0


def described(form: FormSpec) -> str:
    """Issuer, stage, seal, hand and whether its wording is confirmed, on one line."""
    parts = [
        form.issuer,
        text(f"report.stage.{form.stage.value}", lang()),
        t("cmd.templates.hand" if form.hand else "cmd.templates.typed"),
        t("cmd.templates.sealed" if form.seal else "cmd.templates.unsealed"),
        t("cmd.templates.confirmed" if form.confirmed else "cmd.templates.unconfirmed"),
    ]
    return " · ".join(parts)


@command.command("lint", help=t("cmd.templates.lint"), epilog=t("cmd_templates.lint_example"))
@_pack_option
def lint(pack: str | None) -> int:
    faults: list[str] = []
    count = 0
    for printed in (False, True):
        try:
            forms = load_forms(pack, printed=printed)
            count = len(forms.forms)
            forms.compile_all()
        except TemplateError as error:
            faults += [fault for fault in error.problems if fault not in faults]
    if faults:
        raise TemplateError(faults)
    say(t("cmd.templates.clean", pack=forms.id, count=count))
    return 0


@command.command("fields", help=t("cmd.templates.fields"), epilog=t("cmd_templates.fields_example"))
@click.argument("number")
@_pack_option
def fields(number: str, pack: str | None) -> int:
    for form in load_forms(pack).only([number]).forms:
        say(f"{form.number}  {form.title}")
        for field in (field for token in form.tokens for field in (token, *token.rows)):
            say(f"  {field.name:<40} {field.format:<14} {', '.join(field.places)}")
            say(f"  {'':<40} {label(field.places[0])}")
    return 0
