"""Who has to be verified, as the rule and the verification letters share it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from dossier import load_rulebook
from dossier.record.edit import edited
from dossier.record.people import person_places, persons_to_verify
from dossier.record.record import Record
from dossier.rules.checks.people import persons_due
from dossier.rules.checks.verification import paper_about
from tests.rules.cases import complete

PARENTS = ("candidate", "father", "mother", "child")


def record(put: dict[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Record:
    return Record(edited(json.loads(complete()), put=put, remove=remove))


def keys(*args: Any, **kwargs: Any) -> list[str]:
    return [person.key for person in persons_to_verify(*args, **kwargs)]


def test_candidate_comes_first_then_the_family_in_its_order() -> None:
    found = persons_to_verify(record(), relations=("mother", "father", "candidate"), on=date(2025, 10, 3))
    assert [(person.key, person.at) for person in found] == [
        ("candidate", "/candidate"),
        ("father", "/family/4"),
        ("mother", "/family/5"),
    ]
    assert [person.reason for person in found] == ["candidate", "relative", "relative"]


def test_the_dead_are_left_out() -> None:
    dead = record({"/family/4/deceased": {"is_deceased": True}, "/family/5/deceased": {"is_deceased": False}})
    assert keys(dead, relations=PARENTS, on=date(2025, 10, 3)) == ["candidate", "mother"]


def test_a_child_counts_from_its_18th_birthday_on() -> None:
    born = record({"/family/8/date_of_birth": "2008-02-29"})
    assert "child" not in keys(born, relations=PARENTS, on=date(2026, 2, 27))
    assert "child" in keys(born, relations=PARENTS, on=date(2026, 2, 28))


def test_a_year_of_birth_leaves_the_year_of_the_18th_birthday_open() -> None:
    child = record({"/family/8/birth_year": "2008"}, ("/family/8/date_of_birth",))

    def reasons(day: date) -> list[str]:
        found = persons_to_verify(child, relations=("child",), on=day)
        return [person.reason for person in found]

    assert reasons(date(2025, 12, 31)) == []
    assert reasons(date(2026, 1, 1)) == ["age_unknown"]
    assert reasons(date(2026, 12, 31)) == ["adult_child"]


def test_several_of_one_relation_are_told_apart_by_their_order() -> None:
    two = record(
        {
            "/family/8/date_of_birth": "2000-01-01",
            "/family/-": {"relation": "child", "order": 2, "child_kind": "biological", "date_of_birth": "2001-01-01"},
        }
    )
    assert keys(two, relations=("child",), on=date(2025, 10, 3)) == ["child:1", "child:2"]
    assert person_places(two, "child:2") == ("/family/16",)
    assert person_places(two, "child") == ()
    assert person_places(two, "child:3") == ()


def test_the_rule_itself_says_who_is_due_on_a_day() -> None:
    rule = load_rulebook().rules["D01"]
    reared = record({"/family/-": {"relation": "spouse_foster_parent", "full_name": "Hồ Thị Mẫu Dưỡng"}})
    before = [person.key for person in persons_due(reared, rule, date(2026, 5, 18))]
    after = [person.key for person in persons_due(reared, rule, date(2026, 5, 19))]
    assert sorted(before) == ["candidate", "father", "father_in_law", "mother", "mother_in_law", "spouse"]
    assert sorted(set(after) - set(before)) == ["spouse_foster_parent"]


def test_a_paper_that_names_nothing_belongs_to_the_item_no_paper_names() -> None:
    place = "/verification/requests"
    one_unnamed = record(remove=(f"papers[form=tham-tra,about={place}/2]/about",))
    found = {n: paper_about(one_unnamed, "papers[form=tham-tra]", f"{place}/{n}") for n in range(4)}
    numbers = {n: spot.value["number"] for n, spot in found.items() if spot is not None}
    assert numbers == {0: "45-CV/ĐU", 1: "61-CV/ĐU", 2: "08-CV/ĐU", 3: "97-CV/ĐU"}


def test_an_item_whose_paper_is_gone_has_none() -> None:
    place = "/verification/requests"
    gone = record(remove=(f"papers[form=tham-tra,about={place}/2]",))
    assert paper_about(gone, "papers[form=tham-tra]", f"{place}/2") is None
