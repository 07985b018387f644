"""What a person changed by hand in a form that we filled: its controls and words against what the record fills now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from dossier.errors import InputError
from dossier.forms.form_set import FormSet, FormSpec, Token, manifest_name, number_word
from dossier.forms.formats import FormatContext
from dossier.forms.plan import PlannedForm, item_place, plan
from dossier.forms.read import MARKER, Field, ReadForm, is_blank, read_form
from dossier.forms.unformat import Printed, printed_by, unformat
from dossier.messages import said
from dossier.record.destinations import NOTHING_PROPOSED, VerificationPlan
from dossier.record.office import DEFAULTS, Office
from dossier.record.places import join_pointer
from dossier.record.record import Record
from dossier.record.schema import label

_FEW = 4  # a paper of fewer fields says little about whose it is


class Kind(StrEnum):
    """What happened to a control."""

    CHANGED = "changed"  # another text than the record's
    FILLED = "filled"  # a text where the record knows nothing
    EMPTIED = "emptied"  # nothing where the record has a text
    LOST = "lost"  # the control is gone: it, or the words around it, were deleted
    ADDED = "added"  # a control more than the record fills: a copied row, or a line that the record no longer prints


@dataclass(frozen=True, slots=True)
class Change:
    """One control that differs.

    Args:
        token, index: as in `Field`. kind: what happened.
        label: the place in Vietnamese; the token where no place is known.
        pointers: the places of the record that the control prints.
        was: what the record fills now; `is_`: what stands in the file; None where there is no control.
        puts: place -> value: what to write into the record so that it prints the same; empty when the text cannot
            be turned back. says_same: the record says it already, only written in another way.
    """

    token: str
    index: int
    kind: Kind
    label: str
    pointers: tuple[str, ...]
    was: str | None
    is_: str | None
    puts: Mapping[str, Any] = field(default_factory=dict)
    says_same: bool = False


@dataclass(frozen=True, slots=True)
class Outside:
    """A paragraph outside the controls (`⟦token⟧` for each) that differs; None where there is none."""

    was: str | None
    is_: str | None


@dataclass(frozen=True, slots=True)
class Differences:
    """A file against the record.

    Args:
        title: of the form. changes, outside: what differs, in the order of the paper.
        is_due: false when the record as it is would not make this paper; nothing is compared then.
        is_foreign: most of what stands there is not the record's: another person's paper, or a very old one.
        is_proposal: the paper is for something proposed, which the record has no place for yet.
    """

    title: str
    changes: tuple[Change, ...] = ()
    outside: tuple[Outside, ...] = ()
    is_due: bool = True
    is_foreign: bool = False
    is_proposal: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes or self.outside or not self.is_due)


def form_of(read: ReadForm, sets: Iterable[FormSet], name: str) -> tuple[FormSet, FormSpec]:
    """The form that *read* is, and a set of it alone.

    Args:
        sets: where to look, best first. name: what error messages call the file.

    Raises:
        InputError: none of them has it.
    """
    word, fallback = number_word(read.number), None
    for forms in sets:
        for one in (forms, *forms.alternatives):
            spec = one.form(word)
            if spec is None or spec.pack != read.pack:
                continue
            alone = replace(one, alternatives=()).only([spec.number])
            if spec.path.name == read.template:
                return alone, spec
            fallback = fallback or (alone, spec)
    if fallback is None:
        raise InputError(name, *said("no_form_of_file", pack=read.pack, form=read.number))
    return fallback


def differences(
    read: ReadForm,
    record: Record,
    office: Office,
    forms: FormSet,
    spec: FormSpec,
    proposed: VerificationPlan = NOTHING_PROPOSED,
) -> Differences:
    """Compare a form that was read with what *record* would fill now.

    Args:
        forms, spec: the form, as `form_of` gives them. proposed: where persons are still to be verified.

    Raises:
        TemplateError: the form is broken, or it and its manifest disagree.
    """
    papers = plan(record, office, forms, None, proposed)
    paper = next((one for one in papers if one.at == read.item), None)
    if paper is None:
        return Differences(spec.title, is_due=False)
    expected = read_form(paper.fill().content)
    if not all(one.token for one in read.fields):
        read, expected = _named(read, expected), _bare(expected)
    changes = tuple(_changes(expected, read, _Places(record, office, paper)))
    compared = sum(not one.is_blank for one in expected.fields)
    other = sum(one.kind is Kind.CHANGED and not one.says_same for one in changes)
    outside = tuple(_outside(expected.outside, read.outside))
    if paper.proposed:  # what is typed there has no place in the record yet
        changes = tuple(replace(one, puts={}) for one in changes)
    is_foreign = other >= _FEW and 2 * other > compared
    return Differences(spec.title, changes, outside, is_foreign=is_foreign, is_proposal=paper.proposed)


def _named(read: ReadForm, expected: ReadForm) -> ReadForm:
    """*read* with the tags that a program took away, by the order of the paper; without what is empty, as `_bare`."""
    read, expected = _bare(read), _bare(expected)
    tokens = [one.token for one in read.fields]
    texts = [[one.text for one in form.fields] for form in (expected, read)]
    for old, new in _aligned(*texts):
        if old is not None and new is not None and not tokens[new]:
            tokens[new] = expected.fields[old].token
    return replace(read, fields=_counted((token, one.text) for token, one in zip(tokens, read.fields, strict=True)))


def _bare(form: ReadForm) -> ReadForm:
    """*form* without empty controls and marks of controls: a program that takes tags away drops empty controls."""
    lines = (MARKER.sub("", line) for line in form.outside)
    fields = _counted((one.token, one.text) for one in form.fields if one.text)
    return replace(form, fields=fields, outside=tuple(line for line in lines if line.strip()))


def _counted(fields: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    counts: Counter[str] = Counter()
    made = []
    for token, text in fields:
        made.append(Field(token, counts[token], text))
        counts[token] += 1
    return tuple(made)


def _changes(expected: ReadForm, read: ReadForm, places: _Places) -> Iterator[Change]:
    """The controls that differ, those of one token together, in the order of the paper."""
    wanted, found = _by_token(expected), _by_token(read)
    for token in dict.fromkeys([*wanted, *found]):
        yield from _of_token(token, wanted.get(token, []), found.get(token, []), places)


def _by_token(form: ReadForm) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for one in form.fields:
        texts.setdefault(one.token, []).append(one.text)
    return texts


def _of_token(token: str, wanted: list[str], found: list[str], places: _Places) -> Iterator[Change]:
    count = len(wanted)
    if len(found) == count:
        pairs: Iterable[tuple[int | None, int | None]] = [(index, index) for index in range(count)]
    else:
        pairs = _aligned(wanted, found)
    for old, new in pairs:
        was = None if old is None else wanted[old]
        is_ = None if new is None else found[new]
        if was == is_ or (was is not None and is_ is not None and is_blank(was) and is_blank(is_)):
            continue
        index = old if old is not None else new
        assert index is not None
        yield places.change(token, index, was, is_, count)


def _aligned(wanted: list[str], found: list[str]) -> Iterator[tuple[int | None, int | None]]:
    """Which control is which, when there are more or fewer than there were."""
    for _, old, old_end, new, new_end in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        paired = min(old_end - old, new_end - new)
        yield from ((old + step, new + step) for step in range(paired))
        yield from ((index, None) for index in range(old + paired, old_end))
        yield from ((None, index) for index in range(new + paired, new_end))


def _outside(wanted: Sequence[str], found: Sequence[str]) -> Iterator[Outside]:
    """Paragraphs that differ, each beside the one it replaces."""
    for kind, old, old_end, new, new_end in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for step in range(max(old_end - old, new_end - new)):
            was = wanted[old + step] if old + step < old_end else None
            yield Outside(was, found[new + step] if new + step < new_end else None)


class _Places:
    """Where the texts of one paper come from."""

    def __init__(self, record: Record, office: Office, paper: PlannedForm) -> None:
        self.record = record
        self.paper = paper
        known = {key: value for key, value in office.settings.items() if value is not None}
        self.settings: Mapping[str, Any] = {**DEFAULTS, **known}
        self.tokens = {one.name: one for outer in paper.spec.tokens for one in (outer, *outer.rows)}

    def change(self, name: str, index: int, was: str | None, is_: str | None, count: int) -> Change:
        """The change of the control *index* of *count* with the tag *name*."""
        token = self.tokens.get(manifest_name(self.paper.spec, name) or "")
        pointers = () if token is None else self.pointers(token, index, count)
        kind = _kind(was, is_)
        puts: Mapping[str, Any] | None = None
        place = name
        if token is not None and pointers:
            if is_ is not None and kind in (Kind.CHANGED, Kind.FILLED):
                puts = self.puts(token, pointers, index, count, is_)
            place = label(next(iter(puts or ()), self.main(token, pointers, was or "")), self.record.data)
        unique = tuple(dict.fromkeys(pointers))
        return Change(name, index, kind, place, unique, was, is_, puts or {}, says_same=puts is not None and not puts)

    def main(self, token: Token, pointers: Sequence[str], was: str) -> str:
        """The one of *pointers* that the control prints, or would print."""
        index = printed_by(token.format, was, self.printed(token, pointers))
        lacking = (lack.pointer for lack in self.paper.lacks if lack.pointer in pointers)
        return pointers[index] if index is not None else next(lacking, pointers[0])

    def printed(self, token: Token, pointers: Sequence[str]) -> Printed:
        """What the format of *token* gets."""
        at = self.paper.at or self.paper.spec.base
        item = self.record.get(at) if at else None
        context = FormatContext(self.record.data, item if isinstance(item, Mapping) else {}, self.settings)
        return Printed([self.record.get(pointer) for pointer in pointers], token.params, context)

    def pointers(self, token: Token, index: int, count: int) -> tuple[str, ...]:
        """The concrete places that the control prints, one for each of the token's; none when they are not one each."""
        spec, at = self.paper.spec, self.paper.at
        places = [item_place(spec, place, at) for place in token.places]
        list_name, dot, _ = token.name.partition(".")
        if dot:
            rows = self.tokens[list_name]
            items = self.record.get(item_place(spec, rows.places[0], at)) or []
            none = rows.none is not None and self.record.get(item_place(spec, rows.none, at)) is True
            # of an unknown list there is one row, and what is typed there is its first item
            if none or not isinstance(items, list) or (len(items) or 1) != count:
                return ()
            start, here = f"{rows.places[0]}/*", f"{item_place(spec, rows.places[0], at)}/{index}"
            places = [
                here + place[len(start) :] if place.startswith(start) else item_place(spec, place, at)
                for place in token.places
            ]
        found = []
        for place in places:
            concrete = self.record.concrete(place)
            if "*" in place or len(concrete) > 1:
                return ()
            found.append(concrete[0] if concrete and _leads_there(concrete[0], place) else place)
        return tuple(found)

    def puts(
        self, token: Token, pointers: Sequence[str], index: int, count: int, text: str
    ) -> Mapping[str, Any] | None:
        """What to write so that the record prints *text*; None when it cannot be turned back."""
        printed = self.printed(token, pointers)
        text = text.strip().strip("…").strip()
        if token.format == "lines":
            items = printed.values[0] or []
            if not isinstance(items, list) or (len(items) or 1) != count:
                return None
            return {} if items[index:] and items[index] == text else {join_pointer(pointers[0], index): text}
        puts = unformat(token.format, text, printed)
        if puts is None:
            return None
        made: dict[str, Any] = {}
        for put in puts:
            place, value = pointers[put.index], put.value
            if put.below and isinstance(printed.values[put.index], Mapping):
                place = join_pointer(place, put.below)
            elif put.below:
                value = {put.below: value}
            made[place] = value
        return made


def _kind(was: str | None, is_: str | None) -> Kind:
    if is_ is None:
        return Kind.LOST
    if was is None:
        return Kind.ADDED
    if is_blank(is_):
        return Kind.EMPTIED
    return Kind.FILLED if is_blank(was) else Kind.CHANGED


def _leads_there(concrete: str, place: str) -> bool:
    """Whether a concrete place is the whole of *place*, and not where the record ends on the way."""
    return concrete.rpartition("/")[2] == place.rpartition("/")[2]
