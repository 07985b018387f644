"""The portable folder knows its files: a copy that is not whole is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dossier.adapters.edition import SUMS_NAME, edition, list_files, portable_edition
from tests.cli.running import run


def folder_at(path: Path) -> Path:
    (path / "trong" / "sâu").mkdir(parents=True)
    for name in ("dossier", "trong/một hai.txt", "trong/sâu/b"):
        (path / name).write_text(name, "utf-8")
    (path / SUMS_NAME).write_bytes(list_files(path))
    return path


def test_whole_copy_is_whole_wherever_it_lies(tmp_path: Path) -> None:
    one, other = edition(folder_at(tmp_path / "a")), edition(folder_at(tmp_path / "ổ khác"))
    assert one.damaged == other.damaged == ()
    assert one.files == 3
    assert one.sha256 == other.sha256
    assert len(one.sha256) == 64


def test_missing_and_changed_files_are_named(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    (folder / "trong" / "một hai.txt").write_text("khác", "utf-8")
    (folder / "trong" / "sâu" / "b").unlink()
    (folder / "thêm.txt").touch()
    assert set(edition(folder).damaged) == {"trong/một hai.txt", "trong/sâu/b"}


def test_folder_without_its_list_is_not_whole(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    (folder / SUMS_NAME).unlink()
    assert edition(folder).damaged == (SUMS_NAME,)


def test_installed_program_is_no_portable_edition() -> None:
    assert portable_edition() is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_doctor_says_which_edition_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    line = run("doctor", lang=lang).out.splitlines()[1]
    folder = folder_at(tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "dossier"))
    whole = run("doctor", lang=lang)
    assert whole.code == 0
    assert str(folder) in whole.out
    assert line not in whole.out
    (folder / "dossier").write_text("khác", "utf-8")
    broken = run("doctor", lang=lang)
    assert broken.code == 4
    assert "1" in broken.out.splitlines()[1]
    assert broken.out.splitlines()[1] != line
