"""Texts of old fonts: every Vietnamese letter in both cases, and Unicode that must stay as it is."""

from __future__ import annotations

import unicodedata

import pytest

from dossier.adapters.legacy_fonts import LegacyFont, legacy_font, seems_legacy, to_unicode

TCVN3, CAPITALS, VNI = LegacyFont("tcvn3"), LegacyFont("tcvn3", capitals=True), LegacyFont("vni")

# The bytes of TCVN 5712 (VN3), typed from the standard and not from our table.
TCVN3_BYTES = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE,
    "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "đ": 0xAE, "è": 0xCC, "ẻ": 0xCE,
    "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7,
    "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ô": 0xAB,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9, "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED,
    "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4, "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7,
    "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE, "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3,
    "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip

# VNI for Windows as its tones and hats are built, not as our table lists them.
TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï", "": ""}
HATS = {
    "\u0302": {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"},
    "\u0306": {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"},
}
ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
HORNS = {"o": "ô", "u": "ö"}


def letters() -> list[str]:
    """The 67 letters with marks, in both cases."""
    small = [
        unicodedata.normalize("NFC", base + hat + tone)
        for base, hats in (("a", ["", "\u0302", "\u0306"]), ("e", ["", "\u0302"]), ("i", [""]),
                           ("o", ["", "\u0302", "\u031b"]), ("u", ["", "\u031b"]), ("y", [""]))
        for hat in hats
        for tone in TONES
        if hat + tone
    ]  # fmt: skip
    return [*small, "đ", *(letter.upper() for letter in small), "Đ"]


def in_vni(letter: str) -> str:
    small = letter.lower()
    if small in ALONE:
        signs = ALONE[small]
    else:
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((mark for mark in marks if mark in TONES), "")
        hat = next((mark for mark in marks if mark in HATS), None)
        horn = "\u031b" in marks
        signs = base + HATS[hat][tone] if hat else (HORNS[base] if horn else base) + TONES[tone]
    return signs.upper() if letter.isupper() else signs


def test_all_134_letters_are_asked_for() -> None:
    assert len(letters()) == len(set(letters())) == 134


@pytest.mark.parametrize("letter", letters())
def test_every_letter_is_read_from_vni_fonts(letter: str) -> None:
    assert to_unicode(in_vni(letter), VNI) == letter


@pytest.mark.parametrize("letter", letters())
def test_every_letter_is_read_from_tcvn3_fonts(letter: str) -> None:
    if letter in TCVN3_BYTES:
        assert to_unicode(bytes([TCVN3_BYTES[letter]]).decode("latin-1"), TCVN3) == letter
    if letter.isupper():  # the font of capitals shows the small letter's byte as a capital
        typed = bytes([TCVN3_BYTES[letter.lower()]]).decode("latin-1")
        assert to_unicode(typed, CAPITALS) == letter
    else:
        assert letter in TCVN3_BYTES


@pytest.mark.parametrize(
    ("typed", "font", "shown"),
    [
        ("NguyÔn V¨n Hïng", TCVN3, "Nguyễn Văn Hùng"),
        ("§oµn TNCS, Tr­êng", TCVN3, "Đoàn TNCS, Trường"),
        ("nguyÔn thÞ mÉu 12", CAPITALS, "NGUYỄN THỊ MẪU 12"),
        ("Nguyeãn Vaên Huøng", VNI, "Nguyễn Văn Hùng"),
        ("ÑOAØN THÒ ÖÔÙC", VNI, "ĐOÀN THỊ ƯỚC"),
        ("Aùnh Ôû Yù", VNI, "Ánh Ở Ý"),
        ("Nguyễn Văn Mẫu", TCVN3, "Nguyễn Văn Mẫu"),
        ("Nguyễn Văn Mẫu", VNI, "Nguyễn Văn Mẫu"),
        ("Nguyễn".encode().decode(), CAPITALS, "Nguyễn"),
        ("Hà Nam", TCVN3, "Hà Nam"),
        ("Thửa 12, xã Mẫu", TCVN3, "Thửa 12, xã Mẫu"),
        ("plain text 1998", TCVN3, "plain text 1998"),
        ("plain text 1998", VNI, "plain text 1998"),
        ("", TCVN3, ""),
    ],
)
def test_text_is_read_as_its_font_shows_it(typed: str, font: LegacyFont, shown: str) -> None:
    assert to_unicode(typed, font) == shown


def test_text_that_was_read_is_composed() -> None:
    read = "".join(to_unicode(in_vni(letter), VNI) for letter in letters())
    assert unicodedata.is_normalized("NFC", read)


@pytest.mark.parametrize(
    ("name", "font"),
    [
        (".VnTime", TCVN3), (".VnTimeH", CAPITALS), (".vntimeh", CAPITALS), (".VnArial NarrowH", CAPITALS),
        (".VnAvant", TCVN3), ("VNI-Times", VNI), ("vni-helve", VNI), ("Times New Roman", None), ("Arial", None),
        ("", None), ("UVnTime", None),
    ],
)  # fmt: skip
def test_the_name_of_a_font_tells_its_family(name: str, font: LegacyFont | None) -> None:
    assert legacy_font(name) == font


@pytest.mark.parametrize("text", ["NguyÔn V¨n", "TrÇn ThÞ Lan", "Hµ", "Nguyeãn Vaên", "Vaên", "VAÊN", "Leâ Quyù", "L­u"])
def test_text_of_an_old_font_is_noticed_without_its_font(text: str) -> None:
    assert seems_legacy(text)


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Thị Hoà", "Lê Hoà", "thuỷ lợi", "Hà Lê", "12 m²", "Toán – Lý", "“Giỏi”", "xuân", "hoà bình", "Y tế", "ý",
     "25°C", "Đặng Müller", "khoá 1", "QUÝ", "oà", "© 2024"],
)  # fmt: skip
def test_unicode_text_is_not_suspected(text: str) -> None:
    assert not seems_legacy(text)
    assert not seems_legacy(text.upper())
