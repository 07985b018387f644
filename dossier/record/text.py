"""Vietnamese text: NFC, comparing names, sorting names, words for file names. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar, cast

_Value = TypeVar("_Value")

# The alphabet, and the tones in the order of Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"

_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONE_RANK = {tone: rank for rank, tone in enumerate(_TONES, start=1)}
_STROKE = str.maketrans({"đ": "d", "Đ": "D"})  # the stroke is no combining mark, so NFD leaves it
_SYLLABLE = re.compile(r"[^\W\d_]+")
_NOT_IN_FILE_WORD = re.compile(r"[^A-Za-z0-9._]+")

NameKey = tuple[tuple[tuple[int, ...], tuple[int, ...], str], ...]


def nfc(value: _Value) -> _Value:
    """*value* (a JSON value) with every text in it in NFC, keys too; nothing is trimmed or left out.

    Parts that are NFC already are the same objects as before.
    """
    return cast(_Value, _nfc(value))


def _nfc(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_nfc(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_nfc(item) for item in value)
    return value


def fold(text: str) -> str:
    """*text* for comparing names: NFC, case ignored, every run of spaces as one, none at the ends."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", text).casefold().split()))


def fold_tone(text: str) -> str:
    """`fold`, and the place of the tone mark in a syllable ignored: "Hoà" and "Hòa", "uỷ" and "ủy" are equal.

    Returns:
        Text for comparing only: the tone stands behind its syllable.
    """
    return _SYLLABLE.sub(_tone_last, fold(text))


def _tone_last(syllable: re.Match[str]) -> str:
    marks = unicodedata.normalize("NFD", syllable[0])
    tones = "".join(mark for mark in marks if mark in _TONE_RANK)
    letters = "".join(mark for mark in marks if mark not in _TONE_RANK)
    return unicodedata.normalize("NFC", letters) + tones


def without_marks(text: str) -> str:
    """*text* in plain letters: no tone, no hat, no horn, đ as d."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).translate(_STROKE)


@lru_cache(maxsize=4096)
def name_key(full_name: str) -> NameKey:
    """Key that sorts names as Vietnamese lists do: by the given name (the last word), then from the front.

    Words are compared letter by letter in the order a ă â b c d đ e ê …, then by tone. An empty name
    comes first.
    """
    words = fold(full_name).split()
    return tuple(_word_key(word) for word in (*words[-1:], *words[:-1]))


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    letters = []
    tones = []
    for letter in word:
        marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in _TONE_RANK), "")
        plain = unicodedata.normalize("NFC", marks.replace(tone, "")) if tone else letter
        if plain:  # foreign letters and digits come after the alphabet
            letters.append(_LETTER_RANK.get(plain, len(_ALPHABET) + ord(plain[0])))
        tones.append(_TONE_RANK.get(tone, 0))
    return tuple(letters), tuple(tones), word


def file_word(text: str) -> str:
    """*text* as ASCII for a file name: "6-KNĐ" becomes "6-KND"; anything but letters, digits, `.`, `_` a hyphen."""
    return _NOT_IN_FILE_WORD.sub("-", without_marks(text)).strip("-")
