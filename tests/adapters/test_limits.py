"""Office files that are broken, locked or far larger than they look are refused before they are opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from dossier.adapters.limits import MOST_FILE_BYTES, check_size, check_zip
from dossier.errors import InputError


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_honest_file_passes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<a/>" * 100, "xl/b.xml": bytes(4_000_000)})
    check_zip(path)
    check_size(path)


@pytest.mark.parametrize(
    ("size", "good"), [(1, True), (MOST_FILE_BYTES, True), (MOST_FILE_BYTES + 1, False), (0, False)]
)
def test_size_is_bounded(tmp_path: Path, size: int, good: bool) -> None:
    path = tmp_path / "a"
    with path.open("wb") as stream:
        stream.truncate(size)
    if good:
        check_size(path)
    else:
        with pytest.raises(InputError):
            check_size(path)


def test_file_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {"xl/big.xml": bytes(6_000_000)})
    with pytest.raises(InputError) as caught:
        check_zip(path)
    assert "\n" not in caught.value.told("vi")


def test_many_small_bombs_are_refused(tmp_path: Path) -> None:
    import os

    noise = os.urandom(1000)
    entries = {f"x{number}": noise + bytes(1_100_000) for number in range(100)}
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    with pytest.raises(InputError):
        check_zip(path)


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "..\\x", "a\\..\\x"])
def test_entry_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        check_zip(zipped(tmp_path / "a.docx", {name: b"x"}))


def test_entry_with_dots_in_its_name_passes(tmp_path: Path) -> None:
    check_zip(zipped(tmp_path / "a.docx", {"word/a..b.xml": b"x"}))


def encrypted(content: bytes) -> bytes:
    """The same archive with the flag of encryption on its entries."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(changed)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"no zip at all", "broken_office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        (b"PK\x05\x06" + bytes(10), "broken_office"),
    ],
)
def test_what_is_no_office_file_is_told_in_both_languages(tmp_path: Path, content: bytes, key: str, lang: str) -> None:
    from dossier.messages import said

    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        check_zip(path)
    assert caught.value.told(lang) == InputError("a.docx", *said(key)).told(lang)


def test_password_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", {"word/document.xml": b"x"})
    path.write_bytes(encrypted(path.read_bytes()))
    with pytest.raises(InputError, match="mật khẩu"):
        check_zip(path)


def test_cut_off_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", {f"word/{number}.xml": bytes(100) for number in range(20)})
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(InputError):
        check_zip(path)
