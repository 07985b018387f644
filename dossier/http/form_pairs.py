"""The open object of a record as lines of text, ``name = text``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dossier.adapters.workbook_values import tidy_line

LINE_END = "\n"
_EQUALS = "="


def can_be_carried(text: str) -> bool:
    """False for what a page would send back changed, or no record can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text and "\r" not in text


def pairs_text(value: Mapping[str, Any]) -> str:
    """The texts of the open object, one ``name = text`` a line; what does not fit a line is `kept_pairs`."""
    kept = kept_pairs(value)
    return LINE_END.join(f"{key} {_EQUALS} {item}".rstrip() for key, item in value.items() if key not in kept)


def kept_pairs(value: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of the open object that cannot be typed: other JSON types, and texts or names of several lines."""
    return {key: item for key, item in value.items() if not _fits_a_line(key, item)}


def _fits_a_line(key: str, item: Any) -> bool:
    if not isinstance(item, str) or not key or _EQUALS in key:
        return False
    return all(tidy_line(part) == part and part.isprintable() and can_be_carried(part) for part in (key, item))


def read_pairs(text: str, before: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The open object as typed, and what is wrong with it ("" for nothing).

    Entries that cannot be typed stay, and entries keep their places.
    """
    kept = kept_pairs(before)
    typed: dict[str, str] = {}
    for line in text.split(LINE_END):
        if not line.strip():
            continue
        key, equals, item = (tidy_line(part) for part in line.partition(_EQUALS))
        if not (key and equals):
            return {}, "no_pair"
        if key in typed or key in kept:
            return {}, "double_pair"
        typed[key] = item
    value = {key: kept.get(key, typed.get(key)) for key in before if key in kept or key in typed}
    value |= {key: item for key, item in typed.items() if key not in value}
    return value, ""
