"""3-, 3A-KNĐ of 2022 (both posts on one line) and 4-KNĐ of 2022 (another order of the head, signed T/M)."""

from __future__ import annotations

from docx.document import Document
from lxml import etree

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import introduction as later


def introducer() -> Document:
    """3-KNĐ and 3A-KNĐ: as in 2025, but for the line of the posts."""
    document = later.introducer()
    party, government = (
        next(one for one in document.paragraphs if one.text.startswith(start))
        for start in ("Chức vụ trong Đảng: ", "Chức vụ chính quyền ")
    )
    party.runs[-1].text += ", chức vụ chính quyền {{ government_position }}"
    _drop(government._p)
    return document


def youth_union() -> Document:
    """4-KNĐ: as in 2025, but for the head and the authority."""
    document = later.youth_union()
    former_head = document.tables[0]._tbl
    b.plain_letterhead(
        document,
        "ĐOÀN T.N.CS HỒ CHÍ MINH",
        "{{ upper_union }}",
        issuer="BAN CHẤP HÀNH {{ union_upper }}",
        number="Số {{ number }}-NQ/ĐTN",
    )
    head = document.tables[-1]._tbl
    former_head.addprevious(head)
    _drop(former_head)
    authority = next(
        run
        for cell in document.tables[-1].rows[0].cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.text.startswith("TM. ")
    )
    authority.text = authority.text.replace("TM. ", "T/M ")
    return document


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


FORMS = {"3-KND.docx": introducer, "3A-KND.docx": introducer, "4-KND.docx": youth_union}
