"""What all formats share: their context, the register, small words, values as text. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import tomli

from dossier.record.destinations import NOTHING_PROPOSED, VerificationPlan

Result: TypeAlias = str | bool | list[Any] | None
DOTS = "………………"
SPELLING = "ủy"
"""How words of ours are written; an office may want "uỷ"."""


class Blank(str):
    """Text with a visible blank in it: printed as it stands, but something in it is not known."""

    __slots__ = ()


@dataclass(frozen=True)
class FormatContext:
    """What a format may look at besides its own values.

    Args:
        record: the whole record of one person.
        item: the object where relative places start (of ``base`` or ``for_each``); may be empty.
        office: settings of the office: ``father_word``, ``spelling``, ``percent_decimals``,
            ``percent_rounding`` …; a missing one has the common value.
        proposed: where persons are still to be verified.
    """

    record: Mapping[str, object]
    item: Mapping[str, object] = field(default_factory=dict)
    office: Mapping[str, object] = field(default_factory=dict)
    proposed: VerificationPlan = NOTHING_PROPOSED


Format: TypeAlias = Callable[[FormatContext, Sequence[object], Mapping[str, object]], Result]

FORMATS: dict[str, Format] = {}


def register(function: Format) -> Format:
    """Enter *function* into `FORMATS` under its own name, with the common parameters around it."""

    def guarded(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
        if "kind" in params:
            params = {**params, "kind": respell(str(params["kind"]), context.office.get("spelling"))}
        if "blank_if" not in params:
            return function(context, values, params)
        count = whole_number(params.get("guards")) or 1
        result = function(context, values[:-count], params)
        needless = all(any(same(guard, one) for one in _one_or_more(params["blank_if"])) for guard in values[-count:])
        return "" if result is None and needless else result

    FORMATS[function.__name__.rstrip("_")] = guarded
    return function


def _one_or_more(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def same(left: object, right: object) -> bool:
    """Equal and of one kind: True is not 1."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


@cache
def words() -> Mapping[str, Any]:
    """The small words of ``words.toml``, read once."""
    return tomli.loads(files("dossier.forms").joinpath("words.toml").read_text("utf-8"))


_SPELLINGS = (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("ỦY", "UỶ"))


def respell(text: str, spelling: object) -> str:
    """*text* with the office's spelling of "ủy"; only for words of ours, never for what a record holds."""
    if spelling == "uỷ":
        for ours, theirs in _SPELLINGS:
            text = text.replace(ours, theirs)
    return text


def as_text(value: object) -> str | None:
    """A string or a number as text; None for anything else. "" stays "" (deliberately blank)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def with_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def strings_in(value: object) -> list[str]:
    """A string or a list of strings as a list; anything else is none."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def begins_with(text: str, start: str) -> bool:
    """Whether *text* begins with *start*, in whatever case and spelling of "ủy"."""
    return folded(text).startswith(folded(start))


def folded(text: str) -> str:
    for ours, theirs in _SPELLINGS:
        text = text.replace(theirs, ours)
    return text.casefold()


def finished(text: str, params: Mapping[str, object]) -> str:
    """Apply ``after``, ``before``, ``kind``, ``start`` and ``upper`` to the name or text of one value."""
    for printed in strings_in(params.get("after")):
        if begins_with(text, printed + " "):
            text = text[len(printed) :].lstrip()
            break
    for printed in strings_in(params.get("before")):
        if not text.endswith(printed * 2):  # an ellipsis stays
            text = text.removesuffix(printed)
    kind = params.get("kind")
    if isinstance(kind, str) and text and not any(begins_with(text, word) for word in words()["bodies"]["kinds"]):
        text = f"{kind} {text}"
    if params.get("start") == "line":
        text = with_capital(text)
    return text.upper() if params.get("upper") is True else text


def items_of(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def objects_in(values: Sequence[object]) -> list[Mapping[str, object]]:
    return [item for item in items_of(values[0] if values else None) if isinstance(item, Mapping)]


def whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def total_of(values: Sequence[object], key: str) -> int | None:
    counts = [whole_number(item.get(key)) for item in objects_in(values)]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None
