"""Words of kind ("xã", "TP.") in front of names of places, and names as they are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dossier.record.text import fold, fold_tone, without_marks

PROVINCE_KINDS = ("tỉnh", "thành phố")
DISTRICT_KINDS = ("quận", "huyện", "thị xã", "thành phố")
COMMUNE_KINDS = ("xã", "phường", "thị trấn", "đặc khu")
_SHORT = {
    "t": "tỉnh", "tp": "thành phố", "q": "quận", "h": "huyện", "tx": "thị xã",
    "x": "xã", "p": "phường", "f": "phường", "tt": "thị trấn",
}  # fmt: skip
_LONG = dict.fromkeys((*PROVINCE_KINDS, *DISTRICT_KINDS, *COMMUNE_KINDS))
_UNMARKED = {without_marks(kind): kind for kind in _LONG}
_WORD = re.compile(rf"({'|'.join((*_LONG, *_UNMARKED))})[\s.]+(?=\S)", re.IGNORECASE)
_LETTERS = re.compile(r"(t\.?[tpx]|[tqhxpf])(?:\.\s*|\s+|(?=\d))(?=\S)", re.IGNORECASE)


def kind_of(text: str, kinds: Sequence[str]) -> tuple[str, str] | None:
    """The word of kind in front of *text*, written out, and the name behind it; None when there is none of *kinds*."""
    word = _WORD.match(text)
    if word is not None:
        written = fold(word[1])
        # "Tinh Bien" may lack its marks, "Tịnh Biên" does not begin with "tỉnh"
        kind = written if written in _LONG else _UNMARKED[written] if text.isascii() else ""
        return (kind, text[word.end() :]) if kind in kinds else None
    short = _LETTERS.match(text)
    if short is not None:
        kind = _SHORT[short[1].replace(".", "").lower()]
        return (kind, text[short.end() :]) if kind in kinds else None
    return None


_NOT_NAME = re.compile(r"[^\w\u0300-\u036f]+|_")
_ZEROS = re.compile(r"\b0+(?=\d)")


@lru_cache(maxsize=8192)
def key_of(name: str) -> str:
    """*name* without regard to case, the place of the tone mark, hyphens, and zeros in front of a number."""
    return _ZEROS.sub("", " ".join(_NOT_NAME.sub(" ", fold_tone(name)).split()))


@lru_cache(maxsize=8192)
def loose_key_of(name: str) -> str:
    """*name* without marks, spaces and the choice between i and y ("Quý", "Quí")."""
    plain = "".join(letter for letter in without_marks(name).casefold() if letter.isalnum())
    return _ZEROS.sub("", plain.replace("y", "i"))
