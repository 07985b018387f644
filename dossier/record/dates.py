"""Calendar arithmetic of the regulations: months by the calendar, age by month, working days.

No function here knows a law; limits and holidays come in as arguments.
"""

from __future__ import annotations

import calendar as _calendar
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_WHOLE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_BETWEEN = re.compile(r"[-/.]")
SATURDAY = 5
_SHORTEST_MONTH = 28
_MOST_LIMITS = 4096


@lru_cache(maxsize=8192)
def _iso_date(text: str) -> date | None:
    match = _WHOLE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def parse_date(value: object) -> date | None:
    """The calendar date written as ``YYYY-MM-DD``; None for anything else, impossible days included."""
    return _iso_date(value) if isinstance(value, str) else None


def typed_day(text: str) -> date | None:
    """A day as a person types it, 05/02/2026 or 2026-02-05 (also with dots or hyphens); None for anything else."""
    text = text.strip()
    parts = _BETWEEN.split(text)
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts) and len(parts[2]) == 4:
        text = f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return parse_date(text)


class PartialDate(NamedTuple):
    """A date of which the day, or the day and the month, may be unknown (None)."""

    year: int
    month: int | None
    day: int | None

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or _calendar.monthrange(self.year, month)[1])


@lru_cache(maxsize=8192)
def parse_partial(text: object) -> PartialDate | None:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as a partial date; None for anything else."""
    match = _PARTIAL.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    parts = PartialDate(int(match[1]), _int(match[2]), _int(match[3]))
    try:
        _ = (parts.first, parts.last)
    except (ValueError, _calendar.IllegalMonthError):
        return None
    return parts


def _int(text: str | None) -> int | None:
    return None if text is None else int(text)


def add_months(day: date, months: int) -> date:
    """The same day *months* calendar months later; the last day of the month where it is missing."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if day.day <= _SHORTEST_MONTH:
        return date(year, month, day.day)
    return date(year, month, min(day.day, _calendar.monthrange(year, month)[1]))


def month_index(day: date | PartialDate) -> int:
    """Months since year 0, to count months by the calendar without days."""
    return day.year * 12 + (day.month or 1) - 1


def age_in_months(born: date, on: date) -> int:
    """Age on a day in months "by month": (y2 - y1)·12 + (m2 - m1), days left out."""
    return month_index(on) - month_index(born)


class Limit(NamedTuple):
    """The last day of a limit in working days.

    ``day`` decides: an unconfirmed make-up Saturday is no working day. ``earlier`` is the last day when
    such Saturdays count. ``unlisted_years`` are years the holiday file lacks.
    """

    day: date
    earlier: date
    unlisted_years: tuple[int, ...]


@dataclass(frozen=True)
class WorkCalendar:
    """Working days: not Saturday, Sunday or a public holiday, save make-up Saturdays.

    Args:
        holidays: year -> days off of that year, as far as the holiday file has the year.
        confirmed_make_up: Saturdays that are working days for certain.
        unconfirmed_make_up: Saturdays that some sources call working days.
        fallback: days off of a year the file lacks.
    """

    holidays: Mapping[int, Set[date]]
    confirmed_make_up: Set[date]
    unconfirmed_make_up: Set[date]
    fallback: Callable[[int], Set[date]]
    _years: dict[tuple[int, bool], tuple[date, ...]] = field(default_factory=dict, compare=False, repr=False)
    _limits: dict[tuple[date, int], Limit] = field(default_factory=dict, compare=False, repr=False)

    def is_working_day(self, day: date, *, count_unconfirmed: bool = False) -> bool:
        """Whether *day* is a working day in the reading asked for."""
        if day in self.confirmed_make_up or (count_unconfirmed and day in self.unconfirmed_make_up):
            return True
        if day.weekday() >= SATURDAY:
            return False
        off = self.holidays.get(day.year)
        return day not in (off if off is not None else self.fallback(day.year))

    def limit(self, start: date, working_days: int) -> Limit:
        """The last day of a limit of *working_days*; the day after *start* is day 1."""
        limit = self._limits.get((start, working_days))
        if limit is None:
            day = self._after(start, working_days, count_unconfirmed=False)
            earlier = self._after(start, working_days, count_unconfirmed=True)
            unlisted = tuple(year for year in range(start.year, day.year + 1) if year not in self.holidays)
            if len(self._limits) >= _MOST_LIMITS:
                self._limits.clear()
            limit = self._limits[start, working_days] = Limit(day, earlier, unlisted)
        return limit

    def count(self, start: date, end: date) -> int:
        """Working days from the day after *start* to *end*, both readings' smaller number."""
        total = 0
        for year in range(start.year, end.year + 1):
            days = self._working_days(year, count_unconfirmed=False)
            total += max(0, bisect_right(days, end) - bisect_right(days, start))
        return total

    def _after(self, start: date, working_days: int, *, count_unconfirmed: bool) -> date:
        left, year = working_days, start.year
        position = bisect_right(self._working_days(year, count_unconfirmed=count_unconfirmed), start)
        while True:
            days = self._working_days(year, count_unconfirmed=count_unconfirmed)
            if position + left <= len(days):
                return days[position + left - 1] if left else start
            left -= len(days) - position
            year, position = year + 1, 0

    def _working_days(self, year: int, *, count_unconfirmed: bool) -> tuple[date, ...]:
        key = (year, count_unconfirmed)
        days = self._years.get(key)
        if days is None:
            first = date(year, 1, 1)
            length = 366 if _calendar.isleap(year) else 365
            every = (first + timedelta(days=n) for n in range(length))
            days = tuple(day for day in every if self.is_working_day(day, count_unconfirmed=count_unconfirmed))
            self._years[key] = days
        return days

    def first_working_day_from(self, day: date) -> date:
        """*day* itself when it is a working day, else the next one."""
        days = self._working_days(day.year, count_unconfirmed=False)
        position = bisect_left(days, day)
        return days[position] if position < len(days) else self.first_working_day_from(date(day.year + 1, 1, 1))
