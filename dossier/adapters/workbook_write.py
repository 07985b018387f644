"""The cohort workbook as a file: empty, or with the records of a cohort. Same input, same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from dossier.adapters.files import write_atomically
from dossier.adapters.workbook_layout import (
    FIRST_ROW,
    GROUP_ROW,
    PATH_ROW,
    RECORD_ID,
    TITLE_ROW,
    Column,
    Layout,
    Sheet,
    layout,
)
from dossier.adapters.workbook_values import show
from dossier.errors import InputError
from dossier.messages import said, text

EMPTY_ROWS = 500
MOST_CELL_LENGTH = 32_767  # Excel's own limit
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 a day of creation would make every file different
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = ("integer", "number", "order", "parent")
_FILLS = ("#E8EEF7", "#F6EEDF", "#E6F2E6", "#F5E7EC")
_WIDTHS = {"text": 44, "line": 22, "id": 16, "yes_no": 9, "integer": 9, "number": 9, "order": 6, "parent": 10}
_COMMON_WIDTH = 14
_PERSON_TAB, _LIST_TAB = "#3B6BA5", "#5B8C5A"
_WIDEST_CHOICE = 34


def write_workbook(target: Path | BinaryIO, records: Iterable[Mapping[str, Any]] = ()) -> None:
    """Write the cohort workbook with *records*, one row a person, and empty rows below.

    Args:
        target: the file to write, or a stream open for writing bytes.
        records: valid records; taken one at a time.

    Raises:
        InputError: a text is longer than a cell holds, or the file cannot be written.
    """
    whole = layout()
    content = io.BytesIO()
    book = new_book(content, text("workbook.title", "vi"))
    _Writer(book, whole).write(records)
    book.close()
    if isinstance(target, Path):
        write_atomically(target, content.getvalue())
    else:
        target.write(content.getvalue())


def new_book(content: BinaryIO, title: str) -> Any:
    """A workbook of xlsxwriter that is written to *content*, bears no day, and keeps every text as it is."""
    # in memory: personal data in temporary files would stay behind when the run is killed
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    # all at once: a later call would drop the day and let in the clock
    book.set_properties({"created": _CREATED, "title": title})
    return book


class _Writer:
    """A workbook under way: its formats, and the next free row of each sheet."""

    def __init__(self, book: Any, whole: Layout) -> None:
        self.book = book
        self.whole = whole
        thin = {"border": 1, "border_color": "#B7B7B7", "valign": "top"}
        self.path_format = book.add_format({"font_color": "#808080", "font_size": 8})
        self.group_formats = [book.add_format({"bold": True, "bg_color": fill}) for fill in _FILLS]
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#B7B7B7"}
        self.title_formats = [book.add_format({**head, "bg_color": fill}) for fill in _FILLS]
        self.text_format = book.add_format({**thin, "num_format": "@", "text_wrap": True})
        self.quoted_format = book.add_format({**thin, "num_format": "@", "text_wrap": True, "quote_prefix": True})
        self.number_format = book.add_format({**thin, "num_format": "0"})
        self.decimal_format = book.add_format(thin)
        self.sheets: dict[str, Any] = {}
        self.rows: dict[str, int] = {}

    def write(self, records: Iterable[Mapping[str, Any]]) -> None:
        self._write_guide()
        for sheet in self.whole.sheets:
            self._open(sheet)
        places = self._write_lists()
        self._write_version()
        for record in records:
            for sheet in self.whole.sheets:
                if sheet.lists:
                    self._write_items(sheet, record)
                else:
                    self._write_person(sheet, record)
        for sheet in self.whole.sheets:
            self._close(sheet, places)

    # --- sheets around the data

    def _write_guide(self) -> None:
        page = self.book.add_worksheet(self.whole.words["guide_sheet"])
        page.hide_gridlines(2)
        page.set_column(0, 0, 110)
        heading = self.book.add_format({"bold": True, "font_size": 14})
        wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        words = {"blank": self.whole.words["blank"], "main": self.whole.main.name}
        lines = text("workbook.guide", "vi", **words).splitlines()
        page.write_string(0, 0, text("workbook.title", "vi"), heading)
        for row, line in enumerate(lines, start=2):
            page.write_string(row, 0, line, wrapped)

    def _write_lists(self) -> dict[tuple[str, ...], str]:
        """The hidden sheet of drop-down entries; entries -> where they stand."""
        return write_lists(self.book, (column for sheet in self.whole.sheets for column in sheet.columns))

    def _write_version(self) -> None:
        write_version(self.book, self.whole.words["version_sheet"], self.whole.format, self.whole.schema_version)

    # --- the data sheets

    def _open(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        self.sheets[sheet.name], self.rows[sheet.name] = page, FIRST_ROW
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, _width(column), self._format(column))
        page.set_row(PATH_ROW, None, None, {"hidden": True})
        page.set_row(TITLE_ROW, 45)
        fills = list(_fills(sheet.columns))
        for number, column in enumerate(sheet.columns):
            page.write_string(PATH_ROW, number, column.path, self.path_format)
        for number, (column, fill) in enumerate(zip(sheet.columns, fills, strict=True)):
            starts = number == 0 or column.group != sheet.columns[number - 1].group
            if starts and column.group:
                page.write_string(GROUP_ROW, number, column.group, self.group_formats[fill])
            else:
                page.write_blank(GROUP_ROW, number, None, self.group_formats[fill])
        for number, (column, fill) in enumerate(zip(sheet.columns, fills, strict=True)):
            page.write_string(TITLE_ROW, number, column.title, self.title_formats[fill])
            help_text = column_help(column)
            size = {"x_scale": 2.2, "y_scale": max(1.0, len(help_text) / 160), "author": ""}
            page.write_comment(TITLE_ROW, number, help_text, size)
        page.freeze_panes(FIRST_ROW, sheet.frozen)
        page.set_tab_color(_LIST_TAB if sheet.lists else _PERSON_TAB)

    def _format(self, column: Column) -> Any:
        if column.kind not in _NUMBERS:
            return self.text_format
        return self.decimal_format if column.kind == "number" else self.number_format

    def _write_person(self, sheet: Sheet, record: Mapping[str, Any]) -> None:
        values = [value_at(record, column.steps) for column in sheet.columns]
        if sheet is self.whole.main or any(value is not None for value in values):
            self._write_row(sheet, record, values)

    def _write_items(self, sheet: Sheet, record: Mapping[str, Any]) -> None:
        for place in sheet.lists:
            for parent, number, item in items_of(record, place):
                keys = {"order": number, "parent": parent, "list": place}
                values = (
                    keys[column.kind] if column.kind in keys else value_at(item, column.steps)
                    for column in sheet.columns
                )
                self._write_row(sheet, record, values)

    def _write_row(self, sheet: Sheet, record: Mapping[str, Any], values: Iterable[Any]) -> None:
        row = self.rows[sheet.name]
        self.rows[sheet.name] = row + 1
        for number, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
            given = record["record_id"] if column.path == RECORD_ID else value
            if given is not None and (given != [] or column.closed):
                self._write_cell(sheet, row, number, column, given)

    def _write_cell(self, sheet: Sheet, row: int, number: int, column: Column, value: Any) -> None:
        page = self.sheets[sheet.name]
        shown = dict(column.choices)[value] if column.kind == "list" else show(column, value)
        if isinstance(shown, str):
            if len(shown) > MOST_CELL_LENGTH:
                place = f"{sheet.name}!{_cell(row, number, fixed='')}"
                raise InputError(place, *said("workbook_long_text", most=MOST_CELL_LENGTH))
            quoted = shown.startswith(FORMULA_SIGNS)
            page.write_string(row, number, shown, self.quoted_format if quoted else self.text_format)
        else:
            page.write_number(row, number, shown, self._format(column))

    def _close(self, sheet: Sheet, places: Mapping[tuple[str, ...], str]) -> None:
        page = self.sheets[sheet.name]
        last = self.rows[sheet.name] - 1 + EMPTY_ROWS
        main = self.whole.main
        for number, column in enumerate(sheet.columns):
            rule: dict[str, Any] | None = None
            if column.path == RECORD_ID and sheet is not main:
                end = self.rows[main.name] - 1 + EMPTY_ROWS
                source = f"='{main.name}'!{_cell(FIRST_ROW, 0)}:{_cell(end, 0)}"
                rule = {"validate": "list", "source": source, "show_error": False}
            else:
                rule = drop_down(column, places)
            if rule is not None:
                page.data_validation(FIRST_ROW, number, last, number, {**rule, "ignore_blank": True})
        page.autofilter(TITLE_ROW, 0, last, len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{_cell(last, len(sheet.columns) - 1, fixed='')}"})


def write_lists(book: Any, columns: Iterable[Column]) -> dict[tuple[str, ...], str]:
    """Add the hidden sheet of drop-down entries; entries -> where they stand."""
    name = layout().words["lists_sheet"]
    page = book.add_worksheet(name)
    page.hide()
    lists = list({_labels(column): None for column in columns if column.choices})
    for row in range(max(map(len, lists))):
        for number, entries in enumerate(lists):
            if row < len(entries):
                page.write_string(row, number, entries[row])
    return {
        entries: f"='{name}'!{_cell(0, number)}:{_cell(len(entries) - 1, number)}"
        for number, entries in enumerate(lists)
    }


def write_version(book: Any, name: str, *versions: str) -> None:
    """Add the hidden sheet *name* that says, a line each, what the file is, and of which versions."""
    page = book.add_worksheet(name)
    page.very_hidden()
    for row, version in enumerate(versions):
        page.write_string(row, 0, version)


def drop_down(column: Column, places: Mapping[tuple[str, ...], str]) -> dict[str, Any] | None:
    """The entries offered in a cell of *column*, as a rule of xlsxwriter; None when it offers none.

    Args:
        places: as `write_lists` gives them.
    """
    if column.choices:
        # a cell that may hold several entries, or other texts, must not be refused
        return {
            "validate": "list", "source": places[_labels(column)], "error_type": "warning",
            "show_error": column.closed and not column.many, "error_title": column.title[:32],
            "error_message": text("workbook.choose", "vi"),
        }  # fmt: skip
    if column.kind == "yes_no":
        words = layout().words
        return {"validate": "list", "source": [words["yes"][0], words["no"][0]], "show_error": False}
    return None


def column_help(column: Column) -> str:
    """What the comment on a column's head says: the field, what to write, and in which form."""
    title = f"{column.group} › {column.title}" if column.group else column.title
    lines = [title, column.hint, expected(column, "vi")]
    if column.many:
        lines.append(text("workbook.help.many", "vi"))
    elif column.kind in ("line", "text") and not column.digits:
        lines.append(text("workbook.help.blank", "vi", blank=layout().words["blank"]))
    return "\n".join(line for line in lines if line)


def expected(column: Column, lang: str) -> str:
    """What a cell of *column* may hold, as people write it."""
    if column.closed or column.kind == "person":
        return text("workbook.expected.choice", lang, values=", ".join(label for _, label in column.choices))
    if column.digits:
        return text("workbook.expected.digits", lang, count="/".join(map(str, column.digits)))
    if column.kind in ("line", "text") and column.expected and any(wanted for wanted, _ in column.patterns):
        return column.expected.get(lang)
    sentence = text(f"workbook.expected.{column.kind}", lang)
    return sentence + (text("workbook.expected.or_now", lang) if column.now else "")


def _labels(column: Column) -> tuple[str, ...]:
    return tuple(label for _, label in column.choices)


def value_at(item: Any, steps: Sequence[str]) -> Any:
    """The single value at *steps*; None when it is not known, or when objects or lists stand there instead."""
    if not steps:
        return None
    for step in steps:
        if not isinstance(item, Mapping):
            return None
        item = item.get(step)
    if isinstance(item, Mapping):
        return item if steps == ("local",) and item else None
    return None if isinstance(item, list) and any(isinstance(entry, Mapping) for entry in item) else item


def items_of(record: Mapping[str, Any], place: str) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """(number of the parent item, number of the item, item) of a list; numbers count from 1."""
    outer, star, inner = place.partition("/*/")
    items = _list(record, outer)
    if not star:
        for number, item in enumerate(items, start=1):
            yield 0, number, item
        return
    for parent, item in enumerate(items, start=1):
        for number, entry in enumerate(_list(item, inner), start=1):
            yield parent, number, entry


def _list(parent: Mapping[str, Any], place: str) -> list[Mapping[str, Any]]:
    """The items of a list that say anything."""
    value: Any = parent
    for step in place.strip("/").split("/"):
        value = value.get(step) if isinstance(value, Mapping) else None
    return [item for item in value if says_something(item)] if isinstance(value, list) else []


def says_something(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(says_something(item) for item in value.values())
    if isinstance(value, list):
        return any(says_something(item) for item in value)
    return value is not None


def _fills(columns: Sequence[Column]) -> Iterator[int]:
    """A number of a fill for each column; it changes where the group changes."""
    fill = 0
    for number, column in enumerate(columns):
        if number and column.group != columns[number - 1].group:
            fill = (fill + 1) % len(_FILLS)
        yield fill


def _width(column: Column) -> float:
    if column.many or column.kind == "json":
        return float(_WIDTHS["text"])
    if column.choices:
        return float(max(_COMMON_WIDTH, min(_WIDEST_CHOICE, max(len(label) for _, label in column.choices) + 3)))
    return float(_WIDTHS.get(column.kind, _COMMON_WIDTH))


def _cell(row: int, column: int, fixed: str = "$") -> str:
    """The address of a cell, rows and columns counted from 0."""
    return f"{fixed}{column_name(column)}{fixed}{row + 1}"


def column_name(column: int) -> str:
    """The letters of a column counted from 0: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
