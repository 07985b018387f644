"""Buttons that store nothing: they change what the page holds, and the page is drawn again. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dossier.http.form_apply import Applying
from dossier.http.form_post import MOST_ITEMS, Action, Posted
from dossier.http.form_spec import LISTS, field_at, value_at
from dossier.http.form_words import refused
from dossier.record.places import STAR


def press(applying: Applying, action: Action) -> Posted:
    """The page after a button, what was typed so far included; a button that the page does not have is refused."""
    pointer = action.pointer
    field = field_at(applying.section, applying.data, pointer)
    if field is not None and action.kind == "add" and field.kind in LISTS:
        return _added(applying, action)
    if field is not None and action.kind == "reveal" and field.masked:
        applying.revealed.add(pointer)
        return replace(applying.posted(pointer), action=action)
    if field is not None and field.key == STAR and action.kind not in ("add", "reveal"):
        if action.kind == "open":
            applying.opened.add(pointer)
            return replace(applying.posted(pointer), action=action)
        return _moved(applying, action)
    applying.problems.append(refused("unknown"))
    return applying.posted()


def _added(applying: Applying, action: Action) -> Posted:
    pointer = action.pointer
    value = value_at(applying.data, pointer)
    items = list(value) if isinstance(value, list) else []
    if len(items) >= MOST_ITEMS:
        applying.problems.append(refused("too_many_items"))
        return applying.posted()
    # a text that becomes a list is the text of its first item
    is_text = isinstance(value, str) and bool(value)
    if value is not None and not isinstance(value, (list, str)):
        applying.problems.append(refused("unknown"))
        return applying.posted()
    _set(applying.data, pointer, [*items, {"text": value} if is_text else {}])
    applying.origins[pointer] = (*applying.origins.get(pointer, tuple(range(len(items)))), None)
    if is_text:
        applying.changed.add(pointer)
    return replace(applying.posted(f"{pointer}/{len(items)}"), action=action)


def _moved(applying: Applying, action: Action) -> Posted:
    """An item taken out, or put before or behind its neighbour."""
    pointer, _, last = action.pointer.rpartition("/")
    items, index = list(value_at(applying.data, pointer)), int(last)
    order, focus = list(range(len(items))), pointer
    if action.kind == "remove":
        order.remove(index)
    else:
        other = index - 1 if action.kind == "up" else index + 1
        if 0 <= other < len(order):
            order[index], order[other] = order[other], order[index]
            focus = f"{pointer}/{other}"
    origins = applying.origins.get(pointer, tuple(range(len(items))))
    _set(applying.data, pointer, [items[old] for old in order])
    applying.renumber(pointer, order)
    applying.origins[pointer] = tuple(origins[old] for old in order)
    applying.changed.add(pointer)
    return replace(applying.posted(focus), action=action)


def _set(data: dict[str, Any], pointer: str, value: Any) -> None:
    """Put a list into the record; the objects around it are made where there are none."""
    *steps, last = pointer.split("/")[1:]
    here: Any = data
    for step in steps:
        key: Any = int(step) if isinstance(here, list) else step
        if (here[key] if isinstance(here, list) else here.get(key)) is None:
            here[key] = {}
        here = here[key]
    here[last] = value
