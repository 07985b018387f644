"""Conditions written as data: when a rule is asked, when a form applies.

    { at = "/religion", is_not = "không" }                 one comparison at one place
    { any = [ {…}, {…} ] }                                 at least one of them
A list of conditions holds when all hold. A place that means several spots satisfies ``is``, ``in`` and
``has`` when one of them does. What is not known equals nothing: only ``known = false`` and the negations
``is_not``, ``not_in``, ``has_not`` hold for it. Words that people type ("không", unlike a code such as
"village_direct") are compared without regard to case, spacing and a stop at the end.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from dossier.record.dates import parse_date
from dossier.record.people import plain_name
from dossier.record.places import way_to
from dossier.record.record import Record

Condition = Callable[[Record], bool]
Spec = Mapping[str, Any]

_CODE = re.compile(r"[a-z0-9_.-]+")


def compile_conditions(specs: Sequence[Spec]) -> Condition:
    """One test for all *specs*.

    Raises:
        ValueError: an unknown comparison, a missing place, or a place that cannot be read.
    """
    return reduce(_both, map(_compile, specs)) if specs else _always


def _always(_: Record) -> bool:
    return True


def _never(_: Record) -> bool:
    return False


def _not(one: Condition) -> Condition:
    return lambda record: not one(record)


def _both(one: Condition, other: Condition) -> Condition:
    return lambda record: one(record) and other(record)


def _either(one: Condition, other: Condition) -> Condition:
    return lambda record: one(record) or other(record)


def _compile(spec: Spec) -> Condition:
    if "any" in spec:
        if set(spec) != {"any"}:
            raise ValueError(f"condition {dict(spec)!r}: 'any' stands alone")
        return reduce(_either, map(_compile, spec["any"])) if spec["any"] else _never
    comparisons = [key for key in spec if key != "at"]
    if "at" not in spec or len(comparisons) != 1:
        raise ValueError(f"condition {dict(spec)!r}: wants 'at' and one of {', '.join(_OPERATORS)}")
    operator = comparisons[0]
    if operator not in _OPERATORS:
        raise ValueError(f"condition {dict(spec)!r}: unknown comparison {operator!r}; one of {', '.join(_OPERATORS)}")
    place = spec["at"]
    way_to(place)
    return _OPERATORS[operator](place, spec[operator])


def _is(place: str, wanted: Any) -> Condition:
    return _in(place, (wanted,))


def _is_not(place: str, wanted: Any) -> Condition:
    return _not_in(place, (wanted,))


def _in(place: str, wanted: Sequence[Any]) -> Condition:
    allowed = tuple(wanted)
    if _are_words(allowed):
        words = frozenset(map(_word, allowed))
        return lambda record: any(isinstance(v, str) and _word(v) in words for _, v in record.known(place))
    if way_to(place)[0]:  # one value, as most places mean
        return lambda record: record.get(place) in allowed
    return lambda record: any(value in allowed for _, value in record.known(place))


def _not_in(place: str, wanted: Sequence[Any]) -> Condition:
    allowed = tuple(wanted)
    if _are_words(allowed):
        return _not(_in(place, allowed))
    if way_to(place)[0]:
        return lambda record: record.get(place) not in allowed
    return lambda record: all(value not in allowed for _, value in record.known(place))


def _word(text: str) -> str:
    return plain_name(text).strip(" .;")


def _are_words(wanted: Sequence[Any]) -> bool:
    return all(isinstance(one, str) for one in wanted) and not all(map(_CODE.fullmatch, wanted))


def _has(place: str, wanted: Any) -> Condition:
    return lambda record: any(isinstance(value, list) and wanted in value for _, value in record.known(place))


def _has_not(place: str, wanted: Any) -> Condition:
    return _not(_has(place, wanted))


def _known(place: str, wanted: bool) -> Condition:
    if way_to(place)[0]:
        return lambda record: (record.get(place) is not None) == wanted
    return lambda record: bool(record.known(place)) == wanted


def _from(place: str, wanted: datetime.date) -> Condition:
    return lambda record: any(day >= wanted for _, day in record.dates(place))


def _before(place: str, wanted: datetime.date) -> Condition:
    return lambda record: any(day < wanted for _, day in record.dates(place))


def _date_of(value: Any) -> datetime.date:
    day = value if isinstance(value, datetime.date) else parse_date(value)
    if day is None:
        raise ValueError(f"not a date: {value!r}")
    return day


_OPERATORS: dict[str, Callable[[str, Any], Condition]] = {
    "is": _is,
    "is_not": _is_not,
    "in": _in,
    "not_in": _not_in,
    "has": _has,
    "has_not": _has_not,
    "known": _known,
    "from": lambda place, value: _from(place, _date_of(value)),
    "before": lambda place, value: _before(place, _date_of(value)),
}
