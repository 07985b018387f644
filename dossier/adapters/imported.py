"""What an import gives, whatever it was read from: records with where each value stood, and problems by cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dossier.adapters.workbook_layout import Column
from dossier.adapters.workbook_values import Raw, masked
from dossier.adapters.workbook_write import expected
from dossier.findings import Text
from dossier.messages import catalogue, text

MOST_PROBLEMS = 5_000  # listed; the rest is only counted
_SHOWN_KINDS = ("date", "partial_date", "month", "year", "time", "integer", "number", "yes_no", "choice", "list")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One cell that was not understood, or was mended visibly.

    Args:
        sheet, cell: where, e.g. "Người" and "F7"; the cell is empty for a whole sheet.
        kind: what was found, a key of ``[workbook.found]`` in the catalogues, e.g. "two_digit_year".
        severity: "error" (the cell counts as empty, or the row was left out), "warning" (a column or sheet
            nobody asked for) or "note" (mended).
        column: the column, where there is one.
        shown: the text found, of dates, numbers and list entries only. For the user's own list, never for logs.
        near: the list entry that may be meant.
        wanted: what the schema wants, where the column does not say it.
    """

    sheet: str
    cell: str
    kind: str
    severity: str = "error"
    column: Column | None = None
    shown: str = ""
    near: str = ""
    wanted: Text | None = None

    @property
    def place(self) -> str:
        """Sheet and cell as a spreadsheet writes them."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def found(self, lang: str) -> str:
        """What was found: its kind, and the text where it may be shown."""
        words = text(f"workbook.found.{self.kind}", lang)
        return f"“{self.shown}” ({words})" if self.shown else words

    def expected(self, lang: str) -> str:
        """What was expected there."""
        if self.wanted is not None:
            return self.wanted.get(lang)
        key = f"workbook.wanted.{self.kind}"
        if self.column is None or key in catalogue(lang):
            return text(key, lang)
        return expected(self.column, lang)

    def remedy(self, lang: str) -> str:
        """How to mend it."""
        if self.near:
            return text("workbook.remedy.near", lang, near=self.near)
        own = f"workbook.remedy.{self.kind}"
        return text(own if own in catalogue(lang) else f"workbook.remedy.{self.severity}", lang)

    def line(self, lang: str) -> str:
        """Place, found, expected and remedy on one line."""
        return text(
            f"workbook.line.{self.severity}", lang, place=self.place, found=self.found(lang),
            expected=self.expected(lang), remedy=self.remedy(lang),
        )  # fmt: skip

    def facts(self, lang: str) -> dict[str, str]:
        """The problem for programs, without any text that was found."""
        return {
            "sheet": self.sheet, "cell": self.cell, "severity": self.severity, "kind": self.kind,
            "path": self.column.path if self.column else "",
            "found": text(f"workbook.found.{self.kind}", lang),
            "expected": self.expected(lang), "remedy": self.remedy(lang),
        }  # fmt: skip


def shown_in_problems(column: Column, raw: Raw) -> str:
    """What of a cell of *column* the user's own list may show: dates, numbers and list entries."""
    return masked(raw) if column.kind in _SHOWN_KINDS else ""


@dataclass(slots=True)
class ImportResult:
    """What came of reading a workbook.

    Args:
        persons: persons found.
        items: name of a list sheet -> rows of it that reached a person.
        sheets: names of the sheets that were understood, in their order.
        problems: cells not understood and visibly mended, at most 5,000; in reading order.
        counts: severity -> how many there were in all.
        tidied: "spaces" or "letters" -> cells tidied without loss.
        lost: rows of the sheet of persons that gave no record.
    """

    persons: int = 0
    lost: int = 0
    items: Counter[str] = field(default_factory=Counter)
    sheets: list[str] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    tidied: Counter[str] = field(default_factory=Counter)

    def add(self, problem: CellProblem) -> None:
        """Count *problem*, and list it while there is room."""
        self.counts[problem.severity] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def understood(self) -> bool:
        """True when every cell was understood."""
        return not self.counts["error"] and not self.counts["warning"]


class Origin(NamedTuple):
    """Rows that a part of a record came from: pointer of the part, number of the sheet, row from 0."""

    pointer: str
    sheet: int
    row: int


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """One person's record as the workbook has it: valid, unknown fields left out, and where it came from."""

    record_id: str
    data: dict[str, Any]
    origins: tuple[Origin, ...]
