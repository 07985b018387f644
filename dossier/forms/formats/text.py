"""Texts and names: as they were typed, joined, one a line; bodies, languages, education. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dossier.forms.formats.shared import (
    FormatContext,
    Result,
    as_text,
    begins_with,
    finished,
    folded,
    items_of,
    objects_in,
    register,
    respell,
    same,
    strings_in,
    total_of,
    words,
)


@register
def text(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The first known value as it was typed.

    Params:
        after: a word (or list of words) that the form prints before the blank; taken off the front of the
            value, so that "Chi bộ" does not stand there twice.
        before: a mark (or list of marks) that the form prints behind the blank; taken off the end of the value.
        kind: the kind of body, put in front of a name that does not say it itself.
        start: "line" gives the first letter a capital.
        upper: true gives capitals.
    """
    for value in values:
        plain = as_text(value)
        if plain is not None:
            return finished(plain, params)
    return None


@register
def upper(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """As `text`, in capitals."""
    return text(context, values, {**params, "upper": True})


@register
def choose(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Three values: a key, what holds when the key is one of ``matches``, what holds otherwise; as `text`."""
    if len(values) != 3:
        return None
    key, when_matching, otherwise = values
    matching = any(same(key, match) for match in items_of(params.get("matches")))
    return text(context, [when_matching if matching else otherwise], params)


@register
def where_same(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Three values: the third, as `text`, where the first two agree or the first is not known; else None.

    For what is known of a body only, when a paper names the body once more: its superior, its secretary.
    """
    if len(values) != 3:
        return None
    named, body, about = values
    agreed = named is None or (isinstance(named, str) and isinstance(body, str) and folded(named) == folded(body))
    return text(context, [about], params) if agreed else None


@register
def alternatives(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The words that ``cases`` holds for the value ("true" and "false" for a truth).

    Params:
        cases: table from value to words.
        otherwise: words for a known value that the table lacks; without it, such a value gives None.
    """
    cases, value = params.get("cases"), values[0] if values else None
    if not isinstance(cases, Mapping) or value is None:
        return None
    key = str(value).lower() if isinstance(value, bool) else str(value)
    found = cases.get(key, params.get("otherwise"))
    return finished(respell(found, context.office.get("spelling")), params) if isinstance(found, str) else None


@register
def joined(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Several values in one line; None when the first is unknown, later ones may be.

    Params:
        separator: between them, default ", ".
        skip: words that say nothing in a later value ("không").
    """
    texts = [as_text(value) for value in values]
    if not texts or texts[0] is None:
        return None
    skip = strings_in(params.get("skip"))
    rest = [item for item in texts[1:] if item and item not in skip]
    return finished(str(params.get("separator", ", ")).join([texts[0], *rest]), params)


def _or_none(values: Sequence[object], found: Sequence[str], separator: str, params: Mapping[str, object]) -> Result:
    """A joined list; the word for "none" when a second value, the flag, says there is none."""
    if found:
        return finished(separator.join(found), params)
    if len(values) > 1 and values[1] is True:
        return str(params.get("none_word", words()["none"]["word"]))
    return None


@register
def list_(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A list of strings in one line.

    Values: the list; optionally its ``…_none`` flag, which gives ``none_word`` (default "không").

    Params:
        separator: default "; ".
    """
    value = values[0] if values else None
    if isinstance(value, str):
        return finished(value, params)
    return _or_none(values, strings_in(value), str(params.get("separator", "; ")), params)


@register
def lines(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A list of strings as a list, one a paragraph; None when it is empty or unknown.

    Params:
        without: leave out the items that contain these words, because the form prints them itself; the result
            may be empty (nothing to print, nothing missing).
        optional: true gives an empty list in place of None.
    """
    found = strings_in(values[0] if values else None)
    if not found:
        return [] if params.get("optional") is True else None
    hidden = strings_in(params.get("without"))
    return [item for item in found if not any(word in item for word in hidden)]


@register
def names_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """One field, or several, of every object of a list, in one line.

    Params:
        field: the key, or a list of keys whose values are joined by ", "; objects without them are passed over.
        separator: default "; ".
        blank_if_zero: a count of every object; nothing to join is "" where these add up to 0.
        before: as for `text`, at the end of the line.
    """
    keys = strings_in(params.get("field"))
    found = [[part for key in keys if (part := as_text(item.get(key)))] for item in objects_in(values)]
    known = [", ".join(texts) for texts in found if texts]
    if not known and "blank_if_zero" in params and total_of(values, str(params["blank_if_zero"])) == 0:
        return ""
    return finished(str(params.get("separator", "; ")).join(known), params) if known else None


@register
def languages(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Objects {language, level} as "Tiếng Anh (B1)"; a second value is the ``…_none`` flag."""
    found = []
    for item in objects_in(values):
        language, level = as_text(item.get("language")), as_text(item.get("level"))
        if language:
            found.append(f"{language} ({level})" if level else language)
    return _or_none(values, found, str(params.get("separator", "; ")), params)


@register
def cell_committee(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Name of the cell, and whether it has a committee: "Chi ủy Chi bộ …", else the cell itself."""
    name = as_text(values[0]) if values else None
    if not name:
        return None
    if len(values) > 1 and values[1] is False:
        return finished(name, params)
    pattern = respell(str(words()["bodies"]["committee_of_cell"]), context.office.get("spelling"))
    return finished(pattern.format(cell=name), params)


@register
def committee_word(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """What kind of committee a name is, "Quận ủy", or its code behind a slash, "QU"; "Đảng ủy" where it does not say.

    Params:
        code: true gives the code.
    """
    name = as_text(values[0]) if values else None
    if not name:
        return None
    codes: Mapping[str, str] = words()["bodies"]["codes"]
    kind = next((word for word in codes if begins_with(name, word)), next(iter(codes)))
    return codes[kind] if params.get("code") is True else respell(kind, context.office.get("spelling"))


@register
def education_summary(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The one line of the application: an override, general education, the list of qualifications.

    Without the override: general education and the highest qualification, joined by "; ".
    """
    padded: list[object] = [*values, None, None, None]
    override, general, qualifications = padded[:3]
    if isinstance(override, str) and override:
        return finished(override, params)
    if not isinstance(general, str) or not general:
        return None
    levels = list(words()["education"]["levels"])

    def rank(qualification: str) -> int:
        return max((index for index, level in enumerate(levels) if begins_with(qualification, level)), default=-1)

    found = strings_in(qualifications)
    return finished("; ".join([general, max(found, key=rank)] if found else [general]), params)
