"""The HTTP API: records with their ETags, answers, reports, forms, papers, runs, lists, rules, settings."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from dossier.resources import schema_path
from tests.cli.running import AS_OF, run
from tests.http.conftest import ROOT

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
      b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n" \
      b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n" \
      b"startxref\n166\n%%EOF\n"  # fmt: skip


def record(program: TestClient, record_id: str = "mau-001") -> tuple[dict[str, Any], str]:
    answer = program.get(f"/api/dossiers/{record_id}")
    assert answer.status_code == 200
    return answer.json(), answer.headers["etag"]


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["title_vi"]
    assert found["title_en"]
    return found


# --- records ------------------------------------------------------------------------------------------------


def test_everybody_is_listed_with_stage_verdict_and_who_acts_next(program: TestClient) -> None:
    rows = program.get("/api/dossiers", params={"wait": True}).json()
    assert len(rows) == 13
    by_id = {row["record_id"]: row for row in rows}
    assert by_id["mau-001"]["verdict"] == "ready"
    assert by_id["mau-001"]["stage"] == "recognition_submission"
    assert sum(row["verdict"] != "ready" for row in rows) == 3
    assert all(row["who"] for row in rows if row["verdict"] == "errors")


def test_the_list_is_searched_without_marks_and_filtered(program: TestClient) -> None:
    found = program.get("/api/dossiers", params={"q": "nguyen van mau", "wait": True}).json()
    assert [row["record_id"] for row in found] == ["mau-001"]
    errors = program.get("/api/dossiers", params={"verdict": "errors", "wait": True}).json()
    assert {row["verdict"] for row in errors} == {"errors"}


def test_a_record_is_replaced_only_as_it_was_seen(program: TestClient) -> None:
    data, etag = record(program)
    changed = {**data, "place": "Xã Mẫu Mới"}
    problem_of(program.put("/api/dossiers/mau-001", json=changed), 428)
    answer = program.put("/api/dossiers/mau-001", json=changed, headers={"If-Match": etag}, params={"by": "VP"})
    assert answer.status_code == 200
    assert answer.headers["etag"] != etag
    problem_of(program.put("/api/dossiers/mau-001", json=data, headers={"If-Match": etag}), 412)
    assert record(program)[0]["place"] == "Xã Mẫu Mới"


def test_the_former_version_comes_back(program: TestClient) -> None:
    data, etag = record(program)
    program.put("/api/dossiers/mau-001", json={**data, "place": "Khác"}, headers={"If-Match": etag})
    versions = program.get("/api/dossiers/mau-001/versions").json()
    assert [version["number"] for version in versions] == sorted((v["number"] for v in versions), reverse=True)
    former = versions[-1]["number"]
    assert program.get(f"/api/dossiers/mau-001/versions/{former}").json()["place"] == data["place"]
    _, now = record(program)
    path = f"/api/dossiers/mau-001/versions/{former}/restore"
    assert program.post(path, headers={"If-Match": now}).status_code == 200
    assert record(program)[0] == data
    problem_of(program.get("/api/dossiers/mau-001/versions/99"), 404)


def test_an_invalid_record_is_refused_at_the_door_with_every_place(program: TestClient) -> None:
    data, etag = record(program)
    wrong = {**data, "place": 7, "unheard_of": 1}
    found = problem_of(program.put("/api/dossiers/mau-001", json=wrong, headers={"If-Match": etag}), 422)
    assert {error["place"] for error in found["errors"]} == {"/place", "/unheard_of"}
    assert "7" not in json.dumps([error["found"] for error in found["errors"]])


def test_a_new_dossier_and_one_that_is_there(program: TestClient, root: Path) -> None:
    new = {"schema_version": "1", "record_id": "moi-001", "candidate": {"birth_name": "Trần Thị Mới"}}
    answer = program.post("/api/dossiers", json=new)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/dossiers/moi-001"
    assert (root / "moi-001" / "record.json").is_file()
    problem_of(program.post("/api/dossiers", json=new), 409)
    problem_of(program.post("/api/dossiers", json={**new, "record_id": "MOI-001"}), 409)


@pytest.mark.parametrize("record_id", ["../x", "..", "con", "a/b", "nul.txt", "", "é", "a" * 65])
def test_an_id_never_leads_elsewhere(program: TestClient, root: Path, record_id: str) -> None:
    answer = program.post("/api/dossiers", json={"schema_version": "1", "record_id": record_id})
    assert answer.status_code == 422
    assert sorted(path.name for path in root.parent.iterdir()) == ["ho-so"]


def test_an_id_cannot_change(program: TestClient) -> None:
    data, etag = record(program)
    other = {**data, "record_id": "khac-001"}
    problem_of(program.put("/api/dossiers/mau-001", json=other, headers={"If-Match": etag}), 422)


def test_a_deleted_dossier_lies_in_the_bin_and_comes_back_whole(program: TestClient, root: Path) -> None:
    before = sorted(path.name for path in (root / "mau-001").rglob("*"))
    _, etag = record(program)
    assert program.delete("/api/dossiers/mau-001", headers={"If-Match": etag}).status_code == 204
    problem_of(program.get("/api/dossiers/mau-001"), 404)
    [binned] = program.get("/api/bin").json()
    assert program.post(f"/api/bin/{binned['key']}/restore").status_code == 200
    assert sorted(path.name for path in (root / "mau-001").rglob("*")) == before
    problem_of(program.post(f"/api/bin/{binned['key']}/restore"), 404)


# --- reports and answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("record_id", ["mau-001", "an-001", "minh-009"])
@pytest.mark.parametrize("stage", [None, "verification"])
def test_report_is_that_of_the_command_line_byte_for_byte(
    program: TestClient, browser: TestClient, root: Path, record_id: str, stage: str | None
) -> None:
    params = {"as_of": "2026-11-22", **({"stage": stage} if stage else {})}
    by_api = program.get(f"/api/dossiers/{record_id}/report", params=params)
    words = ("--stage", stage) if stage else ()
    by_command = run("check", root / record_id, *AS_OF, *words, "--format", "json").out
    assert by_api.text.rstrip("\n") == by_command.rstrip("\n")
    schema = json.loads(schema_path("report").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(by_api.json())
    by_page = browser.get(
        f"/persons/{record_id}/report", params={"format": "json", **({"stage": stage} if stage else {})}
    )
    assert by_page.text == by_api.text


@pytest.mark.parametrize(("form", "start"), [("html", b"<!DOCTYPE"), ("xlsx", b"PK"), ("docx", b"PK"), ("text", b"")])
def test_report_in_every_format(program: TestClient, form: str, start: bytes) -> None:
    answer = program.get("/api/dossiers/minh-009/report", params={"format": form})
    assert answer.status_code == 200
    assert answer.content.startswith(start)


def test_the_stamp_is_confirmed_by_name(program: TestClient, root: Path) -> None:
    data, etag = record(program)
    papers = [
        {**paper, "cross_page_stamp": {"state": "uncertain", "evidence": "scan"}} if paper["form"] == "2-KNĐ" else paper
        for paper in data["papers"]
    ]
    answer = program.put("/api/dossiers/mau-001", json={**data, "papers": papers}, headers={"If-Match": etag})
    report = program.get("/api/dossiers/mau-001/report").json()
    assert not report["ready"]
    assert {f["code"] for f in report["findings"] if f["verdict"] == "needs_person"} == {"C09"}
    seen = {"by": "Văn phòng Đảng ủy", "code": "C09", "stamped_on": "2025-10-02"}
    headers = {"If-Match": answer.headers["etag"]}
    confirmed = program.post("/api/dossiers/mau-001/confirmations", json=seen, headers=headers)
    assert confirmed.status_code == 200
    assert program.get("/api/dossiers/mau-001/report").json()["ready"]
    stamp = next(p for p in confirmed.json()["papers"] if p["form"] == "2-KNĐ")["cross_page_stamp"]
    assert stamp["state"] == "present"
    assert stamp["confirmed_by"] == "Văn phòng Đảng ủy"
    lines = program.get("/api/journal", params={"record_id": "mau-001"}).json()
    assert lines[0]["what"] == "confirm"
    assert lines[0]["by"] == "Văn phòng Đảng ủy"
    assert lines[0]["codes"] == ["C09"]
    assert run("journal", "verify", root).code == 0


def test_an_error_that_nobody_may_answer_for_is_not_accepted(program: TestClient) -> None:
    data, etag = record(program)
    broken = {**data, "class_certificate": {**data["class_certificate"], "issue_date": "2019-01-01"}}
    etag = program.put("/api/dossiers/mau-001", json=broken, headers={"If-Match": etag}).headers["etag"]
    report = program.get("/api/dossiers/mau-001/report").json()
    finding = next(f for f in report["findings"] if f["code"] == "A10")
    given = {"code": "A10", "where": finding["where"]["pointer"], "reason": "gấp", "by": "VP"}
    found = problem_of(program.post("/api/dossiers/mau-001/dispositions", json=given, headers={"If-Match": etag}), 422)
    assert "A10" in found["title_vi"]


# --- papers and forms ---------------------------------------------------------------------------------------


def test_a_scan_is_added_read_and_removed(program: TestClient, root: Path) -> None:
    _, etag = record(program)
    added = program.post(
        "/api/dossiers/mau-001/papers", data={"form": "2-KNĐ"}, headers={"If-Match": etag},
        files={"file": ("..\\..\\Lý lịch.pdf", PDF, "application/pdf")},
    )  # fmt: skip
    assert added.status_code == 201, added.text
    [path] = next(p for p in added.json()["papers"] if p["form"] == "2-KNĐ")["files"]
    assert path == "papers/Lý lịch.pdf"
    assert program.get("/api/dossiers/mau-001/papers/file", params={"path": path}).content == PDF
    assert (root / "mau-001" / path).read_bytes() == PDF
    gone = program.delete(
        "/api/dossiers/mau-001/papers/file", params={"path": path}, headers={"If-Match": added.headers["etag"]}
    )
    assert gone.status_code == 200
    assert not (root / "mau-001" / path).exists()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 program", b"<html>", b"PK\x03\x04 zip", b"%PDF-1.4 broken"])
def test_what_is_no_scan_is_refused_by_its_bytes(program: TestClient, root: Path, content: bytes) -> None:
    _, etag = record(program)
    answer = program.post(
        "/api/dossiers/mau-001/papers", data={"form": "2-KNĐ"}, headers={"If-Match": etag},
        files={"file": ("a.pdf", content, "application/pdf")},
    )  # fmt: skip
    problem_of(answer, 422)
    assert record(program)[1] == etag


@pytest.mark.parametrize(
    "path", ["../record.json", "record.json", "/etc/passwd", "papers/../record.json", "papers/none.pdf"]
)
def test_only_files_that_the_record_names_are_given_out(program: TestClient, path: str) -> None:
    problem_of(program.get("/api/dossiers/mau-001/papers/file", params={"path": path}), 404)


def test_forms_are_filled_listed_and_read(program: TestClient, root: Path) -> None:
    written = program.post("/api/dossiers/mau-001/forms", json={"forms": ["6-KND"]}).json()
    assert [one["path"] for one in written] == ["mau-001/forms/06-6-KND.docx"]
    content = program.get("/api/dossiers/mau-001/forms/06-6-KND.docx").content
    assert content == (root / "mau-001/forms/06-6-KND.docx").read_bytes()
    lines = {line["name"]: line for line in program.get("/api/dossiers/mau-001/forms").json()}
    assert lines["06-6-KND.docx"]["there"]
    assert not lines["06-6-KND.docx"]["edited"]
    (root / "mau-001/forms/06-6-KND.docx").write_bytes(content + b" ")
    lines = {line["name"]: line for line in program.get("/api/dossiers/mau-001/forms").json()}
    assert lines["06-6-KND.docx"]["edited"]
    again = program.post("/api/dossiers/mau-001/forms", json={"forms": ["6-KND"]}).json()
    assert again[0]["kept"] == "mau-001/forms/06-6-KND.docx"
    for name in ("../record.json", "record.json", "..%2Frecord.json", "x.docx"):
        assert program.get(f"/api/dossiers/mau-001/forms/{name}").status_code == 404
    zipped = zipfile.ZipFile(io.BytesIO(program.get("/api/dossiers/mau-001/files.zip").content))
    assert "forms/06-6-KND.docx" in zipped.namelist()


# --- runs and lists -----------------------------------------------------------------------------------------


def test_a_run_tells_its_progress_and_its_end(program: TestClient, root: Path) -> None:
    started = program.post("/api/batches", json={"fill": False})
    assert started.status_code == 202
    key = started.json()["id"]
    with program.stream("GET", f"/api/batches/{key}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        states = [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]
    assert states[-1]["state"] == "done"
    assert states[-1]["done"] == states[-1]["total"] == 13
    assert [state["done"] for state in states] == sorted(state["done"] for state in states)
    assert (root / "mau-001" / "report.json").is_file()
    assert not (root / "mau-001" / "forms").exists()
    assert program.get(f"/api/batches/{key}").json()["ready"] == 10
    problem_of(program.get("/api/batches/none"), 404)


def test_a_list_is_read_asked_and_written(program: TestClient, root: Path) -> None:
    content = (ROOT / "samples" / "lists" / "01-tieu-de-gop.xlsx").read_bytes()
    answer = program.post("/api/imports", files={"file": ("Danh sách.xlsx", content)})
    assert answer.status_code == 201, answer.text
    pending = answer.json()
    assert pending["persons"] > 0
    assert pending["columns"]
    done = program.post(f"/api/imports/{pending['key']}", json={}, params={"by": "VP"}).json()
    assert done["written"] == pending["persons"]
    assert all((root / record_id / "record.json").is_file() for record_id in done["ids"])
    problem_of(program.get(f"/api/imports/{pending['key']}"), 404)
    assert not list((root / ".dossier" / "incoming").iterdir())


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK no zip"), ("a.exe", b"MZ"), ("a.xlsx", b""), ("a.csv", b"x")]
)
def test_what_is_no_list_is_refused_and_nothing_is_left(
    program: TestClient, root: Path, name: str, content: bytes
) -> None:
    problem_of(program.post("/api/imports", files={"file": (name, content)}), 422)
    incoming = root / ".dossier" / "incoming"
    assert not incoming.exists() or not list(incoming.iterdir())


# --- rules and settings -------------------------------------------------------------------------------------


def test_rules_on_a_day_a_rule_and_a_difference(program: TestClient) -> None:
    rules = program.get("/api/rules", params={"on": "2026-07-26"}).json()
    assert {"A01", "C09", "L04"} - {rule["code"] for rule in rules} <= {"L04"}
    rule = program.get("/api/rules/c09").json()
    assert rule["code"] == "C09"
    assert rule == json.loads(run("explain", "C09", "--format", "json").out)
    lines = program.get("/api/rules/difference", params={"before": "2025-06-30", "after": "2025-07-01"}).json()
    assert any(line.startswith("G11") for line in lines)
    problem_of(program.get("/api/rules/Z99"), 422)


def test_settings_are_read_checked_and_written(program: TestClient, root: Path) -> None:
    before = program.get("/api/office")
    given = {"schema_version": "1", "place": "Xã Mẫu", "spelling": "uỷ"}
    etag = before.headers["etag"]
    problem_of(program.put("/api/office", json={"spelling": "x"}, headers={"If-Match": etag}), 422)
    after = program.put("/api/office", json=given, headers={"If-Match": etag})
    assert after.status_code == 200, after.text
    assert program.get("/api/office").json() == given
    assert (root / "office.toml").is_file()
    problem_of(program.put("/api/office", json=given, headers={"If-Match": etag}), 412)


def test_a_pack_comes_as_a_zip_with_its_faults_told(program: TestClient, root: Path) -> None:
    folder = ROOT / "samples" / "packs" / "ha-noi-2025"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"ha-noi-2025/{path.name}")
    added = program.post("/api/packs", files={"file": ("Ha-Noi-2025.zip", out.getvalue())})
    assert added.status_code == 201, added.text
    assert added.json()["faults"] == []
    assert (root / "packs" / "ha-noi-2025" / "manifest.toml").is_file()
    problem_of(program.post("/api/packs", files={"file": ("ha-noi-2025.zip", out.getvalue())}), 409)
    problem_of(program.post("/api/packs", files={"file": ("x.zip", b"PK")}), 422)


def test_problems_speak_the_language_asked_for(program: TestClient) -> None:
    vietnamese = program.get("/api/dossiers/none").json()
    english = program.get("/api/dossiers/none", headers={"Accept-Language": "en"}).json()
    assert vietnamese["title"] == vietnamese["title_vi"] == english["title_vi"]
    assert english["title"] == english["title_en"] != vietnamese["title"]


def test_description_is_openapi_3_1_and_every_call_has_a_summary(program: TestClient) -> None:
    document = program.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        assert path.startswith("/api/")
        for method, call in methods.items():
            assert call["summary"], f"{method} {path}"
            assert call["description"], f"{method} {path}"
            assert "401" in call["responses"], f"{method} {path}"
