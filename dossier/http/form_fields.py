"""What a field of the record's form is: its kind, from the schema; its value as text; a text as its value. Pure.

How a value is written and read is the workbook's business (`adapters/workbook_values.py`); this module adds
only what a page can do better than a cell: choices to pick from, ticks, one line for each text of a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from dossier.adapters.workbook_layout import Column, field_column, layout
from dossier.adapters.workbook_values import EXACT, Understander, show_one, tidy_line, tidy_text
from dossier.http.sections import Section, tables
from dossier.record.places import STAR, escaped, parse_place
from dossier.record.schema import SHAPE, label, node

GROUPS = ("object", "object_or_text")  # kinds with fields inside
LISTS = ("list", "text_or_list")  # kinds with items inside
SEVERAL = ("ticks",)  # kinds of which a page sends several values
LINE_END = "\n"
_FLAG = "_none"
_PICKED = ("choice", "person", "pointer")
# read differently than a cell, where Excel may have eaten a zero or turned a date into a number
_NOT_AS_IN_A_CELL = frozenset({"lost_zeros", "date_cut", "serial"})
_MOST_LETTERS = 100_000


@dataclass(frozen=True, slots=True, eq=False)  # one a place, so that it may be a key
class Spec:
    """One place of the schema as a field.

    Args:
        place: starred place, e.g. `/family/*/full_name`.
        key: last step of it.
        title: Vietnamese title.
        hint: what to write; may be empty.
        kind: line, text, date, partial_date, month, year, time, integer, number, yes_no, choice, person, pointer,
            lines (texts, one a line), ticks (some of a list), flag ("there is none"), pairs (the open object),
            object, list (of objects), text_or_list, object_or_text, fixed.
        column: how one value is shown and read; None for objects and lists of them.
        fields: fields of the object, or of an item of the list.
        flag: name of the sibling that says there is none; empty where there is none.
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
    flag: str = ""
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
        return self.kind in ("line", "date", "partial_date", "month", "year", "choice", "person", "integer")


@cache
def spec(place: str) -> Spec:
    """The field at *place*, which the schema must name."""
    at = node(place)
    if at is None:
        raise KeyError(place)
    kind = _kind(place, at)
    inside = {"list": f"{place}/*", "text_or_list": f"{place}/*"}.get(kind, place)
    fields = None
    if kind in (*GROUPS, *LISTS):
        keys = (node(inside) or {}).get("properties", {})
        fields = {key: spec(f"{inside}/{key}") for key in keys}
    around = (node(place.rpartition("/")[0]) or {}).get("properties", {})
    key = place.rpartition("/")[2]
    return Spec(
        place=place,
        key=key,
        title=str(at.get("title", key)),
        hint=str(at.get("x-hint", "")),
        kind=kind,
        column=None if kind in ("object", "list", "pairs") else field_column(place),
        fields=fields,
        flag=key + _FLAG if _is_flag(around, key + _FLAG) else "",
        masked=place in tables()["masked"],
        seldom=frozenset(tables()["seldom"].get(at.get(SHAPE), ())),
    )


def _kind(place: str, at: Mapping[str, Any]) -> str:
    if place in tables()["fixed"]:
        return "fixed"
    types = at.get("type", ())
    item = node(f"{place}/*") or {}
    if "array" in types:
        if "object" in item.get("type", ()):
            return "text_or_list" if "string" in types else "list"
        picked = "enum" in item or item.get(SHAPE) in ("person_key", "pointer")
        return "ticks" if picked else "lines"
    if "object" in types:
        if not at.get("properties"):
            return "pairs"
        return "object_or_text" if "string" in types else "object"
    if at.get(SHAPE) == "pointer":
        return "pointer"
    around = (node(place.rpartition("/")[0]) or {}).get("properties", {})
    key = place.rpartition("/")[2]
    if _is_flag(around, key) and key.removesuffix(_FLAG) in around:
        return "flag"
    return field_column(place).kind


def _is_flag(around: Mapping[str, Any], key: str) -> bool:
    shape = around.get(key, {})
    return key.endswith(_FLAG) and str(shape.get("$ref", "")).endswith("/yes_no")


@cache
def section_fields(section: Section) -> tuple[Spec, ...]:
    """The fields of a page, in its order."""
    return tuple(spec(place) for place in section.places)


# --- places ---------------------------------------------------------------------------------------------


def below(value: Any, step: str) -> Any:
    """What stands one step below *value*; None when nothing does."""
    if isinstance(value, Mapping):
        return value.get(step)
    if isinstance(value, list) and is_index(step) and int(step) < len(value):
        return value[int(step)]
    return None


def is_index(step: str) -> bool:
    """True for a number as an index is written: no sign, no leading zero, not absurdly long."""
    return step.isascii() and step.isdigit() and len(step) < 7 and (step == "0" or step[0] != "0")


def value_at(data: Any, pointer: str) -> Any:
    """The value at a plain pointer; None when there is none."""
    for step in pointer.split("/")[1:]:
        data = below(data, step.replace("~1", "/").replace("~0", "~"))
    return data


# --- from the record to the page ------------------------------------------------------------------------


class Choice(NamedTuple):
    """An entry to pick: what the page sends, and what it shows."""

    value: str
    label: str


def choices(field: Spec, data: Mapping[str, Any]) -> tuple[Choice, ...]:
    """What can be picked for *field*: the closed list of the schema, or the people or objects that *data* has."""
    if field.column is None:
        return ()
    if field.column.kind == "person":
        return _persons(data)
    if field.kind == "pointer" or _is_pointer(field):
        return tuple(Choice(target, label(target, data)) for target in _targets(data))
    if field.kind == "yes_no":
        words = layout().words
        return tuple(Choice(words[key][0], words[key][0]) for key in ("yes", "no"))
    return tuple(Choice(value, name) for value, name in field.column.choices) if field.column.closed else ()


def suggestions(field: Spec) -> tuple[str, ...]:
    """What an open list suggests, as people write it."""
    column = field.column
    if column is None or column.closed or field.kind not in ("line", "text"):
        return ()
    return tuple(name for _, name in column.choices)


def _is_pointer(field: Spec) -> bool:
    return field.kind == "ticks" and (node(f"{field.place}/*") or {}).get(SHAPE) == "pointer"


def _persons(data: Mapping[str, Any]) -> tuple[Choice, ...]:
    found = {"candidate": label("/candidate")}
    family = data.get("family")
    for index, relative in enumerate(family if isinstance(family, list) else ()):
        relation, order = below(relative, "relation"), below(relative, "order")
        if isinstance(relation, str):
            key = f"{relation}:{order}" if isinstance(order, int) and not isinstance(order, bool) else relation
            name = below(relative, "full_name")
            shown = label(f"/family/{index}", data)
            found.setdefault(key, f"{shown}: {name}" if isinstance(name, str) and name else shown)
    return tuple(Choice(key, name) for key, name in found.items())


def _targets(data: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for place in tables()["targets"]:
        parent, star, _ = place.rpartition(f"/{STAR}")
        if star:
            items = value_at(data, parent)
            found += [f"{parent}/{index}" for index in range(len(items) if isinstance(items, list) else 0)]
        elif value_at(data, place) is not None:
            found.append(place)
    return found


class Shown(NamedTuple):
    """A value as the page holds it.

    Args:
        texts: what the inputs of its name send when nobody touches them.
        stray: True when the value does not fit its place, or no input can hold it: then the input is empty, and
            the value stands beside it.
    """

    texts: tuple[str, ...]
    stray: bool = False


_EMPTY = Shown(("",))
_STRAY = Shown(("",), stray=True)


def shown(field: Spec, value: Any) -> Shown:
    """*value* as the inputs of *field* hold it."""
    if value is None:
        return _EMPTY
    if field.kind == "ticks":
        return _shown_ticks(field, value)
    if field.kind == "lines":
        return _shown_lines(field, value)
    if field.kind == "pairs":
        text = pairs_text(value) if isinstance(value, Mapping) else None
    elif field.kind in (*GROUPS, *LISTS):
        return _shown_group(field, value)
    else:
        text = _shown_one(field, value)
    return _STRAY if text is None else Shown((text,))


def _shown_group(field: Spec, value: Any) -> Shown:
    fits = isinstance(value, list if field.kind in LISTS else Mapping)
    if fits:
        return _EMPTY
    text = _shown_one(field, value) if field.column is not None else None
    return _STRAY if text is None else Shown((text,))


def _shown_one(field: Spec, value: Any) -> str | None:
    """One value as text that is read back as the same value; None when there is no such text."""
    column = single(field)
    if field.kind == "flag":
        return ("", _yes())[value] if isinstance(value, bool) else None
    if isinstance(value, str) and field.kind == "choice":
        return value if value in dict(column.choices) else None
    if isinstance(value, str) and (field.kind in _PICKED or field.kind == "ticks"):
        return value if _reads_as(column, value, value) else None
    if isinstance(value, (list, Mapping)) or (isinstance(value, str) and not _can_be_carried(value)):
        return None
    text = str(show_one(column, value))
    if isinstance(value, float) and "e" not in text:
        text = text.replace(".", ",")
    if text == f"{EXACT}{value}" and Understander(column)(str(value)).value == _tidied(column, str(value)):
        # what only spaces set apart from the tidy text is shown as it stands: nobody who leaves it changes it
        return str(value)
    return text if _can_be_carried(text) and _reads_as(column, text, value) else None


def _reads_as(column: Column, text: str, value: Any) -> bool:
    read = Understander(column)(text).value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return isinstance(read, (int, float)) and not isinstance(read, bool) and read == value
    return type(read) is type(value) and read == value


def _tidied(column: Column, value: str) -> str:
    return tidy_text(value) if column.kind == "text" else tidy_line(value)


def _can_be_carried(text: str) -> bool:
    """False for what a page would send back changed."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text and "\r" not in text


def _shown_ticks(field: Spec, value: Any) -> Shown:
    if not isinstance(value, list):
        return _STRAY
    if not value:
        return Shown((no_word(),))
    texts = [_shown_one(field, item) if isinstance(item, str) else None for item in value]
    if None in texts or len(set(texts)) < len(texts):
        return _STRAY
    return Shown(tuple(str(text) for text in texts))


def _shown_lines(field: Spec, value: Any) -> Shown:
    if not isinstance(value, list):
        return _STRAY
    texts = [_shown_one(field, item) for item in value if item is not None]
    if any(text is None or LINE_END in text or not text.strip() for text in texts):
        return _STRAY
    return Shown((LINE_END.join(str(text) for text in texts),))


@cache
def _single(column: Column) -> Column:
    return replace(column, many=False)


def single(field: Spec) -> Column:
    """How one value of *field* is shown and read.

    Raises:
        KeyError: the field is an object or a list of objects, which has no such values.
    """
    if field.column is None:
        raise KeyError(field.place)
    return _single(field.column) if field.column.many else field.column


def no_word() -> str:
    """What is ticked, or written, for "there is none"."""
    return str(layout().words["no"][0])


def blank_word() -> str:
    """What is written for a text that is deliberately blank."""
    return str(layout().words["blank"])


def _yes() -> str:
    return str(layout().words["yes"][0])


# --- from the page to the record ------------------------------------------------------------------------


class Gone:
    """What `read` gives for an input that was emptied: the key goes."""


GONE = Gone()


class Understood(NamedTuple):
    """What the texts of a field mean.

    Args:
        value: the value; `GONE` when nothing is left of it.
        trouble: key of what is wrong (``workbook.found`` or ``page.form.found``); the value then means nothing.
        near: the entry of the list that may be meant.
    """

    value: Any
    trouble: str = ""
    near: str = ""


def same_text(field: Spec, sent: Sequence[str], before: Shown) -> bool:
    """True when *field* was left as the page showed it."""
    return _as_sent(field, sent) == _as_sent(field, before.texts)


def _as_sent(field: Spec, texts: Sequence[str]) -> object:
    if field.kind == "ticks":
        return {text for text in texts if text}
    return _unified(texts[-1]) if texts else ""


def _unified(text: str) -> str:
    """*text* with the line ends that a browser makes of any line end."""
    return text.replace("\r\n", LINE_END).replace("\r", LINE_END)


def read(field: Spec, texts: Sequence[str], before: Any) -> Understood:
    """What *texts*, sent for *field* and not as the page showed it, mean.

    Args:
        before: the value that stands there now.
    """
    if any(len(text) > _MOST_LETTERS for text in texts):
        return Understood(None, "too_long")
    if any(not _is_unicode(text) for text in texts):
        return Understood(None, "bad_form")
    if field.kind == "ticks":
        return _read_ticks(field, [text for text in texts if text])
    text = _unified(texts[-1]) if texts else ""
    if field.kind == "lines":
        return _read_lines(field, text)
    if field.kind == "pairs":
        return read_pairs(text, before if isinstance(before, Mapping) else {})
    return _read_one(field, text)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _read_one(field: Spec, text: str) -> Understood:
    found = Understander(single(field))(text)
    if found.trouble in _NOT_AS_IN_A_CELL or (found.trouble and not found.mended):
        return Understood(None, found.trouble, found.near)
    if found.value is None:
        return Understood(GONE)
    value = found.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Understood(value)


def _read_ticks(field: Spec, texts: Sequence[str]) -> Understood:
    picked = list(dict.fromkeys(texts))
    if picked == [no_word()]:
        return Understood([])
    if no_word() in picked:
        return Understood(None, "both_given")
    values = []
    for text in picked:
        found = _read_one(field, text)
        if found.trouble or found.value is GONE:
            return Understood(None, found.trouble or "not_in_list", found.near)
        values.append(found.value)
    return Understood(values or GONE)


def _read_lines(field: Spec, text: str) -> Understood:
    values = []
    for line in text.split(LINE_END):
        found = _read_one(field, line)
        if found.trouble:
            return found
        if found.value is not GONE:
            values.append(found.value)
    return Understood(values or GONE)


# --- the open object ------------------------------------------------------------------------------------

_EQUALS = "="


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
    return all(tidy_line(part) == part and part.isprintable() and _can_be_carried(part) for part in (key, item))


def read_pairs(text: str, before: Mapping[str, Any]) -> Understood:
    """The open object as typed; entries that cannot be typed stay, and entries keep their places."""
    kept = kept_pairs(before)
    typed: dict[str, str] = {}
    for line in text.split(LINE_END):
        if not line.strip():
            continue
        key, equals, item = (tidy_line(part) for part in line.partition(_EQUALS))
        if not (key and equals):
            return Understood(None, "no_pair")
        if key in typed or key in kept:
            return Understood(None, "double_pair")
        typed[key] = item
    value = {key: kept.get(key, typed.get(key)) for key in before if key in kept or key in typed}
    value |= {key: item for key, item in typed.items() if key not in value}
    return Understood(value or GONE)


# --- identifiers ----------------------------------------------------------------------------------------


def element_id(pointer: str) -> str:
    """The id of an element for *pointer*: letters, digits, ``_``, ``-`` and ``.`` only, one id a pointer."""
    return "f" + "".join(_safe(letter) for letter in pointer)


def _safe(letter: str) -> str:
    if letter == "/":
        return "-"
    return letter if (letter.isascii() and letter.isalnum()) or letter == "_" else f".{ord(letter):x}."


def starred(pointer: str) -> str:
    """*pointer* with every index as ``*``."""
    return "".join(f"/{STAR if is_index(str(step)) else escaped(str(step))}" for step in parse_place(pointer))
