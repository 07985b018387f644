"""Places of a record: what they mean, how they are spelled, what is missing."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.record.dossier import Dossier, without
from dossier.record.office import Office
from dossier.record.places import Selector, is_within, join_pointer, parse_place
from dossier.record.record import Places, Record, Spot
from dossier.record.schema import problems
from dossier.record.stages import CLOSING_ACTS, Stage, stage_of
from tests.cli.running import record

DATA: dict[str, Any] = {
    "a": {"b": {"c": "text"}, "null": None, "x/y": 1, "t~u": 2},
    "rows": [{"kind": "x", "day": "2026-01-02", "n": 1}, {"kind": "y", "day": "2026"}, {"kind": "x", "n": 3}],
    "empty": [],
    "papers": [
        {"form": "1-KNĐ", "date": "2026-01-01"},
        {"form": "20-KNĐ", "about": "/verification/requests/0"},
        {"form": "20-KNĐ", "about": "/verification/requests/1"},
        {"form": "khac", "purpose": "index"},
        {"form": "bang-cap"},
        {"form": "bang-cap"},
    ],
}


def spots(place: str, data: dict[str, Any] | None = None) -> list[tuple[str, Any]]:
    return [(spot.at, spot.value) for spot in Record(DATA if data is None else data).spots(place)]


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("/a/b/c", [("/a/b/c", "text")]),
        ("/a/null", [("/a/null", None)]),
        ("/a/null/deeper", [("/a/null/deeper", None)]),
        ("/gone/deeper/still", [("/gone/deeper/still", None)]),
        ("/gone/*/x", [("/gone", None)]),
        ("/a/b/c/d", [("/a/b/c/d", None)]),
        ("/a/x~1y", [("/a/x~1y", 1)]),
        ("/a/t~0u", [("/a/t~0u", 2)]),
        ("/rows/0/n", [("/rows/0/n", 1)]),
        ("/rows/9/n", [("/rows/9/n", None)]),
        ("/rows/*/n", [("/rows/0/n", 1), ("/rows/1/n", None), ("/rows/2/n", 3)]),
        ("/rows[kind=x]/n", [("/rows/0/n", 1), ("/rows/2/n", 3)]),
        ("/rows[kind=x|y]/kind", [("/rows/0/kind", "x"), ("/rows/1/kind", "y"), ("/rows/2/kind", "x")]),
        ("/rows[kind=x,day=2026-01-02]/n", [("/rows/0/n", 1)]),
        ("/rows[kind=z]/n", [("/rows[kind=z]", None)]),
        ("/empty/*/n", []),
        ("papers[form=1-KNĐ]/date", [("papers[form=1-KNĐ]/date", "2026-01-01")]),
        ("papers[form=1-KNĐ]/number", [("papers[form=1-KNĐ]/number", None)]),
        ("papers[form=9-KNĐ]/date", [("papers[form=9-KNĐ]", None)]),
        ("/papers/0/date", [("papers[form=1-KNĐ]/date", "2026-01-01")]),
        (
            "papers[form=20-KNĐ]/about",
            [
                ("papers[form=20-KNĐ,about=/verification/requests/0]/about", "/verification/requests/0"),
                ("papers[form=20-KNĐ,about=/verification/requests/1]/about", "/verification/requests/1"),
            ],
        ),
        ("/papers/3/purpose", [("papers[form=khac,purpose=index]/purpose", "index")]),
        ("/papers/5/form", [("/papers/5/form", "bang-cap")]),
    ],
)
def test_spots(place: str, wanted: list[tuple[str, Any]]) -> None:
    assert spots(place) == wanted


def every_place(value: Any, at: str = "") -> list[tuple[str, Any]]:
    found = [(at, value)]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += every_place(inner, join_pointer(at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += every_place(inner, join_pointer(at, index))
    return found


def test_every_pointer_of_the_sample_leads_to_its_value_and_back() -> None:
    data = record()
    whole = Record(data)
    for pointer, value in every_place(data)[1:]:
        (spot,) = whole.spots(pointer)
        assert spot.value is value
        assert whole.spots(spot.at) == (Spot(spot.at, value),)
        assert whole.index_pointer(spot.at) == pointer


def test_names_of_papers_stay_when_papers_change_places() -> None:
    data = record()
    names = dict(zip(map(id, data["papers"]), Record(data).concrete("/papers/*"), strict=True))
    named = {id(paper) for paper in data["papers"] if names[id(paper)].startswith("papers[")}
    assert len(named) > 30
    mixed = list(data["papers"])
    random.Random(5).shuffle(mixed)
    moved = Record({**data, "papers": mixed})
    for paper, name in zip(mixed, moved.concrete("/papers/*"), strict=True):
        if id(paper) in named:
            assert name == names[id(paper)]
    grown = Record({**data, "papers": [{"form": "khac", "purpose": "other_paper"}, *data["papers"]]})
    for paper, name in zip(data["papers"], grown.concrete("/papers/*")[1:], strict=True):
        if id(paper) in named:
            assert name == names[id(paper)]


def test_names_of_papers_are_unique() -> None:
    names = Record(record()).concrete("/papers/*")
    assert len(set(names)) == len(names)


def test_item_that_is_not_known_is_no_obstacle() -> None:
    data = {**DATA, "papers": [None, *DATA["papers"]], "rows": [None, 5, *DATA["rows"]]}
    assert ("papers[form=1-KNĐ]/date", "2026-01-01") in spots("/papers/*/date", data)
    assert spots("papers[form=1-KNĐ]/date", data) == [("papers[form=1-KNĐ]/date", "2026-01-01")]
    assert spots("/rows[kind=y]/day", data) == [("/rows/3/day", "2026")]


def test_values_by_kind() -> None:
    whole = Record({**DATA, "yes": True, "half": 2.5, "many": 7})
    assert whole.text("/a/b/c") == "text"
    assert whole.text("/rows") is None
    assert whole.number("/many") == 7
    assert whole.number("/yes") is None
    assert whole.number("/a/b/c") is None
    assert whole.items("/rows") == DATA["rows"]
    assert list(whole.items("/gone")) == []
    assert whole.get("/rows/*/n") == 1
    assert whole.get("/rows[kind=y]/n") is None
    assert whole.date("/rows/*/day") == date(2026, 1, 2)
    assert whole.dates("/rows/*/day") == (("/rows/0/day", date(2026, 1, 2)),)
    assert [spot.at for spot in whole.known("/rows/*/n")] == ["/rows/0/n", "/rows/2/n"]
    assert whole.concrete("/rows[kind=x]") == ("/rows/0", "/rows/2")


ASKED_FOR = [
    "/a/b/c", "/a/null", "/a/null/deeper", "/gone/deeper", "/a/x~1y", "/rows", "/rows/0", "/rows/0/n", "/rows/1/n",
    "/rows/*", "/rows/*/n", "/rows/*/kind", "/rows/*/inner/*/x", "/rows/*/inner/0", "/rows[kind=x]", "/rows[kind=x]/n",
    "/rows[kind=x]/day", "/rows[kind=z]", "/rows[kind=z]/n", "/rows[kind=x]/inner[n=1]/x", "/empty/*", "/empty/*/n",
    "/empty[kind=x]/n", "/gone/*/x", "/gone[kind=x]/n", "papers[form=1-KNĐ]/date", "papers[form=1-KNĐ]/number",
    "papers[form=20-KNĐ]/about", "papers[form=9-KNĐ]", "/papers/*/form", "/papers/*/about", "",
]  # fmt: skip
INNER = {"inner": [{"n": 1, "x": 2}, {"n": 1}]}


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        {**DATA, "rows": [{**row, **INNER} for row in DATA["rows"]]},
        {**DATA, "rows": [None, {}, *DATA["rows"]], "papers": None},
        {**DATA, "rows": {"kind": "x"}, "papers": [None]},
        {},
    ],
    ids=["as it is", "lists in lists", "unknown items", "an object for a list", "empty"],
)
def test_what_is_lacking_is_where_nothing_is_known(data: dict[str, Any]) -> None:
    for place in ASKED_FOR:
        assert list(Record(data).lacking(Places([place]))) == [at for at, value in spots(place, data) if value is None]
    together = Record(data).lacking(Places(ASKED_FOR))
    assert sorted(together) == sorted(at for place in ASKED_FOR for at, value in spots(place, data) if value is None)


def test_what_follows_from_a_record_is_worked_out_once() -> None:
    asked: list[tuple[str, ...]] = []

    def work_out(mine: Record, *given: str) -> list[str]:
        asked.append(given)
        return [str(mine.text("/a/b/c")), *given]

    whole = Record(DATA)
    for _ in range(2):
        assert whole.once(work_out) == ["text"]
        assert whole.once(work_out, "x") == ["text", "x"]
        assert whole.once(work_out, "x", "y") == ["text", "x", "y"]
    assert asked == [(), ("x",), ("x", "y")]
    assert Record(DATA).once(work_out) == ["text"]
    assert len(asked) == 4


def test_pointer_by_index_goes_as_far_as_the_record() -> None:
    whole = Record(DATA)
    assert whole.index_pointer("papers[form=20-KNĐ]/about") == "/papers/1/about"
    assert whole.index_pointer("papers[form=9-KNĐ]/date") == "/papers"
    assert whole.index_pointer("/rows[kind=y]/day") == "/rows/1/day"


# --- the language of places -----------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["/a[", "/a]", "a[=x]", "a[k]", "a[k=]", "//a", "/a//b", "/a[k=v]x]", "[k=v]"])
def test_what_is_no_place_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        parse_place(bad)


def test_place_is_taken_apart() -> None:
    assert parse_place("") == ()
    assert parse_place("/a~1b/*/c~0d") == ("a/b", "*", "c~d")
    name, selector, last = parse_place("papers[form=20-KNĐ,about=/verification/requests/0]/date")
    assert (name, last) == ("papers", "date")
    assert isinstance(selector, Selector)
    assert selector.conditions == (("form", ("20-KNĐ",)), ("about", ("/verification/requests/0",)))
    assert str(selector) == "[form=20-KNĐ,about=/verification/requests/0]"


@given(st.lists(st.text(st.characters(exclude_characters="[]", codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_any_key_can_be_written_as_a_place(keys: list[str]) -> None:
    place = ""
    for key in keys:
        place = join_pointer(place, key)
    assert parse_place(place) == tuple(keys)


@pytest.mark.parametrize(
    ("place", "ancestor", "wanted"),
    [
        ("/a/b", "/a", True),
        ("/a", "/a", True),
        ("/ab", "/a", False),
        ("/a", "/a/b", False),
        ("papers[form=x]/date", "papers[form=x]", True),
        ("papers[form=x,about=/a/1]", "papers[form=x", False),
        ("/rows[kind=x]/a", "/rows", True),
    ],
)
def test_within(place: str, ancestor: str, wanted: bool) -> None:
    assert is_within(place, ancestor) is wanted


# --- invalid places, office, stages ---------------------------------------------------------------------


def test_invalid_place_is_unknown_and_the_rest_stays() -> None:
    data = record(put={"/candidate/date_of_birth": "12/3/2000", "papers[form=1-KNĐ]/signed": "có", "/no_such": 1})
    dossier = Dossier(data)
    assert {problem.pointer for problem in dossier.problems} >= {"/candidate/date_of_birth", "/no_such"}
    assert dossier.record.get("/candidate/date_of_birth") is None
    assert dossier.record.get("papers[form=1-KNĐ]/signed") is None
    assert dossier.record.get("/candidate/birth_name") == "Nguyễn Văn Mẫu"
    assert data["candidate"]["date_of_birth"] == "12/3/2000"


def test_item_of_a_wrong_kind_is_an_item_of_which_nothing_is_known() -> None:
    data = record(put={"/papers/0": 5, "/introducers/0": ["x"], "/decision/legal_bases/0": 7})
    known = Dossier(data).record.data
    assert known["papers"][0] == {}
    assert known["introducers"][0] == {}
    assert known["decision"]["legal_bases"][0] is None


def test_nothing_left_of_the_record_is_an_empty_record() -> None:
    assert without({"a": 1}, [""]) == {}
    assert without({"a": [1, 2]}, ["/a/5", "/b/c", "/a/x"]) == {"a": [1, 2]}
    assert without({"a/b": 1, "c~d": 2}, ["/a~1b", "/c~0d"]) == {"a/b": None, "c~d": None}


def test_any_wrong_value_leaves_a_valid_rest() -> None:
    data = record()
    rng = random.Random(11)
    places = [pointer for pointer, _ in every_place(data)[1:]]
    for pointer in rng.sample(places, 150):
        wrong = rng.choice([5, "x\ny", [[]], {"a": 1}, True, 10**30, ["x"]])
        changed = record()
        parent: Any = changed
        *way, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        for step in way:
            parent = parent[int(step)] if isinstance(parent, list) else parent[step]
        parent[int(last) if isinstance(parent, list) else last] = wrong
        dossier = Dossier(changed)
        # a key that the schema does not name stays, with nothing in it
        left = [problem.pointer for problem in problems(dossier.record.data)]
        assert all(Record(dossier.record.data).get(place) is None for place in left), pointer


def test_id_that_cannot_be_used_is_empty() -> None:
    assert Dossier(record()).record_id == "mau-001"
    for bad in ("con", "../x", 5, None, "Nguyễn Văn Mẫu"):
        assert Dossier(record(put={"/record_id": bad})).record_id == ""


def test_office_speaks_where_the_record_is_silent() -> None:
    orgs = {"cell": {"name": "Chi bộ Một", "secretary": "A"}, "section": {"name": "Bộ phận"}}
    office = Office({"place": "Xã Mẫu", "orgs": orgs})
    data = {"orgs": {"cell": {"name": "Chi bộ Hai", "deputy": None}, "section_none": True}}
    merged = office.effective(data)
    assert merged["place"] == "Xã Mẫu"
    assert merged["orgs"] == {"cell": {"name": "Chi bộ Hai", "secretary": "A"}, "section_none": True}
    assert data == {"orgs": {"cell": {"name": "Chi bộ Hai", "deputy": None}, "section_none": True}}
    assert office.effective({"place": "Khác"})["place"] == "Khác"
    assert Office().effective(data) is data
    assert Office().get("father_word") == "cha"


def test_stage_is_the_first_whose_closing_act_has_no_date() -> None:
    data = record()
    assert stage_of(Record(data)) is Stage.RECOGNITION_SUBMISSION
    for stage, places in CLOSING_ACTS.items():
        assert stage_of(Record(record(remove=places))) is stage
    assert stage_of(Record({})) is Stage.APPLICATION
    one_left = record(remove=["/submission/sent_date"])
    assert stage_of(Record(one_left)) is Stage.RECOGNITION_SUBMISSION


def test_stages_are_cumulative_in_their_order() -> None:
    order = list(Stage)
    for earlier in order:
        for later in order:
            assert later.includes(earlier) is (order.index(earlier) <= order.index(later))
