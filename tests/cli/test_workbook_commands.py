"""`dossier workbook` and `dossier import` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dossier.adapters.workbook_read import read_workbook
from dossier.adapters.workbook_write import write_workbook
from dossier.cli import group
from dossier.cli.import_ import import_into
from dossier.errors import InputError
from dossier.resources import data_folder

COMPLETE = json.loads((data_folder("samples") / "dossiers/complete/record.json").read_text(encoding="utf-8"))


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(group, [str(word) for word in words], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def person(record_id: str, **candidate: Any) -> dict[str, Any]:
    return {"schema_version": "1", "record_id": record_id, "candidate": candidate}


def record_at(out: Path, record_id: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((out / record_id / "record.json").read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("name", ["workbook", "import"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_shows_an_example(name: str, lang: str) -> None:
    assert f"dossier {name}" in run("--lang", lang, name, "--help").output


def test_workbook_is_made_once_and_replaced_only_by_force(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert run("workbook", path).return_value == 0
    first = path.read_bytes()
    with pytest.raises(InputError):
        run("workbook", path)
    assert run("workbook", path, "--force").return_value == 0
    assert path.read_bytes() == first
    assert list(read_workbook(path)) == []


def test_import_writes_a_folder_a_person(tmp_path: Path) -> None:
    source, out = tmp_path / "a.xlsx", tmp_path / "out"
    write_workbook(source, [COMPLETE, person("HS-2", birth_name="Trần Thị Mẫu")])
    result = run("import", source, "--out", out)
    assert result.return_value == 0
    assert "mới 2, đã có 0" in result.output
    assert record_at(out, "HS-2")["candidate"] == {"birth_name": "Trần Thị Mẫu"}
    assert record_at(out, COMPLETE["record_id"])["family"] == COMPLETE["family"]
    assert json.loads((out / "import.json").read_text(encoding="utf-8"))["written"] == 2
    assert "Mọi ô đều đã hiểu" in (out / "import-problems.txt").read_text(encoding="utf-8-sig")


def test_importing_again_merges_and_lists_conflicts(tmp_path: Path) -> None:
    source, out = tmp_path / "a.xlsx", tmp_path / "out"
    write_workbook(source, [person("HS-1", birth_name="Nguyễn Văn Mẫu", gender="nam", occupation="Nông dân")])
    assert run("import", source, "--out", out).return_value == 0
    write_workbook(source, [person("HS-1", gender="nữ", religion="không")])
    result = run("import", source, "--out", out)
    assert result.return_value == 0
    expected = {"birth_name": "Nguyễn Văn Mẫu", "gender": "nam", "occupation": "Nông dân", "religion": "không"}
    assert record_at(out, "HS-1")["candidate"] == expected
    listed = (out / "import-problems.txt").read_text(encoding="utf-8-sig")
    assert "Người!G4  khác với hồ sơ HS-1, mục Giới tính: giữ giá trị trong hồ sơ" in listed
    assert "nữ" in listed
    assert "nữ" not in (out / "import.json").read_text(encoding="utf-8")
    assert run("import", source, "--out", out, "--prefer", "sheet").return_value == 0
    assert record_at(out, "HS-1")["candidate"] == {**expected, "gender": "nữ"}


def test_cells_that_were_not_understood_are_listed_and_the_rest_written(tmp_path: Path) -> None:
    import openpyxl

    source, out = tmp_path / "a.xlsx", tmp_path / "out"
    write_workbook(source, [person("HS-1", birth_name="Nguyễn Văn Mẫu", date_of_birth="1990-02-01")])
    book = openpyxl.load_workbook(source)
    page = book["Người"]
    cell = next(cell for cell in page[4] if cell.value == "01/02/1990")
    cell.value = "30/02/1990"
    book.save(source)
    result = run("import", source, "--out", out)
    assert result.return_value == 1
    assert f"Người!{cell.coordinate}  tìm thấy “30/02/1990”" in result.output
    assert record_at(out, "HS-1")["candidate"] == {"birth_name": "Nguyễn Văn Mẫu"}
    facts = json.loads((out / "import.json").read_text(encoding="utf-8"))
    assert facts["problems"][0]["cell"] == cell.coordinate
    assert "30/02/1990" not in json.dumps(facts)


def test_a_broken_record_does_not_stop_the_others(tmp_path: Path) -> None:
    source, out = tmp_path / "a.xlsx", tmp_path / "out"
    write_workbook(source, [person("HS-1", gender="nam"), person("HS-2", gender="nam")])
    (out / "HS-1").mkdir(parents=True)
    (out / "HS-1" / "record.json").write_text("{ broken", encoding="utf-8")
    result = run("import", source, "--out", out)
    assert result.return_value == 1
    assert "HS-1: chưa ghi được" in result.output
    assert (out / "HS-1" / "record.json").read_text(encoding="utf-8") == "{ broken"
    assert record_at(out, "HS-2")["candidate"] == {"gender": "nam"}


def test_import_into_counts_what_could_not_be_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.xlsx"
    write_workbook(source, [person("HS-1", gender="nam")])
    assert import_into(source, tmp_path / "out") == 0
    assert capsys.readouterr().out == ""
