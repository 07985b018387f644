"""Where a column of an office's own list goes: a place of the record, a part of one, or not into a field at all.

/candidate/birth_name               the cell is the value
/candidate/birth_name#given         one of several columns that make the value: family, given; day, month, year
/candidate/gender#female            a column of ticks: male, female
/family[relation=father]/full_name  a field of one item of a list;  /introducers/0/full_name by its number
local                               kept in the record's own corner for the office, under the header's name
skip                                left out by choice
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dossier.adapters.workbook_layout import RECORD_ID, Column, layout
from dossier.record.places import STAR, Selector, parse_place, plain_keys
from dossier.record.schema import label, node
from dossier.record.text import fold, without_marks

LOCAL, SKIP = "local", "skip"
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("family", "given"),
    "date": ("day", "month", "year"),
    "gender": ("male", "female"),
}
NAME = "/candidate/birth_name"
BIRTH = "/candidate/date_of_birth"
GENDER = "/candidate/gender"
NATIONAL_ID = "/candidate/national_id"
OLD_ID = "/candidate/old_id_number"
ORDER = "/list_order"
_MOST_KEY = 60
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the cells of a column go.

    Args:
        place: a place of the record, or ``local`` or ``skip``.
        part: what of the value the column holds, one of ``PARTS``; empty for the whole value.
    """

    place: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.place}#{self.part}" if self.part else self.place

    @property
    def is_field(self) -> bool:
        """True when the cells belong into a field of the record."""
        return self.place not in (LOCAL, SKIP)


def parse_target(text: str) -> Target:
    """The target that *text* names.

    Raises:
        ValueError: it names no field of the record that one cell can hold.
    """
    place, _, part = text.strip().partition("#")
    target = Target(place, part)
    if not target.is_field and not part:
        return target
    column = column_of(place)
    if column is None or (part and part not in PARTS.get(kind_of(place), ())):
        raise ValueError(text)
    return target


def kind_of(place: str) -> str:
    """What parts the value at *place* may come in: a key of ``PARTS``, "place", or empty."""
    if place == GENDER:
        return "gender"
    if is_place(place):
        return "place"
    column = column_of(place)
    if column is None:
        return ""
    if place.endswith(("/birth_name", "/full_name")):
        return "name"
    return "date" if column.kind in ("date", "partial_date") else ""


@cache
def column_of(place: str) -> Column | None:
    """The workbook's column for *place*; for a postal place that of its text. None when no cell can hold it."""
    starred = _starred(place)
    if starred is None:
        return None
    return _columns().get(f"{starred}/text" if is_place(place) else starred)


@cache
def is_place(place: str) -> bool:
    """True for a postal place: an object with a commune, a province and a text."""
    starred = _starred(place)
    return starred is not None and {"commune", "text"} <= set((node(starred) or {}).get("properties", ()))


def _starred(place: str) -> str | None:
    """*place* with every item of a list as ``*``; None when it is no place that leads to one value."""
    try:
        steps = parse_place(place)
    except ValueError:
        return None
    if not place.startswith("/") or not steps or STAR in steps:
        return None
    keys: list[str] = []
    for step in steps:
        if isinstance(step, Selector):
            fields = node("/" + "/".join([*keys, STAR])) or {}
            if any(key not in fields.get("properties", ()) or len(values) != 1 for key, values in step.conditions):
                return None
        keys.append(STAR if isinstance(step, Selector) or step.isdigit() else step)
    return "/" + "/".join(keys)


@cache
def _columns() -> Mapping[str, Column]:
    found: dict[str, Column] = {}
    for sheet in layout().sheets:
        for column in sheet.columns:
            if column.path == RECORD_ID or (column.steps and column.kind != "json"):
                found[column.path] = column
    return found


def all_places() -> tuple[str, ...]:
    """Every place outside lists that one column can fill, in the order of the workbook."""
    places: dict[str, None] = {}
    for path in _columns():
        parent = path.rpartition("/")[0]
        if STAR not in path:
            places.setdefault(parent if is_place(parent) and path.endswith("/text") else path)
    return tuple(places)


def target_label(target: Target) -> str:
    """What *target* is called in Vietnamese; the parts come from the catalogue, not from here."""
    return label(target.place) if target.is_field else target.place


def local_key(header: str, column: str) -> str:
    """The key in ``local`` of a column headed *header*: plain letters, digits and underscores."""
    key = _NOT_IN_KEY.sub("_", without_marks(fold(header)).lower()).strip("_")[:_MOST_KEY].strip("_")
    return key or f"cot_{column.lower()}"


def put(data: dict[str, Any], place: str, value: Any) -> bool:
    """Put *value* at *place* in *data*, making what is missing on the way; False when something else is there."""
    here: Any = data
    keys = plain_keys(place)
    if keys is not None:
        for key in keys[:-1]:
            here = here.setdefault(key, {}) if isinstance(here, dict) else None
        return isinstance(here, dict) and _put_here(here, keys[-1], value)
    steps = parse_place(place)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(here, list):
            here = _item(here, step)
            continue
        if not isinstance(here, dict) or isinstance(step, Selector):
            return False
        if following is None:
            return _put_here(here, step, value)
        here = here.setdefault(step, [] if isinstance(following, Selector) or following.isdigit() else {})
    return False


def _put_here(here: dict[str, Any], key: str, value: Any) -> bool:
    old = here.get(key)
    if old is None:
        here[key] = value
    elif isinstance(old, dict) and isinstance(value, dict) and not set(old) & set(value):
        old.update(value)
    elif old != value:
        return False
    return True


def _item(items: list[Any], step: str | Selector) -> dict[str, Any]:
    """The item of *items* that *step* means, made where there is none."""
    if isinstance(step, Selector):
        for item in items:
            if step.fits(item):
                return item  # type: ignore[no-any-return]
        items.append({key: values[0] for key, values in step.conditions})
        return items[-1]  # type: ignore[no-any-return]
    while len(items) <= int(step):
        items.append({})
    return items[int(step)]  # type: ignore[no-any-return]
