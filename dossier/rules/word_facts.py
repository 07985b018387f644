"""What a Word file shows: its pages, its text and how that text looks. Values only; an adapter reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins of one section, in millimetres."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that looks alike, its styles resolved; ``size_pt`` in points. Line breaks are `\\n`, tabs `\\t`."""

    text: str
    font: str
    size_pt: float
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, all counted from 1; a table inside a table counts as one of its own."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph that has text, as typed.

    Args:
        stretches: its text in order; deleted text of tracked changes and field codes are not among it.
        align: `left`, `centre`, `right` or `justify`.
        line_pt: height of its lines in points where it is exact; None where it is not.
        cell: the table cell it stands in; None in running text.
    """

    stretches: tuple[Stretch, ...]
    align: str = "left"
    line_pt: float | None = None
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """Its text as typed."""
        return "".join(stretch.text for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class WordFacts:
    """Everything that is judged of a Word file.

    Args:
        name: the file's name, without folders.
        sha256: hash of its bytes.
        pages: one for each section.
        paragraphs: of the body, those in tables in reading order among them.
        margins: paragraphs of headers and footers; boxes: of text boxes.
        watermarks: texts drawn behind the page.
        properties: document properties that have a text, e.g. `title`, `creator`.
    """

    name: str
    sha256: str = ""
    pages: tuple[Page, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    margins: tuple[Paragraph, ...] = ()
    boxes: tuple[Paragraph, ...] = ()
    watermarks: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    def places(self) -> Iterator[tuple[str, Paragraph]]:
        """Every paragraph with its place: `/paragraphs/0`, `/margins/0`, `/boxes/0`."""
        for name, found in (("paragraphs", self.paragraphs), ("margins", self.margins), ("boxes", self.boxes)):
            for index, paragraph in enumerate(found):
                yield f"/{name}/{index}", paragraph

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its place, watermarks and document properties (`/properties/title`) included."""
        for place, paragraph in self.places():
            yield place, paragraph.text
        for index, text in enumerate(self.watermarks):
            yield f"/watermarks/{index}", text
        for name, text in self.properties.items():
            yield f"/properties/{name}", text

    @property
    def fonts(self) -> frozenset[str]:
        """Names of the fonts that letters are set in."""
        return frozenset(
            stretch.font
            for _, paragraph in self.places()
            for stretch in paragraph.stretches
            if any(letter.isalpha() for letter in stretch.text)
        )
