"""3-, 3A-KNĐ of 2022 (both posts on one line) and 4-KNĐ of 2022 (the Union's name on the left, signed T/M)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common
from dossier.forms.builders.hd38_2025 import introduction as later


def introducer() -> Document:
    """3-KNĐ and 3A-KNĐ: as in 2025, but for the line of the posts."""
    document = later.introducer()
    party, government = (
        next(one for one in document.paragraphs if one.text.startswith(start))
        for start in ("Chức vụ trong Đảng: ", "Chức vụ chính quyền ")
    )
    party.runs[-1].text += ", " + government.text[:1].lower() + government.text[1:]
    government._p.getparent().remove(government._p)
    return document


def youth_union() -> Document:
    """4-KNĐ: resolution of the Youth Union's executive."""
    document = common.paper()
    b.letterhead(
        document,
        parent="{{ upper_union }}",
        issuer="BAN CHẤP HÀNH {{ union_upper }}",
        number="Số {{ number }}-NQ/ĐTN",
        nation="ĐOÀN TNCS HỒ CHÍ MINH",
    )
    return document


FORMS = {"3-KND.docx": introducer, "3A-KND.docx": introducer, "4-KND.docx": youth_union}
