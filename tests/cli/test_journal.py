"""`dossier journal`: what the office is told about its journal, and that it is told every fault."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from dossier.adapters.journal import line_hash
from dossier.adapters.lines import canonical
from dossier.record.edit import edited
from tests.adapters.made_up_store import CLERK, act, lines, store_at
from tests.cli.running import dossier_folder, run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store of two dossiers, one of which was changed."""
    store = store_at(tmp_path, "a", "b")
    held = store.read("a")
    data = edited(held.dossier.data, put={"/candidate/date_of_birth": "1999-01-02", "/place": "Xã Bí Mật"})
    store.write("a", data, act("edit"), if_match=held.etag)
    return tmp_path


def journal(root: Path) -> Path:
    return root / ".dossier" / "journal.jsonl"


def test_a_whole_journal_is_said_to_be_with_what_to_note(root: Path) -> None:
    ran = run("journal", "verify", root)
    last = lines(root)[-1]["hash"]
    assert ran.code == 0
    assert "còn nguyên: 3 dòng" in ran.out
    assert last in ran.out
    assert "--expect" in ran.out
    for noted in (last, last[:16], last[:16].upper(), f"{last[:8]} {last[8:16]}"):
        assert run("journal", "verify", root, "--expect", noted).code == 0


def test_every_fault_is_told_with_its_line(root: Path) -> None:
    content = journal(root).read_bytes()
    journal(root).write_bytes(content.replace(b'"what":"edit"', b'"what":"note"'))
    for lang, told in (("vi", "Dòng 3: đã bị sửa"), ("en", "Line 3: was changed")):
        ran = run("journal", "verify", root, lang=lang)
        assert ran.code == 1
        assert told in ran.out
    raw = content.splitlines(keepends=True)
    forged = {**json.loads(raw[1]), "by": "Khác"}
    forged["hash"] = line_hash(forged)
    for changed, told in (
        (raw[1:], "Dòng 1: thiếu 1 dòng trước dòng này (trong khoảng số 1 đến 1)"),
        ([raw[0], raw[2], raw[1]], "Dòng 2: không đứng đúng chỗ"),
        ([*raw, raw[1]], "Dòng 4: là dòng bị chèn thêm: đã có dòng khác mang số 2"),
        ([raw[0], canonical(forged) + b"\n", raw[2]], "Dòng 3: không nối tiếp dòng đứng trước"),
        ([*raw, b"hello\n"], "Dòng 4: không phải một dòng của nhật ký"),
        (raw[:2], "Hồ sơ a: các bản cũ của hồ sơ nhớ dòng số 3"),
    ):
        journal(root).write_bytes(b"".join(changed))
        ran = run("journal", "verify", root)
        assert ran.code == 1
        assert told in ran.out
        assert "KHÔNG còn nguyên" in ran.out


def test_a_cut_end_shows_against_the_hash_that_was_noted(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    for _ in range(3):
        store.note(act("settings"))
    noted = lines(tmp_path)[-1]["hash"]
    raw = journal(tmp_path).read_bytes().splitlines(keepends=True)
    journal(tmp_path).write_bytes(b"".join(raw[:2]))
    assert run("journal", "verify", tmp_path).code == 0
    ran = run("journal", "verify", tmp_path, "--expect", noted)
    assert ran.code == 1
    assert "Không dòng nào mang mã đã ghi lại" in ran.out


def test_a_torn_last_line_is_told_and_no_fault(root: Path) -> None:
    journal(root).write_bytes(journal(root).read_bytes() + b'{"by":"')
    ran = run("journal", "verify", root)
    assert ran.code == 0
    assert "dừng đột ngột" in ran.out


@pytest.mark.parametrize("expect", ["abc", "x" * 20, "0" * 65])
def test_what_is_no_hash_is_wrong_usage(root: Path, expect: str) -> None:
    assert run("journal", "verify", root, "--expect", expect).code == 2


def test_a_folder_without_a_journal_is_told(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a")
    for command in ("verify", "show"):
        ran = run("journal", command, tmp_path)
        assert ran.code == 3
        assert ran.err.count("\n") == 1
        assert not (tmp_path / ".dossier").exists()


def test_a_new_store_has_an_empty_journal(tmp_path: Path) -> None:
    store_at(tmp_path).prepare()
    assert "0 dòng" in run("journal", "verify", tmp_path).out
    assert "chưa có dòng nào" in run("journal", "show", tmp_path).out


def test_lines_are_shown_in_words_latest_first_without_values(root: Path) -> None:
    ran = run("journal", "show", root)
    shown = ran.out.splitlines()
    assert ran.code == 0
    when = datetime.fromisoformat(lines(root)[-1]["on"])
    assert shown[0] == f"    3  {when:%d/%m/%Y %H:%M:%S}  a  sửa  {CLERK}"
    assert shown[1].strip() == "Địa danh chung của hồ sơ"
    assert shown[2].strip() == "Ngày sinh"
    assert "Bí Mật" not in ran.out
    assert "1999" not in ran.out
    assert [line.split()[0] for line in shown if line.split()[0].isdigit()] == ["3", "2", "1"]
    assert "sửa" not in run("journal", "show", root, "--record", "b").out
    few = run("journal", "show", root, "--most", "1").out
    assert "--most" in few
    assert "tạo hồ sơ" not in few


def test_nothing_that_a_terminal_obeys_is_shown(root: Path) -> None:
    raw = journal(root).read_text(encoding="utf-8")
    journal(root).write_text(raw.replace(CLERK, "\\u001b[2J"), encoding="utf-8")
    ran = run("journal", "show", root)
    assert ran.code == 0
    assert "\x1b" not in ran.told
