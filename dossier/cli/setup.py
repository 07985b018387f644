"""`dossier setup`: asks for the office's settings once and writes office.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import tomli_w

from dossier.adapters.files import OFFICE_NAME, load_office, new_file
from dossier.cli.console import say, t
from dossier.resources import schema_path

# registers are kept by the program itself; overlays and packs are lists that a person writes
_NOT_ASKED = frozenset({"schema_version", "registers", "file_names"})


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
    schema = json.loads(schema_path("office").read_text(encoding="utf-8"))
    settings = answered(schema, former)
    new_file(out, tomli_w.dumps({"schema_version": "1", **settings}).encode(), force=True)
    say(t("cmd.setup.done", name=out.name))
    return 0


def answered(schema: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """The settings after asking for each, the former ones kept on Enter."""
    settings: dict[str, Any] = {key: former[key] for key in _NOT_ASKED & set(former) - {"schema_version"}}
    for path, node in questions(schema):
        value = ask(node, setting_at(former, path))
        if value is not None:
            _put(settings, path, value)
    return settings


def questions(
    node: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every setting that is asked for, with its title; settings of a body are called after the body."""
    for key, child in node["properties"].items():
        if not path and key in _NOT_ASKED:
            continue
        if child.get("type") == "object":
            yield from questions(child, (*path, key))
        else:
            title = f"{node['title']} › {child['title']}" if len(path) > 1 else child["title"]
            yield (*path, key), {**child, "title": title}


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


def setting_at(settings: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The setting that the keys *path* lead to; None when it is not there."""
    value: Any = settings
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _put(settings: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        settings = settings.setdefault(key, {})
    settings[path[-1]] = value
