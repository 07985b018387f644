"""The built forms: layout of Party documents, tags, and agreement with manifest and committed files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from docxtpl import DocxTemplate

from dossier.forms.builders import PACKS, blocks, build, canonical_parts, differences
from dossier.forms.builders.__main__ import main
from dossier.forms.form_set import FormSet, load_forms
from dossier.forms.plan import PlannedForm, plan
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.resources import data_folder
from tests.word import opened

PACK = "hd38-2025"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
CELL_FORMS = ["5-KND", "6-KND", "12-KND", "13-KND"]
SEALED_FORMS = ["8-KND", "9-KND", "9A-KND", "15-KND", "16-KND", "16A-KND", "20-KND", "GGT-TT", "GCN-DGD"]
DRAFTS = ["1-KND", "2-KND"]
CERTIFICATES = ["CN-NTVD1", "CN-NTVD1-2", "GCN-DVM"]
SMALL = [*CERTIFICATES, "PBQ"]  # A5
UNNUMBERED = ["5-KND", "12-KND", "5A", "5B", "BB-CB", "BB-KP", "PBQ", "TN", "TS", "DS-TT"]
MINUTES = ["BB-CB", "BB-KP"]
DENSE = ["BB-CB", "DS-TT", "PKT", "TN", "TS"]  # room to write in, or tables and lists: own spacing of paragraphs
WIDE = ["DS-TT", "TN"]  # tables of many columns
ALL = sorted(name.removesuffix(".docx") for name in PACKS[PACK])
A4_FORMS = [name for name in ALL if name not in (*SMALL, "2-KND-in")]


kept = cache(build)


def built() -> dict[str, bytes]:
    return kept(PACK)


@cache
def form(name: str) -> Document:
    return opened(built()[f"{name}.docx"])


def tables(document: Document) -> Iterator[Table]:
    yield from document.tables
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.tables


def paragraphs(document: Document) -> list[Paragraph]:
    """All paragraphs in the order of the text, those of cells included."""
    return [Paragraph(element, document) for element in document.element.body.iter(qn("w:p"))]  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [found.text for found in paragraphs(document)]


def run_with(document: Document, text: str) -> Run:
    """The first run that holds *text*."""
    for found in paragraphs(document):
        for run in found.runs:
            if text in run.text:
                return run
    raise AssertionError(f"no run holds {text!r}")


def paragraph_with(document: Document, text: str) -> Paragraph:
    for found in paragraphs(document):
        if text in found.text:
            return found
    raise AssertionError(f"no paragraph holds {text!r}")


def points(run: Run) -> float:
    """Size of a run; the Normal style holds 14 pt."""
    return run.font.size.pt if run.font.size is not None else 14.0


def millimetres(length: Length | None) -> float:
    assert length is not None
    return round(length.mm, 1)


# --- files


def test_committed_files_are_what_the_code_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossier.forms.builders.build", kept)
    assert differences(PACK, data_folder("templates") / PACK) == []


@pytest.mark.slow
def test_two_builds_give_the_same_bytes() -> None:
    assert build(PACK) == built()


def test_check_names_a_changed_a_missing_and_a_foreign_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("dossier.forms.builders", "dossier.forms.builders.__main__"):
        monkeypatch.setattr(f"{module}.build", kept)  # that two builds are alike is seen above
    runner = CliRunner()
    assert runner.invoke(main, ["--out", str(tmp_path)]).exit_code == 0
    folder = tmp_path / PACK
    assert runner.invoke(main, ["--check", "--out", str(tmp_path)]).exit_code == 0
    changed = docx.Document(str(folder / "6-KND.docx"))
    changed.paragraphs[0].add_run("!")
    changed.save(str(folder / "6-KND.docx"))
    (folder / "8-KND.docx").rename(folder / "88-KND.docx")
    result = runner.invoke(main, ["--check", "--out", str(tmp_path)])
    assert result.exit_code == 4
    assert f"{PACK}/6-KND.docx: word/document.xml differs" in result.output.splitlines()
    assert f"{PACK}/8-KND.docx: not in the folder" in result.output.splitlines()
    assert f"{PACK}/88-KND.docx: no code builds it" in result.output.splitlines()


def test_only_the_meaning_of_the_xml_is_compared() -> None:
    content = built()["3-KND.docx"]
    again = io.BytesIO()
    docx.Document(io.BytesIO(content)).save(again)
    assert canonical_parts(again.getvalue()) == canonical_parts(content)


@pytest.mark.parametrize("name", ALL)
def test_files_carry_no_person_machine_or_clock(name: str) -> None:
    core = form(name).core_properties
    assert not any([core.author, core.last_modified_by, core.title, core.subject, core.comments, core.keywords])
    assert core.created == core.modified
    with zipfile.ZipFile(io.BytesIO(built()[f"{name}.docx"])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [part for part in archive.namelist() if "thumbnail" in part or "app.xml" in part]


# --- page and text


@pytest.mark.parametrize("name", A4_FORMS)
def test_page_is_a4_with_the_prescribed_margins(name: str) -> None:
    for section in form(name).sections:
        size = (297, 210) if name in WIDE else (210, 297)
        assert (millimetres(section.page_width), millimetres(section.page_height)) == size
        assert millimetres(section.top_margin) == 20
        assert millimetres(section.bottom_margin) == 20
        assert millimetres(section.left_margin) == 30
        assert millimetres(section.right_margin) == 15


@pytest.mark.parametrize("name", SMALL)
def test_certificates_and_ballots_are_a5(name: str) -> None:
    section = form(name).sections[0]
    assert (millimetres(section.page_width), millimetres(section.page_height)) == (210, 148)


@pytest.mark.parametrize("name", ALL)
def test_font_is_times_new_roman_for_every_script(name: str) -> None:
    styles = form(name).styles.element
    found = styles.findall(f".//{qn('w:rFonts')}")
    assert found
    for fonts in found:
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}
    assert styles.find(f".//{qn('w:lang')}").get(qn("w:val")) == "vi-VN"
    assert form(name).styles["Normal"].font.size == Pt(14)
    body_fonts = [run.font.name for found in paragraphs(form(name)) for run in found.runs]
    assert set(body_fonts) <= {None}


@pytest.mark.parametrize("name", [name for name in A4_FORMS if name not in ("2-KND", *DENSE)])
def test_running_text_is_justified_indented_and_of_exact_height(name: str) -> None:
    indents = [(one, one.paragraph_format.first_line_indent) for one in paragraphs(form(name))]
    found = [one for one, indent in indents if indent is not None and round(indent.mm, 1) == 10]
    running = [one for one in found if all(run.font.color.rgb is None for run in one.runs)]
    assert len(running) >= 5
    for one in running:
        shape = one.paragraph_format
        assert shape.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
        assert shape.line_spacing_rule == WD_LINE_SPACING.EXACTLY
        assert Pt(18) <= shape.line_spacing <= Pt(20)
        assert shape.space_after == Pt(6)
        assert {points(run) for run in one.runs} == {14}


@pytest.mark.parametrize("name", A4_FORMS)
def test_pages_are_numbered_from_the_second(name: str) -> None:
    section = form(name).sections[0]
    assert section.different_first_page_header_footer
    (number,) = section.header.paragraphs
    assert number.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 'w:instr=" PAGE "' in number._p.xml
    assert "PAGE" not in section.first_page_header.paragraphs[0]._p.xml
    assert section.header_distance < section.top_margin


@pytest.mark.parametrize("name", ALL)
def test_text_is_composed_and_has_no_leader_dots(name: str) -> None:
    for text in texts(form(name)):
        assert "…" not in text
        assert "..." not in text


# --- heads and titles


@pytest.mark.parametrize("name", [*CELL_FORMS, *SEALED_FORMS, *MINUTES, "7-KND", "14-KND", "TTr", "TS", *WIDE])
def test_party_letterhead(name: str) -> None:
    document = form(name)
    party = run_with(document, "ĐẢNG CỘNG SẢN VIỆT NAM")
    assert party.bold
    assert points(party) == 15
    assert "w:pBdr" in paragraph_with(document, "ĐẢNG CỘNG SẢN VIỆT NAM")._p.xml
    date = run_with(document, "{{ place }}, ngày" if name in ("TTr", "TS", *WIDE) else "{{ date_line }}")
    assert date.italic
    assert points(date) == 14
    left = [one for one in document.tables[0].rows[0].cells[0].paragraphs if not one.text.startswith("{%p")]
    star = [one.text for one in left].index("*")
    assert left[star - 1].runs[0].bold
    assert all(not run.bold for one in left[: star - 1] for run in one.runs)
    assert {points(run) for one in left[: star + 1] for run in one.runs} == {14}
    assert all(one.alignment == WD_ALIGN_PARAGRAPH.CENTER for one in left)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("6-KND", "Số {{ number }}-NQ/CB"),
        ("13-KND", "Số {{ number }}-NQ/CB"),
        ("7-KND", "Số {{ number }}-BC/ĐU"),
        ("14-KND", "Số {{ number }}-BC/ĐU"),
        ("8-KND", "Số {{ number }}-NQ/ĐU"),
        ("15-KND", "Số {{ number }}-NQ/ĐU"),
        ("9-KND", "Số {{ number }}-QĐ/{{ committee_code }}"),
        ("9A-KND", "Số {{ number }}-QĐ/ĐU"),
        ("16-KND", "Số {{ number }}-QĐ/{{ committee_code }}"),
        ("16A-KND", "Số {{ number }}-QĐ/ĐU"),
        ("20-KND", "Số {{ number }}-CV/ĐU"),
        ("GGT-TT", "Số {{ number }}-GGT/ĐU"),
        ("GCN-DGD", "Số {{ number }}-GCN/ĐU"),
    ],
)
def test_number_line_has_no_colon(name: str, line: str) -> None:
    assert line in texts(form(name))
    assert not any(text.startswith("Số:") for text in texts(form(name)))


@pytest.mark.parametrize("name", UNNUMBERED)
def test_opinions_minutes_and_lists_bear_no_number(name: str) -> None:
    assert not any(re.match(r"Số:? ?\{\{ number", text) for text in texts(form(name)))


def test_only_papers_of_unions_and_one_certificate_put_a_colon_after_so() -> None:
    found = {name for name in ALL if any(text.startswith("Số:") for text in texts(form(name)))}
    assert found == {"4-KND", "4_1", "CN-NTVD1-2"}


def test_unions_keep_their_own_heads() -> None:
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in texts(form("4-KND"))
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in texts(form("4_1"))
    assert "Số: {{ number }}- NQ/CĐ" in texts(form("4_1"))
    assert "TM. CHI ĐOÀN" in texts(form("4_1"))
    assert "Số: {{ number }}- NQ/ĐTN" in texts(form("4-KND"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts(form("4A-KND"))
    assert "Độc lập - Tự do - Hạnh phúc" in texts(form("4A-KND"))
    for name in ("4-KND", "4A-KND"):
        assert "TM. BAN CHẤP HÀNH" in texts(form(name))
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in texts(form(name))


@pytest.mark.parametrize(
    ("name", "title", "summary"),
    [
        ("3-KND", "GIẤY GIỚI THIỆU", "người vào Đảng"),
        ("3A-KND", "GIẤY GIỚI THIỆU", "người vào Đảng"),
        ("4-KND", "NGHỊ QUYẾT", "giới thiệu đoàn viên ưu tú vào Đảng"),
        ("4A-KND", "NGHỊ QUYẾT", "giới thiệu đoàn viên công đoàn vào Đảng"),
        ("6-KND", "NGHỊ QUYẾT", "đề nghị kết nạp đảng viên"),
        ("8-KND", "NGHỊ QUYẾT", "đề nghị kết nạp đảng viên"),
        ("7-KND", "BÁO CÁO", "về việc thẩm định nghị quyết của chi bộ đề nghị kết nạp đảng viên"),
        ("9-KND", "QUYẾT ĐỊNH", "kết nạp{{ again }} đảng viên"),
        ("10-KND", "BẢN TỰ KIỂM ĐIỂM", "của đảng viên dự bị"),
        ("11-KND", "BẢN NHẬN XÉT", "đảng viên dự bị"),
        ("13-KND", "NGHỊ QUYẾT", "đề nghị công nhận đảng viên chính thức"),
        ("16-KND", "QUYẾT ĐỊNH", "công nhận đảng viên chính thức"),
        ("4_1", "NGHỊ QUYẾT", "đề nghị giới thiệu đoàn viên ưu tú vào Đảng"),
        ("5A", "PHIẾU XIN Ý KIẾN", "nhận xét về người xin vào Đảng"),
        ("5B", "PHIẾU XIN Ý KIẾN", "nhận xét về người xin vào Đảng"),
        ("GGT-TT", "GIẤY GIỚI THIỆU", "đi thẩm tra lý lịch của người xin vào Đảng"),
        ("BB-CB", "BIÊN BẢN", "hội nghị Chi bộ xét, đề nghị kết nạp{{ again }} đảng viên"),
        ("BB-KP", "BIÊN BẢN", "kiểm phiếu biểu quyết kết nạp{{ again }} đảng viên"),
        ("TN", "DANH SÁCH TRÍCH NGANG", "quần chúng đề nghị kết nạp đảng viên"),
        ("TTr", "TỜ TRÌNH", "về việc kết nạp{{ again }} đảng viên"),
        ("PKT", "PHIẾU KIỂM TRA", "hồ sơ kết nạp đảng viên, công nhận đảng viên chính thức"),
    ],
)
def test_title_summary_and_five_hyphens(name: str, title: str, summary: str) -> None:
    document = form(name)
    lines = texts(document)
    at = lines.index(title)
    assert lines[at + 1 : at + 3] == [summary, "-----"]
    assert run_with(document, title).bold
    assert points(run_with(document, title)) == 16
    assert run_with(document, summary).bold
    assert points(run_with(document, summary)) == 14
    found = paragraphs(document)[at : at + 3]
    assert {one.alignment for one in found} == {WD_ALIGN_PARAGRAPH.CENTER}


def test_summary_of_a_letter_is_small_and_under_its_number() -> None:
    document = form("20-KND")
    left = [one.text for one in document.tables[0].rows[0].cells[0].paragraphs]
    assert left[-2] == "Số {{ number }}-CV/ĐU"
    summary = run_with(document, "về việc thẩm tra")
    assert summary.italic
    assert points(summary) == 12


def test_rule_below_the_party_name_is_as_long_as_the_words() -> None:
    width = blocks.text_width_mm(blocks.PARTY, blocks.HEAD_PT)
    shape = paragraph_with(form("6-KND"), blocks.PARTY).paragraph_format
    column = blocks.A4.text_width_mm - blocks.LEFT_HEAD_MM
    assert shape.left_indent is not None
    assert shape.right_indent is not None
    ruled = column - shape.left_indent.mm - shape.right_indent.mm
    assert width <= ruled <= width + 2
    assert 65 < width < 80


# --- signatures


@pytest.mark.parametrize(
    ("name", "authority"),
    [
        *((name, "T/M CHI BỘ") for name in CELL_FORMS),
        ("7-KND", "T/M ĐẢNG ỦY BỘ PHẬN"),
        ("8-KND", "T/M ĐẢNG ỦY"),
        ("15-KND", "T/M ĐẢNG ỦY"),
        ("20-KND", "T/M ĐẢNG ỦY"),
        ("GGT-TT", "T/M ĐẢNG ỦY"),
        ("GCN-DGD", "T/M ĐẢNG ỦY"),
        ("TN", "T/M ĐẢNG ỦY"),
        ("9-KND", "T/M BAN THƯỜNG VỤ"),
        ("9A-KND", "T/M {{ authority }}"),
        ("16-KND", "T/M BAN THƯỜNG VỤ"),
        ("16A-KND", "T/M {{ authority }}"),
    ],
)
def test_signature_block(name: str, authority: str) -> None:
    document = form(name)
    lines = texts(document)
    at = lines.index(authority)
    found = paragraphs(document)[at : at + 3]
    assert found[0].runs[0].bold
    assert not found[1].runs[0].bold
    assert found[2].runs[0].bold
    assert found[1].text in ("{{ signer_position }}", "BÍ THƯ")
    assert found[2].text == "{{ signer }}"
    assert {points(one.runs[0]) for one in found} == {14}
    assert found[2].paragraph_format.space_before >= Pt(50)
    assert "K/T" not in " ".join(lines)


@pytest.mark.parametrize("name", [name for name in ALL if name not in (*CERTIFICATES, "2-KND")])
def test_no_paper_but_a_certificate_bears_a_mark_for_a_seal(name: str) -> None:
    assert not any("đóng dấu" in text.lower() for text in texts(form(name)))


@pytest.mark.parametrize("name", ["6-KND", "13-KND", *SEALED_FORMS, "7-KND", "14-KND", "TTr"])
def test_recipients(name: str) -> None:
    document = form(name)
    label = run_with(document, "Nơi nhận:")
    assert label.underline
    assert points(label) == 14
    cell = next(cell for table in document.tables for cell in table.rows[0].cells if cell.text.startswith("Nơi nhận:"))
    items = [one for one in cell.paragraphs[1:] if not one.text.startswith("{%p")]
    assert all(one.text.startswith("- ") for one in items)
    assert all(one.text.endswith(";") for one in items[:-1])
    assert items[-1].text.startswith("- Lưu ")
    assert items[-1].text.endswith(".")
    assert {points(one.runs[0]) for one in items} == {12}


@pytest.mark.parametrize("name", [name for name in A4_FORMS if not name.startswith("2-")])
def test_no_page_bears_a_signature_alone(name: str) -> None:
    body = list(form(name).element.body)
    last = max(index for index, element in enumerate(body) if element.tag == qn("w:tbl"))
    before = [element for element in body[:last] if element.tag == qn("w:p")]
    real = [one for one in before if not Paragraph(one, form(name)).text.startswith("{%p")]  # type: ignore[arg-type]
    assert Paragraph(real[-1], form(name)).paragraph_format.keep_with_next  # type: ignore[arg-type]
    assert all("w:cantSplit" in table.rows[0]._tr.xml for table in form(name).tables)


# --- copies and booklet


@pytest.mark.parametrize("name", DRAFTS)
def test_drafts_bear_a_watermark_on_every_page(name: str) -> None:
    section = form(name).sections[0]
    for header in (section.header, section.first_page_header):
        assert 'string="BẢN NHÁP ĐỂ CHÉP TAY"' in header.paragraphs[0]._p.xml
    assert "pict" not in form(f"{name}-in").sections[0].header.paragraphs[0]._p.xml


def test_booklet_has_its_size_and_every_part_its_page() -> None:
    document = form("2-KND-in")
    labels = []
    for section in document.sections:
        assert (millimetres(section.page_width), millimetres(section.page_height)) == (145, 205)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [millimetres(margin) for margin in margins] == [10, 11, 10, 10]
        labels.append((section.first_page_header.paragraphs[0].text, section.header.paragraphs[0].text))
    one_page = [(str(page), f"{page} (tiếp)") for page in (1, 9, 10, 11, 25, 32)]
    several = ("", "")  # these pages bear their numbers in the text
    assert labels == [
        several,
        one_page[0],
        several,
        several,
        *one_page[1:4],
        several,
        one_page[4],
        several,
        one_page[5],
    ]


@pytest.mark.parametrize("name", ["2-KND", "2-KND-in"])
def test_biography_has_all_items_in_order(name: str) -> None:
    found = []
    for text in texts(form(name)):
        match = re.match(r"(?:tr\. [0-9-]+\t)?([0-9]+)\. ", text)
        if match:
            found.append(int(match[1]))
    assert found == list(range(1, 27))


def test_draft_shows_the_booklet_page_beside_each_item() -> None:
    lines = texts(form("2-KND"))
    for label, page in (
        ("1. Họ và tên khai sinh", "1"),
        ("14. LỊCH SỬ BẢN THÂN", "2-8"),
        ("16. ĐẶC ĐIỂM LỊCH SỬ", "9"),
        ("18. ĐI NƯỚC NGOÀI", "10"),
        ("20. KỶ LUẬT", "11"),
        ("21. HOÀN CẢNH GIA ĐÌNH", "12-24"),
        ("23. CAM ĐOAN VÀ KÝ TÊN", "25"),
        ("24. NHẬN XÉT CỦA CẤP ỦY", "26-31"),
        ("26. CHỨNG NHẬN CỦA CẤP ỦY CƠ SỞ", "32"),
    ):
        assert any(text.startswith(f"tr. {page}\t{label}") for text in lines)


def test_draft_has_one_small_hint_beside_each_item_and_the_print_none() -> None:
    hints = {}
    for one in paragraphs(form("2-KND")):
        number = re.match(r"tr\. [0-9-]+\t([0-9]+)\. ", one.text)
        small = [run for run in one.runs if run.text.startswith(" (") and points(run) == 9]
        if number:
            hints[int(number[1])] = [run.text for run in small]
            assert all(run.font.italic and run.font.color.rgb is not None for run in small)
    assert list(hints) == list(range(1, 27))
    assert {number: len(found) for number, found in hints.items()} == dict.fromkeys(range(1, 27), 1)
    assert not any(run.font.color.rgb for one in paragraphs(form("2-KND-in")) for run in one.runs)


@pytest.mark.parametrize("name", ["2-KND", "2-KND-in"])
def test_tables_repeat_their_head_and_do_not_split_rows(name: str) -> None:
    bordered = [table for table in form(name).tables if len(table.rows) == 4]
    assert [len(table.columns) for table in bordered] == [3, 5, 4, 3, 3]
    section = form(name).sections[-1]
    room = section.page_width - section.left_margin - section.right_margin
    for table in bordered:
        head, opening, row, closing = table.rows
        assert "w:tblHeader" in head._tr.xml
        assert "w:cantSplit" in row._tr.xml
        assert opening.cells[0].text.startswith("{%tr for row in ")
        assert closing.cells[0].text == "{%tr endfor %}"
        assert sum(column.width for column in table.columns) <= room + Mm(1)


# --- tags and tokens


@pytest.mark.parametrize("name", ALL)
def test_every_tag_stands_in_one_run(name: str) -> None:
    for found in paragraphs(form(name)):
        in_runs = [tag for run in found.runs for tag in TAG.findall(run.text)]
        assert in_runs == TAG.findall(found.text)


@pytest.mark.parametrize("printed", [False, True])
def test_tokens_of_forms_and_manifest_agree_both_ways(printed: bool) -> None:
    load_forms(PACK, printed=printed).compile_all()


@pytest.mark.parametrize("printed", [False, True])
def test_docxtpl_finds_the_same_tokens(printed: bool) -> None:
    for spec in load_forms(PACK, printed=printed).forms:
        found = DocxTemplate(str(spec.path)).get_undeclared_template_variables()
        assert found == {token.name for token in spec.tokens}


def test_every_built_file_belongs_to_a_form() -> None:
    used = {spec.path.name for printed in (False, True) for spec in load_forms(PACK, printed=printed).forms}
    assert used == set(PACKS[PACK])


# --- filled


@cache
def complete() -> str:
    path = data_folder("samples") / "dossiers" / "complete" / "record.json"
    return path.read_text("utf-8")


def planned(
    data: dict[str, Any], *, printed: bool = False, every: bool = False, **settings: object
) -> dict[str, PlannedForm]:
    """The forms made by default (*every*: helpers' papers too), with these settings of the office."""
    forms: FormSet = load_forms(PACK, printed=printed)
    if every:
        forms = forms.only(spec.number for spec in forms.forms)
    return {one.name.removesuffix(".docx"): one for one in plan(Record(data), Office(settings), forms, None)}


def filled_text(one: PlannedForm) -> str:
    return "\n".join(texts(opened(one.fill().content)))


def test_the_complete_dossier_leaves_no_blank() -> None:
    for printed in (False, True):
        for one in planned(json.loads(complete()), printed=printed, every=True).values():
            assert one.lacks == ()
            assert one.fill().missing == ()


def test_cell_resolution_reads_as_running_text() -> None:
    text = filled_text(planned(json.loads(complete()))["06-6-KND"])
    data = json.loads(complete())["cell_meeting"]
    share = f"{100 * data['votes_for'] / data['convened_official']:.2f}".replace(".", ",")
    assert f"{data['votes_for']:02d} đồng chí (đạt {share}%) so với tổng số đảng viên chính thức" in text
    assert "với lý do" not in text
    assert "- Lưu Chi bộ." in text
    assert "{" not in text


def test_votes_against_bring_their_reason() -> None:
    data = json.loads(complete())
    data["cell_meeting"] |= {"votes_for": 13, "votes_against": 1, "against_reason": "cần thử thách thêm"}
    text = filled_text(planned(data)["06-6-KND"])
    assert "không tán thành 01 đồng chí (chiếm 6,67%) với lý do cần thử thách thêm." in text
    data["cell_meeting"]["against_reason"] = None
    lacks = planned(data)["06-6-KND"].lacks
    assert [lack.token for lack in lacks] == ["against_reason"]


def test_nobody_absent_needs_no_reason() -> None:
    data = json.loads(complete())
    data["cell_meeting"] |= {"absent_official": 0, "absent_probationary": 0, "absence_reason": None}
    one = planned(data)["06-6-KND"]
    assert one.lacks == ()
    assert "Lý do vắng mặt" not in filled_text(one)


def test_certification_stays_blank_until_it_is_given() -> None:
    data = json.loads(complete())
    given = filled_text(planned(data)["02-2-KND"])
    assert "là đúng sự thật; không vấn đề về lịch sử chính trị và chính trị hiện nay" in given
    assert "đủ điều kiện để xem xét kết nạp vào Đảng." in given
    for key in ("committee_certification", "cell_remark"):
        data.pop(key)
    data["verification"].pop("remarks")
    one = planned(data)["02-2-KND"]
    assert one.lacks == ()
    assert "chứng nhận lý lịch của quần chúng" not in filled_text(one)


def test_certification_follows_its_three_alternatives() -> None:
    data = json.loads(complete())
    data["committee_certification"] |= {"political_issue": True, "eligible": False}
    data["orgs"]["cell"]["kind"] = "grassroots_cell"
    text = filled_text(planned(data)["02-2-KND"])
    assert "khai tại chi bộ cơ sở" in text
    assert "sự thật; có vấn đề về lịch sử chính trị" in text
    assert "không đủ điều kiện để xem xét kết nạp vào Đảng." in text


def test_usual_name_stands_on_the_cover_only_when_there_is_one() -> None:
    data = json.loads(complete())
    assert "Họ và tên thường dùng" not in filled_text(planned(data)["02-2-KND"])
    data["candidate"]["usual_name"] = "Nguyễn Ví Dụ"
    assert "Họ và tên thường dùng: Nguyễn Ví Dụ" in filled_text(planned(data)["02-2-KND"])


def test_a_person_who_never_joined_the_union_leaves_no_blank() -> None:
    data = json.loads(complete())
    data["candidate"] |= {"youth_union_member": False, "youth_union_join_date": None, "youth_union_join_place": None}
    forms = planned(data)
    assert forms["01-1-KND"].lacks == ()
    assert "Vào Đoàn thanh niên" not in filled_text(forms["01-1-KND"])
    assert "Cộng sản Hồ Chí Minh: không" in filled_text(forms["02-2-KND"])


@pytest.mark.parametrize(("delegated", "wanted"), [(False, {"9-KNĐ", "16-KNĐ"}), (True, {"9A-KNĐ", "16A-KNĐ"})])
def test_exactly_one_decision_is_chosen(delegated: bool, wanted: set[str]) -> None:
    data = json.loads(complete())
    data["orgs"]["grassroots"]["is_delegated"] = delegated
    numbers = {one.spec.number for one in planned(data).values()}
    assert numbers & {"9-KNĐ", "9A-KNĐ", "16-KNĐ", "16A-KNĐ"} == wanted


@pytest.mark.parametrize(
    ("body_kind", "authority"),
    [("grassroots_committee", "T/M ĐẢNG ỦY"), ("grassroots_standing", "T/M BAN THƯỜNG VỤ")],
)
def test_a_delegated_decision_is_signed_for_the_body_that_decided(body_kind: str, authority: str) -> None:
    data = json.loads(complete())
    data["orgs"]["grassroots"]["is_delegated"] = True
    data["decision"]["body_kind"] = body_kind
    assert authority in filled_text(planned(data)["09-9A-KND"]).splitlines()


def test_a_cell_directly_under_the_competent_committee_reports_to_it() -> None:
    data = json.loads(complete())
    data["orgs"]["cell"]["kind"] = "grassroots_cell"
    forms = planned(data)
    assert "08-8-KND" not in forms
    competent = data["orgs"]["competent"]["name"]
    assert f"Chi bộ báo cáo và đề nghị {competent} xét" in filled_text(forms["06-6-KND"])
    decision = filled_text(forms["09-9-KND"])
    assert f"Xét đề nghị của {data['orgs']['cell']['name']}," in decision
    assert f"Điều 3- {data['orgs']['cell']['name']} và đồng chí" in decision


def test_routes_choose_the_papers_of_introduction() -> None:
    data = json.loads(complete())

    def introductions() -> set[str]:
        return {one.spec.number for one in planned(data).values()} & {"3-KNĐ", "3A-KNĐ", "4-KNĐ", "4A-KNĐ"}

    assert introductions() == {"3-KNĐ", "4-KNĐ"}
    data["introduction_route"] = "member_and_trade_union"
    data["trade_union"] = data.pop("youth_union")
    assert introductions() == {"3-KNĐ", "4A-KNĐ"}
    data["introduction_route"] = "two_members"
    data["introducers"].append(data["introducers"][0])
    assert introductions() == {"3-KNĐ", "3A-KNĐ"}


def test_one_letter_for_each_place_of_verification() -> None:
    data = json.loads(complete())
    letters = [one for one in planned(data).values() if one.spec.number == "20-KNĐ"]
    assert len(letters) == len(data["verification"]["requests"]) > 1
    for letter, request in zip(letters, data["verification"]["requests"], strict=True):
        text = filled_text(letter)
        assert f"Kính gửi: {request['destination']}" in text
        assert f"Số {request['letter_number']}-CV/ĐU" in text


def test_helpers_papers_are_made_only_when_asked_for() -> None:
    data = json.loads(complete())
    helpers = {"4_1", "5A", "5B", "BB-CB", "BB-KP", "PBQ", "TN", "TS", "TTr", "PKT", "DS-TT"}
    forms = load_forms(PACK)
    assert {spec.number for spec in forms.forms if not spec.default} == helpers
    assert not helpers & {one.spec.number for one in planned(data).values()}
    asked = plan(Record(data), Office(), forms.only(["5a", "PKT"]), None)
    assert [one.name for one in asked] == ["05-5A-1.docx", "05-5A-2.docx", "46-PKT.docx"]


def test_names_of_all_files_are_plain_and_differ() -> None:
    stems = [spec.stem for spec in load_forms(PACK).forms]
    assert all(re.fullmatch(r"[0-9]{2}-[A-Za-z0-9_-]+", stem) for stem in stems)
    assert len({stem.casefold() for stem in stems}) == len(stems)


def test_only_requests_made_by_visit_bring_a_letter_of_introduction() -> None:
    data = json.loads(complete())
    requests = data["verification"]["requests"]
    assert [request["by"] for request in requests].count("visit") == 1
    assert [name for name in planned(data) if "GGT-TT" in name] == ["21-GGT-TT"]
    requests[2] |= {"by": "visit", "verifiers": [{"full_name": "Lý Thị Đi Xa", "position": "Đảng viên"}]}
    forms = planned(data)
    first, second = forms["21-GGT-TT-1"], forms["21-GGT-TT-2"]
    assert (first.at, second.at) == ("/verification/requests/0", "/verification/requests/2")
    assert f"Kính gửi: {requests[0]['destination']}" in filled_text(first)
    # the number stands on the letter of that visit, not on the first one
    assert "Số 25-GGT/ĐU" in filled_text(first)
    assert [lack.token for lack in second.lacks] == ["number"]
    data["papers"].append(
        {"form": "khac", "purpose": "verifier_letter", "about": "/verification/requests/2", "number": "26"}
    )
    assert "Số 26-GGT/ĐU" in filled_text(planned(data)["21-GGT-TT-2"])
    for request in requests:
        request["by"] = "post"
    assert not any("GGT-TT" in name for name in planned(data))


def test_only_a_move_before_the_resolution_brings_a_certificate() -> None:
    data = json.loads(complete())
    assert "22-GCN-DGD" not in planned(data)
    move = {"from_cell": "Chi bộ Mẫu", "to_cell": "Chi bộ Xa", "to_committee": "Đảng ủy Xa"}
    data["moves"] = [{**move, "kind": "graduation"}, {**move, "kind": "before_resolution"}]
    one = planned(data)["22-GCN-DGD"]
    assert one.at == "/moves/1"
    text = filled_text(one)
    assert "nay chuyển đến Chi bộ Xa, Đảng ủy Xa." in text
    assert "ĐẢNG BỘ PHƯỜNG MẪU" in text
    data["moves"][1]["from_committee"] = "Đảng ủy Nơi Cũ"
    text = filled_text(planned(data)["22-GCN-DGD"])
    assert "ĐẢNG ỦY NƠI CŨ" in text
    # of another committee neither the body above it nor its secretary is known
    assert "ĐẢNG BỘ PHƯỜNG MẪU" not in text
    assert data["orgs"]["grassroots"]["secretary"] not in text


@pytest.mark.parametrize("mode", ["secret_ballot", "raised_card"])
def test_ballots_and_their_count_belong_to_a_secret_vote(mode: str) -> None:
    data = json.loads(complete())
    data["cell_meeting"]["vote_mode"] = mode
    found = {one.spec.number for one in planned(data, every=True).values()} & {"BB-KP", "PBQ"}
    assert found == ({"BB-KP", "PBQ"} if mode == "secret_ballot" else set())


def test_a_question_without_answer_leaves_room_and_no_warning() -> None:
    data = json.loads(complete())
    data["opinions"] = {"organisations": [{"name": "Công đoàn Mẫu", "kind": "trade_union"}]}
    one = planned(data, every=True)["05-5A"]
    assert one.lacks == ()
    text = filled_text(one)
    assert "TM. BAN CHẤP HÀNH" in text.splitlines()
    assert "được hỏi ý kiến. Số không tán thành \N{EN SPACE}" in text
    assert "Ngày\N{EN SPACE}" in text
    assert "…" not in text


@pytest.mark.parametrize("name", ["08-8-KND", "15-15-KND"])
def test_a_committee_that_may_decide_asks_nobody(name: str) -> None:
    data = json.loads(complete())
    assert "đề nghị Ban Thường vụ Đảng ủy phường Mẫu xét, quyết định" in filled_text(planned(data)[name])
    data["orgs"]["grassroots"]["is_delegated"] = True
    text = filled_text(planned(data)[name])
    assert "thống nhất ban hành Quyết định" in text
    assert "theo ủy quyền của Ban Thường vụ Đảng ủy phường Mẫu." in text
    assert "xét, quyết định" not in text


def test_a_decision_bears_the_code_of_its_committee() -> None:
    data = json.loads(complete())
    data["orgs"]["competent"]["name"] = "Huyện ủy Mẫu"
    lines = filled_text(planned(data)["09-9-KND"]).splitlines()
    assert "Số 128-QĐ/HU" in lines
    assert "- Lưu Huyện ủy." in lines


def test_readmission_is_named_where_the_forms_name_it() -> None:
    data = json.loads(complete())
    first = planned(data, every=True)
    assert not any("kết nạp lại đảng viên" in filled_text(one) for one in first.values())
    data["admission_kind"] = "readmission"
    data["candidate"]["previous_admission"] = {
        "first_admission_date": "2018-05-19", "first_admission_place": "Chi bộ Một", "left_party_date": "2021-04-02"
    }  # fmt: skip
    forms = planned(data, every=True)
    assert "Được kết nạp vào Đảng lần thứ nhất ngày 19 tháng 5 năm 2018 tại Chi bộ Một" in filled_text(
        forms["01-1-KND"]
    )
    assert "đề nghị kết nạp lại quần chúng" in filled_text(forms["06-6-KND"])
    assert "kết nạp lại đảng viên" in filled_text(forms["09-9-KND"]).splitlines()
    assert "Điều 1- Kết nạp lại Nguyễn Văn Mẫu" in filled_text(forms["09-9-KND"])
    assert "được kết nạp lại vào Đảng" in filled_text(forms["13-13-KND"])


def test_the_line_above_the_competent_committee_appears_when_it_is_known() -> None:
    data = json.loads(complete())
    for name in ("09-9-KND", "16-16-KND"):
        one = planned(data)[name]
        assert one.lacks == ()
        assert filled_text(one).startswith("ĐẢNG ỦY PHƯỜNG MẪU\n*")
    data["orgs"]["competent"]["parent_org"] = "Đảng bộ thành phố Ví Dụ"
    for name in ("09-9-KND", "16-16-KND"):
        assert filled_text(planned(data)[name]).startswith("ĐẢNG BỘ THÀNH PHỐ VÍ DỤ\nĐẢNG ỦY PHƯỜNG MẪU\n*")


def test_the_checklist_notes_the_papers_of_each_part() -> None:
    text = filled_text(planned(json.loads(complete()), every=True)["46-PKT"]).splitlines()
    at = text.index("6-KNĐ")
    assert text[at - 1] == "Nghị quyết của chi bộ"
    assert text[at + 3] == "số 05 ngày 15/10/2025"
    minutes = [index for index, line in enumerate(text) if line.startswith("Biên bản hội nghị chi bộ")]
    assert [text[index + 4] for index in minutes] == ["ngày 15/10/2025", "ngày 06/11/2026"]
    at = text.index("7-KNĐ")
    assert text[at - 1] == "Báo cáo thẩm định của đảng ủy bộ phận, nếu có"
    assert text[at + 3] == ""


def test_no_number_of_a_form_is_cut_at_its_hyphen() -> None:
    paper = planned(json.loads(complete()), every=True)["46-PKT"]
    table = next(one for one in form("PKT").tables if len(one.columns) == 6)
    (width,) = {cell.width for cell in table.columns[2].cells}
    rows = paper.values["papers"]
    assert isinstance(rows, list)
    longest = max((line for row in rows for line in row["form"].split("\n")), key=len)
    assert longest == "CN-NTVĐ1-2"
    assert blocks.text_width_mm(longest, blocks.SMALL_PT) + 3 < millimetres(width)


def test_every_teller_signs_the_count() -> None:
    data = json.loads(complete())
    data["cell_meeting"]["vote_mode"] = "secret_ballot"
    data["cell_meeting"]["tellers"] = [{"full_name": "Vũ Thị Đếm"}, {"full_name": "Lê Văn Đếm"}]
    lines = filled_text(planned(data, every=True)["41-BB-KP"]).splitlines()
    at = lines.index("TỔ KIỂM PHIẾU")
    assert [line for line in lines[at + 1 :] if line] == ["Vũ Thị Đếm", "Lê Văn Đếm"]


def test_an_extract_tells_of_each_relative_in_one_line() -> None:
    lines = filled_text(planned(json.loads(complete()), every=True)["44-TS"]).splitlines()
    at = lines.index("Cha đẻ: NGUYỄN VĂN MẪU CHA, sinh năm 1972")
    assert lines[at + 1].startswith("Quê quán: xã Mẫu Hai, tỉnh Ví Dụ; nơi cư trú: ")
    assert lines[at + 2].startswith("Mẹ đẻ: ")
    assert not any("Lịch sử chính trị" in line for line in lines)


# --- settings of the office


@pytest.mark.parametrize("name", ALL)
def test_forms_are_written_in_one_spelling(name: str) -> None:
    assert not any("uỷ" in text.lower() for text in texts(form(name)))


def test_the_spelling_of_the_office_reaches_the_form_but_no_value() -> None:
    data = json.loads(complete())
    data["orgs"]["competent"]["name"] = "Đảng ủy phường Thủy Mẫu"
    text = filled_text(planned(data, spelling="uỷ")["08-8-KND"])
    assert "T/M ĐẢNG UỶ" in text
    assert "đề nghị Ban Thường vụ Đảng ủy phường Thủy Mẫu xét" in text
    assert "- Lưu Đảng uỷ." in text
    assert "T/M ĐẢNG ỦY" in filled_text(planned(data)["08-8-KND"])
    data["orgs"]["grassroots"]["name"] = "Đảng uỷ Bệnh viện Mẫu"
    # a name in the other spelling is not doubled: the form prints the word itself
    assert "Kính gửi:\t- Chi ủy" in filled_text(planned(data)["01-1-KND"])
    assert "- Đảng ủy Bệnh viện Mẫu" in filled_text(planned(data)["01-1-KND"])


def test_a_word_of_kind_that_we_add_follows_the_spelling() -> None:
    data = json.loads(complete())
    data["orgs"]["competent"]["name"] = "Phường Mẫu"
    assert "ĐẢNG UỶ PHƯỜNG MẪU" in filled_text(planned(data, spelling="uỷ")["09-9-KND"])


def test_father_is_called_as_the_office_calls_him() -> None:
    data = json.loads(complete())
    assert "Cha đẻ: NGUYỄN VĂN MẪU CHA" in filled_text(planned(data)["02-2-KND"])
    text = filled_text(planned(data, father_word="bố")["02-2-KND"])
    assert "Bố đẻ: NGUYỄN VĂN MẪU CHA" in text
    assert "BỐ, MẸ VỢ" in text


def test_blanks_are_dots_or_room_as_the_office_wants() -> None:
    data = json.loads(complete())
    data["decision"] = {"legal_bases": None}
    data["family"][4].pop("occupation")
    data["candidate"]["rewards"] = None
    data["candidate"]["application_date"] = None
    names = ("01-1-KND", "02-2-KND", "09-9-KND")
    dotted, clean = planned(data), planned(data, blanks="clean")
    for name in names:
        assert "…" in filled_text(dotted[name])
        assert "…" not in filled_text(clean[name])
        assert "\N{EN SPACE}" in filled_text(clean[name])
        assert clean[name].lacks == dotted[name].lacks != ()
    # something unknown inside a list is a lack of the list
    assert {lack.pointer for lack in dotted["02-2-KND"].lacks} == {"/family", "/candidate/rewards"}


# --- pages of the booklet


def booklet(data: dict[str, Any]) -> list[str]:
    """The numbers that the pages of parts with several pages bear, in order."""
    document = opened(planned(data, printed=True)["02-2-KND"].fill().content)
    return [
        one.text
        for one in paragraphs(document)
        if one.paragraph_format.page_break_before and one.runs and points(one.runs[0]) == 9
    ]


PAGES = [str(page) for page in (*range(2, 9), *range(12, 25), *range(26, 32))]


def test_the_booklet_has_all_its_pages_however_much_is_written() -> None:
    data = json.loads(complete())
    assert booklet(data) == PAGES
    data["family"] = data["family"][:1]
    data["candidate"]["work_history"] *= 12
    data["verification"].pop("remarks")
    assert booklet(data) == PAGES


def test_what_the_booklet_has_no_page_for_bears_the_last_number_again() -> None:
    data = json.loads(complete())
    data["candidate"]["personal_history"] *= 20
    found = booklet(data)
    assert found[0] == "2"
    assert found[1] == "2 (tiếp)"
    assert [page for page in found if "tiếp" not in page] == PAGES


def test_a_text_longer_than_a_page_takes_the_numbers_of_its_pages() -> None:
    data = json.loads(complete())
    data["family"][4]["political_history"] = "Từ nhỏ sinh sống, làm ruộng tại xã. " * 150
    found = booklet(data)
    assert found.count("24") == 1
    missing = [page for page in PAGES if page not in found]
    assert 2 <= len(missing) <= 3
    assert found[-6:] == PAGES[-6:]


def test_an_unknown_list_is_a_blank_on_its_first_page() -> None:
    data = json.loads(complete())
    data["candidate"]["work_history"] = None
    one = planned(data, printed=True)["02-2-KND"]
    assert booklet(data) == PAGES
    assert [lack.pointer for lack in one.lacks] == ["/candidate/work_history"]
    assert len(one.fill().missing) == 1
