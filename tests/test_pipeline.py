"""The whole program in memory: pure, repeatable, and honest about what it does not know."""

from __future__ import annotations

import copy
import os
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dossier
from dossier import load_dossier, load_forms, load_office, load_rulebook, run
from dossier.forms.pack import Outcome
from dossier.pipeline import look
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.stages import Stage
from dossier.rules.check import check
from tests.cli.running import COMPLETE, record

DAY = date(2026, 11, 22)


def made(data: dict[str, Any], stage: str | None = None, **settings: Any) -> Outcome:
    office = Office(settings)
    return run(Dossier(data), stage=stage, office=office, rulebook=load_rulebook(office), forms=load_forms(), as_of=DAY)


def test_public_names_make_a_run() -> None:
    office = load_office(beside=COMPLETE)
    outcome = run(
        load_dossier(COMPLETE), stage=None, office=office, rulebook=load_rulebook(office), forms=load_forms(),
        as_of=DAY,
    )  # fmt: skip
    assert outcome.report.ready
    assert outcome.report.record_id == "mau-001"
    assert len(outcome.forms) > 15
    for name in dossier.__all__:
        assert callable(getattr(dossier, name))
    with pytest.raises(AttributeError):
        _ = dossier.no_such_name  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", [None, *(stage.value for stage in Stage)])
def test_complete_sample_is_ready_at_every_stage(stage: str | None) -> None:
    outcome = made(record(), stage)
    assert outcome.report.findings == ()
    assert all(form.blanks == 0 for form in outcome.forms)


def test_run_twice_is_the_same() -> None:
    one, other = made(record()), made(record())
    assert one.report == other.report
    assert one.forms == other.forms


def test_run_changes_nothing_it_was_given() -> None:
    data = record()
    before = copy.deepcopy(data)
    made(data, place="Xã Khác", orgs={"cell": {"name": "Chi bộ Khác"}})
    assert data == before


def test_looking_says_what_running_says() -> None:
    data = record(remove=["/candidate/it_level", "/cell_meeting/number"])
    office = Office()
    report, planned = look(
        Dossier(data), stage=None, office=office, rulebook=load_rulebook(), forms=load_forms(), as_of=DAY
    )
    outcome = made(data)
    assert report == outcome.report
    assert [form.name for form in planned] == [form.name for form in outcome.forms]
    assert [len(form.lacks) for form in planned] == [form.blanks for form in outcome.forms]


def test_check_alone_differs_only_in_the_blanks() -> None:
    data = record(remove=["/candidate/it_level"])
    alone = check(Dossier(data), stage=None, office=Office(), rulebook=load_rulebook(), as_of=DAY)
    whole = made(data).report
    assert alone.findings == tuple(finding for finding in whole.findings if finding.code != "FILL")
    assert any(finding.code == "FILL" for finding in whole.findings)
    assert alone.rules == whole.rules


def test_findings_are_ordered_by_code_then_place() -> None:
    findings = made({"schema_version": "1", "record_id": "a"}, "recognition_submission").report.findings
    codes = [finding.code for finding in findings]
    assert codes == sorted(codes)
    assert len(set(codes)) > 20


def test_unknown_is_never_ready() -> None:
    for stage in Stage:
        outcome = made({"schema_version": "1", "record_id": "a"}, stage.value)
        assert not outcome.report.ready
        assert outcome.report.exit_code == 1


def test_core_touches_neither_disk_nor_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    made(record())  # forms, tables and schemas are read once a process

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the core opened a file")

    for target, name in ((Path, "open"), (Path, "read_bytes"), (Path, "read_text"), (os, "open"), (os, "stat")):
        monkeypatch.setattr(target, name, refuse)
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("time.time", refuse)
    outcome = made(record(remove=["/candidate/it_level"]))
    monkeypatch.undo()
    assert outcome.forms


WRONG = (None, 5, "x", [], {}, [None], True, "", [[]], {"a": None}, "2025-02-30", "x\ny", 1.5, 10**30, ["x"])


def every_pointer(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += every_pointer(inner, (*way, key))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9))
def test_no_wrong_value_stops_a_run(seed: int) -> None:
    rng = random.Random(seed)
    ways = every_pointer(record())
    for _ in range(20):
        data = record()
        for way in rng.sample(ways, rng.choice([1, 2, 5])):
            parent: Any = data
            try:
                for step in way[:-1]:
                    parent = parent[step]
                parent[way[-1]] = copy.deepcopy(rng.choice(WRONG))
            except (TypeError, KeyError, IndexError, AttributeError):
                continue  # an earlier change took the place away
        stage = rng.choice([None, "application", "verification", "submission", "recognition_submission"])
        outcome = made(data, stage)
        assert outcome.forms
        for form in outcome.forms:
            assert form.content.startswith(b"PK"), form.name


@pytest.mark.parametrize("rows", ["papers", "confirmations", "dispositions", "family", "introducers", "moves"])
@pytest.mark.parametrize("wrong", [None, 5, "x", [], {}])
def test_no_wrong_item_of_a_list_stops_a_run(rows: str, wrong: Any) -> None:
    data = record()
    data[rows] = [wrong, *(data.get(rows) or [])]
    outcome = made(data)
    if wrong not in ({}, None):
        assert any(finding.code == "SCHEMA" for finding in outcome.report.findings)
