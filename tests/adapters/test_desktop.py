"""The desktop: what is opened with what, and folders that take nothing away from anybody."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from dossier.adapters import desktop
from dossier.adapters.desktop import documents_folder, free_name, holds_results, open_file, own_folder
from dossier.errors import InputError


def screen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose opener writes down what it was given; the file it writes to."""
    told = folder / "told"
    opener = folder / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{told}.new"\nmv "{told}.new" "{told}"\n', "utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", ":99")
    return told


def test_file_is_opened_by_its_whole_path_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = screen(tmp_path, monkeypatch)
    path = tmp_path / "Báo cáo $HOME `x` & 'y' \"z\".html"
    path.write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert open_file(Path(path.name))
    deadline = time.monotonic() + 10
    while not told.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert told.read_text(encoding="utf-8") == str(path)


def test_nothing_is_opened_without_a_screen_or_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = screen(tmp_path, monkeypatch)
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not open_file(tmp_path)
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert not open_file(tmp_path)
    assert not told.exists()


def test_windows_opens_it_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(os, "startfile", opened.append, raising=False)
    assert open_file(tmp_path)
    assert opened == [tmp_path]

    def no_program(_: Path) -> None:
        raise OSError

    monkeypatch.setattr(os, "startfile", no_program)
    assert not open_file(tmp_path)


def test_programs_of_the_machine_get_their_own_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/portable/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/machine")
    assert desktop.system_environment() == dict(os.environ)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert desktop.system_environment()["LD_LIBRARY_PATH"] == "/machine"
    assert "LD_LIBRARY_PATH_ORIG" not in desktop.system_environment()
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG")
    assert "LD_LIBRARY_PATH" not in desktop.system_environment()


def test_documents_are_those_of_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert documents_folder() == tmp_path
    (tmp_path / "Documents").mkdir()
    assert documents_folder() == tmp_path / "Documents"


def test_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.b.xlsx") == tmp_path / "a.b.xlsx"
    for number in ("", " (2)"):
        (tmp_path / f"a.b{number}.xlsx").touch()
    assert free_name(tmp_path / "a.b.xlsx") == tmp_path / "a.b (3).xlsx"


def test_folder_of_results_is_used_again_and_no_other(tmp_path: Path) -> None:
    first = own_folder("ds.v2 - hồ sơ", tmp_path)
    assert first == tmp_path / "ds.v2 - hồ sơ"
    assert own_folder("ds.v2 - hồ sơ", tmp_path) == first
    (first / "riêng.txt").touch()
    second = own_folder("ds.v2 - hồ sơ", tmp_path)
    assert second == tmp_path / "ds.v2 - hồ sơ (2)"
    (second / "manifest.jsonl").touch()
    (second / "summary.html").touch()
    assert holds_results(second)
    assert own_folder("ds.v2 - hồ sơ", tmp_path) == second


def test_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x", "utf-8")
    assert own_folder("a", tmp_path) == tmp_path / "a (2)"
    assert (tmp_path / "a").read_text("utf-8") == "x"


def test_next_place_is_taken_where_one_may_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked, free = tmp_path / "blocked", tmp_path / "free"
    for folder in (blocked, free):
        folder.mkdir()
    # whoever runs the tests may write anywhere: a file in a folder's place stands for a disk that may not be written
    nowhere = blocked / "file"
    nowhere.touch()
    assert own_folder("a", nowhere, free) == free / "a"
    with pytest.raises(InputError) as refused:
        own_folder("a", nowhere)
    assert refused.value.place == "a"
    assert stat.S_ISREG(nowhere.stat().st_mode)
