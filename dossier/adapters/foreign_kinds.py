"""What a row of an office's own list is that is no person's. Pure; the words are data (`headers.toml`)."""

from __future__ import annotations

import re
from functools import cache

from dossier.adapters.foreign_grid import is_blank
from dossier.adapters.foreign_match import words
from dossier.adapters.workbook_values import Raw
from dossier.record.text import fold


def holds(cells: list[Raw], indexes: list[int]) -> bool:
    """Whether a row holds anything at one of *indexes*."""
    for index in indexes:  # noqa: SIM110 a generator takes three times as long, and this is done for every row
        if index < len(cells) and not is_blank(cells[index]):
            return True
    return False


def first_text(cells: list[Raw]) -> str:
    """The first text of a row, folded; empty when there is none."""
    return next((fold(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)), "")


@cache
def sums() -> re.Pattern[str]:
    """The beginning of a cell that sums the list up (group ``totals``) or a part of it."""
    totals, subtotals = ("|".join(map(_spaced, words()[which])) for which in ("totals", "subtotals"))
    # "Tổng cộng: 12 người"; a longer text that only begins so is a text
    return re.compile(rf"\s*(?:(?P<totals>{totals})|{subtotals})\s*(?:$|[:.=(]|\d)", re.IGNORECASE)


@cache
def endings() -> re.Pattern[str]:
    """The beginning of signatures, notes and the date below a list, folded."""
    phrases = "|".join(_spaced(phrase) for phrase in words()["endings"])
    dated = r"(?:[^,]{0,40},\s*)?ngày\s*[\d.…]*\s*tháng"
    return re.compile(rf"(?:{phrases})(?!\w)|{dated}", re.IGNORECASE)


@cache
def groups() -> re.Pattern[str]:
    """The beginning of the heading of a group, folded."""
    return re.compile(rf"(?:{'|'.join(map(_spaced, words()['groups']))})\s")


def _spaced(phrase: str) -> str:
    return r"\s+".join(map(re.escape, fold(phrase).split()))
