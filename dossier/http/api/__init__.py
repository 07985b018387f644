"""The HTTP API under `/api`: what the pages do, for programs. Here what its modules share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Header, Path, Query, Request
from fastapi.responses import JSONResponse

from dossier.adapters.ports import Held
from dossier.desk.service import OfficeDesk
from dossier.http.problems import MEDIA_TYPE, Problem, problem
from dossier.http.web import desk_of
from dossier.record import stages

RecordId = Annotated[
    str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="id of a record", examples=["mau-001"])
]
STAGES = f"^({'|'.join(stages.Stage)})$"
Stage = Annotated[
    str | None,
    Query(
        pattern=STAGES,
        description="stage; by default the first whose closing act has no date",
        examples=["verification"],
    ),
]
AsOf = Annotated[date | None, Query(description="day of the check; today by default", examples=["2026-11-22"])]
By = Annotated[str, Query(max_length=200, description="who does it, for the journal", examples=["Văn phòng Đảng ủy"])]
Desk = Annotated[OfficeDesk, Depends(desk_of)]

_WORDS = {
    401: "Neither session nor key.",
    403: "A foreign origin, or no token.",
    404: "There is no such thing.",
    409: "It is there already, or something else is going on.",
    412: "Somebody else changed it meanwhile.",
    413: "Too large.",
    421: "A foreign host.",
    422: "The request has not the right form; or what it holds cannot be taken.",
    428: "If-Match is missing.",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problems a route may answer with, for its description; those of the door are added."""
    return {
        status: {
            "description": _WORDS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({401, 403, 421, 422, *statuses})
    }


def if_match(
    given: Annotated[str | None, Header(alias="If-Match", max_length=200, description="the ETag of the record")] = None,
) -> str:
    """The ETag that the caller saw.

    Raises:
        ProblemError: there is none (428).
    """
    if given is None or not given.strip():
        raise problem(428, "http_428")
    return given.strip().removeprefix("W/").strip('"')


IfMatch = Annotated[str, Depends(if_match)]


def record_answer(held: Held, status: int = 200, request: Request | None = None) -> JSONResponse:
    """A record with its ETag; of a new one its place too."""
    headers = {"ETag": f'"{held.etag}"'}
    if status == 201:
        headers["Location"] = f"/api/dossiers/{held.record_id}"
    return JSONResponse(dict(held.dossier.data), status, headers)


__all__ = [
    "STAGES",
    "AsOf",
    "By",
    "Desk",
    "IfMatch",
    "Problem",
    "RecordId",
    "Stage",
    "if_match",
    "record_answer",
    "refusals",
]
