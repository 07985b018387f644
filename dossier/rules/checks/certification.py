"""Checks on what is written in the biography after verification: remarks of the places, certification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dossier.findings import Hit
from dossier.record.record import Record
from dossier.record.text import fold
from dossier.rules.registry import check, not_judged


@check()
def requests_remarked(
    record: Record, *, requests: str, remarks: str, kinds: Sequence[str], apart: Sequence[str] = ()
) -> Iterator[Hit]:
    """Flag answered requests that no remark belongs to.

    Args:
        record: one person's record.
        requests: place of the list of requests (`id`, `result`); those without a result are left out.
        remarks: place of the list of remarks (`request`, `kind`).
        kinds: kinds of remarks that count.
        apart: kinds of destination that answer by letter only.
    """
    remarked = {row.get("request") for row in record.items(remarks) if row and row.get("kind") in kinds}
    judged = False
    for index, request in enumerate(record.items(requests)):
        if not request or request.get("result") is None or request.get("destination_kind") in apart:
            continue
        judged = True
        if request.get("id") is None or request["id"] not in remarked:
            yield Hit(f"{record.concrete(requests)[0]}/{index}")
    if not judged:
        yield not_judged(requests)


@check()
def remarks_belong(record: Record, *, requests: str, remarks: str) -> Iterator[Hit]:
    """Flag remarks whose `request` is the id of no request."""
    ids = {row.get("id") for row in record.items(requests) if row}
    items = record.items(remarks)
    if not items:
        yield not_judged(remarks)
    for index, remark in enumerate(items):
        if remark and remark.get("request") is not None and remark["request"] not in ids:
            yield Hit(f"{record.concrete(remarks)[0]}/{index}/request")


@check()
def begins_otherwise(record: Record, *, at: str, refused: Sequence[str], but: Sequence[str] = ()) -> Iterator[Hit]:
    """Flag every known text at *at* that begins with one of *refused*, *but* not with these; case does not count."""
    beginnings, spared = (tuple(fold(word) for word in words) for words in (refused, but))
    spots = record.known(at)
    if not spots:
        yield not_judged(at)
    for spot in spots:
        if fold(spot.value).startswith(beginnings) and not fold(spot.value).startswith(spared):
            yield Hit(spot.at)


@check()
def names_one_of(record: Record, *, at: str, words: Sequence[str]) -> Iterator[Hit]:
    """Flag every known text at *at* that has none of *words* in it; case does not count."""
    wanted = [fold(word) for word in words]
    spots = record.known(at)
    if not spots:
        yield not_judged(at)
    for spot in spots:
        if not any(word in fold(spot.value) for word in wanted):
            yield Hit(spot.at)
