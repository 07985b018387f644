"""What headers, rows and cells of an office's own list mean; what they do not mean is said."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.made_up_lists import Formula, candidates, found, read, text, workbook

MAU, VI = "Nguyễn Văn Mẫu", "Trần Thị Ví Dụ"


# --- headers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("Họ tên khai sinh", None, {}),
        ("Ngày tháng năm sinh", "5/2/1990", {"date_of_birth": "1990-02-05"}),
        ("NGÀY SINH", "05-02-1990", {"date_of_birth": "1990-02-05"}),
        ("ngay sinh", "05.02.1990", {"date_of_birth": "1990-02-05"}),
        ("Số CCCD", "001090000011", {"national_id": "001090000011"}),
        ("Căn cước", "001090000011", {"national_id": "001090000011"}),
        ("CCCD/CMND", "001 090 000 011", {"national_id": "001090000011"}),
        ("Quê quán", "Bến Mẫu", {"hometown": {"text": "Bến Mẫu"}}),
        ("que quan", "Bến Mẫu", {"hometown": {"text": "Bến Mẫu"}}),
        ("Nơi ở hiện nay", "Bến Mẫu", {"temporary_address": {"text": "Bến Mẫu"}}),
        ("Hộ khẩu thường trú", "Bến Mẫu", {"permanent_address": {"text": "Bến Mẫu"}}),
        ("Dân tộc", "Kinh", {"ethnicity": "Kinh"}),
        ("Tôn giáo", "Không", {"religion": "không"}),
        ("Trình độ", "Đại học", {"education_summary": "Đại học"}),
        ("Trình độ văn hóa", "12/12", {"general_education": "12/12"}),
        ("Nghề nghiệp", "Giáo viên", {"occupation": "Giáo viên"}),
        ("Đơn vị", "Trường Mẫu", {"work_unit": "Trường Mẫu"}),
        ("Ngày vào Đoàn", "26/3/2010", {"youth_union_join_date": "2010-03-26"}),
        ("Số điện thoại\n(di động)", "0900000000", {"phone": "0900000000"}),
        ("Nam/Nữ", "Nữ", {"gender": "nữ"}),
        ("Giới tính *", "gái", {"gender": "nữ"}),
        ("Tình trạng hôn nhân", "độc thân", {"marital_status": "single"}),
        ("Nơi vào Đoàn", "Chi đoàn Mẫu", {"youth_union_join_place": "Chi đoàn Mẫu"}),
    ],
)
def test_headers_are_known_with_and_without_marks(
    tmp_path: Path, header: str, cell: str | None, expected: dict[str, Any]
) -> None:
    rows = [["Họ và tên" if cell else header, header], [MAU, cell]]
    path = workbook(tmp_path / "a.xlsx", rows if cell else [row[:1] for row in rows])
    assert candidates(path) == [{"birth_name": MAU, **expected}]


def test_other_bodies_have_their_own_places(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["Họ tên", "Chi bộ", "Đảng ủy", "Mã hồ sơ"], [MAU, "Chi bộ 1", "Đảng ủy Mẫu", 5]]
    )
    people, _ = read(path)
    assert people == [{
        "schema_version": "1", "record_id": "5", "candidate": {"birth_name": MAU},
        "orgs": {"cell": {"name": "Chi bộ 1"}, "grassroots": {"name": "Đảng ủy Mẫu"}},
    }]  # fmt: skip


def test_a_date_of_issue_belongs_to_the_paper_left_of_it(tmp_path: Path) -> None:
    rows = [
        ["Họ tên", "Số CCCD", "Ngày cấp", "Nơi cấp", "Số GCN", "Ngày cấp"],
        [MAU, "001090000011", "1/2/2021", "Cục Cảnh sát", "12/GCN", "3/4/2024"],
    ]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert people[0]["candidate"]["national_id_issue_date"] == "2021-02-01"
    assert people[0]["candidate"]["national_id_issuer"] == "Cục Cảnh sát"
    assert people[0]["class_certificate"] == {"certificate_number": "12/GCN", "issue_date": "2024-04-03"}
    assert result.understood


def test_headers_about_somebody_else_are_not_the_candidates(tmp_path: Path) -> None:
    rows = [
        ["Họ và tên", "Cha", None, "Người giúp đỡ", None],
        [None, "Họ tên", "Năm sinh", "Họ tên", "Ngày sinh"],
        [MAU, "Nguyễn Văn Cha", "1960", "Lê Văn Đỡ", "1/2/1970"],
    ]
    people, _ = read(workbook(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:C1", "D1:E1"]))
    assert people[0]["candidate"] == {"birth_name": MAU}
    assert people[0]["family"] == [{"relation": "father", "full_name": "Nguyễn Văn Cha", "birth_year": "1960"}]
    assert people[0]["local"] == {"nguoi_giup_do_ho_ten": "Lê Văn Đỡ", "nguoi_giup_do_ngay_sinh": "1/2/1970"}


def test_headers_in_two_rows_of_a_text_file_are_joined(tmp_path: Path) -> None:
    rows = [
        ["TT", "Họ và tên", "Ngày sinh", "", "Trình độ", ""], ["", "", "Nam", "Nữ", "Văn hóa", "Chuyên môn"],
        ["1", MAU, "5/2/1990", "", "12/12", "Cử nhân Luật"], ["2", VI, "", "6/2/1990", "9/12", ""],
    ]  # fmt: skip
    assert candidates(text(tmp_path / "a.csv", rows)) == [
        {"birth_name": MAU, "gender": "nam", "date_of_birth": "1990-02-05", "general_education": "12/12",
         "professional_qualification": ["Cử nhân Luật"]},
        {"birth_name": VI, "gender": "nữ", "date_of_birth": "1990-02-06", "general_education": "9/12"},
    ]  # fmt: skip


def test_a_first_person_whose_cells_are_also_headers_is_no_header(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Giới tính"], [MAU, "Nam"], [VI, "Nữ"]]
    assert [one["birth_name"] for one in candidates(workbook(tmp_path / "a.xlsx", rows))] == [MAU, VI]


@pytest.mark.parametrize("header", [["Họ và tên", None], ["Họ và tên", "Tên"], ["Họ đệm", "Tên"], ["Họ", "Tên"]])
def test_names_in_two_columns_are_joined(tmp_path: Path, header: list[str | None]) -> None:
    rows = [["TT", *header, "Dân tộc"], [1, "Nguyễn Văn", "Mẫu", "Kinh"], [2, "Trần Thị Ví", "Dụ", "Tày"]]
    if header == ["Họ", "Tên"]:
        rows = [["TT", "Họ và tên", None, "Dân tộc"], [None, *header, None], *rows[1:]]
        path = workbook(tmp_path / "a.xlsx", rows, merged=["A1:A2", "B1:C1", "D1:D2"])
    else:
        path = workbook(tmp_path / "a.xlsx", rows)
    assert [(one["birth_name"], one["ethnicity"]) for one in candidates(path)] == [(MAU, "Kinh"), (VI, "Tày")]


def test_a_column_that_repeats_the_given_name_is_kept_apart(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Tên"], [MAU, "Mẫu"], [VI, "Dụ"]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert [(data["candidate"]["birth_name"], data["local"]) for data in people] == [
        (MAU, {"ten": "Mẫu"}),
        (VI, {"ten": "Dụ"}),
    ]
    assert found(result) == [("B1", "two_claims")]


@pytest.mark.parametrize(
    "headers",
    [
        ["Ngày sinh", "Tháng sinh", "Năm sinh"],
        ["Ngày sinh", None, None],
        ["Ngày", "Tháng", "Năm"],
        ["NGAY", "THANG", "NAM"],
    ],
    ids=["each", "merged", "bare", "unmarked"],
)
def test_birth_dates_in_three_columns_are_joined(tmp_path: Path, headers: list[str | None]) -> None:
    rows = [["Họ tên", *headers], [MAU, 5, 2, 1990], [VI, "06", "12", "1991"], ["Lê Văn Thử", None, None, 1992]]
    path = workbook(tmp_path / "a.xlsx", rows, merged=["B1:D1"] if headers[1] is None else [])
    people, result = read(path)
    assert [one["candidate"].get("date_of_birth") for one in people] == ["1990-02-05", "1991-12-06", None]
    assert found(result) == [("D4", "incomplete_date")]
    assert result.cells == Counter({"header": 2 if headers[1] is None else 4, "field": 9, "reported": 1})


def test_two_columns_of_one_field_lose_nothing(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Ngày sinh", "Năm sinh", "Ghi chú", "Ghi chú"], [MAU, "5/2/1990", "6/2/1990", "một", "hai"]]
    path = workbook(tmp_path / "a.xlsx", rows)
    people, result = read(path)
    assert people[0]["candidate"] == {"birth_name": MAU, "date_of_birth": "1990-02-05"}
    assert people[0]["local"] == {"nam_sinh": "6/2/1990", "ghi_chu": "một", "ghi_chu_2": "hai"}
    assert ("C1", "two_claims") in found(result)
    line = next(problem.line("vi") for problem in result.problems if problem.kind == "two_claims")
    assert 'Ghi trong tệp --map cột này là gì:  "Năm sinh"' in line
    people, result = read(path, {"Năm sinh": "/candidate/date_of_birth", "Ngày sinh": "skip", "Ghi chú #2": "skip"})
    assert people[0]["candidate"] == {"birth_name": MAU, "date_of_birth": "1990-02-06"}
    assert people[0]["local"] == {"ghi_chu": "một"}
    assert result.understood


def test_columns_without_a_header_are_kept_under_their_letters(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Dân tộc", None], [MAU, "Kinh", "ghi thêm"], [VI, "Tày", None]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert people[0]["local"] == {"cot_c": "ghi thêm"}
    assert found(result) == [("C1", "kept_local")]
    people, _ = read(tmp_path / "a.xlsx", {"cột C": "/candidate/positions"})
    assert people[0]["candidate"]["positions"] == "ghi thêm"


def test_kept_cells_keep_their_kind(tmp_path: Path) -> None:
    rows = [["Họ và tên", "A", "B", "C", "D"], [MAU, 5, 2.5, date(2024, 5, 6), "  hai  dòng\n"]]
    people, _ = read(workbook(tmp_path / "a.xlsx", rows))
    assert people[0]["local"] == {"a": 5, "b": 2.5, "c": "06/05/2024", "d": "hai  dòng"}


# --- rows -----------------------------------------------------------------------------------------------


def test_only_persons_are_persons(tmp_path: Path) -> None:
    rows = [
        ["ĐẢNG ỦY MẪU"], ["DANH SÁCH"], [],
        ["TT", "Họ và tên", "Ngày sinh", "Dân tộc"], [1, 2, 3, 4],
        ["I", "Chi bộ 1"], [1, MAU, "5/2/1990", "Kinh"], ["Cộng: 1"],
        ["TT", "Họ và tên", "Ngày sinh", "Dân tộc"], [None, "Chi bộ 2"], [1, VI, "6/2/1990", "Tày"],
        [None, "Lê Thị Thử"], [2, None, "7/2/1990", "Tày"], [None, "Tổng cộng:", 2], [None, "NGƯỜI LẬP"],
        [3, "Lê Văn Sau", "1/1/1990", "Kinh"],
    ]  # fmt: skip
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert [data["candidate"]["birth_name"] for data in people] == [MAU, VI]
    assert found(result) == [
        ("1:1", "above_header"), ("2:2", "above_header"), ("6:6", "group_row"), ("8:8", "subtotal_row"),
        ("9:9", "header_again"), ("10:10", "group_row"), ("12:12", "lone_cell"), ("13:13", "missing_name"),
        ("14:14", "total_row"), ("15:15", "after_total"), ("16:16", "person_after_total"),
    ]  # fmt: skip
    assert (result.counts["error"], result.lost) == (2, 2)


@pytest.mark.parametrize(
    "sign", ["Người lập biểu", "T/M CHI BỘ", "Bí thư", "Xã Mẫu, ngày 5 tháng 2 năm 2026", "Nơi nhận:"]
)
def test_signatures_end_a_list_without_totals(tmp_path: Path, sign: str) -> None:
    rows = [["TT", "Họ và tên", "Dân tộc"], [1, MAU, "Kinh"], [], [None, sign], [None, "(đã ký)"], [None, "Lê Văn Ký"]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert len(people) == 1
    assert found(result) == [("4:4", "ending_row"), ("5:5", "after_total"), ("6:6", "after_total")]
    assert result.understood


def test_a_name_that_begins_like_a_total_is_a_person(tmp_path: Path) -> None:
    rows = [["Họ và tên", "Dân tộc"], ["Tổng Văn Mẫu", "Kinh"], ["Cộng Thị Mẫu", "Tày"]]
    assert len(candidates(workbook(tmp_path / "a.xlsx", rows))) == 2


def test_a_list_of_names_alone_is_a_list(tmp_path: Path) -> None:
    assert candidates(text(tmp_path / "a.csv", [["Họ và tên"], [MAU], [VI]])) == [
        {"birth_name": MAU},
        {"birth_name": VI},
    ]


def test_merged_cells_count_once_and_names_for_every_row(tmp_path: Path) -> None:
    rows = [
        ["Họ và tên", "Dân tộc", "Chi bộ", "Khen thưởng"],
        [MAU, "Kinh", "Chi bộ 1", "một"], [None, None, None, "hai"], [None, "Tày", None, "ba"],
        [VI, "Kinh", None, None],
    ]  # fmt: skip
    people, result = read(workbook(tmp_path / "a.xlsx", rows, merged=["A2:A4", "C2:C5"]))
    assert [data["candidate"] for data in people] == [
        {"birth_name": MAU, "ethnicity": "Kinh"}, {"birth_name": VI, "ethnicity": "Kinh"},
    ]  # fmt: skip
    assert people[0]["local"] == {"khen_thuong": ["một", "hai", "ba"]}
    assert people[0]["orgs"] == {"cell": {"name": "Chi bộ 1"}}
    assert "orgs" not in people[1]
    assert found(result) == [("D1", "kept_local"), ("C2:C5", "merged_cell"), ("B4", "second_value")]


def test_several_sheets_are_one_list_and_others_are_reported(tmp_path: Path) -> None:
    more = {
        "Học vấn": [["Họ và tên", "Ngày sinh", "Tin học"], [MAU, "5/2/1990", "Word"]],
        "Việc": [["gọi điện", "xong"]],
    }
    rows = [["Họ và tên", "Ngày sinh"], [MAU, "5/2/1990"], [VI, "6/2/1990"]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows, more=more))
    assert [data["record_id"] for data in people] == ["nguyen-van-mau-1", "tran-thi-vi-du-1", "nguyen-van-mau-1"]
    assert people[2]["candidate"]["it_level"] == "Word"
    assert result.persons == 2
    assert {(problem.sheet, problem.kind) for problem in result.problems} == {
        ("Việc", "unread_sheet"), ("Học vấn", "same_person"),
    }  # fmt: skip
    assert result.cells["reported"] == 2


# --- cells ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day", "trouble"),
    [
        ("05/02/1990", "1990-02-05", None),
        ("5 / 2 / 1990", "1990-02-05", None),
        ("5 2 1990", "1990-02-05", None),
        ("1990-02-05", "1990-02-05", None),
        ("ngày 5 tháng 2 năm 1990", "1990-02-05", None),
        ("05021990", "1990-02-05", None),
        (5021990, "1990-02-05", None),
        (19900205, "1990-02-05", None),
        (date(1990, 2, 5), "1990-02-05", None),
        (32909, "1990-02-05", "serial"),
        ("32909", "1990-02-05", "serial"),
        ("31/02/1990", None, "impossible_date"),
        ("5/2/90", None, "two_digit_year"),
        ("12/25/1990", None, "month_first"),
        ("1990", None, "incomplete_date"),
        (1990, None, "incomplete_date"),
        ("khoảng 1990", None, "not_a_date"),
    ],
)
def test_dates_are_read_in_every_common_form(tmp_path: Path, cell: Any, day: str | None, trouble: str | None) -> None:
    people, result = read(workbook(tmp_path / "a.xlsx", [["Họ tên", "Ngày sinh"], [MAU, cell]]))
    assert people[0]["candidate"].get("date_of_birth") == day
    assert [kind for _, kind in found(result)] == ([trouble] if trouble else [])
    assert result.cells["field"] == (2 if day else 1)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("xã Mẫu, tỉnh Ninh Bình", {"commune": "xã Mẫu", "province": "tỉnh Ninh Bình"}),
        ("Số 5, ngõ 2, phường Mẫu, thành phố Hà Nội",
         {"detail": "Số 5, ngõ 2", "commune": "phường Mẫu", "province": "thành phố Hà Nội"}),
        ("xã Mẫu, huyện Thử, tỉnh Bến",
         {"commune": "xã Mẫu", "district": "huyện Thử", "province": "tỉnh Bến"}),
        ("phường 1, thành phố Mẫu", {"text": "phường 1, thành phố Mẫu"}),
        ("xã Mẫu - tỉnh Ninh Bình", {"text": "xã Mẫu - tỉnh Ninh Bình"}),
        ("Mẫu, Thử, Ninh Bình", {"text": "Mẫu, Thử, Ninh Bình"}),
        ("P. Mẫu, TP Hà Nội", {"text": "P. Mẫu, TP Hà Nội"}),
        ("huyện Thử, tỉnh Ninh Bình", {"text": "huyện Thử, tỉnh Ninh Bình"}),
        ("xã Một, xã Hai, tỉnh Ninh Bình", {"text": "xã Một, xã Hai, tỉnh Ninh Bình"}),
        ("xã Mẫu,  tỉnh Ninh Bình", {"commune": "xã Mẫu", "province": "tỉnh Ninh Bình"}),
    ],
)  # fmt: skip
def test_addresses_are_taken_apart_only_where_every_part_is_named(
    tmp_path: Path, address: str, place: dict[str, str]
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Họ tên", "Quê quán"], [MAU, address]])
    assert candidates(path)[0]["hometown"] == place


def test_identity_numbers_keep_their_zeros_and_find_their_kind(tmp_path: Path) -> None:
    rows = [
        ["Họ tên", "Số CMND/CCCD", "CMND"], ["Một Mẫu", 1090000011, None], ["Hai Mẫu", "123456789", None],
        ["Ba Mẫu", None, "001090000013"], ["Bốn Mẫu", "12345", 987654321],
    ]  # fmt: skip
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    numbers = [(data["candidate"].get("national_id"), data["candidate"].get("old_id_number")) for data in people]
    assert numbers == [("001090000011", None), (None, "123456789"), ("001090000013", None), (None, "987654321")]
    assert found(result) == [
        ("B2", "lost_zeros"), ("B3", "other_number"), ("C4", "other_number"), ("B5", "bad_form"),
        ("C5", "number_as_text"),
    ]  # fmt: skip
    assert "12345" not in "".join(problem.line("vi") for problem in result.problems)


def test_ticks_say_the_gender(tmp_path: Path) -> None:
    rows = [
        ["Họ tên", "Nam", "Nữ"], ["Một Mẫu", "x", None], ["Hai Mẫu", None, "X"], ["Ba Mẫu", None, 1],
        ["Bốn Mẫu", "x", "x"], ["Năm Mẫu", "?", None], ["Sáu Mẫu", None, "1990"],
    ]  # fmt: skip
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert [data["candidate"].get("gender") for data in people] == ["nam", "nữ", "nữ", "nam", None, "nữ"]
    assert found(result) == [("C5", "second_value"), ("B6", "not_a_tick"), ("C7", "incomplete_date")]


def test_an_error_in_a_cell_stops_nothing(tmp_path: Path) -> None:
    rows = [["Họ tên", "Ngày sinh", "Lạ"], [MAU, Formula("=NA()"), Formula("=1/0")], [VI, "6/2/1990", "a"]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert [data["candidate"] for data in people] == [
        {"birth_name": MAU},
        {"birth_name": VI, "date_of_birth": "1990-02-06"},
    ]
    assert found(result) == [("C1", "kept_local"), ("B2", "error_cell"), ("C2", "error_cell")]
    assert result.cells == Counter({"header": 3, "field": 3, "local": 1, "reported": 2})


def test_spaces_and_unicode_forms_are_tidied(tmp_path: Path) -> None:
    import unicodedata

    rows = [["Họ tên", "Quê quán"], [f"  {unicodedata.normalize('NFD', MAU)} ", "   "]]
    people, result = read(workbook(tmp_path / "a.xlsx", rows))
    assert people[0]["candidate"] == {"birth_name": MAU}
    assert result.tidied == {"letters": 1}
    assert result.cells == Counter({"header": 2, "field": 1})


def test_text_of_an_unknown_old_font_is_no_value_until_somebody_says_so(tmp_path: Path) -> None:
    rows = [["Hä vµ tªn", "D©n téc"], ["NguyÔn V¨n MÉu", "Tµy"]]
    path = text(tmp_path / "a.csv", rows, "latin-1")
    people, result = read(path, letters="tcvn3")
    assert people[0]["candidate"] == {"birth_name": MAU, "ethnicity": "Tày"}
    assert result.letterings == 4
    unsaid = workbook(
        tmp_path / "b.xlsx", [["Họ và tên", "Dân tộc", "Ghi chú"], [MAU, "Tµy", "Nguyeãn"], [VI, "Kinh", "Hà"]]
    )
    people, result = read(unsaid)
    assert [data["candidate"].get("ethnicity") for data in people] == [None, "Kinh"]
    assert found(result)[1:] == [("B2", "lettering_unknown"), ("C2", "lettering_unknown")]
    assert result.counts["error"] == 2
    assert candidates(unsaid)[1] == {"birth_name": VI, "ethnicity": "Kinh"}
    people, result = read(unsaid, letters="unicode")
    assert people[0]["candidate"]["ethnicity"] == "Tµy"
    assert result.understood
