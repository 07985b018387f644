"""What holds of every report, whatever is wrong with the record: tried on random faulty copies of the sample."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dossier import check, load_rulebook
from dossier.findings import Confidence, Finding, Report, Severity, Verdict
from dossier.record.dossier import Dossier
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.reports.json_report import json_report
from dossier.rules.rulebook import Ask, Rule, Rulebook
from tests.conftest import often
from tests.rules.cases import AS_OF
from tests.rules.mutations import EVERY_LEAF, Mutation, mutations, sample

TODAY = date.fromisoformat(AS_OF)
STAGES = [stage.value for stage in Stage]
FEW = settings(deadline=None, max_examples=often(40), suppress_health_check=[HealthCheck.too_slow])


@cache
def whole_book() -> Rulebook:
    """The rules with every overlay that comes with the program."""
    return load_rulebook(Office(settings={"overlays": [overlay.id for overlay in load_rulebook().overlays]}))


def judged(data: Mapping[str, Any], stage: str = STAGES[-1], book: Rulebook | None = None) -> Report:
    return check(Dossier(data), stage=stage, office=Office(), rulebook=book or whole_book(), as_of=TODAY)


@cache
def faults() -> tuple[Mutation, ...]:
    return tuple(m for m in mutations() if not m.given and not m.lacking)


@cache
def blocking_removals() -> tuple[Mutation, ...]:
    """What the notes ask for so that a dossier without it is never ready."""
    return tuple(m for m in faults() if m.remove and "expect" in m.wanted.values())


class Faulty:
    """The sample with some faults; shown by their names, never by what the record says."""

    def __init__(self, chosen: list[Mutation]) -> None:
        self.names = [fault.name for fault in chosen]
        self.data: dict[str, Any] = dict(sample().data)
        for fault in chosen:
            try:
                self.data = edited(self.data, put=fault.put, remove=fault.remove)
            except KeyError:
                continue  # an earlier fault took away what this one changes

    def __repr__(self) -> str:
        return f"Faulty({self.names})"


def faulty() -> st.SearchStrategy[Faulty]:
    """The sample with one to four faults."""
    return st.lists(st.sampled_from(faults()), min_size=1, max_size=4).map(Faulty)


# --- order ---------------------------------------------------------------------------------------------------------


@FEW
@given(one=faulty(), stage=st.sampled_from(STAGES), seed=st.integers(0, 10_000))
def test_order_of_the_rules_does_not_matter(one: Faulty, stage: str, seed: int) -> None:
    book = whole_book()
    codes = list(book.rules)
    random.Random(seed).shuffle(codes)
    shuffled = replace(book, rules={code: _shuffled(book.rules[code], seed) for code in codes})
    # also the order in which they are asked, which is by code
    shuffled.__dict__["in_order"] = tuple(shuffled.rules.values())
    usual, other = judged(one.data, stage), judged(one.data, stage, shuffled)
    assert usual.findings == other.findings
    assert {rule.code: rule.verdict for rule in usual.rules} == {rule.code: rule.verdict for rule in other.rules}
    assert usual.ready is other.ready


def _shuffled(rule: Rule, seed: int) -> Rule:
    return replace(rule, asks=tuple(random.Random(seed).sample(rule.asks, len(rule.asks))))


LISTS = (
    "/papers", "/family", "/verification/requests", "/verification/remarks", "/opinions/organisations",
    "/probation/opinions/organisations", "/confirmations", "/introducers",
)  # fmt: skip


@FEW
@given(one=faulty(), stage=st.sampled_from(STAGES), seed=st.integers(0, 10_000))
def test_order_of_list_entries_does_not_matter(one: Faulty, stage: str, seed: int) -> None:
    other = _reordered(one.data, seed)
    assert _by_content(judged(one.data, stage), one.data) == _by_content(judged(other, stage), other)


def _reordered(data: dict[str, Any], seed: int) -> dict[str, Any]:
    """*data* with its lists in another order; papers still speak of the same items."""
    result = deepcopy(data)
    moved: dict[str, str] = {}
    for place in LISTS:
        items = Record(result).get(place)
        if not isinstance(items, list):
            continue
        order = list(range(len(items)))
        random.Random(f"{seed}{place}").shuffle(order)
        moved |= {f"{place}/{old}": f"{place}/{new}" for new, old in enumerate(order)}
        items[:] = [items[old] for old in order]
    for paper in result.get("papers") or []:
        if paper.get("about") in moved:
            paper["about"] = moved[paper["about"]]
    return result


def _by_content(report: Report, data: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    record = Record(data)
    return Counter(
        (f.code, f.ask, f.verdict.value, f.severity.value, _content_place(record, f.where.pointer))
        for f in report.findings
    )


ABOUT = re.compile(r"(?<=about=)(/[^,\]]+)")


def _content_place(record: Record, place: str) -> str:
    """*place* with the index of every list item replaced by what the item says."""
    head, closed, _ = place.partition("]")
    if closed and not record.known(head + closed):
        # a paper that is not there: known by what it would speak of
        return ABOUT.sub(lambda found: _said(record, record.get(found[1])), place)
    value: Any = record.data
    parts = []
    for step in record.index_pointer(place).split("/")[1:]:
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
            parts.append(_said(record, value))
        else:
            value = value.get(step) if isinstance(value, dict) else None
            parts.append(step)
    return "/".join(parts)


def _said(record: Record, item: Any) -> str:
    if isinstance(item, dict) and isinstance(item.get("about"), str):
        item = {**item, "about": record.get(item["about"]) or item["about"]}
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


# --- unknown is never passed ---------------------------------------------------------------------------------------


def _needed() -> dict[str, list[tuple[Rule, Ask]]]:
    """Every concrete place of the sample that asks need, with these asks."""
    found: dict[str, list[tuple[Rule, Ask]]] = {}
    for rule in whole_book().in_order:
        for ask in rule.asks if rule.kind == "rule" else ():
            if _applies(rule, ask, sample()):
                for spot in (spot for place in ask.needs for spot in sample().known(place)):
                    found.setdefault(spot.at, []).append((rule, ask))
    return found


def _applies(rule: Rule, ask: Ask, record: Record) -> bool:
    in_question = (rule.when is None or rule.when(record)) and (ask.when is None or ask.when(record))
    return in_question and any(not edition.off for edition in ask.editions) and ask.asked_at(Stage(STAGES[-1]))


@pytest.mark.slow
@pytest.mark.parametrize("place", _needed())
def test_no_rule_passes_without_a_place_that_it_needs(place: str) -> None:
    data = edited(sample().data, put={place: None})
    record, report = Record(data), judged(data)
    verdicts = {one.code: one.verdict for one in report.rules}
    asked = [(rule, ask) for rule, ask in _needed()[place] if _applies(rule, ask, record)]
    assert [(rule.code, ask.id) for rule, ask in asked if verdicts[rule.code] is Verdict.PASS] == []
    required = [ask for _, ask in asked if all(edition.severity is Severity.ERROR for edition in ask.editions)]
    assert not (required and report.ready)


@FEW
@given(one=faulty(), removal=st.sampled_from(blocking_removals()))
def test_forgetting_a_required_place_never_makes_a_dossier_ready(one: Faulty, removal: Mutation) -> None:
    assert not judged(edited(one.data, remove=removal.remove)).ready


# --- confidence, bytes, invalid values ------------------------------------------------------------------------------


def test_no_edition_that_rests_on_an_unseen_text_is_an_error() -> None:
    wrong = [
        (rule.code, ask.id, edition.start)
        for rule in whole_book().in_order
        for ask in rule.asks
        for edition in ask.editions
        if edition.confidence is Confidence.UNVERIFIED and edition.severity is Severity.ERROR
    ]
    assert wrong == []


@FEW
@given(one=faulty(), stage=st.sampled_from(STAGES))
def test_unverified_never_blocks(one: Faulty, stage: str) -> None:
    report = judged(one.data, stage)
    unverified = [f for f in report.findings if f.confidence is Confidence.UNVERIFIED]
    assert [(f.code, f.ask) for f in unverified if f.blocks or f.verdict is not Verdict.FAIL] == []
    assert report.ready is not any(f.blocks for f in report.findings if f not in unverified)


@FEW
@given(one=faulty(), stage=st.sampled_from(STAGES))
def test_same_input_gives_the_same_bytes(one: Faulty, stage: str) -> None:
    first = json_report([judged(one.data, stage)])
    assert json_report([judged(deepcopy(one.data), stage)]) == first
    # nor does the order of keys matter
    assert json_report([judged(_keys_turned(one.data), stage)]) == first


def _keys_turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _keys_turned(value[key]) for key in reversed(value)}
    return [_keys_turned(item) for item in value] if isinstance(value, list) else value


INVALID: tuple[Any, ...] = (1.5, "", " ", "31/02/2026", {"x": 1}, [[]], -1, True, "2026-13-01")


@FEW
@given(one=faulty(), leaf=st.sampled_from(EVERY_LEAF), value=st.sampled_from(INVALID), stage=st.sampled_from(STAGES))
def test_invalid_value_counts_as_unknown(one: Faulty, leaf: str, value: Any, stage: str) -> None:
    assume(Record(one.data).known(leaf))
    broken = edited(one.data, put={leaf: value})
    pointer = Record(one.data).index_pointer(leaf)
    assume(any(problem.pointer == pointer for problem in Dossier(broken).problems))
    unknown = edited(one.data, put={leaf: None})
    assert _of_rules(judged(broken, stage)) == _of_rules(judged(unknown, stage))


def _of_rules(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.code != "SCHEMA"]
