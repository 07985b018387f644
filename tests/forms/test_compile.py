"""Compiled forms against docxtpl, and everything that docxtpl does not do."""

from __future__ import annotations

import copy
import io
import pickle
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from dossier.errors import InputError, TemplateError
from dossier.forms import compile_form, inspect_form
from dossier.forms.fill import BLANK, Filled, Form, Missing
from dossier.messages import said
from tests.conftest import often

BODY = "word/document.xml"


def saved(document: WordDocument) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_paragraphs(*texts: str) -> bytes:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def with_table(*rows: tuple[str, ...], before: str = "") -> bytes:
    document = Document()
    if before:
        document.add_paragraph(before)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for texts in rows:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
    return saved(document)


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def text_of(filled: Filled, part: str = BODY) -> list[str]:
    """The text of each paragraph, breaks as line ends."""
    root = etree.fromstring(parts_of(filled.content)[part])
    marks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return [
        "".join(marks.get(item.tag) or item.text or "" for item in home.iter(qn("w:t"), *marks))
        for home in root.iter(qn("w:p"))
    ]


def by_docxtpl(template: bytes, values: Mapping[str, Any]) -> dict[str, bytes]:
    reference = DocxTemplate(io.BytesIO(template))
    reference.render(dict(values), autoescape=True)
    stream = io.BytesIO()
    reference.save(stream)
    return parts_of(stream.getvalue())


def assert_as_docxtpl(template: bytes, values: Mapping[str, Any], form: Form | None = None) -> None:
    ours = parts_of((form or compile_form(template)).fill(values).content)
    theirs = by_docxtpl(template, values)
    for name, xml in theirs.items():
        if name == BODY or name.startswith(("word/header", "word/footer", "word/footnotes")):
            assert canonical(ours[name]) == canonical(xml), name


def footnotes_added(content: bytes, text: str) -> bytes:
    """*content* with a footnotes part that holds *text*."""
    parts = parts_of(content)
    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    parts["word/footnotes.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{note}</w:footnotes>'.encode()
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    target = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rId99" Type="{target}" Target="footnotes.xml"/></Relationships>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", relation.encode())
    return rezipped(parts)


def rezipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def rich_template() -> bytes:
    """One of everything that a form may hold."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].add_run("Số {{ number }}").bold = True
    section.footer.paragraphs[0].text = "{% if draft %}NHÁP {{ number }}{% else %}BẢN CHÍNH{% endif %}"
    paragraph = document.add_paragraph("Họ và tên: ")
    run = paragraph.add_run("{{ full")
    run.bold = True
    paragraph.add_run("_name }}").italic = True
    paragraph.add_run(", quê ở {{hometown}}, {{ full_name }}.")
    document.add_paragraph("{%p if nickname and not draft %}")
    document.add_paragraph("Tên gọi khác: {{ nickname }}", style="List Bullet")
    document.add_paragraph("{%p elif draft or number %}")
    document.add_paragraph("Không có “tên” khác")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for line in background %}")
    document.add_paragraph("{{ loop.index }}. {{ line }}{% if not loop.last %};{% else %}.{% endif %}")
    document.add_paragraph("{%p endfor %}")
    table = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, texts in enumerate(
        [
            ("Thời gian", "Công việc", "Chức vụ"),
            ("{%tr for row in work_history %}", "", ""),
            ("{{ row.period }}", "{{ row['description'] }}", "– {{ row.position }}{# nothing #}"),
            ("{%tr endfor %}", "", ""),
        ]
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).font.italic = True
    document.add_paragraph("{_{ not a tag }_} and {_% neither %_}\tafter a tab")
    return footnotes_added(saved(document), "Theo {{ source_note }} .")


RICH = rich_template()
RICH_FORM = compile_form(RICH)

ALPHABET = st.sampled_from(
    [*"aăâđêôơưẠẾỞỮỹ &<>\"'{}%_#.,-/\\…“”🙂中\u00a0", "\n", "\t", "  ", "{{ x }}", "{%", "&amp;"]
)
TEXTS = st.lists(ALPHABET, max_size=12).map(lambda pieces: unicodedata.normalize("NFC", "".join(pieces))).filter(
    # the four pairs that docxtpl itself turns into braces, see test_value_with_escaped_braces_stays_as_typed
    lambda text: not any(pair in text for pair in ("{_{", "}_}", "{_%", "%_}"))
)  # fmt: skip
ROWS = st.lists(
    st.fixed_dictionaries({"period": TEXTS, "description": TEXTS, "position": TEXTS}), min_size=0, max_size=3
)


@settings(max_examples=often(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {
            "number": TEXTS,
            "full_name": TEXTS,
            "hometown": TEXTS,
            "nickname": TEXTS,
            "source_note": TEXTS,
            "draft": st.booleans(),
            "background": st.lists(TEXTS, max_size=3),
            "work_history": ROWS,
        }
    )
)
def test_any_value_gives_the_xml_of_docxtpl(values: dict[str, Any]) -> None:
    assert_as_docxtpl(RICH, values, RICH_FORM)


@settings(max_examples=often(60), deadline=None)
@given(st.text(max_size=40))
def test_any_text_comes_back_as_typed(text: str) -> None:
    form = compile_form(with_paragraphs("{{ name }}"))
    filled = form.fill({"name": text})
    kept = "".join(letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if is_allowed(letter))
    assert text_of(filled) == [unicodedata.normalize("NFC", kept)]
    assert filled.cleaned == (() if kept == text.replace("\r\n", "\n").replace("\r", "\n") else ("name",))
    assert filled.missing == ()


def is_allowed(letter: str) -> bool:
    """Whether XML 1.0 may hold a character (Char in its grammar)."""
    code = ord(letter)
    return letter in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def test_filled_form_opens_in_python_docx() -> None:
    filled = RICH_FORM.fill({"full_name": "A & B <C>", "work_history": [{"period": "2014"}]})
    document = Document(io.BytesIO(filled.content))
    assert document.paragraphs[0].text == f"Họ và tên: A & B <C>, quê ở {BLANK}, A & B <C>."
    assert document.tables[0].cell(1, 0).text == "2014"


def test_untouched_parts_keep_their_bytes() -> None:
    before, after = parts_of(RICH), parts_of(RICH_FORM.fill({}).content)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {part.name for part in RICH_FORM.parts}
    assert before.keys() == after.keys()


def test_line_end_keeps_the_properties_of_the_run() -> None:
    document = Document()
    document.add_paragraph().add_run("{{ name }}").bold = True
    template = saved(document)
    for value in ("a\nb", "a\tb", "\n", "\t\t", " a  b ", "a\n\n\tb"):
        assert_as_docxtpl(template, {"name": value})
    filled = compile_form(template).fill({"name": "a\tb"})
    runs = Document(io.BytesIO(filled.content)).paragraphs[0].runs
    assert [run.bold for run in runs] == [True, True, True]


def test_every_way_to_end_a_line_gives_one_break() -> None:
    filled = compile_form(with_paragraphs("{{ name }}")).fill({"name": "a\r\nb\rc\nd"})
    assert text_of(filled) == ["a\nb\nc\nd"]
    assert filled.cleaned == ()


@pytest.mark.parametrize("value", ["{_{", "}_}", "{_% x %_}", "{_{ a }_}"])
def test_value_with_escaped_braces_stays_as_typed(value: str) -> None:
    assert text_of(compile_form(with_paragraphs("{{ name }}")).fill({"name": value})) == [value]


def test_escaped_braces_of_the_form_print_as_braces() -> None:
    assert "{{ not a tag }} and {% neither %}\tafter a tab" in text_of(RICH_FORM.fill({}))


def test_control_characters_are_dropped_and_named() -> None:
    form = compile_form(with_table(("Tên",), ("{%tr for row in rows %}",), ("{{ row.name }}",), ("{%tr endfor %}",)))
    filled = form.fill({"rows": [{"name": "a\x07\x0c\x00b"}, {"name": "tốt"}, {"name": "\ud800\uffffc"}]})
    assert text_of(filled) == ["Tên", "ab", "tốt", "c"]
    assert filled.cleaned == ("rows[0].name", "rows[2].name")


def test_decomposed_letters_are_composed() -> None:
    filled = compile_form(with_paragraphs("{{ name }}")).fill({"name": unicodedata.normalize("NFD", "Nguyễn")})
    assert text_of(filled) == ["Nguyễn"]


def test_value_that_looks_like_a_tag_is_only_text() -> None:
    values = {"full_name": "{{ hometown }}", "hometown": "{% if x %}"}
    filled = compile_form(with_paragraphs("{{ full_name }} {{ hometown }}")).fill(values)
    assert text_of(filled) == ["{{ hometown }} {% if x %}"]


def test_three_states_of_a_blank() -> None:
    form = compile_form(with_paragraphs("Tên: {{ a }}|", "Quê: {{ b }}|", "Nghề: {{ c }}|", "Đạo: {{ d }}|"))
    filled = form.fill({"a": "Mẫu", "b": "", "c": None})
    assert text_of(filled) == ["Tên: Mẫu|", "Quê: |", f"Nghề: {BLANK}|", f"Đạo: {BLANK}|"]
    assert filled.missing == (Missing(BODY, "Nghề: …|", "c"), Missing(BODY, "Đạo: …|", "d"))


def test_tested_token_is_missing_when_unknown() -> None:
    form = compile_form(with_paragraphs("Tên {% if nickname %}khác: {{ nickname }}{% endif %}."))
    filled = form.fill({})
    assert text_of(filled) == ["Tên ."]
    assert filled.missing == (Missing(BODY, "Tên khác: ….", "nickname"),)
    assert form.fill({"nickname": ""}).missing == ()


def test_missing_cell_names_its_row_and_field() -> None:
    form = compile_form(
        with_table(
            ("Thời gian", "Chức vụ"),
            ("{%tr for row in work_history %}", ""),
            ("{{ row.period }}", "{{ row.position }}"),
            ("{%tr endfor %}", ""),
        )
    )
    rows = [{"period": "1", "position": "a"}, {"period": "2", "position": ""}, {"period": "3"}]
    filled = form.fill({"work_history": rows})
    assert filled.missing == (Missing(BODY, "Thời gian | Chức vụ … | …", "work_history[2].position"),)
    assert text_of(filled)[-2:] == ["3", BLANK]


def test_unknown_list_gives_one_blank_row_and_one_lack() -> None:
    filled = RICH_FORM.fill({"draft": True, "number": "1", "background": [], "full_name": "a", "hometown": "b"})
    names = [lack.name for lack in filled.missing]
    assert names == ["nickname", "work_history", "source_note"]
    assert text_of(filled)[-5:-1] == ["Chức vụ", BLANK, BLANK, f"– {BLANK}"]


def test_empty_list_gives_no_row() -> None:
    filled = RICH_FORM.fill({"work_history": [], "background": []})
    assert "– " not in "".join(text_of(filled))
    assert not any(lack.name.startswith(("work_history", "background")) for lack in filled.missing)


def test_loop_within_a_loop() -> None:
    form = compile_form(
        with_paragraphs(
            "{%p for office in offices %}",
            "{{ office.name }}: {% for year in office.years %}{{ year }}"
            "{% if not loop.last %}, {% endif %}{% endfor %}",
            "{%p endfor %}",
        )
    )
    filled = form.fill({"offices": [{"name": "A", "years": ["1", "2"]}, {"name": "B", "years": [None]}, {}]})
    assert text_of(filled) == ["A: 1, 2", f"B: {BLANK}", f"{BLANK}: {BLANK}"]
    assert [lack.name for lack in filled.missing] == ["offices[1].years[0]", "offices[2].name", "offices[2].years"]
    assert form.names == {
        "offices": (BODY,),
        "offices.name": (BODY,),
        "offices.years": (BODY,),
    }


def test_long_place_is_cut_around_the_hole() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười " * 5
    filled = compile_form(with_paragraphs(f"{words}quê {{{{ hometown }}}} {words}")).fill({})
    place = filled.missing[0].place
    assert len(place) <= 80
    assert "quê …" in place


def test_names_are_listed_with_their_parts() -> None:
    header = "word/header1.xml"
    assert RICH_FORM.names["number"] == (BODY, "word/footer1.xml", header)
    assert RICH_FORM.names["work_history.period"] == (BODY,)
    assert set(RICH_FORM.names) == {
        "number", "draft", "full_name", "hometown", "nickname", "background", "source_note", "work_history",
        "work_history.period", "work_history.description", "work_history.position",
    }  # fmt: skip
    assert inspect_form(RICH).names == RICH_FORM.names
    assert inspect_form(RICH).problems == ()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ["a"]}, "name is no text"),
        ({"name": True}, "name is no text"),
        ({"name": "a", "rows": "abc"}, "rows is no list"),
        ({"name": "a", "rows": [{"x": ["b"]}]}, r"rows\[0\].x is no text"),
        ({"name": "a", "rows": ["b"]}, r"rows\[0\].x is a field, but the list holds texts"),
    ],
)
def test_value_of_the_wrong_kind_is_refused(values: dict[str, Any], words: str) -> None:
    form = compile_form(with_paragraphs("{{ name }}", "{% for row in rows %}{{ row.x }}{% endfor %}"))
    with pytest.raises(TemplateError, match=words):
        form.fill(values)


def test_no_row_is_asked_for_anything_but_its_fields() -> None:
    form = compile_form(with_paragraphs("{% for row in rows %}{{ row.items }} {{ row.keys }}{% endfor %}"))
    filled = form.fill({"rows": [{"items": "a"}]})
    assert text_of(filled) == [f"a {BLANK}"]


def test_same_input_gives_same_bytes() -> None:
    values = {"full_name": "Nguyễn Văn Mẫu", "background": ["x\ny"]}
    assert RICH_FORM.fill(values).content == compile_form(RICH).fill(copy.deepcopy(values)).content


def test_pickled_form_fills_the_same() -> None:
    copied = pickle.loads(pickle.dumps(RICH_FORM))
    assert copied == RICH_FORM
    assert copied.fill({"draft": True}) == RICH_FORM.fill({"draft": True})


def test_threads_share_one_form() -> None:
    def name(number: int) -> dict[str, Any]:
        return {"full_name": f"Mẫu {number}", "background": [str(number)] * (number % 5)}

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: RICH_FORM.fill(name(number)), range(200)))
    assert together == [RICH_FORM.fill(name(number)) for number in range(200)]


def test_form_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        RICH_FORM.parts = ()  # type: ignore[misc]


def test_title_of_the_document_is_filled_as_plain_text() -> None:
    document = Document()
    document.core_properties.title = "Nghị quyết {{ number }}"
    document.core_properties.author = ""
    filled = compile_form(saved(document)).fill({"number": "1 & 2"})
    properties = Document(io.BytesIO(filled.content)).core_properties
    assert (properties.title, properties.author) == ("Nghị quyết 1 & 2", "")
    assert compile_form(saved(document)).fill({}).missing == (Missing("docProps/core.xml", "Nghị quyết …", "number"),)


def test_text_box_is_filled() -> None:
    document = Document()
    box = (
        f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Số {{ number }}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r><w:r><w:t>sau {{ name }}</w:t></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(box))
    template = saved(document)
    assert_as_docxtpl(template, {"number": "a & b\nc", "name": "x"})
    filled = compile_form(template).fill({"number": "a\tb"})
    assert [lack.place for lack in filled.missing] == ["sau …"]
    root = etree.fromstring(parts_of(filled.content)[BODY])
    inner = root.find(f".//{qn('w:txbxContent')}")
    assert inner is not None
    assert len(inner.findall(f".//{qn('w:b')}")) == 3


def test_pictures_are_numbered_as_docxtpl_does() -> None:
    document = Document()
    inline = (
        f'<w:p {nsdecls("w", "wp")}><w:r><w:drawing><wp:inline><wp:docPr id="7" name="Ảnh"/></wp:inline>'
        "</w:drawing></w:r><w:r><w:t>{{ name }}</w:t></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(inline))
    assert_as_docxtpl(saved(document), {"name": "a"})


def test_table_with_a_missing_column_is_mended_as_docxtpl_does() -> None:
    document = Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).paragraphs[0].text = "{{ name }}"
    grid = table._tbl.tblGrid
    grid.remove(grid[0])
    assert_as_docxtpl(saved(document), {"name": "a"})


def test_block_that_spans_paragraphs_joins_them() -> None:
    template = with_paragraphs("a{% if x %}b", "c{% endif %}d{{ x }}")
    for value in (True, False):
        form = compile_form(with_paragraphs("a{% if x %}b", "c{% endif %}d"))
        assert text_of(form.fill({"x": value})) == (["ab", "cd"] if value else ["ad"])
    assert_as_docxtpl(template, {"x": "y"})


def test_minus_joins_paragraphs_as_docxtpl_does() -> None:
    template = with_paragraphs("a ", "{%- if x %} b {% endif -%}", " c {{ x }}")
    assert_as_docxtpl(template, {"x": "y"})
    assert_as_docxtpl(template, {"x": ""})


# Faults ---------------------------------------------------------------------------------------------------------


def faults(template: bytes) -> list[tuple[str, str]]:
    return [(problem.place, problem.tag) for problem in inspect_form(template).problems]


def test_seven_faults_are_listed_with_their_places() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Số {{ number | tien }} ở đầu trang"
    document.add_paragraph("Họ tên: {{ full_name và tiếp")
    document.add_paragraph("Quê quán: {% if hometown %}{{ hometown }}")
    document.add_paragraph("Ngày sinh: {{ birth_date() }}")
    document.add_paragraph("Dân tộc: {% set x = 1 %}")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).paragraphs[0].text = "Tên ô"
    table.cell(0, 1).paragraphs[0].text = "{%tc if columns %}"
    document.add_paragraph("Chức vụ: {{ position }} và }} khác")
    template = saved(document)
    body, header = BODY, "word/header1.xml"
    found = [(problem.part, problem.place, problem.tag) for problem in inspect_form(template).problems]
    assert found == [
        (body, "Họ tên: {{ full_name và tiếp", "{{ full_name và tiếp"),
        (body, "Quê quán: …", "{% if hometown %}"),
        (body, "Ngày sinh: …", "{{ birth_date() }}"),
        (body, "Dân tộc:", "{% set x = 1 %}"),
        (body, "Tên ô", "{%tc if columns %}"),
        (body, "Chức vụ: … và }} khác", "}}"),
        (header, "Số … ở đầu trang", "{{ number | tien }}"),
    ]
    with pytest.raises(TemplateError) as caught:
        compile_form(template, "form.docx")
    assert len(caught.value.problems) == 7
    assert caught.value.exit_code == 4
    assert all(place in "\n".join(caught.value.problems) for _, place, _ in found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ x ", "not closed"),
        ("{{ x {{ y }}", "not closed"),
        ("x }}", "never opened"),
        ("{ x }}", "never opened"),
        ("{{ }}", "empty"),
        ("{{ x y }}", "cannot be read"),
        ("{{ x|upper }}", "filter “upper” is not allowed"),
        ("{{ x|tien }}", "unknown filter “tien”"),
        ("{{ x() }}", "calls nothing"),
        ("{{ x.y }}", "no loop variable"),
        ("{{ x.y.z }}", "only a name"),
        ("{{ 1 + 1 }}", "only a name"),
        ("{{ 'a' }}", "only a name"),
        ("{{ a if b else c }}", "only a name"),
        ("{{ x, y }}", "only a name"),
        ("{{r x }}", "work after rendering"),
        ("{{p x }}", "work after rendering"),
        ("{%r if x %}{%r endif %}", "work after rendering"),
        ("{% vm %}", "work after rendering"),
        ("{% hm %}", "work after rendering"),
        ("{% colspan x %}", "work after rendering"),
        ("{% cellbg x %}", "work after rendering"),
        ("{% tr for x in y %}{% endfor %}", "without a space"),
        ("{%p\u00a0if x %}{% endif %}", "ordinary space"),
        ("{%tr if x %}", "outside a table"),
        ("{% if x == 1 %}{% endif %}", "compare in the manifest"),
        ("{% if x < 1 %}{% endif %}", "compare in the manifest"),
        ("{% if x is defined %}{% endif %}", "compare in the manifest"),
        ("{% if %}{% endif %}", "lacks its condition"),
        ("{% if x %}", "never closed"),
        ("{% endif %}", "closes nothing"),
        ("{% else %}", "outside an “if”"),
        ("{% if x %}{% else %}{% else %}{% endif %}", "after the “else”"),
        ("{% for a, b in x %}{% endfor %}", "for row in list"),
        ("{% for a in x if a %}{% endfor %}", "for row in list"),
        ("{% for a in x() %}{% endfor %}", "calls nothing"),
        ("{% for a x %}{% endfor %}", "loop cannot be read"),
        ("{{ loop.index }}", "outside a loop"),
        ("{% for a in b %}{{ loop.length }}{% endfor %}", "loop.index"),
        ("{% for a in b %}{% if loop.odd %}{% endif %}{% endfor %}", "loop.first"),
        ("{% for a in b %}{{ a.c.d }}{% endfor %}", "only a name"),
        ("{% macro a() %}", "not allowed in a form"),
        ("{% import 'x' as y %}", "not allowed in a form"),
        ("{% set x = 1 %}", "not allowed in a form"),
        ("{% raw %}", "not allowed in a form"),
        ("chữ {%p if x %}", "takes its paragraph away"),
    ],
)
def test_fault_is_named(text: str, words: str) -> None:
    problems = inspect_form(with_paragraphs("Dòng chữ", text)).problems
    assert any(words in problem.fault for problem in problems), problems
    assert all(problem.part == BODY for problem in problems)
    with pytest.raises(TemplateError):
        compile_form(with_paragraphs("Dòng chữ", text))


@pytest.mark.parametrize(
    "text", ["{{ x ", "{{ x|tien }}", "{% for r in x|foo %}{{ r.a }}{% endfor %}", "{% if 1 %}{% endif %}"]
)
def test_one_fault_is_reported_once(text: str) -> None:
    assert len(inspect_form(with_paragraphs(text)).problems) == 1


def test_block_with_ends_in_different_places_is_refused() -> None:
    template = with_table(("a",), ("{%tr for row in rows %}",), ("{{ row.x }}",), ("{%p endfor %}",))
    assert "different kinds of places" in inspect_form(template).problems[0].fault


def test_table_that_may_lose_all_rows_is_advised_against_but_filled() -> None:
    template = with_table(("{%tr for row in rows %}",), ("{{ row.x }}",), ("{%tr endfor %}",))
    problem = inspect_form(template).problems[0]
    assert "keep one row" in problem.fault
    assert problem.advice
    filled = compile_form(template).fill({"rows": [{"x": "một"}, {"x": "hai"}]})
    assert [row.cells[0].text for row in Document(io.BytesIO(filled.content)).tables[0].rows] == ["một", "hai"]


def cell_with(*texts: str) -> bytes:
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].text = texts[0]
    for text in texts[1:]:
        cell.add_paragraph(text)
    return saved(document)


def test_cell_that_may_lose_all_paragraphs_is_refused() -> None:
    template = cell_with("{%p if x %}", "a", "{%p endif %}")
    assert "keep one paragraph" in inspect_form(template).problems[0].fault
    both = cell_with("{%p if x %}", "a", "{%p elif y %}", "b", "{%p else %}", "c", "{%p endif %}")
    assert inspect_form(both).problems == ()
    one = cell_with("{%p if x %}", "a", "{%p elif y %}", "{%p else %}", "c", "{%p endif %}")
    assert len(inspect_form(one).problems) == 1


def edited(change: Callable[[Paragraph], None], text: str = "Trước {{ name }}") -> bytes:
    document = Document()
    change(document.add_paragraph(text))
    return saved(document)


def test_tag_in_an_attribute_is_refused() -> None:
    def link(paragraph: Paragraph) -> None:
        paragraph._p.append(parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{{{{ x }}}}"/>'))

    problem = inspect_form(edited(link)).problems[0]
    assert (problem.tag, problem.place) == ("{{ x }}", "Trước {{ name }}")
    assert "attribute" in problem.fault


def test_tag_in_a_field_code_is_refused() -> None:
    def add_field(paragraph: Paragraph) -> None:
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:instrText>DATE {{{{ x }}}}</w:instrText></w:r>"))

    assert "ordinary text only" in inspect_form(edited(add_field)).problems[0].fault


def test_tag_cut_by_a_link_is_refused() -> None:
    def cut(paragraph: Paragraph) -> None:
        link = f'<w:hyperlink {nsdecls("w")} w:anchor="a"><w:r><w:t>{{{{ na</w:t></w:r></w:hyperlink>'
        paragraph._p.append(parse_xml(link))
        paragraph.add_run("me }}")

    problem = inspect_form(edited(cut, "Tên ")).problems[0]
    assert (problem.place, problem.tag) == ("Tên …", "{{ name }}")
    assert "cut by a link" in problem.fault


@pytest.mark.parametrize("cuts", [(1,), (2, 5), (1, 2, 3), (7, 8), (1, 8), (3, 6, 9)])
def test_tag_cut_into_runs_is_joined(cuts: tuple[int, ...]) -> None:
    document = Document()
    paragraph = document.add_paragraph("Tên: ")
    tag = "{{ name }}"
    for number, (start, end) in enumerate(zip((0, *cuts), (*cuts, len(tag)), strict=True)):
        paragraph.add_run(tag[start:end]).bold = bool(number % 2)
    assert_as_docxtpl(saved(document), {"name": "a\tb"})


def test_tags_in_endnotes_are_refused() -> None:
    parts = parts_of(with_paragraphs("{{ a }}"))
    note = "<w:endnote><w:p><w:r><w:t>Xem {{ b }}</w:t></w:r></w:p></w:endnote>"
    parts["word/endnotes.xml"] = f"<w:endnotes {nsdecls('w')}>{note}</w:endnotes>".encode()
    (problem,) = inspect_form(rezipped(parts)).problems
    assert (problem.part, problem.place, problem.tag) == ("word/endnotes.xml", "Xem …", "{{ b }}")


def test_picture_in_a_loop_is_refused() -> None:
    def draw(paragraph: Paragraph) -> None:
        inline = '<w:drawing><wp:inline><wp:docPr id="7" name="a"/></wp:inline></w:drawing>'
        loop = "<w:t>{% for x in y %}</w:t>", f"{inline}", "<w:t>{{ x }}{% endfor %}</w:t>"
        for piece in loop:
            paragraph._p.append(parse_xml(f"<w:r {nsdecls('w', 'wp')}>{piece}</w:r>"))

    assert "picture" in inspect_form(edited(draw)).problems[0].fault


# Unreadable files -------------------------------------------------------------------------------------------------


def changed(name: str, data: bytes) -> bytes:
    parts = parts_of(with_paragraphs("{{ a }}"))
    parts[name] = data
    return rezipped(parts)


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "broken_office"),
        (b"%PDF-1.7", "broken_office"),
        (rezipped({"a.txt": b"x"}), "broken_office"),
        (rezipped({"[Content_Types].xml": b"<Types/>"}), "broken_office"),
        (changed(BODY, b"<broken"), "broken_office"),
        (changed(BODY, BOMB), "zip_bomb"),
        (changed("word/styles.xml", BOMB.decode().encode("utf-16")), "zip_bomb"),
        (changed("[Content_Types].xml", BOMB), "zip_bomb"),
    ],
    ids=["empty", "pdf", "zip", "no main part", "broken xml", "bomb", "bomb in utf-16", "bomb in types"],
)
def test_unreadable_file_gives_one_line(content: bytes, error: str) -> None:
    for reader in (compile_form, inspect_form):
        with pytest.raises(InputError) as caught:
            reader(content, "form.docx")
        assert caught.value.problem == said(error)[0]
        assert "\n" not in str(caught.value)
