"""Lists brought in: what is in the file, what is asked, then the records."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, File, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from dossier.desk.importing import conflict_line
from dossier.desk.list_columns import meaning
from dossier.desk.pending import Pending
from dossier.desk.service import OfficeDesk
from dossier.http.api import By, Desk, refusals
from dossier.http.languages import lang_of
from dossier.http.problems import problem

router = APIRouter(tags=["imports"])


class Column(BaseModel):
    """A column of an office's own list, and what it was understood as."""

    sheet: str
    letter: str
    header: str
    target: str = Field(description="a place in the record, `local` or `skip`")
    meaning: str
    asks: bool


class PendingList(BaseModel):
    """A list that was read; nothing of it is written."""

    key: str
    name: str
    persons: int
    known: int = Field(description="persons who have a dossier already")
    columns: list[Column]
    problems: list[dict[str, Any]] = Field(description="cells not understood or mended: sheet, cell, found, expected")


class ImportAnswers(BaseModel):
    """What a person says of a list's columns, and whose word holds where both know something else."""

    columns: dict[Annotated[str, Field(max_length=400)], Annotated[str, Field(max_length=400)]] = Field(
        default_factory=dict, max_length=500, examples=[{"Người theo dõi": "local"}]
    )
    prefer: Literal["record", "sheet"] = "record"


class ImportDone(BaseModel):
    """What became of a list."""

    written: int
    unchanged: int
    ids: list[str]
    conflicts: list[str]
    failed: list[str]


@router.post("/imports", status_code=201, summary="Bring in a list", responses=refusals(413))
def take_list(request: Request, desk: Desk, file: Annotated[UploadFile, File()]) -> JSONResponse:
    """Read a workbook, a questionnaire or an office's own list; the answer says how it was understood."""
    pending = desk.incoming.take(file.filename or "", file.file.read())
    try:
        found = _told(desk, pending, {}, lang_of(request))
    except Exception:
        desk.incoming.drop(pending.key)
        raise
    return JSONResponse(found.model_dump(), 201, {"Location": f"/api/imports/{pending.key}"})


@router.get("/imports/{key}", summary="A list that waits", responses=refusals(404))
def read_list(request: Request, desk: Desk, key: str) -> PendingList:
    """How the list was understood; nothing is written."""
    return _told(desk, desk.incoming.get(key), {}, lang_of(request))


@router.post("/imports/{key}", summary="Write the records of a list", responses=refusals(404))
def write_list(
    request: Request, desk: Desk, key: str, given: Annotated[ImportAnswers, Body()], by: By = ""
) -> ImportDone:
    """Write or merge the records; differences are listed."""
    lang = lang_of(request)
    pending = desk.incoming.get(key)
    try:
        _, written = desk.incoming.write(pending, given.columns, given.prefer, lang, by)
    except ValueError as error:
        raise problem(422, "map_target", place="columns", near="/candidate/birth_name") from error
    desk.incoming.drop(key)
    lines = [conflict_line(*conflict, lang) for conflict in written.conflicts]
    return ImportDone(
        written=written.count, unchanged=written.same, ids=sorted(written.ids), conflicts=lines, failed=written.failed
    )


@router.delete("/imports/{key}", status_code=204, response_class=Response, summary="Throw a list away",
               responses=refusals(404))  # fmt: skip
def drop_list(desk: Desk, key: str) -> Response:
    """Throw the list away; what was imported stays."""
    desk.incoming.drop(key)
    return Response(status_code=204)


def _told(desk: OfficeDesk, pending: Pending, given: dict[str, str], lang: str) -> PendingList:
    with desk.incoming.preview(pending, given, lang) as preview:
        return PendingList(
            key=pending.key, name=pending.name, persons=preview.found.result.persons, known=preview.found.known,
            columns=[
                Column(
                    sheet=view.sheet, letter=view.letter, header=view.name, target=str(view.target),
                    meaning=meaning(view, lang), asks=view.asks,
                )
                for view in preview.columns
            ],
            problems=[one.facts(lang) for one in preview.found.result.problems],
        )  # fmt: skip
