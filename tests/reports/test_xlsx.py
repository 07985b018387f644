from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from dossier.findings import Severity, Text, Where
from dossier.reports import xlsx
from dossier.reports.cohort import CohortRow, cohort_row
from dossier.reports.json_report import json_report
from dossier.reports.xlsx import cohort_xlsx, person_xlsx, safe
from tests.reports.made_up import accepted, finding, late_certificate, normal, report

ROWS = [
    cohort_row(normal(), label="Nguyễn Văn Mẫu", forms=15, folder="HS-0003", cell="Chi bộ Thôn 1"),
    CohortRow("HS-0006", "HS-0006", "", 0, 0, 0, 0, False, "HS-0006", "record.json: không đọc được tệp."),
]


def _sheet(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_a_cohort_has_a_row_a_person_and_a_row_a_finding() -> None:
    content = cohort_xlsx(ROWS, [normal()])
    summary, tasks = _sheet(content, "Tổng hợp"), _sheet(content, "Việc cần làm")
    assert summary[1][1:5] == [
        "HS-0003",
        "Nguyễn Văn Mẫu",
        "Chi bộ Thôn 1",
        "Gửi hồ sơ kết nạp lên cấp ủy có thẩm quyền",
    ]
    assert summary[1][5:10] == [15, 8, 4, 9, "Còn lỗi"]
    assert summary[2][1:3] == ["HS-0006", ""]
    assert summary[2][9:11] == ["Không xử lý được", "record.json: không đọc được tệp."]
    assert len(tasks) == 1 + len(normal().findings)
    assert tasks[1] == [
        "HS-0003", "Nguyễn Văn Mẫu", "Chi bộ Thôn 1", "Người xin vào Đảng", "", "", "", "B02", "Lỗi",
        "Đơn xin vào Đảng › Ngày viết đơn", "Chưa có: Đơn xin vào Đảng › Ngày viết đơn.",
        "Bổ sung mục này; nếu không có thì ghi rõ là không có.",
        "294-QĐ/TW (26/05/2025), mục 4.3.1 (chưa đối chiếu bản mới).", "",
    ]  # fmt: skip


def test_rows_written_from_json_reports_are_the_same() -> None:
    assert cohort_xlsx(ROWS, [json.loads(json_report([normal()]))]) == cohort_xlsx(ROWS, [normal()])


def test_settled_findings_come_last_with_who_answers() -> None:
    tasks = _sheet(cohort_xlsx([], [report(finding("D11", disposition=accepted()), finding("J01"))]), "Việc cần làm")
    assert [row[7] for row in tasks[1:]] == ["J01", "D11"]
    assert "đã đối chiếu giấy khai sinh" in tasks[2][13]


def test_inside_a_party_the_gravest_come_first() -> None:
    made = report(finding("A01", severity=Severity.WARNING), finding("J01"), finding("Z01", who="candidate"))
    assert [row[7] for row in _sheet(cohort_xlsx([], [made]), "Việc cần làm")[1:]] == ["Z01", "J01", "A01"]


def test_when_stands_in_columns_of_its_own_and_the_last_day_is_a_day() -> None:
    calendar = late_certificate()
    made = report(finding("C10", ask="remark"), finding("C09", ask="stamped"), finding("A12", disposition=accepted()))
    expected = [
        ["Trước khi gửi thẩm tra lý lịch", date(2025, 10, 3), "Quá hạn", "C09"],
        ["Trước khi chi bộ họp xét kết nạp", date(2026, 12, 20), "nếu không thì giấy chứng nhận hết hạn", "C10"],
        ["", "", "", "A12"],
    ]
    dues = calendar.dues
    for content, first in (
        (person_xlsx(made, calendar=calendar), 1),
        (cohort_xlsx([], [made], dues={"HS-0003": dues}.get), 4),
        (cohort_xlsx([], [json.loads(json_report([made]))], dues={"HS-0003": dues}.get), 4),
    ):
        assert [row[first : first + 4] for row in _sheet(content, "Việc cần làm")[1:]] == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    value = f"{start}cmd|' /C calc'!A0"
    assert safe(value) == f"'{value}"
    content = person_xlsx(report(finding(message=Text(value, value), where=Where("/x", value))))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    told = [str(cell.value) for cell in cells if "calc" in str(cell.value)]
    assert len(told) == 2
    assert all(value.startswith("'") for value in told)


def test_links_are_words() -> None:
    told = Text("http://example.invalid/", "http://example.invalid/")
    content = person_xlsx(report(finding(message=told)))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if b"<hyperlink" in archive.read(name)]


def test_headers_stay_and_filter() -> None:
    book = openpyxl.load_workbook(io.BytesIO(cohort_xlsx(ROWS, [normal()])))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    assert book["Việc cần làm"]["H2"].alignment.wrap_text


def test_workbooks_repeat_byte_for_byte() -> None:
    assert cohort_xlsx(ROWS, [normal()]) == cohort_xlsx(ROWS, [normal()])
    assert person_xlsx(normal()) == person_xlsx(normal())


def test_a_spool_changes_memory_not_cells_and_is_left_empty(tmp_path: Path) -> None:
    spooled = cohort_xlsx(ROWS, iter([normal(), normal()]), spool=str(tmp_path))
    plain = cohort_xlsx(ROWS, [normal(), normal()])
    for name in ("Tổng hợp", "Việc cần làm"):
        assert _sheet(spooled, name) == _sheet(plain, name)
    assert list(tmp_path.iterdir()) == []


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 10)
    content = cohort_xlsx([], [normal()])
    sheets = [_sheet(content, name) for name in ("Việc cần làm", "Việc cần làm 2", "Việc cần làm 3")]
    assert sheets[0][0] == sheets[1][0] == sheets[2][0]
    assert [len(sheet) - 1 for sheet in sheets] == [10, 10, len(normal().findings) - 20]


def test_a_person_has_a_summary_and_no_name_unless_given() -> None:
    alone = dict(_sheet(person_xlsx(normal()), "Hồ sơ"))
    assert alone["Hồ sơ"] == "HS-0003"
    assert alone["Lỗi"] == 8
    assert alone["SHA-256: record.json"] == "ab" * 32
    named = dict(_sheet(person_xlsx(normal(), label="Nguyễn Văn Mẫu"), "Hồ sơ"))
    assert named["Hồ sơ"] == "Nguyễn Văn Mẫu (HS-0003)"


def test_cells_are_summed_up_on_a_sheet_of_their_own() -> None:
    sheet = _sheet(cohort_xlsx(ROWS, [normal()]), "Theo chi bộ")
    totals = [sum(int(row[column]) for row in sheet[1:]) for column in (1, 2, 3, 4, 5)]
    assert totals == [
        len(ROWS), sum(row.ready for row in ROWS), sum(row.errors for row in ROWS),
        sum(row.needs_person for row in ROWS), sum(row.warnings for row in ROWS),
    ]  # fmt: skip
    assert len({row[0] for row in sheet[1:]}) == len(sheet) - 1


def test_english_sheets_have_english_names() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(cohort_xlsx(ROWS, [normal()], "en")))
    assert book.sheet_names == ["Summary", "By cell", "To do"]


def test_no_machine_or_person_is_named_in_the_properties() -> None:
    properties = openpyxl.load_workbook(io.BytesIO(person_xlsx(normal()))).properties
    assert not properties.creator
    assert not properties.lastModifiedBy
