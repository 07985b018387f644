"""`dossier fill`: which files, what stands in them, and what becomes of a file that a person edited."""

from __future__ import annotations

import hashlib
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from dossier import load_forms
from dossier.forms.plan import plan
from dossier.record.office import Office
from dossier.record.record import Record
from tests.cli.docx_text import text_of, xml_parts
from tests.cli.running import AS_OF, dossier_folder, read, record, report_of, run, write_record

AWKWARD = '"A & B" <chi nhánh>'
REMARK = "Dòng một;\n\tdòng hai < & > “ba”."
LEFT_OVER = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|\bNone\b|undefined|\bnull\b|nan\b")


def filled(out: Path, record_id: str = "mau-001") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / record_id / "forms").iterdir())}


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("fill")
    assert run("fill", dossier_folder(folder / "a"), "--out", folder / "out").code == 0
    return filled(folder / "out")


def test_files_are_named_by_order_and_number(complete: dict[str, bytes]) -> None:
    names = set(complete)
    assert {"01-1-KND.docx", "06-6-KND.docx", "16-16-KND.docx", "30-CN-NTVD1.docx", "32-GCN-DVM.docx"} <= names
    assert {f"20-20-KND-{number}.docx" for number in range(1, 5)} <= names
    assert "20-20-KND.docx" not in names
    assert "03-3-KND.docx" in names
    assert all(re.fullmatch(r"[0-9]{2}-[A-Z0-9-]+\.docx", name) for name in names)


def test_second_introducer_gets_a_paper_of_their_own(tmp_path: Path) -> None:
    second = {**record()["introducers"][0], "full_name": "Lê Văn Giới Thiệu"}
    folder = dossier_folder(tmp_path / "a", put={"/introducers/-": second})
    assert run("fill", folder, "--out", tmp_path / "out", "--form", "3-KND", "--form", "3A-KND").code == 0
    forms = filled(tmp_path / "out")
    assert list(forms) == ["03-3-KND.docx", "03-3A-KND.docx"]
    assert "Trần Thị Giới Thiệu" in text_of(forms["03-3-KND.docx"])
    assert "Lê Văn Giới Thiệu" in text_of(forms["03-3A-KND.docx"])
    assert "Trần Thị Giới Thiệu" not in text_of(forms["03-3A-KND.docx"])


def test_form_without_its_person_is_not_made(tmp_path: Path) -> None:
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", "3A-KND")
    assert ran.code == 0
    assert list(tmp_path.glob("out/**/*.docx")) == []


@pytest.mark.parametrize("number", ["6-KND", "6-KNĐ", "6-knđ"])
def test_number_with_and_without_the_stroke_is_the_same(
    tmp_path: Path, number: str, complete: dict[str, bytes]
) -> None:
    assert run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", number).code == 0
    assert filled(tmp_path / "out") == {"06-6-KND.docx": complete["06-6-KND.docx"]}


def test_unknown_form_is_one_line_with_the_nearest(tmp_path: Path) -> None:
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", "6-KNN")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "6-KND" in ran.err
    assert not (tmp_path / "out").exists()


def test_unknown_pack_is_one_line_with_the_known_ones(tmp_path: Path) -> None:
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--pack", "hd99")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "hd38-2025" in ran.err


def test_stage_fills_only_the_forms_due(tmp_path: Path, complete: dict[str, bytes]) -> None:
    folder = dossier_folder(tmp_path / "a")
    assert run("fill", folder, "--out", tmp_path / "out", "--stage", "verification").code == 0
    forms = filled(tmp_path / "out")
    assert {"01-1-KND.docx", "02-2-KND.docx", "20-20-KND-1.docx"} <= set(forms)
    assert "09-9-KND.docx" not in forms
    assert forms.items() <= complete.items()


def test_nothing_is_left_over_in_any_part(complete: dict[str, bytes]) -> None:
    for name, content in complete.items():
        for part, xml in xml_parts(content).items():
            words = etree.tostring(etree.fromstring(xml), method="text", encoding="unicode")
            assert LEFT_OVER.search(words) is None, (name, part)
            assert b"{{" not in xml, (name, part)
            assert b"{%" not in xml, (name, part)


def test_every_form_opens_in_word_libraries(complete: dict[str, bytes]) -> None:
    for name, content in complete.items():
        document = Document(io.BytesIO(content))
        assert document.paragraphs, name
        properties = document.core_properties
        assert not properties.author, name
        assert not properties.last_modified_by, name


def test_same_record_gives_the_same_bytes(tmp_path: Path, complete: dict[str, bytes]) -> None:
    assert run("fill", dossier_folder(tmp_path / "b"), "--out", tmp_path / "out").code == 0
    assert filled(tmp_path / "out") == complete


def test_manifest_holds_the_hash_of_every_file(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    out = tmp_path / "out"
    assert run("fill", folder, "--out", out).code == 0
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["path"]: line["sha256"] for line in lines} == {
        f"mau-001/forms/{name}": hashlib.sha256(content).hexdigest() for name, content in filled(out).items()
    }
    assert {line["form"] for line in lines} >= {"hd38-2025 6-KNĐ", "hd38-2025 20-KNĐ"}


def test_refilling_replaces_our_own_file(tmp_path: Path) -> None:
    folder, out = dossier_folder(tmp_path / "a"), tmp_path / "out"
    assert run("fill", folder, "--out", out, "--form", "6-KND").code == 0
    before = filled(out)["06-6-KND.docx"]
    write_record(folder / "record.json", record(put={"/cell_meeting/venue": "Phòng họp số 2"}))
    ran = run("fill", folder, "--out", out, "--form", "6-KND")
    assert ran.code == 0
    after = filled(out)
    assert list(after) == ["06-6-KND.docx"]
    assert after["06-6-KND.docx"] != before or "Phòng họp số 2" not in text_of(before)
    assert "(mới)" not in ran.out


def edited_in_word(path: Path) -> bytes:
    document = Document(str(path))
    document.paragraphs[0].add_run(" (đã sửa tay)")
    document.save(str(path))
    return path.read_bytes()


def test_file_that_a_person_edited_is_kept(tmp_path: Path) -> None:
    folder, out = dossier_folder(tmp_path / "a"), tmp_path / "out"
    assert run("fill", folder, "--out", out, "--form", "6-KND").code == 0
    ours = filled(out)["06-6-KND.docx"]
    theirs = edited_in_word(out / "mau-001" / "forms" / "06-6-KND.docx")
    for _ in range(2):
        ran = run("fill", folder, "--out", out, "--form", "6-KND")
        assert ran.code == 0
        assert filled(out) == {"06-6-KND.docx": theirs, "06-6-KND (mới).docx": ours}
        assert "06-6-KND.docx" in ran.out
        assert "06-6-KND (mới).docx" in ran.out


def test_file_that_was_there_before_us_is_kept(tmp_path: Path) -> None:
    theirs = tmp_path / "out" / "mau-001" / "forms" / "06-6-KND.docx"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"somebody's own")
    assert run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", "6-KND").code == 0
    assert theirs.read_bytes() == b"somebody's own"
    assert (theirs.parent / "06-6-KND (mới).docx").is_file()


def test_folder_of_persons_is_filled_person_by_person(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "a")
    dossier_folder(tmp_path / "in" / "b", put={"/record_id": "mau-002"})
    assert run("fill", tmp_path / "in", "--out", tmp_path / "out", "--form", "1-KND").code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.jsonl", "mau-001", "mau-002"]


def test_two_records_with_one_id_are_refused(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "in" / "a")
    dossier_folder(tmp_path / "in" / "b", put={"/record_id": "MAU-001", "/candidate/birth_name": "Lê Văn Khác"})
    ran = run("fill", tmp_path / "in", "--out", tmp_path / "out", "--form", "1-KND")
    assert ran.code == 3
    assert "Nguyễn Văn Mẫu" in text_of(filled(tmp_path / "out")["01-1-KND.docx"])
    assert "Lê Văn Khác" not in ran.told


TEXTS = {
    "/candidate/birth_name": AWKWARD,
    "/candidate/work_unit": f"Công ty {AWKWARD}",
    "/orgs/cell/name": f"Chi bộ {AWKWARD}",
    "/orgs/grassroots/name": f"Đảng ủy {AWKWARD}",
    "/introducers/0/full_name": f"Lê {AWKWARD}",
    "/candidate/awareness_text": REMARK,
    "/opinions/assessment": REMARK,
    "/introducers/0/strengths": REMARK,
    "/cell_meeting/conclusion_assessment": REMARK,
    "/committee_meeting/conclusion_assessment": REMARK,
    "/probation/helper/strengths": REMARK,
}


def test_awkward_text_prints_as_typed_in_every_form(tmp_path: Path) -> None:
    put = dict(TEXTS)
    folder = dossier_folder(tmp_path / "a", put=put)
    assert run("fill", folder, "--out", tmp_path / "out").code == 0
    forms = filled(tmp_path / "out")
    planned = plan(Record(read(folder)), Office(), load_forms(), None)
    assert {form.name for form in planned} == set(forms)
    seen: dict[str, set[str]] = {}
    for form in planned:
        printed = text_of(forms[form.name])
        for place, text in put.items():
            if any(value == text for value in every_text(form.values)):
                assert text in printed, (form.name, place)
                seen.setdefault(text, set()).add(form.name)
    for text in (REMARK, AWKWARD, f"Công ty {AWKWARD}"):
        assert seen[text], text
    assert len(seen[REMARK]) > 4


def every_text(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in every_text(inner)]
    return [text for inner in value for text in every_text(inner)] if isinstance(value, list) else []


def test_record_that_knows_nearly_nothing_fills_every_form(tmp_path: Path) -> None:
    bare = {"schema_version": "1", "record_id": "trong-001", "candidate": {"birth_name": "Nguyễn Văn Mẫu"}}
    path = write_record(tmp_path / "trong.json", bare)
    assert run("fill", path, "--out", tmp_path / "out").code == 0
    forms = filled(tmp_path / "out", "trong-001")
    once = {f"{form.stem}.docx" for form in load_forms().forms if form.for_each is None and form.when(Record(bare))}
    assert len(forms) > 10
    assert set(forms) <= {f"{form.stem}.docx" for form in load_forms().forms}
    assert once - set(forms) <= {f"{form.stem}.docx" for form in load_forms().forms if not form.default}
    for name, content in forms.items():
        printed = text_of(content)
        assert "……" in printed or "....." in printed, name
        assert LEFT_OVER.search(printed) is None, name
        Document(io.BytesIO(content))
    report = report_of(run("check", path, *AS_OF, "--stage", "recognition_submission", "--format", "json"))
    blanks = [each for each in report["findings"] if each["code"] == "FILL"]
    assert {each["ask"] for each in blanks} >= {"01-1-KND", "02-2-KND", "09-9-KND"}
    assert all(each["severity"] == "warning" and each["where"]["pointer"] for each in blanks)


def test_rows_of_nothing_and_objects_of_nothing_fill_too(tmp_path: Path) -> None:
    hollow = record()
    for key, value in hollow.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            hollow[key] = [{}]
    path = write_record(tmp_path / "a.json", hollow)
    assert run("fill", path, "--out", tmp_path / "out").code == 0
    for name, content in filled(tmp_path / "out").items():
        assert LEFT_OVER.search(text_of(content)) is None, name


def test_long_path_is_warned_of(tmp_path: Path) -> None:
    out = tmp_path / ("n" * 100) / ("m" * 100)
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", out, "--form", "6-KND")
    assert ran.code == 0
    assert len(ran.err.splitlines()) == 1
    length = len(str((out / "mau-001" / "forms" / "06-6-KND.docx").resolve()))
    assert str(length) in ran.err
    assert length > 240


def test_short_path_is_not_warned_of(tmp_path: Path) -> None:
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--form", "6-KND")
    assert ran.err == ""


def test_forms_do_not_depend_on_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dossier.cli import console

    outs = []
    for number, day in enumerate([date(2024, 2, 29), date(2030, 1, 1)]):
        monkeypatch.setattr(console, "today", lambda day=day: day)
        folder = dossier_folder(tmp_path / f"in{number}")
        assert run("fill", folder, "--out", tmp_path / f"out{number}", "--form", "9-KND").code == 0
        outs.append(filled(tmp_path / f"out{number}"))
    assert outs[0] == outs[1]
