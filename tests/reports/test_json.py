from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from dossier.findings import Text, Where
from dossier.record.stages import Stage
from dossier.reports.grouping import WHO_ORDER
from dossier.reports.json_report import json_report, report_object
from dossier.resources import schema_path
from tests.reports.made_up import clean_report, finding, normal, report

SCHEMA: dict[str, Any] = json.loads(schema_path("report").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
BOXED = Where("papers[form=2-KNĐ]", "Lý lịch", "papers/01.pdf", 3, (0.1, 0.2, 0.3, 0.4))


def test_the_schema_is_valid_and_says_what_every_property_is() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert not list(_undescribed(SCHEMA, ""))


def _undescribed(schema: Any, at: str) -> Any:
    if isinstance(schema, dict):
        for name, child in schema.get("properties", {}).items():
            if not (child.get("title") and child.get("description")):
                yield f"{at}/{name}"
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield f"{at} is open"
        for name, child in schema.items():
            yield from _undescribed(child, f"{at}/{name}")
    elif isinstance(schema, list):
        for child in schema:
            yield from _undescribed(child, at)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_reports_are_valid_one_alone_or_several(lang: str) -> None:
    boxed = report(finding(where=BOXED))
    for reports in ([normal()], [clean_report()], [boxed], [normal(), clean_report()], []):
        VALIDATOR.validate(json.loads(json_report(reports, lang)))


def test_one_report_is_an_object_and_several_are_a_list() -> None:
    assert isinstance(json.loads(json_report([normal()])), dict)
    assert len(json.loads(json_report([normal(), normal()]))) == 2
    assert json.loads(json_report([])) == []


def test_the_keys_are_those_of_the_contract() -> None:
    made = report_object(report(finding(where=BOXED)), "vi")
    assert list(made) == [
        "schema", "record_id", "stage", "as_of", "ready", "counts", "rules", "findings", "notes", "inputs", "versions",
    ]  # fmt: skip
    assert list(made["findings"][0]) == [
        "code", "ask", "verdict", "severity", "title", "message", "where", "fix", "source", "confidence",
        "edition_from", "who", "overlay", "disposition",
    ]  # fmt: skip
    assert made["findings"][0]["where"] == {
        "pointer": "papers[form=2-KNĐ]", "label": "Lý lịch", "file": "papers/01.pdf", "page": 3,
        "box": [0.1, 0.2, 0.3, 0.4],
    }  # fmt: skip
    assert made["findings"][0]["source"] == {
        "document": "Điều lệ Đảng", "dated": "2011-01-19", "clause": "Điều 5, khoản 1",
    }  # fmt: skip


def test_the_schema_knows_every_stage_and_party() -> None:
    assert SCHEMA["properties"]["stage"]["enum"] == ["", *(stage.value for stage in Stage)]
    assert SCHEMA["$defs"]["finding"]["properties"]["who"]["enum"] == list(WHO_ORDER)


@pytest.mark.parametrize("change", [{"extra": 1}, {"stage": "later"}, {"as_of": "22/11/2026"}])
def test_the_schema_refuses_what_is_not_in_it(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report_object(normal(), "vi") | change)


def test_a_list_of_lists_is_no_report() -> None:
    assert not VALIDATOR.is_valid([[report_object(normal(), "vi")]])


def test_equal_reports_give_equal_text_whatever_the_order_of_versions() -> None:
    turned = report(versions={"rules": "1", "program": "2"}), report(versions={"program": "2", "rules": "1"})
    assert json_report([turned[0]]) == json_report([turned[1]])
    assert json_report([normal()]) == json_report([normal()])


def test_half_a_letter_still_gives_utf8() -> None:
    told = Text("nửa chữ \ud83d", "half a letter \ud83d")
    assert json.loads(json_report([report(finding(message=told))]).encode())["findings"][0]["message"] == "nửa chữ ?"


def test_letters_are_written_as_they_are() -> None:
    assert "Chưa đủ thời gian dự bị." in json_report([report(finding())])
