"""Reading a workbook: one bad cell stops nothing, every problem has its place, hostile files get one line."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dossier.adapters.imported import ImportedRecord, ImportResult
from dossier.adapters.workbook_layout import layout
from dossier.adapters.workbook_read import read_workbook
from dossier.adapters.workbook_write import write_workbook
from dossier.errors import InputError
from dossier.record.schema import is_valid

MAIN = "Người"
ID = "/record_id"
NAME = "/candidate/birth_name"
BORN = "/candidate/date_of_birth"
Grid = Mapping[str, Sequence[Sequence[Any]]]


class Formula(str):
    """A cell whose formula gave an error."""


def make(path: Path, sheets: Grid, version: Sequence[str] | None = ("dossier-workbook/1", "1")) -> Path:
    """A workbook of *sheets*: the first row of each holds the machine paths, the others are data from row 4 on."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        if version is not None:
            page = book.add_worksheet("_dossier")
            for row, text in enumerate(version):
                page.write_string(row, 0, text)
        for name, (paths, *rows) in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in [(0, paths), *enumerate(rows, start=3)]:
                for number, cell in enumerate(cells):
                    if isinstance(cell, Formula):
                        page.write_formula(row, number, cell, None, "#N/A")
                    elif cell is not None:
                        page.write(row, number, cell)
    return path


def read(path: Path) -> tuple[dict[str, dict[str, Any]], ImportResult]:
    imported = read_workbook(path)
    people: list[ImportedRecord] = list(imported)
    assert all(is_valid(person.data) for person in people)
    return {person.record_id: person.data for person in people}, imported.result


def found(result: ImportResult) -> list[tuple[str, str]]:
    return [(problem.place, problem.kind) for problem in result.problems]


def test_bad_cells_leave_their_field_unknown_and_stop_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [
            [ID, NAME, BORN, "/candidate/gender", "/candidate/national_id"],
            ["HS-1", "Nguyễn Văn Mẫu", "31/02/1990", "nam", "12345"],
            ["HS-2", "Trần Thị Mẫu", "5/6/90", "nữu", 1200000000],
            ["HS-3", "Lê Văn Mẫu", "12/25/1990", Formula("=NA()"), None],
        ],
    })  # fmt: skip
    people, result = read(path)
    assert people["HS-1"]["candidate"] == {"birth_name": "Nguyễn Văn Mẫu", "gender": "nam"}
    assert people["HS-2"]["candidate"] == {"birth_name": "Trần Thị Mẫu", "national_id": "001200000000"}
    assert found(result) == [
        ("Người!D6", "error_cell"), ("Người!C4", "impossible_date"), ("Người!E4", "bad_form"),
        ("Người!C5", "two_digit_year"), ("Người!D5", "not_in_list"), ("Người!E5", "lost_zeros"),
        ("Người!C6", "month_first"),
    ]  # fmt: skip
    assert result.counts == {"error": 6, "note": 1}
    assert not result.understood


def test_problems_say_place_found_expected_and_remedy_without_the_value(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [[ID, BORN, "/candidate/national_id"], ["HS-1", "31/02/1990", "12345678901234"]],
    })  # fmt: skip
    _, result = read(path)
    day, number = result.problems
    assert day.line("vi") == (
        "Người!B4  tìm thấy “31/02/1990” (ngày không có trong lịch); cần ngày/tháng/năm, ví dụ 05/02/2025. "
        "Cách sửa: Đối chiếu với giấy tờ rồi ghi lại."
    )
    assert "12345678901234" not in number.line("vi") + number.line("en") + str(number)
    assert "31/02/1990" not in json.dumps(day.facts("en"))
    assert "12 digits" in number.line("en")


def test_rows_that_are_nobodys_are_reported_and_stop_nothing(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [
            [ID, NAME],
            ["HS-1", "Nguyễn Văn Mẫu"],
            [None, "Không Có Mã"],
            ["hs-1", "Trùng Mã"],
            ["mã sai!", "Trần Thị Mẫu"],
            ["HS-2", "Lê Thị Mẫu"],
        ],
        "Gia đình": [
            [ID, "/family/*/relation", "/family/*/full_name"],
            ["HS-2", "Mẹ đẻ", "Phạm Thị Mẫu"],
            ["HS-9", "Cha đẻ", "Người Lạ"],
            [None, "Cha đẻ", "Không Mã"],
            ["HS-2", "Cha đẻ", "Lê Văn Mẫu"],
        ],
        "Dự bị": [[ID, "/probation/start_date"], ["HS-1", "01/02/2025"], ["HS-1", "02/02/2025"]],
    })  # fmt: skip
    people, result = read(path)
    assert list(people) == ["HS-1", "HS-2"]
    assert people["HS-1"]["probation"] == {"start_date": "2025-02-01"}
    assert [relative["relation"] for relative in people["HS-2"]["family"]] == ["mother", "father"]
    assert sorted(found(result)) == sorted([
        ("Gia đình!A6", "missing_record_id"), ("Dự bị!A5", "duplicate_row"), ("Người!A5", "missing_record_id"),
        ("Người!A6", "duplicate_record"), ("Người!A7", "bad_form"), ("Gia đình!A5", "unknown_person"),
    ])  # fmt: skip
    assert result.items["Gia đình"] == 2


def test_unknown_columns_and_sheets_are_reported_when_they_hold_something(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [[ID, "/candidate/shoe_size", NAME, "/candidate/empty"], ["HS-1", "42", "Nguyễn Văn Mẫu"]],
        "Ghi chú": [["việc cần làm"]],
    })  # fmt: skip
    people, result = read(path)
    assert people["HS-1"]["candidate"] == {"birth_name": "Nguyễn Văn Mẫu"}
    assert sorted(found(result)) == [("Ghi chú", "unknown_sheet"), ("Người!B3", "unknown_column")]
    assert result.counts["warning"] == 2


def test_columns_and_sheets_may_be_moved_and_renamed(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        "Bố mẹ": [["/family/*/full_name", ID, "/family/*/relation"], ["Nguyễn Văn Cha", "HS-1", "father"]],
        "Danh sách": [["/probation/start_date", NAME, ID], ["01/02/2025", "Nguyễn Văn Mẫu", "HS-1"]],
    })  # fmt: skip
    people, result = read(path)
    assert people["HS-1"]["family"] == [{"relation": "father", "full_name": "Nguyễn Văn Cha"}]
    assert people["HS-1"]["probation"] == {"start_date": "2025-02-01"}
    assert result.understood


def test_nested_items_find_their_parent_by_its_number(tmp_path: Path) -> None:
    history = "/family/*/political_history"
    path = make(tmp_path / "a.xlsx", {
        MAIN: [[ID], ["HS-1"]],
        "Gia đình": [
            [ID, "/family/#", "/family/*/relation", history],
            ["HS-1", 7, "father", None], ["HS-1", 8, "mother", "Không tham gia."], ["HS-1", 7, "child", None],
        ],
        "Lịch sử chính trị": [
            [ID, f"{history}/*/#parent", f"{history}/*/text"],
            ["HS-1", 7, "Tham gia."], ["HS-1", 9, "Không của ai."], ["HS-1", None, "Không số."],
            ["HS-1", 8, "Hai cách ghi."],
        ],
    })  # fmt: skip
    people, result = read(path)
    father, mother, child = people["HS-1"]["family"]
    assert father["political_history"] == [{"text": "Tham gia."}]
    assert mother["political_history"] == "Không tham gia."
    assert child == {"relation": "child"}
    assert found(result) == [
        ("Gia đình!B6", "duplicate_number"), ("Lịch sử chính trị!B5", "unknown_parent"),
        ("Lịch sử chính trị!B6", "missing_parent"), ("Lịch sử chính trị!B7", "both_given"),
    ]  # fmt: skip


def test_lists_of_one_shape_say_what_they_belong_to(tmp_path: Path) -> None:
    tellers = "/cell_meeting/tellers"
    path = make(tmp_path / "a.xlsx", {
        MAIN: [[ID], ["HS-1"]],
        "Tổ kiểm phiếu": [
            [ID, f"{tellers}/#list", f"{tellers}/*/full_name"],
            ["HS-1", "Quyết định kết nạp", "Người Một"], ["HS-1", tellers, "Người Hai"], ["HS-1", None, "Người Ba"],
        ],
    })  # fmt: skip
    people, result = read(path)
    assert people["HS-1"]["decision"] == {"tellers": [{"full_name": "Người Một"}]}
    assert people["HS-1"]["cell_meeting"] == {"tellers": [{"full_name": "Người Hai"}]}
    assert found(result) == [("Tổ kiểm phiếu!A6", "missing_list")]


def test_contradictions_are_reported_and_the_content_kept(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [
            [ID, "/moves_none", "/candidate/temporary_address", "/candidate/temporary_address/commune",
             "/candidate/other_names_none"],
            ["HS-1", "có", "không", "xã Mẫu", "x"],
        ],
        "Chuyển sinh hoạt": [[ID, "/moves/*/to_cell"], ["HS-1", "Chi bộ Mẫu"]],
    })  # fmt: skip
    people, result = read(path)
    assert people["HS-1"]["moves"] == [{"to_cell": "Chi bộ Mẫu"}]
    assert "moves_none" not in people["HS-1"]
    assert people["HS-1"]["candidate"] == {
        "temporary_address": "không", "other_names_none": True, "other_names": [],
    }  # fmt: skip
    assert found(result) == [("Người!D4", "both_given"), ("Người!B4", "contradiction")]


def test_tidied_cells_are_counted_not_listed(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID, NAME], ["HS-1 ", " Nguyễn  Văn Mẫu"], ["HS-2", "Tra\u0302\u0300n"]]})
    people, result = read(path)
    assert people["HS-1"]["candidate"]["birth_name"] == "Nguyễn Văn Mẫu"
    assert people["HS-2"]["candidate"]["birth_name"] == "Trần"
    assert result.tidied == {"spaces": 2, "letters": 1}
    assert result.problems == []
    assert result.understood


def test_places_of_a_record_are_traced_back_to_their_cells(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {
        MAIN: [[ID, NAME, "/candidate/other_names"], ["HS-1", "Nguyễn Văn Mẫu", "An; Bình"]],
        "Gia đình": [[ID, "/family/*/relation"], ["HS-1", None], ["HS-1", "father"], ["HS-1", "mother"]],
    })  # fmt: skip
    imported = read_workbook(path)
    (person,) = imported
    assert imported.where(person, NAME) == "Người!B4"
    assert imported.where(person, "/candidate/other_names/1") == "Người!C4"
    assert imported.where(person, "/family/1/relation") == "Gia đình!B6"
    assert imported.where(person, "/orgs/cell/name") == ""


# --- files that are not what they should be


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        list(read_workbook(path))
    told = str(refused.value)
    assert refused.value.exit_code == 3
    assert "\n" not in told
    return told


@pytest.mark.parametrize("version", [("dossier-workbook/2", "1"), ("dossier-workbook/1", "2")])
def test_workbooks_of_a_newer_version_are_refused(tmp_path: Path, version: tuple[str, str]) -> None:
    assert "phiên bản mới hơn" in refusal(make(tmp_path / "a.xlsx", {MAIN: [[ID]]}, version))


def test_foreign_workbooks_are_refused(tmp_path: Path) -> None:
    assert "không phải bảng" in refusal(make(tmp_path / "a.xlsx", {"Sheet1": [["Họ tên"]]}, None))
    assert "không phải bảng" in refusal(make(tmp_path / "b.xlsx", {MAIN: [[ID]]}, ("something/1", "1")))


def test_a_lost_version_sheet_is_a_warning(tmp_path: Path) -> None:
    people, result = read(make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]}, None))
    assert list(people) == ["HS-1"]
    assert found(result) == [("_dossier", "no_version")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mật khẩu"),
        (b"PK\x03\x04 half a zip", "hỏng"),
        (b"just text", "hỏng"),
    ],
)
def test_files_that_are_no_workbook_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert words in refusal(path)


def test_missing_files_folders_and_word_files_are_refused(tmp_path: Path) -> None:
    assert "không tìm thấy" in refusal(tmp_path / "none.xlsx")
    assert refusal(tmp_path)
    word = tmp_path / "a.docx"
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "hỏng" in refusal(word)


def test_truncated_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path)
    path.write_bytes(path.read_bytes()[:-2000])
    assert "hỏng" in refusal(path)


def test_damaged_parts_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet2.xml").header_offset + 80
    content[at : at + 40] = b"\xff" * 40
    path.write_bytes(bytes(content))
    assert "hỏng" in refusal(path)


def replaced(path: Path, part: str, content: str) -> Path:
    """*path* with one part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = content.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in parts.items():
            archive.writestr(name, value)
    return path


def sheet_xml(cells: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r = \'A1\'><v>1</v></c><c s="0"  r = "ZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="DA1"><v>1</v></c></row><row r="1"><c r="A120000"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A900000"><v>1</v></c></row>',
        "<row/>" * 1000 + "<row><c><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="x" r="AAA1"><v>1</v></x:c></row>',
    ],
)
def test_far_cells_are_refused_before_memory_is_asked_for(tmp_path: Path, cells: str) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]})
    assert refusal(replaced(path, "xl/worksheets/sheet2.xml", sheet_xml(cells)))


@pytest.mark.parametrize(
    "cells",
    [
        """<row r='1'><c t='inlineStr' r = 'a1'><is><t>/record_id</t></is></c></row>"""
        """<row r='4'><c t="inlineStr" r="A4"><is><t>HS-1</t></is></c></row>""",
        """<row r="1"><c r="A1" t="inlineStr"><is><t>/record_id</t></is></c></row>"""
        """<row r="140000"><c r="A140000" t="inlineStr"><is><t>HS-1</t></is></c></row>""",
    ],
)
def test_sheets_of_other_programs_and_long_ones_are_read(tmp_path: Path, cells: str) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]})
    people, _ = read(replaced(path, "xl/worksheets/sheet2.xml", sheet_xml(cells)))
    assert list(people) == ["HS-1"]


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]})
    assert "bất thường" in refusal(replaced(path, "xl/worksheets/sheet2.xml", " " * 30_000_000))


def test_one_huge_text_in_every_cell_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", {MAIN: [[ID], ["HS-1"]]})
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 9000))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    texts = f'<sst xmlns="{space}"><si><t>{"Mẫu văn bản dài. " * 1500}</t></si></sst>'
    replaced(path, "xl/sharedStrings.xml", texts)
    assert "bất thường" in refusal(replaced(path, "xl/worksheets/sheet2.xml", sheet_xml(cells)))


def test_long_texts_of_few_cells_are_no_bomb(tmp_path: Path) -> None:
    text = "Mẫu văn bản dài. " * 1800
    rows = [["HS-1", text], *[[f"HS-{number}", "ngắn"] for number in range(2, 6000)]]
    people, _ = read(make(tmp_path / "a.xlsx", {MAIN: [[ID, "/candidate/awareness_text"], *rows]}))
    assert people["HS-1"]["candidate"]["awareness_text"] == text.strip()
    assert len(people) == 5999


def test_layout_words_name_the_format_that_is_read() -> None:
    assert layout().format == "dossier-workbook/1"
