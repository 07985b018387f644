"""What points at an item of a list follows the item, when items were moved or removed on a page. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from dossier.findings import Text
from dossier.http.form_spec import is_index
from dossier.http.sections import by_action
from dossier.messages import both
from dossier.record.edit import copied
from dossier.record.places import join_pointer
from dossier.record.schema import SHAPE, label, node

_ABOUT = re.compile(r"(?<=about=)[^,\]|]+")
_WHERE = "where"

Origins = Mapping[str, tuple[int | None, ...]]


class Followed(NamedTuple):
    """The record, and a sentence for each thing that went with a removed item."""

    data: dict[str, Any]
    notes: tuple[Text, ...]


def follow(data: Mapping[str, Any], before: Mapping[str, Any], origins: Origins) -> Followed:
    """*data* with everything that points into lists moved along.

    What pointed at a removed item loses its pointer; a confirmation or disposition of one goes with it, because
    the next item that takes its number is another person's.

    Args:
        data: the record after the change, pointers still as they were.
        before: the record before it.
        origins: list (indexes as after the change) -> for each item its index before; None for a new one.
    """
    following = _Following(before, data, origins)
    new = following.value(copied(dict(data)), "", "")
    for place in by_action():
        following.answers(new, place[1:])
    return Followed(new, tuple(following.notes))


class _Following:
    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], origins: Origins) -> None:
        self.before, self.after, self.origins = before, after, origins
        self.notes: list[Text] = []

    def now(self, pointer: str) -> str | None:
        """Where *pointer*, of the time before, leads now; None when its item is gone."""
        at, was = "", ""
        for step in pointer.split("/")[1:]:
            moved = self.origins.get(at)
            was = f"{was}/{step}"
            if moved is not None and is_index(step):
                if int(step) not in moved:
                    return None
                at = f"{at}/{moved.index(int(step))}"
            else:
                at = f"{at}/{step}"
        return at

    def value(self, value: Any, place: str, at: str) -> Any:
        """*value*, which stands at *at* (starred: *place*), with its pointers moved along."""
        if isinstance(value, dict):
            for key in list(value):
                inner = self.value(value[key], join_pointer(place, key), join_pointer(at, key))
                if inner is None and value[key] is not None:
                    del value[key]
                else:
                    value[key] = inner
            return value
        if isinstance(value, list):
            items = [self.value(item, f"{place}/*", f"{at}/{index}") for index, item in enumerate(value)]
            return [new for new, old in zip(items, value, strict=True) if new is not None or old is None]
        if isinstance(value, str) and value.startswith("/") and (node(place) or {}).get(SHAPE) == "pointer":
            return self._pointed(value, at)
        return value

    def _pointed(self, pointer: str, at: str) -> str | None:
        now = self.now(pointer)
        if now is None:
            place, item = label(at, self.after), label(pointer, self.before)
            self.notes.append(both("page.form.note.pointer", place=place, item=item))
        return now

    def answers(self, data: dict[str, Any], key: str) -> None:
        """Move the confirmations or dispositions along; those of a removed item go."""
        answers = data.get(key)
        if not isinstance(answers, list):
            return
        kept = []
        for answer in answers:
            where = answer.get(_WHERE) if isinstance(answer, dict) else None
            if not isinstance(where, str):
                kept.append(answer)
                continue
            now = self._place(where)
            if now is None:
                what, item = str(answer.get("code", "")), label(where, self.before)
                self.notes.append(both(f"page.form.note.{key}", code=what, item=item))
            else:
                kept.append({**answer, _WHERE: now})
        data[key] = kept

    def _place(self, where: str) -> str | None:
        if where.startswith("/"):
            return self.now(where)
        pointers = [found[0] for found in _ABOUT.finditer(where) if found[0].startswith("/")]
        if any(self.now(pointer) is None for pointer in pointers):
            return None
        return _ABOUT.sub(lambda found: self.now(found[0]) or found[0] if found[0].startswith("/") else found[0], where)
