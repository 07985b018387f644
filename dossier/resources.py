"""Finds templates/, schemas/ and samples/, in a checkout or in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder(name: str) -> Path:
    """The folder *name* (`templates`, `schemas` or `samples`) as a path on disk.

    Raises:
        FileNotFoundError: the installation lacks the folder.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the installation lacks its folder {name!r}; install the package again")


def schema_path(name: str) -> Path:
    """The file of the schema *name*, e.g. `record` for `record.schema.json`."""
    return data_folder("schemas") / f"{name}.schema.json"


def table_folder() -> Path:
    """The folder of the rule tables (inside the package: they are part of the program)."""
    return _PACKAGE / "rules" / "tables"
