"""The slip with which an organisation board sends a dossier back, as a Word file to sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.table import Table, _Cell

from dossier.findings import Report
from dossier.forms.builders.blocks import (
    A4,
    Piece,
    body,
    bold,
    italic,
    letterhead,
    new_document,
    page_numbers,
    paragraph,
    title,
    to_bytes,
)
from dossier.messages import text
from dossier.reports.grouping import Kind, Task, plan_of
from dossier.reports.phrases import (
    called,
    clean,
    day,
    due_line,
    heading,
    person_of,
    source_line,
    stage_name,
    told,
    who_name,
)
from dossier.rules.deadlines import Calendar

_WIDTHS_MM = (13, 52, 32, 36, 32)  # the text is 165 mm wide
_TABLE_PT = 12
_CELL_MM = 1.5


def return_slip(
    report: Report,
    lang: str = "vi",
    *,
    label: str | None = None,
    parent: str | None = None,
    issuer: str | None = None,
    to: str | None = None,
    place: str | None = None,
    calendar: Calendar | None = None,
) -> bytes:
    """A .docx with what has to be supplied or mended, by who acts and by when; number and names are left to ink.

    Args:
        report: what was found; notices and what somebody answers for are left out.
        lang: `vi` or `en`.
        label: how the office calls the person; without it only the record's id is shown.
        parent, issuer: the bodies of the letterhead, in capitals. to: who gets it. place: of the date line.
            Dots where None.
        calendar: of the same dossier, from `calendar_of`; without it nothing is said of when.
    """
    document = new_document(A4)
    page_numbers(document)
    letterhead(
        document,
        parent=clean(parent or text("report.slip.parent", lang)),
        issuer=clean(issuer or text("report.slip.issuer", lang)),
        number=text("report.slip.number", lang),
        date=clean(text("report.slip.date_line", lang, place=place or text("report.slip.place", lang))),
    )
    person = person_of(report.record_id or called(report), label)
    title(document, text("report.slip.title", lang), clean(text("report.slip.record", lang, record=person)))
    paragraph(
        document,
        italic(f"{text('report.slip.to', lang)} "),
        clean(to or text("report.slip.to_blank", lang)),
        align="centre",
        after_pt=12,
    )
    plan = plan_of(report, calendar.dues if calendar is not None else None)
    tasks = list(plan.tasks(Kind.ERROR, Kind.NEEDS_PERSON, Kind.WARNING))
    intro = text(
        "report.slip.intro" if tasks else "report.slip.intro_none",
        lang,
        stage=stage_name(report.stage, lang),
        as_of=day(report.as_of),
    )
    body(document, clean(intro))
    if tasks:
        _table(document, tasks, lang)
        if report.counts.carried_over:
            carried = text("report.slip.carried", lang, count=report.counts.carried_over)
            body(document, italic(carried), before_pt=8, keep_next=True)
        body(document, text("report.slip.deadline", lang), before_pt=8, keep_next=True)
    _signatures(document, lang)
    return to_bytes(document)


def _table(document: Document, tasks: Sequence[Task], lang: str) -> None:
    heads = [text(f"report.slip.{key}", lang) for key in ("number_head", "what", "source", "fix", "who")]
    made = document.add_table(rows=1, cols=len(heads))
    head = made.rows[0]
    for cell, words in zip(head.cells, heads, strict=True):
        paragraph(cell, bold(words, _TABLE_PT), align="centre", before_pt=2, after_pt=2, line_pt=15)
    head._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for number, task in enumerate(tasks, 1):
        row = made.add_row()
        _fill(row.cells, number, task, lang)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    _shape(made, _WIDTHS_MM, borders=True)


def _fill(cells: Sequence[_Cell], number: int, task: Task, lang: str) -> None:
    looking = task.kind is Kind.NEEDS_PERSON
    said, remark = told(task, lang)
    # "Missing: …" says the place itself
    lead = "" if len(said) == 1 and heading(task, lang) in said[0][1] else heading(task, lang)
    if task.kind is Kind.WARNING:
        lead = f"{text('report.slip.reminder', lang)} {lead}".rstrip()
    dash = "- " if len(said) > 1 else ""
    lines: list[str | Piece] = [bold(clean(lead), _TABLE_PT)] if lead else []
    _lines(cells[0], [str(number)], align="centre")
    _lines(cells[1], [*lines, *(f"{dash}{message}" for _, message in said), *filter(None, [remark])])
    _lines(cells[2], _sources(task, lang))
    _lines(cells[3], [text("report.slip.look", lang) if looking else task.first.fix.get(lang)])
    due = [italic(clean(due_line(task.due, lang)), _TABLE_PT)] if task.due is not None else []
    _lines(cells[4], [who_name(task.who, lang), *due])


def _sources(task: Task, lang: str) -> list[str]:
    """What the findings rest on, each text once, with the codes that an organisation board cites."""
    codes: dict[str, list[str]] = {}
    for finding in task.findings:
        mine = codes.setdefault(source_line(finding, lang), [])
        if finding.code not in mine:
            mine.append(finding.code)
    return [f"[{', '.join(mine)}] {source}".strip() for source, mine in codes.items()]


def _lines(cell: _Cell, lines: Sequence[str | Piece], *, align: str = "left") -> None:
    for line in lines or [""]:
        piece = line if isinstance(line, Piece) else Piece(clean(line), size=_TABLE_PT)
        paragraph(cell, piece, align=align, before_pt=2, after_pt=2, line_pt=15)


def _signatures(document: Document, lang: str) -> None:
    """Left: who gets the dossier back. Right: who sends it back."""
    paragraph(document, Piece("", size=4), after_pt=0, line_pt=8, keep_next=True)
    half = A4.text_width_mm / 2
    made = document.add_table(rows=1, cols=2)
    _shape(made, (half, half), borders=False)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, key in zip(made.rows[0].cells, ("receiver", "signer"), strict=True):
        paragraph(cell, bold(text(f"report.slip.{key}", lang)), align="centre", after_pt=0, keep_next=True)
        paragraph(cell, italic(text("report.slip.sign", lang), 12), align="centre", after_pt=0)
        paragraph(cell, "", align="centre", before_pt=62, after_pt=0)  # room to sign
    paragraph(document, Piece("", size=1), after_pt=0, line_pt=1)


def _shape(made: Table, widths_mm: Sequence[float], *, borders: bool) -> None:
    """Fixed widths and, for a list, lines; written out so that no style is needed."""
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    properties: Any = made._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    layout: Any = properties.find(qn("w:tblLayout"))
    if borders:
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides)
        layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>"))
        margin = round(_CELL_MM * 1440 / 25.4)
        inner = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
        layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{inner}</w:tblCellMar>"))
    for column, width_mm in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width_mm)
    for row in made.rows:
        for cell, width_mm in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width_mm)
