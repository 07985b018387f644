"""`dossier setup`: asks for the office's settings once and writes office.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import OFFICE_NAME, load_office
from dossier.cli.console import say, t
from dossier.desk.settings import NOT_ASKED, put_setting, questions, setting_at, write


@click.command("setup", help=t("cmd.setup.help"), epilog=t("cmd.setup.example"))
@click.option("--out", type=click.Path(path_type=Path), default=Path(OFFICE_NAME), help=t("cmd.setup.out"))
@click.option("--learn", metavar="FOLDER", type=click.Path(path_type=Path), default=None, help=t("cmd.setup.learn"))
@click.option("--yes", is_flag=True, help=t("cmd.setup.yes"))
@click.option("--force", is_flag=True, help=t("cmd.setup.force"))
def command(out: Path, learn: Path | None, yes: bool, force: bool) -> int:
    if learn is not None:
        from dossier.cli.setup_learn import learn_office

        return learn_office(learn, out, yes=yes, force=force)
    if yes or force:
        raise click.UsageError(t("cmd.setup.only_learn"))
    former = dict(load_office(out).settings) if out.is_file() else {}
    say(t("cmd.setup.intro"))
    write(out, {"schema_version": "1", **answered(former)})
    say(t("cmd.setup.done", name=out.name))
    return 0


def answered(former: Mapping[str, Any]) -> dict[str, Any]:
    """The settings after asking for each, the former ones kept on Enter."""
    settings: dict[str, Any] = {key: former[key] for key in NOT_ASKED & set(former) - {"schema_version"}}
    for path, node in questions():
        value = ask(node, setting_at(former, path))
        if value is not None:
            put_setting(settings, path, value)
    return settings


def ask(node: Mapping[str, Any], old: Any, *, leave_out: str = "") -> Any:
    """The answer to one question, *old* on Enter; None when it is left empty.

    Args:
        leave_out: what a person writes to leave the setting out although there is an old value.
    """
    answer = _answer(node, old, leave_out)
    return None if leave_out and answer == leave_out else answer


def _answer(node: Mapping[str, Any], old: Any, leave_out: str) -> Any:
    if "enum" in node:
        choice = click.Choice([*node["enum"], *([leave_out] if leave_out else [])])
        return click.prompt(node["title"], type=choice, default=old or node["enum"][0])
    if node.get("type") == "boolean":
        text = "" if old is None else "c" if old else "k"
        given = click.prompt(f"{node['title']} (c/k)", default=text, show_default=bool(text))
        if leave_out and given == leave_out:
            return leave_out
        return None if not given else given.strip().casefold()[:1] in ("c", "y", "1", "t")
    if node.get("type") == "integer":
        return click.prompt(node["title"], type=click.IntRange(node["minimum"], node["maximum"]), default=old or 2)
    if node.get("type") == "array":
        given = click.prompt(node["title"], default="; ".join(old or []), show_default=bool(old))
        return [part.strip() for part in given.split(";") if part.strip()]
    given = click.prompt(node["title"], default=old or "", show_default=bool(old))
    return given.strip() or None
