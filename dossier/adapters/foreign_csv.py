"""An office's own list in a text file: which encoding and which sign between the cells, never guessed silently."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path

from dossier.adapters.files import read_bytes
from dossier.adapters.foreign_grid import Grid, is_blank
from dossier.adapters.workbook_values import Raw
from dossier.errors import InputError
from dossier.messages import said

SEPARATORS = {"\t": "tab", ";": "semicolon", ",": "comma"}  # what texts hold least often comes first
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 40  # rows that tell the separator
_TOLD = re.compile(r"sep=([;,\t])\r?\n", re.IGNORECASE)
_AS_TEXT = re.compile(r'="(.*)"')  # how a text of digits is shielded from spreadsheets
_MOST_CELLS = 12_000_000


def open_csv(path: Path, letters: str | None, recognised: Callable[[list[str]], int]) -> tuple[Grid, str, str]:
    """The cells of the text file at *path*, its encoding and the name of its separator.

    Args:
        letters: family of old fonts the text was typed for, where the user says so: then bytes that are no
            UTF-8 are read one sign a byte, as those fonts have them.
        recognised: how many cells of a row are known headers.

    Raises:
        InputError: no encoding fits, or it is no text.
    """
    text, encoding = _decoded(path, letters)
    if "\0" in text:
        raise InputError(path.name, *said("list_kind"))
    separator = ""
    if told := _TOLD.match(text):
        separator, text = told[1], text[told.end() :]
    if not separator:
        separator = max(SEPARATORS, key=lambda sign: _fit(path, text, sign, recognised))
    rows: dict[int, list[Raw]] = {}
    cells = 0
    number = -1
    for number, record in enumerate(_records(path, text, separator)):
        cells += len(record)
        if cells > _MOST_CELLS:
            raise InputError(path.name, *said("workbook_extent"))
        if any(record) and not all(map(is_blank, record)):
            rows[number] = [_unshielded(cell) for cell in record]
    grid = Grid(path.name, rows, blank_rows=number + 1 - len(rows))
    return grid, encoding, SEPARATORS[separator]


def _decoded(path: Path, letters: str | None) -> tuple[str, str]:
    """The text of the file and its encoding: by its mark, else the first that fits without a fault."""
    content = read_bytes(path)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(path, content, encoding), encoding
    even, odd = content[0:400:2].count(0), content[1:400:2].count(0)
    if even or odd:  # a text file without a mark that is full of zero bytes
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return _strictly(path, content, encoding), encoding
    for encoding in ("utf-8", "latin-1" if letters in ("tcvn3", "vni") else "cp1258"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise InputError(path.name, *said("list_encoding"))


def _strictly(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(path.name, *said("list_encoding")) from error


def _records(path: Path, text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InputError(path.name, *said("list_damaged")) from error


def _fit(path: Path, text: str, separator: str, recognised: Callable[[list[str]], int]) -> tuple[int, float, int]:
    """How well *separator* cuts the first rows: known headers, share of rows as wide as those, and that width."""
    head = "".join(itertools.islice(io.StringIO(text, newline=""), _LOOKED_AT * 2))
    rows = [row for row in _records(path, head, separator) if any(row)][:_LOOKED_AT]
    known, width = max(((recognised(row), len(row)) for row in rows), default=(0, 0))
    return known, sum(1 for row in rows if len(row) == width) / max(1, len(rows)), width


def _unshielded(cell: str) -> str:
    shielded = _AS_TEXT.fullmatch(cell)
    return shielded[1] if shielded else cell
