"""Reading strictly, writing atomically: nothing half-written, the former file untouched, no rubbish left."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.adapters import files
from dossier.adapters.files import load_dossier, load_office, new_file, record_json, strict_json, write_atomically
from dossier.errors import InputError
from dossier.record.dossier import FileFacts
from tests.cli.running import AS_OF, dossier_folder, record, run

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), JSON, max_size=5))
def test_record_comes_back_as_it_was_written(data: dict[str, Any]) -> None:
    content = record_json(data)
    assert strict_json(content, "x.json") == data
    assert content.endswith(b"}\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_one_refusal(content: bytes) -> None:
    try:
        strict_json(content, "x.json")
    except InputError as error:
        assert error.told("vi").startswith("x.json: ")
        assert "\n" not in error.told("vi")


@pytest.mark.parametrize(("depth", "good"), [(50, True), (60, True), (61, False), (500, False), (5000, False)])
def test_nesting_is_bounded(depth: int, good: bool) -> None:
    content = ("[" * depth + "]" * depth).encode()
    if good:
        strict_json(content, "x")
    else:
        with pytest.raises(InputError):
            strict_json(content, "x")


def test_brackets_in_texts_are_no_nesting() -> None:
    assert strict_json(json.dumps({"a": "[" * 500, "b": '\\"[{' * 50}).encode(), "x")["a"] == "[" * 500


def test_too_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    with path.open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)
    with pytest.raises(InputError, match="50 MB"):
        load_dossier(path)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_written_file_is_whole_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_written_file_may_be_read_by_others_as_usual(tmp_path: Path) -> None:
    usual, ours = tmp_path / "usual", tmp_path / "ours"
    usual.write_bytes(b"")
    write_atomically(ours, b"")
    assert stat.S_IMODE(ours.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def open_in_word(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "The process cannot access the file")


FAULTS = [
    ("os.replace", open_in_word, "đóng tệp"),
    ("os.replace", full_disk, "đĩa đầy"),
    ("os.fsync", full_disk, "đĩa đầy"),
    ("tempfile.mkstemp", full_disk, "đĩa đầy"),
    ("tempfile.mkstemp", open_in_word, "đóng tệp"),
]


@pytest.mark.parametrize(("call", "fault", "told"), FAULTS)
def test_failed_write_leaves_the_former_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, fault: Any, told: str
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"former")
    monkeypatch.setattr(call, fault)
    with pytest.raises(InputError) as caught:
        write_atomically(path, b"new")
    assert told in caught.value.told("vi").casefold()
    assert caught.value.exit_code == 3
    assert path.read_bytes() == b"former"
    assert names(tmp_path) == ["a.json"]


class Full:
    """A stream on a disk that is full."""

    def __init__(self, handle: int, *_: object) -> None:
        self.handle = handle

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)

    def write(self, content: bytes) -> None:
        os.write(self.handle, content[: len(content) // 2])
        full_disk()


def test_disk_that_fills_up_in_the_middle_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"former")
    monkeypatch.setattr(files.os, "fdopen", Full)
    with pytest.raises(InputError) as caught:
        write_atomically(path, b"new content")
    assert "đầy" in caught.value.told("vi")
    assert path.read_bytes() == b"former"
    assert names(tmp_path) == ["a.json"]


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    for command in (("fill",), ("batch", *AS_OF)):
        folder = tmp_path / "a"
        ran = run(*command, folder if folder.exists() else dossier_folder(folder), "--out", tmp_path / "out")
        assert ran.code in (1, 3)
        assert "Traceback" not in ran.told
        assert "ỗi của chương trình" not in ran.told
    assert (tmp_path / "out").read_bytes() == b"a file"


@pytest.mark.parametrize("command", ["confirm", "accept", "fill", "batch", "check"])
def test_commands_on_a_full_disk_say_so_and_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    put = {"papers[form=2-KNĐ]/cross_page_stamp": {"state": "uncertain"}}
    put["/introducers/0/full_name"] = "Nguyễn Văn Mẫu Cha"  # type: ignore[assignment]
    folder = dossier_folder(tmp_path / "a", put=put)
    before = (folder / "record.json").read_bytes()
    words = {
        "confirm": ("confirm", folder, "C09", "--by", "A", "--on", "2026-11-22"),
        "accept": (
            "accept", folder, "E01", "--where", "/introducers/0/full_name", "--by", "A", "--reason", "vì",
            "--on", "2026-11-22",
        ),
        "fill": ("fill", folder, "--out", tmp_path / "out"),
        "batch": ("batch", folder, "--out", tmp_path / "out", *AS_OF),
        "check": ("check", folder, *AS_OF, "--format", "html", "--out", tmp_path / "report.html"),
    }[command]  # fmt: skip
    monkeypatch.setattr("os.replace", full_disk)
    ran = run(*words)
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "đầy" in ran.err
    assert (folder / "record.json").read_bytes() == before
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".tmp", ".docx", ".html")]


def test_file_open_in_word_is_told_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dossier_folder(tmp_path / "a")
    assert run("fill", folder, "--out", tmp_path / "out", "--form", "6-KND").code == 0
    monkeypatch.setattr("os.replace", open_in_word)
    files_before = {path: path.read_bytes() for path in tmp_path.rglob("*.docx")}
    (folder / "record.json").write_bytes(record_json(record(put={"/place": "Xã Khác"})))
    ran = run("fill", folder, "--out", tmp_path / "out", "--form", "6-KND")
    assert ran.code == 3
    assert "06-6-KND.docx" in ran.err
    assert "Đóng tệp rồi bấm lại" in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.docx")} == files_before


def test_new_file_is_not_laid_over_another(tmp_path: Path) -> None:
    path = tmp_path / "a"
    new_file(path, b"one", force=False)
    with pytest.raises(InputError):
        new_file(path, b"two", force=False)
    assert path.read_bytes() == b"one"
    new_file(path, b"two", force=True)
    assert path.read_bytes() == b"two"


def test_facts_of_a_scan_are_read(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": ["papers/x.PDF", "papers/gone.pdf"]})
    (folder / "papers").mkdir()
    with (folder / "papers" / "x.PDF").open("wb") as stream:
        writer.write(stream)
    facts = load_dossier(folder).files
    assert (facts["papers/x.PDF"].exists, facts["papers/x.PDF"].pages) == (True, 3)
    assert facts["papers/gone.pdf"].exists is False
    assert load_dossier(folder / "record.json").files == {}


def test_too_large_scan_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILE_BYTES", 100)
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": ["x.pdf"]})
    (folder / "x.pdf").write_bytes(b"%PDF" * 100)
    found = files._file_facts(folder, record(put={"papers[form=1-KNĐ]/files": ["x.pdf"]}))["x.pdf"]
    assert found.problem == "too_large"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows wants a right for links")
def test_link_out_of_the_folder_is_outside(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": ["x.pdf", "loop.pdf"]})
    (tmp_path / "secret.pdf").write_bytes(b"%PDF")
    (folder / "x.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "loop.pdf").symlink_to(folder / "loop.pdf")
    facts = load_dossier(folder).files
    assert facts["x.pdf"].problem == "outside"
    assert facts["loop.pdf"].exists is False


def test_office_is_the_nearest_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "config"))
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    assert load_office(beside=deep).settings == {}
    (tmp_path / "config" / "dossier").mkdir(parents=True)
    (tmp_path / "config" / "dossier" / "office.toml").write_text('place = "Xã Một"', encoding="utf-8")
    assert load_office(beside=deep).get("place") == "Xã Một"
    (tmp_path / "a" / "office.toml").write_text('place = "Xã Hai"', encoding="utf-8")
    found = load_office(beside=deep)
    assert found.get("place") == "Xã Hai"
    assert found.folder == (tmp_path / "a").resolve()
    assert len(found.sha256) == 64
    (deep / "own.toml").write_text('\ufeffplace = "Xã Ba"', encoding="utf-8")
    assert load_office(deep / "own.toml", beside=deep).get("place") == "Xã Ba"
    with pytest.raises(InputError):
        load_office(deep / "gone.toml")


def test_a_file_is_found_however_its_name_is_composed(tmp_path: Path) -> None:
    name = "papers/Lý lịch.pdf"
    folder = dossier_folder(tmp_path / "a", put={"papers[form=2-KNĐ]/files": [name, "papers/Đơn.pdf"]})
    (folder / "papers").mkdir()
    (folder / unicodedata.normalize("NFD", name)).write_bytes(b"no pdf")
    facts = load_dossier(folder).files
    assert (facts[name].exists, facts[name].problem) == (True, "damaged")
    assert facts["papers/Đơn.pdf"].exists is False


def test_a_pdf_is_looked_into_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dossier_folder(tmp_path / "a", put={"papers[form=2-KNĐ]/files": ["x.pdf"]})
    (folder / "x.pdf").write_bytes(b"%PDF-")
    looked = []

    def facts(stream: Any, name: str) -> FileFacts:
        looked.append(name)
        return FileFacts(name, exists=True, pages=len(looked))

    monkeypatch.setattr(files, "pdf_facts", facts)
    found = [load_dossier(folder).files["x.pdf"] for _ in range(3)]
    assert found == [FileFacts("x.pdf", exists=True, pages=1)] * 3
    (folder / "x.pdf").write_bytes(b"%PDF-1")
    assert load_dossier(folder).files["x.pdf"].pages == 2


def test_a_file_that_is_read_just_now_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    replace, refusals = os.replace, [PermissionError(13, "in use")] * 2

    def busy(source: str, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        replace(source, target)

    monkeypatch.setattr(files, "_TRIES", 3)
    monkeypatch.setattr(files, "_PAUSE_S", 0)
    monkeypatch.setattr("os.replace", busy)
    write_atomically(path, b"x")
    assert path.read_bytes() == b"x"
    refusals += [PermissionError(13, "in use")] * 3
    with pytest.raises(InputError):
        write_atomically(path, b"y")
    assert names(tmp_path) == ["a.json"]
