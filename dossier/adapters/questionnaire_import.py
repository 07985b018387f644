"""The record of the person who filled a questionnaire, and what was not understood, answer by answer.

A line is known by its tag; where a person has lost it, by the words of its question. An answer that is not understood
leaves its field unknown and is told with its place; so is whatever else somebody typed. Nothing stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dossier.adapters.assembled import assembled
from dossier.adapters.foreign_ids import Claim, People
from dossier.adapters.foreign_problems import note
from dossier.adapters.foreign_targets import BIRTH, NAME, NATIONAL_ID
from dossier.adapters.foreign_values import none_words
from dossier.adapters.imported import CellProblem, ImportedRecord, ImportResult, shown_in_problems
from dossier.adapters.questionnaire import FAMILY, NOBODY, OTHER, Question, Relative, questionnaire
from dossier.adapters.questionnaire_grid import Cell, Grid, Row, read_grid
from dossier.adapters.questionnaire_rows import Known, Lines
from dossier.adapters.questionnaire_values import understood
from dossier.adapters.workbook_layout import RECORD_ID, SCHEMA_VERSION
from dossier.adapters.workbook_values import Read
from dossier.errors import InputError
from dossier.findings import Text
from dossier.messages import both, catalogue, said, text
from dossier.record.edit import edited
from dossier.record.text import fold

FULL_NAME = f"{FAMILY}/*/full_name"
ORDER_KEY = "order"


class AnswerProblem(CellProblem):
    """One answer that was not understood, or what somebody typed elsewhere."""

    __slots__ = ()

    def remedy(self, lang: str) -> str:
        """How to mend it, in the words of a questionnaire where they differ from those of the workbook."""
        own = f"questionnaire.remedy.{self.kind}"
        if not self.near and own in catalogue(lang):
            return text(own, lang)
        told = super().remedy(lang)
        return text("questionnaire.remedy.error", lang) if told == text("workbook.remedy.error", lang) else told


@dataclass(slots=True)
class _Person:
    """A relative's block under way: answers by field place, and where its head stands."""

    relative: Relative
    at: tuple[str, str]
    answers: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    touched: bool = False


class QuestionnaireImport:
    """A questionnaire being read. Iterate over it once, for one record; `result` is whole then.

    Args:
        path: the Excel or Word file that came back.
        out: folder of dossier folders, where the person may have a record already.
        lang: of the places of a Word file.

    Raises:
        InputError: it is no questionnaire, is broken or hostile, was made by a newer version, or names nobody.
    """

    def __init__(self, path: Path, out: Path, lang: str) -> None:
        self.path = path
        self.result = ImportResult()
        self.whole = questionnaire()
        self._out, self._lang = out, lang
        self._grid: Grid = read_grid(path)
        self._lines = Lines(self.whole, self._grid.is_current)
        self._puts: dict[str, Any] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._nobody: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, int] = {}
        self._read()

    def __iter__(self) -> Iterator[ImportedRecord]:
        claim = self._claim()
        head = {SCHEMA_VERSION[1:]: self.whole.schema_version, RECORD_ID[1:]: claim.record_id}
        data = edited(head, put={place: value for place, value in self._puts.items() if place != RECORD_ID})
        self.result.persons = 1
        yield ImportedRecord(claim.record_id, assembled(data, self._refuse), ())

    def where(self, record: ImportedRecord, pointer: str) -> str:
        """The place in the file that a place of *record* came from; empty when there is none."""
        sheet, cell = self._place_of(pointer)
        return f"{sheet}!{cell}" if cell else sheet

    # --- who

    def _claim(self) -> Claim:
        name = self._puts.get(NAME)
        record_id = self._puts.get(RECORD_ID)
        if not record_id and not name:
            raise InputError(self.path.name, *said("questionnaire_nobody"))
        people = People(self._out)
        for folder in people.unreadable:
            self.result.add(note(folder, "", "unreadable_record", "warning"))
        birth, number = self._puts.get(BIRTH), self._puts.get(NATIONAL_ID)
        claim = people.claim(str(name or ""), birth, number, record_id, dated=True)
        sheet, cell = self._places.get(NAME, (self.path.name, ""))
        if claim.how == "name":
            self.result.add(note(sheet, cell, "matched_by_name", record_id=claim.record_id))
        elif claim.namesake:
            self.result.add(note(sheet, cell, "namesake", "warning", record_id=claim.record_id))
        return claim

    # --- rows

    def _read(self) -> None:
        for sheet in self._grid.unknown_sheets:
            self.result.add(AnswerProblem(sheet, "", "unknown_sheet", "warning"))
        for sheet, address in self._grid.broken:
            self.result.add(AnswerProblem(sheet, address, "error_cell", wanted=both("questionnaire.wanted")))
        for paragraph in self._grid.paragraphs:
            if self._lines.is_typed(paragraph):
                place = text("questionnaire.body_place", self._lang)
                self.result.add(AnswerProblem(place, "", "typed_beside", "warning"))
        person: _Person | None = None
        sheet = ""
        for row in self._grid.rows:
            if row.sheet != sheet:
                self._finish(person)
                person, sheet = None, row.sheet
            known = self._lines.known(row, person.relative if person else None)
            if known.relative is not None:
                self._finish(person)
                person = _Person(known.relative, self._place(row, None, known.relative.label))
            elif known.question is not None and known.question.at.startswith(f"{FAMILY}/*/"):
                person = self._of_block(person, known, row)
            elif known.question is not None and known.question.relation:
                self._tick_nobody(known.question, known, row)
            elif known.question is not None or known.columns or known.ends_block:
                self._finish(person)
                person = None
                self._line(known, row)
                self._item(known, row)
            for cell in known.beside:
                self._say("typed_beside", row, cell, known.label, "warning")
        self._finish(person)
        self._say_nobody()
        if self._lines.other_wording:
            self.result.add(AnswerProblem(self.path.name, "", "other_wording", "note"))
        self.result.sheets = [name for name, count in self._counts.items() if count]
        self.result.items.update(self._counts)

    def _tick_nobody(self, question: Question, known: Known, row: Row) -> None:
        if known.cell is not None and self._answer(question, row, known.cell) is True:
            self._nobody.setdefault(question.relation, self._place(row, known.cell, question.label))

    def _line(self, known: Known, row: Row) -> None:
        """A line of its own."""
        question, cell = known.question, known.cell
        if question is None or cell is None:
            return
        value = self._answer(question, row, cell)
        if value is not None:
            self._put(question, question.at, value, self._place(row, cell, question.label), row, cell)

    def _put(self, question: Question, pointer: str, value: Any, place: tuple[str, str], row: Row, cell: Cell) -> None:
        """Take an answer; a second one to the same question is told."""
        if pointer in self._puts:
            if self._puts[pointer] != value:
                self._say("both_given", row, cell, question.label, "error", question)
            return
        self._puts[pointer], self._places[pointer] = value, place
        if value == [] and question.flag:
            flag = f"{pointer}_none"
            self._puts[flag], self._places[flag] = True, place
        self._counts[self.whole.words["main_sheet"]] = self._counts.get(self.whole.words["main_sheet"], 0) + 1

    def _item(self, known: Known, row: Row) -> None:
        """A row of a table."""
        table = known.table
        if table is None:
            return
        filled = [(question, cell) for question, cell in known.columns if not cell.is_empty]
        if not filled:
            return
        if table.none is not None and len(filled) == 1 and _says_none(filled[0][1]):
            question, cell = filled[0]
            self._put(table.none, table.none.at, True, self._place(row, cell, table.label), row, cell)
            return
        number = self._counts.get(table.label, 0)
        taken = False
        for question, cell in filled:
            label = f"{table.label} › {question.label}"
            value = self._answer(question, row, cell, label)
            if value is not None:
                pointer = f"{table.at}/{number}/{'/'.join(question.steps)}"
                self._puts[pointer], self._places[pointer] = value, self._place(row, cell, label)
                taken = True
        if taken:
            self._places[f"{table.at}/{number}"] = self._place(row, None, table.label)
            self._counts[table.label] = number + 1

    # --- relatives

    def _of_block(self, person: _Person | None, known: Known, row: Row) -> _Person:
        question, cell = known.question, known.cell
        assert question is not None
        if person is None or question.at in person.asked:
            # a head was lost: the same question again is another person's
            relative = person.relative if person else self._lines.other
            self._finish(person)
            person = _Person(relative, self._place(row, cell, relative.label))
        person.asked.add(question.at)
        if cell is None or cell.is_empty:
            return person
        label = f"{person.relative.label} › {question.label}"
        value = self._answer(question, row, cell, label)
        key = question.steps[-1]
        person.touched = person.touched or key != ORDER_KEY
        if value is not None:
            person.answers[question.at] = value
            person.places[question.at] = self._place(row, cell, label)
        return person

    def _finish(self, person: _Person | None) -> None:
        """A block has ended: its person becomes an item of the family, unless it says nothing."""
        if person is not None and person.touched:
            self._take(person)

    def _take(self, person: _Person) -> None:
        relation = person.relative.relation
        given = [place for place in person.answers if not place.endswith(f"/{ORDER_KEY}")]
        name = person.answers.get(FULL_NAME)
        if given == [FULL_NAME] and fold(str(name)) in none_words() and relation != OTHER:
            self._nobody.setdefault(relation, person.places[FULL_NAME])
            return
        label = self.whole.family.label
        number = self._counts.get(label, 0)
        self._counts[label] = number + 1
        head = f"{FAMILY}/{number}"
        self._places[head] = person.at
        if relation != OTHER:
            self._puts[f"{head}/relation"] = relation
        order = person.answers.get(f"{FAMILY}/*/{ORDER_KEY}")
        if order is not None and self._is_taken(relation, order):
            self.result.add(AnswerProblem(*person.places[f"{FAMILY}/*/{ORDER_KEY}"], "duplicate_number"))
        for at, value in person.answers.items():
            pointer = at.replace("*", str(number), 1)
            self._puts[pointer], self._places[pointer] = value, person.places[at]

    def _is_taken(self, relation: str, order: int) -> bool:
        heads = [place.rpartition("/")[0] for place, value in self._puts.items()
                 if place.startswith(f"{FAMILY}/") and place.endswith("/relation") and value == relation]  # fmt: skip
        return any(self._puts.get(f"{head}/{ORDER_KEY}") == order for head in heads)

    def _say_nobody(self) -> None:
        """Relations of whom there is nobody; one that has somebody keeps him, and the tick is told."""
        declared = {value for place, value in self._puts.items() if place.endswith("/relation")}
        none = [relation for relation in self._nobody if relation not in declared]
        for relation, place in self._nobody.items():
            if relation in declared:
                self.result.add(AnswerProblem(*place, "contradiction"))
        for number, relation in enumerate(none):
            self._puts[f"{NOBODY}/{number}"] = relation
            self._places[f"{NOBODY}/{number}"] = self._nobody[relation]

    # --- answers

    def _answer(self, question: Question, row: Row, cell: Cell, label: str = "") -> Any:
        """What a cell answers; None when it is empty or was not understood, which is told."""
        if cell.is_empty:
            return None
        read: Read = understood(question, cell.raw)
        if read.trouble is not None:
            if question.at == RECORD_ID and not read.mended:
                raise InputError(self.path.name, *said("questionnaire_bad_id"))
            severity = "note" if read.mended else "error"
            self._say(read.trouble, row, cell, label or question.label, severity, question, read.near)
        elif read.tidied:
            self.result.tidied[read.tidied] += 1
        return read.value

    def _say(
        self, kind: str, row: Row, cell: Cell, label: str, severity: str, question: Question | None = None,
        near: str = "",
    ) -> None:  # fmt: skip
        column = question.column if question else None
        shown = shown_in_problems(column, cell.raw) if column is not None else ""
        wanted = both("questionnaire.place_wanted") if question is not None and question.kind == "place" else None
        self.result.add(AnswerProblem(*self._place(row, cell, label), kind, severity, column, shown, near, wanted))

    def _place(self, row: Row, cell: Cell | None, label: str) -> tuple[str, str]:
        """Sheet and cell in Excel; in Word, which shows neither, the question, with the numbers of table and row."""
        if row.sheet:
            return row.sheet, cell.address if cell else f"{row.number}:{row.number}"
        words = {"label": label, "table": row.table, "row": row.number}
        return text("questionnaire.word_place", self._lang, **words), ""

    def _place_of(self, pointer: str) -> tuple[str, str]:
        while pointer:
            if pointer in self._places:
                return self._places[pointer]
            pointer = pointer.rpartition("/")[0]
        return "", ""

    def _refuse(self, pointer: str, wanted: Text | None) -> None:
        sheet, cell = self._place_of(pointer)
        if sheet:
            kind = "contradiction" if wanted is None else "bad_form"
            self.result.add(AnswerProblem(sheet, cell, kind, wanted=wanted))


def _says_none(cell: Cell) -> bool:
    return isinstance(cell.raw, str) and fold(cell.raw) in none_words()


def read_questionnaire(path: Path, out: Path, lang: str) -> QuestionnaireImport:
    """The questionnaire at *path*, to iterate over once.

    Raises:
        InputError: see `QuestionnaireImport`.
    """
    return QuestionnaireImport(path, out, lang)
