"""`dossier new`, and `dossier import` of what comes back, as an office meets them."""

from __future__ import annotations

import json
import re
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from tests.adapters.questionnaires import BORN, NAME, Excel, Word
from tests.cli.running import COMPLETE, ROOT, dossier_folder, read, run

BOTH = pytest.mark.parametrize("kind", ["xlsx", "docx"])


def filled(path: Path) -> Word | Excel:
    return (Word if path.suffix == ".docx" else Excel)(path.read_bytes())


@BOTH
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_empty_questionnaire_is_made(kind: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / f"phieu.{kind}"
    ran = run("new", path, lang=lang)
    assert ran.code == 0
    assert f"dossier import phieu.{kind} --out" in ran.out
    assert zipfile.is_zipfile(path)
    with zipfile.ZipFile(path) as archive:
        words = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml")).decode()
    hint = {"vi": "Đúng như giấy khai sinh.", "en": "Exactly as on the birth certificate."}
    assert hint[lang] in words
    assert hint["en" if lang == "vi" else "vi"] not in words
    assert "Họ và tên khai sinh" in words


def test_another_suffix_is_wrong_usage(tmp_path: Path) -> None:
    for name in ("phieu.pdf", "phieu", "phieu.doc"):
        ran = run("new", tmp_path / name)
        assert ran.code == 2
        assert ".xlsx" in ran.err and ".docx" in ran.err
        assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_a_file_that_exists_is_replaced_only_by_force(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"phieu.{kind}"
    path.write_bytes(b"mine")
    ran = run("new", path)
    assert ran.code == 3
    assert "--force" in ran.err
    assert path.read_bytes() == b"mine"
    assert run("new", path, "--force").code == 0
    assert zipfile.is_zipfile(path)


@BOTH
def test_no_name_of_a_person_or_machine_stands_in_the_properties(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"phieu.{kind}"
    run("new", path, "--record", COMPLETE)
    with zipfile.ZipFile(path) as archive:
        properties = [archive.read(name).decode() for name in archive.namelist() if name.startswith("docProps/")]
    told = "".join(properties)
    assert properties
    assert "Mẫu" not in told and "mau-001" not in told
    assert "python" not in told.casefold()
    years = set(re.findall(r">([0-9]{4})-[0-9]{2}-[0-9]{2}T", told))
    assert years <= {"2000", "2025"}, "the clock stands in the file"


@BOTH
def test_what_an_office_sends_back_and_forth_ends_in_the_same_record(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "ho-so"
    dossier_folder(out / "mau-001", remove=["/candidate/hometown"])
    before = read(out / "mau-001")
    path = tmp_path / f"phieu.{kind}"
    assert run("new", path, "--record", out / "mau-001").code == 0
    ran = run("import", path, "--out", out, "--yes")
    assert ran.code == 0
    assert "Mục 6: Quê quán" in ran.out
    assert "1 hồ sơ không đổi" in ran.out
    assert read(out / "mau-001") == before

    person = filled(path)
    person.type("/candidate/hometown", "xã Mẫu Hai, tỉnh Ví Dụ")
    person.type("/candidate/phone", "0900000001")
    ran = run("import", person.save(tmp_path), "--out", out, "--yes")
    assert ran.code == 0
    assert "Không còn câu nào trống." in ran.out
    assert "mục Điện thoại: giữ giá trị trong hồ sơ" in ran.out
    after = read(out / "mau-001")
    assert after["candidate"]["hometown"] == {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"}
    assert after["candidate"]["phone"] == "0900000000"
    assert {key: after[key] for key in after if key != "candidate"} == {
        key: before[key] for key in before if key != "candidate"
    }
    run("import", tmp_path / f"phieu.{kind}", "--out", out, "--yes", "--prefer", "sheet")
    assert read(out / "mau-001")["candidate"]["phone"] == "0900000001"


@BOTH
def test_a_new_person_gets_a_folder_and_the_list_of_what_is_blank(kind: str, tmp_path: Path) -> None:
    path, out = tmp_path / f"phieu.{kind}", tmp_path / "ho-so"
    run("new", path)
    person = filled(path)
    person.type(NAME, "Đặng Thị Mẫu")
    person.type(BORN, "khoảng 1999")
    person.type("/candidate/marital_status", "Chưa kết hôn")
    ran = run("import", person.save(tmp_path), "--out", out, "--yes")
    assert ran.code == 1
    assert "tìm thấy “khoảng 1999” (không phải ngày tháng)" in ran.out
    folder = out / "dang-thi-mau-1"
    assert read(folder)["candidate"] == {"birth_name": "Đặng Thị Mẫu", "marital_status": "single"}
    lines = ran.out.splitlines()
    assert "  Mục 3: Ngày sinh; Số căn cước" in lines
    assert "    Cha đẻ: chưa khai" in lines
    assert not any("vợ/chồng" in line for line in lines)
    assert lines[-1] == f"Xem việc phải làm:  dossier check {folder}"
    listed = (out / "import-problems.txt").read_text(encoding="utf-8-sig")
    assert "Mục 3: Ngày sinh; Số căn cước" in listed
    facts = json.loads((out / "import.json").read_text(encoding="utf-8"))
    assert "/candidate/date_of_birth" in facts["blank"]
    assert "khoảng 1999" not in json.dumps(facts, ensure_ascii=False)


def test_the_list_of_blanks_speaks_english_too(tmp_path: Path) -> None:
    path = tmp_path / "phieu.docx"
    run("new", path, "--record", COMPLETE)
    ran = run("import", path, "--out", tmp_path / "out", "--yes", lang="en")
    assert "Nothing is blank." in ran.out


def test_a_record_with_a_fault_is_written_in_without_it(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "mau-001", put={"/candidate/date_of_birth": "12/03/2000"})
    ran = run("new", tmp_path / "phieu.xlsx", "--record", folder)
    assert ran.code == 0
    assert "chưa đúng dạng: Ngày sinh" in ran.out
    assert Excel((tmp_path / "phieu.xlsx").read_bytes()).find(NAME)[0].title == "Lý lịch"


def test_a_record_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ran = run("new", tmp_path / "phieu.xlsx", "--record", tmp_path / "nobody.json")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "phieu.xlsx").exists()


def test_word_files_that_are_no_questionnaire_are_one_line(tmp_path: Path) -> None:
    form = tmp_path / "6-KND.docx"
    shutil.copy(ROOT / "templates" / "hd38-2025" / "6-KND.docx", form)
    old = tmp_path / "phieu.doc"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    for path, words in ((form, "dossier read"), (old, ".docx"), (tmp_path / "none.docx", "đường dẫn")):
        ran = run("import", path, "--out", tmp_path / "out", "--yes")
        assert ran.code == 3
        assert ran.out == ""
        assert ran.err.count("\n") == 1
        assert words in ran.err


@BOTH
def test_an_unfilled_questionnaire_is_one_line(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"phieu.{kind}"
    run("new", path)
    ran = run("import", path, "--out", tmp_path / "out", "--yes")
    assert (ran.code, ran.out) == (3, "")
    assert "mục 1" in ran.err
    assert not (tmp_path / "out").exists()


@BOTH
def test_a_questionnaire_is_made_in_good_time(kind: str, tmp_path: Path) -> None:
    run("new", tmp_path / f"warm.{kind}")
    begun = time.process_time()
    run("new", tmp_path / f"phieu.{kind}", "--record", COMPLETE)
    assert time.process_time() - begun < 10
