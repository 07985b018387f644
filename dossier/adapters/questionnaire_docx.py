"""The questionnaire as a Word file: empty, or with what a record knows. Same input, same bytes.

Every answer stands in a content control whose tag is that of the line (see `questionnaire`): a person types into it,
chooses from its list or ticks its box. What the file is, and of which version, stands in its custom properties.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dossier.adapters.questionnaire import (
    FORMAT_PROPERTY,
    SCHEMA_PROPERTY,
    WORDING_PROPERTY,
    Family,
    Question,
    Questionnaire,
    Relative,
    Table,
    questionnaire,
)
from dossier.adapters.questionnaire_grid import without_dots
from dossier.adapters.questionnaire_known import answer_to, blocks, none_known, rows_of
from dossier.adapters.questionnaire_values import shown
from dossier.adapters.questionnaire_words import guide, heading, wording
from dossier.adapters.workbook_layout import layout
from dossier.adapters.workbook_values import EXACT
from dossier.forms.archive import make_entry, make_stencil, read_archive
from dossier.forms.builders import blocks as b
from dossier.forms.controls import CLEARED, with_names
from dossier.forms.fill import BLANK, FORBIDDEN
from dossier.forms.identity import with_cleared_prompt, with_properties
from dossier.forms.package import parse, serialized
from dossier.messages import text

_MAIN = "word/document.xml"
_PAGE = b.Layout(210, 297, top_mm=18, bottom_mm=15, left_mm=20, right_mm=15, header_mm=8)
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_NAMES = f'{nsdecls("w")} xmlns:w14="{_WORD_2010}"'
_LINE_WIDTHS = (12, 47, 70, 46)  # millimetres: item, question, answer, hint
_BLOCK_WIDTHS = (50, 76, 49)
_DATE_MM, _YES_NO_MM = 24, 22
_DATE_KINDS = ("date", "partial_date", "month", "year")
_PT, _SMALL_PT = 13, 11
_HEAD_FILL, _BLOCK_FILL, _GREY = "E8EEF7", "F3F3F3", "595959"
_ROW_TWIPS, _MORE_TWIPS = 440, 330
_UNTICKED, _TICKED = "☐", "☒"
_BOX_FONT = "MS Gothic"


def questionnaire_docx(record: Mapping[str, Any] | None = None, lang: str = "vi") -> bytes:
    """The questionnaire as a Word file.

    Args:
        record: a valid record; what it knows is written in, without characters that no Word file can hold.
        lang: of hints and guide; titles are Vietnamese.
    """
    whole = questionnaire()
    document = b.new_document(_PAGE)
    b.page_numbers(document)
    _Writer(document, whole, record or {}, lang).write()
    raw = io.BytesIO()
    document.save(raw)
    entries = read_archive(raw.getvalue())
    main = with_names(parse(entries[_MAIN], _MAIN, keep_blanks=True), "w14", _WORD_2010)
    made = with_cleared_prompt({**entries, _MAIN: make_entry(_MAIN, serialized(main))}, "")
    versions = {
        FORMAT_PROPERTY: whole.format,
        SCHEMA_PROPERTY: whole.schema_version,
        WORDING_PROPERTY: wording(),
    }
    made, _ = with_properties(made, versions, "")
    names = sorted(made, key=lambda name: (name != "[Content_Types].xml", name))
    return make_stencil((made[name] for name in names), ()).join(())


class _Writer:
    def __init__(self, document: Document, whole: Questionnaire, record: Mapping[str, Any], lang: str) -> None:
        self.document, self.whole, self.record, self.lang = document, whole, record, lang

    def write(self) -> None:
        b.paragraph(self.document, b.bold(self.say("title"), 16), align="centre", after_pt=0, line_pt=22)
        b.paragraph(self.document, b.bold(self.say("subtitle"), 14), align="centre", after_pt=8, line_pt=20)
        for line in guide("word", self.lang):
            b.paragraph(self.document, line, align="left", after_pt=3, line_pt=16, size=12)
        self.gap()
        lines: list[Question] = []
        for part in self.whole.parts:
            if isinstance(part, Question):
                lines.append(part)
                continue
            self.lines(lines)
            lines = []
            if isinstance(part, Table):
                self.list(part)
            else:
                self.family(part)
        self.lines(lines)

    def say(self, key: str, **values: Any) -> str:
        return text(f"questionnaire.{key}", self.lang, **values)

    def put(self, xml: str) -> None:
        """A table at the end of the document, and the empty line that keeps it from the next one."""
        self.document.element.body.sectPr.addprevious(parse_xml(xml))
        self.gap()

    def gap(self) -> None:
        b.paragraph(self.document, "", after_pt=0, line_pt=9)

    def lines(self, questions: Sequence[Question]) -> None:
        """Single answers, one a row."""
        if not questions:
            return
        head = [_cell(_LINE_WIDTHS[number], _text(self.say(key), strong=True), fill=_HEAD_FILL)
                for number, key in enumerate(("item", "question", "answer", "hint"))]  # fmt: skip
        rows = [_row(head, head=True)]
        rows += [self.line(question, answer_to(question, self.record)) for question in questions]
        self.put(_table(_LINE_WIDTHS, rows))

    def line(self, question: Question, value: Any, widths: Sequence[float] = _LINE_WIDTHS) -> str:
        """One row: its number where there is a column for it, the question, the answer, how to answer."""
        texts = [
            _text(question.item, align="center"),
            _text(question.label),
            _paragraph(self.control(question, value)),
            _text(question.hint.get(self.lang), size=_SMALL_PT, colour=_GREY),
        ][-len(widths) :]
        cells = [_cell(width, content) for width, content in zip(widths, texts, strict=True)]
        return _row(cells, _ROW_TWIPS + (question.room - 1) * _MORE_TWIPS)

    def list(self, table: Table) -> None:
        """A table with a row for each item, below the tick that there is none."""
        b.paragraph(self.document, b.bold(heading(table), _PT), align="left", after_pt=2, keep_next=True)
        hint = b.Piece(table.hint.get(self.lang), size=_SMALL_PT, colour=_GREY)
        b.paragraph(self.document, hint, align="left", after_pt=4, line_pt=15, keep_next=True)
        if table.none is not None:
            self.put(_table(_LINE_WIDTHS, [self.line(table.none, answer_to(table.none, self.record))]))
        widths = _widths(table.columns)
        heads = [self.head_of(question) for question in table.columns]
        rows = [_row([_cell(w, h, fill=_HEAD_FILL) for w, h in zip(widths, heads, strict=True)], head=True)]
        for item in [*rows_of(table.at, self.record), *[{}] * table.rows]:
            answers = [_paragraph(self.control(question, answer_to(question, item))) for question in table.columns]
            rows.append(_row([_cell(width, answer) for width, answer in zip(widths, answers, strict=True)]))
        self.document.element.body.sectPr.addprevious(parse_xml(_table(widths, rows)))
        more = b.Piece(self.say("more"), size=_SMALL_PT, colour=_GREY)
        b.paragraph(self.document, more, align="left", after_pt=10, line_pt=15)

    def head_of(self, question: Question) -> str:
        hint = question.hint.get(self.lang)
        small = _text(hint, size=_SMALL_PT - 1, colour=_GREY) if hint else ""
        return _text(question.label, strong=True, size=_PT - 1) + small

    def family(self, family: Family) -> None:
        b.paragraph(self.document, b.bold(heading(family), _PT), align="left", after_pt=4, keep_next=True)
        for relative in family.relatives:
            for number, (item, lines) in enumerate(blocks(relative, self.record), start=1):
                self.put(_table(_BLOCK_WIDTHS, self.block(relative, number, item, lines)))

    def block(
        self, relative: Relative, number: int, item: Mapping[str, Any], lines: Iterable[Question]
    ) -> Iterator[str]:
        """The rows of one relative."""
        head = self.say("nth", label=relative.label, n=number) if relative.count > 1 else relative.label
        note = relative.note.get(self.lang) if number == 1 else ""
        lock = '<w:lock w:val="sdtLocked"/>'
        content = _paragraph(_sdt(relative.tag, relative.label, lock, _run(head, strong=True), strong=True))
        content += _text(note, size=_SMALL_PT, colour=_GREY) if note else ""
        yield _row([_cell(sum(_BLOCK_WIDTHS), content, fill=_BLOCK_FILL, span=len(_BLOCK_WIDTHS))], head=True)
        if number == 1 and relative.nobody is not None:
            yield self.line(relative.nobody, none_known(relative, self.record), _BLOCK_WIDTHS)
        for question in lines:
            yield self.line(question, answer_to(question, item), _BLOCK_WIDTHS)

    # --- controls

    def control(self, question: Question, value: Any) -> str:
        """The control of one answer."""
        if question.kind == "tick" and value is not False:
            return _box(question, ticked=value is True)
        kind = _kind(question)
        if value is None:
            prompt = f'<w:placeholder><w:docPart w:val="{CLEARED}"/></w:placeholder><w:showingPlcHdr/>'
            return _sdt(question.tag, question.label, prompt + kind, _run(BLANK, size=_SMALL_PT - 1, colour="A6A6A6"))
        answer = FORBIDDEN.sub("", shown(question, value))
        if answer and without_dots(answer) != answer:
            answer = EXACT + answer
        prompt = f'<w:placeholder><w:docPart w:val="{CLEARED}"/></w:placeholder>'
        return _sdt(question.tag, question.label, prompt + kind, _run(answer))


def _kind(question: Question) -> str:
    """What a person may do in the control: choose, or type."""
    column = question.column
    if column.kind == "yes_no":
        words = layout().words
        return _listed([words["yes"][0], words["no"][0]], closed=True)
    if column.choices and question.kind != "place" and not column.many:
        return _listed([label for _, label in column.choices], closed=column.closed)
    lines = column.kind == "text" or column.many or question.kind in ("place", "periods")
    return '<w:text w:multiLine="1"/>' if lines else "<w:text/>"


def _listed(labels: Iterable[str], *, closed: bool) -> str:
    tag = "dropDownList" if closed else "comboBox"
    items = "".join(f"<w:listItem w:displayText={quoteattr(one)} w:value={quoteattr(one)}/>" for one in labels)
    return f"<w:{tag}>{items}</w:{tag}>"


def _box(question: Question, *, ticked: bool) -> str:
    kind = (
        f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/>'
        f'<w14:checkedState w14:val="2612" w14:font="{_BOX_FONT}"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="{_BOX_FONT}"/></w14:checkbox>'
    )
    return _sdt(question.tag, question.label, kind, _run(_TICKED if ticked else _UNTICKED, font=_BOX_FONT))


def _sdt(tag: str, title: str, kind: str, content: str, *, strong: bool = False) -> str:
    # the look of what is typed once the control was emptied
    look = f"<w:rPr>{'<w:b/>' if strong else ''}{_sizes(_PT)}</w:rPr>"
    head = f"{look}<w:alias w:val={quoteattr(title)}/><w:tag w:val={quoteattr(tag)}/>"
    return f"<w:sdt><w:sdtPr>{head}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


# --- markup ------------------------------------------------------------------------------------------------


def _run(words: str, *, strong: bool = False, size: float = _PT, colour: str = "", font: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>' if font else ""
    look = f"{fonts}{'<w:b/>' if strong else ''}{f'<w:color w:val={quoteattr(colour)}/>' if colour else ''}"
    look += _sizes(size)
    pieces = []
    for number, line in enumerate(words.split("\n")):
        pieces.append("<w:br/>" if number else "")
        tabbed = [f'<w:t xml:space="preserve">{escape(part)}</w:t>' if part else "" for part in line.split("\t")]
        pieces.append("<w:tab/>".join(tabbed))
    return f"<w:r><w:rPr>{look}</w:rPr>{''.join(pieces)}</w:r>"


def _sizes(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


def _paragraph(content: str, align: str = "left") -> str:
    return f'<w:p><w:pPr><w:spacing w:before="30" w:after="30"/><w:jc w:val="{align}"/></w:pPr>{content}</w:p>'


def _text(words: str, *, align: str = "left", **look: Any) -> str:
    return _paragraph(_run(words, **look) if words else "", align)


def _cell(width_mm: float, content: str, *, fill: str = "", span: int = 1) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width_mm)}" w:type="dxa"/>{spanned}{shade}</w:tcPr>{content}</w:tc>'


def _row(cells: Iterable[str], height: int = _ROW_TWIPS, *, head: bool = False) -> str:
    properties = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{"<w:tblHeader/>" if head else ""}'
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _table(widths_mm: Sequence[float], rows: Iterable[str]) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>' for side in sides)
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths_mm)
    return (
        f'<w:tbl {_NAMES}><w:tblPr><w:tblW w:w="{sum(map(_twips, widths_mm))}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _twips(length_mm: float) -> int:
    return round(length_mm * 1440 / 25.4)


def _widths(columns: Sequence[Question]) -> list[float]:
    """Columns of a table as wide as the page, in millimetres: dates narrow, texts share what is left."""
    fixed = {
        number: _DATE_MM if question.column.kind in _DATE_KINDS else _YES_NO_MM
        for number, question in enumerate(columns)
        if question.column.kind in (*_DATE_KINDS, "yes_no")
    }
    rest = (_PAGE.text_width_mm - sum(fixed.values())) / max(1, len(columns) - len(fixed))
    return [fixed.get(number, rest) for number in range(len(columns))]
