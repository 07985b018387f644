"""The questionnaire as an Excel file: empty, or with what a record knows. Same input, same bytes.

Row 1 and column A are hidden and hold tags: on the sheets of single answers column A has the tag of each line and
row 1 says which column is what; on the sheet of a table row 1 has the tag of each column. Row 2 is the heading, row 3
the titles. Answers are texts, so that dates and numbers stay as they were typed.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dossier.adapters.questionnaire import ROLES, TAG, Family, Question, Questionnaire, Relative, Table, questionnaire
from dossier.adapters.questionnaire_known import answer_to, blocks, none_known, rows_of
from dossier.adapters.questionnaire_values import shown
from dossier.adapters.questionnaire_words import guide, heading, wording
from dossier.adapters.workbook_layout import FIRST_ROW, GROUP_ROW, PATH_ROW, TITLE_ROW, layout
from dossier.adapters.workbook_write import (
    FORMULA_SIGNS,
    MOST_CELL_LENGTH,
    column_name,
    drop_down,
    new_book,
    write_lists,
    write_version,
)
from dossier.errors import InputError
from dossier.forms.archive import make_entry, make_stencil, read_archive
from dossier.messages import said, text

_WIDTHS = (0, 6, 25, 34, 29)
_PAGE_WIDTH = sum(_WIDTHS)  # of a portrait page; wider ones are printed smaller
_GUIDE_WIDTH = 84
_DATE_KINDS = ("date", "partial_date", "month", "year")
_DATE_WIDTH, _YES_NO_WIDTH = 13, 11
_SPARE_ROWS = 200  # below the drawn ones, with drop-downs too
_FIXED_HEIGHT = b' customHeight="1"'  # xlsxwriter knows no other height; Excel would keep it for ever
_LETTER = {12: 0.79, 11: 0.68}  # mean width of a letter by its size, in the unit of the columns
_LINE = {12: 16.5, 11: 15.0}  # height of a line in points
_MARGIN = 4.0
_HIGHEST = 400.0  # Excel's own limit is 409
_A4 = 9
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_EDGE = {"border": 1, "border_color": "#8C8C8C", "valign": "top", "text_wrap": True}
_HEAD_FILL, _BLOCK_FILL, _GREY = "#E8EEF7", "#F3F3F3", "#595959"


def questionnaire_xlsx(record: Mapping[str, Any] | None = None, lang: str = "vi") -> bytes:
    """The questionnaire as an Excel file.

    Args:
        record: a valid record; what it knows is written in. lang: of hints and guide; titles are Vietnamese.

    Raises:
        InputError: a text is longer than a cell holds.
    """
    content = io.BytesIO()
    book = new_book(content, text("questionnaire.title", "vi"))
    _Writer(book, questionnaire(), record or {}, lang).write()
    book.close()
    return _with_growing_rows(content.getvalue())


def _with_growing_rows(content: bytes) -> bytes:
    """The file with rows that start at the height we gave them and grow when somebody types more."""
    entries = [
        make_entry(entry.name, entry.unpacked().replace(_FIXED_HEIGHT, b""))
        if entry.name.startswith("xl/worksheets/") and entry.name.endswith(".xml")
        else entry
        for entry in read_archive(content).values()
    ]
    return make_stencil(entries, ()).join(())


class _Writer:
    def __init__(self, book: Any, whole: Questionnaire, record: Mapping[str, Any], lang: str) -> None:
        self.book, self.whole, self.record, self.lang = book, whole, record, lang
        add = book.add_format
        self.hidden = add({"font_color": "#808080", "font_size": 8})
        self.heading = add({**_FONT, "bold": True, "font_size": 14})
        self.title = add({**_FONT, **_EDGE, "bold": True, "bg_color": _HEAD_FILL, "valign": "vcenter"})
        self.bold = add({**_FONT, "bold": True})
        self.small = add({**_FONT, "font_size": 11, "font_color": _GREY})
        self.item = add({**_FONT, **_EDGE, "align": "center"})
        self.question = add({**_FONT, **_EDGE})
        self.answer = add({**_FONT, **_EDGE, "num_format": "@", "bold": True})
        self.quoted = add({**_FONT, **_EDGE, "num_format": "@", "bold": True, "quote_prefix": True})
        self.link = add({**_FONT, **_EDGE, "font_color": "#1F4E9E", "underline": 1})
        self.hint = add({**_FONT, **_EDGE, "font_size": 11, "font_color": _GREY})
        self.block = add({**_FONT, **_EDGE, "bold": True, "bg_color": _BLOCK_FILL})
        self.typed = add({**_FONT, "num_format": "@", "text_wrap": True, "valign": "top"})  # cells not drawn yet
        self.lists: dict[tuple[str, ...], str] = {}

    def say(self, key: str, **values: Any) -> str:
        return text(f"questionnaire.{key}", self.lang, **values)

    def write(self) -> None:
        self._guide()
        names = [self.whole.words["main_sheet"], *(table.sheet for table in self.whole.tables())]
        pages = {name: self.book.add_worksheet(name) for name in [*names, self.whole.family.sheet]}
        # the hidden sheets come last: what stands first is what opens
        self.lists = write_lists(self.book, (question.column for question in self.whole.questions()))
        whole = self.whole
        write_version(self.book, whole.words["version_sheet"], whole.format, whole.schema_version, wording())
        self._main(pages[names[0]])
        for table in self.whole.tables():
            self._table(pages[table.sheet], table)
        self._family(pages[self.whole.family.sheet], self.whole.family)
        pages[names[0]].activate()

    def _guide(self) -> None:
        page = self.book.add_worksheet(layout().words["guide_sheet"])
        page.hide_gridlines(2)
        page.set_column(0, 0, _GUIDE_WIDTH)
        wrapped = self.book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
        page.write_string(0, 0, self.say("title"), self.heading)
        page.write_string(1, 0, self.say("subtitle"), self.bold)
        for row, line in enumerate(guide("excel", self.lang), start=3):
            page.write_string(row, 0, line, wrapped)
            page.set_row(row, _height((line, _GUIDE_WIDTH, 12)))
        _on_paper(page)

    # --- sheets of single answers

    def _lines(self, page: Any, heading: str) -> None:
        """The head of a sheet of single answers."""
        for number, (role, width) in enumerate(zip(ROLES, _WIDTHS, strict=True)):
            page.write_string(PATH_ROW, number, role, self.hidden)
            page.set_column(number, number, width, self.typed, {"hidden": role == TAG})
            title = "" if role == TAG else self.say(role[1:])
            page.write_string(TITLE_ROW, number, title, self.title)
        self._head(page, heading, len(ROLES) - 1)

    def _head(self, page: Any, heading: str, last: int) -> None:
        page.set_row(PATH_ROW, None, None, {"hidden": True})
        page.write_string(GROUP_ROW, min(1, last), heading, self.heading)
        page.freeze_panes(FIRST_ROW, 0)
        page.repeat_rows(TITLE_ROW)
        _on_paper(page)

    def _main(self, page: Any) -> None:
        self._lines(page, f"{self.say('title')} {self.say('subtitle')}")
        row = FIRST_ROW
        for part in self.whole.parts:
            if isinstance(part, Question):
                self._line(page, row, part, answer_to(part, self.record))
            else:
                if isinstance(part, Table) and part.none is not None:
                    self._line(page, row, part.none, answer_to(part.none, self.record))
                    row += 1
                self._pointer(page, row, part)
            row += 1
        self._drawn(page, row, len(ROLES))

    def _drawn(self, page: Any, rows: int, columns: int) -> None:
        """What is printed, and where texts of digits are no mistake."""
        page.print_area(GROUP_ROW, 0, rows - 1, columns - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{column_name(columns - 1)}{rows + _SPARE_ROWS}"})

    def _pointer(self, page: Any, row: int, part: Table | Family) -> None:
        """A line that leads to the sheet of a table or of the relatives."""
        hint = part.hint.get(self.lang) if isinstance(part, Table) else ""
        page.write_string(row, 0, part.at, self.hidden)
        page.write_string(row, 1, part.item, self.item)
        page.write_string(row, 2, part.label, self.question)
        page.write_url(row, 3, f"internal:'{part.sheet}'!A4", self.link, self.say("link", sheet=part.sheet))
        page.write_string(row, 4, hint, self.hint)
        page.set_row(row, _height((part.label, _WIDTHS[2], 12), (hint, _WIDTHS[4], 11)))

    def _line(self, page: Any, row: int, question: Question, value: Any) -> None:
        page.write_string(row, 0, question.tag, self.hidden)
        page.write_string(row, 1, question.item, self.item)
        page.write_string(row, 2, question.label, self.question)
        answer = self._answer(page, row, 3, question, value)
        hint = question.hint.get(self.lang)
        page.write_string(row, 4, hint, self.hint)
        texts = (question.label, _WIDTHS[2], 12), (answer, _WIDTHS[3], 12), (hint, _WIDTHS[4], 11)
        page.set_row(row, _height(*texts, lines=question.room))
        self._offer(page, row, row, 3, question)

    def _answer(self, page: Any, row: int, number: int, question: Question, value: Any) -> str:
        """Write an answer; returns its text."""
        if value is None:
            page.write_blank(row, number, None, self.answer)
            return ""
        tick = self.whole.words["none"] if question.kind == "tick" and value is True else None
        written = tick or shown(question, value)
        if len(written) > MOST_CELL_LENGTH:
            place = f"{page.get_name()}!{column_name(number)}{row + 1}"
            raise InputError(place, *said("workbook_long_text", most=MOST_CELL_LENGTH))
        page.write_string(row, number, written, self.quoted if written.startswith(FORMULA_SIGNS) else self.answer)
        return written

    def _offer(self, page: Any, first: int, last: int, number: int, question: Question) -> None:
        """The drop-down of an answer."""
        if question.kind == "tick":
            rule = {"validate": "list", "source": [self.whole.words["none"]], "show_error": False}
        elif question.kind == "place":
            return
        else:
            offered = drop_down(question.column, self.lists)
            if offered is None:
                return
            rule = offered
        page.data_validation(first, number, last, number, {**rule, "ignore_blank": True})

    # --- tables

    def _table(self, page: Any, table: Table) -> None:
        widths = _widths(table.columns)
        heads = [
            text
            for question, width in zip(table.columns, widths, strict=True)
            for text in ((question.label, width, 12), (question.hint.get(self.lang), width, 11))
        ]
        page.set_row(TITLE_ROW, _height(*heads[::2]) + _height(*heads[1::2]))
        for number, (question, width) in enumerate(zip(table.columns, widths, strict=True)):
            page.set_column(number, number, width, self.typed)
            page.write_string(PATH_ROW, number, question.tag, self.hidden)
            title, hint = question.label, question.hint.get(self.lang)
            pieces = [self.bold, title, self.small, f"\n{hint}"] if hint else [self.bold, title, self.bold, " "]
            page.write_rich_string(TITLE_ROW, number, *pieces, self.title)
        self._head(page, heading(table), 0)
        known = rows_of(table.at, self.record)
        last = FIRST_ROW - 1
        for last, item in enumerate([*known, *[{}] * table.rows], start=FIRST_ROW):
            written = [
                self._answer(page, last, number, question, answer_to(question, item))
                for number, question in enumerate(table.columns)
            ]
            page.set_row(last, _height(*((text, width, 12) for text, width in zip(written, widths, strict=True))))
        for number, question in enumerate(table.columns):
            self._offer(page, FIRST_ROW, last + _SPARE_ROWS, number, question)
        self._drawn(page, last + 1, len(table.columns))

    # --- relatives

    def _family(self, page: Any, family: Family) -> None:
        self._lines(page, heading(family))
        row = FIRST_ROW
        for relative in family.relatives:
            for number, (item, lines) in enumerate(blocks(relative, self.record), start=1):
                row = self._block(page, row, relative, number, item, lines)
        self._drawn(page, row, len(ROLES))

    def _block(
        self, page: Any, row: int, relative: Relative, number: int, item: Mapping[str, Any], lines: Iterable[Question]
    ) -> int:
        head = self.say("nth", label=relative.label, n=number) if relative.count > 1 else relative.label
        page.write_string(row, 0, relative.tag, self.hidden)
        note = relative.note.get(self.lang) if number == 1 else ""
        for column in (1, 3):
            page.write_blank(row, column, None, self.block)
        page.write_string(row, 2, head, self.block)
        page.write_string(row, 4, note, self.hint)
        page.set_row(row, _height((head, _WIDTHS[2], 12), (note, _WIDTHS[4], 11)))
        row += 1
        if number == 1 and relative.nobody is not None:
            self._line(page, row, relative.nobody, none_known(relative, self.record))
            row += 1
        for question in lines:
            self._line(page, row, question, answer_to(question, item))
            row += 1
        return row


def _height(*texts: tuple[str, float, int], lines: int = 1) -> float:
    """Height of a row in points.

    Args:
        texts: what stands in its cells: the text, the width of the column, the size of the letters.
        lines: at least so many lines of an answer.
    """
    highest = lines * _LINE[12]
    for written, width, size in texts:
        count = sum(max(1, math.ceil(len(line) * _LETTER[size] / (width - 1))) for line in written.split("\n"))
        highest = max(highest, count * _LINE[size])
    return min(_HIGHEST, highest + _MARGIN)


def _widths(columns: Sequence[Question]) -> list[float]:
    """Columns of a table as wide as the page: dates narrow, texts share what is left."""
    fixed = {
        number: _DATE_WIDTH if question.column.kind in _DATE_KINDS else _YES_NO_WIDTH
        for number, question in enumerate(columns)
        if question.column.kind in (*_DATE_KINDS, "yes_no")
    }
    rest = (_PAGE_WIDTH - sum(fixed.values())) / max(1, len(columns) - len(fixed))
    return [fixed.get(number, rest) for number in range(len(columns))]


def _on_paper(page: Any) -> None:
    page.set_paper(_A4)
    page.set_portrait()
    page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N")
