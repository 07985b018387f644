"""Reports of one dossier."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from dossier.http.api import AsOf, Desk, RecordId, Stage, refusals
from dossier.http.languages import lang_of
from dossier.http.pages.person import report_answer

router = APIRouter(tags=["reports"])

_CONTENT = {
    "application/json": {"schema": {"type": "object", "description": "see schemas/report.schema.json"}},
    "text/plain": {"schema": {"type": "string"}},
    "text/html": {"schema": {"type": "string"}},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {},
}


@router.get("/dossiers/{record_id}/report", summary="Check a dossier", response_class=Response,
            responses={200: {"content": _CONTENT}, **refusals(404)})  # fmt: skip
def read_report(
    request: Request,
    desk: Desk,
    record_id: RecordId,
    stage: Stage = None,
    as_of: AsOf = None,
    format: Annotated[Literal["json", "text", "html", "xlsx", "docx"], Query()] = "json",
) -> Response:
    """The report as the command line gives it, byte for byte: what is missing, by which clause, and the mend."""
    held = desk.store.read(record_id)
    return report_answer(desk.look(held, stage, as_of), held, format, lang_of(request))
