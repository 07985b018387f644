"""`take`: a list, dossiers or a Word file in, everything done, nothing of anybody's overwritten."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pytest

from dossier.adapters.files import RECORD_NAME
from dossier.adapters.workbook_write import write_workbook
from tests.cli.running import AS_OF, ROOT, dossier_folder, read, record, run

LISTS = ROOT / "samples" / "lists"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account of its own, without a screen."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was opened on the desktop."""
    files: list[Path] = []

    def note(path: Path) -> bool:
        files.append(path)
        return True

    monkeypatch.setattr("dossier.cli.take.open_file", note)
    return files


def workbook(path: Path, *ids: str) -> Path:
    """A workbook of the complete sample under other ids."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(path, [record(put={"/record_id": record_id}) for record_id in ids])
    return path


def written_into(path: Path, text: str) -> bytes:
    """The Word file at *path* after somebody added a line to it."""
    document = docx.Document(str(path))
    document.add_paragraph(text)
    document.save(str(path))
    return path.read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_workbook_gives_a_folder_beside_it(tmp_path: Path, opened: list[Path]) -> None:
    source = workbook(tmp_path / "Hồ sơ số 1 & 2" / "Đợt 3.xlsx", "a-1", "b-2")
    ran = run("take", source, *AS_OF)
    assert ran.code == 0, ran.told
    out = source.with_name("Đợt 3 - hồ sơ")
    for record_id in ("a-1", "b-2"):
        assert (out / record_id / RECORD_NAME).is_file()
        assert len(list((out / record_id / "forms").glob("*.docx"))) > 10
        assert (out / record_id / "report.html").is_file()
    assert opened == [out / "summary.html"]
    assert str(out) in ran.out
    assert {path.name for path in source.parent.iterdir()} == {source.name, out.name}


@pytest.mark.parametrize("name", ["01-tieu-de-gop.xlsx", "03-tcvn3.xls", "07-utf8-bom.csv"])
def test_list_of_an_office_is_taken_too(tmp_path: Path, name: str) -> None:
    shutil.copy(LISTS / name, tmp_path / name)
    ran = run("take", tmp_path / name, *AS_OF)
    assert ran.code == 0, ran.told
    out = tmp_path / f"{Path(name).stem} - hồ sơ"
    assert len(list(out.glob(f"*/{RECORD_NAME}"))) == 4
    assert (out / "summary.html").is_file()


def test_second_time_nothing_is_lost(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1")
    assert run("take", source, *AS_OF).code == 0
    person = tmp_path / "a - hồ sơ" / "a-1"
    form = person / "forms" / "06-6-KND.docx"
    edited = written_into(form, "Viết thêm")
    data = read(person)
    data["candidate"]["occupation"] = "nghề khác"
    (person / RECORD_NAME).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    ran = run("take", source, *AS_OF)
    assert ran.code == 0, ran.told
    assert form.read_bytes() == edited
    assert read(person)["candidate"]["occupation"] == "nghề khác"
    assert not (tmp_path / "a - hồ sơ (2)").exists()


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1")
    theirs = tmp_path / "a - hồ sơ"
    theirs.mkdir()
    (theirs / "summary.html").write_text("của tôi", "utf-8")
    assert run("take", source, *AS_OF).code == 0
    assert files(theirs) == {"summary.html": "của tôi".encode()}
    assert (tmp_path / "a - hồ sơ (2)" / "summary.html").is_file()


def test_person_of_a_result_folder_is_brought_up_to_date_with_the_others(tmp_path: Path, opened: list[Path]) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1", "b-2")
    run("take", source, *AS_OF, "--no-open")
    out = tmp_path / "a - hồ sơ"
    before = (out / "a-1" / "report.html").read_bytes()
    data = read(out / "a-1")
    del data["verification"]
    (out / "a-1" / RECORD_NAME).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    for dropped in (out / "a-1", out / "a-1" / RECORD_NAME):
        assert run("take", dropped, *AS_OF).code == 0
    assert opened == [out / "a-1" / "report.html"] * 2
    assert (out / "a-1" / "report.html").read_bytes() != before
    summary = (out / "summary.html").read_text(encoding="utf-8")
    assert "a-1/report.html" in summary
    assert "b-2/report.html" in summary
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "a - hồ sơ"}


def test_folder_of_dossiers_and_a_single_one(tmp_path: Path, opened: list[Path]) -> None:
    dossier_folder(tmp_path / "in" / "a", put={"/record_id": "a-1"})
    dossier_folder(tmp_path / "in" / "b", put={"/record_id": "b-2"})
    before = files(tmp_path / "in")
    assert run("take", tmp_path / "in", *AS_OF).code == 0
    assert run("take", tmp_path / "in" / "b", *AS_OF).code == 0
    assert opened == [tmp_path / "in - hồ sơ" / "summary.html", tmp_path / "in" / "b - hồ sơ" / "b-2" / "report.html"]
    assert all(path.is_file() for path in opened)
    assert before.items() <= files(tmp_path / "in").items()


def test_word_file_is_checked_and_not_touched(tmp_path: Path, opened: list[Path]) -> None:
    run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", "6-KND")
    form = tmp_path / "out" / "mau-001" / "forms" / "06-6-KND.docx"
    mine = tmp_path / "Nghị quyết.docx"
    shutil.copy(form, mine)
    before = written_into(mine, "Ông ............................ {{ name }}")
    ran = run("take", mine, *AS_OF)
    assert ran.code == run("check", mine, *AS_OF).code == 1
    assert mine.read_bytes() == before
    (report,) = opened
    assert report == tmp_path / "Kiểm tra tệp Word" / "Nghị quyết" / "report.html"
    assert "{{" in report.read_text(encoding="utf-8")
    run("take", mine, *AS_OF)
    assert opened == [report, report]


def test_results_go_to_the_documents_where_the_disk_is_write_protected(
    tmp_path: Path, home: Path, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1")
    (home / "Documents").mkdir()
    monkeypatch.setattr("dossier.adapters.desktop._may_write", lambda folder: tmp_path not in folder.parents)
    assert run("take", source, *AS_OF).code == 0
    assert opened == [home / "Documents" / "a - hồ sơ" / "summary.html"]
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx"}


def test_nothing_is_opened_when_nobody_wants_it(
    tmp_path: Path, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1")
    ran = run("take", source, *AS_OF, "--no-open")
    assert str(tmp_path / "a - hồ sơ" / "summary.html") in ran.out
    monkeypatch.setenv("DOSSIER_NO_OPEN", "1")
    assert run("take", source, *AS_OF).code == 0
    assert opened == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.4", b"\x00\x01\x02"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.docx", "a.json", "a.pdf", "a.xls", "a"])
def test_file_that_is_nothing_is_one_line_and_leaves_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ran = run("take", path, *AS_OF)
    assert ran.code in (1, 3)
    assert "Traceback" not in ran.told
    assert path.read_bytes() == content
    if ran.code == 3:
        assert ran.err.count("\n") == 1, ran.err
        assert [one.name for one in tmp_path.iterdir()] == [name]


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    ran = run("take", tmp_path / "không có.xlsx")
    assert ran.code == 3
    assert ran.err.count("\n") == 1


def test_long_path_is_warned_of(tmp_path: Path) -> None:
    deep = tmp_path
    while len(str(deep)) < 230:
        deep /= "thư mục rất là dài"
    ran = run("take", workbook(deep / "a.xlsx", "a-1"), *AS_OF)
    assert ran.code == 0
    assert any(word.isdecimal() and int(word) > 240 for word in ran.err.split()), ran.err


def test_results_folder_can_be_named(tmp_path: Path) -> None:
    source = workbook(tmp_path / "a.xlsx", "a-1")
    assert run("take", source, *AS_OF, "--out", tmp_path / "b").code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "b"}
    assert (tmp_path / "b" / "a-1" / "report.html").is_file()
