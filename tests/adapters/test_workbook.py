"""The cohort workbook: what is written comes back, whatever the record holds; its layout follows the schema."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from dossier.adapters.imported import ImportedRecord, ImportResult
from dossier.adapters.workbook_layout import MOST_NAME_LENGTH, PATH_ROW, RECORD_ID, TITLE_ROW, layout
from dossier.adapters.workbook_read import read_workbook
from dossier.adapters.workbook_write import column_help, column_name, write_workbook
from dossier.errors import InputError
from dossier.messages import catalogue
from dossier.record.schema import is_valid, node
from dossier.resources import data_folder
from tests.adapters.made_up_records import records
from tests.conftest import often

COMPLETE = json.loads((data_folder("samples") / "dossiers/complete/record.json").read_text(encoding="utf-8"))


def there_and_back(*people: dict[str, Any]) -> tuple[list[ImportedRecord], ImportResult]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cohort.xlsx"
        write_workbook(path, people)
        imported = read_workbook(path)
        return list(imported), imported.result


def known(value: Any) -> Any:
    """*value* without what is not known: null, empty objects, empty lists, items that say nothing."""
    if isinstance(value, dict):
        items = {key: known(item) for key, item in value.items()}
        return {key: item for key, item in items.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        return [item for item in map(known, value) if item not in (None, {}, [])]
    return value


def same(record: dict[str, Any]) -> dict[str, Any]:
    """The part of *record* that a workbook keeps; an open object is kept whole."""
    kept: dict[str, Any] = known({key: value for key, value in record.items() if key != "local"})
    return {**kept, "local": record["local"]} if record.get("local") else kept


def test_complete_record_comes_back_unchanged() -> None:
    (back,), result = there_and_back(COMPLETE)
    assert same(back.data) == same(COMPLETE)
    assert back.data["moves"] == []  # the flag says so, as in the record
    assert back.data["family_none"] == []
    assert result.understood
    assert result.problems == []


@pytest.mark.slow
@settings(max_examples=often(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_any_valid_record_comes_back_unchanged(record: dict[str, Any]) -> None:
    (back,), result = there_and_back(record)
    assert same(back.data) == same(record)
    assert is_valid(back.data)
    assert [problem.kind for problem in result.problems] == []
    assert not result.tidied


def test_persons_keep_their_order_and_their_own_rows() -> None:
    people = [{**COMPLETE, "record_id": f"HS-{number}"} for number in (2, 1, 3)]
    people[1] = {"schema_version": "1", "record_id": "HS-1", "candidate": {"birth_name": "Trần Thị Mẫu"}}
    back, result = there_and_back(*people)
    assert [person.record_id for person in back] == ["HS-2", "HS-1", "HS-3"]
    assert same(back[1].data) == people[1]
    assert same(back[2].data) == same(people[2])
    assert result.persons == 3
    assert result.items["Gia đình"] == 2 * len(COMPLETE["family"])


def test_same_input_gives_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook(first, [COMPLETE])
    write_workbook(second, [COMPLETE])
    assert first.getvalue() == second.getvalue()


def test_empty_workbook_is_understood_and_holds_nobody() -> None:
    back, result = there_and_back()
    assert back == []
    assert result.understood
    assert result.sheets == [sheet.name for sheet in layout().sheets]


def test_a_text_longer_than_a_cell_is_refused_with_its_place() -> None:
    record = {"schema_version": "1", "record_id": "a", "candidate": {"awareness_text": "a" * 32_768}}
    with pytest.raises(InputError) as refused:
        write_workbook(io.BytesIO(), [record])
    assert refused.value.place.startswith("Học vấn, Đoàn, khai!")
    assert refused.value.place.endswith("4")


# --- layout


def every_field(place: str) -> set[str]:
    at = node(place) or {}
    below: set[str] = set()
    for key in at.get("properties", ()):
        below |= every_field(f"{place}/{key}")
    items = node(f"{place}/*")
    if items is not None and items.get("properties"):
        below |= every_field(f"{place}/*")
    return below or {place}


def test_every_field_of_the_schema_has_a_column() -> None:
    sheets = layout().sheets
    columns = {column.path for sheet in sheets for column in sheet.columns}
    for sheet in sheets:
        for place in sheet.lists[1:]:
            columns |= {column.path.replace(sheet.lists[0], place) for column in sheet.columns}
    assert every_field("") - columns == {"/schema_version"}


def test_machine_paths_are_unique_and_sheet_names_fit() -> None:
    sheets = layout().sheets
    paths = [column.path for sheet in sheets for column in sheet.columns[1:]]
    assert len(paths) == len(set(paths))
    assert all(len(sheet.name) <= MOST_NAME_LENGTH for sheet in sheets)
    assert len({sheet.name.casefold() for sheet in sheets}) == len(sheets)
    assert {sheet.columns[0].path for sheet in sheets} == {RECORD_ID}
    assert max(len(sheet.columns) for sheet in sheets) <= 130


def test_every_list_has_a_sheet_of_its_own_name() -> None:
    named = {place for sheet in layout().sheets for place in sheet.lists}
    assert {"/family", "/papers", "/family/*/political_history", "/verification/requests/*/verifiers"} <= named
    assert layout().sheets[0].name == layout().main.name


def test_every_column_has_help() -> None:
    for sheet in layout().sheets:
        for column in sheet.columns:
            assert column.title in column_help(column)
            assert len(column_help(column).splitlines()) >= 2


def test_workbook_as_excel_sees_it() -> None:
    stream = io.BytesIO()
    write_workbook(stream, [{**COMPLETE, "candidate": {**COMPLETE["candidate"], "usual_name": "=1+1"}}])
    book = openpyxl.load_workbook(stream)
    assert book["_dossier"].sheet_state == "veryHidden"
    assert book["_danh_muc"].sheet_state == "hidden"
    page = book[layout().main.name]
    assert page.row_dimensions[PATH_ROW + 1].hidden
    assert page.freeze_panes == "C4"
    columns = {page.cell(PATH_ROW + 1, number).value: number for number in range(1, page.max_column + 1)}
    head = page.cell(TITLE_ROW + 1, columns["/candidate/date_of_birth"])
    assert head.value == "Ngày sinh"
    assert "ngày/tháng/năm" in head.comment.text
    for path in ("/record_id", "/candidate/national_id", "/candidate/date_of_birth"):
        assert page.column_dimensions[column_name(columns[path] - 1)].width
        assert page.cell(4, columns[path]).number_format == "@"
        assert page.cell(4, columns[path]).data_type == "s"
    formula = page.cell(4, columns["/candidate/usual_name"])
    assert (formula.value, formula.data_type, formula.quotePrefix) == ("=1+1", "s", True)
    letter = column_name(columns["/candidate/gender"] - 1)
    rules = [rule for rule in page.data_validations.dataValidation if f"{letter}4" in str(rule.sqref)]
    assert rules[0].type == "list"
    assert "_danh_muc" in rules[0].formula1


def test_sentences_of_the_workbook_stand_in_both_languages() -> None:
    names = {key for key in catalogue("vi") if key.startswith(("workbook.", "cmd.import.", "cmd.workbook."))}
    assert names == {key for key in catalogue("en") if key.startswith(("workbook.", "cmd.import.", "cmd.workbook."))}
