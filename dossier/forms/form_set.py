"""Packs of forms: a manifest and the Word files beside it. Which forms there are, and what each token is.

A form is known by pack and number, never by number alone. A pack may extend another one: it takes over the forms
that it neither replaces nor drops, and they stay forms of the pack they came from. Compiling is put off until a form
is filled; then its tokens are compared with the manifest in both directions. A form that the manifest marks
`default = false` is a helper's paper: it is made only when it is asked for by its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import tomli

from dossier.errors import InputError, TemplateError
from dossier.forms import destination_rows  # noqa: F401 its formats enter FORMATS
from dossier.forms.fill import Form
from dossier.forms.formats import FORMATS, SPELLING, respell
from dossier.messages import said
from dossier.record.conditions import Condition, compile_conditions
from dossier.record.dates import parse_date
from dossier.record.office import Office
from dossier.record.places import parse_place
from dossier.record.schema import node
from dossier.record.stages import Stage
from dossier.record.text import file_word
from dossier.resources import data_folder
from dossier.schemas import schema

DEFAULT_PACK = "hd38-2025"
MANIFEST = "manifest.toml"
OPEN_PLACE = "/local/"  # below it an office keeps tokens of its own, which no schema names
_TOKEN_KEYS = frozenset({"from", "as", "when_empty", "rows", "none", "none_row", "pages"})
_ITEM = "about=.]"  # a paper about the item that a form is made for


@dataclass(frozen=True)
class Room:
    """Pages of a booklet that one list has, and how much of it a page holds.

    Args:
        first, last: their numbers.
        lines: what a page holds. chars: letters in a line; for a table, of each column.
        extra: further lines that every item takes.
    """

    first: int
    last: int
    lines: int
    chars: int | Mapping[str, int]
    extra: int = 0


@dataclass(frozen=True)
class Token:
    """What one token of a form is.

    Args:
        places: absolute places its values come from.
        format: name of the format function; params are its further settings.
        when_empty: `dots`, `drop` or `ink`: what an unknown value becomes.
        rows: for a list of rows: cell -> token; the places of cells are relative to the row's item.
        none: place of the flag that says there is none; none_row: the cells of the row printed then.
        pages: the list is dealt out to pages of a booklet: [{page, rows}].
    """

    name: str
    places: tuple[str, ...]
    format: str
    params: Mapping[str, Any]
    when_empty: str = "dots"
    rows: tuple[Token, ...] = ()
    none: str | None = None
    none_row: Mapping[str, str] | None = None
    pages: Room | None = None


@dataclass(frozen=True)
class FormSpec:
    """One form of a pack, as its manifest describes it.

    ``pack`` is the pack it came from, also where another one takes it over; ``act``: the place of the date that
    decides which pack's edition of the form is used, None where it is the same in all. ``where``: of a list in
    ``for_each``, only items whose keys have these values; ``default`` False: made only when it is asked for by its
    number. ``proposals``: "each": made also for every destination of a verification that is proposed and not in the
    record yet; "any": made wherever there is something to propose, or somebody who cannot be placed.
    """

    pack: str
    number: str
    order: int
    path: Path
    title: str
    issuer: str
    stage: Stage
    seal: bool
    hand: bool
    confirmed: bool
    source: str
    base: str
    for_each: str | None
    when: Condition
    tokens: tuple[Token, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    default: bool = True
    act: str | None = None
    proposals: str | None = None

    @property
    def stem(self) -> str:
        """`06-6-KND`: the order in two digits, and the number in plain letters."""
        return f"{self.order:02d}-{file_word(self.number)}"

    @property
    def word(self) -> str:
        """The number as all its spellings are compared: `6-knd` for 6-KNĐ."""
        return number_word(self.number)

    def compiled(self, spelling: str = SPELLING) -> Form:
        """The form, compiled once a process and spelling of "ủy" in its own text.

        Raises:
            TemplateError: broken tags, or tokens that the form and the manifest do not share; all of them.
            InputError: the Word file cannot be read.
        """
        return _compiled(self, spelling)


def number_word(number: str) -> str:
    """*number* as all its spellings are compared."""
    return file_word(number).casefold()


@dataclass(frozen=True)
class FormSet:
    """The forms of a pack, in order; ``named``: they were asked for by number.

    Args:
        first, last: the days from and to which the forms are in force; None: no end on that side.
        alternatives: other packs whose edition of a form may be the right one for an act: by its date, or because
            the record or the paper says so. Empty when somebody asked for this pack and no other.
    """

    id: str
    title: str
    forms: tuple[FormSpec, ...]
    named: bool = False
    first: date | None = None
    last: date | None = None
    alternatives: tuple[FormSet, ...] = ()

    @cached_property
    def _by_word(self) -> Mapping[str, FormSpec]:
        return {form.word: form for form in self.forms}

    def form(self, number: str) -> FormSpec | None:
        """The form of this number, whatever its spelling; None when the pack has none."""
        return self._by_word.get(number_word(number))

    def of_pack(self, pack: str) -> FormSet | None:
        """This pack or the alternative with the id *pack*; None when there is none."""
        return next((forms for forms in (self, *self.alternatives) if forms.id == pack), None)

    def in_force(self, day: date) -> bool:
        """Whether the pack says from when or to when it holds, and *day* lies within."""
        dated = self.first is not None or self.last is not None
        return dated and (self.first or day) <= day <= (self.last or day)

    @property
    def everything(self) -> tuple[FormSpec, ...]:
        """Every form that may be filled, those of the alternatives too, each once."""
        every = (form for forms in (self, *self.alternatives) for form in forms.forms)
        return tuple({(form.pack, form.word): form for form in every}.values())

    def only(self, numbers: Iterable[str]) -> FormSet:
        """The forms of these numbers; `6-KND` and `6-KNĐ` are the same.

        Raises:
            InputError: a number that the pack does not have.
        """
        chosen = set()
        for number in numbers:
            form = self.form(number)
            if form is None:
                near = get_close_matches(
                    file_word(number).upper(), [file_word(f.number).upper() for f in self.forms], 1
                )
                raise InputError(number, *said("no_such_form", pack=self.id, near=near[0] if near else "–"))
            chosen.add(form.word)
        return self._restricted(chosen)

    def _restricted(self, words: set[str]) -> FormSet:
        return replace(
            self,
            forms=tuple(form for form in self.forms if form.word in words),
            named=True,
            alternatives=tuple(forms._restricted(words) for forms in self.alternatives),
        )

    def due(self, stage: Stage | None, *, proposing: bool = False) -> tuple[FormSpec, ...]:
        """The forms due at *stage* or before it, whatever the stage when it is None.

        Forms that are not made by default are due only when they were asked for by number, or when there are
        proposals (*proposing*) that they tell of.
        """
        asked = (form for form in self.forms if form.default or self.named or (proposing and form.proposals == "any"))
        return tuple(form for form in asked if stage is None or stage.includes(form.stage))

    def compile_all(self) -> None:
        """Compile every form that may be filled.

        Raises:
            TemplateError: with the faults of all forms at once.
        """
        faults: list[str] = []
        for form in self.everything:
            try:
                form.compiled()
            except TemplateError as error:
                faults += error.problems
            except InputError as error:
                faults.append(f"{form.pack} {form.number}: {form.path.name}: {error.problem.en}")
        if faults:
            raise TemplateError(faults)


def load_forms(pack: str | Path | None = None, *, printed: bool = False) -> FormSet:
    """The forms of *pack*.

    Args:
        pack: id of a pack of ours, or a folder with a manifest: that pack and no other. None: the newest of
            ours, with the older ones beside it for acts of their time.
        printed: 1- and 2-KNĐ in their print variants instead of the copy-out drafts.

    Raises:
        InputError: there is no such pack.
        TemplateError: the manifest disagrees with itself or with the record; all faults at once.
    """
    return _dated(printed) if pack is None else _load(pack_folder(str(pack)), printed)


def forms_for(office: Office, pack: str | None = None) -> FormSet:
    """The forms that a command fills.

    Args:
        office: its `form_pack` (a path starts at office.toml), and whether 1- and 2-KNĐ are handwritten.
        pack: what the command line says; it goes before the office's own pack.

    Raises:
        InputError, TemplateError: as `load_forms`.
    """
    printed = not office.get("handwritten")
    own = office.settings.get("form_pack")
    if pack is not None or own is None:
        return load_forms(pack, printed=printed)
    return _load(pack_folder(str(own), office.folder), printed)


def pack_folder(name: str, beside: Path | None = None) -> Path:
    """The folder of a pack: one of ours by its id, else a folder by its path.

    Args:
        beside: where a relative path starts; None: the folder the program was called in.

    Raises:
        InputError: there is no manifest.
    """
    folder = data_folder("templates") / name if name in pack_ids() else (beside or Path()) / name
    if not (folder / MANIFEST).is_file():
        raise InputError(name, *said("no_such_pack", packs=", ".join(pack_ids())))
    return folder.resolve()


def pack_ids() -> tuple[str, ...]:
    """Ids of the packs that come with the program."""
    return tuple(sorted(path.parent.name for path in data_folder("templates").glob(f"*/{MANIFEST}")))


@cache
def _dated(printed: bool) -> FormSet:
    """The default pack with the other packs of ours as alternatives."""
    newest = load_forms(DEFAULT_PACK, printed=printed)
    others = tuple(load_forms(pack, printed=printed) for pack in pack_ids() if pack != DEFAULT_PACK)
    faults = [
        f"{form.pack} {form.number}: for_each {form.for_each!r} is {own.for_each!r} in {own.pack}"
        for forms in others
        for form in forms.forms
        if (own := newest.form(form.number)) is not None and own.for_each != form.for_each
    ]
    if faults:
        raise TemplateError(faults)
    return replace(newest, alternatives=others)


@cache
def _load(folder: Path, printed: bool) -> FormSet:
    forms, faults = read_pack(folder, printed=printed)
    if faults or forms is None:
        raise TemplateError(faults)
    return forms


def read_pack(folder: Path, *, printed: bool = False, above: tuple[Path, ...] = ()) -> tuple[FormSet | None, list[str]]:
    """The pack in *folder* as far as it can be read, and every fault of its manifest.

    Args:
        folder: where the manifest lies, resolved.
        above: the packs that extend this one.

    Returns:
        None for the forms when the manifest itself cannot be read.
    """
    place = f"{folder.name}/{MANIFEST}"
    try:
        manifest = tomli.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, RecursionError, tomli.TOMLDecodeError) as error:
        return None, [f"{place}: {error}"]
    faults = manifest_faults(manifest, folder.name)
    rows = manifest.get("form", [])
    if faults:
        # rows that the schema has nothing against are read all the same, so that every fault is told at once
        if not (isinstance(rows, list) and all(isinstance(manifest.get(key), str) for key in ("id", "title"))):
            return None, faults
        faulty = {path[1] for path, _ in _against_schema(manifest) if len(path) > 1}
        rows = [row for index, row in enumerate(rows) if index not in faulty]
    reader = _Reader(folder, manifest["id"], printed, faults)
    own = [form for row in rows if (form := reader.form(row)) is not None]
    words = [form.word for form in own]
    faults += [f"{manifest['id']}: form {n} stands twice" for n in sorted(set(words)) if words.count(n) > 1]
    forms = [*_taken_over(manifest, folder, printed, above, faults), *own]
    forms.sort(key=lambda form: (form.order, form.number))
    first, last = (_day(manifest, key, place, faults) for key in ("from", "to"))
    if first and last and first > last:
        faults.append(f"{place}: 'to' lies before 'from'")
    return FormSet(manifest["id"], manifest["title"], tuple(forms), first=first, last=last), faults


def _day(manifest: Mapping[str, Any], key: str, place: str, faults: list[str]) -> date | None:
    if key not in manifest:
        return None
    day = parse_date(str(manifest[key]))
    if day is None:
        faults.append(f"{place}: {key}: not a date")
    return day


def _taken_over(
    manifest: Mapping[str, Any], folder: Path, printed: bool, above: tuple[Path, ...], faults: list[str]
) -> list[FormSpec]:
    """The forms of the extended pack that *manifest* neither replaces nor drops."""
    place = f"{folder.name}/{MANIFEST}"
    dropped, name = manifest.get("without", []), manifest.get("extends")
    if name is None:
        faults += [
            f"{place}: without: {number!r} is taken over from nowhere; 'extends' is missing" for number in dropped
        ]
        return []
    try:
        base = pack_folder(name, folder)
    except InputError:
        faults.append(f"{place}: extends: there is no pack {name!r}; there are {', '.join(pack_ids())}")
        return []
    if base in (folder, *above):
        faults.append(f"{place}: extends: {name!r} leads back to this pack")
        return []
    extended, more = read_pack(base, printed=printed, above=(*above, folder))
    faults += more
    if extended is None:
        return []
    if extended.id == manifest["id"]:
        faults.append(f"{place}: id: {extended.id!r} is the id of the pack it extends")
    faults += [f"{place}: without: {name} has no form {n!r}" for n in dropped if extended.form(n) is None]
    own = (str(row.get("number")) for row in manifest.get("form", []))
    gone = {number_word(number) for number in (*dropped, *own)}
    return [form for form in extended.forms if form.word not in gone]


def manifest_faults(manifest: Mapping[str, Any], name: str) -> list[str]:
    """What the manifest schema says, each with the form's number."""
    faults = []
    for path, message in _against_schema(manifest):
        form = ""
        if len(path) > 1 and path[0] == "form" and isinstance(path[1], int):
            row = manifest["form"][path[1]]
            form = f" form {row.get('number', path[1]) if isinstance(row, Mapping) else path[1]}:"
        faults.append(f"{name}/{MANIFEST}:{form} {'/'.join(map(str, path[2:] or path))}: {message}")
    return faults


def _against_schema(manifest: Mapping[str, Any]) -> Iterator[tuple[list[str | int], str]]:
    """What the schema says, each with its path in the manifest."""
    plain = json.loads(json.dumps(manifest, default=str))
    for error in schema("manifest").errors(plain):
        yield list(error.absolute_path), error.message


class _Reader:
    """Turns rows of a manifest into form specs, noting every fault."""

    def __init__(self, folder: Path, pack: str, printed: bool, faults: list[str]) -> None:
        self.folder = folder
        self.pack = pack
        self.printed = printed
        self.faults = faults

    def form(self, row: Mapping[str, Any]) -> FormSpec | None:
        place = f"{self.pack} {row['number']}"
        file = row["print_file"] if self.printed and "print_file" in row else row["file"]
        path = self.folder / file
        for_each, base = row.get("for_each"), row.get("base", "")
        start = base if for_each is None else f"{for_each}/*" if self._is_list(for_each, place) else for_each
        act = self._absolute(row["act"], start, f"{place}: act") if "act" in row else None
        given = {**row.get("tokens", {}), **(row.get("print_tokens", {}) if self.printed else {})}
        tokens = tuple(self.token(name, spec, start, place) for name, spec in given.items())
        try:
            when = compile_conditions(row.get("when", []))
        except ValueError as error:
            self.faults.append(f"{place}: {error}")
            when = compile_conditions([])
        for at in _condition_places(row.get("when", [])):
            self._absolute(at, "", f"{place}: when")
        if not path.is_file():
            self.faults.append(f"{place}: there is no file {file}")
            return None
        return FormSpec(
            pack=self.pack, number=row["number"], order=row["order"], path=path, title=row["title"],
            issuer=row["issuer"], stage=Stage(row["stage"]), seal=row["seal"], hand=row["hand"],
            confirmed=row["confirmed"], source=row.get("source", ""), base=base, for_each=for_each, when=when,
            tokens=tokens, where=row.get("where", {}), default=row.get("default", True),
            act=act, proposals=row.get("proposals"),
        )  # fmt: skip

    def token(self, name: str, spec: Mapping[str, Any], start: str, place: str) -> Token:
        where = f"{place}: token {name}"
        froms = spec["from"] if isinstance(spec["from"], list) else [spec["from"]]
        places = tuple(self._absolute(text, start, where) for text in froms)
        rows: tuple[Token, ...] = ()
        if "rows" in spec:
            item = f"{places[0]}/*"
            rows = tuple(self.token(f"{name}.{cell}", inner, item, place) for cell, inner in spec["rows"].items())
        format_ = spec.get("as", "text")
        if format_ not in FORMATS:
            near = get_close_matches(format_, FORMATS, 1)
            self.faults.append(
                f"{where}: unknown format {format_!r}" + (f"; did you mean {near[0]!r}?" if near else "")
            )
        none = spec.get("none")
        return Token(
            name=name,
            places=places,
            format=format_,
            params={key: value for key, value in spec.items() if key not in _TOKEN_KEYS},
            when_empty=spec.get("when_empty", "dots"),
            rows=rows,
            none=self._absolute(none, start, where) if none else None,
            none_row=spec.get("none_row"),
            pages=Room(**spec["pages"]) if "pages" in spec else None,
        )

    def _absolute(self, text: str, start: str, where: str) -> str:
        if text.startswith(("/", "papers[")):
            place = text.replace(_ITEM, f"about={start}]")
        elif text == ".":
            place = start
        else:
            place = f"{start}/{text}"
        try:
            parse_place(place)
            if node(place) is None and not place.startswith(OPEN_PLACE):
                self.faults.append(f"{where}: the record has no place {place!r}")
        except ValueError as error:
            self.faults.append(f"{where}: {error}")
        return place

    def _is_list(self, place: str, where: str) -> bool:
        schema = node(place)
        if schema is None:
            self.faults.append(f"{where}: the record has no place {place!r}")
            return False
        kind = schema.get("type")
        return kind == "array" or (isinstance(kind, list) and "array" in kind)


@cache
def _compiled_file(path: Path, pack: str, number: str, spelling: str) -> Form:
    from dossier.forms.compile import compile_form
    from dossier.forms.identity import Identity

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(path.name, *said("unreadable")) from error
    identity = Identity(pack, number, path.name)
    return compile_form(content, respell=partial(respell, spelling=spelling), identity=identity)


def _compiled(spec: FormSpec, spelling: str) -> Form:
    try:
        form = _compiled_file(spec.path, spec.pack, spec.number, spelling)
    except TemplateError as error:
        raise TemplateError([f"{spec.pack} {spec.number}: {problem}" for problem in error.problems]) from error
    faults = token_faults(spec, form.names)
    if faults:
        raise TemplateError(faults)
    return form


def token_faults(spec: FormSpec, names: Iterable[str]) -> list[str]:
    """Tokens that only the form or only the manifest has."""
    paged = [f"{token.name}." for token in spec.tokens if token.pages is not None]
    used = {_unpaged(name, paged) for name in names}
    given = {token.name for token in spec.tokens}
    lists = {token.name for token in spec.tokens if not token.rows}
    given |= {cell.name for token in spec.tokens for cell in token.rows}
    # fields of rows that a format makes (family entries) are the format's own
    unknown = sorted(name for name in used - given if name.partition(".")[0] not in lists or "." not in name)
    place = f"{spec.pack} {spec.number}"
    faults = [f"{place}: the form uses {name!r}, which the manifest does not give" for name in unknown]
    faults += [f"{place}: the manifest gives {name!r}, which the form does not use" for name in sorted(given - used)]
    return faults


def manifest_name(spec: FormSpec, name: str) -> str | None:
    """What the manifest calls the *name* that a form uses; None for the page numbers of a booklet."""
    paged = [f"{token.name}." for token in spec.tokens if token.pages is not None]
    return None if name in {f"{start}page" for start in paged} else _unpaged(name, paged)


def _condition_places(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The places that conditions ask about."""
    inner = [place for spec in specs for place in _condition_places(spec.get("any", []))]
    return [*(spec["at"] for spec in specs if "at" in spec), *inner]


def _unpaged(name: str, paged: Sequence[str]) -> str:
    """The name of a token that a form uses page by page, as the manifest gives it."""
    for start in paged:
        if name.startswith(start):
            inner = name.removeprefix(start).removeprefix("rows").removeprefix(".")
            return start[:-1] if inner in ("", "page") else start + inner
    return name


def sorted_numbers(forms: Sequence[FormSpec]) -> list[str]:
    """The numbers of *forms* in their order."""
    return [form.number for form in forms]
