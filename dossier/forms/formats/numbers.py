"""Numbers: two digits, sums, shares of a whole. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dossier.forms.formats.shared import FormatContext, Result, register, total_of, whole_number


@register
def number_two_digits(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A count with two digits ("05"); several values are added up."""
    counts = [whole_number(value) for value in values]
    known = [count for count in counts if count is not None]
    return f"{sum(known):02d}" if known and len(known) == len(counts) else None


@register
def sum_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The sum of ``field`` over a list of objects, with two digits; None when one of them lacks it."""
    total = total_of(values, str(params["field"]))
    return None if total is None else f"{total:02d}"


@register
def percent(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Part and whole: "93,33%", "100%". Decimals and rounding are settings of the office.

    Params:
        sign: false leaves "%" to the form.
    """
    part, whole = (whole_number(value) for value in values) if len(values) == 2 else (None, None)
    return _percent(context, part, whole, params)


@register
def percent_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """As `percent`, of the sums of ``part`` and ``whole`` over a list of objects."""
    return _percent(context, total_of(values, str(params["part"])), total_of(values, str(params["whole"])), params)


def _percent(context: FormatContext, part: int | None, whole: int | None, params: Mapping[str, object]) -> str | None:
    if part is None or whole is None or whole <= 0:
        return None
    decimals = whole_number(context.office.get("percent_decimals", 2)) or 0
    scaled = part * 100 * 10**decimals
    up = context.office.get("percent_rounding", "half_up") != "truncate"
    units = (2 * scaled + whole) // (2 * whole) if up else scaled // whole
    digits = f"{units:0{decimals + 1}d}"
    head, tail = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    shown = f"{head},{tail}" if tail else head
    return shown if params.get("sign") is False else f"{shown}%"
