"""Small made-up lists for tests, as files, and what comes of reading them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from dossier.adapters.foreign_match import Answers
from dossier.adapters.foreign_problems import ListResult
from dossier.adapters.foreign_read import ListImport
from dossier.record.schema import is_valid

Rows = Sequence[Sequence[Any]]
NOWHERE = Path("nowhere")


class Formula(str):
    """A cell whose formula gave an error."""


def workbook(path: Path, rows: Rows, *, merged: Sequence[str] = (), more: Mapping[str, Rows] | None = None) -> Path:
    """An .xlsx file with *rows* on its first sheet; ranges in *merged* are merged, their first cell as it stands."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as book:
        for name, cells in {"DS": rows, **(more or {})}.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(cells):
                for column, cell in enumerate(line):
                    if isinstance(cell, Formula):
                        page.write_formula(row, column, cell, None, "#N/A")
                    elif isinstance(cell, date):
                        page.write_datetime(row, column, cell)
                    elif cell is not None:
                        page.write(row, column, cell)
            for area in merged if name == "DS" else ():
                first = area.partition(":")[0]
                row, column = int(first.lstrip("ABCDEFGHIJ")) - 1, ord(first[0]) - ord("A")
                page.merge_range(area, cells[row][column])
    return path


def text(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A text file with *rows*, semicolons between the cells."""
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def read(
    path: Path, columns: Mapping[str, str] | None = None, *, letters: str | None = None, out: Path = NOWHERE
) -> tuple[list[dict[str, Any]], ListResult]:
    """The records of the list at *path*, and what was said of it."""
    imported = ListImport(path, out, Answers(columns, letters))
    people = [record.data for record in imported]
    assert all(map(is_valid, people))
    return people, imported.result


def candidates(path: Path, columns: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """What the list at *path* says of its persons themselves."""
    return [data.get("candidate", {}) for data in read(path, columns)[0]]


def found(result: ListResult) -> list[tuple[str, str]]:
    """Cell and kind of every problem."""
    return [(problem.cell, problem.kind) for problem in result.problems]
