"""The portable edition: a folder that runs from anywhere, with the list of its files and their hashes."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

SUMS_NAME = "SHA256SUMS.txt"


@dataclass(frozen=True)
class Edition:
    """What a portable folder is.

    Args:
        folder: where it lies.
        sha256: hash of its list of files: equal for equal copies; empty when the list is missing.
        files: how many the list names.
        damaged: those that are missing or are not what they were; names below the folder.
    """

    folder: Path
    sha256: str
    files: int
    damaged: tuple[str, ...]


def portable_edition() -> Edition | None:
    """The folder this program runs from, its files compared with their list; None for an installed program."""
    return edition(Path(sys.executable).resolve().parent) if getattr(sys, "frozen", False) else None


def edition(folder: Path) -> Edition:
    """*folder* compared with its list of files. A line of the list: hash, two spaces, name below the folder."""
    sums = folder / SUMS_NAME
    if not sums.is_file():
        return Edition(folder, "", 0, (SUMS_NAME,))
    content = sums.read_bytes()
    listed = [line.split("  ", 1) for line in content.decode("utf-8").splitlines()]
    damaged = tuple(name for digest, name in listed if _hash(folder / name) != digest)
    return Edition(folder, hashlib.sha256(content).hexdigest(), len(listed), damaged)


def list_files(folder: Path) -> bytes:
    """The list of everything in *folder*, as `edition` reads it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS_NAME)
    return "".join(f"{_hash(path)}  {path.relative_to(folder).as_posix()}\n" for path in files).encode()


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
