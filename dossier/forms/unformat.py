"""What a person typed into a form, as the values of a record: the formats of `formats.py` turned round.

An inverse proposes values; only those that the format itself prints as what was typed are given out, so that a form
filled again says what the person wanted it to say. Formats without an inverse (percentages, sums, conditions,
relatives …) are computed: they are mended where their values stand. Wording comes from ``words.toml``, as in the
formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any, TypeAlias

from dossier.forms.formats import FORMATS, FormatContext, respell, same, words
from dossier.record.dates import parse_partial

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_SPACES = re.compile(r"\s+")
_TEXT_KEY = "text"  # of a place: printed instead of all its parts


@dataclass(frozen=True, slots=True)
class Put:
    """A value for one of the places that a token comes from.

    Args:
        index: which of its places. below: a key of the object there, or `""`.
        value: a JSON value.
    """

    index: int
    value: Any
    below: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What an inverse knows besides the text: the token's places as they are now, and how it is printed.

    Args:
        values: of the token's places, None = unknown. params: the format's settings.
        context: as the format gets it.
    """

    values: Sequence[object]
    params: Mapping[str, object]
    context: FormatContext

    @property
    def guards(self) -> int:
        """How many of the last places only guard the token."""
        if "blank_if" not in self.params:
            return 0
        count = self.params.get("guards", 1)
        return count if isinstance(count, int) else 1

    def own(self) -> list[object]:
        """The values that the format prints."""
        return list(self.values[: len(self.values) - self.guards])

    def known(self) -> int:
        """The first known place, which is the one that is printed; the first one when none is known."""
        return next((index for index, value in enumerate(self.own()) if value is not None), 0)


Proposals: TypeAlias = Iterable[Sequence[Put]]
Inverse: TypeAlias = Callable[[str, Printed], Proposals]


def unformat(format_: str, text: str, printed: Printed) -> tuple[Put, ...] | None:
    """What to write into the record so that *format_* prints *text*.

    Returns:
        The places that change, none when the record already says it (in other words, or with a zero more); None
        when the text cannot be turned back.
    """
    puts = _proposed(format_, text.strip(), printed)
    return None if puts is None else tuple(put for put in puts if not _is_there(printed.values[put.index], put))


def printed_by(format_: str, text: str, printed: Printed) -> int | None:
    """Which of its places a token prints as *text*; None when that cannot be said."""
    puts = _proposed(format_, text.strip(), printed)
    return puts[0].index if puts else None


def _proposed(format_: str, text: str, printed: Printed) -> Sequence[Put] | None:
    """The first proposal that the format prints as *text*."""
    inverse = UNFORMATS.get(format_)
    if inverse is None or not text:
        return None
    for puts in inverse(text, printed):
        shown = FORMATS[format_](printed.context, _after(printed.values, puts), printed.params)
        if isinstance(shown, str) and _folded(shown) == _folded(text):
            return puts
    return None


def _after(values: Sequence[object], puts: Sequence[Put]) -> list[object]:
    """*values* with *puts* in them."""
    after = list(values)
    for put in puts:
        old = after[put.index]
        after[put.index] = (
            {**(old if isinstance(old, Mapping) else {}), put.below: put.value} if put.below else put.value
        )
    return after


def _is_there(value: object, put: Put) -> bool:
    if put.below:
        return isinstance(value, Mapping) and same(value.get(put.below), put.value)
    return same(value, put.value)


def _folded(text: str) -> str:
    """*text* without what a person may write otherwise: zeros before a number, and how many spaces."""
    return _ZEROS.sub("", _SPACES.sub(" ", text).strip())


# --- text --------------------------------------------------------------------------------------------------


def _text(text: str, printed: Printed) -> Proposals:
    """As it stands in the record: with the words that the form prints itself, in the record's own letters."""
    index = printed.known()
    for value in _spelt(text, printed.own()[index] if printed.own() else None, printed.params):
        yield [Put(index, value)]


def _spelt(text: str, old: object, params: Mapping[str, object]) -> Iterator[str]:
    if params.get("upper") is True:
        yield from _lowered(text, old if isinstance(old, str) else "", _start_of(old, params))
        return
    start = _start_of(old, params)
    kind = params.get("kind")
    if isinstance(old, str) and old[:1].upper() == text[:1] and params.get("start") == "line":
        yield start + old[:1] + text[1:]
    if isinstance(old, str) and isinstance(kind, str) and not old.startswith(kind) and text.startswith(f"{kind} "):
        yield text[len(kind) + 1 :]
    yield start + text
    yield text


def _start_of(old: object, params: Mapping[str, object]) -> str:
    """The words that the form prints before the value, when the record has them too."""
    after = params.get("after")
    starts = [after] if isinstance(after, str) else after if isinstance(after, list) else []
    if isinstance(old, str):
        return next((old[: len(one) + 1] for one in starts if old.casefold().startswith(f"{one} ".casefold())), "")
    return f"{after} " if isinstance(after, str) else ""


def _lowered(text: str, old: str, start: str) -> Iterator[str]:
    """Capitals as the record writes them: words it has keep their letters, new ones are a name's in a name.

    Args:
        start: the words in front of *old* that the form prints itself.
    """
    had, typed = old[len(start) :].split(), text.split()
    if had and text == text.upper():
        is_name = all(word == word.capitalize() for word in had)
        made: list[str] = []
        matcher = SequenceMatcher(None, [word.upper() for word in had], typed, autojunk=False)
        for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            new = typed[new_from:new_to]
            if kind == "equal":
                made += had[old_from:old_to]
            elif is_name or all(word.isdigit() for word in new):
                made += [word.capitalize() for word in new]
            else:
                break
        else:
            yield start + " ".join(made)
    if old == old.upper() and old:
        yield start + text


def _upper(text: str, printed: Printed) -> Proposals:
    return _text(text, Printed(printed.values, {**printed.params, "upper": True}, printed.context))


def _choose(text: str, printed: Printed) -> Proposals:
    """The second or third value, whichever the key means."""
    own = printed.own()
    if len(own) == 3:
        matches = printed.params.get("matches")
        index = 1 if any(same(own[0], one) for one in (matches if isinstance(matches, list) else ())) else 2
        yield from ([Put(index, value)] for value in _spelt(text, own[index], printed.params))


def _where_same(text: str, printed: Printed) -> Proposals:
    own = printed.own()
    if len(own) == 3:
        yield from ([Put(2, value)] for value in _spelt(text, own[2], printed.params))


def _alternatives(text: str, printed: Printed) -> Proposals:
    """The value whose words they are, when they are those of one value only."""
    cases = printed.params.get("cases")
    spelling = printed.context.office.get("spelling")
    found = [
        key
        for key, said in (cases.items() if isinstance(cases, Mapping) else ())
        if respell(str(said), spelling).strip() == text
    ]
    if len(found) == 1:
        yield [Put(0, {"true": True, "false": False}.get(found[0], found[0]))]


def _joined(text: str, printed: Printed) -> Proposals:
    """Part by part, as long as there are as many as before."""
    own = printed.own()
    skip = printed.params.get("skip")
    skipped = [skip] if isinstance(skip, str) else skip if isinstance(skip, list) else []
    shown = [0, *(i for i, value in enumerate(own) if i and value not in (None, "", *skipped))]
    parts = text.split(str(printed.params.get("separator", ", ")))
    if len(shown) == 1:
        yield [Put(0, value) for value in list(_spelt(text, own[0], printed.params))[:1]]
    if len(parts) == len(shown):
        first = list(_spelt(parts[0], own[0], printed.params))[:1]
        yield [Put(index, part) for index, part in zip(shown, [*first, *parts[1:]], strict=False)]


def _list(text: str, printed: Printed) -> Proposals:
    """A list by its separator; the word for "none" sets the flag beside it."""
    own = printed.own()
    none = str(printed.params.get("none_word", words()["none"]["word"]))
    if len(own) > 1 and text.casefold() == none.casefold():
        yield [Put(0, []), Put(1, True)]
        return
    items = [item.strip() for item in text.split(str(printed.params.get("separator", "; ")).strip())]
    if all(items):
        yield [Put(0, items), *([Put(1, False)] if len(own) > 1 and own[1] is True else [])]


def _cell_committee(text: str, printed: Printed) -> Proposals:
    pattern = respell(str(words()["bodies"]["committee_of_cell"]), printed.context.office.get("spelling"))
    found = _pattern(pattern).fullmatch(text)
    yield [Put(0, found["cell"] if found else text)]


def _education_summary(text: str, printed: Printed) -> Proposals:
    """The override, so that the parts stay what they are."""
    yield [Put(0, text)]


# --- dates -------------------------------------------------------------------------------------------------


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    """A shape of ``words.toml`` as the pattern of what it prints: numbers for numbers, anything for a name."""
    names = {
        "day": "[0-9]{1,2}",
        "month": "[0-9]{1,2}",
        "year": "[0-9]{4}",
        "hours": "[0-9]{1,2}",
        "minutes": "[0-9]{2}",
    }
    pieces = re.split(r"\{(\w+)\}", shape)
    pattern = "".join(
        re.escape(piece).replace(r"\ ", r"\s+") if number % 2 == 0 else f"(?P<{piece}>{names.get(piece, '.+')})"
        for number, piece in enumerate(pieces)
    )
    return re.compile(pattern, re.IGNORECASE)


def _iso(parts: Mapping[str, str | None]) -> str | None:
    """The partial date that day, month and year make, or None when there is no such day."""
    day, month, year = parts.get("day"), parts.get("month"), parts.get("year")
    numbers = [str(year), *(f"{int(part):02d}" for part in (month, day) if part)]
    text = "-".join(numbers)
    return text if (not day or month) and parse_partial(text) is not None else None


def _words_of_date(text: str) -> str | None:
    shapes = words()["dates"]
    for keys in (("day", "month", "year"), ("month", "year"), ("year",)):
        found = _pattern(" ".join(str(shapes[key]) for key in keys)).fullmatch(text)
        if found:
            return _iso(found.groupdict())
    return None


def _date_words(text: str, printed: Printed) -> Proposals:
    day = _words_of_date(text)
    if day is not None:
        yield [Put(printed.known(), day)]


def _date_slash(text: str, printed: Printed) -> Proposals:
    separator = re.escape(str(printed.params.get("separator", "/")).strip())
    found = re.fullmatch(rf"(?:(?:([0-9]{{1,2}})\s*{separator}\s*)?([0-9]{{1,2}})\s*{separator}\s*)?([0-9]{{4}})", text)
    day = _iso({"day": found[1], "month": found[2], "year": found[3]}) if found else None
    if day is not None:
        yield [Put(0, day)]


def _date_line(text: str, printed: Printed) -> Proposals:
    """Only the day: the place is that of the office, and stands on every paper."""
    _, comma, date = text.rpartition(",")
    day = _words_of_date(date.strip())
    if comma and day is not None:
        yield [Put(len(printed.own()) - 1, day)]


def _month(text: str) -> str | None:
    """ "9-1991", "1991" or the word for an open end as the record writes it."""
    text = text.strip()
    if text == words()["dates"]["until_now"]:
        return text
    found = re.fullmatch(r"(?:([0-9]{1,2})\s*[-/]\s*)?([0-9]{4})", text)
    return _iso({"month": found[1], "year": found[2]}) if found else None


def _month_year(text: str, printed: Printed) -> Proposals:
    month = _month(text)
    if month is not None:
        yield [Put(0, month)]


def _period(text: str, printed: Printed) -> Proposals:
    shapes = words()["dates"]
    bare = [str(shapes[key]).split("{", maxsplit=1)[0].strip() for key in ("month", "year")]
    body = re.sub(rf"^{re.escape(str(shapes['from']))}\s+", "", text, flags=re.IGNORECASE)
    ends = re.split(rf"\s+{re.escape(str(shapes['to']))}\s+", body)
    if len(ends) != 2:
        return
    months = [_month(re.sub(rf"^(?:{'|'.join(bare)})\s+", "", end, flags=re.IGNORECASE)) for end in ends]
    if None not in months:
        yield [Put(index, month) for index, month in enumerate(months)]


def _clock(text: str, printed: Printed) -> Proposals:
    found = _pattern(str(words()["dates"]["clock"])).fullmatch(text)
    if found and int(found["hours"]) < 24 and int(found["minutes"]) < 60:
        yield [Put(0, f"{int(found['hours']):02d}:{found['minutes']}")]


# --- places and numbers ------------------------------------------------------------------------------------


def _place(text: str, printed: Printed) -> Proposals:
    """The override of a place ("in nguyên văn"); a place that is a plain text stays one."""
    index = printed.known()
    old = printed.own()[index] if printed.own() else None
    if isinstance(old, str):
        yield from ([Put(index, value)] for value in _spelt(text, old, printed.params))
    else:
        yield [Put(index, text, _TEXT_KEY)]


def _residence(text: str, printed: Printed) -> Proposals:
    none = words()["none"]["word"]
    index = next((index for index, value in enumerate(printed.own()) if value not in (None, "", none)), 0)
    yield [Put(index, text, _TEXT_KEY)]


def _number(text: str, printed: Printed) -> Proposals:
    """One count; what several add up to is mended in each."""
    if len(printed.own()) == 1 and re.fullmatch("[0-9]{1,6}", text):
        yield [Put(0, int(text))]


UNFORMATS: Mapping[str, Inverse] = {
    "text": _text,
    "upper": _upper,
    "choose": _choose,
    "where_same": _where_same,
    "alternatives": _alternatives,
    "joined": _joined,
    "list": _list,
    "cell_committee": _cell_committee,
    "education_summary": _education_summary,
    "date_words": _date_words,
    "date_slash": _date_slash,
    "date_line": _date_line,
    "month_year": _month_year,
    "period": _period,
    "clock": _clock,
    "place": _place,
    "residence": _residence,
    "number_two_digits": _number,
}
