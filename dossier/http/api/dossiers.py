"""Dossiers: the list, one record and its versions, the bin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel

from dossier.adapters.ports import Act
from dossier.desk.archive import cohort_files, person_files, zipped
from dossier.desk.cohort_table import Wish, row_object, wished
from dossier.http.api import By, Desk, IfMatch, RecordId, record_answer, refusals
from dossier.http.problems import problem
from dossier.record.schema import found_words, problems

router = APIRouter(tags=["dossiers"])

Record = Annotated[
    dict[str, Any],
    Body(
        description="a record, valid against schemas/record.schema.json",
        examples=[{"schema_version": "1", "record_id": "an-001", "candidate": {"birth_name": "Nguyễn Văn An"}}],
    ),
]
VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]


class Row(BaseModel):
    """A dossier in the table of the cohort."""

    record_id: str
    name: str
    cell: str
    stage: str
    verdict: Literal["errors", "needs_person", "ready", "problem", "unknown"]
    errors: int
    needs_person: int
    warnings: int
    who: str
    due: str | None
    due_act: str
    problem: str | None
    current: bool
    checked_on: str | None


class VersionLine(BaseModel):
    """A version of a record."""

    number: int
    on: str
    by: str
    what: str
    places: list[str]
    sha256: str


class BinLine(BaseModel):
    """Something in the bin."""

    key: str
    record_id: str
    on: str
    by: str


@router.get("/dossiers", summary="All dossiers", responses=refusals())
def list_dossiers(
    desk: Desk,
    q: Annotated[str, Query(max_length=200, description="words in name, cell or id; marks not needed")] = "",
    stage: Annotated[str, Query(max_length=40)] = "",
    verdict: Annotated[str, Query(max_length=40)] = "",
    who: Annotated[str, Query(max_length=40)] = "",
    due_within: Annotated[int | None, Query(ge=0, le=3660, description="days")] = None,
    order: Annotated[Literal["name", "due", "verdict", "id"], Query()] = "name",
    wait: Annotated[bool, Query(description="until everybody was looked at; else rows may be not `current`")] = False,
) -> list[Row]:
    """The table of the cohort: stage, verdict, who must act next and the next deadline of everybody."""
    wish = Wish(q, stage, verdict, who, due_within, order)
    return [Row(**row_object(row)) for row in wished(desk.rows(wait=wait), wish, desk.clock.today())]


@router.post("/dossiers", status_code=201, summary="A new dossier", responses=refusals(409, 413))
def create_dossier(desk: Desk, record: Record, by: By = "") -> JSONResponse:
    """A new dossier from a record; its id must not be taken."""
    checked(record)
    held = desk.store.create(record, Act(by, "create"))
    desk.renew(held.record_id)
    return record_answer(held, 201)


@router.get("/dossiers.zip", summary="Forms and reports of everybody", response_class=StreamingResponse,
            responses={200: {"content": {"application/zip": {}}}, **refusals()})  # fmt: skip
def zip_of_all(desk: Desk) -> StreamingResponse:
    """One zip of everything that was made, given out while it is packed."""
    ids = [mark.record_id for mark in desk.store.marks()]
    return StreamingResponse(zipped(cohort_files(desk.root, ids), desk.root), media_type="application/zip")


@router.get("/dossiers/{record_id}", summary="One record", responses=refusals(404))
def read_dossier(desk: Desk, record_id: RecordId) -> JSONResponse:
    """The record, with its ETag."""
    return record_answer(desk.store.read(record_id))


@router.put("/dossiers/{record_id}", summary="Replace a record", responses=refusals(404, 412, 413, 428))
def replace_dossier(desk: Desk, record_id: RecordId, record: Record, etag: IfMatch, by: By = "") -> JSONResponse:
    """Replace the record that still is as the caller saw it (If-Match); the former version is kept."""
    checked(record)
    held = desk.store.read(record_id)
    if record.get("record_id") != held.record_id:
        raise problem(422, "other_record_id", place="/record_id")
    return record_answer(desk.save(held, record, Act(by, "edit"), if_match=etag))


@router.delete("/dossiers/{record_id}", status_code=204, response_class=Response, summary="Into the bin",
               responses=refusals(404, 412, 428))  # fmt: skip
def delete_dossier(desk: Desk, record_id: RecordId, etag: IfMatch, by: By = "") -> Response:
    """Put the dossier with all its files into the bin."""
    desk.store.delete(record_id, Act(by, "delete"), if_match=etag)
    return Response(status_code=204)


@router.get("/dossiers/{record_id}/files.zip", summary="Forms and reports of one person",
            response_class=StreamingResponse,
            responses={200: {"content": {"application/zip": {}}}, **refusals(404)})  # fmt: skip
def zip_of_one(desk: Desk, record_id: RecordId) -> StreamingResponse:
    """One zip of the forms and reports of this dossier."""
    folder = desk.root / desk.store.read(record_id).record_id
    return StreamingResponse(zipped(iter(person_files(folder)), folder), media_type="application/zip")


@router.get("/dossiers/{record_id}/versions", summary="Versions of a record", responses=refusals(404))
def list_versions(desk: Desk, record_id: RecordId) -> list[VersionLine]:
    """All versions, latest first."""
    return [
        VersionLine(
            number=one.number, on=one.on, by=one.by, what=one.what, places=list(one.places), sha256=one.sha256
        )
        for one in desk.store.versions(record_id)
    ]  # fmt: skip


@router.get("/dossiers/{record_id}/versions/{number}", summary="A former record", responses=refusals(404))
def read_version(desk: Desk, record_id: RecordId, number: VersionNumber) -> dict[str, Any]:
    """The record as it was in that version."""
    return dict(desk.store.version(record_id, number))


@router.post("/dossiers/{record_id}/versions/{number}/restore", summary="Back to a version",
             responses=refusals(404, 412, 428))  # fmt: skip
def restore_version(desk: Desk, record_id: RecordId, number: VersionNumber, etag: IfMatch, by: By = "") -> JSONResponse:
    """Make a former version the present one; that is a new version."""
    held = desk.store.restore(record_id, number, Act(by, "restore"), if_match=etag)
    desk.renew(held.record_id)
    return record_answer(held)


@router.get("/bin", summary="The bin", responses=refusals())
def list_bin(desk: Desk) -> list[BinLine]:
    """What was deleted, latest first."""
    return [BinLine(key=one.key, record_id=one.record_id, on=one.on, by=one.by) for one in desk.store.bin()]


@router.post("/bin/{key}/restore", summary="Out of the bin", responses=refusals(404, 409))
def undelete(desk: Desk, key: str, by: By = "") -> JSONResponse:
    """Take a dossier out of the bin."""
    held = desk.store.undelete(key, Act(by, "undelete"))
    desk.renew(held.record_id)
    return record_answer(held)


def checked(record: Mapping[str, Any]) -> None:
    """Schema validation at the door.

    Raises:
        ProblemError: 422, with every place, what was found and what is expected.
    """
    found = problems(record)
    if found:
        raise problem(
            422, "invalid_record",
            errors=[
                {
                    "place": one.pointer,
                    "label": one.label,
                    "found": found_words(one.found_kind),
                    "expected": one.expected,
                }
                for one in found
            ],
        )  # fmt: skip
