from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from dossier.findings import Severity, Text
from dossier.reports.docx import return_slip
from tests.reports.made_up import NASTY, accepted, clean_report, finding, late_certificate, normal, report


def _open(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def _words(document: Any) -> str:
    return "\n".join(text.text or "" for text in document.element.body.iter(qn("w:t")))


def _tasks(document: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[1].rows]


def test_the_slip_has_head_table_and_room_to_sign() -> None:
    document = _open(return_slip(normal()))
    words = _words(document)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words
    assert "PHIẾU TRẢ HỒ SƠ" in words
    assert "Hồ sơ: HS-0003" in words
    assert "ngày ..... tháng ..... năm ........" in words
    assert "NGƯỜI TRẢ HỒ SƠ" in words
    assert _tasks(document)[0] == ["STT", "Nội dung cần bổ sung, sửa", "Căn cứ", "Cách sửa", "Người thực hiện"]


def test_rows_are_numbered_and_say_what_why_how_and_who() -> None:
    rows = _tasks(_open(return_slip(report(finding()))))
    assert rows[1:] == [
        [
            "1", "Xét công nhận chính thức › Ngày họp chi bộ\nChưa đủ thời gian dự bị.",
            "[J01] Điều lệ Đảng (19/01/2011), Điều 5, khoản 1.", "Họp từ ngày 03/02/2026.", "Chi bộ, chi ủy",
        ]
    ]  # fmt: skip


def test_warnings_are_marked_and_notices_and_settled_findings_left_out() -> None:
    made = report(
        finding("A01", severity=Severity.WARNING),
        finding("A02", severity=Severity.NOTICE),
        finding("A03", disposition=accepted()),
    )
    (row,) = _tasks(_open(return_slip(made)))[1:]
    assert row[1].startswith("(Nhắc nhở)")
    assert row[2].startswith("[A01]")


def test_a_paper_to_look_at_is_one_row_with_its_codes_beside_one_source() -> None:
    rows = [row for row in _tasks(_open(return_slip(normal()))) if "tẩy xóa" in row[1]]
    assert [row[2] for row in rows] == ["[C05, C11] 294-QĐ/TW (26/05/2025), mục 4.3.1."]


def test_nothing_to_mend_is_said_without_a_table() -> None:
    document = _open(return_slip(clean_report()))
    assert "không có nội dung nào phải bổ sung" in _words(document)
    assert "STT" not in _words(document)


def test_the_office_may_name_bodies_place_and_person() -> None:
    words = _words(
        _open(
            return_slip(
                normal(), label="Nguyễn Văn Mẫu", parent="ĐẢNG BỘ XÃ MẪU", issuer="BAN XÂY DỰNG ĐẢNG",
                to="Chi bộ Thôn 1", place="Xã Mẫu",
            )
        )
    )  # fmt: skip
    for expected in ("Nguyễn Văn Mẫu (HS-0003)", "ĐẢNG BỘ XÃ MẪU", "BAN XÂY DỰNG ĐẢNG", "Chi bộ Thôn 1"):
        assert expected in words
    assert "Xã Mẫu, ngày" in words


def test_the_page_is_a4_with_the_margins_of_party_papers() -> None:
    section = _open(return_slip(normal())).sections[0]
    sizes = [round(length.mm) for length in (section.page_width, section.page_height)]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert sizes == [210, 297]
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]


def test_columns_fill_the_text_width() -> None:
    table = _open(return_slip(normal())).tables[1]
    assert round(sum(cell.width.mm for cell in table.rows[1].cells)) == 165


@pytest.mark.parametrize("value", [NASTY, "{{ full_name }}", "\ud83d nửa chữ", "một\nhai"])
def test_any_value_gives_a_file_that_opens(value: str) -> None:
    content = return_slip(
        report(finding(message=Text(value, value), fix=Text(value, value)), record_id=value), label=value
    )
    assert len(_tasks(_open(content))) == 2


def test_the_slip_repeats_byte_for_byte_and_names_nobody() -> None:
    content = return_slip(normal())
    assert content == return_slip(normal())
    core = _open(content).core_properties
    assert not (core.author or core.last_modified_by or core.comments)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_slip_says_by_when() -> None:
    made = report(finding("C10", ask="remark"), finding("C09", ask="stamped"))
    rows = _tasks(_open(return_slip(made, calendar=late_certificate())))
    assert [row[4] for row in rows[1:]] == [
        "Chi bộ, chi ủy\nLàm ngay: đã qua bước gửi thẩm tra lý lịch (ngày 03/10/2025)",
        "Chi bộ, chi ủy\nTrước khi chi bộ họp xét kết nạp, chậm nhất ngày 20/12/2026, "
        "nếu không thì giấy chứng nhận hết hạn",
    ]
