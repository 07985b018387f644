"""Whatever is posted: names of other pages are refused whole, nothing is followed, nothing takes long."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.http.form_post import ACTIONS, MOST_ITEMS, MOST_PAIRS
from dossier.http.record_form import Posted, Section, posted
from tests.conftest import often
from tests.http.pages import ALL, Pairs, everybody, named, sent

COMPLETE = everybody()[0]
BEFORE = json.dumps(COMPLETE)
FAMILY = named("family")

STRANGE = [
    "/", "//", "/family", "/family/", "/family/0", "/family/-1/full_name", "/family/16/full_name",
    "/family/00/full_name",
    "/family/1e3/full_name", "/family/99999999999999999999/full_name", "/family/٣/full_name", "/family/*/full_name",
    "/family/0/full_name/0", "/family/0/full_name/x", "/family/0/no_such", "/family/0/__class__",
    "/family/0/birth_place",
    "/candidate/birth_name", "/record_id", "/schema_version", "/confirmations/0/by", "/local", "/local/x", "/__proto__",
    "/family_none/0", "/family[relation=father]/full_name", "/a" * 5_000, "/family/0/" + "a" * 100_000,
    "/family/0/political_history/0/text", "/\ud800", "/\0", "/family/0/birth_place/former/x", "/family/0/~2",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(STRANGE)))
def test_a_name_of_no_field_of_the_page_is_refused_with_the_whole_post(number: int) -> None:
    pairs = [("/family/0/full_name", "Kẻ Lạ"), *sent(FAMILY, COMPLETE), (STRANGE[number], "x")]
    result = posted(FAMILY, COMPLETE, pairs)
    assert not result.is_clean
    assert [problem.pointer for problem in result.problems if not problem.pointer] == [""]
    assert (json.dumps(result.data), result.places) == (BEFORE, ())


@pytest.mark.parametrize("name", ["/record_id", "/schema_version"])
def test_fixed_fields_cannot_be_typed_into(name: str) -> None:
    assert not posted(named("general"), COMPLETE, [(name, "2")]).is_clean


def test_names_that_belong_to_somebody_else_are_passed_over() -> None:
    pairs = [("etag", "x"), ("_save", "1"), ("by", "Văn phòng"), ("", ""), ("family/0/full_name", "x"), ("_csrf", "y")]
    result = posted(FAMILY, COMPLETE, pairs)
    assert (result.is_clean, json.dumps(result.data)) == (True, BEFORE)


@pytest.mark.parametrize(
    "value",
    ["", "=", "/family", "/family=x", "/family=-1", "/family=0,0", "/family=16", "/family=0,,1", "/family= 1",
     "/nobody=0",
     "/candidate/rewards=0", "/family/0/full_name=0", "/family=" + "+," * 10_000, "/family=" + ",".join("+" * 600),
     "/family=٣",
     "/family/77/political_history=+", "/family=1,2,+,99999999999999999999", "/" * 3_000 + "=0"],
)  # fmt: skip
def test_made_up_origins_of_items_are_refused(value: str) -> None:
    result = posted(FAMILY, COMPLETE, [("_items", value), ("/family/0/full_name", "Kẻ Lạ")])
    if value != "/family":  # that one says that every relative was removed: a page can say so
        assert (result.is_clean, json.dumps(result.data)) == (False, BEFORE)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "value", ["", "/", "/family/99", "/family/x", "/candidate", "/papers/0", "/family/0/full_name", "a" * 9_000]
)
def test_buttons_of_no_page_of_ours_are_refused(action: str, value: str) -> None:
    result = posted(FAMILY, COMPLETE, [(action, value)])
    assert (result.action, result.is_clean, json.dumps(result.data)) == (None, False, BEFORE)


@pytest.mark.parametrize(
    "value", ["", "/family/0", "/family/0/full_name", "/papers", "/nobody", "/family/0/nobody", "/candidate"]
)
def test_nothing_is_cleared_that_fits_its_place(value: str) -> None:
    result = posted(FAMILY, COMPLETE, [("_clear", value)])
    assert (result.is_clean, json.dumps(result.data)) == (False, BEFORE)


def in_time(section: Section, pairs: Pairs) -> Posted:
    start = process_time()
    result = posted(section, COMPLETE, pairs)
    assert process_time() - start < 2.0
    assert not result.is_clean
    return result


def test_floods_are_bounded() -> None:
    many = range(MOST_PAIRS)
    for pairs in (
        [("/family/0/full_name", "x")] * (MOST_PAIRS + 1),
        [(f"/family/{number}/full_name", "x") for number in many],
        [(f"/{number}", "x") for number in many],
        [("_items", f"/family/{number}=0") for number in many],
        [("_clear", f"/family/{number}/x") for number in many],
        [("/a" * 90, "x")] * MOST_PAIRS,
    ):
        assert json.dumps(in_time(FAMILY, pairs).data) == BEFORE
    new = ("_items", "/family=" + ",".join("+" * MOST_ITEMS))
    (problem,) = in_time(FAMILY, [new, ("/family/499/birth_year", "x" * 1_000_000)]).problems
    assert problem.pointer == "/family/499/birth_year"


@pytest.mark.parametrize("letter", [" ", ":", "1", "a", "thứ ", "(", ".", "\n", "\u0300", "\\", ";", "=", "1/"])
def test_long_texts_take_no_time(letter: str) -> None:
    for id_ in ("identity", "verification", "cell_meeting", "history", "local"):
        section = named(id_)
        pairs = sent(section, COMPLETE, opened=("/verification/requests/0",))
        start = process_time()
        posted(section, COMPLETE, [(name, letter * 100_000 if name[0] == "/" else text) for name, text in pairs])
        assert process_time() - start < 4.0


NAMES = st.one_of(
    st.sampled_from([*STRANGE, "_items", "_clear", *ACTIONS, "/family/0/full_name", "/family/3/birth_year"]),
    st.text("/family_0123456789~[]*=", max_size=30).map(lambda text: f"/{text}"),
    st.text(max_size=10),
)


@settings(max_examples=often(150), deadline=None)
@given(section=st.sampled_from(ALL), pairs=st.lists(st.tuples(NAMES, st.text(max_size=20) | NAMES), max_size=8))
def test_no_post_ever_breaks(section: Section, pairs: Pairs) -> None:
    result = posted(section, COMPLETE, pairs)
    assert json.dumps(COMPLETE) == BEFORE
    assert result.data["confirmations"] == COMPLETE["confirmations"] or "family" in section.id
    if result.problems and not result.places:
        assert json.dumps(result.data) == BEFORE or result.action is not None
