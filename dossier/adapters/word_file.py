"""Reads a Word file, ours or one that somebody edited, into `WordFacts`: within bounds, styles resolved.

Only what a reader sees counts: text deleted under "track changes", field codes and the second copy of a text
box that Word keeps for old versions are left out.
"""

from __future__ import annotations

import hashlib
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree

from dossier.adapters.files import RECORD_NAME, read_bytes, read_record, reading
from dossier.errors import InputError
from dossier.forms.archive import Entry, read_archive
from dossier.forms.wordml import W
from dossier.messages import said
from dossier.record.record import Record
from dossier.record.text import fold
from dossier.rules.word_facts import Cell, Page, Paragraph, Stretch, WordFacts

MOST_PART_BYTES = 20_000_000  # one part as XML; a hundred typed pages have about one million
MOST_TAGS = 600_000  # of one part; a hundred typed pages have about twenty thousand
MOST_PARAGRAPHS = 50_000

_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # an archive; an old or encrypted Office file
_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc"})
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_EARLIER = f"{W}sectPrChange"  # how a page was before a tracked change
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", _FALLBACK})
_ALIGN = {
    "center": "centre", "right": "right", "end": "right", "both": "justify", "distribute": "justify",
}  # fmt: skip
_PROPERTIES = frozenset({"title", "subject", "creator", "keywords", "description", "lastModifiedBy", "category"})
_TWIPS_A_POINT = 20
_MM_A_TWIP = 25.4 / 1440
_OFF = frozenset({"0", "false", "off"})
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}

_Element: TypeAlias = etree._Element


def is_word_file(path: Path) -> bool:
    """Whether *path* is a file that should be read as a Word file: by its name, else by its first bytes.

    Raises:
        InputError: the file is there and cannot be read.
    """
    if not path.is_file():
        return False
    if path.suffix.lower() in _SUFFIXES:
        return True
    with reading(path), path.open("rb") as stream:
        return stream.read(4) in _SIGNATURES


def read_word_file(path: Path) -> WordFacts:
    """What the Word file at *path* shows.

    Raises:
        InputError: it cannot be read, is no Word file, is damaged, too large or unsafe; one line with the mend.
    """
    return word_facts(read_bytes(path), path.name)


def word_facts(content: bytes, name: str) -> WordFacts:
    """What the Word file *content*, called *name*, shows.

    Raises:
        InputError: it is no Word file, is damaged, too large or unsafe; one line with the mend.
    """
    package = WordPackage(read_archive(content, name), name)
    main = package.main()
    root = package.part(main)
    body = root.find(f"{W}body")
    if body is None:
        raise InputError(name, *said("word_other"))
    related = package.related(main)
    styles = _Styles(
        next((package.part(path) for kind, path in related if kind == "styles"), None),
        next((package.part(path) for kind, path in related if kind == "theme"), None),
    )
    text = _Reader(styles, name)
    text.read(body)
    margins = _Reader(styles, name)
    for kind, path in sorted(related):
        if kind in ("header", "footer"):
            margins.read(package.part(path))
    return WordFacts(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        pages=tuple(_page(section) for section in _sections(body)),
        paragraphs=tuple(text.found),
        margins=tuple(margins.found),
        boxes=tuple(text.boxes + margins.boxes),
        watermarks=tuple(dict.fromkeys(text.drawn + margins.drawn)),
        properties=package.properties(),
    )


def other_names(path: Path) -> frozenset[str]:
    """Birth names in the dossiers beside the one that the Word file at *path* lies in.

    A file `<cohort>/<record_id>/forms/06-6-KND.docx` has the other folders of the cohort beside it. None when
    it lies elsewhere. A name that the dossier itself gives to somebody (a brother who applies too) is no other
    person's. A neighbour that cannot be read gives no name: it is reported by its own check.
    """
    home = next((folder for folder in path.absolute().parents[:2] if (folder / RECORD_NAME).is_file()), None)
    if home is None:
        return frozenset()
    _, own = _names_in(home)
    with reading(home.parent):
        beside = [folder for folder in home.parent.iterdir() if folder != home and (folder / RECORD_NAME).is_file()]
    names = {_names_in(folder)[0] for folder in beside}
    return frozenset(name for name in names if name and fold(name) not in own)


@cache
def _names_in(folder: Path) -> tuple[str, frozenset[str]]:
    """The birth name in a dossier folder, and every value of its record, folded."""
    try:
        data, _ = read_record(folder / RECORD_NAME)
    except InputError:
        return "", frozenset()
    return Record(data).text("/candidate/birth_name") or "", frozenset(_values(data))


def _values(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield fold(data)
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _values(value)


class WordPackage:
    """The parts of a Word file, within bounds.

    Args:
        entries: of the archive. name: what error messages call the file.
    """

    def __init__(self, entries: Mapping[str, Entry], name: str) -> None:
        self._entries = entries
        self._name = name

    def part(self, path: str) -> _Element:
        """The XML of a part, without entities from anywhere."""
        entry = self._entries.get(path)
        if entry is None:
            raise InputError(self._name, *said("broken_office"))
        if entry.size > MOST_PART_BYTES:
            raise InputError(self._name, *said("word_too_long"))
        try:
            data = entry.unpacked()
        except (zipfile.BadZipFile, zlib.error) as error:  # pragma: no cover - proven when the archive was read
            raise InputError(self._name, *said("broken_office")) from error
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise InputError(self._name, *said("zip_bomb"))
        if data.count(b"<") > MOST_TAGS:
            raise InputError(self._name, *said("word_too_long"))
        if _STRICT in data:
            raise InputError(self._name, *said("word_strict"))
        try:
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise InputError(self._name, *said("broken_office")) from error

    def main(self) -> str:
        """The part that holds the text."""
        for kind, path in self.related(""):
            if kind == "officeDocument" and path in self._entries:
                if self.part(path).tag != f"{W}document":
                    break
                return path
        raise InputError(self._name, *said("word_other"))

    def related(self, path: str) -> list[tuple[str, str]]:
        """What the part *path* (`""`: the whole package) points to: kind, and part that is there."""
        folder, file = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self._entries:
            return []
        found = []
        for item in self.part(rels).iter(f"{_REL}Relationship"):
            target = unquote(item.get("Target", ""))
            there = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            if item.get("TargetMode") != "External" and there in self._entries:
                found.append((item.get("Type", "").rpartition("/")[2], there))
        return found

    def properties(self) -> dict[str, str]:
        """The document properties that have a text."""
        found: dict[str, str] = {}
        for kind, path in self.related(""):
            if kind == "core-properties":
                for item in self.part(path).iter("{*}*"):
                    key = etree.QName(item).localname
                    if key in _PROPERTIES and (item.text or "").strip():
                        found[key] = item.text or ""
        return found


def _sections(body: _Element) -> Iterator[_Element]:
    for section in body.iter(f"{W}sectPr"):
        home = section.getparent()
        if home is None or home.tag != _EARLIER:
            yield section


def _page(section: _Element) -> Page:
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    return Page(
        _mm(size, "w", 12240), _mm(size, "h", 15840), _mm(margins, "top", 1440), _mm(margins, "bottom", 1440),
        _mm(margins, "left", 1440) + _mm(margins, "gutter", 0), _mm(margins, "right", 1440),
    )  # fmt: skip


def _mm(element: _Element | None, key: str, usual: int) -> float:
    """A length in twips as millimetres; *usual* is what Word takes where nothing is said."""
    twips = None if element is None else _number(element.get(W + key))
    return round(abs(usual if twips is None else twips) * _MM_A_TWIP, 2)


def _number(value: str | None) -> float | None:
    try:
        return float(value) if value is not None else None
    except ValueError:
        return None


# --- styles -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Look:
    """How text looks; where nothing was said Word's own values stand."""

    ascii: str = "Times New Roman"
    other: str = "Times New Roman"  # letters beyond ASCII
    size_pt: float = 10
    bold: bool = False
    italic: bool = False
    underline: bool = False
    hidden: bool = False
    align: str = "left"
    line_pt: float | None = None


@dataclass
class _Styles:
    """The styles of a document, each resolved once."""

    root: _Element | None
    theme: _Element | None
    _rows: dict[str, _Element] = field(default_factory=dict, init=False)
    _made: dict[tuple[str, str], _Look] = field(default_factory=dict, init=False)
    _fonts: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.normal = ""
        self.start = _Look()
        if self.theme is not None:
            for kind in ("major", "minor"):
                latin = self.theme.find(f".//{_DRAWING}{kind}Font/{_DRAWING}latin")
                if latin is not None and latin.get("typeface"):
                    self._fonts[kind] = latin.get("typeface", "")
        if self.root is None:
            return
        for row in self.root.iter(f"{W}style"):
            key = row.get(f"{W}styleId", "")
            self._rows[key] = row
            if row.get(f"{W}type") == "paragraph" and row.get(f"{W}default") in ("1", "true"):
                self.normal = key
        usual = self.root.find(f"{W}docDefaults")
        if usual is not None:
            self.start = self._laid(_Look(), usual.find(f"{W}pPrDefault/{W}pPr"), usual.find(f"{W}rPrDefault/{W}rPr"))

    def paragraph(self, properties: _Element | None, table_style: str) -> _Look:
        """The look of a paragraph's text, and of the paragraph."""
        named = _value(properties, "pStyle")
        named = named if named in self._rows else self.normal
        look = self._made.get((table_style, named))
        if look is None:
            look = self._made[table_style, named] = self._style(self._style(self.start, table_style), named)
        return self._laid(look, properties, None)

    def run(self, look: _Look, properties: _Element | None) -> _Look:
        """The look of a run inside a paragraph that looks like *look*."""
        if properties is None:
            return look
        return self._laid(self._style(look, _value(properties, "rStyle")), None, properties)

    def _style(self, look: _Look, key: str) -> _Look:
        if key not in self._rows:
            return look
        chain: list[str] = []
        while key in self._rows and key not in chain:  # a style may name itself
            chain.append(key)
            key = _value(self._rows[key], "basedOn")
        for name in reversed(chain):
            row = self._rows[name]
            look = self._laid(look, row.find(f"{W}pPr"), row.find(f"{W}rPr"))
        return look

    def _laid(self, look: _Look, paragraph: _Element | None, run: _Element | None) -> _Look:
        """*look* with properties laid over it."""
        changed: dict[str, Any] = {}
        if paragraph is not None:
            if align := _value(paragraph, "jc"):
                changed["align"] = _ALIGN.get(align, "left")
            spacing = paragraph.find(f"{W}spacing")
            if spacing is not None and (height := _number(spacing.get(f"{W}line"))) is not None:
                exact = spacing.get(f"{W}lineRule") == "exact"
                changed["line_pt"] = height / _TWIPS_A_POINT if exact else None
        if run is not None:
            changed |= self._font(run.find(f"{W}rFonts"))
            if (size := _number(_value(run, "sz") or None)) is not None:
                changed["size_pt"] = size / 2
            for key, tag in (("bold", "b"), ("italic", "i"), ("hidden", "vanish")):
                found = run.find(W + tag)
                if found is not None:
                    changed[key] = found.get(f"{W}val", "1") not in _OFF
            if line := _value(run, "u"):
                changed["underline"] = line != "none"
        return replace(look, **changed) if changed else look

    def _font(self, fonts: _Element | None) -> dict[str, str]:
        found: dict[str, str] = {}
        if fonts is None:
            return found
        for key, tag in (("ascii", "ascii"), ("other", "hAnsi")):
            theme = fonts.get(f"{W}{tag}Theme")
            name = self._fonts.get(theme[:5]) if theme else None
            if name := name or fonts.get(W + tag):
                found[key] = name
        return found


def _value(element: _Element | None, tag: str) -> str:
    found = None if element is None else element.find(W + tag)
    return "" if found is None else found.get(f"{W}val", "")


# --- text ---------------------------------------------------------------------------------------------------


class _Reader:
    """The paragraphs of a part, in reading order."""

    def __init__(self, styles: _Styles, name: str) -> None:
        self._styles = styles
        self._name = name
        self.found: list[Paragraph] = []
        self.boxes: list[Paragraph] = []
        self.drawn: list[str] = []
        self._tables = 0

    def read(self, root: _Element) -> None:
        """Add what stands in *root*."""
        self._blocks(root, None, "", self.found)

    def _blocks(self, home: _Element, cell: Cell | None, table_style: str, into: list[Paragraph]) -> None:
        for child in home:
            if child.tag == f"{W}p":
                self._paragraph(child, cell, table_style, into)
            elif child.tag == f"{W}tbl":
                self._table(child, into)
            elif child.tag not in _DELETED:  # content controls, custom XML, tracked insertions hold blocks too
                self._blocks(child, cell, table_style, into)

    def _table(self, table: _Element, into: list[Paragraph]) -> None:
        self._tables += 1
        number = self._tables
        style = _value(table.find(f"{W}tblPr"), "tblStyle")
        for row_number, row in enumerate(inside(table, f"{W}tr"), 1):
            for column, cell in enumerate(inside(row, f"{W}tc"), 1):
                self._blocks(cell, Cell(number, row_number, column), style, into)

    def _paragraph(self, element: _Element, cell: Cell | None, table_style: str, into: list[Paragraph]) -> None:
        look = self._styles.paragraph(element.find(f"{W}pPr"), table_style)
        place = len(into)
        stretches: list[Stretch] = []
        for run, boxed in self._runs(element):
            if boxed:
                self._blocks(run, None, "", self.boxes)
                continue
            shown = self._styles.run(look, run.find(f"{W}rPr"))
            text = "".join(self._pieces(run))
            if text and not shown.hidden:
                stretches.append(_stretch(text, shown))
        if any(stretch.text.strip() for stretch in stretches):
            into.insert(place, Paragraph(_joined(stretches), look.align, look.line_pt, cell))
            if len(into) > MOST_PARAGRAPHS:
                raise InputError(self._name, *said("word_too_long"))

    def _runs(self, home: _Element) -> Iterator[tuple[_Element, bool]]:
        """The runs below *home* in order, and the text boxes among them."""
        for child in home:
            if child.tag in _DELETED:
                continue
            if child.tag == f"{W}txbxContent":
                yield child, True
                continue
            if child.tag == f"{_VML}textpath" and child.get("string"):
                self.drawn.append(child.get("string", ""))
            if child.tag == f"{W}r":
                yield child, False
            if len(child):
                yield from self._runs(child)

    @staticmethod
    def _pieces(run: _Element) -> Iterator[str]:
        for child in run:
            if child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in _BREAKS:
                yield _BREAKS[child.tag]


def inside(home: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in home:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"):
            yield from inside(child, tag)


def _stretch(text: str, look: _Look) -> Stretch:
    font = look.ascii if text.isascii() else look.other
    return Stretch(text, font, look.size_pt, look.bold, look.italic, look.underline)


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Neighbours that look alike as one: Word cuts a sentence into many runs."""
    made: list[Stretch] = []
    for stretch in stretches:
        if made and replace(made[-1], text="") == replace(stretch, text=""):
            made[-1] = replace(stretch, text=made[-1].text + stretch.text)
        else:
            made.append(stretch)
    return tuple(made)
