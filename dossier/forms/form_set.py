"""Packs of forms: a manifest and the Word files beside it. Which forms there are, and what each token is.

A form is known by pack and number, never by number alone. Compiling is put off until a form is filled; then
its tokens are compared with the manifest in both directions.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from dossier.errors import InputError, TemplateError
from dossier.forms.fill import Form
from dossier.forms.formats import FORMATS
from dossier.messages import said
from dossier.record.conditions import Condition, compile_conditions
from dossier.record.places import parse_place
from dossier.record.schema import node
from dossier.record.stages import Stage
from dossier.record.text import file_word
from dossier.resources import data_folder, schema_path

DEFAULT_PACK = "hd38-2025"
MANIFEST = "manifest.toml"
_TOKEN_KEYS = frozenset({"from", "as", "when_empty", "rows", "none", "none_row"})


@dataclass(frozen=True)
class Token:
    """What one token of a form is.

    Args:
        places: absolute places its values come from.
        format: name of the format function; params are its further settings.
        when_empty: `dots`, `drop` or `ink`: what an unknown value becomes.
        rows: for a list of rows: cell -> token; the places of cells are relative to the row's item.
        none: place of the flag that says there is none; none_row: the cells of the row printed then.
    """

    name: str
    places: tuple[str, ...]
    format: str
    params: Mapping[str, Any]
    when_empty: str = "dots"
    rows: tuple[Token, ...] = ()
    none: str | None = None
    none_row: Mapping[str, str] | None = None


@dataclass(frozen=True)
class FormSpec:
    """One form of a pack, as its manifest describes it."""

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
    draft: Path | None = None

    @property
    def stem(self) -> str:
        """`06-6-KND`: the order in two digits, and the number in plain letters."""
        return f"{self.order:02d}-{file_word(self.number)}"

    def compiled(self) -> Form:
        """The form, compiled once a process.

        Raises:
            TemplateError: broken tags, or tokens that the form and the manifest do not share; all of them.
            InputError: the Word file cannot be read.
        """
        return _compiled(self)


@dataclass(frozen=True)
class FormSet:
    """The forms of a pack, in order."""

    id: str
    title: str
    forms: tuple[FormSpec, ...]

    def only(self, numbers: Iterable[str]) -> FormSet:
        """The forms of these numbers; `6-KND` and `6-KNĐ` are the same.

        Raises:
            InputError: a number that the pack does not have.
        """
        by_word = {file_word(form.number).casefold(): form for form in self.forms}
        chosen = []
        for number in numbers:
            form = by_word.get(file_word(number).casefold())
            if form is None:
                near = get_close_matches(
                    file_word(number).upper(), [file_word(f.number).upper() for f in self.forms], 1
                )
                raise InputError(number, *said("no_such_form", pack=self.id, near=near[0] if near else "–"))
            chosen.append(form)
        return replace(self, forms=tuple(form for form in self.forms if form in chosen))

    def due(self, stage: Stage | None) -> tuple[FormSpec, ...]:
        """The forms due at *stage* or before it; all of them when it is None."""
        return tuple(form for form in self.forms if stage is None or stage.includes(form.stage))

    def compile_all(self) -> None:
        """Compile every form.

        Raises:
            TemplateError: with the faults of all forms at once.
        """
        faults: list[str] = []
        for form in self.forms:
            try:
                form.compiled()
            except TemplateError as error:
                faults += error.problems
        if faults:
            raise TemplateError(faults)


def load_forms(pack: str | Path | None = None, *, printed: bool = False) -> FormSet:
    """The forms of *pack*.

    Args:
        pack: id of a pack of ours, or a folder with a manifest; None: the pack of 38-HD/BTCTW.
        printed: 1- and 2-KNĐ in their print variants instead of the copy-out drafts.

    Raises:
        InputError: there is no such pack.
        TemplateError: the manifest disagrees with itself or with the record; all faults at once.
    """
    name = str(pack or DEFAULT_PACK)
    folder = data_folder("templates") / name
    if not (folder / MANIFEST).is_file():
        folder = Path(name)
    if not (folder / MANIFEST).is_file():
        raise InputError(name, *said("no_such_pack", packs=", ".join(pack_ids())))
    return _load(folder.resolve(), printed)


def pack_ids() -> tuple[str, ...]:
    """Ids of the packs that come with the program."""
    return tuple(sorted(path.parent.name for path in data_folder("templates").glob(f"*/{MANIFEST}")))


@cache
def _load(folder: Path, printed: bool) -> FormSet:
    faults: list[str] = []
    try:
        manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError([f"{folder.name}/{MANIFEST}: {error}"]) from error
    faults += manifest_faults(manifest, folder.name)
    if faults:
        raise TemplateError(faults)
    reader = _Reader(folder, manifest["id"], printed, faults)
    forms = [form for row in manifest["form"] if (form := reader.form(row)) is not None]
    numbers = [form.number for form in forms]
    faults += [f"{manifest['id']}: form {n} stands twice" for n in sorted(set(numbers)) if numbers.count(n) > 1]
    if faults:
        raise TemplateError(faults)
    forms.sort(key=lambda form: (form.order, form.number))
    return FormSet(manifest["id"], manifest["title"], tuple(forms))


@cache
def _manifest_validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_path("manifest").read_text(encoding="utf-8")))


def manifest_faults(manifest: Mapping[str, Any], name: str) -> list[str]:
    """What the manifest schema says, each with the form's number."""
    plain = json.loads(json.dumps(manifest, default=str))
    faults = []
    for error in _manifest_validator().iter_errors(plain):
        path = list(error.absolute_path)
        form = ""
        if len(path) > 1 and path[0] == "form" and isinstance(path[1], int):
            form = f" form {plain['form'][path[1]].get('number', path[1])}:"
        faults.append(f"{name}/{MANIFEST}:{form} {'/'.join(map(str, path[2:] or path))}: {error.message}")
    return faults


class _Reader:
    """Turns rows of a manifest into form specs, noting every fault."""

    def __init__(self, folder: Path, pack: str, printed: bool, faults: list[str]) -> None:
        self.folder = folder
        self.pack = pack
        self.printed = printed
        self.faults = faults

    def form(self, row: Mapping[str, Any]) -> FormSpec | None:
        place = f"{self.pack} {row['number']}"
        before = len(self.faults)
        file = row["print_file"] if self.printed and "print_file" in row else row["file"]
        path = self.folder / file
        if not path.is_file():
            self.faults.append(f"{place}: there is no file {file}")
        for_each, base = row.get("for_each"), row.get("base", "")
        start = base if for_each is None else f"{for_each}/*" if self._is_list(for_each, place) else for_each
        tokens = tuple(self.token(name, spec, start, place) for name, spec in row.get("tokens", {}).items())
        try:
            when = compile_conditions(row.get("when", []))
        except ValueError as error:
            self.faults.append(f"{place}: {error}")
            return None
        if len(self.faults) > before:
            return None
        return FormSpec(
            pack=self.pack, number=row["number"], order=row["order"], path=path, title=row["title"],
            issuer=row["issuer"], stage=Stage(row["stage"]), seal=row["seal"], hand=row["hand"],
            confirmed=row["confirmed"], source=row.get("source", ""), base=base, for_each=for_each, when=when,
            tokens=tokens,
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
        )

    def _absolute(self, text: str, start: str, where: str) -> str:
        if text.startswith(("/", "papers[")):
            place = text
        elif text == ".":
            place = start
        else:
            place = f"{start}/{text}"
        try:
            parse_place(place)
            if node(place) is None:
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
def _compiled_file(path: Path) -> Form:
    from dossier.forms.compile import compile_form

    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(path.name, *said("unreadable")) from error
    return compile_form(content)


def _compiled(spec: FormSpec) -> Form:
    try:
        form = _compiled_file(spec.path)
    except TemplateError as error:
        raise TemplateError([f"{spec.pack} {spec.number}: {problem}" for problem in error.problems]) from error
    faults = token_faults(spec, form.names)
    if faults:
        raise TemplateError(faults)
    return form


def token_faults(spec: FormSpec, names: Iterable[str]) -> list[str]:
    """Tokens that only the form or only the manifest has."""
    used = set(names)
    given = {token.name for token in spec.tokens}
    lists = {token.name for token in spec.tokens if not token.rows}
    given |= {cell.name for token in spec.tokens for cell in token.rows}
    # fields of rows that a format makes (family entries) are the format's own
    unknown = sorted(name for name in used - given if name.partition(".")[0] not in lists or "." not in name)
    place = f"{spec.pack} {spec.number}"
    faults = [f"{place}: the form uses {name!r}, which the manifest does not give" for name in unknown]
    faults += [f"{place}: the manifest gives {name!r}, which the form does not use" for name in sorted(given - used)]
    return faults


def sorted_numbers(forms: Sequence[FormSpec]) -> list[str]:
    """The numbers of *forms* in their order."""
    return [form.number for form in forms]
