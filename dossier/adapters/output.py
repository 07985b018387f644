"""The output folder: what we wrote, so that a refill replaces our own file and keeps what a person edited.

`manifest.jsonl` holds one line a file written (path, SHA-256, form) and one a record processed. Lines are only
appended while a run goes on; of two lines for one thing the later holds, and a line cut short by a sudden end
is passed over. `close` rewrites it once, sorted.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

from dossier.adapters.files import reading, write_atomically, writing
from dossier.forms.pack import FilledForm

MANIFEST_NAME = "manifest.jsonl"
_SHA256 = re.compile("[0-9a-f]{64}")
_BESIDE = re.compile(r" \(mới(?: [0-9]+)?\)\.[^./]*$")
LONGEST_PATH = 240  # Windows opens no longer one without a setting that offices do not have


@dataclass(frozen=True)
class Written:
    """What became of one file: where it lies, its hash, and whether an edited one was kept beside it.

    ``proposed``: it is a proposal of ours, for something that the record does not say.
    """

    path: str
    sha256: str
    form: str
    kept: str | None = None
    proposed: bool = False


@dataclass
class OutputFolder:
    """A folder we write into, with its manifest.

    ``records``: record id -> its manifest line. Of files only what is needed is kept, because a large cohort
    has hundreds of thousands: first folder -> rest of the path -> hash and form.
    """

    root: Path
    records: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _files: dict[str, dict[str, tuple[bytes, str, bool]]] = field(default_factory=dict)
    _cut_short: bool = False

    @classmethod
    def open(cls, root: Path) -> OutputFolder:
        """The folder with what its manifest says; a folder without one is new.

        Raises:
            InputError: the manifest cannot be read.
        """
        folder = cls(root)
        path = root / MANIFEST_NAME
        if path.is_file():
            line = ""
            # only a line feed ends a line: other separators may stand in a text
            with reading(path), path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
                for line in stream:
                    folder._take(line)
            folder._cut_short = not line.endswith("\n")
        return folder

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            return  # the last line of a run that was killed: what it spoke of is done again
        if isinstance(entry, dict):
            self._know(entry)

    def _know(self, entry: Mapping[str, Any]) -> None:
        path, digest, record_id = entry.get("path"), entry.get("sha256"), entry.get("record_id")
        if isinstance(path, str) and isinstance(digest, str) and _SHA256.fullmatch(digest):
            top, _, rest = path.partition("/")
            form, proposed = sys.intern(str(entry.get("form", ""))), entry.get("proposed") is True
            known = (bytes.fromhex(digest), form, proposed)
            self._files.setdefault(top, {})[sys.intern(rest)] = known
        elif isinstance(record_id, str):
            self.records[record_id] = entry

    def known(self, record_id: str) -> dict[str, str]:
        """What we wrote for one record: path below the folder -> SHA-256."""
        return {f"{record_id}/{rest}": digest.hex() for rest, (digest, *_) in self._files.get(record_id, {}).items()}

    def names(self) -> Iterator[str]:
        """The paths of everything we wrote, below the folder."""
        for top, files in self._files.items():
            yield from (f"{top}/{rest}" for rest in files)

    def note(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Append *entries* to the manifest and flush them to disk."""
        text = "".join(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n" for entry in entries)
        path = self.root / MANIFEST_NAME
        with writing(path):
            self.root.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", newline="\n") as stream:
                stream.write("\n" + text if self._cut_short else text)
                stream.flush()
                os.fsync(stream.fileno())
        self._cut_short = False
        for entry in entries:
            self._know(entry)

    def close(self) -> None:
        """Rewrite the manifest once: one line a thing, sorted."""
        content = bytearray()
        for entry in self._entries():
            content += (json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n").encode()
        write_atomically(self.root / MANIFEST_NAME, content)

    def _entries(self) -> Iterator[Mapping[str, Any]]:
        for top in sorted(self._files):
            for rest, (digest, form, proposed) in sorted(self._files[top].items()):
                yield file_line(Written(f"{top}/{rest}", digest.hex(), form, proposed=proposed))
        for record_id in sorted(self.records):
            yield self.records[record_id]


def write_forms(root: Path, record_id: str, forms: Sequence[FilledForm], known: Mapping[str, str]) -> list[Written]:
    """Write the filled forms of one person below *root*, as `<record_id>/forms/<name>`.

    Args:
        known: path -> SHA-256 of what we wrote before.

    Raises:
        InputError: a file cannot be written.
    """
    written = []
    for form in forms:
        name = f"{record_id}/forms/{form.name}"
        entry = write_ours(root, name, form.content, known, form=f"{form.pack} {form.number}")
        written.append(replace(entry, proposed=form.proposed))
    return written


def write_ours(root: Path, name: str, content: bytes, known: Mapping[str, str], *, form: str = "") -> Written:
    """Write *content* to *name* below *root*, unless a person edited what we wrote there.

    Then the person's file stays, and the new one is written beside it as `… (mới)`, or `… (mới 2)` where a person
    edited that one too.
    """
    digest = hashlib.sha256(content).hexdigest()
    for chosen in _names(name):
        present = _hash(root / chosen)
        if present is None or present in (digest, known.get(chosen)):
            if present != digest:
                write_atomically(root / chosen, content, durable=False)
            return Written(chosen, digest, form, kept=None if chosen == name else name)
    raise AssertionError("names never end")


def _names(name: str) -> Iterator[str]:
    """*name*, and the names for what is written beside it."""
    yield name
    plain = PurePosixPath(name)
    for number in count(1):
        mark = "(mới)" if number == 1 else f"(mới {number})"
        yield str(plain.with_name(f"{plain.stem} {mark}{plain.suffix}"))


def is_beside(name: str) -> bool:
    """Whether *name* is that of a file written beside one that a person edited."""
    return _BESIDE.search(name) is not None


def _hash(path: Path) -> str | None:
    """SHA-256 of the file at *path*; None when there is none, or an empty one: what a power cut leaves of ours."""
    with reading(path):
        if not path.is_file() or not path.stat().st_size:
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()


def file_line(written: Written) -> dict[str, Any]:
    """The manifest line of a file."""
    line = {"path": written.path, "sha256": written.sha256, "form": written.form}
    return {**line, "proposed": True} if written.proposed else line


def pdf_line(root: Path, path: Path, engine: str) -> dict[str, Any]:
    """The manifest line of a PDF made from one of our forms: what made it stands in it."""
    name = path.relative_to(root).as_posix()
    return {"path": name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "form": f"pdf ({engine})"}


def longest_path(root: Path, names: Sequence[str]) -> int:
    """Length of the longest absolute path among *names* below *root*."""
    base = len(str(root.resolve()))
    return max((base + 1 + len(name) for name in names), default=0)
