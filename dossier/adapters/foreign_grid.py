"""One sheet of an office's own list as cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dossier.adapters.legacy_fonts import LegacyFont, legacy_font, seems_legacy, tell_tale_signs, to_unicode
from dossier.adapters.workbook_values import Raw

EMPTY = ""
Place = tuple[int, int]  # row and column, both from 0


class Merge(NamedTuple):
    """A merged cell: first row, first column, last row, last column, all from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Lettering(NamedTuple):
    """A cell whose text was typed for an old font: what stood there, what it reads now, and the font."""

    before: str
    after: str
    family: str
    font: str


@dataclass(slots=True)
class Grid:
    """The cells of one sheet.

    Args:
        name: of the sheet; of a text file its own name.
        rows: row from 0 -> its cells from ``first_column`` on, empty ones as ``EMPTY``; rows without content
            are not there.
        first_column: column from 0 of the first cell of every row.
        merges: merged cells; only the first cell of each holds anything.
        hidden: the whole sheet is hidden; ``hidden_rows``, ``hidden_columns``: numbers from 0.
        broken: place -> "error_cell" or "formula_empty".
        letters: place -> what became of a text in an old font.
        suspects: places of texts that look typed for an old font, which their own font does not say.
        blank_rows: rows that the file spells out and that hold nothing.
    """

    name: str
    rows: dict[int, list[Raw]]
    first_column: int = 0
    merges: Sequence[Merge] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    broken: dict[Place, str] = field(default_factory=dict)
    letters: dict[Place, Lettering] = field(default_factory=dict)
    suspects: frozenset[Place] = frozenset()
    blank_rows: int = 0

    def at(self, row: int, column: int) -> Raw:
        """The cell at a place; ``EMPTY`` outside."""
        cells = self.rows.get(row)
        index = column - self.first_column
        return cells[index] if cells is not None and 0 <= index < len(cells) else EMPTY

    def width(self) -> int:
        """One more than the last column that any row spells out."""
        return self.first_column + max(map(len, self.rows.values()), default=0)

    def read_letters(self, fonts: Mapping[Place, Iterable[tuple[str, str]]]) -> None:
        """Turn texts in old fonts into Unicode.

        Args:
            fonts: place -> (name of a font, the text in it), for every cell in which an old font occurs.
        """
        for (row, column), runs in fonts.items():
            raw = self.at(row, column)
            pieces = list(runs)
            if not isinstance(raw, str) or not pieces:
                continue
            if "".join(text for _, text in pieces) != raw:  # the readers differ: then one font for the whole cell
                pieces = [(next((name for name, _ in pieces if legacy_font(name)), ""), raw)]
            read = [_shown(text, name) for name, text in pieces]
            after = "".join(text for text, _ in read)
            if after != raw:
                name, family = next(
                    (name, font.family) for (name, _), (_, font) in zip(pieces, read, strict=True) if font
                )
                self._letter(row, column, Lettering(raw, after, family, name))

    def read_all_letters(self, family: str) -> None:
        """Turn every text that looks typed for an old font of *family* into Unicode: the fonts do not say it."""
        font = LegacyFont(family)
        for row, cells in self.rows.items():
            for index, raw in enumerate(cells):
                place = (row, index + self.first_column)
                if isinstance(raw, str) and not raw.isascii() and place not in self.letters:
                    after = to_unicode(raw, font)
                    if after != raw:
                        self._letter(*place, Lettering(raw, after, family, ""))

    def _letter(self, row: int, column: int, lettering: Lettering) -> None:
        self.rows[row][column - self.first_column] = lettering.after
        self.letters[row, column] = lettering

    def find_suspects(self) -> None:
        """Mark the texts that look typed for an old font although nothing says so."""
        self.suspects = frozenset(self._suspects())

    def _suspects(self) -> Iterator[Place]:
        signs: set[str] = set()
        for cells in self.rows.values():
            signs.update("".join([raw for raw in cells if type(raw) is str]))
        if signs.isdisjoint(tell_tale_signs()):  # nearly always: no need to look at every cell
            return
        for row, cells in self.rows.items():
            for index, raw in enumerate(cells):
                if type(raw) is str and not raw.isascii() and seems_legacy(raw):
                    place = (row, index + self.first_column)
                    if place not in self.letters:
                        yield place


def _shown(text: str, font_name: str) -> tuple[str, LegacyFont | None]:
    font = legacy_font(font_name)
    return (to_unicode(text, font), font) if font else (text, None)


def is_blank(raw: Raw) -> bool:
    """True for an empty cell and for one that holds nothing but spaces."""
    return isinstance(raw, str) and not raw.strip()


def filled(cells: Sequence[Raw]) -> int:
    """How many of *cells* hold anything."""
    return sum(1 for cell in cells if cell != EMPTY and not is_blank(cell))
