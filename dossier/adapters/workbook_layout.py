"""The cohort workbook's sheets and columns, derived from the record schema. Pure: data in, data out.

Row 1 of every sheet is hidden and holds machine paths, row 2 the group, row 3 the title; persons and list
items follow. Reading goes by row 1 alone, so people may rename and move columns and sheets:

    /record_id                              whose row this is, first column of every sheet
    /candidate/birth_name                   a field of the record
    /family/*/full_name                     a field of a list item
    /family/#                               the item's number within its person; nested lists refer to it
    /family/*/political_history/#parent     the number of the item that a nested item belongs to
    /cell_meeting/tellers/#list             which of several lists of one shape, where a sheet holds several
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.findings import Text
from dossier.record.migrations import CURRENT
from dossier.record.schema import SHAPE, label, node, title_of

PATH_ROW, GROUP_ROW, TITLE_ROW, FIRST_ROW = 0, 1, 2, 3
RECORD_ID = "/record_id"
SCHEMA_VERSION = "/schema_version"
MOST_NAME_LENGTH = 31  # Excel's own limit for the name of a sheet

_KIND_OF_SHAPE = {
    "date": "date",
    "partial_date": "partial_date",
    "partial_date_or_now": "partial_date",
    "month": "month",
    "month_or_now": "month",
    "year": "year",
    "time": "time",
    "person_key": "person",
}
_KIND_OF_TYPE = (("boolean", "yes_no"), ("integer", "integer"), ("number", "number"))
_DIGITS = re.compile(r"\[0-9\]\{([0-9]+)\}")
_ONLY_DIGITS = re.compile(r"\^(?:\(\?:)?\[0-9\]\{[0-9]+\}(?:\|\[0-9\]\{[0-9]+\})*\)?\$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        path: machine path, unique in the workbook save for `/record_id`.
        steps: keys from the record (person sheets) or from the item (list sheets) to the value; empty for
            the columns that only say whose row it is.
        group: Vietnamese titles of the objects around the field, joined; may be empty.
        title: Vietnamese title of the field.
        kind: text, line, date, partial_date, month, year, time, integer, number, yes_no, choice, person,
            json, id, order, list or parent.
        many: a list of such values in one cell.
        hint: what to write, in Vietnamese; may be empty.
        expected: what the schema wants, where it says so.
        choices: (value in the record, label) pairs offered in the cell.
        closed: nothing but the choices is allowed.
        now: "nay" (until now) is allowed.
        patterns: regular expressions a text must match, and those it must not match, as (wanted, pattern).
        digits: allowed lengths of a number of digits kept as text, ascending; empty for other texts.
        at_least, at_most: bounds of a number.
    """

    path: str
    steps: tuple[str, ...]
    group: str
    title: str
    kind: str
    many: bool = False
    hint: str = ""
    expected: Text | None = None
    choices: tuple[tuple[str, str], ...] = ()
    closed: bool = False
    now: bool = False
    patterns: tuple[tuple[bool, re.Pattern[str]], ...] = ()
    digits: tuple[int, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Args:
        name: Vietnamese, at most 31 characters.
        columns: `/record_id` first.
        lists: places of the lists whose items are the rows, all of one shape; empty for a person sheet.
        frozen: columns that stay in view.
    """

    name: str
    columns: tuple[Column, ...]
    lists: tuple[str, ...] = ()
    frozen: int = 1

    @property
    def is_nested(self) -> bool:
        """True when the rows are items of a list inside the items of another list."""
        return any("/*/" in place for place in self.lists)


@dataclass(frozen=True, eq=False)
class Layout:
    """The whole workbook, and the words that stand in its cells.

    Args:
        format: name and version of the form of the workbook, e.g. ``dossier-workbook/1``.
        schema_version: version of the record schema that the columns come from.
        sheets: person sheets first; the first one says who is in the cohort.
        words: the other entries of ``workbook.toml``.
    """

    format: str
    schema_version: str
    sheets: tuple[Sheet, ...]
    words: Mapping[str, Any]

    @property
    def main(self) -> Sheet:
        """The sheet that says who is in the cohort."""
        return self.sheets[0]

    def owner(self, path: str) -> Sheet | None:
        """The sheet that has a column of this machine path; None for `/record_id` and unknown ones."""
        return _owners(self).get(path)


@cache
def layout() -> Layout:
    """The present layout."""
    words = tomli.loads(Path(__file__).with_name("workbook.toml").read_text(encoding="utf-8"))
    person_sheets, list_sheets = words.pop("person_sheet"), words.pop("list_sheet")
    fields, lists = _walk()
    sheets = [*_person_sheets(person_sheets, fields), *_list_sheets(list_sheets, lists, words)]
    return Layout(words["format"], CURRENT, tuple(sheets), words)


@cache
def _owners(whole: Layout) -> Mapping[str, Sheet]:
    return {column.path: sheet for sheet in whole.sheets for column in sheet.columns[1:]}


# --- the fields of the schema ---------------------------------------------------------------------------


def _walk() -> tuple[list[str], list[str]]:
    """Places of single values outside lists, and places of lists of objects, both in schema order."""
    fields: list[str] = []
    lists: list[str] = []
    for key in _keys(""):
        if f"/{key}" not in (RECORD_ID, SCHEMA_VERSION):
            _walk_place(f"/{key}", fields, lists)
    return fields, lists


def _walk_place(place: str, fields: list[str], lists: list[str]) -> None:
    types = _types(place)
    if "array" in types and "object" in _types(f"{place}/*"):
        lists.append(place)
        if "string" in types:  # a text or a list: both ways of saying it have their place
            fields.append(place)
        for key in _keys(f"{place}/*"):
            _walk_place(f"{place}/*/{key}", fields, lists)
    elif "object" in types and _keys(place):
        if "string" in types:
            fields.append(place)
        for key in _keys(place):
            _walk_place(f"{place}/{key}", fields, lists)
    else:
        fields.append(place)


def _keys(place: str) -> list[str]:
    return list((node(place) or {}).get("properties", ()))


def _types(place: str) -> Sequence[str]:
    types = (node(place) or {}).get("type", ())
    return (types,) if isinstance(types, str) else types


# --- sheets ---------------------------------------------------------------------------------------------


def _person_sheets(tables: Sequence[Mapping[str, Any]], fields: Sequence[str]) -> Iterator[Sheet]:
    claimed: dict[str, tuple[int, int]] = {}
    for field in fields:
        if "/*/" in field:
            continue
        claims = [
            (_fit(claim, field), -sheet, -place)
            for sheet, table in enumerate(tables)
            for place, claim in enumerate(table["places"])
        ]
        _, sheet, place = max(claims)
        claimed[field] = (-sheet, -place)
    for number, table in enumerate(tables):
        own = [field for field, (sheet, _) in claimed.items() if sheet == number]
        own.sort(key=lambda field: claimed[field][1])  # stable: schema order within one place
        columns = [_column(field, _steps(field), _group(field)) for field in own]
        yield Sheet(table["name"], (_id_column(), *columns), frozen=table.get("frozen", 1))


def _fit(claim: str, field: str) -> int:
    """How exactly *claim* asks for *field*; 0 when only the claim "/" is left, -1 when it does not."""
    if claim == "/":
        return 0
    keys = _steps(claim.removesuffix(".."))
    steps = _steps(field)
    if claim.endswith(".."):
        order = _keys("".join(f"/{key}" for key in keys[:-1]))
        depth = len(keys)
        fits = steps[: depth - 1] == keys[:-1] and len(steps) >= depth
        return 2 * depth - 1 if fits and order.index(steps[depth - 1]) >= order.index(keys[-1]) else -1
    return 2 * len(keys) if steps[: len(keys)] == keys else -1


def _list_sheets(
    tables: Sequence[Mapping[str, Any]], lists: Sequence[str], words: Mapping[str, Any]
) -> Iterator[Sheet]:
    named = {place: table["name"] for table in tables for place in table["places"]}
    parents = {place.rpartition("/*/")[0] for place in lists if "/*/" in place}
    for table in tables:
        places = tuple(place for place in table["places"] if place in lists)
        yield _list_sheet(table["name"], places, parents, named, words)
    for place in lists:  # a list that the table does not know yet still has its sheet
        if place not in named:
            name = str(title_of(place))[:MOST_NAME_LENGTH]
            yield _list_sheet(name, (place,), parents, named, words)


def _list_sheet(
    name: str, places: tuple[str, ...], parents: set[str], named: Mapping[str, str], words: Mapping[str, Any]
) -> Sheet:
    first = places[0]
    columns = [_id_column()]
    if len(places) > 1:
        choices = tuple((place, label(place.rpartition("/")[0])) for place in places)
        column = Column(f"{first}/#list", (), "", words["list"], "list", choices=choices, closed=True)
        columns.append(column)
    owner = first.rpartition("/*/")[0]
    if owner:
        title = words["parent"].format(sheet=named.get(owner, title_of(owner)))
        columns.append(Column(f"{first}/*/#parent", (), "", title, "parent"))
    if first in parents:
        columns.append(Column(f"{first}/#", (), "", words["order"], "order"))
    fields: list[str] = []
    for key in _keys(f"{first}/*"):
        _walk_place(f"{first}/*/{key}", fields, [])
    depth = len(_steps(first)) + 1
    for field in fields:
        steps = _steps(field)[depth:]
        if "*" not in steps:
            columns.append(_column(field, steps, _group(field, depth)))
    return Sheet(name, tuple(columns), lists=places)


def _steps(place: str) -> tuple[str, ...]:
    return tuple(place.split("/")[1:])


def _group(field: str, from_depth: int = 0) -> str:
    """Titles of the objects around *field*, below the item of the list; "candidate" goes without saying."""
    steps = _steps(field)
    titles = [
        str(title_of("/" + "/".join(steps[: depth + 1])) or "")
        for depth in range(from_depth, len(steps) - 1)
        if steps[: depth + 1] != ("candidate",)
    ]
    return " › ".join(titles)


def _id_column() -> Column:
    at = node(RECORD_ID) or {}
    return Column(
        RECORD_ID, (), "", str(at["title"]), "id", expected=_expected(at), patterns=_patterns(at),
        hint=str(at.get("x-hint", "")),
    )  # fmt: skip


@cache
def field_column(place: str) -> Column:
    """How the value at *place* (starred, e.g. `/family/*/full_name`) is shown and read, wherever people type it."""
    return _column(place, _steps(place), "")


def _column(place: str, steps: tuple[str, ...], group: str) -> Column:
    at = node(place) or {}
    item = node(f"{place}/*") or {} if "array" in _types(place) and "string" not in _types(place) else at
    many = item is not at
    types = item.get("type", ())
    labels: Mapping[str, str] = item.get("x-one-of-labels") or item.get("x-known-labels") or {}
    values = [value for value in item.get("enum", ()) or item.get("examples", ()) if value is not None]
    choices = tuple((value, labels.get(value, value)) for value in (values or labels))
    shape = str(item.get(SHAPE, ""))
    kind = _KIND_OF_SHAPE.get(shape) or next((kind for type_, kind in _KIND_OF_TYPE if type_ in types), "")
    if not kind:
        kind = _text_kind(item, types)
    if kind == "person":
        choices = _persons()
    return Column(
        path=place,
        steps=steps,
        group=group,
        title=str(at.get("title", steps[-1] if steps else place)),
        kind=kind,
        many=many,
        hint=str(at.get("x-hint", "")),
        expected=_expected(item),
        choices=choices,
        closed="enum" in item,
        now=shape.endswith("_or_now"),
        patterns=_patterns(item),
        digits=_digits(item),
        at_least=item.get("minimum"),
        at_most=item.get("maximum"),
    )


def _text_kind(item: Mapping[str, Any], types: Sequence[str]) -> str:
    if "enum" in item:
        return "choice"
    if "object" in types and "string" not in types:
        return "json"
    return "text" if item.get("x-multiline") else "line"


@cache
def _persons() -> tuple[tuple[str, str], ...]:
    """What a person key may begin with, and its label."""
    labels: Mapping[str, str] = (node("/family/*/relation") or {})["x-one-of-labels"]
    return (("candidate", str(title_of("/candidate"))), *labels.items())


def _expected(at: Mapping[str, Any]) -> Text | None:
    words = at.get("x-expected")
    return Text(words["vi"], words["en"]) if words else None


def _patterns(at: Mapping[str, Any]) -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """(wanted, pattern) of a text; of a partial date the patterns of its shorter and its whole form."""
    found = []
    if "pattern" in at:
        found.append((True, re.compile(at["pattern"])))
    if "pattern" in at.get("not", {}):
        found.append((False, re.compile(at["not"]["pattern"])))
    if "pattern" in at.get("else", {}):
        whole = (node("/dossier_set_up_date") or {})["pattern"]
        found.append((True, re.compile(f"(?:{at['else']['pattern']})|(?:{whole})")))
    return tuple(found)


def _digits(at: Mapping[str, Any]) -> tuple[int, ...]:
    pattern = at.get("pattern", "")
    if not _ONLY_DIGITS.fullmatch(pattern):
        return ()
    return tuple(sorted(int(length) for length in _DIGITS.findall(pattern)))
