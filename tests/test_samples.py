"""The samples: made-up people whose records, workbook and reports agree with each other and with the program."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dossier.adapters.files import load_dossier
from dossier.adapters.workbook_read import read_workbook
from dossier.adapters.workbook_write import write_workbook
from dossier.findings import Report, Severity
from dossier.record.dossier import Dossier
from dossier.record.schema import problems
from dossier.record.stages import Stage
from samples import make

# what is wrong on purpose, by (code, verdict); nobody else has an error or an open question
PLANTED = {
    "nga-010": {("C09", "fail")},
    "phuc-011": {("A10", "fail"), ("G01", "fail")},
    "quynh-012": {("C03", "fail"), ("C09", "needs_person"), ("C10", "fail")},
}
# what each person is there to show: rules that are asked of hardly anybody else, and passed
SHOWN = {
    "an-001": {"E01", "E02"},
    "binh-002": {"E01", "E08"},
    "chi-003": {"E01", "E06"},
    "dung-004": {"G09", "D01"},
    "giang-005": {"A06"},
    "hoa-006": {"K17"},
    "khanh-007": {"K13", "K14"},
    "lan-008": {"A03", "A04"},
    "minh-009": {"C09", "D02"},
}
IDS = tuple(make.patches())
EXPECTED = make.SAMPLES / "expected"


@cache
def built() -> dict[str, dict[str, Any]]:
    return {record["record_id"]: record for record in make.persons()}


@cache
def report(record_id: str) -> Report:
    return make.report_on(Dossier(built()[record_id]))


@cache
def expected() -> dict[str, str]:
    return dict(make.expected())


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """(pointer, text) of every text below *value*."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{at}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, f"{at}/{index}")
    elif isinstance(value, str):
        yield at, value


def test_twelve_persons_stand_at_every_stage_but_the_first() -> None:
    assert len(IDS) == 12
    assert {report(record_id).stage for record_id in IDS} >= set(Stage) - {Stage.APPLICATION}


@pytest.mark.parametrize("record_id", IDS)
def test_person_is_valid(record_id: str) -> None:
    assert [problem.pointer for problem in problems(built()[record_id])] == []


@pytest.mark.parametrize("record_id", IDS)
def test_patch_names_nothing_in_vain(record_id: str) -> None:
    # a text that is replaced nowhere would be a slip of the pen
    patch = make.patches()[record_id]
    complete = "\n".join(text for _, text in texts(make.complete_record()))
    assert [index for index, name in enumerate(patch["instead"]) if name not in complete] == []


def test_complete_dossier_is_whole_on_disk() -> None:
    dossier = load_dossier(make.SAMPLES / "dossiers" / "complete")
    assert dossier.files
    assert all(facts.exists and facts.problem is None for facts in dossier.files.values())


def test_workbook_gives_every_person_back() -> None:
    workbook = read_workbook(make.SAMPLES / "cohort.xlsx")
    read = {record.record_id: record.data for record in workbook}
    assert workbook.result.understood
    assert list(read) == list(IDS)
    assert [record_id for record_id in IDS if read[record_id] != built()[record_id]] == []


def test_workbook_is_written_alike_twice() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook(first, built().values())
    write_workbook(second, built().values())
    assert first.getvalue() == second.getvalue()


def test_nine_persons_are_ready() -> None:
    assert sum(report(record_id).ready for record_id in IDS) == 9
    assert {record_id for record_id in IDS if not report(record_id).ready} == set(PLANTED)


@pytest.mark.parametrize("record_id", IDS)
def test_only_planted_faults_are_found(record_id: str) -> None:
    grave = {
        (finding.code, finding.verdict.value)
        for finding in report(record_id).findings
        if finding.severity is not Severity.NOTICE and finding.disposition is None
    }
    assert grave == PLANTED.get(record_id, set())


@pytest.mark.parametrize("record_id", SHOWN)
def test_person_passes_what_the_person_is_there_to_show(record_id: str) -> None:
    verdicts = {rule.code: rule.verdict.value for rule in report(record_id).rules}
    assert {code: verdicts[code] for code in SHOWN[record_id]} == dict.fromkeys(SHOWN[record_id], "pass")


def test_one_person_has_a_warning_that_somebody_answers_for() -> None:
    settled = {
        (record_id, finding.code, finding.disposition.valid)
        for record_id in IDS
        for finding in report(record_id).findings
        if finding.disposition is not None
    }
    assert settled == {("chi-003", "D12", True)}


@pytest.mark.parametrize("name", sorted(path.name for path in EXPECTED.glob("*")))
def test_expected_report_is_what_the_program_says(name: str) -> None:
    assert expected()[name] == (EXPECTED / name).read_text(encoding="utf-8")


def test_no_expected_report_is_missing() -> None:
    assert {path.name for path in EXPECTED.iterdir()} == set(expected())


def test_make_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    for part in ("persons", "dossiers"):
        shutil.copytree(make.SAMPLES / part, tmp_path / part)
    first = made(tmp_path)
    assert "cohort.xlsx" in first
    assert made(tmp_path) == first


def made(folder: Path) -> dict[str, bytes]:
    make.make(folder)
    files = [folder / "cohort.xlsx", *(folder / "expected").iterdir()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.mark.parametrize("record_id", [*IDS, "complete"])
def test_people_are_made_up(record_id: str) -> None:
    record = make.complete_record() if record_id == "complete" else built()[record_id]
    candidate = record["candidate"]
    assert re.fullmatch(r"[0-9]{6}0{6}", candidate["national_id"])
    assert re.fullmatch(r"09000000[0-9]{2}", candidate["phone"])
    assert "email" not in candidate
    numbers = [(at, text) for at, text in texts(record) if re.search(r"[0-9]{9,}", text)]
    assert {at for at, text in numbers if not text.endswith("0" * 6)} <= {"/candidate/phone"}
    names = [candidate["birth_name"], *(relative["full_name"] for relative in record["family"])]
    assert all({"Mẫu", "Ví"} & set(name.split()) for name in names)


def test_identity_and_phone_numbers_are_used_once() -> None:
    for key in ("national_id", "phone"):
        assert len({record["candidate"][key] for record in built().values()}) == len(IDS)
