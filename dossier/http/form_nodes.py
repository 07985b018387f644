"""What a page of the record is made of: values only. `form_draw.form_of` makes them, `html/fields.html` draws them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dossier.findings import NO_TEXT, Text
from dossier.http.sections import Section
from dossier.messages import text


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What could not be read, or what the schema refuses, at one place. Never carries the value.

    Args:
        pointer: JSON Pointer; empty for the page as a whole.
        label: the place in Vietnamese.
        found, expected, remedy: what stands there, what is wanted, how to mend it; each may be empty.
    """

    pointer: str
    label: str
    found: Text
    expected: Text = NO_TEXT
    remedy: Text = NO_TEXT

    def line(self, lang: str) -> str:
        """What is wrong, what is wanted and how to mend it, in a few short sentences."""
        parts = (("found", self.found), ("expected", self.expected), ("remedy", self.remedy))
        said = [text(f"page.form.said.{key}", lang, words=part.get(lang)) for key, part in parts if part.get(lang)]
        # what is said of the page as a whole is a sentence already
        return " ".join(said) if self.pointer else self.found.get(lang)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page holds that the record does not: it makes the next post mean the same.

    Args:
        texts: pointer -> texts that could not be read, as typed.
        origins: list -> for each item shown, its index in the stored record; None for a new one.
        opened: items that are drawn whole.
        revealed: masked places that are shown.
        cleared: places whose stray value is to go.
        focus: where the page goes on: pointer of what the last button was about; may be empty.
        is_changed: True when storing the page now would change the record.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origins: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    revealed: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    focus: str = ""
    is_changed: bool = False


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding beside its field: rule code, mark and how grave, what it says, what to do."""

    code: str
    mark: str
    grave: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Option:
    """An entry to pick; `id` is that of its box, where it has one of its own."""

    value: str
    label: str
    chosen: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input, or several of one name.

    Args:
        pointer: its name; a JSON Pointer.
        id: of the element; `id`-h, -e and -w are those of its hint, errors and findings, where there are any.
        draw: line, text, select, ticks, flag, masked, fixed or unknown (a key that the schema does not know).
        kind: of the schema, see `form_spec.Spec`.
        value: text of a line or text; of a masked or fixed one what is shown instead.
        form: how it is written, e.g. "ngày/tháng/năm"; may be empty.
        is_numeric: digits only.
        offers: id of the list of suggestions; may be empty.
        rows: height of a text.
        stray: what stands in the record and fits no input; may be empty.
        kept: entries that cannot be typed, as (name, text).
        has_focus: the page goes on here.
    """

    pointer: str
    id: str
    draw: str
    kind: str
    label: str
    hint: str = ""
    value: str = ""
    form: str = ""
    options: tuple[Option, ...] = ()
    is_numeric: bool = False
    offers: str = ""
    rows: int = 1
    stray: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    has_focus: bool = False

    @property
    def is_group(self) -> bool:
        """False: no fields inside."""
        return False

    @property
    def described_by(self) -> str:
        """Ids of what explains it."""
        return _described_by(self)


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset.

    Args:
        draw: object, list or item.
        children: fields and fieldsets inside; none of a closed item.
        seldom: those behind a line that opens.
        is_folded: behind a line that opens, because the record says that there is none.
        is_closed: an item drawn as one line; `summary` says which.
        adds: items can be added.
        moves: of an item: which of `_up`, `_down`, `_remove` it offers.
        origins: of a list: what `_items` sends; None where nothing is sent.
        stray, errors, advice, has_focus: as of a field.
    """

    pointer: str
    id: str
    draw: str
    label: str
    hint: str = ""
    children: tuple[Field | Group, ...] = ()
    seldom: tuple[Field | Group, ...] = ()
    is_folded: bool = False
    is_closed: bool = False
    summary: str = ""
    adds: bool = False
    moves: tuple[str, ...] = ()
    origins: str | None = None
    stray: str = ""
    errors: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    has_focus: bool = False

    @property
    def is_group(self) -> bool:
        """True: there are fields inside."""
        return True

    @property
    def described_by(self) -> str:
        """Ids of what explains it."""
        return _described_by(self)


def _described_by(node: Field | Group) -> str:
    parts = (("-h", node.hint), ("-e", node.errors), ("-w", node.advice))
    return " ".join(node.id + end for end, there in parts if there)


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """An entry of the summary of errors: the id its link goes to (or ""), the place, what is wrong."""

    target: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class FormModel:
    """A whole page of the record.

    Args:
        section, lang: what it was made of.
        title, help: of the section; `blank_help` says how "not known" and "deliberately blank" are written.
        children: what is drawn, in order.
        errors: every problem of this page, in the order found; `errors_title` is their heading.
        advice: findings that speak of the page as a whole.
        hidden: names and values that the form sends along.
        lists: id -> what an open list suggests.
        is_changed: what is typed is not stored yet.
        words: the words of buttons and marks, by the last part of their key under `page.form.word`.
    """

    section: Section
    lang: str
    title: str
    help: str
    blank_help: str
    children: tuple[Field | Group, ...]
    errors: tuple[ErrorLine, ...]
    errors_title: str
    advice: tuple[Advice, ...]
    hidden: tuple[tuple[str, str], ...]
    lists: Mapping[str, tuple[str, ...]]
    is_changed: bool
    words: Mapping[str, str]

    def fields(self) -> Iterator[Field]:
        """Every field drawn, in order."""
        yield from (node for node in self.nodes() if isinstance(node, Field))

    def nodes(self) -> Iterator[Field | Group]:
        """Every field and fieldset drawn, in order, from the outside in."""
        yield from _nodes(self.children)


def _nodes(nodes: Iterable[Field | Group]) -> Iterator[Field | Group]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _nodes((*node.children, *node.seldom))
