"""Records, dossier folders and office settings on disk. Reads strictly, writes atomically."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import logging
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import tomli

from dossier.adapters.limits import MOST_FILE_BYTES, MOST_JSON_DEPTH, check_size
from dossier.errors import InputError
from dossier.findings import Input
from dossier.messages import said
from dossier.record.dossier import Dossier, FileFacts
from dossier.record.migrations import migrate
from dossier.record.office import Office
from dossier.record.text import nfc
from dossier.schemas import schema

_WRITE_FAULTS = {errno.ENOSPC: "disk_full", errno.ENAMETOOLONG: "path_too_long"}
RECORD_NAME = "record.json"
OFFICE_NAME = "office.toml"
_TRIES, _PAUSE_S = 10 if os.name == "nt" else 1, 0.05
_PREFIX_LETTERS = 32  # a name may have 255 bytes, and a letter four


def load_dossier(path: str | Path) -> Dossier:
    """The dossier at *path*: a record (JSON file), or a folder with `record.json` and `papers/`.

    Raises:
        InputError: it cannot be read; one line with the mend.
    """
    path = Path(path)
    if path.is_dir():
        file = path / RECORD_NAME
        if not file.is_file():
            raise InputError(path.name, *said("no_record"))
        return dossier_of(path, *read_record(file))
    data, digest = read_record(path)
    return Dossier(data, name=path.name, inputs=(Input(path.name, digest),))


def dossier_of(folder: Path, data: dict[str, Any], digest: str) -> Dossier:
    """The dossier in *folder* whose record is *data*, and whose record's file has the SHA-256 *digest*."""
    return Dossier(
        data,
        name=f"{folder.name}/{RECORD_NAME}",
        files=_file_facts(folder, data),
        inputs=(Input(RECORD_NAME, digest),),
    )


def load_record(path: str | Path) -> Dossier:
    """The record at *path* (a file or a dossier folder) without a look at its papers' files.

    Raises:
        InputError: it cannot be read; one line with the mend.
    """
    path = Path(path)
    file = path / RECORD_NAME if path.is_dir() else path
    data, digest = read_record(file)
    return Dossier(data, name=file.name, inputs=(Input(file.name, digest),))


def read_record(path: Path) -> tuple[dict[str, Any], str]:
    """The record in *path*, migrated and in NFC, and the SHA-256 of the file.

    Raises:
        InputError: the file is missing, not UTF-8, not strict JSON, or no object.
    """
    content = read_bytes(path)
    return record_of(content, path.name), hashlib.sha256(content).hexdigest()


def record_of(content: bytes, name: str) -> dict[str, Any]:
    """The record that *content* is, migrated and in NFC.

    Raises:
        InputError: it is not UTF-8, not strict JSON, or no object.
    """
    data = strict_json(content, name)
    if not isinstance(data, dict):
        raise InputError(name, *said("no_object"))
    return nfc(migrate(data))


def read_bytes(path: Path) -> bytes:
    """The bytes of *path*, bounded.

    Raises:
        InputError: it is missing, a folder, not allowed to be read, empty or too large.
    """
    with reading(path):
        check_size(path)
        return path.read_bytes()


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turns what the system says about reading *path* into one line with the mend."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(path.name, *said("file_missing")) from error
    except IsADirectoryError as error:
        raise InputError(path.name, *said("is_folder")) from error
    except PermissionError as error:
        raise InputError(path.name, *said("not_allowed")) from error
    except OSError as error:
        raise InputError(path.name, *said("unreadable")) from error


def strict_json(content: bytes, name: str) -> Any:
    """JSON without NaN, Infinity, duplicate keys or bottomless nesting, in UTF-8 (a mark is allowed).

    Raises:
        InputError: with the line where it stops being JSON, never its content.
    """

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) < len(items):
            raise InputError(name, *said("duplicate_keys"))
        return result

    def constant(_: str) -> Any:
        raise InputError(name, *said("bad_number"))

    def real(digits: str) -> float:
        number = float(digits)
        return number if math.isfinite(number) else constant(digits)

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(name, *said("not_utf8")) from error
    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_float=real)
    except json.JSONDecodeError as error:
        raise InputError(name, *said("not_json", line=error.lineno)) from error
    except (RecursionError, ValueError) as error:
        raise InputError(name, *said("too_deep")) from error
    if isinstance(data, (dict, list)) and _is_deep(data):
        raise InputError(name, *said("too_deep"))
    return data


def _is_deep(data: Any) -> bool:
    """Whether *data* is nested deeper than any honest record, which later steps would not stand."""
    level: list[Any] = [data]
    for _ in range(MOST_JSON_DEPTH):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _file_facts(folder: Path, data: Mapping[str, Any]) -> dict[str, FileFacts]:
    """Facts of every file a paper or the photo names, path as written -> facts."""
    names: list[str] = []
    candidate = data.get("candidate")
    if isinstance(candidate, Mapping) and isinstance(candidate.get("photo"), str):
        names.append(candidate["photo"])
    papers = data.get("papers")
    for paper in papers if isinstance(papers, list) else []:
        files = paper.get("files") if isinstance(paper, Mapping) else None
        names += [name for name in files if isinstance(name, str)] if isinstance(files, list) else []
    return {name: _facts(folder, name) for name in dict.fromkeys(names)}


def _facts(folder: Path, name: str) -> FileFacts:
    try:
        path = named_file(folder, name)
        if not path.resolve().is_relative_to(folder.resolve()):
            return FileFacts(name, exists=False, problem="outside")
        if not path.is_file():
            return FileFacts(name, exists=False)
        found = path.stat()
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links in a circle
        return FileFacts(name, exists=False)
    if found.st_size > MOST_FILE_BYTES:
        return FileFacts(name, exists=True, problem="too_large")
    if path.suffix.lower() != ".pdf":
        return FileFacts(name, exists=True)
    return replace(_pdf_at(str(path), found.st_size, found.st_mtime_ns), path=name)


@lru_cache(maxsize=4096)
def _pdf_at(path: str, size: int, time_ns: int) -> FileFacts:
    """Facts of the PDF at *path*; as long as its *size* and time stay, nobody looks into it again."""
    try:
        with Path(path).open("rb") as stream:
            return pdf_facts(stream, path)
    except OSError:  # as much as a damaged one: that nobody can look into it is what counts
        return FileFacts(path, exists=True, problem="damaged")


def named_file(folder: Path, name: str) -> Path:
    """The file that a record calls *name*, below *folder*; it need not be there.

    A file from a Mac or from some archives bears its name decomposed (NFD), a record is in NFC.
    """
    path = folder
    for part in PurePosixPath(name).parts:
        step = path / part
        if not part.isascii() and not os.path.lexists(step) and path.is_dir():
            step = next((entry for entry in sorted(path.iterdir()) if nfc(entry.name) == nfc(part)), step)
        path = step
    return path


def pdf_facts(stream: BinaryIO, name: str) -> FileFacts:
    """Pages of a PDF file, or why it cannot be read: `encrypted`, `damaged`."""
    from pypdf import PdfReader

    # its own remarks about a broken file would stand between ours, with bytes of the file in them
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted:
            return FileFacts(name, exists=True, problem="encrypted")
        return FileFacts(name, exists=True, pages=len(reader.pages))
    except Exception:  # noqa: BLE001 a damaged file may raise anything; that it is damaged is what counts
        return FileFacts(name, exists=True, problem="damaged")


def load_office(path: str | Path | None = None, *, beside: Path | None = None) -> Office:
    """The office's settings.

    Args:
        path: the file itself; else the nearest `office.toml` upwards from *beside*, else the one in the
            user's configuration folder, else the defaults hold.

    Raises:
        InputError: the file cannot be read or a setting is not what the schema wants.
    """
    file = Path(path) if path is not None else _nearest_office(beside)
    if file is None:
        return Office()
    return parsed_office(read_bytes(file), file)


def parsed_office(content: bytes, file: Path) -> Office:
    """The settings in *content*, the bytes of office.toml at *file*.

    Raises:
        InputError: it is no TOML, or a setting is not what the schema wants.
    """
    try:
        settings = tomli.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomli.TOMLDecodeError, RecursionError) as error:
        raise InputError(file.name, *said("bad_toml")) from error
    plain = json.loads(json.dumps(settings, default=str))
    faults = sorted(schema("office").errors(plain), key=lambda error: list(map(str, error.absolute_path)))
    if faults:
        place = " › ".join([file.name, *map(str, faults[0].absolute_path)])
        raise InputError(place, *said("bad_setting"))
    return Office(nfc(settings), file.parent, hashlib.sha256(content).hexdigest())


def _nearest_office(beside: Path | None) -> Path | None:
    if beside is not None:
        with reading(beside):
            start = beside.resolve()
            for folder in (start, *start.parents):
                if (folder / OFFICE_NAME).is_file():
                    return folder / OFFICE_NAME
    personal = user_folder() / OFFICE_NAME
    return personal if personal.is_file() else None


def user_folder() -> Path:
    """The user's own configuration folder for this program."""
    if os.name == "nt" and os.environ.get("APPDATA"):
        return Path(os.environ["APPDATA"]) / "dossier"
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "dossier"


def record_json(data: Mapping[str, Any]) -> bytes:
    """A record as we write it: UTF-8, two spaces, keys in their order, a newline at the end."""
    return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def write_atomically(path: Path, content: bytes | bytearray, *, durable: bool = True) -> None:
    """Write *content* to *path*: a temporary file beside it, flushed, then renamed over it.

    Args:
        durable: wait until the disk has it; not needed for what the next run would write again.

    Raises:
        InputError: the disk is full, the folder is missing, or the file is open elsewhere. Nothing is
            left half-written and the former file is untouched.
    """
    temporary = None
    try:
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=temporary_prefix(path), suffix=".tmp")
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                if durable:
                    stream.flush()
                    os.fsync(stream.fileno())
            if os.name != "nt":
                Path(temporary).chmod(0o644 & ~_umask())
            # the one call that Windows refuses while somebody has the file open
            patiently(lambda: os.replace(temporary, path))  # noqa: PTH105
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)


def patiently(rename: Callable[[], object]) -> None:
    """Do *rename*; on Windows again for half a second: a program of ours may be reading the file just now.

    Raises:
        PermissionError: somebody holds it longer: Word, or a viewer.
    """
    for left in reversed(range(_TRIES)):
        try:
            rename()
        except PermissionError:
            if not left:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def temporary_prefix(path: Path) -> str:
    """How the temporary files begin that a sudden end may leave beside *path*; they end in `.tmp`."""
    return f".{path.name[:_PREFIX_LETTERS]}."


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system says about writing *path* into one line with the mend."""
    try:
        yield
    except PermissionError as error:
        raise InputError(path.name, *said("in_use")) from error
    except OSError as error:
        raise InputError(path.name, *said(_WRITE_FAULTS.get(error.errno or 0, "unwritable"))) from error


@cache
def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def new_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file the user named; one that exists is kept unless *force*.

    Raises:
        InputError: it exists, or cannot be written.
    """
    if path.exists() and not force:
        raise InputError(path.name, *said("exists"))
    write_atomically(path, content)
