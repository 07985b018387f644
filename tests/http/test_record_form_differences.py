"""What changed between two versions, in words."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings

from dossier.http.record_form import Difference, differences
from dossier.record.edit import edited
from tests.adapters.made_up_records import records
from tests.conftest import often
from tests.http.pages import everybody

COMPLETE = everybody()[0]


def changed(put: dict[str, Any] | None = None, *remove: str) -> tuple[Difference, ...]:
    return differences(COMPLETE, edited(COMPLETE, put=put, remove=remove))


@pytest.mark.parametrize(
    ("pointer", "value", "wanted"),
    [
        ("/candidate/date_of_birth", "2001-02-03", ("Ngày sinh", "12/03/2000", "03/02/2001")),
        ("/candidate/gender", "nữ", ("Giới tính", "Nam", "Nữ")),
        ("/candidate/religion", None, ("Tôn giáo", "không", "")),
        ("/candidate/religious_rank", "", ("Chức sắc, chức việc tôn giáo", "", "(để trống)")),
        ("/candidate/youth_union_member", False, ("Đang là đoàn viên", "có", "không")),
        ("/candidate/national_id", "001200009999", ("Số căn cước", "•••• 0000", "•••• 9999")),
        ("/candidate/other_names_none", None, ("Không có tên gọi khác", "có", "")),
        ("/candidate/temporary_address", {"commune": "xã Mẫu"}, ("Nơi tạm trú", "không", "xã Mẫu")),
        ("/cell_meeting/votes_for", 13, ("Họp chi bộ xét kết nạp › Số phiếu tán thành", "14", "13")),
        ("/family/4/birth_year", "1970", ("Cha đẻ › Năm sinh", "1972", "1970")),
        ("/family/4/political_history", [{"from": "1975", "text": "x"}], None),
        ("/local", {"ma": "07"}, ("Mục riêng của cơ quan › ma", "", "07")),
        ("/exceptional_case", {"areas": ["mountain"]}, ("Trường hợp đặc biệt › Địa bàn", "", "Miền núi")),
        ("/candidate/gender", 5, ("Giới tính", "Nam", "5")),
    ],
)  # fmt: skip
def test_one_changed_place_is_one_difference(pointer: str, value: Any, wanted: tuple[str, str, str] | None) -> None:
    (found,) = changed({pointer: value})
    assert found.pointer.startswith(pointer)
    if wanted is not None:
        assert found[1:] == wanted


def test_added_and_removed_entries_are_named() -> None:
    relative = {"relation": "child", "order": 9, "full_name": "Nguyễn Thị Mẫu Con", "birth_year": "2026"}
    (added,) = changed({"/family/-": relative})
    assert added == (f"/family/{len(COMPLETE['family'])}", "Con thứ 9", "", "Nguyễn Thị Mẫu Con · 2026")
    (gone,) = changed(None, "/family/4")
    father = COMPLETE["family"][4]
    assert gone == ("/family/4", "Cha đẻ", f"{father['full_name']} · {father['birth_year']}", "")


def test_moved_entries_are_one_difference_of_their_list() -> None:
    after = copy.deepcopy(COMPLETE)
    after["family"][0], after["family"][1] = after["family"][1], after["family"][0]
    (moved,) = differences(COMPLETE, after)
    assert moved.pointer == "/family"
    assert moved.before.startswith("Ông nội; Bà nội; ")
    assert moved.after.startswith("Bà nội; Ông nội; ")


def test_an_entry_that_was_moved_and_changed_is_still_the_same() -> None:
    after = copy.deepcopy(COMPLETE)
    after["papers"].insert(0, after["papers"].pop(9))
    after["papers"][0]["date"] = "2026-01-02"
    after["candidate"]["work_history"][1]["position"] = "Lớp trưởng"
    after["candidate"]["work_history"].insert(0, {"from": "2015-01", "to": "2015-08", "description": "Ở nhà"})
    found = {difference.pointer: difference for difference in differences(COMPLETE, after)}
    assert set(found) == {
        "/papers", "/papers/0/date", "/candidate/work_history/0", "/candidate/work_history/2/position"
    }  # fmt: skip
    assert found["/papers/0/date"].after == "02/01/2026"
    assert found["/papers/0/date"].label.startswith("Lý lịch (2-KNĐ)")


def test_null_says_as_much_as_nothing() -> None:
    assert differences({"a": 1}, {}) == ()
    assert differences({"place": None, "candidate": {"gender": None}}, {"record_id": None}) == ()
    assert len(differences({"list_order": 1}, {"list_order": True})) == 1


@pytest.mark.parametrize("key", ["other_names", "work_history"])
def test_known_to_be_none_says_more_than_nothing(key: str) -> None:
    (known,) = differences({"candidate": {}}, {"candidate": {key: []}})
    assert (known.pointer, known.before, known.after) == (f"/candidate/{key}", "", "không")
    (gone,) = differences({"candidate": {key: []}}, {"candidate": {}})
    assert (gone.pointer, gone.before, gone.after) == (f"/candidate/{key}", "không", "")


@settings(max_examples=often(40), deadline=None)
@given(one=records(), other=records())
def test_versions_differ_exactly_when_something_is_said(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert differences(one, one) == ()
    there, back = differences(one, other), differences(other, one)
    assert bool(there) == bool(back)
    assert any(difference.pointer == "/record_id" for difference in there) == (one["record_id"] != other["record_id"])
    for difference in there:
        assert difference.label
        assert difference.before or difference.after
