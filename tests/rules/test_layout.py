"""Layout rules: every one with papers that pass and papers that fail, our own forms, hostile files, command line."""

from __future__ import annotations

import io
import json
import time
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dossier import load_rulebook
from dossier.adapters.word_file import other_names, read_word_file, word_facts
from dossier.errors import InputError
from dossier.findings import Report, Severity, Verdict
from dossier.record.office import Office
from dossier.rules.check_word import check_word
from dossier.rules.word_paper import Paper
from tests.cli.running import AS_OF, dossier_folder, report_of, run
from tests.golden.make import PEOPLE, content, papers
from tests.rules.word_files import Typed, with_xml, word_file

DAY = date(2026, 11, 22)
NFD = unicodedata.normalize("NFD", "Đảng ủy đề nghị cấp trên xét.")
TODAY = "Phường Mẫu, ngày 22 tháng 11 năm 2026"
CERTIFICATION = "Đảng ủy chứng nhận bản lý lịch trên đây là đúng."


@dataclass(frozen=True)
class Edit:
    """A paper and what was done to it; *ask* is empty where the rule is to pass."""

    code: str
    ask: str
    paper: str
    edits: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.code}-{self.ask or 'pass'}-{self.paper}-{'-'.join([*self.edits, *self.more])}"


def no(code: str, ask: str, edits: dict[str, Any] | None = None, paper: str = "resolution", **more: Any) -> Edit:
    names = more.pop("names", ())
    return Edit(code, ask, paper, edits or {}, more, names)


def yes(code: str, edits: dict[str, Any] | None = None, paper: str = "resolution", **more: Any) -> Edit:
    return no(code, "", edits, paper, **more)


FAILING = [
    no("M01", "size", {"page": {"width": 216, "height": 279}, "date": TODAY}),
    no("M01", "size", {"page": {"width": 148, "height": 210}, "date": TODAY}),
    no("M02", "margins", {"page": {"left": 25}}),
    no("M02", "margins", {"page": {"top": 22, "bottom": 18}}, "letter"),
    no("M03", "font", {"last": {"font": "Arial"}}),
    no("M03", "font", header=Typed("Văn bản", font="Arial")),
    no("M03", "size", {"text": {"size": 12}}),
    no("M03", "size", {"text": {"size": 13}, "date": TODAY}),
    no("M04", "spacing", {"text": {"line": None}}),
    no("M04", "spacing", {"text": {"line": 17}}),
    no("M04", "spacing", {"text": {"line": 24}}, "personal"),
    no("M05", "party", {"party": None}),
    no("M05", "party_look", {"party": {"size": 13}}),
    no("M05", "party_look", {"party": {"bold": False}}, "personal"),
    no("M05", "star", {"star": None}),
    no("M05", "issuer_look", {"issuer": {"bold": False}}),
    no("M05", "parent_look", {"parent": {"bold": True}}),
    no("M05", "title_look", {"title": {"size": 14}}),
    no("M05", "summary_look", {"summary": {"bold": False}}),
    no("M06", "colon", {"number": "Số: 05-NQ/ĐU"}),
    no("M06", "zero", {"number": "Số 5-NQ/ĐU"}),
    no("M06", "form", {"number": "Số 05/NQ-ĐU"}),
    no("M06", "form", {"number": "Số 05 - NQ/ĐU"}),
    no("M07", "present", {"date": None}),
    no("M07", "zero_day", {"date": "Phường Mẫu, ngày 5 tháng 02 năm 2026"}),
    no("M07", "zero_month", {"date": "Phường Mẫu, ngày 05 tháng 2 năm 2026"}),
    no("M07", "extra_zero", {"date": "Phường Mẫu, ngày 05 tháng 03 năm 2026"}),
    no("M07", "real", {"date": "Phường Mẫu, ngày 31 tháng 02 năm 2026"}),
    no("M07", "look", {"date": {"italic": False}}, "personal"),
    no("M08", "hyphens", {"hyphens": "----------"}),
    no("M08", "hyphens", {"hyphens": None}),
    no("M09", "untitled", {"title": Typed("CÔNG VĂN", size=16, bold=True), "number": "Số 21-CV/ĐU"}, "letter"),
    no("M09", "untitled", {"number": "Số 21-CV/ĐU"}),
    no("M09", "summary", {"about": None}, "letter"),
    no("M09", "look", {"about": {"size": 14}}, "letter"),
    no("M09", "look", {"about": {"italic": False}}, "letter"),
    no("M09", "abbreviated", {"about": "V/v thẩm tra lý lịch"}, "letter"),
    no("M10", "stop", {"last": "Đảng ủy đề nghị cấp trên xét"}),
    no("M10", "slash", {"last": "Đảng ủy đề nghị cấp trên xét./.", "date": TODAY}),
    no("M11", "present", {"recipients": None, "above": None, "kept": None}),
    no("M11", "kept", {"kept": None}),
    no("M11", "colon_after", {"recipients": "Nơi nhận"}),
    no("M11", "colon", {"kept": "- Lưu: Đảng ủy."}),
    no("M11", "stop", {"kept": "- Lưu Đảng ủy"}),
    no("M11", "look", {"recipients": {"bold": True, "italic": True, "underline": False}}),
    no("M12", "present", {"authority": None}),
    no("M12", "dot", {"authority": "TM. ĐẢNG ỦY"}),
    no("M12", "deputy", {"authority": "K/T BÍ THƯ"}),
    no("M12", "deputy", {"authority": "KT. CHI BỘ"}, "cell"),
    no("M12", "look", {"authority": {"bold": False}}),
    no("M13", "look", {"position": {"bold": True}}),
    no("M13", "capitals", {"position": "Bí thư"}),
    no("M13", "alone", {"position": "BÍ THƯ ĐẢNG ỦY"}),
    no("M14", "degree", {"signer": "TS. Lê Thị Đảng Ủy"}),
    no("M14", "degree", {"signer": "Đồng chí Lê Thị Đảng Ủy"}),
    no("M14", "look", {"signer": {"bold": False}}),
    no("M14", "case", {"signer": "LÊ THỊ ĐẢNG ỦY"}),
    no("M15", "mark", {"seal": Typed("(Ký tên, đóng dấu)", "sign 1", italic=True)}, "cell"),
    no("M15", "mark", {"seal": Typed("(Đã ký và đóng dấu)", "sign 1", italic=True)}, "cell"),
    no("M16", "dots", {"text": "Lý do vắng mặt: ........................"}),
    no("M16", "dots", {"text": "Lý do vắng mặt: ……"}, "personal"),
    no("M17", "tags", {"text": "Chi bộ xét {{ full_name }}."}),
    no("M17", "tags", {"text": "Chi bộ xét «Ho_ten»."}),
    no("M17", "tags", header="{% if number %}"),
    no("M17", "tags", box="{{ date_line }}"),
    no("M17", "tags", {"item": "Lý do: None"}, "biography"),
    no("M18", "font", {"text": {"font": ".VnTime"}}),
    no("M18", "font", {"item": {"font": "VNI-Times"}}, "biography"),
    no("M18", "letters", {"text": "NguyÔn V¨n MÉu, ®¶ng viªn."}),
    no("M18", "letters", {"text": "Nguyeãn Vaên Maãu, ñaûng vieân."}),
    no("M19", "composed", {"text": NFD}),
    no("M19", "composed", title=NFD),
    no("M20", "mixed", {"text": "Đảng uỷ đã họp."}),
    no("M20", "mixed", {"last": "Kính đề nghị cấp uỷ xét."}, "cell", box="Chi ủy"),
    no("M21", "wording", {"certified": CERTIFICATION}, "biography"),
    no("M21", "wording", {"certified": "Lý lịch đã được thẩm tra."}, "biography"),
    no("M22", "name", {"text": "Xét kết nạp quần chúng Trần Văn Sót vào Đảng."}, names=("Trần Văn Sót",)),
    no("M22", "name", {"item": "Họ và tên: TRẦN VĂN SÓT"}, "biography", names=("Trần Văn Sót",)),
    no("M22", "name", title="Trần Văn Sót", names=("Trần Văn Sót",)),
]  # fmt: skip

PASSING = [
    *(yes(f"M{number:02}") for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20)),
    yes("M09", paper="letter"),
    yes("M15", paper="cell"),
    yes("M21", paper="biography"),
    yes("M22", names=("Trần Văn Sót",)),
    # just inside, and what looks like a fault and is none
    yes("M01", {"page": {"width": 210.9, "height": 297}}),
    yes("M01", {"page": {"width": 297, "height": 210}, "date": TODAY}),
    yes("M01", {"page": {"width": 148, "height": 210}, "date": "Phường Mẫu, ngày 26 tháng 5 năm 2026"}),
    yes("M02", {"page": {"left": 30.9, "right": 14.1}}),
    yes("M03", {"text": {"size": 13}, "date": "Phường Mẫu, ngày 26 tháng 5 năm 2026"}),
    yes("M03", {"above": {"size": 11}}),
    yes("M04", {"text": {"line": 18}, "last": {"line": 22}}),
    yes("M05", {"parent": None}),
    yes("M06", {"number": "Số 10-NQ/ĐU"}),
    yes("M06", {"number": "Số 128-QĐ/ĐU"}),
    yes("M06", {"number": "Số 09-TTr/BXDĐ"}),
    yes("M06", {"number": "Số      -NQ/ĐU"}),
    yes("M07", {"date": "Phường Mẫu, ngày 10 tháng 10 năm 2026"}),
    yes("M07", {"date": "Phường Mẫu, ngày 09 tháng 3 năm 2026"}),
    yes("M07", {"date": "Phường Mẫu, ngày    tháng    năm     "}),
    yes("M09", {"about": "Về việc thẩm tra lý lịch"}, "letter"),
    yes("M10", {"last": "Đảng ủy đề nghị cấp trên xét./.", "date": "Phường Mẫu, ngày 26 tháng 5 năm 2026"}),
    yes("M12", {"authority": "T/L BAN THƯỜNG VỤ"}),
    yes("M12", {"authority": "K/T TRƯỞNG BAN"}),
    yes("M13", {"position": "PHÓ BÍ THƯ"}),
    yes("M16", {"text": "Sách, báo, tạp chí..."}),
    yes("M17", {"text": "Điểm a, khoản 1 {mục 2} 100 %."}),
    yes("M18", {"text": "Ông Müller và bà Françoise, m², 50 µm; “nguýt” và «trích»."}),
    yes("M20", {"text": "Ông Nguyễn Thuỷ và bà Lê Thuý ủng hộ cấp ủy."}),
    yes("M22", {"text": "Xét quần chúng Trần Văn Sót Lại."}, names=("Trần Văn Sót",)),
    yes("M22", {"text": "Xét quần chúng Trần Văn Sớt."}, names=("Trần Văn Sót", "Mẫu")),
]  # fmt: skip


@cache
def made(paper: str) -> bytes:
    return word_file(paper)


def looked_at(file: bytes, *, names: tuple[str, ...] = (), as_of: date = DAY, spelling: str = "ủy") -> Report:
    office = Office(settings={"spelling": spelling})
    facts = word_facts(file, "văn bản.docx")
    return check_word(facts, rulebook=load_rulebook(), office=office, as_of=as_of, names=names)


def report_on(edit: Edit) -> Report:
    return looked_at(word_file(edit.paper, edit.edits, **edit.more), names=edit.names)


def verdict(report: Report, code: str) -> Verdict:
    return {rule.code: rule.verdict for rule in report.rules}[code]


@pytest.mark.parametrize("edit", FAILING, ids=lambda edit: edit.id)
def test_faulty_paper_is_flagged(edit: Edit) -> None:
    report = report_on(edit)
    found = [finding for finding in report.findings if finding.code == edit.code]
    assert edit.ask in [finding.ask for finding in found]
    assert verdict(report, edit.code) is Verdict.FAIL
    for finding in found:
        assert finding.where.file == "văn bản.docx"
        assert finding.where.label and finding.message.vi and finding.message.en and finding.fix.vi
        assert "{" not in finding.where.label + (finding.message.vi if edit.code != "M17" else "")


@pytest.mark.slow
@pytest.mark.parametrize("edit", PASSING, ids=lambda edit: edit.id)
def test_sound_paper_passes(edit: Edit) -> None:
    report = report_on(edit)
    assert [(f.ask, f.where.label) for f in report.findings if f.code == edit.code] == []
    assert verdict(report, edit.code) is Verdict.PASS


def test_every_layout_rule_has_one_passing_and_two_failing_papers() -> None:
    passing, failing = {edit.code for edit in PASSING}, Counter(edit.code for edit in FAILING)
    assert [code for code in load_rulebook().layout if code not in passing or failing[code] < 2] == []


def test_every_question_has_a_failing_paper() -> None:
    shown = {(edit.code, edit.ask) for edit in FAILING}
    asks = {(code, ask.id) for code, rule in load_rulebook().layout.items() for ask in rule.asks}
    assert asks == shown


@pytest.mark.parametrize("paper", ["resolution", "cell", "letter", "personal", "biography"])
def test_good_papers_have_no_finding_at_all(paper: str) -> None:
    assert [(f.code, f.ask, f.where.label) for f in looked_at(made(paper)).findings] == []


def test_only_left_over_codes_and_names_are_errors() -> None:
    severities = {
        code: {edition.severity for ask in rule.asks for edition in ask.editions}
        for code, rule in load_rulebook().layout.items()
    }
    assert {code for code, found in severities.items() if Severity.ERROR in found} == {"M17", "M22"}


# --- editions, kinds, places ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "asked"), [("26 tháng 5 năm 2026", False), ("27 tháng 5 năm 2026", True), ("28 tháng 5 năm 2026", True)]
)
def test_the_day_on_the_paper_chooses_the_edition(day: str, asked: bool) -> None:
    file = word_file(edits={"date": f"Phường Mẫu, ngày {day}", "last": "Đảng ủy đề nghị cấp trên xét./."})
    found = [f.ask for f in looked_at(file, as_of=date(2018, 4, 3)).findings if f.code == "M10"]
    assert found == (["slash"] if asked else [])


def test_without_a_day_on_the_paper_the_day_of_the_check_chooses() -> None:
    file = word_file(edits={"date": None, "last": "Đảng ủy đề nghị cấp trên xét./."})
    asks = [[f.ask for f in looked_at(file, as_of=day).findings if f.code == "M10"] for day in (date(2026, 5, 26), DAY)]
    assert asks == [[], ["slash"]]


def test_before_any_guidance_layout_is_not_judged() -> None:
    file = word_file(edits={"date": "Phường Mẫu, ngày 02 tháng 4 năm 2018", "page": {"left": 10}})
    report = looked_at(file)
    assert verdict(report, "M02") is Verdict.NOT_APPLICABLE
    assert report.findings == ()


def test_names_are_not_judged_where_none_are_known() -> None:
    assert verdict(looked_at(made("resolution")), "M22") is Verdict.NOT_APPLICABLE


def test_letter_rule_is_not_asked_of_a_resolution() -> None:
    assert verdict(looked_at(made("resolution")), "M09") is Verdict.NOT_APPLICABLE


def test_an_office_that_writes_otherwise_is_told_its_own_spelling() -> None:
    file = word_file(edits={"text": "Đảng uỷ đã họp."})
    found = [f for f in looked_at(file, spelling="uỷ").findings if f.code == "M20"]
    assert found and all("“uỷ”" in f.fix.vi for f in found)
    assert "/paragraphs/9" not in [f.where.pointer for f in found]


def test_label_shows_words_of_fixed_lines_only() -> None:
    report = report_on(no("M06", "colon", {"number": "Số: 05-NQ/ĐU", "text": {"size": 11}, "signer": {"bold": False}}))
    labels = {finding.code: finding.where.label for finding in report.findings}
    assert labels["M06"] == "đoạn 4: “Số: 05-NQ/ĐU”"
    assert labels["M03"] == "đoạn 10"
    assert labels["M14"] == "đoạn 17 (bảng 2, hàng 1)"


@pytest.mark.slow
@pytest.mark.parametrize("edit", FAILING, ids=lambda edit: edit.id)
def test_no_report_repeats_a_name_of_the_paper(edit: Edit) -> None:
    told = json.dumps(
        [(f.where.label, f.message.vi, f.message.en, f.fix.vi) for f in report_on(edit).findings], ensure_ascii=False
    )
    for name in ("Nguyễn Văn Mẫu", "Lê Thị", "LÊ THỊ", "Văn Sót", "VĂN SÓT"):
        assert name not in told


def test_heads_without_a_table_are_read_too() -> None:
    flat = {
        name: {"where": "body"}
        for name in ("parent", "issuer", "star", "number", "party", "date", "recipients", "above", "kept")
    }
    flat |= {name: {"where": "body"} for name in ("authority", "position", "signer")}
    assert [(f.code, f.ask) for f in looked_at(word_file(edits=flat)).findings] == []


def test_tables_with_a_row_a_line_are_read_too() -> None:
    rows = {"party": "head 1", "parent": "head 0", "issuer": "head 0 1", "star": "head 0 2", "number": "head 0 3"}
    rows |= {"date": "head 1 3", "recipients": "sign 0", "above": "sign 0 1", "kept": "sign 0 2"}
    rows |= {"authority": "sign 1", "position": "sign 1 1", "signer": "sign 1 2"}
    content = word_file(edits={name: {"where": where} for name, where in rows.items()})
    paper = Paper(word_facts(content, "a.docx"), load_rulebook().word_lines)
    read = {name: [line.text for line in paper.named(name)] for name in ("parent", "issuer", "position", "signer")}
    assert read == {
        "parent": ["ĐẢNG BỘ PHƯỜNG MẪU"], "issuer": ["ĐẢNG ỦY BỆNH VIỆN MẪU"], "position": ["BÍ THƯ"],
        "signer": ["Lê Thị Đảng Ủy"],
    }  # fmt: skip
    assert [(f.code, f.ask) for f in looked_at(content).findings] == []


def test_head_in_one_line_with_tabs_is_read_too() -> None:
    edits = {
        "issuer": {"where": "body"},
        "parent": None,
        "party": None,
        "date": None,
        "star": {"where": "body"},
        "number": {"text": "Số: 5-NQ/ĐU\tPhường Mẫu, ngày 5 tháng 02 năm 2026", "where": "body"},
    }
    found = {(f.code, f.ask) for f in looked_at(word_file(edits=edits)).findings}
    assert {("M06", "colon"), ("M06", "zero"), ("M07", "zero_day"), ("M05", "party")} <= found


def test_styles_are_resolved_and_deleted_text_is_not_read() -> None:
    runs = '<w:ins w:id="1" w:author="a"><w:r><w:t> Thêm.</w:t></w:r></w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>{{ gone }}</w:delText></w:r></w:del>'
    file = with_xml(made("resolution"), "vào Đảng.</w:t></w:r>", f"vào Đảng.</w:t></w:r>{runs}{deleted}")
    facts = word_facts(file, "a.docx")
    text = facts.paragraphs[9]
    assert text.text.endswith("vào Đảng. Thêm.")
    assert [(s.font, s.size_pt) for s in text.stretches] == [("Times New Roman", 14.0), ("Cambria", 11.0)]
    assert "Cambria" in facts.fonts
    assert "M17" not in [f.code for f in looked_at(file).findings]


def test_a_date_at_the_end_of_a_sentence_is_no_date_line() -> None:
    text = "Xét đề nghị tại Nghị quyết số 05-NQ/CB, ngày 5 tháng 3 năm 2026"
    assert [f.code for f in looked_at(word_file("personal", {"text": text})).findings] == []


def test_a_text_box_is_read_once() -> None:
    assert [p.text for p in word_facts(word_file(box="chữ trong khung"), "a.docx").boxes] == ["chữ trong khung"]


def test_the_same_file_gives_the_same_report() -> None:
    file = word_file(edits={"number": "Số: 5/NQ-ĐU", "text": {"font": "Arial", "size": 10}})
    assert looked_at(file) == looked_at(file)


def test_many_faults_are_capped() -> None:
    lines = {f"more {number}": Typed("Chữ.", align="justify", font="Arial") for number in range(230)}
    found = [f for f in looked_at(word_file(edits=lines)).findings if f.code == "M03"]
    assert len(found) == 200


# --- our own forms --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", PEOPLE)
def test_our_filled_forms_pass(person: str) -> None:
    for name in papers(person):
        report = looked_at(content(person, name))
        assert [(name, f.code, f.ask, f.where.label) for f in report.findings] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("01-1-KND", "draft"), ("02-2-KND", "draft"), ("01-1-KND-in", "personal"), ("02-2-KND-in", "biography"),
        ("03-3-KND", "personal"), ("04-4-KND", "union"), ("05-5A-1", "answer"), ("06-6-KND", "party"),
        ("10-10-KND", "personal"), ("20-20-KND-1", "party"), ("21-GGT-TT", "party"), ("30-CN-NTVD1", "certificate"),
        ("46-PKT", "slip"),
    ],
)  # fmt: skip
def test_kinds_of_our_forms(name: str, kind: str) -> None:
    facts = word_facts(content("complete", name), name)
    assert Paper(facts, load_rulebook().word_lines).kind == kind


def test_certification_of_our_biography_is_judged() -> None:
    report = looked_at(content("complete", "02-2-KND"))
    assert verdict(report, "M21") is Verdict.PASS
    assert verdict(report, "M02") is Verdict.NOT_APPLICABLE


def test_a_filled_form_is_read_and_checked_quickly() -> None:
    files = [content("complete", name) for name in ("06-6-KND", "09-9-KND", "02-2-KND")]
    looked_at(files[0])
    best = []
    for file in files:
        spent = []
        for _ in range(5):
            start = time.process_time()
            looked_at(file)
            spent.append(time.process_time() - start)
        best.append(min(spent))
    assert max(best) < 0.09  # three times the aim of 30 ms, for a busy machine


# --- hostile and broken files ---------------------------------------------------------------------------------


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


RELS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="%s"/>'
    b"</Relationships>"
)
W_SPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(document: bytes) -> bytes:
    return archive(**{"_rels/.rels": RELS % b"word/document.xml", "word/document.xml": document})


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
HOSTILE = {
    "not a zip": b"no archive at all",
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "cut off": made("resolution")[:2000],
    "empty archive": archive(),
    "no relations": archive(**{"word/document.xml": b"<a/>"}),
    "a workbook": archive(**{"_rels/.rels": RELS % b"xl/workbook.xml", "xl/workbook.xml": b"<workbook/>"}),
    "points outside": archive(**{"_rels/.rels": RELS % b"../../etc/passwd"}),
    "climbs out": archive(**{"../evil.xml": b"<a/>"}),
    "no body": package(b"<w:document " + W_SPACE + b"/>"),
    "broken XML": package(b"<w:document " + W_SPACE + b"><w:body>"),
    "entities": package(BOMB + b"<w:document " + W_SPACE + b"><w:body><w:p/>&c;</w:body></w:document>"),
    "strict": package(b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
    "bomb": package(b" " * 40_000_000),
    "no end of paragraphs": package(b"<w:document " + W_SPACE + b"><w:body>" + b"<w:p/>" * 700_000 + b"</w:body>"),
    "deep": package(b"<w:document " + W_SPACE + b">" + b"<w:body>" * 5000),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_gets_one_line(what: str) -> None:
    with pytest.raises(InputError) as caught:
        word_facts(HOSTILE[what], "a.docx")
    told = caught.value.told("vi")
    assert told.startswith("a.docx: ")
    assert "\n" not in told


def test_a_year_of_many_figures_is_no_crash() -> None:
    file = word_file(edits={"date": "Phường Mẫu, ngày 05 tháng 02 năm " + "9" * 5000})
    assert ("M07", "present") in {(f.code, f.ask) for f in looked_at(file).findings}


def test_a_hostile_certification_is_judged_in_time() -> None:
    words = "chứng nhận lý lịch của quần chúng x khai tại đảng bộ cơ sở x là đúng sự thật; không vấn đề "
    start = time.process_time()
    report = looked_at(word_file("biography", {"certified": words * 3000}))
    assert "M21" in [f.code for f in report.findings]
    assert time.process_time() - start < 5


def test_strange_measures_are_no_crash() -> None:
    file = with_xml(made("resolution"), 'w:lineRule="exact" w:line="380"', 'w:lineRule="exact" w:line="many"')
    assert "M04" in [f.code for f in looked_at(file).findings]


def test_a_style_that_rests_on_itself_is_no_loop() -> None:
    file = made("resolution")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/styles.xml":
                data = data.replace(b'<w:name w:val="Normal"/>', b'<w:name w:val="Normal"/><w:basedOn w:val="Normal"/>')
                assert b'<w:basedOn w:val="Normal"/><w:qFormat' in data
            target.writestr(name, data)
    assert looked_at(out.getvalue()).findings == ()


# --- command line ---------------------------------------------------------------------------------------------


def saved(path: Path, file: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file)
    return path


FAULTY = {"number": "Số: 5-NQ/ĐU", "text": "Xét {{ full_name }}."}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_command_checks_a_word_file(tmp_path: Path, lang: str) -> None:
    good, bad = saved(tmp_path / "a.docx", made("resolution")), saved(tmp_path / "b.docx", word_file(edits=FAULTY))
    assert run("check", good, *AS_OF, lang=lang).code == 0
    ran = run("check", bad, *AS_OF, lang=lang)
    assert ran.code == 1
    assert "M17" in ran.out and "M06" in ran.out and "05-HD/VPTW" not in ran.err
    assert ran.out.count("b.docx") >= 2
    assert "(b.docx)" not in ran.out


def test_warnings_alone_leave_the_exit_code_0(tmp_path: Path) -> None:
    assert run("check", saved(tmp_path / "a.docx", word_file(edits={"number": "Số: 05-NQ/ĐU"})), *AS_OF).code == 0


def test_word_files_and_dossiers_stand_side_by_side(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "mau-001", papers=True)
    file = saved(folder / "forms" / "08-8-KND.docx", word_file(edits=FAULTY))
    ran = run("check", file, folder, *AS_OF, "--format", "json")
    reports = report_of(ran)
    assert ran.code == 1
    assert [(report["record_id"], report["stage"]) for report in reports] == [
        ("", ""),
        ("mau-001", "recognition_submission"),
    ]
    found = [(f["code"], f["where"]["file"], f["where"]["pointer"]) for f in reports[0]["findings"]]
    assert ("M17", "08-8-KND.docx", "/paragraphs/9") in found
    assert [item["path"] for item in reports[0]["inputs"]] == ["08-8-KND.docx"]


@pytest.mark.parametrize("form", ["html", "xlsx", "docx"])
def test_other_formats_hold_a_word_report(tmp_path: Path, form: str) -> None:
    file, out = saved(tmp_path / "a.docx", word_file(edits=FAULTY)), tmp_path / f"report.{form}"
    assert run("check", file, *AS_OF, "--format", form, "--out", out).code == 1
    content = out.read_bytes()
    if form == "html":
        assert "M17" in content.decode() and "a.docx" in content.decode()
    else:
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_json_report_of_a_word_file_fits_the_schema(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    from dossier.resources import schema_path

    file = saved(tmp_path / "a.docx", word_file(edits=FAULTY))
    report = report_of(run("check", file, *AS_OF, "--format", "json"))
    Draft202012Validator(json.loads(schema_path("report").read_text(encoding="utf-8"))).validate(report)


def test_a_name_left_over_from_the_next_folder_is_found(tmp_path: Path) -> None:
    own = dossier_folder(tmp_path / "mau-001")
    dossier_folder(tmp_path / "mau-002", put={"/record_id": "mau-002", "/candidate/birth_name": "Trần Văn Sót"})
    dossier_folder(tmp_path / "mau-003", put={"/record_id": "mau-003"})
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "record.json").write_text("{", encoding="utf-8")
    file = saved(own / "forms" / "08-8-KND.docx", word_file(edits={"text": "Xét kết nạp đồng chí Trần Văn Sót."}))
    assert other_names(file) == {"Trần Văn Sót"}
    ran = run("check", file, *AS_OF)
    assert ran.code == 1
    assert "M22" in ran.out and "Sót" not in ran.told
    assert other_names(saved(tmp_path.parent / "alone.docx", made("resolution"))) == frozenset()


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a"])
def test_hostile_word_file_is_exit_3_with_one_line(tmp_path: Path, name: str) -> None:
    ran = run("check", saved(tmp_path / name, HOSTILE["old Word"]), *AS_OF)
    assert ran.code == 3
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1


def test_a_word_file_is_known_by_its_bytes(tmp_path: Path) -> None:
    assert run("check", saved(tmp_path / "van-ban", made("resolution")), *AS_OF).code == 0


def test_a_word_file_that_is_not_there_is_exit_3(tmp_path: Path) -> None:
    assert run("check", tmp_path / "none.docx", *AS_OF).code == 3


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_explain_and_rules_show_layout_rules(lang: str) -> None:
    page = run("explain", "m06", lang=lang)
    assert page.code == 0
    assert "36-HD/VPTW" in page.out and "05-HD/VPTW" in page.out
    listed = run("rules", "--on", "2026-11-22", lang=lang).out
    assert all(f"\n{code}  " in f"\n{listed}" for code in load_rulebook().layout)
    assert "M10" in run("rules", "--diff", "2026-05-26", "2026-05-27", lang=lang).out


def test_a_dossier_is_not_asked_layout_rules(tmp_path: Path) -> None:
    report = report_of(run("check", dossier_folder(tmp_path / "a"), *AS_OF, "--format", "json"))
    assert not {rule["code"] for rule in report["rules"]} & set(load_rulebook().layout)


# --- tables ---------------------------------------------------------------------------------------------------


OVERLAY = """
[overlay]
title = {{ vi = "Riêng", en = "Own" }}
{rows}
"""
BAD_ROW = """
[[rule]]
code   = "X01"
kind   = "layout"
stage  = "application"
papers = ["party", "novel"]
title  = { vi = "a", en = "a" }
why    = { vi = "a", en = "a" }
[[rule.ask]]
id       = "one"
severity = "warning"
check    = "line_avoid"
says     = { vi = "a", en = "a" }
fix      = { vi = "a", en = "a" }
[[rule.ask]]
id       = "two"
severity = "warning"
check    = "line_avoids"
params   = { line = "nummer", pattern = "(" }
says     = { vi = "{text}", en = "a" }
fix      = { vi = "a", en = "a" }
[[rule.edition]]
from       = 2018-04-03
source     = { document = "36-HD-VPTW-x" }
confidence = "secondary"
"""
FORBIDDEN = BAD_ROW.replace("papers = [", 'act = "/decision/date"\npapers = [').replace(
    'check    = "line_avoid"\n', 'check    = "line_avoids"\nneeds = ["/decision/date"]\n'
)


def faults(tmp_path: Path, rows: str) -> str:
    from dossier.errors import RegulationError

    path = tmp_path / "rieng.toml"
    path.write_text(OVERLAY.format(rows="") + rows, encoding="utf-8")
    with pytest.raises(RegulationError) as caught:
        load_rulebook(Office(settings={"overlays": [str(path)]}))
    return str(caught.value)


def test_bad_layout_rows_are_refused_with_every_fault(tmp_path: Path) -> None:
    told = faults(tmp_path, BAD_ROW)
    for fault in (
        "unknown kind of paper 'novel'", "did you mean 'line_avoids'", "unknown name 'nummer'", "'(' is no pattern",
        "{text}", "unknown document '36-HD-VPTW-x'",
    ):  # fmt: skip
        assert fault in told


def test_a_layout_row_has_no_places_of_a_record(tmp_path: Path) -> None:
    told = faults(tmp_path, FORBIDDEN)
    assert "rule X01: act: " in told
    assert "rule X01: ask/0/needs: " in told


def test_an_office_may_change_a_layout_rule(tmp_path: Path) -> None:
    path = tmp_path / "rieng.toml"
    rows = '[[change]]\ncode = "M02"\nparams = { left_mm = 35 }\n[[off]]\ncode = "M04"\n'
    path.write_text(OVERLAY.format(rows=rows), encoding="utf-8")
    office = Office(settings={"overlays": [str(path)]})
    rulebook = load_rulebook(office)
    facts = word_facts(word_file(edits={"page": {"left": 35}, "text": {"line": None}}), "a.docx")
    report = check_word(facts, rulebook=rulebook, office=office, as_of=DAY)
    assert report.findings == ()
    assert "M04" not in [rule.code for rule in report.rules]
    assert "M02" in [f.code for f in looked_at(word_file(edits={"page": {"left": 35}})).findings]


def test_the_page_of_rules_has_the_layout_rules() -> None:
    from docs.pages import rules_page

    page = rules_page()
    assert all(f"\n## {code}\n" in page for code in load_rulebook().layout)


def test_reading_from_disk_gives_name_and_hash(tmp_path: Path) -> None:
    facts = read_word_file(saved(tmp_path / "a.docx", made("resolution")))
    assert facts.name == "a.docx"
    assert len(facts.sha256) == 64
    assert facts.pages[0].left_mm == pytest.approx(30, abs=0.05)
