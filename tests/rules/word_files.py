"""Word files for the tests of layout: good papers as data, made by python-docx, with edits laid over them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt
from docx.table import _Cell

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
PAGE = {"width": 210, "height": 297, "top": 20, "bottom": 20, "left": 30, "right": 15}


@dataclass(frozen=True)
class Typed:
    """A line as typed: where and how it looks; sizes in points.

    ``where`` is ``body``, or a cell: table and column from 0, and the row from 0 below the first one (``head 0 1``).
    """

    text: str
    where: str = "body"
    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "centre"
    line: float | None = 19
    font: str = "Times New Roman"


def _body(text: str) -> Typed:
    return Typed(text, align="justify")


RESOLUTION: dict[str, Typed] = {
    "parent": Typed("ĐẢNG BỘ PHƯỜNG MẪU", "head 0"),
    "issuer": Typed("ĐẢNG ỦY BỆNH VIỆN MẪU", "head 0", bold=True),
    "star": Typed("*", "head 0"),
    "number": Typed("Số 05-NQ/ĐU", "head 0"),
    "party": Typed("ĐẢNG CỘNG SẢN VIỆT NAM", "head 1", 15, bold=True),
    "date": Typed("Phường Mẫu, ngày 05 tháng 02 năm 2026", "head 1", italic=True),
    "title": Typed("NGHỊ QUYẾT", size=16, bold=True),
    "summary": Typed("đề nghị kết nạp đảng viên", bold=True),
    "hyphens": Typed("-----"),
    "text": _body("Đảng ủy đã họp để xét, đề nghị kết nạp quần chúng Nguyễn Văn Mẫu vào Đảng."),
    "last": _body("Đảng ủy đề nghị cấp trên xét, quyết định."),
    "recipients": Typed("Nơi nhận:", "sign 0", underline=True, align="left"),
    "above": Typed("- Ban Thường vụ cấp trên (để báo cáo);", "sign 0", 12, align="left", line=15),
    "kept": Typed("- Lưu Đảng ủy.", "sign 0", 12, align="left", line=15),
    "authority": Typed("T/M ĐẢNG ỦY", "sign 1", bold=True),
    "position": Typed("BÍ THƯ", "sign 1"),
    "signer": Typed("Lê Thị Đảng Ủy", "sign 1", bold=True),
}
CELL = {
    **RESOLUTION,
    "issuer": replace(RESOLUTION["issuer"], text="CHI BỘ MỘT"),
    "number": replace(RESOLUTION["number"], text="Số 05-NQ/CB"),
    "kept": replace(RESOLUTION["kept"], text="- Lưu Chi bộ."),
    "authority": replace(RESOLUTION["authority"], text="T/M CHI BỘ"),
}
LETTER = {
    **{name: line for name, line in RESOLUTION.items() if name not in ("title", "summary", "hyphens")},
    "number": replace(RESOLUTION["number"], text="Số 21-CV/ĐU"),
    "about": Typed("về việc thẩm tra lý lịch", "head 0", 12, italic=True, line=15),
}
APPLICATION = {
    "party": Typed("ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True),
    "title": Typed("BẢN TỰ KIỂM ĐIỂM", size=16, bold=True),
    "summary": Typed("của đảng viên dự bị", bold=True),
    "hyphens": Typed("-----"),
    "text": _body("Tôi tự kiểm điểm như sau."),
    "last": _body("Tôi xin hứa luôn phấn đấu."),
    "date": Typed("Phường Mẫu, ngày 05 tháng 02 năm 2026", "sign 1", italic=True),
    "signer": Typed("Nguyễn Văn Mẫu", "sign 1", bold=True),
}
BIOGRAPHY = {
    "title": Typed("LÝ LỊCH", size=26, bold=True),
    "summary": Typed("CỦA NGƯỜI XIN VÀO ĐẢNG", bold=True),
    "item": _body("25. NHẬN XÉT CỦA CHI ỦY HOẶC CỦA CHI BỘ"),
    "heading": _body("26. CHỨNG NHẬN CỦA CẤP ỦY CƠ SỞ HOẶC CẤP ỦY CẤP TRÊN TRỰC TIẾP"),
    "certified": _body(
        "Đảng ủy Bệnh viện Mẫu chứng nhận lý lịch của quần chúng Nguyễn Văn Mẫu khai tại đảng bộ cơ sở Bệnh viện Mẫu "
        "là đúng sự thật; không có vấn đề về lịch sử chính trị và chính trị hiện nay của người vào Đảng theo Quy định "
        "của Bộ Chính trị; quần chúng Nguyễn Văn Mẫu đủ điều kiện để xem xét kết nạp vào Đảng."
    ),
    "date": Typed("Phường Mẫu, ngày 14 tháng 10 năm 2025", italic=True),
    "authority": Typed("T/M ĐẢNG ỦY", bold=True),
}
PAPERS = {
    "resolution": RESOLUTION,
    "cell": CELL,
    "letter": LETTER,
    "personal": APPLICATION,
    "biography": BIOGRAPHY,
}


def word_file(
    paper: str = "resolution",
    edits: Mapping[str, Any] | None = None,
    *,
    header: str | Typed = "",
    box: str = "",
    title: str = "",
) -> bytes:
    """The bytes of a Word file.

    Args:
        paper: key of `PAPERS`.
        edits: name of a line -> its new text, its new looks (a dict), or None to leave it out; a name that the
            paper lacks is a new `Typed` line at the end; `page`: new measures in mm.
        header: text in the header; box: text in a text box; title: the document property.
    """
    lines: dict[str, Typed] = dict(PAPERS[paper])
    page = dict(PAGE)
    for name, change in (edits or {}).items():
        if name == "page":
            page |= change
        elif change is None:
            del lines[name]
        elif isinstance(change, Typed):
            lines[name] = change
        else:
            lines[name] = replace(lines[name], **({"text": change} if isinstance(change, str) else change))
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
    section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
    section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = title
    cells: dict[str, _Cell] = {}
    for line in lines.values():
        _put(_home(document, cells, line.where), line)
    if header:
        _put(section.header, header if isinstance(header, Typed) else Typed(header))
    if box:
        _box(document, box)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _home(document: Document, cells: dict[str, _Cell], where: str) -> Any:
    if where == "body":
        return document
    if where not in cells:
        name, _, rest = where.partition(" ")
        _, _, row = rest.partition(" ")
        table = cells[f"{name} 0"]._parent if row else document.add_table(rows=1, cols=2)
        line = table.add_row() if row else table.rows[0]
        cells |= {f"{name} {number} {row}".rstrip(): cell for number, cell in enumerate(line.cells)}
    return cells[where]


def _put(home: Any, line: Typed) -> None:
    first = home.paragraphs[0] if not isinstance(home, Document) and home.paragraphs else None
    made = first if first is not None and not first.text else home.add_paragraph()
    made.alignment = ALIGN[line.align]
    if line.line is not None:
        made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        made.paragraph_format.line_spacing = Pt(line.line)
    run = made.add_run(line.text)
    run.font.name = line.font
    run.font.size = Pt(line.size)
    run.bold, run.italic, run.underline = line.bold, line.italic, line.underline


def _box(document: Document, text: str) -> None:
    """A text box as Word keeps it: once for itself and once more for old versions."""
    look = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/></w:rPr>'
    inner = f"<w:txbxContent><w:p><w:r>{look}<w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    run = document.paragraphs[-1].add_run()
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    alternate = (
        f"<mc:AlternateContent {nsdecls('w')} {spaces}>"
        f'<mc:Choice Requires="wps"><wps:txbx>{inner}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    run._r.append(parse_xml(alternate))


def with_xml(content: bytes, before: str, after: str) -> bytes:
    """*content* with a piece of its main part replaced; the piece must be there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                text = data.decode()
                assert before in text
                data = text.replace(before, after).encode()
            target.writestr(name, data)
    return out.getvalue()
