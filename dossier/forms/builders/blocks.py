"""Building blocks of the Word forms: letterhead, title, running text, tables, signatures, page, archive.

Values of the layout follow the guidance on the form of Party documents (forms of 38-HD/BTCTW, layout of
05-HD/VPTW). A block writes into a *container*: a document or a table cell. Every piece of text is one run, so
a tag like ``{{ full_name }}`` is never cut in two; `to_bytes` puts each into a content control of its own.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

from dossier.forms.controls import add_controls
from dossier.forms.package import serialized

Container: TypeAlias = Document | _Cell

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
BODY_PT = 14
HEAD_PT = 15  # "ĐẢNG CỘNG SẢN VIỆT NAM"
TITLE_PT = 16
SMALL_PT = 12  # items under "Nơi nhận", summary of a letter
LINE_PT = 19  # exact; the guidance allows 18 to 20
SPACE_PT = 6  # between paragraphs
INDENT_MM = 10
SIGN_PT = 54  # room for the signature above the name
RULE_PT = 0.75
HYPHENS = "-----"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
STATE_MOTTO = "Độc lập - Tự do - Hạnh phúc"
YOUTH_UNION = "ĐOÀN TNCS HỒ CHÍ MINH"
GREY = "7F7F7F"

_FIXED = datetime(2025, 9, 29, tzinfo=UTC)  # day of the guidance that issues the forms; no clock in a build
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_STORY = re.compile(r"word/(?:document|header[0-9]*|footer[0-9]*)\.xml")

# Widths of Times Bold in thousandths of the size; letters with marks are as wide as their base letter.
_BOLD_WIDTHS = {
    letter: width
    for width, letters in {
        250: " ",
        278: "il",
        333: "-t",
        389: "Is",
        444: "cer",
        500: "aoghvxy",
        556: "bdđknpquS",
        611: "FP",
        667: "BELT",
        722: "ACDĐNRUVXY",
        778: "GHKOQ",
        833: "m",
        944: "M",
    }.items()
    for letter in letters
}


@dataclass(frozen=True)
class Layout:
    """Page and text sizes of one kind of paper; lengths in millimetres, text in points."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    header_mm: float
    text_pt: int = BODY_PT
    line_pt: float = LINE_PT
    space_pt: int = SPACE_PT

    @property
    def text_width_mm(self) -> float:
        """Width between the margins."""
        return self.width_mm - self.left_mm - self.right_mm


A4 = Layout(210, 297, top_mm=20, bottom_mm=20, left_mm=30, right_mm=15, header_mm=10)
A4_LANDSCAPE = Layout(
    297, 210, top_mm=20, bottom_mm=20, left_mm=30, right_mm=15, header_mm=10, text_pt=BODY_PT, line_pt=LINE_PT
)
A5_LANDSCAPE = Layout(
    210, 148, top_mm=9, bottom_mm=8, left_mm=15, right_mm=15, header_mm=5, text_pt=13, line_pt=16, space_pt=2
)
COPY_DRAFT = Layout(210, 297, top_mm=20, bottom_mm=20, left_mm=30, right_mm=15, header_mm=10, line_pt=16, space_pt=1)
BOOKLET = Layout(
    145, 205, top_mm=10, bottom_mm=11, left_mm=10, right_mm=10, header_mm=4, text_pt=12, line_pt=15, space_pt=2
)
BOOKLET_OUTLINE = replace(BOOKLET, text_pt=11, line_pt=13, space_pt=1)  # items 1 to 13 share one page


@dataclass(frozen=True)
class Piece:
    """Text of one run and how it looks; ``size`` in points, None = the body size of the paper."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float | None = None
    colour: str | None = None


def bold(text: str, size: float | None = None) -> Piece:
    """Bold text."""
    return Piece(text, bold=True, size=size)


def italic(text: str, size: float | None = None) -> Piece:
    """Italic text."""
    return Piece(text, italic=True, size=size)


def hint(text: str, size: float = 11) -> Piece:
    """A grey note to the person who copies a draft; not part of the form."""
    return Piece(text, italic=True, size=size, colour=GREY)


Text: TypeAlias = str | Piece


# --- document ---------------------------------------------------------------------------------------------


def new_document(layout: Layout = A4) -> Document:
    """An empty document with our page, styles and settings, and nobody's name in it."""
    document = docx.Document()
    _strip(document)
    page(document.sections[0], layout)
    return document


def page(section: Section, layout: Layout) -> None:
    """Give *section* the paper and margins of *layout*."""
    section.page_width, section.page_height = Mm(layout.width_mm), Mm(layout.height_mm)
    section.top_margin, section.bottom_margin = Mm(layout.top_mm), Mm(layout.bottom_mm)
    section.left_margin, section.right_margin = Mm(layout.left_mm), Mm(layout.right_mm)
    section.header_distance = section.footer_distance = Mm(layout.header_mm)
    section.gutter = Mm(0)


def _strip(document: Document) -> None:
    """Leave only body, styles, settings and core properties of the library's own start document."""
    part = document.part
    keep = ("/styles", "/settings")
    for key in [key for key, rel in part.rels.items() if not rel.reltype.endswith(keep)]:
        part.rels.pop(key)
    package = part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype.endswith(("thumbnail", "extended-properties"))]:
        package.rels.pop(key)
    _replace_children(document.styles.element, _STYLES)
    _replace_children(document.settings.element, _SETTINGS)
    document.element.body.clear_content()
    core = document.core_properties
    core.author = core.last_modified_by = core.title = core.subject = core.comments = core.keywords = ""
    core.category = core.content_status = core.identifier = core.version = ""
    core.language = LANGUAGE
    core.created = core.modified = _FIXED
    core.revision = 1


def _replace_children(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
_STYLES = f"""<w:styles {nsdecls("w")}>
<w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="{BODY_PT * 2}"/><w:szCs w:val="{BODY_PT * 2}"/>\
<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>\
<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>\
</w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>\
<w:rPr>{_FONTS}<w:sz w:val="{BODY_PT * 2}"/><w:szCs w:val="{BODY_PT * 2}"/></w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">\
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>\
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>\
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/></w:style>
</w:styles>"""
# doNotExpandShiftReturn: a line break inside justified text does not stretch the line before it
_SETTINGS = f"""<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>\
<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:doNotExpandShiftReturn/>\
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>\
</w:compat><w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>\
</w:settings>"""


def to_bytes(document: Document) -> bytes:
    """The .docx archive: parts in a fixed order with a fixed time, so that a build repeats byte for byte."""
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, _controlled(name, source.read(name)), compresslevel=9)
    return out.getvalue()


def _controlled(name: str, content: bytes) -> bytes:
    """A part with every `{{ token }}` in a content control; one without tokens as it is."""
    if not _STORY.fullmatch(name) or b"{{" not in content:
        return content
    return serialized(add_controls(etree.fromstring(content), name))


def canonical_parts(content: bytes) -> dict[str, bytes]:
    """Parts of a .docx by name: canonical XML (C14N), other parts as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: _canonical(name, archive.read(name)) for name in sorted(archive.namelist())}


def _canonical(name: str, content: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return content
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.tostring(etree.fromstring(content, parser), method="c14n")


# --- paragraphs -------------------------------------------------------------------------------------------

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def _fresh(where: Container) -> Paragraph:
    """The next paragraph; a new cell already has one."""
    if isinstance(where, _Cell) and len(where.paragraphs) == 1 and len(where.tables) == 0:
        only: Paragraph = where.paragraphs[0]
        if len(only._p) == 0:
            return only
    made: Paragraph = where.add_paragraph()
    return made


def paragraph(
    where: Container,
    *pieces: Text,
    align: str = "justify",
    indent_mm: float = 0,
    left_mm: float = 0,
    right_mm: float = 0,
    before_pt: float = 0,
    after_pt: float = SPACE_PT,
    line_pt: float = LINE_PT,
    size: float | None = None,
    tabs_mm: Sequence[float] = (),
    keep_next: bool = False,
    page_break: bool = False,
) -> Paragraph:
    """One paragraph of runs.

    Args:
        pieces: plain text or `Piece`; each becomes one run.
        indent_mm: first line; negative for a hanging indent.
        left_mm, right_mm: indents of all lines. tabs_mm: left tab stops from the margin.
        before_pt, after_pt, line_pt: spacing; lines have this exact height.
        size: points of pieces that name none.
        keep_next: stay on the page of the next paragraph. page_break: begin a new page.
    """
    made = _fresh(where)
    shape = made.paragraph_format
    shape.alignment = _ALIGN[align]
    shape.space_before, shape.space_after = Pt(before_pt), Pt(after_pt)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    if indent_mm:
        shape.first_line_indent = Mm(indent_mm)
    if left_mm:
        shape.left_indent = Mm(left_mm)
    if right_mm:
        shape.right_indent = Mm(right_mm)
    for stop in tabs_mm:
        shape.tab_stops.add_tab_stop(Mm(stop), WD_TAB_ALIGNMENT.LEFT)
    if keep_next:
        shape.keep_with_next = True
    if page_break:
        shape.page_break_before = True
    for item in pieces:
        _run(made, Piece(item) if isinstance(item, str) else item, size)
    return made


def _run(made: Paragraph, item: Piece, size: float | None) -> None:
    run = made.add_run(item.text)
    if item.bold:
        run.bold = True
    if item.italic:
        run.italic = True
    if item.underline:
        run.underline = True
    points = item.size or size
    if points is not None and points != BODY_PT:
        run.font.size = Pt(points)
        # python-docx leaves the complex-script size alone; Word falls back on it for some letters
        complex_size: Any = OxmlElement("w:szCs")
        complex_size.set(qn("w:val"), str(int(points * 2)))
        plain_size: Any = run._r.get_or_add_rPr().find(qn("w:sz"))
        plain_size.addnext(complex_size)
    if item.colour:
        run.font.color.rgb = RGBColor.from_string(item.colour)


def body(where: Container, *pieces: Text, **shape: Any) -> Paragraph:
    """Running text: 14 pt, justified, first line indented 10 mm, exact lines, 6 pt after."""
    return paragraph(where, *pieces, **{"indent_mm": INDENT_MM, **shape})


def field_line(where: Container, label: str, token: str, **shape: Any) -> Paragraph:
    """ "Label value" as running text; *label* ends with its own colon and space."""
    return body(where, f"{label}{token}", **shape)


def bullet(where: Container, *pieces: Text, **shape: Any) -> Paragraph:
    """A line of a list that begins with a hyphen, as Party documents write it."""
    return body(where, "- ", *pieces, **shape)


def tag(where: Container, text: str) -> Paragraph:
    """A control tag in a paragraph of its own, which vanishes when the form is filled."""
    made = _fresh(where)
    made.add_run(text)
    return made


@contextmanager
def optional(where: Container, condition: str) -> Iterator[None]:
    """What is written inside appears only when *condition* holds."""
    tag(where, f"{{%p if {condition} %}}")
    yield
    tag(where, "{%p endif %}")


@contextmanager
def repeated(where: Container, loop: str) -> Iterator[None]:
    """What is written inside appears once for each item; *loop* is like "row in rewards"."""
    tag(where, f"{{%p for {loop} %}}")
    yield
    tag(where, "{%p endfor %}")


def tiny_end(document: Document) -> None:
    """The paragraph that Word wants after a table, too small to open a page."""
    paragraph(document, Piece("", size=1), after_pt=0, line_pt=1)


# --- heads ------------------------------------------------------------------------------------------------


def text_width_mm(text: str, size_pt: float) -> float:
    """Width of bold Times text, to make a rule as long as the words above it."""
    letters = [unicodedata.normalize("NFD", letter)[0] for letter in text]
    units = sum(_BOLD_WIDTHS.get(letter, 500) for letter in letters)
    return units / 1000 * size_pt * 25.4 / 72


def ruled(where: Container, text: str, width_mm: float, size: float = HEAD_PT, after_pt: float = 6) -> Paragraph:
    """Bold centred words with a rule below that is as long as they are.

    Args:
        width_mm: width of the column; the rule is the paragraph's border, drawn in from both sides.
    """
    side = max(0.0, (width_mm - text_width_mm(text, size)) / 2 - 0.5)
    made = paragraph(
        where,
        bold(text, size),
        align="centre",
        left_mm=round(side, 1),
        right_mm=round(side, 1),
        after_pt=after_pt,
        line_pt=size + 4,
    )
    edge = f'<w:bottom w:val="single" w:sz="{int(RULE_PT * 8)}" w:space="1" w:color="000000"/>'
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{edge}</w:pBdr>")
    properties = made._p.get_or_add_pPr()
    # the schema wants borders before tabs, spacing and indents
    properties.insert(0, borders)
    return made


def _head_line(where: Container, text: str, *, strong: bool = False, size: float = BODY_PT) -> Paragraph:
    return paragraph(where, Piece(text, bold=strong, size=size), align="centre", after_pt=0, line_pt=size + 4)


def _columns(where: Document, widths_mm: Sequence[float]) -> list[_Cell]:
    """One borderless row of cells without inner margins, that does not break across pages."""
    made = where.add_table(rows=1, cols=len(widths_mm))
    _shape(made, widths_mm, borders=False, cell_margin_mm=0)
    _cant_split(made.rows[0])
    return list(made.rows[0].cells)


LEFT_HEAD_MM = 79.0


def letterhead(
    document: Document,
    *,
    parent: str | tuple[str, str] | None,
    issuer: str,
    number: str | None,
    date: str | None = "{{ date_line }}",
    summary: str | None = None,
    layout: Layout = A4,
) -> None:
    """Head of a Party document.

    Left: parent body (not bold), body (bold), star, number line, summary of a letter (12 pt italic).
    Right: the Party's name with its rule, place and date in italics.

    Args:
        parent: a pair is (condition, parent body).
        number: the whole line, "Số {{ number }}-NQ/CB" without a colon; None for papers without number.
    """
    right_mm = layout.text_width_mm - LEFT_HEAD_MM
    left, right = _columns(document, [LEFT_HEAD_MM, right_mm])
    size = layout.text_pt
    if parent is not None:
        condition, above = parent if isinstance(parent, tuple) else (None, parent)
        with optional(left, condition) if condition else nullcontext():
            _head_line(left, above, size=size)
    _head_line(left, issuer, strong=True, size=size)
    _head_line(left, "*", size=size)
    if number is not None:
        _head_line(left, number, size=size)
    if summary is not None:
        paragraph(left, italic(summary, SMALL_PT), align="centre", after_pt=0, line_pt=15)
    ruled(right, PARTY, right_mm, size=size + HEAD_PT - BODY_PT)
    if date is not None:
        paragraph(right, italic(date), align="centre", after_pt=0)


def youth_union_letterhead(document: Document, *, parent: str, issuer: str, number: str) -> None:
    """Head of a Youth Union resolution: number line as the Union writes it, with a colon."""
    right_mm = A4.text_width_mm - LEFT_HEAD_MM
    left, right = _columns(document, [LEFT_HEAD_MM, right_mm])
    _head_line(left, parent)
    _head_line(left, issuer, strong=True)
    _head_line(left, "***")
    _head_line(left, number)
    ruled(right, YOUTH_UNION, right_mm)
    paragraph(right, italic("{{ date_line }}"), align="centre", after_pt=0)


def state_letterhead(
    document: Document,
    *,
    issuer: str,
    number: str,
    parent: str | None = None,
    date: str | None = "{{ date_line }}",
    layout: Layout = A4,
) -> None:
    """Head with the name of the State and its motto, as trade unions use it, and political centres did.

    Args:
        parent: the body above, not bold. date: None where place and date stand over the signature.
    """
    right_mm = 103.0  # the State's name on one line
    left_mm = layout.text_width_mm - right_mm
    left, right = _columns(document, [left_mm, right_mm])
    if parent is not None:
        _head_line(left, parent, size=13)
    _head_line(left, issuer, strong=True, size=13)
    _head_line(left, number, size=layout.text_pt)
    paragraph(right, bold(STATE, 13), align="centre", after_pt=0, line_pt=17)
    ruled(right, STATE_MOTTO, right_mm, layout.text_pt)
    if date is not None:
        paragraph(right, italic(date), align="centre", after_pt=0)


def plain_letterhead(document: Document, *lines: str, issuer: str, number: str) -> None:
    """Head whose left side alone names the bodies, the last one bold; place and date stand on the right."""
    left, right = _columns(document, [LEFT_HEAD_MM, A4.text_width_mm - LEFT_HEAD_MM])
    for line in lines:
        _head_line(left, line)
    _head_line(left, issuer, strong=True)
    _head_line(left, number)
    paragraph(right, italic("{{ date_line }}"), align="centre", after_pt=0)


def party_head(document: Document, layout: Layout = A4) -> None:
    """The Party's name alone, centred, with its rule: papers of a person."""
    ruled(document, PARTY, layout.text_width_mm, after_pt=12)


def title(where: Container, name: str, *summary: str, before_pt: float = 12) -> None:
    """Name of the document (caps, bold, 16), summary (bold, 14) and five hyphens below a summary."""
    after = 0 if summary else 12
    paragraph(
        where,
        bold(name, TITLE_PT),
        align="centre",
        before_pt=before_pt,
        after_pt=after,
        line_pt=22,
        keep_next=True,
    )
    for line in summary:
        paragraph(where, bold(line), align="centre", after_pt=0, keep_next=True)
    if summary:
        paragraph(where, HYPHENS, align="centre", after_pt=12)


def addressee(where: Container, *bodies: str, label: str = "Kính gửi:") -> None:
    """ "Kính gửi:" and the bodies, one a line."""
    if len(bodies) == 1:
        paragraph(where, italic(f"{label} "), bodies[0], align="centre", after_pt=12)
        return
    for index, name in enumerate(bodies):
        last = index == len(bodies) - 1
        pieces: list[Text] = [italic(label), f"\t- {name}"] if index == 0 else [f"\t- {name}"]
        paragraph(
            where,
            *pieces,
            align="left",
            left_mm=58,
            indent_mm=-24,
            tabs_mm=[58],
            after_pt=12 if last else 2,
        )


# --- signatures -------------------------------------------------------------------------------------------


def _keep_last_lines(document: Document) -> None:
    """Tie the last paragraph to what follows, so that no page bears a signature alone."""
    for element in reversed(document.element.body):
        if element.tag == qn("w:sectPr"):
            continue
        if element.tag != qn("w:p"):
            return
        last = Paragraph(element, document)
        if not last.text.startswith("{%p"):
            last.paragraph_format.keep_with_next = True
            return


def _signature(
    where: Container,
    lines: Sequence[Text],
    name: str | None,
    note: str | None,
    date: str | None = None,
    each: str | None = None,
) -> None:
    first = [italic(date)] if date is not None else []
    for number, line in enumerate([*first, *lines]):
        before = 0 if number else SPACE_PT
        paragraph(where, line, align="centre", before_pt=before, after_pt=0, keep_next=True)
    if note is not None:
        paragraph(where, italic(note, SMALL_PT), align="centre", after_pt=0, keep_next=True)
    if name is not None:
        with repeated(where, each) if each else nullcontext():
            paragraph(where, bold(name), align="centre", before_pt=SIGN_PT, after_pt=0)


def signature(
    document: Document,
    *,
    authority: str,
    position: str = "{{ signer_position }}",
    name: str = "{{ signer }}",
    recipients: Sequence[str | tuple[str, str]] = (),
    layout: Layout = A4,
) -> None:
    """Right: authority (caps, bold), position (caps, not bold), room, name (bold). Left: "Nơi nhận".

    Args:
        recipients: without hyphen and stop; a pair is (condition, recipient).

    No mark for a seal anywhere: a cell has none, and a body that has one sets it over the signature.
    """
    left_mm = layout.text_width_mm / 2
    _keep_last_lines(document)
    left, right = _columns(document, [left_mm, layout.text_width_mm - left_mm])
    if recipients:
        paragraph(left, Piece("Nơi nhận:", underline=True), align="left", before_pt=SPACE_PT, after_pt=0)
        for index, item in enumerate(recipients):
            end = "." if index == len(recipients) - 1 else ";"
            condition, body_name = item if isinstance(item, tuple) else (None, item)
            with optional(left, condition) if condition else nullcontext():
                paragraph(left, Piece(f"- {body_name}{end}", size=SMALL_PT), align="left", after_pt=0, line_pt=15)
    else:
        paragraph(left, "", after_pt=0)
    _signature(right, [bold(authority), position], name, None)
    tiny_end(document)


def two_signatures(
    document: Document,
    left: tuple[Sequence[Text], str],
    right: tuple[Sequence[Text], str],
    *,
    date: tuple[str | None, str | None] = (None, None),
    each: str | None = None,
    layout: Layout = A4,
) -> None:
    """Two signatures side by side: the lines above the room, and the name; ``date``: above left and right.

    ``each``: a loop; on the right everybody in it signs.
    """
    half_mm = layout.text_width_mm / 2
    _keep_last_lines(document)
    cells = _columns(document, [half_mm, layout.text_width_mm - half_mm])
    height = max(len(left[0]), len(right[0]))
    for cell, (lines, name), day in zip(cells, (left, right), date, strict=True):
        # empty lines below the shorter one, so that both names stand on one line
        _signature(cell, [*lines, *[""] * (height - len(lines))], name, None, day, each if cell is cells[-1] else None)
    tiny_end(document)


def personal_signature(
    document: Document,
    caption: str,
    *,
    name: str,
    note: str | None = "(Ký, ghi rõ họ và tên)",
    date: str = "{{ date_line }}",
    layout: Layout = A4,
) -> None:
    """Right: place and date in italics, caption (caps, bold), note, room, name."""
    left_mm = layout.text_width_mm * 0.36
    _keep_last_lines(document)
    left, right = _columns(document, [left_mm, layout.text_width_mm - left_mm])
    paragraph(left, "", after_pt=0)
    _signature(right, [bold(caption)], name, note, date)
    tiny_end(document)


def compact_signature(document: Document, caption: str, *, name: str, layout: Layout) -> None:
    """The same on a small certificate: less room, and the note that asks for name, signature and seal."""
    left_mm = layout.text_width_mm * 0.45
    left, right = _columns(document, [left_mm, layout.text_width_mm - left_mm])
    paragraph(left, "", after_pt=0, line_pt=layout.line_pt)
    shape: dict[str, Any] = {"align": "centre", "after_pt": 0, "line_pt": layout.line_pt, "size": layout.text_pt}
    paragraph(right, italic("{{ date_line }}"), keep_next=True, **shape)
    paragraph(right, bold(caption), keep_next=True, **shape)
    paragraph(right, italic("(Họ tên, chữ ký, đóng dấu)", 11), keep_next=True, **shape)
    paragraph(right, bold(name), before_pt=32, **shape)
    tiny_end(document)


def photo_beside(document: Document, words: str, layout: Layout) -> _Cell:
    """An empty frame of 3 × 4 cm for a photograph, on the left; returns the cell beside it for the first items."""
    left, right = _columns(document, [32, layout.text_width_mm - 32])
    frame = left.add_table(rows=1, cols=1)
    _shape(frame, [30], borders=True, cell_margin_mm=1)
    frame.alignment = WD_TABLE_ALIGNMENT.LEFT
    row = frame.rows[0]
    row.height, row.height_rule = Mm(40), WD_ROW_HEIGHT_RULE.EXACTLY
    row.cells[0].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph(row.cells[0], italic(words, 11), align="centre", after_pt=0, line_pt=14)
    # Word wants a paragraph after the frame, none before it
    before, after = left.paragraphs[0], left.paragraphs[-1]
    before._p.addprevious(frame._tbl)
    if before._p is not after._p:
        after._p.addprevious(before._p)
        left._tc.remove(before._p)
    after.paragraph_format.line_spacing_rule, after.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    return right


# --- tables -----------------------------------------------------------------------------------------------


def _shape(made: Table, widths_mm: Sequence[float], *, borders: bool, cell_margin_mm: float) -> None:
    """Fixed widths, borders and cell margins, written out so that no style is needed."""
    made.alignment = WD_TABLE_ALIGNMENT.CENTER if borders else WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    properties = made._tbl.tblPr
    total = sum(_twips(width) for width in widths_mm)
    width = properties.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        properties.append(width)
    width.set(qn("w:w"), str(total))
    width.set(qn("w:type"), "dxa")
    kind, size = ("single", 4) if borders else ("nil", 0)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edge = "".join(f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="0" w:color="000000"/>' for side in sides)
    margin = _twips(cell_margin_mm)
    inner = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side in ("left", "right"))
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    layout: Any = properties.find(qn("w:tblLayout"))
    layout.addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{edge}</w:tblBorders>"))
    layout.addnext(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{inner}</w:tblCellMar>"))
    for column, width_mm in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width_mm)
    for row in made.rows:
        for cell, width_mm in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width_mm)


def _twips(length_mm: float) -> int:
    return round(length_mm * 1440 / 25.4)


def _cant_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def table(
    document: Document,
    heads: Sequence[str],
    widths_mm: Sequence[float],
    *,
    rows: str | None,
    cells: Sequence[str],
    size: float = SMALL_PT,
    margin_mm: float = 1.5,
) -> None:
    """A bordered table: a head row that repeats on every page, then one row for each item.

    Args:
        rows: the loop, like "row in work_history"; None for one row alone.
        cells: text of the cells of one row, like "{{ row.period }}". Rows do not break across pages.
    """
    made = document.add_table(rows=2 if rows is None else 4, cols=len(heads))
    _shape(made, widths_mm, borders=True, cell_margin_mm=margin_mm)
    head, row = made.rows[0], made.rows[1 if rows is None else 2]
    line_pt = size + 3
    for cell, text in zip(head.cells, heads, strict=True):
        paragraph(cell, bold(text, size), align="centre", before_pt=2, after_pt=2, line_pt=line_pt)
    head._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _cant_split(row)
    for cell, text in zip(row.cells, cells, strict=True):
        paragraph(cell, Piece(text, size=size), align="left", before_pt=2, after_pt=2, line_pt=line_pt)
    if rows is not None:
        paragraph(made.rows[1].cells[0], f"{{%tr for {rows} %}}")
        paragraph(made.rows[3].cells[0], "{%tr endfor %}")


# --- page head --------------------------------------------------------------------------------------------


def page_numbers(document: Document, *, watermark: str | None = None) -> None:
    """Page number centred in the top margin from page 2; a watermark behind the text of every page."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    first, later = section.first_page_header, section.header
    first.is_linked_to_previous = later.is_linked_to_previous = False
    _page_field(later.paragraphs[0], BODY_PT)
    if watermark is not None:
        for index, header in enumerate((first, later)):
            _watermark(header, watermark, index)


def booklet_section(document: Document, layout: Layout, page: int | None = None, continued: str = "") -> Section:
    """Begin a new page of a booklet, with a section of its own.

    Args:
        page: number of that page, in small figures in the top margin; None for pages that bear their numbers
            themselves. continued: stands there on pages that the text flows on to.
    """
    section = new_section(document, layout)
    section.different_first_page_header_footer = True
    for header, text in ((section.first_page_header, "" if page is None else str(page)), (section.header, continued)):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if text:
            _run(line, Piece(text, size=9), None)
    return section


def new_section(document: Document, layout: Layout) -> Section:
    """Begin a new page with a section of its own."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    page(section, layout)
    return section


def _page_field(made: Paragraph, size: float) -> None:
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    half_points = int(size * 2)
    made._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:rPr><w:sz w:val="{half_points}"/>'
            f'<w:szCs w:val="{half_points}"/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>'
        )
    )


def _watermark(header: _Header, text: str, index: int) -> None:
    """Pale words across the page, behind the text, as Word itself draws a watermark."""
    shape = f"""<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/>
<v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>
<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>
<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>
<v:shape id="DraftWatermark{index}" o:spid="_x0000_s{2049 + index}" type="#_x0000_t136" alt="{text}"
 style="position:absolute;margin-left:0;margin-top:0;width:520pt;height:48pt;rotation:305;z-index:-251658752;\
mso-position-horizontal:center;mso-position-horizontal-relative:page;mso-position-vertical:center;\
mso-position-vertical-relative:page" o:allowincell="f" fillcolor="#e3e3e3" stroked="f">
<v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt;font-weight:bold" string="{text}"/></v:shape>
</w:pict></w:r>"""
    header.paragraphs[0]._p.append(parse_xml(shape))
