"""The user's desktop: a file opened with the program the system has for it, and folders a result may go to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from dossier.adapters.files import writing
from dossier.adapters.output import MANIFEST_NAME

_LIBRARY_PATH = "LD_LIBRARY_PATH"


def open_file(path: Path) -> bool:
    """Open *path* as a double-click would; False where there is no desktop, or no program for it."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606 the file is one that we wrote
        except OSError:
            return False
        return True
    desktop = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open") if desktop else None
    if opener is None:
        return False
    # it may live as long as the browser: the shell leaves it in the background
    command = ["sh", "-c", '"$0" "$1" </dev/null >/dev/null 2>&1 &', opener, str(path.absolute())]
    return subprocess.run(command, check=False, env=system_environment()).returncode == 0


def system_environment() -> dict[str, str]:
    """The environment for programs of the machine: without the libraries that a portable program brings for itself."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        environment.pop(_LIBRARY_PATH, None)
        former = environment.pop(f"{_LIBRARY_PATH}_ORIG", None)
        if former is not None:
            environment[_LIBRARY_PATH] = former
    return environment


def documents_folder() -> Path:
    """Where people look for their own files: `Documents` of this account, else its home."""
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def free_name(path: Path) -> Path:
    """*path*, or `… (2)`, `… (3)` where something has that name."""
    return next(one for one in _numbered(path.parent, path.stem, path.suffix) if not one.exists())


def own_folder(name: str, *parents: Path) -> Path:
    """A folder *name*, made where it was not there, in the first of *parents* that may be written into.

    One that holds results of ours is used again; beside any other one the name gets a number.

    Raises:
        InputError: none of *parents* may be written into.
    """
    folders = [next(one for one in _numbered(parent, name) if _may_be_ours(one)) for parent in parents]
    for folder in folders:
        if _may_write(folder):
            return folder
    with writing(folders[-1]):
        raise PermissionError


def holds_results(folder: Path) -> bool:
    """Whether *folder* is one that results were written into."""
    return (folder / MANIFEST_NAME).is_file()


def _may_be_ours(folder: Path) -> bool:
    try:
        return not folder.exists() or (folder.is_dir() and (holds_results(folder) or not any(folder.iterdir())))
    except OSError:  # somebody's folder that we may not look into
        return False


def _may_write(folder: Path) -> bool:
    # Windows knows the answer only when one tries
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _numbered(parent: Path, stem: str, suffix: str = "") -> Iterator[Path]:
    yield parent / f"{stem}{suffix}"
    yield from (parent / f"{stem} ({number}){suffix}" for number in count(2))
