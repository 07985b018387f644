"""Valid records made up by the schema itself, for properties that must hold for every record."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from dossier.record.schema import SHAPE, is_valid, node

_AWKWARD = [
    "", " ", "không", "nay", "(để trống)", '""', "=1+1", "+84 900", "-", "@a", "\\", "\\\\a", "a;b", ";", ";;", "; ",
    "a; ", " a", "a  b", "x", "5", "007", "1e5", "Nguyễn Văn Mẫu", "R & D <b>", "_x0041_", "12/2024", "2-KNĐ",
    "Giấy khai sinh", "true", "#N/A", "[1]", "[\"a\"]", "a\u00a0b", "\u200b", "tab\there",
]  # fmt: skip
_BREAKS = "\n\v\f\r\x85\u2028\u2029"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


_letters = st.characters(exclude_categories=["Cs"], exclude_characters=_BREAKS)
LINES = st.one_of(st.sampled_from(_AWKWARD), st.text(_letters, max_size=12)).map(_nfc)
TEXTS = st.lists(LINES, max_size=3).map("\n".join)
DAYS = st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31))
MONTHS = DAYS.map(lambda day: f"{day:%Y-%m}")
PARTIAL = st.one_of(DAYS.map(str), MONTHS, DAYS.map(lambda day: f"{day:%Y}"))
_SHAPES: Mapping[str, st.SearchStrategy[Any]] = {
    "date": DAYS.map(str),
    "partial_date": PARTIAL,
    "partial_date_or_now": PARTIAL | st.just("nay"),
    "month": MONTHS,
    "month_or_now": MONTHS | st.just("nay"),
    "year": st.integers(1850, 2100).map(str),
    "time": st.times().map(lambda time: f"{time:%H:%M}"),
    "person_key": st.sampled_from(["candidate", "father", "sibling:2", "spouse_maternal_grandmother:12"]),
    "pointer": st.just("/introducers/0"),
}


def records() -> st.SearchStrategy[dict[str, Any]]:
    """Valid records: a few fields each, of every kind, at every depth."""
    return _values("").map(lambda data: {**data, "schema_version": "1"}).filter(is_valid)


def _values(place: str) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _made(place))


def _made(place: str) -> st.SearchStrategy[Any]:
    at = node(place) or {}
    types = at.get("type", ())
    choices: list[st.SearchStrategy[Any]] = []
    if "object" in types:
        choices.append(_objects(place, at) if at.get("properties") else _open_objects())
    if "array" in types:
        choices.append(st.lists(_values(f"{place}/*").filter(lambda item: item is not None), max_size=3))
    if "boolean" in types:
        choices.append(st.booleans())
    if "integer" in types:
        choices.append(st.integers(at.get("minimum", 0), 10**20))
    if "number" in types:
        choices.append(st.floats(0, 100) | st.integers(0, 100))
    if "string" in types:
        choices.append(_texts(at))
    return st.one_of(choices)


def _objects(place: str, at: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    keys = [key for key in at["properties"] if key not in ("schema_version", "record_id")]
    chosen = st.lists(st.sampled_from(keys), max_size=5, unique=True)
    fixed = {"record_id": st.from_regex(r"\A[A-Z][a-z0-9._-]{4,10}\Z")} if not place else {}
    return chosen.flatmap(
        lambda picked: st.fixed_dictionaries({**{key: _values(f"{place}/{key}") for key in picked}, **fixed})
    )


def _open_objects() -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | LINES
    return st.dictionaries(LINES, leaves | st.lists(leaves, max_size=2), max_size=3)


def _texts(at: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if "enum" in at:
        return st.sampled_from([value for value in at["enum"] if value is not None])
    shape = _SHAPES.get(at.get(SHAPE, ""))
    if shape is not None:
        return shape
    if "pattern" in at:
        return st.from_regex(at["pattern"], fullmatch=True).map(_nfc)
    known = [*at.get("x-known-labels", {}), *at.get("x-known-labels", {}).values(), *at.get("examples", ())]
    texts = TEXTS if at.get("x-multiline") else LINES
    return st.sampled_from(known) | texts if known else texts
