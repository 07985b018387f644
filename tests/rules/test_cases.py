"""Every rule case does what its file says."""

from __future__ import annotations

import pytest

from dossier import load_rulebook
from dossier.findings import Verdict
from tests.rules.cases import Case, cases, report_of

KEYS = {"about", "about_vi", "put", "remove", "stage", "as_of", "overlays", "expect"}


@pytest.mark.parametrize("case", cases("pass"), ids=lambda case: case.name)
def test_rule_passes(case: Case) -> None:
    data = case.data
    assert set(data) <= KEYS
    report = report_of(data)
    wanted = data.get("expect", {}).get("verdict", "pass")
    assert {rule.code: rule.verdict for rule in report.rules}[case.code] == wanted
    if wanted == "pass":
        # a milder hint may stand beside a pass only where the case says so
        found = [finding.ask for finding in report.findings if finding.code == case.code]
        assert found == data.get("expect", {}).get("asks", [])


@pytest.mark.parametrize("case", cases("fail"), ids=lambda case: case.name)
def test_rule_fires(case: Case) -> None:
    data = case.data
    assert set(data) <= KEYS
    expect = data["expect"]
    report = report_of(data)
    found = [finding for finding in report.findings if finding.code == case.code]
    matching = [
        finding
        for finding in found
        if finding.ask == expect["ask"]
        and finding.verdict == expect.get("verdict", "fail")
        and finding.severity == expect.get("severity", "error")
        and finding.where.pointer == expect.get("where", finding.where.pointer)
    ]
    seen = [(f.ask, f.verdict.value, f.severity.value, f.where.pointer) for f in found]
    assert matching, f"expected {expect}, found {seen}"
    verdict = {rule.code: rule.verdict for rule in report.rules}[case.code]
    # a notice may stand beside a question that is answered
    assert verdict in (Verdict.FAIL, Verdict.NEEDS_PERSON) or expect.get("severity") == "notice"
    assert len(set(found)) == len(found)  # nothing is said twice in the same words
    for finding in found:
        assert finding.message.vi and finding.message.en and finding.where.label


def test_every_rule_has_one_passing_and_two_failing_cases() -> None:
    rulebook = load_rulebook()
    passing = {case.code for case in cases("pass")}
    failing = [case.code for case in cases("fail")]
    lacking = [
        code
        for code, rule in rulebook.rules.items()
        if rule.kind == "rule" and (code not in passing or failing.count(code) < 2)
    ]
    assert lacking == []
