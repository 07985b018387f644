"""What must be known about an Excel file before a reader may unpack it into memory.

The reader makes a full rectangle of cells and copies a shared text for every cell that shows it, so a file
of a few kilobytes can ask for any amount of memory. It also reads an error cell (#N/A) as an empty one.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from dossier.adapters.files import reading
from dossier.adapters.limits import check_size, check_zip
from dossier.errors import InputError
from dossier.messages import said

# Our widest sheet ends before column EZ, our tallest one (12 relatives each of 10,000 persons) has 63 columns.
# Sheets as every common program writes them pass by one of these two; only the others are looked at closely.
_NOT_SHORT = re.compile(rb'<c(?! r="(?:[A-Z]|[A-G][A-Z])(?:[0-9]{1,4}|1[0-9]{4})")[\s/>]')
_NOT_NARROW = re.compile(rb'<c(?! r="(?:[A-Z]|[AB][A-Z])(?:[0-9]{1,5}|1[0-4][0-9]{4})")[\s/>]')
_PREFIXED = re.compile(rb"<\w++:c[\s/>]")
_ADDRESS = rb"\sr\s*=\s*[\"'](?:"
_OUTSIDE = rb"(?P<outside>[A-Za-z]{3}|[H-Zh-z][A-Za-z]|[A-Za-z]*(?:1[5-9][0-9]{4}|[2-9][0-9]{5}|[0-9]{7}))"
_TALL = rb"(?P<tall>[A-Za-z]*[2-9][0-9]{4}|[A-Za-z]*1[0-9]{5})"
_WIDE = rb"(?P<wide>[C-Gc-g][A-Za-z])"
_PATTERNS = {
    (tall, wide): re.compile(
        _ADDRESS + b"|".join([_OUTSIDE, *([] if tall else [_TALL]), *([] if wide else [_WIDE])]) + b")"
    )
    for tall in (False, True)
    for wide in (False, True)
}
_ATTRIBUTES = rb"(?:\s++(?!r\s*=)[\w:]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))*+\s*+/?>"
_WITHOUT_ADDRESS = re.compile(rb"<c" + _ATTRIBUTES)
_PREFIXED_WITHOUT_ADDRESS = re.compile(rb"<\w++:c" + _ATTRIBUTES)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt\s*=\s*[\"']e[\"'][^>]*>")
_ADDRESS_OF = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+[0-9]+)")
_SHARED = re.compile(rb"[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})<")
_SHARED_START = re.compile(rb"<(?:\w+:)?si\b")
_MOST_SHARED_BYTES = 150 * 1024 * 1024
_MOST_ERROR_CELLS = 1000
_MAIN_PART, _MAIN_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_workbook(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Refuse an Excel file that is broken, encrypted, or asks for far more memory than any cohort needs.

    Returns:
        Sheet name -> addresses of its error cells (#N/A, #REF! …), at most 1000 in all.

    Raises:
        InputError: with one line that says which of these it is.
    """
    with reading(path):
        check_size(path)
        check_zip(path)
        try:
            with zipfile.ZipFile(path) as archive:
                return _checked(path, archive)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise InputError(path.name, *said("broken_office")) from error


def _checked(path: Path, archive: zipfile.ZipFile) -> Mapping[str, tuple[str, ...]]:
    errors: dict[str, tuple[str, ...]] = {}
    longest = shared = sheets = 0
    texts = b""
    for entry in archive.infolist():
        content = archive.read(entry)
        if b"sheetData" in content:
            sheets += 1
            _check_extent(path, content)
            shared += content.count(b'"s"') + content.count(b"'s'")
            if b'"e"' in content or b"'e'" in content:
                errors[entry.filename] = _error_cells(content)
        elif b"<si" in content or b":si" in content:
            texts = content
            longest = max(_lengths(content), default=0)
    if not sheets:  # another kind of document, or one of the forms that we do not know the dangers of
        raise InputError(path.name, *said("broken_office"))
    if longest * shared > _MOST_SHARED_BYTES:
        _check_shared(path, archive, texts)
    return _by_sheet(archive, {part: cells for part, cells in errors.items() if cells})


def _check_extent(path: Path, content: bytes) -> None:
    """Refuse a sheet with a cell far outside, or one that is tall and wide at once."""
    prefixed = b":c" in content and _PREFIXED.search(content)
    if not prefixed and (_NOT_SHORT.search(content) is None or _NOT_NARROW.search(content) is None):
        return
    tall = wide = False
    position = 0
    while (found := _PATTERNS[tall, wide].search(content, position)) is not None:
        tall, wide = tall or found.lastgroup == "tall", wide or found.lastgroup == "wide"
        if found.lastgroup == "outside" or (tall and wide):
            raise InputError(path.name, *said("workbook_extent"))
        position = found.end()
    if _WITHOUT_ADDRESS.search(content) or (prefixed and _PREFIXED_WITHOUT_ADDRESS.search(content)):
        raise InputError(path.name, *said("broken_office"))


def _lengths(texts: bytes) -> Iterator[int]:
    """The length in bytes of each shared text, markup included."""
    starts = [found.start() for found in _SHARED_START.finditer(texts)]
    return (after - start for start, after in zip(starts, [*starts[1:], len(texts)], strict=True))


def _check_shared(path: Path, archive: zipfile.ZipFile, texts: bytes) -> None:
    """Refuse a file whose shared texts, copied for every cell that shows them, fill the memory."""
    lengths = list(_lengths(texts))
    longest = max(lengths)
    total = 0
    for entry in archive.infolist():
        content = archive.read(entry)
        if b"sheetData" in content:
            expected = content.count(b'"s"') + content.count(b"'s'")
            for found in _SHARED.finditer(content):
                number = int(found[1])
                total += lengths[number] if number < len(lengths) else 0
                expected -= 1
            total += max(0, expected) * longest
    if total > _MOST_SHARED_BYTES:
        raise InputError(path.name, *said("zip_bomb"))


def _error_cells(content: bytes) -> tuple[str, ...]:
    cells = []
    for found in _ERROR_CELL.finditer(content):
        address = _ADDRESS_OF.search(found[0])
        if address is not None:
            cells.append(address[1].decode().upper())
        if len(cells) >= _MOST_ERROR_CELLS:
            break
    return tuple(cells)


def _by_sheet(archive: zipfile.ZipFile, errors: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """*errors* by the name of the sheet instead of the name of its part."""
    if not errors:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        relations = etree.fromstring(archive.read(_MAIN_RELATIONS), parser)
        book = etree.fromstring(archive.read(_MAIN_PART), parser)
    except (KeyError, etree.XMLSyntaxError):
        return errors
    parts = {
        item.get("Id"): posixpath.normpath(posixpath.join("/xl", str(item.get("Target")))).lstrip("/")
        for item in relations
    }
    names = {parts.get(sheet.get(_RELATION)): sheet.get("name") for sheet in book.iter("{*}sheet")}
    return {str(names.get(part) or part): cells for part, cells in errors.items()}
