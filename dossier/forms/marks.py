"""Marks: what stands for a tag while its XML is checked and repaired as XML.

A mark is a processing instruction with the number of its tag. Unlike braces it may stand between any two
elements, survives parsing, and can never be mistaken for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from dossier.forms.outline import Planned
from dossier.forms.tags import Problem, bare, split
from dossier.forms.wordml import W

_MARK = "dossier-fill"
MARKED = re.compile(rf"<\?{_MARK} (\d+)\?>")
_NEEDS_PARAGRAPH = tuple(W + name for name in ("tc", "hdr", "ftr", "footnote", "txbxContent"))


@dataclass(slots=True)
class _Branches:
    """An open block: whether this branch has what is wanted, all before it have, and there is an `else`."""

    here: bool = False
    before: bool = True
    has_else: bool = False


def mark_tags(source: str, planned: list[Planned], path: str) -> tuple[str, list[Problem]]:
    """*source* with a numbered mark for each tag, and the tags that patching lost or joined wrongly."""
    pieces: list[str] = []
    position, number = 0, 0
    trim = False
    for token in split(source):
        raw = source[token.start : token.end]
        before = source[position : token.start]
        position = token.end
        before = before.lstrip() if trim else before
        trim = raw[-3] == "-"
        pieces.append(before.rstrip() if raw[2] == "-" else before)
        if raw.startswith("{#"):
            continue
        if number == len(planned) or token.fault or bare(raw) != bare(planned[number].tag.raw):
            break
        pieces.append(f"<?{_MARK} {number}?>")
        number += 1
    else:
        if number == len(planned):
            pieces.append(source[position:].lstrip() if trim else source[position:])
            return "".join(pieces), []
    tag = planned[min(number, len(planned) - 1)].tag
    fault = "the tag is cut in a way that cannot be joined; delete it and type it again in one go"
    return "", [Problem(path, tag.place, tag.raw, fault)]


def number_of(element: etree._Element) -> int | None:
    """The number of the tag that a mark stands for; `None` for anything else."""
    if isinstance(element, etree._ProcessingInstruction) and element.target == _MARK:
        return int(element.text or 0)
    return None


def check_nesting(tree: etree._Element, planned: list[Planned], path: str) -> Iterator[Problem]:
    """Holes outside running text, and blocks whose ends stand in different kinds of places."""
    opened: list[tuple[str, ...]] = []
    for mark in tree.iter(etree.ProcessingInstruction):
        number = number_of(mark)
        if number is None:
            continue
        tag = planned[number].tag
        homes = tuple(str(element.tag) for element in mark.iterancestors())
        if tag.kind == "say":
            if homes[:2] != (f"{W}t", f"{W}r"):
                yield Problem(path, tag.place, tag.raw, "a value can stand in ordinary text only")
            continue
        if tag.kind in ("if", "for"):
            opened.append(homes)
        elif homes != opened[-1]:
            fault = "the block begins and ends in different kinds of places; use {%p or {%tr at both ends"
            yield Problem(path, tag.place, tag.raw, fault)
        if tag.kind in ("endif", "endfor"):
            opened.pop()


def check_emptiness(tree: etree._Element, planned: list[Planned], path: str) -> Iterator[Problem]:
    """Cells that may lose their last paragraph, tables that may lose their last row: Word refuses both."""
    for home in tree.iter(*_NEEDS_PARAGRAPH, f"{W}tbl"):
        marks = [number for child in home if (number := number_of(child)) is not None]
        wanted = "tr" if home.tag == f"{W}tbl" else "p"
        if marks and not _always_has(home, planned, W + wanted):
            tag = planned[marks[0]].tag
            kept = "row of the table" if wanted == "tr" else "paragraph"
            fault = f"nothing may be left; keep one {kept} outside the blocks"
            # a table spoils only where its lists are empty; of a cell nobody can tell when
            yield Problem(path, tag.place, tag.raw, fault, advice=wanted == "tr")


def _always_has(home: etree._Element, planned: list[Planned], wanted: str) -> bool:
    """Whether *home* keeps a child *wanted* whatever the conditions say and however empty the lists are."""
    open_blocks = [_Branches()]
    for child in home:
        number = number_of(child)
        branches = open_blocks[-1]
        if number is None:
            branches.here = branches.here or child.tag == wanted
            continue
        kind = planned[number].tag.kind
        if kind in ("if", "for"):
            open_blocks.append(_Branches())
        elif len(open_blocks) > 1:
            branches.before = branches.before and branches.here
            branches.here = False
            branches.has_else = branches.has_else or kind == "else"
            if kind in ("endif", "endfor"):
                open_blocks.pop()
                kept = branches.before and branches.has_else
                open_blocks[-1].here = open_blocks[-1].here or kept
    return open_blocks[0].here
