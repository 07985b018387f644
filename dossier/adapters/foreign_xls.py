"""An office's own list in an .xls file of Excel 97 to 2003: cells, merged and hidden ones, errors, fonts."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd

from dossier.adapters.files import read_bytes
from dossier.adapters.foreign_grid import EMPTY, Grid, Merge, Place
from dossier.adapters.legacy_fonts import legacy_font
from dossier.adapters.workbook_values import Raw
from dossier.errors import InputError
from dossier.forms.archive import ENVELOPE
from dossier.messages import said

# what the reader is known to raise over damaged files
_DAMAGED = (
    xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, EOFError, RecursionError, MemoryError, NotImplementedError,
)  # fmt: skip
_MOST_CELLS = 12_000_000


def open_xls(path: Path) -> list[Grid]:
    """The sheets of the file at *path*, those that hold anything.

    Raises:
        InputError: it is broken, encrypted, or no workbook.
    """
    content = read_bytes(path)
    if ENVELOPE in content:  # an .xlsx inside an envelope
        raise InputError(path.name, *said("password"))
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )  # fmt: skip
        return [grid for grid in (_grid(book, sheet) for sheet in book.sheets()) if grid.rows or grid.broken]
    except _DAMAGED as error:
        kind = "password" if "encrypted" in str(error) else "list_damaged"
        raise InputError(path.name, *said(kind)) from error


def _grid(book: Any, sheet: Any) -> Grid:
    broken: dict[Place, str] = {}
    rows: dict[int, list[Raw]] = {}
    for row in range(sheet.nrows):
        cells = [_value(book, *cell) for cell in zip(sheet.row_types(row), sheet.row_values(row), strict=True)]
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                broken[row, column] = "error_cell"
        if cells.count(EMPTY) < len(cells):
            rows[row] = cells
    merges = [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    grid = Grid(
        sheet.name,
        rows,
        merges=merges,
        hidden=sheet.visibility != 0,
        hidden_rows=frozenset(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column for column, info in sheet.colinfo_map.items() if info.hidden),
        broken=broken,
        blank_rows=max(0, sheet.nrows - len(rows)),
    )
    if any(legacy_font(font.name) for font in book.font_list):
        grid.read_letters(dict(_fonts(book, sheet, grid)))
    return grid


def _value(book: Any, kind: int, value: Any) -> Raw:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return float(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(value, book.datemode)  # type: ignore[no-any-return]
        except (ValueError, OverflowError):
            return float(value)  # read as a number: the reader of dates will say what is wrong
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return EMPTY


def _fonts(book: Any, sheet: Any, grid: Grid) -> Iterator[tuple[Place, list[tuple[str, str]]]]:
    """(place, (font, text) of its runs) of every text in which an old font occurs."""
    for row, cells in grid.rows.items():
        for column, raw in enumerate(cells):
            if not isinstance(raw, str) or not raw:
                continue
            own = book.xf_list[sheet.cell_xf_index(row, column)].font_index
            ends = [(0, own), *sheet.rich_text_runlist_map.get((row, column), ())]
            starts = [start for start, _ in ends]
            runs = [
                (_name(book, font), raw[start:end])
                for (start, font), end in zip(ends, [*starts[1:], len(raw)], strict=True)
            ]
            if any(legacy_font(name) for name, text in runs if text):
                yield (row, column), runs


def _name(book: Any, index: int) -> str:
    return str(book.font_list[index].name) if index < len(book.font_list) else ""
