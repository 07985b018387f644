"""A questionnaire as candidates fill it: rows added, blocks copied, controls deleted, words in the wrong place."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dossier.adapters.files import record_json
from dossier.adapters.questionnaire import questionnaire
from dossier.adapters.questionnaire_import import read_questionnaire
from dossier.adapters.questionnaire_words import wording
from dossier.errors import InputError
from dossier.messages import catalogue
from dossier.resources import data_folder
from tests.adapters.questionnaires import BORN, NAME, Excel, Word, imported
from tests.conftest import need

FIXTURES = Path(__file__).with_name("fixtures")
WORK = "/candidate/work_history/*"
TRIPS = "/candidate/foreign_trips/*"
SIBLING = "/family/*/#sibling"
FULL_NAME, ORDER = "/family/*/full_name", "/family/*/order"
BOTH = pytest.mark.parametrize("opened", [Word, Excel])
Filled = Word | Excel


def named(opened: Callable[[], Filled], name: str = "Nguyễn Thị Mẫu") -> Any:
    filled = opened()
    filled.type(NAME, name)
    return filled


def kinds(found: Any) -> list[str]:
    return [problem.kind for problem in found.result.problems]


def block(filled: Filled, relation: str, count: int = 0) -> int:
    """How many full names stand before the first (or a later) block of *relation*: the number of its own."""
    number = 0
    for relative in questionnaire().family.relatives:
        if relative.relation == relation:
            return number + count
        number += relative.count
    raise AssertionError(relation)


# --- answers


@BOTH
def test_common_answers_are_understood(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    for tag, text in {
        BORN: "ngày 5 tháng 2 năm 2000",
        "/candidate/gender": "nữ",
        "/candidate/other_names": "Không",
        "/candidate/religion": "không có",
        "/candidate/hometown": "Xã Thanh Lâm, H. Mê Linh, TP Hà Nội",
        "/candidate/birth_place": "xã A, tỉnh Hà Nam (tên cũ: xã B, huyện C, tỉnh Hà Nam)",
        "/candidate/temporary_address": "không",
        "/candidate/permanent_address": "12 phố Mẫu, Tokyo; Nước: Nhật Bản",
        "/candidate/youth_union_member": "x",
        "/candidate/marital_status": "chưa lập gia đình",
        "/candidate/national_id": "001 300 000 000",
        "/candidate/phone": "0900 000 000",
        "/candidate/professional_qualification": "Đại học, Luật; Trung cấp, Kế toán",
        "/candidate/political_theory/level": "sơ cấp",
        "/candidate/rewards_none": "x",
    }.items():
        filled.type(tag, text)
    data, found = imported(filled, tmp_path)
    candidate = data["candidate"]
    assert candidate["date_of_birth"] == "2000-02-05"
    assert candidate["gender"] == "nữ"
    assert (candidate["other_names"], candidate["other_names_none"]) == ([], True)
    assert candidate["religion"] == "không"
    assert candidate["hometown"]["commune"] == "xã Thanh Lâm"
    assert candidate["hometown"]["district"] == "huyện Mê Linh"
    assert candidate["hometown"]["province"].casefold() == "thành phố hà nội"
    assert candidate["birth_place"] == {
        "commune": "xã A",
        "province": "tỉnh Hà Nam",
        "former": {"commune": "xã B", "district": "huyện C", "province": "tỉnh Hà Nam"},
    }
    assert candidate["temporary_address"] == "không"
    assert candidate["permanent_address"] == {"detail": "12 phố Mẫu, Tokyo", "country": "Nhật Bản"}
    assert candidate["youth_union_member"] is True
    assert candidate["marital_status"] == "single"
    assert candidate["national_id"] == "001300000000"
    assert candidate["professional_qualification"] == ["Đại học, Luật", "Trung cấp, Kế toán"]
    assert candidate["political_theory"] == {"level": "sơ cấp"}
    assert (candidate["rewards"], candidate["rewards_none"]) == ([], True)
    assert {problem.severity for problem in found.result.problems} == {"note"}
    assert sorted(kinds(found)) == ["digits_joined", "place_read"]


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize(
    ("tag", "text", "kind", "wanted"),
    [
        (BORN, "khoảng 1999", "not_a_date", "ngày/tháng/năm"),
        (BORN, "30/02/2000", "impossible_date", "ngày/tháng/năm"),
        (BORN, "5/2/99", "two_digit_year", "ngày/tháng/năm"),
        ("/candidate/gender", "nam giới", "not_in_list", "Nam, Nữ"),
        ("/candidate/national_id", "00120", "bad_form", "12 chữ số"),
        ("/candidate/youth_union_member", "đã từng", "not_yes_no", "“có” hoặc “không”"),
        ("/candidate/generations_in_vietnam", "ba", "not_a_whole_number", "một số nguyên"),
    ],
)
def test_an_answer_that_is_not_understood_is_told_and_stays_unknown(
    opened: Any, tag: str, text: str, kind: str, wanted: str, tmp_path: Path
) -> None:
    filled = named(opened)
    filled.type(tag, text)
    data, found = imported(filled, tmp_path)
    assert kinds(found) == [kind]
    (problem,) = found.result.problems
    assert problem.severity == "error"
    assert data["candidate"] == {"birth_name": "Nguyễn Thị Mẫu"}
    question = next(question for question in questionnaire().questions() if question.tag == tag)
    line = problem.line("vi")
    assert line.startswith(filled.address(tag) if isinstance(filled, Excel) else f"{question.label} (bảng ")
    assert wanted in line
    assert "Cách sửa:" in line
    assert not found.result.understood


def test_places_of_a_word_file_speak_the_language_asked_for(tmp_path: Path) -> None:
    filled = named(Word)
    filled.type(BORN, "khoảng 1999")
    _, found = imported(filled, tmp_path, "en")
    assert found.result.problems[0].line("en").startswith("Ngày sinh (table 1, row 6)  found “khoảng 1999”")


@BOTH
def test_an_address_that_names_no_commune_is_kept_as_it_is_and_told(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    filled.type("/candidate/hometown", "Thanh Lâm, gần chợ")
    filled.type("/candidate/birth_place", "xã Mẫu Hai")
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["hometown"] == {"text": "Thanh Lâm, gần chợ"}
    assert data["candidate"]["birth_place"] == {"commune": "xã Mẫu Hai"}
    assert sorted(kinds(found)) == ["place_as_text", "place_incomplete"]
    assert all("xã A, tỉnh B" in problem.expected("vi") for problem in found.result.problems)


# --- tables


@BOTH
def test_rows_of_a_table_are_read_and_empty_ones_passed_over(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    filled.type(f"{WORK}/from", "tháng 9 năm 2018", 0)
    filled.type(f"{WORK}/to", "08/2020", 0)
    filled.type(f"{WORK}/from", "9-2020", 3)
    filled.type(f"{WORK}/to", "nay", 3)
    filled.type(f"{WORK}/description", "Công nhân", 3)
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["work_history"] == [
        {"from": "2018-09", "to": "2020-08"},
        {"from": "2020-09", "to": "nay", "description": "Công nhân"},
    ]
    assert found.result.problems == []
    assert found.result.items["Những công việc, chức vụ đã qua"] == 2


@BOTH
def test_none_written_into_a_table_is_its_tick(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    filled.type(f"{TRIPS}/purpose", "Không có")
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["foreign_trips"] == []
    assert data["candidate"]["foreign_trips_none"] is True
    assert found.result.problems == []


@BOTH
def test_a_tick_beside_rows_is_told_and_the_rows_kept(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    filled.type("/candidate/foreign_trips_none", "x")
    filled.type(f"{TRIPS}/country", "Lào")
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["foreign_trips"] == [{"country": "Lào"}]
    assert "foreign_trips_none" not in data["candidate"]
    assert kinds(found) == ["contradiction"]
    assert "dấu x" in found.result.problems[0].remedy("vi")


def test_rows_copied_and_rows_added_by_tab_are_read(tmp_path: Path) -> None:
    filled = named(Word)
    filled.type(f"{TRIPS}/country", "Lào")
    filled.copy_row(f"{TRIPS}/country")
    filled.type(f"{TRIPS}/country", "Thái Lan", 1)
    filled.tab_row(f"{TRIPS}/country", "01/2020", "06/2020", "học", "Nga", "Bộ Mẫu")
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["foreign_trips"] == [
        {"country": "Lào"},
        {"country": "Thái Lan"},
        {"from": "2020-01", "to": "2020-06", "purpose": "học", "country": "Nga", "decided_by": "Bộ Mẫu"},
    ]
    assert found.result.problems == []


def test_rows_below_the_drawn_ones_are_read_in_excel(tmp_path: Path) -> None:
    filled = named(Excel)
    filled.type(f"{TRIPS}/country", "Lào", 40)
    data, _ = imported(filled, tmp_path)
    assert data["candidate"]["foreign_trips"] == [{"country": "Lào"}]


def test_an_answer_where_excel_leads_to_a_table_is_understood_or_told(tmp_path: Path) -> None:
    filled = named(Excel)
    filled.type("/candidate/rewards", "không")
    filled.type("/candidate/work_history", "công nhân từ 2018")
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["rewards_none"] is True
    assert "work_history" not in data["candidate"]
    assert kinds(found) == ["typed_beside"]
    assert found.result.problems[0].place == filled.address("/candidate/work_history")


# --- relatives


@BOTH
def test_relatives_are_read_from_their_blocks(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    father, sibling = block(filled, "father"), block(filled, "sibling", 1)
    filled.type(FULL_NAME, "Nguyễn Văn Cha", father)
    filled.type("/family/*/political_history", "Từ năm 1990 đến năm 1995: bộ đội\nTừ 1/1996 đến 2/2000: làm ruộng")
    filled.type(FULL_NAME, "Nguyễn Văn Em", sibling)
    filled.type("/family/*/sibling_kind", "em", 1)
    filled.type("/family_none#child", "x")
    filled.type(FULL_NAME, "không có", block(filled, "paternal_grandfather"))
    data, found = imported(filled, tmp_path)
    assert data["family"] == [
        {
            "relation": "father",
            "full_name": "Nguyễn Văn Cha",
            "political_history": [
                {"from": "1990", "to": "1995", "text": "bộ đội"},
                {"from": "1996-01", "to": "2000-02", "text": "làm ruộng"},
            ],
        },
        {"relation": "sibling", "order": 2, "sibling_kind": "em", "full_name": "Nguyễn Văn Em"},
    ]
    assert data["family_none"] == ["paternal_grandfather", "child"]
    assert found.result.problems == []


@pytest.mark.parametrize("apart", [True, False])
def test_a_copied_block_is_another_relative_in_word(apart: bool, tmp_path: Path) -> None:
    filled = named(Word)
    last = block(filled, "sibling", 2)
    filled.type(FULL_NAME, "Người Ba", last)
    filled.copy_block(SIBLING, 2, apart=apart)
    filled.type(FULL_NAME, "Người Bốn", last + 1)
    filled.type(ORDER, "4", 3)
    data, found = imported(filled, tmp_path)
    assert [(one["relation"], one["order"], one["full_name"]) for one in data["family"]] == [
        ("sibling", 3, "Người Ba"),
        ("sibling", 4, "Người Bốn"),
    ]
    assert found.result.problems == []


@pytest.mark.parametrize("with_hidden", [True, False])
def test_a_copied_block_is_another_relative_in_excel(with_hidden: bool, tmp_path: Path) -> None:
    filled = named(Excel)
    last = block(filled, "sibling", 2)
    filled.type(FULL_NAME, "Người Ba", last)
    filled.copy_block(SIBLING, 2, with_hidden=with_hidden)
    data, found = imported(filled, tmp_path)
    assert [(one["relation"], one["order"], one["full_name"]) for one in data["family"]] == [
        ("sibling", 3, "Người Ba"),
        ("sibling", 3, "Người Ba"),
    ]
    assert kinds(found) == ["duplicate_number"]


@BOTH
def test_somebody_and_nobody_of_a_relation_are_told(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    filled.type("/family_none#child", "x")
    filled.type(FULL_NAME, "Nguyễn Văn Con", block(filled, "child"))
    data, found = imported(filled, tmp_path)
    assert "family_none" not in data
    assert data["family"] == [{"relation": "child", "order": 1, "full_name": "Nguyễn Văn Con"}]
    assert kinds(found) == ["contradiction"]


@BOTH
def test_empty_blocks_are_nobody(opened: Any, tmp_path: Path) -> None:
    data, _ = imported(named(opened), tmp_path)
    assert set(data) == {"schema_version", "record_id", "candidate"}


# --- spoilt files


def test_answers_are_found_without_their_controls(tmp_path: Path) -> None:
    filled = named(Word)
    filled.type(BORN, "05/02/2000")
    filled.type(FULL_NAME, "Nguyễn Văn Em", block(filled, "sibling"))
    filled.type(f"{WORK}/description", "Công nhân")
    for tag in (NAME, BORN, SIBLING, f"{WORK}/description"):
        filled.unwrap(tag)
    filled.unwrap(FULL_NAME, block(filled, "sibling"))
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["birth_name"] == "Nguyễn Thị Mẫu"
    assert data["candidate"]["date_of_birth"] == "2000-02-05"
    assert data["candidate"]["work_history"] == [{"description": "Công nhân"}]
    assert data["family"] == [{"relation": "sibling", "order": 1, "full_name": "Nguyễn Văn Em"}]
    assert found.result.problems == []


def test_a_file_without_any_control_is_read_by_its_words(tmp_path: Path) -> None:
    filled = named(Word)
    filled.type("/candidate/rewards_none", "☒")
    filled.type(f"{WORK}/description", "Công nhân", 1)
    filled.type(FULL_NAME, "Nguyễn Văn Cha", block(filled, "father"))
    filled.without_controls()
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["birth_name"] == "Nguyễn Thị Mẫu"
    assert data["candidate"]["rewards_none"] is True
    assert data["candidate"]["work_history"] == [{"description": "Công nhân"}]
    assert data["family"] == [{"relation": "father", "full_name": "Nguyễn Văn Cha"}]
    assert found.result.problems == []


def test_words_typed_into_the_dots_are_read_without_them(tmp_path: Path) -> None:
    filled = named(Word, "……………Nguyễn Thị Mẫu……")
    data, _ = imported(filled, tmp_path)
    assert data["candidate"]["birth_name"] == "Nguyễn Thị Mẫu"


def test_words_outside_the_tables_are_told(tmp_path: Path) -> None:
    filled = named(Word)
    filled.write_below("Tôi còn một người em nữa.")
    filled.write_beside(BORN, "sinh năm 2000")
    _, found = imported(filled, tmp_path)
    assert kinds(found) == ["typed_beside", "typed_beside"]
    lines = [problem.line("vi") for problem in found.result.problems]
    assert lines[0].startswith("đoạn văn ngoài bảng  tìm thấy có chữ ghi ngoài cột Trả lời")
    assert lines[1].startswith("Ngày sinh (bảng 1, dòng 6)")
    assert not any("em nữa" in line or "2000" in line for line in lines)


def test_words_beside_the_lines_are_told_in_excel(tmp_path: Path) -> None:
    filled = named(Excel)
    page, row, column = filled.find(BORN)
    page.cell(row, column + 1).value = "sinh năm 2000"
    page.cell(row, column + 3).value = "xem thêm"
    page, row, column = filled.find(f"{TRIPS}/country")
    page.cell(row, 9).value = "ghi chú"
    filled.book.create_sheet("Thêm")["A1"] = "người em"
    _, found = imported(filled, tmp_path)
    assert sorted(kinds(found)) == ["typed_beside", "typed_beside", "typed_beside", "unknown_sheet"]
    assert {problem.severity for problem in found.result.problems} == {"warning"}


def test_a_row_that_nobody_knows_is_told(tmp_path: Path) -> None:
    filled = named(Excel)
    page, row, _ = filled.find("/candidate/email")
    page.cell(row + 1, 3).value = "Thông tin thêm"
    page.cell(row + 1, 4).value = "có"
    _, found = imported(filled, tmp_path)
    assert kinds(found) == ["typed_beside"]
    assert found.result.problems[0].place == f"Lý lịch!D{row + 1}"


@BOTH
def test_two_answers_to_one_question_are_told(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    if isinstance(filled, Word):
        filled.copy_row(NAME)
        filled.type(NAME, "Người Khác", 1)
    else:
        page, row, _ = filled.find("/candidate/email")
        for column, value in enumerate((NAME, "1", "Họ và tên khai sinh", "Người Khác"), start=1):
            page.cell(row + 1, column).value = value
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["birth_name"] == "Nguyễn Thị Mẫu"
    assert kinds(found) == ["both_given"]


def test_excel_is_read_without_its_hidden_cells(tmp_path: Path) -> None:
    filled = named(Excel)
    filled.type("/candidate/hometown", "xã A, tỉnh Hà Nam")
    filled.type(f"{WORK}/description", "Công nhân")
    filled.type(FULL_NAME, "Nguyễn Văn Cha", block(filled, "father"))
    del filled.book["_phieu_khai"]
    for page in filled.book.worksheets:
        if page["A1"].value == "#tag":
            for row in range(1, page.max_row + 1):
                page.cell(row, 1).value = None
        for cell in page[1]:
            cell.value = None
    data, found = imported(filled, tmp_path)
    assert data["candidate"]["birth_name"] == "Nguyễn Thị Mẫu"
    assert data["candidate"]["hometown"]["commune"] == "xã A"
    assert data["candidate"]["work_history"] == [{"description": "Công nhân"}]
    assert data["family"] == [{"relation": "father", "full_name": "Nguyễn Văn Cha"}]
    assert found.result.problems == []


def test_dates_and_numbers_that_excel_made_are_read(tmp_path: Path) -> None:
    from datetime import datetime

    filled = named(Excel)
    filled.type(BORN, datetime(2000, 2, 5))
    filled.type("/candidate/national_id", 1300000000)
    filled.type(f"{WORK}/from", datetime(2018, 9, 1))
    data, _ = imported(filled, tmp_path)
    assert data["candidate"]["date_of_birth"] == "2000-02-05"
    assert data["candidate"]["national_id"] == "001300000000"
    assert data["candidate"]["work_history"] == [{"from": "2018-09"}]


def test_an_error_of_excel_is_told(tmp_path: Path) -> None:
    filled = named(Excel)
    page, row, column = filled.find(BORN)
    page.cell(row, column).value = "#N/A"
    page.cell(row, column).data_type = "e"
    _, found = imported(filled, tmp_path)
    assert kinds(found) == ["error_cell"]
    assert found.result.problems[0].line("vi").startswith(f"{filled.address(BORN)}  tìm thấy ô lỗi của Excel")


# --- who


def test_an_id_is_made_of_the_name_and_the_year_of_birth(tmp_path: Path) -> None:
    filled = named(Word, "Đặng Thị Ngọc Ánh")
    filled.type(BORN, "01/02/2003")
    data, _ = imported(filled, tmp_path)
    assert data["record_id"] == "dang-thi-ngoc-anh-2003"


@pytest.mark.parametrize(("name", "made"), [("Con", "con-1"), ("Nul", "nul-1"), ("李", "nguoi-1")])
def test_an_id_is_never_a_device_of_windows(name: str, made: str, tmp_path: Path) -> None:
    data, _ = imported(named(Word, name), tmp_path)
    assert data["record_id"] == made


def test_the_record_of_the_person_is_found_again(tmp_path: Path) -> None:
    person = {"birth_name": "Nguyễn Thị Mẫu", "date_of_birth": "2000-02-05"}
    (tmp_path / "out" / "HS-07").mkdir(parents=True)
    there = {"schema_version": "1", "record_id": "HS-07", "candidate": person}
    (tmp_path / "out" / "HS-07" / "record.json").write_bytes(record_json(there))
    filled = named(Word)
    filled.type(BORN, "5/2/2000")
    data, found = imported(filled, tmp_path)
    assert data["record_id"] == "HS-07"
    assert found.result.problems == []
    by_name, found = imported(named(Word), tmp_path)
    assert by_name["record_id"] == "nguyen-thi-mau-1"
    assert kinds(found) == ["namesake"]


def test_a_namesake_of_the_same_year_gets_an_id_of_his_own(tmp_path: Path) -> None:
    person = {"birth_name": "Nguyễn Thị Mẫu", "date_of_birth": "2000-12-31"}
    folder = tmp_path / "out" / "nguyen-thi-mau-2000"
    folder.mkdir(parents=True)
    there = {"schema_version": "1", "record_id": folder.name, "candidate": person}
    (folder / "record.json").write_bytes(record_json(there))
    filled = named(Word)
    filled.type(BORN, "5/2/2000")
    data, _ = imported(filled, tmp_path)
    assert data["record_id"] == "nguyen-thi-mau-2000-1"


def test_the_office_may_give_the_id(tmp_path: Path) -> None:
    filled = named(Excel)
    filled.type("/record_id", "HS-2026.01")
    data, _ = imported(filled, tmp_path)
    assert data["record_id"] == "HS-2026.01"


@pytest.mark.parametrize("record_id", ["Hồ sơ 1", "CON", "../a"])
def test_an_id_that_cannot_be_used_stops_the_reading(record_id: str, tmp_path: Path) -> None:
    filled = named(Word)
    filled.type("/record_id", record_id)
    with pytest.raises(InputError, match="mã hồ sơ"):
        imported(filled, tmp_path)


@BOTH
def test_a_questionnaire_that_names_nobody_is_refused(opened: Any, tmp_path: Path) -> None:
    filled = opened()
    filled.type(BORN, "05/02/2000")
    with pytest.raises(InputError, match="họ và tên"):
        imported(filled, tmp_path)


# --- versions


def rewritten(path: Path, old: str, new: str, to: Path | None = None) -> Path:
    """*path* with other words in all of its parts."""
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info).replace(old.encode(), new.encode()) for info in archive.infolist()}
    with zipfile.ZipFile(to or path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return to or path


def with_format(path: Path, found: str) -> Path:
    """*path* as a file of another version."""
    return rewritten(path, questionnaire().format, found)


@BOTH
def test_a_newer_questionnaire_is_refused_with_the_mend(opened: Any, tmp_path: Path) -> None:
    path = with_format(named(opened).save(tmp_path), "dossier-questionnaire/2")
    with pytest.raises(InputError, match=r"phiên bản mới hơn.*Cập nhật"):
        read_questionnaire(path, tmp_path, "vi")


@BOTH
def test_an_older_questionnaire_goes_on_being_read(opened: Any, tmp_path: Path) -> None:
    filled = named(opened)
    path = with_format(filled.save(tmp_path), "dossier-questionnaire/0")
    (record,) = read_questionnaire(path, tmp_path / "out", "vi")
    assert record.data["candidate"] == {"birth_name": "Nguyễn Thị Mẫu"}


@pytest.mark.parametrize("name", ["phieu-1.docx", "phieu-1.xlsx"])
def test_questionnaires_handed_out_in_version_1_are_read(name: str, tmp_path: Path) -> None:
    shutil.copy(FIXTURES / name, tmp_path)
    found = read_questionnaire(tmp_path / name, tmp_path / "out", "vi")
    (record,) = found
    assert record.data == json.loads((FIXTURES / "phieu-1.json").read_text(encoding="utf-8"))
    assert {problem.kind for problem in found.result.problems} <= {"other_wording"}  # once ours has changed


@BOTH
def test_hints_of_another_wording_are_no_answers(opened: Any, tmp_path: Path) -> None:
    """Words of a hint may change between versions; files that were handed out keep theirs."""
    filled = named(opened)
    if isinstance(filled, Excel):
        page, row, column = filled.find(NAME)
        page.cell(row, column + 1).value = "Như bản chính."
        filled.book["_phieu_khai"]["A3"] = "00000000"
        path = filled.save(tmp_path)
    else:
        filled.write_beside(NAME, "Như bản chính.")
        path = rewritten(filled.save(tmp_path), wording(), "00000000")
    found = read_questionnaire(path, tmp_path / "out", "vi")
    (record,) = found
    assert record.data["candidate"] == {"birth_name": "Nguyễn Thị Mẫu"}
    (problem,) = found.result.problems
    assert (problem.kind, problem.severity) == ("other_wording", "note")
    assert found.result.understood


def test_a_word_file_that_lost_its_properties_is_known_by_its_tags(tmp_path: Path) -> None:
    path = rewritten(named(Word).save(tmp_path), "dossier.questionnaire", "something.else")
    (record,) = read_questionnaire(path, tmp_path / "out", "vi")
    assert record.data["candidate"] == {"birth_name": "Nguyễn Thị Mẫu"}


# --- other files


def refused(path: Path, words: str) -> None:
    with pytest.raises(InputError) as found:
        read_questionnaire(path, path.parent, "vi")
    assert words in found.value.told("vi")
    assert "\n" not in found.value.told("vi")


def test_forms_and_letters_are_no_questionnaire(tmp_path: Path) -> None:
    form = tmp_path / "6-KND.docx"
    shutil.copy(data_folder("templates") / "hd38-2025" / "6-KND.docx", form)
    refused(form, "dossier read")


def test_broken_and_hostile_word_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    whole = io.BytesIO(named(Word).save(tmp_path).read_bytes()).getvalue()
    path.write_bytes(whole[:-200])
    refused(path, "tệp hỏng")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    refused(path, "Bỏ mật khẩu, lưu lại dạng .xlsx hoặc .docx")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    refused(path, "mở ra quá lớn")
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "word/document.xml":
                content = content.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)
            archive.writestr(info.filename, content)
    refused(path, "nén bất thường")


def test_a_word_file_with_a_macro_is_only_read(tmp_path: Path) -> None:
    usual, with_macro = "wordprocessingml.document.main+xml", "wordprocessingml.document.macroEnabled.main+xml"
    macro = rewritten(named(Word).save(tmp_path), usual, with_macro, tmp_path / "phieu.docm")
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    (record,) = read_questionnaire(macro, tmp_path / "out", "vi")
    assert record.data["candidate"] == {"birth_name": "Nguyễn Thị Mẫu"}


@pytest.mark.slow
def test_a_questionnaire_that_libreoffice_saved_is_read(tmp_path: Path) -> None:
    """Its older versions drop the tags of controls; the words of the lines are left."""
    soffice = need("soffice")
    filled = named(Word)
    filled.type("/candidate/gender", "Nữ")
    filled.type("/candidate/rewards_none", "☒")
    filled.type(f"{WORK}/description", "Công nhân", 2)
    filled.type(FULL_NAME, "Nguyễn Văn Em", block(filled, "sibling"))
    path, saved = filled.save(tmp_path), tmp_path / "saved"
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(saved), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    found = read_questionnaire(saved / path.name, tmp_path / "out", "vi")
    (record,) = found
    assert record.data["candidate"] == {
        "birth_name": "Nguyễn Thị Mẫu",
        "gender": "nữ",
        "work_history": [{"description": "Công nhân"}],
        "rewards": [],
        "rewards_none": True,
    }
    assert record.data["family"] == [{"relation": "sibling", "order": 1, "full_name": "Nguyễn Văn Em"}]
    assert found.result.problems == []


def test_every_kind_of_problem_has_its_sentences() -> None:
    for lang in ("vi", "en"):
        keys = catalogue(lang)
        for kind in ("place_read", "place_incomplete", "place_as_text", "typed_beside", "other_wording"):
            assert f"workbook.found.{kind}" in keys
            assert f"questionnaire.remedy.{kind}" in keys
