"""Folders of Word files: what is read, and what is passed over with which reason."""

from __future__ import annotations

import os
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest

from dossier.adapters import word_folder as module
from dossier.adapters.word_folder import in_unicode, read_paper, word_folder
from dossier.errors import DossierError, InputError
from dossier.messages import said
from dossier.rules.word_facts import Paragraph, Stretch, WordFacts
from tests.rules.word_files import word_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")


def refused(folder: Path) -> DossierError:
    """Why the only Word file in *folder* cannot be read."""
    (file,) = word_folder(folder).files
    with pytest.raises(InputError) as caught:
        read_paper(file)
    return caught.value


def test_word_files_of_all_folders_are_found_in_order(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.docx", "b/y.DOCX", "b/c/x.docm", "b/c/w.doc"):
        (tmp_path / name).write_bytes(word_file())
    for name in ("a.pdf", "b/list.xlsx", "b/c/photo.jpg", ".DS_Store"):
        (tmp_path / name).write_bytes(b"x")
    found = word_folder(tmp_path)
    assert [file.name for file in found.files] == ["b/c/w.doc", "b/c/x.docm", "b/y.DOCX", "z.docx"]
    assert found.unread == ()
    assert found.others == 3
    assert all(read_paper(file).paragraphs for file in found.files)


def test_temporary_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "Nghị quyết.docx").write_bytes(word_file())
    (tmp_path / "~$hị quyết.docx").write_bytes(b"\x05user" + bytes(100))
    found = word_folder(tmp_path)
    assert [file.name for file in found.files] == ["Nghị quyết.docx"]
    (error,) = found.unread
    assert (error.place, error.problem) == ("~$hị quyết.docx", said("word_temporary")[0])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", OLE, "old_word"),
        ("a.rtf", rb"{\rtf1 a}", "old_word"),
        ("a.docx", OLE, "old_office"),
        ("a.docx", LOCKED, "password"),
        ("a.doc", LOCKED, "password"),
        ("a.docx", b"", "empty_file"),
        ("a.docx", b"no archive", "broken_office"),
        ("a.docx", word_file()[:2000], "broken_office"),
    ],
)
def test_a_file_that_cannot_be_read_has_its_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    error = refused(tmp_path)
    assert (error.place, error.problem) == (f"in/{name}", said(reason)[0])


def test_a_file_that_unpacks_to_far_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(60_000_000))
    assert refused(tmp_path).problem == said("zip_bomb")[0]


def test_a_document_of_another_program_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert refused(tmp_path).problem == said("old_word")[0]


@pytest.mark.parametrize("kind", ["missing", "file", "empty", "no-words"])
def test_a_folder_without_word_files_is_one_error(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "in"
    if kind == "file":
        path.write_bytes(b"x")
    elif kind != "missing":
        path.mkdir()
    if kind == "no-words":
        (path / "a.pdf").write_bytes(b"x")
    wanted = {"missing": "file_missing", "file": "no_folder", "empty": "no_words", "no-words": "no_words"}[kind]
    with pytest.raises(InputError) as caught:
        word_folder(path)
    assert (caught.value.place, caught.value.problem) == ("in", said(wanted)[0])


def test_too_many_word_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.docx").write_bytes(b"x")
    with pytest.raises(InputError):
        word_folder(tmp_path)


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.docx").write_bytes(word_file())
    (tmp_path / "kín").mkdir()
    scan = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("kín"):
            raise PermissionError(13, "denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = word_folder(tmp_path)
    assert [file.name for file in found.files] == ["a.docx"]
    assert [(error.place, error.problem) for error in found.unread] == [("kín", said("not_allowed")[0])]


@pytest.mark.skipif(sys.platform == "win32", reason="links want rights there")
def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word_file())
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere.docx").symlink_to(tmp_path / "gone.docx")
    found = word_folder(tmp_path)
    assert [file.name for file in found.files] == ["a.docx", "nowhere.docx"]
    with pytest.raises(InputError) as caught:
        read_paper(found.files[1])
    assert caught.value.problem == said("file_missing")[0]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_names_cannot_play_with_the_screen(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\n\u202eb.docx").write_bytes(b"x")
    (file,) = word_folder(tmp_path).files
    assert file.name == "a?[2J??b.docx"


def test_names_are_told_composed(tmp_path: Path) -> None:
    name = "Nghị quyết.docx"
    (tmp_path / unicodedata.normalize("NFD", name)).write_bytes(b"x")
    (file,) = word_folder(tmp_path).files
    assert file.name == name


def test_only_text_in_old_fonts_is_turned() -> None:
    pieces = (Stretch("Chi bé ", ".VnTime", 14), Stretch("Chi bộ", "Times New Roman", 14), Stretch("CHI", "Arial", 14))
    facts = WordFacts("a.docx", paragraphs=(Paragraph(pieces),), boxes=(Paragraph((Stretch("§¶ng", ".VnTime", 14),)),))
    turned = in_unicode(facts)
    assert turned.paragraphs[0].text == "Chi bộ Chi bộCHI"
    assert turned.boxes[0].text == "Đảng"


def test_old_letters_without_their_font_are_told(tmp_path: Path) -> None:
    lines = dict.fromkeys(("parent", "issuer", "party", "title", "summary", "text", "last"), "§¶ng Céng s¶n ViÖt Nam")
    (tmp_path / "a.docx").write_bytes(word_file(edits=lines))
    assert refused(tmp_path).problem == said("unnamed_font")[0]
