"""Scans of a dossier's papers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel

from dossier.adapters.ports import Act
from dossier.desk.person_papers import papers_of
from dossier.http.api import By, Desk, IfMatch, RecordId, Stage, record_answer, refusals

router = APIRouter(tags=["papers"])


class PaperLine(BaseModel):
    """A paper of the record, or one that the stage wants."""

    label: str
    key: dict[str, Any]
    date: str | None
    files: dict[str, bool]
    missing: bool


@router.get("/dossiers/{record_id}/papers", summary="Papers of a dossier", responses=refusals(404))
def list_papers(desk: Desk, record_id: RecordId, stage: Stage = None) -> list[PaperLine]:
    """The papers of the record, then those that are still missing at this stage."""
    held = desk.store.read(record_id)
    found, missing = papers_of(held, desk.look(held, stage).report)
    return [
        *(
            PaperLine(label=one.label, key=dict(one.key), date=one.date or None, files=dict(one.files), missing=False)
            for one in found
        ),
        *(PaperLine(label=one.label, key=dict(one.key), date=None, files={}, missing=True) for one in missing),
    ]


@router.post("/dossiers/{record_id}/papers", status_code=201, summary="Add a scan",
             responses=refusals(404, 412, 413, 428))  # fmt: skip
def add_paper(
    desk: Desk,
    record_id: RecordId,
    etag: IfMatch,
    file: Annotated[UploadFile, File(description="PDF, JPEG or PNG; at most 50 MB and 300 pages")],
    form: Annotated[str, Form(min_length=1, max_length=100, examples=["2-KNĐ"])],
    purpose: Annotated[str, Form(max_length=100)] = "",
    about: Annotated[str, Form(max_length=200)] = "",
    number: Annotated[str, Form(max_length=100)] = "",
    by: By = "",
) -> JSONResponse:
    """Put a file into `papers/`, with the paper it belongs to; where the record has none, a new one."""
    given = {"form": form, "purpose": purpose, "about": about, "number": number}
    held = desk.store.add_paper_file(
        record_id, file.filename or "", file.file.read(), Act(by, "paper_add"),
        paper={key: value for key, value in given.items() if value}, if_match=etag,
    )  # fmt: skip
    desk.renew(record_id)
    return record_answer(held, 201)


@router.get("/dossiers/{record_id}/papers/file", summary="A scan", response_class=FileResponse,
            responses={200: {"content": {"application/octet-stream": {}}}, **refusals(404)})  # fmt: skip
def read_paper(
    desk: Desk, record_id: RecordId, path: Annotated[str, Query(max_length=400, examples=["papers/01.Ly lich.pdf"])]
) -> FileResponse:
    """A file that the record names."""
    return FileResponse(desk.store.paper_file(record_id, path), media_type="application/octet-stream")


@router.delete("/dossiers/{record_id}/papers/file", summary="Remove a scan", responses=refusals(404, 412, 428))
def remove_paper(
    desk: Desk, record_id: RecordId, etag: IfMatch, path: Annotated[str, Query(max_length=400)], by: By = ""
) -> JSONResponse:
    """Take a file out of its paper; it goes to the bin."""
    held = desk.store.remove_paper_file(record_id, path, Act(by, "paper_remove"), if_match=etag)
    desk.renew(record_id)
    return record_answer(held)
