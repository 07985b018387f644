"""The table of a cohort: looks are kept, renewed when something changed, searched and ordered."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

from dossier.adapters.ports import Mark
from dossier.cohort.work import Result
from dossier.desk.archive import zipped
from dossier.desk.cohort_table import Wish, figures, row_object, wished
from dossier.desk.rows import Rows
from dossier.errors import InputError
from dossier.findings import Text

TODAY = date(2026, 11, 22)


def mark(name: str, stamp: int = 1) -> Mark:
    return Mark(name, Path(name), (stamp,))


def result(name: str, *, label: str = "", errors: int = 0, due: str = "", who: str = "") -> Result:
    return Result(
        name, name, "", label=label, stage="submission", ready=not errors, errors=errors, due=due, who=who
    )  # fmt: skip


def test_a_look_is_kept_over_a_restart_until_something_changes(tmp_path: Path) -> None:
    looked: list[str] = []

    def look(record_id: str) -> Result:
        looked.append(record_id)
        return result(record_id)

    path = tmp_path / ".dossier" / "rows.jsonl"
    marks = [mark("a"), mark("b")]
    assert all(row.current for row in Rows(path).table(marks, "k", look, "2026-11-22", 60))
    assert looked == ["a", "b"]
    again = Rows(path)
    assert all(row.current for row in again.table(marks, "k", look, "2026-11-22", 60))
    assert looked == ["a", "b"]
    again.table([mark("a", 2), mark("b")], "k", look, "2026-11-22", 60)
    assert looked == ["a", "b", "a"]
    again.table(marks, "another day", look, "2026-11-23", 60)
    assert looked[3:] == ["a", "b"]


def test_without_time_a_row_says_that_it_is_not_current(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "rows.jsonl").table([mark("a")], "k", result, "2026-11-22", 0)
    assert [(row.record_id, row.result, row.current) for row in rows] == [("a", None, False)]


def test_a_dossier_that_cannot_be_read_keeps_its_place_with_the_reason(tmp_path: Path) -> None:
    def look(_: str) -> Result:
        raise InputError("record.json", Text("hỏng", "broken"))

    [row] = Rows(tmp_path / "rows.jsonl").table([mark("a")], "k", look, "2026-11-22", 60)
    assert row.result is not None
    assert row.result.problem == "record.json: hỏng"
    assert figures([row]).verdicts == {"problem": 1}


def test_a_torn_or_foreign_line_of_the_file_is_as_if_nobody_had_looked(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"id": "a", "stamp": [1], "key": "k", "on": "x", "result": {"record_id": "a"}}\n{"id": "b", "st', "utf-8"
    )
    assert Rows(path).row(mark("a"), "k").result is None


def test_wishes_find_order_and_leave_out(tmp_path: Path) -> None:
    people = {
        "p1": result("p1", label="Đỗ Thị Ánh", errors=2, due="2026-11-20", who="cell"),
        "p2": result("p2", label="Trần Văn Ân", due="2026-12-30"),
        "p3": result("p3", label="Lê Văn An"),
    }
    rows = Rows(tmp_path / "rows.jsonl").table([mark(one) for one in people], "k", people.__getitem__, "2026-11-22", 60)

    def ids(wish: Wish) -> list[str]:
        return [row.record_id for row in wished(rows, wish, TODAY)]

    assert ids(Wish()) == ["p3", "p1", "p2"]  # An, Ánh, Ân
    assert ids(Wish(text="do anh")) == ["p1"]
    assert ids(Wish(text="ĐỖ")) == ["p1"]
    assert ids(Wish(verdict="errors")) == ["p1"]
    assert ids(Wish(who="cell")) == ["p1"]
    assert ids(Wish(due_within=7)) == ["p1"]
    assert ids(Wish(due_within=60)) == ["p1", "p2"]
    assert ids(Wish(order="due")) == ["p1", "p2", "p3"]
    assert ids(Wish(order="verdict"))[0] == "p1"
    assert ids(Wish(stage="ceremony")) == []
    assert row_object(rows[0])["verdict"] == "errors"
    assert figures(rows).whos == {"cell": 1}


def test_a_zip_in_pieces_is_whole_and_leaves_out_what_went_away(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "tệp.html").write_text("x" * 1_000_000, "utf-8")
    files = iter([tmp_path / "a" / "tệp.html", tmp_path / "gone.docx"])
    pieces = list(zipped(files, tmp_path))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.namelist() == ["a/tệp.html"]
        assert archive.testzip() is None
