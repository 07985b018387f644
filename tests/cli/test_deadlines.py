"""`dossier deadlines`: what falls due, for one person and for a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import AS_OF, dossier_folder, run, write_record

MEETING = ["/cell_meeting", "/committee_meeting", "/submission", "/decision", "/admission", "/probation"]
RECOGNITION = [
    "/probation/cell_meeting", "/probation/committee_meeting", "/probation/submission", "/probation/official_decision",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three persons: one overdue, one whose recognition is due, one who has finished."""
    dossier_folder(tmp_path / "a", put={"/record_id": "hs-a"}, remove=RECOGNITION)
    dossier_folder(tmp_path / "b", put={"/record_id": "hs-b"}, remove=MEETING)
    dossier_folder(tmp_path / "c", put={"/record_id": "hs-c"})
    return tmp_path


def listed(*words: str | Path) -> Any:
    ran = run("deadlines", *words, *AS_OF, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_a_folder_is_listed_by_last_day(folder: Path) -> None:
    ran = run("deadlines", folder, *AS_OF)
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert len(lines) == 2
    assert lines[0].startswith("»  29/09/2026  quá 54 ngày")
    assert lines[1].startswith("»  14/12/2026  22 ngày")
    assert "(hs-b)" in lines[0]
    assert "Chi bộ họp xét kết nạp: đã quá hạn 29/09/2026 (L02)" in lines[0]


def test_one_person_in_english(folder: Path) -> None:
    ran = run("deadlines", folder / "a", *AS_OF, lang="en")
    assert ran.code == 0
    assert "Cell considers recognition: by 14/12/2026 (J01)" in ran.out


@pytest.mark.parametrize(("days", "expected"), [("0", ["hs-b"]), ("21", ["hs-b"]), ("22", ["hs-b", "hs-a"])])
def test_within_keeps_what_must_be_done_by_then(folder: Path, days: str, expected: list[str]) -> None:
    found = listed(folder, "--within", days)
    assert [each["record_id"] for each in found["deadlines"]] == expected
    assert found["within"] == int(days)


def test_within_more_days_than_there_are_shows_everything(folder: Path) -> None:
    assert len(listed(folder, "--within", "99999999")["deadlines"]) == 2


def test_the_data_names_both_bounds_and_their_rules(folder: Path) -> None:
    found = listed(folder / "a")
    assert (found["schema"], found["as_of"], found["within"]) == ("dossier-deadlines/1", "2026-11-22", None)
    (due,) = found["deadlines"]
    assert due["act"] == "recognition_meeting"
    assert due["pointer"] == "/probation/cell_meeting/date"
    assert (due["earliest"], due["latest"], due["days_left"]) == ("2026-11-22", "2026-12-14", 22)
    assert due["critical"] is True
    assert due["possible"] is True
    assert due["opens"] is None
    assert due["closes"]["code"] == "J01"
    assert due["closes"]["start"] == {"pointer": "/admission/ceremony_date", "date": "2026-10-31"}


def test_nothing_due_is_said(folder: Path) -> None:
    ran = run("deadlines", folder / "c", *AS_OF)
    assert (ran.code, ran.out.strip()) == (0, "Không có việc nào đến hạn.")


def test_one_broken_record_does_not_hide_the_others(folder: Path) -> None:
    (folder / "d.json").write_text("{", encoding="utf-8")
    ran = run("deadlines", folder, *AS_OF)
    assert ran.code == 3
    assert len(ran.out.splitlines()) == 2
    assert "d.json" in ran.err


def test_an_invalid_place_counts_as_unknown(tmp_path: Path) -> None:
    record = write_record(tmp_path / "e.json", {"record_id": "hs-e", "class_certificate": {"issue_date": "20/3/2025"}})
    ran = run("deadlines", record, *AS_OF)
    assert ran.code == 0
    assert "Không có việc nào đến hạn." in ran.out


def test_a_path_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    assert run("deadlines", tmp_path / "nobody", *AS_OF).code == 3


def test_check_shows_what_comes_in_text_and_page_but_not_in_the_data(folder: Path) -> None:
    shown = run("check", folder / "a", *AS_OF)
    assert "» Chi bộ họp xét công nhận chính thức: chậm nhất 14/12/2026 (J01)" in shown.out
    page = run("check", folder / "a", *AS_OF, "--format", "html")
    assert "<svg" in page.out
    data = json.loads(run("check", folder / "a", *AS_OF, "--format", "json").out)
    assert not {"calendar", "coming", "deadlines"} & set(data)
