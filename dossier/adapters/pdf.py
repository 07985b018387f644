"""Word files to PDF by LibreOffice, where it is installed. One start serves a whole folder of files."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from dossier.errors import InputError
from dossier.messages import said

SECONDS_A_FILE = 20
_WINDOWS = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("C:/Program Files (x86)/LibreOffice/program/soffice.exe"),
)


def soffice() -> str | None:
    """The program that converts, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and os.name == "nt":
        found = next((str(path) for path in _WINDOWS if path.is_file()), None)
    return found


def convert_all(paths: Iterable[Path]) -> list[Path]:
    """Make a PDF beside each Word file.

    Args:
        paths: Word files; the PDF of `a.docx` is `a.pdf` in the same folder.

    Raises:
        InputError: no converter is installed, or a file could not be converted.
    """
    program = soffice()
    if program is None:
        raise InputError("PDF", *said("no_soffice"))
    made = []
    for folder, files in groupby(sorted(paths), key=lambda path: path.parent):
        made += _convert_folder(program, folder, list(files))
    return made


def _convert_folder(program: str, folder: Path, files: Sequence[Path]) -> list[Path]:
    # a profile of its own: a LibreOffice that is open on the desktop would otherwise swallow the call
    with tempfile.TemporaryDirectory() as profile:
        command = [
            program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore",
            "--convert-to", "pdf", "--outdir", str(folder), *map(str, files),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=60 + SECONDS_A_FILE * len(files))  # noqa: S603
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(folder.name, *said("pdf_failed")) from error
    made = [path.with_suffix(".pdf") for path in files]
    for path in made:
        if not path.is_file():
            raise InputError(path.name, *said("pdf_failed"))
    return made
