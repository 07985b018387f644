"""A Word file read as a typed paper: which line is the number, the date, the title, the signature.

Which words make a line the number line is data (`tables/word_lines.toml`); how the lines lie to each other is
told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any

from dossier.record.text import nfc
from dossier.rules.word_facts import Cell, Paragraph, Stretch, WordFacts

_BREAK = re.compile(r"[\n\t]+")
_GAP = re.compile(r"[ \u00a0]{4,}")
_SHORTEST_COLUMN = 4  # letters; what is shorter is a number line with room for its figure
_LETTER = re.compile(r"[^\W_]")
_BLANKS = re.compile(r"\s+")
_FIGURES = re.compile(r"[0-9]+")
# found by pattern and made of words of the form: their first words may be shown
_FIXED = ("party", "number", "title", "authority", "recipients", "kept")
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper and how it is known: see `word_lines.toml`."""

    id: str
    lines: tuple[re.Pattern[str], ...] = ()
    watermark: re.Pattern[str] | None = None
    without: str = ""


@dataclass(frozen=True, slots=True)
class WordLines:
    """The table `word_lines.toml`: patterns of fixed lines by name, kinds of papers, places in words."""

    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


# what `Paper` calls a line, whether a pattern finds it or its place among the others
LINE_NAMES = frozenset(
    {
        "party", "star", "number", "date", "title", "hyphens", "authority", "chair", "recipients", "kept",
        "issuer", "parent", "summary", "letter_summary", "position", "signer", "last",
    }
)  # fmt: skip
PATTERN_NAMES = frozenset(
    {
        "party", "star", "number", "date", "title", "hyphens", "authority", "chair", "recipients", "kept", "letter",
        "certified", "note",
    }
)  # fmt: skip
LABEL_NAMES = frozenset(
    {"paragraphs", "quoted", "cell", "margins", "boxes", "watermarks", "properties", "pages", "file"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: its number among the paragraphs (from 0), its text tidied, its look."""

    paragraph: int
    text: str
    stretches: tuple[Stretch, ...]
    align: str
    cell: Cell | None

    @property
    def place(self) -> str:
        """The place of its paragraph."""
        return f"/paragraphs/{self.paragraph}"

    @property
    def letters(self) -> tuple[Stretch, ...]:
        """Its stretches with letters or figures: how a colon looks is nobody's concern."""
        return tuple(stretch for stretch in self.stretches if _LETTER.search(stretch.text))


@dataclass(frozen=True)
class Paper:
    """A Word file as a typed paper.

    Args:
        facts: what the file shows.
        table: patterns, kinds and labels.
        spelling: how the office writes it: `ủy` or `uỷ`.
        names: names of other persons, which must not stand in it.
    """

    facts: WordFacts
    table: WordLines
    spelling: str = "ủy"
    names: frozenset[str] = frozenset()

    # --- lines --------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines of the body in reading order, those without text left out."""
        return tuple(line for index, found in enumerate(self.facts.paragraphs) for line in _lines(index, found))

    def named(self, name: str) -> tuple[Line, ...]:
        """The lines called *name* (one of `LINE_NAMES`); none when the paper lacks it."""
        return self._named.get(name, ())

    def first(self, name: str) -> Line | None:
        """The first line called *name*."""
        return next(iter(self.named(name)), None)

    def meets(self, name: str, text: str) -> bool:
        """Whether the pattern *name* finds something in *text*."""
        return self.table.patterns[name].search(text) is not None

    @cached_property
    def _named(self) -> Mapping[str, tuple[Line, ...]]:
        found = {name: tuple(self._matching(name)) for name in ("party", "star", "number", "title")}
        found = {name: lines[:1] for name, lines in found.items()}
        title = found["title"][0].paragraph if found["title"] else -1
        signs = [line for line in self._matching("authority") if line.paragraph > title]
        found["authority"] = tuple(signs[:1])
        found["chair"] = tuple(line for line in self._matching("chair") if line.paragraph > title)
        found["date"] = tuple(self._matching("date"))[:1]
        found["recipients"] = tuple(self._matching("recipients"))[:1]
        if found["recipients"]:
            place = self.below(found["recipients"][0])
            found["kept"] = tuple(line for line in place if self.meets("kept", line.text))[:1]
        found |= self._head(found)
        found |= self._below_title(found)
        found |= self._signature(found)
        found["last"] = _lines(*self.body[-1])[-1:] if self.body else ()
        return found

    def _matching(self, name: str) -> Iterator[Line]:
        pattern = self.table.patterns[name]
        return (line for line in self.lines if pattern.search(line.text))

    def below(self, line: Line) -> list[Line]:
        """The lines below *line*: of its column, or of the running text when it stands in no table."""
        start = self.lines.index(line) + 1
        rest = self.lines[start:]
        if line.cell is not None:
            return [other for other in rest if _one_column(other, line)]
        return list(takewhile(lambda other: other.cell is None, rest))

    def _head(self, found: Mapping[str, tuple[Line, ...]]) -> dict[str, tuple[Line, ...]]:
        """The bodies above star and number: the last one issues the paper. Below a letter's number its summary."""
        mark = next(iter((*found["star"], *found["number"])), None)
        made: dict[str, tuple[Line, ...]] = {}
        if mark is not None:
            above = [
                line
                for line in self.lines[: self.lines.index(mark)]
                if _one_column(line, mark) and not any(self.meets(name, line.text) for name in ("party", "date"))
            ]
            made = {"issuer": tuple(above[-1:]), "parent": tuple(above[:-1])}
        if found["number"] and self.meets("letter", found["number"][0].text):
            below = self.below(found["number"][0])
            number = found["number"][0]
            own = takewhile(lambda line: line.cell is not None or line.align == number.align == "centre", below)
            made["letter_summary"] = tuple(
                line for line in own if not any(self.meets(name, line.text) for name in ("party", "date"))
            )
        return made

    def _below_title(self, found: Mapping[str, tuple[Line, ...]]) -> dict[str, tuple[Line, ...]]:
        if not found["title"]:
            return {}
        below = self.below(found["title"][0])
        centred = list(takewhile(lambda line: line.align == "centre" and not self._ends_summary(line.text), below))
        hyphens = [line for line in below[len(centred) :][:1] if self.meets("hyphens", line.text)]
        # without the hyphens only bold lines are sure to be the summary: the addressee is centred too
        summary = centred if hyphens else list(takewhile(_is_bold, centred))
        return {"summary": tuple(summary), "hyphens": tuple(hyphens)}

    def _ends_summary(self, text: str) -> bool:
        return self.meets("hyphens", text) or self.meets("note", text)

    def _signature(self, found: Mapping[str, tuple[Line, ...]]) -> dict[str, tuple[Line, ...]]:
        """Below the authority: the position, and last the name."""
        if not found["authority"]:
            return {}
        below = [
            line
            for line in self.below(found["authority"][0])
            if not any(self.meets(name, line.text) for name in ("authority", "note", "recipients"))
        ]
        if found["authority"][0].cell is None:
            below = list(takewhile(lambda line: line.align in ("centre", "right"), below))
        return {"position": tuple(below[:1]), "signer": tuple(below[1:][-1:])}

    # --- the text between head and signature ----------------------------------------------------------------

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every text of the file in NFC, with its place."""
        return tuple((place, nfc(text)) for place, text in self.facts.texts())

    @cached_property
    def body(self) -> tuple[tuple[int, Paragraph], ...]:
        """The running text: its paragraphs with their numbers (from 0), head, tables and signature left out."""
        heads = [*self._matching("title")][:1] or [
            line for name in ("party", "star", "number") for line in [*self._matching(name)][:1]
        ]
        start = max((line.paragraph for line in heads), default=-1)
        ends = (line.paragraph for name in ("authority", "recipients", "chair") for line in self._matching(name))
        end = min((index for index in ends if index > start), default=len(self.facts.paragraphs))
        return tuple(
            (index, paragraph)
            for index, paragraph in enumerate(self.facts.paragraphs[:end])
            if index > start
            and paragraph.cell is None
            and paragraph.align in ("justify", "left")
            and not self._is_fixed(tidy(paragraph.text))
        )

    def _is_fixed(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.table.patterns.values())

    # --- the whole ------------------------------------------------------------------------------------------

    @cached_property
    def kind(self) -> str:
        """What kind of paper it is: the first of the table whose words it has."""
        for kind in self.table.kinds:
            if self._is(kind):
                return kind.id
        return ""

    def _is(self, kind: Kind) -> bool:
        if kind.watermark is not None and not any(kind.watermark.search(nfc(text)) for text in self.facts.watermarks):
            return False
        if kind.without and self.named(kind.without):
            return False
        return all(any(pattern.search(line.text) for line in self.lines) for pattern in kind.lines)

    @cached_property
    def day(self) -> date | None:
        """The day that the paper itself gives; None when it gives none, or one that no calendar has."""
        line = self.first("date")
        figures = [int(found) for found in _FIGURES.findall(line.text.rpartition(",")[2])] if line else []
        try:
            return date(figures[2], figures[1], figures[0]) if len(figures) == 3 else None
        except (ValueError, OverflowError):
            return None

    def label(self, place: str) -> str:
        """*place* in words."""
        _, _, rest = place.partition("/")
        group, _, index = rest.partition("/")
        labels = self.table.labels
        if group == "paragraphs":
            return self._paragraph_label(int(index))
        number = int(index) + 1 if index.isdecimal() else 1
        return labels[group if group in labels else "file"].format(number=number)

    def _paragraph_label(self, index: int) -> str:
        values: dict[str, Any] = {"number": index + 1}
        for name in _FIXED:
            for line in self.named(name):
                if line.paragraph == index:
                    return self.table.labels["quoted"].format(words=_first_words(line.text), **values)
        cell = self.facts.paragraphs[index].cell
        if cell is not None:
            return self.table.labels["cell"].format(table=cell.table, row=cell.row, **values)
        return self.table.labels["paragraphs"].format(**values)


def tidy(text: str) -> str:
    """*text* in NFC, every run of blanks as one, none at the ends."""
    return _BLANKS.sub(" ", nfc(text)).strip()


def _lines(index: int, paragraph: Paragraph) -> tuple[Line, ...]:
    made: list[list[Stretch]] = [[]]
    for stretch in paragraph.stretches:
        for number, piece in enumerate(_pieces(stretch.text)):
            if number:
                made.append([])
            if piece:
                made[-1].append(
                    Stretch(piece, stretch.font, stretch.size_pt, stretch.bold, stretch.italic, stretch.underline)
                )
    lines = []
    for stretches in made:
        text = tidy("".join(stretch.text for stretch in stretches))
        if text:
            lines.append(Line(index, text, tuple(stretches), paragraph.align, paragraph.cell))
    return tuple(lines)


def _pieces(text: str) -> Iterator[str]:
    """*text* parted at line breaks, tabs, and gaps that somebody typed to make two columns."""
    for part in _BREAK.split(text):
        start = 0
        for gap in _GAP.finditer(part):
            if part[gap.end() : gap.end() + 1].isupper() and gap.start() - start >= _SHORTEST_COLUMN:
                yield part[start : gap.start()]
                start = gap.end()
        yield part[start:]


def _one_column(line: Line, other: Line) -> bool:
    """Whether both stand in one column of one table, whatever their rows, or both in running text."""
    if line.cell is None or other.cell is None:
        return line.cell is other.cell
    return (line.cell.table, line.cell.column) == (other.cell.table, other.cell.column)


def _is_bold(line: Line) -> bool:
    return all(stretch.bold for stretch in line.letters)


def _first_words(text: str) -> str:
    words: Sequence[str] = text.split(" ")
    return " ".join(words[:MOST_WORDS]) + ("…" if len(words) > MOST_WORDS else "")
