"""Any list an office may have, opened: which kind of file it is tells its first bytes, never its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from dossier.adapters.files import reading
from dossier.adapters.foreign_grid import Grid
from dossier.adapters.foreign_headers import known_cells
from dossier.adapters.foreign_match import Answers
from dossier.adapters.legacy_fonts import FAMILIES
from dossier.adapters.limits import check_size
from dossier.adapters.questionnaire import questionnaire
from dossier.adapters.workbook_layout import RECORD_ID, layout
from dossier.errors import InputError
from dossier.messages import said

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PICTURES = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|table|\?xml|meta|style)", re.IGNORECASE | re.DOTALL)
_HEAD_BYTES = 4096
_BOOK = "xl/workbook.xml"
_MOST_BOOK_BYTES = 5_000_000
_PATH_ROWS = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheets of a list, and of a text file how it was read.

    Args:
        grids: sheets that hold anything, in their order.
        kind: "xlsx", "xls" or "csv".
        encoding, separator: of a text file: Python's name of the encoding, and "semicolon", "comma" or "tab".
    """

    grids: Sequence[Grid]
    kind: str
    encoding: str = ""
    separator: str = ""


def kind_of(path: Path) -> Literal["workbook", "questionnaire", "list"]:
    """What the Excel file at *path* is: one that this program made, whatever its version, or an office's own list.

    Raises:
        InputError: it cannot be read, or is hostile.
    """
    with reading(path):
        check_size(path)
        if not zipfile.is_zipfile(path):
            return "list"
        try:
            with zipfile.ZipFile(path) as archive:
                names = _sheet_names(archive)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            return "list"  # the reader will say what is wrong with it
    whole, asked = layout(), questionnaire().words
    if asked["version_sheet"] in names:
        return "questionnaire"
    if whole.words["version_sheet"] in names:
        return "workbook"
    # the hidden sheet may be lost: then the hidden row or column of machine paths tells
    if whole.main.name in names and _has_paths(path, whole.main.name):
        return "workbook"
    return "questionnaire" if asked["main_sheet"] in names and _has_paths(path, asked["main_sheet"]) else "list"


def _sheet_names(archive: zipfile.ZipFile) -> list[str]:
    """The names of the sheets that the main part of a workbook lists; none when it is broken."""
    if _BOOK not in archive.namelist() or archive.getinfo(_BOOK).file_size > _MOST_BOOK_BYTES:
        return []
    try:
        root = etree.fromstring(archive.read(_BOOK), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return []
    return [str(sheet.get("name")) for sheet in root.iter("{*}sheet")]


def _has_paths(path: Path, name: str) -> bool:
    from dossier.adapters.foreign_xlsx import open_xlsx

    mains = (grid for grid in open_xlsx(path) if grid.name == name)
    return any(RECORD_ID in cells for grid in mains for cells in list(grid.rows.values())[:_PATH_ROWS])


def open_list(path: Path, answers: Answers) -> Opened:
    """The list at *path*; texts typed for old fonts are Unicode already.

    Raises:
        InputError: it is no list that can be read: one line with the mend.
    """
    with reading(path):
        check_size(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
    opened = _opened(path, head, answers)
    if any(grid.name == questionnaire().words["version_sheet"] for grid in opened.grids):
        raise InputError(path.name, *said("questionnaire_old_file"))
    for grid in opened.grids:
        if answers.letters in FAMILIES:
            grid.read_all_letters(answers.letters)
        elif answers.letters != "unicode":
            grid.find_suspects()
    return opened


def _opened(path: Path, head: bytes, answers: Answers) -> Opened:
    if head.startswith(_ZIP):
        from dossier.adapters.foreign_xlsx import open_xlsx

        _check_is_workbook(path)
        return Opened(open_xlsx(path), "xlsx")
    if head.startswith(_OLD_OFFICE):
        from dossier.adapters.foreign_xls import open_xls

        return Opened(open_xls(path), "xls")
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise InputError(path.name, *said("list_page"))
    if head.startswith(_PICTURES):
        raise InputError(path.name, *said("list_kind"))
    from dossier.adapters.foreign_csv import open_csv

    grid, encoding, separator = open_csv(path, answers.letters, lambda cells: known_cells(cells, answers))
    return Opened([grid] if grid.rows else [], "csv", encoding, separator)


def _check_is_workbook(path: Path) -> None:
    """Refuse other documents that are archives too: .ods, .xlsb, .docx."""
    try:
        with zipfile.ZipFile(path) as archive:
            if _BOOK not in archive.namelist():
                raise InputError(path.name, *said("list_kind"))
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InputError(path.name, *said("broken_office")) from error
