"""Checks on the legal bases a paper names: were they in force on its date?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.findings import Hit
from dossier.record.record import Record
from dossier.rules.registry import Context, check, not_judged

_NUMBER = re.compile(r"[0-9]{1,4}(?:/[0-9]{4})?[-/][A-ZĐa-zđi]{1,6}/[A-ZĐ]{2,8}")
_DATE = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_DATE_WORDS = re.compile(r"([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})")


@lru_cache(maxsize=512)
def cited(text: str) -> tuple[str, date] | None:
    """Number and date of the document that *text* names; None unless it gives both.

    The number is compared in capitals and without zeros in front: ``06-HD/TW`` and ``6-HD/TW`` are one.
    """
    number = _NUMBER.search(text)
    day = _DATE.search(text) or _DATE_WORDS.search(text)
    if number is None or day is None:
        return None
    try:
        return plain_number(number[0]), date(int(day[3]), int(day[2]), int(day[1]))
    except ValueError:
        return None


def plain_number(number: str) -> str:
    """A document's number as it is compared."""
    return number.replace(" ", "").upper().lstrip("0")


@check("number", "paper_date", "since", "until", "instead")
def bases_in_force(record: Record, *, sittings: Sequence[str], context: Context) -> Iterator[Hit]:
    """Flag every legal basis that was not in force on the date of the paper that names it.

    Args:
        record: one person's record.
        sittings: places of acts with ``date`` and ``legal_bases``.
        context: gives the table of documents and the sentences.

    Yields:
        A hit at the entry, with ``number`` of the document, ``paper_date``, ``since`` and ``until`` (first and
        last day in force, as text) and ``instead`` (the document in force on that day, or a dash). An entry
        without number or date, or naming a document the table does not know, is passed over.
    """
    judged = False
    index = _index(context.documents)
    for sitting in sittings:
        day = record.date(f"{sitting}/date")
        if day is None:
            continue
        for number, text in enumerate(record.items(f"{sitting}/legal_bases")):
            named = cited(text) if isinstance(text, str) else None
            found = index.get(named) if named is not None else None
            if found is None:
                continue
            judged = True
            first, last = found["from"], found.get("to")
            if first <= day and (last is None or day <= last):
                continue
            yield Hit(
                f"{sitting}/legal_bases/{number}",
                {
                    "number": found["number"],
                    "paper_date": day,
                    "since": f"{first:%d/%m/%Y}",
                    "until": f"{last:%d/%m/%Y}" if last else "…",
                    "instead": _in_force(context.documents, found, day),
                },
            )
    if not judged:
        yield not_judged(sittings[0])


Index = Mapping[tuple[str, date], Mapping[str, Any]]
# the table is read once and never changes: its index is kept beside it, so that a check costs no search
_indexed: list[tuple[Mapping[str, Any], Index]] = []


def _index(documents: Mapping[str, Any]) -> Index:
    for table, index in _indexed:
        if table is documents:
            return index
    index = {(plain_number(row["number"]), row["dated"]): row for row in documents.values() if row.get("dated")}
    _indexed[:] = [(documents, index), *_indexed[:3]]
    return index


def _in_force(documents: Mapping[str, Any], row: Mapping[str, Any], day: date) -> str:
    """The document in force on *day* in the line of *row*: forwards or backwards along ``replaced_by``."""
    before = {old["replaced_by"]: old for old in documents.values() if old.get("replaced_by")}
    ids = {id(known): key for key, known in documents.items()}
    seen: set[int] = set()
    found: Mapping[str, Any] | None = row
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        if found["from"] > day:
            found = before.get(ids[id(found)])
        elif found.get("to") is not None and found["to"] < day:
            found = documents.get(found.get("replaced_by", ""))
        else:
            dated = found.get("dated")
            return f"{found['number']} ({dated:%d/%m/%Y})" if dated else str(found["number"])
    return "–"
