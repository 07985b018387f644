"""One answer of the questionnaire: a value of the record shown as people write it, and read back. Pure.

`shown` and `understood` are inverses for every valid value. Most answers are those of the workbook's cells; here
stands what the questionnaire asks in one line and the workbook in several columns: a postal place, and a political
history by periods.

    xã A, tỉnh B (trước đây là xã C, huyện D, tỉnh E)      a place
    12 đường Mẫu, Tokyo; Nước: Nhật Bản                    a part of it by its title, where the line does not say it
    Từ 09/1991 đến 08/2000: làm ruộng                      a period; lines below go on with it
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from dossier.adapters.foreign_targets import Target, column_of
from dossier.adapters.foreign_values import CellReader, date_text, none_words
from dossier.adapters.questionnaire import Question, questionnaire
from dossier.adapters.workbook_layout import Column, layout
from dossier.adapters.workbook_values import (
    EXACT,
    LINE_END,
    SEPARATOR,
    Raw,
    Read,
    Understander,
    plain,
    separated,
    show,
    show_one,
    tidy_line,
)
from dossier.forms.formats import place_text
from dossier.record.gazetteer.address import parse_address
from dossier.record.schema import node
from dossier.record.text import fold

_EMPTY_BOX = "☐"
_UNSAID = ("trước đây là", "trước là", "trước đây", "tên cũ là", "tên cũ", "nay là", "hiện nay là", "việt nam")
_PERIOD = re.compile(r"(?:từ\s+(?P<from>[^:]*?))?(?:\s*\bđến\s+(?P<to>[^:]*?))?\s*:(?P<text>.*)", re.IGNORECASE)


# --- any answer --------------------------------------------------------------------------------------------


def shown(question: Question, value: Any) -> str:
    """*value* as an answer to *question*; what would read as something else stands behind a backslash.

    Args:
        value: a value of the record that the schema allows there; not None.
    """
    if question.kind == "place":
        return _shown_place(question, value)
    if question.kind == "periods" and not isinstance(value, str):
        return LINE_END.join(_shown_periods(question, value))
    if question.flag and not value:
        return _no()
    if isinstance(value, float):
        rounded = format(Decimal(repr(value)), "f").removesuffix(".0").replace(".", ",")
        return rounded if _reads_as(question, rounded, value) else repr(value)
    answer = str(show(question.column, value))
    return answer if _reads_as(question, answer, value) else EXACT + answer


def understood(question: Question, raw: Raw) -> Read:
    """What *raw*, an answer that is not empty, means.

    Returns:
        Of a list with a flag "there is none", an empty list where the answer says so.
    """
    if isinstance(raw, str):
        if question.kind == "tick":
            raw = raw.replace(_EMPTY_BOX, "")
        if question.flag and fold(raw) in none_words():
            return Read([])
        if question.kind == "place":
            return _read_place(question, raw)
        if question.kind == "periods" and (periods := _read_periods(question, raw)) is not None:
            return Read(periods)
    return _reader(question.at, question.column)(raw)


def _reads_as(question: Question, answer: str, value: Any) -> bool:
    read = understood(question, answer)
    return bool(read.value == value and isinstance(read.value, bool) == isinstance(value, bool) and not read.trouble)


class _Reader:
    """Reads answers as cells of an office's own list are read: dates in words, "không có", gender and the like."""

    def __init__(self, at: str, column: Column) -> None:
        place = at.replace("*", "0")
        self._cell = CellReader(Target(place)) if column_of(place) == column else None
        self._own = Understander(column)

    def __call__(self, raw: Raw) -> Read:
        if self._cell is None or (isinstance(raw, str) and raw.startswith(EXACT)):
            return self._own(raw)
        place, read = self._cell.read(raw)
        # a number that belongs to another line is told, not moved: the candidate has both lines before him
        return read if place == self._cell.place else self._own(raw)


@lru_cache(maxsize=512)
def _reader(at: str, column: Column) -> _Reader:
    return _Reader(at, column)


def _no() -> str:
    return str(layout().words["no"][0])


# --- places ------------------------------------------------------------------------------------------------


@cache
def _part_keys(at: str) -> Mapping[str, tuple[tuple[str, ...], Column]]:
    """Plain title of each part of a postal place -> its keys and its column."""
    found = {}
    for sheet in layout().sheets:
        for column in sheet.columns:
            if column.path.startswith(f"{at}/"):
                found[plain(column.title)] = (tuple(column.path[len(at) + 1 :].split("/")), column)
    return found


def _shown_place(question: Question, value: Any) -> str:
    if isinstance(value, str):
        return value or _blank()
    whole = place_text(value)
    if whole and understood(question, whole).value == value:
        return whole
    parts = []
    for keys, column in _part_keys(question.at).values():
        part = _at(value, keys)
        if part is not None:
            said = str(show_one(column, part)).replace(SEPARATOR, SEPARATOR * 2)
            parts.append(f"{column.title}: {said}")
    return f"{SEPARATOR} ".join(parts)


def _at(value: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _blank() -> str:
    return str(layout().words["blank"])


def _read_place(question: Question, raw: str) -> Read:
    line = tidy_line(raw.strip().replace(LINE_END, ", "))
    if not line:
        return Read(None)
    may_be_text = "string" in (node(question.at) or {}).get("type", ())
    if may_be_text and fold(line) in none_words():
        return Read(_no())
    if fold(line) == fold(_blank()):
        return Read("") if may_be_text else Read(None, "bad_form")
    known = _part_keys(question.at)
    free: list[str] = []
    place: dict[str, Any] = {}
    for part in separated(raw.replace(LINE_END, ", ")):
        title, colon, said = part.partition(":")
        where = known.get(plain(title)) if colon else None
        if where is None:
            free.append(part.strip())
            continue
        keys, column = where
        read = Understander(column)(said.removeprefix(" "))
        if read.value is not None:
            _put(place, keys, read.value)
        elif read.trouble:
            return read
    rest = f"{SEPARATOR} ".join(part for part in free if part)
    if not rest:
        return Read(place or None)
    if "country" in place:  # an address abroad has no commune and no province
        return Read({"detail": tidy_line(rest), **place})
    read = _read_address(tidy_line(rest))
    return read._replace(value={**read.value, **place})


def _put(place: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    for key in keys[:-1]:
        place = place.setdefault(key, {})
    place[keys[-1]] = value


def _read_address(line: str) -> Read:
    """The parts of an address; the line itself where they cannot be told, visibly."""
    place = parse_address(line)
    if "commune" in place and "province" in place:
        return Read(place) if _says(place) == _letters(line) else Read(place, "place_read", mended=True)
    if ("commune" in place or "province" in place) and _says(place) == _letters(line):
        return Read(place, "place_incomplete", mended=True)
    return Read({"text": line}, "place_as_text", mended=True)


def _says(place: Mapping[str, Any]) -> list[str]:
    return _letters(place_text(place) or "")


def _letters(line: str) -> list[str]:
    """The words of an address, sorted: neither the order of old and new name counts, nor the words between them."""
    line = fold(line)
    for words in _UNSAID:
        line = line.replace(words, " ")
    return sorted(re.findall(r"\w+", line))


# --- periods -----------------------------------------------------------------------------------------------


@cache
def _period_columns(at: str) -> Mapping[str, Column]:
    return {
        column.steps[-1]: column
        for sheet in layout().sheets
        if at in sheet.lists
        for column in sheet.columns
        if column.steps
    }


def _shown_periods(question: Question, periods: Sequence[Any]) -> Iterator[str]:
    columns = _period_columns(question.at)
    unknown = questionnaire().words["unknown"]
    for period in periods:
        ends = [unknown if (end := period.get(key)) is None else show_one(columns[key], end) for key in ("from", "to")]
        said = period.get("text")
        first, *rest = ("" if said is None else str(show_one(columns["text"], said))).split(LINE_END)
        yield f"Từ {ends[0]} đến {ends[1]}:{' ' if first else ''}{first}"
        for line in rest:
            yield EXACT + line if line.startswith(EXACT) or _PERIOD.fullmatch(line) else line


def _read_periods(question: Question, raw: str) -> list[dict[str, Any]] | None:
    """The periods of a text every part of which begins with one; None for any other text."""
    columns = _period_columns(question.at)
    found: list[tuple[dict[str, Any], list[str]]] = []
    for line in unicodedata.normalize("NFC", raw).replace("\r\n", LINE_END).split(LINE_END):
        ends = None if line.startswith(EXACT) else _ends(columns, line)
        if ends is not None:
            found.append(ends)
        elif found:
            found[-1][1].append(line.removeprefix(EXACT))
        else:
            return None
    periods = []
    for period, lines in found:
        said = Understander(columns["text"])(LINE_END.join(lines)).value
        periods.append({**period, **({} if said is None else {"text": said})})
    return periods


def _ends(columns: Mapping[str, Column], line: str) -> tuple[dict[str, Any], list[str]] | None:
    """From and to of a line that begins a period, and its first words."""
    parts = _PERIOD.fullmatch(line)
    if parts is None or (parts["from"] is None and parts["to"] is None):
        return None
    period: dict[str, Any] = {}
    for key in ("from", "to"):
        end = (parts[key] or questionnaire().words["unknown"]).strip()
        if end == questionnaire().words["unknown"]:
            continue
        read = Understander(columns[key])(date_text(end))
        if read.value is None:
            return None
        period[key] = read.value
    return period, [parts["text"].removeprefix(" ")]
