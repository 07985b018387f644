"""PDF: the best engine there is, always with a font that has every Vietnamese letter."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dossier.adapters import pdf
from dossier.errors import InputError
from tests.conftest import need


@pytest.fixture
def form(tmp_path: Path) -> Path:
    from docx import Document

    path = tmp_path / "a" / "06-6-KND.docx"
    path.parent.mkdir()
    document = Document()
    document.add_paragraph("Nghị quyết đề nghị kết nạp đảng viên: ắ ẵ ợ ữ ỹ Ệ Ỡ")
    document.save(str(path))
    return path


@pytest.mark.slow
def test_libreoffice_converts_files_of_one_name_from_many_folders(form: Path, tmp_path: Path) -> None:
    need("soffice")
    pdftotext = need("pdftotext")
    other = tmp_path / "b" / form.name
    other.parent.mkdir()
    other.write_bytes(form.read_bytes())
    made = pdf.convert_all([other, form])
    assert [one.path for one in made] == [form.with_suffix(".pdf"), other.with_suffix(".pdf")]
    assert {one.engine for one in made} == {"libreoffice"}
    text = subprocess.run([pdftotext, str(made[0].path), "-"], capture_output=True, check=True).stdout.decode()
    assert "ắ ẵ ợ ữ ỹ Ệ Ỡ" in text
    assert sorted(path.name for path in form.parent.iterdir()) == ["06-6-KND.docx", "06-6-KND.pdf"]


def test_font_in_use_has_every_vietnamese_letter() -> None:
    need("soffice")
    assert len(pdf.VIETNAMESE) == 102  # the 134 letters less those that Latin-1 has
    assert pdf.vietnamese_font() in pdf.FONTS


def test_font_without_a_letter_is_refused(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "chosen_engine", lambda: "libreoffice")
    monkeypatch.setattr(pdf, "_font_files", lambda _: ["some.ttf"])
    monkeypatch.setattr(pdf, "_letters_of", lambda _: pdf.VIETNAMESE - {"ỹ"})
    with pytest.raises(InputError) as caught:
        pdf.convert_all([form])
    assert "fonts-liberation2" in caught.value.told("en")
    assert not form.with_suffix(".pdf").exists()


def test_two_versions_of_a_font_must_both_have_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_font_files", lambda family: ["old.ttf", "new.ttf"] if family == pdf.FONTS[1] else [])
    letters = {"old.ttf": pdf.VIETNAMESE - {"ỹ"}, "new.ttf": pdf.VIETNAMESE}
    monkeypatch.setattr(pdf, "_letters_of", letters.__getitem__)
    monkeypatch.setattr(pdf.os, "name", "posix")
    assert pdf.vietnamese_font() is None
    letters["old.ttf"] = pdf.VIETNAMESE
    assert pdf.vietnamese_font() == pdf.FONTS[1]


def test_many_files_take_one_start_of_libreoffice(form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def office(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        started.append(command)
        for staged in command[command.index("--outdir") + 2 :]:
            Path(staged).with_suffix(".pdf").write_bytes(b"%PDF-1.7")
        return subprocess.CompletedProcess(command, 0)

    files = [tmp_path / f"{number:02d}.docx" for number in range(50)]
    for file in files:
        file.write_bytes(form.read_bytes())
    monkeypatch.setattr(pdf, "chosen_engine", lambda: "libreoffice")
    monkeypatch.setattr(pdf, "vietnamese_font", lambda: "Liberation Serif")
    monkeypatch.setattr(pdf, "soffice", lambda: "soffice")
    monkeypatch.setattr(pdf, "foreign_fonts", lambda *_: ())
    monkeypatch.setattr(pdf.subprocess, "run", office)
    assert len(pdf.convert_all(files)) == 50
    assert len(started) == 1


@pytest.mark.slow
def test_a_font_that_was_put_in_the_place_of_the_form_s_own_is_named(tmp_path: Path) -> None:
    from docx import Document

    need("soffice")
    paths = []
    for number, font in enumerate(("Times New Roman", "Phông Không Có")):
        document = Document()
        document.styles["Normal"].font.name = font
        document.add_paragraph("Nghị quyết")
        paths.append(tmp_path / f"{number}.docx")
        document.save(str(paths[-1]))
    plain, strange = pdf.convert_all(paths)
    assert plain.foreign_fonts == ()
    assert strange.foreign_fonts != ()


def test_word_is_first_and_gets_every_file_at_once(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def word(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        started.append(command)
        if "-File" in command:
            for line in Path(command[-1]).read_text(encoding="utf-8").splitlines():
                Path(line.split("\t")[1]).write_bytes(b"%PDF-1.7")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(pdf.sys, "platform", "win32")
    monkeypatch.setattr(pdf.shutil, "which", lambda name: name)
    monkeypatch.setattr(pdf.subprocess, "run", word)
    made = pdf.convert_all([form])
    assert (made[0].engine, made[0].approximate) == ("word", False)
    assert sum("-File" in command for command in started) == 1


def test_word2pdf_is_marked_approximate(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("word2pdf")
    monkeypatch.setattr(pdf, "soffice", lambda: None)
    monkeypatch.setattr(pdf, "vietnamese_font", lambda: "Liberation Serif")
    made = pdf.convert_all([form])
    assert (made[0].engine, made[0].approximate) == ("word2pdf", True)
    assert made[0].path.read_bytes().startswith(b"%PDF")


def test_nothing_to_convert_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "chosen_engine", lambda: pytest.fail("looked for an engine"))
    assert pdf.convert_all([]) == []
