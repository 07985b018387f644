"""Local rules laid over the common ones: an office's own tables, with the same schema.

An overlay adds rules (`[[rule]]`), switches rules off (`[[off]] code`) or changes parameters
(`[[change]] code, ask, params, severity`). The report says which overlay spoke.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dossier.errors import RegulationError
from dossier.findings import Text
from dossier.record.edit import copied
from dossier.rules.reading import read_toml, table_faults
from dossier.rules.rulebook import Overlay

Row = dict[str, Any]


def merge_overlays(
    rows: list[Row], folder: Path, switched_on: Sequence[str], office_folder: Path | None, faults: list[str]
) -> tuple[list[Row], tuple[Overlay, ...]]:
    """The rules with every overlay of *switched_on* laid over them, and a list of all overlays known.

    Args:
        rows: the common rules; not changed.
        folder: our own overlays, one TOML file each, called by its id.
        switched_on: ids of ours, or paths (relative to *office_folder*) of an office's own files.
        faults: faults found are added here.
    """
    rows = copied(rows)
    paths = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    for name in switched_on:
        if name not in paths:
            paths[name] = (office_folder or Path()) / name
    overlays = []
    for name, path in paths.items():
        table = _read(path, name, faults)
        if table is None:
            continue
        on = name in switched_on
        if on:
            _apply(rows, table, name, faults)
        overlays.append(_described(table, name, on=on))
    return rows, tuple(overlays)


def _read(path: Path, name: str, faults: list[str]) -> Row | None:
    try:
        table = read_toml(path)
    except RegulationError as error:
        faults.extend(f"overlay {name}: {problem}" for problem in error.problems)
        return None
    found = table_faults(table, f"overlay {name}")
    if "overlay" not in table:
        found.append(f"overlay {name}: wants a table [overlay] with its title")
    faults.extend(found)
    return None if found else table


def _apply(rows: list[Row], table: Row, name: str, faults: list[str]) -> None:
    by_code = {row["code"]: row for row in rows}
    for row in table.get("rule", []):
        rows.append({**row, "overlay": name, "topic": name})
    for off in table.get("off", []):
        if off["code"] not in by_code:
            faults.append(f"overlay {name}: switches off an unknown rule {off['code']!r}")
        rows[:] = [row for row in rows if row["code"] != off["code"]]
    for change in table.get("change", []):
        row = by_code.get(change["code"])
        asks = [ask for ask in (row or {}).get("ask", []) if change.get("ask") in (None, ask["id"])]
        if row is None or not asks:
            faults.append(f"overlay {name}: changes an unknown rule or ask {change['code']!r}")
            continue
        for ask in asks:
            ids = {"severity": change["severity"]} if "severity" in change else {}
            for edition in row["edition"]:
                mine = edition.setdefault("asks", {}).setdefault(ask["id"], {})
                mine.update(ids)
                mine.setdefault("params", {}).update(change.get("params", {}))
        row["overlay"] = name


def _described(table: Row, name: str, *, on: bool) -> Overlay:
    title = table["overlay"]["title"]
    codes = [row["code"] for kind in ("rule", "off", "change") for row in table.get(kind, [])]
    return Overlay(name, Text(title["vi"], title["en"]), on, tuple(codes))
