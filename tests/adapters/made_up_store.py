"""A store of made-up dossiers, a clock that goes on by itself, and files that are scans as far as anybody can tell."""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pypdf import PdfWriter

from dossier.adapters.journal import Checked
from dossier.adapters.ports import Act
from dossier.adapters.store import FolderStore
from tests.cli.running import record

HANOI = timezone(timedelta(hours=7))
CLERK = "Văn phòng Đảng ủy"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffda0008010100003f00d2cf20ffd9")


class Ticking:
    """A clock that goes on by a second whenever somebody looks at it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 9, 30, tzinfo=HANOI)

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def act(what: str = "edit", *places: str, by: str = CLERK) -> Act:
    return Act(by, what, places)


def store_at(root: Path, *record_ids: str) -> FolderStore:
    """A store at *root* with these dossiers in it."""
    root.mkdir(exist_ok=True)
    store = FolderStore(root, Ticking())
    for record_id in record_ids:
        store.create(record(put={"/record_id": record_id}), act("create"))
    return store


def small(record_id: str) -> dict[str, Any]:
    """A record of one line, where only the store matters."""
    return {"schema_version": "1", "record_id": record_id, "place": "Xã Mẫu"}


def data_of(store: FolderStore, record_id: str) -> Mapping[str, Any]:
    return store.read(record_id).dossier.data


def written(path: Path) -> Any:
    """What the record in the dossier folder *path* says now."""
    return json.loads((path / "record.json").read_bytes())


def lines(root: Path) -> list[dict[str, Any]]:
    """The journal, in its order."""
    text = (root / ".dossier" / "journal.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def checked(root: Path, expect: str = "") -> Checked:
    """What `verify` says of the journal of the store at *root*."""
    return FolderStore(root, Ticking()).check_journal(expect)


def pdf(pages: int = 1, *, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password is not None:
        writer.encrypt(password)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def png(width: int = 3, height: int = 4) -> bytes:
    """A picture of that size as its header says; nothing else of it is ever read."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
