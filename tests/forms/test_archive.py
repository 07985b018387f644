"""Reading archives within bounds, and joining them again."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from dossier.errors import InputError
from dossier.forms import archive as archive_module
from dossier.forms.archive import make_stencil, read_archive
from dossier.messages import said


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


FILES = {"a.xml": b"<a/>" * 100, "word/b.xml": b"<b/>" * 100, "ảnh.bin": bytes(range(256))}


def test_joined_archive_holds_kept_and_new_parts() -> None:
    entries = read_archive(zipped(FILES))
    stencil = make_stencil(entries.values(), ["word/b.xml"])
    with zipfile.ZipFile(io.BytesIO(stencil.join([b"new" * 1000]))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(FILES)
        assert archive.read("a.xml") == FILES["a.xml"]
        assert archive.read("word/b.xml") == b"new" * 1000
        assert archive.read("ảnh.bin") == FILES["ảnh.bin"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_stored_entries_stay_stored() -> None:
    entries = read_archive(zipped(FILES, zipfile.ZIP_STORED))
    content = make_stencil(entries.values(), []).join([])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


def test_joining_wants_one_part_for_each_name() -> None:
    stencil = make_stencil(read_archive(zipped(FILES)).values(), ["a.xml", "word/b.xml"])
    with pytest.raises(ValueError, match="zip"):
        stencil.join([b"only one"])


def test_entries_written_as_a_stream_are_read() -> None:
    class Pipe(io.RawIOBase):
        """Cannot seek, so zipfile writes the sizes behind the data."""

        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("a.xml", b"<a/>" * 100)
    assert struct.unpack_from("<H", pipe.data, 6)[0] & 0x8
    content = make_stencil(read_archive(pipe.data).values(), []).join([])
    with zipfile.ZipFile(io.BytesIO(content)) as joined:
        assert joined.read("a.xml") == b"<a/>" * 100


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "broken_office"),
        (b"hello", "broken_office"),
        (zipped(FILES)[:200], "broken_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped({"../a": b"x"}), "zip_paths"),
        (zipped({"a/../../b": b"x"}), "zip_paths"),
        (zipped({"/a": b"x"}), "zip_paths"),
        (zipped({"C:/a": b"x"}), "zip_paths"),
        (zipped({"big": bytes(5_000_000)}), "zip_bomb"),
        (zipped({"a": b"x" * 500}, zipfile.ZIP_LZMA), "broken_office"),
        (bytes(50_000_001), "too_large"),
    ],
    ids=[
        "empty", "text", "cut", "compound", "locked", "dots", "dots in", "absolute", "drive", "bomb", "lzma", "large",
    ],
)  # fmt: skip
def test_unreadable_bytes_give_one_line(content: bytes, error: str) -> None:
    with pytest.raises(InputError) as caught:
        read_archive(content, "form.docx")
    assert caught.value.problem == said(error)[0]
    assert "\n" not in str(caught.value)
    assert caught.value.place == "form.docx"
    assert caught.value.exit_code == 3


def test_many_megabytes_are_refused_whatever_their_ratio() -> None:
    content = bytearray(zipped({"a": b"x" * 100}))
    size = content.rindex(b"PK\x01\x02") + 24
    struct.pack_into("<L", content, size, 100_000_001)
    with pytest.raises(InputError, match=said("zip_bomb")[0].vi):
        read_archive(bytes(content))


def test_encrypted_entry_is_refused() -> None:
    content = bytearray(zipped({"a": b"x" * 100}))
    struct.pack_into("<H", content, content.rindex(b"PK\x01\x02") + 8, 0x1)
    with pytest.raises(InputError, match=said("password")[0].vi):
        read_archive(bytes(content))


def test_size_that_lies_is_refused() -> None:
    content = bytearray(zipped({"a": b"x" * 100_000}))
    struct.pack_into("<L", content, content.rindex(b"PK\x01\x02") + 24, 10)
    with pytest.raises(InputError, match=said("broken_office")[0].vi):
        read_archive(bytes(content))


def test_changed_byte_is_noticed() -> None:
    content = bytearray(zipped({"a": bytes(range(200))}, zipfile.ZIP_STORED))
    content[60] ^= 0xFF
    with pytest.raises(InputError, match=said("broken_office")[0].vi):
        read_archive(bytes(content))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_with_one_name_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with pytest.raises(InputError, match=said("broken_office")[0].vi):
        read_archive(stream.getvalue())


def test_zlib_gives_the_same_parts_where_isal_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    stencil = make_stencil(read_archive(zipped(FILES)).values(), ["a.xml"])
    fast = stencil.join([FILES["a.xml"]])
    monkeypatch.setattr(archive_module, "compress", zlib.compress)
    monkeypatch.setattr(archive_module, "crc32", zlib.crc32)
    plain = stencil.join([FILES["a.xml"]])
    unpacked = [{name: entry.unpacked() for name, entry in read_archive(each).items()} for each in (fast, plain)]
    assert unpacked[0] == unpacked[1] == FILES
