"""What a format prints, turned back, is what the record held; what cannot be turned back is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.forms.formats import FORMATS, FormatContext
from dossier.forms.unformat import UNFORMATS, Printed, Put, printed_by, unformat
from tests.conftest import often

CONTEXT = FormatContext({})
WORDS = st.text(alphabet="abcđêghơưNTVĐ ắễọự-'", min_size=1, max_size=30).map(lambda text: " ".join(text.split()))
TEXTS = WORDS.filter(lambda text: text != "")
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
MONTHS = DAYS.map(lambda day: day[:7])
YEARS = DAYS.map(lambda day: day[:4])
PARTIAL = DAYS | MONTHS | YEARS
ENDS = MONTHS | YEARS | st.just("nay")
CLOCKS = st.times().map(lambda time: time.strftime("%H:%M"))
PEOPLE = st.lists(st.sampled_from(["Nguyễn", "Văn", "Thị", "Mẫu", "Đức", "Ánh"]), min_size=2, max_size=5).map(" ".join)
ITEMS = st.lists(TEXTS.filter(lambda text: ";" not in text and text != "không"), min_size=1, max_size=4)


def back(format_: str, values: Sequence[Any], now: Sequence[Any], **params: Any) -> list[Any] | None:
    """Print *values*, and turn the text back into a record that holds *now*."""
    text = FORMATS[format_](CONTEXT, values, params)
    assert isinstance(text, str)
    puts = unformat(format_, text, Printed(now, params, CONTEXT))
    if puts is None:
        return None
    after = list(now)
    for put in puts:
        after[put.index] = {**(after[put.index] or {}), put.below: put.value} if put.below else put.value
    return after


ROUND: dict[str, tuple[st.SearchStrategy[Any], Mapping[str, Any]]] = {
    "text": (TEXTS, {}),
    "date_words": (PARTIAL, {}),
    "date_slash": (PARTIAL, {}),
    "month_year": (ENDS, {}),
    "number_two_digits": (st.integers(0, 999_999), {}),
    "list": (ITEMS, {}),
    "clock": (CLOCKS, {}),
    "place": (TEXTS.filter(lambda text: text != "không"), {}),
}
VARIANTS = [
    ("text", {"after": "Chi bộ"}), ("text", {"start": "line"}), ("date_words", {"start": "line"}),
    ("date_slash", {"separator": " / "}), ("list", {"separator": ", đồng chí "}),
]  # fmt: skip


@pytest.mark.parametrize("format_", sorted(ROUND))
def test_a_value_comes_back_into_a_record_that_lacks_it(format_: str) -> None:
    values, params = ROUND[format_]

    @settings(max_examples=often(60), deadline=None)
    @given(values)
    def holds(value: Any) -> None:
        expected = {"text": value} if format_ == "place" else value
        assert back(format_, [value], [None], **params) == [expected]

    holds()


@pytest.mark.parametrize("format_", sorted(ROUND))
def test_a_value_that_the_record_has_needs_no_writing(format_: str) -> None:
    values, params = ROUND[format_]

    @settings(max_examples=often(40), deadline=None)
    @given(values)
    def holds(value: Any) -> None:
        text = FORMATS[format_](CONTEXT, [value], params)
        assert isinstance(text, str)
        assert unformat(format_, text, Printed([value], params, CONTEXT)) == ()

    holds()


@pytest.mark.parametrize("format_", sorted(ROUND))
def test_a_value_takes_the_place_of_another(format_: str) -> None:
    values, params = ROUND[format_]

    @settings(max_examples=often(60), deadline=None)
    @given(values, values)
    def holds(value: Any, other: Any) -> None:
        found = back(format_, [value], [other], **params)
        assert found is not None
        assert FORMATS[format_](CONTEXT, found, params) == FORMATS[format_](CONTEXT, [value], params)

    holds()


@pytest.mark.parametrize(("format_", "params"), VARIANTS)
def test_whatever_is_given_out_prints_what_was_typed(format_: str, params: Mapping[str, Any]) -> None:
    values, _ = ROUND[format_]

    @settings(max_examples=often(60), deadline=None)
    @given(values, st.none() | values)
    def holds(value: Any, now: Any) -> None:
        found = back(format_, [value], [now], **params)
        assert found is not None
        assert FORMATS[format_](CONTEXT, found, params) == FORMATS[format_](CONTEXT, [value], params)

    holds()


@settings(max_examples=often(80), deadline=None)
@given(ENDS, ENDS, st.booleans())
def test_both_ends_of_a_period_come_back(start: str, end: str, short: bool) -> None:
    style = {"style": "short"} if short else {}
    assert back("period", [start, end], [None, None], **style) == [start, end]


@settings(max_examples=often(80), deadline=None)
@given(TEXTS, DAYS, DAYS)
def test_the_day_of_a_date_line_comes_back_and_the_place_stays(place: str, day: str, other: str) -> None:
    assert back("date_line", [None, place, day], [None, place, other]) == [None, place, day]


def test_another_place_in_a_date_line_is_not_taken() -> None:
    printed = Printed([None, "Xã Mẫu", "2026-01-02"], {}, CONTEXT)
    assert unformat("date_line", "Xã Khác, ngày 02 tháng 01 năm 2026", printed) is None


@settings(max_examples=often(80), deadline=None)
@given(PEOPLE, PEOPLE)
def test_a_name_in_capitals_comes_back_as_names_are_written(name: str, other: str) -> None:
    assert back("upper", [name], [other]) == [name]


@pytest.mark.parametrize(
    ("old", "text", "value"),
    [
        ("Chi bộ Khối Hành chính", "KHỐI HÀNH CHÍNH", "Chi bộ Khối Hành chính"),
        ("Đảng ủy xã Mẫu", "ĐẢNG ỦY XÃ MỚI", None),
        ("BÍ THƯ", "PHÓ BÍ THƯ", "PHÓ BÍ THƯ"),
        ("Bí thư chi bộ", "BÍ THƯ", "Bí thư"),
        (None, "BÍ THƯ", None),
        ("Tổ dân phố 1", "TỔ DÂN PHỐ 2", "Tổ dân phố 2"),
    ],
)
def test_capitals_are_turned_back_only_where_the_record_shows_how(old: Any, text: str, value: str | None) -> None:
    params = {"after": "Chi bộ"} if old and old.startswith("Chi bộ") else {}
    puts = unformat("upper", text, Printed([old], params, CONTEXT))
    if value is None:
        assert puts is None
    else:
        assert puts == (() if value == old else (Put(0, value),))


CASES: list[tuple[str, str, list[Any], dict[str, Any], tuple[Put, ...] | None]] = [
    ("text", "Thôn Hai", ["Chi bộ Thôn Một"], {"after": "Chi bộ"}, (Put(0, "Chi bộ Thôn Hai"),)),
    ("text", "Thôn Hai", [None], {"after": "Chi bộ"}, (Put(0, "Chi bộ Thôn Hai"),)),
    ("text", "Đảng ủy Xã Hai", ["Xã Một"], {"kind": "Đảng ủy"}, (Put(0, "Xã Hai"),)),
    ("text", "Xã hai", ["xã một"], {"start": "line"}, (Put(0, "xã hai"),)),
    ("text", "mới", [None, "cũ"], {}, (Put(1, "mới"),)),
    ("text", "mới", ["cũ", 0], {"blank_if": 0}, (Put(0, "mới"),)),
    ("choose", "mới", ["b", "x", "cũ"], {"matches": ["a"]}, (Put(2, "mới"),)),
    ("choose", "mới", ["a", "x", "cũ"], {"matches": ["a"]}, (Put(1, "mới"),)),
    ("where_same", "mới", ["a", "a", "cũ"], {}, (Put(2, "mới"),)),
    ("alternatives", "đúng", [False], {"cases": {"true": "đúng", "false": "sai"}}, (Put(0, True),)),
    ("alternatives", "khác", [False], {"cases": {"true": "đúng", "false": "sai"}}, None),
    ("alternatives", "một", [None], {"cases": {"a": "một", "b": "một"}}, None),
    ("joined", "cao cấp, chính quy", ["trung cấp", "chính quy"], {}, (Put(0, "cao cấp"),)),
    ("joined", "a, b, c", ["x", "y"], {}, None),
    ("joined", "Phật giáo", ["không", None], {"skip": "không"}, (Put(0, "Phật giáo"),)),
    ("list", "không", [["a"], False], {}, (Put(0, []), Put(1, True))),
    ("list", "a; b", [[], True], {}, (Put(0, ["a", "b"]), Put(1, False))),
    ("cell_committee", "Chi ủy Chi bộ Hai", ["Chi bộ Một", True], {}, (Put(0, "Chi bộ Hai"),)),
    ("cell_committee", "Chi bộ Hai", ["Chi bộ Một", False], {}, (Put(0, "Chi bộ Hai"),)),
    ("education_summary", "12/12; kỹ sư", [None, "12/12", ["cử nhân"]], {}, (Put(0, "12/12; kỹ sư"),)),
    ("date_words", "ngày 5 tháng 2 năm 2026", ["2026-02-05"], {}, ()),
    ("date_words", "Ngày 6 tháng 02 năm 2026", ["2026-02-05"], {"start": "line"}, (Put(0, "2026-02-06"),)),
    ("date_words", "ngày 31 tháng 02 năm 2026", ["2026-02-05"], {}, None),
    ("date_words", "hôm qua", ["2026-02-05"], {}, None),
    ("date_slash", "5/2/2026", [None], {}, (Put(0, "2026-02-05"),)),
    ("date_slash", "05/02/26", [None], {}, None),
    ("period", "Từ năm 2001 đến nay", ["2001", "2005"], {}, (Put(1, "nay"),)),
    ("clock", "25 giờ 00", ["14:05"], {}, None),
    ("place", "xã Mới", [{"commune": "xã Cũ"}], {}, (Put(0, "xã Mới", "text"),)),
    ("residence", "xã Mới", [{"commune": "xã Cũ"}, "không"], {}, (Put(0, "xã Mới", "text"),)),
    ("number_two_digits", "7", [6], {}, (Put(0, 7),)),
    ("number_two_digits", "7", [3, 3], {}, None),
    ("number_two_digits", "bảy", [6], {}, None),
    ("percent", "90%", [9, 10], {}, None),
    ("text", "", ["a"], {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("format_", "text", "values", "params", "puts"), CASES)
def test_one_text_turned_back(
    format_: str, text: str, values: list[Any], params: dict[str, Any], puts: tuple[Put, ...] | None
) -> None:
    assert unformat(format_, text, Printed(values, params, CONTEXT)) == puts


def test_inverses_are_of_formats_that_print_a_text() -> None:
    assert set(UNFORMATS) <= set(FORMATS)
    assert UNFORMATS.keys().isdisjoint({"percent", "percent_of", "sum_of", "equals", "family", "checklist"})


def test_the_place_that_is_printed_is_told() -> None:
    assert printed_by("choose", "a", Printed(["k", "b", "a"], {"matches": []}, CONTEXT)) == 2
    assert printed_by("percent", "90%", Printed([9, 10], {}, CONTEXT)) is None
