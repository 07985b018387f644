"""`dossier setup --learn`: settings proposed from last year's Word files, on the command line."""

from __future__ import annotations

import contextlib
import json
import time
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from dossier.adapters.files import load_office
from dossier.adapters.word_folder import read_paper, word_folder
from dossier.cli import setup_learn
from dossier.cli.setup_learn import read_papers
from dossier.learning.propose import learn
from dossier.learning.words import learning_words
from tests.adapters.test_word_folder import LOCKED, OLE
from tests.cli.running import COMPLETE, Ran, dossier_folder, run
from tests.learning.papers import ROWS, TABBED, text
from tests.learning.test_facts import old_text
from tests.rules.word_files import word_file

SECRET = "Nguyễn Văn Kín"


# --- round trip: office.toml -> fill -> learn -> the same settings ------------------------------------------------

OFFICES: dict[str, dict[str, Any]] = {
    "hospital": {
        "place": "Phường Mẫu",
        "handwritten": True,
        "father_word": "cha",
        "spelling": "ủy",
        "blanks": "dots",
        "orgs": {
            "cell": {
                "name": "Chi bộ Khối Hành chính", "parent_org": "Đảng bộ Bệnh viện Đa khoa Mẫu", "has_committee": True,
                "secretary": "Trần Văn Bí Thư", "deputy": "Trần Thị Phó", "kind": "ordinary",
            },
            "section_none": True,
            "grassroots": {
                "name": "Đảng ủy Bệnh viện Đa khoa Mẫu", "parent_org": "Đảng bộ phường Mẫu",
                "secretary": "Lê Thị Đảng Ủy", "is_delegated": False,
            },
            "competent": {
                "name": "Đảng ủy phường Mẫu", "parent_org": "Đảng bộ thành phố Ví Dụ", "standing_committee": True,
                "secretary": "Phạm Văn Thường Vụ",
            },
            "youth_union_exists": True,
        },
    },
    "section": {
        "place": "Xã Thử Nghiệm",
        "handwritten": False,
        "father_word": "bố",
        "spelling": "uỷ",
        "blanks": "clean",
        "orgs": {
            "cell": {
                "name": "Chi bộ Đội Sản xuất 3 - Kho vận", "parent_org": "Đảng bộ bộ phận Khối Nông nghiệp",
                "has_committee": False, "secretary": "Lý Văn Thử", "deputy": "Mai Thị Thay", "kind": "ordinary",
            },
            "section": {"name": "Đảng uỷ bộ phận Khối Nông nghiệp", "parent_org": "Đảng bộ Nông trường Hoà Mẫu"},
            "grassroots": {
                "name": "Đảng uỷ Nông trường Hoà Mẫu", "parent_org": "Đảng bộ huyện Mẫu Đơn",
                "secretary": "Đỗ Văn Kiểm", "is_delegated": True,
            },
            "competent": {"name": "Huyện uỷ Mẫu Đơn", "standing_committee": True},
            "youth_union_exists": True,
        },
    },
    "village": {
        "place": "Xã Mẫu Cao",
        "handwritten": True,
        "father_word": "cha",
        "spelling": "ủy",
        "blanks": "dots",
        "orgs": {
            "cell": {
                "name": "Chi bộ bản Ví Dụ", "parent_org": "Đảng bộ xã Mẫu Cao", "has_committee": True,
                "secretary": "Thào A Ví", "deputy": "Cứ Thị Mẫu", "kind": "village_direct",
            },
            "section_none": True,
            "grassroots": {
                "name": "Đảng ủy xã Mẫu Cao", "parent_org": "Đảng bộ tỉnh Ví Dụ", "secretary": "Lò Văn Ánh",
                "is_delegated": False,
            },
            "competent": {
                "name": "Đảng ủy xã Mẫu Cao", "parent_org": "Đảng bộ tỉnh Ví Dụ", "secretary": "Lò Văn Ánh",
                "standing_committee": True,
            },
            "youth_union_exists": True,
        },
    },
}  # fmt: skip


def acts(orgs: Mapping[str, Any]) -> dict[str, Any]:
    """Who signs the acts of the complete sample in this office; two places are left unknown."""
    decides = orgs["grassroots"] if orgs["grassroots"]["is_delegated"] else orgs["competent"]
    signers = {
        "/cell_meeting": orgs["cell"], "/probation/cell_meeting": orgs["cell"],
        "/committee_meeting": orgs["grassroots"], "/probation/committee_meeting": orgs["grassroots"],
        "/decision": decides, "/probation/official_decision": decides,
    }  # fmt: skip
    put = {f"{act}/signer": body["secretary"] for act, body in signers.items()}
    for act in ("/opinions", "/probation/opinions"):
        put |= {f"{act}/signer": orgs["cell"]["deputy"], f"{act}/signer_position": "Phó Bí thư"}
    return put | {"/cell_meeting/secretary_name": None, "/probation/cell_meeting/secretary_name": None}


def filled(folder: Path, settings: Mapping[str, Any]) -> Path:
    """All forms of the complete sample, filled for the office with *settings*."""
    office = folder / "office" / "office.toml"
    office.parent.mkdir(parents=True)
    office.write_text(tomli_w.dumps({"schema_version": "1", **settings}), encoding="utf-8")
    person = dossier_folder(folder / "person", put=acts(settings["orgs"]), remove=["/orgs", "/place"])
    ran = run("fill", person, "--out", folder / "2025", "--office", office)
    assert ran.code == 0, ran.told
    return folder / "2025"


def flat(settings: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in settings.items():
        found |= flat(value, f"{path}{key}.") if isinstance(value, Mapping) else {f"{path}{key}": value}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", OFFICES)
def test_settings_come_back_from_the_forms_filled_with_them(tmp_path: Path, name: str) -> None:
    papers, unread = read_papers(word_folder(filled(tmp_path, OFFICES[name])))
    assert unread == []
    proposals = learn(papers, learning_words()).proposals
    found = {".".join(one.path): one.value for one in proposals}
    assert found == flat(OFFICES[name])
    assert all(one.agree == len(set(one.files)) <= one.asked for one in proposals)


def test_what_was_learnt_fills_the_same_forms(tmp_path: Path) -> None:
    folder = filled(tmp_path, OFFICES["hospital"])
    out = tmp_path / "new" / "office.toml"
    assert run("setup", "--learn", folder, "--out", out, "--yes").code == 0
    person = tmp_path / "person"
    assert run("fill", person, "--out", tmp_path / "again", "--office", out, "--form", "6-KND").code == 0
    first, second = (next((tmp_path / name).rglob("06-6-KND.docx")).read_bytes() for name in ("2025", "again"))
    assert first == second


def test_numbers_that_a_cohort_was_given_come_back(tmp_path: Path) -> None:
    settings = OFFICES["hospital"]
    orgs = settings["orgs"] | {"cell": settings["orgs"]["cell"] | {"term": "2025-2027"}}
    office = tmp_path / "in" / "office.toml"
    office.parent.mkdir()
    register = {"NQ Chi bộ Khối Hành chính": {"2025-2027": 4}}
    office.write_text(tomli_w.dumps({**settings, "orgs": orgs, "registers": register}), encoding="utf-8")
    for number in (1, 2):
        put = {"/record_id": f"mau-00{number}", "/cell_meeting/number": None, "/probation": None}
        dossier_folder(tmp_path / "in" / "persons" / f"mau-00{number}", put=put, remove=["/orgs", "/place"])
    words = ("--out", tmp_path / "out", "--number", "--office", office, "--as-of", "2026-11-22", "--form", "6-KND")
    assert run("batch", tmp_path / "in" / "persons", *words).code == 0
    given = load_office(office).settings["registers"]
    assert given == {"NQ Chi bộ Khối Hành chính": {"2025-2027": 6}}
    papers, _ = read_papers(word_folder(tmp_path / "out"))
    ((_, proposal),) = learn(papers, learning_words(), {"orgs": orgs}).registers({"orgs": orgs})
    assert (proposal.path, proposal.value) == (("registers", "NQ Chi bộ Khối Hành chính", "2025-2027"), 6)


# --- a folder as an office has it -------------------------------------------------------------------------------


@cache
def typed(kind: str, number: int) -> bytes:
    """A paper that a person typed, with its own number."""
    layouts: dict[str, dict[str, Any]] = {"table": {}, "tabs": dict(TABBED), "rows": dict(ROWS)}
    said = text(
        "Ban Chấp hành Đảng bộ Bệnh viện Mẫu nhiệm kỳ 2025-2030 đã họp.",
        "Đảng ủy Bệnh viện Mẫu đề nghị Ban Thường vụ Đảng ủy phường Mẫu xét, quyết định.",
        f"Quần chúng {SECRET} xứng đáng được kết nạp.",
    )
    edits = {**layouts[kind], **said}
    line = edits.get("number", {})
    typed_line = line["text"] if isinstance(line, dict) and "text" in line else "Số 05-NQ/ĐU"
    edits["number"] = {**line, "text": typed_line.replace("05-NQ", f"{number:02d}-NQ")}
    return word_file(edits=edits)


def old_folder(folder: Path) -> Path:
    """Last year's folder: papers typed in many ways, a copy, old, locked and broken files, and other things."""
    aside = dict.fromkeys(("parent", "issuer", "star", "number"))
    boxed = "</w:t><w:br/><w:t>".join(("ĐẢNG BỘ PHƯỜNG MẪU", "ĐẢNG ỦY BỆNH VIỆN MẪU", "*", "Số 06-NQ/ĐU"))
    (folder / "Đợt 1").mkdir(parents=True)
    (folder / "Đợt 2").mkdir()
    files = {
        "Đợt 1/Nghị quyết 03.docx": typed("table", 3),
        "Đợt 1/Nghị quyết 04.docx": typed("tabs", 4),
        "Đợt 1/Phông VNI.docx": word_file(edits=old_text("VNI")),
        "Đợt 1/Phông VnTime.docx": word_file(edits=old_text("TCVN3")),
        "Đợt 2/Khung chữ.docx": word_file(edits=aside, box=boxed),
        "Đợt 2/Nghị quyết 07.docx": typed("rows", 7),
        "Đợt 2/Bản sao.docx": typed("rows", 7),
        "Đợt 2/~$hị quyết 07.docx": b"\x05 a",
        "Đợt 2/Nghị quyết cũ.doc": OLE,
        "Đợt 2/Có mật khẩu.docx": LOCKED,
        "Đợt 2/Hỏng.docx": typed("table", 3)[:900],
        "Ảnh.jpg": b"x",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def learnt(folder: Path, out: Path, *words: str, lang: str = "vi", answers: str = "") -> Ran:
    return run("setup", "--learn", folder, "--out", out, *words, lang=lang, answers=answers)


def test_settings_are_written_below_where_they_come_from(tmp_path: Path) -> None:
    ran = learnt(old_folder(tmp_path / "2025"), tmp_path / "office.toml", "--yes")
    assert ran.code == 0, ran.told
    content = (tmp_path / "office.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(content)
    assert settings["place"] == "Phường Mẫu"
    assert settings["orgs"]["grassroots"] == {
        "name": "Đảng ủy Bệnh viện Mẫu", "parent_org": "Đảng bộ phường Mẫu", "secretary": "Lê Thị Đảng Ủy",
        "term": "2025-2030",
    }  # fmt: skip
    assert settings["orgs"]["competent"] == {"name": "Đảng ủy phường Mẫu", "standing_committee": True}
    lines = content.splitlines()
    above = lines[lines.index('place = "Phường Mẫu"') - 1]
    assert above.startswith('# 6 trong 6 tệp, ví dụ "Đợt ')
    assert '# [registers."NQ Đảng ủy Bệnh viện Mẫu"]' in lines
    assert "# 2025-2030 = 7" in lines
    assert "# 6 trong 6 tệp" in lines[lines.index('name = "Đảng ủy Bệnh viện Mẫu"') - 1]
    assert load_office(tmp_path / "office.toml").settings == settings


def test_every_file_that_was_not_read_is_told_with_its_reason(tmp_path: Path) -> None:
    ran = learnt(old_folder(tmp_path / "2025"), tmp_path / "office.toml", "--yes")
    _, _, listed = ran.out.partition("Không đọc 5 tệp:")
    reasons = {
        "Đợt 2/Nghị quyết cũ.doc": "dạng word cũ",
        "Đợt 2/Có mật khẩu.docx": "mật khẩu",
        "Đợt 2/Hỏng.docx": "hỏng",
        "Đợt 2/~$hị quyết 07.docx": "tạm",
        "Đợt 2/Nghị quyết 07.docx": "giống hệt",
    }
    lines = [line.strip() for line in listed.splitlines()]
    for name, reason in reasons.items():
        assert reason in lines[lines.index(name) - 1].lower(), name
    assert "1 tệp khác không phải tệp Word" in listed


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_but_the_signer_is_named(tmp_path: Path, lang: str) -> None:
    ran = learnt(old_folder(tmp_path / "2025"), tmp_path / "office.toml", "--yes", lang=lang)
    assert ran.code == 0
    assert SECRET not in ran.told + (tmp_path / "office.toml").read_text(encoding="utf-8")
    assert "Lê Thị Đảng Ủy" in ran.out


def test_the_table_fits_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = old_folder(tmp_path / "2025")
    for width in (80, 120, 200):
        monkeypatch.setenv("COLUMNS", str(width))
        table = learnt(folder, tmp_path / f"{width}.toml", "--yes").out.partition("\nSố tệp:")[0].splitlines()
        assert 70 < max(map(len, table)) <= min(width, 120)
        assert any("Nghị quyết 0" in line for line in table)


def test_a_name_with_brackets_is_told_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"[bold]Nghị quyết[{number}].docx").write_bytes(typed("table", number))
    ran = learnt(folder, tmp_path / "office.toml", "--yes")
    assert "[bold]Nghị" in ran.out


def test_names_in_parts_of_letters_are_read(tmp_path: Path) -> None:
    folder = tmp_path / unicodedata.normalize("NFD", "Năm 2025")
    folder.mkdir()
    for number in (1, 2):
        (folder / unicodedata.normalize("NFD", f"Nghị quyết {number}.docx")).write_bytes(typed("rows", number))
    assert learnt(folder, tmp_path / "office.toml", "--yes").code == 0
    content = (tmp_path / "office.toml").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", content)
    assert "Nghị quyết 2.docx" in content


# --- asking -------------------------------------------------------------------------------------------------------


def unsure_folder(folder: Path) -> Path:
    """Three papers of one committee; the deputy signed one of them."""
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.docx").write_bytes(typed("table", number))
    edits = {**text("Đảng bộ Bệnh viện Mẫu nhiệm kỳ 2025-2030."), "position": "PHÓ BÍ THƯ", "signer": "Đỗ Thị Phó"}
    (folder / "4.docx").write_bytes(word_file(edits=edits))
    return folder


def test_only_what_is_unsure_is_asked(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    ran = learnt(unsure_folder(tmp_path / "in"), out, answers="\n7\nc\n")
    assert ran.code == 0, ran.told
    settings = tomllib.loads(out.read_text(encoding="utf-8"))
    assert settings["orgs"]["grassroots"]["deputy"] == "Đỗ Thị Phó"
    assert settings["registers"] == {"NQ Đảng ủy Bệnh viện Mẫu": {"2025-2030": 7}}
    assert "# chưa chắc" not in out.read_text(encoding="utf-8")


def test_an_answer_goes_before_what_the_files_say(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    assert learnt(unsure_folder(tmp_path / "in"), out, answers="Người Khác\n\n\n").code == 0
    content = out.read_text(encoding="utf-8")
    assert tomllib.loads(content)["orgs"]["grassroots"]["deputy"] == "Người Khác"
    assert "# trả lời khi hỏi; các tệp ghi khác: 1 trong 1 tệp" in content
    assert "registers" not in tomllib.loads(content)  # Enter opens no register
    assert "# 2025-2030 = 5" in content


def test_a_number_below_those_seen_is_remarked_on(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    ran = learnt(unsure_folder(tmp_path / "in"), out, answers="\n3\nc\n")
    assert ran.code == 0
    assert "Số 03 nhỏ hơn số 05" in ran.out
    assert tomllib.loads(out.read_text(encoding="utf-8"))["registers"]["NQ Đảng ủy Bệnh viện Mẫu"] == {"2025-2030": 3}


def test_a_dash_leaves_a_setting_out(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    assert learnt(unsure_folder(tmp_path / "in"), out, answers="-\n-\nc\n").code == 0
    assert "deputy" not in out.read_text(encoding="utf-8")


def test_a_number_that_is_none_is_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    assert learnt(unsure_folder(tmp_path / "in"), out, answers="\nbảy\n8\nc\n").code == 0
    assert tomllib.loads(out.read_text(encoding="utf-8"))["registers"]["NQ Đảng ủy Bệnh viện Mẫu"] == {"2025-2030": 8}


@pytest.mark.parametrize("answers", ["\n\nk\n", "", "\n"])
def test_nothing_is_written_without_a_yes(tmp_path: Path, answers: str) -> None:
    ran = learnt(unsure_folder(tmp_path / "in"), tmp_path / "office.toml", answers=answers)
    assert ran.code == (0 if answers.endswith("k\n") else 130)
    assert not (tmp_path / "office.toml").exists()


def test_a_term_that_the_files_lack_is_asked_once_for_its_registers(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in (1, 2):
        said = text("Đảng ủy Bệnh viện Mẫu đã họp.")
        (folder / f"{number}.docx").write_bytes(word_file(edits={**said, "number": f"Số 0{number}-NQ/ĐU"}))
        letter = {"number": f"Số 1{number}-CV/ĐU"}
        (folder / f"cv{number}.docx").write_bytes(word_file("letter", letter))
    ran = learnt(folder, tmp_path / "office.toml", answers="2025-2030\n2\n\nc\n")
    assert ran.code == 0, ran.told
    settings = tomllib.loads((tmp_path / "office.toml").read_text(encoding="utf-8"))
    assert settings["orgs"]["grassroots"]["term"] == "2025-2030"
    assert settings["registers"] == {"NQ Đảng ủy Bệnh viện Mẫu": {"2025-2030": 2}}


def test_the_named_body_is_the_one_whose_secretary_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, (name, signer) in enumerate([("Một", "Trần Văn Một"), ("Hai", "Lê Thị Hai")] * 2):
        edits = {"issuer": f"CHI BỘ {name.upper()}", "signer": signer, "number": f"Số 0{number + 1}-NQ/CB"}
        more = text(f"Chi bộ {name} đã họp.")
        (folder / f"{number}.docx").write_bytes(word_file("cell", edits | more))
    ran = learnt(folder, tmp_path / "office.toml", answers="Chi bộ Hai\n" + "\n" * 20)
    assert ran.code == 0, ran.told
    cell = tomllib.loads((tmp_path / "office.toml").read_text(encoding="utf-8"))["orgs"]["cell"]
    assert (cell["name"], cell["secretary"]) == ("Chi bộ Hai", "Lê Thị Hai")


# --- an office.toml that is there ------------------------------------------------------------------------------

FORMER = """# của văn phòng
place = "Xã Khác"

[orgs.grassroots]
name = "Đảng ủy Bệnh viện Mẫu"  # đúng tên
secretary = "Người Đương Nhiệm"
"""


def test_an_office_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    out.write_text(FORMER, encoding="utf-8")
    ran = learnt(old_folder(tmp_path / "2025"), out, "--yes")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "--force" in ran.err
    assert out.read_text(encoding="utf-8") == FORMER
    assert "đang ghi “Xã Khác”, các tệp ghi “Phường Mẫu” (6/6)" in ran.out
    assert "đang ghi “Người Đương Nhiệm”, các tệp ghi “Lê Thị Đảng Ủy” (4/6)" in ran.out


def test_force_adds_what_is_missing_and_changes_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    out.write_text(FORMER, encoding="utf-8")
    assert learnt(old_folder(tmp_path / "2025"), out, "--yes", "--force").code == 0
    content = out.read_text(encoding="utf-8")
    settings = tomllib.loads(content)
    assert settings["place"] == "Xã Khác"
    assert settings["orgs"]["grassroots"]["secretary"] == "Người Đương Nhiệm"
    assert settings["orgs"]["grassroots"]["term"] == "2025-2030"
    assert settings["orgs"]["competent"]["name"] == "Đảng ủy phường Mẫu"
    for line in FORMER.splitlines():
        assert line in content.splitlines()
    again = learnt(tmp_path / "2025", out, "--yes", "--force")
    assert again.code == 0
    assert out.read_text(encoding="utf-8") == content


def test_another_body_than_the_papers_gets_nothing_of_theirs(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    out.write_text('[orgs.grassroots]\nname = "Đảng ủy Trường Khác"\n', encoding="utf-8")
    assert learnt(old_folder(tmp_path / "2025"), out, "--yes", "--force").code == 0
    settings = tomllib.loads(out.read_text(encoding="utf-8"))
    assert settings["orgs"]["grassroots"] == {"name": "Đảng ủy Trường Khác"}
    assert "Trường Khác" not in json.dumps(settings.get("registers", {}), ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("office", ["section", "hospital"])
def test_what_an_office_says_of_its_section_is_not_contradicted(tmp_path: Path, office: str) -> None:
    folder = filled(tmp_path, OFFICES[office])
    out = tmp_path / "office.toml"
    said = {"section_none": True} if office == "section" else {"section": {"name": "Đảng ủy bộ phận Khối A"}}
    out.write_text(tomli_w.dumps({"orgs": said}), encoding="utf-8")
    assert learnt(folder, out, "--yes", "--force").code == 0
    orgs = tomllib.loads(out.read_text(encoding="utf-8"))["orgs"]
    assert {key: orgs[key] for key in ("section", "section_none") if key in orgs} == said


def test_nothing_new_is_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(word_file("personal", {"text": None, "last": None}))
    out = tmp_path / "office.toml"
    out.write_text('place = "Phường Mẫu"\n', encoding="utf-8")
    ran = learnt(folder, out, "--yes")
    assert ran.code == 0
    assert out.read_text(encoding="utf-8") == 'place = "Phường Mẫu"\n'


# --- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["missing", "empty", "file", "no-words", "n" * 300])
def test_a_folder_that_cannot_be_learnt_from_is_one_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind in ("empty", "no-words"):
        path.mkdir()
    if kind == "file":
        path.write_bytes(b"x")
    if kind == "no-words":
        (path / "a.pdf").write_bytes(b"x")
    ran = learnt(path, tmp_path / "office.toml", "--yes")
    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "office.toml").exists()


def test_files_that_tell_nothing_are_said_to(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.docx").write_bytes(OLE)
    (folder / "b.docx").write_bytes(word_file("personal", dict.fromkeys(("text", "last", "date", "title"))))
    ran = learnt(folder, tmp_path / "office.toml", "--yes")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "a.docx" in ran.out
    assert not (tmp_path / "office.toml").exists()


def test_a_bomb_among_the_files_stops_nothing(tmp_path: Path) -> None:
    folder = old_folder(tmp_path / "2025")
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    (folder / "bom.docx").write_bytes(bomb.getvalue())
    ran = learnt(folder, tmp_path / "office.toml", "--yes")
    assert ran.code == 0
    assert "bom.docx" in ran.out


@pytest.mark.parametrize("words", [["--yes"], ["--force"]])
def test_options_of_learning_want_a_folder(tmp_path: Path, words: list[str]) -> None:
    ran = run("setup", "--out", tmp_path / "office.toml", *words)
    assert ran.code == 2
    assert not (tmp_path / "office.toml").exists()


def test_a_broken_office_file_is_one_line(tmp_path: Path) -> None:
    out = tmp_path / "office.toml"
    out.write_text("place = ", encoding="utf-8")
    ran = learnt(old_folder(tmp_path / "2025"), out, "--yes")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)


@pytest.mark.slow
def test_three_hundred_files_are_read_quickly_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    assert run("fill", COMPLETE, "--out", tmp_path / "one", "--form", "6-KND").code == 0
    paper = next((tmp_path / "one").rglob("*.docx")).read_bytes()
    for number in range(300):
        remark = f"{number:03d}".encode()  # of the archive: another file with the same text
        (folder / f"{number}.docx").write_bytes(paper[:-2] + len(remark).to_bytes(2, "little") + remark)
    steps: list[int] = []

    @contextlib.contextmanager
    def counting(words: str, total: int | None) -> Iterator[Callable[[], None]]:
        assert total == 300
        yield lambda: steps.append(1)

    monkeypatch.setattr(setup_learn, "progress", counting)
    start = time.process_time()
    for file in word_folder(folder).files[:30]:
        read_paper(file)
    opened = time.process_time() - start
    start = time.process_time()
    ran = learnt(folder, tmp_path / "office.toml", "--yes")
    spent = time.process_time() - start
    assert ran.code == 0
    assert len(steps) == 300
    assert "300 trong 300 tệp" in (tmp_path / "office.toml").read_text(encoding="utf-8")
    # most of the time is Word's XML; what is made of it comes on top, and nothing grows faster than the files
    assert spent < 3 * 10 * opened + 5, f"{spent:.1f} s, of which {10 * opened:.1f} s for opening"
