"""Rule tables as files: TOML, and what the schema of tables says against one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from dossier.errors import RegulationError
from dossier.resources import schema_path


def read_toml(path: Path) -> dict[str, Any]:
    """The table at *path*.

    Raises:
        RegulationError: it cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegulationError([f"{path.name}: {error}"]) from error


@cache
def _table_validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_path("rules").read_text(encoding="utf-8")))


def table_faults(data: Mapping[str, Any], name: str) -> list[str]:
    """What the schema of rule tables says against *data*, each with file, rule and key."""
    plain = json.loads(json.dumps(data, default=str))
    faults = []
    for error in _table_validator().iter_errors(plain):
        path = list(error.absolute_path)
        code = ""
        if len(path) > 1 and path[0] == "rule" and isinstance(path[1], int):
            code = f" rule {plain['rule'][path[1]].get('code', path[1])}:"
        faults.append(f"{name}:{code} {'/'.join(map(str, path[2:]))}: {error.message}")
    return faults
