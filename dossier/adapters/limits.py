"""Bounds for hostile input: measured to be needed, far above what any honest dossier holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

from dossier.errors import InputError
from dossier.messages import said

MOST_FILE_BYTES = 50 * 1024 * 1024
MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_RATIO = 200
MOST_JSON_DEPTH = 60
MOST_PAGES = 300
MOST_PIXELS = 80_000_000  # a page of A3 at 600 dpi has 70 million


def check_size(path: Path) -> None:
    """Refuse a file that is too large or empty.

    Raises:
        InputError: it is empty, or larger than 50 MB.
    """
    size = path.stat().st_size
    if size > MOST_FILE_BYTES:
        raise InputError(path.name, *said("too_large"))
    if size == 0:
        raise InputError(path.name, *said("empty_file"))


def check_zip(path: Path) -> None:
    """Refuse an Office file (a zip) that is broken, encrypted, or unpacks to far more than it is.

    Raises:
        InputError: with one line that says which of these it is.
    """
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            head = stream.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise InputError(path.name, *said("old_office"))
        raise InputError(path.name, *said("broken_office"))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(path.name, *said("broken_office")) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > 5_000_000 and unpacked / packed > MOST_RATIO):
        raise InputError(path.name, *said("zip_bomb"))
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise InputError(path.name, *said("zip_paths"))
        if entry.flag_bits & 0x1:
            raise InputError(path.name, *said("password"))
