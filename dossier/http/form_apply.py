"""One post on its way into one record. The record that was there is never changed; nothing is stored here.

Each method that reads a place gives its new value: the very same object where nothing was changed, `GONE` where
nothing is left. So a page sent back untouched gives the record to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dossier.http.form_nodes import FieldProblem, Typed
from dossier.http.form_post import MOST_ITEMS, Branch, Post, Posted
from dossier.http.form_read import GONE, read, same_text
from dossier.http.form_spec import Spec, field_at, is_index, item_of, key_of, known_keys, section_fields, value_at
from dossier.http.form_values import shown
from dossier.http.form_words import of_schema, refused, unread
from dossier.http.sections import Section, around, tables
from dossier.record.edit import copied
from dossier.record.places import is_within
from dossier.record.schema import label, problems

Origins = tuple[int | None, ...]


class Applying:
    """A post being read.

    Args:
        section, before, post: the page, the stored record, what was sent.
        is_last: the record is to be stored: items of which nothing is left go, new ones get their id.

    Attributes:
        data: the new record.
        problems: what could not be read; their labels are not whole yet, see `posted`.
        is_refused: the post is of no page of ours; nothing of it counts.
        origins: list -> index in the stored record of each item that it has now.
        changed: places that were changed.
        has_shifted: an item has another index than before, or is gone.
    """

    def __init__(self, section: Section, before: Mapping[str, Any], post: Post, *, is_last: bool) -> None:
        self.section, self.before, self.post, self.is_last = section, before, post, is_last
        self.data: dict[str, Any] = copied(dict(before))
        self.problems: list[FieldProblem] = []
        self.is_refused = post.is_strange
        self.texts: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, Origins] = {}
        self.opened: set[str] = set()
        self.revealed: set[str] = set()
        self.cleared: set[str] = set()
        self.changed: set[str] = set()
        self.has_shifted = False
        self._unheard = {("items", at) for at in post.origins} | {("clear", at) for at in post.cleared}
        # every place on the way to something that no input sends: lists and cleared places
        self._ways = {
            way[:end]
            for way in (*post.origins, *post.cleared)
            for end in range(1, len(way) + 1)
            if end == len(way) or way[end] == "/"
        }
        self._read()

    # --- the record as a whole --------------------------------------------------------------------------

    def _read(self) -> None:
        left = self.post.root.copied()
        for field in section_fields(self.section):
            new = self._value(field, left.take(field.place), value_at(self.data, field.place), field.place)
            self._put(field.place, new)
        for place in around(self.section):
            self._without_unknown(place)
        self.is_refused = self.is_refused or not left.is_empty or bool(self._unheard)
        if self.is_refused:
            self.data = copied(dict(self.before))
            self.changed.clear()
            self.problems.append(refused("unknown"))

    def _put(self, place: str, value: Any) -> None:
        """Set or remove *value*; the objects around it come and go with it."""
        *keys, last = place.split("/")[1:]
        chain = [self.data]
        for key in keys:
            inner = chain[-1].get(key)
            if inner is None and value is not GONE and value is not None:
                inner = chain[-1][key] = {}
            if not isinstance(inner, dict):
                return
            chain.append(inner)
        if value is not GONE:
            if value is not None or last in chain[-1]:
                chain[-1][last] = value
        elif last in chain[-1]:
            del chain[-1][last]
            for outer, key in zip(reversed(chain[:-1]), reversed(keys), strict=True):
                if outer[key]:
                    break
                del outer[key]

    def _without_unknown(self, place: str) -> None:
        """Take away cleared keys that the schema does not know, from an object that several pages share."""
        values = value_at(self.data, place)
        if isinstance(values, dict):
            for key in self._cleared_keys(place, values, known_keys(place)):
                del values[key]

    def _cleared_keys(self, pointer: str, values: Mapping[str, Any], known: Any) -> list[str]:
        """Keys of an object at *pointer* that are to go, of those that the schema does not know."""
        found = []
        for cleared in self.post.cleared:
            parent, _, step = cleared.rpartition("/")
            if parent == pointer and key_of(step) in values and key_of(step) not in known:
                found.append(key_of(step))
                self._note_cleared(cleared)
        return found

    def _note_cleared(self, pointer: str) -> None:
        self._unheard.discard(("clear", pointer))
        self.cleared.add(pointer)
        self.changed.add(pointer)

    # --- one place --------------------------------------------------------------------------------------

    def _value(self, field: Spec, branch: Branch | None, value: Any, pointer: str) -> Any:
        if pointer in self.post.cleared and shown(field, value).stray:
            self._note_cleared(pointer)
            new = self._sent(field, branch or Branch(), None, pointer)
            return GONE if new is None else new
        if branch is None and pointer not in self._ways:
            return value
        return self._sent(field, branch or Branch(), value, pointer)

    def _sent(self, field: Spec, branch: Branch, value: Any, pointer: str) -> Any:
        reading = {
            "object": self._object,
            "list": self._list,
            "object_or_text": self._object_or_text,
            "text_or_list": self._text_or_list,
        }.get(field.kind)
        if reading is not None:
            self.is_refused = self.is_refused or (bool(branch.texts) and field.kind in ("object", "list"))
            return reading(field, branch, value, pointer)
        self.is_refused = self.is_refused or bool(branch.below) or field.kind == "fixed"
        return self._single(field, branch.texts, value, pointer) if branch.texts else value

    def _single(self, field: Spec, texts: Sequence[str], value: Any, pointer: str) -> Any:
        if field.masked:
            self.revealed.add(pointer)
        if same_text(field, texts, shown(field, value)):
            return value
        found = read(field, texts, value)
        if found.trouble:
            self._fault(field, texts, pointer, found.trouble, found.near)
            return value
        if found.value is GONE and value is None:
            return value
        self.changed.add(pointer)
        return found.value

    def _fault(self, field: Spec, texts: Sequence[str], pointer: str, trouble: str, near: str = "") -> None:
        self.texts[pointer] = tuple(texts)
        self.problems.append(unread(field, pointer, trouble, near))

    # --- objects ----------------------------------------------------------------------------------------

    def _object(self, field: Spec, branch: Branch, value: Any, pointer: str) -> Any:
        if value is not None and not isinstance(value, dict):
            self.is_refused = self.is_refused or bool(branch.below)
            return value
        old: dict[str, Any] = value or {}
        self.is_refused = self.is_refused or any(key not in field.inside for key in branch.below)
        new = {key: old[key] for key in old}
        for key in self._cleared_keys(pointer, old, field.inside):
            del new[key]
        for key, inner in field.inside.items():
            part = self._value(inner, branch.below.get(key), old.get(key), f"{pointer}/{key}")
            if part is GONE:
                new.pop(key, None)
            elif part is not None or key in old:
                new[key] = part
        if new.keys() == old.keys() and all(new[key] is old[key] for key in old):
            return value
        return new or GONE

    def _object_or_text(self, field: Spec, branch: Branch, value: Any, pointer: str) -> Any:
        """An object, or the word that stands instead of it; both at once are a fault."""
        is_text = value is not None and not isinstance(value, dict)  # or something that belongs nowhere
        inside = self._object(field, Branch([], branch.below), None if is_text else value, pointer)
        has_inside = inside is not GONE and bool(inside)
        text_is_same = not branch.texts or same_text(field, branch.texts, shown(field, value))
        if text_is_same and not (is_text and has_inside):
            return value if is_text else inside
        if text_is_same and not branch.texts:
            return inside
        found = read(field, branch.texts, value)
        if found.trouble or (found.value is not GONE and has_inside):
            self._fault(field, branch.texts, pointer, found.trouble or "both_given")
            return value if is_text else inside
        self.changed.add(pointer)
        if found.value is not GONE:
            return found.value
        return inside if has_inside else GONE

    # --- lists ------------------------------------------------------------------------------------------

    def _text_or_list(self, field: Spec, branch: Branch, value: Any, pointer: str) -> Any:
        """A text, or items instead of it; both at once are a fault."""
        is_list = isinstance(value, list)
        items = self._list(field, branch, value if is_list else None, pointer)
        if isinstance(items, list) and items:
            if branch.texts and branch.texts[-1].strip():
                self._fault(field, branch.texts, pointer, "both_given")
            return items
        if not branch.texts:
            return items if is_list else value
        text = self._single(field, branch.texts, None if is_list else value, pointer)
        return items if is_list and text is None else text

    def _list(self, field: Spec, branch: Branch, value: Any, pointer: str) -> Any:
        if value is not None and not isinstance(value, list):
            self.is_refused = self.is_refused or bool(branch.below)
            return value
        old: list[Any] = value or []
        origins = self._sent_origins(pointer, len(old))
        if any(not is_index(step) or int(step) >= len(origins) for step in branch.below):
            self.is_refused = True
            return value
        items = [
            self._item(
                field, branch.below.get(str(index)), None if origin is None else old[origin], f"{pointer}/{index}",
                is_new=origin is None,
            )
            for index, origin in enumerate(origins)
        ]  # fmt: skip
        order = [index for index, item in enumerate(items) if item is not GONE]
        if len(order) < len(items):
            self.renumber(pointer, order)
        new, kept = [items[index] for index in order], [origins[index] for index in order]
        self.origins[pointer] = tuple(kept)
        self._number(field, new, kept)
        unmoved = list(range(len(old)))
        if kept == unmoved:
            return value if all(map(_is, old, new)) else new
        self.changed.add(pointer)
        self.has_shifted = self.has_shifted or kept[: len(old)] != unmoved
        return new or (GONE if self.is_last else new)

    def _item(self, field: Spec, branch: Branch | None, was: Any, at: str, *, is_new: bool) -> Any:
        """An item after the post; `GONE` when it is to be left out because nothing is left of it."""
        if branch is not None:
            self.opened.add(at)
        item = self._value(item_of(field), branch, was, at)
        if item is GONE or (is_new and item is None):
            return GONE if self.is_last else {}
        return item

    def _sent_origins(self, pointer: str, count: int) -> Origins:
        """For each item of the page its index in the stored list; all of them where the page said nothing."""
        sent = self.post.origins.get(pointer)
        if sent is None:
            return tuple(range(count))
        self._unheard.discard(("items", pointer))
        parts = sent.split(",") if sent else []
        stored = [part for part in parts if part != "+"]
        fits = len(parts) <= max(MOST_ITEMS, count) and len(set(stored)) == len(stored)
        if not fits or not all(is_index(part) and int(part) < count for part in stored):
            self.is_refused = True
            return tuple(range(count))
        return tuple(None if part == "+" else int(part) for part in parts)

    def _number(self, field: Spec, items: list[Any], origins: Sequence[int | None]) -> None:
        """Give new items that have no id the next free one, where their list has such ids."""
        rule = tables()["numbered"].get(field.place)
        if rule is None or not self.is_last:
            return
        key = rule["key"]
        taken = [item.get(key) for item in items if isinstance(item, dict)]
        for item, origin in zip(items, origins, strict=True):
            if origin is None and isinstance(item, dict) and not item.get(key):
                free = (rule["pattern"].format(n=number) for number in range(1, len(items) + 2))
                item[key] = next(name for name in free if name not in taken)
                taken.append(item[key])

    # --- what comes of it -------------------------------------------------------------------------------

    def check(self) -> None:
        """Add what the schema has against places that this post changed, themselves or through their flag."""
        for problem in problems(self.data):
            pointer = problem.pointer
            is_touched = any(
                is_within(pointer, place) or is_within(place, pointer) or place == f"{pointer}_none"
                for place in self.changed
            )
            if is_touched and self.section.holds(pointer):
                self.problems.append(of_schema(problem, field_at(self.section, self.data, pointer)))

    def posted(self, focus: str = "") -> Posted:
        """The post as it stands: a page to be drawn again."""
        whole = (replace(one, label=label(one.pointer, self.data)) if one.pointer else one for one in self.problems)
        return Posted(self.data, tuple(whole), self.typed(focus), places=tuple(sorted(self.changed)))

    def typed(self, focus: str = "") -> Typed:
        """What the page needs to mean the same when it is sent again."""
        opened, revealed, cleared = map(frozenset, (self.opened, self.revealed, self.cleared))
        return Typed(self.texts, self.origins, opened, revealed, cleared, focus, bool(self.changed))

    def renumber(self, pointer: str, order: Sequence[int]) -> None:
        """Let everything known by the index of an item of a list go with the item.

        Args:
            order: for each item that is left, its index until now.
        """
        new = {str(old): index for index, old in enumerate(order)}

        def renamed(at: str) -> str | None:
            if not at.startswith(f"{pointer}/"):
                return at
            step, slash, rest = at[len(pointer) + 1 :].partition("/")
            return f"{pointer}/{new[step]}{slash}{rest}" if step in new else None

        self.texts, self.origins = _renamed(self.texts, renamed), _renamed(self.origins, renamed)
        self.opened, self.revealed, self.cleared, self.changed = (
            {at for old in places if (at := renamed(old)) is not None}
            for places in (self.opened, self.revealed, self.cleared, self.changed)
        )
        self.problems = [
            replace(problem, pointer=at) for problem in self.problems if (at := renamed(problem.pointer)) is not None
        ]


def _renamed(places: Mapping[str, Any], renamed: Callable[[str], str | None]) -> dict[str, Any]:
    return {at: value for old, value in places.items() if (at := renamed(old)) is not None}


def _is(one: Any, other: Any) -> bool:
    return one is other
