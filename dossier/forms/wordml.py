"""The text of a Word part as a reader sees it, to find the tags and to name their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from dossier.forms.tags import FaultError, Problem, Tag, Token, has_words, read, shorten, split, tidy

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD}}}"

_TEXT, _RUN, _PARAGRAPH, _ROW, _CELL = f"{W}t", f"{W}r", f"{W}p", f"{W}tr", f"{W}tc"
_CARRIED = (f"{W}sectPr", f"{W}drawing", f"{W}pict", f"{W}object")  # what a paragraph holds besides text


@dataclass(slots=True)
class Paragraph:
    """One paragraph (or one document property) and where it stands.

    Args:
        element: the paragraph.
        first: number of its first text element in the part.
        elements: its own text elements, those of a text box inside it not among them.
        orders: the number of each of them in the part.
    """

    element: etree._Element
    elements: list[etree._Element] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    text: str = ""
    tokens: tuple[Token, ...] = ()
    before: str = ""
    row: Row | None = None

    def finish(self) -> None:
        """Put the text together once all elements are known."""
        self.text = "".join(element.text or "" for element in self.elements)
        self.tokens = tuple(split(self.text))

    def visible(self, at: Token | None = None) -> tuple[str, int]:
        """The words with `…` for each hole, and the position of the token *at* in them."""
        pieces: list[str] = []
        position, offset = 0, 0
        for token in self.tokens:
            pieces.append(self.text[position : token.start])
            if token is at:
                offset = len(tidy("".join(pieces)))
            raw = self.text[token.start : token.end]
            pieces.append(raw if token.fault else "…" if raw.startswith("{{") else "")
            position = token.end
        pieces.append(self.text[position:])
        return tidy("".join(pieces)), offset

    def place(self, token: Token) -> str:
        """The words around *token*: its paragraph, else its row, else also the words before them."""
        own, offset = self.visible(token)
        if has_words(own):
            return shorten(own, offset)
        around = self.row.visible() if self.row else own
        if has_words(around):
            return shorten(around)
        return shorten(tidy(f"{self.before} {around or '…'}"))

    def order(self, token: Token) -> int:
        """A number that grows along the text of the part."""
        index, inside = self.find(token.start)
        return self.orders[index] * 1_000_000 + inside

    def cut(self, token: Token) -> str:
        """What is wrong with the way Word cut the tag into runs; `""` when it can be joined."""
        first, last = self.find(token.start)[0], self.find(token.end - 1)[0]
        homes = {id(_home(self.elements[index])) for index in range(first, last + 1)}
        if len(homes) > 1:
            return "the tag is cut by a link, a field or a tracked change; delete it and type it again in one go"
        return ""

    def swallowed(self, tag: Tag, token: Token) -> str:
        """What would be lost with the paragraph or row that a tag takes away; `""` when nothing would."""
        if not tag.prefix:
            return ""
        if tag.prefix == "tr":
            if self.row is None:
                return "“{%tr” stands outside a table"
            others = [paragraph.text for paragraph in self.row.paragraphs if paragraph is not self]
            element: etree._Element = self.row.element
        else:
            others = []
            element = self.element
        rest = "".join((self.text[: token.start], self.text[token.end :], *others))
        if rest.strip() or any(element.find(f".//{carried}") is not None for carried in _CARRIED):
            home = "row" if tag.prefix == "tr" else "paragraph"
            return f"the tag takes its {home} away, with everything else in it; give it a {home} of its own"
        return ""

    def find(self, position: int) -> tuple[int, int]:
        """Which text element holds a character, and where in it."""
        for index, element in enumerate(self.elements):
            length = len(element.text or "")
            if position < length:
                return index, position
            position -= length
        raise IndexError(position)


@dataclass(slots=True)
class Row:
    """One table row and its paragraphs."""

    element: etree._Element
    paragraphs: list[Paragraph] = field(default_factory=list)

    def visible(self) -> str:
        """The words of all its paragraphs, cells parted by a bar."""
        words = (paragraph.visible()[0] for paragraph in self.paragraphs)
        return " | ".join(word for word in words if word)


def paragraphs_of(root: etree._Element) -> Iterator[Paragraph]:
    """The paragraphs that hold text, in the order of the part."""
    found: dict[etree._Element, Paragraph] = {}
    rows: dict[etree._Element, Row] = {}
    for order, element in enumerate(root.iter(_TEXT)):
        home = next(element.iterancestors(_PARAGRAPH), None)
        if home is None:
            continue
        if home not in found:
            found[home] = Paragraph(home)
            row = next(home.iterancestors(_ROW), None)
            if row is not None:
                found[home].row = rows.setdefault(row, Row(row))
                rows[row].paragraphs.append(found[home])
        found[home].elements.append(element)
        found[home].orders.append(order)
    for paragraph in found.values():
        paragraph.finish()
    words = earlier = ""
    last_row: Row | None = None
    for paragraph in found.values():
        if paragraph.row is None or paragraph.row is not last_row:
            earlier = words  # inside a row, what stands before the row, not before the cell
        last_row = paragraph.row
        paragraph.before = earlier
        seen = paragraph.row.visible() if paragraph.row else paragraph.visible()[0]
        if has_words(seen):
            words = seen
    yield from found.values()


def properties_of(root: etree._Element, names: frozenset[str]) -> Iterator[Paragraph]:
    """The document properties *names* as if each were a paragraph."""
    for order, element in enumerate(root):
        if element.tag in names and element.text:
            paragraph = Paragraph(element, [element], [order])
            paragraph.finish()
            paragraph.before = etree.QName(element).localname
            yield paragraph


def scan(paragraphs: Iterable[Paragraph], part: str) -> tuple[list[Tag], list[Problem]]:
    """All tags of *paragraphs* in the order of the text, and what is wrong with single ones.

    A tag that cannot be read is among them too, as `broken`: it may still open a block.
    """
    found: list[tuple[int, Tag]] = []
    problems: list[Problem] = []
    for paragraph in paragraphs:
        for token in paragraph.tokens:
            raw = paragraph.text[token.start : token.end]
            tag = Tag(shorten(raw) if token.fault else raw, paragraph.place(token))
            fault = token.fault or paragraph.cut(token)
            if not fault:
                try:
                    tag = read(tag)
                    fault = paragraph.swallowed(tag, token)
                except FaultError as error:
                    fault = str(error)
            if fault:
                problems.append(Problem(part, tag.place, tag.raw, fault))
            if raw[0] == "{":
                found.append((paragraph.order(token), tag))
    return [tag for _, tag in sorted(found, key=lambda pair: pair[0])], problems


def stray_tags(root: etree._Element, part: str) -> Iterator[Problem]:
    """Tags where no value can be put."""
    for element in root.iter("*"):
        texts = [str(value) for value in element.attrib.values()]
        fault = "a value cannot stand inside an attribute of a picture, a link or a field"
        in_text = element.tag == _TEXT and next(element.iterancestors(_PARAGRAPH), None) is not None
        if element.text and not in_text:
            texts.append(element.text)
            fault = "a value can stand in ordinary text only, not in a field, a formula or a drawing"
        for text in texts:
            if "{{" not in text and "{%" not in text:
                continue
            home = next(element.iterancestors(_PARAGRAPH), None)
            words = "" if home is None else "".join(item.text or "" for item in home.iter(_TEXT))
            for token in split(text):
                yield Problem(part, shorten(tidy(words)), shorten(text[token.start : token.end]), fault)


def _home(element: etree._Element) -> etree._Element | None:
    """What holds the run of a text element; the element itself when it stands in no run."""
    run = element.getparent()
    return run.getparent() if run is not None and run.tag == _RUN else run
