"""What a posted page means for the record. Pure: pairs of names and texts in, a new record out.

A field whose text is what the page showed leaves the record as it is, to the byte; so do fields that the page did
not show. Names outside the page are refused, never followed.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dossier.adapters.workbook_write import expected
from dossier.findings import NO_TEXT, Text
from dossier.http.form_fields import (
    GONE,
    GROUPS,
    LISTS,
    Spec,
    is_index,
    read,
    same_text,
    section_fields,
    shown,
    value_at,
)
from dossier.http.form_follow import Followed, follow
from dossier.http.form_model import NOTHING_TYPED, FieldProblem, Typed, item_of, of_schema
from dossier.http.sections import Section
from dossier.messages import both, catalogue
from dossier.record.places import is_within, join_pointer
from dossier.record.schema import label, problems

MOST_PAIRS = 10_000
MOST_ITEMS = 500
_MOST_NAME = 200
_MOST_STEPS = 12
_ITEMS, _CLEAR = "_items", "_clear"
ACTIONS = ("_add", "_remove", "_up", "_down", "_open", "_reveal")


@dataclass(frozen=True, slots=True)
class Action:
    """A button that only draws the page anew: add, remove, up, down, open or reveal, and the place it is about."""

    kind: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of a post.

    Args:
        data: the record with what could be read. To be stored only when `is_clean`.
        problems: what could not be read, or contradicts itself.
        typed: for drawing the page again.
        action: the button pressed, when it was none that stores.
        places: what was changed, as pointers into the new record; never a value.
        notes: what went along with a removed item, one sentence each.
    """

    data: dict[str, Any]
    problems: tuple[FieldProblem, ...] = ()
    typed: Typed = NOTHING_TYPED
    action: Action | None = None
    places: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def is_clean(self) -> bool:
        """True when the record may be stored."""
        return self.action is None and not self.problems


def posted(section: Section, data: Mapping[str, Any], pairs: Iterable[tuple[str, str]], lang: str = "vi") -> Posted:
    """Apply what was typed on the page *section* to the record *data*, which stays as it is.

    Args:
        data: the record that the page was drawn from (the store's, not `Posted.data`).
        pairs: names and texts in the order sent. Names that begin with neither `/` nor one of ours belong to
            somebody else and are passed over.
        lang: not needed to read; kept for callers that hand all pages the same arguments.
    """
    post = _sorted_out(pairs)
    if post is None:
        return Posted(copy.deepcopy(dict(data)), (_refused("too_many"),))
    first = _Applying(section, data, post)
    first.run(drop_empty=False)
    action = first.action()
    if action is not None and not first.refused:
        return first.acted(action)
    if first.problems:
        return first.posted()
    last = _Applying(section, data, post)
    last.run(drop_empty=True)
    last.check()
    return last.posted() if last.problems else last.finished()


# --- the names ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Branch:
    """What was sent at one place and below it."""

    texts: list[str] = field(default_factory=list)
    below: dict[str, _Branch] = field(default_factory=dict)


@dataclass(slots=True)
class _Post:
    root: _Branch = field(default_factory=_Branch)
    origins: dict[str, str] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    action: Action | None = None
    refused: list[str] = field(default_factory=list)


def _sorted_out(pairs: Iterable[tuple[str, str]]) -> _Post | None:
    """The pairs by what they are; None when there are more than any page of ours sends."""
    post = _Post()
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_PAIRS:
            return None
        if name.startswith("/"):
            _hang(post, name, value)
        elif name == _ITEMS:
            pointer, _, origins = value.partition("=")
            post.origins[pointer] = origins
        elif name == _CLEAR:
            post.cleared.add(value)
        elif name in ACTIONS and post.action is None:
            post.action = Action(name[1:], value)
    return post


def _hang(post: _Post, name: str, value: str) -> None:
    steps = name.split("/")[1:]
    if len(name) > _MOST_NAME or len(steps) > _MOST_STEPS:
        post.refused.append(name)
        return
    branch = post.root
    for step in steps:
        branch = branch.below.setdefault(step, _Branch())
    branch.texts.append(value)


def _refused(why: str) -> FieldProblem:
    return FieldProblem("", "", both(f"page.form.refused.{why}"))


# --- applying -------------------------------------------------------------------------------------------


class _Applying:
    """One post on its way into one record."""

    def __init__(self, section: Section, data: Mapping[str, Any], post: _Post) -> None:
        self.section, self.before, self.post = section, data, post
        self.data: dict[str, Any] = copy.deepcopy(dict(data))
        self.problems: list[FieldProblem] = []
        self.refused = bool(post.refused)
        self.texts: dict[str, tuple[str, ...]] = {}
        self.origins: dict[str, tuple[int | None, ...]] = {}
        self.opened: set[str] = set()
        self.revealed: set[str] = set()
        self.changed: set[str] = set()
        self._drop_empty = False
        self._known_origins: set[str] = set()
        self._has_shifted = False  # an item has another index than before, or is gone

    def run(self, *, drop_empty: bool) -> None:
        """Read everything that was sent.

        Args:
            drop_empty: leave out items of which nothing is left, as when the page is stored.
        """
        self._drop_empty = drop_empty
        left = self.post.root
        for spec in section_fields(self.section):
            branch = _take(left, spec.place)
            new = self._value(spec, branch, value_at(self.data, spec.place), spec.place)
            self._put(spec.place, new)
        self.refused = self.refused or _is_left(left) or bool(set(self.post.origins) - self._known_origins)
        if not drop_empty:  # afterwards places may have other numbers
            self.refused = self.refused or any(not self._spec_at(pointer) for pointer in self.post.cleared)
        if self.refused:
            self.data = copy.deepcopy(dict(self.before))
            self.problems.append(_refused("unknown"))

    def _put(self, place: str, value: Any) -> None:
        """Set or remove *value*; objects around it come and go with it."""
        keys = place.split("/")[1:]
        around: list[dict[str, Any]] = [self.data]
        for key in keys[:-1]:
            inner = around[-1].get(key)
            if not isinstance(inner, dict):
                if value is GONE or value is None or inner is not None:
                    return
                inner = around[-1][key] = {}
            around.append(inner)
        if value is GONE:
            had = around[-1].pop(keys[-1], GONE) is not GONE
            for outer, key in zip(reversed(around[:-1]), reversed(keys[:-1]), strict=True):
                if not had or outer[key]:
                    break
                del outer[key]
        elif value is not None or keys[-1] in around[-1]:
            around[-1][keys[-1]] = value

    # Each of these gives the new value of a place: the very same one where nothing was changed, GONE where nothing
    # is left. What was sent is `branch`; None where nothing was.

    def _value(self, spec: Spec, branch: _Branch | None, value: Any, pointer: str) -> Any:
        if pointer in self.post.cleared and shown(spec, value).stray:
            self.changed.add(pointer)
            value = None
            if branch is None:
                return GONE
            new = self._sent(spec, branch, value, pointer)
            return GONE if new is None else new
        if branch is None and not self._has_origins(pointer):
            return value
        return self._sent(spec, branch or _Branch(), value, pointer)

    def _has_origins(self, pointer: str) -> bool:
        return any(is_within(known, pointer) for known in self.post.origins)

    def _sent(self, spec: Spec, branch: _Branch, value: Any, pointer: str) -> Any:
        if spec.kind == "fixed":
            self.refused = True
            return value
        if spec.kind == "text_or_list":
            return self._text_or_list(spec, branch, value, pointer)
        if spec.kind == "list":
            self.refused = self.refused or bool(branch.texts)
            return self._list(spec, branch, value, pointer)
        if spec.kind == "object_or_text":
            return self._object_or_text(spec, branch, value, pointer)
        if spec.kind == "object":
            self.refused = self.refused or bool(branch.texts)
            return self._object(spec, branch, value, pointer)
        self.refused = self.refused or bool(branch.below)
        return self._single(spec, branch.texts, value, pointer) if branch.texts else value

    def _single(self, spec: Spec, texts: Sequence[str], value: Any, pointer: str) -> Any:
        if spec.masked:
            self.revealed.add(pointer)
        if same_text(spec, texts, shown(spec, value)):
            return value
        found = read(spec, texts, value)
        if found.trouble:
            self._fault(spec, texts, pointer, found.trouble, found.near)
            return value
        if found.value is GONE and value is None:
            return value
        self.changed.add(pointer)
        return found.value

    def _fault(self, spec: Spec, texts: Sequence[str], pointer: str, trouble: str, near: str = "") -> None:
        self.texts[pointer] = tuple(texts)
        self.problems.append(FieldProblem(pointer, spec.title, _found(trouble), _wanted(spec, trouble), _mend(near)))

    def _object(self, spec: Spec, branch: _Branch, value: Any, pointer: str) -> Any:
        if value is not None and not isinstance(value, dict):
            self.refused = self.refused or bool(branch.below)
            return value
        old = value or {}
        new = dict(old)
        for key in {*branch.below, *(key for key in spec.inside if self._has_origins(join_pointer(pointer, key)))}:
            inner = spec.inside.get(key)
            if inner is None:
                self.refused = True
                continue
            at = join_pointer(pointer, key)
            part = self._value(inner, branch.below.get(key), old.get(key), at)
            if part is GONE:
                new.pop(key, None)
            elif part is not None or key in old:
                new[key] = part
        if not _differ(old, new):
            return value
        return self._in_order(spec, old, new) if new else GONE

    @staticmethod
    def _in_order(spec: Spec, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        """*new* with the keys of *old* where they were, and the others in the order of the schema."""
        order = [*(key for key in old if key in new), *(key for key in spec.inside if key in new and key not in old)]
        return {key: new[key] for key in order}

    def _object_or_text(self, spec: Spec, branch: _Branch, value: Any, pointer: str) -> Any:
        held = shown(spec, value)
        is_object = value is None or isinstance(value, dict)
        inside = self._object(spec, _Branch([], branch.below), value if is_object else None, pointer)
        if not branch.texts or same_text(spec, branch.texts, held):
            if is_object or inside is None or inside is GONE:
                return inside if is_object else value
            if branch.texts[-1:] != [""] and branch.texts:
                self._fault(spec, branch.texts, pointer, "both_given")
            return value if branch.texts else inside
        found = read(spec, branch.texts, value)
        if found.trouble:
            self._fault(spec, branch.texts, pointer, found.trouble)
            return value
        self.changed.add(pointer)
        if found.value is GONE:
            return GONE if inside is None else inside
        if inside not in (None, GONE, {}):
            self._fault(spec, branch.texts, pointer, "both_given")
            return inside
        return found.value

    def _text_or_list(self, spec: Spec, branch: _Branch, value: Any, pointer: str) -> Any:
        items = self._list(spec, branch, value if isinstance(value, list) else None, pointer)
        has_items = isinstance(items, list) and bool(items)
        if isinstance(value, list) or has_items:
            if branch.texts and branch.texts[-1].strip() and has_items:
                self._fault(spec, branch.texts, pointer, "both_given")
                return items
            if not branch.texts or has_items:
                if has_items and not isinstance(value, list) and value is not None:
                    self.changed.add(pointer)
                return items
            text = self._single(spec, branch.texts, None, pointer)
            return items if text is None else text
        return self._single(spec, branch.texts, value, pointer) if branch.texts else value

    def _list(self, spec: Spec, branch: _Branch, value: Any, pointer: str) -> Any:
        if value is not None and not isinstance(value, list):
            self.refused = self.refused or bool(branch.below) or pointer in self.post.origins
            return value
        old: list[Any] = value or []
        origins = self._origins_of(pointer, len(old))
        if any(not is_index(step) or int(step) >= len(origins) for step in branch.below):
            self.refused = True
            return value
        items = [
            self._one_item(spec, branch.below.get(str(index)), None if origin is None else old[origin],
                           f"{pointer}/{index}", is_new=origin is None)
            for index, origin in enumerate(origins)
        ]  # fmt: skip
        order = [index for index, item in enumerate(items) if item is not GONE]
        if len(order) < len(items):
            self._renumber(pointer, order)
        new = [items[index] for index in order]
        kept = [origins[index] for index in order]
        self.origins[pointer] = tuple(kept)
        moved = kept != list(range(len(old)))
        self._has_shifted = self._has_shifted or kept[: len(old)] != list(range(len(old)))
        if moved:
            self.changed.add(pointer)
        if not moved and not any(a is not b for a, b in zip(old, new, strict=True)):
            return value
        return new if new or (not old and value is not None) else GONE if self._drop_empty else new

    def _one_item(self, spec: Spec, branch: _Branch | None, was: Any, at: str, *, is_new: bool) -> Any:
        """An item after the post; GONE when it is to be left out because nothing is left of it."""
        if branch is not None:
            self.opened.add(at)
        item = self._value(item_of(spec), branch, was, at)
        emptied = item is GONE or (is_new and item is None)
        if emptied and not self._drop_empty:
            return {}
        return GONE if emptied else item

    def _origins_of(self, pointer: str, count: int) -> tuple[int | None, ...]:
        """For each item of the page its index in the stored list; every item where the page said nothing."""
        whole: tuple[int | None, ...] = tuple(range(count))
        sent = self.post.origins.get(pointer)
        if sent is None:
            return whole
        self._known_origins.add(pointer)
        parts = sent.split(",") if sent else []
        fits = len(parts) <= max(MOST_ITEMS, count) and all(
            part == "+" or (is_index(part) and int(part) < count) for part in parts
        )
        stored = [part for part in parts if part != "+"]
        if not fits or len(set(stored)) < len(stored):
            self.refused = True
            return whole
        return tuple(None if part == "+" else int(part) for part in parts)

    # --- the end of it ----------------------------------------------------------------------------------

    def check(self) -> None:
        """What the schema has against places that this post changed, themselves or through their "none" flag."""
        for problem in problems(self.data):
            touched = any(
                is_within(problem.pointer, place) or is_within(place, problem.pointer)
                or place == f"{problem.pointer}_none"
                for place in self.changed
            )  # fmt: skip
            if touched and self.section.holds(problem.pointer):
                self.problems.append(of_schema(problem))

    def posted(self) -> Posted:
        """The post that cannot be stored, or has nothing to store."""
        problems_ = [replace(problem, label=label(problem.pointer, self.data)) if problem.pointer else problem
                     for problem in self.problems]  # fmt: skip
        return Posted(self.data, tuple(problems_), self._typed())

    def finished(self) -> Posted:
        """The post that can be stored: what points into lists follows its item."""
        followed = Followed(self.data, ())
        if self._has_shifted:
            followed = follow(self.data, self.before, self.origins)
        places = tuple(sorted(self.changed))
        return Posted(followed.data, (), self._typed(), None, places, followed.notes)

    def _typed(self) -> Typed:
        return Typed(
            self.texts, self.origins, frozenset(self.opened), frozenset(self.revealed), frozenset(self._cleared())
        )

    def _cleared(self) -> set[str]:
        return {pointer for pointer in self.post.cleared if pointer in self.changed}

    # --- buttons ----------------------------------------------------------------------------------------

    def action(self) -> Action | None:
        """The button pressed, when it means something on this page; else the post is refused."""
        action = self.post.action
        if action is None or self.refused:
            return None
        spec = self._spec_at(action.pointer)
        allowed = {
            "add": spec is not None and spec.kind in LISTS,
            "reveal": spec is not None and spec.masked,
        }.get(action.kind, spec is not None and spec.key == "*")
        if not allowed:
            self.refused = True
            self.problems.append(_refused("unknown"))
            return None
        return action

    def _spec_at(self, pointer: str) -> Spec | None:
        """The field at a concrete pointer of this page; None when there is none."""
        top = next((spec for spec in section_fields(self.section) if is_within(pointer, spec.place)), None)
        if top is None or len(pointer) > _MOST_NAME:
            return None
        spec, value = top, value_at(self.data, top.place)
        for step in pointer[len(top.place) :].split("/")[1:]:
            if spec.kind in LISTS:
                if not isinstance(value, list) or not is_index(step) or int(step) >= len(value):
                    return None
                spec, value = item_of(spec), value[int(step)]
            elif spec.kind in GROUPS and step in spec.inside:
                spec, value = spec.inside[step], value.get(step) if isinstance(value, dict) else None
            else:
                return None
        return spec

    def acted(self, action: Action) -> Posted:
        """The page after a button that stores nothing."""
        if action.kind == "open":
            self.opened.add(action.pointer)
        elif action.kind == "reveal":
            self.revealed.add(action.pointer)
        elif action.kind == "add":
            return self._added(action)
        else:
            return self._moved(action)
        return replace(self.posted(), action=action)

    def _added(self, action: Action) -> Posted:
        value = value_at(self.data, action.pointer)
        items = list(value) if isinstance(value, list) else []
        if len(items) >= MOST_ITEMS:
            self.problems.append(_refused("too_many_items"))
            return self.posted()
        origins = self.origins.get(action.pointer, tuple(range(len(items))))
        # a text that becomes a list of entries is the first of them
        items.append({"text": value} if isinstance(value, str) and value else {})
        self._set(action.pointer, items)
        self.origins[action.pointer] = (*origins, None)
        return replace(self.posted(), action=action)

    def _moved(self, action: Action) -> Posted:
        pointer, _, last = action.pointer.rpartition("/")
        items, index = list(value_at(self.data, pointer)), int(last)
        order = list(range(len(items)))
        if action.kind == "remove":
            order.remove(index)
        else:
            other = index - 1 if action.kind == "up" else index + 1
            if 0 <= other < len(order):
                order[index], order[other] = order[other], order[index]
        origins = self.origins.get(pointer, tuple(range(len(items))))
        self._set(pointer, [items[old] for old in order])
        self._renumber(pointer, order)
        self.origins[pointer] = tuple(origins[old] for old in order)
        return replace(self.posted(), action=action)

    def _set(self, pointer: str, value: Any) -> None:
        steps = pointer.split("/")[1:]
        here: Any = self.data
        for step in steps[:-1]:
            if isinstance(here, list):
                if here[int(step)] is None:
                    here[int(step)] = {}
                here = here[int(step)]
            else:
                if here.get(step) is None:
                    here[step] = {}
                here = here[step]
        here[steps[-1]] = value

    def _renumber(self, pointer: str, order: Sequence[int]) -> None:
        """Let everything that is known by an item's index go with the item; *order* has old indexes."""
        new = {str(old): index for index, old in enumerate(order)}

        def renamed(at: str) -> str | None:
            if not at.startswith(f"{pointer}/"):
                return at
            step, slash, rest = at[len(pointer) + 1 :].partition("/")
            return None if step not in new else f"{pointer}/{new[step]}{slash}{rest}"

        self.texts = _renamed(self.texts, renamed)
        self.origins = _renamed(self.origins, renamed)
        self.opened, self.revealed, self.changed = (
            {at for old in places if (at := renamed(old)) is not None}
            for places in (self.opened, self.revealed, self.changed)
        )
        self.post.cleared = {at for old in self.post.cleared if (at := renamed(old)) is not None}
        self.problems = [
            replace(problem, pointer=at)
            for problem in self.problems if (at := renamed(problem.pointer)) is not None
        ]  # fmt: skip


def _renamed(places: Mapping[str, Any], renamed: Callable[[str], str | None]) -> dict[str, Any]:
    return {at: value for old, value in places.items() if (at := renamed(old)) is not None}


def _take(root: _Branch, place: str) -> _Branch | None:
    """The branch at *place*, taken off."""
    *keys, last = place.split("/")[1:]
    branch: _Branch | None = root
    for key in keys:
        branch = branch.below.get(key) if branch is not None else None
    return branch.below.pop(last, None) if branch is not None else None


def _is_left(branch: _Branch) -> bool:
    return bool(branch.texts) or any(_is_left(inner) for inner in branch.below.values())


def _differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return old.keys() != new.keys() or any(old[key] is not new[key] for key in old)


# --- words ----------------------------------------------------------------------------------------------


def _found(trouble: str) -> Text:
    own = f"page.form.found.{trouble}"
    return both(own if own in catalogue("vi") else f"workbook.found.{trouble}")


def _wanted(spec: Spec, trouble: str) -> Text:
    own = f"page.form.wanted.{trouble}"
    if own in catalogue("vi"):
        return both(own)
    if spec.column is None or spec.kind in ("choice", "person", "pointer", "ticks"):
        return both("page.form.wanted.from_list")
    return Text(expected(spec.column, "vi"), expected(spec.column, "en"))


def _mend(near: str) -> Text:
    return both("page.form.near", near=near) if near else NO_TEXT
