"""Records from the cohort workbook, one person at a time; what was not understood, cell by cell.

A cell that is not understood leaves its field unknown, a row that cannot be used is left out; neither stops
the others. Sheets are read one after another; what they hold is kept in a temporary file until its person
comes, so memory follows the largest sheet, not the cohort.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import python_calamine

from dossier.adapters.assembled import assembled
from dossier.adapters.imported import CellProblem, ImportedRecord, ImportResult, Origin, shown_in_problems
from dossier.adapters.workbook_guard import check_workbook
from dossier.adapters.workbook_layout import RECORD_ID, SCHEMA_VERSION, Column, layout
from dossier.adapters.workbook_sheet import Items, Spool, Table, object_at
from dossier.adapters.workbook_values import Raw
from dossier.adapters.workbook_write import column_name
from dossier.errors import InputError
from dossier.findings import Text
from dossier.messages import said

_EMPTY = ""  # what the reader gives for an empty cell, always this one object
# problems of a row of the sheet of persons for which it gives no record
_LOST = ("missing_record_id", "duplicate_record")


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
        self._tables: list[Table] = []
        self._spool = Spool()

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
        main, mains = self.layout.main, list[Table]()
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

    def _open(self, name: str) -> Table | None:
        """The sheet *name* with its columns known; None when it is none of ours."""
        table = Table(name, len(self._tables))
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

    def _keep(self, table: Table) -> None:
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

    def _rows(self, table: Table) -> Iterator[tuple[int, str, dict[str, Any], dict[str, Any]]]:
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

    def _cell_problem(self, table: Table, row: int, index: int, column: Column, raw: Raw, read: Any) -> None:
        shown = shown_in_problems(column, raw)
        if column.path == RECORD_ID and not read.mended:
            table.bad_ids.add(row)
            self.result.lost += table.name == self.layout.main.name
        severity = "note" if read.mended else "error"
        cell = f"{column_name(index)}{row + 1}"
        self.result.add(CellProblem(table.name, cell, read.trouble, severity, column, shown, read.near))

    def _row_problem(self, table: Table, row: int, kind: str, path: str = RECORD_ID) -> None:
        index = table.index_of.get(path, 0)
        known = table.columns[index]
        self.result.lost += table.name == self.layout.main.name and kind in _LOST
        address = table.cell(row, index)
        self.result.add(CellProblem(table.name, address, kind, column=known.column if known else None))

    # --- persons

    def _persons(self, table: Table, seen: set[str]) -> Iterator[ImportedRecord]:
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
        lists: dict[str, Items] = {}
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
                items = lists.setdefault(place, Items(place))
                if not items.add(item, number, Origin(place, table_number, row)):
                    self._row_problem(table, row, "duplicate_number", f"{place}/#")
            else:
                self._put_nested(lists, table, row, place, parent, values, origins)
        for items in lists.values():
            origins += items.put(data)
        return self._finished(record_id, data, tuple(origins))

    def _item(self, table: Table, row: int, values: Mapping[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {}
        self._put_all(item, table, row, values)
        return item

    def _put_all(self, item: dict[str, Any], table: Table, row: int, values: Mapping[str, Any]) -> None:
        """Put the values of a row into a record or an item of a list."""
        objects: dict[str, dict[str, Any] | None] = {}
        for path, value in values.items():
            outer, steps = table.targets[path]
            if outer not in objects:
                objects[outer] = object_at(item, steps[:-1])
            here = objects[outer]
            if here is None or steps[-1] in here:
                self._row_problem(table, row, "both_given", path)
            else:
                here[steps[-1]] = value

    def _put_nested(
        self, lists: Mapping[str, Items], table: Table, row: int, place: str, parent: int | None,
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

    def _locate(self, origins: Sequence[Origin], pointer: str) -> tuple[Table, int, int | None] | None:
        """(table, row, column) that the place *pointer* came from."""
        best: tuple[int, Table, int, int | None] | None = None
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
