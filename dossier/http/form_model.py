"""A page of the record as a tree of fieldsets and fields, ready to be drawn. Values only, no HTML.

Lists with long items are closed as soon as the page would grow past `MOST_FIELDS`: a closed item is one line
and sends nothing, so what it holds stays as it is. Findings and problems stand at the field they speak of, else at
the nearest thing around it that is drawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dossier.findings import NO_TEXT, Finding, Text, Verdict
from dossier.http.form_fields import (
    GROUPS,
    LISTS,
    Choice,
    Shown,
    Spec,
    blank_word,
    choices,
    element_id,
    is_index,
    kept_pairs,
    no_word,
    section_fields,
    shown,
    suggestions,
    value_at,
)
from dossier.http.sections import Section, plain_pointer, section_of, tables
from dossier.messages import catalogue, text
from dossier.record.places import join_pointer
from dossier.record.schema import Problem, found_words, label

MOST_FIELDS = 60
_SMALL_ITEM = 8  # fields; an item of so few is always drawn whole
_MASK = "•••• "
_OPEN_DIGITS = 4
_SUMMARY_PARTS = 3
_SUMMARY_LETTERS = 60
_FORMATS = ("date", "partial_date", "month", "year", "time")


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
        """What is wrong and what is wanted, in one sentence."""
        parts = (self.found.get(lang), self.expected.get(lang), self.remedy.get(lang))
        keys = ("found", "expected", "remedy")
        said = [text(f"page.form.said.{key}", lang, words=part) for key, part in zip(keys, parts, strict=True) if part]
        return " ".join(said)


def of_schema(problem: Problem) -> FieldProblem:
    """What the schema refuses, as a problem of a field."""
    words = found_words(problem.found_kind)
    return FieldProblem(
        problem.pointer, problem.label, Text(words["vi"], words["en"]),
        Text(problem.expected["vi"], problem.expected["en"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page holds that the record does not: it makes the next post mean the same.

    Args:
        texts: pointer -> texts that could not be read, as typed.
        origins: list -> for each item shown, its index in the stored record; None for a new one.
        opened: items that are drawn whole.
        revealed: masked places that are shown.
        cleared: places whose stray value is to go.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origins: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()
    revealed: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding beside its field: rule code, how grave, what it says, what to do."""

    code: str
    mark: str
    grave: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Option:
    """An entry to pick."""

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
        draw: line, text, select, ticks, flag, masked or fixed.
        kind: of the schema, see `form_fields.Spec`.
        value: text of a line or text; of a masked or fixed one what is shown instead.
        form: how it is written, e.g. "ngày/tháng/năm"; may be empty.
        numeric: digits only.
        offers: id of the list of suggestions; may be empty.
        stray: what stands in the record and fits no input; may be empty.
        kept: entries that cannot be typed, as (name, text).
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
    numeric: bool = False
    offers: str = ""
    rows: int = 1
    stray: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()

    @property
    def is_group(self) -> bool:
        """False: no fields inside."""
        return False

    @property
    def described_by(self) -> str:
        """Ids of what explains it."""
        parts = (("-h", self.hint), ("-e", self.errors), ("-w", self.advice))
        return " ".join(self.id + end for end, there in parts if there)


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset.

    Args:
        draw: object, list or item.
        children: fields and fieldsets inside; none of a closed item.
        seldom: those behind a line that opens.
        closed: an item drawn as one line; `summary` says which.
        adds: name of the button that adds an item; empty where nothing can be added.
        moves: of an item: which of `_up`, `_down`, `_remove` it offers.
        origins: of a list: what `_items` sends; None where nothing is sent.
    """

    pointer: str
    id: str
    draw: str
    label: str
    hint: str = ""
    children: tuple[Field | Group, ...] = ()
    seldom: tuple[Field | Group, ...] = ()
    seldom_open: bool = False
    closed: bool = False
    summary: str = ""
    adds: bool = False
    moves: tuple[str, ...] = ()
    origins: str | None = None
    stray: str = ""
    errors: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()

    @property
    def is_group(self) -> bool:
        """True: there are fields inside."""
        return True

    @property
    def described_by(self) -> str:
        """Ids of what explains it."""
        parts = (("-h", self.hint), ("-e", self.errors), ("-w", self.advice))
        return " ".join(self.id + end for end, there in parts if there)


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """An entry of the summary of errors: where its link goes, the place, what is wrong."""

    target: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class FormModel:
    """A whole page of the record.

    Args:
        title, help: of the section.
        children: what is drawn, in order.
        errors: every problem of this page, in the order found.
        advice: findings that speak of the page as a whole.
        hidden: names and values that the form sends along.
        lists: id -> what an open list suggests.
        words: the words of buttons and marks, by the last part of their key under `page.form.word`.
    """

    section: Section
    lang: str
    title: str
    help: str
    children: tuple[Field | Group, ...]
    errors: tuple[ErrorLine, ...]
    advice: tuple[Advice, ...]
    hidden: tuple[tuple[str, str], ...]
    lists: Mapping[str, tuple[str, ...]]
    words: Mapping[str, str]

    def fields(self) -> Iterator[Field]:
        """Every field drawn, in order."""
        yield from _fields(self.children)


def _fields(children: Iterable[Field | Group]) -> Iterator[Field]:
    for child in children:
        if isinstance(child, Field):
            yield child
        else:
            yield from _fields((*child.children, *child.seldom))


def form_of(
    section: Section,
    data: Mapping[str, Any],
    *,
    problems: Sequence[Problem | FieldProblem] = (),
    findings: Sequence[Finding] = (),
    typed: Typed | None = None,
    opened: Sequence[str] = (),
    lang: str = "vi",
) -> FormModel:
    """The page *section* of the record *data*.

    Args:
        data: a record, valid or not.
        problems: what the schema has against *data*, or `Posted.problems`; those of other pages are left out.
        findings: of the check of *data*; those of other pages, and those that a disposition settles, are left out.
        typed: of `Posted`, when the page comes back without having been saved.
        opened: pointers into items to be drawn whole; the items around them are.
    """
    drawing = _Drawing(section, data, typed or NOTHING_TYPED, opened, lang)
    drawing.place_problems([of_schema(p) if isinstance(p, Problem) else p for p in problems])
    drawing.place_findings(findings)
    children = tuple(drawing.draw(spec, spec.place, value_at(data, spec.place)) for spec in section_fields(section))
    return FormModel(
        section=section,
        lang=lang,
        title=section.title(lang),
        help=section.help(lang),
        children=children,
        errors=tuple(drawing.error_lines),
        advice=tuple(drawing.advice.get("", ())),
        hidden=tuple(("_clear", pointer) for pointer in sorted(drawing.typed.cleared)),
        lists=drawing.lists,
        words=_words(lang),
    )


@cache
def _words(lang: str) -> Mapping[str, str]:
    prefix = "page.form.word."
    return {key.removeprefix(prefix): words for key, words in catalogue(lang).items() if key.startswith(prefix)}


class _Drawing:
    """One page being drawn."""

    def __init__(
        self, section: Section, data: Mapping[str, Any], typed: Typed, opened: Sequence[str], lang: str
    ) -> None:
        self.section, self.data, self.typed, self.lang = section, data, typed, lang
        self.opened = {*typed.opened, *opened}
        self.words = _words(lang)
        self.errors: dict[str, list[str]] = {}
        self.advice: dict[str, list[Advice]] = {}
        self.error_lines: list[ErrorLine] = []
        self.lists: dict[str, tuple[str, ...]] = {}
        self.specs = {spec.place: spec for spec in section_fields(section)}
        self.folds = _size(section, data) > MOST_FIELDS
        self._in_trouble: set[str] = set()

    # --- where things are said --------------------------------------------------------------------------

    def place_problems(self, problems: Sequence[FieldProblem]) -> None:
        """Put each problem of this page at its field."""
        ours = [problem for problem in problems if not problem.pointer or self._is_ours(problem.pointer)]
        self._in_trouble = {problem.pointer for problem in ours}
        for problem in ours:
            at = self._nearest(problem.pointer)
            line = problem.line(self.lang)
            if at:
                self.errors.setdefault(at, []).append(line)
            self.error_lines.append(ErrorLine(element_id(at) if at else "", problem.label, line))

    def place_findings(self, findings: Sequence[Finding]) -> None:
        """Put each open finding of this page at its field."""
        for finding in findings:
            pointer = plain_pointer(finding.where.pointer, self.data)
            if finding.settled or section_of(pointer, self.data) != self.section:
                continue
            advice = self.advice.setdefault(self._nearest(pointer), [])
            advice.append(_advice(finding, self.lang))

    def _is_ours(self, pointer: str) -> bool:
        return section_of(pointer, self.data) == self.section

    def _nearest(self, pointer: str) -> str:
        """The innermost place drawn that *pointer* is or lies in; empty when it is the page itself."""
        top = next((place for place in self.specs if (pointer + "/").startswith(place + "/")), None)
        if top is None:
            return ""
        spec, at, value = self.specs[top], top, value_at(self.data, top)
        for step in pointer[len(top) :].split("/")[1:]:
            if spec.kind in LISTS and isinstance(value, list) and is_index(step) and int(step) < len(value):
                item = f"{at}/{step}"
                if self._is_closed(spec, at, int(step)):
                    return item
                at, value = item, value[int(step)]
                spec = item_of(spec)
            elif spec.kind in GROUPS and step in spec.inside and (value is None or isinstance(value, Mapping)):
                at, value = f"{at}/{step}", (value or {}).get(step)
                spec = spec.inside[step]
            else:
                break
        return at

    def _is_closed(self, spec: Spec, pointer: str, index: int) -> bool:
        """Whether an item of a list is drawn as one line only."""
        item = f"{pointer}/{index}"
        if not self.folds or item_of(spec).size <= _SMALL_ITEM or self._origins(pointer, index + 1)[index] is None:
            return False
        return not any((place + "/").startswith(item + "/") for place in (*self.opened, *self._in_trouble))

    def _origins(self, pointer: str, count: int) -> tuple[int | None, ...]:
        found = self.typed.origins.get(pointer)
        return tuple(range(count)) if found is None or len(found) < count else found

    def _said(self, pointer: str) -> dict[str, Any]:
        return {
            "errors": tuple(self.errors.get(pointer, ())),
            "advice": tuple(self.advice.get(pointer, ())),
        }

    # --- drawing ----------------------------------------------------------------------------------------

    def draw(self, spec: Spec, pointer: str, value: Any) -> Field | Group:
        """The field or fieldset of one place."""
        if spec.kind in LISTS:
            return self._list(spec, pointer, value)
        if spec.kind in GROUPS:
            return self._object(spec, pointer, value)
        return self._field(spec, pointer, value)

    def _object(self, spec: Spec, pointer: str, value: Any, **more: Any) -> Group:
        held = shown(spec, value)
        parts = {} if held.stray else self._inside(spec, pointer, value)
        if spec.kind == "object_or_text" and not held.stray:
            parts["children"] = (self._instead(spec, pointer, held), *parts["children"])
        more.setdefault("label", spec.title)
        more.setdefault("draw", "object")
        return Group(
            pointer=pointer, id=element_id(pointer) + ("-g" if spec.kind == "object_or_text" else ""), hint=spec.hint,
            stray=_json(value) if held.stray else "", **parts, **more,
            **(self._said(pointer) if spec.kind != "object_or_text" else {}),
        )  # fmt: skip

    def _inside(self, spec: Spec, pointer: str, value: Any) -> dict[str, Any]:
        """The fields of an object or item, those seldom filled apart while they are empty."""
        fields = value if isinstance(value, Mapping) else {}
        front: list[Field | Group] = []
        behind: list[Field | Group] = []
        for key, inner in spec.inside.items():
            drawn = self.draw(inner, join_pointer(pointer, key), fields.get(key))
            is_behind = key in spec.seldom and fields.get(key) in (None, {}) and not _says_something(drawn)
            (behind if is_behind else front).append(drawn)
        return {"children": tuple(front), "seldom": tuple(behind)}

    def _instead(self, spec: Spec, pointer: str, held: Shown) -> Field:
        """What stands instead of an object: "there is none", or a deliberate blank."""
        now = self.typed.texts.get(pointer, held.texts)[-1]
        words = ((no_word(), self.words["none_of_it"]), (blank_word(), self.words["left_blank"]))
        options = [Option("", self.words["written_below"], now == "")]
        options += [Option(value, name, now == value) for value, name in words]
        if now not in [option.value for option in options]:
            options.append(Option(now, now, True))
        return Field(
            pointer=pointer, id=element_id(pointer), draw="select", kind=spec.kind, label=spec.title,
            options=tuple(options), **self._said(pointer),
        )  # fmt: skip

    def _list(self, spec: Spec, pointer: str, value: Any) -> Group:
        held = shown(spec, value)
        if held.stray:
            return Group(
                pointer=pointer, id=element_id(pointer), draw="list", label=spec.title, hint=spec.hint,
                stray=_json(value), **self._said(pointer),
            )  # fmt: skip
        items = value if isinstance(value, list) else []
        origins = self._origins(pointer, len(items))
        children: list[Field | Group] = [
            self._item(spec, pointer, index, item, len(items)) for index, item in enumerate(items)
        ]
        said = self._said(pointer)
        id_ = element_id(pointer)
        if spec.kind == "text_or_list" and not items:
            children.append(self._field(spec, pointer, None if isinstance(value, list) else value))
            said, id_ = {}, f"{id_}-g"  # the field inside has the name, and what is said of it
        sent = ",".join("+" if origin is None else str(origin) for origin in origins[: len(items)])
        return Group(
            pointer=pointer, id=id_, draw="list",
            label=spec.title, hint=spec.hint, children=tuple(children), adds=True, origins=f"{pointer}={sent}", **said,
        )  # fmt: skip

    def _item(self, spec: Spec, pointer: str, index: int, item: Any, count: int) -> Group:
        at = f"{pointer}/{index}"
        moves = (*(("_up",) if index else ()), *(("_down",) if index + 1 < count else ()), "_remove")
        common: dict[str, Any] = {"draw": "item", "label": self._item_label(pointer, at), "moves": moves}
        if self._is_closed(spec, pointer, index):
            return Group(
                pointer=at, id=element_id(at), closed=True, summary=summary(spec, item), **common, **self._said(at)
            )
        return self._object(item_of(spec), at, item, **common)

    def _item_label(self, pointer: str, at: str) -> str:
        """What an item is called, without the names of what is around its list."""
        full, around = label(at, self.data), label(pointer.rpartition("/")[0], self.data)
        return full.removeprefix(f"{around} › ")

    def _field(self, spec: Spec, pointer: str, value: Any) -> Field:
        held = shown(spec, value)
        typed = self.typed.texts.get(pointer)
        texts = held.texts if typed is None else typed
        common: dict[str, Any] = {
            "pointer": pointer, "id": element_id(pointer), "kind": spec.kind, "label": spec.title, "hint": spec.hint,
            "stray": _json(value) if held.stray else "", **self._said(pointer),
        }  # fmt: skip
        if spec.kind == "fixed":
            return Field(draw="fixed", value=_json(value) if held.stray else texts[-1], **common | {"stray": ""})
        if spec.kind == "flag":
            chosen = texts[-1] not in ("", no_word())
            return Field(draw="flag", options=(Option(_yes(spec), spec.title, chosen),), **common | {"hint": ""})
        if spec.kind == "ticks":
            return Field(draw="ticks", options=self._ticks(spec, pointer, texts), **common)
        picked = choices(spec, self.data)
        if picked or spec.kind in ("person", "pointer", "choice"):
            return Field(draw="select", options=self._options(picked, texts[-1]), **common)
        if spec.masked and value is not None and typed is None and pointer not in self.typed.revealed:
            return Field(draw="masked", value=masked_digits(value), **common | {"stray": ""})
        return self._typed_field(spec, pointer, texts[-1], value, common)

    def _typed_field(self, spec: Spec, pointer: str, value: str, stored: Any, common: dict[str, Any]) -> Field:
        is_long = spec.kind in ("text", "lines", "pairs", "text_or_list")
        offers = suggestions(spec)
        list_id = ""
        if offers and not is_long:
            list_id = "o" + element_id(spec.place)[1:]
            self.lists[list_id] = offers
        form = spec.kind + "_or_now" if spec.column is not None and spec.column.now else spec.kind
        kept = kept_pairs(stored) if spec.kind == "pairs" and isinstance(stored, Mapping) else {}
        return Field(
            draw="text" if is_long else "line",
            value=value,
            form=self.words.get(f"as_{form}", "") if spec.kind in (*_FORMATS, "lines", "pairs") else "",
            numeric=bool(spec.column is not None and spec.column.digits) or spec.kind == "integer",
            offers=list_id,
            rows=max(3 if spec.kind != "text_or_list" else 5, min(12, value.count("\n") + 2 + len(value) // 70)),
            kept=tuple((key, _json(item)) for key, item in kept.items()),
            **common,
        )

    def _options(self, picked: Sequence[Choice], now: str) -> tuple[Option, ...]:
        options = [Option("", self.words["not_known"], now == "")]
        options += [Option(choice.value, choice.label, now == choice.value) for choice in picked]
        if now and now not in {choice.value for choice in picked}:
            options.append(Option(now, now, True))
        return tuple(options)

    def _ticks(self, spec: Spec, pointer: str, texts: Sequence[str]) -> tuple[Option, ...]:
        picked = [*choices(spec, self.data)]
        known = {choice.value for choice in picked}
        picked += [Choice(now, now) for now in texts if now and now not in known and now != no_word()]
        picked.append(Choice(no_word(), self.words["none_of_these"]))
        base = element_id(pointer)
        return tuple(
            Option(value, name, value in texts, f"{base}-{number}") for number, (value, name) in enumerate(picked)
        )


def _yes(spec: Spec) -> str:
    return shown(spec, True).texts[-1]


@cache
def item_of(spec: Spec) -> Spec:
    """An item of a list as a field of its own."""
    return Spec(f"{spec.place}/*", "*", spec.title, "", "object", fields=spec.fields, seldom=spec.seldom)


def _says_something(drawn: Field | Group) -> bool:
    if drawn.errors or drawn.advice or drawn.stray:
        return True
    return isinstance(drawn, Group) and any(_says_something(child) for child in (*drawn.children, *drawn.seldom))


def _size(section: Section, data: Mapping[str, Any]) -> int:
    """How many inputs the page would have with everything open."""
    return sum(_drawn_size(spec, value_at(data, spec.place)) for spec in section_fields(section))


def _drawn_size(spec: Spec, value: Any) -> int:
    if spec.kind in LISTS:
        items = value if isinstance(value, list) else ()
        return sum(_drawn_size(item_of(spec), item) for item in items)
    if spec.kind in GROUPS:
        fields = value if isinstance(value, Mapping) else {}
        return sum(_drawn_size(inner, fields.get(key)) for key, inner in spec.inside.items())
    return 1


def summary(spec: Spec, item: Any) -> str:
    """A closed item in a few words."""
    if not isinstance(item, Mapping):
        return "" if item is None else _json(item)
    keys = tables()["summary"].get(spec.place) or [key for key, inner in spec.inside.items() if inner.is_short]
    parts = [
        shown_words(spec.inside[key], item[key]) for key in keys
        if item.get(key) not in (None, "") and not spec.inside[key].masked
    ]  # fmt: skip
    words = " · ".join(part for part in parts[:_SUMMARY_PARTS] if part)
    return words if len(words) <= _SUMMARY_LETTERS * 2 else f"{words[: _SUMMARY_LETTERS * 2]}…"


def shown_words(spec: Spec, value: Any) -> str:
    """A single value in words, as the page shows it; masked where it is masked there."""
    if value is None:
        return ""
    held = shown(spec, value)
    if held.stray:
        return _json(value)
    if spec.masked:
        return masked_digits(value)
    names = dict(spec.column.choices) if spec.column is not None and spec.kind in ("choice", "ticks") else {}
    return "; ".join(names.get(part, part) for part in held.texts)


def masked_digits(value: Any) -> str:
    """The last digits of a number that is not for every eye."""
    digits = str(value)
    return _MASK + (digits[-_OPEN_DIGITS:] if len(digits) > 2 * _OPEN_DIGITS else "")


def _json(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _advice(finding: Finding, lang: str) -> Advice:
    grave = "needs_person" if finding.verdict is Verdict.NEEDS_PERSON else finding.severity.value
    return Advice(
        finding.code, text(f"report.mark.{grave}", lang), grave, finding.message.get(lang), finding.fix.get(lang)
    )
