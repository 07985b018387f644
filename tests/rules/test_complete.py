"""The complete sample is ready at every stage, and says so for the right reasons."""

from __future__ import annotations

import pytest

from dossier import load_rulebook
from dossier.findings import Verdict
from dossier.record.stages import Stage
from tests.rules.cases import report_of


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
def test_complete_sample_is_ready(stage: str) -> None:
    report = report_of({"stage": stage})
    blocking = [(f.code, f.ask, f.where.pointer, f.message.vi) for f in report.findings if f.blocks]
    assert blocking == []
    assert report.ready
    assert report.exit_code == 0


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
def test_complete_sample_has_no_finding_at_all(stage: str) -> None:
    report = report_of({"stage": stage})
    assert [(f.code, f.ask, f.where.pointer, f.message.vi) for f in report.findings] == []


@pytest.mark.parametrize("stage", [stage.value for stage in Stage])
def test_complete_sample_is_ready_with_every_local_rule_switched_on(stage: str) -> None:
    overlays = [overlay.id for overlay in load_rulebook().overlays]
    assert len(overlays) == 3
    report = report_of({"stage": stage, "overlays": overlays})
    assert [(f.code, f.ask, f.where.pointer, f.message.vi) for f in report.findings] == []


def test_every_rule_asked_has_a_verdict() -> None:
    report = report_of({})
    codes = [rule.code for rule in report.rules]
    assert codes == sorted(set(codes))
    assert {rule.verdict for rule in report.rules} <= set(Verdict)
