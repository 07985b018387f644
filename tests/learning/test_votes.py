"""Many files, one answer: clear majorities, splits, changes in the course of a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.learning.votes import Proposal, Vote, settle

PATH = ("place",)
DAY = date(2025, 1, 1)


def votes(said: str, *, dated: bool = False) -> list[Vote]:
    """A file for each letter, in the order of time."""
    return [
        Vote(letter, f"{number:02d}.docx", DAY + timedelta(number) if dated else None)
        for number, letter in enumerate(said)
    ]


def settled(said: str, **more: Any) -> Proposal:
    proposal = settle(PATH, votes(said, dated=more.pop("dated", False)), **more)
    assert proposal is not None
    return proposal


def test_no_vote_is_no_proposal() -> None:
    assert settle(PATH, []) is None


@pytest.mark.parametrize(
    ("said", "value", "sure", "why"),
    [
        ("aa", "a", True, ""),
        ("a", "a", False, "few"),
        ("aab", "a", True, ""),  # two thirds
        ("aaabb", "a", False, "split"),
        ("ab", "a", False, "split"),
        ("abc", None, False, "many"),
        ("aabbc", None, False, "many"),
    ],
)
def test_two_thirds_are_a_clear_majority(said: str, value: str | None, sure: bool, why: str) -> None:
    proposal = settled(said)
    assert (proposal.value, proposal.sure, proposal.why) == (value, sure, why)
    assert proposal.asked == len(said)


def test_what_the_others_say_is_kept() -> None:
    assert settled("aaaabbc").others == (("b", 2), ("c", 1))
    assert settled("aabbc").others == (("a", 2), ("b", 2), ("c", 1))


def test_one_paper_proves_what_is_there() -> None:
    assert settled("a", enough=1).sure


def test_the_newest_value_counts_once_it_replaced_the_former() -> None:
    proposal = settled("aaaaabb", dated=True, may_change=True)
    assert (proposal.value, proposal.sure, proposal.why) == ("b", True, "changed")
    assert proposal.since == DAY + timedelta(5)
    assert (proposal.agree, proposal.asked, proposal.others) == (2, 7, (("a", 5),))


def test_one_new_paper_is_proposed_but_not_sure() -> None:
    proposal = settled("aaaaab", dated=True, may_change=True)
    assert (proposal.value, proposal.sure, proposal.why) == ("b", False, "few")


@pytest.mark.parametrize("said", ["aaabaa", "abaaab"])
def test_values_that_take_turns_are_no_change(said: str) -> None:
    assert settled(said, dated=True, may_change=True).value == "a"


def test_many_former_values_were_not_replaced() -> None:
    assert settled("abcdeff", dated=True, may_change=True).why == "many"


def test_without_days_there_is_no_change() -> None:
    assert settled("aaaabb", may_change=True).value == "a"
    assert settled("aaaabb", dated=True).value == "a"


def test_a_change_on_one_day_is_none() -> None:
    same_day = [Vote(letter, f"{number}.docx", DAY) for number, letter in enumerate("aaab")]
    assert settle(PATH, same_day, may_change=True).value == "a"  # type: ignore[union-attr]


def test_spellings_of_one_value_count_together() -> None:
    proposal = settled("AaabB", key=str.lower)
    assert (proposal.value, proposal.agree, proposal.asked) == ("a", 3, 5)


def test_a_file_counts_once() -> None:
    proposal = settle(PATH, [Vote("a", "1.docx"), Vote("a", "1.docx"), Vote("b", "2.docx")])
    assert proposal is not None
    assert (proposal.agree, proposal.asked) == (1, 2)


def test_the_example_is_the_newest_paper() -> None:
    assert settled("aaa", dated=True).files[0] == "02.docx"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 400)), min_size=1, max_size=30), st.randoms())
def test_the_order_of_files_changes_nothing(said: list[tuple[str, int]], random: Any) -> None:
    made = [Vote(value, f"{number}.docx", DAY + timedelta(day)) for number, (value, day) in enumerate(said)]
    mixed = list(made)
    random.shuffle(mixed)
    for may_change in (False, True):
        proposal = settle(PATH, made, may_change=may_change)
        assert proposal == settle(PATH, mixed, may_change=may_change)
        assert proposal is not None
        rest = sum(count for _, count in proposal.others)
        assert rest == (proposal.asked if proposal.value is None else proposal.asked - proposal.agree)
