"""`dossier confirm` and `dossier accept`: what a person saw, and who answers for a finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import AS_OF, ON, STAMP, Ran, dossier_folder, read, report_of, run

VERIFICATION = ("--stage", "verification")
SUBMISSION = ("--stage", "submission")
BY = ("--by", "Văn phòng Đảng ủy")
# an introducer who is called like a relative: a warning; a number that does not fit the gender: an acceptable error
NAMESAKE = {"/introducers/0/full_name": "Nguyễn Văn Mẫu Cha"}
ODD_NUMBER = dict.fromkeys(("/candidate/national_id", "papers[form=cccd]/shows/national_id"), "001300000000")
E01 = ("E01", "--where", "/introducers/0/full_name")


def findings(folder: Path, *words: str) -> list[dict[str, Any]]:
    report = report_of(run("check", folder, *words, *AS_OF, "--format", "json"))
    return list(report["findings"])


def codes(folder: Path, *words: str) -> list[str]:
    return [found["code"] for found in findings(folder, *words)]


def stamp_of(folder: Path) -> Any:
    return next(paper["cross_page_stamp"] for paper in read(folder)["papers"] if paper["form"] == "2-KNĐ")


@pytest.mark.parametrize(
    "stamp", [{"state": "uncertain"}, {"state": "present", "on_photo": True, "evidence": "scan"}, {"state": "absent"}]
)
def test_confirmed_stamp_makes_the_dossier_ready(tmp_path: Path, stamp: dict[str, Any]) -> None:
    folder = dossier_folder(tmp_path / "a", put={STAMP: stamp})
    assert run("check", folder, *VERIFICATION, *AS_OF).code != 0
    ran = run("confirm", folder, "C09", *BY, *ON)
    assert ran.code == 0
    assert "C09" in ran.out
    seen = stamp_of(folder)
    assert seen["state"] == "present"
    assert seen["confirmed_by"] == "Văn phòng Đảng ủy"
    assert seen["confirmed_on"] == "2026-11-22"
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 0


def test_missing_stamp_can_be_confirmed_with_its_day(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    assert run("confirm", folder, "c09", *BY, *ON, "--stamped-on", "02/10/2025").code == 0
    assert stamp_of(folder)["stamped_on"] == "2025-10-02"
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 0


def test_stamp_seen_to_be_missing_is_an_error(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={STAMP: {"state": "uncertain"}})
    assert run("confirm", folder, "C09", *BY, *ON, "--answer", "not_ok").code == 0
    assert stamp_of(folder)["state"] == "absent"
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 1


def test_stage_records_everything_but_what_is_looked_at_one_by_one(tmp_path: Path) -> None:
    put = {"/confirmations": [], f"{STAMP}/state": "uncertain"}
    folder = dossier_folder(tmp_path / "a", put=put)
    waiting = codes(folder, *VERIFICATION)
    assert "C09" in waiting
    assert len(waiting) > 3
    ran = run("confirm", folder, *VERIFICATION, *BY, *ON)
    assert ran.code == 0
    assert [each["code"] for each in read(folder)["confirmations"]] == [code for code in waiting if code != "C09"]
    assert "C09" in ran.out.splitlines()[-1]
    assert codes(folder, *VERIFICATION) == ["C09"]
    assert stamp_of(folder)["state"] == "uncertain"


def test_one_code_is_recorded_alone(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={"/confirmations": []})
    before = codes(folder, *VERIFICATION)
    assert run("confirm", folder, "C01", *BY, *ON, "--note", "Đã xem từng trang.").code == 0
    (entry,) = read(folder)["confirmations"]
    assert entry["note"] == "Đã xem từng trang."
    assert codes(folder, *VERIFICATION) == [code for code in before if code != "C01"]


def test_place_is_understood_as_the_report_and_as_the_record_write_it(tmp_path: Path) -> None:
    for number, where in enumerate(["papers[form=2-KNĐ]", "/papers/9"]):
        folder = dossier_folder(tmp_path / str(number), put={"/confirmations": []})
        assert read(folder)["papers"][9]["form"] == "2-KNĐ"
        assert run("confirm", folder, "C01", "--where", where, *BY, *ON).code == 0


def test_negative_answer_fails_the_rule(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={"/confirmations": []})
    assert run("confirm", folder, "C02", *BY, *ON, "--answer", "not_ok").code == 0
    found = [(each["code"], each["verdict"]) for each in findings(folder, *VERIFICATION)]
    assert ("C02", "fail") in found
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 1


def test_nothing_to_confirm_is_said(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    before = read(folder)
    ran = run("confirm", folder, *VERIFICATION, *BY, *ON)
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert read(folder) == before


@pytest.mark.parametrize("words", [(), ("C09",), ("C09", "--by", "  "), ("--by", "x")])
def test_confirm_wants_a_matter_and_a_name(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = dossier_folder(tmp_path / "a", put={STAMP: {"state": "uncertain"}})
    before = read(folder)
    assert run("confirm", folder, *words).code == 2
    assert read(folder) == before


def test_unknown_code_names_the_nearest(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    ran = run("confirm", folder, "C99", *BY)
    assert ran.code == 3
    assert "C09" in ran.err
    assert ran.err.count("\n") == 1


def accept(folder: Path, *words: str, stage: tuple[str, ...] = SUBMISSION) -> Ran:
    return run("accept", folder, *words, *stage, *ON)


REASON = ("--reason", "Trùng họ tên, không phải người thân.", *BY)


def test_accepted_warning_is_settled_and_shown(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put=NAMESAKE)
    assert [found["code"] for found in findings(folder, *SUBMISSION)] == ["E01"]
    assert accept(folder, *E01, *REASON).code == 0
    (found,) = findings(folder, *SUBMISSION)
    assert found["disposition"]["valid"] is True
    assert found["disposition"]["by"] == "Văn phòng Đảng ủy"
    report = report_of(run("check", folder, *SUBMISSION, *AS_OF, "--format", "json"))
    assert report["counts"]["warning"] == 0
    told = run("check", folder, *SUBMISSION, *AS_OF).out
    assert "Trùng họ tên, không phải người thân." in told


def test_acceptable_error_no_longer_blocks(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put=ODD_NUMBER)
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 1
    open_ = {found["where"]["pointer"] for found in findings(folder, *VERIFICATION) if found["severity"] == "error"}
    assert open_ == {"/candidate/national_id"}
    where = ("--where", "/candidate/national_id")
    assert accept(folder, "C14", *where, *REASON, stage=VERIFICATION).code == 0
    left = [found for found in findings(folder, *VERIFICATION) if not found["disposition"]]
    assert [found["code"] for found in left] == []
    assert run("check", folder, *VERIFICATION, *AS_OF).code == 0


@pytest.mark.parametrize(
    ("put", "code", "where"),
    [
        ({"/cell_meeting/votes_for": 9}, "G01", "/cell_meeting/votes_for"),
        ({"/candidate/date_of_birth": "12/3/2000"}, "SCHEMA", "/candidate/date_of_birth"),
        ({"papers[form=6-KNĐ]/date": "2025-10-16"}, "PAPER", "papers[form=6-KNĐ]/date"),
    ],
)
def test_error_that_must_be_mended_cannot_be_accepted(
    tmp_path: Path, put: dict[str, Any], code: str, where: str
) -> None:
    folder = dossier_folder(tmp_path / "a", put=put)
    assert (code, where) in {(each["code"], each["where"]["pointer"]) for each in findings(folder, *SUBMISSION)}
    before = read(folder)
    ran = accept(folder, code, "--where", where, *REASON)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert read(folder) == before


def test_hand_written_acceptance_of_such_an_error_does_not_hold(tmp_path: Path) -> None:
    entry = {
        "code": "G01", "where": "/cell_meeting/votes_for", "kind": "accepted", "reason": "gấp", "by": "A",
        "on": "2026-11-20",
    }  # fmt: skip
    folder = dossier_folder(tmp_path / "a", put={"/cell_meeting/votes_for": 9, "/dispositions": [entry]})
    assert run("check", folder, *SUBMISSION, *AS_OF).code == 1
    found = next(each for each in findings(folder, *SUBMISSION) if each["code"] == "G01")
    assert found["disposition"]["valid"] is False


@pytest.mark.parametrize(
    "words", [("--by", "A"), ("--reason", "vì"), ("--reason", " ", "--by", "A"), ("--reason", "vì", "--by", " ")]
)
def test_acceptance_wants_reason_and_name(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = dossier_folder(tmp_path / "a", put=NAMESAKE)
    before = read(folder)
    assert accept(folder, *E01, *words).code == 2
    assert read(folder) == before


def test_acceptance_of_what_was_not_found_is_refused(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put=NAMESAKE)
    assert accept(folder, "E01", "--where", "/candidate", *REASON).code == 3
    assert accept(folder, "E02", "--where", "/introducers", *REASON).code == 3


def test_expired_acceptance_no_longer_holds_and_is_warned_of(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put=NAMESAKE)
    assert accept(folder, *E01, *REASON, "--expires", "2026-11-30").code == 0
    assert codes(folder, *SUBMISSION) == ["E01"]
    later = report_of(run("check", folder, *SUBMISSION, "--as-of", "2026-12-01", "--format", "json"))
    assert [each["code"] for each in later["findings"]] == ["E01", "WAIVER"]
    assert later["findings"][0]["disposition"]["valid"] is False
    assert later["counts"]["warning"] == 2


def test_acceptance_that_was_not_needed_is_warned_of(tmp_path: Path) -> None:
    entry = {
        "code": "E01", "where": "/introducers/0/full_name", "kind": "accepted", "reason": "vì", "by": "A",
        "on": "2026-11-20",
    }  # fmt: skip
    folder = dossier_folder(tmp_path / "a", put={"/dispositions": [entry]})
    assert codes(folder, *SUBMISSION) == ["WAIVER"]
    assert run("check", folder, *SUBMISSION, *AS_OF).code == 0


def test_blank_of_a_form_can_be_accepted(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=["/candidate/it_level"])
    fill = next(each for each in findings(folder, *SUBMISSION) if each["code"] == "FILL")
    assert accept(folder, "FILL", "--where", fill["where"]["pointer"], *REASON).code == 0
    after = [each for each in findings(folder, *SUBMISSION) if each["code"] in ("FILL", "WAIVER")]
    assert [each["code"] for each in after] == ["FILL"]
    assert after[0]["disposition"]["valid"] is True
