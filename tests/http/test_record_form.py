"""A page sent back untouched leaves the record as it was; what was typed stands where it belongs."""

from __future__ import annotations

import json

import pytest

from dossier.http.record_form import Section, posted
from tests.http.pages import ALL, everybody, items_of, sent


@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_a_page_sent_back_untouched_changes_no_byte(section: Section) -> None:
    for data in everybody():
        before = json.dumps(data)
        for opened in ((), items_of(section, data)):
            result = posted(section, data, sent(section, data, opened=opened))
            assert (json.dumps(result.data), result.problems, result.places) == (before, (), ())
        assert json.dumps(data) == before
