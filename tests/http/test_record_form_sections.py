"""The pages together hold every field of the record, each field once, and none of them is too long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dossier.http.form_draw import MOST_FIELDS
from dossier.http.form_spec import Spec, section_fields, spec
from dossier.http.record_form import Section, by_action, form_of, section, section_of, sections
from dossier.http.sections import tables
from dossier.messages import LANGUAGES, catalogue
from dossier.record.places import is_within
from dossier.record.schema import SHAPE, node
from tests.http.pages import ALL, everybody, named


def leaves(place: str = "") -> Iterator[str]:
    """Every place of the schema that holds a single value, starred."""
    at = node(place) or {}
    keys = at.get("properties", {})
    items = node(f"{place}/*")
    if items is not None:
        yield from leaves(f"{place}/*")
    for key in keys:
        yield from leaves(f"{place}/{key}")
    if not keys and items is None:
        yield place


def spec_leaves(fields: Iterator[Spec]) -> Iterator[str]:
    for field in fields:
        if field.fields is None:
            yield field.place + ("/*" if field.kind in ("lines", "ticks") else "")
        yield from spec_leaves(iter(field.inside.values()))


def test_every_field_of_the_schema_stands_on_exactly_one_page() -> None:
    claimed = Counter(
        leaf for leaf in leaves() for section in sections() if any(is_within(leaf, own) for own in section.places)
    )
    acts = {leaf for leaf in leaves() if any(is_within(leaf, place) for place in by_action())}
    assert len(claimed) > 700
    assert {leaf for leaf, count in claimed.items() if count > 1} == set()
    assert set(leaves()) - set(claimed) == acts
    assert acts & set(claimed) == set()


def test_every_field_of_the_schema_has_an_input_of_its_own() -> None:
    reached = list(spec_leaves(field for section in ALL for field in section_fields(section)))
    acts = {leaf for leaf in leaves() if any(is_within(leaf, place) for place in by_action())}
    assert len(reached) == len(set(reached))
    assert set(leaves()) - set(reached) == acts
    assert set(reached) <= set(leaves())


def test_every_place_named_in_the_table_is_one_of_the_schema() -> None:
    table = tables()
    named_places = [*table["by_action"], *table["masked"], *table["fixed"], *table["targets"], *table["summary"]]
    named_places += [place for places in table["targets"].values() for place in places]
    named_places += [place for section in sections() for place in section.places]
    assert [place for place in named_places if node(place) is None] == []
    for place, keys in table["summary"].items():
        assert set(keys) <= set(spec(place).inside), place
    for place, shape in (("/candidate/hometown", "place"), ("/papers", "paper")):
        assert spec(place).seldom == set(table["seldom"][shape]) <= set(spec(place).inside)
    for place, rule in table["numbered"].items():
        assert f"{place}/*/{rule['key']}" in table["references"].values()
    pointers = {leaf.removesuffix("/*") for leaf in leaves() if (node(leaf) or {}).get(SHAPE) == "pointer"}
    assert set(table["targets"]) == pointers
    assert [place for place in (*table["references"], *table["references"].values()) if node(place) is None] == []


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_no_page_asks_for_more_than_some_sixty_things(section: Section) -> None:
    assert sum(field.size for field in section_fields(section)) <= MOST_FIELDS + 5
    for data in everybody():
        drawn = list(form_of(section, data).fields())
        assert len(drawn) <= MOST_FIELDS + 5, data["record_id"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_a_title_and_help(lang: str) -> None:
    ids = {section.id for section in ALL}
    for group in ("section", "help"):
        keys = {
            key.removeprefix(f"page.form.{group}.") for key in catalogue(lang) if key.startswith(f"page.form.{group}.")
        }
        assert keys == ids
    titles = [section.title(lang) for section in ALL]
    assert len(titles) == len(set(titles))


def test_pages_are_found_by_id_and_by_place() -> None:
    data = everybody()[0]
    assert named("family").places == ("/family", "/family_none")
    assert section("nobody") is None
    assert section_of("/family/3/full_name", data) == named("family")
    assert section_of("papers[form=2-KNĐ]/date", data) == named("papers")
    assert section_of("papers[form=none-such]/date", data) == named("papers")
    assert section_of("/probation/cell_meeting/date", data) == named("recognition_cell_meeting")
    assert section_of("/candidate", data) == named("identity")
    assert section_of("/candidate/no_such", data) == named("identity")
    assert section_of("/probation/no_such/deep", data) == named("probation")
    assert section_of("/no_such", data) == named("general")
    for place in ("", "/confirmations/0", "/dispositions", "[", "papers[form"):
        assert section_of(place, data) is None
