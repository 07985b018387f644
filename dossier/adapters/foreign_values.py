"""One cell of an office's own list as a value of the record. Pure.

The workbook's own reader of cells does the work; here stands what only people's own lists hold: dates written
out or without separators, addresses in one cell, nine-digit numbers in the column of the twelve-digit ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any

from dossier.adapters.foreign_match import words
from dossier.adapters.foreign_targets import NATIONAL_ID, OLD_ID, ORDER, Target, column_of, is_place
from dossier.adapters.workbook_layout import Column
from dossier.adapters.workbook_values import Raw, Read, Understander, tidy_line, tidy_text
from dossier.record.text import fold

_WRITTEN = re.compile(r"(?:ngày\s+)?([0-9]{1,2})\s+tháng\s+([0-9]{1,2})(?:\s+năm|,)?\s+([0-9]{4})", re.IGNORECASE)
_WRITTEN_MONTH = re.compile(r"tháng\s+([0-9]{1,2})(?:\s+năm|,|\s*[-/.])?\s*([0-9]{4})", re.IGNORECASE)
_WRITTEN_YEAR = re.compile(r"năm\s+([0-9]{4})", re.IGNORECASE)
_SPACED = re.compile(r"([0-9]{1,2})\s+([0-9]{1,2})\s+([0-9]{4})")
_JOINED = re.compile(r"[0-9]{7,8}")
_YEARS = range(1850, 2101)
_DIGITS = re.compile(r"[0-9 .\-]+")
_ORDER = re.compile(r"([0-9]{1,6})\s*[.)]?")
_PROVINCE = re.compile(r"tỉnh\s+\S.*", re.IGNORECASE)
_CITY = re.compile(r"thành phố\s+(\S.*)", re.IGNORECASE)
_DISTRICT = re.compile(r"(?:huyện|quận|thị xã|thành phố)\s+\S.*", re.IGNORECASE)
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn|đặc khu)\s+\S.*", re.IGNORECASE)
_MOST_REMEMBERED = 4096
_DATES = ("month", "year", "partial_date", "date")


class CellReader:
    """Reads the cells of one column whose cells are whole values.

    Args:
        target: where they go.

    Attributes:
        place: the place of the record.
        clean: texts read before without anything to say of them -> value; a hot loop may look there itself.
        elsewhere: how a value of another kind is called when it belongs to another place, see `read`.
    """

    def __init__(self, target: Target) -> None:
        column = column_of(target.place)
        assert column is not None
        self.place = target.place
        self.column: Column = column
        self._understand = Understander(column)
        self._is_place = is_place(target.place)
        self._words: Mapping[str, str] = words()["words"].get(target.place, {})
        self._none = none_words() if "không" in dict(column.choices) and not column.closed else frozenset()
        self.clean: dict[Any, Any] = {}
        self._remembers = not column.many and not self._is_place  # lists and objects have one owner each

    def read(self, raw: Raw) -> tuple[str, Read]:
        """The place that *raw* belongs to, mostly the column's own, and what it means."""
        place, read = self._read(raw)
        settled = place == self.place and read.trouble is None and not read.tidied and read.value is not None
        if settled and self._remembers and type(raw) is str:
            if len(self.clean) >= _MOST_REMEMBERED:
                self.clean.clear()
            self.clean[raw] = read.value
        return place, read

    def _read(self, raw: Raw) -> tuple[str, Read]:
        if isinstance(raw, str):
            raw = self._plainer(raw)
        elif self.column.kind in _DATES and isinstance(raw, float) and raw.is_integer() and raw > 1_000_000:
            raw = self._plainer(str(int(raw)))
        if self.place in (NATIONAL_ID, OLD_ID):
            return self._number(raw)
        if self.place == ORDER and isinstance(raw, str) and (order := _ORDER.fullmatch(raw.strip())):
            return self.place, Read(int(order[1]))
        read = self._understand(raw)
        if self._is_place and isinstance(read.value, str):
            return self.place, read._replace(value=self._postal(read.value))
        return self.place, read

    def _plainer(self, raw: str) -> str:
        """*raw* as the reader of cells knows it."""
        text = tidy_line(raw)
        if self._words and (value := self._words.get(fold(text))) is not None:
            return value
        if self._none and fold(text) in self._none:
            return "không"
        if self.column.kind in _DATES:
            return date_text(text)
        return raw

    def _number(self, raw: Raw) -> tuple[str, Read]:
        """An identity number; nine digits belong to the old cards, twelve to the new ones."""
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else raw
        if isinstance(text, str) and _DIGITS.fullmatch(text.strip()):
            digits = re.sub(r"[^0-9]", "", text)
            other = {(NATIONAL_ID, 9): OLD_ID, (OLD_ID, 12): NATIONAL_ID}.get((self.place, len(digits)))
            if other is not None:
                return other, Read(digits, "other_number", mended=True)
        return self.place, self._understand(raw)

    def _postal(self, text: str) -> Any:
        """An address: "không" alone, its parts where every one is named, else the text as it stands."""
        if fold(text) in none_words() and self.place.endswith("temporary_address"):
            return "không"
        return address_parts(text) or {"text": text}


@cache
def none_words() -> frozenset[str]:
    """What people write for "there is none", folded."""
    return frozenset(fold(word) for word in words()["none"])


def date_text(text: str) -> str:
    """*text* as day/month/year, month/year or year where it is a date in words, or a whole one without separators."""
    for pattern in (_WRITTEN, _SPACED, _WRITTEN_MONTH, _WRITTEN_YEAR):
        if parts := pattern.fullmatch(text):
            return "/".join(parts.groups())
    if _JOINED.fullmatch(text):
        day, month, year = text[:-6], text[-6:-4], text[-4:]
        if int(year) in _YEARS and _is_day(int(year), int(month), int(day)):
            return f"{day}/{month}/{year}"
        year, month, day = text[:4], text[4:6], text[6:]
        if len(text) == 8 and int(year) in _YEARS and _is_day(int(year), int(month), int(day)):
            return f"{day}/{month}/{year}"
    return text


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def address_parts(text: str) -> dict[str, str] | None:
    """The parts of an address in which every part is named in full, in the order they are printed in.

    Returns:
        None where a part is not named, shortened, or not separated by a comma and a space.
    """
    parts = text.split(", ")
    last = parts[-1]
    city = _CITY.fullmatch(last)
    if not (_PROVINCE.fullmatch(last) or (city and fold(city[1]) in words()["cities"])) or len(parts) < 2:
        return None
    rest = parts[:-1]
    found = {"province": last}
    if len(rest) > 1 and _DISTRICT.fullmatch(rest[-1]) and _COMMUNE.fullmatch(rest[-2]):
        found = {"district": rest.pop(), **found}
    if not _COMMUNE.fullmatch(rest[-1]) or any(not part.strip() or part != part.strip() for part in parts):
        return None
    found = {"commune": rest.pop(), **found}
    if any(pattern.fullmatch(part) for part in rest for pattern in (_PROVINCE, _DISTRICT, _COMMUNE)):
        return None
    return {"detail": ", ".join(rest), **found} if rest else found


def kept(raw: Raw) -> Any:
    """What stands in a cell, for the record's own corner for the office: a JSON value."""
    if isinstance(raw, str):
        return tidy_text(raw)
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y}" if raw.time() == time() else f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else raw
    return raw if isinstance(raw, int) else str(raw)


def part_text(raw: Raw) -> str:
    """A part of a name or of a date as text."""
    return " ".join(str(kept(raw)).split())


@cache
def _ticks() -> frozenset[str]:
    return frozenset(fold(word) for word in words()["ticks"])


def is_tick(raw: Raw) -> bool:
    """Whether a cell is a tick rather than a value."""
    if isinstance(raw, bool):
        return raw
    return raw == 1 if isinstance(raw, (int, float)) else isinstance(raw, str) and fold(raw) in _ticks()
