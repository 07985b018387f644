"""How values of a record are written on paper: the functions that a manifest names with ``as = "…"``.

Every format is pure: values of the record in, text (or a list, or a truth for a condition) out. None means
that something it needs is not known. Wording of forms is not here: sentences stand in the Word files,
small words (months, relations, points) in ``words.toml``, names and choices in the manifest.

Parameters that every format understands:

``blank_if``, ``guards``
    The last place of ``from`` (the last ``guards`` of them) is a guard. When the value is unknown and every guard
    equals ``blank_if`` (or one of them), the blank is deliberate ("" instead of None): the reason for votes
    against, when there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

import tomli

from dossier.record.dates import PartialDate, parse_partial
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


def _register(function: Format) -> Format:
    """Enter *function* into `FORMATS` under its own name, with the common parameters around it."""

    def guarded(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
        if "kind" in params:
            params = {**params, "kind": respell(str(params["kind"]), context.office.get("spelling"))}
        if "blank_if" not in params:
            return function(context, values, params)
        count = _count(params.get("guards")) or 1
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


# --- text and names ----------------------------------------------------------------------------------------


def _plain(value: object) -> str | None:
    """A string or a number as text; None for anything else. "" stays "" (deliberately blank)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _strings(value: object) -> list[str]:
    """A string or a list of strings as a list; anything else is none."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list | tuple) else []


def _begins(text: str, start: str) -> bool:
    """Whether *text* begins with *start*, in whatever case and spelling of "ủy"."""
    return _folded(text).startswith(_folded(start))


def _folded(text: str) -> str:
    for ours, theirs in _SPELLINGS:
        text = text.replace(theirs, ours)
    return text.casefold()


def _finish(text: str, params: Mapping[str, object]) -> str:
    """Apply ``after``, ``before``, ``kind``, ``start`` and ``upper`` to the name or text of one value."""
    for printed in _strings(params.get("after")):
        if _begins(text, printed + " "):
            text = text[len(printed) :].lstrip()
            break
    for printed in _strings(params.get("before")):
        if not text.endswith(printed * 2):  # an ellipsis stays
            text = text.removesuffix(printed)
    kind = params.get("kind")
    if isinstance(kind, str) and text and not any(_begins(text, word) for word in words()["bodies"]["kinds"]):
        text = f"{kind} {text}"
    if params.get("start") == "line":
        text = _capital(text)
    return text.upper() if params.get("upper") is True else text


@_register
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
        plain = _plain(value)
        if plain is not None:
            return _finish(plain, params)
    return None


@_register
def upper(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """As `text`, in capitals."""
    return text(context, values, {**params, "upper": True})


@_register
def choose(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Three values: a key, what holds when the key is one of ``matches``, what holds otherwise; as `text`."""
    if len(values) != 3:
        return None
    key, when_matching, otherwise = values
    matching = any(same(key, match) for match in _items(params.get("matches")))
    return text(context, [when_matching if matching else otherwise], params)


@_register
def where_same(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Three values: the third, as `text`, where the first two agree or the first is not known; else None.

    For what is known of a body only, when a paper names the body once more: its superior, its secretary.
    """
    if len(values) != 3:
        return None
    named, body, about = values
    agreed = named is None or (isinstance(named, str) and isinstance(body, str) and _folded(named) == _folded(body))
    return text(context, [about], params) if agreed else None


@_register
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
    return _finish(respell(found, context.office.get("spelling")), params) if isinstance(found, str) else None


@_register
def joined(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Several values in one line; None when the first is unknown, later ones may be.

    Params:
        separator: between them, default ", ".
        skip: words that say nothing in a later value ("không").
    """
    texts = [_plain(value) for value in values]
    if not texts or texts[0] is None:
        return None
    skip = _strings(params.get("skip"))
    rest = [item for item in texts[1:] if item and item not in skip]
    return _finish(str(params.get("separator", ", ")).join([texts[0], *rest]), params)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _or_none(values: Sequence[object], found: Sequence[str], separator: str, params: Mapping[str, object]) -> Result:
    """A joined list; the word for "none" when a second value, the flag, says there is none."""
    if found:
        return _finish(separator.join(found), params)
    if len(values) > 1 and values[1] is True:
        return str(params.get("none_word", words()["none"]["word"]))
    return None


@_register
def list_(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A list of strings in one line.

    Values: the list; optionally its ``…_none`` flag, which gives ``none_word`` (default "không").

    Params:
        separator: default "; ".
    """
    value = values[0] if values else None
    if isinstance(value, str):
        return _finish(value, params)
    return _or_none(values, _strings(value), str(params.get("separator", "; ")), params)


@_register
def lines(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A list of strings as a list, one a paragraph; None when it is empty or unknown.

    Params:
        without: leave out the items that contain these words, because the form prints them itself; the result
            may be empty (nothing to print, nothing missing).
        optional: true gives an empty list in place of None.
    """
    found = _strings(values[0] if values else None)
    if not found:
        return [] if params.get("optional") is True else None
    hidden = _strings(params.get("without"))
    return [item for item in found if not any(word in item for word in hidden)]


@_register
def names_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """One field, or several, of every object of a list, in one line.

    Params:
        field: the key, or a list of keys whose values are joined by ", "; objects without them are passed over.
        separator: default "; ".
        blank_if_zero: a count of every object; nothing to join is "" where these add up to 0.
        before: as for `text`, at the end of the line.
    """
    keys = _strings(params.get("field"))
    found = [[part for key in keys if (part := _plain(item.get(key)))] for item in _objects(values)]
    known = [", ".join(texts) for texts in found if texts]
    if not known and "blank_if_zero" in params and _sum_of(values, str(params["blank_if_zero"])) == 0:
        return ""
    return _finish(str(params.get("separator", "; ")).join(known), params) if known else None


@_register
def languages(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Objects {language, level} as "Tiếng Anh (B1)"; a second value is the ``…_none`` flag."""
    found = []
    for item in _objects(values):
        language, level = _plain(item.get("language")), _plain(item.get("level"))
        if language:
            found.append(f"{language} ({level})" if level else language)
    return _or_none(values, found, str(params.get("separator", "; ")), params)


def _objects(values: Sequence[object]) -> list[Mapping[str, object]]:
    return [item for item in _items(values[0] if values else None) if isinstance(item, Mapping)]


@_register
def cell_committee(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Name of the cell, and whether it has a committee: "Chi ủy Chi bộ …", else the cell itself."""
    name = _plain(values[0]) if values else None
    if not name:
        return None
    if len(values) > 1 and values[1] is False:
        return _finish(name, params)
    pattern = respell(str(words()["bodies"]["committee_of_cell"]), context.office.get("spelling"))
    return _finish(pattern.format(cell=name), params)


@_register
def committee_word(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """What kind of committee a name is, "Quận ủy", or its code behind a slash, "QU"; "Đảng ủy" where it does not say.

    Params:
        code: true gives the code.
    """
    name = _plain(values[0]) if values else None
    if not name:
        return None
    codes: Mapping[str, str] = words()["bodies"]["codes"]
    kind = next((word for word in codes if _begins(name, word)), next(iter(codes)))
    return codes[kind] if params.get("code") is True else respell(kind, context.office.get("spelling"))


@_register
def education_summary(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The one line of the application: an override, general education, the list of qualifications.

    Without the override: general education and the highest qualification, joined by "; ".
    """
    padded: list[object] = [*values, None, None, None]
    override, general, qualifications = padded[:3]
    if isinstance(override, str) and override:
        return _finish(override, params)
    if not isinstance(general, str) or not general:
        return None
    levels = list(words()["education"]["levels"])

    def rank(qualification: str) -> int:
        return max((index for index, level in enumerate(levels) if _begins(qualification, level)), default=-1)

    found = _strings(qualifications)
    return _finish("; ".join([general, max(found, key=rank)] if found else [general]), params)


# --- dates -------------------------------------------------------------------------------------------------


def _date(value: object) -> PartialDate | None:
    return parse_partial(value) if isinstance(value, str) else None


def _padded(number: int, below: int) -> str:
    """Two digits below the limit: days under 10, months under 3 (layout guidance of the Party office)."""
    return f"{number:02d}" if number < below else str(number)


def _in_words(day: PartialDate) -> str:
    shapes = words()["dates"]
    parts = []
    if day.day is not None:
        parts.append(shapes["day"].format(day=_padded(day.day, 10)))
    if day.month is not None:
        parts.append(shapes["month"].format(month=_padded(day.month, 3)))
    return " ".join([*parts, shapes["year"].format(year=day.year)])


@_register
def date_words(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "ngày 05 tháng 02 năm 2026"; a partial date gives "tháng 02 năm 2026" or "năm 2026"."""
    for value in values:
        day = _date(value)
        if day is not None:
            return _finish(_in_words(day), params)
    return None


@_register
def date_line(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Place names, the first known one counts, and last the date: "Phường Mẫu, ngày 05 tháng 02 năm 2026".

    A date that is not there yet leaves the blank of the date line, as a `Blank`.

    Params:
        blank: false gives None instead (a block that a committee writes later by hand).
    """
    *places, last = values or [None]
    place = next((found for found in map(_plain, places) if found), None)
    if place is None:
        return None
    day = _date(last)
    if day is None or day.day is None:
        if params.get("blank") is False:
            return None
        return Blank(f"{_capital(place)}, {words()['dates']['blank']}")
    return f"{_capital(place)}, {_in_words(day)}"


@_register
def day(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The day of a date, two digits."""
    found = _date(values[0]) if values else None
    return f"{found.day:02d}" if found and found.day is not None else None


@_register
def month(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The month of a date: 01, 02, 3 … 12."""
    found = _date(values[0]) if values else None
    return _padded(found.month, 3) if found and found.month is not None else None


@_register
def year(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The year of a date, four digits."""
    found = _date(values[0]) if values else None
    return str(found.year) if found else None


@_register
def clock(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A time of day, "14:05", as "14 giờ 05"."""
    value = values[0] if values else None
    hours, colon, minutes = value.partition(":") if isinstance(value, str) else ("", "", "")
    return str(words()["dates"]["clock"]).format(hours=hours, minutes=minutes) if colon else None


@_register
def date_slash(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "05/02/2026"; a partial date gives "02/2026" or "2026".

    Params:
        separator: default "/"; certificates print " / ".
    """
    found = _date(values[0]) if values else None
    if found is None:
        return None
    numbers = [f"{part:02d}" for part in (found.day, found.month) if part is not None]
    return str(params.get("separator", "/")).join([*numbers, str(found.year)])


def _month_year(value: object) -> str | None:
    found = _date(value)
    if found is None:
        return None
    return str(found.year) if found.month is None else f"{found.month}-{found.year}"


@_register
def month_year(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """ "9-1991", or the year alone; the word "nay" stays."""
    value = values[0] if values else None
    return str(value) if value == words()["dates"]["until_now"] else _month_year(value)


@_register
def period(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Start and end: "Từ tháng 9-1991 đến tháng 8-2000", "Từ tháng 8-2022 đến nay".

    Params:
        style: "short" gives "9-1991 đến 8-2000", for a column whose head says month and year.
    """
    if len(values) != 2:
        return None
    shapes = words()["dates"]
    short = params.get("style") == "short"
    ends = []
    for value in values:
        found = _month_year(value)
        if value == shapes["until_now"]:
            found = str(value)
        elif found is None:
            return None
        elif not short:
            found = shapes["month" if "-" in found else "year"].format(month=found, year=found)
        ends.append(found)
    start, end = ends
    span = f"{start} {shapes['to']} {end}"
    return span if short else f"{shapes['from']} {span}"


# --- places ------------------------------------------------------------------------------------------------


def _lower_kind(part: str) -> str:
    """Lower-case the word of kind in front of a name: "Xã Mẫu" inside a sentence is "xã Mẫu"."""
    for kind in words()["places"]["kinds"]:
        if _begins(part, kind + " "):
            return part[:1].lower() + part[1:]
    return part


def place_text(value: object, *, line_start: bool = False) -> str | None:
    """A place of the record as forms print it; None when nothing of it is known.

    Args:
        value: {detail, commune, district, province, country, former, former_text, text}, or plain text.
        line_start: a capital first letter.
    """
    if isinstance(value, str):
        return _capital(value) if line_start and value != words()["none"]["word"] else value
    if not isinstance(value, Mapping):
        return None
    whole = _plain(value.get("text"))
    if whole:
        return whole
    shapes = words()["places"]
    keys = ("detail", "commune", "district", "province")
    parts = [_lower_kind(part) for key in keys if (part := _plain(value.get(key)))]
    country = _plain(value.get("country"))
    if country and country != shapes["home_country"]:
        parts.append(country)
    if not parts:
        return None
    printed = ", ".join(parts)
    former = _plain(value.get("former_text")) or place_text(value.get("former"))
    if former:
        printed = f"{printed} {shapes['former'].format(place=former)}"
    return _capital(printed) if line_start else printed


@_register
def place(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A place: detail, commune, province, and the old names in brackets; its ``text`` overrides.

    Params:
        start: "line" gives the first letter a capital.
        after: words of the label to take off the front.
    """
    for value in values:
        printed = place_text(value, line_start=params.get("start") == "line")
        if printed is not None:
            return _finish(printed, {"after": params.get("after")})
    return None


@_register
def residence(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Permanent and temporary address: the permanent one, or the temporary one where there is none."""
    none_word = words()["none"]["word"]
    known = [value for value in values if value not in (None, "", none_word)]
    return place(context, known, params)


# --- numbers -----------------------------------------------------------------------------------------------


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


@_register
def number_two_digits(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """A count with two digits ("05"); several values are added up."""
    counts = [_count(value) for value in values]
    known = [count for count in counts if count is not None]
    return f"{sum(known):02d}" if known and len(known) == len(counts) else None


def _sum_of(values: Sequence[object], key: str) -> int | None:
    counts = [_count(item.get(key)) for item in _objects(values)]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


@_register
def sum_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The sum of ``field`` over a list of objects, with two digits; None when one of them lacks it."""
    total = _sum_of(values, str(params["field"]))
    return None if total is None else f"{total:02d}"


@_register
def percent(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Part and whole: "93,33%", "100%". Decimals and rounding are settings of the office.

    Params:
        sign: false leaves "%" to the form.
    """
    part, whole = (_count(value) for value in values) if len(values) == 2 else (None, None)
    return _percent(context, part, whole, params)


@_register
def percent_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """As `percent`, of the sums of ``part`` and ``whole`` over a list of objects."""
    return _percent(context, _sum_of(values, str(params["part"])), _sum_of(values, str(params["whole"])), params)


def _percent(context: FormatContext, part: int | None, whole: int | None, params: Mapping[str, object]) -> str | None:
    if part is None or whole is None or whole <= 0:
        return None
    decimals = _count(context.office.get("percent_decimals", 2)) or 0
    scaled = part * 100 * 10**decimals
    up = context.office.get("percent_rounding", "half_up") != "truncate"
    units = (2 * scaled + whole) // (2 * whole) if up else scaled // whole
    digits = f"{units:0{decimals + 1}d}"
    head, tail = digits[: len(digits) - decimals], digits[len(digits) - decimals :].rstrip("0")
    shown = f"{head},{tail}" if tail else head
    return shown if params.get("sign") is False else f"{shown}%"


# --- truths for conditions ---------------------------------------------------------------------------------


@_register
def equals(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the value is ``value``; None when it is not known."""
    value = values[0] if values else None
    return None if value is None else same(value, params["value"])


@_register
def one_of(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the value is one of ``matches``; None when it is not known."""
    value = values[0] if values else None
    return None if value is None else any(same(value, match) for match in _items(params.get("matches")))


@_register
def is_true(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The truth itself; None when it is not known."""
    value = values[0] if values else None
    return value if isinstance(value, bool) else None


@_register
def is_known(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether every value is there and not empty. Never None."""
    return bool(values) and all(value not in (None, "", [], {}) for value in values)


@_register
def above_zero(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether the sum of the counts is more than 0; None when one is not known.

    Params:
        field: the value is a list of objects; add up this field.
    """
    if "field" in params:
        total = _sum_of(values, str(params["field"]))
        return None if total is None else total > 0
    counts = [_count(value) for value in values]
    known = [count for count in counts if count is not None]
    return sum(known) > 0 if known and len(known) == len(counts) else None


@_register
def applies(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether a line belongs on the paper: False when its value is unknown and the guard is ``never_if``.

    Values: the value of the line, then the guard.
    """
    value, guard = values
    return value not in (None, "", []) or not same(guard, params["never_if"])


# --- relatives ---------------------------------------------------------------------------------------------


def _relation_parts(context: FormatContext) -> dict[str, str]:
    """The words that depend on the candidate and the office: {father}, {spouse}."""
    candidate = context.record.get("candidate")
    gender = candidate.get("gender") if isinstance(candidate, Mapping) else None
    parts = words()["relation_parts"]
    spouse = parts[gender] if gender in ("nam", "nữ") else parts["spouse_unknown"]
    return {"father": str(context.office.get("father_word", "cha")), "spouse": str(spouse)}


def relation_word(context: FormatContext, relative: Mapping[str, object]) -> str:
    """The printed word for a relative's ``relation``, in lower case: "cha đẻ", "em ruột", "mẹ vợ"."""
    parts = words()["relation_parts"]
    fixed = _relation_parts(context)
    sibling = _plain(relative.get("sibling_kind")) or str(parts["sibling_unknown"])
    child = str(parts.get(str(relative.get("child_kind")), parts["child_unknown"])).format(**fixed)
    relation = str(relative.get("relation"))
    pattern = str(words()["relations"].get(relation, relation))
    return pattern.format(**fixed, sibling=sibling, child=child)


def _relatives(context: FormatContext) -> list[Mapping[str, object]]:
    return _objects([context.record.get("family")])


def _born_order(relative: Mapping[str, object]) -> tuple[int, str]:
    order = _count(relative.get("order"))
    return (order if order is not None else 10_000, str(relative.get("birth_year")))


@_register
def family(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Item 21: relatives by generation in the prescribed order, as [{heading, lines: [{label, text}]}].

    A generation is an entry with no lines. A field that must be declared and is not known is a line with its
    label and the text None; other lines have no label.

    Params:
        groups: generations of the form's own, [{heading, relations}]; default those of ``words.toml``.
        fields: only these, in one line for each relative, and no entries for generations: an extract.
    """
    relatives = _objects(values)
    if not relatives:
        return None
    small = _relation_parts(context)
    capitals = {key.upper(): word.upper() for key, word in small.items()}
    entries: list[dict[str, object]] = []
    groups: Sequence[Mapping[str, Any]] = _objects([params.get("groups")]) or words()["generations"]
    for generation in groups:
        group = [
            relative
            for relation in generation["relations"]
            for relative in sorted((one for one in relatives if one.get("relation") == relation), key=_born_order)
        ]
        if group and "fields" not in params:
            entries.append({"heading": str(generation["heading"]).format(**capitals), "lines": []})
        entries.extend(_entry(context, relative, _strings(params.get("fields"))) for relative in group)
    return entries


def _entry(context: FormatContext, relative: Mapping[str, object], fields: Sequence[str]) -> dict[str, object]:
    name, born = _plain(relative.get("full_name")), _plain(relative.get("birth_year"))
    year_words = str(words()["labels"]["birth_year"]).format(value=born or DOTS)
    heading = f"{_capital(relation_word(context, relative))}: {name.upper() if name else DOTS}, {year_words}"
    declared = next(
        (group for group in words()["declared"].values() if relative.get("relation") in group["relations"]),
        words()["declared"]["B"],
    )
    printed: list[dict[str, str | None]] = []
    for keys in [fields] if fields else declared["lines"]:
        pieces = [_piece(relative, key) for key in keys]
        known = [piece for piece in pieces if piece]
        if known:
            tail = [piece[:1].lower() + piece[1:] for piece in known[1:]]
            line = "; ".join(piece.rstrip(".") for piece in (known[0], *tail))
            printed.append({"label": "", "text": f"{line}."})
        printed += [
            {"label": f"{words()['labels'][key]}: ", "text": None}
            for key, piece in zip(keys, pieces, strict=True)
            if piece is None and key in declared["required"] and not (key == "residence" and _is_dead(relative))
        ]
    return {"heading": heading if name and born else Blank(heading), "lines": printed}


def _piece(relative: Mapping[str, object], key: str) -> str | None:
    """One declared field as "Label: value"; "" when there is nothing to say, None when it is unknown."""
    value = relative.get(key)
    if key == "deceased":
        return _deceased(value)
    if key == "party_member":
        return _party_member(value)
    if key in ("birth_place", "hometown", "residence"):
        printed = place_text(value)
    elif isinstance(value, list):
        printed = "; ".join(_life_periods(value)) or None
    else:
        printed = _plain(value)
    return f"{words()['labels'][key]}: {printed}" if printed else printed


def _life_periods(value: Iterable[object]) -> Iterable[str]:
    for item in value:
        if isinstance(item, Mapping):
            span = FORMATS["period"](FormatContext({}), [item.get("from"), item.get("to")], {})
            yield ": ".join(part for part in (span, _plain(item.get("text"))) if isinstance(part, str) and part)


def _is_dead(relative: Mapping[str, object]) -> bool:
    deceased = relative.get("deceased")
    return isinstance(deceased, Mapping) and deceased.get("is_deceased") is True


def _deceased(value: object) -> str:
    if not isinstance(value, Mapping) or value.get("is_deceased") is not True:
        return ""
    shapes = words()["deceased"]
    parts = [str(shapes["head"])]
    if year_of_death := _plain(value.get("year")):
        parts.append(str(shapes["year"]).format(year=year_of_death))
    if where := place_text(value.get("place")):
        parts.append(str(shapes["place"]).format(place=where))
    head = " ".join(parts)
    cause = _plain(value.get("cause"))
    return f"{head}, {str(shapes['cause']).format(cause=cause)}" if cause else head


def _party_member(value: object) -> str:
    if not isinstance(value, Mapping) or value.get("is_member") is not True:
        return ""
    shapes = words()["party_member"]
    parts = [str(shapes["head"])]
    if admitted := _date(value.get("admission_date")):
        parts.append(str(shapes["admission_date"]).format(date=_in_words(admitted)))
    for key in ("cell", "committee", "file_kept_at"):
        if known := _plain(value.get(key)):
            parts.append(str(shapes[key]).format(value=known))
    return ", ".join(parts)


def _named_by_key(context: FormatContext, key: str) -> Mapping[str, object] | None:
    """The relative that a person key means: a relation, or "relation:order"."""
    relation, _, order = key.partition(":")
    found = [one for one in _relatives(context) if one.get("relation") == relation]
    if order:
        found = [one for one in found if str(one.get("order")) == order]
    return found[0] if found else None


def _person_line(context: FormatContext, key: str, details: bool) -> str:
    shapes = words()["persons"]
    parts: list[str] = []
    if key == "candidate":
        candidate = context.record.get("candidate")
        person: Mapping[str, object] = candidate if isinstance(candidate, Mapping) else {}
        head = f"{shapes['candidate']} {_plain(person.get('birth_name')) or DOTS}"
        where = residence(context, [person.get("permanent_address"), person.get("temporary_address")], {})
    else:
        relative = _named_by_key(context, key)
        # a key without a relative is an error of the record (D01); the letter still says who is meant
        person = relative if relative is not None else {"relation": key.partition(":")[0]}
        head = f"{relation_word(context, person)} {_plain(person.get('full_name')) or DOTS}"
        where = place_text(person.get("residence"))
    if born := _date(person.get("date_of_birth")):
        parts.append(str(shapes["born"]).format(date=_in_words(born)))
    elif born_year := _plain(person.get("birth_year")):
        parts.append(str(shapes["born_year"]).format(year=born_year))
    if hometown := place_text(person.get("hometown")):
        parts.append(str(shapes["hometown"]).format(place=hometown))
    if isinstance(where, str):
        parts.append(str(shapes["residence"]).format(place=where))
    line = ", ".join([head, *parts]) if details else head
    return Blank(line) if DOTS in line else line


@_register
def persons(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Person keys of a verification request as a list: "cha đẻ Nguyễn Văn A".

    Params:
        details: true adds year of birth, hometown and residence.
        start: "line" gives each a capital.
    """
    keys = _strings(values[0] if values else None)
    found = [_person_line(context, key, params.get("details") is True) for key in keys]
    if params.get("start") == "line":
        found = [type(one)(_capital(one)) for one in found]
    return list(found) or None


@_register
def points(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Points of a verification request in one line; a free text stays as it is."""
    known = words()["points"]
    found = [str(known.get(point, point)) for point in _strings(values[0] if values else None)]
    return str(params.get("separator", "; ")).join(found) if found else None


# --- papers of the dossier ---------------------------------------------------------------------------------


@_register
def checklist(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The papers that a dossier consists of, in the order of filing, as [{number, name, form, note}].

    Values: the list of papers that the record holds; it may be unknown. ``form`` are the numbers of the pack,
    ``note`` tells number and date of those held. A row without ``number`` is the heading of a part.
    """
    held = _objects(values)
    spelling = context.office.get("spelling")
    rows: list[dict[str, str]] = []
    number = 0
    for part in words()["checklist"]:
        rows.append({"number": "", "name": str(part["heading"]), "form": "", "note": ""})
        for row in part["rows"]:
            number += 1
            notes = "\n".join(dict.fromkeys(_paper_note(one) for one in held if _is_paper(one, row, part["about"])))
            name = respell(str(row["name"]), spelling)
            rows.append({"number": str(number), "name": name, "form": _form_numbers(row), "note": notes})
    return list(rows)


def _form_numbers(row: Mapping[str, Any]) -> str:
    """The numbers that a row of the checklist stands for; kinds of papers without a form have none."""
    return "\n".join(form for form in row.get("forms", ()) if form != form.lower())


def _is_paper(paper: Mapping[str, object], row: Mapping[str, Any], about: str) -> bool:
    """Whether *paper* belongs to a row of the checklist, in the part about the object *about* ("" or "/probation")."""
    if paper.get("form") in row.get("forms", ()):
        return True
    of_probation = str(paper.get("about", "")).startswith("/probation")
    return paper.get("purpose") in row.get("purposes", ()) and of_probation == (about == "/probation")


def _paper_note(paper: Mapping[str, object]) -> str:
    shapes = words()["paper_note"]
    number, date = _plain(paper.get("number")), _date(paper.get("date"))
    parts = [str(shapes["number"]).format(number=number)] if number else []
    if date is not None:
        parts.append(str(shapes["date"]).format(date=FORMATS["date_slash"](FormatContext({}), [paper["date"]], {})))
    return " ".join(parts) or str(shapes["there"])
