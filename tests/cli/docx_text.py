"""What stands in a Word file: its XML parts, and its visible text."""

from __future__ import annotations

import io
import re
import zipfile

from docx.oxml.ns import qn
from lxml import etree

_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_MARKS = {qn("w:br"): "\n", qn("w:tab"): "\t"}


def xml_parts(content: bytes) -> dict[str, bytes]:
    """Every XML part of a Word file that is whole, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def text_of(content: bytes) -> str:
    """The visible text: paragraphs one a line, breaks and tabs as themselves."""
    lines = []
    for name, part in sorted(xml_parts(content).items()):
        if _STORIES.fullmatch(name):
            for paragraph in etree.fromstring(part).iter(qn("w:p")):
                runs = [item for item in paragraph.iter(qn("w:t"), *_MARKS) if item.getparent().tag == qn("w:r")]
                lines.append("".join(_MARKS.get(item.tag) or item.text or "" for item in runs))
    return "\n".join(lines)
