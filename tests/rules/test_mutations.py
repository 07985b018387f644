"""Whatever is taken away from the complete sample, or put wrong, is noticed by the rules that the notes name."""

from __future__ import annotations

from collections import Counter

import pytest

from dossier.record.edit import edited
from tests.rules.cases import report_on
from tests.rules.mutations import Mutation, gaps, must_stand, mutations, sample, unnoticed

EVERY = mutations()


@pytest.mark.parametrize("mutation", EVERY, ids=lambda mutation: mutation.name)
def test_mutation_is_noticed(mutation: Mutation) -> None:
    assert mutation.silent == []


@pytest.mark.parametrize("mutation", [m for m in EVERY if m.given or m.lacking], ids=lambda mutation: mutation.name)
def test_what_is_put_beforehand_is_no_fault(mutation: Mutation) -> None:
    before = report_on(mutation.before, overlays=mutation.overlays)
    assert mutation.wanted.keys().isdisjoint(finding.code for finding in before.findings)


def test_every_row_wants_something() -> None:
    assert [mutation.name for mutation in EVERY if not mutation.wanted] == []


def test_no_row_stands_twice() -> None:
    seen = Counter((m.name, repr(m.put), tuple(m.wanted)) for m in EVERY)
    assert [name for (name, _, _), count in seen.items() if count > 1] == []


def test_every_date_vote_paper_and_flag_stands_in_the_table() -> None:
    removed = {place for mutation in EVERY for place in mutation.remove}
    everything = must_stand()
    assert len(everything) > 300
    assert [place for place in everything if place not in removed and place not in unnoticed()] == []


@pytest.mark.parametrize("place", unnoticed())
def test_what_is_listed_as_unnoticed_is_not_noticed(place: str) -> None:
    # a rule that has learnt to notice it: the place moves to the rows above, with the code
    assert report_on(edited(sample().data, remove=[place])).findings == ()
    assert unnoticed()[place]


def test_nothing_the_notes_ask_for_goes_unnoticed() -> None:
    assert gaps() == []
