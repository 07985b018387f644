"""The rows of one sheet of an office's own list: which are persons, and what their cells say. Pure.

Every cell that holds anything is counted once: as a field, kept in `local`, left out by choice, or reported.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dossier.adapters.foreign_grid import EMPTY, Grid, Merge, filled, is_blank
from dossier.adapters.foreign_headers import HeadedColumn, Header
from dossier.adapters.foreign_kinds import endings, first_text, groups, holds, sums
from dossier.adapters.foreign_problems import ListResult, note
from dossier.adapters.foreign_targets import BIRTH, GENDER, LOCAL, NAME, ORDER, SKIP, Target
from dossier.adapters.foreign_values import CellReader, is_tick, kept, part_text
from dossier.adapters.imported import CellProblem
from dossier.adapters.workbook_layout import RECORD_ID
from dossier.adapters.workbook_values import Raw, masked, tidy_text
from dossier.adapters.workbook_write import column_name
from dossier.record.text import fold

_SHOWN_KINDS = ("date", "partial_date", "month", "year", "time", "integer", "number", "yes_no", "choice")
_MOST_COVERED = 1_000_000  # rows below merged names; merged cells of an honest file do not overlap
_FEW = 2  # cells in a row that is no person's


@dataclass(slots=True)
class Row:
    """What the rows of one person say.

    Args:
        row: the first one, from 0.
        values: place of the record -> value; ``local``: key -> value or values.
        columns: place -> column it came from.
        parts: place -> part -> (cell, column): names and dates in several columns.
    """

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    local: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, tuple[Raw, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Slot:
    """What the cells of a column are: whole values (``reader``), parts, ticks, kept ones, or left out."""

    target: Target
    key: str = ""
    reader: CellReader | None = None


class SheetReader:
    """Reads the persons of one sheet.

    Args:
        grid, header: the sheet and what its columns are.
        keys: column -> its key in ``local``.
        result: gets the problems and the counts.
    """

    def __init__(self, grid: Grid, header: Header, keys: dict[int, str], result: ListResult) -> None:
        self.grid = grid
        self.header = header
        self.result = result
        self._slots: list[_Slot | None] = [None] * (grid.width() - grid.first_column)
        self._readers: dict[str, CellReader] = {}
        for column in header.columns:
            self._slots[column.index - grid.first_column] = self._slot(column, keys)
        # the quick way: what was read before without anything to say of it, and texts that are kept as they are
        quick = not grid.suspects
        self._places = [slot.target.place if slot else "" for slot in self._slots]
        self._known = [
            slot.reader.clean.get if quick and slot and slot.reader and not slot.target.part else None
            for slot in self._slots
        ]
        self._kept = [slot.key if quick and slot else "" for slot in self._slots]
        self._names = [index for index, slot in enumerate(self._slots) if slot and slot.target.place == NAME]
        self._ids = [index for index, slot in enumerate(self._slots) if slot and slot.target.place == RECORD_ID]
        self._orders = [index for index, slot in enumerate(self._slots) if slot and slot.target.place == ORDER]
        self._naming = [*self._names, *self._ids]
        self._looked_at = max([*self._names, _FEW]) + 1
        self._headers = {
            column.index - grid.first_column: fold(column.path[-1]) for column in header.columns if column.path
        }
        self._of_one = dict(self._name_merges())

    def _slot(self, column: HeadedColumn, keys: dict[int, str]) -> _Slot:
        target = column.target or Target(LOCAL)
        if not target.is_field:
            return _Slot(target, keys.get(column.index, ""))
        if target.part:
            reader = self._readers.setdefault(target.place, CellReader(Target(target.place)))
            return _Slot(target, reader=reader)
        return _Slot(target, reader=CellReader(target))

    def _name_merges(self) -> Iterator[tuple[int, Merge]]:
        """(row, merge) of the rows that a merged cell of names covers below its first."""
        columns = {index + self.grid.first_column for index in (*self._names, *self._ids)}
        last, left = max(self.grid.rows, default=0), _MOST_COVERED
        for merge in self.grid.merges:
            if merge.top > self.header.last and merge.left in columns and left > 0:
                covered = range(merge.top + 1, min(merge.bottom, last) + 1)
                left -= len(covered)
                yield from ((row, merge) for row in covered)

    # --- rows

    def persons(self) -> Iterator[Row]:
        """The persons, in the order of the sheet; everything else that holds anything is reported."""
        person: Row | None = None
        ended = summed = False
        for number, cells in self.grid.rows.items():
            if number <= self.header.last:
                self._outside(number, cells)
                continue
            if person is not None and number in self._of_one and self._of_one[number].top == person.row:
                self._cells(person, number, cells)
                continue
            kind = self._kind(cells, ended=ended, summed=summed)
            if not kind:
                continue
            if kind == "person":
                if person is not None:
                    yield person
                person = Row(number)
                self._cells(person, number, cells)
                continue
            ended = ended or kind in ("total_row", "ending_row")
            summed = summed or kind == "subtotal_row"
            self._row_problem(number, kind, filled(cells))
        if person is not None:
            yield person

    def _outside(self, number: int, cells: list[Raw]) -> None:
        """Count the cells of the header and of what stands above it."""
        count = filled(cells)
        if number >= self.header.top:
            self.result.cells["header"] += count
        elif count:
            self.result.cells["reported"] += count
            self.result.add(note(self.grid.name, f"{number + 1}:{number + 1}", "above_header"))

    def _kind(self, cells: list[Raw], *, ended: bool, summed: bool) -> str:
        """What a row below the header is: "person", the kind of problem that says what else, or "" for nothing."""
        named, ordered = holds(cells, self._naming), holds(cells, self._orders)
        # cells of spaces count here, which matters only for rows of a few cells
        count = len(cells) - cells.count(EMPTY)
        if count <= _FEW + 1:
            count = filled(cells)
            if not count:
                return ""
        if ended:
            return "person_after_total" if named and count > _FEW + 1 else "after_total"
        if kind := self._sum(cells):
            return kind
        if count <= _FEW + 1 and not ordered and endings().match(first_text(cells)):
            return "ending_row"
        if self._repeats_header(cells):
            return "header_again"
        if count <= _FEW < len(self._slots) and self._heads_group(cells):
            return "group_row"
        if not named:
            if not filled(cells):
                return ""
            return "group_row" if count <= _FEW else "missing_name"
        if count == 1 and len(self._slots) > 1 and (self._orders or summed):
            return "lone_cell"
        return "person"

    def _sum(self, cells: list[Raw]) -> str:
        """Whether one of the first cells sums up the list or a part of it: the kind of row, or ""."""
        for cell in cells[: self._looked_at]:
            if type(cell) is str and cell and (found := sums().match(cell)) is not None:
                return "total_row" if found["totals"] else "subtotal_row"
        return ""

    def _heads_group(self, cells: list[Raw]) -> bool:
        """Whether a row of one or two cells is the heading of a group: "II | Chi bộ 2"."""
        orders = [str(cells[index]).strip() for index in self._orders if index < len(cells)]
        if any(order and not order[0].isdigit() for order in orders):
            return True
        names = [cells[index] for index in self._naming if index < len(cells)]
        return any(isinstance(name, str) and groups().match(fold(name)) is not None for name in names)

    def _repeats_header(self, cells: list[Raw]) -> bool:
        """Whether a row is the header once more, as on every page of a printed list."""
        names = [index for index in self._names if index < len(cells)]
        if not any(self._is_header(index, cells[index]) for index in names):
            return False
        same = sum(1 for index in self._headers if index < len(cells) and self._is_header(index, cells[index]))
        return same * 2 > filled(cells)

    def _is_header(self, index: int, raw: Raw) -> bool:
        return isinstance(raw, str) and index in self._headers and fold(raw) == self._headers[index]

    def _row_problem(self, number: int, kind: str, count: int) -> None:
        self.result.cells["header" if kind == "header_again" else "reported"] += count
        severity = {"missing_name": "error", "person_after_total": "error", "lone_cell": "warning"}.get(kind, "note")
        self.result.lost += severity == "error"
        self.result.add(note(self.grid.name, f"{number + 1}:{number + 1}", kind, severity))

    # --- cells

    def _cells(self, person: Row, number: int, cells: list[Raw]) -> None:
        values, columns, first_column = person.values, person.columns, self.grid.first_column
        local: dict[str, str] = {}
        suspects, fields = self.grid.suspects, 0
        for index, (raw, known, key) in enumerate(zip(cells, self._known, self._kept, strict=False)):
            if raw == EMPTY:
                continue
            if known is not None:
                value = known(raw)
                if value is not None and self._places[index] not in values:
                    values[self._places[index]] = value
                    columns[self._places[index]] = index + first_column
                    fields += 1
                    continue
            elif key and type(raw) is str and key not in person.local:
                local[key] = raw
                continue
            slot = self._slots[index]
            if slot is None or is_blank(raw):
                continue
            if suspects and (number, index + first_column) in suspects and slot.target.place != SKIP:
                self.result.cells["reported"] += 1
                self._say(number, index, "lettering_unknown", "error")
                continue
            self._cell(person, number, index, slot, raw)
        tidied = {key: text for key, raw in local.items() if (text := tidy_text(raw))} if _untidy(local) else local
        person.local.update(tidied)
        self.result.cells.update({"field": fields, "local": len(tidied)})

    def _cell(self, person: Row, number: int, index: int, slot: _Slot, raw: Raw) -> None:
        """One cell that the quick way did not settle."""
        counts = self.result.cells
        if slot.target.place == SKIP:
            counts["skip"] += 1
        elif slot.target.place == LOCAL:
            counts["local"] += 1
            value = kept(raw)
            old = person.local.get(slot.key)
            person.local[slot.key] = value if old is None or old == value else [*_listed(old), value]
        elif slot.target.part and slot.target.place == GENDER:
            counts[self._tick(person, number, index, slot, raw)] += 1
        elif slot.target.part:
            counts[self._part(person, number, index, slot, raw)] += 1
        else:
            counts[self._value(person, number, index, slot, raw)] += 1

    def _value(self, person: Row, number: int, index: int, slot: _Slot, raw: Raw) -> str:
        assert slot.reader is not None
        place, read = slot.reader.read(raw)
        if read.trouble is not None:
            if place == ORDER:
                self._say(number, index, "order_text")
                return "reported"
            self._cell_problem(number, index, slot.reader, raw, read.trouble, mended=read.mended, near=read.near)
        elif read.value is None:
            self._cell_problem(number, index, slot.reader, raw, "bad_form", mended=False, near="")
        elif read.tidied:
            self.result.tidied[read.tidied] += 1
        return self._put(person, number, index, place, read.value)

    def _put(self, person: Row, number: int, index: int, place: str, value: Any) -> str:
        """Put a value at its place; another one that stands there stays."""
        if value is None:
            return "reported"
        old = person.values.get(place)
        if old is None:
            person.values[place] = value
            person.columns[place] = index + self.grid.first_column
        elif isinstance(old, list) and isinstance(value, list):
            person.values[place] = [*old, *(item for item in value if item not in old)]
        elif old != value:
            self._say(number, index, "second_value", "error")
            return "reported"
        return "field"

    def _tick(self, person: Row, number: int, index: int, slot: _Slot, raw: Raw) -> str:
        """A tick in the column of men or of women, or a birth date that stands there instead of a tick."""
        gender = "nam" if slot.target.part == "male" else "nữ"
        if is_tick(raw):
            return self._put(person, number, index, GENDER, gender)
        reader = self._readers.setdefault(BIRTH, CellReader(Target(BIRTH)))
        _, read = reader.read(raw)
        if read.value is None and read.trouble in (None, "not_a_date"):
            self._say(number, index, "not_a_tick", "error")
            return "reported"
        if read.trouble is not None:
            self._cell_problem(number, index, reader, raw, read.trouble, mended=read.mended, near=read.near)
        known = self._put(person, number, index, GENDER, gender)
        return self._put(person, number, index, BIRTH, read.value) if known == "field" else known

    def _part(self, person: Row, number: int, index: int, slot: _Slot, raw: Raw) -> str:
        parts = person.parts.setdefault(slot.target.place, {})
        old = parts.get(slot.target.part)
        if old is not None and part_text(old[0]) != part_text(raw):
            self._say(number, index, "second_value", "error")
            return "reported"
        parts[slot.target.part] = (raw, index)
        return "field"

    def joined(self, person: Row) -> Row:
        """*person* with names and dates put together from their columns."""
        for place, parts in person.parts.items():
            reader = self._readers[place]
            last = parts[max(parts, key=lambda part: parts[part][1])][1]
            if place.endswith("_name"):
                value: Raw = " ".join(part_text(parts[key][0]) for key in ("family", "given") if key in parts)
            else:
                value = _joined_date(parts)
            _, read = reader.read(value)
            if read.trouble is not None:
                self._cell_problem(person.row, last, reader, value, read.trouble, mended=read.mended, near=read.near)
            if self._put(person, person.row, last, place, read.value) == "reported":
                self.result.cells["field"] -= len(parts)
                self.result.cells["reported"] += len(parts)
        return person

    # --- what is said

    def _say(self, number: int, index: int, kind: str, severity: str = "note") -> None:
        self.result.add(note(self.grid.name, self._address(number, index), kind, severity))

    def _cell_problem(
        self, number: int, index: int, reader: CellReader, raw: Raw, kind: str, *, mended: bool, near: str
    ) -> None:
        if kind == "other_number":
            self._say(number, index, kind)
            return
        shown = masked(raw) if reader.column.kind in _SHOWN_KINDS else ""
        severity = "note" if mended else "error"
        address = self._address(number, index)
        self.result.add(CellProblem(self.grid.name, address, kind, severity, reader.column, shown, near))

    def _address(self, number: int, index: int) -> str:
        return f"{column_name(index + self.grid.first_column)}{number + 1}"


def _joined_date(parts: dict[str, tuple[Raw, int]]) -> Raw:
    """A date from its columns; a cell that holds a whole date speaks for itself."""
    texts = {part: part_text(raw) for part, (raw, _) in parts.items()}
    if len(parts) == 1 and not next(iter(texts.values())).isdigit():
        return next(iter(parts.values()))[0]
    return "/".join(texts[part] for part in ("day", "month", "year") if part in texts)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _untidy(texts: dict[str, str]) -> bool:
    """Whether any of *texts* may need tidying; one look at all of them."""
    joined = "|".join(texts.values())
    spaced = "| " in joined or " |" in joined or "||" in joined or joined != joined.strip()
    return spaced or not joined.isprintable() or not unicodedata.is_normalized("NFC", joined)
