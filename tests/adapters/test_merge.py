"""Merging an import into a record: nothing is lost, every difference is listed."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings

from dossier.adapters.merge import Conflict, merge
from dossier.record.schema import is_valid
from dossier.resources import data_folder
from tests.adapters.made_up_records import records
from tests.conftest import often

COMPLETE = json.loads((data_folder("samples") / "dossiers/complete/record.json").read_text(encoding="utf-8"))


def record(**fields: Any) -> dict[str, Any]:
    return {"schema_version": "1", "record_id": "HS-1", **fields}


def test_an_empty_import_changes_nothing() -> None:
    merged = merge(COMPLETE, record())
    assert merged.data == COMPLETE
    assert merged.conflicts == ()


@settings(max_examples=often(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(records(), records())
def test_a_record_merged_with_itself_stays_and_nothing_known_is_lost(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = copy.deepcopy((old, new))
    assert merge(old, old).data == old
    assert merge(old, old).conflicts == ()
    merged = merge(old, new)
    assert is_valid(merged.data)
    assert is_valid(merge(old, new, prefer="sheet").data)
    assert merge(merged.data, old).conflicts == ()
    assert (old, new) == before


def test_unknown_fields_are_filled() -> None:
    old = record(candidate={"birth_name": "Nguyễn Văn Mẫu", "gender": None}, decision=None)
    new = record(candidate={"gender": "nam", "hometown": {"commune": "xã Mẫu"}}, decision={"number": "05"})
    merged = merge(old, new)
    assert merged.data == record(
        candidate={"birth_name": "Nguyễn Văn Mẫu", "gender": "nam", "hometown": {"commune": "xã Mẫu"}},
        decision={"number": "05"},
    )
    assert merged.conflicts == ()


def test_differences_are_listed_and_the_record_is_kept() -> None:
    old, new = record(candidate={"gender": "nam"}), record(candidate={"gender": "nữ"})
    merged = merge(old, new)
    assert merged.data == old
    assert merged.conflicts == (Conflict("/candidate/gender", "/candidate/gender", "nam", "nữ", taken=False),)
    taken = merge(old, new, prefer="sheet")
    assert taken.data == new
    assert taken.conflicts[0].taken


def test_relatives_are_matched_by_relation_and_order() -> None:
    old = record(family=[
        {"relation": "father", "full_name": "Nguyễn Văn Cha"},
        {"relation": "sibling", "order": 1, "full_name": "Nguyễn Thị Chị", "birth_year": "1990"},
    ])  # fmt: skip
    new = record(family=[
        {"relation": "sibling", "order": 2, "full_name": "Nguyễn Văn Em"},
        {"relation": "sibling", "order": 1, "occupation": "Giáo viên", "birth_year": "1991"},
    ])  # fmt: skip
    merged = merge(old, new)
    assert [relative["full_name"] for relative in merged.data["family"]] == [
        "Nguyễn Văn Cha", "Nguyễn Thị Chị", "Nguyễn Văn Em",
    ]  # fmt: skip
    assert merged.data["family"][1]["occupation"] == "Giáo viên"
    assert merged.conflicts == (Conflict("/family/1/birth_year", "/family/1/birth_year", "1990", "1991", taken=False),)


def test_papers_are_matched_by_form_purpose_object_and_number() -> None:
    old = record(papers=[{"form": "3-KNĐ", "about": "/introducers/0", "signed": True}])
    new = record(papers=[
        {"form": "3-KNĐ", "about": "/introducers/1", "signed": False},
        {"form": "3-KNĐ", "about": "/introducers/0", "sealed": False},
    ])  # fmt: skip
    merged = merge(old, new)
    assert merged.data["papers"] == [
        {"form": "3-KNĐ", "about": "/introducers/0", "signed": True, "sealed": False},
        {"form": "3-KNĐ", "about": "/introducers/1", "signed": False},
    ]
    assert merged.conflicts == ()


def test_rows_added_below_are_appended() -> None:
    old = record(candidate={"work_history": [{"from": "2010-09", "to": "2014-06"}]})
    new = record(candidate={"work_history": [
        {"from": "2010-09", "description": "Học đại học"}, {"from": "2014-07", "to": "nay"},
    ]})  # fmt: skip
    merged = merge(old, new)
    assert merged.data["candidate"]["work_history"] == [
        {"from": "2010-09", "to": "2014-06", "description": "Học đại học"}, {"from": "2014-07", "to": "nay"},
    ]  # fmt: skip
    assert merged.conflicts == ()


def test_rows_put_between_are_one_conflict_of_the_whole_list() -> None:
    old = record(candidate={"work_history": [{"from": "2014-07"}]})
    new = record(candidate={"work_history": [{"from": "2010-09"}, {"from": "2014-07"}]})
    merged = merge(old, new)
    assert merged.data == old
    assert [conflict.pointer for conflict in merged.conflicts] == ["/candidate/work_history"]
    assert merge(old, new, prefer="sheet").data == new


def test_items_without_identity_fall_back_to_their_position() -> None:
    old = record(introducers=[{"months_together": 14}])
    new = record(introducers=[{"full_name": "Nguyễn Văn Giới Thiệu"}])
    assert merge(old, new).data["introducers"] == [{"months_together": 14, "full_name": "Nguyễn Văn Giới Thiệu"}]


def test_lists_of_words_are_one_value() -> None:
    old, new = record(candidate={"other_names": ["An"]}), record(candidate={"other_names": ["An", "Bình"]})
    merged = merge(old, new)
    assert merged.data == old
    assert merged.conflicts[0].pointer == "/candidate/other_names"


def test_there_is_none_against_content_is_a_conflict_and_the_result_stays_valid() -> None:
    with_rewards = record(candidate={"rewards": [{"authority": "Tỉnh"}]})
    none = record(candidate={"rewards": [], "rewards_none": True})
    for old, new in ((with_rewards, none), (none, with_rewards)):
        kept = merge(old, new)
        assert kept.data == old
        assert len(kept.conflicts) == 1
        taken = merge(old, new, prefer="sheet")
        assert is_valid(taken.data)
        assert taken.data["candidate"]["rewards"] == new["candidate"]["rewards"]
        assert taken.data["candidate"]["rewards_none"] is (new is none)


def test_true_and_one_are_not_the_same() -> None:
    old, new = record(local={"a": True}), record(local={"a": 1})
    assert len(merge(old, new).conflicts) == 1


def test_an_object_without_anything_in_it_does_not_contradict_that_there_is_none() -> None:
    empty, none = record(orgs={"section": {}}), record(orgs={"section_none": True})
    for old, new in ((empty, none), (none, empty)):
        for prefer in ("record", "sheet"):
            merged = merge(old, new, prefer=prefer)  # type: ignore[arg-type]
            assert merged.conflicts == ()
            assert merged.data["orgs"].get("section") is None
            assert merged.data["orgs"]["section_none"] is True
            assert is_valid(merged.data)
    denied = merge(record(orgs={"section": {}, "section_none": False}), none, prefer="sheet")
    assert denied.data["orgs"] == {"section": None, "section_none": True}
    assert [conflict.pointer for conflict in denied.conflicts] == ["/orgs/section_none"]
