"""Packs of forms: what each holds, its faults, and a pack of the office's own brought in as a zip."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dossier.adapters.files import write_atomically
from dossier.adapters.limits import MOST_FILE_BYTES, check_zip
from dossier.errors import Exists, InputError
from dossier.forms.form_set import MANIFEST, FormSet, forms_for, load_forms, pack_folder, pack_ids
from dossier.forms.lint import lint_pack
from dossier.messages import said
from dossier.record.office import Office

PACKS_NAME = "packs"  # beside office.toml
_MOST_ENTRIES = 400
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Pack:
    """A pack: its forms, and its faults as lint tells them.

    Args:
        ours: it comes with the program; the office's own stands in its folder.
        used: the office's forms come from it.
    """

    id: str
    folder: Path
    forms: FormSet | None
    faults: tuple[str, ...]
    ours: bool
    used: bool


def packs(office: Office, beside: Path) -> list[Pack]:
    """The packs of the program, those of the office below *beside*, and the one its settings name."""
    folders = {name: (pack_folder(name), True) for name in pack_ids()}
    own = beside / PACKS_NAME
    for entry in sorted(own.iterdir()) if own.is_dir() else ():
        if (entry / MANIFEST).is_file():
            folders[f"{PACKS_NAME}/{entry.name}"] = (entry, False)
    named = office.settings.get("form_pack")
    if isinstance(named, str) and named not in folders:
        folders[named] = (pack_folder(named, office.folder), False)
    used = forms_for(office).id
    found = []
    for name, (folder, ours) in folders.items():
        faults = tuple(lint_pack(folder))
        forms = None if faults else load_forms(folder)
        found.append(Pack(name, folder, forms, faults, ours, used=forms is not None and forms.id == used))
    return found


def bring_in(beside: Path, name: str, content: bytes) -> Pack:
    """Keep a pack that came as a zip (a manifest and its Word files, perhaps in one folder), and look at its faults.

    Args:
        name: of the zip; its stem names the folder.

    Raises:
        InputError: it is no zip, past the bounds, or holds no manifest.
        Exists: a pack of that name is there.
    """
    stem = re.sub("[^a-z0-9-]+", "-", PurePosixPath(name.replace("\\", "/")).stem.lower()).strip("-")
    if not _ID.fullmatch(stem):
        raise InputError("zip", *said("pack_name"))
    if len(content) > MOST_FILE_BYTES:
        raise InputError(f"{stem}.zip", *said("too_large"))
    target = beside / PACKS_NAME / stem
    if target.exists():
        raise Exists(stem, *said("pack_exists"))
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "pack.zip"
        archive.write_bytes(content)
        check_zip(archive)
        room = Path(folder) / "pack"
        _unpack(content, stem, room)
        for path in sorted(room.iterdir()):
            write_atomically(target / path.name, path.read_bytes())
    try:
        faults = tuple(lint_pack(target))
        forms = None if faults else load_forms(target)
    except Exception:
        shutil.rmtree(target)
        raise
    return Pack(f"{PACKS_NAME}/{stem}", target, forms, faults, ours=False, used=False)


def _unpack(content: bytes, stem: str, room: Path) -> None:
    """The manifest and the Word files beside it, names without folders."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > _MOST_ENTRIES:
            raise InputError(f"{stem}.zip", *said("zip_bomb"))
        manifests = [entry for entry in entries if PurePosixPath(entry.filename).name == MANIFEST]
        if len(manifests) != 1:
            raise InputError(f"{stem}.zip", *said("pack_no_manifest"))
        beside = PurePosixPath(manifests[0].filename).parent
        room.mkdir()
        for entry in entries:
            path = PurePosixPath(entry.filename)
            if path.parent == beside and (path.name == MANIFEST or path.suffix.lower() == ".docx"):
                (room / path.name).write_bytes(archive.read(entry))
