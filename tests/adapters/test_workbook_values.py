"""One cell at a time: what people type, what it means, and what is refused."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Any

import pytest

from dossier.adapters.workbook_layout import Column, layout
from dossier.adapters.workbook_values import Read, Understander, masked, show


def column(path: str) -> Column:
    return next(column for sheet in layout().sheets for column in sheet.columns if column.path == path)


def read(path: str, raw: Any) -> Read:
    return Understander(column(path))(raw)


BIRTH = "/candidate/date_of_birth"
HISTORY = "/candidate/personal_history/*/from"
FROM_MONTH = "/candidate/work_history/*/from"
TO_MONTH = "/candidate/work_history/*/to"
BIRTH_YEAR = "/family/*/birth_year"


@pytest.mark.parametrize(
    "raw",
    ["05/02/2025", "5/2/2025", "05-02-2025", "5.2.2025", "2025-02-05", "2025/2/5", " 05/02/2025 ", "05 / 02 / 2025",
     date(2025, 2, 5), datetime(2025, 2, 5), datetime(2025, 2, 5, 13, 30)],
)  # fmt: skip
def test_days_in_every_common_form_are_read(raw: Any) -> None:
    assert read(BIRTH, raw) == Read("2025-02-05")


@pytest.mark.parametrize("raw", [45693, 45693.0, 45693.5, "45693"])
def test_excel_day_numbers_are_read_visibly(raw: Any) -> None:
    assert read(BIRTH, raw) == Read("2025-02-05", "serial", mended=True)


@pytest.mark.parametrize(
    ("raw", "trouble"),
    [
        ("29/02/2023", "impossible_date"), ("31/04/2024", "impossible_date"), ("2024-13-01", "impossible_date"),
        ("00/02/2024", "impossible_date"), ("12/25/2024", "month_first"), ("5/2/25", "two_digit_year"),
        ("05-02-98", "two_digit_year"), ("02/2025", "incomplete_date"), ("2025", "incomplete_date"),
        (1998, "incomplete_date"), (2025.0, "incomplete_date"), ("hôm qua", "not_a_date"), (3, "not_a_date"),
        (True, "not_a_date"), (time(0), "not_a_date"), ("05/02/1899", "year_out_of_range"),
        ("05/02/2101", "year_out_of_range"), ("ngày 5 tháng 2", "not_a_date"), ("30/13/2024", "impossible_date"),
    ],
)  # fmt: skip
def test_days_that_cannot_be_meant_are_refused(raw: Any, trouble: str) -> None:
    found = read(BIRTH, raw)
    assert (found.value, found.trouble, found.mended) == (None, trouble, False)


def test_leap_day_is_a_day() -> None:
    assert read(BIRTH, "29/02/2024").value == "2024-02-29"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("02/2025", "2025-02"), ("2-2025", "2025-02"), ("2025-02", "2025-02"), ("2025", "2025"), (2025, "2025"),
     ("5/2/2025", "2025-02-05"), (date(2025, 2, 1), "2025-02-01")],
)  # fmt: skip
def test_partial_dates_stay_as_exact_as_they_are(raw: Any, value: str) -> None:
    assert read(HISTORY, raw) == Read(value)


def test_months_take_a_day_visibly_and_now_only_where_it_is_allowed() -> None:
    assert read(FROM_MONTH, "9-2018") == Read("2018-09")
    assert read(FROM_MONTH, date(2018, 9, 1)) == Read("2018-09", "date_cut", mended=True)
    assert read(FROM_MONTH, "2018").trouble == "incomplete_date"
    assert read(FROM_MONTH, "13/2018").trouble == "impossible_date"
    assert read(TO_MONTH, "Nay").value == "nay"
    assert read(FROM_MONTH, "nay").trouble == "not_a_date"


def test_years_of_grandparents_are_read() -> None:
    assert read(BIRTH_YEAR, 1898.0) == Read("1898")
    assert read(BIRTH_YEAR, "1950") == Read("1950")
    assert read(BIRTH_YEAR, "1849").trouble == "year_out_of_range"
    assert read(BIRTH_YEAR, "50").trouble == "not_a_date"


@pytest.mark.parametrize(
    ("path", "raw", "value", "note"),
    [
        ("/candidate/national_id", "001200000000", "001200000000", None),
        ("/candidate/national_id", 1200000000.0, "001200000000", "lost_zeros"),
        ("/candidate/national_id", "01200000000", "001200000000", "lost_zeros"),
        ("/candidate/national_id", 101200000000.0, "101200000000", "number_as_text"),
        ("/candidate/national_id", "001 200 000 000", "001200000000", "digits_joined"),
        ("/candidate/old_id_number", 12345678.0, "012345678", "lost_zeros"),
        ("/candidate/phone", 900000000.0, "0900000000", "lost_zeros"),
        ("/candidate/phone", "+84 900 000 000", "+84 900 000 000", None),
    ],
)
def test_lost_leading_zeros_are_put_back_visibly(path: str, raw: Any, value: str, note: str | None) -> None:
    found = read(path, raw)
    assert (found.value, found.trouble, found.mended) == (value, note, note is not None)


@pytest.mark.parametrize("raw", ["123456789", 123456789.0, "0012000000001", "00120000000a"])
def test_numbers_of_another_length_are_refused(raw: Any) -> None:
    assert read("/candidate/national_id", raw) == Read(None, "bad_form")


def test_stray_spaces_and_separate_accents_are_tidied_and_counted() -> None:
    name = "Nguyễn Văn Mẫu"
    assert read("/candidate/birth_name", "  Nguyễn \u00a0Văn\nMẫu ") == Read(name, tidied="spaces")
    assert read("/candidate/birth_name", unicodedata.normalize("NFD", name)) == Read(name, tidied="letters")
    assert read("/candidate/birth_name", name) == Read(name)
    assert read("/candidate/birth_name", " \n ") == Read(None)
    assert read("/candidate/awareness_text", "một\r\nhai\n") == Read("một\nhai", tidied="spaces")
    assert read("/candidate/awareness_text", "một\x01hai") == Read(None, "bad_form")


def test_deliberate_blanks_and_exact_texts() -> None:
    assert read("/candidate/work_unit", "(để trống)").value == ""
    assert read("/candidate/work_unit", '""').value == ""
    assert read("/candidate/work_unit", "\\(để trống)").value == "(để trống)"
    assert read("/candidate/temporary_address", "không").value == "không"
    assert read("/candidate/temporary_address", "ở đâu đó") == Read(None, "bad_form")


def test_numbers_become_whole_or_text_as_the_field_wants() -> None:
    assert read("/cell_meeting/present", 5.0) == Read(5)
    assert read("/cell_meeting/present", "05") == Read(5)
    assert read("/cell_meeting/present", 0) == Read(0)
    assert read("/cell_meeting/present", 5.5).trouble == "not_a_whole_number"
    assert read("/cell_meeting/present", "năm").trouble == "not_a_whole_number"
    assert read("/cell_meeting/present", -1).trouble == "outside_range"
    assert read("/cell_meeting/number", 5.0) == Read("5")
    assert read("/candidate/business/capital_percent", "51,5") == Read(51.5)
    assert read("/candidate/business/capital_percent", "51 %") == Read(51.0)
    assert read("/candidate/business/capital_percent", 101).trouble == "outside_range"
    assert read("/cell_meeting/start_time", "8h") == Read("08:00")
    assert read("/cell_meeting/start_time", "8 giờ 30 phút") == Read("08:30")
    assert read("/cell_meeting/start_time", time(14, 5)) == Read("14:05")
    assert read("/cell_meeting/start_time", 0.5) == Read("12:00")
    assert read("/cell_meeting/start_time", "25:00").trouble == "not_a_time"


@pytest.mark.parametrize(
    ("raw", "value"),
    [("có", True), ("Có", True), ("co", True), ("x", True), ("X", True), (True, True), (1, True), ("1", True),
     ("true", True), ("không", False), ("KHÔNG", False), ("khong", False), (False, False), (0.0, False)],
)  # fmt: skip
def test_yes_and_no_in_every_common_form(raw: Any, value: bool) -> None:
    assert read("/candidate/youth_union_member", raw).value is value


def test_neither_yes_nor_no_is_refused() -> None:
    assert read("/candidate/youth_union_member", "có lẽ").trouble == "not_yes_no"
    assert read("/candidate/youth_union_member", 2).trouble == "not_yes_no"


@pytest.mark.parametrize("raw", ["father", "Cha đẻ", "cha đẻ", "cha de", "CHA  ĐẺ"])
def test_list_entries_are_read_by_label_and_code(raw: str) -> None:
    assert read("/family/*/relation", raw) == Read("father")


def test_entries_that_are_not_in_the_list_are_refused_with_the_nearest_one() -> None:
    assert read("/family/*/relation", "Cha dẻe") == Read(None, "not_in_list", near="Cha đẻ")
    assert read("/candidate/gender", "nử").near == ""
    assert read("/candidate/gender", 7).trouble == "not_in_list"


def test_person_keys_are_read_by_label_and_number() -> None:
    path = "/verification/requests/*/persons"
    assert read(path, "Cha đẻ; Anh/chị/em ruột: 2; candidate; con 1").value == [
        "father", "sibling:2", "candidate", "child:1",
    ]  # fmt: skip
    assert read(path, "Cha đẻ; hàng xóm").trouble == "not_in_list"


def test_several_entries_in_one_cell() -> None:
    path = "/candidate/other_names"
    assert read(path, "An; Bình ;; Châu;\nDung").value == ["An", "Bình ; Châu", "Dung"]
    assert read(path, 5.0).value == ["5"]
    assert read(path, " ; ").value is None
    assert show(column(path), ["a;b", " c", ""]) == "a;;b; \\ c; (để trống)"
    assert read("/family_none", "Con; sibling").value == ["child", "sibling"]
    assert read("/family_none", "không").value == []


def test_open_lists_take_codes_labels_and_other_texts() -> None:
    path = "/papers/*/form"
    assert read(path, "6-KND").value == "6-KNĐ"
    assert read(path, "Giấy khai sinh").value == "khai-sinh"
    assert read(path, "Mẫu riêng 7").value == "Mẫu riêng 7"
    assert show(column(path), "khai-sinh") == "Giấy khai sinh"
    assert read("/candidate/ethnicity", "kinh").value == "kinh"


def test_an_offices_own_fields_are_json() -> None:
    assert read("/local", '{"so_luu": "12"}').value == {"so_luu": "12"}
    assert read("/local", "[1]").trouble == "bad_json"
    assert read("/local", '{"a": NaN}').trouble == "bad_json"
    assert read("/local", '{"a": 1, "a": 2}').trouble == "bad_json"


def test_text_columns_refuse_what_is_no_text() -> None:
    assert read("/candidate/birth_name", True).trouble == "boolean"
    assert read("/candidate/birth_name", time(5)).trouble == "time_as_text"
    assert read("/candidate/work_unit", date(2025, 2, 5)) == Read("05/02/2025", "date_as_text", mended=True)


def test_what_is_shown_is_short_and_masked() -> None:
    assert masked("số 001200000000") == "số ************"
    assert masked(5.0) == "5"
    assert masked(date(2025, 2, 5)) == "05/02/2025"
    assert len(masked("dài " * 50)) < 50
