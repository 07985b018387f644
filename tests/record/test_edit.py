"""A record with places put or removed is a new value."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dossier.record.edit import changed_places, edited, three_way

DATA: dict[str, Any] = {
    "a": {"b": 1, "none": None},
    "rows": [{"kind": "x", "n": 1}, {"kind": "y", "n": 2}, {"kind": "x", "n": 3}],
    "papers": [{"form": "1-KNĐ"}, {"form": "2-KNĐ", "date": "2026-01-01"}],
}


@pytest.mark.parametrize(
    ("put", "place", "wanted"),
    [
        ({"/a/b": 2}, ("a", "b"), 2),
        ({"/a/c/d": 2}, ("a", "c"), {"d": 2}),
        ({"/a/none/x": 2}, ("a", "none"), {"x": 2}),
        ({"/new": [1]}, ("new",), [1]),
        ({"/rows/-": {"n": 4}}, ("rows", 3), {"n": 4}),
        ({"/rows/3": {"n": 4}}, ("rows", 3), {"n": 4}),
        ({"/rows/0/n": 9}, ("rows", 0, "n"), 9),
        ({"/rows[kind=y]/n": 9}, ("rows", 1, "n"), 9),
        ({"/rows[kind=z]/n": 9}, ("rows", 3), {"kind": "z", "n": 9}),
        ({"papers[form=2-KNĐ]/date": "2026-02-02"}, ("papers", 1, "date"), "2026-02-02"),
        ({"papers[form=9-KNĐ]/signed": True}, ("papers", 2), {"form": "9-KNĐ", "signed": True}),
        ({"/list/-": 1}, ("list",), [1]),
        ({"/x~1y/z": 1}, ("x/y",), {"z": 1}),
        ({"/a/b": None}, ("a", "b"), None),
    ],
)
def test_put(put: dict[str, Any], place: tuple[Any, ...], wanted: Any) -> None:
    before = copy.deepcopy(DATA)
    found: Any = edited(DATA, put=put)
    for step in place:
        found = found[step]
    assert found == wanted
    assert before == DATA


def test_put_at_several_places_at_once() -> None:
    result = edited(DATA, put={"/rows/*/n": 0})
    assert [row["n"] for row in result["rows"]] == [0, 0, 0]
    result = edited(DATA, put={"/rows[kind=x]/n": 0})
    assert [row["n"] for row in result["rows"]] == [0, 2, 0]


def test_values_put_are_not_shared() -> None:
    value: list[int] = []
    result = edited(DATA, put={"/x": value, "/y": value})
    result["x"].append(1)
    assert value == []
    assert result["y"] == []


def test_remove() -> None:
    assert edited(DATA, remove=["/a/b"])["a"] == {"none": None}
    assert [row["n"] for row in edited(DATA, remove=["/rows[kind=x]"])["rows"]] == [2]
    assert edited(DATA, remove=["/rows/*"])["rows"] == []
    assert edited(DATA, remove=["/rows/1"])["rows"] == [DATA["rows"][0], DATA["rows"][2]]
    assert edited(DATA, remove=["papers[form=2-KNĐ]/date"])["papers"][1] == {"form": "2-KNĐ"}
    assert "a" not in edited(DATA, remove=["/a"])


@pytest.mark.parametrize(
    "place", ["/gone", "/gone/deeper", "/rows/7", "/a/b/c", "/rows[kind=z]", "papers[form=x]/date"]
)
def test_removing_what_is_not_there_changes_nothing(place: str) -> None:
    assert edited(DATA, remove=[place]) == DATA


def test_remove_comes_before_put() -> None:
    assert edited(DATA, remove=["/a"], put={"/a/c": 1})["a"] == {"c": 1}


@pytest.mark.parametrize("place", ["/a/b/c", "/rows/9/n", "/rows/x", "/a/*/x", "/a[kind=x]/y"])
def test_place_that_leads_nowhere_is_refused(place: str) -> None:
    with pytest.raises(KeyError):
        edited(DATA, put={place: 1})


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"a": 2, "c": None}, ["/a", "/b"]),
        ({"a": {"b/c": 1}}, {"a": {"b/c": 2}}, ["/a/b~1c"]),
        ({"a": [{"x": 1}, {"x": 2}]}, {"a": [{"x": 1}, {"x": 3}]}, ["/a/1/x"]),
        ({"a": [1]}, {"a": [1, 2]}, ["/a"]),
        ({"a": {"b": 1}}, {"a": None}, ["/a"]),
        ({"a": True}, {"a": 1}, ["/a"]),
        ({}, {"a": {"b": 1}}, ["/a"]),
    ],
)
def test_places_that_differ_are_named(before: dict[str, Any], after: dict[str, Any], places: list[str]) -> None:
    assert changed_places(before, after) == places


def test_two_changes_of_different_places_are_both_kept() -> None:
    base = {"a": 1, "b": {"c": 1, "d": 1}, "list": [{"x": 1}, {"x": 2}]}
    mine = {"a": 2, "b": {"c": 1, "d": 1}, "list": [{"x": 1}, {"x": 3}]}
    theirs = {"a": 1, "b": {"c": 5}, "list": [{"x": 9}, {"x": 2}], "new": True}
    merged, conflicts = three_way(base, mine, theirs)
    assert merged == {"a": 2, "b": {"c": 5}, "list": [{"x": 9}, {"x": 3}], "new": True}
    assert conflicts == ()


def test_two_changes_of_one_place_are_named_and_mine_stands() -> None:
    merged, conflicts = three_way({"a": {"b": 1}, "l": [1]}, {"a": {"b": 2}, "l": [1, 2]}, {"a": {"b": 3}, "l": [0, 1]})
    assert merged == {"a": {"b": 2}, "l": [1, 2]}
    assert conflicts == ("/a/b", "/l")


def test_what_one_side_took_away_goes_unless_the_other_changed_it() -> None:
    assert three_way({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 1}) == ({"b": 1}, ())
    assert three_way({"a": 1}, {}, {"a": 2}) == ({}, ("/a",))
    assert three_way({"a": True}, {"a": True}, {"a": 1}) == ({"a": 1}, ())
