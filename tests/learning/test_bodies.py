"""Names of bodies: read from letterheads, compared across ranks and spellings, written with the right letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.learning.bodies import Names, bodies_in, body_of, named_body, person_name, spoken_in
from tests.learning.papers import WORDS


def key(text: str) -> str | None:
    body = body_of(text, WORDS)
    return body.key if body is not None else None


@pytest.mark.parametrize(
    ("text", "kind", "own"),
    [
        ("CHI BỘ KHỐI HÀNH CHÍNH", "cell", "KHỐI HÀNH CHÍNH"),
        ("Chi ủy Chi bộ Một", "cell", "Một"),
        ("CHI BỘ 3", "cell", "3"),
        ("ĐẢNG ỦY BỘ PHẬN KHỐI A", "section", "KHỐI A"),
        ("ĐẢNG UỶ PHƯỜNG MẪU", "committee", "PHƯỜNG MẪU"),
        ("BCH ĐẢNG BỘ PHƯỜNG MẪU", "committee", "PHƯỜNG MẪU"),
        ("HUYỆN ỦY MẪU ĐƠN", "committee", "MẪU ĐƠN"),
        ("TRUNG TÂM CHÍNH TRỊ PHƯỜNG MẪU", "other", "PHƯỜNG MẪU"),
    ],
)
def test_first_words_tell_the_kind(text: str, kind: str, own: str) -> None:
    body = body_of(text, WORDS)
    assert body is not None
    assert (body.kind, body.own) == (kind, own)


@pytest.mark.parametrize(
    "text",
    ["", "BỆNH VIỆN MẪU", "CHI BỘ", "CHI BỘ ……………", "CHI BỘ ........", "Chi bộ {{ cell }}", "Chi bộ " + "x " * 30],
)
def test_no_name_is_no_body(text: str) -> None:
    assert body_of(text.strip(), WORDS) is None


@pytest.mark.parametrize(
    ("own", "above"),
    [
        ("ĐẢNG ỦY BỆNH VIỆN MẪU", "ĐẢNG BỘ BỆNH VIỆN MẪU"),
        ("Đảng uỷ xã Hoà Mẫu", "ĐẢNG BỘ XÃ HÒA MẪU"),
        ("HUYỆN ỦY MẪU ĐƠN", "ĐẢNG BỘ HUYỆN MẪU ĐƠN"),
        ("THÀNH ỦY VÍ DỤ", "ĐẢNG BỘ THÀNH PHỐ VÍ DỤ"),
        ("ĐẢNG ỦY BỘ PHẬN KHỐI A", "ĐẢNG BỘ BỘ PHẬN KHỐI A"),
        ("ĐẢNG ỦY TỈNH ĐOÀN VÍ DỤ", "ĐẢNG BỘ TỈNH ĐOÀN VÍ DỤ"),
        ("ĐẢNG ỦY PHƯỜNG MẪU", unicodedata.normalize("NFD", "Đảng bộ phường Mẫu")),
    ],
)
def test_a_committee_and_its_branch_are_one_body(own: str, above: str) -> None:
    assert key(own) == key(unicodedata.normalize("NFC", above))


def test_bodies_of_different_ranks_differ() -> None:
    names = ["ĐẢNG ỦY MẪU", "ĐẢNG ỦY BỘ PHẬN MẪU", "CHI BỘ MẪU", "HUYỆN ỦY MẪU", "TỈNH ỦY MẪU", "ĐẢNG ỦY TỈNH ĐOÀN MẪU"]
    assert len({key(name) for name in names}) == len(names)


def heads(*lines: str) -> list[str]:
    return [f"{body.word.name} {body.own}" for body in bodies_in(lines, WORDS)]


def test_a_name_over_two_lines_is_one_name() -> None:
    assert heads("ĐẢNG BỘ BỆNH VIỆN", "ĐA KHOA MẪU", "CHI BỘ", "VĂN PHÒNG") == [
        "Đảng ủy BỆNH VIỆN ĐA KHOA MẪU",
        "Chi bộ VĂN PHÒNG",
    ]


def test_lines_that_name_nobody_are_passed_over() -> None:
    found = heads(
        "Mẫu 6-KNĐ", "ĐẢNG BỘ PHƯỜNG MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "-----", "CHI BỘ MỘT", "Dự thảo"
    )
    assert found == ["Đảng ủy PHƯỜNG MẪU", "Chi bộ MỘT"]


def test_an_organ_is_not_the_committee_above_it() -> None:
    kinds = [body.kind for body in bodies_in(["ĐẢNG ỦY PHƯỜNG MẪU", "BAN XÂY DỰNG ĐẢNG"], WORDS)]
    assert kinds == ["committee", "other"]


def test_the_committee_itself_may_be_named_below_its_branch() -> None:
    assert heads("ĐẢNG BỘ PHƯỜNG MẪU", "BAN CHẤP HÀNH") == ["Đảng ủy PHƯỜNG MẪU"]


def names(*texts: str, spelling: str = "ủy") -> Names:
    return Names([frozenset(spoken_in(text, WORDS)) for text in texts], WORDS, spelling)


def written(name: str, *texts: str, spelling: str = "ủy") -> tuple[str, bool]:
    body = body_of(name, WORDS)
    assert body is not None
    known = names(*texts, spelling=spelling)
    return known.name(body), known.knows(body)


def test_running_text_shows_small_letters() -> None:
    said = "Chi bộ Khối Hành chính đã họp; đề nghị Đảng ủy Bệnh viện Đa khoa Mẫu xét."
    assert written("CHI BỘ KHỐI HÀNH CHÍNH", said) == ("Chi bộ Khối Hành chính", True)
    assert written("ĐẢNG BỘ BỆNH VIỆN ĐA KHOA MẪU", said) == ("Đảng ủy Bệnh viện Đa khoa Mẫu", True)


def test_the_way_most_papers_write_is_taken() -> None:
    said = [
        "Chi bộ Hành chính họp.",
        "Chi bộ hành chính họp.",
        "Chi bộ Hành chính - Tổng hợp họp.",
        "Chi bộ Hành chính.",
    ]
    assert written("CHI BỘ HÀNH CHÍNH", *said) == ("Chi bộ Hành chính", True)
    assert written("CHI BỘ HÀNH CHÍNH - TỔNG HỢP", *said) == ("Chi bộ Hành chính - Tổng hợp", True)


def test_a_name_in_capitals_only_is_a_guess() -> None:
    assert written("CHI BỘ THÔN ĐÔNG", "CHI BỘ THÔN ĐÔNG ĐÃ HỌP") == ("Chi bộ thôn Đông", False)
    assert written("CHI BỘ TRƯỜNG THPT MẪU II") == ("Chi bộ Trường THPT Mẫu II", False)


def test_the_name_of_a_place_needs_no_guess() -> None:
    assert written("ĐẢNG BỘ TỈNH VÍ DỤ") == ("Tỉnh ủy Ví Dụ", True)
    assert written("ĐẢNG ỦY PHƯỜNG MẪU ĐÔNG") == ("Đảng ủy phường Mẫu Đông", True)


def test_a_figure_or_letter_needs_no_small_letters() -> None:
    assert written("CHI BỘ 3") == ("Chi bộ 3", True)
    assert written("CHI BỘ A1") == ("Chi bộ A1", True)


def test_the_words_of_ours_follow_the_spelling() -> None:
    assert written("ĐẢNG UỶ PHƯỜNG MẪU", "Đảng uỷ phường Mẫu họp.", spelling="uỷ")[0] == "Đảng uỷ phường Mẫu"


def test_a_name_without_its_rank_is_understood() -> None:
    assert named_body("Khối Hành chính", "cell", WORDS).key == key("CHI BỘ KHỐI HÀNH CHÍNH")
    assert named_body("Bệnh viện Mẫu", "committee", WORDS).key == key("ĐẢNG BỘ BỆNH VIỆN MẪU")
    assert named_body("Huyện ủy Mẫu Đơn", "committee", WORDS).key == key("ĐẢNG BỘ HUYỆN MẪU ĐƠN")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Lê Thị Đảng Ủy", "Lê Thị Đảng Ủy"),
        ("LÊ THỊ MẪU", "Lê Thị Mẫu"),
        ("Đồng chí Trần Văn Mẫu", "Trần Văn Mẫu"),
        ("PGS. TS. Trần Văn Mẫu", "Trần Văn Mẫu"),
        ("ThS.BS. Trần Mẫu", "Trần Mẫu"),
        ("(Ký, ghi rõ họ và tên)", None),
        ("…………………", None),
        ("- Lưu Chi bộ.", None),
        ("{{ signer }}", None),
        ("Trần", None),
        ("Đã ký", None),
        ("Số điện thoại 0123", None),
    ],
)
def test_only_a_name_is_a_signer(line: str, name: str | None) -> None:
    assert person_name(line, WORDS) == name


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    tidied = " ".join(text.split())
    body = body_of(tidied, WORDS)
    assert body is None or (body.own and names(text).name(body))
    bodies_in([tidied, text], WORDS)
    person_name(tidied, WORDS)
