"""A compiled form, and filling it: values in, one Word file out.

A part of a form is a sequence of steps: constant bytes, holes, choices and loops. A step is a frozen value
without code of its own, so a form can be pickled and shared by threads. Filling walks the steps once, packs
the changed parts and sets them into the archive's stencil.

A hole knows three states: a text, `""` (deliberately blank), and unknown (`None` or absent), which prints a
dotted blank and is listed in `Filled.missing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, NoReturn, Protocol, TypeAlias
from unicodedata import is_normalized, normalize

from dossier.errors import TemplateError
from dossier.forms.archive import Stencil

Value: TypeAlias = "str | bool | Sequence[str | Mapping[str, Value] | None] | None"
"""What a template may be given. `None` in place of a text means unknown."""

BLANK = "……………"
TOP: Final = -1  # the depth of a name that is no loop variable
ITEM: Final = "/item"  # no token's name: the place of the item that a paper is made for

# What XML 1.0 cannot hold: C0 controls but tab, LF and CR, lone surrogates, two non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Missing(NamedTuple):
    """A hole that stayed blank because its value is unknown.

    Args:
        part: the file inside the archive, e.g. `word/document.xml`.
        place: the words around the hole, at most 80 characters, with `…` for every hole.
        name: the token; a cell of a loop as `work_history[2].position`, counted from 0. A list that is
            unknown as a whole is named once: `work_history`.
    """

    part: str
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled form.

    Args:
        content: the bytes of the .docx file.
        missing: the holes left blank because their value is unknown, in the order of the text, each once.
        cleaned: names of the values that held characters which no Word file can hold; those were dropped.
    """

    content: bytes
    missing: tuple[Missing, ...]
    cleaned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One XML file of a form that holds tags: its name inside the archive, and its steps."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One name that a form uses: `full_name`, or `work_history.period` for a field of a loop's rows.

    Args:
        name: the token or field.
        part: the XML file that uses it.
        kind: `text` (printed), `list` (looped over) or `test` (tested in a condition).
        place: the words around where it is first used so; two uses are the same without regard to it.
    """

    name: str
    part: str
    kind: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled form. Immutable; may be used by many threads at once, and pickled.

    Made by `compile_form`, never by hand.
    """

    parts: tuple[Part, ...]
    stencil: Stencil
    uses: tuple[Use, ...]

    @property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Every name used, fields of loops as `work_history.period`, with the parts that use it; sorted."""
        return names_of(self.uses)

    def fill(self, values: Mapping[str, Value], *, blank: str = BLANK) -> Filled:
        """Fill the form.

        Args:
            values: token to text, truth value, list of texts or list of rows (field to value). `""` is a
                deliberate blank, `None` or an absent token is unknown. Names the form does not use are
                ignored.
            blank: what stands for an unknown text; plain text without markup.

        Raises:
            TemplateError: a value has not the kind that the form needs, e.g. a list where a text is printed.
        """
        run = _Run(values, blank)
        filled: list[bytes] = []
        for part in self.parts:
            run.part, run.out = part.name, []
            run.write(part.steps)
            filled.append(b"".join(run.out))
        return Filled(self.stencil.join(filled), tuple(dict.fromkeys(run.missing)), tuple(dict.fromkeys(run.cleaned)))


def names_of(uses: Sequence[Use]) -> dict[str, tuple[str, ...]]:
    """Each name of *uses* with the parts it stands in; both sorted."""
    names: dict[str, set[str]] = {}
    for use in uses:
        names.setdefault(use.name, set()).add(use.part)
    return {name: tuple(sorted(parts)) for name, parts in sorted(names.items())}


class _Run:
    """What changes while one form is filled."""

    __slots__ = ("blank", "cells", "cleaned", "frames", "missing", "out", "part", "values")

    def __init__(self, values: Mapping[str, Value], blank: str) -> None:
        self.values = values
        self.blank = blank.encode()
        self.cells: dict[str, bytes] = {}  # texts already cleaned, by token
        self.frames: list[_Frame] = []
        self.missing: list[Missing] = []
        self.cleaned: list[str] = []
        self.part = ""
        self.out: list[bytes] = []

    def write(self, steps: tuple[Step, ...]) -> None:
        out = self.out
        for step in steps:
            if type(step) is bytes:
                out.append(step)
            else:
                step.write(self)  # type: ignore[union-attr]  # `type() is` narrows only one way

    def clean(self, value: Value, reference: Reference) -> bytes:
        """A text as UTF-8 that is safe inside an XML text node; tabs and line ends are still themselves."""
        if type(value) is not str:
            if not isinstance(value, str):
                self.refuse(reference, "is no text, but the form prints it")
            value = str.__str__(value)  # the text itself, also of an enumeration
        # Nearly every value: nothing to escape, nothing to drop. `isprintable` is false for every control
        # character and every surrogate; that it is false for a no-break space too only costs time.
        if not value.isprintable():
            value = value.replace("\r\n", "\n").replace("\r", "\n")
            allowed = FORBIDDEN.sub("", value)
            if allowed != value:
                self.cleaned.append(reference.label(self))
                value = allowed
        if not value.isascii() and not is_normalized("NFC", value):
            value = normalize("NFC", value)
        if "&" in value or "<" in value or ">" in value:
            value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return value.encode()

    def miss(self, reference: Reference, place: str) -> None:
        self.missing.append(Missing(self.part, place, reference.label(self)))

    def refuse(self, reference: Reference, fault: str) -> NoReturn:
        raise TemplateError([f"{self.part}: token {reference.label(self)} {fault}"])


class _Frame:
    """One turn of a loop: its item, its place in the list, and the list's name."""

    __slots__ = ("index", "item", "label", "last", "unknown")

    def __init__(self, label: str, last: int, *, unknown: bool) -> None:
        self.label = label
        self.last = last
        self.unknown = unknown  # the list itself is unknown: one row of blanks stands for it
        self.index = 0
        self.item: object = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What a tag names.

    Args:
        name: the token, or the field of a row; `""` for the item of a list of texts.
        depth: `TOP`, or which of the open loops (0 = the outermost) the item belongs to.
    """

    name: str
    depth: int

    def label(self, run: _Run) -> str:
        """The name for messages, with the number of the row."""
        if self.depth == TOP:
            return self.name
        frame = run.frames[self.depth]
        return f"{frame.label}[{frame.index}]" + (f".{self.name}" if self.name else "")

    def value(self, run: _Run) -> Value:
        """The value, or `None` when it is unknown."""
        if self.depth == TOP:
            return run.values.get(self.name)
        item = run.frames[self.depth].item
        if not self.name or item is None:
            return item  # type: ignore[return-value]  # checked where it is used
        if not isinstance(item, Mapping):
            run.refuse(self, "is a field, but the list holds texts, not rows")
        field: Value = item.get(self.name)
        return field

    def is_excused(self, run: _Run) -> bool:
        """Whether a lack was reported already, for the list as a whole."""
        return self.depth != TOP and run.frames[self.depth].unknown


@dataclass(frozen=True, slots=True)
class Hole:
    """Prints a text.

    Args:
        reference: what to print.
        place: the words around it, for reports.
        line: what stands for a line end: XML that breaks the line within the run.
        tab: what stands for a tab: XML that ends the run, sets a tab and begins a run with equal properties.
    """

    reference: Reference
    place: str
    line: bytes
    tab: bytes

    def write(self, run: _Run) -> None:
        reference = self.reference
        top = reference.depth == TOP
        text = run.cells.get(reference.name) if top else None
        if text is None:
            value = reference.value(run)
            if value is None:
                if not reference.is_excused(run):
                    run.miss(reference, self.place)
                run.out.append(run.blank)
                return
            text = run.clean(value, reference)
            if top:
                run.cells[reference.name] = text
        if b"\n" in text or b"\t" in text:
            text = text.replace(b"\n", self.line).replace(b"\t", self.tab)
        run.out.append(text)


@dataclass(frozen=True, slots=True)
class Note:
    """Prints a text that is no token's, in the properties of the file; nothing where there is none."""

    name: str

    def write(self, run: _Run) -> None:
        run.out.append(run.clean(run.values.get(self.name) or "", Reference(self.name, TOP)))


@dataclass(frozen=True, slots=True)
class Counter:
    """Prints `loop.index`: the number of the row, counted from 1."""

    depth: int

    def write(self, run: _Run) -> None:
        run.out.append(b"%d" % (run.frames[self.depth].index + 1))


class Test(Protocol):
    """A condition."""

    def holds(self, run: _Run) -> bool: ...


@dataclass(frozen=True, slots=True)
class IsTrue:
    """True for a text that is not empty, a list with items, and `true`. Unknown is false, and is listed."""

    reference: Reference
    place: str

    def holds(self, run: _Run) -> bool:
        value = self.reference.value(run)
        if value is None:
            if not self.reference.is_excused(run):
                run.miss(self.reference, self.place)
            return False
        return bool(value)


@dataclass(frozen=True, slots=True)
class IsEnd:
    """`loop.first` or `loop.last`."""

    depth: int
    first: bool

    def holds(self, run: _Run) -> bool:
        frame = run.frames[self.depth]
        return frame.index == (0 if self.first else frame.last)


@dataclass(frozen=True, slots=True)
class Not:
    test: Test

    def holds(self, run: _Run) -> bool:
        return not self.test.holds(run)


@dataclass(frozen=True, slots=True)
class Both:
    left: Test
    right: Test

    def holds(self, run: _Run) -> bool:
        return self.left.holds(run) and self.right.holds(run)


@dataclass(frozen=True, slots=True)
class Either:
    left: Test
    right: Test

    def holds(self, run: _Run) -> bool:
        return self.left.holds(run) or self.right.holds(run)


@dataclass(frozen=True, slots=True)
class Choice:
    """The steps of the first branch whose condition holds, else the other ones."""

    branches: tuple[tuple[Test, tuple[Step, ...]], ...]
    otherwise: tuple[Step, ...]

    def write(self, run: _Run) -> None:
        for test, steps in self.branches:
            if test.holds(run):
                run.write(steps)
                return
        run.write(self.otherwise)


@dataclass(frozen=True, slots=True)
class Loop:
    """The steps once for each item; `otherwise` when there is none; one blank row when it is unknown."""

    reference: Reference
    place: str
    steps: tuple[Step, ...]
    otherwise: tuple[Step, ...]

    def write(self, run: _Run) -> None:
        items = self.reference.value(run)
        unknown = items is None
        if items is None:
            if not self.reference.is_excused(run):
                run.miss(self.reference, self.place)
            items = (None,)
        if isinstance(items, (str, bytes)) or not isinstance(items, Sequence):
            run.refuse(self.reference, "is no list, but the form goes through it")
        if not items:
            run.write(self.otherwise)
            return
        frame = _Frame(self.reference.label(run), len(items) - 1, unknown=unknown)
        run.frames.append(frame)
        for index, item in enumerate(items):
            frame.index, frame.item = index, item
            run.write(self.steps)
        run.frames.pop()


Step: TypeAlias = "bytes | Hole | Note | Counter | Choice | Loop"
