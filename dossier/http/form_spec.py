"""What a field of the record's form is, by the schema and `sections.toml`: its kind, and what is inside. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dossier.adapters.workbook_layout import Column, field_column
from dossier.http.sections import Section, tables
from dossier.record.places import STAR, is_within
from dossier.record.schema import SHAPE, node

GROUPS = ("object", "object_or_text")  # kinds with fields inside
LISTS = ("list", "text_or_list")  # kinds with items inside
PICKED = ("choice", "person", "pointer", "reference")  # kinds that are one of a list
_FLAG = "_none"
_MOST_INDEX_DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)  # one a place, so that it may be a key
class Spec:
    """One place of the schema as a field.

    Args:
        place: starred place, e.g. `/family/*/full_name`.
        key: last step of it.
        title: Vietnamese title.
        hint: what to write; may be empty.
        kind: line, text, date, partial_date, month, year, time, integer, number, yes_no, choice, person, pointer
            (to an object of the record), reference (the id of an item), lines (texts, one a line), ticks (some of a
            list), flag ("there is none"), pairs (the open object), object, list (of objects), text_or_list,
            object_or_text, fixed.
        column: how one value is shown and read; None for objects, lists of them and the open object.
        fields: fields of the object, or of an item of the list; None for single values.
        masked: shown with its last digits only.
        seldom: keys of `fields` that are seldom filled.
    """

    place: str
    key: str
    title: str
    hint: str
    kind: str
    column: Column | None = None
    fields: Mapping[str, Spec] | None = None
    masked: bool = False
    seldom: frozenset[str] = frozenset()

    @property
    def inside(self) -> Mapping[str, Spec]:
        """The fields inside; none for a single value."""
        return self.fields or {}

    @property
    def size(self) -> int:
        """How many inputs it makes, lists with one item each."""
        own = 0 if self.fields is not None else 1
        return own + sum(field.size for field in self.inside.values())

    @property
    def is_short(self) -> bool:
        """True for a single value of a few words."""
        return self.kind in ("line", "date", "partial_date", "month", "year", "integer", *PICKED)


@cache
def spec(place: str) -> Spec:
    """The field at *place* (starred).

    Raises:
        KeyError: the schema does not name the place.
    """
    at = node(place)
    if at is None:
        raise KeyError(place)
    kind = _kind(place, at)
    fields = None
    inside = f"{place}/{STAR}" if kind in LISTS else place
    shape = (node(inside) or {}).get(SHAPE)
    if kind in (*GROUPS, *LISTS):
        fields = {key: spec(f"{inside}/{key}") for key in (node(inside) or {}).get("properties", {})}
    key = place.rpartition("/")[2]
    return Spec(
        place=place,
        key=key,
        title=str(at.get("title", key)),
        hint=str(at.get("x-hint", "")),
        kind=kind,
        column=None if kind in ("object", "list", "pairs") else field_column(place),
        fields=fields,
        masked=place in tables()["masked"],
        seldom=frozenset(tables()["seldom"].get(shape, ())),
    )


def _kind(place: str, at: Mapping[str, Any]) -> str:
    if place in tables()["fixed"]:
        return "fixed"
    if place in tables()["references"]:
        return "reference"
    types = at.get("type", ())
    if "array" in types:
        item = node(f"{place}/{STAR}") or {}
        if "object" in item.get("type", ()):
            return "text_or_list" if "string" in types else "list"
        return "ticks" if "enum" in item or item.get(SHAPE) in ("person_key", "pointer") else "lines"
    if "object" in types:
        if not at.get("properties"):
            return "pairs"
        return "object_or_text" if "string" in types else "object"
    if at.get(SHAPE) == "pointer":
        return "pointer"
    return "flag" if _is_flag(place) else field_column(place).kind


def _is_flag(place: str) -> bool:
    """True where a yes says that the field of the same name without `_none` has no content."""
    around = (node(place.rpartition("/")[0]) or {}).get("properties", {})
    key = place.rpartition("/")[2]
    return key.endswith(_FLAG) and key.removesuffix(_FLAG) in around and "boolean" in (node(place) or {})["type"]


@cache
def item_of(field: Spec) -> Spec:
    """An item of a list as a field of its own."""
    return Spec(f"{field.place}/{STAR}", STAR, field.title, "", "object", fields=field.fields, seldom=field.seldom)


@cache
def section_fields(section: Section) -> tuple[Spec, ...]:
    """The fields of a page, in its order."""
    return tuple(spec(place) for place in section.places)


@cache
def known_keys(place: str) -> frozenset[str]:
    """The keys that the schema knows at an object."""
    return frozenset((node(place) or {}).get("properties", ()))


def field_at(section: Section, data: Mapping[str, Any], pointer: str) -> Spec | None:
    """The field, fieldset or item at a concrete pointer of a page; None when the page has none there."""
    top = next((field for field in section_fields(section) if is_within(pointer, field.place)), None)
    if top is None:
        return None
    found, value = top, value_at(data, top.place)
    for step in pointer[len(top.place) :].split("/")[1:]:
        if found.kind in LISTS:
            if not isinstance(value, list) or not is_index(step) or int(step) >= len(value):
                return None
            found, value = item_of(found), value[int(step)]
        elif found.kind in GROUPS and step in found.inside:
            found, value = found.inside[step], below(value, step)
        else:
            return None
    return found


# --- places ---------------------------------------------------------------------------------------------


def is_index(step: str) -> bool:
    """True for a number as an index is written: no sign, no leading zero, not absurdly long."""
    short = 0 < len(step) <= _MOST_INDEX_DIGITS
    return short and step.isascii() and step.isdigit() and (step == "0" or step[0] != "0")


def below(value: Any, step: str) -> Any:
    """What stands one step below *value*; None when nothing does."""
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and is_index(step) and int(step) < len(value):
        return value[int(step)]
    return None


def key_of(step: str) -> str:
    """The key that a step of a JSON Pointer means."""
    return step.replace("~1", "/").replace("~0", "~")


def value_at(data: Any, pointer: str) -> Any:
    """The value at a plain pointer; None when there is none."""
    for step in pointer.split("/")[1:]:
        data = below(data, key_of(step))
    return data


def element_id(pointer: str) -> str:
    """The id of an element for *pointer*: letters, digits, ``_``, ``-`` and ``.`` only, one id a pointer."""
    return "f" + "".join(map(_safe, pointer))


def _safe(letter: str) -> str:
    if letter == "/":
        return "-"
    return letter if (letter.isascii() and letter.isalnum()) or letter == "_" else f".{ord(letter):x}."
