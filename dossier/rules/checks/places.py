"""Checks on place names: those of today with the former ones in brackets, whole, in the country or abroad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dossier.findings import Hit, Text
from dossier.record.gazetteer import Suggestion, former_communes, suggest
from dossier.record.people import plain_name
from dossier.record.record import Record
from dossier.rules.registry import Context, check, not_judged

_HOME = plain_name("Việt Nam")
_LISTED_AT_MOST = 5


@check()
def places_current(
    record: Record, *, at: Sequence[str], context: Context, family: str | None = None, fields: Sequence[str] = ()
) -> Iterator[Hit]:
    """Flag places written with names that no longer exist: a district, a merged province, a former commune.

    Args:
        record: one person's record.
        at: places of `place` objects; places abroad are left out, and so is one given as one line of text unless
            the table of places knows its province and it has no brackets.
        context: the sentences that tell what the place may be called now.
        family, fields: a list of relatives, and which of their places are looked at too.

    Yields:
        A hit at each such place; its remedy names what the table of places suggests. Where the table does not know
        the province, the ask's own remedy stands.
    """
    places: list[tuple[Sequence[object], Any]] = [((place,), record.get(place)) for place in at]
    if family is not None:
        for index, row in enumerate(record.items(family)):
            places += [((family, index, field), row.get(field)) for field in fields]
    judged = False
    for name, place in places:
        if not isinstance(place, dict) or is_abroad(place):
            continue
        line = place.get("text")
        judged = judged or not line
        suggestion = None if line and "(" in line else suggest(place)
        if suggestion is not None:
            judged = True
            values, fix = _advice(suggestion, context.messages)
            yield Hit("/".join(map(str, name)), values, fix=fix)
        elif place.get("district") and not line:
            yield Hit("/".join(map(str, name)))
    if not judged:
        yield not_judged(at[0])


def _advice(suggestion: Suggestion, messages: Mapping[str, Text]) -> tuple[dict[str, str], Text]:
    if not suggestion.candidates:
        return {"now": _listed(suggestion.provinces)}, messages["place_province"]
    several = "place_split" if suggestion.split else "place_unsure"
    sentence = "place_now" if len(suggestion.candidates) == 1 else several
    return {"now": _listed(map(str, suggestion.candidates))}, messages[sentence]


@check("former")
def places_former(record: Record, *, at: Sequence[str]) -> Iterator[Hit]:
    """Flag places with names of today that do not say the former ones, where the table of places knows some.

    Args:
        record: one person's record.
        at: places of `place` objects; places abroad are left out, and those of one line of text with brackets.

    Yields:
        A hit at each with ``former``, what it may have been called, at most five.
    """
    judged = False
    for name in at:
        place = record.get(name)
        if not isinstance(place, dict) or is_abroad(place) or "(" in (place.get("text") or ""):
            continue
        judged = True
        if place.get("former_text") or any((place.get("former") or {}).values()):
            continue
        former = former_communes(place)
        if former:
            yield Hit(name, {"former": _listed(map(str, former))})
    if not judged:
        yield not_judged(at[0])


@check()
def places_whole(record: Record, *, at: Sequence[str], parts: Sequence[str]) -> Iterator[Hit]:
    """Flag places that lack one of *parts* (`commune`, `province`), each at the part; one line of text is left out."""
    judged = False
    for name in at:
        place = record.get(name)
        if isinstance(place, dict) and not place.get("text") and not is_abroad(place):
            judged = True
            for part in parts:
                if not place.get(part):
                    yield Hit(f"{name}/{part}", missing=True)
    if not judged:
        yield not_judged(at[0])


def is_abroad(place: Mapping[str, Any]) -> bool:
    """True for a place whose country is named and is not this one."""
    country = place.get("country")
    return bool(country) and plain_name(str(country)) != _HOME


def _listed(names: Iterable[str]) -> str:
    some = list(names)
    return "; ".join([*some[:_LISTED_AT_MOST], *(["…"] if len(some) > _LISTED_AT_MOST else [])])
