"""One sheet of the workbook while it is read: its table, the items of its rows, and what is kept of a large one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from dossier.adapters.imported import CellProblem, Origin
from dossier.adapters.workbook_layout import FIRST_ROW, PATH_ROW, RECORD_ID, Column, Layout, Sheet
from dossier.adapters.workbook_values import Understander
from dossier.adapters.workbook_write import column_name

HEADER_ROWS = 10
_SPOOL_BYTES = 4 * 1024 * 1024


class Table:
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
            if number > HEADER_ROWS:
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


class Items:
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
        if kept and put_value(data, tuple(self.place.split("/")[1:]), [item for item, _ in kept]):
            for index, (_, origin) in enumerate(kept):
                yield origin._replace(pointer=f"{self.place}/{index}")


class Spool:
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


def put_value(data: dict[str, Any], steps: Sequence[str], value: Any) -> bool:
    """Put *value* at *steps*; False when something else stands there or on the way."""
    here = object_at(data, steps[:-1])
    if here is None or steps[-1] in here:
        return False
    here[steps[-1]] = value
    return True


def object_at(data: dict[str, Any], steps: Sequence[str]) -> dict[str, Any] | None:
    """The object at *steps*, made where it is missing; None when something else stands on the way."""
    here: Any = data
    for step in steps:
        here = here.setdefault(step, {})
        if not isinstance(here, dict):
            return None
    return here  # type: ignore[no-any-return]
