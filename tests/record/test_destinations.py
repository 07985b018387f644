"""Where persons are still to be verified: placing, putting together, what is covered, and who cannot be placed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dossier.record.destinations import Exemption, Law, VerificationPlan, Why
from dossier.record.people import PersonToVerify, persons_to_verify
from dossier.record.placing import verification_plan
from dossier.record.record import Record
from dossier.record.verification import Route

DAY = date(2026, 11, 22)
EVERYBODY = ("candidate", "father", "mother", "spouse", "child")
HOME = {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"}
WARD = {"commune": "phường Mẫu", "province": "thành phố Ví Dụ"}
SOLDIERS = Route(
    EVERYBODY, "/candidate/employment/employer_kind", "employer_kind", ["armed_forces"], among=["armed_forces"],
    exemptions="/verification/exemptions/*", basis="armed_forces_record",
)  # fmt: skip
AWAY = Route(EVERYBODY, "/candidate/permanent_address/country", "residence/country", ["abroad"], outside=["Việt Nam"])
FOREIGN = [
    Route(EVERYBODY, "/candidate/employment/employer_kind", "employer_kind", kinds, among=["foreign_firm"], by=by)
    for kinds, by in ((["workplace"], "visit"), (["security_body"], None))
]
LAW = Law(DAY, [SOLDIERS, AWAY, *FOREIGN], [((), ["standard", "law"]), (["candidate"], ["quality"])])


def data(**more: Any) -> dict[str, Any]:
    """A candidate in the ward, both parents in the home commune; *more* goes into the record."""
    return {
        "candidate": {"permanent_address": WARD, "hometown": HOME, "work_unit": "Trung đoàn Mẫu"},
        "family": [
            {"relation": "father", "residence": HOME, "hometown": HOME},
            {"relation": "mother", "residence": HOME, "hometown": WARD},
        ],
        **more,
    }


def planned(record: dict[str, Any], law: Law = LAW) -> VerificationPlan:
    read = Record(record)
    return verification_plan(read, persons_to_verify(read, relations=EVERYBODY, on=DAY), law)


def told(plan: VerificationPlan) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.name, one.kind, one.persons) for one in plan.destinations]


def test_one_letter_for_each_commune_with_its_persons_and_points() -> None:
    found = planned(data())
    assert told(found) == [
        ("Đảng ủy phường Mẫu, thành phố Ví Dụ", "residence", ("candidate",)),
        ("Đảng ủy xã Mẫu Hai, tỉnh Ví Dụ", "hometown", ("father", "mother")),
    ]
    assert [one.points for one in found.destinations] == [("standard", "law", "quality"), ("standard", "law")]
    assert found.unplaced == ()


def test_words_of_kind_and_spaces_do_not_part_one_commune() -> None:
    record = data()
    record["family"][1]["residence"] = {"commune": "Xã  MẪU HAI", "province": "Tỉnh Ví Dụ", "detail": "thôn 2"}
    assert [one.persons for one in planned(record).destinations] == [("candidate",), ("father", "mother")]


def test_only_a_word_of_kind_loses_its_capital() -> None:
    record = data()
    record["family"] = [
        {"relation": "father", "residence": {"commune": "Đặc khu Mẫu", "province": "Ví Dụ"}},
        {"relation": "mother", "residence": {"commune": "Mẫu Ba", "province": "Tỉnh Ví Dụ"}},
    ]
    names = [one.name for one in planned(record).destinations[1:]]
    assert names == ["Đảng ủy đặc khu Mẫu, Ví Dụ", "Đảng ủy Mẫu Ba, tỉnh Ví Dụ"]


def test_communes_of_one_name_in_two_provinces_are_two_destinations() -> None:
    record = data()
    record["family"][1]["residence"] = {"commune": "xã Mẫu Hai", "province": "tỉnh Mẫu"}
    assert len(planned(record).destinations) == 3


@pytest.mark.parametrize("sent", [None, "2026-10-01"])
def test_who_is_named_in_a_request_is_covered_whether_it_is_answered_or_not(sent: str | None) -> None:
    request = {
        "id": "r1",
        "destination": "x",
        "destination_kind": "workplace",
        "persons": ["father"],
        "sent_date": sent,
    }
    found = planned(data(verification={"requests": [request]}))
    assert [one.persons for one in found.destinations] == [("candidate",), ("mother",)]


def test_who_is_exempt_is_covered_once_the_ground_is_known() -> None:
    exempt = {"person": "mother", "basis": "own_side_member"}
    assert [one.persons for one in planned(data(verification={"exemptions": [exempt]})).destinations] == [
        ("candidate",),
        ("father",),
    ]
    exempt.pop("basis")
    assert planned(data(verification={"exemptions": [exempt]})).destinations[1].persons == ("father", "mother")


def test_everybody_covered_leaves_nothing() -> None:
    request = {"id": "r1", "persons": ["candidate", "father", "mother"]}
    assert not planned(data(verification={"requests": [request]}))


def test_a_relative_without_residence_is_not_placed_by_the_hometown() -> None:
    record = data()
    del record["family"][0]["residence"]
    found = planned(record)
    assert [one.persons for one in found.destinations] == [("candidate",), ("mother",)]
    assert [(one.at, one.pointer, one.why) for one in found.unplaced] == [
        ("/family/0", "/family/0/residence", Why.RESIDENCE)
    ]


def test_a_province_alone_is_no_place() -> None:
    record = data()
    record["family"][0]["residence"] = {"province": "tỉnh Ví Dụ", "text": "tỉnh Ví Dụ"}
    assert [one.why for one in planned(record).unplaced] == [Why.RESIDENCE]


def test_a_commune_that_was_split_is_listed_with_what_it_may_be_now() -> None:
    record = data()
    record["family"][0]["residence"] = {
        "commune": "xã Tiền Phong", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"
    }  # fmt: skip
    found = planned(record).unplaced
    assert [(one.pointer, one.why) for one in found] == [("/family/0/residence", Why.SPLIT)]
    assert len(found[0].choices) > 1
    assert all(choice.endswith("thành phố Hà Nội") for choice in found[0].choices)


def test_a_commune_that_went_into_one_is_asked_under_its_present_name() -> None:
    record = data()
    record["family"][0]["residence"] = {
        "commune": "thị trấn Quang Minh", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"
    }  # fmt: skip
    names = [one.name for one in planned(record).destinations]
    assert names[1] == "Đảng ủy xã Quang Minh, thành phố Hà Nội"


def test_an_old_name_that_no_table_knows_is_listed() -> None:
    record = data()
    record["family"][0]["residence"] = {**HOME, "district": "huyện Mẫu"}
    assert [one.why for one in planned(record).unplaced] == [Why.FORMER]


def test_a_soldier_is_asked_about_at_the_unit_instead_of_the_commune() -> None:
    record = data()
    record["candidate"]["employment"] = {"employer_kind": "armed_forces"}
    assert told(planned(record))[0] == ("Trung đoàn Mẫu", "armed_forces", ("candidate",))
    record["verification"] = {"exemptions": [{"person": "candidate", "basis": "armed_forces_record"}]}
    assert [one.persons for one in planned(record).destinations] == [("father", "mother")]


def test_a_relative_in_the_forces_is_listed_because_the_unit_is_not_known() -> None:
    record = data()
    record["family"][0]["employer_kind"] = "armed_forces"
    found = planned(record)
    assert [(one.at, one.pointer, one.why) for one in found.unplaced] == [
        ("/family/0", "/family/0/employer_kind", Why.UNIT)
    ]
    assert [one.persons for one in found.destinations] == [("candidate",), ("mother",)]


@pytest.mark.parametrize(
    ("day", "body"),
    [
        (date(2025, 6, 30), "Đảng ủy Ngoài nước"),
        (date(2025, 7, 1), "Đảng ủy Bộ Ngoại giao"),
    ],
)
def test_a_relative_abroad_goes_through_the_body_of_that_day(day: date, body: str) -> None:
    record = data()
    record["family"][0]["residence"] = {"country": "Nước Mẫu"}
    found = planned(record, Law(day, LAW.routes))
    assert (body, "abroad", ("father",)) in told(found)
    assert found.destinations[1].place == {"country": "Nước Mẫu"}


def test_two_countries_are_two_letters() -> None:
    record = data()
    record["family"][0]["residence"] = {"country": "Nước Mẫu"}
    record["family"][1]["residence"] = {"country": "Nước Ví Dụ"}
    assert [one.persons for one in planned(record).destinations] == [("candidate",), ("father",), ("mother",)]


def test_abroad_without_a_rule_is_listed() -> None:
    record = data()
    record["family"][0]["residence"] = {"country": "Nước Mẫu"}
    assert [one.why for one in planned(record, Law(DAY)).unplaced] == [Why.ABROAD]


def test_a_foreign_employer_means_a_visit_the_security_body_and_the_commune() -> None:
    record = data()
    record["candidate"]["employment"] = {"employer_kind": "foreign_firm"}
    found = planned(record)
    assert [(one.name, one.kind, one.by) for one in found.destinations if "candidate" in one.persons] == [
        ("Trung đoàn Mẫu", "workplace", "visit"),
        ("Công an thành phố Ví Dụ", "security_body", "post"),
        ("Đảng ủy phường Mẫu, thành phố Ví Dụ", "residence", "post"),
    ]


def test_a_letter_to_the_workplace_does_not_stand_for_the_visit() -> None:
    record = data(
        verification={"requests": [{"persons": ["candidate"], "destination_kind": "workplace", "by": "post"}]}
    )
    record["candidate"]["employment"] = {"employer_kind": "foreign_firm"}
    kinds = [one.kind for one in planned(record).destinations if "candidate" in one.persons]
    assert kinds == ["workplace", "security_body"]


def test_the_committee_writes_no_letter_to_itself() -> None:
    found = planned(data(orgs={"grassroots": {"name": "Đảng ủy Phường Mẫu"}}))
    assert [one.own for one in found.destinations] == [True, False]
    assert [one.persons for one in found.letters] == [("father", "mother")]
    assert len(found.requests(data())) == 1


def test_a_child_of_unknown_age_is_listed() -> None:
    record = data()
    record["family"].append({"relation": "child", "residence": WARD, "birth_year": "2008"})
    assert [(one.pointer, one.why) for one in planned(record).unplaced] == [("/family/2/date_of_birth", Why.AGE)]


def test_a_family_that_is_not_declared_is_listed() -> None:
    record = data()
    del record["family"]
    assert [(one.pointer, one.why) for one in planned(record).unplaced] == [("/family", Why.FAMILY)]


def test_who_may_be_exempt_is_named_but_still_asked_about() -> None:
    record = data()
    record["family"][0]["party_member"] = {"is_member": True}
    law = Law(DAY, exemptions=[Exemption("own_side_member", ["father", "mother"], ["father"])])
    found = planned(record, law)
    assert found.may_be_exempt == {"/family/0": "own_side_member", "/family/1": "own_side_member"}
    assert found.destinations[1].persons == ("father", "mother")
    record["family"][0]["party_member"]["left_date"] = "2020-01-01"
    assert planned(record, law).may_be_exempt == {}


def test_all_relatives_at_home_may_exempt_everybody() -> None:
    law = Law(DAY, exemptions=[Exemption("known_home_commune", ())])
    assert set(planned(data(), law).may_be_exempt) == {"/candidate", "/family/0", "/family/1"}
    record = data()
    record["family"][1]["residence"] = WARD
    assert planned(record, law).may_be_exempt == {}


def test_an_unsent_request_to_the_same_commune_takes_the_person_in() -> None:
    unsent = {"id": "a", "persons": ["father"], "destination_kind": "hometown", "destination_place": dict(HOME)}
    record = data(verification={"requests": [unsent]})
    found = planned(record)
    assert [one.joins for one in found.destinations] == [None, "/verification/requests/0"]
    assert found.puts(record) == {
        "/verification/requests/1": found.letters[0].request("r1"),
        "/verification/requests/0/persons": ["father", "mother"],
    }
    unsent["letter_date"] = "2026-10-01"
    assert [one.joins for one in planned(record).destinations] == [None, None]


def test_proposed_requests_stand_behind_those_of_the_record_with_free_ids() -> None:
    record = data(verification={"requests": [{"id": "r2", "persons": ["father"]}], "remarks": []})
    found = planned(record)
    extended = found.added_to(record)
    assert [one["id"] for one in extended["verification"]["requests"]] == ["r2", "r1", "r3"]
    assert extended["verification"]["remarks"] == []
    assert len(record["verification"]["requests"]) == 1


@pytest.mark.parametrize("verification", [{"requests": "x"}, "x"])
def test_what_cannot_be_read_is_not_written_over(verification: Any) -> None:
    record = data(verification=verification)
    assert planned(data()).puts(record) == {}


def test_an_uncertain_person_is_marked() -> None:
    persons = [PersonToVerify("candidate", "/candidate", "candidate", certain=False)]
    assert verification_plan(Record(data()), persons, LAW).doubtful == {"/candidate"}
