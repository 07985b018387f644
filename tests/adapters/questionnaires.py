"""A person who fills a questionnaire in Word or Excel: types into answers, adds rows, copies blocks, spoils tags."""

from __future__ import annotations

import copy
import io
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree

from dossier.adapters.questionnaire_docx import questionnaire_docx
from dossier.adapters.questionnaire_import import QuestionnaireImport, read_questionnaire
from dossier.adapters.questionnaire_xlsx import questionnaire_xlsx

BLANK = cache(lambda write: write())  # type: ignore[var-annotated]
NAME, BORN = "/candidate/birth_name", "/candidate/date_of_birth"


class Word:
    """A questionnaire open in Word."""

    kind = "docx"

    def __init__(self, content: bytes | None = None) -> None:
        self.document = docx.Document(io.BytesIO(content or BLANK(questionnaire_docx)))
        self.body = self.document.element.body

    def controls(self, tag: str) -> list[Any]:
        path = f"{qn('w:sdtPr')}/{qn('w:tag')}"
        return [sdt for sdt in self.body.iter(qn("w:sdt")) if sdt.find(path).get(qn("w:val")) == tag]

    def type(self, tag: str, text: str, nth: int = 0) -> None:
        control = self.controls(tag)[nth]
        prompt = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
        if prompt is not None:
            prompt.getparent().remove(prompt)
        texts = list(control.iter(qn("w:t")))
        texts[0].text = text
        for more in texts[1:]:
            more.getparent().remove(more)

    def unwrap(self, tag: str, nth: int = 0) -> None:
        """Delete a control and leave its text, as Word does."""
        control = self.controls(tag)[nth]
        for run in list(control.find(qn("w:sdtContent"))):
            control.addprevious(run)
        control.getparent().remove(control)

    def without_controls(self) -> None:
        """Save as a program does that knows no controls: prompts become dots."""
        for control in list(self.body.iter(qn("w:sdt"))):
            for run in list(control.find(qn("w:sdtContent"))):
                control.addprevious(run)
            control.getparent().remove(control)

    def row(self, tag: str, nth: int = 0) -> Any:
        return next(self.controls(tag)[nth].iterancestors(qn("w:tr")))

    def table(self, tag: str, nth: int = 0) -> Any:
        return next(self.controls(tag)[nth].iterancestors(qn("w:tbl")))

    def copy_row(self, tag: str, nth: int = 0) -> None:
        row = self.row(tag, nth)
        row.addnext(copy.deepcopy(row))

    def tab_row(self, tag: str, *texts: str) -> None:
        """A row as the Tab key makes it in the last cell: without controls."""
        row = self.table(tag)[-1]
        made = copy.deepcopy(row)
        for cell, text in zip(made.iter(qn("w:tc")), texts, strict=True):
            for paragraph in cell.iter(qn("w:p")):
                for child in list(paragraph):
                    if child.tag != qn("w:pPr"):
                        paragraph.remove(child)
                run = etree.SubElement(paragraph, qn("w:r"))
                etree.SubElement(run, qn("w:t")).text = text
        row.addnext(made)

    def copy_block(self, tag: str, nth: int = 0, *, apart: bool = True) -> None:
        """Copy a whole block below itself; without a line between, Word joins the two tables."""
        table = self.table(tag, nth)
        made = copy.deepcopy(table)
        if apart:
            table.getnext().addnext(made)
        else:
            for row in made.findall(qn("w:tr")):
                table.append(row)

    def write_below(self, text: str) -> None:
        self.document.add_paragraph(text)

    def write_beside(self, tag: str, text: str) -> None:
        """Type into the column of hints."""
        cell = self.row(tag).findall(qn("w:tc"))[-1]
        next(cell.iter(qn("w:t"))).text = text

    def save(self, folder: Path) -> Path:
        path = folder / "phieu.docx"
        self.document.save(str(path))
        return path


class Excel:
    """A questionnaire open in Excel."""

    kind = "xlsx"

    def __init__(self, content: bytes | None = None) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content or BLANK(questionnaire_xlsx)))

    def find(self, tag: str, nth: int = 0) -> tuple[Any, int, int]:
        """Sheet, row and column of an answer; of a table's cell the nth row below its title."""
        seen = 0
        for page in self.book.worksheets:
            for cell in page[1]:
                if cell.value == tag:
                    return page, 4 + nth, cell.column
            for row in range(1, page.max_row + 1):
                if page.cell(row, 1).value == tag and page["A1"].value == "#tag":
                    if seen == nth:
                        return page, row, 4
                    seen += 1
        raise AssertionError(tag)

    def type(self, tag: str, value: Any, nth: int = 0) -> None:
        page, row, column = self.find(tag, nth)
        page.cell(row, column).value = value

    def address(self, tag: str, nth: int = 0) -> str:
        page, row, column = self.find(tag, nth)
        return f"{page.title}!{page.cell(row, column).coordinate}"

    def copy_block(self, tag: str, nth: int = 0, *, with_hidden: bool = True) -> None:
        """Copy the rows of a block below the last one, with column A or without it."""
        page, first, _ = self.find(tag, nth)
        last = first + 1
        while "#" not in str(page.cell(last, 1).value or "#").removeprefix("/family_none#"):
            last += 1
        end = page.max_row + 1
        for row in range(first, last):
            for column in range(1 if with_hidden else 2, 6):
                page.cell(end + row - first, column).value = page.cell(row, column).value

    def save(self, folder: Path) -> Path:
        path = folder / "phieu.xlsx"
        self.book.save(path)
        return path


def imported(filled: Word | Excel, folder: Path, lang: str = "vi") -> tuple[dict[str, Any], QuestionnaireImport]:
    """The record that a filled questionnaire gives, and what was said of it."""
    found = read_questionnaire(filled.save(folder), folder / "out", lang)
    (record,) = found
    return record.data, found
