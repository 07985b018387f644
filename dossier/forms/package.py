"""A Word file as a package: its parts by content type, and their XML, parsed within bounds."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from dossier.errors import InputError
from dossier.forms.archive import Entry
from dossier.messages import said

CONTENT_TYPES = "[Content_Types].xml"
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = _WORDPROCESSING + "document.main+xml"
FOOTNOTES = _WORDPROCESSING + "footnotes+xml"
STORIES = (_WORDPROCESSING + "header+xml", _WORDPROCESSING + "footer+xml", FOOTNOTES)
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def refuse_entities(entries: Mapping[str, Entry], name: str) -> None:
    """Refuse a package in which a part declares entities.

    Raises:
        InputError: one does; no honest Word file has them.
    """
    for path, entry in entries.items():
        if path.endswith((".xml", ".rels")) and b"<!DOCTYPE" in entry.unpacked().replace(b"\0", b""):
            raise InputError(within(name, path), *said("zip_bomb"))


def within(name: str, part: str) -> str:
    """The place of a part of the file *name*."""
    return f"{name} › {part}" if name else part


def content_types(entries: Mapping[str, Entry], name: str) -> dict[str, str]:
    """Part to content type, for the parts that name one and are there.

    Raises:
        InputError: the archive is no package.
    """
    if CONTENT_TYPES not in entries:
        raise InputError(name, *said("broken_office"))
    root = parse(entries[CONTENT_TYPES], name, keep_blanks=False)
    found = {item.get("PartName", "").lstrip("/"): item.get("ContentType", "") for item in root}
    return {path: kind for path, kind in found.items() if path in entries}


def main_part(types: Mapping[str, str], name: str) -> str:
    """The one part that holds the text.

    Raises:
        InputError: there is none, or more than one.
    """
    main = [path for path, kind in types.items() if kind == MAIN]
    if len(main) != 1:
        raise InputError(name, *said("broken_office"))
    return main[0]


def parse(entry: Entry, name: str, *, keep_blanks: bool) -> etree._Element:
    """The XML of a part. Blank text between elements is dropped where docxtpl drops it too.

    Raises:
        InputError: it is no XML, or declares entities.
    """
    parser = etree.XMLParser(remove_blank_text=not keep_blanks, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(entry.unpacked(), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(within(name, entry.name), *said("broken_office")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(within(name, entry.name), *said("zip_bomb"))
    return root


def serialized(root: etree._Element) -> bytes:
    """A part as Word writes it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def relations_path(part: str) -> str:
    """Where the relationships of *part* stand (`""`: of the whole package)."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def related(entries: Mapping[str, Entry], part: str, name: str) -> dict[str, tuple[str, str]]:
    """What *part* points to inside the package: id to kind (last word of its type) and part; only parts that are there.

    Raises:
        InputError: the relationships are no XML.
    """
    path = relations_path(part)
    if path not in entries:
        return {}
    folder = posixpath.dirname(part)
    found = {}
    for item in parse(entries[path], name, keep_blanks=False).iter(RELATIONSHIP):
        target = unquote(item.get("Target", ""))
        there = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        if item.get("TargetMode") != "External" and there in entries:
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], there)
    return found
