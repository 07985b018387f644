"""Word files to PDF: Word itself on Windows, else LibreOffice, else word2pdf (approximate). One start for all files.

No engine may put a font without Vietnamese letters in the place of Times New Roman: the fonts are looked at
first, and their lack is an error with the mend. Afterwards the fonts inside each PDF are read: one that the form did
not ask for is named, never silent.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from dossier.adapters.desktop import system_environment
from dossier.errors import InputError
from dossier.messages import said

SECONDS_TO_START = 60
SECONDS_A_FILE = 20
FILES_A_START = 200  # more do not fit on one command line everywhere
# metrically equal to Times New Roman, in the order of liking
FONTS = ("Times New Roman", "Liberation Serif", "TeX Gyre Termes")
# the letters of Vietnamese that lie outside plain Latin-1: a font that has these has all
_LETTERS = "ăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
VIETNAMESE = frozenset(_LETTERS + _LETTERS.upper())
# later versions would make our controls fields to fill in
_AS_PAPER = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}'
_WINDOWS = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)
# Word is driven by the shell that every Windows has; 17 is the number of the PDF format
_WORD_SCRIPT = """
$ErrorActionPreference = 'Stop'
$word = New-Object -ComObject Word.Application
try {
  foreach ($line in Get-Content -Encoding UTF8 -LiteralPath $args[0]) {
    $from, $to = $line -split "`t"
    $document = $word.Documents.Open($from, $false, $true)
    $document.SaveAs2($to, 17)
    $document.Close($false)
  }
} finally { $word.Quit() }
"""


@dataclass(frozen=True)
class Made:
    """A PDF that was made: where, by what, and whether its layout is only approximate.

    ``foreign_fonts``: fonts in it that the Word file does not ask for, nor anything equal to Times New Roman.
    """

    path: Path
    engine: str
    approximate: bool
    foreign_fonts: tuple[str, ...] = ()


def convert_all(paths: Iterable[Path]) -> list[Made]:
    """Make a PDF beside each Word file; `a.pdf` beside `a.docx`.

    Raises:
        InputError: there is no engine or no font with all Vietnamese letters, or a file could not be converted.
    """
    files = sorted(paths)
    if not files:
        return []
    engine = chosen_engine()
    if engine is None:
        raise InputError("PDF", *said("no_soffice"))
    if engine != "word" and vietnamese_font() is None:
        raise InputError("PDF", *said("no_font"))
    made = []
    for start in range(0, len(files), FILES_A_START):
        made += _ENGINES[engine](files[start : start + FILES_A_START])
    if engine == "word":
        return made
    return [replace(one, foreign_fonts=foreign_fonts(file, one.path)) for file, one in zip(files, made, strict=True)]


def chosen_engine() -> str | None:
    """`word`, `libreoffice` or `word2pdf`: the best one on this machine; None when there is none."""
    if sys.platform == "win32" and shutil.which("powershell") and _has_word():
        return "word"
    if soffice() is not None:
        return "libreoffice"
    return "word2pdf" if find_spec("word2pdf") else None


def soffice() -> str | None:
    """LibreOffice's program, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and os.name == "nt":
        found = next((str(path) for path in _WINDOWS if path.is_file()), None)
    return found


def vietnamese_font() -> str | None:
    """The first of `FONTS` that is installed with every Vietnamese letter; None when none is."""
    if os.name == "nt":
        return FONTS[0]  # comes with Windows, all letters in it
    for family in FONTS:
        files = _font_files(family)
        # of two versions of one family the engine may take either: both must have the letters
        if files and all(_letters_of(file) >= VIETNAMESE for file in files):
            return family
    return None


def _font_files(family: str) -> list[str]:
    return _printed(["fc-list", "-f", "%{file}\n", f":family={family}:style=Regular"]).split("\n")[:-1]


def _letters_of(file: str) -> frozenset[str]:
    """Which of the Vietnamese letters the font in *file* has."""
    ranges = [part.split("-") for part in _printed(["fc-query", "-f", "%{charset}", file]).split()]
    spans = [(int(part[0], 16), int(part[-1], 16)) for part in ranges]
    return frozenset(letter for letter in VIETNAMESE if any(low <= ord(letter) <= high for low, high in spans))


def _printed(command: Sequence[str]) -> str:
    """What a program prints; nothing when it is not there or fails."""
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False, env=system_environment()).stdout


_ASKED = re.compile(rb'(?:w:(?:ascii|hAnsi)|<a:latin typeface)="([^"]+)"')
_TEXT_PART = re.compile(r"word/(?:document|styles|header[0-9]*|footer[0-9]*|theme/theme[0-9]*)\.xml")
_SUBSET = re.compile(r"^[A-Z]{6}\+")


def foreign_fonts(word_file: Path, pdf: Path) -> tuple[str, ...]:
    """Fonts inside *pdf* that *word_file* does not ask for; where it asks for Times New Roman, its equals are right."""
    with zipfile.ZipFile(word_file) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _TEXT_PART.fullmatch(name)]
    asked = {name.decode("utf-8", "replace") for part in parts for name in _ASKED.findall(part)}
    equals = FONTS if not asked or not asked.isdisjoint(FONTS) else ()
    known = {_plain(name) for name in (*equals, *asked)} - {""}
    return tuple(sorted(name for name in _fonts_in(pdf) if not any(_plain(name).startswith(one) for one in known)))


def _fonts_in(pdf: Path) -> set[str]:
    """The names of the fonts that the pages of *pdf* use, without the mark of a subset."""
    from pypdf import PdfReader  # dear to read in, and most commands make no PDF

    found = set()
    for page in PdfReader(pdf).pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        found |= {_SUBSET.sub("", str(font.get_object().get("/BaseFont", "")).lstrip("/")) for font in fonts.values()}
    return found - {""}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _has_word() -> bool:
    test = "if ([Type]::GetTypeFromProgID('Word.Application')) { exit 0 } else { exit 1 }"
    asked = subprocess.run(["powershell", "-NoProfile", "-Command", test], capture_output=True, check=False)
    return asked.returncode == 0


def _by_word(files: Sequence[Path]) -> list[Made]:
    made = [Made(path.with_suffix(".pdf"), "word", approximate=False) for path in files]
    with tempfile.TemporaryDirectory() as folder:
        script, listed = Path(folder) / "pdf.ps1", Path(folder) / "files.txt"
        script.write_text(_WORD_SCRIPT, encoding="utf-8")
        lines = [f"{path.resolve()}\t{one.path.resolve()}" for path, one in zip(files, made, strict=True)]
        listed.write_text("\n".join(lines), encoding="utf-8")
        policy = ["powershell", "-NoProfile", "-ExecutionPolicy", "Bypass", "-File"]
        _run([*policy, str(script), str(listed)], len(files))
    return _checked(made)


def _by_libreoffice(files: Sequence[Path]) -> list[Made]:
    program = soffice()
    assert program is not None
    made = []
    # files of one name lie in many folders, so they are converted under names of their own; the profile of its
    # own keeps a LibreOffice that is open on the desktop from swallowing the call
    with tempfile.TemporaryDirectory() as folder:
        staged = []
        for number, path in enumerate(files):
            copy = Path(folder) / f"{number:04d}.docx"
            shutil.copyfile(path, copy)
            staged.append(copy)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--convert-to", _AS_PAPER, "--outdir", folder]
        _run([*command, *map(str, staged)], len(files))
        for path, copy in zip(files, staged, strict=True):
            converted = copy.with_suffix(".pdf")
            if not converted.is_file():
                raise InputError(path.name, *said("pdf_failed"))
            target = path.with_suffix(".pdf")
            shutil.copyfile(converted, target)
            made.append(Made(target, "libreoffice", approximate=False))
    return made


def _by_word2pdf(files: Sequence[Path]) -> list[Made]:
    from word2pdf import convert

    made = []
    for path in files:
        target = path.with_suffix(".pdf")
        try:
            convert(str(path), str(target))  # type: ignore[no-untyped-call,unused-ignore]
        except Exception as error:
            raise InputError(path.name, *said("pdf_failed")) from error
        made.append(Made(target, "word2pdf", approximate=True))
    return _checked(made)


_ENGINES = {"word": _by_word, "libreoffice": _by_libreoffice, "word2pdf": _by_word2pdf}


def _run(command: Sequence[str], files: int) -> None:
    timeout = SECONDS_TO_START + SECONDS_A_FILE * files
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=timeout, env=system_environment())
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError("PDF", *said("pdf_failed")) from error


def _checked(made: Sequence[Made]) -> list[Made]:
    for one in made:
        if not one.path.is_file():
            raise InputError(one.path.name, *said("pdf_failed"))
    return list(made)
