"""Which line of the questionnaire a row is: by its tags, else by its words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dossier.adapters.foreign_values import none_words
from dossier.adapters.questionnaire import (
    ANSWER,
    FAMILY,
    HINT,
    ITEM,
    OTHER,
    QUESTION,
    Family,
    Question,
    Questionnaire,
    Relative,
    Table,
)
from dossier.adapters.questionnaire_grid import Cell, Row
from dossier.adapters.questionnaire_words import outside_tables
from dossier.adapters.workbook_values import plain
from dossier.messages import LANGUAGES, text
from dossier.record.text import fold

_MOST_CALLED = 40
_ITEM_PREFIX = f"{FAMILY}/*/"


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is.

    Args:
        relative: the head of a block of this relation.
        question, cell: a line, and the cell of its answer.
        table, columns: a row of a table, its cells with their questions.
        beside: cells that hold something and answer nothing.
        label: what to call the row. ends_block: no relative's block goes on behind it.
    """

    relative: Relative | None = None
    question: Question | None = None
    cell: Cell | None = None
    table: Table | None = None
    columns: tuple[tuple[Question, Cell], ...] = ()
    beside: tuple[Cell, ...] = ()
    label: str = ""
    ends_block: bool = False


class Lines:
    """Knows the lines of a questionnaire; rows are to be asked in their order.

    Args:
        is_current: whether the words in the file besides the answers are those of this version.

    Attributes:
        other_wording: words were met that are neither answers nor ours, in a file of another wording; whether a
            person typed them cannot be said.
    """

    def __init__(self, whole: Questionnaire, is_current: bool) -> None:
        self._whole, self._is_current = whole, is_current
        self.other_wording = False
        self._by_tag = {question.tag: question for question in whole.questions()}
        self._relatives = {relative.tag: relative for relative in whole.family.relatives}
        self.other = next(relative for relative in whole.family.relatives if relative.relation == OTHER)
        for question in self.other.lines:  # every field of a relative may have a line
            self._by_tag.setdefault(question.tag, question)
        self._tables = {question.tag: table for table in whole.tables() for question in table.columns}
        self._pointers: dict[str, Table | Family] = {
            part.at: part for part in whole.parts if isinstance(part, Table | Family)
        }
        self._by_label = {plain(question.label): question for question in self._top_level()}
        self._by_heading = {plain(part.label): part for part in self._pointers.values()}
        self._in_block = {plain(question.label): question for question in self.other.lines}
        self._heads = {plain(relative.label): relative for relative in whole.family.relatives}
        titles = [f"questionnaire.{role[1:]}" for role in (ITEM, QUESTION, ANSWER, HINT)]
        self._titles = {plain(text(title, lang)) for title in titles for lang in LANGUAGES}
        self._positions: tuple[int, tuple[Question, ...]] = (0, ())  # table in the file -> its columns by position

    def _top_level(self) -> list[Question]:
        cells = set(self._tables)
        return [
            question
            for tag, question in self._by_tag.items()
            if not tag.startswith(_ITEM_PREFIX) and tag not in cells and not question.relation
        ]

    def is_typed(self, paragraph: str) -> bool:
        """Whether a text outside the tables is a person's own."""
        is_strange = plain(paragraph) not in _outside()
        self.other_wording = self.other_wording or (is_strange and not self._is_current)
        return is_strange and self._is_current

    def known(self, row: Row, block: Relative | None) -> Known:
        """What *row* is; *block* is the block that the rows before it belong to."""
        tags = {tag: number for number, cell in enumerate(row.cells) for tag in cell.tags}
        for tag, number in tags.items():
            if tag in self._relatives:
                return self._head(row, self._relatives[tag])
            if tag in self._tables:
                return self._row_of_table(row)
            if tag in self._by_tag:
                return self._line(row, self._by_tag[tag], number)
            if tag in self._pointers:
                return self._pointer(self._pointers[tag], row.cells[number])
        known = self._by_words(row, block)
        if known.beside and tags:  # a line of another version: only its answer counts
            answers = [row.cells[number] for number in tags.values()]
            return Known(beside=tuple(cell for cell in answers if not cell.is_empty), label=known.label)
        return known

    # --- by tags

    def _head(self, row: Row, relative: Relative) -> Known:
        self._positions = 0, ()
        beside = [cell for cell in row.cells if not cell.is_empty and not self._is_of_head(cell, relative)]
        return Known(relative=relative, beside=tuple(self._typed(beside)), label=relative.label)

    def _is_of_head(self, cell: Cell, relative: Relative) -> bool:
        """Whether a cell says only whose block begins, and the note about such blocks."""
        notes = {plain(relative.note.get(lang)) for lang in LANGUAGES}
        lines = [line for line in str(cell.raw).split("\n") if line.strip()]
        return all(plain(line) in notes or _without_number(plain(line)) == plain(relative.label) for line in lines)

    def _line(self, row: Row, question: Question, number: int) -> Known:
        """A line whose answer stands in the cell *number*."""
        self._positions = 0, ()
        strangers = self._strangers(row.cells[number + 1 :], question)
        return Known(question=question, cell=row.cells[number], beside=tuple(strangers), label=question.label)

    def _strangers(self, cells: Sequence[Cell], question: Question) -> list[Cell]:
        """Cells behind the answer that say something else than how to answer."""
        hints = [question.hint.get(lang) for lang in LANGUAGES]
        strange = [cell for cell in cells if not cell.is_empty and cell.raw not in hints]
        strange = [cell for cell in strange if plain(str(cell.raw)) not in map(plain, hints)]
        return self._typed(strange)

    def _typed(self, strange: list[Cell]) -> list[Cell]:
        """Those of *strange* cells that a person typed: in a file of another wording the first may be a hint."""
        if self._is_current:
            return strange
        self.other_wording = self.other_wording or bool(strange)
        return strange[1:]

    def _row_of_table(self, row: Row) -> Known:
        """A row with tags: they tell what its other cells are too, since columns stay in their order."""
        by_position = tuple(
            next((self._by_tag[tag] for tag in cell.tags if tag in self._tables), None) for cell in row.cells
        )
        pairs = [(question, cell) for question, cell in zip(by_position, row.cells, strict=True) if question]
        table = self._tables[pairs[0][0].tag]
        if None not in by_position:
            self._positions = row.table, tuple(question for question in by_position if question)
        elif len(row.cells) == len(table.columns) and not row.sheet:
            pairs = list(zip(table.columns, row.cells, strict=True))
        used = {id(cell) for _, cell in pairs}
        beside = [cell for cell in row.cells if id(cell) not in used and not cell.is_empty]
        return Known(table=table, columns=tuple(pairs), beside=tuple(beside), label=table.label)

    def _pointer(self, part: Table | Family, cell: Cell) -> Known:
        """A line that leads to another sheet; somebody may have answered it here."""
        links = {plain(text("questionnaire.link", lang, sheet=part.sheet)) for lang in LANGUAGES}
        if cell.is_empty or plain(str(cell.raw)) in links:
            return Known(label=part.label)
        if isinstance(part, Table) and fold(str(cell.raw)) in none_words():
            return Known(table=part, columns=((part.columns[0], cell),), label=part.label)
        return Known(beside=(cell,), label=part.label)

    # --- by words

    def _by_words(self, row: Row, block: Relative | None) -> Known:
        filled = [cell for cell in row.cells if not cell.is_empty]
        if not filled:
            return Known()
        table, columns = self._positions
        if columns and table == row.table and len(row.cells) == len(columns):
            if _labels(row) == [plain(question.label) for question in columns]:
                return Known()  # the head of the table again
            return Known(
                table=self._tables[columns[0].tag], columns=tuple(zip(columns, row.cells, strict=True)),
                label=self._tables[columns[0].tag].label,
            )  # fmt: skip
        words = _labels(row)
        if sum(word in self._titles for word in words) > 1:
            return Known(ends_block=True)
        if relative := self._heads.get(_without_number(words[0] or next(word for word in words if word))):
            return self._head(row, relative)
        if head := self._head_of_table(row, words):
            return head
        return self._question(row, words, block) or Known(beside=(filled[-1],), label=_called(filled))

    def _head_of_table(self, row: Row, words: Sequence[str]) -> Known | None:
        for table in self._whole.tables():
            if list(words) == [plain(question.label) for question in table.columns]:
                self._positions = row.table, table.columns
                return Known(label=table.label)
        return None

    def _question(self, row: Row, words: Sequence[str], block: Relative | None) -> Known | None:
        for number, word in enumerate(words[:-1]):
            if word in self._by_heading:
                return self._pointer(self._by_heading[word], row.cells[number + 1])
            question = self._of_block(word, block) or self._by_label.get(word)
            if question is not None:
                return self._line(row, question, number + 1)
        return None

    def _of_block(self, word: str, block: Relative | None) -> Question | None:
        if block is None:
            return None
        return block.nobody if block.nobody and word == plain(block.nobody.label) else self._in_block.get(word)


def _called(cells: Sequence[Cell]) -> str:
    """What to call a row that nobody knows: its first cell, when that is not what somebody typed."""
    return " ".join(str(cells[0].raw).split())[:_MOST_CALLED] if len(cells) > 1 else "?"


def _label(cell: Cell) -> str:
    return plain(str(cell.raw).strip().partition("\n")[0])


def _labels(row: Row) -> list[str]:
    return [_label(cell) for cell in row.cells]


@cache
def _numbered() -> re.Pattern[str]:
    """What stands behind a relation in the head of one of several blocks."""
    endings = [plain(text("questionnaire.nth", lang, label="", n="")) for lang in LANGUAGES]
    return re.compile(f"(?:{'|'.join(endings)})?[0-9]*")


def _without_number(word: str) -> str:
    for start in range(len(word)):
        if _numbered().fullmatch(word, start):
            return word[:start]
    return word


@cache
def _outside() -> frozenset[str]:
    return frozenset(plain(paragraph) for lang in LANGUAGES for paragraph in outside_tables(lang))
