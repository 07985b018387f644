"""Checks on the cross-page stamp of the biography, and on what may be written there before verification."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dossier.findings import Hit, Verdict
from dossier.record.dates import parse_date
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.rules.registry import Context, check, not_judged


@check()
def stamp_seen(record: Record, *, stamp: str, context: Context) -> Iterator[Hit]:
    """Flag a cross-page stamp that is not there, incomplete or not looked at; put a doubtful one to a person.

    Args:
        record: one person's record.
        stamp: place of the object ``cross_page_stamp`` (`state`, `evidence`, `confirmed_by`).
        context: holds the sentences for a stamp that is known to be absent or incomplete.

    Yields:
        A fail where the object or its state is missing, or the state is absent or incomplete; needs_person
        where it is uncertain, or present by a scan that nobody has confirmed.
    """
    for spot in record.spots(stamp):
        state = spot.value.get("state") if spot.value is not None else None
        if state in ("absent", "incomplete"):
            yield Hit(spot.at, says=context.messages[f"stamp_{state}"])
        elif state is None:
            yield Hit(spot.at)
        elif state == "uncertain" or (spot.value.get("evidence") == "scan" and not spot.value.get("confirmed_by")):
            yield Hit(spot.at, verdict=Verdict.NEEDS_PERSON)


@check()
def stamp_on_photo(record: Record, *, stamp: str, context: Context) -> Iterator[Hit]:
    """Flag a stamp that is not known to lie on the photo; while its state is uncertain, only a plain no is."""
    seen = record.known(stamp)
    if not seen:
        yield not_judged(stamp)
    for spot in seen:
        on_photo = spot.value.get("on_photo")
        if on_photo is False:
            yield Hit(f"{spot.at}/on_photo", says=context.messages["stamp_off_photo"])
        elif on_photo is None and spot.value.get("state") != "uncertain":
            yield Hit(f"{spot.at}/on_photo")
        elif on_photo is None:
            yield not_judged(spot.at)


@check("date", "first_sent")
def stamped_before(record: Record, *, stamp: str, sent: str) -> Iterator[Hit]:
    """Flag a stamp dated after the first request; ``first_sent`` is that day. The same day is in time."""
    first = _first(record, sent)
    stamped = record.dates(f"{stamp}/stamped_on")
    if first is None or not stamped:
        yield not_judged(stamp)
        return
    for at, day in stamped:
        if day > first:
            yield Hit(at, {"date": day, "first_sent": first})


@check("first_sent")
def stamp_dated(record: Record, *, stamp: str, sent: str) -> Iterator[Hit]:
    """Flag a stamp without a date once requests are out, unless a person saw it by the day of the first."""
    first = _first(record, sent)
    present = [spot for spot in record.known(stamp) if spot.value.get("state") == "present"]
    if first is None or not present:
        yield not_judged(stamp)
        return
    for spot in present:
        seen_on = parse_date(spot.value.get("confirmed_on"))
        if spot.value.get("stamped_on") is None and (seen_on is None or seen_on > first):
            yield Hit(f"{spot.at}/stamped_on", {"first_sent": first})


@check("date", "first_sent_text")
def unwritten_before(record: Record, *, written: Sequence[str], sent: str, exemptions: str) -> Iterator[Hit]:
    """Flag remarks dated on or before the day the first request went out, or while none has gone out.

    Args:
        record: one person's record.
        written: places of the dates of remarks that must wait for verification.
        sent: place of the dates on which requests went out.
        exemptions: list of persons who need no verification; where there are some and no request went
            out, nothing is judged.
    """
    first = _first(record, sent)
    if first is None and record.items(exemptions):
        yield not_judged(sent)
        return
    judged = False
    for place in written:
        for at, day in record.dates(place):
            judged = True
            if first is None or day <= first:
                text = f"{first:%d/%m/%Y}" if first else "…"
                yield Hit(at, {"date": day, "first_sent_text": text})
    if not judged:
        yield not_judged(sent)


@check("other_label")
def answered_before(record: Record, *, written: Sequence[str], requests: str) -> Iterator[Hit]:
    """Flag remarks that are dated while a request is unanswered (supplementary requests left out)."""
    open_ = [
        spot.at
        for spot in record.known(requests)
        if not spot.value.get("supplementary") and spot.value.get("reply_date") is None
    ]
    dates = [found for place in written for found in record.dates(place)]
    if not dates:
        yield not_judged(requests)
        return
    for at, _ in dates:
        for request in open_:
            yield Hit(at, {"other_label": label(request, record.data)})


@check("date", "other_label", "other_date")
def after_answers(record: Record, *, written: Sequence[str], requests: str, answers: Sequence[str]) -> Iterator[Hit]:
    """Flag remarks dated before the last answer of a request (supplementary requests left out).

    Args:
        record: one person's record.
        written: places of the dates of remarks.
        requests: the list of requests, with ``*``.
        answers: keys of a request that hold the date of an answer or of a verifier's report.
    """
    latest: tuple[date, str] | None = None
    for spot in record.known(requests):
        if spot.value.get("supplementary"):
            continue
        for key in answers:
            day = parse_date(spot.value.get(key))
            if day is not None and (latest is None or day > latest[0]):
                latest = (day, f"{spot.at}/{key}")
    dates = [found for place in written for found in record.dates(place)]
    if latest is None or not dates:
        yield not_judged(requests)
        return
    for at, day in dates:
        if day < latest[0]:
            yield Hit(at, {"date": day, "other_date": latest[0], "other_label": label(latest[1], record.data)})


def _first(record: Record, place: str) -> date | None:
    return min((day for _, day in record.dates(place)), default=None)
