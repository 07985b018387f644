"""Records from the cohort workbook, one person at a time; what was not understood, cell by cell.

A cell that is not understood leaves its field unknown, a row that cannot be used is left out; neither stops
the others. Sheets are read one after another; what they hold is kept in a temporary file until its person
comes, so memory follows the largest sheet, not the cohort.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import python_calamine

from dossier.adapters.assembled import assembled
from dossier.adapters.workbook_guard import check_workbook
from dossier.adapters.workbook_layout import (
    FIRST_ROW,
    PATH_ROW,
    RECORD_ID,
    SCHEMA_VERSION,
    Column,
    Layout,
    Sheet,
    layout,
)
from dossier.adapters.workbook_values import Raw, Understander, masked
from dossier.adapters.workbook_write import column_name, expected
from dossier.errors import InputError
from dossier.findings import Text
from dossier.messages import catalogue, said, text

MOST_PROBLEMS = 5_000  # listed; the rest is only counted
_HEADER_ROWS = 10
_EMPTY = ""  # what the reader gives for an empty cell, always this one object
_SPOOL_BYTES = 4 * 1024 * 1024
_SHOWN_KINDS = ("date", "partial_date", "month", "year", "time", "integer", "number", "yes_no", "choice", "list")


# problems of a row of the sheet of persons for which it gives no record
_LOST = ("missing_record_id", "duplicate_record")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that was not understood, or was mended visibly.

    Args:
        sheet, cell: where, e.g. "Người" and "F7"; the cell is empty for a whole sheet.
        kind: what was found, a key of ``[workbook.found]`` in the catalogues, e.g. "two_digit_year".
        severity: "error" (the cell counts as empty, or the row was left out), "warning" (a column or sheet
            nobody asked for) or "note" (mended).
        column: the column, where there is one.
        shown: the text found, of dates, numbers and list entries only. For the user's own list, never for logs.
        near: the list entry that may be meant.
        wanted: what the schema wants, where the column does not say it.
    """

    sheet: str
    cell: str
    kind: str
    severity: str = "error"
    column: Column | None = None
    shown: str = ""
    near: str = ""
    wanted: Text | None = None

    @property
    def place(self) -> str:
        """Sheet and cell as a spreadsheet writes them."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def found(self, lang: str) -> str:
        """What was found: its kind, and the text where it may be shown."""
        words = text(f"workbook.found.{self.kind}", lang)
        return f"“{self.shown}” ({words})" if self.shown else words

    def expected(self, lang: str) -> str:
        """What was expected there."""
        if self.wanted is not None:
            return self.wanted.get(lang)
        key = f"workbook.wanted.{self.kind}"
        if self.column is None or key in catalogue(lang):
            return text(key, lang)
        return expected(self.column, lang)

    def remedy(self, lang: str) -> str:
        """How to mend it."""
        if self.near:
            return text("workbook.remedy.near", lang, near=self.near)
        own = f"workbook.remedy.{self.kind}"
        return text(own if own in catalogue(lang) else f"workbook.remedy.{self.severity}", lang)

    def line(self, lang: str) -> str:
        """Place, found, expected and remedy on one line."""
        return text(
            f"workbook.line.{self.severity}", lang, place=self.place, found=self.found(lang),
            expected=self.expected(lang), remedy=self.remedy(lang),
        )  # fmt: skip

    def facts(self, lang: str) -> dict[str, str]:
        """The problem for programs, without any text that was found."""
        return {
            "sheet": self.sheet, "cell": self.cell, "severity": self.severity, "kind": self.kind,
            "path": self.column.path if self.column else "",
            "found": text(f"workbook.found.{self.kind}", lang),
            "expected": self.expected(lang), "remedy": self.remedy(lang),
        }  # fmt: skip


def shown_in_problems(column: Column, raw: Raw) -> str:
    """What of a cell of *column* the user's own list may show: dates, numbers and list entries."""
    return masked(raw) if column.kind in _SHOWN_KINDS else ""


@dataclass(slots=True)
class ImportResult:
    """What came of reading a workbook.

    Args:
        persons: persons found.
        items: name of a list sheet -> rows of it that reached a person.
        sheets: names of the sheets that were understood, in their order.
        problems: cells not understood and visibly mended, at most 5,000; in reading order.
        counts: severity -> how many there were in all.
        tidied: "spaces" or "letters" -> cells tidied without loss.
        lost: rows of the sheet of persons that gave no record.
    """

    persons: int = 0
    lost: int = 0
    items: Counter[str] = field(default_factory=Counter)
    sheets: list[str] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    tidied: Counter[str] = field(default_factory=Counter)

    def add(self, problem: CellProblem) -> None:
        """Count *problem*, and list it while there is room."""
        self.counts[problem.severity] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def understood(self) -> bool:
        """True when every cell was understood."""
        return not self.counts["error"] and not self.counts["warning"]


class Origin(NamedTuple):
    """Rows that a part of a record came from: pointer of the part, number of the sheet, row from 0."""

    pointer: str
    sheet: int
    row: int


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One person's record as the workbook has it: valid, unknown fields left out, and where it came from."""

    record_id: str
    data: dict[str, Any]
    origins: tuple[Origin, ...]


class WorkbookImport:
    """A workbook being read. Iterate over it once; `result` is whole when the iteration has ended.

    Args:
        path: the file.

    Raises:
        InputError: the file is no workbook of ours, is broken, encrypted, hostile, or from a newer version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.layout = layout()
        self.result = ImportResult()
        self._error_cells = check_workbook(path)
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
            self._check_version()
        except python_calamine.CalamineError as error:
            raise InputError(path.name, *said("broken_office")) from error
        self._tables: list[_Table] = []
        self._spool = _Spool()

    def __iter__(self) -> Iterator[ImportedRecord]:
        try:
            yield from self._records()
        finally:
            self._spool.close()

    def where(self, record: ImportedRecord, pointer: str) -> str:
        """Sheet and cell (or row) that a place of *record* came from; empty when the workbook has none."""
        found = self._locate(record.origins, pointer)
        return found[0].place(found[1], found[2]) if found else ""

    # --- the file

    def _check_version(self) -> None:
        names = self._book.sheet_names
        hidden = self.layout.words["version_sheet"]
        if hidden not in names:
            if self.layout.main.name not in names:
                raise InputError(self.path.name, *said("workbook_foreign"))
            self.result.add(CellProblem(hidden, "", "no_version", "warning"))
            return
        cells = [str(value) for row in self._book.get_sheet_by_name(hidden).iter_rows() for value in row if value]
        name, _, number = (cells[0] if cells else "").partition("/")
        ours, _, newest = self.layout.format.partition("/")
        if name != ours or not number.isdecimal() or len(cells) < 2:
            raise InputError(self.path.name, *said("workbook_foreign"))
        schema = cells[1].partition(".")[0]
        newer = schema.isdecimal() and int(schema) > int(self.layout.schema_version)
        if int(number) > int(newest) or newer:
            raise InputError(self.path.name, *said("workbook_newer"))

    def _records(self) -> Iterator[ImportedRecord]:
        words = self.layout.words
        ours = (words["version_sheet"], words["lists_sheet"], words["guide_sheet"])
        main, mains = self.layout.main, list[_Table]()
        names = [name for name in self._names_in_order() if name not in ours]
        for name in names:
            table = self._open(name)
            if table is None:
                continue
            if table.sheet is main:
                mains.append(table)
            else:
                self._keep(table)
            if table.sheet is not main or name != names[-1]:
                table.rows = None
        seen: set[str] = set()
        for table in mains:
            if table.rows is None:
                table.reopen(self._book)
            yield from self._persons(table, seen)
            table.rows = None
        self._report_left()
        known = {table.name: None for table in self._tables}
        self.result.sheets = [name for name in self._book.sheet_names if name in known]

    def _names_in_order(self) -> list[str]:
        """Sheet names, the widest list first, as it takes most memory; the persons last."""
        size = {sheet.name: (len(sheet.columns) if sheet.lists else 1) for sheet in self.layout.sheets}
        size[self.layout.main.name] = -1
        sheets = [
            sheet.name for sheet in self._book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        return sorted(sheets, key=lambda name: -size.get(name, 0))

    def _open(self, name: str) -> _Table | None:
        """The sheet *name* with its columns known; None when it is none of ours."""
        table = _Table(name, len(self._tables))
        table.reopen(self._book)
        paths_at = table.find_paths()
        if paths_at is None:
            if table.has_content:
                self.result.add(CellProblem(name, "", "unknown_sheet", "warning"))
            return None
        for problem in table.understand_header(paths_at, self.layout):
            self.result.add(problem)
        if table.sheet is None:
            self.result.add(CellProblem(name, "", "unknown_sheet", "warning"))
            return None
        self._tables.append(table)
        for address in self._error_cells.get(name, ()):
            column = table.column_at(address)
            if column is not None:
                self.result.add(CellProblem(name, address, "error_cell", column=column))
        return table

    # --- rows

    def _keep(self, table: _Table) -> None:
        """Put every row of *table* aside until its person comes."""
        sheet = table.sheet
        assert sheet is not None
        seen: set[str] = set()
        for row, record_id, values, keys in self._rows(table):
            person = record_id.casefold()
            if not sheet.lists:
                if person in seen:
                    self._row_problem(table, row, "duplicate_row")
                    continue
                seen.add(person)
                if not values:
                    continue
            place = keys.get("list") or (sheet.lists[0] if len(sheet.lists) == 1 else "")
            if sheet.lists and not place:
                self._row_problem(table, row, "missing_list")
                continue
            self._spool.put(person, [table.number, row, place, keys.get("order"), keys.get("parent"), values])

    def _rows(self, table: _Table) -> Iterator[tuple[int, str, dict[str, Any], dict[str, Any]]]:
        """(row, record_id, machine path -> value, keys of the row) of every row that is somebody's."""
        result = self.result
        columns = table.columns[table.first_column :]
        id_index = table.index_of[RECORD_ID] - table.first_column
        keeps_bare_rows = table.sheet is self.layout.main or bool(table.sheet and table.sheet.lists)
        for number, cells in table.data_rows():
            bare = cells.count(_EMPTY) == len(cells) - 1 and cells[id_index] is not _EMPTY
            if bare and not keeps_bare_rows:
                continue
            values: dict[str, Any] = {}
            keys: dict[str, Any] = {}
            record_id = ""
            troubled = False
            for index, raw in enumerate(cells):
                if raw is _EMPTY or (known := columns[index]) is None:
                    continue
                value = known.clean.get(raw)
                if value is None:
                    read = known(raw)
                    value = read.value
                    if read.trouble is not None:
                        troubled = True
                        self._cell_problem(table, number, index + table.first_column, known.column, raw, read)
                    elif read.tidied:
                        result.tidied[read.tidied] += 1
                    if value is None:
                        continue
                if known.is_field:
                    values[known.path] = value
                elif known.column.kind == "id":
                    record_id = value
                else:
                    keys[known.column.kind] = value
            if record_id:
                yield number, record_id, values, keys
            elif (troubled or values or keys) and number not in table.bad_ids:
                self._row_problem(table, number, "missing_record_id")

    def _cell_problem(self, table: _Table, row: int, index: int, column: Column, raw: Raw, read: Any) -> None:
        shown = shown_in_problems(column, raw)
        if column.path == RECORD_ID and not read.mended:
            table.bad_ids.add(row)
            self.result.lost += table.name == self.layout.main.name
        severity = "note" if read.mended else "error"
        cell = f"{column_name(index)}{row + 1}"
        self.result.add(CellProblem(table.name, cell, read.trouble, severity, column, shown, read.near))

    def _row_problem(self, table: _Table, row: int, kind: str, path: str = RECORD_ID) -> None:
        index = table.index_of.get(path, 0)
        known = table.columns[index]
        self.result.lost += table.name == self.layout.main.name and kind in _LOST
        address = table.cell(row, index)
        self.result.add(CellProblem(table.name, address, kind, column=known.column if known else None))

    # --- persons

    def _persons(self, table: _Table, seen: set[str]) -> Iterator[ImportedRecord]:
        for row, record_id, values, _ in self._rows(table):
            person = record_id.casefold()
            if person in seen:
                self._row_problem(table, row, "duplicate_record")
                continue
            seen.add(person)
            self.result.persons += 1
            yield self._assembled(record_id, [[table.number, row, "", None, None, values], *self._spool.take(person)])

    def _assembled(self, record_id: str, rows: Sequence[Sequence[Any]]) -> ImportedRecord:
        """One person's record from its rows of all sheets."""
        data: dict[str, Any] = {SCHEMA_VERSION[1:]: self.layout.schema_version, RECORD_ID[1:]: record_id}
        origins: list[Origin] = []
        lists: dict[str, _Items] = {}
        for table_number, row, place, number, parent, values in rows:
            table = self._tables[table_number]
            sheet = table.sheet
            assert sheet is not None
            if not sheet.lists:
                origins.append(Origin("", table_number, row))
                self._put_all(data, table, row, values)
                continue
            self.result.items[table.name] += 1
            if not sheet.is_nested:
                item = self._item(table, row, values)
                items = lists.setdefault(place, _Items(place))
                if not items.add(item, number, Origin(place, table_number, row)):
                    self._row_problem(table, row, "duplicate_number", f"{place}/#")
            else:
                self._put_nested(lists, table, row, place, parent, values, origins)
        for items in lists.values():
            origins += items.put(data)
        return self._finished(record_id, data, tuple(origins))

    def _item(self, table: _Table, row: int, values: Mapping[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {}
        self._put_all(item, table, row, values)
        return item

    def _put_all(self, item: dict[str, Any], table: _Table, row: int, values: Mapping[str, Any]) -> None:
        """Put the values of a row into a record or an item of a list."""
        objects: dict[str, dict[str, Any] | None] = {}
        for path, value in values.items():
            outer, steps = table.targets[path]
            if outer not in objects:
                objects[outer] = _object(item, steps[:-1])
            here = objects[outer]
            if here is None or steps[-1] in here:
                self._row_problem(table, row, "both_given", path)
            else:
                here[steps[-1]] = value

    def _put_nested(
        self, lists: Mapping[str, _Items], table: _Table, row: int, place: str, parent: int | None,
        values: Mapping[str, Any], origins: list[Origin],
    ) -> None:  # fmt: skip
        """Put a row of a list inside the items of another list; those were read before."""
        outer, _, inner = place.partition("/*/")
        path = f"{place}/*/#parent"
        if parent is None:
            self._row_problem(table, row, "missing_parent", path)
            return
        index = lists[outer].index_of(parent) if outer in lists else None
        if index is None:
            self._row_problem(table, row, "unknown_parent", path)
            return
        item = self._item(table, row, values)
        if not item:
            return
        entries = lists[outer].items[index].setdefault(inner, [])
        if not isinstance(entries, list):
            self._row_problem(table, row, "both_given", path)
            return
        entries.append(item)
        pointer = f"{outer}/{lists[outer].kept(index)}/{inner}/{len(entries) - 1}"
        origins.append(Origin(pointer, table.number, row))

    def _finished(self, record_id: str, data: dict[str, Any], origins: tuple[Origin, ...]) -> ImportedRecord:
        """The record in the order of the schema, its contradictions and what else is invalid left unknown."""
        return ImportedRecord(record_id, assembled(data, lambda *refused: self._refuse(origins, *refused)), origins)

    def _refuse(self, origins: tuple[Origin, ...], pointer: str, wanted: Text | None) -> None:
        located = self._locate(origins, pointer)
        if located is None:
            return
        table, row, column = located
        known = table.columns[column] if column is not None else None
        self.result.add(
            CellProblem(
                table.name, table.cell(row, column), "contradiction" if wanted is None else "bad_form",
                column=known.column if known else None, wanted=wanted,
            )
        )  # fmt: skip

    def _locate(self, origins: Sequence[Origin], pointer: str) -> tuple[_Table, int, int | None] | None:
        """(table, row, column) that the place *pointer* came from."""
        best: tuple[int, _Table, int, int | None] | None = None
        for origin in origins:
            if pointer != origin.pointer and not pointer.startswith(f"{origin.pointer}/"):
                continue
            table = self._tables[origin.sheet]
            sheet = table.sheet
            assert sheet is not None
            rest = pointer[len(origin.pointer) :]
            path = f"{sheet.lists[0]}/*{rest}" if sheet.lists else rest
            column = table.column_of(path)
            if column is None and not sheet.lists:
                continue
            if best is None or len(origin.pointer) > best[0]:
                best = (len(origin.pointer), table, origin.row, column)
        return best[1:] if best else None

    def _report_left(self) -> None:
        """Rows of persons that the main sheet does not have."""
        for rows in self._spool.left():
            for table_number, row, *_ in rows:
                self._row_problem(self._tables[table_number], row, "unknown_person")


def read_workbook(path: Path) -> WorkbookImport:
    """The persons of the workbook at *path*, to iterate over once.

    Raises:
        InputError: the file is no workbook of ours, is broken, encrypted, hostile, or from a newer version.
    """
    return WorkbookImport(path)


# --- one sheet ------------------------------------------------------------------------------------------


class _Table:
    """One sheet of the file: its cells, and which column is what."""

    def __init__(self, name: str, number: int) -> None:
        self.name = name
        self.number = number
        self.sheet: Sheet | None = None
        self.rows: Any = None
        self.first_column = 0
        self.first_row = FIRST_ROW
        self.columns: list[Understander | None] = []
        self.index_of: dict[str, int] = {}
        self.targets: dict[str, tuple[str, tuple[str, ...]]] = {}  # path -> object around it, steps
        self.bad_ids: set[int] = set()  # rows whose id was reported already

    def reopen(self, book: Any) -> None:
        """Load the cells."""
        self.rows = book.get_sheet_by_name(self.name)
        start = self.rows.start
        self.first_column = start[1] if start else 0

    @property
    def has_content(self) -> bool:
        """False for an empty sheet."""
        return self.rows.start is not None

    def find_paths(self) -> tuple[int, list[str]] | None:
        """(row, texts) of the row of machine paths."""
        for number, cells in enumerate(self.rows.iter_rows()):
            if number > _HEADER_ROWS:
                break
            if RECORD_ID in cells:
                return number, [str(cell) for cell in cells]
        return None

    def understand_header(self, found: tuple[int, list[str]], whole: Layout) -> Iterator[CellProblem]:
        """Learn what each column is; yields the columns that are nothing of ours and hold something."""
        row, paths = found
        self.first_row = row + FIRST_ROW - PATH_ROW
        owners = [owner for path in paths if (owner := whole.owner(path)) is not None]
        if not any(owner.lists for owner in owners) and (self.name == whole.main.name or whole.main in owners):
            self.sheet = whole.main
        elif owners:
            self.sheet = owners[0]
        else:
            return
        wanted = {RECORD_ID: whole.main.columns[0]}
        for sheet in whole.sheets:
            # fields of a person may stand on any person sheet, whoever moved them there
            if sheet is self.sheet or not (sheet.lists or self.sheet.lists):
                wanted |= {column.path: column for column in sheet.columns[1:]}
        # one more than there are headers: a row may be wider
        self.columns = [None] * (self.first_column + max(len(paths), self.rows.total_width))
        strange: list[int] = []
        for index, path in enumerate(paths, start=self.first_column):
            if path in wanted and path not in self.index_of:
                column = wanted[path]
                self.columns[index] = Understander(column)
                self.index_of[path] = index
                self.targets[path] = (path.rpartition("/")[0], column.steps)
            else:
                strange.append(index)
        for index in self._filled(strange):
            cell = f"{column_name(index)}{self.first_row}"
            yield CellProblem(self.name, cell, "unknown_column", "warning")

    def _filled(self, indexes: Sequence[int]) -> list[int]:
        """Those of *indexes* whose column holds anything below the header."""
        left = set(indexes)
        filled = set()
        if left:
            for _, cells in self.data_rows():
                for index in tuple(left):
                    if cells[index - self.first_column] != "":
                        left.discard(index)
                        filled.add(index)
                if not left:
                    break
        return sorted(filled)

    def data_rows(self) -> Iterator[tuple[int, list[Any]]]:
        """(row from 0, cells) of the rows below the header."""
        for number, cells in enumerate(self.rows.iter_rows()):
            if number >= self.first_row:
                yield number, cells

    def column_at(self, address: str) -> Column | None:
        """The column of a cell below the header; None when it is none of ours."""
        letters = address.rstrip("0123456789")
        index = 0
        for letter in letters:
            index = index * 26 + ord(letter) - ord("A") + 1
        inside = index <= len(self.columns) and int(address[len(letters) :]) > self.first_row
        known = self.columns[index - 1] if inside else None
        return known.column if known else None

    def column_of(self, path: str) -> int | None:
        """The column of a machine path, or of the place around it."""
        while path:
            if path in self.index_of:
                return self.index_of[path]
            path = path.rpartition("/")[0]
        return None

    def cell(self, row: int, column: int | None) -> str:
        """The address of a cell; the row alone when the column is not known."""
        return f"{column_name(column)}{row + 1}" if column is not None else f"{row + 1}:{row + 1}"

    def place(self, row: int, column: int | None) -> str:
        """Sheet and cell."""
        return f"{self.name}!{self.cell(row, column)}"


class _Items:
    """The items of one list of one person, by their number."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.items: list[dict[str, Any]] = []
        self._origins: list[Origin] = []
        self._numbers: dict[int, int] = {}

    def add(self, item: dict[str, Any], number: int | None, origin: Origin) -> bool:
        """Append *item*; False when another one has its number already."""
        self.items.append(item)
        self._origins.append(origin)
        index = len(self.items) - 1
        return self._numbers.setdefault(number if number is not None else index + 1, index) == index

    def index_of(self, number: int) -> int | None:
        """The index of the item with this number."""
        return self._numbers.get(number)

    def kept(self, index: int) -> int:
        """The index that the item will have once empty ones are left out; it is itself not empty."""
        return sum(1 for item in self.items[:index] if item)

    def put(self, data: dict[str, Any]) -> Iterator[Origin]:
        """Put the items that say anything into *data*; yields where each came from."""
        kept = [(item, origin) for item, origin in zip(self.items, self._origins, strict=True) if item]
        if kept and _put(data, tuple(self.place.split("/")[1:]), [item for item, _ in kept]):
            for index, (_, origin) in enumerate(kept):
                yield origin._replace(pointer=f"{self.place}/{index}")


class _Spool:
    """Rows put aside by person, in a temporary file that nobody else sees."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 closed by close()
        self._end = 0
        self._offsets: dict[str, list[int]] = {}

    def put(self, person: str, row: list[Any]) -> None:
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        self._file.seek(self._end)
        self._file.write(line)
        self._offsets.setdefault(person, []).append(self._end)
        self._end += len(line)

    def take(self, person: str) -> list[Any]:
        """The rows of *person*, items of lists before the items inside them; they are gone then."""
        rows = []
        for offset in self._offsets.pop(person, ()):
            self._file.seek(offset)
            rows.append(json.loads(self._file.readline()))
        rows.sort(key=lambda row: "/*/" in row[2])
        return rows

    def left(self) -> Iterator[list[Any]]:
        """The rows of everybody who was not asked for."""
        for person in list(self._offsets):
            yield self.take(person)

    def close(self) -> None:
        self._file.close()


# --- values in a record ---------------------------------------------------------------------------------


def _put(data: dict[str, Any], steps: Sequence[str], value: Any) -> bool:
    """Put *value* at *steps*; False when something else stands there or on the way."""
    here = _object(data, steps[:-1])
    if here is None or steps[-1] in here:
        return False
    here[steps[-1]] = value
    return True


def _object(data: dict[str, Any], steps: Sequence[str]) -> dict[str, Any] | None:
    """The object at *steps*, made where it is missing; None when something else stands on the way."""
    here: Any = data
    for step in steps:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            return None
    return here  # type: ignore[no-any-return]
