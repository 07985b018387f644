"""What `dossier import` shows and asks of an office's own list before it reads the rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from dossier.adapters.foreign_read import ColumnView, ListImport
from dossier.adapters.foreign_targets import LOCAL, SKIP, Target, parse_target
from dossier.cli.console import lang, say, t
from dossier.desk.list_columns import fitting, meaning


def show_columns(imported: ListImport, map_path: Path | None) -> None:
    """A table of the columns: header, field, and the shape of what they hold."""
    from rich.console import Console
    from rich.table import Table

    opened = imported.opened
    if opened.encoding:
        known = {"cp1258": t("cmd.list.cp1258"), "latin-1": t("cmd.list.bytes")}
        encoding = known.get(opened.encoding, opened.encoding.removesuffix("-sig").upper())
        say(t("cmd.list.text", encoding=encoding, separator=t(f"cmd.list.{opened.separator}")))
    if map_path is not None and map_path.is_file():
        say(t("cmd.list.map", name=map_path.name))
    columns = imported.columns()
    sheets = list(dict.fromkeys(view.sheet for view in columns))
    table = Table(title=t("cmd.list.title", name=imported.path.name), title_justify="left")
    table.add_column(t("cmd.list.column"), no_wrap=True)
    for name in ("header", "field", "example"):
        table.add_column(t(f"cmd.list.{name}"), overflow="fold")
    for view in columns:
        letter = f"{view.sheet}!{view.letter}" if len(sheets) > 1 else view.letter
        table.add_row(letter, view.name, meaning(view, lang()), "; ".join(view.examples))
    Console(highlight=False, markup=False).print(table)


def ask_columns(imported: ListImport) -> dict[str, str]:
    """Ask for every column that nobody knows; name of the column -> where it goes."""
    answers: dict[str, str] = {}
    for view in imported.columns():
        if view.asks and view.examples and view.name not in answers:
            answers[view.name] = str(_ask(view))
    return answers


def _ask(view: ColumnView) -> Target:
    question = t("cmd.list.ask", letter=view.letter, name=view.name)
    while True:
        answer = click.prompt(question, default="", show_default=False).strip()
        if not answer:
            return Target(LOCAL)
        if answer.casefold() in (t("cmd.list.skip_answer"), SKIP):
            return Target(SKIP)
        try:
            return parse_target(answer)
        except ValueError:
            chosen = _choose(fitting(answer))
            if chosen is not None:
                return chosen


def _choose(offers: Mapping[str, Target]) -> Target | None:
    if not offers:
        say(t("cmd.list.no_such"))
        return None
    targets = list(offers.values())
    for number, label in enumerate(offers, start=1):
        say(f"  {number}. {label}")
    if len(targets) == 1:
        return targets[0]
    answer = click.prompt(t("cmd.list.which"), default="", show_default=False).strip()
    return targets[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(targets) else None
