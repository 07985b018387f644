"""Former states of one record: their bytes, each kept once under its SHA-256, and a log line for each in order of time.

.dossier/versions/<folder>/log.jsonl     {"on", "by", "what", "places", "sha256", "journal": {"sequence", "hash"}}
.dossier/versions/<folder>/<sha256>.gz   a record as it was, byte for byte
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dossier.adapters.files import write_atomically
from dossier.adapters.journal import Anchor
from dossier.adapters.limits import MOST_FILE_BYTES
from dossier.adapters.lines import LineFile, canonical
from dossier.adapters.ports import Version
from dossier.errors import InputError
from dossier.messages import said

LOG_NAME = "log.jsonl"
_LEVEL = 6  # 9 takes three times as long for a fiftieth
_SHA256 = re.compile("[0-9a-f]{64}")


class Versions:
    """The versions of one dossier, in *folder*. Whoever writes holds the lock of the store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = LineFile(folder / LOG_NAME)

    def keep(self, content: bytes) -> str:
        """Keep *content*, unless it is kept already; its SHA-256.

        Raises:
            InputError: it cannot be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.is_file():
            write_atomically(path, gzip.compress(content, _LEVEL, mtime=0))
        return digest

    def content(self, digest: str) -> bytes:
        """The bytes kept under *digest*.

        Raises:
            InputError: they are not there any more, or are others.
        """
        with contextlib.suppress(OSError, EOFError, zlib.error):  # gone or damaged: told below
            with gzip.open(io.BytesIO(self._path(digest).read_bytes())) as stream:
                content = stream.read(MOST_FILE_BYTES + 1)
            if hashlib.sha256(content).hexdigest() == digest:
                return content
        raise InputError(self.folder.name, *said("version_lost"))

    def add_once(self, entry: Mapping[str, Any]) -> None:
        """Add the state that the journal's line *entry* made, unless the log ends with it."""
        journal = {"sequence": entry["sequence"], "hash": entry["hash"]}
        last = self.last()
        if last is None or last.get("journal") != journal:
            facts = {key: entry[key] for key in ("on", "by", "what", "places")}
            self._log.append({**facts, "sha256": entry["after"], "journal": journal})

    def last(self) -> dict[str, Any] | None:
        """The last line of the log."""
        return next((line for line in self._log.latest_first() if _is_ours(line)), None)

    def last_digest(self) -> str | None:
        """SHA-256 of the state that is the present one, as far as the log knows; None: it knows of none."""
        last = self.last()
        return None if last is None else str(last["sha256"])

    def all(self) -> list[Version]:
        """All versions, latest first; numbers count the lines of the log."""
        lines = [line for line in self._log.latest_first() if _is_ours(line)]
        count = len(lines)
        return [
            Version(
                number=count - index, on=str(line.get("on", "")), by=str(line.get("by", "")),
                what=str(line.get("what", "")), places=_texts(line.get("places")), sha256=line["sha256"],
            )
            for index, line in enumerate(lines)
        ]  # fmt: skip

    def anchor(self, record_id: str) -> Anchor | None:
        """The last line of the journal that the log remembers."""
        journal = (self.last() or {}).get("journal")
        if isinstance(journal, Mapping) and isinstance(journal.get("sequence"), int):
            return Anchor(journal["sequence"], str(journal.get("hash")), record_id)
        return None

    def take_in(self, others: Versions) -> None:
        """Put the earlier versions *others* before these: one dossier had the place of another meanwhile."""
        for path in sorted(others.folder.glob("*.gz")):
            path.replace(self.folder / path.name)
        lines, earlier = (list(log._log.latest_first())[::-1] for log in (self, others))
        if lines[: len(earlier)] != earlier:
            lines = earlier + lines
            write_atomically(self.folder / LOG_NAME, b"".join(canonical(line) + b"\n" for line in lines))

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.gz"


def _is_ours(line: Mapping[str, Any]) -> bool:
    digest = line.get("sha256")
    return isinstance(digest, str) and _SHA256.fullmatch(digest) is not None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
