"""The chain of the journal: whatever somebody does to it shows, and a sudden end is no tampering."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dossier.adapters.journal import MOST_FAULTS, Journal, line_hash, verify
from dossier.adapters.lines import LineFile, canonical
from dossier.errors import InputError
from tests.adapters.made_up_store import act, checked, store_at

FACTS = {"on": "2026-11-22T09:30:00+07:00", "by": "Văn phòng", "what": "edit", "record_id": "a", "places": ["/place"]}


def journal(folder: Path, count: int = 6) -> Path:
    """A journal of *count* lines."""
    one = Journal(folder)
    for number in range(count):
        one.append({**FACTS, "codes": [str(number)]})
    return one.path


def kinds(path: Path) -> list[tuple[str, int | None]]:
    return [(fault.kind, fault.line) for fault in verify(path).faults]


def tampered(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> list[tuple[str, int | None]]:
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    return kinds(path)


def rehashed(raw: bytes, **facts: Any) -> bytes:
    """A line with other facts and a hash that fits them: what somebody who knows the program would write."""
    line = {**json.loads(raw), **facts}
    line["hash"] = line_hash(line)
    return canonical(line) + b"\n"


def test_each_line_holds_the_hash_of_the_one_before(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in journal(tmp_path).read_bytes().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line["previous"] for line in lines] == ["", *(line["hash"] for line in lines[:-1])]
    first = {key: value for key, value in lines[0].items() if key != "hash"}
    text = json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert lines[0]["hash"] == hashlib.sha256(text.encode()).hexdigest()
    check = verify(tmp_path / "journal.jsonl")
    assert (check.count, check.last, check.torn, check.faults) == (6, lines[-1]["hash"], False, ())


def test_nothing_is_a_whole_journal(tmp_path: Path) -> None:
    check = verify(tmp_path / "journal.jsonl")
    assert (check.count, check.last, check.faults) == (0, "", ())


@pytest.mark.parametrize("at", range(6))
def test_a_changed_line_shows(tmp_path: Path, at: int) -> None:
    def change(lines: list[bytes]) -> list[bytes]:
        return [line.replace(b'"edit"', b'"note"') if index == at else line for index, line in enumerate(lines)]

    assert tampered(journal(tmp_path), change) == [("changed", at + 1)]


@pytest.mark.parametrize("key", ["sequence", "previous", "hash", "by", "on", "codes", "extra"])
def test_every_part_of_a_line_is_under_the_hash(tmp_path: Path, key: str) -> None:
    other = {"sequence": 9, "previous": "0" * 64, "hash": "0" * 64}.get(key, "khác")

    def change(lines: list[bytes]) -> list[bytes]:
        return [*lines[:2], canonical({**json.loads(lines[2]), key: other}) + b"\n", *lines[3:]]

    assert ("changed", 3) in tampered(journal(tmp_path), change)


@pytest.mark.parametrize("at", range(5))
def test_a_changed_line_with_a_new_hash_shows_at_the_next(tmp_path: Path, at: int) -> None:
    def change(lines: list[bytes]) -> list[bytes]:
        return [*lines[:at], rehashed(lines[at], by="Người khác"), *lines[at + 1 :]]

    assert tampered(journal(tmp_path), change) == [("rewritten", at + 2)]


@pytest.mark.parametrize(("first", "last"), [(0, 0), (2, 2), (1, 3)])
def test_removed_lines_show_with_their_numbers(tmp_path: Path, first: int, last: int) -> None:
    path = journal(tmp_path)
    assert tampered(path, lambda lines: lines[:first] + lines[last + 1 :]) == [("removed", first + 1)]
    values = verify(path).faults[0].values
    assert values == {"first": first + 1, "last": last + 1, "count": last - first + 1}


def test_a_line_put_in_shows(tmp_path: Path) -> None:
    def forged(lines: list[bytes]) -> list[bytes]:
        extra = rehashed(lines[2], sequence=4, previous=json.loads(lines[2])["hash"])
        return [*lines[:4], extra, *lines[4:]]

    path = journal(tmp_path / "a")
    assert tampered(path, forged) == [("inserted", 5)]
    twice = journal(tmp_path / "b")
    assert tampered(twice, lambda lines: [*lines[:3], lines[1], *lines[3:]]) == [("inserted", 4)]
    for number, foreign in enumerate((b"hello\n", b"[]\n", b'{"sequence": true}\n', b"\xff\xfe\n", b"\n")):
        path = journal(tmp_path / str(number))
        assert tampered(path, lambda lines, foreign=foreign: [*lines[:3], foreign, *lines[3:]]) == [  # type: ignore[misc]
            ("unreadable", 4)
        ]


def test_lines_in_another_order_show(tmp_path: Path) -> None:
    path = journal(tmp_path / "a")
    assert tampered(path, lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]]) == [("moved", 3), ("moved", 4)]
    path = journal(tmp_path / "b")
    assert {kind for kind, _ in tampered(path, lambda lines: lines[::-1])} == {"moved"}


def test_a_cut_end_shows_only_against_what_was_noted(tmp_path: Path) -> None:
    path = journal(tmp_path)
    noted = verify(path).last
    assert verify(path, expect=noted).faults == ()
    assert verify(path, expect=noted[:16].upper()).faults == ()
    Journal(tmp_path).append(FACTS)
    assert verify(path, expect=noted).faults == ()
    assert tampered(path, lambda lines: lines[:-2]) == []
    assert [fault.kind for fault in verify(path, expect=noted).faults] == ["expected"]


def test_a_cut_end_shows_against_the_versions(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a", "b", "c")
    store.delete("b", act("delete"))
    path = tmp_path / ".dossier" / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1]))
    found = [(fault.kind, fault.values["id"], fault.values["number"]) for fault in checked(tmp_path).faults]
    assert [(kind, number) for kind, _, number in found] == [("cut", 2), ("cut", 3)]
    # also where somebody wrote a new end that fits
    Journal(tmp_path / ".dossier").append(FACTS)
    Journal(tmp_path / ".dossier").append(FACTS)
    assert [fault.kind for fault in checked(tmp_path).faults] == ["cut", "cut"]
    path.unlink()
    assert [fault.kind for fault in checked(tmp_path).faults] == ["cut", "cut", "cut"]


@pytest.mark.parametrize("length", [1, 20, 150, 400])
def test_a_torn_last_line_is_no_tampering(tmp_path: Path, length: int) -> None:
    path = journal(tmp_path)
    content = path.read_bytes()
    last = content.splitlines(keepends=True)[-1]
    path.write_bytes(content[: -len(last)] + last[: min(length, len(last) - 2)])
    check = verify(path)
    assert (check.count, check.torn, check.faults) == (5, True, ())
    assert Journal(tmp_path).append(FACTS)["sequence"] == 6
    check = verify(path)
    assert (check.count, check.torn, check.faults) == (6, False, ())


def test_the_journal_goes_on_behind_a_foreign_line(tmp_path: Path) -> None:
    path = journal(tmp_path)
    path.write_bytes(path.read_bytes() + b"hello\n")
    assert Journal(tmp_path).append(FACTS)["sequence"] == 7
    assert kinds(path) == [("unreadable", 7)]


def test_faults_are_bounded(tmp_path: Path) -> None:
    path = journal(tmp_path, 1)
    path.write_bytes(path.read_bytes() + b"x\n" * 1000)
    assert len(verify(path).faults) == MOST_FAULTS


def test_a_journal_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path)

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "locked")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(InputError):
        verify(path)


def test_the_same_is_not_told_twice(tmp_path: Path) -> None:
    one = Journal(tmp_path)
    first = one.append_once(FACTS)
    assert one.append_once(FACTS) == first
    assert one.append_once({**FACTS, "by": "B"})["sequence"] == 2
    assert one.append_once(FACTS)["sequence"] == 3


def test_lines_come_from_the_end_however_long_they_are(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "x.jsonl")
    assert (file.last(), list(file.latest_first())) == (None, [])
    texts = ["ă" * length for length in (1, 65_536, 3, 200_000, 32_768, 7)]
    for text in texts:
        file.append({"text": text})
    assert [line["text"] for line in file.latest_first()] == texts[::-1]


def test_a_long_journal_is_not_read_for_one_more_line(tmp_path: Path) -> None:
    path = journal(tmp_path, 1)
    raw = path.read_bytes()
    with path.open("wb") as stream:
        stream.write(raw * 200_000)
    one = Journal(tmp_path)
    start = time.process_time()
    for _ in range(5):
        one.append(FACTS)
    assert time.process_time() - start < 0.5
    assert path.stat().st_size > 40_000_000
