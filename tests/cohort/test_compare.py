"""What only a cohort shows."""

from __future__ import annotations

from typing import Any

import pytest

from dossier import load_rulebook
from dossier.cohort.compare import Clash, clash_findings, compare_cohort, facts_of
from dossier.findings import Severity
from dossier.record.record import Record
from tests.cli.running import record


def clashes(*puts: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    base = {"/cell_meeting/number": "0", "/committee_meeting/number": "0", "/decision/number": "0"}
    facts = []
    for number, put in enumerate(puts):
        plain = {
            "/record_id": f"p{number}",
            "/candidate/birth_name": f"Lê Văn {['Một', 'Hai', 'Ba'][number]}",
            "/candidate/national_id": f"00120000000{number}",
            "/orgs/cell/term": f"cell-{number}", "/orgs/grassroots/term": f"grassroots-{number}",
            "/orgs/competent/term": f"competent-{number}",
        }  # fmt: skip
        facts.append(facts_of(f"in/p{number}", f"p{number}", Record(record(put={**base, **plain, **put}))))
    return [(clash.path, clash.other, clash.kind, clash.pointer) for clash in compare_cohort(facts)]


def test_different_persons_do_not_clash() -> None:
    assert clashes({}, {}, {}) == []


def test_one_identity_number_twice() -> None:
    same = {"/candidate/national_id": "001200000009"}
    assert clashes(same, {}, same) == [
        ("in/p0", "p2", "identity", "/candidate/national_id"),
        ("in/p2", "p0", "identity", "/candidate/national_id"),
    ]


def test_one_number_of_one_register_twice() -> None:
    same = {"/orgs/cell/term": "2025-2027", "/cell_meeting/number": "05"}
    other_zero = {**same, "/cell_meeting/number": "5"}
    other_term = {**same, "/orgs/cell/term": "2027-2030"}
    other_body = {**same, "/orgs/cell/name": "Chi bộ Khác"}
    found = [(path, pointer) for path, _, kind, pointer in clashes(same, other_zero) if kind == "number"]
    assert ("in/p0", "/cell_meeting/number") in found
    assert ("in/p1", "/cell_meeting/number") in found
    for other in (other_term, other_body):
        kinds = {pointer for *_, pointer in clashes(same, other)}
        assert "/cell_meeting/number" not in kinds


def test_somebody_else_s_name_left_in_a_paper() -> None:
    left = {"/opinions/assessment": "Quần chúng Lê Văn Hai có phẩm chất tốt."}
    assert clashes(left, {}) == [("in/p0", "p1", "name", "/opinions/assessment")]
    own = {"/opinions/assessment": "Quần chúng Lê Văn Một có phẩm chất tốt."}
    assert clashes(own, {}) == []


def test_name_that_is_a_part_of_another_is_not_it() -> None:
    left = {"/opinions/assessment": "Quần chúng lê văn hai; Văn Hai Lúa."}
    assert clashes(left, {}) == []


@pytest.mark.parametrize(
    ("kind", "code", "severity"),
    [("identity", "C14", Severity.ERROR), ("number", "PAPER", Severity.WARNING), ("name", "A13", Severity.ERROR)],
)
def test_clash_is_a_finding_that_names_only_the_other_id(kind: str, code: str, severity: Severity) -> None:
    whole = Record(record())
    clash = Clash("in/p0", "p7", kind, "/candidate/national_id")
    (finding,) = clash_findings([clash], whole, load_rulebook())
    assert (finding.code, finding.severity, finding.where.pointer) == (code, severity, "/candidate/national_id")
    told = finding.message.vi + finding.message.en + finding.fix.vi + finding.fix.en
    assert "p7" in told
    assert "001200000000" not in told
    assert "{" not in told
