"""A questionnaire that came back, as rows of cells: from Excel or Word, before anybody asks what they mean.

Both kinds of file give the same rows. A cell bears the tags that its line has in the file; a person may have lost
them, so the words of a row count too (see `questionnaire_import`).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine
from lxml import etree

from dossier.adapters.files import read_bytes
from dossier.adapters.questionnaire import (
    ANSWER,
    FORMAT_PROPERTY,
    HINT,
    ITEM,
    QUESTION,
    ROLES,
    SCHEMA_PROPERTY,
    TAG,
    WORDING_PROPERTY,
    Questionnaire,
    Table,
    questionnaire,
)
from dossier.adapters.questionnaire_words import wording
from dossier.adapters.word_file import MOST_PARAGRAPHS, WordPackage, inside
from dossier.adapters.workbook_guard import check_workbook
from dossier.adapters.workbook_layout import FIRST_ROW, PATH_ROW, layout
from dossier.adapters.workbook_values import EXACT, Raw, plain
from dossier.adapters.workbook_write import column_name
from dossier.errors import InputError
from dossier.forms.archive import read_archive
from dossier.forms.fill import BLANK
from dossier.forms.identity import properties_in
from dossier.forms.read import is_blank, text_in
from dossier.forms.wordml import W
from dossier.messages import LANGUAGES, said, text

_HEADER_ROWS = 10
_DOTS = BLANK[:2]  # what is left of a dotted blank that somebody typed beside
_DOTTED = re.compile(rf"^\s*{re.escape(_DOTS)}…*\s*|\s*{re.escape(_DOTS)}…*\s*$")
_DELETED = frozenset(W + name for name in ("del", "moveFrom", "sdtPr"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what stands in it ("" = nothing), its tags, and its address where the program shows one."""

    raw: Raw
    tags: tuple[str, ...] = ()
    address: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there, or only spaces."""
        return self.raw == "" or (isinstance(self.raw, str) and not self.raw.strip())


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Args:
        cells: from left to right. sheet: name of its sheet; empty in Word.
        table: number of the table in the file, from 1. number: of the row in it, from 1.
    """

    cells: tuple[Cell, ...]
    sheet: str
    table: int
    number: int


@dataclass(slots=True)
class Grid:
    """All rows of a questionnaire, and what stands outside its tables.

    Args:
        is_current: the words in it besides the answers are those that we know.
        paragraphs: texts outside the tables of a Word file.
        unknown_sheets: sheets that are none of ours and hold something.
        broken: (sheet, address) of cells with an error of Excel.
    """

    is_current: bool
    rows: list[Row] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    unknown_sheets: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def is_word(path: Path) -> bool:
    """Whether *path* is to be read as a Word file: by its name, else by what the archive holds."""
    if path.suffix.lower() in (".docx", ".docm", ".dotx", ".doc"):
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith("word/") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # the reader of lists will say what it is


def is_word_questionnaire(path: Path) -> bool:
    """Whether the Word file at *path* is a questionnaire of ours that can be read."""
    try:
        return is_word(path) and bool(_word(path).rows)
    except InputError:
        return False  # whoever reads it says what is wrong with it


def read_grid(path: Path) -> Grid:
    """The rows of the questionnaire at *path*.

    Raises:
        InputError: it is no questionnaire, is broken, encrypted or hostile, or was made by a newer version.
    """
    return _word(path) if is_word(path) else _excel(path)


def _check_version(found: str, schema: str, whole: Questionnaire, name: str, foreign: str) -> None:
    """Refuse what is no questionnaire, or is newer than we are; an older one is read.

    Raises:
        InputError: a newer one made it, or it is no questionnaire.
    """
    kind, _, number = found.partition("/")
    ours, _, newest = whole.format.partition("/")
    major = schema.partition(".")[0]
    if kind != ours or not number.isdecimal():
        raise InputError(name, *said(foreign))
    if int(number) > int(newest) or (major.isdecimal() and int(major) > int(whole.schema_version)):
        raise InputError(name, *said("questionnaire_newer"))


# --- Excel -------------------------------------------------------------------------------------------------


def _excel(path: Path) -> Grid:
    whole = questionnaire()
    errors = check_workbook(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        }
    except python_calamine.CalamineError as error:
        raise InputError(path.name, *said("broken_office")) from error
    grid = Grid(_version(sheets, whole, path.name))
    hidden = (whole.words["version_sheet"], layout().words["lists_sheet"], layout().words["guide_sheet"])
    for number, (name, cells) in enumerate(sheets.items(), start=1):
        if name in hidden:
            continue
        columns = _columns(name, cells, whole)
        if columns is None:
            if any(cell != "" for line in cells for cell in line):
                grid.unknown_sheets.append(name)
            continue
        grid.broken += [(name, address) for address in errors.get(name, ())]
        first, tags = columns
        for row, line in enumerate(cells[first:], start=first):
            if any(cell != "" for cell in line):
                grid.rows.append(Row(_cells(line, row, tags), name, number, row + 1))
    return grid


def _version(sheets: Mapping[str, Sequence[Sequence[Any]]], whole: Questionnaire, name: str) -> bool:
    """Whether the words of the file besides the answers are ours."""
    hidden = whole.words["version_sheet"]
    if hidden not in sheets:
        return False
    found, schema, found_wording, *_ = [
        *(str(cell) for line in sheets[hidden] for cell in line if cell != ""),
        "",
        "",
        "",
    ]
    _check_version(found, schema, whole, name, "workbook_foreign")
    return found_wording == wording()


def _columns(name: str, cells: Sequence[Sequence[Any]], whole: Questionnaire) -> tuple[int, dict[int, str]] | None:
    """(first row below the titles, column -> role or tag) of a sheet; None when it is none of ours."""
    table_tags = {question.tag for table in whole.tables() for question in table.columns}
    for number, line in enumerate(cells[:_HEADER_ROWS]):
        found = {column: str(cell) for column, cell in enumerate(line) if cell in ROLES or cell in table_tags}
        if ANSWER in found.values() or any(tag in table_tags for tag in found.values()):
            return number + FIRST_ROW - PATH_ROW, found
    # row 1 is lost: then the titles tell
    for number, line in enumerate(cells[:_HEADER_ROWS]):
        titles = {column: plain(str(cell).partition("\n")[0]) for column, cell in enumerate(line) if cell != ""}
        roles = {
            column: role
            for role in (ITEM, QUESTION, ANSWER, HINT)
            for column, title in titles.items()
            if title in {plain(text(f"questionnaire.{role[1:]}", lang)) for lang in LANGUAGES}
        }
        if ANSWER in roles.values() and QUESTION in roles.values():
            return number + 1, {**roles, **({0: TAG} if 0 not in roles else {})}
        for table in whole.tables():
            found = {column: tag for column, title in titles.items() if (tag := _tag_of(table, title))}
            if table.sheet == name and len(found) > 1:
                return number + 1, found
    return None


def _tag_of(table: Table, title: str) -> str:
    return next((question.tag for question in table.columns if plain(question.label) == title), "")


def _cells(line: Sequence[Any], row: int, columns: Mapping[int, str]) -> tuple[Cell, ...]:
    """The cells of a row: of a line of the questionnaire item, question, answer, hint, then what is beside them."""
    places = {role: column for column, role in columns.items()}

    def cell(column: int, *tags: str) -> Cell:
        raw = line[column] if column < len(line) else ""
        return Cell(raw, tuple(tag for tag in tags if tag), f"{column_name(column)}{row + 1}")

    if ANSWER not in places:
        return tuple(cell(column, columns.get(column, "")) for column in range(max(len(line), max(columns) + 1)))
    tag = str(line[places[TAG]]).strip() if TAG in places and places[TAG] < len(line) else ""
    known = [role for role in (ITEM, QUESTION, ANSWER, HINT) if role in places]
    cells = [cell(places[role], tag if role == ANSWER else "") for role in known]
    more = [column for column, raw in enumerate(line) if column not in columns and raw != ""]
    return (*cells, *(cell(column) for column in more))


# --- Word --------------------------------------------------------------------------------------------------


def _word(path: Path) -> Grid:
    whole = questionnaire()
    name = path.name
    entries = read_archive(read_bytes(path), name)
    package = WordPackage(entries, name)
    body = package.part(package.main()).find(f"{W}body")
    if body is None:
        raise InputError(name, *said("word_other"))
    properties = properties_in(entries, name)
    rows, paragraphs = _blocks(body, name)
    if FORMAT_PROPERTY in properties:
        found = properties[FORMAT_PROPERTY], properties.get(SCHEMA_PROPERTY, "")
        _check_version(*found, whole, name, "questionnaire_foreign")
        is_current = properties.get(WORDING_PROPERTY) == wording()
    else:  # some programs drop the properties: then the tags tell
        tags = {question.tag for question in whole.questions()}
        if not any(tag in tags for row in rows for cell in row.cells for tag in cell.tags):
            raise InputError(name, *said("questionnaire_foreign"))
        is_current = False
    return Grid(is_current, rows, paragraphs)


def _blocks(body: etree._Element, name: str) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    paragraphs: list[str] = []
    tables = 0
    for block in _in_order(body):
        if block.tag == f"{W}p":
            written, _ = text_in(block, name)
            if not is_blank(written):
                paragraphs.append(written)
            continue
        tables += 1
        for number, row in enumerate(inside(block, f"{W}tr"), start=1):
            cells = tuple(_word_cell(cell, name) for cell in inside(row, f"{W}tc"))
            if any(cell.raw or cell.tags for cell in cells):
                rows.append(Row(cells, "", tables, number))
            if len(rows) > MOST_PARAGRAPHS:
                raise InputError(name, *said("word_too_long"))
    return rows, paragraphs


def _in_order(home: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of the text, also those inside controls and tracked insertions."""
    for child in list(home):
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag not in _DELETED and isinstance(child.tag, str):
            yield from _in_order(child)


def _word_cell(cell: etree._Element, name: str) -> Cell:
    written, tags = text_in(cell, name)
    return Cell(without_dots(written), tuple(tag for tag in tags if tag))


def without_dots(written: str) -> str:
    """What a person typed into a dotted blank without clearing it first."""
    if is_blank(written):
        return ""
    return written if written.startswith(EXACT) else _DOTTED.sub("", written)
