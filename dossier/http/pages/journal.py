"""The journal: who did what and when; and the proof that no line was changed."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from dossier.http.languages import lang_of
from dossier.http.web import desk_of, page
from dossier.record.schema import label

router = APIRouter(prefix="/journal")

MOST_LINES = 300


@router.get("")
def journal(request: Request, record_id: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
    """The latest lines, of one dossier or of all; places in words, never a value."""
    desk = desk_of(request)
    lines = [
        {**line, "labels": [label(place) if place.startswith(("/", "papers[")) else place for place in line["places"]]}
        for line in islice(desk.store.journal(record_id or None), MOST_LINES)
    ]
    faults = [fault.told(lang_of(request)) for fault in desk.store.journal_faults()]
    return page(request, "journal.html", lines=lines, record_id=record_id, faults=faults, most=MOST_LINES)
