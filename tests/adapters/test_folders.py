"""From a path on the command line to the dossiers behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.adapters.folders import dossier_paths, folder_name
from dossier.errors import InputError


def touched(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")


def test_record_and_dossier_folder_stand_for_themselves(tmp_path: Path) -> None:
    touched(tmp_path / "a" / "record.json")
    assert dossier_paths(tmp_path / "a") == [tmp_path / "a"]
    assert dossier_paths(tmp_path / "a" / "record.json") == [tmp_path / "a" / "record.json"]


def test_folder_gives_its_dossiers_in_order(tmp_path: Path) -> None:
    touched(tmp_path / "b" / "record.json", tmp_path / "a" / "record.json", tmp_path / "c.json")
    assert [path.name for path in dossier_paths(tmp_path)] == ["a", "b", "c.json"]


def test_what_we_write_ourselves_is_no_dossier(tmp_path: Path) -> None:
    touched(
        tmp_path / "a" / "record.json", tmp_path / "report.json", tmp_path / "import.json", tmp_path / ".x.json",
        tmp_path / "manifest.jsonl", tmp_path / "forms" / "x.docx", tmp_path / "office.toml", tmp_path / ".x.tmp",
    )  # fmt: skip
    assert dossier_paths(tmp_path) == [tmp_path / "a"]


def test_nothing_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", tmp_path):
        with pytest.raises(InputError):
            dossier_paths(path)


@pytest.mark.parametrize("good", ["a", "mau-001", "A.b_c-1", "x" * 64, "console", "com10", "0"])
def test_good_id_names_a_folder(good: str) -> None:
    assert folder_name(good, "x") == good


@pytest.mark.parametrize(
    "bad",
    ["", ".", "..", "-a", ".a", "a/b", "a\\b", "a b", "đ", "x" * 65, "con", "CON", "nul.txt", "Com1", "lpt9.a", "a.",
     "aux", "prn", "a\n", "a\0"],
)  # fmt: skip
def test_bad_id_is_refused_without_naming_it(bad: str) -> None:
    with pytest.raises(InputError) as caught:
        folder_name(bad, "record.json")
    assert caught.value.place == "record.json"


@given(st.text(max_size=70))
def test_folder_name_never_leads_elsewhere(record_id: str) -> None:
    try:
        name = folder_name(record_id, "x")
    except InputError:
        return
    assert name == record_id
    assert Path(name).name == name
    assert name.isascii()
    assert name not in (".", "..")


def test_dot_folders_are_no_dossiers(tmp_path: Path) -> None:
    for name in (".dossier", ".backup", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "record.json").write_bytes(b"{}")
    assert [path.name for path in dossier_paths(tmp_path)] == ["a"]
