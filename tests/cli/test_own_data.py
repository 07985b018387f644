"""Our own data being wrong is exit code 4: every fault at once, each with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dossier import load_forms
from dossier.resources import data_folder
from tests.cli.running import AS_OF, dossier_folder, run

PACK = data_folder("templates") / "hd38-2025"


SOME = ("1-KNĐ", "3-KNĐ", "4-KNĐ", "6-KNĐ", "9-KNĐ", "20-KNĐ")


def pack_with(folder: Path, *changes: tuple[str, str], drop: str = "") -> Path:
    """A copy of our pack, a few forms of it, with changes in its manifest, and without one file."""
    shutil.copytree(PACK, folder)
    path = folder / "manifest.toml"
    head, *rows = path.read_text(encoding="utf-8").split("[[form]]")
    text = "[[form]]".join([head, *(row for row in rows if any(f'= "{number}"' in row for number in SOME))])
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    if drop:
        (folder / drop).unlink()
    return folder


def test_faults_of_a_manifest_come_all_at_once(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path / "mine",
        ('from = "full_name" }', 'from = "ful_name" }'),
        ('as = "date_words" }', 'as = "date_wrods" }'),
        ('from = "/orgs/cell/name"', 'from = "/orgs/sell/name"'),
        drop="9-KND.docx",
    )
    ran = run("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out", "--pack", pack)
    assert ran.code == 4
    for word in ("ful_name", "date_wrods", "date_words", "/orgs/sell/name", "9-KND.docx"):
        assert word in ran.err
    lines = ran.err.strip().splitlines()
    assert len(lines) == 4
    assert all("KNĐ" in line for line in lines)
    assert not (tmp_path / "out").exists()


def test_faults_of_schema_and_of_meaning_come_together(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path / "mine",
        ('issuer    = "Đảng viên giới thiệu"\n', ""),
        ('stage     = "verification"', 'stage     = "someday"'),
        ('from = "/candidate/birth_name"', 'from = "/candidate/birth_nmae"'),
    )
    ran = run("templates", "lint", "--pack", pack)
    assert ran.code == 4
    assert "issuer" in ran.err
    assert "someday" in ran.err
    assert "birth_nmae" in ran.err


def test_tokens_of_form_and_manifest_are_compared_both_ways(tmp_path: Path) -> None:
    pack = pack_with(
        tmp_path / "mine",
        ('introducer_name     = { from = "full_name" }\n', ""),
        ("introducer_cell ", 'unused_token = { from = "cell" }\nintroducer_cell '),
    )
    for words in (("templates", "lint"), ("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out")):
        ran = run(*words, "--pack", pack)
        assert ran.code == 4
        assert "introducer_name" in ran.err
        assert "unused_token" in ran.err
        assert "3-KNĐ" in ran.err


def test_broken_word_file_of_a_pack_is_named(tmp_path: Path) -> None:
    pack = pack_with(tmp_path / "mine")
    (pack / "9-KND.docx").write_bytes(b"no Word file")
    (pack / "6-KND.docx").write_bytes(b"")
    for words in (("templates", "lint"), ("fill", dossier_folder(tmp_path / "a"), "--out", tmp_path / "out")):
        ran = run(*words, "--pack", pack)
        assert ran.code == 4
        assert "9-KNĐ" in ran.err
        assert "6-KNĐ" in ran.err
        assert "4-KNĐ" not in ran.err


@pytest.mark.parametrize("content", ["", "id = ", "[[form]]\nnumber = 5\n", "\x00", "a = [" * 5000])
def test_broken_manifest_is_told_with_its_place(tmp_path: Path, content: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.toml").write_text(content, encoding="utf-8")
    ran = run("templates", "list", "--pack", tmp_path / "mine")
    assert ran.code == 4
    assert "mine/manifest.toml" in ran.err
    assert "Traceback" not in ran.err


def test_our_own_packs_have_no_fault() -> None:
    ran = run("templates", "lint")
    assert ran.code == 0
    assert str(len(load_forms().forms)) in ran.out


OVERLAY = """
[overlay]
title = { vi = "Quy định riêng", en = "Own rules" }
"""
RULE = """
[[rule]]
code = "X01"
stage = "submission"
act = "/cell_meetin/date"
title = { vi = "Một", en = "One" }
why = { vi = "Vì", en = "Why" }
[[rule.ask]]
id = "a"
severity = "warning"
check = "months_betwen"
params = { start = "/decision/date" }
[[rule.edition]]
from = 2025-07-01
source = { document = "294-QD-TV", clause = "1" }
confidence = "local"
[[off]]
code = "Z99"
[[change]]
code = "G11"
ask = "no-such-ask"
params = { at_most = 3 }
"""


def office_with(folder: Path, overlay: str) -> Path:
    (folder / "bad.toml").write_text(overlay, encoding="utf-8")
    (folder / "office.toml").write_text('overlays = ["bad.toml"]\n', encoding="utf-8")
    return folder / "office.toml"


def test_faults_of_an_overlay_come_all_at_once(tmp_path: Path) -> None:
    office = office_with(tmp_path, OVERLAY + RULE)
    ran = run("check", dossier_folder(tmp_path / "a"), *AS_OF, "--office", office)
    assert ran.code == 4
    for word in ("/cell_meetin/date", "months_betwen", "294-QD-TV", "Z99", "no-such-ask", "X01", "bad.toml"):
        assert word in ran.err or word == "no-such-ask", word
    assert "G11" in ran.err
    assert len(ran.err.strip().splitlines()) >= 5


@pytest.mark.parametrize("overlay", ["x = ", "[overlay]\ntitle = 5\n", OVERLAY + "[[rule]]\ncode = 5\n[[off]]\n"])
def test_overlay_of_a_wrong_kind_is_told_with_its_name(tmp_path: Path, overlay: str) -> None:
    office = office_with(tmp_path, overlay)
    for command in ("check", "batch"):
        out = ("--out", tmp_path / "out") if command == "batch" else ()
        folder = tmp_path / "a"
        ran = run(command, folder if folder.exists() else dossier_folder(folder), *out, *AS_OF, "--office", office)
        assert ran.code == 4
        assert "bad.toml" in ran.err
        assert "Traceback" not in ran.err
    assert not list(tmp_path.rglob("*.docx"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('code = "D12"\nask = "late"\nparams = { at_most = "mười" }', "'at_most' must be a whole number from 0 on"),
        ('code = "D12"\nask = "late"\nparams = { at_most = -5 }', "'at_most' must be a whole number from 0 on"),
        ('code = "D12"\nask = "late"\nparams = { at_most = true }', "'at_most' must be a whole number from 0 on"),
        ('code = "D12"\nask = "late"\nparams = { home = 5 }', "'home' must be a text"),
        ('code = "C04"\nask = "former"\nparams = { at = "/candidate" }', "'at' must be a list of which each is a text"),
        ('code = "C14"\nask = "number_province"\nparams = { provinces = 5 }', "'provinces' must be a table"),
        (
            'code = "C14"\nask = "number_province"\nparams = { provinces = { 001 = "x" } }',
            "'provinces' must be a table",
        ),
        ('code = "G04"\nask = "sums"\nparams = { sums = ["total"] }', "'sums' must be a list of which each is a list"),
        ('code = "C08"\nask = "details"\nparams = { groups = [{ always = [] }] }', "'groups' must be written as other"),
        ('code = "A04"\nask = "health"\nparams = { allowed = "x" }', "'allowed' must be a list"),
        ('code = "M02"\nparams = { left_mm = "35" }', "'left_mm' must be a number from 0 on"),
    ],
)
def test_parameter_of_a_wrong_kind_is_told_before_anything_is_checked(tmp_path: Path, change: str, told: str) -> None:
    office = office_with(tmp_path, f"{OVERLAY}[[change]]\n{change}\n")
    ran = run("check", dossier_folder(tmp_path / "a"), *AS_OF, "--office", office)
    assert ran.code == 4
    (line,) = ran.err.strip().splitlines()
    assert told in line
    assert change.split('"')[1] in line


def test_missing_overlay_is_told(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text('overlays = ["gone.toml"]\n', encoding="utf-8")
    ran = run("check", dossier_folder(tmp_path / "a"), *AS_OF)
    assert ran.code == 4
    assert "gone.toml" in ran.err


@pytest.mark.parametrize(
    "settings", ["overlays = 5", 'no_such = "x"', "place = [", 'orgs = { cell = "x" }', "a = " + "[" * 20_000, "\x00"]
)
def test_office_settings_that_cannot_be_used_are_one_line(tmp_path: Path, settings: str) -> None:
    (tmp_path / "office.toml").write_text(settings, encoding="utf-8")
    ran = run("check", dossier_folder(tmp_path / "a"), *AS_OF)
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "office.toml" in ran.err
    assert "Traceback" not in ran.err


def test_overlay_that_is_switched_on_speaks_by_name(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text('overlays = ["own.toml"]\n', encoding="utf-8")
    (tmp_path / "own.toml").write_text(OVERLAY + '[[off]]\ncode = "C09"\n', encoding="utf-8")
    folder = dossier_folder(tmp_path / "a", remove=["papers[form=2-KNĐ]/cross_page_stamp"])
    assert run("check", folder, *AS_OF, "--stage", "verification").code == 0
