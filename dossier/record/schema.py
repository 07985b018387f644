"""The record schema: is a record valid, what is wrong with it, and what its places are called.

All wording (titles, expectations, words for what was found) stands in ``schemas/record.schema.json``:

    title, description     Vietnamese label, English explanation of a field
    x-expected             what a field wants, in both languages
    x-one-of-labels        closed list: value -> Vietnamese label;  x-known-labels: the same for an open list
    x-item-label           how an item of a list is called; {title} is the list's title, {n} counts from 1
    x-by-…                 words of a label that become exact once another field is known
    x-multiline, x-may-be-future, x-hint     for editors and rules
    x-words                sentences that belong to no single field
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dossier.record.dates import parse_date
from dossier.record.places import STAR, Selector, Step, join_pointer, parse_place
from dossier.schemas import schema

if TYPE_CHECKING:
    import jsonschema

LANGUAGES = ("vi", "en")
SHAPE = "x-shape"  # added by `node`: the name of the shared shape a place has, e.g. "date"
WHOLE_DATES = frozenset({"date", "partial_date", "partial_date_or_now"})  # shapes that may hold a calendar day

_REFERENCE = "#/$defs/"
_LISTED_AT_MOST = 12  # a longer list of allowed values is shown by its nearest ones
_NEAREST = 3
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-/. ]+[0-9]{1,2}[-/. ]+[0-9]{4}")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[-/. ]+[0-9]{1,2}[-/. ]+[0-9]{2}")
_ISO_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_DATE_SHAPES = WHOLE_DATES | {"month", "month_or_now", "year"}
_LINE_BREAKS = frozenset("\n\v\f\r\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Problem:
    """One place of a record that the schema refuses. Never carries the value itself.

    Args:
        pointer: JSON Pointer to the place; of an unknown or missing field, the place it has or should have.
        label: the place in Vietnamese, e.g. "Cha đẻ › Năm sinh".
        found_kind: what stands there, a key of `found_words`, e.g. "day_first", "integer", "absent".
        expected: what the place wants: {"vi": …, "en": …}.
        keyword: the schema keyword that refused, e.g. "pattern", "additionalProperties".
    """

    pointer: str
    label: str
    found_kind: str
    expected: dict[str, str]
    keyword: str


# --- deciding and explaining ----------------------------------------------------------------------------


def _document() -> Mapping[str, Any]:
    return schema("record").document


def is_valid(record: object) -> bool:
    """True when *record* (a JSON value) obeys the record schema."""
    return schema("record").is_valid(record)


def problems(record: object) -> tuple[Problem, ...]:
    """Everything the schema has against *record*, one problem a place, ordered by pointer.

    Args:
        record: a JSON value as ``json.loads`` gives it.

    Returns:
        Empty exactly when `is_valid` says so.
    """
    if is_valid(record):
        return ()
    found: dict[str, Problem] = {}
    for error in _errors(record):
        for pointer, keyword, value in _refusals(error):
            if pointer not in found:
                found[pointer] = _problem(pointer, keyword, value, record)
    whole = record if isinstance(record, Mapping) else None
    for pointer in _not_json(record):
        found[pointer] = Problem(pointer, label(pointer, whole), "not_json", _words("expected", "json"), "json")
    return tuple(found[pointer] for pointer in sorted(found, key=_natural))


def _errors(record: object) -> list[jsonschema.ValidationError]:
    """The errors of *record*; looks only at the parts that the fast validator refused."""
    refused = schema("record").refused(record)
    errors = schema("record").errors(_excerpt(record, refused)) if refused is not None else []
    return errors or schema("record").errors(record)


def _excerpt(value: Any, refused: Sequence[tuple[str | int, ...]]) -> Any:
    """*value* reduced to the *refused* places and what their refusal rests on.

    List items keep their index; parts that nobody refused become null, or empty where their parent is
    refused itself. Flags stay: a list may be refused because of the flag beside it.
    """
    here = any(not path for path in refused)
    below: dict[str | int, list[tuple[str | int, ...]]] = {}
    for path in refused:
        if path:
            below.setdefault(path[0], []).append(path[1:])
    if isinstance(value, dict):
        kept = {}
        for key, item in value.items():
            if key in below:
                kept[key] = _excerpt(item, below[key])
            elif here or item is True or key in ("schema_version", "record_id"):
                kept[key] = type(item)() if isinstance(item, (dict, list)) else item
        return kept
    if isinstance(value, list):
        return [_excerpt(item, below[index]) if index in below else None for index, item in enumerate(value)]
    return value


def _refusals(error: jsonschema.ValidationError) -> Iterator[tuple[str, str, Any]]:
    """(pointer, keyword, value) of each place that *error* refuses."""
    pointer = _pointer(error.absolute_path)
    keyword = str(error.validator)
    value: Any = error.instance
    wanted: Any = error.validator_value
    if keyword == "additionalProperties":
        allowed = error.schema["properties"] if isinstance(error.schema, Mapping) else {}
        for key in value:
            if key not in allowed:
                yield join_pointer(pointer, str(key)), keyword, value[key]
    elif keyword == "required":
        for key in wanted:
            if key not in value:
                yield join_pointer(pointer, key), keyword, None
    elif "allOf" in error.absolute_schema_path:  # the only conditions there: "none" beside content
        yield pointer, "contradiction", value
    else:
        yield pointer, keyword, value


def _not_json(record: object) -> list[str]:
    """Pointers to values that JSON cannot hold, e.g. half a surrogate pair or a Python date."""
    wrong = []
    left: list[tuple[str, object]] = [("", record)]
    while left:
        pointer, value = left.pop()
        if isinstance(value, Mapping):
            left += [(join_pointer(pointer, str(key)), item) for key, item in value.items()]
            wrong += [pointer for key in value if not isinstance(key, str) or not _is_writable(key)]
        elif isinstance(value, list):
            left += [(join_pointer(pointer, index), item) for index, item in enumerate(value)]
        elif isinstance(value, str):
            wrong += [] if _is_writable(value) else [pointer]
        elif isinstance(value, float):
            wrong += [] if isfinite(value) else [pointer]
        elif value is not None and not isinstance(value, int):
            wrong.append(pointer)
    return wrong


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(pointer: str, keyword: str, value: Any, record: object) -> Problem:
    at = node(pointer) or {}
    whole = record if isinstance(record, Mapping) else None
    return Problem(
        pointer,
        label(pointer, whole),
        _found_kind(keyword, value, at),
        _expected(keyword, pointer, at, value),
        keyword,
    )


def _pointer(path: Iterable[str | int]) -> str:
    pointer = ""
    for key in path:
        pointer = join_pointer(pointer, key)
    return pointer


def _natural(pointer: str) -> list[tuple[int, int, str]]:
    """Sort key: list items by their number, names by the alphabet."""
    return [(0, int(key), "") if key.isascii() and key.isdigit() else (1, 0, key) for key in pointer.split("/")]


# --- what was found, what is expected -------------------------------------------------------------------


def found_words(kind: str) -> dict[str, str]:
    """The words for a `Problem.found_kind`, e.g. {"vi": "năm chỉ có hai chữ số", "en": …}."""
    return _words("found", kind)


def _words(group: str, name: str) -> dict[str, str]:
    words: dict[str, str] = _document()["x-words"][group][name]
    return dict(words)


_BY_KEYWORD = {"additionalProperties": "unknown_name", "required": "absent", "contradiction": "contradiction"}
_BY_TYPE: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (list, "array"),
    (dict, "object"),
)


def _found_kind(keyword: str, value: Any, at: Mapping[str, Any]) -> str:
    if keyword in _BY_KEYWORD:
        return _BY_KEYWORD[keyword]
    if value is None:
        return "null"
    if isinstance(value, str):
        return _text_kind(value, at)
    if keyword in ("minimum", "maximum"):
        return "outside_range"
    return next((kind for type_, kind in _BY_TYPE if isinstance(value, type_)), "not_json")


def _text_kind(text: str, at: Mapping[str, Any]) -> str:
    """What is wrong with a text, as far as its form tells."""
    if not text:
        return "empty"
    if not _LINE_BREAKS.isdisjoint(text):
        return "line_break"
    if any(ord(letter) < ord(" ") for letter in text):
        return "control_character"
    if any(letter.isdigit() and not letter.isascii() for letter in text):
        return "foreign_digits"
    if at.get(SHAPE) in _DATE_SHAPES:
        return _date_kind(text)
    return "not_in_list" if "enum" in at else "text"


def _date_kind(text: str) -> str:
    if _DAY_FIRST.fullmatch(text):
        return "day_first"
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return "two_digit_year"
    parts = _ISO_SHAPE.fullmatch(text)
    if parts is None:
        return "text"
    if not "1900" <= parts[1] <= "2100":
        return "year_out_of_range"
    whole = len(text) == len("2025-03-20") and parts[3] is not None
    month_wrong = parts[2] is not None and not "01" <= parts[2] <= "12"
    return "impossible_date" if month_wrong or (whole and parse_date(text) is None) else "text"


def _expected(keyword: str, pointer: str, at: Mapping[str, Any], value: Any) -> dict[str, str]:
    if keyword == "additionalProperties":
        return _unknown_name(pointer)
    if keyword in ("required", "contradiction"):
        return _words("expected", keyword)
    if "x-expected" in at:
        return dict(at["x-expected"])
    if "enum" in at:
        return _one_of(at, value)
    for type_ in ("array", "object"):
        if type_ in at.get("type", ()):
            return _words("expected", type_)
    return _words("expected", "schema")


def _one_of(at: Mapping[str, Any], value: Any) -> dict[str, str]:
    values = [allowed for allowed in at["enum"] if allowed is not None]
    more = ""
    if len(values) > _LISTED_AT_MOST:
        near = difflib.get_close_matches(value, values, n=_NEAREST) if isinstance(value, str) else []
        values, more = near or values[:_NEAREST], ", …"
    labels: Mapping[str, str] = at.get("x-one-of-labels", {})
    with_labels = [
        value if labels.get(value, value).casefold() == value else f"{value} ({labels[value]})" for value in values
    ]
    sentence = _words("expected", "one_of")
    return {
        "vi": sentence["vi"].format(values=", ".join(with_labels) + more),
        "en": sentence["en"].format(values=", ".join(values) + more),
    }


def _unknown_name(pointer: str) -> dict[str, str]:
    parent, _, name = pointer.rpartition("/")
    around = node(parent) or {}
    near = difflib.get_close_matches(name, list(around.get("properties", ())), n=1)
    if not near:
        return _words("expected", "unknown")
    return {lang: text.format(name=near[0]) for lang, text in _words("expected", "did_you_mean").items()}


# --- nodes and titles -----------------------------------------------------------------------------------


def node(pointer: str) -> Mapping[str, Any] | None:
    """The schema of a place, with shared shapes filled in.

    Args:
        pointer: JSON Pointer or place, concrete or starred: ``/introducers/*/date``, ``papers[form=2-KNĐ]``.

    Returns:
        A read-only mapping (``title``, ``type``, ``enum``, …; ``x-shape`` names the shared shape, if any),
        or None for a place that the schema does not name, such as one inside ``local``.
    """
    steps = _steps(pointer)
    return None if steps is None else _node(_starred(steps))


@lru_cache(maxsize=4096)
def _node(path: tuple[str, ...]) -> Mapping[str, Any] | None:
    if not path:
        return MappingProxyType(_resolved(_document()))
    parent = _node(path[:-1])
    if parent is None:
        return None
    child = parent.get("items") if path[-1] == STAR else parent.get("properties", {}).get(path[-1])
    return None if child is None else MappingProxyType(_resolved(child))


def _resolved(schema: Mapping[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return dict(schema)
    name = reference.removeprefix(_REFERENCE)
    shape = _resolved(_document()["$defs"][name])
    return {**shape, SHAPE: shape.get(SHAPE, name), **{key: schema[key] for key in schema if key != "$ref"}}


def _steps(pointer: str) -> tuple[Step, ...] | None:
    """The steps of *pointer*; a pointer through a strange key is taken literally."""
    try:
        return parse_place(pointer)
    except ValueError:
        if not pointer.startswith("/"):
            return None
        return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])


def _starred(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(STAR if isinstance(step, Selector) or _is_index(step) else step for step in steps)


def _is_index(step: Step) -> bool:
    return isinstance(step, str) and step.isascii() and step.isdigit()


def title_of(pointer: str) -> str | None:
    """The Vietnamese title of a place alone, e.g. "Năm sinh"; None for a place the schema does not name."""
    title = (node(pointer) or {}).get("title")
    return title if isinstance(title, str) else None


# --- labels ---------------------------------------------------------------------------------------------


def label(pointer: str, record: Mapping[str, Any] | None = None) -> str:
    """A place in Vietnamese words, e.g. "Cha đẻ › Năm sinh" or "Lý lịch (2-KNĐ) › Ngày ghi trên giấy".

    Args:
        pointer: JSON Pointer or place (``papers[form=2-KNĐ]/date``).
        record: the record, valid or not; with it relatives and papers are called by what they are.
    """
    steps = _steps(pointer)
    if steps is None:
        return pointer
    parts: list[str] = []
    path: tuple[str, ...] = ()
    value: Any = record
    for step in steps:
        parent = _node(path) or {}
        path = (*path, *_starred((step,)))
        here = _node(path)
        if path[-1] == STAR and "items" in parent:
            parts[-1:] = [_item_label(parent, step, value, record)]
        elif here is None:
            parts.append(_words("label", "unknown")["vi"].format(name=step))
        else:
            parts.append(str(here.get("title", step)))
        value = _below(value, step)
    # "Người xin vào Đảng › Ngày sinh" says no more than "Ngày sinh", unless the record has such a title too
    if len(parts) > 1 and steps[0] == "candidate" and parts[1] not in _root_titles():
        del parts[0]
    return " › ".join(parts) if parts else str(_document()["title"])


@cache
def _root_titles() -> frozenset[str]:
    return frozenset(schema["title"] for schema in _document()["properties"].values())


def _below(value: Any, step: Step) -> Any:
    if isinstance(value, Mapping) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list):
        if isinstance(step, Selector):
            return next((item for item in value if step.fits(item)), None)
        if _is_index(step) and int(step) < len(value):
            return value[int(step)]
    return None


def _item_label(array: Mapping[str, Any], step: Step, items: Any, record: Mapping[str, Any] | None) -> str:
    title = str(array.get("title", ""))
    if step == STAR:
        return title
    keys, naming = _naming_of(array)
    if isinstance(step, Selector):
        chosen = {key: allowed[0] for key, allowed in step.conditions if len(allowed) == 1}
        meant = [item for item in items if step.fits(item)] if isinstance(items, list) else []
        if len(meant) == 1:
            chosen = {"purpose": meant[0].get("purpose"), **chosen}  # what a paper is for says more than its form
        name = naming(chosen, keys, record) if naming else None
        return name or _words("label", "any")["vi"].format(name=title, which=_condition_words(step, keys))
    index = int(str(step))
    if naming and isinstance(items, list) and index < len(items):
        names = [naming(item, keys, record) if isinstance(item, Mapping) else None for item in items]
        if name := names[index]:
            return _with_ordinal(name, index, names, items[index])
    return _numbered(array).format(title=title, n=index + 1)


def _naming_of(array: Mapping[str, Any]) -> tuple[Mapping[str, Any], _Naming | None]:
    """The keys of the items, and what names an item by them; None where items are only numbered."""
    keys = _resolved(array["items"]).get("properties", {})
    return keys, next((name for key, name in _NAMED_BY if key in keys), None)


def _numbered(array: Mapping[str, Any]) -> str:
    """How an item without a name is called; {title} is the list's, {n} counts from 1."""
    title = str(array.get("title", ""))
    return str(array.get("x-item-label") or _words("label", "nth")["vi"].replace("{name}", title))


def item_labels(pointer: str, items: Sequence[Any], record: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """What each item of a list is called on its own, e.g. "Cha đẻ", "Dòng 2".

    Args:
        pointer: of the list, concrete or starred.
        items: its items, valid or not.
        record: the record; with it relatives are called by what they are.
    """
    array = node(pointer) or {}
    keys, naming = _naming_of(array)
    names = [naming(item, keys, record) if naming and isinstance(item, Mapping) else None for item in items]
    title = str(array.get("title", ""))
    template = _numbered(array)
    labels = (
        _with_ordinal(name, index, names, items[index])
        if name
        else template.format(title=title, n=index + 1).removeprefix(f"{title} › ")
        for index, name in enumerate(names)
    )
    return tuple(words[:1].upper() + words[1:] for words in labels)


def _with_ordinal(name: str, index: int, names: Sequence[str | None], item: Mapping[str, Any]) -> str:
    """*name*, counted among those that are called alike; a child is always counted."""
    count = names[: index + 1].count(name)
    if item.get("relation") == "child":
        order = item.get("order")
        count = order if isinstance(order, int) and not isinstance(order, bool) else count
    elif names.count(name) == 1:
        return name
    return _words("label", "nth")["vi"].format(name=name, n=count)


def _condition_words(selector: Selector, keys: Mapping[str, Any]) -> str:
    words = []
    for key, allowed in selector.conditions:
        labels = _labels(keys.get(key, {}))
        words.append(", ".join(labels.get(value, value) for value in allowed))
    return "; ".join(words)


def _labels(schema: Mapping[str, Any]) -> Mapping[str, str]:
    resolved = _resolved(schema)
    labels: Mapping[str, str] = resolved.get("x-one-of-labels") or resolved.get("x-known-labels") or {}
    return labels


def _paper_name(item: Mapping[str, Any], keys: Mapping[str, Any], _: Mapping[str, Any] | None) -> str | None:
    """What a paper is called: by its purpose where it has one, else by its form."""
    form, purpose = item.get("form"), item.get("purpose")
    purposes = _labels(keys["purpose"])
    if isinstance(purpose, str) and purpose in purposes and purpose != "other":
        return purposes[purpose]
    if not isinstance(form, str) or not form.strip():
        return None
    return _labels(keys["form"]).get(form) or f"{title_of('/papers')} {form}"


def _relative_name(item: Mapping[str, Any], keys: Mapping[str, Any], record: Mapping[str, Any] | None) -> str | None:
    """What a relative is called, by the candidate's gender and the kind of sibling where they are known."""
    relation, kind = item.get("relation"), item.get("sibling_kind")
    name = _labels(keys["relation"]).get(relation) if isinstance(relation, str) else None
    if name is None:
        return None
    gender = _below(_below(record, "candidate"), "gender")
    for value, variants in ((kind, "x-by-sibling-kind"), (gender, "x-by-gender")):
        words = _resolved(keys["relation"])[variants]
        for general, exact in (words.get(value, {}) if isinstance(value, str) else {}).items():
            name = name.replace(general, exact)
    return name


_Naming = Callable[[Mapping[str, Any], Mapping[str, Any], "Mapping[str, Any] | None"], str | None]
_NAMED_BY: tuple[tuple[str, _Naming], ...] = (("relation", _relative_name), ("form", _paper_name))
