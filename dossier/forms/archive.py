"""Word files as archives: reading within bounds, and joining new parts with stored bytes.

A filled form differs from its template in one or two parts. The others are never unpacked again: their
deflated bytes are copied once into a `Stencil`, and a new file is that stencil with the changed parts set
in. Every time stamp is 1 January 1980, so that the same parts give the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dossier.errors import InputError
from dossier.messages import said

try:  # five times as fast as zlib; where there is no wheel for the machine, zlib gives the same parts
    from isal.isal_zlib import compress, crc32
except ImportError:  # pragma: no cover - depends on the machine
    from zlib import compress, crc32

MAX_FILE_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_RATIO = 200  # unpacked to packed; a Word file stays below 60, a bomb reaches 1000
MAX_ENTRIES = 5_000

_LEVEL = 1
_RAW = -15  # a deflate stream without a header, as archives want it
_DEFLATED = 8
_STORED = 0
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_DATE_1980 = 0x21  # 1 January 1980, the first day an archive can name
_VERSION = 20
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .doc files, and .docx files under a password
ENVELOPE = "EncryptedPackage".encode("utf-16-le")  # what such a file has inside when it is one under a password
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive.

    Args:
        name: its path with `/`, relative.
        method: 0 stored, 8 deflated.
        packed: its bytes as they lie in the archive.
        crc: CRC-32 of the unpacked bytes.
        size: length of the unpacked bytes.
    """

    name: str
    method: int
    packed: bytes
    crc: int
    size: int

    def unpacked(self) -> bytes:
        """The bytes of the file itself.

        Raises:
            zipfile.BadZipFile: they are more or fewer than `size`.
        """
        if self.method == _STORED:
            data, whole = self.packed, True
        else:  # bounded: a directory may lie about the size
            inflater = zlib.decompressobj(_RAW)
            data = inflater.decompress(self.packed, self.size + 1)
            whole = inflater.eof
        if not whole or len(data) != self.size:
            raise zipfile.BadZipFile("an entry is cut off")
        return data


def make_entry(name: str, data: bytes) -> Entry:
    """An entry that holds *data*."""
    return Entry(name, _DEFLATED, compress(data, _LEVEL, _RAW), crc32(data), len(data))


def read_archive(content: bytes, name: str = "") -> Mapping[str, Entry]:
    """All files of an archive by name, in their order, each proven to unpack to what it claims.

    Args:
        content: the bytes of a .docx file (any zip archive).
        name: what error messages call it.

    Raises:
        InputError: the bytes are no archive, are damaged, encrypted, too large, or hold unsafe paths.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InputError(name, *said("too_large"))
    if content.startswith(_COMPOUND_FILE):
        raise InputError(name, *said("password" if ENVELOPE in content else "old_office"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _refuse_unsafe(infos, len(content), name)
            return {info.filename: _read_entry(info, content) for info in infos}
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise InputError(name, *said("broken_office")) from error


def _refuse_unsafe(infos: Sequence[zipfile.ZipInfo], packed: int, name: str) -> None:
    """Look at the directory only: nothing is unpacked before it has passed."""
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * packed:
        raise InputError(name, *said("zip_bomb"))
    if len({info.filename for info in infos}) != len(infos):
        raise InputError(name, *said("broken_office"))
    for info in infos:
        path = info.filename
        if path.startswith("/") or "\\" in path or ".." in path.split("/") or _DRIVE.match(path):
            raise InputError(name, *said("zip_paths"))
        if info.flag_bits & _ENCRYPTED:
            raise InputError(name, *said("password"))
        if info.compress_type not in (_STORED, _DEFLATED):
            raise InputError(name, *said("broken_office"))


def _read_entry(info: zipfile.ZipInfo, content: bytes) -> Entry:
    """Copy the packed bytes of an entry, and prove that they are what the directory says."""
    header = _LOCAL.unpack_from(content, info.header_offset)
    start = info.header_offset + _LOCAL.size + header[9] + header[10]
    entry = Entry(
        info.filename,
        info.compress_type,
        content[start : start + info.compress_size],
        info.CRC,
        info.file_size,
    )
    if header[0] != b"PK\x03\x04" or crc32(entry.unpacked()) != info.CRC:
        raise zipfile.BadZipFile("an entry is not what the directory says")
    return entry


@dataclass(frozen=True, slots=True)
class Stencil:
    """An archive with holes: the entries that never change, and the names of those that do.

    Args:
        kept: local headers and packed bytes of the unchanged entries, one after the other.
        directory: their records in the central directory.
        count: how many they are.
        names: the names of the changing entries, in the order `join` wants them.
    """

    kept: bytes
    directory: bytes
    count: int
    names: tuple[bytes, ...]

    def join(self, parts: Sequence[bytes]) -> bytes:
        """A whole archive out of the kept entries and *parts*, one for each of `names`, not yet packed."""
        body = [self.kept]
        directory = [self.directory]
        offset = len(self.kept)
        for name, part in zip(self.names, parts, strict=True):
            packed = compress(part, _LEVEL, _RAW)
            local, central = _headers(
                name, _DEFLATED, crc=crc32(part), packed=len(packed), size=len(part), offset=offset
            )
            body += (local, packed)
            directory.append(central)
            offset += len(local) + len(packed)
        records = b"".join(directory)
        total = self.count + len(self.names)
        body += (records, _END.pack(b"PK\x05\x06", 0, 0, total, total, len(records), offset, 0))
        return b"".join(body)


def make_stencil(entries: Iterable[Entry], changing: Sequence[str]) -> Stencil:
    """The stencil of an archive whose files *changing* are to be replaced.

    The changing entries come last, so that nothing before them ever moves.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        if entry.name in changing:
            continue
        local, central = _headers(
            entry.name.encode(),
            entry.method,
            crc=entry.crc,
            packed=len(entry.packed),
            size=entry.size,
            offset=offset,
        )
        body += (local, entry.packed)
        directory.append(central)
        offset += len(local) + len(entry.packed)
    return Stencil(b"".join(body), b"".join(directory), len(directory), tuple(name.encode() for name in changing))


def _headers(name: bytes, method: int, *, crc: int, packed: int, size: int, offset: int) -> tuple[bytes, bytes]:
    """The header before an entry and its record in the central directory."""
    flags = 0 if name.isascii() else _UTF8_NAME
    common = (_VERSION, flags, method, 0, _DATE_1980, crc, packed, size, len(name), 0)
    local = _LOCAL.pack(b"PK\x03\x04", *common) + name
    central = _CENTRAL.pack(b"PK\x01\x02", _VERSION, *common, 0, 0, 0, 0, offset) + name
    return local, central
