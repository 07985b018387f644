"""A record put together from cells, made valid: what contradicts itself or is refused stays unknown. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dossier.adapters.workbook_layout import layout
from dossier.findings import Text
from dossier.record.dossier import without
from dossier.record.schema import is_valid, node, problems

Refuse = Callable[[str, Text | None], None]


def assembled(data: dict[str, Any], refuse: Refuse) -> dict[str, Any]:
    """*data* in the order of the schema, without what it refuses.

    Args:
        data: a record as it was put together; may be changed.
        refuse: called for each place that stays unknown, with its pointer and with what the schema wants there;
            None where a flag says "there is none" beside content: then it is the flag that goes.
    """
    for flag, parent, name in _flags():
        here = _get(data, parent)
        if isinstance(here, dict) and here.get(flag) is True and name not in here:
            here[name] = []  # "there is none" is said of an empty list, not of an unknown one
    if not is_valid(data):
        data = _valid_part(data, refuse)
    return {key: data[key] for key in _root_keys() if key in data}


def _valid_part(data: Mapping[str, Any], refuse: Refuse) -> dict[str, Any]:
    refused = []
    for problem in problems(data):
        contradicts = problem.keyword == "contradiction"
        pointer = f"{problem.pointer}_none" if contradicts else problem.pointer
        refused.append(pointer)
        refuse(pointer, None if contradicts else Text(problem.expected["vi"], problem.expected["en"]))
    return _known_part(without(data, refused))


def _known_part(value: Mapping[str, Any]) -> dict[str, Any]:
    """*value* without unknown fields and objects that say nothing."""
    kept = {}
    for key, item in value.items():
        known: Any = item
        if isinstance(item, Mapping) and key != "local":
            known = _known_part(item) or None
        elif isinstance(item, list):
            known = [_known_part(entry) if isinstance(entry, Mapping) else entry for entry in item]
            known = [entry for entry in known if entry is not None and entry != {}]
            known = None if item and not known else known
        if known is not None:
            kept[key] = known
    return kept


@cache
def _root_keys() -> tuple[str, ...]:
    return tuple((node("") or {})["properties"])


@cache
def _flags() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(flag, steps of its object, list it speaks of) of every `…_none` that speaks of a list."""
    found = []
    for sheet in layout().sheets:
        for column in sheet.columns:
            name = column.path.rpartition("/")[2].removesuffix("_none")
            is_flag = column.kind == "yes_no" and column.path.endswith("_none")
            types = (node(column.path.removesuffix("_none")) or {}).get("type", ()) if is_flag else ()
            if "array" in types:
                found.append((f"{name}_none", column.steps[:-1], name))
    return tuple(found)


def _get(data: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        data = data.get(step) if isinstance(data, dict) else None
    return data
