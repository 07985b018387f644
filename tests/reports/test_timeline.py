"""The timeline and the calendar ahead as pages show them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from dossier import load_rulebook
from dossier.record.edit import edited
from dossier.record.record import Record
from dossier.reports.coming import coming_html, coming_lines, urgent_line
from dossier.reports.html import person_html
from dossier.reports.text import text_report
from dossier.reports.timeline import WIDTH, timeline_svg
from dossier.rules.deadlines import Calendar, calendar_of
from dossier.rules.moments import Moment
from tests.reports.made_up import NASTY, normal
from tests.reports.test_html import Page
from tests.rules.cases import complete

AS_OF = date(2026, 11, 22)
MEETING = ["/cell_meeting", "/committee_meeting", "/submission", "/decision", "/admission", "/probation"]
RECOGNITION = [
    "/probation/cell_meeting", "/probation/committee_meeting", "/probation/submission", "/probation/official_decision",
    "/probation/self_review", "/probation/opinions",
]  # fmt: skip
WRONG = {
    "/committee_meeting/date": "2025-10-14",
    "/admission/ceremony_date": "2026-01-20",
    "/probation/cell_meeting/date": "2026-10-20",
    "/probation/self_review/date": "2026-10-01",
    "/probation/end_date": "2026-11-01",
}


@cache
def calendar(name: str = "whole") -> Calendar:
    put, remove, as_of = CASES[name]
    data = edited(json.loads(complete()), put=put, remove=remove)
    return calendar_of(Record(data), load_rulebook(), as_of)


CASES: dict[str, tuple[Mapping[str, Any], Sequence[str], date]] = {
    "whole": ({}, [], AS_OF),
    "before the meeting": ({}, MEETING, date(2025, 10, 14)),
    "overdue": ({}, MEETING, AS_OF),
    "before recognition": ({}, RECOGNITION, date(2026, 9, 1)),
    "wrong dates": (WRONG, [], AS_OF),
    "long ago": ({}, [], date(2040, 1, 1)),
    "long before": ({}, [], date(1990, 1, 1)),
    "the end of time": ({}, ["/probation"], date.max),
    "the beginning": ({}, ["/probation"], date.min),
}


def drawn(name: str) -> ET.Element:
    return ET.fromstring(timeline_svg(calendar(name)))


def words(element: ET.Element) -> str:
    return "".join(element.itertext())


Box = tuple[float, float, float, float]


def text_boxes(picture: ET.Element) -> list[tuple[str, Box]]:
    """Every label with the room it takes: half an em a letter is less than real type needs, never more."""
    boxes = []
    for text in picture.iter("text"):
        told = text.text or ""
        width = 0.5 * 12 * len(told)
        anchor = text.get("text-anchor", "start")
        left = float(text.get("x", "0")) - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        base = float(text.get("y", "0"))
        boxes.append((told, (left, base - 10, left + width, base + 2)))
    return boxes


@pytest.mark.parametrize("name", CASES)
def test_no_two_labels_touch_and_none_leaves_the_picture(name: str) -> None:
    boxes = text_boxes(drawn(name))
    assert all(box[0] >= 0 and box[2] <= WIDTH for _, box in boxes)
    for number, (told, one) in enumerate(boxes):
        for other_told, other in boxes[:number]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (told, other_told)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_picture_is_closed_self_contained_and_without_script(name: str, lang: str) -> None:
    content = timeline_svg(calendar(name), lang)
    ET.fromstring(content)
    assert not re.search(r"https?:|url\(|@import|<script|<image|<a |href|style=| on[a-z]+=", content)


def test_it_says_what_it_shows_to_those_who_cannot_see_it() -> None:
    picture = drawn("whole")
    names = (picture.get("aria-labelledby") or "").split()
    assert picture.get("role") == "img"
    assert [element.get("id") for element in picture if element.tag in ("title", "desc")] == names
    described = words(next(picture.iter("desc")))
    assert "từ 20/03/2000 đến 20/11/2026" in described
    assert "0 việc sắp tới; 0 chỗ sai ngày" in described


def test_every_moment_has_a_mark_and_words() -> None:
    picture = drawn("whole")
    hints = [words(next(group.iter("title"))) for group in picture.iter("g")]
    assert len(hints) == len(calendar().moments) + 1  # the end of probation
    assert any(hint.startswith("15/10/2025 Chi bộ họp xét kết nạp (6-KNĐ) · L02: đến 29/09/2026") for hint in hints)
    assert any(hint.startswith("03/10/2025 Gửi công văn thẩm tra ×4") for hint in hints)


def test_groups_stand_in_the_order_of_the_procedure() -> None:
    shown = words(drawn("whole"))
    heads = ["Giấy tờ cá nhân", "Thẩm tra lý lịch", "Họp, nghị quyết", "Quyết định, lễ kết nạp", "Thời kỳ dự bị"]
    places = [shown.index(head) for head in heads]
    assert places == sorted(places)


def test_a_wrong_date_bears_its_code_a_cross_and_a_shape_of_its_own() -> None:
    groups = [group for group in drawn("wrong dates").iter("g") if group.get("class") == "w"]
    told = [words(group.findall("text")[0]) for group in groups]
    assert all(each.startswith("✕ ") for each in told)
    codes = {match for each in told for match in re.findall(r"[A-Z][0-9]{2}", each)}
    assert {"G13", "H01", "I01", "I03", "J01"} <= codes
    assert not any(circle for group in groups for circle in group.iter("circle"))
    assert [group for group in drawn("whole").iter("g") if group.get("class") == "w"] == []


def test_an_act_ahead_shows_its_days() -> None:
    shown = words(drawn("before recognition"))
    assert "Chi bộ họp xét công nhận chính thức: từ 31/10/2026 đến 14/12/2026 (J01)" in shown


def test_the_day_of_the_check_has_a_line_unless_it_is_far_away() -> None:
    assert "Ngày kiểm tra 22/11/2026" in words(drawn("whole"))
    assert "stroke-dasharray" in timeline_svg(calendar("whole"))
    assert "Ngày kiểm tra 01/01/2040 ▸" in words(drawn("long ago"))


def test_forty_acts_on_two_days_of_five_years_fit() -> None:
    days = [date(2022, 1, 3)] * 20 + [date(2026, 12, 1)] * 20
    moments = tuple(
        Moment("", (f"/papers/{n}",), f"Giấy tờ số {n} của hồ sơ", day, "personal") for n, day in enumerate(days)
    )
    picture = ET.fromstring(timeline_svg(Calendar(AS_OF, moments)))
    boxes = text_boxes(picture)
    assert sum(told.endswith("của hồ sơ") for told, _ in boxes) == 40
    assert all(box[0] >= 0 and box[2] <= WIDTH for _, box in boxes)


def test_words_too_long_for_the_line_are_cut_and_stand_whole_in_the_hint() -> None:
    name = "Giấy " * 60
    picture = ET.fromstring(timeline_svg(Calendar(AS_OF, (Moment("", ("/papers/0",), name, AS_OF, "meeting"),))))
    shown = [told for told, _ in text_boxes(picture) if told.endswith("…")]
    assert len(shown) == 1
    assert name in words(next(next(picture.iter("g")).iter("title")))


def test_nothing_dated_gives_no_picture() -> None:
    assert timeline_svg(Calendar(AS_OF)) == ""


def test_a_hostile_name_prints_as_typed() -> None:
    moment = Moment("", ("/papers/0",), NASTY, AS_OF, "personal")
    assert '<script>alert("x")</script>' in words(ET.fromstring(timeline_svg(Calendar(AS_OF, (moment,)))))


def test_the_same_calendar_gives_the_same_bytes() -> None:
    assert timeline_svg(calendar()) == timeline_svg(calendar())


# --- the calendar ahead -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("before the meeting", "Gấp nhất: Chi bộ họp xét kết nạp, chậm nhất ngày 29/09/2026 (còn 350 ngày)."),
        ("overdue", "Đã quá hạn 54 ngày: Chi bộ họp xét kết nạp, chậm nhất là ngày 29/09/2026."),
        ("before recognition", "Gấp nhất: Chi bộ họp xét công nhận chính thức, chậm nhất ngày 14/12/2026"),
    ],
)
def test_the_most_urgent_act_is_said_in_one_sentence(name: str, said: str) -> None:
    assert urgent_line(calendar(name), "vi").startswith(said)


def test_the_sentence_names_the_rule() -> None:
    assert urgent_line(calendar("overdue"), "vi").endswith(
        "Vướng L02: Quá 12 tháng từ ngày lập hồ sơ mà chi bộ chưa xét."
    )


def test_the_last_day_itself_and_an_impossible_window_are_said() -> None:
    data = edited(json.loads(complete()), remove=RECOGNITION)
    last = calendar_of(Record(data), load_rulebook(), date(2026, 12, 14))
    assert urgent_line(last, "vi").startswith("Hôm nay là ngày cuối:")
    put = {"/candidate/date_of_birth": "2012-01-10", "/class_certificate/issue_date": "2024-01-15"}
    data = edited(json.loads(complete()), put=put, remove=[*MEETING, "/dossier_set_up_date"])
    never = calendar_of(Record(data), load_rulebook(), AS_OF)
    assert "phải từ ngày 01/01/2030 (A02) và chậm nhất ngày 15/01/2029 (A10)" in urgent_line(never, "vi")
    assert "không còn ngày" in "".join(coming_html(never, "vi"))


@pytest.mark.parametrize(("issued", "urgent"), [("2023-11-22", True), ("2023-11-23", False)])
def test_what_ends_in_more_than_two_years_is_not_called_urgent(issued: str, *, urgent: bool) -> None:
    put = {"/class_certificate/issue_date": issued}
    data = edited(json.loads(complete()), put=put, remove=[*MEETING, "/dossier_set_up_date"])
    found = calendar_of(Record(data), load_rulebook(), AS_OF)
    assert found.critical is not None
    assert bool(urgent_line(found, "vi")) is urgent
    assert found.critical.latest is not None
    assert f"{found.critical.latest:%d/%m/%Y}" in "".join(coming_html(found, "vi"))


def test_a_year_without_holidays_is_said() -> None:
    data = edited(json.loads(complete()), put={"/decision/date": "2026-12-10"}, remove=["/admission", "/probation"])
    found = calendar_of(Record(data), load_rulebook(), date(2026, 12, 11))
    assert "Lịch nghỉ năm 2027 chưa có" in "".join(coming_html(found, "vi"))
    assert "Lịch nghỉ năm 2027 chưa có" in "".join(coming_lines(found, "vi"))


def test_the_page_shows_what_comes_and_what_was() -> None:
    page = person_html(normal(), calendar=calendar("before recognition"))
    assert "Lịch sắp tới" in Page(page).words
    assert page.count("<svg") == 1
    words = re.sub(r"<[^>]+>", "", page)
    assert "J01 30 ngày làm việc từ 31/10/2026 (chưa đối chiếu bản mới) · trái hạn thì nhắc" in words


@pytest.mark.parametrize("name", CASES)
def test_pages_with_a_timeline_stay_closed_and_self_contained(name: str) -> None:
    content = person_html(normal(), calendar=calendar(name))
    page = Page(content)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in ("src", "style")]
    assert not re.search(r"https?:|url\(|@import", content)


def test_a_page_without_a_calendar_is_as_before() -> None:
    assert "<svg" not in person_html(normal())
    assert "Lịch sắp tới" not in person_html(normal())


def test_a_finished_dossier_has_no_block_of_what_comes() -> None:
    assert list(coming_html(calendar(), "vi")) == []
    assert list(coming_lines(calendar(), "vi")) == []


def test_the_text_report_shows_three_acts_at_most_before_its_last_line() -> None:
    lines = text_report(normal(), "vi", calendar("before recognition")).splitlines()
    start = lines.index("Lịch sắp tới:")
    assert lines[start + 1] == "» Chi bộ họp xét công nhận chính thức: từ 31/10/2026 đến 14/12/2026 (J01)"
    assert lines[start + 4] == ""
    assert lines[-1].startswith("CHƯA SẴN SÀNG")
