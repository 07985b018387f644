"""Forms of one dossier: filled, downloaded, looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from dossier.desk import person_forms, proposing
from dossier.http.api import STAGES, By, Desk, IfMatch, RecordId, Stage, record_answer, refusals
from dossier.http.problems import problem

router = APIRouter(tags=["forms"])

FormName = Annotated[str, Path(max_length=200, examples=["06-6-KND.docx"])]


class FormLine(BaseModel):
    """A form of a dossier."""

    name: str
    number: str
    title: str
    subject: str
    due: bool
    blanks: int
    there: bool
    edited: bool
    beside: bool
    confirmed: bool


class FillWish(BaseModel):
    """Which forms are filled."""

    forms: list[Annotated[str, Field(max_length=40)]] = Field(
        default_factory=list, max_length=100, examples=[["6-KND"]]
    )
    stage: str | None = Field(None, pattern=STAGES)


class FilledFile(BaseModel):
    """A file that was written; `kept`: the file of a person, beside which it lies."""

    path: str
    sha256: str
    form: str
    kept: str | None


class ProposedRequest(BaseModel):
    """A body that would be asked about persons; `joins`: a request not sent yet, to which they would be added."""

    name: str
    persons: list[str]
    own: bool
    joins: str


class NotPlaced(BaseModel):
    """Somebody whom no place could be found for, what is missing for it, and why in Vietnamese and English."""

    person: str
    place: str
    vi: str
    en: str


class Proposals(BaseModel):
    """Where persons are still to be verified."""

    proposed: list[ProposedRequest]
    unplaced: list[NotPlaced]


@router.get("/dossiers/{record_id}/proposals", summary="Proposed requests", responses=refusals(404))
def list_proposals(desk: Desk, record_id: RecordId) -> Proposals:
    """Whom the verification letters would go to, from the family in the record; nothing while no letter is due."""
    proposed, unplaced = proposing.proposed(desk, desk.store.read(record_id))
    return Proposals(
        proposed=[
            ProposedRequest(name=one.name, persons=list(one.persons), own=one.own, joins=one.joins) for one in proposed
        ],
        unplaced=[NotPlaced(person=one.person, place=one.pointer, vi=one.why.vi, en=one.why.en) for one in unplaced],
    )


@router.post("/dossiers/{record_id}/proposals", summary="Take proposals over", responses=refusals(404, 412, 428))
def take_proposals(desk: Desk, record_id: RecordId, etag: IfMatch, by: By = "") -> JSONResponse:
    """Write what is proposed into the record, as requests of verification; the record comes back with them."""
    return record_answer(proposing.take_over(desk, record_id, by=by, if_match=etag))


@router.get("/dossiers/{record_id}/forms", summary="Forms of a dossier", responses=refusals(404))
def list_forms(desk: Desk, record_id: RecordId, stage: Stage = None) -> list[FormLine]:
    """The forms due at the stage, and every other file in `forms/`."""
    found = person_forms.entries(desk, desk.store.read(record_id), stage)
    return [
        FormLine(
            name=one.name, number=one.number, title=one.title, subject=one.subject, due=one.due, blanks=one.blanks,
            there=one.there, edited=one.edited, beside=one.beside, confirmed=one.confirmed,
        )
        for one in found
    ]  # fmt: skip


@router.post("/dossiers/{record_id}/forms", summary="Fill forms", responses=refusals(404))
def fill_forms(desk: Desk, record_id: RecordId, wish: Annotated[FillWish, Body()]) -> list[FilledFile]:
    """Fill the forms asked for, or all that are due; a file that a person edited is kept."""
    written = person_forms.fill(desk, desk.store.read(record_id), numbers=wish.forms, stage=wish.stage)
    return [FilledFile(path=one.path, sha256=one.sha256, form=one.form, kept=one.kept) for one in written]


@router.get("/dossiers/{record_id}/forms/{name}", summary="A filled form", response_class=FileResponse,
            responses={200: {"content": {person_forms.DOCX: {}}}, **refusals(404)})  # fmt: skip
def read_form(desk: Desk, record_id: RecordId, name: FormName) -> FileResponse:
    """The Word file as it lies in `forms/`."""
    return FileResponse(person_forms.form_path(desk, record_id, name), media_type=person_forms.DOCX)


@router.get("/dossiers/{record_id}/forms/{name}/pages/{number}", summary="A page of a form", response_class=Response,
            responses={200: {"content": {"image/png": {}}}, **refusals(404)})  # fmt: skip
def read_page(desk: Desk, record_id: RecordId, name: FormName, number: Annotated[int, Path(ge=1, le=1000)]) -> Response:
    """One page as it would be printed, as a PNG picture."""
    pictures = person_forms.preview(person_forms.form_path(desk, record_id, name))
    if number > len(pictures):
        raise problem(404, "http_404")
    return Response(pictures[number - 1], media_type="image/png")
