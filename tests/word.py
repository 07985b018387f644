"""Word files as a reader sees them: python-docx passes over what stands in content controls."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree


def opened(content: bytes) -> Document:
    """The Word file *content* without its content controls: their runs stay, joined with those that look the same."""
    document = docx.Document(io.BytesIO(content))
    stories = [
        document.element,
        *(
            part._element
            for section in document.sections
            for part in (section.header, section.first_page_header)
            if not part.is_linked_to_previous
        ),
    ]
    for story in stories:
        for control in list(story.iter(qn("w:sdt"))):
            inside = control.find(qn("w:sdtContent"))
            assert inside is not None
            for element in list(inside):
                control.addprevious(element)
            control.getparent().remove(control)
        for run in list(story.iter(qn("w:r"))):
            before = run.getprevious()
            if before is not None and before.tag == run.tag and _look(before) == _look(run):
                for element in run:
                    if element.tag != qn("w:rPr"):
                        _append(before, element)
                run.getparent().remove(run)
    return document


def _append(run: etree._Element, element: etree._Element) -> None:
    """Put *element* at the end of *run*: text behind text becomes one text."""
    last = run[-1] if len(run) else None
    if last is not None and last.tag == element.tag == qn("w:t"):
        last.text = (last.text or "") + (element.text or "")
        last.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    else:
        run.append(element)


def _look(run: etree._Element) -> bytes:
    properties = run.find(qn("w:rPr"))
    return b"" if properties is None else etree.tostring(properties, method="c14n")
