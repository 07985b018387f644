"""What we wrote, so that our own file is replaced and a person's is kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from dossier.adapters.output import LONGEST_PATH, OutputFolder, file_line, longest_path, write_forms, write_ours
from dossier.errors import InputError
from dossier.forms.pack import FilledForm

NAME = "a/forms/1.docx"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wrote(folder: OutputFolder, content: bytes) -> str | None:
    entry = write_ours(folder.root, NAME, content, folder.known("a"))
    folder.note([file_line(entry)])
    return entry.kept


def test_our_own_file_is_replaced(tmp_path: Path) -> None:
    folder = OutputFolder.open(tmp_path)
    for content in (b"one", b"two", b"two"):
        assert wrote(folder, content) is None
        assert (tmp_path / NAME).read_bytes() == content
    assert [path.name for path in (tmp_path / "a" / "forms").iterdir()] == ["1.docx"]


def test_file_of_a_person_is_kept_over_any_number_of_runs(tmp_path: Path) -> None:
    wrote(OutputFolder.open(tmp_path), b"one")
    (tmp_path / NAME).write_bytes(b"by hand")
    for content in (b"two", b"three"):
        assert wrote(OutputFolder.open(tmp_path), content) == NAME
        assert (tmp_path / NAME).read_bytes() == b"by hand"
        assert (tmp_path / "a" / "forms" / "1 (mới).docx").read_bytes() == content


def test_new_file_beside_an_edited_one_is_kept_when_it_was_edited_too(tmp_path: Path) -> None:
    wrote(OutputFolder.open(tmp_path), b"one")
    (tmp_path / NAME).write_bytes(b"by hand")
    wrote(OutputFolder.open(tmp_path), b"two")
    beside = tmp_path / "a" / "forms" / "1 (mới).docx"
    beside.write_bytes(b"by hand as well")
    wrote(OutputFolder.open(tmp_path), b"three")
    kept = {path.read_bytes() for path in beside.parent.iterdir()}
    assert kept == {b"by hand", b"by hand as well", b"three"}


def test_file_set_back_by_hand_is_ours_again(tmp_path: Path) -> None:
    wrote(OutputFolder.open(tmp_path), b"one")
    (tmp_path / NAME).write_bytes(b"by hand")
    (tmp_path / NAME).write_bytes(b"one")
    assert wrote(OutputFolder.open(tmp_path), b"two") is None


def test_empty_file_of_a_power_cut_is_replaced(tmp_path: Path) -> None:
    wrote(OutputFolder.open(tmp_path), b"one")
    (tmp_path / NAME).write_bytes(b"")
    assert wrote(OutputFolder.open(tmp_path), b"two") is None
    assert (tmp_path / NAME).read_bytes() == b"two"


def test_manifest_is_sorted_and_said_once(tmp_path: Path) -> None:
    folder = OutputFolder.open(tmp_path)
    folder.note([{"path": "b/x", "sha256": sha(b"1"), "form": "f"}, {"record_id": "b", "x": 1}])
    folder.note([{"path": "a/x", "sha256": sha(b"2"), "form": "f"}, {"path": "b/x", "sha256": sha(b"3"), "form": "g"}])
    folder.note([{"record_id": "b", "x": 2}, {"record_id": "a", "x": 3}])
    folder.close()
    lines = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert lines == [
        {"path": "a/x", "sha256": sha(b"2"), "form": "f"},
        {"path": "b/x", "sha256": sha(b"3"), "form": "g"},
        {"record_id": "a", "x": 3},
        {"record_id": "b", "x": 2},
    ]
    again = OutputFolder.open(tmp_path)
    assert again.known("b") == {"b/x": sha(b"3")}
    assert again.records["b"]["x"] == 2
    assert sorted(again.names()) == ["a/x", "b/x"]


@pytest.mark.parametrize(
    "line",
    [b'{"path": "a/x", "sha', b"\xff\xfe\x00", b"5", b"null", b'{"path": 5}', b'{"path": "a/x"}', b"[]",
     b'{"path": "a/x", "sha256": "no hash"}', b'{"record_id": ["a"]}', b"", b"   "],
)  # fmt: skip
def test_damaged_line_is_passed_over(tmp_path: Path, line: bytes) -> None:
    good = json.dumps({"path": "a/y", "sha256": sha(b"1"), "form": "f"}).encode()
    (tmp_path / "manifest.jsonl").write_bytes(good + b"\n" + line)
    folder = OutputFolder.open(tmp_path)
    assert folder.known("a") == {"a/y": sha(b"1")}
    folder.note([{"path": "a/z", "sha256": sha(b"2"), "form": "f"}])
    assert OutputFolder.open(tmp_path).known("a") == {"a/y": sha(b"1"), "a/z": sha(b"2")}


def test_separators_within_a_text_end_no_line(tmp_path: Path) -> None:
    folder = OutputFolder.open(tmp_path)
    folder.note([{"record_id": "a", "label": "một\u2028hai\x85ba\x0cbốn"}])
    assert OutputFolder.open(tmp_path).records["a"]["label"] == "một\u2028hai\x85ba\x0cbốn"


def test_manifest_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").mkdir()
    with pytest.raises(InputError):
        OutputFolder.open(tmp_path).note([{"record_id": "a"}])


def test_forms_lie_below_the_record(tmp_path: Path) -> None:
    form = FilledForm("06-6-KND.docx", b"x", "hd38-2025", "6-KNĐ", "", True, 0)
    (entry,) = write_forms(tmp_path, "a", [form], {})
    assert (tmp_path / "a" / "forms" / "06-6-KND.docx").read_bytes() == b"x"
    assert file_line(entry) == {"path": "a/forms/06-6-KND.docx", "sha256": sha(b"x"), "form": "hd38-2025 6-KNĐ"}


def test_length_of_a_path_counts_the_whole_path(tmp_path: Path) -> None:
    assert longest_path(tmp_path, ["abc", "a"]) == len(str(tmp_path.resolve())) + 4
    assert longest_path(tmp_path, []) == 0
    assert LONGEST_PATH < 260
