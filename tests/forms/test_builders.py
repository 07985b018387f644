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

PACK = "hd38-2025"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
CELL_FORMS = ["5-KND", "6-KND", "12-KND", "13-KND"]
SEALED_FORMS = ["8-KND", "9-KND", "9A-KND", "15-KND", "16-KND", "16A-KND", "20-KND"]
DRAFTS = ["1-KND", "2-KND"]
CERTIFICATES = ["CN-NTVD1", "CN-NTVD1-2", "GCN-DVM"]
ALL = sorted(name.removesuffix(".docx") for name in PACKS[PACK])
A4_FORMS = [name for name in ALL if name not in (*CERTIFICATES, "2-KND-in")]


@cache
def built() -> dict[str, bytes]:
    return build(PACK)


@cache
def form(name: str) -> Document:
    return docx.Document(io.BytesIO(built()[f"{name}.docx"]))


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


def test_committed_files_are_what_the_code_gives() -> None:
    assert differences(PACK, data_folder("templates") / PACK) == []


def test_two_builds_give_the_same_bytes() -> None:
    assert build(PACK) == built()


def test_check_names_a_changed_a_missing_and_a_foreign_file(tmp_path: Any) -> None:
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
        assert (millimetres(section.page_width), millimetres(section.page_height)) == (210, 297)
        assert millimetres(section.top_margin) == 20
        assert millimetres(section.bottom_margin) == 20
        assert millimetres(section.left_margin) == 30
        assert millimetres(section.right_margin) == 15


@pytest.mark.parametrize("name", CERTIFICATES)
def test_certificates_are_a5(name: str) -> None:
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


@pytest.mark.parametrize("name", [name for name in A4_FORMS if name != "2-KND"])
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


@pytest.mark.parametrize("name", [*CELL_FORMS, *SEALED_FORMS, "7-KND", "14-KND"])
def test_party_letterhead(name: str) -> None:
    document = form(name)
    party = run_with(document, "ĐẢNG CỘNG SẢN VIỆT NAM")
    assert party.bold
    assert points(party) == 15
    assert "w:pBdr" in paragraph_with(document, "ĐẢNG CỘNG SẢN VIỆT NAM")._p.xml
    date = run_with(document, "{{ date_line }}")
    assert date.italic
    assert points(date) == 14
    left = document.tables[0].rows[0].cells[0].paragraphs
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
        ("9-KND", "Số {{ number }}-QĐ/ĐU"),
        ("9A-KND", "Số {{ number }}-QĐ/ĐU"),
        ("16-KND", "Số {{ number }}-QĐ/ĐU"),
        ("16A-KND", "Số {{ number }}-QĐ/ĐU"),
        ("20-KND", "Số {{ number }}-CV/ĐU"),
    ],
)
def test_number_line_has_no_colon(name: str, line: str) -> None:
    assert line in texts(form(name))
    assert not any(text.startswith("Số:") for text in texts(form(name)))


@pytest.mark.parametrize("name", ["5-KND", "12-KND"])
def test_summaries_of_opinions_bear_no_number(name: str) -> None:
    assert not any(text.startswith("Số {{ number") for text in texts(form(name)))


def test_unions_keep_their_own_heads() -> None:
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in texts(form("4-KND"))
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
        ("9-KND", "QUYẾT ĐỊNH", "kết nạp đảng viên"),
        ("10-KND", "BẢN TỰ KIỂM ĐIỂM", "của đảng viên dự bị"),
        ("11-KND", "BẢN NHẬN XÉT", "đảng viên dự bị"),
        ("13-KND", "NGHỊ QUYẾT", "đề nghị công nhận đảng viên chính thức"),
        ("16-KND", "QUYẾT ĐỊNH", "công nhận đảng viên chính thức"),
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


@pytest.mark.parametrize("name", [*CELL_FORMS, "3-KND", "3A-KND", "7-KND", "10-KND", "11-KND", "14-KND"])
def test_unsealed_papers_bear_no_mark_of_a_seal(name: str) -> None:
    assert not any("đóng dấu" in text.lower() for text in texts(form(name)))


@pytest.mark.parametrize("name", ["6-KND", "13-KND", *SEALED_FORMS, "7-KND", "14-KND"])
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
    starts = []
    for section in document.sections:
        assert (millimetres(section.page_width), millimetres(section.page_height)) == (145, 205)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [millimetres(margin) for margin in margins] == [10, 11, 10, 10]
        number = section._sectPr.find(qn("w:pgNumType"))
        starts.append(None if number is None else int(number.get(qn("w:start"))))
    assert starts == [None, 1, 2, 3, 9, 10, 11, 12, 25, 26, 32]


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


def planned(data: dict[str, Any], *, printed: bool = False) -> dict[str, PlannedForm]:
    forms: FormSet = load_forms(PACK, printed=printed)
    return {one.name.removesuffix(".docx"): one for one in plan(Record(data), Office(), forms, None)}


def filled_text(one: PlannedForm) -> str:
    filled = one.spec.compiled().fill(one.values)
    return "\n".join(texts(docx.Document(io.BytesIO(filled.content))))


def test_the_complete_dossier_leaves_no_blank() -> None:
    for printed in (False, True):
        for one in planned(json.loads(complete()), printed=printed).values():
            assert one.lacks == ()
            assert one.spec.compiled().fill(one.values).missing == ()


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
