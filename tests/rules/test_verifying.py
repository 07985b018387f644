"""Whose background has to be verified, why, in which special way, and how far it is."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.reports.text import text_report
from dossier.rules.deadlines import calendar_of
from dossier.rules.loading import load_rulebook
from dossier.rules.verifying import PlannedPerson, VerificationPlan, verification_plan
from tests.reports.made_up import report
from tests.rules.cases import HERE
from tests.rules.mutations import sample

AS_OF = date(2025, 10, 10)
# nothing has gone out yet: the letters are not even written
BEFORE = ("/cell_meeting", "/submission", "/decision", "/admission", "/probation", "/verification/requests")


def record(put: dict[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Record:
    return Record(edited(sample().data, put=put, remove=[*BEFORE, *remove]))


def plan(put: dict[str, Any] | None = None, remove: tuple[str, ...] = ()) -> VerificationPlan:
    return verification_plan(record(put, remove), load_rulebook(), AS_OF)


def person(key: str, found: VerificationPlan) -> PlannedPerson:
    return next(one for one in found.persons if one.key == key)


def codes(one: PlannedPerson) -> list[str]:
    return [way.code for way in one.ways]


def test_everybody_has_a_reason() -> None:
    assert [(one.key, one.label, one.reason, one.state) for one in plan().persons] == [
        ("candidate", "Người xin vào Đảng", "candidate", "open"),
        ("father", "Cha đẻ", "parent", "open"),
        ("mother", "Mẹ đẻ", "parent", "open"),
        ("spouse", "Vợ", "spouse", "open"),
        ("father_in_law", "Cha vợ", "in_law", "open"),
        ("mother_in_law", "Mẹ vợ", "in_law", "open"),
    ]


def test_a_local_rule_names_further_persons() -> None:
    case = json.loads((HERE / "HN-D01" / "fail" / "not_verified.json").read_text(encoding="utf-8"))
    found = record({"/family/-": case["put"]["/family/-"]})
    local = load_rulebook(Office({"overlays": case["overlays"]}))
    adopted, usual = (verification_plan(found, rulebook, date(2026, 2, 1)) for rulebook in (local, load_rulebook()))
    assert adopted.codes == ("D01", "HN-D01")
    assert usual.codes == ("D01",)
    (more,) = {one.at for one in adopted.persons} - {one.at for one in usual.persons}
    assert found.get(f"{more}/child_kind") == "adopted"


def test_child_of_age_and_rearer_say_why_they_are_there() -> None:
    found = plan(
        {
            "/family/8/date_of_birth": "2007-10-10",
            "/family/8/birth_year": "2007",
            "/family/-": {"relation": "foster_parent", "full_name": "Hồ Thị Mẫu Dưỡng"},
            "/candidate/raised_by_other": True,
        }
    )
    assert person("child", found).reason == "adult_child"
    assert person("foster_parent", found).reason == "rearer"


def test_special_persons_are_verified_in_special_ways() -> None:
    found = plan(
        {
            "/family/4/employer_kind": "armed_forces",
            "/family/5/residence": {"country": "Lào", "text": "Viêng Chăn"},
            "/family/7/employer_kind": "foreign_firm",
            "/candidate/employment/employer_kind": "armed_forces",
        }
    )
    assert codes(person("father", found)) == ["D07"]
    assert codes(person("mother", found)) == ["D08"]
    assert codes(person("spouse", found)) == ["D09", "D09"]
    assert codes(person("candidate", found)) == ["D07"]
    assert codes(person("father_in_law", found)) == []
    assert "Đảng ủy Bộ Ngoại giao" in person("mother", found).ways[0].how.vi


def test_what_was_asked_already_does_not_take_the_way_from_the_plan() -> None:
    asked = {"/verification/requests": [{"id": "r1", "destination_kind": "armed_forces", "persons": ["father"]}]}
    assert codes(person("father", plan({**asked, "/family/4/employer_kind": "armed_forces"}))) == ["D07"]


def test_party_member_among_the_relatives_may_exempt_that_side() -> None:
    member = {"is_member": True, "cell": "Chi bộ Mẫu"}
    own, spouses = plan({"/family/6/party_member": member}), plan({"/family/7/party_member": member})
    assert [way.code for way in person("father", own).may_be_exempt] == ["D03"]
    assert [way.code for way in person("father_in_law", own).may_be_exempt] == []
    assert [way.code for way in person("father_in_law", spouses).may_be_exempt] == ["D04"]
    left = plan({"/family/6/party_member": {**member, "left_date": "2024-01-01"}})
    assert person("father", left).may_be_exempt == ()


@pytest.mark.parametrize(
    ("request_", "state"),
    [
        ({}, "open"),
        ({"letter_date": "2025-10-03"}, "written"),
        ({"letter_date": "2025-10-03", "sent_date": "2025-10-03"}, "asked"),
        ({"sent_date": "2025-10-03", "reply_date": "2025-10-08"}, "asked"),
        ({"sent_date": "2025-10-03", "reply_date": "2025-10-08", "result": "right"}, "answered"),
    ],
)
def test_how_far_it_is(request_: dict[str, Any], state: str) -> None:
    found = plan({"/verification/requests": [{"id": "r1", "persons": ["father"], **request_}]})
    assert person("father", found).state == state
    assert person("mother", found).state == "open"


def test_of_several_requests_the_farthest_counts_and_an_exemption_is_the_end() -> None:
    answered = {
        "id": "r1",
        "persons": ["father"],
        "sent_date": "2025-10-03",
        "reply_date": "2025-10-08",
        "result": "right",
    }
    put = {
        "/verification/requests": [answered, {"id": "r2", "persons": ["father"], "letter_date": "2025-10-09"}],
        "/verification/exemptions": [{"person": "mother", "basis": "own_side_member"}],
    }
    found = plan(put)
    assert (person("father", found).state, person("mother", found).state) == ("answered", "exempt")
    assert person("father", found).done and person("mother", found).done


def test_nobody_is_planned_once_the_cell_has_met() -> None:
    assert verification_plan(sample(), load_rulebook(), AS_OF).persons == ()


def test_who_may_not_be_sent_is_said() -> None:
    assert "Không cử chính người vào Đảng" in plan().not_sent.vi


def test_text_lists_them_while_the_biography_is_about_to_go_out() -> None:
    calendar = calendar_of(record({"/family/4/employer_kind": "armed_forces"}), load_rulebook(), AS_OF)
    shown = text_report(report(stage="verification"), calendar=calendar)
    assert "Những người phải thẩm tra lý lịch (D01):\n  Người xin vào Đảng: chưa gửi\n" in shown
    assert "\n  Cha đẻ: chưa gửi (D07)\n" in shown
    assert "Những người phải thẩm tra" not in text_report(report(stage="submission"), calendar=calendar)
