"""Reports of the complete sample dossier and of one with nearly everything missing."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from dossier.findings import Report
from dossier.reports.docx import return_slip
from dossier.reports.html import person_html
from dossier.reports.json_report import json_report
from dossier.reports.text import text_report
from dossier.reports.xlsx import person_xlsx
from dossier.resources import schema_path
from tests.rules.cases import report_of

EMPTY: dict[str, Any] = {
    "remove": ["/candidate", "/family", "/introducers", "/papers", "/cell_meeting"],
    "stage": "submission",
}
CASES: dict[str, dict[str, Any]] = {
    "complete": {},
    "as application": {"stage": "application"},
    "nearly empty": EMPTY,
    "wrong type": {"put": {"/candidate/date_of_birth": 1990}},
}


@pytest.fixture(params=CASES, ids=str)
def report(request: pytest.FixtureRequest) -> Report:
    return report_of(CASES[request.param])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_format_holds_every_report(report: Report, lang: str) -> None:
    validator = Draft202012Validator(json.loads(schema_path("report").read_text(encoding="utf-8")))
    made = json.loads(json_report([report], lang))
    validator.validate(made)
    assert len(made["findings"]) == len(report.findings)
    assert text_report(report, lang).count("\n") > 3
    assert "<script" not in person_html(report, lang)
    book = CalamineWorkbook.from_filelike(io.BytesIO(person_xlsx(report, lang)))
    assert len(book.get_sheet_by_index(1).to_python()) == 1 + len(report.findings)
    assert docx.Document(io.BytesIO(return_slip(report, lang))).tables


def test_the_complete_dossier_takes_less_than_a_page() -> None:
    assert len(text_report(report_of({})).splitlines()) <= 60


def test_a_nearly_empty_dossier_is_not_ready_and_says_for_which_stage() -> None:
    last = text_report(report_of(EMPTY)).splitlines()[-1]
    assert last.startswith("CHƯA SẴN SÀNG cho giai đoạn “Gửi hồ sơ kết nạp")
