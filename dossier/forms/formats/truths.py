"""Truths for the conditions of a form. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dossier.forms.formats.shared import FormatContext, Result, items_of, register, same, total_of, whole_number


@register
def equals(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the value is ``value``; None when it is not known."""
    value = values[0] if values else None
    return None if value is None else same(value, params["value"])


@register
def one_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the value is one of ``matches``; None when it is not known."""
    value = values[0] if values else None
    return None if value is None else any(same(value, match) for match in items_of(params.get("matches")))


@register
def is_true(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The truth itself; None when it is not known."""
    value = values[0] if values else None
    return value if isinstance(value, bool) else None


@register
def is_known(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether every value is there and not empty. Never None."""
    return bool(values) and all(value not in (None, "", [], {}) for value in values)


@register
def above_zero(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the sum of the counts is more than 0; None when one is not known.

    Params:
        field: the value is a list of objects; add up this field.
    """
    if "field" in params:
        total = total_of(values, str(params["field"]))
        return None if total is None else total > 0
    counts = [whole_number(value) for value in values]
    known = [count for count in counts if count is not None]
    return sum(known) > 0 if known and len(known) == len(counts) else None


@register
def applies(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether a line belongs on the paper: False when its value is unknown and the guard is ``never_if``.

    Values: the value of the line, then the guard.
    """
    value, guard = values
    return value not in (None, "", []) or not same(guard, params["never_if"])
