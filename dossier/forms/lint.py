"""What is wrong with a pack, all of it at once: its manifest, its Word files, and where the two disagree.

Beyond what loading and compiling refuse, the kinds are compared: what stands at a place (by the record schema), what
the format of a token takes and gives, and what the form does with it. A place below `/local` may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from dossier.errors import InputError
from dossier.forms.compile import Inspection, inspect_form
from dossier.forms.fill import Use
from dossier.forms.form_set import MANIFEST, OPEN_PLACE, FormSpec, Token, manifest_name, read_pack
from dossier.forms.tags import Problem
from dossier.record.schema import SHAPE, node

Kinds = frozenset[str]

_TEXT = frozenset({"text", "date", "time", "number"})
_SCALAR = _TEXT | {"truth"}
_TRUTH = frozenset({"truth"})
_NUMBER = frozenset({"number"})
_DATE = frozenset({"date"})
_PLACE = frozenset({"place", "text"})
_TEXTS = frozenset({"list of texts"})
_ROWS = frozenset({"list of objects"})
_ANYTHING = _SCALAR | _TEXTS | _ROWS | {"place", "object", "list"}

# Format -> what it takes at its places, in their order; the last one holds for all that follow.
TAKES: Mapping[str, tuple[Kinds, ...]] = {
    "text": (_TEXT,),
    "upper": (_TEXT,),
    "choose": (_SCALAR, _TEXT, _TEXT),
    "where_same": (_TEXT,),
    "alternatives": (_SCALAR,),
    "joined": (_TEXT,),
    "list": (_TEXTS | {"text"}, _TRUTH),
    "lines": (_TEXTS | {"text"},),
    "names_of": (_ROWS,),
    "languages": (_ROWS, _TRUTH),
    "cell_committee": (_TEXT, _TRUTH),
    "committee_word": (_TEXT,),
    "education_summary": (_TEXT, _TEXT, _TEXTS | {"text"}),
    "date_words": (_DATE,),
    "date_line": (_TEXT,),
    "day": (_DATE,),
    "month": (_DATE,),
    "year": (_DATE,),
    "clock": (frozenset({"time"}),),
    "date_slash": (_DATE,),
    "month_year": (_DATE,),
    "period": (_DATE,),
    "place": (_PLACE,),
    "residence": (_PLACE,),
    "number_two_digits": (_NUMBER,),
    "sum_of": (_ROWS,),
    "percent": (_NUMBER,),
    "percent_of": (_ROWS,),
    "equals": (_SCALAR,),
    "one_of": (_SCALAR,),
    "is_true": (_TRUTH,),
    "is_known": (_ANYTHING,),
    "above_zero": (_NUMBER,),
    "applies": (_ANYTHING, _SCALAR),
    "family": (_ROWS,),
    "persons": (_TEXTS,),
    "points": (_TEXTS | {"text"},),
    "checklist": (_ROWS,),
    "destinations": (_ROWS,),
    "exempted": (_ROWS,),
    "unplaced": (_ROWS,),
    "has_proposals": (_ROWS,),
}
_ENDS_WITH_A_DATE = frozenset({"date_line"})
_FIELDS = ("field", "part", "whole", "blank_if_zero")  # settings that name a key of the objects of a list

# Format -> what it gives, where that is no text.
GIVES: Mapping[str, str] = {
    **dict.fromkeys(("equals", "one_of", "is_true", "is_known", "above_zero", "applies", "has_proposals"), "truth"),
    **dict.fromkeys(("lines", "persons"), "list"),
    **dict.fromkeys(("family", "checklist", "destinations", "exempted", "unplaced"), "rows"),
}
_WORDS = {"truth": "a truth", "list": "a list of texts", "rows": "a list of rows", "text": "a text"}
_DOES = {"text": "prints", "list": "goes through", "test": "tests"}
_ALLOWS = {"truth": ("test",), "list": ("list", "test"), "rows": ("list", "test"), "text": ("text", "test")}

_PLACE_SHAPES = frozenset({"place", "place_or_none", "former_place"})
_DATE_SHAPES = frozenset({"date", "partial_date", "partial_date_or_now", "month", "month_or_now", "year"})
_SELECTOR = re.compile(r"\[[^\]]*\]")
_NAME = re.compile(r"[\w.]+")


def lint_pack(folder: Path) -> list[str]:
    """Every fault of the pack in *folder* (resolved), each with pack, form, part and the words around.

    Both variants are looked at: the drafts and the print forms.
    """
    faults: list[str] = []
    for printed in (False, True):
        forms, found = read_pack(folder, printed=printed)
        faults += found
        for form in forms.forms if forms is not None else ():
            faults += form_faults(form)
    return list(dict.fromkeys(faults))


def form_faults(spec: FormSpec) -> list[str]:
    """Every fault of one form of a pack."""
    try:
        inspection = inspect_form(spec.path.read_bytes(), spec.path.name)
    except OSError as error:
        return [f"{spec.pack} {spec.number}: {spec.path.name}: cannot be read ({error.strerror})"]
    except InputError as error:
        return [f"{spec.pack} {spec.number}: {spec.path.name}: {error.problem.en}"]
    problems = [
        *inspection.problems,
        *_place_problems(spec),
        *_unknown(spec, inspection),
        *_unused(spec, inspection),
        *_misused(spec, inspection.uses),
    ]
    return [_told(spec, problem) for problem in problems]


def _told(spec: FormSpec, problem: Problem) -> str:
    file = "" if problem.part == MANIFEST else f"{spec.path.name} › "
    return f"{spec.pack} {spec.number}: {file}{problem}"


def _in_manifest(token: str, fault: str) -> Problem:
    return Problem(MANIFEST, "", f"token {token}", fault)


# --- names -------------------------------------------------------------------------------------------------


def _given(spec: FormSpec) -> dict[str, Token]:
    """Every token and cell of the manifest by its name, cells as `work_history.period`."""
    return {token.name: token for outer in spec.tokens for token in (outer, *outer.rows)}


def _uses(spec: FormSpec, uses: Iterable[Use]) -> Iterator[tuple[Use, str]]:
    """The uses with the names that the manifest has for them; page numbers of a booklet are nobody's token."""
    for use in uses:
        name = manifest_name(spec, use.name)
        if name is not None:
            yield use, name


def _unknown(spec: FormSpec, inspection: Inspection) -> Iterator[Problem]:
    """Names of the form that the manifest does not give."""
    given = _given(spec)
    for use, name in _uses(spec, inspection.uses):
        outer = given.get(name.partition(".")[0])
        # fields of rows that a format makes (family entries) are the format's own
        if name in given or (
            outer is not None and "." in name and not outer.rows and GIVES.get(outer.format) == "rows"
        ):
            continue
        if outer is not None and "." in name and not outer.rows:
            continue  # no list of rows: told as a misuse
        near = get_close_matches(name, given, 1)
        hint = f"; did you mean “{near[0]}”?" if near else ""
        yield Problem(use.part, use.place, f"{{{{ {use.name} }}}}", f"the manifest does not give it{hint}")


def _unused(spec: FormSpec, inspection: Inspection) -> Iterator[Problem]:
    """Tokens of the manifest that the form does not use. A name inside a broken tag is not held against it."""
    used = {name for _, name in _uses(spec, inspection.uses)}
    broken = {word for problem in inspection.problems for word in _NAME.findall(problem.tag)}
    for name in _given(spec):
        if name not in used and name.rpartition(".")[2] not in {word.rpartition(".")[2] for word in broken}:
            yield _in_manifest(name, "the form does not use it")


# --- kinds -------------------------------------------------------------------------------------------------


def kinds_of(place: str) -> Kinds | None:
    """What may stand at *place* by the record schema; None where anything may (below `/local`) or nothing is known.

    A place with `*` means several values, handed over as a list.
    """
    if place.startswith(OPEN_PLACE):
        return None
    single = _single_kinds(place)
    if single is None or "*" not in _SELECTOR.sub("", place):
        return single
    return _ROWS if single <= {"object", "place"} else _TEXTS if single <= _TEXT else frozenset({"list"})


def _single_kinds(place: str) -> Kinds | None:
    schema = node(place)
    if schema is None:
        return None
    shape = schema.get(SHAPE)
    types = schema.get("type", ())
    kinds: set[str] = set()
    for type_ in [types] if isinstance(types, str) else types:
        match type_:
            case "string" if shape in _DATE_SHAPES:
                kinds.add("date")
            case "string":
                kinds.add("time" if shape == "time" else "text")
            case "integer" | "number":
                kinds.add("number")
            case "boolean":
                kinds.add("truth")
            case "object":
                kinds.add("place" if shape in _PLACE_SHAPES else "object")
            case "array":
                kinds |= _list_kinds(f"{place}/*")
    return frozenset(kinds) or None


def _list_kinds(item: str) -> Kinds:
    kinds = _single_kinds(item) or frozenset()
    return _TEXTS if kinds and kinds <= _TEXT else _ROWS if "object" in kinds else frozenset({"list"})


def _place_problems(spec: FormSpec) -> Iterator[Problem]:
    """Places whose kind the form, the date that decides, or the format of a token cannot use."""
    if spec.for_each is not None and not _fits(spec.for_each, _ROWS | _TEXTS | {"object", "list"}):
        yield Problem(MANIFEST, "", f"for_each {spec.for_each}", f"holds {_said(spec.for_each)}, no list and no object")
    start = "" if spec.for_each is None else f"{spec.for_each}/*"
    if spec.act is not None and not _fits(_at_item(spec.act, start), _DATE):
        yield Problem(MANIFEST, "", f"act {spec.act}", f"holds {_said(spec.act)}, no date")
    for token in spec.tokens:
        yield from _token_problems(token, start)
        row = f"{token.places[0]}/*"
        if token.rows and not _fits(_at_item(token.places[0], start), _ROWS):
            yield _in_manifest(token.name, f"{token.places[0]} holds {_said(token.places[0])}, no list of objects")
            continue
        for cell in token.rows:
            yield from _token_problems(cell, row, start)


def _token_problems(token: Token, *starts: str) -> Iterator[Problem]:
    if token.rows or token.format not in TAKES:
        return
    takes = _takes(token)
    for number, place in enumerate(token.places):
        here = _at_item(place, *starts)
        wanted = takes[min(number, len(takes) - 1)] if number < len(token.places) - _guards(token) else _SCALAR
        if token.format in _ENDS_WITH_A_DATE and number == len(token.places) - 1:
            wanted = _DATE
        if not _fits(here, wanted):
            fault = f"{place} holds {_said(here)}, but “{token.format}” takes {' or '.join(sorted(wanted))}"
            yield _in_manifest(token.name, fault)
    for key in _FIELDS:
        for name in _names(token.params.get(key)):
            place = f"{token.places[0]}/*/{name}"
            if node(place) is None and not place.startswith(OPEN_PLACE):
                yield _in_manifest(token.name, f"{key}: what {token.places[0]} lists has no {name!r}")


def _takes(token: Token) -> tuple[Kinds, ...]:
    return (_ROWS,) if token.format == "above_zero" and "field" in token.params else TAKES[token.format]


def _guards(token: Token) -> int:
    """How many of the last places are guards of `blank_if`."""
    if "blank_if" not in token.params:
        return 0
    count = token.params.get("guards", 1)
    return count if isinstance(count, int) else 1


def _names(value: object) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _at_item(place: str, *starts: str) -> str:
    """*place* with the stars that mean the item at hand made into one item."""
    for start in starts:
        if start.endswith("/*") and (place == start or place.startswith(f"{start}/")):
            return f"{start[:-1]}0{place[len(start) :]}"
    return place


def _fits(place: str, wanted: Kinds) -> bool:
    kinds = kinds_of(place)
    return kinds is None or not kinds.isdisjoint(wanted)


def _said(place: str) -> str:
    kinds = sorted(kinds_of(place) or {"nothing known"})
    return " or ".join(kinds)


def _misused(spec: FormSpec, uses: Iterable[Use]) -> Iterator[Problem]:
    """Names that the form uses for what they are not."""
    given = _given(spec)
    for use, name in _uses(spec, uses):
        token, outer = given.get(name), given.get(name.partition(".")[0])
        if token is None and outer is not None and "." in name and _gives(outer) in ("list", "text", "truth"):
            fault = f"is {_WORDS[_gives(outer)]}, which has no fields"
        elif token is not None and use.kind not in _ALLOWS[_gives(token)]:
            fault = f"is {_WORDS[_gives(token)]} (format “{token.format}”), but the form {_DOES[use.kind]} it"
            if token.rows:
                fault = f"is a list of rows, but the form {_DOES[use.kind]} it"
        else:
            continue
        yield Problem(use.part, use.place, f"{{{{ {use.name} }}}}", fault)


def _gives(token: Token) -> str:
    return "rows" if token.rows else GIVES.get(token.format, "text")
