"""The form's words: a value as people read it, an item in one line, what was found and what is wanted. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from dossier.adapters.workbook_write import expected
from dossier.findings import NO_TEXT, Text
from dossier.http.form_nodes import FieldProblem
from dossier.http.form_read import most_letters
from dossier.http.form_spec import GROUPS, LISTS, PICKED, Spec
from dossier.http.form_values import blank_word, no_word, shown, yes_word
from dossier.http.sections import tables
from dossier.messages import both, catalogue, text
from dossier.record.schema import Problem, found_words

_MASK = "•••• "
_OPEN_DIGITS = 4
_SUMMARY_PARTS = 3
_SUMMARY_LETTERS = 120
_OF_THE_FORM = ("contradiction", "additionalProperties", "required")  # keywords whose words suit a page


@cache
def words(lang: str) -> Mapping[str, str]:
    """The words of buttons and marks."""
    prefix = "page.form.word."
    return {key.removeprefix(prefix): said for key, said in catalogue(lang).items() if key.startswith(prefix)}


# --- values ---------------------------------------------------------------------------------------------


def shown_words(field: Spec, value: Any) -> str:
    """A single value in words; masked where its page masks it."""
    if value is None:
        return ""
    held = shown(field, value)
    if field.masked:
        return masked_digits(as_json(value))
    if held.stray:
        return as_json(value)
    if isinstance(value, bool):
        return yes_word() if value else no_word()
    names = dict(field.column.choices) if field.column is not None and field.kind in ("choice", "ticks") else {}
    return "; ".join(names.get(part, part) for part in held.texts)


def summary(field: Spec, item: Any) -> str:
    """An object or an item of a list in a few words."""
    if not isinstance(item, Mapping):
        return "" if item is None else as_json(item)
    keys = tables()["summary"].get(field.place) or [key for key, inner in field.inside.items() if inner.is_short]
    told = (shown_words(field.inside[key], item.get(key)) for key in keys if not field.inside[key].masked)
    line = " · ".join([part for part in told if part][:_SUMMARY_PARTS])
    return line if len(line) <= _SUMMARY_LETTERS else f"{line[:_SUMMARY_LETTERS]}…"


def masked_digits(value: str) -> str:
    """The last digits of a number that is not for every eye."""
    return _MASK + (value[-_OPEN_DIGITS:] if len(value) > 2 * _OPEN_DIGITS else "")


def as_json(value: Any) -> str:
    """A value that no input can hold, as it stands in the record; a text without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# --- problems -------------------------------------------------------------------------------------------


def unread(field: Spec, pointer: str, trouble: str, near: str = "") -> FieldProblem:
    """The problem of a text that could not be read; `label` is that of the field alone."""
    own = f"page.form.found.{trouble}"
    found = both(own if own in catalogue("vi") else f"workbook.found.{trouble}")
    mend = both("page.form.near", near=near) if near else NO_TEXT
    return FieldProblem(pointer, field.title, found, _wanted(field, trouble), mend)


def of_schema(problem: Problem, field: Spec | None) -> FieldProblem:
    """What the schema refuses, with what the page wants in the words of a page.

    Args:
        field: what is drawn at the place; None where nothing is.
    """
    said = found_words(problem.found_kind)
    wanted = Text(problem.expected["vi"], problem.expected["en"])
    if field is not None and problem.keyword not in _OF_THE_FORM:
        wanted = _wanted(field, "")
    return FieldProblem(problem.pointer, problem.label, Text(said["vi"], said["en"]), wanted)


def refused(why: str) -> FieldProblem:
    """The problem of a page that is refused as a whole."""
    return FieldProblem("", "", both(f"page.form.refused.{why}"))


def _wanted(field: Spec, trouble: str) -> Text:
    column = field.column
    if trouble == "too_long":
        return both("page.form.wanted.too_long", count=most_letters(field))
    if trouble == "outside_range" and column is not None:
        if column.at_most is None:
            return both("page.form.wanted.at_least", low=column.at_least)
        return both("page.form.wanted.between", low=column.at_least, high=column.at_most)
    for own in (f"page.form.wanted.{trouble}", f"page.form.wanted.{field.key}"):
        if own in catalogue("vi"):
            return both(own)
    if field.kind in (*PICKED, "ticks", "yes_no", "flag"):
        return both("page.form.wanted.from_list")
    if column is None or field.kind in (*GROUPS, *LISTS):
        return both("page.form.wanted.in_fields")
    return Text(expected(column, "vi"), expected(column, "en"))


def blank_help(lang: str) -> str:
    """How "not known yet" and "deliberately blank" are written."""
    return text("page.form.blank", lang, blank=blank_word())
