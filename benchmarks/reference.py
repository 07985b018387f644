"""The reference template (two pages, 52 fields, one table of ten rows) and made-up values for it."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

FIELD_COUNT = 52
ROW_COUNT = 10
ROW_FIELDS = ("period", "description", "position")
_DROPPED_PARTS = ("stylesWithEffects", "thumbnail", "customXml")  # what python-docx adds and no office saves
_LABELS = (
    "Họ và tên khai sinh",
    "Ngày, tháng, năm sinh",
    "Nơi sinh",
    "Quê quán",
    "Nơi cư trú hiện nay",
    "Dân tộc",
    "Tôn giáo",
    "Nghề nghiệp hiện nay",
    "Trình độ giáo dục phổ thông",
    "Trình độ chuyên môn cao nhất",
    "Ngoại ngữ",
    "Trình độ lý luận chính trị",
    "Ngày vào Đoàn",
)
_SENTENCES = (
    "Căn cứ Điều lệ Đảng và đề nghị của chi bộ tại cuộc họp ngày",
    "Đồng chí được giao nhiệm vụ theo dõi, giúp đỡ là",
    "Số đảng viên chính thức được triệu tập dự họp là",
)
_WORDS = ("Nguyễn Văn Mẫu", "02/09/1996", "xã Mẫu Đức, tỉnh Ví Dụ", "Kinh", "không", "kỹ thuật viên bậc 3/7")


def build_template() -> bytes:
    """The template as bytes of a .docx file, always the same fields and words."""
    document = Document()
    _lighten(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    _say(document.add_paragraph(), "ĐẢNG CỘNG SẢN VIỆT NAM", bold=True).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _say(document.add_paragraph(), "NGHỊ QUYẾT MẪU", bold=True).alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = 0
    while number < FIELD_COUNT:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if number % 4 == 3:
            _say(paragraph, f"{_SENTENCES[number // 4 % len(_SENTENCES)]} ")
        else:
            _say(paragraph, f"{number + 1}. {_LABELS[number % len(_LABELS)]}: ")
        _say(paragraph, f"{{{{ field_{number:02d} }}}}", bold=number % 5 == 0)
        _say(paragraph, ".")
        number += 1
        if number == FIELD_COUNT // 2:
            _add_table(document)
    _say(document.add_paragraph(), "Nơi nhận: như trên; lưu văn phòng.", italic=True)
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def build_values(number: int = 0) -> dict[str, object]:
    """Values for the template; *number* tells one document from the next."""
    values: dict[str, object] = {
        f"field_{field:02d}": f"{_WORDS[field % len(_WORDS)]} {number}" for field in range(FIELD_COUNT)
    }
    values["field_07"] = "Công ty Mẫu & Con <chi nhánh>"
    values["field_11"] = "dòng thứ nhất\ndòng thứ hai"
    values["history"] = [
        {
            "period": f"{1 + row:02d}/2014 - {2 + row:02d}/2015",
            "description": f"Công tác tại đơn vị mẫu số {row}, xã Mẫu Đức, tỉnh Ví Dụ {number}",
            "position": "Nhân viên",
        }
        for row in range(ROW_COUNT)
    ]
    return values


def _lighten(document: WordDocument) -> None:
    """Take out what python-docx's own default adds: half a megabyte of styles that nobody uses."""
    main = document.part
    for home in (main.package, main):
        for key, relation in list(home.rels.items()):
            if not relation.is_external and any(name in str(relation.target_part.partname) for name in _DROPPED_PARTS):
                del home.rels[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in (
            "TableNormal",
            "TableGrid",
        ):
            styles.remove(style)


def _say(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """Add a run the way Word saves it: font, size and language named on every run."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(14)
    run.bold, run.italic = bold or None, italic or None
    properties = run._r.get_or_add_rPr()
    for script in ("w:cs", "w:eastAsia"):
        properties.rFonts.set(qn(script), "Times New Roman")
    for tag, key, value in (
        ("w:color", "w:val", "000000"),
        ("w:szCs", "w:val", "28"),
        ("w:lang", "w:val", "vi-VN"),
    ):
        element = OxmlElement(tag)
        element.set(qn(key), value)
        properties.append(element)
    for rsid in ("w:rsidR", "w:rsidRPr"):
        run._r.set(qn(rsid), "00A77B3E")
    return paragraph


def _add_table(document: WordDocument) -> None:
    table = document.add_table(rows=4, cols=len(ROW_FIELDS), style="Table Grid")
    for cell, title in zip(table.rows[0].cells, ("Thời gian", "Làm việc gì, ở đâu", "Chức vụ"), strict=True):
        _say(cell.paragraphs[0], title, bold=True)
    _say(table.cell(1, 0).paragraphs[0], "{%tr for row in history %}")
    for cell, field in zip(table.rows[2].cells, ROW_FIELDS, strict=True):
        _say(cell.paragraphs[0], f"{{{{ row.{field} }}}}")
    _say(table.cell(3, 0).paragraphs[0], "{%tr endfor %}")


def visible_text(xml: bytes) -> str:
    """The words of a part, for looking at a result."""
    return re.sub(rb"<[^>]+>", b"", xml).decode()
