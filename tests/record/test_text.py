"""Names are compared, sorted and turned into file names as Vietnamese readers expect."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.record.text import file_word, fold, fold_tone, name_key, nfc, without_marks

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặờởỡớợỳỷỹýỵĐẤỂỨ \u0300\u0323\u031b", max_size=30)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def test_nfc_reaches_every_text_and_key() -> None:
    nested = {decomposed("quê"): [decomposed("Hà Nội"), {"x": (decomposed("Đỗ"), 1, None, True)}]}
    assert nfc(nested) == {"quê": ["Hà Nội", {"x": ("Đỗ", 1, None, True)}]}


def test_nfc_trims_nothing() -> None:
    assert nfc("  Nguyễn \n Văn\t") == "  Nguyễn \n Văn\t"


@given(VIETNAMESE)
def test_nfc_twice_is_nfc_once(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("NGUYỄN VĂN MẪU", "Nguyễn Văn Mẫu"), ("Nguyễn  Văn\u00a0Mẫu ", "nguyễn văn mẫu"), ("Đỗ", decomposed("đỗ"))],
)
def test_case_spaces_and_composition_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Hòa", "Hoà"), ("Đảng uỷ", "Đảng ủy"), ("Thúy", "Thuý"), ("KHOẺ", "khỏe")])
def test_place_of_the_tone_is_ignored_only_by_fold_tone(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert fold_tone(one) == fold_tone(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hóa"), ("Hoa", "Hòa"), ("Mân", "Man"), ("Đa", "Da"), ("Hòa An", "Hoa Àn")]
)
def test_another_tone_or_letter_is_another_name(one: str, other: str) -> None:
    assert fold_tone(one) != fold_tone(other)


@given(VIETNAMESE)
def test_fold_does_not_depend_on_composition(text: str) -> None:
    assert fold(decomposed(text)) == fold(text) == fold(fold(text))
    assert fold_tone(decomposed(text)) == fold_tone(text)


def test_marks_go_and_letters_stay() -> None:
    assert without_marks("Đặng Thị Ước, đường Mẫu") == "Dang Thi Uoc, duong Mau"
    assert without_marks(decomposed("Nguyễn")) == "Nguyen"


def test_names_sort_by_given_name_then_from_the_front() -> None:
    names = ["Trần Văn An", "Lê Thị Bình", "Nguyễn Văn An", "Đỗ Văn Ân", "Nguyễn Thị An", "Lê Văn Đức", "Lê Văn Dũng"]
    assert sorted(names, key=name_key) == [
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Văn An",
        "Đỗ Văn Ân",
        "Lê Thị Bình",
        "Lê Văn Dũng",
        "Lê Văn Đức",
    ]


def test_letters_follow_the_vietnamese_alphabet() -> None:
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    backwards = letters[::-1]
    assert sorted(backwards, key=name_key) == letters


def test_tones_follow_the_dictionary() -> None:
    words = ["ma", "mà", "mả", "mã", "má", "mạ", "man", "mân"]
    backwards = words[::-1]
    assert sorted(backwards, key=name_key) == words


@given(st.lists(VIETNAMESE, max_size=6))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    once = sorted(names, key=name_key)
    assert sorted(once, key=name_key) == once
    assert all(name_key(decomposed(name)) == name_key(name) for name in names)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("6-KNĐ", "6-KND"),
        ("CN-NTVĐ1-2", "CN-NTVD1-2"),
        ("Lý lịch / bản 1", "Ly-lich-ban-1"),
        ("../a", "..-a"),
        ("ảnh", "anh"),
    ],
)
def test_file_words_are_plain(text: str, word: str) -> None:
    assert file_word(text) == word
    assert file_word(decomposed(text)) == word


@given(st.text(max_size=30))
def test_file_words_hold_no_separator(text: str) -> None:
    word = file_word(text)
    assert word.isascii()
    assert not set(word) & set('/\\:*?"<>| \n\0')


def test_punctuation_is_no_part_of_a_syllable() -> None:
    assert fold_tone("xã Mẫu Gốc, tỉnh Ví Dụ").startswith(fold_tone("xã Mẫu Gốc"))
