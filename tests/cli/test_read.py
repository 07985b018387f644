"""`dossier read`: what was changed by hand is shown with its place, and taken into the record only on request."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from dossier.record.schema import is_valid
from tests.cli.running import dossier_folder, read, run, write_record
from tests.forms.edits import changed, removed, typed


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """The forms folder of a filled dossier: `record.json` lies above it."""
    folder = dossier_folder(tmp_path / "in")
    assert run("fill", folder, "--out", tmp_path, "--form", "6-KND", "--form", "1-KND").code == 0
    home = next(tmp_path.glob("*/forms"))
    write_record(home.parent / "record.json", read(folder))
    return home


def edit(path: Path, *changes: Callable[[etree._Element], None]) -> Path:
    content = path.read_bytes()
    for change in changes:
        content = changed(content, change)
    path.write_bytes(content)
    return path


def test_nothing_differs_after_filling(forms: Path) -> None:
    ran = run("read", *sorted(forms.iterdir()))
    assert ran.code == 0
    assert ran.out.count("không có gì khác") == 2


def test_a_change_is_shown_with_place_and_what_to_do(forms: Path) -> None:
    path = edit(forms / "06-6-KND.docx", typed("chair_name", "Lê Thị Chủ Trì", pieces=2))
    ran = run("read", path)
    assert ran.code == 1
    assert "Lê Thị Chủ Trì" in ran.out
    assert "[/cell_meeting/chair_name]" in ran.out
    assert "--write" in ran.out
    assert "must" not in ran.out
    assert "can be written" in run("read", path, lang="en").out


def test_write_takes_what_can_be_taken_and_nothing_differs_then(forms: Path) -> None:
    path = edit(forms / "06-6-KND.docx", typed("chair_name", "Lê Thị Chủ Trì"), typed("total", "20"))
    before = read(forms.parent)
    ran = run("read", path, "--write")
    assert ran.code == 1
    after = read(forms.parent)
    assert after["cell_meeting"].pop("chair_name") == "Lê Thị Chủ Trì"
    assert after["cell_meeting"].pop("total") == 20
    for key in ("chair_name", "total"):
        del before["cell_meeting"][key]
    assert after == before
    assert is_valid(read(forms.parent))
    assert run("read", path).code == 0
    assert not [one for one in forms.parent.iterdir() if one.suffix == ".tmp"]


def test_without_write_the_record_stays(forms: Path) -> None:
    before = (forms.parent / "record.json").read_bytes()
    run("read", edit(forms / "06-6-KND.docx", typed("chair_name", "Lê Thị Chủ Trì")))
    assert (forms.parent / "record.json").read_bytes() == before


def test_files_that_disagree_are_listed_and_not_taken(forms: Path) -> None:
    first = edit(forms / "06-6-KND.docx", typed("full_name", "Nguyễn Văn Một"))
    second = edit(forms / "01-1-KND.docx", typed("full_name", "Nguyễn Văn Hai"), typed("occupation", "thợ điện"))
    ran = run("read", first, second, "--write")
    assert ran.code == 1
    assert ran.out.count("các tệp ghi khác nhau") == 2
    after = read(forms.parent)["candidate"]
    assert after["birth_name"] == "Nguyễn Văn Mẫu"
    assert after["occupation"] == "thợ điện"


def test_what_the_schema_refuses_is_told(forms: Path) -> None:
    path = edit(forms / "06-6-KND.docx", typed("chair_name", "Một\nHai"))
    ran = run("read", path, "--write")
    assert "không đúng dạng" in ran.out
    assert read(forms.parent)["cell_meeting"]["chair_name"] != "Một\nHai"


def test_words_outside_and_deleted_fields_are_shown(forms: Path) -> None:
    def words(root: etree._Element) -> None:
        text = next(one for one in root.iter(qn("w:t")) if one.text and one.text.startswith("Vắng mặt"))
        text.text = "Không có mặt: "

    path = edit(forms / "06-6-KND.docx", words, removed("chair_name"))
    ran = run("read", path)
    assert ran.code == 1
    assert "+ Không có mặt: […]" in ran.out
    assert "đã bị xóa khỏi tệp" in ran.out
    assert run("read", path, "--write").code == 1
    assert "Đã ghi 0 chỗ" in run("read", path, "--write").out


def test_a_file_nobody_touched_takes_nothing_back_from_a_newer_record(forms: Path) -> None:
    data = read(forms.parent)
    data["cell_meeting"]["chair_name"] = "Lê Thị Mới"
    write_record(forms.parent / "record.json", data)
    ran = run("read", forms / "06-6-KND.docx", "--write")
    assert ran.code == 1
    assert "Chưa ai sửa tệp này" in ran.out
    assert read(forms.parent) == data


def test_without_a_record_the_fields_are_listed(forms: Path) -> None:
    (forms.parent / "record.json").unlink()
    ran = run("read", forms / "06-6-KND.docx")
    assert ran.code == 0
    assert "full_name: Nguyễn Văn Mẫu" in ran.out
    assert run("read", forms / "06-6-KND.docx", "--write").code == 2


@pytest.mark.parametrize("as_folder", [False, True])
def test_the_record_may_lie_elsewhere(forms: Path, tmp_path: Path, as_folder: bool) -> None:
    folder = dossier_folder(tmp_path / "elsewhere", put={"/candidate/occupation": "thợ"})
    ran = run("read", forms / "01-1-KND.docx", "--record", folder if as_folder else folder / "record.json")
    assert ran.code == 1
    assert "theo hồ sơ:  thợ" in ran.out


def test_a_paper_that_the_record_does_not_make_is_told(forms: Path) -> None:
    folder = dossier_folder(forms.parent.parent / "other")
    assert run("fill", folder, "--out", folder, "--form", "3-KND").code == 0
    path = next(folder.glob("*/forms/03-*.docx"))
    data = read(forms.parent)
    data["introducers"] = []
    write_record(forms.parent / "record.json", data)
    ran = run("read", path, "--record", forms.parent)
    assert ran.code == 1
    assert "không có giấy này" in ran.out


def test_print_variants_are_compared_with_themselves(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "in")
    (tmp_path / "office.toml").write_text("handwritten = false\n", encoding="utf-8")
    office = ("--office", tmp_path / "office.toml")
    assert run("fill", folder, "--out", tmp_path, "--form", "2-KND", *office).code == 0
    path = next(tmp_path.glob("*/forms/*.docx"))
    (tmp_path / "office.toml").write_text("handwritten = true\n", encoding="utf-8")
    assert run("read", path, "--record", folder).code == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_files_that_are_not_ours_get_one_line(forms: Path, tmp_path: Path, lang: str) -> None:
    import docx

    other = tmp_path / "khac.docx"
    docx.Document().save(str(other))
    (tmp_path / "khac.txt").write_text("chữ", encoding="utf-8")
    for path in (other, tmp_path / "khac.txt", tmp_path / "khong-co.docx", tmp_path):
        ran = run("read", forms / "06-6-KND.docx", path, "--write", lang=lang)
        assert ran.code == 3, path.name
        assert ran.out == ""
        assert len(ran.err.splitlines()) == 1


def test_nothing_that_a_terminal_obeys_is_printed(forms: Path) -> None:
    path = edit(forms / "06-6-KND.docx", typed("chair_name", "a\u202eb\tc\nd"))
    out = run("read", path).out
    assert "a\ufffdb → c ↵ d" in out
    assert json.dumps(out)
