"""The list of destinations of a verification (DS-TT), as rows: formats like those of `formats.py`.

Sentences and small words stand in ``words.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dossier.forms.formats import FORMATS, FormatContext, Result, words
from dossier.record.destinations import Destination
from dossier.record.people import is_member_now
from dossier.record.record import Record
from dossier.record.schema import label


def destinations(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Every destination, [{number, destination, persons, points, letter, state}]: the requests, then the proposals.

    Values: the requests of the record; they may be unknown.
    """
    rows = [_of_request(context, one) for one in _objects(values)]
    rows += [_of_proposal(context, one) for one in context.proposed.destinations]
    return [{"number": str(number), **row} for number, row in enumerate(rows, start=1)]


def exempted(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Who is exempt, [{person, basis, confirmation}], as the record's exemptions say."""
    shapes = words()["destinations"]
    return [
        {
            "person": _persons(context, [one.get("person")]),
            "basis": str(shapes["basis"].get(_text(one.get("basis")), "")),
            "confirmation": ", ".join(
                text
                for text in (_text(one.get("confirming_committee")), _numbered(context, one, "confirmation"))
                if text
            )
            or str(shapes["not_confirmed"]),
        }
        for one in _objects(values)
        if one.get("person") is not None
    ]


def unplaced(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Who could not be placed, [{person, why}]."""
    sentences = words()["destinations"]["why"]
    return [
        {
            "person": label(one.at, context.record),
            "why": str(sentences[one.why.value]).format(choices="; ".join(one.choices)),
        }
        for one in context.proposed.unplaced
    ]


def has_proposals(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Whether a destination is proposed that the record has no request for."""
    return bool(context.proposed.destinations)


def _of_request(context: FormatContext, request: Mapping[str, object]) -> dict[str, str]:
    shapes = words()["destinations"]
    return {
        "destination": _lines(_text(request.get("destination")) or shapes["unknown"], _kind(request)),
        "persons": _persons(context, request.get("persons")),
        "points": _points(request.get("points")),
        "letter": _lines(_numbered(context, request, "letter"), shapes["by"].get(_text(request.get("by")), "")),
        "state": _state(context, request),
    }


def _state(context: FormatContext, request: Mapping[str, object]) -> str:
    shapes = words()["destinations"]
    if request.get("reply_date") is not None:
        result = shapes["result"].get(_text(request.get("result")), shapes["no_result"])
        return str(shapes["answered"]).format(reply=_numbered(context, request, "reply"), result=result)
    if request.get("sent_date") is not None:
        return str(shapes["waiting"]).format(date=_shown("date_slash", context, request.get("sent_date")))
    return str(shapes["not_sent"])


def _of_proposal(context: FormatContext, destination: Destination) -> dict[str, str]:
    shapes = words()["destinations"]
    state = "own" if destination.own else "proposed" if destination.joins is None else "joins"
    notes = dict.fromkeys(note for at in destination.at for note in _notes(context, at))
    return {
        "destination": _lines(destination.name, _kind({"destination_kind": destination.kind})),
        "persons": _persons(context, list(destination.persons)),
        "points": _points(list(destination.points)),
        "letter": "" if destination.own else shapes["by"].get(destination.by, ""),
        "state": _lines(shapes[state], *notes),
    }


def _notes(context: FormatContext, at: str) -> Iterator[str]:
    """What an office should know of one person due."""
    shapes = words()["destinations"]
    if at in context.proposed.doubtful:
        yield str(shapes["doubtful"])
    relative = Record(context.record).get(at)
    if isinstance(relative, Mapping) and is_member_now(relative):
        yield str(shapes["member"])
    basis = context.proposed.may_be_exempt.get(at)
    if basis is not None:
        yield str(shapes["may_be_exempt"]).format(basis=shapes["basis"][basis])


def _persons(context: FormatContext, keys: object) -> str:
    found = FORMATS["persons"](context, [keys], {"start": "line"})
    return "\n".join(found) if isinstance(found, list) else ""


def _points(points: object) -> str:
    """The points in few words; a free text stays as it is."""
    short = words()["destinations"]["points"]
    return "; ".join(str(short.get(one, one)) for one in points) if isinstance(points, list) else ""


def _kind(request: Mapping[str, object]) -> str:
    return str(words()["destinations"]["kinds"].get(_text(request.get("destination_kind")), ""))


def _numbered(context: FormatContext, item: Mapping[str, object], what: str) -> str:
    """ "số 21, ngày 03/10/2025", as far as it is known; *what* is the beginning of both keys."""
    shapes = words()["paper_note"]
    number = _text(item.get(f"{what}_number"))
    day = _shown("date_slash", context, item.get(f"{what}_date"))
    parts = [(shapes["number"], number), (shapes["date"], day)]
    return ", ".join(str(shape).format(number=shown, date=shown) for shape, shown in parts if shown)


def _shown(format_: str, context: FormatContext, value: object) -> str:
    found = FORMATS[format_](context, [value], {})
    return found if isinstance(found, str) else ""


def _objects(values: Sequence[object]) -> list[Mapping[str, object]]:
    found = values[0] if values else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


FORMATS.update(destinations=destinations, exempted=exempted, unplaced=unplaced, has_proposals=has_proposals)
