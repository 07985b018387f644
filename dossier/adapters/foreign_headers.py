"""Where the header of an office's own list stands, and what each of its columns is. Pure.

The row with most known headers is part of it; rows joined to it by merged cells, and rows that only hold parts
of what stands above them, belong to it too. A row that counts the columns ("1 2 3 …") may follow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from dossier.adapters.foreign_grid import EMPTY, Grid, Merge, is_blank
from dossier.adapters.foreign_match import SEPARATOR, Answers, is_part, meaning, numbered, part_of, recognised
from dossier.adapters.foreign_targets import BIRTH, GENDER, LOCAL, NAME, SKIP, Target, kind_of
from dossier.adapters.workbook_layout import RECORD_ID
from dossier.adapters.workbook_values import Raw, tidy_line
from dossier.adapters.workbook_write import column_name
from dossier.record.text import fold

_LOOKED_AT = 60  # rows with content
_MOST_ROWS = 4
_TITLE_SHARE = 0.6  # a merged cell wider than this share of the list is its title
_SHOWN_ROWS = 200  # rows that tell what a column without a header holds
_COUNT = re.compile(r"\(?\s*([0-9]{1,3}|[A-ZĐ])\s*\)?(?:\.0)?")


@dataclass(slots=True)
class HeadedColumn:
    """A column of the list.

    Args:
        index: its number from 0.
        path: texts of its header from the top row to the last; empty when it has none.
        row: row of its last header text, or of the header.
        span: columns that its last header text covers.
        name: its header on one line, as mapping files have it; ``count``: 2 for the second of one name.
        target: what it was understood as; None when nobody knows.
        why: how it was understood: "phrase", "map", "split" (a merged header over several columns),
            "beside" (no header, right of the names), "claimed" (another column is that already), or "".
    """

    index: int
    path: tuple[str, ...]
    row: int
    span: int = 1
    name: str = ""
    count: int = 1
    target: Target | None = None
    why: str = ""


@dataclass(slots=True)
class Header:
    """The header of a sheet: its rows, and the columns that have a header or hold anything."""

    top: int
    bottom: int
    last: int  # the header's last row, or the row that counts the columns
    columns: list[HeadedColumn] = field(default_factory=list)

    def places(self) -> set[str]:
        """The places of the record that the columns go to."""
        return {column.target.place for column in self.columns if column.target is not None}

    @property
    def names_somebody(self) -> bool:
        """True when a column says who a row is about."""
        return bool(self.places() & {NAME, RECORD_ID})


def known_cells(cells: Sequence[Raw], answers: Answers) -> int:
    """How many different fields the texts of one row are headers of."""
    found = set()
    for cell in cells:
        if isinstance(cell, str) and cell:
            text = tidy_line(cell)
            target = answers.find((text,)) or recognised(text)
            if target is not None:
                found.add(text if target.place in (LOCAL, SKIP) else str(target))
    return len(found)


def find_header(grid: Grid, answers: Answers) -> Header | None:
    """The header of *grid* with its columns understood; None when no row holds known headers."""
    scores = [(known_cells(cells, answers), -row) for row, cells in islice(grid.rows.items(), _LOOKED_AT)]
    score, row = max(scores, default=(0, 0))
    if score == 0:
        return None
    top, bottom = _extent(grid, -row, answers)
    header = Header(top, bottom, bottom)
    if _counts_columns(grid.rows.get(bottom + 1, ())):
        header.last = bottom + 1
    header.columns = list(_columns(grid, header))
    _name(header)
    understand(grid, header, answers)
    known = {column.target for column in header.columns if column.target is not None and column.target.is_field}
    return header if len(known) > 1 or header.names_somebody else None


# --- which rows -----------------------------------------------------------------------------------------


def _extent(grid: Grid, row: int, answers: Answers) -> tuple[int, int]:
    top = bottom = row
    width = grid.width() - grid.first_column
    while top > 0 and bottom - top < _MOST_ROWS - 1 and _joined_above(grid, top, width, answers):
        top -= 1
    while bottom - top < _MOST_ROWS - 1 and _joined_below(grid, top, bottom, answers):
        bottom += 1
    return top, bottom


def _joined_above(grid: Grid, top: int, width: int, answers: Answers) -> bool:
    """Whether the row above *top* belongs to the header: a cell reaches into it, or it heads several columns."""
    above = grid.rows.get(top - 1)
    if above is None:
        return any(merge.top < top - 1 and merge.bottom >= top and _known(grid, merge) for merge in grid.merges)
    if any(merge.top == top - 1 and merge.bottom >= top for merge in grid.merges):
        return True
    heads = [merge for merge in grid.merges if merge.top == merge.bottom == top - 1 and merge.right > merge.left]
    if any(merge.right - merge.left + 1 <= width * _TITLE_SHARE and _known(grid, merge) for merge in heads):
        return True
    return known_cells(above, answers) > 1


def _known(grid: Grid, merge: Merge) -> bool:
    text = grid.at(merge.top, merge.left)
    return isinstance(text, str) and recognised(tidy_line(text)) is not None


def _joined_below(grid: Grid, top: int, bottom: int, answers: Answers) -> bool:
    """Whether the row below *bottom* belongs to the header."""
    if any(
        top <= merge.top <= bottom < merge.bottom and grid.at(merge.top, merge.left) != EMPTY for merge in grid.merges
    ):
        return True
    below = grid.rows.get(bottom + 1)
    if below is None:
        return False
    texts = [tidy_line(cell) for cell in below if isinstance(cell, str) and not is_blank(cell)]
    if len(texts) != sum(1 for cell in below if cell != EMPTY and not is_blank(cell)) or not texts:
        return False
    if any(any(sign.isdigit() for sign in text) for text in texts):
        return False
    known = [text for text in texts if is_part(text) or recognised(text) or answers.find((text,))]
    # a row of persons may hold "Nam" or "Nữ", but never only such words; and it names somebody
    return len(known) * 2 > len(texts) and not _names_row(grid, top, bottom)


def _names_row(grid: Grid, top: int, bottom: int) -> bool:
    """Whether the row below *bottom* holds something under the header of the names that is no header itself."""
    for row in range(top, bottom + 1):
        for index, cell in enumerate(grid.rows.get(row, ())):
            target = recognised(tidy_line(cell)) if isinstance(cell, str) else None
            if target is not None and target.place == NAME:
                below = grid.at(bottom + 1, index + grid.first_column)
                text = tidy_line(below) if isinstance(below, str) else ""
                if below != EMPTY and text and not is_part(text) and recognised(text) is None:
                    return True
    return False


def _counts_columns(cells: Sequence[Raw]) -> bool:
    """Whether a row only counts the columns: (1) (2) (3) …, or A B 1 2 …"""
    texts = [str(cell).strip() for cell in cells if cell != EMPTY and not is_blank(cell)]
    parts = [_COUNT.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(parts):
        return False
    numbers = [int(part[1]) for part in parts if part and part[1].isdecimal()]
    return len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))


# --- which columns --------------------------------------------------------------------------------------


def _columns(grid: Grid, header: Header) -> Iterator[HeadedColumn]:
    """The columns that have a header or hold anything below it."""
    width = grid.width()
    covers = {
        (row, column): merge
        for merge in grid.merges
        if merge.bottom >= header.top and merge.top <= header.bottom
        for row in range(max(merge.top, header.top), min(merge.bottom, header.bottom) + 1)
        for column in range(merge.left, min(merge.right, width) + 1)
    }
    for index in range(grid.first_column, width):
        texts: list[tuple[str, int, int]] = []
        seen: set[Merge] = set()
        for row in range(header.top, header.bottom + 1):
            merge = covers.get((row, index))
            if merge is not None and merge in seen:
                continue
            if merge is not None:
                seen.add(merge)
            text = _text(grid.at(merge.top, merge.left) if merge else grid.at(row, index))
            if not text and merge is None and row < header.bottom:
                text = _from_the_left(grid, header, row, index, covers)
            if text:
                texts.append((text, row, merge.right - merge.left + 1 if merge else 1))
        if texts:
            path = tuple(text for text, _, _ in texts)
            yield HeadedColumn(index, path, texts[-1][1], texts[-1][2])
        elif _holds(grid, header, index):
            yield HeadedColumn(index, (), header.bottom)


def _name(header: Header) -> None:
    """Give every column the name that mapping files know it by."""
    seen: Counter[str] = Counter()
    for column in header.columns:
        path = column.path or (f"cột {column_name(column.index)}",)
        name = SEPARATOR.join(path)
        seen[fold(name)] += 1
        column.count = seen[fold(name)]
        column.name = numbered(name, column.count)


def _from_the_left(grid: Grid, header: Header, row: int, index: int, covers: dict[tuple[int, int], Merge]) -> str:
    """The header that a column shares with its left neighbour where a file without merged cells lets it."""
    if not _text(grid.at(row + 1, index)):
        return ""
    for left in range(index - 1, grid.first_column - 1, -1):
        if (row, left) in covers or not _text(grid.at(row + 1, left)):
            return ""
        if text := _text(grid.at(row, left)):
            return text
    return ""


def _text(raw: Raw) -> str:
    if isinstance(raw, str):
        return tidy_line(raw) if raw else ""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _holds(grid: Grid, header: Header, index: int) -> bool:
    """Whether a column holds anything below the header."""
    at = index - grid.first_column
    if any(row > header.last and at < len(cells) and cells[at] != EMPTY for row, cells in grid.rows.items()):
        return True
    return any(row > header.last and column == index for row, column in grid.broken)


# --- what they are --------------------------------------------------------------------------------------


def understand(grid: Grid, header: Header, answers: Answers) -> None:
    """Say of each column what it is; a place that two columns claim belongs to the first."""
    before: Target | None = None
    for column in header.columns:
        given = answers.find(column.path or (column.name,), column.count)
        column.target = given or meaning(column.path, before)
        column.why = "map" if given else "phrase" if column.target else ""
        before = column.target if column.target is not None and column.target.is_field else before
    _read_dates_in_parts(header)
    _split_merged(header)
    _find_given_name(grid, header)
    claimed: set[Target] = set()
    for column in sorted(header.columns, key=lambda column: column.why != "map"):  # what the user said goes first
        target = column.target
        if target is None or not target.is_field:
            continue
        whole = Target(target.place)
        rivals = {target, whole} if target.part else {target, *(t for t in claimed if t.place == target.place)}
        if target.place == GENDER and target.part:
            rivals = {target}
        if column.why != "map" and rivals & claimed:
            column.target, column.why = None, "claimed"
        claimed.add(target)


def _read_dates_in_parts(header: Header) -> None:
    """ "Ngày sinh | Tháng sinh | Năm sinh" are one date; NAM right of a month is no man but a year."""
    if BIRTH not in header.places():
        _find_bare_parts(header)
    for position, column in enumerate(header.columns):
        if column.target is None or column.target.part != "month":
            continue
        place = column.target.place
        for side, part in ((position - 1, "day"), (position + 1, "year")):
            beside = header.columns[side] if 0 <= side < len(header.columns) else None
            if beside is None or beside.target is None or beside.why == "map":
                continue
            if beside.target == Target(place) or (part == "year" and beside.target == Target(GENDER, "male")):
                beside.target = Target(place, part)


def _find_bare_parts(header: Header) -> None:
    """ "Ngày | Tháng | Năm" side by side with nothing above them, in a list without another birth date."""
    for position in range(len(header.columns) - 2):
        mates = header.columns[position : position + 3]
        parts = [part_of("date", mate.path[-1]) if len(mate.path) == 1 and mate.why != "map" else "" for mate in mates]
        if parts[:2] == ["day", "month"] and mates[2].index == mates[0].index + 2:
            unmarked = mates[2].target == Target(GENDER, "male")  # NAM
            if parts[2] == "year" or unmarked:
                for mate, part in zip(mates, ("day", "month", "year"), strict=True):
                    mate.target, mate.why = Target(BIRTH, part), "phrase"
                return


_SPLIT = {("name", 2): ("family", "given"), ("date", 3): ("day", "month", "year")}


def _split_merged(header: Header) -> None:
    """One merged header over two columns of a name, or three of a date, without a row below that says so."""
    for position, column in enumerate(header.columns):
        if column.target is None or column.target.part or column.span < 2 or column.why == "map":
            continue
        mates = header.columns[position : position + column.span]
        parts = _SPLIT.get((kind_of(column.target.place), column.span))
        if parts and len(mates) == column.span and all(mate.path == column.path for mate in mates):
            for mate, part in zip(mates, parts, strict=True):
                mate.target, mate.why = Target(column.target.place, part), "split"


def _find_given_name(grid: Grid, header: Header) -> None:
    """The given names right of the family names, where their column has no header or only says "Tên"."""
    for column, beside in pairwise(header.columns):
        if column.target != Target(NAME) or beside.index != column.index + 1 or "map" in (column.why, beside.why):
            continue
        unnamed = not beside.path
        if (unnamed or beside.target == Target(NAME, "given")) and _are_given_names(grid, header, column, beside):
            column.target = Target(NAME, "family")
            beside.target, beside.why = Target(NAME, "given"), "beside" if unnamed else beside.why


def _are_given_names(grid: Grid, header: Header, column: HeadedColumn, beside: HeadedColumn) -> bool:
    """Whether *beside* holds one word a row that *column* does not already end with."""
    pairs = [
        (_text(grid.at(row, column.index)), _text(grid.at(row, beside.index)))
        for row in islice((row for row in grid.rows if row > header.last), _SHOWN_ROWS)
    ]
    both = [(family, given) for family, given in pairs if family and given]
    if not both or len(both) * 2 < sum(1 for family, _ in pairs if family):
        return False
    fitting = sum(1 for family, given in both if given.isalpha() and not family.casefold().endswith(given.casefold()))
    return fitting * 10 >= len(both) * 9
