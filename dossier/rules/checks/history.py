"""Checks on the biography's items and tables: every item answered, months without gaps, what need not be listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from dossier.findings import Hit
from dossier.record.dates import add_months, month_index, parse_date, parse_partial
from dossier.record.people import plain_name
from dossier.record.record import Record
from dossier.record.text import fold
from dossier.rules.registry import check, not_judged

NOW = "nay"
_MONTHS_A_YEAR = 12


@check()
def answered(record: Record, *, at: Sequence[str]) -> Iterator[Hit]:
    """Flag each place of *at* that holds nothing: unknown, a blank text, an empty object or list."""
    for place in at:
        for spot, value in record.spots(place):
            # most are texts that say something
            if (not value or isinstance(value, str)) and _blank(value):
                yield Hit(spot, missing=True)


@check()
def listed(record: Record, *, lists: Sequence[str]) -> Iterator[Hit]:
    """Flag each list or object of *lists* that is empty while its flag `…_none` does not say that there is none."""
    for place in lists:
        if _blank(record.get(place)) and record.get(f"{place}_none") is not True:
            yield Hit(record.concrete(place)[0], missing=True)


@check()
def place_given(record: Record, *, one_of: Sequence[str]) -> Iterator[Hit]:
    """Flag, at the first place of *one_of*, that none of them holds a place; a text ("không") is none."""
    if not any(isinstance(record.get(place), Mapping) for place in one_of):
        yield Hit(record.concrete(one_of[0])[0], missing=True)


def _blank(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else value is None or value in ([], {})


@check("after", "before", "months")
def months_continuous(record: Record, *, rows: str, until: str, fault: str) -> Iterator[Hit]:
    """Flag gaps or overlaps, by the month, in a table of periods.

    Args:
        record: one person's record.
        rows: place of a list of periods with `from` (YYYY-MM) and `to` (YYYY-MM or "nay", now); they may
            stand in any order, what counts begins with the first.
        until: place of the date that "now" means; unknown = now is open, and the end is not judged.
        fault: `gap`: a month between two periods, or between the last and now, that nothing covers;
            `overlap`: a period that begins before the month in which an earlier one ends;
            `reversed`: a period that ends before it begins.

    Yields:
        A hit at the period's `from` (its `to` for the end and for `reversed`) with ``after`` and ``before``, the last
        covered month and the next covered one as MM/YYYY, and ``months``, how many lie between or overlap.
    """
    now, periods = record.once(_periods, rows, until)
    if not periods:
        yield not_judged(rows)
        return
    at = record.concrete(rows)[0]
    if fault == "reversed":
        for start, end_month, index in periods:
            if end_month < start:
                yield _months_hit(f"{at}/{index}/to", end_month, start, start - end_month)
        return
    periods = sorted((start, max(start, end_month), index) for start, end_month, index in periods)
    covered, latest = periods[0][1], periods[0][2]
    for start, end_month, index in periods[1:]:
        between = start - covered - 1
        if fault == "gap" and between > 0:
            yield _months_hit(f"{at}/{index}/from", covered, start, between)
        elif fault == "overlap" and start < covered:
            yield _months_hit(f"{at}/{index}/from", covered, start, min(covered, end_month) - start + 1)
        if end_month >= covered:
            covered, latest = end_month, index
    if fault == "gap" and now is not None and now - covered - 1 > 0:
        yield _months_hit(f"{at}/{latest}/to", covered, now, now - covered - 1)


_OPEN = 10**6


def _periods(record: Record, rows: str, until: str) -> tuple[int | None, list[tuple[int, int, int]]]:
    """The month of now, and first month, last month and number of each period; none while a month is not known.

    A month that is not known could close any gap. "Now" without a date covers everything that follows.
    """
    present = record.date(until)
    now = month_index(present) if present is not None else None
    periods = []
    for index, row in enumerate(record.items(rows)):
        first, last = parse_partial(row.get("from")), row.get("to")
        end = parse_partial(last)
        if first is None or (end is None and last != NOW):
            return now, []
        open_end = now if now is not None else _OPEN
        periods.append((month_index(first), open_end if end is None else month_index(end), index))
    return now, periods


def _months_hit(at: str, after: int, before: int, months: int) -> Hit:
    return Hit(at, {"after": _month_text(after), "before": _month_text(before), "months": months})


def _month_text(index: int) -> str:
    if index >= _OPEN:
        return NOW
    return f"{index % _MONTHS_A_YEAR + 1:02d}/{index // _MONTHS_A_YEAR}"


@check("months")
def shorter_than(record: Record, *, rows: str, months: int) -> Iterator[Hit]:
    """Flag periods of the list *rows* (`from`, `to`, as partial dates) that are surely shorter than *months* months.

    A partial date means any of its days, so "2024-01" to "2024-03" may be three months. "nay" is open.
    """
    judged = False
    at = record.concrete(rows)
    for index, row in enumerate(record.items(rows)):
        first, last = parse_partial((row or {}).get("from")), parse_partial((row or {}).get("to"))
        if first is None or last is None:
            continue
        judged = True
        # the last day belongs to the stay: 1 January to 31 March are three months
        if last.last.toordinal() + 1 < add_months(first.first, months).toordinal():
            yield Hit(f"{at[0]}/{index}", {"months": months})
    if not judged:
        yield not_judged(rows)


@check()
def below_threshold(
    record: Record, *, rows: str, field: str, lesser: Sequence[str], full: Sequence[str],
    unless: str | None = None, only_beside_full: bool = False,
) -> Iterator[Hit]:  # fmt: skip
    """Flag rows whose text names only something below the threshold, so that they need not be listed.

    Args:
        record: one person's record.
        rows, field: place of the list, and the text of its items that is looked at.
        lesser, full: words below the threshold, and words from it up; a row that has one of both is not flagged.
        unless: a flag of the item that takes it out.
        only_beside_full: flag lesser rows only where another row reaches the threshold: otherwise the
            lesser one may be the highest there is.
    """
    low, high = _folded(tuple(lesser)), _folded(tuple(full))
    at = record.concrete(rows)
    items = [(index, row, plain_name(row.get(field) or "")) for index, row in enumerate(record.items(rows)) if row]
    if not items:
        yield not_judged(rows)
        return
    reached = any(any(word in text for word in high) for _, _, text in items)
    if only_beside_full and not reached:
        return
    for index, row, text in items:
        if unless is not None and row.get(unless):
            continue
        if any(word in text for word in low) and not any(word in text for word in high):
            yield Hit(f"{at[0]}/{index}")


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold, words))


@check("date", "start_date", "limit")
def redone_after(record: Record, *, start: str, end: str, months: int, papers: Sequence[str]) -> Iterator[Hit]:
    """Flag papers that had to be made anew: *end* is more than *months* months after *start*, and they are older.

    Args:
        record: one person's record.
        start, end: places of calendar dates.
        months: calendar months; the same day *months* later is still in time.
        papers: places of the dates of the papers; unknown dates are passed over.

    Yields:
        A hit at each date up to and including the last day of the months, with ``limit``, that day.
    """
    first, last = record.date(start), record.date(end)
    if first is None or last is None:
        yield not_judged(end)
        return
    limit = add_months(first, months)
    if last <= limit:
        return
    dates = [spot for place in papers for spot in record.dates(place)]
    if not dates:
        yield not_judged(papers[0])
    for at, day in dates:
        if day <= limit:
            yield Hit(at, {"date": day, "start_date": first, "limit": limit})


@check("limit", "start_date")
def verified_anew(
    record: Record, *, start: str, end: str, months: int, requests: str, changed: str | None = None
) -> Iterator[Hit]:
    """Flag that nothing was verified anew although *end* is more than *months* months after *start*.

    Args:
        record: one person's record.
        start, end: places of calendar dates.
        months: calendar months.
        changed: place of the flag that facts changed since; unknown is flagged as missing once it counts. None:
            anew in any case.
        requests: place of the list of requests (`supplementary`, `reply_date`); one supplementary request
            answered after the months is enough.
    """
    first, last = record.date(start), record.date(end)
    if first is None or last is None:
        yield not_judged(end)
        return
    limit = add_months(first, months)
    at = changed or requests
    if last <= limit or (changed is not None and record.get(changed) is False):
        return
    if changed is not None and record.get(changed) is None:
        yield Hit(record.concrete(at)[0], missing=True)
        return
    for request in record.items(requests):
        answered_on = parse_date((request or {}).get("reply_date"))
        if answered_on is not None and request.get("supplementary") and answered_on > limit:
            return
    yield Hit(record.concrete(at)[0], {"limit": limit, "start_date": first})
