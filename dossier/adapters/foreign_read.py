"""Records from an office's own list, one person at a time: the same result as from the workbook.

Opening the list finds its header and says what every column was understood as; the user may answer for the
others; then the rows are read. A cell that is not understood leaves its field unknown, a column that nobody
knows is kept in `local` under its header: neither stops the others, and nothing is lost silently.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from dossier.adapters.foreign_grid import EMPTY, Grid, filled, is_blank
from dossier.adapters.foreign_headers import HeadedColumn, Header, find_header, understand
from dossier.adapters.foreign_ids import Claim, People
from dossier.adapters.foreign_match import Answers
from dossier.adapters.foreign_open import Opened, open_list
from dossier.adapters.foreign_problems import ListResult, cut, note, veiled
from dossier.adapters.foreign_rows import Row, SheetReader
from dossier.adapters.foreign_targets import (
    BIRTH,
    LOCAL,
    NAME,
    NATIONAL_ID,
    SKIP,
    Target,
    column_of,
    is_place,
    local_key,
    put,
)
from dossier.adapters.imported import CellProblem, ImportedRecord, Origin
from dossier.adapters.workbook_layout import RECORD_ID, SCHEMA_VERSION, layout
from dossier.adapters.workbook_write import column_name
from dossier.errors import InputError
from dossier.findings import Text
from dossier.messages import said
from dossier.record.dossier import without
from dossier.record.places import parse_place
from dossier.record.schema import is_valid, node, problems

_MOST_EXAMPLES = 2
_EXAMPLE_ROWS = 50
_MANY_BLANK_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as it was understood, for the user to look at.

    Args:
        sheet: name of its sheet; ``letter``: its letters; ``name``: its header, as mapping files have it.
        target: where its cells go; ``key``: the key in ``local`` when they are kept there.
        why: see `HeadedColumn`; "" and "claimed" ask for an answer.
        examples: the shape of its first values, without the values.
    """

    sheet: str
    letter: str
    name: str
    target: Target
    key: str
    why: str
    examples: tuple[str, ...]

    @property
    def asks(self) -> bool:
        """True when nobody knows what the column is."""
        return self.why in ("", "claimed")


class ListImport:
    """An office's own list being read. Iterate over it once; `result` is whole when the iteration has ended.

    Args:
        path: the list: .xlsx, .xls or text.
        out: folder of dossier folders, where persons may have a record already.
        answers: what the user says of its columns.

    Raises:
        InputError: it cannot be read, or no sheet has a header with a column of names.
    """

    def __init__(self, path: Path, out: Path, answers: Answers | None = None) -> None:
        self.path = path
        self.answers = answers if answers is not None else Answers()
        self.result = ListResult()
        self.opened: Opened = open_list(path, self.answers)
        self._out = out
        self._sheets: list[tuple[Grid, Header]] = []
        self._unread: list[Grid] = []
        nameless = False
        for grid in self.opened.grids:
            header = find_header(grid, self.answers)
            if header is not None and header.names_somebody:
                self._sheets.append((grid, header))
            else:
                nameless = nameless or header is not None
                self._unread.append(grid)
        if not self.opened.grids:
            raise InputError(path.name, *said("list_empty"))
        if not self._sheets:
            raise InputError(path.name, *said("list_no_name" if nameless else "list_no_header"))

    def __iter__(self) -> Iterator[ImportedRecord]:
        people = People(self._out)
        for name in people.unreadable:
            self.result.add(note(name, "", "unreadable_record", "warning"))
        for grid in self._unread:
            self.result.cells["reported"] += sum(map(filled, grid.rows.values())) + len(grid.broken)
            self.result.add(note(grid.name, "", "unread_sheet", "warning"))
        for unused in self.answers.unused():
            self.result.add(note(self.path.name, "", "map_unused", header=unused))
        for number, (grid, header) in enumerate(self._sheets):
            self.result.sheets.append(grid.name)
            self._say_of_sheet(grid, header)
            reader = SheetReader(grid, header, self._keys(number), self.result)
            for row in reader.persons():
                yield self._record(reader.joined(row), number, grid, people)

    def where(self, record: ImportedRecord, pointer: str) -> str:
        """Sheet and cell (or row) that a place of *record* came from; empty when the list has none."""
        for origin in record.origins:
            grid, header = self._sheets[origin.sheet]
            keys = self._keys(origin.sheet)
            for column in header.columns:
                target = column.target
                is_field = target is not None and target.is_field and _is_at(record.data, target.place, pointer)
                if is_field or (column.index in keys and pointer == f"/local/{keys[column.index]}"):
                    return f"{grid.name}!{column_name(column.index)}{origin.row + 1}"
            return f"{grid.name}!{origin.row + 1}:{origin.row + 1}"
        return ""

    # --- columns

    def columns(self) -> list[ColumnView]:
        """Every column as it is understood now."""
        views = []
        for number, (grid, header) in enumerate(self._sheets):
            keys = self._keys(number)
            for column in header.columns:
                examples = tuple(_examples(grid, header, column))
                target = column.target or Target(LOCAL)
                letter = column_name(column.index)
                key = keys.get(column.index, "")
                views.append(ColumnView(grid.name, letter, column.name, target, key, column.why, examples))
        return views

    def answer(self, given: Mapping[str, str]) -> None:
        """Take the user's answers: name of a column -> place in the record, ``local`` or ``skip``."""
        self.answers.add(given)
        for grid, header in self._sheets:
            understand(grid, header, self.answers)

    def _keys(self, number: int) -> dict[int, str]:
        """Column -> its key in ``local``, one of its own for each."""
        keys: dict[int, str] = {}
        seen: Counter[str] = Counter()
        for column in self._sheets[number][1].columns:
            if (column.target or Target(LOCAL)).place == LOCAL:
                key = local_key(" ".join(column.path), column_name(column.index))
                seen[key] += 1
                keys[column.index] = key if seen[key] == 1 else f"{key}_{seen[key]}"
        return keys

    # --- what is said of a sheet before its rows

    def _say_of_sheet(self, grid: Grid, header: Header) -> None:
        name, add = grid.name, self.result.add
        if grid.hidden:
            add(note(name, "", "hidden_sheet"))
        for first, last in _runs(row for row in grid.hidden_rows if row in grid.rows):
            add(note(name, f"{first + 1}:{last + 1}", "hidden_rows"))
        for first, last in _runs(column.index for column in header.columns if column.index in grid.hidden_columns):
            add(note(name, f"{column_name(first)}:{column_name(last)}", "hidden_columns"))
        if grid.blank_rows >= _MANY_BLANK_ROWS:
            add(note(name, "", "blank_rows", count=grid.blank_rows))
        keys = self._keys(self._sheets.index((grid, header)))
        for column in header.columns:
            self._say_of_column(grid, header, column, keys)
        for (row, index), lettering in grid.letters.items():
            before, after = cut(lettering.before), cut(lettering.after)
            font = lettering.font or lettering.family
            cell = f"{column_name(index)}{row + 1}"
            add(note(name, cell, "lettering", before=before, after=after, font=font))
        self._say_of_cells(grid, header)

    def _say_of_column(self, grid: Grid, header: Header, column: HeadedColumn, keys: Mapping[int, str]) -> None:
        cell = f"{column_name(column.index)}{column.row + 1}"
        place = (column.target or Target(LOCAL)).place
        holds = any(not is_blank(grid.at(row, column.index)) for row in grid.rows if row > header.last)
        if not holds:
            return
        if column.why == "claimed":
            self.result.add(
                note(grid.name, cell, "two_claims", "warning", header=column.name, token=keys[column.index])
            )
        elif place == LOCAL:
            kind = "kept_known" if column.why else "kept_local"
            self.result.add(note(grid.name, cell, kind, header=column.name, token=keys[column.index]))
        elif place == SKIP:
            self.result.add(note(grid.name, cell, "left_out", header=column.name))
        elif column.why == "beside":
            self.result.add(note(grid.name, cell, "beside"))

    def _say_of_cells(self, grid: Grid, header: Header) -> None:
        """Cells with an error, and merged cells over several persons."""
        known = {column.index: column.target for column in header.columns}
        for (row, index), kind in sorted(grid.broken.items()):
            target = known.get(index)
            if row <= header.last or (target is not None and target.place == SKIP):
                self.result.cells["header" if row <= header.last else "skip"] += 1
                continue
            self.result.cells["reported"] += 1
            column = column_of(target.place) if target is not None and target.is_field else None
            cell = f"{column_name(index)}{row + 1}"
            if kind == "error_cell" and column is not None:
                self.result.add(CellProblem(grid.name, cell, kind, column=column))
            else:
                self.result.add(note(grid.name, cell, kind, "error", column))
        names = {
            column.index for column in header.columns if column.target and column.target.place in (NAME, RECORD_ID)
        }
        named = [row for row in grid.rows if any(not is_blank(grid.at(row, index)) for index in names)]
        for merge in grid.merges:
            several = merge.bottom > merge.top > header.last and grid.at(merge.top, merge.left) != EMPTY
            covered = bisect_right(named, merge.bottom) - bisect_left(named, merge.top)
            if several and covered > 1 and not any(merge.left <= index <= merge.right for index in names):
                cell = f"{column_name(merge.left)}{merge.top + 1}:{column_name(merge.right)}{merge.bottom + 1}"
                self.result.add(note(grid.name, cell, "merged_cell", "warning"))

    # --- records

    def _record(self, row: Row, number: int, grid: Grid, people: People) -> ImportedRecord:
        values = row.values
        name, birth, national_id = (values.get(place) for place in (NAME, BIRTH, NATIONAL_ID))
        claim = people.claim(str(name or ""), birth, national_id, values.get(RECORD_ID))
        self._say_of_claim(claim, row, grid)
        if not claim.again:
            self.result.persons += 1
        data: dict[str, Any] = {SCHEMA_VERSION[1:]: layout().schema_version, RECORD_ID[1:]: claim.record_id}
        for place, value in values.items():
            if place != RECORD_ID and not put(data, place, value):
                cell = f"{column_name(row.columns[place])}{row.row + 1}"
                self.result.add(note(grid.name, cell, "second_value", "error", column_of(place)))
                self.result.cells.update({"field": -1, "reported": 1})
        if row.local:
            data["local"] = row.local
        if not is_valid(data):
            data = self._valid_part(data, row, grid)
        ordered = {key: data[key] for key in _root_keys() if key in data}
        return ImportedRecord(claim.record_id, ordered, (Origin("", number, row.row),))

    def _say_of_claim(self, claim: Claim, row: Row, grid: Grid) -> None:
        cell = f"{row.row + 1}:{row.row + 1}"
        if claim.again:
            self.result.add(note(grid.name, cell, "same_person", record_id=claim.record_id))
        elif claim.how == "name":
            self.result.add(note(grid.name, cell, "matched_by_name", record_id=claim.record_id))
        elif claim.namesake:
            self.result.add(note(grid.name, cell, "namesake", "warning", record_id=claim.record_id))

    def _valid_part(self, data: dict[str, Any], row: Row, grid: Grid) -> dict[str, Any]:
        """*data* without what the schema refuses; each such place is reported at its cell."""
        refused = []
        for problem in problems(data):
            refused.append(problem.pointer)
            index = next(
                (column for place, column in row.columns.items() if _is_at(data, place, problem.pointer)), None
            )
            cell = f"{column_name(index)}{row.row + 1}" if index is not None else f"{row.row + 1}:{row.row + 1}"
            wanted = Text(problem.expected["vi"], problem.expected["en"])
            self.result.add(CellProblem(grid.name, cell, "bad_form", wanted=wanted))
            self.result.cells.update({"field": -1, "reported": 1})
        return _known(without(data, refused))


def _known(data: Mapping[str, Any]) -> dict[str, Any]:
    """*data* without places that are not known."""
    return {
        key: _known(value) if isinstance(value, Mapping) and key != "local" else value
        for key, value in data.items()
        if value is not None
    }


def _is_at(data: Mapping[str, Any], place: str, pointer: str) -> bool:
    """Whether *place*, a column's, is where *pointer* leads, or holds it."""
    here: Any = data
    path = ""
    for step in parse_place(place):
        if isinstance(here, list):
            index = next((i for i, item in enumerate(here) if not isinstance(step, str) and step.fits(item)), None)
            key = str(step) if isinstance(step, str) else str(index)
            here = here[int(key)] if key.isdecimal() and int(key) < len(here) else None
        else:
            key = str(step)
            here = here.get(key) if isinstance(here, dict) else None
        path = f"{path}/{key}"
    return pointer == path or (pointer.startswith(f"{path}/") and (is_place(place) or not isinstance(here, dict)))


def _examples(grid: Grid, header: Header, column: HeadedColumn) -> Iterator[str]:
    count = 0
    for looked_at, row in enumerate(row for row in grid.rows if row > header.last):
        raw = grid.at(row, column.index)
        if looked_at >= _EXAMPLE_ROWS or count >= _MOST_EXAMPLES:
            return
        if not is_blank(raw):
            count += 1
            yield veiled(raw)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of every run of consecutive *numbers*."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


@cache
def _root_keys() -> Sequence[str]:
    return tuple((node("") or {})["properties"])
