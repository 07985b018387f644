"""From a row of tags to what they mean: which block closes where, and what every name refers to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import nodes

from dossier.forms.fill import TOP, Both, Counter, Either, IsEnd, IsTrue, Not, Reference, Test, Use
from dossier.forms.tags import FaultError, Path, Problem, Tag, path_of

_BROKEN = re.compile(r"\{%[+-]?\s*(?:(?:tr|tc|p|r)\s+)?(if|for|endif|endfor)\b(?:\s+(\w+)\s+in\b)?")
_LOOP = "loop"  # what a form may ask about the loop it is in: loop.index, loop.first, loop.last


@dataclass(frozen=True, slots=True)
class Planned:
    """A tag and what it refers to.

    Args:
        tag: the tag.
        target: what a hole prints, what a loop goes through, or the condition of a branch; `None` for the
            rest.
        name: of what a hole prints: `full_name`, or `work_history.period` for a field of a loop's rows; else `""`.
    """

    tag: Tag
    target: Reference | Counter | Test | None = None
    name: str = ""


@dataclass(slots=True)
class _Block:
    """An `if` or `for` that is still open; `rows` is the manifest's name of what a loop goes through."""

    tag: Tag
    kind: str
    variable: str = ""
    rows: str | None = None
    has_else: bool = False


class _Outliner:
    def __init__(self, part: str) -> None:
        self.part = part
        self.open: list[_Block] = []
        self.uses: list[Use] = []
        self.problems: list[Problem] = []
        self.place = ""  # the words around the tag that is followed

    def fault(self, tag: Tag, text: str) -> None:
        self.problems.append(Problem(self.part, tag.place, tag.raw, text))

    def resolve(self, path: Path, kind: str) -> Reference:
        """What *path* refers to here; notes that it is used."""
        loops = [block for block in self.open if block.kind == "for"]
        for depth in range(len(loops) - 1, -1, -1):
            if loops[depth].variable == path[0]:
                rows, field = loops[depth].rows, "".join(path[1:])
                if rows is not None and (field or kind == "list"):
                    self.use(f"{rows}.{field}" if field else rows, kind)
                return Reference(field, depth)
        if len(path) > 1:
            raise FaultError(f"“{path[0]}” is no loop variable here, and only rows of a loop have fields")
        self.use(path[0], kind)
        return Reference(path[0], TOP)

    def use(self, name: str, kind: str) -> None:
        use = Use(name, self.part, kind, self.place)
        if use not in self.uses:
            self.uses.append(use)

    def say(self, path: Path) -> Reference | Counter:
        if path[0] != _LOOP:
            return self.resolve(path, "text")
        if path != (_LOOP, "index"):
            raise FaultError("of a loop, only its number “loop.index” can be printed")
        return Counter(self.inner_loop())

    def inner_loop(self) -> int:
        depth = sum(block.kind == "for" for block in self.open) - 1
        if depth < 0:
            raise FaultError("“loop” stands outside a loop")
        return depth

    def test(self, node: nodes.Expr | None, place: str) -> Test:
        match node:
            case nodes.Not(node=inner):
                return Not(self.test(inner, place))
            case nodes.And(left=left, right=right):
                return Both(self.test(left, place), self.test(right, place))
            case nodes.Or(left=left, right=right):
                return Either(self.test(left, place), self.test(right, place))
            case nodes.Expr():
                path = path_of(node)
                if path[0] != _LOOP:
                    return IsTrue(self.resolve(path, "test"), place)
                if path not in ((_LOOP, "first"), (_LOOP, "last")):
                    raise FaultError("of a loop, only “loop.first” and “loop.last” can be tested")
                return IsEnd(self.inner_loop(), first=path[1] == "first")
            case _:  # pragma: no cover - `read` gives every condition a node
                raise FaultError("the condition is empty")

    def take(self, tag: Tag) -> Planned:
        """Follow one tag."""
        self.place = tag.place
        match tag.kind:
            case "say":
                target = self.say(tag.path)
                name = self.manifest_name(tag.path) if isinstance(target, Reference) else None
                return Planned(tag, target, name or "")
            case "for":
                items = self.resolve(tag.path, "list")
                self.open.append(_Block(tag, "for", tag.variable, self.manifest_name(tag.path)))
                return Planned(tag, items)
            case "if":
                self.open.append(_Block(tag, "if"))  # first, so that its end is not missed when a name is wrong
                return Planned(tag, self.test(tag.test, tag.place))
            case "elif" | "else":
                return self.branch(tag)
            case "endif" | "endfor":
                self.close(tag, tag.kind)
            case "broken":
                self.guess(tag)
        return Planned(tag)

    def manifest_name(self, path: Path) -> str | None:
        """*path* with the name of the list in place of the loop variable; `None` inside a loop that cannot be read."""
        for block in reversed(self.open):
            if block.kind == "for" and block.variable == path[0]:
                return block.rows and ".".join((block.rows, *path[1:]))
        return path[0]

    def branch(self, tag: Tag) -> Planned:
        block = self.open[-1] if self.open else None
        if block is None or (tag.kind == "elif" and block.kind != "if"):
            raise FaultError(f"“{tag.kind}” stands outside an “if”")
        if block.has_else:
            raise FaultError(f"“{tag.kind}” comes after the “else” of its block")
        block.has_else = tag.kind == "else"
        if tag.kind == "else":
            if block.kind == "for":  # the rows are over: their names mean nothing any more
                block.variable = ""
            return Planned(tag)
        return Planned(tag, self.test(tag.test, tag.place))

    def close(self, tag: Tag, kind: str) -> None:
        wanted = kind.removeprefix("end")
        if not any(block.kind == wanted for block in self.open):
            raise FaultError(f"“{kind}” closes nothing: its “{wanted}” is missing")
        while (block := self.open.pop()).kind != wanted:
            self.unclosed(block)

    def unclosed(self, block: _Block) -> None:
        if block.tag.kind == "broken":  # reported already
            return
        self.fault(block.tag, f"“{block.kind}” is never closed: “{{% end{block.kind} %}}” is missing")

    def guess(self, tag: Tag) -> None:
        """A tag that cannot be read was reported; keep it from making its partner look wrong too."""
        found = _BROKEN.match(tag.raw)
        if found is None:
            return
        if found[1].startswith("end"):
            self.close(tag, found[1])
        else:
            self.open.append(_Block(tag, found[1], found[2] or ""))


def as_test(target: Reference | Counter | Test | None) -> Test | None:
    """*target* as the condition it is; `None` for an `else`."""
    return None if isinstance(target, (Reference, Counter)) else target


def outline(tags: Sequence[Tag], part: str) -> tuple[list[Planned], list[Use], list[Problem]]:
    """What each tag of a part refers to, the names used, and what is wrong between the tags.

    Comments are left out. The first list is of use only when there is no problem.
    """
    outliner = _Outliner(part)
    planned: list[Planned] = []
    for tag in tags:
        try:
            if tag.kind != "comment":
                planned.append(outliner.take(tag))
        except FaultError as error:
            outliner.fault(tag, str(error))
    for block in outliner.open:
        outliner.unclosed(block)
    return planned, outliner.uses, outliner.problems
