"""The Word files of a folder and the folders below it; what cannot be read is told, with the reason."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dossier.adapters.files import read_bytes, reading
from dossier.adapters.legacy_fonts import legacy_font, seems_legacy, to_unicode
from dossier.adapters.word_file import word_facts
from dossier.errors import DossierError, InputError
from dossier.forms.archive import ENVELOPE
from dossier.messages import said
from dossier.rules.word_facts import Paragraph, Stretch, WordFacts

MOST_FILES = 10_000
_READ = frozenset({".docx", ".docm", ".dotx", ".dotm"})
_OLD = frozenset({".doc", ".dot", ".rtf", ".odt", ".ott", ".wps"})
_MISNAMED = frozenset({".doc", ".dot"})
_TEMPORARY = ("~$", "._", ".~")  # what Word, macOS and LibreOffice leave beside a file
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ARCHIVE = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class FolderFile:
    """One Word file of a folder.

    Args:
        name: its path below the folder, with `/`, fit to be printed.
        path: where it lies.
    """

    name: str
    path: Path


@dataclass(frozen=True)
class WordFolder:
    """What lies in a folder.

    Args:
        files: Word files that may be read, by name.
        unread: files and folders that cannot be, each with the reason.
        others: how many files are no Word files.
    """

    files: tuple[FolderFile, ...]
    unread: tuple[DossierError, ...]
    others: int


def word_folder(folder: Path) -> WordFolder:
    """The Word files in *folder* and below, no one opened yet. Links to other folders are not followed.

    Raises:
        InputError: it is not there, no folder, may not be read, holds no Word file, or more than 10,000.
    """
    with reading(folder):
        if not folder.is_dir():
            folder.stat()
            raise InputError(_printable(folder.name), *said("no_folder"))
        next(folder.iterdir(), None)
    files: list[FolderFile] = []
    unread: list[DossierError] = []
    others = 0
    for path in _walk(folder, unread):
        name = _printable(path.relative_to(folder).as_posix())
        suffix = path.suffix.lower()
        if suffix not in _READ | _OLD:
            others += not path.name.startswith(".")
        elif path.name.startswith(_TEMPORARY):
            unread.append(InputError(name, *said("word_temporary")))
        else:
            files.append(FolderFile(name, path))
        if len(files) > MOST_FILES:
            raise InputError(_printable(folder.name), *said("too_many_words", most=MOST_FILES))
    if not files and not unread:
        raise InputError(_printable(folder.name) or str(folder), *said("no_words"))
    files.sort(key=lambda file: file.name)
    return WordFolder(tuple(files), tuple(unread), others)


def _walk(folder: Path, unread: list[DossierError]) -> Iterator[Path]:
    """The files below *folder*; a folder that may not be read is told in *unread*."""

    def refused(error: OSError) -> None:
        where = Path(str(error.filename or folder))
        inside = where.relative_to(folder).as_posix() if where.is_relative_to(folder) else where.name
        unread.append(InputError(_printable(inside), *said("not_allowed")))

    for home, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(home, name) for name in sorted(names))


def read_paper(file: FolderFile) -> WordFacts:
    """What *file* shows, text of old fonts in Unicode.

    Raises:
        InputError: it is of another format, damaged, under a password, too large or unsafe, or its letters are those of
            an old font that the file does not name.
    """
    try:
        content = read_bytes(file.path)
        suffix = file.path.suffix.lower()
        # some programs call a .docx file .doc
        if suffix in _OLD and not (suffix in _MISNAMED and content.startswith(_ARCHIVE)):
            raise InputError(file.name, *said("password" if ENVELOPE in content else "old_word"))
        facts = in_unicode(word_facts(content, file.name))
    except InputError as error:
        raise InputError(file.name, error.problem, error.remedy) from error
    strange = sum(seems_legacy(text) for _, text in facts.texts())
    if strange * 3 > sum(1 for _ in facts.texts()):
        raise InputError(file.name, *said("unnamed_font"))
    return facts


def in_unicode(facts: WordFacts) -> WordFacts:
    """*facts* with text in fonts of TCVN3 and VNI as Unicode."""
    return replace(
        facts,
        paragraphs=tuple(map(_unicode, facts.paragraphs)),
        margins=tuple(map(_unicode, facts.margins)),
        boxes=tuple(map(_unicode, facts.boxes)),
    )


def _unicode(paragraph: Paragraph) -> Paragraph:
    if not any(legacy_font(stretch.font) for stretch in paragraph.stretches):
        return paragraph
    return replace(paragraph, stretches=tuple(map(_stretch, paragraph.stretches)))


def _stretch(stretch: Stretch) -> Stretch:
    font = legacy_font(stretch.font)
    return stretch if font is None else replace(stretch, text=to_unicode(stretch.text, font))


def _printable(name: str) -> str:
    """*name* in NFC; what would move a cursor or hide letters on a screen as `?`."""
    letters = unicodedata.normalize("NFC", name)
    return "".join("?" if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in letters)
