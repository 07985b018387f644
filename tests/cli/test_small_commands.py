"""validate, explain, rules, templates, migrate, doctor, setup: what each says."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from dossier import load_forms, load_rulebook
from dossier.cli.doctor import missing_packages
from tests.cli.running import dossier_folder, read, record, run, write_record


def test_valid_record_is_said_to_be(tmp_path: Path) -> None:
    ran = run("validate", dossier_folder(tmp_path / "a"))
    assert ran.code == 0
    assert "a/record.json" in ran.out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_fault_is_told_with_its_place_and_without_its_value(tmp_path: Path, lang: str) -> None:
    put = {"/candidate/date_of_birth": "hôm qua", "/no_such_key": "bí mật", "/introducers/0/full_name": ["bí mật"]}
    ran = run("validate", dossier_folder(tmp_path / "a", put=put), lang=lang)
    assert ran.code == 1
    assert ran.out.count("SCHEMA") == 3
    for value in ("hôm qua", "bí mật"):
        assert value not in ran.told


def test_one_bad_record_among_good_ones_is_exit_1(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "a")
    dossier_folder(tmp_path / "in" / "b", put={"/record_id": "con"})
    assert run("validate", tmp_path / "in").code == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_rule_is_explained(lang: str) -> None:
    for code, rule in load_rulebook().rules.items():
        ran = run("explain", code, lang=lang)
        assert ran.code == 0, code
        assert rule.title.get(lang) in ran.out
        assert "{" not in ran.out, code
        assert "None" not in ran.out, code


def test_page_of_a_rule_as_data() -> None:
    ran = run("explain", "c09", "--format", "json")
    page = json.loads(ran.out)
    assert page["code"] == "C09"
    assert page["stage"] == "verification"
    assert set(page["title"]) == {"vi", "en"}
    assert any(ask["must_look"] for ask in page["asks"])
    assert page["editions"][0]["document"]


def test_unknown_rule_names_the_nearest() -> None:
    ran = run("explain", "C99")
    assert ran.code == 3
    assert ran.err.count("\n") == 1


def test_rules_in_force_on_a_day() -> None:
    ran = run("rules", "--on", "2025-08-01")
    assert ran.code == 0
    listed = {line.split()[0] for line in ran.out.splitlines()}
    assert set(load_rulebook().codes) <= listed
    assert "294-QĐ/TW" in ran.out


def test_difference_between_two_days_is_shown() -> None:
    same = run("rules", "--diff", "2025-08-01", "2025-08-02")
    assert same.code == 0
    assert len(same.out.splitlines()) == 1
    changed = run("rules", "--diff", "2024-01-01", "2025-08-01").out.splitlines()
    assert len(changed) > 5
    late = next(line for line in changed if line.startswith("G11"))
    assert "60" in late
    assert "45" in late


def test_difference_names_what_changed_and_how_sure_it_is() -> None:
    lines = run("rules", "--diff", "2026-07-25", "2026-07-26").out.splitlines()
    told = {line.split()[0]: line for line in lines if not line.startswith(" ")}
    before, after = told["H01"].split(" → ")
    assert "(chưa đối chiếu bản mới)" in before
    assert "Ngày chi bộ, cấp ủy cơ sở nhận quyết định hoặc Quyết định kết nạp › Ngày quyết định" in before
    assert after == "208-QĐ/TW (26/07/2026) (dẫn theo nguồn khác) (tính từ: Quyết định kết nạp › Ngày quyết định)"
    assert "Thường trực cấp ủy trực thuộc Trung ương" in told["K13"].split(" → ")[1]
    assert "căn cứ 208-QĐ/TW (26/07/2026) (dẫn theo nguồn khác)" in told["K13"].split(" → ")[1]
    assert any(line.startswith("  thêm câu hỏi: ") and "lãng phí" in line for line in lines)


def test_question_that_is_new_is_a_difference_though_the_basis_stays() -> None:
    lines = run("rules", "--diff", "2026-05-18", "2026-05-19").out.splitlines()
    assert [line.split()[0] for line in lines] == ["D01", "thêm"]
    back = run("rules", "--diff", "2026-05-19", "2026-05-18").out.splitlines()
    assert back[1].startswith("  bỏ câu hỏi: ")


def test_rules_in_force_say_how_sure_their_text_is() -> None:
    told = {line.split()[0]: line for line in run("rules", "--on", "2026-08-01").out.splitlines()}
    assert told["A02"].endswith("208-QĐ/TW (26/07/2026) (dẫn theo nguồn khác)")
    assert told["A10"].endswith("5.4b (chưa đối chiếu bản mới)")
    assert told["F04"].count("(") == 0


def test_impact_tells_verdicts_in_words(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "in" / "a")
    out = run("rules", "--impact", folder.parent, "2025-01-01", "2026-11-22").out
    assert "a/record.json: A09 đạt → vướng" in out
    assert "not_applicable" not in out


def test_impact_names_dossiers_and_no_person(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "in" / "a")
    ran = run("rules", "--impact", folder.parent, "2024-01-01", "2026-11-22")
    assert ran.code == 0
    assert "Nguyễn" not in ran.out


def test_impact_wants_two_days(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "in" / "a")
    assert run("rules", "--impact", folder.parent, "someday", "2026-11-22").code == 2


def test_templates_are_listed_with_their_fields() -> None:
    listed = run("templates", "list")
    assert listed.code == 0
    for form in load_forms().forms:
        assert form.title in listed.out
    fields = run("templates", "fields", "6-KND")
    assert fields.code == 0
    (form,) = load_forms().only(["6-KND"]).forms
    for token in form.tokens:
        assert token.name in fields.out
    assert run("templates", "fields", "6-KNN").code == 3


def test_older_record_is_migrated_with_a_backup(tmp_path: Path) -> None:
    old = record(put={"/schema_version": "0"})
    old["candidate"]["full_name"] = old["candidate"].pop("birth_name")
    folder = tmp_path / "in" / "a"
    folder.mkdir(parents=True)
    path = write_record(folder / "record.json", old)
    before = path.read_bytes()
    dossier_folder(tmp_path / "in" / "b")
    untouched = (tmp_path / "in" / "b" / "record.json").read_bytes()
    ran = run("migrate", tmp_path / "in")
    assert ran.code == 0
    assert read(folder)["schema_version"] == "1"
    assert read(folder)["candidate"]["birth_name"] == "Nguyễn Văn Mẫu"
    (backup,) = folder.glob("*.bak")
    assert backup.read_bytes() == before
    assert (tmp_path / "in" / "b" / "record.json").read_bytes() == untouched
    assert "Nguyễn" not in ran.told
    run("migrate", tmp_path / "in")
    assert backup.read_bytes() == before


def test_doctor_says_what_is_there() -> None:
    ran = run("doctor")
    assert ran.code in (0, 4)
    assert (ran.code == 0) is (missing_packages() == [])
    assert len(ran.out.splitlines()) >= 6


def test_doctor_names_a_missing_package_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossier.cli.doctor.missing_packages", lambda: ["no-such-package"])
    ran = run("doctor")
    assert ran.code == 4
    assert "pip install no-such-package" in ran.out


def test_doctor_does_not_fail_for_optional_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("dossier.adapters.pdf.find_spec", lambda _: None)
    monkeypatch.setattr("dossier.cli.doctor.missing_packages", lambda: [])
    ran = run("doctor")
    assert ran.code == 0
    assert "libreoffice" in ran.out.casefold()


def test_pdf_without_a_converter_is_one_line_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("dossier.adapters.pdf.find_spec", lambda _: None)
    folder = dossier_folder(tmp_path / "a")
    ran = run("fill", folder, "--out", tmp_path / "out", "--form", "6-KND", "--pdf")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "LibreOffice" in ran.err
    assert [path.name for path in (tmp_path / "out").rglob("*.docx")] == ["06-6-KND.docx"]


def test_setup_writes_settings_that_are_understood(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    ran = run("setup", "--out", out, answers="Xã Mẫu\nk\n" + "\n" * 100)
    assert ran.code == 0, ran.told
    settings = tomllib.loads(out.read_text(encoding="utf-8"))
    assert settings["place"] == "Xã Mẫu"
    assert run("check", dossier_folder(tmp_path / "a"), "--office", out, "--as-of", "2026-11-22").code in (0, 1, 5)
    again = run("setup", "--out", out, answers="\n" * 100)
    assert again.code == 0
    assert tomllib.loads(out.read_text(encoding="utf-8")) == settings


def test_setup_that_is_broken_off_writes_nothing(tmp_path: Path) -> None:
    ran = run("setup", "--out", tmp_path / "office.toml", answers="Xã Mẫu\n")
    assert ran.code == 130
    assert not (tmp_path / "office.toml").exists()


def test_local_rule_that_is_off_is_explained_with_its_overlay() -> None:
    ran = run("explain", "L03")
    assert ran.code == 0
    assert "don-vi-12-thang" in ran.out
