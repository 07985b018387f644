"""One cell of the workbook: a value of the record shown as people write it, and read back. Pure.

`show` and `Understander` are inverses: what `show` writes is read back as the same value. A text that would
read as something else (stray spaces, the sign for a blank, the label of a code) is written behind a
backslash, which means "exactly as it stands".
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from dossier.adapters.files import strict_json
from dossier.adapters.workbook_layout import Column, layout
from dossier.errors import InputError
from dossier.record.text import fold, without_marks

EXACT = "\\"
SEPARATOR = ";"
LINE_END = "\n"
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0, for days after February 1900
_SERIALS = range(7306, 73_416)  # 1920-01-01 to 2100-12-31; years such as 1998 lie below
_YEARS = range(1850, 2101)
_MOST_DIGITS_LOST = 2
_MOST_EXACT = 10**15  # Excel keeps 15 digits
_SHOWN_LENGTH = 40

_WHOLE_DATE = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]00:00:00(?:\.0+)?)?")
_MONTH = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{4})")
_ISO_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_YEAR = re.compile(r"[0-9]{4}")
_SHORT_YEAR = re.compile(r"(?:[0-9]{1,2}\s*[-/.]\s*){1,2}[0-9]{2}")
_SERIAL_TEXT = re.compile(r"[0-9]{5}(?:[.,]0+)?")
_TIME = re.compile(r"([0-9]{1,2})\s*(?::|h|giờ|g)\s*([0-9]{2})?(?::00)?\s*(?:'|phút|ph)?", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(?:[.,]0+)?")
_NUMBER = re.compile(r"([+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?)\s*%?|[+-]?[0-9.]{1,30}[eE][+-]?[0-9]{1,3}")
_DIGITS_ONLY = re.compile(r"[0-9 .\-]+")
_PERSON = re.compile(r"(.*?)(?:\s*[:,(]?\s*(?:thứ\s+)?([0-9]{1,2})\)?)?", re.DOTALL)
_WORD_BREAKS = re.compile(r"[\W_]+")
_LONG_NUMBER = re.compile(r"[0-9]{9,}")

Raw = str | float | int | bool | date | datetime | time | timedelta


class Read(NamedTuple):
    """What a cell was understood as.

    Args:
        value: the value for the record; None when it was not understood.
        trouble: key of what is wrong, or of what was mended visibly; None when nothing is.
        mended: True when ``trouble`` only tells what was mended.
        near: an entry of the list that may be meant.
        tidied: what was tidied without loss: "spaces", "letters" (Unicode form) or "".
    """

    value: Any
    trouble: str | None = None
    mended: bool = False
    near: str = ""
    tidied: str = ""


# --- words ----------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """*text* without marks, case, punctuation and spaces, to compare what people type."""
    return _WORD_BREAKS.sub("", without_marks(fold(text)))


class _Choices:
    """Finds an entry of a list by value or label."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.labels = dict(choices)
        self._exact: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for value, label in choices:
            for words in (value, label):
                self._exact.setdefault(fold(words), value)
                folded.setdefault(plain(words), set()).add(value)
        # "nam" and "năm" may fold to the same letters: then only the exact words count
        self._folded = {words: values.pop() for words, values in folded.items() if len(values) == 1}

    def find(self, text: str) -> str | None:
        """The value whose label or own name *text* is."""
        found = self._exact.get(fold(text))
        return found if found is not None else self._folded.get(plain(text))

    def near(self, text: str) -> str:
        """The label of the entry that looks most like *text*; empty when none does."""
        words = {plain(label): label for label in self.labels.values()}
        words |= {plain(value): label for value, label in self.labels.items()}
        found = difflib.get_close_matches(plain(text), list(words), n=1, cutoff=0.6)
        return words[found[0]] if found else ""


@cache
def _choices(choices: tuple[tuple[str, str], ...]) -> _Choices:
    return _Choices(choices)


@cache
def _yes_no() -> Mapping[str, bool]:
    words = layout().words
    return {fold(word): True for word in words["yes"]} | {fold(word): False for word in words["no"]}


@cache
def _blanks() -> frozenset[str]:
    return frozenset(fold(word) for word in layout().words["blanks"])


@cache
def _blank_signs() -> frozenset[str]:
    return frozenset(word[0] for word in _blanks())


def tidy_line(text: str) -> str:
    """*text* on one line, NFC, single spaces."""
    text = unicodedata.normalize("NFC", text)
    return text if text.isprintable() and "  " not in text and text == text.strip() else " ".join(text.split())


def tidy_text(text: str) -> str:
    """*text* in NFC, line ends as line feeds, nothing around it."""
    text = unicodedata.normalize("NFC", text).strip()
    if not text.isprintable():
        text = text.replace("\r\n", LINE_END)
        for break_ in ("\r", "\v", "\x85", "\u2028", "\u2029"):
            text = text.replace(break_, LINE_END)
    return text


def masked(raw: Raw) -> str:
    """What stands in a cell, short, for the user's own list; long numbers are masked."""
    if isinstance(raw, datetime):
        text = f"{raw:%d/%m/%Y %H:%M}"
    elif isinstance(raw, date):
        text = f"{raw:%d/%m/%Y}"
    elif isinstance(raw, float) and raw.is_integer():
        text = str(int(raw))
    else:
        text = " ".join(str(raw).split())
    text = _LONG_NUMBER.sub(lambda found: "*" * len(found[0]), text)
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"


# --- from the record to the cell ------------------------------------------------------------------------


def show(column: Column, value: Any) -> str | float | int:
    """*value* as it stands in a cell of *column*; lists joined by "; ", a semicolon in an item doubled.

    An empty list of a closed kind is "không"; of other lists a flag of the record says that there is none.

    Args:
        value: a value of the record that the schema allows there; not None.
    """
    if column.many:
        if not value and column.closed:
            return str(layout().words["no"][0])
        items = [show_one(column, item) for item in value if item is not None]
        return f"{SEPARATOR} ".join(str(item).replace(SEPARATOR, SEPARATOR * 2) for item in items)
    return show_one(column, value)


def show_one(column: Column, value: Any) -> str | float | int:
    """One value as it stands in a cell, alone or in a list."""
    if column.kind == "json":
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if isinstance(value, bool):
        words = layout().words
        return str(words["yes"][0] if value else words["no"][0])
    if isinstance(value, (int, float)):
        return _shown_number(value)
    if column.kind in ("date", "partial_date", "month"):
        return "/".join(reversed(str(value).split("-")))
    if column.kind == "choice":
        return _choices(column.choices).labels.get(value, str(value))
    if column.kind == "person":
        key, colon, number = str(value).partition(":")
        return f"{_choices(column.choices).labels.get(key, key)}{colon}{number}"
    return _shown_text(column, str(value))


def _shown_number(value: float) -> str | float | int:
    """A number, or its digits as text where Excel would round it."""
    if isinstance(value, int):
        return value if abs(value) < _MOST_EXACT else str(value)
    exact = float(f"{value:.15G}") == value and abs(value) < _MOST_EXACT
    return value if exact else format(Decimal(repr(value)), "f")


def _shown_text(column: Column, text: str) -> str:
    if not text:
        return str(layout().words["blank"])
    coded = _code(column, text)
    if coded is not None:
        return _choices(column.choices).labels[text] if coded == text else EXACT + text
    tidied = tidy_text(text) if column.kind == "text" else tidy_line(text)
    as_it_is = tidied == text and not text.startswith(EXACT) and fold(text) not in _blanks()
    return text if as_it_is else EXACT + text


# --- from the cell to the record ------------------------------------------------------------------------


class Understander:
    """Reads the cells of one column; remembers what it has seen, since most cells repeat.

    Args:
        column: what the column holds.

    Attributes:
        path: machine path of the column.
        clean: texts read before without anything to say of them -> value; a hot loop may look there itself.
        is_field: False for columns that only say whose row it is, and which.
    """

    _most_remembered = 4096

    def __init__(self, column: Column) -> None:
        self.column = column
        self.is_field = column.kind not in ("id", "order", "parent", "list")
        self.path = column.path
        self.clean: dict[str, Any] = {}
        self._seen: dict[str, Read] = {}
        self._remembers = not column.many and column.kind != "json"  # lists and objects have one owner each
        self._one = _READERS[column.kind]
        # a line that was tidied has no line breaks left
        self._patterns = [found for found in column.patterns if found[0] or column.kind != "line"]

    def __call__(self, raw: Raw) -> Read:
        """What *raw*, a cell that is not empty, means; a cell of spaces means nothing (value None)."""
        if type(raw) is not str:
            return self._read(raw)
        found = self._seen.get(raw)
        if found is None:
            found = self._read(raw)
            if self._remembers:
                self._remember(raw, found)
        return found

    def _remember(self, raw: str, found: Read) -> None:
        if len(self._seen) >= self._most_remembered:
            self._seen.clear()
            self.clean.clear()
        self._seen[raw] = found
        if found.trouble is None and not found.tidied and found.value is not None:
            self.clean[raw] = found.value

    def _read(self, raw: Raw) -> Read:
        if self.column.many and isinstance(raw, str):
            return self._read_list(raw)
        read = self._checked(self._one(self.column, raw), raw)
        if self.column.many and read.value is not None:
            return read._replace(value=[read.value])
        return read

    def _read_list(self, raw: str) -> Read:
        if self.column.closed and fold(raw) == layout().words["no"][0]:
            return Read([])  # known to be empty; of other lists the column "Không có …" says so
        values: list[Any] = []
        tidied = ""
        for part in separated(raw):
            if not part.strip():
                continue
            item = part.lstrip() if part.lstrip().startswith(EXACT) else part.strip()
            read = self._checked(self._one(self.column, item), item)
            if read.value is None:
                return read
            values.append(read.value)
            tidied = tidied or read.tidied
        return Read(values or None, tidied=tidied)

    def _checked(self, read: Read, raw: Raw) -> Read:
        value = read.value
        if type(value) is str:
            exact = isinstance(raw, str) and raw.startswith(EXACT)
            for wanted, pattern in self.column.patterns if exact else self._patterns:
                if (pattern.search(value) is not None) != wanted:
                    return Read(None, _BAD_FORM.get(self.column.kind, "bad_form"))
        return read


_BAD_FORM = dict.fromkeys(("date", "partial_date", "month", "year"), "year_out_of_range")


def separated(raw: str) -> list[str]:
    """The items of a list in one cell: by single semicolons or line breaks; two semicolons mean one."""
    parts, current = [], []
    pieces = re.split(r"(;;|;|\r?\n)", raw)
    for piece in pieces:
        if piece == SEPARATOR * 2:
            current.append(SEPARATOR)
        elif piece == SEPARATOR or piece.endswith(LINE_END):
            parts.append("".join(current))
            current = []
        else:
            current.append(piece)
    return [*parts, "".join(current)]


def _number_text(raw: float) -> str:
    """A number typed where a text belongs: 5.0 is "5"."""
    return str(int(raw)) if float(raw).is_integer() else repr(raw)


def _text(column: Column, raw: Raw) -> Read:
    if isinstance(raw, bool):
        return Read(None, "boolean")
    if isinstance(raw, (int, float)):
        return _digits_of(column, _number_text(raw), typed_as_number=True)
    if isinstance(raw, datetime | date):
        return Read(f"{raw:%d/%m/%Y}", "date_as_text", mended=True)
    if not isinstance(raw, str):
        return Read(None, "time_as_text")
    if raw.startswith(EXACT):
        return Read(unicodedata.normalize("NFC", raw[len(EXACT) :]))
    text = tidy_text(raw) if column.kind == "text" else tidy_line(raw)
    if not text:
        return Read(None)
    tidied = "" if text == raw else "letters" if not unicodedata.is_normalized("NFC", raw) else "spaces"
    if text[0] in _blank_signs() and fold(text) in _blanks():
        return Read("", tidied=tidied)
    if (code := _code(column, text)) is not None:
        return Read(code, tidied=tidied)
    if column.digits or column.path.endswith("/phone"):
        return _digits_of(column, text, typed_as_number=False)._replace(tidied=tidied)
    return Read(text, tidied=tidied)


def _code(column: Column, text: str) -> str | None:
    """The code that *text* names, in a column of texts where some are codes with a label of their own."""
    if not column.choices:
        return None
    choices = _choices(column.choices)
    found = choices.find(text)
    return None if found is None or choices.labels[found] == found else found


def _digits_of(column: Column, text: str, *, typed_as_number: bool) -> Read:
    """A number of fixed length kept as text; leading zeros that Excel ate are put back, visibly."""
    if column.path.endswith("/phone"):
        zero_lost = typed_as_number and not text.startswith(("0", "84"))
        return Read(f"0{text}", "lost_zeros", mended=True) if zero_lost else Read(text)
    if not column.digits or not _DIGITS_ONLY.fullmatch(text):
        return Read(text)
    digits = re.sub(r"[ .\-]", "", text)
    length = next((length for length in column.digits if length >= len(digits)), 0)
    lost = length - len(digits)
    if 0 < lost <= _MOST_DIGITS_LOST:
        return Read(digits.zfill(length), "lost_zeros", mended=True)
    if digits != text:
        return Read(digits, "digits_joined", mended=True)
    return Read(digits, "number_as_text", mended=True) if typed_as_number and not lost else Read(digits)


def _choice(column: Column, raw: Raw) -> Read:
    if isinstance(raw, str) and not raw.strip():
        return Read(None)
    text = raw if isinstance(raw, str) else masked(raw)
    choices = _choices(column.choices)
    found = choices.find(text.removeprefix(EXACT))
    return Read(found) if found is not None else Read(None, "not_in_list", near=choices.near(text))


def _person(column: Column, raw: Raw) -> Read:
    text = str(raw).strip()
    if not text:
        return Read(None)
    choices = _choices(column.choices)
    parts = _PERSON.fullmatch(text)
    found = choices.find(parts[1]) if parts else None
    if parts is None or found is None:
        return Read(None, "not_in_list", near=choices.near(text))
    return Read(f"{found}:{int(parts[2])}" if parts[2] else found)


def _yes_or_no(_: Column, raw: Raw) -> Read:
    if isinstance(raw, bool):
        return Read(raw)
    if isinstance(raw, (int, float)):
        return Read(bool(raw)) if raw in (0, 1) else Read(None, "not_yes_no")
    if isinstance(raw, str) and not raw.strip():
        return Read(None)
    words = _yes_no()
    typed = fold(str(raw))
    unmarked = {plain(word): value for word, value in words.items() if plain(word)}  # "co", "khong"
    found = words.get(typed, unmarked.get(plain(typed)))
    return Read(found) if found is not None else Read(None, "not_yes_no")


def _whole_number(column: Column, raw: Raw) -> Read:
    return _bounded(column, _integer(raw), raw, "not_a_whole_number")


def _integer(raw: Raw) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, float)):
        return int(raw) if float(raw).is_integer() else None
    if isinstance(raw, str) and _WHOLE_NUMBER.fullmatch(raw.strip()):
        return int(re.split("[.,]", raw.strip())[0])
    return None


def _number(column: Column, raw: Raw) -> Read:
    value: float | None = None
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        value = int(raw) if float(raw).is_integer() else float(raw)
    elif isinstance(raw, str) and (parts := _NUMBER.fullmatch(raw.strip())) is not None:
        value = float((parts[1] or parts[0]).replace(",", "."))
    return _bounded(column, value, raw, "not_a_number")


def _bounded(column: Column, value: float | None, raw: Raw, otherwise: str) -> Read:
    if value is None:
        return Read(None) if isinstance(raw, str) and not raw.strip() else Read(None, otherwise)
    low, high = column.at_least, column.at_most
    outside = (low is not None and value < low) or (high is not None and value > high)
    return Read(None, "outside_range") if outside else Read(value)


def _json(_: Column, raw: Raw) -> Read:
    if isinstance(raw, str) and not raw.strip():
        return Read(None)
    try:
        value = strict_json(str(raw).strip().encode(), "")
    except (InputError, UnicodeEncodeError):
        return Read(None, "bad_json")
    return Read(value) if isinstance(value, dict) else Read(None, "bad_json")


def _clock(_: Column, raw: Raw) -> Read:
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return Read(f"{raw:%H:%M}")
    if isinstance(raw, timedelta):
        raw = raw / timedelta(days=1)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        minutes = round(raw * 24 * 60)
        inside = 0 <= raw < 1 and minutes < 24 * 60
        return Read(f"{minutes // 60:02}:{minutes % 60:02}") if inside else Read(None, "not_a_time")
    if isinstance(raw, str) and not raw.strip():
        return Read(None)
    parts = _TIME.fullmatch(str(raw).strip())
    if parts is None or int(parts[1]) > 23 or int(parts[2] or 0) > 59:
        return Read(None, "not_a_time")
    return Read(f"{int(parts[1]):02}:{parts[2] or '00'}")


# --- dates ----------------------------------------------------------------------------------------------


def _day(column: Column, raw: Raw) -> Read:
    """A date, as exact as the column wants it: ISO text of a day, a month or a year."""
    if isinstance(raw, bool | timedelta | time):
        return Read(None, "not_a_date")
    if isinstance(raw, datetime | date):
        return _as_wanted(column, f"{raw:%Y-%m-%d}")
    if isinstance(raw, (int, float)):
        return _serial_or_year(column, raw)
    text = tidy_line(raw)
    if not text:
        return Read(None)
    if column.now and fold(text) == layout().words["now"]:
        return Read(text.casefold())
    if _SERIAL_TEXT.fullmatch(text):
        return _serial_or_year(column, float(re.split("[.,]", text)[0]))
    return _written_day(column, text)


def _serial_or_year(column: Column, raw: float) -> Read:
    if raw in _YEARS:
        return _as_wanted(column, str(int(raw)))
    if int(raw) not in _SERIALS:
        return Read(None, "not_a_date")
    day = _SERIAL_ZERO + timedelta(days=int(raw))
    read = _as_wanted(column, f"{day:%Y-%m-%d}")
    return read if read.value is None else read._replace(trouble="serial", mended=True)


def _written_day(column: Column, text: str) -> Read:
    if parts := _WHOLE_DATE.fullmatch(text):
        return _checked_day(column, int(parts[3]), int(parts[2]), int(parts[1]))
    if parts := _ISO_DATE.fullmatch(text):
        return _checked_day(column, int(parts[1]), int(parts[2]), int(parts[3]), iso=True)
    if parts := _MONTH.fullmatch(text):
        return _checked_month(column, int(parts[2]), int(parts[1]))
    if parts := _ISO_MONTH.fullmatch(text):
        return _checked_month(column, int(parts[1]), int(parts[2]))
    if _YEAR.fullmatch(text):
        return _as_wanted(column, text)
    return Read(None, "two_digit_year" if _SHORT_YEAR.fullmatch(text) else "not_a_date")


def _checked_day(column: Column, year: int, month: int, day: int, *, iso: bool = False) -> Read:
    if month > 12 >= day and not iso:
        return Read(None, "month_first")
    try:
        date(year, month, day)
    except ValueError:
        return Read(None, "impossible_date")
    return _as_wanted(column, f"{year:04}-{month:02}-{day:02}")


def _checked_month(column: Column, year: int, month: int) -> Read:
    return _as_wanted(column, f"{year:04}-{month:02}") if 1 <= month <= 12 else Read(None, "impossible_date")


_WANTED_LENGTH = {"date": len("2025-03-20"), "month": len("2025-03"), "year": len("2025")}


def _as_wanted(column: Column, iso: str) -> Read:
    """*iso* cut to what the column holds, visibly; a date that is too short is no answer."""
    wanted = _WANTED_LENGTH.get(column.kind, len(iso))
    if len(iso) < wanted:
        return Read(None, "incomplete_date")
    return Read(iso[:wanted], "date_cut", mended=True) if len(iso) > wanted else Read(iso)


_READERS: Mapping[str, Callable[[Column, Any], Read]] = {
    "id": _text,
    "line": _text,
    "text": _text,
    "date": _day,
    "partial_date": _day,
    "month": _day,
    "year": _day,
    "time": _clock,
    "integer": _whole_number,
    "order": _whole_number,
    "parent": _whole_number,
    "number": _number,
    "yes_no": _yes_or_no,
    "choice": _choice,
    "list": _choice,
    "person": _person,
    "json": _json,
}
