"""Letters and the list for destinations that the record does not have yet: made, marked, told, and taken over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dossier.adapters.output import MANIFEST_NAME, OutputFolder
from tests.cli.docx_text import text_of
from tests.cli.running import AS_OF, dossier_folder, read, report_of, run
from tests.forms.edits import changed, typed

NO_REQUESTS = ("/verification/requests", "/verification/remarks")
LETTERS = ["20-20-KND-1.docx", "20-20-KND-2.docx", "20-20-KND-3.docx"]
LIST = "23-DS-TT.docx"


def fill(folder: Path, out: Path, *words: str) -> Any:
    ran = run("fill", folder, "--out", out, "--stage", "verification", *AS_OF, *words)
    assert ran.code == 0
    return ran


def forms(out: Path) -> dict[str, str]:
    """The letters and the list: name -> text."""
    found = sorted((out / "mau-001" / "forms").glob("2[0-3]-*.docx"))
    return {path.name: text_of(path.read_bytes()) for path in found}


def lines(out: Path) -> dict[str, dict[str, Any]]:
    entries = map(json.loads, (out / MANIFEST_NAME).read_text("utf-8").splitlines())
    return {Path(entry["path"]).name: entry for entry in entries if "path" in entry}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A dossier folder without requests."""
    return dossier_folder(tmp_path / "a", remove=NO_REQUESTS)


def test_one_letter_for_each_proposed_place_and_the_list_of_them(bare: Path, tmp_path: Path) -> None:
    fill(bare, tmp_path / "out")
    made = forms(tmp_path / "out")
    assert list(made) == [*LETTERS, LIST]
    wards = ("phường Mẫu, thành phố Ví Dụ", "xã Mẫu Hai, tỉnh Ví Dụ", "xã Mẫu Ba, tỉnh Ví Dụ")
    for name, place in zip(LETTERS, wards, strict=True):
        assert f"Kính gửi: Đảng ủy {place}" in made[name]
    assert "Cha đẻ Nguyễn Văn Mẫu Cha" in made[LETTERS[1]]
    assert "phẩm chất chính trị, đạo đức, lối sống" in made[LETTERS[0]]
    assert "phẩm chất chính trị, đạo đức, lối sống" not in made[LETTERS[1]]
    assert made[LIST].count("ĐỀ XUẤT: chưa ghi yêu cầu, chưa gửi") == 3


def test_proposals_are_marked_in_the_manifest_and_stay_marked(bare: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        fill(bare, out)
        marked = [name for name, entry in lines(out).items() if entry.get("proposed")]
        assert marked == LETTERS
    folder = OutputFolder.open(out)
    folder.close()
    assert [name for name, entry in lines(out).items() if entry.get("proposed")] == LETTERS


def test_the_command_says_what_is_proposed_and_what_is_lacking(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[*NO_REQUESTS, "/family/5/residence"])
    told = fill(folder, tmp_path / "out").out
    assert "3 nơi thẩm tra được đề xuất" in told
    assert "Đảng ủy xã Mẫu Hai, tỉnh Ví Dụ: Cha đẻ\n" in told
    assert "--propose" in told
    assert "Mẹ đẻ: chưa biết nơi cư trú" in told
    assert "Mẹ đẻ: chưa ghi nơi cư trú" in forms(tmp_path / "out")[LIST]


def test_a_check_tells_the_same(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=[*NO_REQUESTS, "/family/5/residence"])
    report = report_of(run("check", folder, "--stage", "verification", *AS_OF, "--format", "json"))
    found = [one for one in report["findings"] if one["code"] == "FILL" and one["ask"] == "20-20-KND"]
    assert {one["severity"] for one in found if one["where"]["pointer"] == "/verification/requests"} == {"notice"}
    lacking = [one for one in found if one["where"]["pointer"] == "/family/5/residence"]
    assert [one["severity"] for one in lacking] == ["warning"]
    # number and date of a letter that nobody has sent are no lack
    pointers = [one["where"]["pointer"] for one in report["findings"] if one["code"] == "FILL"]
    assert not [pointer for pointer in pointers if pointer.startswith("/verification/requests/")]


def test_requests_of_the_record_are_listed_with_their_state_and_only_the_rest_is_proposed(tmp_path: Path) -> None:
    folder = dossier_folder(
        tmp_path / "a",
        remove=["/verification/requests/2", "/verification/requests/1", "/verification/requests/0/reply_date"],
    )
    fill(folder, tmp_path / "out")
    made = forms(tmp_path / "out")
    assert list(made) == [*LETTERS, "21-GGT-TT.docx", LIST]
    assert "Kính gửi: Đảng ủy xã Mẫu Ba, tỉnh Ví Dụ" in made[LETTERS[2]]
    listed = made[LIST]
    assert "Đã gửi ngày 03/10/2025, chờ trả lời" in listed
    assert "Trả lời số 97-CV/ĐU, ngày 10/10/2025: khai đúng" in listed
    assert listed.count("ĐỀ XUẤT") == 2  # the row, and the note below the table
    assert [name for name, entry in lines(tmp_path / "out").items() if entry.get("proposed")] == [LETTERS[2]]


def test_the_list_of_a_dossier_that_needs_nothing_is_made_only_when_asked_for(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    fill(folder, tmp_path / "out")
    assert LIST not in forms(tmp_path / "out")
    fill(folder, tmp_path / "asked", "--form", "DS-TT")
    assert list(forms(tmp_path / "asked")) == [LIST]


def test_exemptions_are_listed_with_their_ground(tmp_path: Path) -> None:
    exempt = {"person": "mother", "basis": "known_home_commune", "confirming_committee": "Đảng ủy xã Mẫu Hai"}
    remove = [*NO_REQUESTS, "/verification/exemptions_none"]
    folder = dossier_folder(tmp_path / "a", remove=remove, put={"/verification/exemptions": [exempt]})
    fill(folder, tmp_path / "out")
    made = forms(tmp_path / "out")
    assert "Mẹ đẻ Lê Thị Mẫu Mẹ: người thân đều ở quê, nội dung đã rõ (Đảng ủy xã Mẫu Hai)." in made[LIST]
    assert "Mẹ đẻ" not in made[LETTERS[1]]


def test_propose_writes_requests_that_the_next_run_fills_as_such(bare: Path, tmp_path: Path) -> None:
    told = fill(bare, tmp_path / "out", "--propose").out
    assert "đã ghi 3 chỗ" in told
    requests = read(bare)["verification"]["requests"]
    assert [one["id"] for one in requests] == ["r1", "r2", "r3"]
    assert requests[1]["persons"] == ["father", "mother"]
    assert requests[1]["destination_place"] == {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"}
    assert run("validate", bare).code == 0
    assert list(forms(tmp_path / "out")) == LETTERS
    assert not any(entry.get("proposed") for entry in lines(tmp_path / "out").values())
    before = (bare / "record.json").read_bytes()
    fill(bare, tmp_path / "out", "--propose")
    assert (bare / "record.json").read_bytes() == before


def test_propose_adds_persons_to_a_request_that_waits(tmp_path: Path) -> None:
    waiting = {
        "id": "a", "destination": "Đảng ủy xã Mẫu Hai", "destination_kind": "hometown",
        "destination_place": {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"}, "persons": ["father"],
    }  # fmt: skip
    folder = dossier_folder(tmp_path / "a", remove=NO_REQUESTS, put={"/verification/requests": [waiting]})
    fill(folder, tmp_path / "out", "--propose")
    requests = read(folder)["verification"]["requests"]
    assert [one["persons"] for one in requests] == [
        ["father", "mother"],
        ["candidate", "spouse"],
        ["father_in_law", "mother_in_law"],
    ]


def test_the_committee_s_own_place_gets_no_letter(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", remove=NO_REQUESTS, put={"/orgs/grassroots/name": "Đảng ủy phường Mẫu"})
    told = fill(folder, tmp_path / "out").out
    made = forms(tmp_path / "out")
    assert list(made) == [*LETTERS[:2], LIST]
    assert "tự thẩm tra, kết luận" in made[LIST]
    assert "tự thẩm tra, không lập công văn" in told


def test_the_office_s_spelling_reaches_proposed_names(bare: Path, tmp_path: Path) -> None:
    (bare / "office.toml").write_text('schema_version = "1"\nspelling = "uỷ"\n', encoding="utf-8")
    fill(bare, tmp_path / "out", "--propose")
    assert read(bare)["verification"]["requests"][1]["destination"] == "Đảng uỷ xã Mẫu Hai, tỉnh Ví Dụ"


def test_a_record_that_knows_nothing_says_what_is_lacking(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"schema_version": "1", "record_id": "mau-001"}), encoding="utf-8")
    told = fill(path, tmp_path / "out").out
    assert list(forms(tmp_path / "out")) == [LIST]
    assert "Người xin vào Đảng: chưa biết nơi cư trú" in told
    assert "Gia đình: chưa khai, nên chưa biết phải thẩm tra những ai." in told


def test_a_proposed_letter_is_read_back_as_what_it_is(bare: Path, tmp_path: Path) -> None:
    fill(bare, tmp_path / "out")
    folder = tmp_path / "out" / "mau-001" / "forms"
    for name in (LETTERS[1], LIST):
        assert run("read", folder / name, "--record", bare).code == 0
    letter = folder / LETTERS[1]
    content = letter.read_bytes()
    letter.write_bytes(changed(content, typed("number", "77")))
    ran = run("read", letter, "--record", bare, "--write")
    assert ran.code == 1
    assert "là đề xuất" in ran.out
    assert "verification" not in read(bare) or "requests" not in read(bare)["verification"]


def test_a_cohort_marks_its_proposals_too(bare: Path, tmp_path: Path) -> None:
    assert run("batch", bare.parent, "--out", tmp_path / "out", "--stage", "verification", *AS_OF).code == 0
    assert [name for name, entry in lines(tmp_path / "out").items() if entry.get("proposed")] == LETTERS
