"""Months by the calendar, partial dates, ages, and working days with and without make-up Saturdays."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier import load_rulebook
from dossier.record.dates import (
    WorkCalendar,
    add_months,
    age_in_months,
    month_index,
    parse_date,
    parse_partial,
)

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-08-31", 1, "2025-09-30"),
        ("2025-10-31", 12, "2026-10-31"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-05-31", -1, "2025-04-30"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2025-01-15", 0, "2025-01-15"),
    ],
)
def test_months_are_counted_by_the_calendar(day: str, months: int, wanted: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == wanted


@given(DAYS, st.integers(-600, 600))
def test_adding_months_moves_exactly_so_many_months(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert month_index(moved) - month_index(day) == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(DAYS, st.integers(0, 120), st.integers(0, 120))
def test_more_months_are_never_earlier(day: date, one: int, other: int) -> None:
    assert (add_months(day, one) <= add_months(day, other)) == (one <= other)


@given(DAYS, DAYS)
def test_age_in_months_leaves_days_out(born: date, on: date) -> None:
    age = age_in_months(born, on)
    assert age == (on.year - born.year) * 12 + on.month - born.month
    assert age_in_months(born.replace(day=1), on) == age


def test_age_reaches_the_year_in_the_month_of_birth() -> None:
    born = date(2000, 3, 31)
    assert age_in_months(born, date(2018, 2, 28)) == 18 * 12 - 1
    assert age_in_months(born, date(2018, 3, 1)) == 18 * 12


@given(DAYS)
def test_written_date_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    partial = parse_partial(day.isoformat())
    assert partial is not None
    assert partial.first == partial.last == day


@pytest.mark.parametrize(
    "bad",
    ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "01/02/2025", "2025", "2025-02", "", " 2025-01-01",
     "2025-01-01T00:00", "0000-01-01", "２０２５-01-01", None, 20250101, True, date(2025, 1, 1), ["2025-01-01"]],
)  # fmt: skip
def test_what_is_no_date_is_none(bad: object) -> None:
    assert parse_date(bad) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_partial_date_spans_what_it_may_mean(text: str, first: str, last: str) -> None:
    partial = parse_partial(text)
    assert partial is not None
    assert (partial.first.isoformat(), partial.last.isoformat()) == (first, last)


@pytest.mark.parametrize("bad", ["nay", "2025-13", "2025-02-30", "0000", "25", None, 2025, "2025-"])
def test_what_is_no_partial_date_is_none(bad: object) -> None:
    assert parse_partial(bad) is None


# --- working days ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours() -> WorkCalendar:
    return load_rulebook().calendar


def test_thirty_working_days_after_the_second_of_november_2026(ours: WorkCalendar) -> None:
    limit = ours.limit(date(2026, 11, 2), 30)
    assert limit.day == date(2026, 12, 15)
    assert limit.unlisted_years == ()
    assert ours.count(date(2026, 11, 2), limit.day) == 30


def every_day(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def test_years_of_the_file_agree_with_the_library(ours: WorkCalendar) -> None:
    library = holidays.country_holidays("VN", years=range(2016, 2025))
    wrong = [day for day in every_day(2016, 2024) if day.weekday() < 5 and ours.is_working_day(day) is (day in library)]
    assert wrong == []
    assert set(range(2016, 2025)) <= set(ours.holidays)


def test_weekends_are_off_unless_the_file_says_worked_for_certain(ours: WorkCalendar) -> None:
    worked = {day for day in every_day(2016, 2026) if day.weekday() >= 5 and ours.is_working_day(day)}
    assert worked == {day for day in ours.confirmed_make_up if 2016 <= day.year <= 2026}
    assert all(day.weekday() == 5 for day in ours.unconfirmed_make_up)


def test_year_that_the_file_lacks_is_filled_by_the_library_and_named(ours: WorkCalendar) -> None:
    year = max(ours.holidays) + 3
    limit = ours.limit(date(year - 1, 12, 20), 15)
    assert year in limit.unlisted_years
    assert not ours.is_working_day(date(year, 9, 2))
    assert not ours.is_working_day(date(year, 1, 1))


SATURDAY = date(2026, 1, 10)


def calendar_with(*, confirmed: bool = False, unconfirmed: bool = False) -> WorkCalendar:
    return WorkCalendar(
        {2026: frozenset({date(2026, 1, 2)})},
        frozenset({SATURDAY} if confirmed else ()),
        frozenset({SATURDAY} if unconfirmed else ()),
        lambda year: frozenset({date(year, 1, 1)}),
    )


def test_confirmed_make_up_saturday_counts_in_both_readings() -> None:
    limit = calendar_with(confirmed=True).limit(date(2026, 1, 9), 1)
    assert (limit.day, limit.earlier) == (SATURDAY, SATURDAY)


def test_unconfirmed_make_up_saturday_leaves_the_later_limit() -> None:
    limit = calendar_with(unconfirmed=True).limit(date(2026, 1, 9), 1)
    assert limit.day == date(2026, 1, 12)
    assert limit.earlier == SATURDAY


def test_plain_saturday_counts_in_no_reading() -> None:
    limit = calendar_with().limit(date(2026, 1, 9), 1)
    assert (limit.day, limit.earlier) == (date(2026, 1, 12), date(2026, 1, 12))


def test_limit_runs_over_the_end_of_a_year() -> None:
    days = calendar_with()
    limit = days.limit(date(2026, 12, 30), 2)
    assert limit.day == date(2027, 1, 4)  # 31/12, then 4/1: 1/1 is off, 2 and 3 are a weekend
    assert limit.unlisted_years == (2027,)


def test_no_days_end_on_the_day_itself() -> None:
    assert calendar_with().limit(date(2026, 1, 9), 0).day == date(2026, 1, 9)


@given(st.dates(date(2016, 1, 1), date(2025, 6, 30)), st.integers(1, 120))
def test_limit_and_count_are_one_another_s_inverse(start: date, days: int) -> None:
    ours = load_rulebook().calendar
    limit = ours.limit(start, days)
    assert ours.is_working_day(limit.day)
    assert ours.count(start, limit.day) == days
    assert limit.earlier <= limit.day
    slow, counted = start, 0
    while counted < days:
        slow += timedelta(days=1)
        counted += ours.is_working_day(slow)
    assert slow == limit.day


@given(st.dates(date(2016, 1, 1), date(2025, 6, 30)))
def test_first_working_day_skips_only_days_off(day: date) -> None:
    ours = load_rulebook().calendar
    first = ours.first_working_day_from(day)
    assert ours.is_working_day(first)
    assert not any(ours.is_working_day(day + timedelta(days=n)) for n in range((first - day).days))


def test_first_working_day_runs_over_the_end_of_a_year() -> None:
    days = WorkCalendar({}, frozenset(), frozenset(), lambda year: frozenset({date(year, 12, 31), date(year, 1, 1)}))
    assert days.first_working_day_from(date(2026, 12, 31)) == date(2027, 1, 4)
