"""Files of JSON lines that only grow: a line is whole or it was never written, and the last one is found from the end.

Whoever appends holds the lock of the store. A program that ends suddenly may leave the beginning of a line; the next
append cuts it off, and readers pass it over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from dossier.adapters.files import reading, writing

_BLOCK = 64 * 1024


def canonical(line: Mapping[str, Any]) -> bytes:
    """*line* as the bytes that are written and hashed: sorted keys, no spaces, UTF-8, without a line end."""
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parsed(raw: bytes) -> dict[str, Any] | None:
    """The JSON object that *raw* is; None for anything else."""
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


class LineFile:
    """One such file; it need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, line: Mapping[str, Any]) -> None:
        """Add *line*, and wait until the disk has it.

        Raises:
            InputError: it cannot be written.
        """
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as stream:
                _cut_torn_line(stream)
                stream.write(canonical(line) + b"\n")
                stream.flush()
                os.fsync(stream.fileno())

    def latest_first(self) -> Iterator[dict[str, Any]]:
        """The lines from the end; what is no JSON object is passed over (`journal.verify` tells of it)."""
        if not self.path.is_file():
            return
        with reading(self.path), self.path.open("rb") as stream:
            for raw in _backwards(stream):
                line = parsed(raw)
                if line is not None:
                    yield line

    def last(self) -> dict[str, Any] | None:
        """The last line; only the end of the file is read."""
        return next(self.latest_first(), None)


def _backwards(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends, the last one first; the beginning of one too."""
    at = stream.seek(0, os.SEEK_END)
    rest = b""
    while at > 0:
        size = min(_BLOCK, at)
        at -= size
        stream.seek(at)
        rest, *lines = (stream.read(size) + rest).split(b"\n")
        yield from (line for line in reversed(lines) if line)
    if rest:
        yield rest


def _cut_torn_line(stream: BinaryIO) -> None:
    """Let the file end with a line end: a whole line without one gets it, the beginning of a line goes."""
    end = stream.seek(0, os.SEEK_END)
    if end == 0:
        return
    stream.seek(end - 1)
    if stream.read(1) == b"\n":
        return
    torn = next(_backwards(stream))
    if parsed(torn) is None:
        stream.truncate(end - len(torn))
    else:  # an editor took the line end away
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n")
