"""A form that we filled, read back: what stands in each of its controls, and the words around them.

Only what a reader of the paper sees counts: text deleted under "track changes", page numbers, and the second copy
of a text box that Word keeps for old versions are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from lxml import etree

from dossier.errors import InputError
from dossier.forms.archive import Entry, read_archive
from dossier.forms.controls import CLEARED, LONGEST_TAG, SDT, SDT_CONTENT, SDT_PROPERTIES, SDT_TAG, VALUE
from dossier.forms.fill import BLANK
from dossier.forms.identity import identity_of
from dossier.forms.package import FOOTNOTES, content_types, main_part, parse, refuse_entities, related
from dossier.forms.wordml import WORD, W
from dossier.messages import said

MOST_PART_BYTES = 20_000_000  # one part as XML; a hundred typed pages have about one million
MOST_PARAGRAPHS = 50_000
MOST_CONTROLS = 20_000
MARKER = re.compile("⟦([^⟦⟧]*)⟧")

_PARAGRAPH, _RUN, _TEXT, _SYMBOL = f"{W}p", f"{W}r", f"{W}t", f"{W}sym"
_BLOCKS = frozenset([_PARAGRAPH, f"{W}tbl", f"{W}tr", f"{W}tc"])
_SHOWS_PROMPT = f"{W}showingPlcHdr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_UNSEEN = frozenset(
    [_FALLBACK, *(W + name for name in ("del", "moveFrom", "delText", "rPr", "pPr", "sdtPr", "sdtEndPr", "sectPr"))]
)
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_PAGE_BREAKS = frozenset({"page", "column"})
_COUNTED = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})  # fields that Word works out itself
_FIELD = "⟦#⟧"
_HEX = re.compile("[0-9A-Fa-f]{1,4}")
_BLANK = re.compile(r"[…\s]*|\s*\.{4,}\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in one control.

    Args:
        token: the control's tag: `full_name`, or `work_history.period` for a cell of a list's rows; `""` where a
            program saved the control without its tag.
        index: which of the controls with this tag, from 0, in the order of the paper.
        text: as on the paper; a line end is a newline, a tab a tab.
    """

    token: str
    index: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there: no text, or the dotted blank of an unknown value."""
        return is_blank(self.text)


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A filled form as it lies before us.

    Args:
        pack, number: which form it says it is. template: the Word file that was filled.
        item: the place of the item that it was made for (`/introducers/1`); `""` for a form that is made once.
        fields: its controls, in the order of the paper.
        outside: its paragraphs that hold anything, with `⟦token⟧` for each control.
    """

    pack: str
    number: str
    template: str
    item: str
    fields: tuple[Field, ...]
    outside: tuple[str, ...]


def is_blank(text: str) -> bool:
    """Whether *text* is none, or dots to write on."""
    return _BLANK.fullmatch(text.replace(BLANK, "")) is not None


def read_form(content: bytes, name: str = "") -> ReadForm:
    """Read a form that was filled by us, and perhaps edited since.

    Args:
        content: the bytes of a .docx file.
        name: what error messages call it.

    Raises:
        InputError: it is no Word file, is damaged, too large or unsafe, or was not filled by us.
    """
    entries = read_archive(content, name)
    refuse_entities(entries, name)
    types = content_types(entries, name)
    main = main_part(types, name)
    identity = identity_of(entries, name)
    if identity is None:
        raise InputError(name, *said("word_not_ours"))
    form, item = identity
    reader = _Reader(name)
    for root in _stories(entries, types, main, name):
        reader.walk(root)
    fields = tuple(Field(one.token, one.index, normalize("NFC", "".join(one.pieces))) for one in reader.fields)
    outside = tuple(normalize("NFC", text) for text in reader.outside)
    return ReadForm(form.pack, form.number, form.template, item, fields, outside)


def _stories(entries: Mapping[str, Entry], types: Mapping[str, str], main: str, name: str) -> Iterator[etree._Element]:
    """The text, the heads and feet of its pages in the order of their sections (Word renames them), the footnotes."""

    def part(path: str) -> etree._Element:
        if entries[path].size > MOST_PART_BYTES:
            raise InputError(name, *said("word_too_long"))
        return parse(entries[path], name, keep_blanks=True)

    root = part(main)
    if root.tag != f"{{{WORD}}}document":
        raise InputError(name, *said("word_not_ours"))
    yield root
    places = related(entries, main, name)
    margins = [
        places[key][1]
        for reference in root.iter(f"{W}headerReference", f"{W}footerReference")
        if (key := reference.get(_RELATION, "")) in places
    ]
    notes = [path for path, kind in sorted(types.items()) if kind == FOOTNOTES]
    for path in dict.fromkeys([*margins, *notes]):
        yield part(path)


@dataclass(slots=True)
class _Open:
    """A control that is being read."""

    token: str
    index: int
    pieces: list[str] = field(default_factory=list)
    in_paragraph: bool = True  # false: it holds whole paragraphs


class _Reader:
    """Walks through parts; what it has found grows in `fields` and `outside`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: list[_Open] = []
        self.outside: list[str] = []
        self.counts: Counter[str] = Counter()
        self.open: list[_Open] = []
        self.line: list[str] | None = None  # the paragraph that is being read
        self.machine: list[_MachineField] = []
        self.paragraphs = 0

    def walk(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag in _UNSEEN or not isinstance(tag, str):
                continue
            if tag == SDT:
                self.control(child)
            elif tag == _PARAGRAPH:
                self.paragraph(child)
            elif tag == _TEXT:
                text = child.text or ""
                self.say(text if child.get(_SPACE) == "preserve" else text.strip())
            elif tag in _BREAKS and element.tag == _RUN:  # tab stops bear the name of tabs
                self.say("" if child.get(f"{W}type") in _PAGE_BREAKS else _BREAKS[tag])
            elif tag == _SYMBOL:
                self.say(_symbol(child.get(f"{W}char", "")))
            elif tag == f"{W}fldChar":
                self.mark(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText" and self.machine:
                self.machine[-1].instruction += child.text or ""
            elif tag == f"{W}fldSimple" and _is_counted(child.get(f"{W}instr", "")):
                self.say(_FIELD)
            else:
                self.walk(child)

    def say(self, text: str) -> None:
        if any(one.hidden for one in self.machine):
            return
        if self.open:
            self.open[-1].pieces.append(text)
        elif self.line is not None:
            self.line.append(text)

    def paragraph(self, element: etree._Element) -> None:
        self.paragraphs += 1
        if self.paragraphs > MOST_PARAGRAPHS:
            raise InputError(self.name, *said("word_too_long"))
        control = self.open[-1] if self.open else None
        if control is not None and not control.in_paragraph:  # a person began a new paragraph inside the control
            if control.pieces:
                control.pieces.append("\n")
            self.walk(element)
            return
        # a field that Word works out ends in the paragraph it began in;
        # a text box stands inside a paragraph, and perhaps inside a control, but its words are its own
        outer = self.line, self.open, self.machine
        self.line, self.open, self.machine = [], [], []
        self.walk(element)
        text = "".join(self.line)
        if text.strip():
            self.outside.append(text)
        self.line, self.open, self.machine = outer

    def control(self, element: etree._Element) -> None:
        properties, content = element.find(SDT_PROPERTIES), element.find(SDT_CONTENT)
        if content is None:
            return
        tag = None if properties is None else properties.find(SDT_TAG)
        token = "" if tag is None else "".join(filter(str.isprintable, tag.get(VALUE, "")[:LONGEST_TAG]))
        if not token and not _was_ours(properties):
            self.walk(content)
            return
        holds_paragraphs = any(child.tag in _BLOCKS for child in content)
        made = _Open(token, self.counts[token], in_paragraph=not holds_paragraphs)
        self.counts[token] += 1
        self.fields.append(made)
        if len(self.fields) > MOST_CONTROLS:
            raise InputError(self.name, *said("word_too_long"))
        self.open.append(made)
        if properties is None or properties.find(_SHOWS_PROMPT) is None:
            self.walk(content)
        self.open.pop()
        if self.open:
            self.open[-1].pieces += made.pieces
        else:
            self.stand_for(made)

    def stand_for(self, made: _Open) -> None:
        """What stands in the words around a control in its stead."""
        if self.line is not None:
            self.line.append(f"⟦{made.token}⟧")
        else:
            self.outside.append(f"⟦{made.token}⟧")

    def mark(self, kind: str) -> None:
        """The beginning, middle or end of a field that is written out in runs."""
        if kind == "begin":
            self.machine.append(_MachineField())
        elif kind == "separate" and self.machine:
            self.machine[-1].hidden = _is_counted(self.machine[-1].instruction)
        elif kind == "end" and self.machine and self.machine.pop().hidden:
            self.say(_FIELD)


class _PlainReader(_Reader):
    """Reads controls and the words around them as one text."""

    def stand_for(self, made: _Open) -> None:
        """The control's own words."""
        said = "".join(made.pieces)
        if self.line is not None:
            self.line.append(said)
        elif said.strip():
            self.outside.append(said)


def text_in(element: etree._Element, name: str = "") -> tuple[str, tuple[str, ...]]:
    """What a reader sees in a cell of a table or a paragraph: its text, and the tags of its controls.

    Args:
        element: the cell or the paragraph. name: what error messages call the file.

    Returns:
        The text, each paragraph on a line of its own; the tags in the order of the text.
    """
    reader = _PlainReader(name)
    if element.tag == _PARAGRAPH:
        reader.paragraph(element)
    else:
        reader.walk(element)
    return normalize("NFC", "\n".join(reader.outside)), tuple(field.token for field in reader.fields)


@dataclass(slots=True)
class _MachineField:
    """A field that is open: what it asks for, and whether its result is no text of a person."""

    instruction: str = ""
    hidden: bool = False


def _was_ours(properties: etree._Element | None) -> bool:
    """Whether a control without a tag is one of ours: old versions of LibreOffice save it without."""
    cleared = None if properties is None else properties.find(f"{W}placeholder/{W}docPart")
    return cleared is not None and cleared.get(VALUE) == CLEARED


def _is_counted(instruction: str) -> bool:
    return next(iter(instruction.split()), "").upper() in _COUNTED


def _symbol(code: str) -> str:
    """A character that Word keeps by its number; of a font of symbols as the font has it."""
    number = int(code, 16) if _HEX.fullmatch(code) else 0
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= number <= 0xDFFF or not number else chr(number)
