"""Files of papers: what one may be, what it is called in `papers/`, and to which paper of the record it belongs."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Container, Mapping
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any

from dossier.adapters.files import pdf_facts
from dossier.adapters.folders import DEVICES
from dossier.adapters.limits import MOST_FILE_BYTES, MOST_PAGES, MOST_PIXELS
from dossier.errors import InputError, NotThere
from dossier.messages import said
from dossier.record.text import nfc

PAPERS_NAME = "papers"
KEYS = ("form", "purpose", "about", "number")  # what tells one paper from another
_PDF, _JPEG, _PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
# the first one is given where the user's name has none of them
_SUFFIXES: Mapping[bytes, tuple[str, ...]] = {_PDF: (".pdf",), _JPEG: (".jpg", ".jpeg"), _PNG: (".png",)}
_ALL_SUFFIXES = frozenset(suffix for some in _SUFFIXES.values() for suffix in some)
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # in names on Windows; separators are gone before
_NUMBERED = re.compile(r" \([0-9]+\)$")
_MOST_LETTERS = 60


def checked_name(name: str, content: bytes) -> str:
    """A safe name for *content*, which a user's file called *name* holds.

    Args:
        name: only its last part counts, and that it is a scan is decided by *content*.

    Returns:
        NFC, at most 60 letters and a suffix that fits the content; nothing that leads elsewhere, that no
        system could store, that is hidden, or that shows its letters in another order.

    Raises:
        InputError: it is no PDF, JPEG or PNG, damaged, encrypted, empty, or past the bounds.
    """
    kind = next((kind for kind in _SUFFIXES if content.startswith(kind)), b"")
    safe = _safe_name(name, b"")
    if not content:
        raise InputError(safe, *said("empty_file"))
    if len(content) > MOST_FILE_BYTES:
        raise InputError(safe, *said("too_large"))
    if not kind:
        raise InputError(safe, *said("paper_office" if content.startswith(_OFFICE) else "paper_kind"))
    if kind == _PDF:
        _check_pdf(safe, content)
    else:
        _check_picture(safe, content, kind)
    return _safe_name(name, kind)


def _check_pdf(name: str, content: bytes) -> None:
    facts = pdf_facts(io.BytesIO(content), name)
    if facts.problem == "encrypted":
        raise InputError(name, *said("paper_encrypted"))
    if not facts.pages:
        raise InputError(name, *said("paper_damaged"))
    if facts.pages > MOST_PAGES:
        raise InputError(name, *said("paper_pages", pages=facts.pages, most=MOST_PAGES))


def _check_picture(name: str, content: bytes, kind: bytes) -> None:
    """Only the header is read: pixels are decoded where a page is shown."""
    # of the extra `server`, like the pages through which pictures come
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    try:
        picture = (JpegImageFile if kind == _JPEG else PngImageFile)(io.BytesIO(content))
        width, height = picture.size
    except Exception as error:  # a damaged file may raise anything; that it is damaged is what counts
        raise InputError(name, *said("paper_damaged")) from error
    if width <= 0 or height <= 0:
        raise InputError(name, *said("paper_damaged"))
    if width * height > MOST_PIXELS:
        raise InputError(name, *said("paper_pixels", most=MOST_PIXELS // 1_000_000))


def _safe_name(name: str, kind: bytes) -> str:
    last = re.split(r"[/\\]", name)[-1]
    text = unicodedata.normalize("NFC", "".join(map(_plain, last)))
    text = " ".join(_FORBIDDEN.sub("-", text).split()).strip(" .")
    stem, dot, suffix = text.rpartition(".")
    suffix = f"{dot}{suffix}".lower()
    if not stem or suffix not in _ALL_SUFFIXES:
        stem, suffix = text, ""
    if kind and suffix not in _SUFFIXES[kind]:
        suffix = _SUFFIXES[kind][0]
    stem = stem[:_MOST_LETTERS].strip(" .") or "giay-to"
    return f"{'giay-' if DEVICES.fullmatch(stem) else ''}{stem}{suffix}"


def _plain(letter: str) -> str:
    """*letter*, a space for whatever separates, nothing for what cannot be seen (controls, marks of direction)."""
    category = unicodedata.category(letter)
    if category in ("Zs", "Zl", "Zp") or letter == "\t":
        return " "
    return "" if category[0] == "C" else letter


def free_path(name: str, taken: Container[str]) -> str:
    """The path of a new file below the dossier folder, `papers/<name>`, or with ` (2)`, ` (3)` … behind its stem.

    Args:
        taken: paths that are not free, as `folded`.
    """
    plain = PurePosixPath(PAPERS_NAME, name)
    stem = _NUMBERED.sub("", plain.stem) or plain.stem  # a third "x (2).pdf" is "x (3).pdf"
    more = (plain.with_name(f"{stem} ({number}){plain.suffix}") for number in count(2))
    return str(next(path for path in chain((plain,), more) if folded(str(path)) not in taken))


def taken_paths(folder: Path, data: Mapping[str, Any]) -> set[str]:
    """Paths below the dossier *folder* that are not free: files in `papers/`, and what the record names."""
    papers = folder / PAPERS_NAME
    there = [f"{PAPERS_NAME}/{entry.name}" for entry in papers.iterdir()] if papers.is_dir() else []
    return {folded(path) for path in (*there, *named_paths(data))}


def folded(path: str) -> str:
    """*path* for comparing: two that are equal may be one file on some system."""
    return nfc(nfc(path).casefold())


def named_paths(data: Mapping[str, Any]) -> list[str]:
    """Every file that the record names: scans of its papers, and the photo."""
    candidate = data.get("candidate")
    photo = candidate.get("photo") if isinstance(candidate, Mapping) else None
    names = [photo, *(name for paper in _papers(data) for name in _list(paper.get("files")))]
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def place_of(data: Mapping[str, Any], paper: Mapping[str, Any]) -> str:
    """The place of the paper that *paper* means: `/papers/3`; behind the last one for a new one.

    Raises:
        InputError: several fit.
    """
    asked = {key: paper[key] for key in KEYS if key in paper}
    fit = [index for index, one in _numbered(data) if all(one.get(key) == value for key, value in asked.items())]
    exact = [index for index in fit if all(_list(data["papers"])[index].get(key) == paper.get(key) for key in KEYS)]
    if len(fit) > 1 and not exact:
        raise InputError("/papers", *said("paper_several"))
    found = exact or fit
    return f"/papers/{found[0] if found else len(_list(data.get('papers')))}"


def with_file(data: Mapping[str, Any], paper: Mapping[str, Any], path: str) -> dict[str, Any]:
    """*data* with *path* among the files of the paper that *paper* means; a new one is made of *paper*.

    Raises:
        InputError: several papers fit, or what should be a list is none.
    """
    papers = _wanted_list(data.get("papers"), "/papers")
    place = place_of(data, paper)
    index = int(place.rpartition("/")[2])
    if index == len(papers):
        return {**data, "papers": [*papers, {**paper, "files": [path]}]}
    files = _wanted_list(papers[index].get("files"), f"{place}/files")
    return {**data, "papers": _replaced(papers, index, {**papers[index], "files": [*files, path]})}


def without_file(data: Mapping[str, Any], path: str) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """*data* without *path* among the files of its papers, and the first paper that named it.

    Raises:
        NotThere: no paper names it.
    """
    named = [index for index, one in _numbered(data) if path in _list(one.get("files"))]
    if not named:
        raise NotThere(PurePosixPath(path).name, *said("not_there"))
    papers = _list(data["papers"])
    for index in named:
        files = [name for name in _list(papers[index]["files"]) if name != path]
        papers = _replaced(papers, index, {**papers[index], "files": files})
    return {**data, "papers": papers}, _list(data["papers"])[named[0]]


def _papers(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [paper for paper in _list(data.get("papers")) if isinstance(paper, Mapping)]


def _numbered(data: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    return [(index, one) for index, one in enumerate(_list(data.get("papers"))) if isinstance(one, Mapping)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _wanted_list(value: object, place: str) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise InputError(place, *said("list_wanted"))
    return _list(value)


def _replaced(items: list[Any], index: int, item: Any) -> list[Any]:
    return [*items[:index], item, *items[index + 1 :]]
