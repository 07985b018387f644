"""Saving a record from the command line: through the store where the dossier lies in one, else as a plain file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dossier.adapters.clock import SystemClock
from dossier.adapters.control import CONTROL_NAME
from dossier.adapters.files import RECORD_NAME, reading, record_json, write_atomically
from dossier.adapters.ports import Act
from dossier.adapters.store import FolderStore


def save_record(path: Path, data: Mapping[str, Any], act: Act, *, if_match: str | None, durable: bool = True) -> None:
    """Save *data* as the record at *path*.

    Args:
        path: a record or a dossier folder. A dossier folder beside which lies the control folder of a store belongs
            to that store: then nobody else writes meanwhile, the former version is kept, and the journal tells of it.
        act: who does it, and what it is.
        if_match: SHA-256 of the record as it was read; None: there was none.
        durable: outside a store: see `write_atomically`.

    Raises:
        InputError: it cannot be written.
        Changed, Exists: in a store: somebody else was quicker; nothing was written.
    """
    file = path / RECORD_NAME if path.is_dir() else path
    store = store_of(file)
    if store is None:
        write_atomically(file, record_json(data), durable=durable)
    elif if_match is None:
        store.create(data, act)
    else:
        store.write(file.resolve().parent.name, data, act, if_match=if_match)


def store_of(file: Path) -> FolderStore | None:
    """The store that the record *file* belongs to; None when it lies in none."""
    with reading(file):
        folder = file.resolve().parent
        is_dossier = file.name == RECORD_NAME and not folder.name.startswith(".")
        is_kept = is_dossier and (folder.parent / CONTROL_NAME).is_dir()
    return FolderStore(folder.parent, SystemClock()) if is_kept else None
