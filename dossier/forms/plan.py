"""Which forms a person gets, and every token as text. Pure: a record in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dossier.forms.booklet import on_pages
from dossier.forms.fill import BLANK, ITEM, Filled, Value
from dossier.forms.form_set import FormSet, FormSpec, Token, number_word
from dossier.forms.formats import FORMATS, SPELLING, Blank, FormatContext
from dossier.record.destinations import NOTHING_PROPOSED, VerificationPlan
from dossier.record.office import DEFAULTS, Office
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.record.verification import REQUESTS

_CLEAN = "\N{EN SPACE}" * 5  # room to write in, for offices that want no dots
_DOTTED = re.compile("…+")
_NAMES = ("destination", "full_name", "name")  # keys of what items are called by


@dataclass(frozen=True, slots=True)
class Lack:
    """A blank that should hold something: the token, and the place of the record that is unknown."""

    token: str
    pointer: str


@dataclass(frozen=True)
class PlannedForm:
    """One paper to be filled: the form, its file name, its values, and what stays blank.

    ``at`` is the place of the item it is made for, empty for a form that is made once; ``unknown_pack`` is the pack
    that the record names for it and nobody has, so that another one's form was taken; ``spelling`` is how the
    office writes "ủy" in the form's own text, ``blank`` what it wants to see for an unknown text; ``proposed``: the
    item is not in the record, it is proposed; ``subject``: what that item is called by, empty where it has no name.
    """

    spec: FormSpec
    name: str
    at: str
    values: Mapping[str, Value]
    lacks: tuple[Lack, ...]
    spelling: str = SPELLING
    blank: str = BLANK
    unknown_pack: str | None = None
    proposed: bool = False
    subject: str = ""

    def fill(self) -> Filled:
        """The filled paper.

        Raises:
            TemplateError: the form is broken, or it and its manifest disagree.
        """
        return self.spec.compiled(self.spelling).fill({**self.values, ITEM: self.at}, blank=self.blank)


def plan(
    record: Record,
    office: Office,
    forms: FormSet,
    stage: Stage | None,
    proposed: VerificationPlan = NOTHING_PROPOSED,
) -> list[PlannedForm]:
    """The forms due at *stage* (all when it is None), in order, each with its values as text.

    Args:
        proposed: where the persons are still to be verified; forms for these places are made as if the record had
            requests for them, and marked.
    """
    settings = {**DEFAULTS, **{key: value for key, value in office.settings.items() if value is not None}}
    blank = _CLEAN if settings["blanks"] == "clean" else BLANK
    editions = _Editions(record, forms)
    extended = Record(proposed.added_to(record.data)) if proposed.letters else record
    held = len(record.items(REQUESTS))
    planned = []
    for form in editions.forms.due(stage, proposing=bool(proposed)):
        source = extended if form.proposals == "each" else record
        papers = [(at, spec) for at in _items(source, form) if (spec := editions.of(form, at)).when(source)]
        for number, (at, spec) in enumerate(papers, start=1):
            name = f"{form.stem}-{number}.docx" if len(papers) > 1 else f"{form.stem}.docx"
            values, lacks = _Values(source, settings, spec, at, proposed).all()
            new = source is extended and at.startswith(f"{REQUESTS}/") and int(at.rpartition("/")[2]) >= held
            if new:  # number and date come when it is sent; the record has no place for them yet
                lacks = [lack for lack in lacks if not is_within(lack.pointer, at)]
            planned.append(
                PlannedForm(
                    spec, name, at, values, tuple(lacks), settings["spelling"], blank, editions.unknown(form, at), new,
                    subject=_called(source.get(at)) if at else "",
                )
            )  # fmt: skip
    return planned


def _called(item: Any) -> str:
    """What tells an item from its like: the body that a letter goes to, a person's name."""
    names = [item.get(key) for key in _NAMES] if isinstance(item, Mapping) else []
    return next((name for name in names if isinstance(name, str)), "")


def may_propose(forms: FormSet, stage: Stage | None) -> bool:
    """Whether *forms* has forms due at *stage* that tell of proposed destinations."""
    return any(form.proposals is not None for form in forms.due(stage, proposing=True))


class _Editions:
    """Which pack's edition of a form a paper is.

    The pack that the paper names (`papers[]`) goes first, then the one that the record names when it is not the
    default, then the one in force on the day of the act; else the newest. A pack that somebody asked for has no
    alternatives and is the only one.
    """

    def __init__(self, record: Record, forms: FormSet) -> None:
        self.record = record
        self.choice = forms
        named = record.text("/template_set") if forms.alternatives else None
        self.named = None if named in (None, forms.id) else named
        self.forms = (self.named and forms.of_pack(self.named)) or forms
        self.papers: dict[str, list[tuple[str | None, str]]] = {}
        if forms.alternatives:
            for paper in record.items("/papers"):
                if isinstance(paper, Mapping) and isinstance(named := paper.get("template_set"), str):
                    self.papers.setdefault(number_word(str(paper.get("form"))), []).append((paper.get("about"), named))

    def of(self, form: FormSpec, at: str) -> FormSpec:
        """The edition of *form* for the item at *at*."""
        if not self.choice.alternatives:
            return form
        by_paper = self._by_paper(form, at)
        pack = self.choice.of_pack(by_paper) if by_paper else None
        if pack is None and self.forms is self.choice:
            pack = self._by_date(form, at)
        return (pack and pack.form(form.number)) or form

    def unknown(self, form: FormSpec, at: str) -> str | None:
        """The pack that the paper, else the record, names and that is not there."""
        named = self._by_paper(form, at) or self.named
        return named if named is not None and self.choice.of_pack(named) is None else None

    def _by_paper(self, form: FormSpec, at: str) -> str | None:
        named = self.papers.get(form.word, ())
        return next((pack for about, pack in named if about == at), None) or next(
            (pack for about, pack in named if about is None or not at), None
        )

    def _by_date(self, form: FormSpec, at: str) -> FormSet | None:
        for pack in self.choice.alternatives:
            edition = pack.form(form.number)
            if edition is None or edition is form:
                continue
            act = edition.act or form.act
            day = self.record.date(item_place(edition, act, at)) if act else None
            if day is not None and pack.in_force(day):
                return pack
        return None


def item_place(spec: FormSpec, place: str, at: str) -> str:
    """*place* of a form made for the item at *at*: what is relative to an item is that item's own."""
    if spec.for_each is None or not at:
        return place
    start = spec.for_each if at == spec.for_each else f"{spec.for_each}/*"
    if place.startswith(start):
        return at + place[len(start) :]
    return place.replace(f"about={start}]", f"about={at}]")


def _items(record: Record, spec: FormSpec) -> Iterator[str]:
    """The places of the objects a form is made for: one a paper."""
    if spec.for_each is None:
        yield ""
        return
    for spot in record.known(spec.for_each):
        if isinstance(spot.value, list):
            yield from (f"{spot.at}/{index}" for index, item in enumerate(spot.value) if _fits(item, spec.where))
        else:
            yield spot.at


def _fits(item: Any, where: Mapping[str, Any]) -> bool:
    """Whether a paper is made for *item*: it is known, and its keys have the values asked for."""
    return item is not None and all(isinstance(item, Mapping) and item.get(key) == where[key] for key in where)


class _Values:
    """Evaluates the tokens of one paper."""

    def __init__(
        self, record: Record, settings: Mapping[str, Any], spec: FormSpec, at: str, proposed: VerificationPlan
    ) -> None:
        self.record = record
        self.spec = spec
        self.at = at
        item = record.get(at or spec.base) if (at or spec.base) else None
        self.context = FormatContext(record.data, item if isinstance(item, Mapping) else {}, settings, proposed)
        self.lacks: list[Lack] = []

    def all(self) -> tuple[dict[str, Value], list[Lack]]:
        """Every token's value, and what is lacking."""
        values = {token.name: on_pages(self._token(token), token.pages) for token in self.spec.tokens}
        return values, self.lacks

    def _token(self, token: Token) -> Value:
        if token.rows:
            return self._rows(token)
        places = [self._here(place) for place in token.places]
        return self._value(token, places, self.context)

    def _value(self, token: Token, places: list[str], context: FormatContext) -> Value:
        found = [self._read(place) for place in places]
        value: Value = FORMATS[token.format](context, found, token.params)
        if _holds_a_blank(value):
            self._lack(token, places, found)
            shown: Value = self._shown(value)
            return shown
        if value is not None:
            return value
        if token.when_empty != "dots":
            return ""
        self._lack(token, places, found)
        return None

    def _shown(self, value: Any) -> Any:
        """*value* with its own blanks as the office wants to see them."""
        if isinstance(value, Mapping):
            return {key: self._shown(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._shown(inner) for inner in value]
        if not isinstance(value, Blank):
            return value
        clean = self.context.office["blanks"] == "clean"
        return _DOTTED.sub(_CLEAN, value) if clean else str(value)

    def _lack(self, token: Token, places: list[str], found: list[Any]) -> None:
        unknown = _culprit(places, found)
        spots = self.record.concrete(unknown)
        self.lacks.append(Lack(token.name, spots[0] if spots else unknown))

    def _rows(self, token: Token) -> Value:
        place = self._here(token.places[0])
        items = self.record.get(place)
        if not items:
            if token.none is not None and self.record.get(self._here(token.none)) is True:
                cells = {cell.name.partition(".")[2]: "" for cell in token.rows}
                return [{**cells, **token.none_row}] if token.none_row else []
            # an empty list without its flag is not known yet
            if token.when_empty != "dots" or (items is not None and token.none is None):
                return []
            self._lack(token, [place], [None])
            return None
        rows: list[dict[str, Any]] = []
        for index, item in enumerate(items):
            context = replace(self.context, item=item if isinstance(item, Mapping) else {})
            prefix, here = f"{token.places[0]}/*", f"{place}/{index}"
            row: dict[str, Any] = {}
            for cell in token.rows:
                places = [
                    here + text[len(prefix) :] if text.startswith(prefix) else self._here(text) for text in cell.places
                ]
                row[cell.name.partition(".")[2]] = self._value(cell, places, context)
            rows.append(row)
        return rows

    def _here(self, place: str) -> str:
        return item_place(self.spec, place, self.at)

    def _read(self, place: str) -> Any:
        """The value at *place*; of a place that means several, the list of those that are known."""
        if "*" in place:
            return [spot.value for spot in self.record.known(place)] or None
        return self.record.get(place)


def _culprit(places: list[str], found: list[Any]) -> str:
    """The place to blame for a blank: the first unknown one that no known one stands in for.

    Of ``/decision/place``, ``/place`` and ``/decision/date`` the second stands in for the first.
    """
    values = list(zip(places, found, strict=True))
    known = {place.rpartition("/")[2] for place, value in values if value is not None}
    unknown = [place for place, value in values if value is None]
    open_ = (place for place in unknown if not any(place.endswith((f"/{key}", f"_{key}")) for key in known))
    return next(open_, next(iter(unknown), places[0]))


def _holds_a_blank(value: object) -> bool:
    """Whether a text, or something inside a list, is there but not known as a whole."""
    if isinstance(value, Mapping):
        return any(inner is None or _holds_a_blank(inner) for inner in value.values())
    if isinstance(value, list):
        return any(inner is None or _holds_a_blank(inner) for inner in value)
    return isinstance(value, Blank)
