from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from dossier.findings import Input, Note, Severity, Text, Where
from dossier.reports.cohort import CohortRow, cohort_row, most_frequent
from dossier.reports.html import cohort_html, person_html
from tests.reports.made_up import NASTY, accepted, clean_report, finding, late_certificate, normal, report, to_look

VOID = {"meta", "br"}
FORMS = [("01-1-KND.docx", "Đơn xin vào Đảng (1-KNĐ)", True, 0), ("02-2-KND.docx", "Lý lịch (2-KNĐ)", False, 12)]
AS_OF = date(2026, 11, 22)


class Page(HTMLParser):
    """Tags, attributes and words of a page; every tag must be closed in its order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(content)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.words += data


def _row(record_id: str = "HS-0003", **changes: object) -> CohortRow:
    values: dict[str, object] = {
        "record_id": record_id, "label": record_id, "stage": "submission", "forms": 15, "errors": 0,
        "needs_person": 0, "warnings": 0, "ready": True, "folder": record_id,
    }  # fmt: skip
    return CohortRow(**(values | changes))  # type: ignore[arg-type]


def _pages() -> list[str]:
    evil = {"label": NASTY, "folder": "javascript:alert(1)//evil.example", "cell": NASTY}
    nasty = Text(NASTY, NASTY)
    return [
        person_html(normal(), "vi", forms=FORMS, label="Nguyễn Văn Mẫu"),
        person_html(clean_report(), "en"),
        person_html(
            report(
                finding(message=nasty, fix=nasty, title=nasty, where=Where("/x", NASTY, NASTY, 2)),
                finding("D11", disposition=accepted(by=NASTY, reason=NASTY), message=nasty),
                to_look("C05", "papers[form=2-KNĐ]", NASTY, NASTY),
                record_id=NASTY, inputs=(Input(NASTY, "0" * 64),), versions={"rules": NASTY},
                notes=(Note("A01", nasty, nasty),),
            ),
            forms=[(NASTY, NASTY, False, 3)], label=NASTY,
        ),
        cohort_html([], as_of=AS_OF),
        cohort_html(
            [_row(**evil), _row(problem=NASTY, **evil)], as_of=AS_OF, title=NASTY,
            frequent=most_frequent([report(finding(title=nasty))]),
        ),
    ]  # fmt: skip


@pytest.mark.parametrize("content", _pages(), ids=["normal", "clean", "hostile", "empty cohort", "hostile cohort"])
def test_pages_are_closed_self_contained_and_without_script(content: str) -> None:
    page = Page(content)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
    assert all(value.startswith("./") for name, value in page.attributes if name == "href")
    assert not re.search(r"https?:|url\(|@import", content)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", content)


def test_a_hostile_value_prints_as_typed() -> None:
    page = Page(person_html(report(finding(message=Text(NASTY, NASTY)))))
    assert '<script>alert("x")</script> & \'">' in page.words


def test_the_type_is_large_and_the_page_is_made_for_a4() -> None:
    content = person_html(normal())
    sizes = re.search(r"html \{ font-size: (\d+)px", content)
    assert sizes is not None
    base = int(sizes[1])
    assert base >= 16
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)rem", content)) * base >= 16
    assert "size: A4" in content


def test_severity_is_said_in_words() -> None:
    words = Page(person_html(normal())).words
    assert all(mark in words for mark in ("LỖI", "XEM", "NHẮC", "LƯU Ý"))


def test_parties_stand_in_the_order_of_the_file() -> None:
    words = Page(person_html(normal())).words
    heads = ["Người xin vào Đảng", "Chi bộ, chi ủy", "Đảng ủy cơ sở", "Cấp ủy có thẩm quyền", "Văn phòng lập hồ sơ"]
    places = [words.index(f"\n{head}\n") for head in heads]
    assert places == sorted(places)


def test_one_box_to_tick_for_each_paper_and_one_signature() -> None:
    content = person_html(normal())
    assert content.count('class="box"') == 3
    assert content.count("Người kiểm tra") == 1


def test_nothing_to_look_at_needs_no_signature() -> None:
    assert "Người kiểm tra" not in person_html(report(finding()))


def test_forms_show_blanks_and_those_not_compared() -> None:
    content = person_html(normal(), forms=FORMS)
    words = Page(content).words
    assert words.count("mẫu chưa đối chiếu") == 1
    assert 'href="./forms/02-2-KND.docx"' in content
    assert "12" in words


def test_the_footer_tells_versions_hashes_rules_and_carried_over() -> None:
    words = Page(person_html(normal())).words
    assert "ab" * 32 in words
    assert "rules 0123456789ab" in words
    assert "Đã hỏi 4 quy định: 1 đạt, 1 vướng, 1 chờ người xem, 1 không áp dụng." in words
    assert "cần đối chiếu bản 2026: 6." in words


def test_only_the_id_is_shown_unless_the_office_gives_a_label() -> None:
    assert "hồ sơ HS-0003<" in person_html(normal())
    assert "hồ sơ Nguyễn Văn Mẫu (HS-0003)<" in person_html(normal(), label="Nguyễn Văn Mẫu")


def test_pages_repeat_byte_for_byte() -> None:
    assert _pages() == _pages()


def test_the_cohort_counts_each_dossier_once() -> None:
    rows = [
        _row("A"), _row("B", ready=False, errors=2), _row("C", ready=False, needs_person=1),
        _row("D", ready=False, problem="record.json: không đọc được tệp.", stage=""),
    ]  # fmt: skip
    content = cohort_html(rows, as_of=AS_OF)
    assert re.findall(r"<li><b>(\d+)</b>", content) == ["4", "1", "1", "1", "1"]
    assert [row.verdict for row in rows] == ["ready", "errors", "needs_person", "problem"]
    assert 'href="./A/report.html"' in content
    assert "D/report.html" not in content
    assert "không đọc được tệp" in Page(content).words


def test_the_most_frequent_leave_out_settled_and_notices() -> None:
    reports = [
        report(finding("A01"), finding("A01", ask="late"), finding("B01", disposition=accepted())),
        report(finding("A01"), finding("C01"), finding("N01", severity=Severity.NOTICE)),
    ]
    found = most_frequent(reports)
    assert [(item.code, item.persons, item.times) for item in found] == [("A01", 2, 3), ("C01", 1, 1)]
    assert len(most_frequent(reports, at_most=1)) == 1


def test_a_row_is_made_from_a_report() -> None:
    row = cohort_row(normal(), label="Nguyễn Văn Mẫu", forms=15, folder="HS-0003")
    assert (row.errors, row.needs_person, row.warnings, row.ready) == (8, 4, 9, False)
    assert row.stage == "submission"


def test_tasks_of_a_party_stand_by_when_and_what_is_past_is_marked() -> None:
    made = report(finding("G01", ask="share"), finding("C10", ask="remark"), finding("C09", ask="stamped"))
    content = person_html(made, calendar=late_certificate())
    heads = re.findall(r"<h4[^>]*>.*?</h4>", content)
    assert heads == [
        '<h4 class="late"><span class="mark error">QUÁ HẠN</span> '
        "Làm ngay: đã qua bước gửi thẩm tra lý lịch (ngày 03/10/2025)</h4>",
        "<h4>Trước khi chi bộ họp xét kết nạp, chậm nhất ngày 20/12/2026, nếu không thì giấy chứng nhận hết hạn</h4>",
        "<h4>Trước khi gửi hồ sơ kết nạp lên cấp ủy có thẩm quyền</h4>",
    ]
    places = [content.index(head) for head in heads]
    codes = [content.index(f'<span class="code">{code}</span> <span class="place">') for code in ("C09", "C10", "G01")]
    assert sorted(places + codes) == [place for pair in zip(places, codes, strict=True) for place in pair]
    assert "<h4" not in person_html(made)
