"""Text typed for the fonts `.Vn…` (TCVN3) and `VNI-…`, turned into Unicode. Pure; the tables are data.

The signs alone do not tell the family ("oá" is "ố" in one and "oá" in the other): the font of the cell does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

FAMILIES = ("tcvn3", "vni")
_BEYOND_OLD_FONTS = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300\u0301\u0303\u0309\u0323Ạ-ỹ]")  # letters no old font's text has


@dataclass(frozen=True, slots=True)
class LegacyFont:
    """How a font shows what is typed in it: its family, a key of ``FAMILIES``, and whether all in capitals."""

    family: str
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    prefix: str
    capitals: str
    letters: Mapping[str, str]  # signs -> letter
    signs: re.Pattern[str]  # one letter's signs, the longest first


@cache
def _document() -> Mapping[str, Any]:
    return tomli.loads(Path(__file__).with_name("legacy_fonts.toml").read_text(encoding="utf-8"))


@cache
def _tables() -> Mapping[str, _Table]:
    tables = {}
    for family in FAMILIES:
        data = _document()[family]
        letters = dict(_pairs(data))
        longest_first = sorted(letters, key=lambda signs: -len(signs))
        signs = re.compile("|".join(map(re.escape, longest_first)))
        tables[family] = _Table(data["prefix"].casefold(), data.get("capitals", ""), letters, signs)
    return tables


def _pairs(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(signs, letter) of every letter; the case of a pair of signs is that of the first."""
    for vietnamese, typed in data["letters"]:
        for letter, signs in zip(vietnamese.split(" "), typed.split(" "), strict=True):
            yield signs, letter
            if data["both_cases"]:
                base, mark = signs[:1], signs[1:]
                yield base.upper() + mark.upper(), letter.upper()
                if mark:
                    yield base.upper() + mark, letter.upper()
                    yield base + mark.upper(), letter


@cache
def legacy_font(name: str) -> LegacyFont | None:
    """What kind of old font *name* is; None for a font of Unicode text."""
    folded = name.strip().casefold()
    for family, table in _tables().items():
        if folded.startswith(table.prefix):
            return LegacyFont(family, bool(table.capitals) and folded.endswith(table.capitals.casefold()))
    return None


def to_unicode(text: str, font: LegacyFont) -> str:
    """*text* as *font* shows it, in NFC. A text that is Unicode already, whatever its font, stays as it is."""
    table = _tables()[font.family]
    if _BEYOND_OLD_FONTS.search(text) or any(letter.isalpha() for letter in table.signs.sub("", text) if letter > "~"):
        return text
    shown = unicodedata.normalize("NFC", table.signs.sub(lambda found: table.letters[found[0]], text))
    return shown.upper() if font.capitals else shown


@cache
def _strange() -> re.Pattern[str]:
    data = _document()["strange"]
    pairs = [f"{first}[{seconds}]" for first, seconds in data["pairs"]]
    caps = [f"{first.upper()}[{seconds}{seconds.upper()}]" for first, seconds in data["pairs"]]
    return re.compile("|".join([f"[{data['letters']}]", f"[A-Za-z][{data['behind_a_letter']}]", *pairs, *caps]))


def seems_legacy(text: str) -> bool:
    """True where *text* cannot be Vietnamese in Unicode, and looks as old fonts' text looks in another font."""
    return _BEYOND_OLD_FONTS.search(text) is None and _strange().search(text) is not None


@cache
def tell_tale_signs() -> frozenset[str]:
    """Signs of which a sheet of texts typed for old fonts holds at least one, and other sheets seldom do."""
    data = _document()["strange"]
    return frozenset(data["letters"] + data["behind_a_letter"])
