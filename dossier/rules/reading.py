"""Rule tables as files: TOML, and what the schema of tables says against one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from dossier.errors import RegulationError
from dossier.schemas import schema


def read_toml(path: Path) -> dict[str, Any]:
    """The table at *path*.

    Raises:
        RegulationError: it cannot be read or is no TOML.
    """
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise RegulationError([f"{path.name}: {error}"]) from error


def table_faults(data: Mapping[str, Any], name: str) -> list[str]:
    """What the schema of rule tables says against *data*, each with file, rule and key."""
    plain = json.loads(json.dumps(data, default=str))
    faults = []
    for error in schema("rules").errors(plain):
        path = list(error.absolute_path)
        code = ""
        if len(path) > 1 and path[0] == "rule" and isinstance(path[1], int):
            code = f" rule {plain['rule'][path[1]].get('code', path[1])}:"
        faults.append(f"{name}:{code} {'/'.join(map(str, path[2:]))}: {error.message}")
    return faults
