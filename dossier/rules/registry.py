"""The check functions by name: small, pure, and knowing no law."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from types import CodeType, FunctionType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dossier.findings import Hit, Text, Verdict
from dossier.record.dates import WorkCalendar

Check = Callable[..., Iterator[Hit]]


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a check may know besides the record; one for each rulebook and day, see `Rulebook.context`.

    Args:
        as_of: the day of the check.
        calendar: working days.
        documents: the table of documents, id -> row.
        messages: sentences that belong to no single rule.
    """

    as_of: date
    calendar: WorkCalendar
    documents: Mapping[str, Any]
    messages: Mapping[str, Text]


@dataclass(frozen=True)
class CheckFunction:
    """A check and what its rows may say to it.

    Args:
        function: called with what is judged (the record; a paper), the row's parameters and, if it asks for it,
            the context.
        parameters: names a row may give; ``required`` are those it must give.
        values: names of the values its hits carry for the row's sentences.
        prepared: parameters that the check takes in another form than the row gives, with what makes it of them.
    """

    name: str
    function: Check
    parameters: frozenset[str]
    required: frozenset[str]
    wants_context: bool
    values: frozenset[str]
    prepared: Mapping[str, Callable[[Any], Any]]

    def bound(self, params: Mapping[str, Any], context: Context) -> Callable[[Any], Iterator[Hit]]:
        """The check with its parameters given, to be called with what is judged alone.

        They become defaults of a copy of the function: hundreds of questions are asked of every dossier, and handing
        over the parameters anew each time, as ``functools.partial`` does, costs a tenth of the whole.
        """
        known: dict[str, Any] = {**(self.function.__kwdefaults__ or {}), "context": context}
        for name, value in params.items():
            known[name] = self._ready(name, value)
        code = self._code
        names = code.co_varnames[1 : code.co_argcount]
        return FunctionType(
            code, self.function.__globals__, self.name, tuple(known[name] for name in names), self.function.__closure__
        )

    def wants(self, name: str, value: Any) -> str | None:
        """What the parameter *name* has to be, in words, where *value* is nothing of the kind; None where it is."""
        hint = self._hints[name]
        if not _fits(value, hint):
            return _in_words(hint)
        try:
            self._ready(name, value)
        except (TypeError, ValueError, KeyError, AttributeError):
            return "written as other rows write it"
        return None

    def _ready(self, name: str, value: Any) -> Any:
        """A row's *value* of the parameter *name* as the check takes it."""
        return self.prepared[name](value) if name in self.prepared else value

    @cached_property
    def _hints(self) -> Mapping[str, Any]:
        """The kind of each parameter as a row writes it; of a prepared one, what its preparation takes."""
        hints = get_type_hints(self.function)
        for name, prepare in self.prepared.items():
            hints[name] = next(iter(get_type_hints(prepare).values()))
        return hints

    @cached_property
    def _code(self) -> CodeType:
        """The function's code with its keywords as places in order: a default then needs no name to be looked up."""
        code = self.function.__code__
        return code.replace(co_argcount=code.co_argcount + code.co_kwonlyargcount, co_kwonlyargcount=0)


CHECKS: dict[str, CheckFunction] = {}  # of a record
WORD_CHECKS: dict[str, CheckFunction] = {}  # of a Word file, read as a paper


def check(*values: str, **prepared: Callable[[Any], Any]) -> Callable[[Check], Check]:
    """Register a check of a record under its name.

    Args:
        values: what its hits carry for sentences.
        prepared: parameters that are made ready before the check is asked, with what makes them so: a question is
            asked of every dossier, its row is read once.
    """
    return _registered(CHECKS, values, prepared)


def word_check(*values: str) -> Callable[[Check], Check]:
    """Register a check of a paper (`word_paper.Paper`) under its name; *values* as for `check`."""
    return _registered(WORD_CHECKS, values, {})


def _registered(
    checks: dict[str, CheckFunction], values: tuple[str, ...], prepared: Mapping[str, Callable[[Any], Any]]
) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        name = function.__name__
        if name in checks:
            raise ValueError(f"two checks are called {name!r}")
        given = inspect.signature(function).parameters.values()
        rows = [p for p in given if p.kind is p.KEYWORD_ONLY and p.name != "context"]
        checks[name] = CheckFunction(
            name=name,
            function=function,
            parameters=frozenset(p.name for p in rows),
            required=frozenset(p.name for p in rows if p.default is p.empty),
            wants_context=any(p.name == "context" for p in given),
            values=frozenset(values),
            prepared=prepared,
        )
        return function

    return register


def _fits(value: Any, hint: Any) -> bool:
    """Whether *value*, as TOML has it, is of the kind that an annotation names."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType):
        return any(_fits(value, one) for one in inner)
    if kind in (Sequence, list):
        return isinstance(value, list) and all(_fits(item, inner[0]) for item in value)
    if kind is Mapping:
        return isinstance(value, Mapping) and all(_fits(item, inner[1]) for item in value.values())
    if kind in (int, float):
        return isinstance(value, int if kind is int else (int, float)) and not isinstance(value, bool) and value >= 0
    return kind is Any or isinstance(value, kind)


_WORDS = {
    int: "a whole number from 0 on", float: "a number from 0 on", str: "a text", bool: "true or false",
    Sequence: "a list", list: "a list",
}  # fmt: skip


def _in_words(hint: Any) -> str:
    """The kind that an annotation names, for whoever writes a row."""
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType):
        return " or ".join(_in_words(one) for one in inner if one is not type(None))
    words = _WORDS.get(kind, "a table")
    if words == "a list" and inner[0] is not Any:
        return f"{words} of which each is {_in_words(inner[0])}"
    return words


@lru_cache(maxsize=1024)
def not_judged(at: str) -> Hit:
    """What a check yields when nothing could be judged: never a pass, never a fault."""
    return Hit(at, verdict=Verdict.NOT_APPLICABLE)
