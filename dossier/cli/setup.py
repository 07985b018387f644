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
def command(out: Path) -> int:
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
    for path, node in _questions(schema, ()):
        old = _at(former, path)
        value = _ask(node, old)
        if value is not None:
            _put(settings, path, value)
    return settings


def _questions(node: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every setting that is asked for, with its title; settings of a body are called after the body."""
    for key, child in node["properties"].items():
        if not path and key in _NOT_ASKED:
            continue
        if child.get("type") == "object":
            yield from _questions(child, (*path, key))
        else:
            title = f"{node['title']} › {child['title']}" if len(path) > 1 else child["title"]
            yield (*path, key), {**child, "title": title}


def _ask(node: Mapping[str, Any], old: Any) -> Any:
    if "enum" in node:
        return click.prompt(node["title"], type=click.Choice(node["enum"]), default=old or node["enum"][0])
    if node.get("type") == "boolean":
        text = "" if old is None else "c" if old else "k"
        given = click.prompt(f"{node['title']} (c/k)", default=text, show_default=bool(text))
        return None if not given else given.strip().casefold()[:1] in ("c", "y", "1", "t")
    if node.get("type") == "integer":
        return click.prompt(node["title"], type=click.IntRange(node["minimum"], node["maximum"]), default=old or 2)
    if node.get("type") == "array":
        given = click.prompt(node["title"], default="; ".join(old or []), show_default=bool(old))
        return [part.strip() for part in given.split(";") if part.strip()]
    given = click.prompt(node["title"], default=old or "", show_default=bool(old))
    return given.strip() or None


def _at(settings: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = settings
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _put(settings: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for key in path[:-1]:
        settings = settings.setdefault(key, {})
    settings[path[-1]] = value
