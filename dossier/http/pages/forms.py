"""The forms of one person: filled, downloaded one by one or as zip, looked at page by page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from dossier.desk import person_forms, proposing
from dossier.desk.archive import person_files, zipped
from dossier.http.pages.person import known_stage
from dossier.http.problems import problem
from dossier.http.web import by_of, desk_of, go, page
from dossier.record.stages import Stage, stage_of

router = APIRouter(prefix="/persons/{record_id}/forms")


@router.get("")
def forms(request: Request, record_id: str, stage: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    """The forms due at a stage, and what lies in the folder."""
    desk = desk_of(request)
    held = desk.store.read(record_id)
    proposed, unplaced = proposing.proposed(desk, held)
    entries = person_forms.entries(desk, held, known_stage(stage))
    return page(
        request, "forms.html", held=held, proposed=proposed, unplaced=unplaced, entries=entries, stage=stage,
        stages=list(Stage), own_stage=stage_of(held.dossier.record_for(desk.office)).value,
    )  # fmt: skip


@router.post("")
def fill(
    request: Request,
    record_id: str,
    name: Annotated[list[str], Form()] = [],  # noqa: B006 FastAPI copies it
    stage: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Fill the forms that were ticked, or all that are due."""
    desk = desk_of(request)
    held = desk.store.read(record_id)
    written = person_forms.fill(desk, held, names=name, stage=known_stage(stage))
    kept = any(entry.kept for entry in written)
    path = f"/persons/{quote(record_id)}/forms" + (f"?stage={stage}" if known_stage(stage) else "")
    return go(path, "filled_beside" if kept else "filled")


@router.post("/proposals")
def take_over(request: Request, record_id: str, etag: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Write what is proposed into the record, as requests of verification."""
    proposing.take_over(desk_of(request), record_id, by=by_of(request), if_match=etag)
    return go(f"/persons/{quote(record_id)}/forms", "taken_over")


@router.get(".zip")
def all_of_them(request: Request, record_id: str) -> StreamingResponse:
    """Forms and reports of this person as one zip."""
    desk = desk_of(request)
    folder = desk.root / desk.store.read(record_id).record_id
    headers = {"Content-Disposition": f'attachment; filename="{folder.name}.zip"'}
    return StreamingResponse(zipped(iter(person_files(folder)), folder), headers=headers, media_type="application/zip")


@router.get("/{name}")
def one(request: Request, record_id: str, name: str) -> FileResponse:
    """A form as it lies in the folder."""
    path = person_forms.form_path(desk_of(request), record_id, name)
    return FileResponse(path, filename=name, media_type=person_forms.DOCX)


@router.get("/{name}/preview")
def preview(request: Request, record_id: str, name: str) -> HTMLResponse:
    """The pages of a form as it would be printed."""
    desk = desk_of(request)
    path = person_forms.form_path(desk, record_id, name)
    pages = len(person_forms.preview(path))
    return page(request, "preview.html", held=desk.store.read(record_id), form=name, pages=pages)


@router.get("/{name}/pages/{number}.png")
def picture(request: Request, record_id: str, name: str, number: int) -> Response:
    """One page of a form as a picture."""
    pictures = person_forms.preview(person_forms.form_path(desk_of(request), record_id, name))
    if not 1 <= number <= len(pictures):
        raise problem(404, "http_404")
    return Response(pictures[number - 1], media_type="image/png")
