"""What a posted page sends, sorted by what it is; and what comes of it. Values only, bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dossier.findings import Text
from dossier.http.form_nodes import NOTHING_TYPED, FieldProblem, Typed

MOST_PAIRS = 10_000
MOST_ITEMS = 500  # of one list; a page of ours sends no more
MOST_NAME = 200
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


@dataclass(slots=True)
class Branch:
    """What was sent at one place and below it."""

    texts: list[str] = field(default_factory=list)
    below: dict[str, Branch] = field(default_factory=dict)

    def take(self, place: str) -> Branch | None:
        """The branch at *place*, taken off; None when nothing was sent there."""
        *keys, last = place.split("/")[1:]
        branch: Branch | None = self
        for key in keys:
            branch = branch.below.get(key) if branch is not None else None
        return branch.below.pop(last, None) if branch is not None else None

    @property
    def is_empty(self) -> bool:
        """True when nothing was sent at it or below."""
        return not self.texts and all(branch.is_empty for branch in self.below.values())

    def copied(self) -> Branch:
        """The same once more, to be taken apart."""
        return Branch(list(self.texts), {key: branch.copied() for key, branch in self.below.items()})


@dataclass(slots=True)
class Post:
    """A post by what its pairs are.

    Args:
        root: names that are pointers, as a tree, with their texts.
        origins: list -> indexes of its items in the stored record, as sent.
        cleared: places whose stray value is to go.
        action: the button pressed.
        is_strange: there are names that no page of ours has.
    """

    root: Branch = field(default_factory=Branch)
    origins: dict[str, str] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    action: Action | None = None
    is_strange: bool = False


def sorted_out(pairs: Iterable[tuple[str, str]]) -> Post | None:
    """The pairs of a post; None when there are more than any page of ours sends.

    Names that begin neither with `/` nor with one of ours belong to somebody else and are passed over.
    """
    post = Post()
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
    longest = max(map(len, (*post.origins, *post.cleared, post.action.pointer if post.action else "")), default=0)
    post.is_strange = post.is_strange or longest > MOST_NAME
    return post


def _hang(post: Post, name: str, value: str) -> None:
    steps = name.split("/")[1:]
    if len(name) > MOST_NAME or len(steps) > _MOST_STEPS:
        post.is_strange = True
        return
    branch = post.root
    for step in steps:
        branch = branch.below.setdefault(step, Branch())
    branch.texts.append(value)
