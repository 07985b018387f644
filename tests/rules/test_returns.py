"""The ninety faults for which dossiers come back: each is caught, and the proof of it really fires."""

from __future__ import annotations

import ast
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docs.pages import rules_page
from dossier import load_rulebook
from dossier.findings import Verdict
from dossier.record.office import Office
from dossier.resources import table_folder
from tests.rules.cases import HERE, report_of

ROOT = HERE.parent.parent
ROWS: dict[str, dict[str, Any]] = tomllib.loads((table_folder() / "returns.toml").read_text(encoding="utf-8"))
ELSEWHERE = {"import", "fill", "form", "cohort"}
BUILT_IN = {"PAPER", "WAIVER"}
PROOFS = [(number, proof) for number, row in ROWS.items() for proof in row["proof"]]


def test_all_ninety_stand_in_the_table() -> None:
    assert list(ROWS) == [f"X{number:02d}" for number in range(1, 91)]


@pytest.mark.parametrize("number", ROWS)
def test_row_is_whole(number: str) -> None:
    row = ROWS[number]
    assert set(row) <= {"vi", "en", "caught_by", "proof", "why_not"}
    assert 0 < len(row["vi"]) <= 80 and 0 < len(row["en"]) <= 80
    overlays = [overlay.id for overlay in load_rulebook().overlays]
    codes = set(load_rulebook(Office(settings={"overlays": overlays})).whole.rules)
    assert set(row["caught_by"]) <= codes | ELSEWHERE | BUILT_IN
    if row["caught_by"]:
        assert row["proof"]
    else:
        assert not row["proof"] and row["why_not"]["vi"] and row["why_not"]["en"]


@pytest.mark.parametrize(("number", "proof"), PROOFS)
def test_proof_fires(number: str, proof: str) -> None:
    if "::" in proof:
        path, name = proof.split("::")
        assert name in functions_of(ROOT / path)
    else:
        wanted = "pass" if proof.startswith("pass:") else "fail"
        code, case = proof.removeprefix("pass:").split("/")
        assert code in ROWS[number]["caught_by"]
        report = report_of(json.loads((HERE / code / wanted / f"{case}.json").read_text(encoding="utf-8")))
        found = [finding for finding in report.findings if finding.code == code]
        if wanted == "fail":
            assert found
        else:
            assert not found
            assert {rule.code: rule.verdict for rule in report.rules}[code] is Verdict.PASS


@pytest.mark.parametrize("number", ROWS)
def test_every_code_named_is_proved_or_stands_beside_one_that_is(number: str) -> None:
    proved = {proof.removeprefix("pass:").split("/")[0] for proof in ROWS[number]["proof"] if "::" not in proof}
    rules = set(ROWS[number]["caught_by"]) - ELSEWHERE - BUILT_IN
    assert not rules or proved & rules or not proved


def test_page_of_the_rules_lists_every_fault() -> None:
    page = rules_page()
    for number, row in ROWS.items():
        assert f"| {number} | {row['vi']} |" in page


@cache
def functions_of(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


# --- a fault that no case of one rule can show --------------------------------------------------------------------


@pytest.mark.parametrize("key", ["date", "number"])
def test_paper_that_disagrees_with_its_act_is_found(key: str) -> None:
    other = {"date": "2025-10-16", "number": "06"}[key]
    report = report_of({"put": {f"papers[form=6-KNĐ]/{key}": other}})
    found = [(finding.code, finding.where.pointer) for finding in report.findings if finding.blocks]
    assert ("PAPER", f"papers[form=6-KNĐ]/{key}") in found
