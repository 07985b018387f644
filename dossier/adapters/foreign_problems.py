"""What is said of an office's own list: what was not understood, what was mended or left out, and where."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from dossier.adapters.imported import CellProblem, ImportResult
from dossier.adapters.workbook_layout import Column
from dossier.adapters.workbook_values import Raw, masked
from dossier.messages import text

_MOST_LETTERINGS = 3_000  # listed; so many texts in old fonts must not push the faults out of the list
_LETTERS_SHOWN = 120


@dataclass(frozen=True, slots=True)
class ListProblem(CellProblem):
    """One thing to say of a list that only lists have: its sentences stand in ``[list.found]``, ``[list.remedy]``.

    Args:
        values: what the sentences name, e.g. the header of a column. For the user's own list, never for logs.
    """

    values: Mapping[str, str | int] = field(default_factory=dict)

    def found(self, lang: str) -> str:
        """What was found."""
        return text(f"list.found.{self.kind}", lang, **self.values)

    def expected(self, lang: str) -> str:
        """Nothing in particular."""
        return ""

    def remedy(self, lang: str) -> str:
        """What to do."""
        return text(f"list.remedy.{self.kind}", lang, **self.values)

    def line(self, lang: str) -> str:
        """Place, found and remedy on one line."""
        return text("list.line", lang, place=self.place, found=self.found(lang), remedy=self.remedy(lang)).rstrip()

    def facts(self, lang: str) -> dict[str, str]:
        """The problem for programs, without any text that was found."""
        return {
            "sheet": self.sheet, "cell": self.cell, "severity": self.severity, "kind": self.kind,
            "path": self.column.path if self.column else "",
            "found": text(f"list.title.{self.kind}", lang), "expected": "", "remedy": self.remedy(lang),
        }  # fmt: skip


@dataclass(slots=True)
class ListResult(ImportResult):
    """What came of reading an office's own list.

    Args:
        cells: what became of the cells that hold anything: "field" (in the record), "local" (kept in its own
            corner), "skip" (left out by choice), "header", "reported" (listed among the problems).
        letterings: texts in old fonts that were turned into Unicode.
    """

    cells: Counter[str] = field(default_factory=Counter)
    letterings: int = 0

    def add(self, problem: CellProblem) -> None:
        """Count *problem*, and list it while there is room."""
        if problem.kind == "lettering":
            self.letterings += 1
            if self.letterings > _MOST_LETTERINGS:
                self.counts[problem.severity] += 1
                return
        # `super()` without arguments does not work in a class with slots that a decorator made anew
        ImportResult.add(self, problem)


def cut(raw: Raw) -> str:
    """A text of the list as it is shown beside what it became; long numbers are masked."""
    shown = masked(raw) if not isinstance(raw, str) else " ".join(raw.split())
    return shown if len(shown) <= _LETTERS_SHOWN else f"{shown[:_LETTERS_SHOWN]}…"


def veiled(raw: Raw) -> str:
    """The shape of a value without the value: the first sign of every word, dots for the others."""
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    shown = unicodedata.normalize("NFC", masked(raw)).replace("*", "•")
    words = shown.split(" ")
    return " ".join(
        word[:1] + "".join("•" if sign.isalnum() else sign for sign in word[1:]) for word in words
    )  # fmt: skip


def note(
    sheet: str, cell: str, kind: str, severity: str = "note", column: Column | None = None, **values: str | int
) -> ListProblem:
    """A `ListProblem` of *kind*."""
    return ListProblem(sheet, cell, kind, severity, column, values=values)
