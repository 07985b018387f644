"""What one paper tells of its office, however it was typed."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dossier.learning.bodies import Body
from tests.adapters.test_legacy_fonts import TCVN3_BYTES, in_vni, letters
from tests.learning.papers import ROWS, TABBED, paper, read, text
from tests.rules.word_files import RESOLUTION, Typed, with_xml, word_file


def named(body: Body | None) -> str:
    return f"{body.word.name} {body.own}" if body is not None else ""


@pytest.mark.parametrize("edits", [{}, TABBED, ROWS], ids=["table", "tabs", "rows"])
def test_head_and_signature_are_read(edits: dict[str, Any]) -> None:
    facts = paper(edits=edits)
    assert named(facts.parent) == "Đảng ủy PHƯỜNG MẪU"
    assert named(facts.issuer) == "Đảng ủy BỆNH VIỆN MẪU"
    assert (facts.number, facts.symbol, facts.code) == (5, "NQ", "ĐU")
    assert facts.day == date(2026, 2, 5)
    assert facts.place == "Phường Mẫu"
    assert facts.padded is True
    assert facts.act == "proposal"
    assert (facts.on_behalf, facts.post, facts.signer) == ("committee", "secretary", "Lê Thị Đảng Ủy")


def test_head_in_a_text_box_is_read() -> None:
    aside = dict.fromkeys(("parent", "issuer", "star", "number"))
    boxed = "</w:t><w:br/><w:t>".join(("ĐẢNG BỘ PHƯỜNG MẪU", "CHI BỘ MỘT", "*", "Số 7-NQ/CB"))
    facts = paper("cell", aside, box=boxed)
    assert (named(facts.parent), named(facts.issuer)) == ("Đảng ủy PHƯỜNG MẪU", "Chi bộ MỘT")
    assert (facts.number, facts.code) == (7, "CB")
    assert (facts.on_behalf, facts.signer) == ("cell", "Lê Thị Đảng Ủy")


def test_head_in_the_page_header_is_read() -> None:
    aside = dict.fromkeys(("parent", "star", "number")) | {"issuer": None}
    facts = paper("cell", aside, header=Typed("ĐẢNG BỘ PHƯỜNG MẪU\nCHI BỘ MỘT\n*\nSố 7-NQ/CB"))
    assert (named(facts.parent), named(facts.issuer), facts.number) == ("Đảng ủy PHƯỜNG MẪU", "Chi bộ MỘT", 7)


def test_head_without_star_and_number_is_read() -> None:
    facts = paper("cell", {"star": None, "number": None})
    assert (named(facts.parent), named(facts.issuer)) == ("Đảng ủy PHƯỜNG MẪU", "Chi bộ MỘT")


@pytest.mark.parametrize(
    ("line", "number", "symbol", "code"),
    [
        ("Số 05-NQ/CB", 5, "NQ", "CB"),
        ("Số: 06- NQ/CB", 6, "NQ", "CB"),
        ("Số 128 – QĐ/ĐU", 128, "QĐ", "ĐU"),
        ("Số 12-CV/CBHC", 12, "CV", "CBHC"),
        ("Số 12a-NQ/CB", 12, "NQ", "CB"),
        ("Số ……-NQ/CB", None, "NQ", "CB"),
        ("Số      -NQ/CB", None, "NQ", "CB"),
        ("Số 3-TTr/ĐU", 3, "TTr", "ĐU"),
    ],
)
def test_number_line_is_parted(line: str, number: int | None, symbol: str, code: str) -> None:
    facts = paper(edits={"number": line})
    assert (facts.number, facts.symbol, facts.code) == (number, symbol, code)


@pytest.mark.parametrize(
    ("line", "padded", "day"),
    [
        ("Phường Mẫu, ngày 5 tháng 2 năm 2026", False, date(2026, 2, 5)),
        ("Phường Mẫu, ngày 05 tháng 12 năm 2026", True, date(2026, 12, 5)),
        ("Phường Mẫu, ngày 15 tháng 12 năm 2026", None, date(2026, 12, 15)),
        ("Phường Mẫu, ngày … tháng … năm 2026", None, None),
        ("Phường Mẫu, ngày 31 tháng 02 năm 2026", True, None),
        ("Phường 12, ngày 05 tháng 02 năm 2026", True, date(2026, 2, 5)),
    ],
)
def test_date_line_tells_place_and_manner(line: str, padded: bool | None, day: date | None) -> None:
    facts = paper(edits={"date": line})
    assert facts.place == line.partition(",")[0]
    assert (facts.padded, facts.day) == (padded, day)


def test_dots_are_no_place() -> None:
    assert paper(edits={"date": "…………, ngày 05 tháng 02 năm 2026"}).place == ""


@pytest.mark.parametrize(
    ("edits", "behalf", "post", "signer"),
    [
        ({"position": "PHÓ BÍ THƯ"}, "committee", "deputy", "Lê Thị Đảng Ủy"),
        ({"position": "PHÓ BÍ THƯ THƯỜNG TRỰC"}, "committee", "deputy", "Lê Thị Đảng Ủy"),
        ({"position": "BÍ THƯ ĐẢNG ỦY"}, "committee", "secretary", "Lê Thị Đảng Ủy"),
        ({"authority": "T/M BAN THƯỜNG VỤ"}, "standing", "secretary", "Lê Thị Đảng Ủy"),
        ({"authority": "TM. BAN CHẤP HÀNH"}, "committee", "secretary", "Lê Thị Đảng Ủy"),
        ({"signer": "LÊ THỊ MẪU"}, "committee", "secretary", "Lê Thị Mẫu"),
        ({"signer": "……………………"}, "committee", "secretary", ""),
        ({"signer": None}, "committee", "secretary", ""),
        ({"position": "CHÁNH VĂN PHÒNG", "authority": "T/L BAN THƯỜNG VỤ"}, "", "", ""),
        ({"authority": "T/M CHI BỘ"}, "", "", ""),
    ],
)
def test_signature_counts_only_for_the_body_that_issues(
    edits: dict[str, Any], behalf: str, post: str, signer: str
) -> None:
    facts = paper(edits=edits)
    assert (facts.on_behalf, facts.post, facts.signer) == (behalf, post, signer)


def test_a_note_between_post_and_name_is_no_name() -> None:
    lines = dict(RESOLUTION)
    signer = lines.pop("signer")
    edits = {"signer": None, "note": replace(signer, text="(Ký, đóng dấu, ghi rõ họ và tên)"), "name": signer}
    facts = paper(edits=edits)
    assert facts.signer == "Lê Thị Đảng Ủy"
    assert facts.sealed is True
    assert paper().sealed is False


@pytest.mark.parametrize(
    ("kind", "edits", "act"),
    [
        ("resolution", {}, "proposal"),
        ("resolution", {"summary": "đề nghị công nhận đảng viên chính thức"}, "proposal"),
        ("resolution", {"summary": "về nhiệm vụ năm 2026"}, ""),
        ("resolution", {"title": "QUYẾT ĐỊNH", "summary": "kết nạp đảng viên"}, "decision"),
        ("resolution", {"title": "QUYẾT ĐỊNH", "summary": "về việc công nhận đảng viên chính thức"}, "decision"),
        ("resolution", {"title": "QUYẾT ĐỊNH", "summary": "xóa tên đảng viên dự bị"}, ""),
        ("resolution", {"title": "BÁO CÁO", "summary": "về việc thẩm định nghị quyết"}, "appraisal"),
        ("letter", {}, "letter"),
        ("letter", {"about": "V/v trả lời xác minh lý lịch"}, ""),
        ("personal", {}, "self_review"),
    ],
)
def test_what_a_paper_does(kind: str, edits: dict[str, Any], act: str) -> None:
    assert paper(kind, edits).act == act


def test_bodies_that_running_text_names() -> None:
    more = text("Đảng ủy Bệnh viện Mẫu đề nghị Ban Thường vụ Đảng ủy phường Mẫu xét, quyết định kết nạp.")
    assert named(paper(edits=more).decides) == "Đảng ủy phường Mẫu"
    more = text("Chi bộ báo cáo và đề nghị Đảng uỷ Bệnh viện Mẫu xét, kết nạp quần chúng vào Đảng.")
    assert named(paper("cell", more).proposes) == "Đảng ủy Bệnh viện Mẫu"


@pytest.mark.parametrize(
    ("line", "body", "term"),
    [
        ("Căn cứ Quy chế của Ban Chấp hành Đảng bộ Bệnh viện Mẫu nhiệm kỳ 2025 - 2030;", "Bệnh viện Mẫu", "2025-2030"),
        ("Đảng bộ Bệnh viện Mẫu lần thứ V, nhiệm kỳ 2025-2030 đã họp.", "Bệnh viện Mẫu", "2025-2030"),
        ("Đảng bộ Bệnh viện Mẫu khóa V (nhiệm kỳ 2025–2030)", "Bệnh viện Mẫu", "2025-2030"),
        ("Nhiệm kỳ 2025-2027", "BỆNH VIỆN MẪU", "2025-2027"),
    ],
)
def test_terms_go_with_the_body_before_them(line: str, body: str, term: str) -> None:
    ((found, said),) = paper(edits=text(line)).terms
    assert (found.own, said) == (body, term)


def test_a_strange_term_is_none() -> None:
    assert paper(edits=text("nhiệm kỳ 2030-2025", "nhiệm kỳ 2020-2090")).terms == ()


@pytest.mark.parametrize(
    ("lines", "setting", "value"),
    [
        (["Đảng uỷ và chi uỷ, Uỷ ban.", "Đảng ủy"], "spelling", "uỷ"),
        (["Thủy, thuỷ, huỷ"], "spelling", "ủy"),
        (["Bố đẻ: A; bố vợ: B."], "father_word", "bố"),
        (["Cha, mẹ đều khỏe."], "father_word", "cha"),
        (["Công bố, phân bố, bố trí; cha xứ."], "father_word", None),
        (["Lý do: …………"], "blanks", "dots"),
        (["Lý do: ........."], "blanks", "dots"),
        (["Lý do:\u2002\u2002\u2002\u2002\u2002"], "blanks", "clean"),
        (["Lễ kết nạp ngày\u2002\u2002\u2002tháng\u2002\u2002\u2002năm…"], "blanks", None),
    ],
)
def test_manners_are_those_the_paper_has_more_of(lines: list[str], setting: str, value: str | None) -> None:
    edits = text(*lines) | {"last": None, "kept": None, "text": None} | {"issuer": "BỆNH VIỆN", "authority": "T/M"}
    assert (paper(edits=edits).manners or {}).get(setting) == value


def test_decomposed_letters_change_nothing() -> None:
    plain = paper()
    typed = {name: unicodedata.normalize("NFD", line.text) for name, line in RESOLUTION.items()}
    assert paper(edits=typed) == plain


def old_text(family: str) -> dict[str, dict[str, str]]:
    """Every line of the resolution as typed for an old font; TCVN3 shows capitals by its own font."""
    made = {}
    # TCVN3 has no capital with a tone: such a name was typed in the font of capitals
    lines = RESOLUTION | {"signer": replace(RESOLUTION["signer"], text="Lê Thị Mẫu Đào")}
    for name, line in lines.items():
        if family == "VNI":
            known = set(letters())
            typed = "".join(in_vni(letter) if letter in known else letter for letter in line.text)
            made[name] = {"text": typed, "font": "VNI-Times"}
        else:
            is_capital = line.text == line.text.upper()
            small = line.text.lower() if is_capital else line.text
            typed = "".join(chr(TCVN3_BYTES.get(letter, ord(letter))) for letter in small)
            made[name] = {"text": typed, "font": ".VnTimeH" if is_capital else ".VnTime"}
    return made


@pytest.mark.parametrize("family", ["VNI", "TCVN3"])
def test_letters_of_old_fonts_are_read(family: str) -> None:
    facts, plain = paper(edits=old_text(family)), paper()
    assert facts.issuer is not None
    assert plain.issuer is not None
    assert (facts.issuer.key, facts.place, facts.day) == (plain.issuer.key, plain.place, plain.day)
    assert (facts.act, facts.post, facts.number, facts.code) == ("proposal", "secretary", 5, "ĐU")
    assert facts.signer == "Lê Thị Mẫu Đào"


@pytest.mark.parametrize(
    ("edits", "handwritten"),
    [
        ({"title": "ĐƠN XIN VÀO ĐẢNG", "summary": None}, False),
        ({"title": "ĐƠN XIN VÀO ĐẢNG", "summary": None} | text(*["Tôi là: …………"] * 6), True),
        ({}, None),
    ],
)
def test_only_a_typed_application_says_that_it_is_printed(edits: dict[str, Any], handwritten: bool | None) -> None:
    assert paper("personal", edits).handwritten is handwritten


@pytest.mark.parametrize(
    ("line", "value"), [("Kính gửi: - Chi ủy Chi bộ Một", True), ("Kính gửi: Chi bộ Một", False), ("Kính gửi:", None)]
)
def test_whom_a_candidate_writes_to(line: str, value: bool | None) -> None:
    first = {"title": "ĐƠN XIN VÀO ĐẢNG", "summary": None, "text": line}
    assert paper("personal", first).has_committee is value


def test_a_paper_keeps_no_name_but_the_signers() -> None:
    assert "Nguyễn Văn Mẫu" not in str(replace(paper(edits=text("Bố đẻ: Nguyễn Văn Mẫu Bố.")), spoken=frozenset()))


HOSTILE = {
    "bodies": "Chi bộ a đề nghị Ban Thường vụ x " * 40_000,
    "terms": "nhiệm kỳ 2025-2030 " * 60_000,
    "brackets": "(" * 300_000,
    "dots": "." * 300_000,
    "blanks": "a:" + " " * 300_000 + "x",
    "figures": "Số " + "0" * 300_000,
    "one-name": "Đảng bộ " + "x " * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_text_is_read_in_time(what: str) -> None:
    content = word_file(edits=text(HOSTILE[what]))
    start = time.process_time()
    facts = read(content)
    assert time.process_time() - start < 20
    assert len(facts.spoken) <= 300


def test_many_bodies_in_a_head_are_read_in_time() -> None:
    many = "<w:p><w:r><w:t>CHI BỘ MỘT</w:t></w:r></w:p>" * 8_000
    content = with_xml(word_file(), "<w:body>", f"<w:body>{many}")
    start = time.process_time()
    assert named(read(content).issuer) == "Đảng ủy BỆNH VIỆN MẪU"
    assert time.process_time() - start < 20
