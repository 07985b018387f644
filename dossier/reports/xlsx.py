"""The reports as Excel workbooks: a row for each person, a row for each thing to do."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from dossier.findings import Confidence, Disposition, Finding, Report, Severity, Source, Text, Verdict, Where
from dossier.messages import text
from dossier.record.text import name_key
from dossier.reports.cohort import CohortRow, ReportObject, as_object, is_settled, kind_in
from dossier.reports.grouping import KIND_RANK, WHO_ORDER
from dossier.reports.phrases import (
    called,
    clean,
    day,
    disposition_line,
    due_event,
    lapse_of,
    person_of,
    place_of,
    source_line,
    stage_name,
    summary_line,
    topic,
    who_name,
)
from dossier.rules.deadlines import Calendar
from dossier.rules.due import Due, DueDates

MOST_ROWS = 1_048_575  # what a sheet holds below its header
MOST_LETTERS = 32_000  # what a cell holds, with room for the quote in front
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# a fixed day: equal reports give equal bytes
_CREATED = datetime(2025, 9, 29)  # noqa: DTZ001 the library wants a day without a zone

Cell = str | int | date

# column -> width in characters
_SUMMARY = {
    "number": 6,
    "record": 18,
    "name": 26,
    "cell": 22,
    "stage": 34,
    "forms": 9,
    "errors": 8,
    "to_look": 9,
    "warnings": 8,
    "verdict": 18,
    "problem": 40,
    "folder": 24,
}
_CELLS = {
    "cell": 34,
    "of_persons": 10,
    "ready": 11,
    "errors": 8,
    "to_look": 9,
    "warnings": 8,
}
_TASKS = {
    "record": 18,
    "name": 24,
    "cell": 20,
    "who": 24,
    "due": 26,
    "last_day": 13,
    "lapse": 22,
    "code": 9,
    "kind": 14,
    "place": 34,
    "message": 52,
    "fix": 46,
    "source": 34,
    "settled": 30,
}


def cohort_xlsx(
    rows: Sequence[CohortRow],
    reports: Iterable[Report | ReportObject],
    lang: str = "vi",
    *,
    spool: str | None = None,
    dues: Callable[[str], DueDates | None] | None = None,
) -> bytes:
    """A workbook of a cohort: a sheet of persons, one of cells, and one of everything to do.

    Args:
        rows: in the order wanted.
        reports: read once, one at a time; reports, or the objects the JSON report wrote of them.
        lang: `vi` or `en`; an object keeps the sentences of its own language.
        spool: a folder for temporary files, so that ten thousand reports need no more memory than ten;
            None: everything in memory, no disk. The bytes differ between the two, the cells do not.
        dues: gives the dates of the dossier of a record id; None, or where it gives None: nothing is said of when.
    """
    book = _Book(spool)
    summary = book.sheet(text("report.sheet.summary", lang), _SUMMARY, lang)
    for number, row in enumerate(rows, 1):
        summary.write(
            {
                "number": number,
                "record": row.record_id,
                "name": row.label if row.label != row.record_id else "",
                "cell": row.cell,
                "stage": stage_name(row.stage, lang) if row.stage else "",
                "forms": row.forms,
                "errors": row.errors,
                "to_look": row.needs_person,
                "warnings": row.warnings,
                "verdict": text(f"report.verdict.{row.verdict}", lang),
                "problem": row.problem or "",
                "folder": row.folder,
            }
        )
    summary.close()
    _by_cell(book, rows, lang)
    persons = {row.record_id: row for row in rows}
    tasks = book.sheet(text("report.sheet.tasks", lang), _TASKS, lang)
    for report in reports:
        item = as_object(report, lang)
        person = persons.get(item["record_id"])
        name = person.label if person is not None and person.label != person.record_id else ""
        for cells in _tasks(item, dues(item["record_id"]) if dues is not None else None, lang):
            tasks.write({"name": name, "cell": person.cell if person is not None else "", **cells})
    tasks.close()
    return book.content()


def _by_cell(book: _Book, rows: Sequence[CohortRow], lang: str) -> None:
    """A sheet with a row for each cell: how many persons, how many ready, what is open."""
    sheet = book.sheet(text("report.sheet.cells", lang), _CELLS, lang)
    cells: dict[str, list[CohortRow]] = {}
    for row in rows:
        cells.setdefault(row.cell, []).append(row)
    for cell in sorted(cells, key=name_key):
        mine = cells[cell]
        sheet.write(
            {
                "cell": cell or "–",
                "of_persons": len(mine),
                "ready": sum(row.ready for row in mine),
                "errors": sum(row.errors for row in mine),
                "to_look": sum(row.needs_person for row in mine),
                "warnings": sum(row.warnings for row in mine),
            }
        )
    sheet.close()


def person_xlsx(
    report: Report, lang: str = "vi", *, label: str | None = None, calendar: Calendar | None = None
) -> bytes:
    """A workbook of one person: the summary, and everything to do.

    Args:
        report: what was found.
        lang: `vi` or `en`.
        label: how the office calls the person; without it only the record's id is shown.
        calendar: of the same dossier, from `calendar_of`; without it nothing is said of when.
    """
    book = _Book(None)
    counts = report.counts
    summary = book.sheet(text("report.sheet.person", lang), {"item": 34, "value": 90}, lang, table="sheet")
    lines: list[tuple[str, str | int]] = [
        (text("report.cohort.person", lang), person_of(report.record_id or called(report), label)),
        topic(report, lang),
        (text("report.html.as_of", lang), day(report.as_of)),
        (text("report.cohort.verdict", lang), summary_line(report, lang)),
        (text("report.kind.error", lang), counts.error),
        (text("report.kind.needs_person", lang), counts.needs_person),
        (text("report.kind.warning", lang), counts.warning),
        (text("report.kind.notice", lang), counts.notice),
        *((f"{text('report.html.versions', lang)}: {name}", value) for name, value in sorted(report.versions.items())),
        *((f"SHA-256: {item.path}", item.sha256) for item in report.inputs),
    ]
    for item, value in lines:
        summary.write({"item": item, "value": value})
    summary.close()
    columns = {name: width for name, width in _TASKS.items() if name not in ("record", "name", "cell")}
    tasks = book.sheet(text("report.sheet.tasks", lang), columns, lang)
    for cells in _tasks(as_object(report, lang), calendar.dues if calendar is not None else None, lang):
        tasks.write(cells)
    tasks.close()
    return book.content()


def safe(value: str) -> str:
    """*value* as a cell may hold it: never a formula, nothing XML forbids, no more than a cell takes."""
    value = clean(value)[:MOST_LETTERS]
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def _tasks(item: ReportObject, dues: DueDates | None, lang: str) -> list[dict[str, Cell]]:
    """The rows of one report, by who must act, then by when, then how grave, then code and place."""
    rows = [(row, _finding(row)) for row in item["findings"]]
    due = [dues.of(finding, item["stage"]) if dues is not None else None for _, finding in rows]
    order = sorted(
        range(len(rows)),
        key=lambda at: (
            is_settled(rows[at][0]),
            WHO_ORDER.index(rows[at][1].who),
            one.order if (one := due[at]) is not None else (),
            KIND_RANK[kind_in(rows[at][0])],
            at,
        ),
    )
    return [{"record": item["record_id"], **_cells(*rows[at], due[at], lang)} for at in order]


def _cells(row: Mapping[str, Any], finding: Finding, due: Due | None, lang: str) -> dict[str, Cell]:
    return {
        "who": who_name(finding.who, lang),
        **(_when(due, lang) if due is not None and not is_settled(row) else {}),
        "code": finding.code,
        "kind": text(f"report.kind.{kind_in(row).value}", lang),
        "place": place_of(finding, lang),
        "message": finding.message.get(lang),
        "fix": finding.fix.get(lang),
        "source": source_line(finding, lang),
        "settled": "" if finding.disposition is None else disposition_line(finding.disposition, lang),
    }


def _when(due: Due, lang: str) -> dict[str, Cell]:
    """By when: before which act, the last day (of a past act its day), and what that day means."""
    lapse = lapse_of(due, lang)
    if due.overdue:
        words = ": ".join(filter(None, (text("report.due.overdue", lang), lapse)))
    else:
        words = text("report.due.else", lang, lapse=lapse) if lapse else ""
    return {"due": due_event(due, lang), "last_day": due.day or "", "lapse": words}


def _finding(row: Mapping[str, Any]) -> Finding:
    """A finding of a JSON report as a value again, its sentences in the one language they were written in."""
    where, source, disposition = row["where"], row["source"], row["disposition"]
    return Finding(
        code=row["code"],
        ask=row["ask"],
        verdict=Verdict(row["verdict"]),
        severity=Severity(row["severity"]),
        title=Text(row["title"], row["title"]),
        message=Text(row["message"], row["message"]),
        where=Where(where["pointer"], where["label"], where["file"], where["page"]),
        fix=Text(row["fix"], row["fix"]),
        source=None
        if source is None
        else Source(
            source["document"],
            None if source["dated"] is None else date.fromisoformat(source["dated"]),
            source["clause"],
        ),
        confidence=None if row["confidence"] is None else Confidence(row["confidence"]),
        edition_from=None,
        who=row["who"],
        overlay=row["overlay"],
        disposition=None if disposition is None else Disposition(**disposition),
    )


class _Book:
    """A workbook under way."""

    def __init__(self, spool: str | None) -> None:
        self._out = io.BytesIO()
        options: dict[str, Any] = {"in_memory": True}
        if spool is not None:
            options = {"constant_memory": True, "tmpdir": spool}
        self.book = xlsxwriter.Workbook(self._out, {**options, "strings_to_formulas": False, "strings_to_urls": False})
        self.book.set_properties({"author": "", "created": _CREATED})
        base = {"font_name": "Times New Roman", "font_size": 13, "valign": "top", "border": 1}
        self.head = self.book.add_format({**base, "bold": True, "text_wrap": True, "bg_color": "#E8E8E8"})
        self.words = self.book.add_format({**base, "text_wrap": True, "num_format": "@"})
        self.figure = self.book.add_format({**base, "num_format": "0"})
        self.day = self.book.add_format({**base, "num_format": "dd/mm/yyyy", "align": "left"})

    def sheet(self, name: str, columns: Mapping[str, int], lang: str, *, table: str = "cohort") -> _Sheet:
        return _Sheet(self, name, columns, lang, table)

    def content(self) -> bytes:
        self.book.close()
        return self._out.getvalue()


class _Sheet:
    """A sheet with a header that stays, written row after row; a full one goes on in another."""

    def __init__(self, book: _Book, name: str, columns: Mapping[str, int], lang: str, table: str) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._heads = [text(f"report.{table}.{column}", lang) for column in columns]
        self._count = 0
        self._begin()

    def write(self, cells: Mapping[str, Cell]) -> None:
        """The next row; a column that *cells* lacks stays empty."""
        if self._row >= MOST_ROWS:
            self.close()
            self._begin()
        self._row += 1
        for index, column in enumerate(self._columns):
            value = cells.get(column, "")
            if isinstance(value, int):
                self._sheet.write_number(self._row, index, value, self._book.figure)
            elif isinstance(value, date):  # a day as a day, so that the filter knows months
                self._sheet.write_datetime(self._row, index, value, self._book.day)
            else:
                self._sheet.write_string(self._row, index, safe(value), self._book.words)

    def close(self) -> None:
        """Put the filter over the rows written."""
        self._sheet.autofilter(0, 0, max(self._row, 1), len(self._columns) - 1)

    def _begin(self) -> None:
        self._row = 0
        self._count += 1
        sheet = self._book.book.add_worksheet(self._name if self._count == 1 else f"{self._name} {self._count}")
        for index, (head, width) in enumerate(zip(self._heads, self._columns.values(), strict=True)):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, head, self._book.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C&P/&N")
        self._sheet = sheet
