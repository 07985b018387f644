"""`dossier check`: what it says, in which format, with which exit code."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import AS_OF, STAMP, dossier_folder, read, record, report_of, run, start, write_record

BEFORE_VERIFICATION = ("--stage", "verification", *AS_OF)
CARRIED = ("--stage", "submission", *AS_OF)


def found(folder: Path, *words: str) -> list[tuple[str, str, str, str]]:
    report = report_of(run("check", folder, *words, "--format", "json"))
    return [(each["code"], each["verdict"], each["severity"], each["where"]["pointer"]) for each in report["findings"]]


def test_complete_dossier_is_ready(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", papers=True)
    ran = run("check", folder, *AS_OF)
    assert ran.code == 0
    assert "SẴN SÀNG" in ran.out
    assert ran.err == ""


def test_missing_cross_page_stamp_is_an_error_before_verification(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    assert run("check", folder, *BEFORE_VERIFICATION).code == 1
    assert found(folder, *BEFORE_VERIFICATION) == [("C09", "fail", "error", STAMP)]


def test_missing_cross_page_stamp_is_not_asked_when_the_application_comes_in(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    assert "C09" not in {code for code, *_ in found(folder, "--stage", "application", *AS_OF)}


@pytest.mark.parametrize("state", ["absent", "incomplete"])
def test_stamp_that_was_looked_at_and_lacks_is_an_error(tmp_path: Path, state: str) -> None:
    folder = dossier_folder(tmp_path / "a", put={f"{STAMP}/state": state})
    assert run("check", folder, *BEFORE_VERIFICATION).code == 1


def test_stamp_not_on_the_photo_is_an_error(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={f"{STAMP}/on_photo": False})
    assert run("check", folder, *BEFORE_VERIFICATION).code == 1


def test_uncertain_stamp_waits_for_a_person(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={f"{STAMP}/state": "uncertain"})
    assert run("check", folder, *BEFORE_VERIFICATION).code == 5
    assert [(code, verdict) for code, verdict, *_ in found(folder, *BEFORE_VERIFICATION)] == [("C09", "needs_person")]


def test_stamp_seen_only_by_the_scanner_waits_for_a_person(tmp_path: Path) -> None:
    seen = {"state": "present", "on_photo": True, "evidence": "scan"}
    folder = dossier_folder(tmp_path / "a", put={STAMP: seen})
    assert run("check", folder, *BEFORE_VERIFICATION).code == 5


def test_errors_outweigh_what_a_person_must_confirm(tmp_path: Path) -> None:
    uncertain = dossier_folder(tmp_path / "a", put={f"{STAMP}/state": "uncertain"})
    missing = dossier_folder(tmp_path / "b", remove=[STAMP], put={"/record_id": "mau-002"})
    assert run("check", uncertain, missing, *BEFORE_VERIFICATION).code == 1
    assert run("check", tmp_path, *BEFORE_VERIFICATION).code == 1


def test_bare_record_and_folder_are_judged_alike(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    bare = write_record(tmp_path / "bare.json", read(folder))
    assert found(bare, *BEFORE_VERIFICATION) == found(folder, *BEFORE_VERIFICATION)


def test_stage_follows_from_the_dates(tmp_path: Path) -> None:
    early = record(remove=["/verification/requests/*/sent_date"])
    path = write_record(tmp_path / "early.json", early)
    assert report_of(run("check", path, *AS_OF, "--format", "json"))["stage"] == "verification"


def test_schema_fault_is_a_finding_and_the_rules_are_still_asked(tmp_path: Path) -> None:
    put = {"/candidate/date_of_birth": "12/03/2000"}
    folder = dossier_folder(tmp_path / "a", put=put, remove=[STAMP])
    codes = [code for code, *_ in found(folder, *BEFORE_VERIFICATION)]
    assert "SCHEMA" in codes
    assert "C09" in codes
    assert run("check", folder, *BEFORE_VERIFICATION).code == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_text_names_rule_place_source_and_mend(tmp_path: Path, lang: str) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    told = run("check", folder, *BEFORE_VERIFICATION, lang=lang).out
    assert "C09" in told
    assert "06-HD/TW" in told
    assert "a/record.json" in told
    assert ("Cách sửa:" if lang == "vi" else "Remedy:") in told or "XEM" in told


def test_several_records_give_a_list_in_json(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a")
    dossier_folder(tmp_path / "b", put={"/record_id": "mau-002"})
    reports = report_of(run("check", tmp_path, *AS_OF, "--format", "json"))
    assert [report["record_id"] for report in reports] == ["mau-001", "mau-002"]


@pytest.mark.parametrize(("form", "start_bytes"), [("html", b"<!DOCTYPE html>"), ("xlsx", b"PK"), ("docx", b"PK")])
def test_report_is_written_to_a_file(tmp_path: Path, form: str, start_bytes: bytes) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    out = tmp_path / f"report.{form}"
    ran = run("check", folder, *BEFORE_VERIFICATION, "--format", form, "--out", out)
    assert ran.code == 1
    assert ran.out == ""
    assert out.name in ran.err
    content = out.read_bytes()
    assert content.startswith(start_bytes)
    if form != "html":
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_binary_format_wants_a_file(tmp_path: Path, form: str) -> None:
    folder = dossier_folder(tmp_path / "a")
    assert run("check", folder, *AS_OF, "--format", form).code == 2


def test_return_slip_is_for_one_person(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a")
    dossier_folder(tmp_path / "b", put={"/record_id": "mau-002"})
    assert run("check", tmp_path, *AS_OF, "--format", "docx", "--out", tmp_path / "x").code == 2
    assert not (tmp_path / "x").exists()


def test_several_dossiers_are_one_workbook(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a", papers=True)
    dossier_folder(tmp_path / "b", put={"/record_id": "mau-002"}, remove=[STAMP], papers=True)
    out = tmp_path / "x.xlsx"
    assert run("check", tmp_path, *BEFORE_VERIFICATION, "--format", "xlsx", "--out", out).code == 1
    summary, cells, tasks = (list(sheet.values) for sheet in openpyxl.load_workbook(out))
    assert [row[1] for row in summary[1:]] == ["mau-001", "mau-002"]
    assert [row[:2] for row in cells[1:]] == [("Chi bộ Khối Hành chính", 2)]
    assert [(row[0], row[7]) for row in tasks[1:]] == [("mau-002", "C09")]


def test_two_files_with_one_id_are_told_apart_and_share_no_day(tmp_path: Path) -> None:
    lacking = ["/committee_certification/date"]
    dossier_folder(tmp_path / "a", remove=lacking)
    dossier_folder(tmp_path / "b", remove=lacking)
    out = tmp_path / "x.xlsx"
    assert run("check", tmp_path, *AS_OF, "--format", "xlsx", "--out", out).code == 1
    summary, _, tasks = (list(sheet.values) for sheet in openpyxl.load_workbook(out))
    assert [row[2] for row in summary[1:]] == ["a/record.json", "b/record.json"]
    assert not any(row[5] for row in tasks[1:])


def test_several_dossiers_are_one_page(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a", papers=True)
    dossier_folder(tmp_path / "b", put={"/record_id": "mau-002"}, remove=[STAMP], papers=True)
    ran = run("check", tmp_path, *BEFORE_VERIFICATION, "--format", "html")
    assert (ran.code, ran.out.count("mau-001"), ran.out.count("mau-002")) == (1, 1, 1)
    assert "C09" in ran.out


@pytest.mark.parametrize(
    "words",
    [("--stage", "someday"), ("--as-of", "yesterday"), ("--as-of", "2026-02-30"), ("--format", "pdf"), ("--no",)],
)
def test_wrong_words_are_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = dossier_folder(tmp_path / "a")
    assert run("check", folder, *words).code == 2


def test_check_without_a_path_is_wrong_usage() -> None:
    assert run("check").code == 2


def test_vietnamese_dates_are_understood(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    iso = run("check", folder, "--as-of", "2026-11-02", "--format", "json")
    local = run("check", folder, "--as-of", "02/11/2026", "--format", "json")
    assert local.out == iso.out


def test_blank_of_a_form_is_a_warning_in_the_report(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=["/candidate/usual_name", "/cell_meeting/venue"])
    fills = [each for each in found(folder, *CARRIED) if each[0] == "FILL"]
    assert all(severity == "warning" for _, _, severity, _ in fills)


def test_office_settings_are_found_upwards_from_the_dossier(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text('overlays = ["no-such-overlay.toml"]\n', encoding="utf-8")
    folder = dossier_folder(tmp_path / "persons" / "a")
    assert run("check", folder, *AS_OF).code == 4
    (tmp_path / "good.toml").write_text("", encoding="utf-8")
    (tmp_path / "good.toml").write_text('place = "Xã Mẫu"\n', encoding="utf-8")
    assert run("check", folder, *AS_OF, "--office", tmp_path / "good.toml").code == 0


def test_process_of_its_own_answers_alike(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[STAMP])
    done = start("check", folder, *BEFORE_VERIFICATION, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == report_of(run("check", folder, *BEFORE_VERIFICATION, "--format", "json"))
