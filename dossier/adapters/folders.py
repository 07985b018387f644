"""Where dossiers lie: from a path on the command line to the records behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dossier.adapters.files import RECORD_NAME, reading
from dossier.errors import InputError
from dossier.messages import said

_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?", re.IGNORECASE)


def dossier_paths(path: Path) -> list[Path]:
    """The dossiers at *path*: a record, a dossier folder, or a folder of either, in the order of their names.

    Raises:
        InputError: there is nothing there, it cannot be read, or a folder holds no dossier.
    """
    with reading(path):
        path.stat()
        if path.is_file() or (path / RECORD_NAME).is_file():
            return [path]
        found = list(_inside(path))
    if not found:
        raise InputError(path.name or str(path), *said("no_dossiers"))
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):  # what programs keep for themselves, the store too
            continue
        is_folder = entry.is_dir() and (entry / RECORD_NAME).is_file()
        ours = entry.name.startswith(("report", "import"))
        if is_folder or (entry.is_file() and entry.suffix == ".json" and not ours):
            yield entry


def folder_name(record_id: str, place: str) -> str:
    """*record_id* as the name of a folder.

    Raises:
        InputError: it is empty, leads elsewhere, or is a device name of Windows.
    """
    if not _RECORD_ID.fullmatch(record_id) or DEVICES.fullmatch(record_id) or record_id.endswith("."):
        raise InputError(place, *said("bad_record_id"))
    return record_id
