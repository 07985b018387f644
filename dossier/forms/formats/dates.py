"""Dates and times: in words, with strokes, month and year, periods. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dossier.forms.formats.shared import Blank, FormatContext, Result, as_text, finished, register, with_capital, words
from dossier.record.dates import PartialDate, parse_partial


def partial_date(value: object) -> PartialDate | None:
    return parse_partial(value) if isinstance(value, str) else None


def _padded(number: int, below: int) -> str:
    """Two digits below the limit: days under 10, months under 3 (layout guidance of the Party office)."""
    return f"{number:02d}" if number < below else str(number)


def day_in_words(day: PartialDate) -> str:
    shapes = words()["dates"]
    parts = []
    if day.day is not None:
        parts.append(shapes["day"].format(day=_padded(day.day, 10)))
    if day.month is not None:
        parts.append(shapes["month"].format(month=_padded(day.month, 3)))
    return " ".join([*parts, shapes["year"].format(year=day.year)])


@register
def date_words(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "ngày 05 tháng 02 năm 2026"; a partial date gives "tháng 02 năm 2026" or "năm 2026"."""
    for value in values:
        day = partial_date(value)
        if day is not None:
            return finished(day_in_words(day), params)
    return None


@register
def date_line(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Place names, the first known one counts, and last the date: "Phường Mẫu, ngày 05 tháng 02 năm 2026".

    A date that is not there yet leaves the blank of the date line, as a `Blank`.

    Params:
        blank: false gives None instead (a block that a committee writes later by hand).
    """
    *places, last = values or [None]
    place = next((found for found in map(as_text, places) if found), None)
    if place is None:
        return None
    day = partial_date(last)
    if day is None or day.day is None:
        if params.get("blank") is False:
            return None
        return Blank(f"{with_capital(place)}, {words()['dates']['blank']}")
    return f"{with_capital(place)}, {day_in_words(day)}"


@register
def day(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The day of a date, two digits."""
    found = partial_date(values[0]) if values else None
    return f"{found.day:02d}" if found and found.day is not None else None


@register
def month(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The month of a date: 01, 02, 3 … 12."""
    found = partial_date(values[0]) if values else None
    return _padded(found.month, 3) if found and found.month is not None else None


@register
def year(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The year of a date, four digits."""
    found = partial_date(values[0]) if values else None
    return str(found.year) if found else None


@register
def clock(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A time of day, "14:05", as "14 giờ 05"."""
    value = values[0] if values else None
    hours, colon, minutes = value.partition(":") if isinstance(value, str) else ("", "", "")
    return str(words()["dates"]["clock"]).format(hours=hours, minutes=minutes) if colon else None


@register
def date_slash(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "05/02/2026"; a partial date gives "02/2026" or "2026".

    Params:
        separator: default "/"; certificates print " / ".
    """
    found = partial_date(values[0]) if values else None
    if found is None:
        return None
    numbers = [f"{part:02d}" for part in (found.day, found.month) if part is not None]
    return str(params.get("separator", "/")).join([*numbers, str(found.year)])


def _month_year(value: object) -> str | None:
    found = partial_date(value)
    if found is None:
        return None
    return str(found.year) if found.month is None else f"{found.month}-{found.year}"


@register
def month_year(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "9-1991", or the year alone; the word "nay" stays."""
    value = values[0] if values else None
    return str(value) if value == words()["dates"]["until_now"] else _month_year(value)


@register
def period(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Start and end: "Từ tháng 9-1991 đến tháng 8-2000", "Từ tháng 8-2022 đến nay".

    Params:
        style: "short" gives "9-1991 đến 8-2000", for a column whose head says month and year.
    """
    if len(values) != 2:
        return None
    shapes = words()["dates"]
    short = params.get("style") == "short"
    ends = []
    for value in values:
        found = _month_year(value)
        if value == shapes["until_now"]:
            found = str(value)
        elif found is None:
            return None
        elif not short:
            found = shapes["month" if "-" in found else "year"].format(month=found, year=found)
        ends.append(found)
    start, end = ends
    span = f"{start} {shapes['to']} {end}"
    return span if short else f"{shapes['from']} {span}"
