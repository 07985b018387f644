"""Formats: how values of a record are written on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dossier.forms.formats import DOTS, FORMATS, Blank, FormatContext, respell, same, words

MAN: dict[str, Any] = {"candidate": {"gender": "nam", "birth_name": "Nguyễn Văn Mẫu"}}


def say(
    name: str,
    *values: object,
    record: Mapping[str, object] | None = None,
    office: Mapping[str, object] | None = None,
    **params: object,
) -> Any:
    """The result of one format."""
    return FORMATS[name](FormatContext(record or {}, {}, office or {}), values, params)


# --- text and names


@pytest.mark.parametrize(
    ("value", "after", "shown"),
    [
        ("Chi bộ Khối Hành chính", "Chi bộ", "Khối Hành chính"),
        ("chi bộ Khối Hành chính", "Chi bộ", "Khối Hành chính"),
        ("Khối Hành chính", "Chi bộ", "Khối Hành chính"),
        ("Chi bộ", "Chi bộ", "Chi bộ"),
        ("Đoàn cơ sở Mẫu", ["Đoàn cơ sở", "Đoàn"], "Mẫu"),
    ],
)
def test_a_word_that_the_form_prints_is_not_printed_twice(value: str, after: object, shown: str) -> None:
    assert say("text", value, after=after) == shown


def test_kind_is_put_before_a_name_that_lacks_it() -> None:
    assert say("upper", "Mẫu", kind="Đảng ủy") == "ĐẢNG ỦY MẪU"
    assert say("upper", "Quận ủy Mẫu", kind="Đảng ủy") == "QUẬN ỦY MẪU"


@pytest.mark.parametrize(("value", "shown"), [("", ""), (0, "0"), (7, "7"), (None, None), (True, None), ({}, None)])
def test_text_knows_blank_from_unknown(value: object, shown: str | None) -> None:
    assert say("text", value) == shown


def test_first_known_value_counts() -> None:
    assert say("text", None, "hai", "ba") == "hai"


def test_a_guard_makes_an_unknown_value_deliberately_blank() -> None:
    assert say("text", None, 0, blank_if=0) == ""
    assert say("text", None, 1, blank_if=0) is None
    assert say("text", None, None, blank_if=0) is None
    assert say("text", None, False, blank_if=0) is None
    assert say("text", "lý do", 0, blank_if=0) == "lý do"


def test_all_guards_must_agree() -> None:
    assert say("text", None, 0, 0, blank_if=0, guards=2) == ""
    assert say("text", None, 1, 0, blank_if=0, guards=2) is None


def test_choice_follows_the_key() -> None:
    kinds = ["grassroots_cell"]
    assert say("choose", "grassroots_cell", "Đảng ủy A", "Đảng ủy B", matches=kinds, after="Đảng ủy") == "A"
    assert say("choose", "ordinary", "Đảng ủy A", "Đảng ủy B", matches=kinds, after="Đảng ủy") == "B"
    assert say("choose", None, "Đảng ủy A", None, matches=kinds) is None


def test_alternatives_read_truths_and_words() -> None:
    cases = {"true": "có", "false": "không"}
    assert say("alternatives", True, cases=cases) == "có"
    assert say("alternatives", False, cases=cases) == "không"
    assert say("alternatives", None, cases=cases) is None
    assert say("alternatives", "village", cases={"grassroots_cell": "chi bộ"}, otherwise="đảng bộ") == "đảng bộ"
    assert say("alternatives", "village", cases={"grassroots_cell": "chi bộ"}) is None


def test_joined_skips_what_says_nothing() -> None:
    assert say("joined", "Công giáo", "không", skip="không") == "Công giáo"
    assert say("joined", "không", None) == "không"
    assert say("joined", "sơ cấp", "không tập trung", skip="không") == "sơ cấp, không tập trung"
    assert say("joined", None, "tập trung") is None


def test_a_list_is_joined_and_none_is_said() -> None:
    assert say("list", ["a", "b"], None) == "a; b"
    assert say("list", [], True) == "không"
    assert say("list", [], None) is None
    assert say("list", None, True) == "không"


def test_lines_leave_out_what_the_form_prints() -> None:
    assert say("lines", ["Điều 4 Điều lệ Đảng", "Quy định số 1"], without="Điều lệ Đảng") == ["Quy định số 1"]
    assert say("lines", ["Điều 4 Điều lệ Đảng"], without="Điều lệ Đảng") == []
    assert say("lines", []) is None
    assert say("lines", None, optional=True) == []


def test_names_of_objects_are_joined() -> None:
    people = [{"full_name": "A", "position": "Bí thư", "unit": None}, {"full_name": "B"}, {}]
    assert say("names_of", people, field="full_name") == "A; B"
    assert say("names_of", people, field=["full_name", "position", "unit"]) == "A, Bí thư; B"
    assert say("names_of", [], field="full_name") is None


def test_no_reason_is_needed_where_nobody_was_against() -> None:
    def bodies(against: int) -> list[dict[str, object]]:
        return [{"votes_against": 0}, {"votes_against": against}]

    assert say("names_of", bodies(0), field="against_reason", blank_if_zero="votes_against") == ""
    assert say("names_of", bodies(1), field="against_reason", blank_if_zero="votes_against") is None


def test_languages_show_their_level() -> None:
    assert say("languages", [{"language": "Tiếng Anh", "level": "B1"}, {"language": "Tiếng Lào"}], None) == (
        "Tiếng Anh (B1); Tiếng Lào"
    )
    assert say("languages", [], True) == "không"


@pytest.mark.parametrize(
    ("has_committee", "shown"),
    [(True, "Chi ủy Chi bộ Mẫu"), (None, "Chi ủy Chi bộ Mẫu"), (False, "Chi bộ Mẫu")],
)
def test_a_cell_without_committee_is_addressed_itself(has_committee: bool | None, shown: str) -> None:
    assert say("cell_committee", "Chi bộ Mẫu", has_committee) == shown


def test_spelling_of_our_own_words_follows_the_office() -> None:
    office = {"spelling": "uỷ"}
    assert say("cell_committee", "Chi bộ Mẫu", True, office=office) == "Chi uỷ Chi bộ Mẫu"
    assert respell("ĐẢNG ỦY, Ủy viên, chi ủy", "uỷ") == "ĐẢNG UỶ, Uỷ viên, chi uỷ"
    assert respell("Đảng ủy", {}) == "Đảng ủy"


def test_education_summary_takes_the_highest_qualification() -> None:
    found = ["Đại học, ngành Luật", "Thạc sĩ Luật", "Trung cấp nghề"]
    assert say("education_summary", None, "12/12 phổ thông", found) == "12/12 phổ thông; Thạc sĩ Luật"
    assert say("education_summary", "theo bản ghi", "12/12 phổ thông", found) == "theo bản ghi"
    assert say("education_summary", None, "12/12 phổ thông", None) == "12/12 phổ thông"
    assert say("education_summary", None, None, found) is None


# --- dates


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
        ("2026-01-31", "ngày 31 tháng 01 năm 2026"),
        ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
        ("2026-12-10", "ngày 10 tháng 12 năm 2026"),
        ("2024-02-29", "ngày 29 tháng 02 năm 2024"),
        ("1991-09", "tháng 9 năm 1991"),
        ("1991-02", "tháng 02 năm 1991"),
        ("1991", "năm 1991"),
        ("2025-02-29", None),
        ("2026-13-01", None),
        ("05/02/2026", None),
        ("", None),
        (None, None),
        (20260205, None),
    ],
)
def test_date_in_words(iso: object, shown: str | None) -> None:
    assert say("date_words", iso) == shown


def test_date_in_words_begins_a_line() -> None:
    assert say("date_words", "2026-02-05", start="line") == "Ngày 05 tháng 02 năm 2026"


def test_date_line_takes_the_first_place() -> None:
    assert say("date_line", None, "phường Mẫu", "2026-02-05") == "Phường Mẫu, ngày 05 tháng 02 năm 2026"
    assert say("date_line", "Xã A", "Phường Mẫu", "2026-10-15") == "Xã A, ngày 15 tháng 10 năm 2026"
    assert say("date_line", None, "2026-02-05") is None


@pytest.mark.parametrize("iso", [None, "2026-02", "2026"])
def test_date_line_without_a_day_keeps_its_blank(iso: str | None) -> None:
    shown = say("date_line", "Phường Mẫu", iso)
    assert shown == "Phường Mẫu, ngày … tháng … năm …"
    assert isinstance(shown, Blank)
    assert say("date_line", "Phường Mẫu", iso, blank=False) is None


def test_parts_of_a_date() -> None:
    assert [say(part, "2026-02-05") for part in ("day", "month", "year")] == ["05", "02", "2026"]
    assert [say(part, "2026-10-15") for part in ("day", "month", "year")] == ["15", "10", "2026"]
    assert [say(part, "2026-03") for part in ("day", "month", "year")] == [None, "3", "2026"]
    assert [say(part, None) for part in ("day", "month", "year")] == [None, None, None]


def test_date_with_slashes() -> None:
    assert say("date_slash", "2026-02-05") == "05/02/2026"
    assert say("date_slash", "2026-02-05", separator=" / ") == "05 / 02 / 2026"
    assert say("date_slash", "2026-02") == "02/2026"
    assert say("date_slash", "nay") is None


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("1991-09", "2000-08", "Từ tháng 9-1991 đến tháng 8-2000"),
        ("2022-08", "nay", "Từ tháng 8-2022 đến nay"),
        ("1991", "2000-12-31", "Từ năm 1991 đến tháng 12-2000"),
        ("2022-08", None, None),
        (None, "nay", None),
    ],
)
def test_period(start: str | None, end: str | None, shown: str | None) -> None:
    assert say("period", start, end) == shown


def test_short_period_for_a_column() -> None:
    assert say("period", "1991-09", "2000-08", style="short") == "9-1991 đến 8-2000"
    assert say("period", "2022-08", "nay", style="short") == "8-2022 đến nay"


def test_month_and_year() -> None:
    assert [say("month_year", text) for text in ("1991-09", "1991", "nay", "x")] == ["9-1991", "1991", "nay", None]


# --- places


NEW = {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"}
OLD = {"commune": "xã Mẫu Một", "district": "huyện Mẫu", "province": "tỉnh Ví Dụ"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NEW, "xã Mẫu Hai, tỉnh Ví Dụ"),
        ({**NEW, "detail": "thôn 1"}, "thôn 1, xã Mẫu Hai, tỉnh Ví Dụ"),
        ({"commune": "Phường 1", "province": "Thành phố Ví Dụ"}, "phường 1, thành phố Ví Dụ"),
        ({**NEW, "former": OLD}, "xã Mẫu Hai, tỉnh Ví Dụ (trước đây là xã Mẫu Một, huyện Mẫu, tỉnh Ví Dụ)"),
        ({**NEW, "former_text": "xã Cũ"}, "xã Mẫu Hai, tỉnh Ví Dụ (trước đây là xã Cũ)"),
        ({**NEW, "former": {}}, "xã Mẫu Hai, tỉnh Ví Dụ"),
        ({**NEW, "country": "Việt Nam"}, "xã Mẫu Hai, tỉnh Ví Dụ"),
        ({"detail": "1 Main Street", "country": "Lào"}, "1 Main Street, Lào"),
        ({**NEW, "text": "In đúng như thế"}, "In đúng như thế"),
        ("không", "không"),
        ({}, None),
        (None, None),
        (12, None),
    ],
)
def test_place(value: object, shown: str | None) -> None:
    assert say("place", value) == shown


def test_place_begins_a_line() -> None:
    assert say("place", NEW, start="line") == "Xã Mẫu Hai, tỉnh Ví Dụ"
    assert say("place", "không", start="line") == "không"


def test_residence_is_the_permanent_address_if_there_is_one() -> None:
    assert say("residence", NEW, OLD) == "xã Mẫu Hai, tỉnh Ví Dụ"
    assert say("residence", "không", NEW) == "xã Mẫu Hai, tỉnh Ví Dụ"
    assert say("residence", None, "không") is None


# --- numbers


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (14, 15, "93,33%"),
        (15, 15, "100%"),
        (0, 15, "0%"),
        (1, 2, "50%"),
        (1, 8, "12,5%"),
        (2, 3, "66,67%"),
        (1, 1600, "0,06%"),
        (1, 800, "0,13%"),
        (1, 0, None),
        (None, 3, None),
        (True, 3, None),
    ],
)
def test_percent(part: object, whole: object, shown: str | None) -> None:
    assert say("percent", part, whole) == shown


def test_percent_follows_the_office() -> None:
    assert say("percent", 2, 3, office={"percent_decimals": 1}) == "66,7%"
    assert say("percent", 2, 3, office={"percent_decimals": 0}) == "67%"
    assert say("percent", 1, 200, office={"percent_decimals": 0}) == "1%"
    assert say("percent", 2, 3, office={"percent_rounding": "truncate"}) == "66,66%"
    assert say("percent", 2, 3, sign=False) == "66,67"


def test_counts_have_two_digits_and_are_added_up() -> None:
    assert say("number_two_digits", 5) == "05"
    assert say("number_two_digits", 0) == "00"
    assert say("number_two_digits", 123) == "123"
    assert say("number_two_digits", 1, 2) == "03"
    assert say("number_two_digits", 1, None) is None
    assert say("number_two_digits") is None


def test_sums_over_bodies() -> None:
    bodies = [{"votes_for": 9, "asked": 9}, {"votes_for": 5, "asked": 7}]
    assert say("sum_of", bodies, field="votes_for") == "14"
    assert say("percent_of", bodies, part="votes_for", whole="asked") == "87,5%"
    assert say("sum_of", [*bodies, {}], field="votes_for") is None
    assert say("sum_of", [], field="votes_for") is None


# --- truths


def test_truths() -> None:
    assert say("equals", "readmission", value="readmission") is True
    assert say("equals", "first", value="readmission") is False
    assert say("equals", 1, value=True) is False
    assert say("equals", None, value="first") is None
    assert say("one_of", "b", matches=["a", "b"]) is True
    assert say("one_of", None, matches=["a"]) is None
    assert say("is_true", False) is False
    assert say("is_true", "x") is None
    assert say("is_known", "x", 0) is True
    assert say("is_known", []) is False
    assert say("is_known", None) is False
    assert say("above_zero", 0, 1) is True
    assert say("above_zero", 0) is False
    assert say("above_zero", 0, None) is None
    assert say("above_zero", [{"n": 0}, {"n": 2}], field="n") is True


def test_a_line_applies_unless_its_guard_rules_it_out() -> None:
    assert say("applies", "2015-03-26", False, never_if=False) is True
    assert say("applies", None, False, never_if=False) is False
    assert say("applies", None, None, never_if=False) is True
    assert say("applies", None, True, never_if=False) is True


def test_same_tells_truths_from_numbers() -> None:
    assert same(1, 1)
    assert same("a", "a")
    assert not same(True, 1)
    assert not same(0, False)


# --- relatives


def relative(relation: str, **more: object) -> dict[str, object]:
    return {"relation": relation, "full_name": "Trần Thị Ví Dụ", "birth_year": "1970", **more}


def headings(*relatives: object, gender: str | None = "nam", father_word: str = "cha") -> list[str]:
    record = {"candidate": {"gender": gender}, "family": list(relatives)}
    entries = say("family", list(relatives), record=record, office={"father_word": father_word})
    return [str(entry["heading"]) for entry in entries]


def test_relatives_come_by_generation_in_the_prescribed_order() -> None:
    shown = headings(
        relative("spouse_sibling", sibling_kind="anh", order=1),
        relative("sibling", sibling_kind="em", order=2),
        relative("sibling", sibling_kind="anh", order=1),
        relative("father"),
        relative("maternal_grandmother"),
        relative("paternal_grandfather"),
    )
    assert shown == [
        "ÔNG, BÀ NỘI",
        "Ông nội: TRẦN THỊ VÍ DỤ, sinh năm 1970",
        "ÔNG, BÀ NGOẠI",
        "Bà ngoại: TRẦN THỊ VÍ DỤ, sinh năm 1970",
        "CHA, MẸ",
        "Cha đẻ: TRẦN THỊ VÍ DỤ, sinh năm 1970",
        "ANH, CHỊ, EM RUỘT",
        "Anh ruột: TRẦN THỊ VÍ DỤ, sinh năm 1970",
        "Em ruột: TRẦN THỊ VÍ DỤ, sinh năm 1970",
        "ANH, CHỊ, EM RUỘT CỦA VỢ",
        "Anh ruột của vợ: TRẦN THỊ VÍ DỤ, sinh năm 1970",
    ]


def test_relation_words_follow_gender_and_office() -> None:
    shown = headings(relative("spouse"), relative("father_in_law"), relative("father"), gender="nữ", father_word="bố")
    assert shown[0::2] == ["BỐ, MẸ", "CHỒNG, CON", "BỐ, MẸ CHỒNG"]
    assert [line.partition(":")[0] for line in shown[1::2]] == ["Bố đẻ", "Chồng", "Bố chồng"]
    assert headings(relative("spouse"), gender=None)[1].startswith("Vợ (chồng):")


def test_children_are_named_by_kind() -> None:
    shown = headings(relative("child", child_kind="adopted", order=1), relative("child", child_kind="step", order=2))
    assert [line.partition(":")[0] for line in shown[1:]] == ["Con nuôi", "Con riêng của vợ"]


def test_every_relation_has_a_word_and_a_place_in_the_order() -> None:
    relations = set(words()["relations"])
    ordered = [relation for group in words()["generations"] for relation in group["relations"]]
    declared = [relation for group in words()["declared"].values() for relation in group["relations"]]
    assert sorted(ordered) == sorted(declared) == sorted(relations)
    for group in words()["declared"].values():
        fields = {key for line in group["lines"] for key in line}
        assert set(group["required"]) <= fields
        assert fields - {"deceased", "party_member"} <= set(words()["labels"])


def test_a_declared_field_that_is_unknown_leaves_its_label() -> None:
    entry = say("family", [relative("father", hometown=NEW, class_status="")], record=MAN)[1]
    known = [line["text"] for line in entry["lines"] if line["text"] is not None]
    missing = [line["label"] for line in entry["lines"] if line["text"] is None]
    assert known == ["Quê quán: xã Mẫu Hai, tỉnh Ví Dụ."]
    assert missing == [
        "Nơi sinh: ",
        "Nơi cư trú: ",
        "Nghề nghiệp: ",
        "Lịch sử chính trị: ",
        "Tiêu chuẩn chính trị: ",
        "Chấp hành đường lối của Đảng, pháp luật của Nhà nước: ",
    ]


def test_the_dead_have_no_residence() -> None:
    gone = {"is_deceased": True, "year": "2015", "cause": "tuổi già", "place": "xã Mẫu"}
    entry = say("family", [relative("paternal_grandfather", deceased=gone)], record=MAN)[1]
    assert "Nơi cư trú: " not in [line["label"] for line in entry["lines"]]
    assert {"label": "", "text": "Đã mất năm 2015 tại xã Mẫu, nguyên nhân: tuổi già."} in entry["lines"]


def test_life_of_a_relative_may_be_periods() -> None:
    history = [{"from": "1990", "to": "1995", "text": "đi học"}, {"from": "1995", "to": "nay", "text": "làm ruộng"}]
    member = {"is_member": True, "cell": "Chi bộ A", "admission_date": "2001-09-02"}
    entry = say("family", [relative("mother", political_history=history, party_member=member)], record=MAN)[1]
    shown = [line["text"] for line in entry["lines"]]
    assert "Lịch sử chính trị: Từ năm 1990 đến năm 1995: đi học; Từ năm 1995 đến nay: làm ruộng." in shown
    assert "Đảng viên Đảng Cộng sản Việt Nam, kết nạp ngày 02 tháng 9 năm 2001, sinh hoạt tại Chi bộ A." in shown


def test_a_relative_without_name_shows_a_blank() -> None:
    entry = say("family", [{"relation": "father"}], record=MAN)[1]
    assert entry["heading"] == f"Cha đẻ: {DOTS}, sinh năm {DOTS}"
    assert isinstance(entry["heading"], Blank)


def test_no_relatives_are_unknown() -> None:
    assert say("family", []) is None
    assert say("family", None) is None


def test_persons_of_a_request() -> None:
    record = {
        **MAN,
        "family": [
            relative("father", residence=NEW),
            relative("sibling", sibling_kind="anh", order=1),
            relative("sibling", sibling_kind="em", order=2, full_name="Trần Văn Hai"),
        ],
    }
    assert say("persons", ["father", "sibling:2", "candidate"], record=record) == [
        "cha đẻ Trần Thị Ví Dụ",
        "em ruột Trần Văn Hai",
        "người xin vào Đảng Nguyễn Văn Mẫu",
    ]
    assert say("persons", ["father"], record=record, details=True, start="line") == [
        "Cha đẻ Trần Thị Ví Dụ, sinh năm 1970, nơi cư trú xã Mẫu Hai, tỉnh Ví Dụ"
    ]
    assert say("persons", [], record=record) is None


def test_a_person_that_the_record_lacks_shows_a_blank() -> None:
    (shown,) = say("persons", ["mother"], record=MAN, start="line")
    assert shown == f"Mẹ đẻ {DOTS}"
    assert isinstance(shown, Blank)


def test_points_keep_free_text() -> None:
    assert say("points", ["political_standard", "việc khác"]) == (
        "những vấn đề có liên quan đến tiêu chuẩn chính trị; việc khác"
    )
    assert say("points", []) is None


# --- bodies, clocks, papers


@pytest.mark.parametrize(
    ("named", "shown"),
    [("Đảng ủy Mẫu", "Đảng bộ Trên"), ("Đảng uỷ Mẫu", "Đảng bộ Trên"), (None, "Đảng bộ Trên"), ("Đảng ủy Khác", None)],
)
def test_what_is_known_of_one_body_is_not_said_of_another(named: str | None, shown: str | None) -> None:
    assert say("where_same", named, "Đảng ủy Mẫu", "Đảng bộ Trên") == shown
    assert say("where_same", named, "Đảng ủy Mẫu", None) is None


def test_a_printed_word_is_known_in_both_spellings() -> None:
    assert say("text", "Đảng uỷ Mẫu", after="Đảng ủy") == "Mẫu"
    assert say("text", "đảng ủy Mẫu", after="Đảng ủy") == "Mẫu"
    assert say("upper", "Đảng uỷ Mẫu", kind="Đảng ủy") == "ĐẢNG UỶ MẪU"


def test_a_word_of_kind_follows_the_spelling_of_the_office() -> None:
    assert say("text", "Mẫu", kind="Đảng ủy", office={"spelling": "uỷ"}) == "Đảng uỷ Mẫu"
    assert say("text", "ủy Mẫu", kind="Đảng ủy", office={"spelling": "uỷ"}) == "Đảng uỷ ủy Mẫu"


def test_a_guard_may_have_several_values() -> None:
    assert say("text", None, "b", blank_if=["a", "b"]) == ""
    assert say("text", None, "c", blank_if=["a", "b"]) is None


@pytest.mark.parametrize(
    ("value", "shown"), [("14:05", "14 giờ 05"), ("07:00", "07 giờ 00"), (None, None), ("14", None)]
)
def test_clock_is_said_in_words(value: str | None, shown: str | None) -> None:
    assert say("clock", value) == shown


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("Quận ủy Mẫu", "Quận ủy", "QU"),
        ("Huyện uỷ Mẫu", "Huyện ủy", "HU"),
        ("Tỉnh ủy Ví Dụ", "Tỉnh ủy", "TU"),
        ("Đảng ủy phường Mẫu", "Đảng ủy", "ĐU"),
        ("phường Mẫu", "Đảng ủy", "ĐU"),
        (None, None, None),
    ],
)
def test_a_committee_goes_by_its_own_word_and_code(name: str | None, word: str | None, code: str | None) -> None:
    assert say("committee_word", name) == word
    assert say("committee_word", name, code=True) == code


def papers_of(number: str, *held: Mapping[str, object]) -> list[str]:
    """The notes of the rows of the checklist that have *number*, or it in their name."""
    rows = say("checklist", list(held))
    return [row["note"] for row in rows if number in row["name"] or number in row["form"].split("\n")]


def test_checklist_notes_numbers_and_dates() -> None:
    assert papers_of("6-KNĐ", {"form": "6-KNĐ", "number": "05", "date": "2025-10-15"}) == ["số 05 ngày 15/10/2025"]
    assert papers_of("6-KNĐ", {"form": "6-KNĐ"}) == ["có"]
    assert papers_of("6-KNĐ") == [""]
    twice = [{"form": "20-KNĐ", "number": number, "date": "2025-10-03"} for number in ("21", "22", "21")]
    assert papers_of("Công văn đề nghị thẩm tra", *twice) == ["số 21 ngày 03/10/2025\nsố 22 ngày 03/10/2025"]


def test_checklist_tells_the_papers_of_admission_from_those_of_probation() -> None:
    minutes = {"form": "khac", "purpose": "cell_minutes", "date": "2026-11-06"}
    assert papers_of("Biên bản hội nghị chi bộ", {**minutes, "about": "/cell_meeting"}) == ["ngày 06/11/2026", ""]
    about = {"about": "/probation/cell_meeting"}
    assert papers_of("Biên bản hội nghị chi bộ", {**minutes, **about}) == ["", "ngày 06/11/2026"]


def test_checklist_is_numbered_through_and_its_parts_are_not() -> None:
    rows = say("checklist", None)
    numbers = [row["number"] for row in rows if row["number"]]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert [row["name"].isupper() for row in rows if not row["number"]] == [True, True]


def test_checklist_knows_every_form_that_is_filed() -> None:
    listed = {form for part in words()["checklist"] for row in part["rows"] for form in row.get("forms", ())}
    assert {f"{number}-KNĐ" for number in (*range(1, 17), 20, "3A", "4A", "9A", "16A")} <= listed
