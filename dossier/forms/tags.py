"""The tags of a form: where they stand, what they say, and what is wrong with them.

A form may print a name (`{{ full_name }}`), go through a list (`{%tr for row in family %} … {%tr endfor %}`)
and choose (`{% if a and not b %} … {% else %} … {% endif %}`). Nothing else: a form is edited by people who
do not program, and no value may ever be computed in it. Every fault is a value with its place, so that all
of them can be shown at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateSyntaxError

PLACE_LENGTH = 80

Path: TypeAlias = tuple[str, ...]
Kind: TypeAlias = Literal["say", "for", "endfor", "if", "elif", "else", "endif", "comment", "broken"]

_JINJA = Environment(autoescape=True)
_MARK = re.compile(r"\{\{|\{%|\{#|\}\}|%\}")
_OPENER = re.compile(r"\{\{|\{%")
_CLOSER = {"{{": "}}", "{%": "%}", "{#": "#}"}
_PREFIX = re.compile(r"(tr|tc|p|r)(\s)")
_AFTERWARDS = re.compile(r"(?:vm|hm|colspan|cellbg)\b")
_SPACED_PREFIX = re.compile(r"(tr|p)\s+(?:for|if|elif|else|endif|endfor)\b")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\w")
_PLAIN_ENDS: dict[str, Kind] = {"else": "else", "endif": "endif", "endfor": "endfor"}


class FaultError(Exception):
    """A tag cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a form from being used, or may spoil it one day.

    Args:
        part: the file inside the archive.
        place: the words around, `…` for every hole; `""` when the whole part is meant.
        tag: the tag as typed; `""` when no single tag is meant.
        fault: what is wrong, and what to write instead.
        advice: the form can be used; only some values would spoil it.
    """

    part: str
    place: str
    tag: str
    fault: str
    advice: bool = False

    def __str__(self) -> str:
        around = f", at “{self.place}”" if self.place else ""
        tag = f": {self.tag}" if self.tag else ""
        return f"{self.part}{around}{tag}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as it stands in the text.

    Args:
        raw: the tag as typed, with its braces.
        place: the words around it.
        kind: what it does; `broken` when it cannot be read (a problem says why).
        prefix: `p` or `tr` when it takes its paragraph or row away, else `""`.
        path: the name it prints or goes through; `("row", "period")` for a field.
        variable: the loop variable of a `for`.
        test: the condition of an `if` or `elif`.
    """

    raw: str
    place: str
    kind: Kind = "broken"
    prefix: str = ""
    path: Path = ()
    variable: str = ""
    test: nodes.Expr | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of text that is, or should be, a tag; `fault` is empty when it has both its ends."""

    start: int
    end: int
    fault: str


def split(text: str) -> Iterator[Token]:
    """The tags of *text* in order, and the pieces that look like broken ones."""
    position = 0
    while mark := _MARK.search(text, position):
        opener = mark.group()
        if opener in ("}}", "%}"):
            yield Token(mark.start(), mark.end(), f"“{opener}” closes a tag that was never opened")
            position = mark.end()
            continue
        end = text.find(_CLOSER[opener], mark.end())
        following = None if opener == "{#" else _OPENER.search(text, mark.end())
        if end < 0 or (following and following.start() < end):
            position = following.start() if following else len(text)
            yield Token(mark.start(), position, f"the tag is not closed with “{_CLOSER[opener]}”")
        else:
            position = end + 2
            yield Token(mark.start(), position, "")


def bare(raw: str) -> str:
    """A tag without prefix, spaces and typographic quotes, to compare it before and after patching."""
    body = _PREFIX.sub("", raw[2:-2].strip("+-"), count=1) if _PREFIX.match(raw[2:]) else raw[2:-2].strip("+-")
    return raw[:2] + _SPACES.sub("", body.translate(_QUOTES))


def tidy(text: str) -> str:
    """Text on one line, single spaces."""
    return _SPACES.sub(" ", text).strip()


def has_words(text: str) -> bool:
    """Whether anything but blanks and punctuation is left."""
    return _WORDS.search(text) is not None


def shorten(text: str, at: int = 0) -> str:
    """At most `PLACE_LENGTH` characters of *text*, around the position *at*."""
    if len(text) <= PLACE_LENGTH:
        return text
    start = max(0, min(at - PLACE_LENGTH * 2 // 3, len(text) - PLACE_LENGTH + 1))
    head = "…" if start else ""
    cut = text[start : start + PLACE_LENGTH - 1 - len(head)].strip()
    return f"{head}{cut}…" if start + len(cut) < len(text) - 1 else head + cut


def read(tag: Tag) -> Tag:
    """What *tag* says.

    Raises:
        FaultError: it is no tag that a form may hold.
    """
    opener, body = tag.raw[:2], tag.raw[2:-2]
    prefix = ""
    if found := _PREFIX.match(body):
        prefix = found[1]
        if found[2] != " ":
            raise FaultError(f"write an ordinary space after “{opener}{prefix}”")
        body = body[found.end() :]
    if opener == "{#":
        return replace(tag, kind="comment", prefix=prefix)
    body = tidy(body.strip("+-").translate(_QUOTES))
    if prefix in ("r", "tc") or (prefix and opener == "{{") or _AFTERWARDS.match(body):
        raise FaultError("this tag needs work after rendering, which a form does not get")
    if not body:
        raise FaultError("the tag is empty")
    if opener == "{{":
        path = _path(_parse(body))
        return replace(tag, kind="say", path=path)
    return _statement(tag, prefix, body)


def _statement(tag: Tag, prefix: str, body: str) -> Tag:
    word, _, rest = body.partition(" ")
    if kind := _PLAIN_ENDS.get(body):
        return replace(tag, kind=kind, prefix=prefix)
    if word in ("if", "elif"):
        if not rest:
            raise FaultError(f"“{word}” lacks its condition")
        return replace(tag, kind="if" if word == "if" else "elif", prefix=prefix, test=_condition(_parse(rest)))
    if word == "for":
        variable, path = _loop(body)
        return replace(tag, kind="for", prefix=prefix, variable=variable, path=path)
    if _SPACED_PREFIX.match(body):
        raise FaultError(f"write “{{%{word}” without a space")
    raise FaultError(f"“{word}” is not allowed in a form; only for, if, elif, else, endif and endfor are")


def _loop(body: str) -> tuple[str, Path]:
    try:
        loop = _JINJA.parse(f"{{% {body} %}}{{% endfor %}}").body[0]
    except TemplateSyntaxError as error:
        raise FaultError(f"the loop cannot be read ({error.message})") from error
    if not isinstance(loop, nodes.For) or not isinstance(loop.target, nodes.Name) or loop.test or loop.recursive:
        raise FaultError("write a loop as “for row in list”")
    return loop.target.name, _path(loop.iter)


def _parse(expression: str) -> nodes.Expr:
    try:
        body = _JINJA.parse(f"{{{{ {expression} }}}}").body
    except TemplateSyntaxError as error:
        raise FaultError(f"the tag cannot be read ({error.message})") from error
    output = body[0]
    if len(body) != 1 or not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        raise FaultError("the tag cannot be read")
    return output.nodes[0]


def _path(node: nodes.Node) -> Path:
    """`name`, `row.field` or `row['field']` as a path."""
    match node:
        case nodes.Name(name=name):
            return (name,)
        case nodes.Getattr(node=nodes.Name(name=name), attr=field):
            return (name, field)
        case nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Const(value=str() as field)):
            return (name, field)
        case nodes.Filter(name=name) if name not in _JINJA.filters:
            raise FaultError(f"unknown filter “{name}”; a format is named in the manifest")
        case nodes.Filter(name=name):
            raise FaultError(f"filter “{name}” is not allowed; a format is named in the manifest")
        case nodes.Call():
            raise FaultError("a form calls nothing")
        case _:
            raise FaultError("only a name or a field of a row may stand here")


def _condition(node: nodes.Expr) -> nodes.Expr:
    """*node* itself, when it holds nothing but names, `not`, `and` and `or`."""
    match node:
        case nodes.Not(node=inner):
            _condition(inner)
        case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
            _condition(left)
            _condition(right)
        case _:
            path_of(node)
    return node


def path_of(node: nodes.Expr) -> Path:
    """The path of a name inside a condition.

    Raises:
        FaultError: it is something else, e.g. a comparison.
    """
    if isinstance(node, (nodes.Compare, nodes.Test, nodes.CondExpr)):
        raise FaultError("a condition holds names, “not”, “and” and “or” only; compare in the manifest")
    return _path(node)
