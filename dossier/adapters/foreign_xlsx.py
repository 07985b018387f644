"""An office's own list in an .xlsx file: cells, merged and hidden ones, errors, and the fonts where they matter.

The values come from the fast reader; it knows nothing of fonts, hidden rows and formulas that nobody computed,
so those are read from the parts themselves, the fonts only where the file names an old Vietnamese one.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import python_calamine
from lxml import etree

from dossier.adapters.foreign_grid import EMPTY, Grid, Merge, Place
from dossier.adapters.legacy_fonts import legacy_font
from dossier.adapters.workbook_guard import check_workbook
from dossier.errors import InputError
from dossier.messages import said

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OLD_FONT = re.compile(rb"[\"'](?:\.Vn|VNI-)", re.IGNORECASE)
_ROW, _PREFIXED_ROW = re.compile(rb"<row\b([^>]*)>"), re.compile(rb"<\w+:row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"\shidden\s*=\s*[\"'](?:1|true)[\"']")
_NUMBER = {name: re.compile(rb"\s" + name + rb"\s*=\s*[\"']([0-9]{1,7})[\"']") for name in (b"r", b"min", b"max")}
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# a formula without a result; t="str" with an empty one is a formula that gives an empty text
_NOT_COMPUTED = re.compile(
    rb"<c\b(?![^>]*\bt\s*=\s*[\"']str[\"'])[^>]*\br=\"([A-Z]{1,3}[0-9]{1,7})\"[^>]*>\s*"
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_MOST_COLUMNS = 16_384


def open_xlsx(path: Path) -> list[Grid]:
    """The sheets of the file at *path*, those that hold anything.

    Raises:
        InputError: it is broken, encrypted or hostile.
    """
    errors = check_workbook(path)
    try:
        with path.open("rb") as stream, zipfile.ZipFile(path) as archive:
            book = python_calamine.CalamineWorkbook.from_filelike(stream)  # by its content, not by its name
            return list(_grids(book, archive, errors))
    except python_calamine.PasswordError as error:
        raise InputError(path.name, *said("password")) from error
    except (python_calamine.CalamineError, etree.XMLSyntaxError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(path.name, *said("broken_office")) from error


def _grids(book: Any, archive: zipfile.ZipFile, errors: Mapping[str, Sequence[str]]) -> Iterator[Grid]:
    parts = _parts(archive)
    fonts = _Fonts(archive) if _names_old_fonts(archive) else None
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        grid = _cells(meta.name, sheet)
        grid.hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
        for address in errors.get(meta.name, ()):
            grid.broken[_place(address)] = "error_cell"
        part = parts.get(meta.name)
        if part is not None:
            content = archive.read(part)
            _look_at(grid, content)
            if fonts is None and b"rFont" in content and _OLD_FONT.search(content):  # texts that stand in the cells
                fonts = _Fonts(archive)
            if fonts is not None:
                with archive.open(part) as stream:
                    grid.read_letters(fonts.of_cells(stream))
        if grid.rows or grid.broken:
            yield grid


def _cells(name: str, sheet: Any) -> Grid:
    start = sheet.start
    rows = {}
    if start is not None:
        for number, cells in enumerate(sheet.iter_rows()):
            if cells.count(EMPTY) < len(cells):
                rows[number] = cells
    merges = [Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Grid(name, rows, start[1] if start else 0, merges)


def _parts(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """Name of a sheet -> its part."""
    relations = etree.fromstring(archive.read(_RELATIONS), _parser())
    book = etree.fromstring(archive.read(_BOOK), _parser())
    targets = {
        item.get("Id"): posixpath.normpath(posixpath.join("/xl", str(item.get("Target")))).lstrip("/")
        for item in relations
    }
    there = set(archive.namelist())
    named = {str(sheet.get("name")): targets.get(sheet.get(_RELATION), "") for sheet in book.iter("{*}sheet")}
    return {name: part for name, part in named.items() if part in there}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _look_at(grid: Grid, content: bytes) -> None:
    """What the values do not say of a sheet: hidden rows and columns, formulas without a result, blank rows."""
    spelt_out, hidden = 0, set()
    for found in (_ROW if b"<row" in content else _PREFIXED_ROW).finditer(content):
        spelt_out += 1
        if b"hidden" in found[1] and _HIDDEN.search(found[1]):
            number = _NUMBER[b"r"].search(found[1])
            hidden.add((int(number[1]) if number else spelt_out) - 1)
    grid.hidden_rows = frozenset(hidden)
    grid.blank_rows = max(0, spelt_out - len(grid.rows))
    columns: set[int] = set()
    for found in _COLUMN.finditer(content[: content.find(b"sheetData")]):
        first, last = _NUMBER[b"min"].search(found[1]), _NUMBER[b"max"].search(found[1])
        if first and last and _HIDDEN.search(found[1]):
            columns.update(range(int(first[1]) - 1, min(int(last[1]), _MOST_COLUMNS)))
    grid.hidden_columns = frozenset(columns)
    if b"<f" in content:
        for found in _NOT_COMPUTED.finditer(content):
            grid.broken.setdefault(_place(found[1].decode()), "formula_empty")


def _place(address: str) -> Place:
    parts = _ADDRESS.fullmatch(address)
    assert parts is not None
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(parts[2]) - 1, column - 1


# --- fonts ----------------------------------------------------------------------------------------------


def _names_old_fonts(archive: zipfile.ZipFile) -> bool:
    there = set(archive.namelist())
    return any(part in there and _OLD_FONT.search(archive.read(part)) for part in (_STYLES, _TEXTS))


class _Fonts:
    """Which font shows which text: the fonts of the styles, and of the runs of the shared texts."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        there = set(archive.namelist())
        styles = etree.fromstring(archive.read(_STYLES) if _STYLES in there else b"<styleSheet/>", _parser())
        names = [_font_name(font) for font in styles.iterfind("{*}fonts/{*}font")]
        numbers = [int(xf.get("fontId") or 0) for xf in styles.iterfind("{*}cellXfs/{*}xf")]
        self._of_style = [names[number] if number < len(names) else "" for number in numbers]
        texts = etree.fromstring(archive.read(_TEXTS), _parser()) if _TEXTS in there else ()
        self._texts = [_runs(item) for item in texts]

    def of_cells(self, stream: IO[bytes]) -> Mapping[Place, Iterable[tuple[str, str]]]:
        """Place -> (font, text) of the runs of every cell in which an old font occurs."""
        found: dict[Place, list[tuple[str, str]]] = {}
        for _, cell in etree.iterparse(stream, tag="{*}c", resolve_entities=False, no_network=True):
            runs = self._runs_of(cell)
            style = int(cell.get("s") or 0)
            own = self._of_style[style] if style < len(self._of_style) else ""
            named = [(name or own, text) for name, text in runs]
            address = cell.get("r")
            if address and any(legacy_font(name) for name, _ in named):
                found[_place(address)] = named
            cell.clear()
        return found

    def _runs_of(self, cell: Any) -> Sequence[tuple[str, str]]:
        kind = cell.get("t")
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _runs(inline) if inline is not None else ()
        value = cell.findtext("{*}v") or ""
        if kind == "s" and value.strip().isdecimal() and int(value) < len(self._texts):
            return self._texts[int(value)]
        return [("", value)] if kind == "str" else ()


def _runs(item: Any) -> Sequence[tuple[str, str]]:
    """(font or empty, text) of the pieces of a text."""
    pieces = []
    for part in item:
        name = etree.QName(part).localname if isinstance(part.tag, str) else ""
        if name == "t":
            pieces.append(("", part.text or ""))
        elif name == "r":
            font = part.find("{*}rPr/{*}rFont")
            pieces.append((str(font.get("val")) if font is not None else "", part.findtext("{*}t") or ""))
    return pieces


def _font_name(font: Any) -> str:
    name = font.find("{*}name")
    return str(name.get("val")) if name is not None else ""
