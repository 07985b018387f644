"""Lists dealt out to the pages of a booklet, where every part begins on a page of its own and blank pages are bound in.

Word cannot be told to fill up a part to so many pages, so the pages are dealt here, by a careful guess of how many
lines a text takes. A guess that is too high leaves room at the foot of a page; one that is too low lets the text flow
on to a page without a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier.forms.fill import Value
from dossier.forms.form_set import Room
from dossier.forms.formats import words


def on_pages(value: Value, room: Room | None) -> Value:
    """A list as pages, [{page, rows}]; anything without a *room* as it is.

    There are at least as many pages as the room has. What does not fit bears the number of the last page again,
    marked as its continuation. An item longer than a page takes the numbers of the pages it needs. The rows of an
    unknown list are unknown on its first page.
    """
    if room is None or not (value is None or isinstance(value, list)):
        return value
    dealt: list[tuple[list[Any] | None, int]] = [(None, 1)] if value is None else [*_dealt(value, room)]
    numbered: list[Mapping[str, Value]] = []
    number = room.first
    for rows, size in dealt:
        numbered.append({"page": _label(number, room), "rows": rows})
        number += size
    numbered += [{"page": str(free), "rows": []} for free in range(number, room.last + 1)]
    return numbered


def _label(number: int, room: Room) -> str:
    if number <= room.last:
        return str(number)
    return str(words()["booklet"]["continued"]).format(page=room.last)


def _dealt(items: Sequence[Any], room: Room) -> Iterator[tuple[list[Any], int]]:
    """The rows of each page in use, and how many pages they take."""
    rows: list[Any] = []
    taken = 0
    for item in items:
        lines = _lines(item, room.chars) + room.extra
        if rows and taken + lines > room.lines:
            # a heading does not stay behind alone
            moved = [rows.pop()] if len(rows) > 1 and _is_heading(rows[-1]) else []
            yield rows, -(-taken // room.lines)
            rows, taken = moved, sum(_lines(one, room.chars) + room.extra for one in moved)
        rows.append(item)
        taken += lines
    if rows:
        yield rows, -(-taken // room.lines)


def _is_heading(item: Any) -> bool:
    return isinstance(item, Mapping) and item.get("lines") == []


def _lines(item: Any, chars: int | Mapping[str, int]) -> int:
    """How many lines *item* takes: its texts one below the other, or beside each other in columns."""
    if isinstance(chars, Mapping):
        return max(_lines(item.get(key), width) for key, width in chars.items())
    if isinstance(item, Mapping):
        label = item.get("label")
        if isinstance(label, str):  # a label stands in the line of its text
            return _lines(label + str(item.get("text") or ""), chars)
        return sum(_lines(inner, chars) for inner in item.values())
    if isinstance(item, list):
        return sum(_lines(inner, chars) for inner in item)
    return sum(max(1, -(-len(line) // chars)) for line in str(item or "").splitlines() or [""])
