"""What stands in the inputs of a field, and what can be picked there. Pure.

How a value is written and read is the workbook's business (`adapters/workbook_values.py`); this module adds
only what a page can do better than a cell: choices to pick from, ticks, one line for each text of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from dossier.adapters.workbook_layout import Column, layout
from dossier.adapters.workbook_values import EXACT, Understander, show_one, tidy_line, tidy_text
from dossier.http.form_pairs import LINE_END, can_be_carried, pairs_text
from dossier.http.form_spec import GROUPS, LISTS, PICKED, Spec, below, value_at
from dossier.http.sections import tables
from dossier.record.people import CANDIDATE, key_of
from dossier.record.places import STAR
from dossier.record.schema import item_labels, label


class Choice(NamedTuple):
    """An entry to pick: what the page sends, and what it shows."""

    value: str
    label: str


def choices(field: Spec, data: Mapping[str, Any]) -> tuple[Choice, ...]:
    """What can be picked for *field*: the closed list of the schema, or the people or objects that *data* has."""
    if field.column is None:
        return ()
    if field.kind == "reference":
        return _referable(field, data)
    if field.column.kind == "person":
        return _persons(data)
    if field.place in tables()["targets"]:
        return tuple(Choice(target, name) for target, name in _targets(field, data))
    if field.kind == "yes_no":
        words = layout().words
        return tuple(Choice(words[key][0], words[key][0]) for key in ("yes", "no"))
    return tuple(Choice(value, name) for value, name in field.column.choices) if field.column.closed else ()


def suggestions(field: Spec) -> tuple[str, ...]:
    """What an open list suggests, as people write it."""
    column = field.column
    if column is None or column.closed or field.kind not in ("line", "text", "lines"):
        return ()
    return tuple(name for _, name in column.choices)


def _referable(field: Spec, data: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The items that the field may name by their id, with a word on what each is."""
    pointer, _, key = tables()["references"][field.place].rpartition(f"/{STAR}/")
    items = value_at(data, pointer)
    items = items if isinstance(items, list) else []
    names = item_labels(pointer, items, data)
    return tuple(
        Choice(below(item, key), _called(name, below(item, _telling(pointer))))
        for name, item in zip(names, items, strict=True)
        if isinstance(below(item, key), str) and below(item, key)
    )


def _telling(pointer: str) -> str:
    """The key that tells most of an item of a list; empty where none is known to."""
    return next(iter(tables()["summary"].get(pointer, ())), "")


def _called(name: str, who: Any) -> str:
    return f"{name}: {who}" if isinstance(who, str) and who else name


def _persons(data: Mapping[str, Any]) -> tuple[Choice, ...]:
    found = {CANDIDATE: label("/candidate")}
    family = data.get("family")
    family = family if isinstance(family, list) else []
    relations = [below(relative, "relation") for relative in family]
    for name, relative, relation in zip(item_labels("/family", family, data), family, relations, strict=True):
        if isinstance(relation, str):
            key = key_of(relative, relations.count(relation) == 1)
            found.setdefault(key, _called(name, below(relative, "full_name")))
    return tuple(Choice(key, name) for key, name in found.items())


def _targets(field: Spec, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pointers that *field* may hold, with what each leads to, as far as *data* has it."""
    for place in tables()["targets"][field.place]:
        parent, star, _ = place.rpartition(f"/{STAR}")
        items = value_at(data, parent) if star else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            at = f"{parent}/{index}"
            yield at, _called(label(at, data), below(item, _telling(parent)))
        if not star and value_at(data, place) is not None:
            yield place, label(place, data)


def called(field: Spec, value: str) -> str:
    """What a value that is none of `choices` is called in a list of them."""
    return str(show_one(single(field), value)) if field.column is not None and field.column.kind == "person" else value


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
        return ("", yes_word())[value] if isinstance(value, bool) else None
    if isinstance(value, str) and field.kind == "choice":
        return value if value in dict(column.choices) else None
    if isinstance(value, str) and (field.kind in PICKED or field.kind == "ticks"):
        return value if _reads_as(column, value, value) else None
    if isinstance(value, (list, Mapping)) or (isinstance(value, str) and not can_be_carried(value)):
        return None
    text = str(show_one(column, value))
    if isinstance(value, float) and "e" not in text:
        text = text.replace(".", ",")
    if text == f"{EXACT}{value}" and Understander(column)(str(value)).value == _tidied(column, str(value)):
        # what only spaces set apart from the tidy text is shown as it stands: nobody who leaves it changes it
        return str(value)
    return text if can_be_carried(text) and _reads_as(column, text, value) else None


def _reads_as(column: Column, text: str, value: Any) -> bool:
    read = Understander(column)(text).value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return isinstance(read, (int, float)) and not isinstance(read, bool) and read == value
    return type(read) is type(value) and read == value


def _tidied(column: Column, value: str) -> str:
    return tidy_text(value) if column.kind == "text" else tidy_line(value)


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


def yes_word() -> str:
    return str(layout().words["yes"][0])
