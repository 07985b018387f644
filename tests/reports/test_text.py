from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dossier.findings import Confidence, Severity, Text, Where
from dossier.reports.text import PAGE_LINES, WIDTH, text_report
from tests.reports.made_up import (
    NASTY,
    accepted,
    clean_report,
    family,
    finding,
    late_certificate,
    missing,
    normal,
    report,
    to_look,
)


def test_a_blocking_finding_has_the_shape_of_our_messages() -> None:
    assert (
        "ho-so-03.json › Xét công nhận chính thức › Ngày họp chi bộ\n"
        "  LỖI J01     Chưa đủ thời gian dự bị.\n"
        "  Căn cứ:     Điều lệ Đảng (19/01/2011), Điều 5, khoản 1.\n"
        "  Cách sửa:   Họp từ ngày 03/02/2026.\n"
    ) in text_report(report(finding()), "vi")


def test_file_and_page_are_named() -> None:
    where = Where("papers[form=2-KNĐ]", "Lý lịch (2-KNĐ)", "papers/01.pdf", 3, (0.1, 0.2, 0.3, 0.4))
    assert "Lý lịch (2-KNĐ) (papers/01.pdf, trang 3)" in text_report(report(finding(where=where)))


def test_a_normal_dossier_takes_a_page() -> None:
    lines = text_report(normal()).splitlines()
    assert len(lines) <= PAGE_LINES


def test_counts_stand_on_top_and_the_summary_is_one_last_line() -> None:
    lines = text_report(normal()).splitlines()
    assert lines[2] == "CHƯA SẴN SÀNG: 8 lỗi · 4 việc cần người xem · 9 nhắc nhở · 1 lưu ý"
    assert lines[-1] == (
        "CHƯA SẴN SÀNG cho giai đoạn “Gửi hồ sơ kết nạp lên cấp ủy có thẩm quyền”: 8 lỗi, 4 việc cần người xem, "
        "9 nhắc nhở. Có 6 việc chặn dựa trên quy định năm 2025, cần đối chiếu bản 2026."
    )


def test_a_clean_dossier_is_ready_and_says_no_more() -> None:
    lines = text_report(clean_report()).splitlines()
    assert len(lines) == 5
    assert lines[-1].startswith("SẴN SÀNG cho giai đoạn")


def test_blocking_findings_come_before_warnings() -> None:
    shown = text_report(report(finding("A01", severity=Severity.WARNING), finding("J01", who="office")))
    assert shown.index("LỖI J01") < shown.index("NHẮC A01")


def test_warnings_take_one_line_each_and_the_rest_is_counted() -> None:
    warnings = [
        finding(f"W{index:02}", severity=Severity.WARNING, fix=Text(str(index), str(index))) for index in range(15)
    ]
    lines = text_report(report(*warnings)).splitlines()
    assert sum("NHẮC W" in line for line in lines) == 12
    assert "  … còn 3 nhắc nhở nữa." in lines


def test_a_warning_names_its_place_once() -> None:
    told = missing("B02", "/application/date", "Đơn › Ngày", severity=Severity.WARNING)
    shown = text_report(report(told))
    assert "NHẮC B02    Chưa có: Đơn › Ngày.\n" in shown


def test_notices_are_folded_into_a_count_with_the_way_to_see_them() -> None:
    shown = text_report(report(finding("A12", severity=Severity.NOTICE)))
    assert "A12" not in shown
    assert "1 lưu ý và 0 điều nên biết không in ở đây." in shown
    assert "dossier check ho-so-03.json --format html" in shown


def test_many_places_of_one_lack_are_cut_with_a_count() -> None:
    shown = text_report(report(*family(20)))
    assert shown.count("Chưa có: Người thân") == 6
    assert "… và 14 chỗ nữa" in shown


def test_the_stamp_is_confirmed_by_itself() -> None:
    stamp = to_look("C09", "papers[form=2-KNĐ]/cross_page_stamp", "Lý lịch › Dấu giáp lai", "?")
    shown = text_report(report(stamp))
    assert "dossier confirm ho-so-03.json C09 --by" in shown
    assert "--stage" not in shown


def test_dispositions_are_shown_valid_or_not() -> None:
    valid, invalid = accepted(expires="2026-12-31"), accepted(valid=False)
    shown = text_report(report(finding("D11", disposition=valid), finding("D12", disposition=invalid)))
    told = " ".join(shown.split())
    assert "Văn phòng Đảng ủy, ngày 20/11/2026: đã đối chiếu giấy khai sinh (đến hết ngày 31/12/2026)" in told
    assert "✓ D11" in shown
    assert "LỖI D12" in shown
    assert "không có giá trị ở đây" in shown


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(Confidence.CARRIED_OVER, "(chưa đối chiếu bản mới)"), (Confidence.UNVERIFIED, "(chưa kiểm chứng)")],
)
def test_an_unsure_text_says_so(confidence: Confidence, words: str) -> None:
    assert words in text_report(report(finding(confidence=confidence)))


def test_lines_but_the_summary_and_commands_fit_the_console() -> None:
    told = Text("Một câu dài. " * 30, "A long one. " * 30)
    lines = text_report(report(finding(message=told))).splitlines()[:-2]
    assert max(map(len, lines)) <= WIDTH


def test_control_characters_never_reach_the_console() -> None:
    shown = text_report(report(finding(message=Text(NASTY, NASTY))))
    assert not any(ord(letter) < 32 and letter != "\n" for letter in shown)


def test_english_has_no_vietnamese_sentence_of_ours() -> None:
    shown = text_report(normal(), "en")
    assert "NOT READY for the stage" in shown
    assert not any(word in shown for word in ("LỖI", "Căn cứ", "Cách sửa", "CHƯA SẴN SÀNG"))


def test_when_stands_beside_who_and_what_is_past_says_so() -> None:
    made = report(
        finding("C09", ask="stamped"), finding("C10", ask="remark"), finding("G01", ask="share", who="office")
    )
    shown = text_report(made, calendar=late_certificate())
    assert "\nChi bộ, chi ủy – làm ngay: đã qua bước gửi thẩm tra lý lịch (ngày 03/10/2025):\n" in shown
    by_day = "trước khi chi bộ họp xét kết nạp, chậm nhất ngày 20/12/2026, nếu không thì giấy chứng nhận hết hạn:"
    assert f"Chi bộ, chi ủy – {by_day}" in " ".join(shown.split())
    assert "\nVăn phòng lập hồ sơ – trước khi gửi hồ sơ kết nạp lên cấp ủy có thẩm quyền:\n" in shown
    english = " ".join(text_report(made, "en", late_certificate()).split())
    assert "– before the cell considers admission, by 20/12/2026, or else the certificate expires:" in english


def test_last_day_that_is_past_is_named_with_what_it_means() -> None:
    calendar = replace(late_certificate(), dues=replace(late_certificate().dues, as_of=date(2026, 12, 21)))
    shown = " ".join(text_report(report(finding("C10", ask="remark")), calendar=calendar).split())
    assert "làm ngay: hạn ngày 20/12/2026 để chi bộ họp xét kết nạp đã qua (giấy chứng nhận hết hạn):" in shown


def test_warnings_stand_by_when_they_are_due() -> None:
    warnings = (
        finding("A11", ask="assigned", severity=Severity.WARNING),
        finding("B03", ask="order", severity=Severity.WARNING),
    )
    shown = text_report(report(*warnings), calendar=late_certificate())
    assert shown.index("NHẮC B03") < shown.index("  Trước khi chi bộ họp xét") < shown.index("NHẮC A11")


@pytest.mark.parametrize(("count", "in_full"), [(9, 9), (12, 10), (30, 4), (300, 0)])
def test_no_dossier_takes_more_than_a_page(count: int, in_full: int) -> None:
    lacks = [
        missing(
            f"C{index:02}", f"/family/{index}", f"Người thân {index + 1}", fix=Text(f"Sửa {index}.", f"Mend {index}.")
        )
        for index in range(count)
    ]
    warnings = [finding(f"W{index:02}", severity=Severity.WARNING) for index in range(8)]
    lines = text_report(report(*lacks, *warnings), calendar=late_certificate()).splitlines()
    assert len(lines) <= PAGE_LINES
    shown = sum(line.startswith("  LỖI C") for line in lines)
    left = [line for line in lines if "việc nữa" in line]
    # what has no room is counted, never just left out
    assert left == ([f"  … còn {count - shown} việc nữa."] if shown < count else [])
    assert sum("Cách sửa:" in line for line in lines) == in_full


def test_things_to_see_on_one_paper_take_one_line_when_there_is_no_room() -> None:
    looks = [
        to_look("C01", "papers[form=2-KNĐ]", "Lý lịch (2-KNĐ)", "Có tẩy xóa không?"),
        to_look("C11", "papers[form=2-KNĐ]/sealed", "Lý lịch (2-KNĐ) › Đóng dấu", "Đã đóng dấu chưa?"),
    ]
    lacks = [missing(f"D{index:02}", f"/x/{index}", f"Chỗ {index}") for index in range(20)]
    shown = text_report(report(*lacks, *looks))
    assert "  XEM C01     Lý lịch (2-KNĐ): Có tẩy xóa không?; Đã đóng dấu chưa?." in shown
