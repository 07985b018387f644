"""`dossier batch`: a cohort that goes on past a broken record, and over a sudden end."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dossier.adapters import output
from tests.cli.running import AS_OF, STAMP, dossier_folder, record, run, start, write_record

PERSONS = 5


def cohort(folder: Path, count: int = PERSONS) -> Path:
    """Folders of made-up persons who share nothing that has to be unique."""
    for number in range(1, count + 1):
        put = {
            "/record_id": f"mau-{number:03d}",
            "/candidate/birth_name": f"Nguyễn Văn Mẫu {'ABCDEFGHIJ'[number]}",
            "/candidate/national_id": f"0012000000{number:02d}",
            "papers[form=cccd]/shows/national_id": f"0012000000{number:02d}",
        }
        dossier_folder(folder / f"mau-{number:03d}", put=put)
    return folder


def batch(source: Path, out: Path, *words: str) -> list[str]:
    ran = run("batch", source, "--out", out, *AS_OF, *words)
    assert ran.code == 0, ran.told
    return ran.out.splitlines()


def tree(folder: Path) -> dict[str, str]:
    """Every file below *folder* with its hash, the reports of run time left out."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def forms_of(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in tree(folder).items() if name.endswith(".docx")}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `in`, five persons, and `out`, what the run made of them."""
    folder = tmp_path_factory.mktemp("batch")
    batch(cohort(folder / "in"), folder / "out", "--jobs", "1")
    return folder


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    return shutil.copytree(done, tmp_path / "copy")


def lines_of(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_person_gets_forms_reports_and_a_line(done: Path) -> None:
    out = done / "out"
    for number in range(1, PERSONS + 1):
        folder = out / f"mau-{number:03d}"
        assert len(list((folder / "forms").glob("*.docx"))) > 15
        assert (folder / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert json.loads((folder / "report.json").read_bytes())["record_id"] == folder.name
    records = [line["record_id"] for line in lines_of(out) if "record_id" in line]
    assert records == [f"mau-{number:03d}" for number in range(1, PERSONS + 1)]
    files = {str(line["path"]): line["sha256"] for line in lines_of(out) if "path" in line}
    assert files == forms_of(out)


def test_summary_names_every_person(done: Path) -> None:
    page = (done / "out" / "summary.html").read_text(encoding="utf-8")
    sheet = zipfile.ZipFile(io.BytesIO((done / "out" / "summary.xlsx").read_bytes()))
    words = "".join(sheet.read(name).decode() for name in sheet.namelist() if name.endswith(".xml"))
    for number in range(1, PERSONS + 1):
        assert f"mau-{number:03d}" in page
        assert f"mau-{number:03d}" in words


def test_second_run_takes_everything_over(copy: Path) -> None:
    before = tree(copy / "out")
    times = {path: path.stat().st_mtime_ns for path in copy.rglob("*.docx")}
    told = batch(copy / "in", copy / "out")
    assert any(f"{PERSONS} hồ sơ không đổi" in line for line in told)
    assert tree(copy / "out") == before
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*.docx")} == times


def test_changed_record_is_done_again_and_the_others_are_not(copy: Path) -> None:
    before = tree(copy / "out")
    path = copy / "in" / "mau-002" / "record.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Phòng họp", "Hội trường"), encoding="utf-8")
    told = batch(copy / "in", copy / "out")
    assert any(f"{PERSONS - 1} hồ sơ không đổi" in line for line in told)
    after = tree(copy / "out")
    changed = {name.split("/")[0] for name in before if before[name] != after.get(name) and "/" in name}
    assert changed == {"mau-002"}


def test_other_settings_do_everything_again(copy: Path) -> None:
    told = batch(copy / "in", copy / "out", "--stage", "submission")
    assert not any("không đổi" in line for line in told)


def test_run_that_was_killed_goes_on(copy: Path, done: Path) -> None:
    out = copy / "out"
    manifest = out / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines()
    gone = [line for line in lines if '"record_id": "mau-004"' in line or '"record_id": "mau-005"' in line]
    kept = [line for line in lines if line not in gone]
    manifest.write_text("\n".join([*kept, gone[0][:40]]), encoding="utf-8")
    shutil.rmtree(out / "mau-005")
    (out / "mau-004" / "report.json").unlink()
    (out / "summary.html").unlink()
    told = batch(copy / "in", out)
    assert any("3 hồ sơ không đổi" in line for line in told)
    assert forms_of(out) == forms_of(done / "out")
    assert len(lines_of(out)) == len(lines)
    assert not list(out.rglob("*(mới)*"))


@pytest.mark.parametrize("lost", ["forms/06-6-KND.docx", "report.html", "report.json"])
def test_lost_file_is_made_again(copy: Path, lost: str) -> None:
    path = copy / "out" / "mau-003" / lost
    before = path.read_bytes()
    path.unlink()
    told = batch(copy / "in", copy / "out")
    assert any(f"{PERSONS - 1} hồ sơ không đổi" in line for line in told)
    assert path.read_bytes() == before


def test_manifest_cut_in_the_middle_of_a_line_takes_new_lines(tmp_path: Path) -> None:
    (tmp_path / "manifest.jsonl").write_text('{"path": "a/forms/1.docx", "sha', encoding="utf-8")
    folder = output.OutputFolder.open(tmp_path)
    folder.note([{"path": "b/forms/1.docx", "sha256": "0" * 64, "form": "x"}])
    assert output.OutputFolder.open(tmp_path).known("b") == {"b/forms/1.docx": "0" * 64}


def test_edited_form_is_kept_and_named(copy: Path) -> None:
    edited = copy / "out" / "mau-001" / "forms" / "06-6-KND.docx"
    ours = edited.read_bytes()
    edited.write_bytes(ours + b"\0")
    path = copy / "in" / "mau-001" / "record.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"present": 16', '"present": 15'), encoding="utf-8")
    told = batch(copy / "in", copy / "out")
    assert edited.read_bytes() == ours + b"\0"
    assert (edited.parent / "06-6-KND (mới).docx").is_file()
    assert any("mau-001" in line and "(mới)" in line for line in told)


def test_two_processes_give_the_same_bytes(done: Path, tmp_path: Path) -> None:
    # by spawn, in a process of its own, as an office would start it
    some = (*AS_OF, "--form", "6-KND", "--form", "20-KND")
    ran = start("batch", done / "in", "--out", tmp_path / "two", *some, "--jobs", "2")
    assert ran.returncode == 0, ran.stderr
    batch(done / "in", tmp_path / "one", *some[2:], "--jobs", "1")
    two, one = tree(tmp_path / "two"), tree(tmp_path / "one")
    assert len(forms_of(tmp_path / "one")) == PERSONS * 5
    assert {name for name in one if two.get(name) != one[name]} <= {"summary.xlsx"}
    assert set(two) == set(one)
    assert forms_of(tmp_path / "one").items() <= forms_of(done / "out").items()


def broken_cohort(folder: Path) -> Path:
    cohort(folder, 2)
    (folder / "mau-003").mkdir()
    (folder / "mau-003" / "record.json").write_text('{"record_id": "mau-003", ', encoding="utf-8")
    write_record(folder / "con-ma.json", record(put={"/record_id": "con"}))
    write_record(folder / "mau-hai.json", record(put={"/record_id": "MAU-002"}))
    return folder


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_broken_records_are_listed_and_the_others_done(tmp_path: Path, jobs: str) -> None:
    source, out = broken_cohort(tmp_path / "in"), tmp_path / "out"
    ran = run("batch", source, "--out", out, *AS_OF, "--jobs", jobs, "--form", "6-KND")
    assert ran.code == 1
    failed = [line for line in ran.out.splitlines() if "không xử lý được:" in line]
    assert len(failed) == 3
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == ["mau-001", "mau-002"]
    assert "Nguyễn" not in "".join(failed)
    page = (out / "summary.html").read_text(encoding="utf-8")
    assert "mau-003" in page
    assert "Traceback" not in ran.told + page
    again = run("batch", source, "--out", out, *AS_OF, "--form", "6-KND")
    assert again.code == 1
    assert "2 hồ sơ không đổi" in again.out


def test_mended_record_is_processed_next_time(tmp_path: Path) -> None:
    source, out = broken_cohort(tmp_path / "in"), tmp_path / "out"
    assert run("batch", source, "--out", out, *AS_OF).code == 1
    write_record(source / "mau-003" / "record.json", record(put={"/record_id": "mau-003"}))
    (source / "con-ma.json").unlink()
    (source / "mau-hai.json").unlink()
    assert run("batch", source, "--out", out, *AS_OF).code == 0
    assert (out / "mau-003" / "report.json").is_file()


def test_id_of_the_record_counts_not_the_name_of_its_folder(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "ho-so-mot", put={"/record_id": "mau-007"})
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF).code == 0
    ran = run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF)
    assert "1 hồ sơ không đổi" in ran.out
    write_record(tmp_path / "in" / "ho-so-mot" / "record.json", record(put={"/record_id": "mau-007", "/place": "Xã"}))
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF).code == 0
    assert not list((tmp_path / "out").rglob("*(mới)*"))
    dossier_folder(tmp_path / "in" / "ho-so-hai", put={"/record_id": "mau-007"})
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF).code == 1


def test_run_judges_itself_and_not_the_persons(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "mau-001", remove=[STAMP])
    ran = run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF, "--stage", "verification")
    assert ran.code == 0
    assert "0 đạt, 1 chưa đạt" in ran.out


def test_only_the_forms_asked_for_are_filled(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "mau-001")
    assert run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF, "--form", "6-KND").code == 0
    assert [path.name for path in (tmp_path / "out").rglob("*.docx")] == ["06-6-KND.docx"]


def test_long_path_is_warned_of(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "mau-001")
    out = tmp_path / ("n" * 110) / ("m" * 110)
    ran = run("batch", tmp_path / "in", "--out", out, *AS_OF, "--form", "6-KND")
    assert ran.code == 0
    assert "Windows" in ran.err


@pytest.mark.parametrize("words", [(), ("--jobs", "0"), ("--jobs", "many")])
def test_wrong_words_are_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    dossier_folder(tmp_path / "in" / "mau-001")
    out = ("--out", tmp_path / "out") if words else ()
    assert run("batch", tmp_path / "in", *out, *words).code == 2
    assert not (tmp_path / "out").exists()
