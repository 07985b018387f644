"""The ten made-up lists of `samples/lists`: every person as he should be, and not one cell lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlrd

from dossier.adapters.foreign_map import beside, read_map
from dossier.adapters.foreign_problems import ListResult
from dossier.adapters.foreign_read import ListImport
from dossier.record.schema import is_valid
from samples.lists import make

LISTS = sorted(path.name for path in make.HERE.iterdir() if path.suffix in (".xlsx", ".xls", ".csv"))
ENCODINGS = {"06": "utf-8", "07": "utf-8-sig", "08": "utf-16", "09": "cp1258"}
SEPARATORS = {"06": ";", "07": ",", "08": "\t", "09": ";"}
PLACES: dict[str, dict[str, str]] = {
    "xã Mẫu Đông, tỉnh Ninh Bình": {"commune": "xã Mẫu Đông", "province": "tỉnh Ninh Bình"},
    "xã Ví Dụ, huyện Mẫu, tỉnh Cao Bằng": {
        "commune": "xã Ví Dụ", "district": "huyện Mẫu", "province": "tỉnh Cao Bằng",
    },
    "phường Thử, thành phố Huế": {"commune": "phường Thử", "province": "thành phố Huế"},
    "thôn Bến, xã Mẫu": {"text": "thôn Bến, xã Mẫu"},
}  # fmt: skip


@cache
def imported(name: str) -> tuple[list[dict[str, Any]], ListResult]:
    path = make.HERE / name
    answers = beside(path)
    found = ListImport(path, Path("nowhere"), read_map(answers) if answers else None)
    people = [record.data for record in found]
    assert all(map(is_valid, people))
    return people, found.result


def cells_of(path: Path) -> Iterator[Any]:
    """Every cell that holds anything, by another reader than ours."""
    if path.suffix == ".xlsx":
        for page in openpyxl.load_workbook(path, data_only=True).worksheets:
            yield from (cell for row in page.iter_rows(values_only=True) for cell in row)
    elif path.suffix == ".xls":
        for sheet in xlrd.open_workbook(path).sheets():
            yield from (cell for row in range(sheet.nrows) for cell in sheet.row_values(row))
    else:
        text = path.read_bytes().decode(ENCODINGS[path.name[:2]])
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS[path.name[:2]]):
            yield from row


@pytest.mark.parametrize("name", LISTS)
def test_every_cell_is_a_field_or_kept_or_reported(name: str) -> None:
    holding = sum(1 for cell in cells_of(make.HERE / name) if cell is not None and str(cell).strip())
    _, result = imported(name)
    assert holding > 20
    assert sum(result.cells.values()) == holding
    # what is called reported is in the list of problems: cell by cell, or as a row
    rows = [problem for problem in result.problems if ":" in problem.cell]
    assert result.cells["reported"] == 0 or rows or result.counts["error"]


def test_there_are_ten_lists_with_at_most_one_map_each() -> None:
    assert len(LISTS) == 10
    maps = {path.name for path in make.HERE.glob("*.toml")}
    assert maps == {path.name for name in LISTS if (path := beside(make.HERE / name)) is not None}


def test_the_lists_are_what_their_script_makes() -> None:
    made = dict(make.made())
    assert {name for name in LISTS if not name.endswith(".xls")} <= set(made)
    for name, content in made.items():
        assert (make.HERE / name).read_bytes() == content, name


def person(data: dict[str, Any]) -> dict[str, Any]:
    candidate: dict[str, Any] = data["candidate"]
    return candidate


def expected_texts(number: int) -> dict[str, Any]:
    """The person of the text files."""
    name, born, gender, national_id, ethnicity, religion, home, unit, cell, joined, phone = make.PERSONS[number]
    return {
        "candidate": {
            "birth_name": name, "date_of_birth": f"{born}", "gender": gender, "ethnicity": ethnicity,
            "religion": religion, "hometown": PLACES[home], "national_id": national_id, "phone": phone,
            "temporary_address": "không" if number == 0 else PLACES[home], "work_unit": unit,
            "youth_union_join_date": f"{joined}",
        },
        "orgs": {"cell": {"name": cell}},
        "list_order": number + 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in LISTS if name.endswith(".csv")])
def test_text_files_in_four_encodings_say_the_same(name: str) -> None:
    people, result = imported(name)
    assert len(people) == result.persons == 4
    for number, data in enumerate(people):
        expected = expected_texts(number)
        local = {"ghi_chu": "đủ giấy tờ" if number != 1 else "chờ bản sao;\n“hộ khẩu”, khai sinh"}
        if name.startswith("06"):
            local["nguoi_theo_doi"] = "Phạm Thị Mẫu"
            expected["youth_union"] = {"branch": "Chi đoàn 1"}
        assert data.pop("record_id").isascii()
        assert data == {"schema_version": "1", **expected, "local": local}
    assert result.understood


def test_birth_dates_under_men_and_women_give_the_gender_too() -> None:
    people, result = imported("01-tieu-de-gop.xlsx")
    for data, (name, born, gender, _, ethnicity, _, home, unit, cell, joined, _) in zip(
        people, make.PERSONS, strict=True
    ):
        assert person(data) == {
            "birth_name": name, "date_of_birth": f"{born}", "gender": gender, "ethnicity": ethnicity,
            "hometown": PLACES[home], "general_education": "12/12", "political_theory": {"level": "sơ cấp"},
            "work_unit": unit, "youth_union_join_date": f"{joined}",
        }  # fmt: skip
        assert data["orgs"] == {"cell": {"name": cell}}
    kinds = [problem.kind for problem in result.problems]
    assert kinds.count("group_row") == kinds.count("above_header") == kinds.count("after_total") == 2
    assert kinds.count("total_row") == 1


def test_names_dates_and_places_in_several_columns_are_put_together() -> None:
    people, result = imported("02-ho-dem-ten.xlsx")
    for data, (name, born, gender, national_id, *_) in zip(people, make.PERSONS, strict=True):
        assert person(data) == {
            "birth_name": name, "date_of_birth": f"{born}", "gender": gender, "national_id": national_id,
            "permanent_address": {"detail": "thôn Bến", "commune": "xã Mẫu", "province": "tỉnh Ninh Bình"},
            "occupation": "Giáo viên",
        }  # fmt: skip
        assert data["family"] == [{"relation": "father", "full_name": f"{name.rpartition(' ')[0]} Cha"}]
    places = {(problem.kind, problem.place) for problem in result.problems}
    assert {("hidden_rows", "Danh sách!6:6"), ("hidden_columns", "Danh sách!M:M")} <= places


@pytest.mark.parametrize("name", ["03-tcvn3.xls", "04-vni.xls"])
def test_texts_of_old_fonts_are_read_and_shown_before_and_after(name: str) -> None:
    people, result = imported(name)
    capitals = name.startswith("03")
    for data, (full_name, born, _, _, ethnicity, _, home, unit, *_) in zip(people, make.PERSONS, strict=True):
        assert person(data) == {
            "birth_name": full_name.upper() if capitals else full_name, "date_of_birth": f"{born}",
            "ethnicity": ethnicity, "hometown": PLACES[home], "temporary_address": PLACES[home], "work_unit": unit,
            "it_level": "Word, Excel",
        }  # fmt: skip
    lines = [problem.line("vi") for problem in result.problems if problem.kind == "lettering"]
    assert len(lines) == result.letterings == 26
    before, after = ("nguyÔn thÞ mÉu", "NGUYỄN THỊ MẪU") if capitals else ("Nguyeãn Thò Maãu", "Nguyễn Thị Mẫu")
    assert any(f"“{before}” → “{after}”" in line for line in lines)
    assert {problem.kind for problem in result.problems} == {
        "lettering",
        "hidden_rows",
        "hidden_columns",
        "above_header",
    }


def test_fonts_may_change_from_cell_to_cell_and_within_one() -> None:
    people, result = imported("05-phong-lan-lon.xlsx")
    names = [person(data)["birth_name"] for data in people]
    assert names == [*(entry[0] for entry in make.PERSONS[:3]), make.PERSONS[3][0].upper()]
    for data, entry in zip(people, make.PERSONS, strict=True):
        assert person(data)["hometown"] == PLACES[entry[6]]
        assert person(data)["work_unit"] == entry[7]
    assert result.understood


def test_a_merged_name_makes_several_rows_one_person() -> None:
    people, result = imported("10-mot-nguoi-nhieu-dong.xlsx")
    for number, (data, (name, born, gender, national_id, *_, unit, _, _, phone)) in enumerate(
        zip(people, make.PERSONS, strict=True)
    ):
        identity = {"old_id_number": "123456789"} if number == 3 else {"national_id": national_id}
        known_unit = {} if number == 1 else {"work_unit": unit}
        assert person(data) == {
            "birth_name": name, "date_of_birth": f"{born}", "gender": gender, "phone": phone, **identity, **known_unit,
        }  # fmt: skip
        assert data["local"] == {"khen_thuong_da_co": ["Giấy khen năm 2023", "Giấy khen năm 2024"]}
    assert result.cells["skip"] == 4
    assert [(problem.place, problem.kind) for problem in result.problems if problem.severity == "error"] == [
        ("Danh sách!H4", "error_cell")
    ]
