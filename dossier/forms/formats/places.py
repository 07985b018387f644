"""Place names: today's with the former ones in brackets, residences. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dossier.forms.formats.shared import (
    FormatContext,
    Result,
    as_text,
    begins_with,
    finished,
    register,
    with_capital,
    words,
)


def _lower_kind(part: str) -> str:
    """Lower-case the word of kind in front of a name: "Xã Mẫu" inside a sentence is "xã Mẫu"."""
    for kind in words()["places"]["kinds"]:
        if begins_with(part, kind + " "):
            return part[:1].lower() + part[1:]
    return part


def place_text(value: object, *, line_start: bool = False) -> str | None:
    """A place of the record as forms print it; None when nothing of it is known.

    Args:
        value: {detail, commune, district, province, country, former, former_text, text}, or plain text.
        line_start: a capital first letter.
    """
    if isinstance(value, str):
        return with_capital(value) if line_start and value != words()["none"]["word"] else value
    if not isinstance(value, Mapping):
        return None
    whole = as_text(value.get("text"))
    if whole:
        return whole
    shapes = words()["places"]
    keys = ("detail", "commune", "district", "province")
    parts = [_lower_kind(part) for key in keys if (part := as_text(value.get(key)))]
    country = as_text(value.get("country"))
    if country and country != shapes["home_country"]:
        parts.append(country)
    if not parts:
        return None
    printed = ", ".join(parts)
    former = as_text(value.get("former_text")) or place_text(value.get("former"))
    if former:
        printed = f"{printed} {shapes['former'].format(place=former)}"
    return with_capital(printed) if line_start else printed


@register
def place(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A place: detail, commune, province, and the old names in brackets; its ``text`` overrides.

    Params:
        start: "line" gives the first letter a capital.
        after: words of the label to take off the front.
    """
    for value in values:
        printed = place_text(value, line_start=params.get("start") == "line")
        if printed is not None:
            return finished(printed, {"after": params.get("after")})
    return None


@register
def residence(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Permanent and temporary address: the permanent one, or the temporary one where there is none."""
    none_word = words()["none"]["word"]
    known = [value for value in values if value not in (None, "", none_word)]
    return place(context, known, params)
