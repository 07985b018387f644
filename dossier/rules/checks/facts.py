"""Checks on single facts: a value, a flag, a paper and what it bears."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dossier.findings import Hit, Verdict
from dossier.record.record import Record
from dossier.rules.registry import check, not_judged

EMPTY: tuple[Any, ...] = (None, [], {})  # what a place holds that holds nothing


@check("value")
def one_of(record: Record, *, at: str, allowed: Sequence[Any]) -> Iterator[Hit]:
    """Flag every known value at *at* that is not among *allowed*; a text value is never repeated."""
    known = record.known(at)
    if not known:
        yield not_judged(at)
    for place, value in known:
        if value not in allowed:
            yield Hit(place, {"value": value if isinstance(value, int) else ""})


@check("value")
def none_of(record: Record, *, at: str, refused: Sequence[Any]) -> Iterator[Hit]:
    """Flag every known value at *at* that is among *refused*."""
    known = record.known(at)
    if not known:
        yield not_judged(at)
    for place, value in known:
        if value in refused:
            yield Hit(place, {"value": value if isinstance(value, int) else ""})


@check("value", "at_least")
def number_at_least(record: Record, *, at: str, at_least: int) -> Iterator[Hit]:
    """Flag every known number at *at* that is below *at_least*."""
    judged = False
    for spot in record.known(at):
        judged = True
        if spot.value < at_least:
            yield Hit(spot.at, {"value": spot.value, "at_least": at_least})
    if not judged:
        yield not_judged(at)


@check()
def filled_text(record: Record, *, at: Sequence[str]) -> Iterator[Hit]:
    """Flag each place of *at* whose text is absent, empty or blank."""
    for place in at:
        for spot in record.spots(place):
            if not (isinstance(spot.value, str) and spot.value.strip()):
                yield Hit(spot.at, missing=True)


@check()
def there_is(record: Record, *, one_of: Sequence[str]) -> Iterator[Hit]:
    """Flag, at the first place of *one_of*, that none of them holds anything: no paper, no object, no item."""
    for place in one_of:
        for _, value in record.known(place):
            if value or value not in EMPTY:
                return
    spots = record.concrete(one_of[0])
    yield Hit(spots[0] if spots else one_of[0], missing=True)


@check()
def bears(record: Record, *, papers: str, flag: str, want: bool = True) -> Iterator[Hit]:
    """Flag papers whose *flag* (`signed`, `sealed`, `handwritten`) is not *want*.

    Nobody looked (absent) is put to a person; a missing paper is the matter of another ask.
    """
    found = record.known(papers)
    if not found:
        yield not_judged(papers)
    for at, paper in found:
        value = paper.get(flag)
        if value is not want:
            yield Hit(f"{at}/{flag}", verdict=Verdict.NEEDS_PERSON if value is None else Verdict.FAIL)
