"""`dossier templates`: the forms of a pack, their faults, their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from dossier.cli.console import lang, say, t
from dossier.errors import TemplateError
from dossier.forms.form_set import OPEN_PLACE, FormSet, FormSpec, Token, load_forms, pack_folder, pack_ids
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
    _tell(forms, forms.forms)
    for other in forms.alternatives:
        say()
        say(f"{other.id}: {other.title}")
        say(t("pack.and_also", pack=other.id, days=_days(other)))
        _tell(other, [form for form in other.forms if form.pack == other.id])
    unconfirmed = [_called(form, forms) for form in forms.everything if not form.confirmed]
    say()
    if unconfirmed:
        say(t("pack.left", count=len(unconfirmed), forms=", ".join(unconfirmed)))
    else:
        say(t("pack.all_confirmed"))
    return 0


def _tell(forms: FormSet, chosen: Any) -> None:
    for form in chosen:
        origin = "" if form.pack == forms.id else f" · {t('pack.taken_over', pack=form.pack)}"
        say(f"  {form.number:<12} {form.title}")
        say(f"  {'':<12} {described(form)}{origin}")


def _called(form: FormSpec, forms: FormSet) -> str:
    """The number, and the pack where it is another one's."""
    return form.number if form.pack == forms.id else f"{form.number} ({form.pack})"


def _days(forms: FormSet) -> str:
    """From when to when a pack holds."""
    shown = {key: f"{day:%d/%m/%Y}" for key, day in (("first", forms.first), ("last", forms.last)) if day is not None}
    if len(shown) == 2:
        return t("pack.days_between", **shown)
    if "first" in shown:
        return t("pack.days_from", **shown)
    return t("pack.days_to", **shown) if shown else t("pack.days_named")


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
    from dossier.forms.lint import lint_pack

    folders = [pack_folder(name) for name in ([pack] if pack is not None else pack_ids())]
    faults = [fault for folder in folders for fault in lint_pack(folder)]
    if faults:
        raise TemplateError(list(dict.fromkeys(faults)))
    for folder in folders:
        forms = load_forms(folder)
        say(t("cmd.templates.clean", pack=forms.id, count=len(forms.forms)))
    return 0


@command.command("fields", help=t("cmd.templates.fields"), epilog=t("cmd_templates.fields_example"))
@click.argument("number")
@_pack_option
def fields(number: str, pack: str | None) -> int:
    for form in load_forms(pack).only([number]).everything:
        say(f"{form.number}  {form.title}  [{form.pack}]")
        if form.for_each is not None:
            say(t("pack.made_for", label=_label(form.for_each)))
        if form.act is not None:
            say(t("pack.act", label=_label(form.act)))
        for row in _rows(form):
            say("  " + "  ".join(row).rstrip())
    return 0


def _rows(form: FormSpec) -> Iterator[tuple[str, str, str, str]]:
    """One line a field: name, format, label, places; the first three as wide as the widest."""
    fields = [token for outer in form.tokens for token in (outer, *outer.rows)]
    rows = [(_name(one), _format(one), _label(one.places[0]), ", ".join(one.places)) for one in fields]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for name, shape, called, places in rows:
        yield name.ljust(widths[0]), shape.ljust(widths[1]), called.ljust(widths[2]), places


def _name(token: Token) -> str:
    outer, dot, cell = token.name.partition(".")
    return f"  .{cell}" if dot else outer


def _format(token: Token) -> str:
    return t("pack.row") if token.rows else token.format


def _label(place: str) -> str:
    """What a place is called; a place of the office's own by its name."""
    if place.startswith(OPEN_PLACE):
        return t("pack.own_field", name=place.removeprefix(OPEN_PLACE))
    return label(place)
