"""From a Word form with tags to a `Form` that can be filled ten thousand times.

docxtpl is the reference: its own patching joins tags that Word cut into runs and lifts `{%p` and `{%tr` out
of their paragraph or row; its repairs of tables and picture numbers are made once, here. What is left is
constant bytes and a handful of steps between them (`fill.py`). Where docxtpl spoils a value, the value as
typed wins:

- a value holding `{_{`, `}_}`, `{_%` or `%_}` stays as typed (docxtpl turns it into braces);
- `\\a` and `\\f` are characters that XML cannot hold: dropped and reported, like all others (docxtpl begins a
  new paragraph or page, and drops the others in silence);
- `\\r\\n` and `\\r` are one line end (docxtpl leaves a blank beside the break);
- `None` and an absent name print a dotted blank and are reported (docxtpl prints `None`, or nothing);
- a list that is unknown gives one row of dotted blanks; an empty one gives none, and the table keeps its columns
  (docxtpl takes away those that no other row needs);
- letters are composed (NFC);
- a value in a document property is escaped once (docxtpl does it twice).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from dossier.errors import TemplateError
from dossier.forms.archive import Entry, make_stencil, read_archive
from dossier.forms.controls import add_controls
from dossier.forms.fill import Choice, Counter, Form, Hole, Loop, Part, Reference, Step, Test, Use, names_of
from dossier.forms.identity import Identity, identified
from dossier.forms.marks import MARKED, check_emptiness, check_nesting, mark_tags
from dossier.forms.outline import Planned, as_test, outline
from dossier.forms.package import FOOTNOTES, MAIN, STORIES, content_types, main_part, parse, refuse_entities
from dossier.forms.tags import Problem, Tag
from dossier.forms.wordml import WORD, Paragraph, W, paragraphs_of, properties_of, scan, stray_tags

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_PROPERTIES = frozenset(
    _DUBLIN + name for name in ("creator", "description", "identifier", "language", "subject", "title")
)
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_RUN = re.compile(r"<w:r(?: [^>]*)?>")
_PROPERTIES_OF_RUN = re.compile(r"<w:rPr>(?:<w:rPrChange\b.*?</w:rPrChange>|(?!</w:rPr>).)*</w:rPr>", re.DOTALL)
_BREAK = b'</w:t><w:br/><w:t xml:space="preserve">'
_UNBRACED = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}  # how a form writes braces that are no tag


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a form asks for, and what is wrong with it.

    Args:
        names: every name used, fields of loops as `work_history.period`, with the parts that use it; sorted.
        problems: all faults, in the order of the text; `compile_form` accepts a form whose problems are advice.
        uses: the same names with what each is used for.
    """

    names: dict[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    uses: tuple[Use, ...]


@dataclass(slots=True)
class _Draft:
    """A form while it is read."""

    entries: Mapping[str, Entry]
    respell: Callable[[str], str] = str
    controls: bool = False
    parts: list[Part] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def faults(self) -> list[Problem]:
        """The problems for which the form cannot be used."""
        return [problem for problem in self.problems if not problem.advice]


def compile_form(
    content: bytes, name: str = "", *, respell: Callable[[str], str] = str, identity: Identity | None = None
) -> Form:
    """Compile a Word form once, to fill it many times.

    Args:
        content: the bytes of a .docx file with docxtpl tags.
        name: what error messages call it, e.g. its file name.
        respell: applied to the form's own text in the parts that hold tags, never to a value.
        identity: which form of which pack it is. With it, every filled file says so, and holes that stand in no
            content control get one, so that the file can be read back.

    Raises:
        InputError: the bytes are no Word file, are damaged, too large or unsafe.
        TemplateError: tags are broken or not allowed; lists all of them with part, words around, and tag.
    """
    draft = _read(content, name, respell, controls=identity is not None)
    if draft.faults and draft.controls:
        draft = _read(content, name, respell)  # a control is never the reason why a form cannot be filled
    if draft.faults:
        raise TemplateError(tuple(str(problem) for problem in draft.faults), name)
    if identity is not None:
        draft.entries, note = identified(draft.entries, identity, name)
        draft.parts.append(note)
    stencil = make_stencil(draft.entries.values(), [part.name for part in draft.parts])
    return Form(tuple(draft.parts), stencil, tuple(draft.uses))


@lru_cache(maxsize=128)  # both variants of a pack, and whatever extends it, share most of their files
def inspect_form(content: bytes, name: str = "") -> Inspection:
    """The names a form uses and everything that is wrong with it; never raises for a fault of the form.

    Raises:
        InputError: the bytes are no Word file, are damaged, too large or unsafe.
    """
    draft = _read(content, name)
    return Inspection(names_of(draft.uses), tuple(draft.problems), tuple(draft.uses))


def _read(content: bytes, name: str, respell: Callable[[str], str] = str, *, controls: bool = False) -> _Draft:
    entries = read_archive(content, name)
    refuse_entities(entries, name)
    types = content_types(entries, name)
    main = main_part(types, name)
    draft = _Draft(entries, respell, controls=controls)
    stories = sorted(path for path, kind in types.items() if kind in STORIES)
    for path in [main, *stories]:
        _read_story(draft, path, types[path], parse(entries[path], name, keep_blanks=types[path] == FOOTNOTES))
    for path, kind in types.items():
        if kind == _CORE:
            _read_properties(draft, path, parse(entries[path], name, keep_blanks=True))
    _refuse_elsewhere(draft, {main, *stories}, name)
    return draft


def _read_story(draft: _Draft, path: str, kind: str, root: etree._Element) -> None:
    """Read a part with running text: the body, a header, a footer or the footnotes."""
    if root.nsmap.get("w") != WORD:
        draft.problems.append(Problem(path, "", "", "saved as Strict Open XML; save it as an ordinary .docx"))
        return
    planned = _plan(draft, path, paragraphs_of(root), [*stray_tags(root, path)])
    if not planned:
        return
    if draft.controls:
        root = add_controls(root, path)
    tool = _tool()
    scope = root.find(f"{W}body") if kind == MAIN else root
    if scope is None:
        draft.problems.append(Problem(path, "", "", "the document has no body"))
        return
    patched = tool.patch_xml(etree.tostring(scope, encoding="unicode"))
    marked, problems = mark_tags(patched, planned, path)
    if not problems:
        try:
            tree = etree.fromstring(marked, etree.XMLParser(resolve_entities=False, no_network=True))
            if kind == MAIN:
                tree = _repair(tool, marked, root, scope)
        except (etree.XMLSyntaxError, AttributeError, TypeError, ValueError):
            fault = "the tags cut a table or paragraph apart; use {%p … %} and {%tr … %} for whole ones"
            problems = [Problem(path, "", "", fault)]
        else:
            problems = [*check_nesting(tree, planned, path), *check_emptiness(tree, planned, path)]
    draft.problems += problems
    if any(not problem.advice for problem in problems):
        return
    text = tool.resolve_listing(etree.tostring(tree, encoding="unicode"))
    _add_part(draft, path, text, planned, in_word=True)


def _tool() -> DocxTemplate:
    """docxtpl, for its patching alone: it reads no file."""
    from docxtpl import DocxTemplate

    tool = DocxTemplate("")
    tool.docx_ids_index = 1000  # where it begins to number pictures
    return tool


def _repair(tool: DocxTemplate, marked: str, root: etree._Element, body: etree._Element) -> etree._Element:
    """The whole document with docxtpl's repairs made to its body."""
    repaired = tool.fix_tables(marked)
    tool.fix_docpr_ids(repaired)
    root.replace(body, repaired)
    return root


def _read_properties(draft: _Draft, path: str, root: etree._Element) -> None:
    """Read the document properties that docxtpl fills too. They hold plain text: no patching."""
    planned = _plan(draft, path, properties_of(root, _PROPERTIES), [])
    if not planned:
        return
    marked, problems = mark_tags(etree.tostring(root, encoding="unicode"), planned, path)
    draft.problems += problems
    if not problems:
        _add_part(draft, path, marked, planned, in_word=False)


def _plan(draft: _Draft, path: str, paragraphs: Iterator[Paragraph], problems: list[Problem]) -> list[Planned]:
    """The tags of a part with their meaning; none when there are no tags, or faults (which are noted)."""
    tags, broken = scan(paragraphs, path)
    planned, uses, faults = outline(tags, path)
    draft.uses += uses
    order = {(tag.place, tag.raw): number for number, tag in reversed([*enumerate(tags)])}
    found = [*problems, *broken, *faults]
    found.sort(key=lambda problem: order.get((problem.place, problem.tag), len(order)))
    draft.problems += found
    return [] if found else planned


def _refuse_elsewhere(draft: _Draft, read: set[str], name: str) -> None:
    """Tags in parts that docxtpl does not fill, e.g. endnotes and comments, would be printed as they are."""
    for path, entry in draft.entries.items():
        if path in read or not path.startswith("word/") or not path.endswith(".xml"):
            continue
        data = entry.unpacked()
        if b"{" in data and (b"w:endnotes" in data or b"w:comments" in data):
            tags, _ = scan(paragraphs_of(parse(entry, name, keep_blanks=True)), path)
            faults = [(tag.place, tag.raw) for tag in tags]
        else:
            faults = [("", "")] if b"{{" in data or b"{%" in data else []
        draft.problems += [Problem(path, place, tag, "tags in this part are not filled") for place, tag in faults]


def _add_part(draft: _Draft, path: str, text: str, planned: list[Planned], *, in_word: bool) -> None:
    """Turn marked XML into steps."""
    builder = _Builder(_DECLARATION + text, planned, in_word=in_word, respell=draft.respell)
    steps, _ = builder.block(0)
    draft.problems += [Problem(path, tag.place, tag.raw, fault) for tag, fault in builder.faults]
    draft.parts.append(Part(path, tuple(steps)))


class _Builder:
    """Steps out of XML in which a mark stands for each tag.

    Args:
        text: the whole part.
        planned: the tags by number.
        in_word: running text, where a line end becomes a break; false for document properties.
        respell: applied to the text between the tags.
    """

    def __init__(
        self, text: str, planned: list[Planned], *, in_word: bool, respell: Callable[[str], str] = str
    ) -> None:
        self.texts = MARKED.split(text)[::2]
        self.marks = [(match.start(), planned[int(match[1])]) for match in MARKED.finditer(text)]
        self.runs = [match.end() for match in _RUN.finditer(text)]
        self.text = text
        self.in_word = in_word
        self.respell = respell
        self.faults: list[tuple[Tag, str]] = []

    def block(self, at: int) -> tuple[list[Step], int]:
        """The steps up to the mark that ends or parts the block, and its number; begins before mark *at*."""
        steps = self.constant(at)
        while at < len(self.marks):
            position, planned = self.marks[at]
            match planned.target:
                case Reference() as reference if planned.tag.kind == "say":
                    steps.append(self.hole(reference, planned.tag, position))
                    at += 1
                case Counter() as counter:
                    steps.append(counter)
                    at += 1
                case Reference() as reference:
                    step, at = self.loop(reference, planned.tag, at)
                    steps.append(step)
                case test if test is not None and planned.tag.kind == "if":
                    choice, at = self.choice(test, at)
                    steps.append(choice)
                case _:
                    return steps, at
            steps += self.constant(at)
        return steps, at

    def constant(self, at: int) -> list[Step]:
        text = self.texts[at]
        for written, meant in _UNBRACED.items():
            text = text.replace(written, meant)
        return [self.respell(text).encode()] if text else []

    def hole(self, reference: Reference, tag: Tag, position: int) -> Hole:
        if not self.in_word:
            return Hole(reference, tag.place, b"\n", b"\t")
        after = self.runs[bisect_right(self.runs, position) - 1]
        found = _PROPERTIES_OF_RUN.match(self.text, after)
        properties = found[0] if found else ""
        tab = f'</w:t></w:r><w:r>{properties}<w:tab/></w:r><w:r>{properties}<w:t xml:space="preserve">'
        return Hole(reference, tag.place, _BREAK, tab.encode())

    def loop(self, reference: Reference, tag: Tag, at: int) -> tuple[Loop, int]:
        steps, end = self.block(at + 1)
        if any("<wp:docPr " in text for text in self.texts[at + 1 : end + 1]):
            self.faults.append((tag, "a picture cannot stand inside a loop"))
        otherwise: list[Step] = []
        if self.marks[end][1].tag.kind == "else":
            otherwise, end = self.block(end + 1)
        return Loop(reference, tag.place, tuple(steps), tuple(otherwise)), end + 1

    def choice(self, test: Test, at: int) -> tuple[Choice, int]:
        branches: list[tuple[Test, tuple[Step, ...]]] = []
        condition: Test | None = test
        otherwise: list[Step] = []
        while True:
            steps, at = self.block(at + 1)
            if condition is None:
                otherwise = steps
            else:
                branches.append((condition, tuple(steps)))
            planned = self.marks[at][1]
            if planned.tag.kind == "endif":
                return Choice(tuple(branches), tuple(otherwise)), at + 1
            condition = as_test(planned.target)
