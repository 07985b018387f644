"""The office's settings as fields of a form, made from their schema; what was typed read back, and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli_w

from dossier.adapters.files import new_file
from dossier.record.text import nfc
from dossier.schemas import schema

# registers are kept by the program itself, and there is one style of file names yet
NOT_ASKED = frozenset({"schema_version", "registers", "file_names"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Args:
        path: keys from the top of office.toml.
        title: Vietnamese; of a setting of a body without the body's name. group: the body; empty at the top.
        kind: `line`, `choice`, `yes_no`, `number` or `lines`.
        choices: of a closed list.
    """

    path: tuple[str, ...]
    title: str
    group: str
    kind: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def name(self) -> str:
        """Its name in a form."""
        return ".".join(self.path)


@cache
def settings() -> tuple[Setting, ...]:
    """All settings that a person gives, in the order of the schema."""
    return tuple(
        Setting(
            path, node["title"], group, "choice" if "enum" in node else _KINDS.get(str(node.get("type")), "line"),
            tuple(node.get("enum", ())), node.get("minimum", 0), node.get("maximum", 0),
        )
        for path, node, group in _asked(schema("office").document, (), "")
    )  # fmt: skip


def questions() -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every setting with its schema, for asking one by one: a setting of a body is called after the body."""
    for path, node, group in _asked(schema("office").document, (), ""):
        yield path, {**node, "title": f"{group} › {node['title']}" if group else node["title"]}


def _asked(
    node: Mapping[str, Any], path: tuple[str, ...], group: str
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any], str]]:
    for key, child in node["properties"].items():
        if not path and key in NOT_ASKED:
            continue
        if child.get("type") == "object":
            yield from _asked(child, (*path, key), child["title"] if path else "")
        else:
            yield (*path, key), child, group


_KINDS = {"boolean": "yes_no", "integer": "number", "array": "lines"}


def setting_at(given: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The setting that the keys *path* lead to; None when nothing is said."""
    value: Any = given
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def put_setting(given: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Say *value* at *path*; tables on the way are made."""
    for key in path[:-1]:
        given = given.setdefault(key, {})
    given[path[-1]] = value


def read_back(former: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The settings after *typed*, and what was refused: name of a setting -> its title.

    Args:
        former: the settings as they are; what no form asks for is kept.
        typed: name of a setting -> text; an empty text takes the setting out.
    """
    result: dict[str, Any] = {key: former[key] for key in NOT_ASKED & set(former)}
    result["schema_version"] = "1"
    refused: dict[str, str] = {}
    for setting in settings():
        text = nfc(typed.get(setting.name, "")).strip()
        if not text:
            continue
        value = _read(setting, text)
        if value is None:
            refused[setting.name] = setting.title
        else:
            put_setting(result, setting.path, value)
    for error in schema("office").errors(result):
        name = ".".join(str(step) for step in error.absolute_path if isinstance(step, str))
        found = next((one for one in settings() if name.startswith(one.name)), None)
        refused[name] = found.title if found is not None else name
    return result, refused


def _read(setting: Setting, text: str) -> Any:
    if setting.kind == "yes_no":
        return {"yes": True, "no": False}.get(text)
    if setting.kind == "number":
        return int(text) if text.isdecimal() and setting.least <= int(text) <= setting.most else None
    if setting.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if setting.kind == "choice":
        return text if text in setting.choices else None
    return None if "\n" in text or "\r" in text else text


def write(file: Path, given: Mapping[str, Any]) -> None:
    """Write the settings.

    Raises:
        InputError: the file cannot be written.
    """
    new_file(file, tomli_w.dumps(dict(given)).encode(), force=True)
