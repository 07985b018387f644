"""A page of the record as a tree of fieldsets and fields. Pure: the record in, values out, no HTML.

Lists with long items are closed as soon as the page would grow past `MOST_FIELDS`: a closed item is one line
and sends nothing, so what it holds stays as it is. Findings and problems stand at the field they speak of, else at
the nearest thing around it that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dossier.findings import Finding, Verdict
from dossier.http.form_nodes import (
    NOTHING_TYPED,
    Advice,
    ErrorLine,
    Field,
    FieldProblem,
    FormModel,
    Group,
    Option,
    Typed,
)
from dossier.http.form_pairs import kept_pairs
from dossier.http.form_spec import (
    GROUPS,
    LISTS,
    PICKED,
    Spec,
    element_id,
    field_at,
    is_index,
    item_of,
    key_of,
    known_keys,
    section_fields,
    value_at,
)
from dossier.http.form_values import Choice, blank_word, called, choices, no_word, shown, suggestions, yes_word
from dossier.http.form_words import as_json, blank_help, masked_digits, of_schema, shown_words, summary, words
from dossier.http.sections import Section, around, plain_pointer, section_of, tables
from dossier.messages import text
from dossier.record.places import STAR, is_within, join_pointer
from dossier.record.schema import Problem, item_labels

MOST_FIELDS = 60
_SMALL_ITEM = 8  # fields; an item of so few is always drawn whole
_WRITTEN_SOME_WAY = ("date", "partial_date", "month", "year", "time", "lines", "pairs")
_LONG = ("text", "lines", "pairs", "text_or_list")
_LINE_LETTERS = 70
_MOST_ROWS = 12


def form_of(
    section: Section,
    data: Mapping[str, Any],
    *,
    problems: Sequence[Problem | FieldProblem] = (),
    findings: Sequence[Finding] = (),
    typed: Typed | None = None,
    opened: Sequence[str] = (),
    effective: Mapping[str, Any] | None = None,
    lang: str = "vi",
) -> FormModel:
    """The page *section* of the record *data*.

    Args:
        data: a record, valid or not.
        problems: what the schema has against *data*, or `Posted.problems`; those of other pages are left out.
        findings: of the check of *data*; those of other pages, and those that a disposition settles, are left out.
        typed: of `Posted`, when the page comes back without having been stored.
        opened: pointers to or into items that are to be drawn whole.
        effective: `Office.effective` of *data*: an empty field says what the office's settings put there.
    """
    drawing = _Drawing(section, data, typed or NOTHING_TYPED, opened, lang)
    drawing.effective = effective or {}
    drawing.place_problems(problems)
    drawing.place_findings(findings)
    children = [drawing.draw(field, field.place, value_at(data, field.place)) for field in section_fields(section)]
    children += [unknown for place in around(section) for unknown in drawing.unknown(place, value_at(data, place))]
    errors = tuple(drawing.error_lines)
    return FormModel(
        section=section,
        lang=lang,
        title=section.title(lang),
        help=section.help(lang),
        blank_help=blank_help(lang),
        children=tuple(children),
        errors=errors,
        errors_title=text(f"page.form.errors.{'stored' if typed is None else 'typed'}", lang, count=len(errors)),
        advice=tuple(drawing.advice.get("", ())),
        hidden=tuple(("_clear", pointer) for pointer in sorted(drawing.typed.cleared)),
        lists=drawing.lists,
        is_changed=drawing.typed.is_changed,
        words=words(lang),
    )


class _Drawing:
    """One page being drawn."""

    def __init__(
        self, section: Section, data: Mapping[str, Any], typed: Typed, opened: Sequence[str], lang: str
    ) -> None:
        self.section, self.data, self.typed, self.lang = section, data, typed, lang
        self.words = words(lang)
        self.effective: Mapping[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self.advice: dict[str, list[Advice]] = {}
        self.error_lines: list[ErrorLine] = []
        self.lists: dict[str, tuple[str, ...]] = {}
        self._choices: dict[Spec, tuple[Choice, ...]] = {}  # people and objects of the record have many places
        self._open = {*typed.opened, *opened}
        sizes = (_size(field, value_at(data, field.place)) for field in section_fields(section))
        self._folds = sum(sizes) > MOST_FIELDS

    # --- where things are said --------------------------------------------------------------------------

    def place_problems(self, found: Sequence[Problem | FieldProblem]) -> None:
        """Put each problem of this page at its field; the items around it are drawn whole."""
        ours = [problem for problem in found if not problem.pointer or self._is_ours(problem.pointer)]
        self._open |= {problem.pointer for problem in ours}
        for problem in ours:
            said = problem
            if isinstance(said, Problem):
                said = of_schema(said, field_at(self.section, self.data, said.pointer))
            at, line = self._nearest(said.pointer), said.line(self.lang)
            if at:
                self.errors.setdefault(at, []).append(line)
            self.error_lines.append(ErrorLine(element_id(at) if at else "", said.label, line))

    def place_findings(self, findings: Sequence[Finding]) -> None:
        """Put each open finding of this page at its field."""
        for finding in findings:
            pointer = plain_pointer(finding.where.pointer, self.data)
            if not finding.settled and self._is_ours(pointer):
                self.advice.setdefault(self._nearest(pointer), []).append(_advice(finding, self.lang))

    def _is_ours(self, pointer: str) -> bool:
        return section_of(pointer, self.data) == self.section

    def _nearest(self, pointer: str) -> str:
        """The innermost place drawn that *pointer* is or lies in; empty when it is the page itself."""
        field = next((field for field in section_fields(self.section) if is_within(pointer, field.place)), None)
        if field is None:
            parent, _, key = pointer.rpartition("/")
            stands = parent in around(self.section) and key_of(key) in (value_at(self.data, parent) or ())
            return pointer if stands else ""
        at, value = field.place, value_at(self.data, field.place)
        for step in pointer[len(at) :].split("/")[1:]:
            if field.kind in LISTS and isinstance(value, list) and is_index(step) and int(step) < len(value):
                at, index = f"{at}/{step}", int(step)
                if self._is_closed(field, at, self._origin(at)):
                    return at
                field, value = item_of(field), value[index]
            elif field.kind in GROUPS and (value is None or isinstance(value, Mapping)):
                if key_of(step) in (value or {}) and step not in field.inside:
                    return f"{at}/{step}"
                if step not in field.inside:
                    return at
                at, field, value = f"{at}/{step}", field.inside[step], (value or {}).get(step)
            else:
                break
        return at

    def _is_closed(self, field: Spec, item: str, origin: int | None) -> bool:
        """Whether an item of the list *field* is drawn as one line only; a new one never is."""
        if not self._folds or item_of(field).size <= _SMALL_ITEM or origin is None:
            return False
        return not any(is_within(place, item) for place in self._open)

    def _origin(self, item: str) -> int | None:
        pointer, _, index = item.rpartition("/")
        origins = self.typed.origins.get(pointer)
        return int(index) if origins is None or int(index) >= len(origins) else origins[int(index)]

    def _common(self, pointer: str) -> dict[str, Any]:
        return {
            "errors": tuple(self.errors.get(pointer, ())),
            "advice": tuple(self.advice.get(pointer, ())),
            "has_focus": bool(pointer) and pointer == self.typed.focus,
        }

    # --- fieldsets --------------------------------------------------------------------------------------

    def draw(self, field: Spec, pointer: str, value: Any) -> Field | Group:
        """The field or fieldset of one place."""
        if field.kind in LISTS:
            return self._list(field, pointer, value)
        if field.kind == "object_or_text":
            return self._object_or_text(field, pointer, value)
        if field.kind == "object":
            drawn = self._object(field, pointer, value, draw="object", label=field.title, **self._common(pointer))
            denied = not value and value_at(self.data, f"{pointer}_none") is True
            return replace(drawn, is_folded=denied and not _says_something(drawn))
        return self._field(field, pointer, value)

    def _object(self, field: Spec, pointer: str, value: Any, **more: Any) -> Group:
        if value is not None and not isinstance(value, Mapping):
            return Group(pointer, element_id(pointer), hint=field.hint, stray=as_json(value), **more)
        front, behind = self._inside(field, pointer, value or {})
        return Group(pointer, element_id(pointer), hint=field.hint, children=front, seldom=behind, **more)

    def _inside(
        self, field: Spec, pointer: str, values: Mapping[str, Any]
    ) -> tuple[tuple[Field | Group, ...], tuple[Field | Group, ...]]:
        """The fields of an object or item: those always seen, and those seldom filled while they are empty."""
        front: list[Field | Group] = []
        behind: list[Field | Group] = []
        for key, inner in field.inside.items():
            drawn = self.draw(inner, f"{pointer}/{key}", values.get(key))
            hides = key in field.seldom and values.get(key) in (None, {}) and not _says_something(drawn)
            (behind if hides else front).append(drawn)
        return (*front, *self.unknown(pointer, values, field)), tuple(behind)

    def unknown(self, pointer: str, values: Any, field: Spec | None = None) -> Iterator[Field]:
        """Keys of an object that the schema does not know: shown, kept, and only ever taken away."""
        known = known_keys(pointer) if field is None else field.inside
        for key in values if isinstance(values, Mapping) else ():
            if key not in known:
                at = join_pointer(pointer, key)
                yield Field(
                    at, element_id(at), "unknown", "unknown", text("page.form.unknown", self.lang, name=key),
                    stray=as_json(values[key]), **self._common(at),
                )  # fmt: skip

    def _object_or_text(self, field: Spec, pointer: str, value: Any) -> Group:
        """A choice between fields and a word that stands instead of them; the word's input has the name."""
        group, held = f"{element_id(pointer)}-g", shown(field, value)
        now = self.typed.texts.get(pointer, held.texts)[-1]
        instead = (("", "written_below"), (no_word(), "none_of_it"), (blank_word(), "left_blank"))
        options = [Option(word, self.words[key], now == word) for word, key in instead]
        if now not in [option.value for option in options]:
            options.append(Option(now, now, chosen=True))
        choice = Field(
            pointer, element_id(pointer), "select", field.kind, field.title, options=tuple(options),
            stray=as_json(value) if held.stray else "", **self._common(pointer),
        )  # fmt: skip
        front, behind = self._inside(field, pointer, value if isinstance(value, Mapping) else {})
        return Group(pointer, group, "object", field.title, hint=field.hint, children=(choice, *front), seldom=behind)

    def _list(self, field: Spec, pointer: str, value: Any) -> Group:
        id_, common = element_id(pointer), self._common(pointer)
        if shown(field, value).stray:
            return Group(pointer, id_, "list", field.title, hint=field.hint, stray=as_json(value), **common)
        items = value if isinstance(value, list) else []
        origins = [self._origin(f"{pointer}/{index}") for index in range(len(items))]
        children: list[Field | Group] = []
        for index, name in enumerate(item_labels(pointer, items, self.data)):
            children.append(self._item(field, f"{pointer}/{index}", items[index], name, origins[index], len(items)))
        if field.kind == "text_or_list" and not items:
            children.append(self._field(field, pointer, None if isinstance(value, list) else value))
            id_, common = f"{id_}-g", {}  # the field inside has the name, and what is said of it
        sent = ",".join("+" if origin is None else str(origin) for origin in origins)
        return Group(
            pointer, id_, "list", field.title, hint=field.hint, children=tuple(children), adds=True,
            origins=f"{pointer}={sent}", **common,
        )  # fmt: skip

    def _item(self, field: Spec, at: str, item: Any, name: str, origin: int | None, count: int) -> Group:
        index = int(at.rpartition("/")[2])
        moves = (*(("_up",) if index else ()), *(("_down",) if index + 1 < count else ()), "_remove")
        common: dict[str, Any] = {"draw": "item", "label": name, "moves": moves, **self._common(at)}
        if self._is_closed(field, at, origin):
            return Group(at, element_id(at), is_closed=True, summary=summary(field, item), **common)
        return self._object(item_of(field), at, item, **common)

    # --- fields -----------------------------------------------------------------------------------------

    def _field(self, field: Spec, pointer: str, value: Any) -> Field:
        held = shown(field, value)
        texts = self.typed.texts.get(pointer, held.texts)
        common: dict[str, Any] = {
            "pointer": pointer, "id": element_id(pointer), "kind": field.kind, "label": field.title,
            "hint": field.hint or self._own_hint(field), **self._common(pointer),
        }  # fmt: skip
        if value is None and (default := shown_words(field, value_at(self.effective, pointer))):
            common["hint"] = " ".join((common["hint"], text("page.form.default", self.lang, value=default))).strip()
        if field.kind == "fixed":
            return Field(draw="fixed", value=as_json(value) if held.stray else texts[-1], **common)
        is_open = value is None or pointer in self.typed.texts or pointer in self.typed.revealed
        if field.masked and not is_open:
            return Field(draw="masked", value=masked_digits(as_json(value)), **common)
        common["stray"] = as_json(value) if held.stray else ""
        if field.kind == "flag":
            chosen = Option(yes_word(), field.title, texts[-1] not in ("", no_word()))
            return Field(draw="flag", options=(chosen,), **common | {"hint": ""})
        if field.kind == "ticks":
            return Field(draw="ticks", options=self._ticks(field, pointer, texts), **common)
        if field.kind in (*PICKED, "yes_no"):
            return Field(draw="select", options=self._options(field, texts[-1]), **common)
        return self._written(field, texts[-1], value, common)

    def _own_hint(self, field: Spec) -> str:
        """What this page can say of a field of which the schema says nothing."""
        rule = tables()["numbered"].get(field.place.rpartition(f"/{STAR}/")[0])
        if rule and rule["key"] == field.key:
            return text("page.form.numbered", self.lang)
        known = suggestions(field) if field.kind == "lines" else ()
        return text("page.form.for_example", self.lang, examples="; ".join(known)) if known else ""

    def _written(self, field: Spec, written: str, value: Any, common: dict[str, Any]) -> Field:
        """A field that is written, not picked."""
        is_long = field.kind in _LONG
        offers = () if is_long else suggestions(field)
        list_id = f"o{element_id(field.place)[1:]}" if offers else ""
        if offers:
            self.lists[list_id] = offers
        now = "_or_now" if field.column is not None and field.column.now else ""
        kept = kept_pairs(value) if field.kind == "pairs" and isinstance(value, Mapping) else {}
        rows = written.count("\n") + 2 + len(written) // _LINE_LETTERS
        return Field(
            draw="text" if is_long else "line",
            value=written,
            form=self.words[f"as_{field.kind}{now}"] if field.kind in _WRITTEN_SOME_WAY else "",
            is_numeric=field.kind == "integer" or bool(field.column and field.column.digits),
            offers=list_id,
            rows=min(_MOST_ROWS, max(3, rows)),
            kept=tuple((key, as_json(item)) for key, item in kept.items()),
            **common,
        )

    def _picked(self, field: Spec) -> tuple[Choice, ...]:
        if field not in self._choices:
            self._choices[field] = choices(field, self.data)
        return self._choices[field]

    def _options(self, field: Spec, now: str) -> tuple[Option, ...]:
        options = [Option("", self.words["not_known"], now == "")]
        options += [Option(choice.value, choice.label, now == choice.value) for choice in self._picked(field)]
        if not any(option.chosen for option in options):
            options.append(Option(now, called(field, now), chosen=True))
        return tuple(options)

    def _ticks(self, field: Spec, pointer: str, texts: Sequence[str]) -> tuple[Option, ...]:
        picked = [*self._picked(field)]
        known = {"", no_word(), *(choice.value for choice in picked)}
        picked += [Choice(now, called(field, now)) for now in texts if now not in known]
        picked.append(Choice(no_word(), self.words["none_of_these"]))
        base = element_id(pointer)
        return tuple(
            Option(value, name, value in texts, f"{base}-{number}") for number, (value, name) in enumerate(picked)
        )


def _says_something(drawn: Field | Group) -> bool:
    if drawn.errors or drawn.advice or drawn.stray or drawn.has_focus:
        return True
    return isinstance(drawn, Group) and any(map(_says_something, (*drawn.children, *drawn.seldom)))


def _size(field: Spec, value: Any) -> int:
    """How many inputs a place would make with everything open."""
    if field.kind in LISTS:
        return sum(_size(item_of(field), item) for item in (value if isinstance(value, list) else ()))
    if field.kind in GROUPS:
        values = value if isinstance(value, Mapping) else {}
        return sum(_size(inner, values.get(key)) for key, inner in field.inside.items())
    return 1


def _advice(finding: Finding, lang: str) -> Advice:
    grave = "needs_person" if finding.verdict is Verdict.NEEDS_PERSON else finding.severity.value
    mark = text(f"report.mark.{grave}", lang)
    return Advice(finding.code, mark, grave, finding.message.get(lang), finding.fix.get(lang))
