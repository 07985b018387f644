"""Filled forms as a person leaves them in Word: a control typed into, deleted, or copied; words changed beside it."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable

from docx.oxml.ns import qn
from lxml import etree

BODY = "word/document.xml"


def changed(content: bytes, change: Callable[[etree._Element], None], part: str = BODY) -> bytes:
    """*content* with *change* made to the root of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                root = etree.fromstring(data)
                change(root)
                data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def control(root: etree._Element, token: str, index: int = 0) -> etree._Element:
    """The control *index* with the tag *token*."""
    return [
        one for one in root.iter(qn("w:sdt")) if one.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == token
    ][index]


def typed(token: str, text: str, index: int = 0, *, pieces: int = 1) -> Callable[[etree._Element], None]:
    """Type *text* over what a control holds, saved in *pieces* runs with the marks of a spelling check between them."""

    def change(root: etree._Element) -> None:
        inside = control(root, token, index).find(qn("w:sdtContent"))
        look = inside.find(f"{qn('w:r')}/{qn('w:rPr')}")
        inside[:] = []
        size = -(-len(text) // pieces) or 1
        for start in range(0, max(len(text), 1), size):
            etree.SubElement(inside, qn("w:proofErr")).set(qn("w:type"), "spellStart")
            run = etree.SubElement(inside, qn("w:r"))
            run.set(qn("w:rsidR"), "00A77B3E")
            if look is not None:
                run.append(copy.deepcopy(look))
            say(run, text[start : start + size])

    return change


def say(run: etree._Element, text: str) -> None:
    """Add *text* to a run as Word writes it: line ends and tabs as elements."""
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, qn("w:br"))
        for column, piece in enumerate(line.split("\t")):
            if column:
                etree.SubElement(run, qn("w:tab"))
            if piece:
                made = etree.SubElement(run, qn("w:t"))
                made.text = piece
                made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def removed(token: str, index: int = 0, *, keep_text: bool = False) -> Callable[[etree._Element], None]:
    """Delete a control; with *keep_text* only the control ("Remove Content Control"), not what stands in it."""

    def change(root: etree._Element) -> None:
        found = control(root, token, index)
        if keep_text:
            for element in list(found.find(qn("w:sdtContent"))):
                found.addprevious(element)
        found.getparent().remove(found)

    return change


def inside(token: str, xml: str, index: int = 0) -> Callable[[etree._Element], None]:
    """Put raw WordprocessingML into a control."""

    def change(root: etree._Element) -> None:
        home = control(root, token, index).find(qn("w:sdtContent"))
        made = etree.fromstring(f'<x xmlns:w="{root.nsmap["w"]}">{xml}</x>')
        home[:] = list(made)

    return change
