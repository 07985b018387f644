"""What a text typed into a field means. Pure; the inverse of `form_values.shown`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dossier.adapters.workbook_values import Understander
from dossier.http.form_pairs import LINE_END, can_be_carried, read_pairs
from dossier.http.form_spec import Spec
from dossier.http.form_values import Shown, no_word, single

# read differently than a cell, where Excel may have eaten a zero or turned a date into a number
_NOT_AS_IN_A_CELL = frozenset({"lost_zeros", "date_cut", "serial"})
_MOST_LETTERS = {"text": 100_000, "text_or_list": 100_000, "lines": 100_000, "pairs": 100_000, "line": 5_000}
_MOST_IN_A_WORD = 500


def most_letters(field: Spec) -> int:
    """How long a text for *field* may be; far more than anybody writes, and no work for a hostile one."""
    return _MOST_LETTERS.get(field.kind, _MOST_IN_A_WORD)


class Gone:
    """What `read` gives for an input that was emptied: the key goes."""


GONE = Gone()


class Understood(NamedTuple):
    """What the texts of a field mean.

    Args:
        value: the value; `GONE` when nothing is left of it.
        trouble: key of what is wrong (``workbook.found`` or ``page.form.found``); the value then means nothing.
        near: the entry of the list that may be meant.
    """

    value: Any
    trouble: str = ""
    near: str = ""


def same_text(field: Spec, sent: Sequence[str], before: Shown) -> bool:
    """True when *field* was left as the page showed it."""
    return _as_sent(field, sent) == _as_sent(field, before.texts)


def _as_sent(field: Spec, texts: Sequence[str]) -> object:
    if field.kind == "ticks":
        return {text for text in texts if text}
    return _unified(texts[-1]) if texts else ""


def _unified(text: str) -> str:
    """*text* with the line ends that a browser makes of any line end."""
    return text.replace("\r\n", LINE_END).replace("\r", LINE_END)


def read(field: Spec, texts: Sequence[str], before: Any) -> Understood:
    """What *texts*, sent for *field* and not as the page showed it, mean.

    Args:
        before: the value that stands there now.
    """
    if any(len(text) > most_letters(field) for text in texts):
        return Understood(None, "too_long")
    if not all(map(can_be_carried, map(_unified, texts))):
        return Understood(None, "bad_form")
    if field.kind == "ticks":
        return _read_ticks(field, [text for text in texts if text])
    text = _unified(texts[-1]) if texts else ""
    if field.kind == "lines":
        return _read_lines(field, text)
    if field.kind == "pairs":
        pairs, trouble = read_pairs(text, before if isinstance(before, Mapping) else {})
        return Understood(None, trouble) if trouble else Understood(pairs or GONE)
    return _read_one(field, text)


def _read_one(field: Spec, text: str) -> Understood:
    found = Understander(single(field))(text)
    if found.trouble in _NOT_AS_IN_A_CELL or (found.trouble and not found.mended):
        return Understood(None, found.trouble, found.near)
    if found.value is None:
        return Understood(GONE)
    value = found.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Understood(value)


def _read_ticks(field: Spec, texts: Sequence[str]) -> Understood:
    picked = list(dict.fromkeys(texts))
    if picked == [no_word()]:
        return Understood([])
    if no_word() in picked:
        return Understood(None, "both_given")
    values = []
    for text in picked:
        found = _read_one(field, text)
        if found.trouble or found.value is GONE:
            return Understood(None, found.trouble or "not_in_list", found.near)
        values.append(found.value)
    return Understood(values or GONE)


def _read_lines(field: Spec, text: str) -> Understood:
    values = []
    for line in filter(str.strip, text.split(LINE_END)):
        found = _read_one(field, line)
        if found.trouble:
            return found
        if found.value is not GONE:
            values.append(found.value)
    return Understood(values or GONE)
