"""Which form a Word file is: pack, number and template in its custom properties, where Word keeps them on saving.

No person stands there: `dossier.item` is the place of the item that a paper was made for (`/introducers/1`). What
a control shows once a person has emptied it, a dotted blank, is put beside the form too; without it Word would show
a prompt of its own, and print it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from dossier.forms.archive import Entry, make_entry
from dossier.forms.controls import CLEARED
from dossier.forms.fill import BLANK, ITEM, Note, Part
from dossier.forms.package import (
    CONTENT_TYPES,
    RELATIONSHIP,
    content_types,
    main_part,
    parse,
    related,
    relations_path,
    serialized,
)
from dossier.forms.wordml import WORD

PACK, NUMBER, TEMPLATE, ABOUT = "dossier.pack", "dossier.form", "dossier.template", "dossier.item"
CUSTOM = "custom-properties"
_PART = "docProps/custom.xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_PROPERTY, _TEXT = f"{{{_PROPERTIES}}}property", f"{{{_VALUES}}}lpwstr"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set that every user-defined property belongs to
_LONGEST = 255  # what Word keeps of a property
_FIRST_NUMBER = 2  # Word counts them from 2
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_ITEM_MARK = "\N{OBJECT REPLACEMENT CHARACTER}item"
_GLOSSARY_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_GLOSSARY = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:glossaryDocument xmlns:w="{WORD}"><w:docParts><w:docPart><w:docPartPr><w:name w:val="{CLEARED}"/>\
<w:category><w:name w:val="General"/><w:gallery w:val="placeholder"/></w:category>\
<w:types><w:type w:val="bbPlcHdr"/></w:types><w:behaviors><w:behavior w:val="content"/></w:behaviors>\
<w:guid w:val="{{6D1B7C52-0D3E-4F0B-9C1A-2B5E8F4A7D90}}"/></w:docPartPr>\
<w:docPartBody><w:p><w:r><w:t>{BLANK}</w:t></w:r></w:p></w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """A form of a pack: the pack's id, the number as printed by the issuer, and the file that was filled."""

    pack: str
    number: str
    template: str


def identified(entries: Mapping[str, Entry], identity: Identity, name: str) -> tuple[dict[str, Entry], Part]:
    """The entries of a form with its identity, and the part that holds it (filled in with the item's place).

    Raises:
        InputError: content types, relationships or properties of the form are no XML.
    """
    ours = {PACK: identity.pack, NUMBER: identity.number, TEMPLATE: identity.template, ABOUT: _ITEM_MARK}
    made, part = with_properties(with_cleared_prompt(entries, name), ours, name)
    before, _, after = made[part].unpacked().partition(_ITEM_MARK.encode())
    return made, Part(part, (before, Note(ITEM), after))


def with_properties(entries: Mapping[str, Entry], ours: Mapping[str, str], name: str) -> tuple[dict[str, Entry], str]:
    """The entries of a Word file with user-defined properties, and the part that holds them.

    Raises:
        InputError: content types, relationships or properties of the file are no XML.
    """
    made = dict(entries)
    part = dict(related(entries, "", name).values()).get(CUSTOM)
    if part is None:
        part = _PART
        _add(made, part, _CUSTOM_TYPE, "", CUSTOM, name)
        root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap={None: _PROPERTIES, "vt": _VALUES})  # type: ignore[dict-item]
    else:
        root = parse(entries[part], name, keep_blanks=True)
    _set_properties(root, ours)
    made[part] = make_entry(part, serialized(root))
    return made, part


def with_cleared_prompt(entries: Mapping[str, Entry], name: str) -> dict[str, Entry]:
    """The entries of a Word file with the dotted blank that its emptied controls show.

    Raises:
        InputError: content types or relationships of the file are no XML.
    """
    made = dict(entries)
    main = main_part(content_types(entries, name), name)
    if not any(kind == "glossaryDocument" for kind, _ in related(entries, main, name).values()):
        glossary = posixpath.join(posixpath.dirname(main), "glossary/document.xml")
        made[glossary] = make_entry(glossary, _GLOSSARY.encode())
        _add(made, glossary, _GLOSSARY_TYPE, main, "glossaryDocument", name)
    return made


def _set_properties(root: etree._Element, ours: Mapping[str, str]) -> None:
    for property_ in root.findall(_PROPERTY):
        if property_.get("name") in ours:
            root.remove(property_)
    numbers = [int(number) for item in root if (number := item.get("pid", "")).isdigit()]
    first = max([_FIRST_NUMBER - 1, *numbers]) + 1
    for pid, (name, value) in enumerate(ours.items(), start=first):
        property_ = etree.SubElement(root, _PROPERTY, fmtid=_FORMAT, pid=str(pid), name=name)
        etree.SubElement(property_, _TEXT, nsmap={"vt": _VALUES}).text = value


def _add(entries: dict[str, Entry], part: str, content_type: str, home: str, kind: str, name: str) -> None:
    """Tell the package of a new part: its content type, and the relationship from *home* to it."""
    types = parse(entries[CONTENT_TYPES], name, keep_blanks=False)
    etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
    entries[CONTENT_TYPES] = make_entry(CONTENT_TYPES, serialized(types))
    path = relations_path(home)
    if path in entries:
        relations = parse(entries[path], name, keep_blanks=False)
    else:
        relations = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})  # type: ignore[dict-item]
    taken = {item.get("Id") for item in relations}
    fresh = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    target = posixpath.relpath(part, posixpath.dirname(home) or ".")
    etree.SubElement(relations, RELATIONSHIP, Id=fresh, Type=_OFFICE + kind, Target=target)
    entries[path] = make_entry(path, serialized(relations))


def properties_in(entries: Mapping[str, Entry], name: str) -> dict[str, str]:
    """The user-defined properties of a Word file that hold a text.

    Raises:
        InputError: they are no XML.
    """
    return {
        property_.get("name", ""): "".join(str(text) for text in property_.itertext())
        for kind, part in related(entries, "", name).values()
        if kind == CUSTOM
        for property_ in parse(entries[part], name, keep_blanks=True).iter(_PROPERTY)
    }


def identity_of(entries: Mapping[str, Entry], name: str) -> tuple[Identity, str] | None:
    """Which form a Word file is, and the place of the item it was made for; None when it is none of ours.

    Raises:
        InputError: the properties are no XML.
    """
    found = properties_in(entries, name)
    if PACK not in found or NUMBER not in found:
        return None
    pack, number, template, item = (_plain(found.get(name, "")) for name in (PACK, NUMBER, TEMPLATE, ABOUT))
    return Identity(pack, number, template), item


def _plain(text: str) -> str:
    """What may stand in a message: one line, nothing that a terminal would obey."""
    return "".join(letter for letter in text[:_LONGEST] if letter.isprintable())
