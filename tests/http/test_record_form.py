"""A page sent back untouched leaves the record as it was, to the byte, whatever stands in the record."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier.http.form_spec import section_fields, spec
from dossier.http.form_values import shown
from dossier.http.record_form import Section, form_of, posted, section_of
from dossier.record.schema import problems
from tests.adapters.made_up_records import records
from tests.conftest import often
from tests.http.pages import ALL, drawn, everybody, items_of, named, page_of, sent

CALM = settings(
    max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def unchanged(section: Section, data: dict[str, Any], opened: tuple[str, ...] = ()) -> bool:
    before = json.dumps(data)
    result = posted(section, data, sent(section, data, opened=opened))
    assert result.problems == ()
    assert result.places == ()
    assert not result.typed.is_changed
    return json.dumps(result.data) == before == json.dumps(data)


@pytest.mark.slow
@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_a_page_sent_back_untouched_changes_no_byte(section: Section) -> None:
    for data in everybody():
        assert unchanged(section, data)
    for data in everybody()[:2]:
        assert unchanged(section, data, items_of(section, data))


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_an_empty_record_stays_empty(section: Section) -> None:
    data = {"schema_version": "1", "record_id": "nobody-1"}
    assert unchanged(section, data)


def touched(data: dict[str, Any]) -> set[Section]:
    """The pages on which *data* has something."""
    return {section for section in ALL if any(_at(data, place) is not None for place in section.places)}


def _at(value: Any, place: str) -> Any:
    for key in place.split("/")[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value


@CALM
@given(data=records())
def test_any_valid_record_survives_its_pages(data: dict[str, Any]) -> None:
    for section in touched(data):
        assert unchanged(section, data, items_of(section, data))


WRONG = st.sampled_from([
    None, True, False, 0, 1972, -3, 1.5, 10**18, "", " ", "a  b", "x\ny", "a\0b", "12/03/2000", "2000-3-1", "1/2025",
    "có", "nay", "\\", "(để trống)", [], {}, [None], [[]], [{}], {"x": 1}, ["a", "a"], [""], ["a\nb"], "<b>&\"'",
    [5], [None, {"full_name": 7}], "/introducers/0", "father:1", {"text": ["a"]}, "ﾁ", "a\u2028b", "\r\n", "x\r",
])  # fmt: skip


def places(section: Section) -> Iterator[str]:
    """Concrete places of a page, lists by their first item."""
    left = [(field, field.place) for field in section_fields(section)]
    while left:
        field, at = left.pop()
        yield at
        step = "/0" if field.kind in ("list", "text_or_list") else ""
        left += [(inner, f"{at}{step}/{key}") for key, inner in field.inside.items()]


EVERYWHERE = [place for section in ALL for place in places(section)]


def with_value(pointer: str, value: Any) -> dict[str, Any]:
    """The complete sample with *value* at *pointer*, whatever was in its way."""
    data = copy.deepcopy(everybody()[0])
    here: Any = data
    *steps, last = pointer.split("/")[1:]
    for step, following in zip(steps, [*steps, last][1:], strict=True):
        made: Any = [{}] if following == "0" else {}
        key: Any = 0 if isinstance(here, list) else step
        inner = here[0] if isinstance(here, list) else here.get(step)
        if not isinstance(inner, type(made)) or inner == []:
            here[key] = made
        here = here[key]
    if isinstance(here, list):
        here[0] = value
    else:
        here[last] = value
    return data


@CALM
@given(pointer=st.sampled_from(EVERYWHERE), value=WRONG)
def test_what_stands_in_the_wrong_form_is_shown_and_kept(pointer: str, value: Any) -> None:
    data = with_value(pointer, value)
    section = section_of(pointer, data)
    assert section is not None
    model = form_of(section, data, problems=problems(data), opened=(pointer,))
    assert page_of(drawn(model)).unbalanced == []
    assert unchanged(section, data, (pointer,))


@CALM
@given(pointer=st.sampled_from(EVERYWHERE), value=WRONG)
def test_every_fault_of_a_page_stands_at_its_field(pointer: str, value: Any) -> None:
    data = with_value(pointer, value)
    section = section_of(pointer, data)
    assert section is not None
    ours = [problem for problem in problems(data) if section_of(problem.pointer, data) == section]
    page = page_of(drawn(form_of(section, data, problems=problems(data))))
    model = form_of(section, data, problems=problems(data))
    assert len(model.errors) == len(ours)
    ids = {element.get("id") for element in page.elements}
    assert {line.target for line in model.errors} <= ids
    assert sum(len(node.errors) for node in model.nodes()) == len(ours)


def test_null_and_nothing_and_a_deliberate_blank_stay_what_they_are() -> None:
    section = named("identity")
    for given_ in ({}, {"religious_rank": None}, {"religious_rank": ""}):
        data = {"schema_version": "1", "record_id": "x-1", "candidate": {"gender": "nam", **given_}}
        assert unchanged(section, data)
    assert shown(spec("/candidate/religious_rank"), "").texts == ("(để trống)",)


def test_keys_that_the_schema_does_not_know_are_shown_and_kept_until_they_are_cleared() -> None:
    data = copy.deepcopy(everybody()[0])
    data["no such/key"] = [1]
    data["candidate"]["~odd"] = "x"
    data["family"][0]["other"] = {"a": 1}
    for section_id, pointer in (
        ("general", "/no such~1key"), ("identity", "/candidate/~0odd"), ("family", "/family/0/other")
    ):  # fmt: skip
        section = named(section_id)
        assert section_of(pointer, data) == section
        assert unchanged(section, data, ("/family/0",))
        model = form_of(section, data, problems=problems(data), opened=("/family/0",))
        (unknown,) = [field for field in model.fields() if field.draw == "unknown"]
        assert (unknown.pointer, len(unknown.errors)) == (pointer, 1)
        pairs = [*sent(section, data, opened=("/family/0",)), ("_clear", pointer)]
        result = posted(section, data, pairs)
        assert (result.problems, result.places) == ((), (pointer,))
        assert len(problems(result.data)) == len(problems(data)) - 1
    assert section_of("/no_such", data) == named("general")
