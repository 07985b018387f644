"""The bin of a store: dossiers that were deleted and files that were taken out of one, each in a folder of its own.

.dossier/bin/<key>/binned.json   {"record_id", "on", "by"}, of a file also {"path", "paper"}
.dossier/bin/<key>/dossier/      the folder as it was, or
.dossier/bin/<key>/file          the file
.dossier/bin/<key>/versions/     of a dossier
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from dossier.adapters.files import RECORD_NAME, read_record, record_json, write_atomically
from dossier.adapters.lines import parsed
from dossier.adapters.ports import Binned
from dossier.errors import InputError, NotThere
from dossier.messages import said

BIN_NAME = "bin"
_LABEL_NAME = "binned.json"
_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+")


class Bin:
    """The bin in the control folder *control*. Whoever writes holds the lock of the store."""

    def __init__(self, control: Path) -> None:
        self.folder = control / BIN_NAME

    def dossier(self, key: str) -> Path:
        """Where the folder of a deleted dossier lies."""
        return self.folder / key / "dossier"

    def versions(self, key: str) -> Path:
        """Where its versions lie."""
        return self.folder / key / "versions"

    def file(self, key: str) -> Path:
        """Where a file that was taken out lies."""
        return self.folder / key / "file"

    def put(self, now: datetime, label: Mapping[str, Any]) -> str:
        """Make room for one more thing and label it; its key.

        Raises:
            InputError: it cannot be written.
        """
        stem = f"{now:%Y%m%d-%H%M%S}"
        key = next(key for number in count(1) if not (self.folder / (key := f"{stem}-{number}")).exists())
        write_atomically(self.folder / key / _LABEL_NAME, record_json(label))
        return key

    def drop(self, key: str) -> None:
        """Take the label of *key* away and its folder, if nothing else lies in it; else nothing happens."""
        folder = self.folder / key
        others = [entry for entry in folder.iterdir() if entry.name != _LABEL_NAME] if folder.is_dir() else []
        if not others:
            with contextlib.suppress(OSError):  # an empty room is not shown, so it is in nobody's way
                (folder / _LABEL_NAME).unlink(missing_ok=True)
                folder.rmdir()

    def tidy(self) -> None:
        """Drop every room in which nothing lies."""
        for room in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            self.drop(room.name)

    def label(self, key: str) -> Mapping[str, Any]:
        """What was written when the thing was put there; of a dossier whose label was lost, what its record says.

        Raises:
            NotThere: there is nothing of that key.
        """
        if not _KEY.fullmatch(key) or not (self.dossier(key).is_dir() or self.file(key).is_file()):
            raise NotThere(key, *said("not_there"))
        with contextlib.suppress(OSError):
            label = parsed((self.folder / key / _LABEL_NAME).read_bytes())
            if label is not None and isinstance(label.get("record_id"), str):
                return label
        with contextlib.suppress(InputError):
            return {"record_id": str(read_record(self.dossier(key) / RECORD_NAME)[0].get("record_id", ""))}
        return {"record_id": ""}

    def all(self) -> list[Binned]:
        """What lies there, latest first."""
        keys = [entry.name for entry in self.folder.iterdir()] if self.folder.is_dir() else []
        found = []
        for key in sorted(keys, key=_order, reverse=True):
            with contextlib.suppress(NotThere):  # an empty room: its thing was taken out, or never came
                found.append(binned(key, self.label(key)))
        return found


def binned(key: str, label: Mapping[str, Any]) -> Binned:
    """What is shown of a thing in the bin."""
    path = label.get("path")
    on, by = str(label.get("on", "")), str(label.get("by", ""))
    return Binned(key, str(label["record_id"]), on, by, path if isinstance(path, str) else None)


def _order(key: str) -> tuple[str, int]:
    stem, _, number = key.rpartition("-")
    return stem, int(number) if number.isdigit() else 0
