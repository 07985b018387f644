"""Scans of a dossier's papers: what is there, what is missing, upload, a look, removal."""

from __future__ import annotations

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, Response

from dossier.adapters.ports import Act
from dossier.desk.person_papers import KEYS, paper_kinds, papers_of, purposes
from dossier.http.problems import problem
from dossier.http.web import by_of, desk_of, go, page

router = APIRouter(prefix="/persons/{record_id}/papers")

MOST_FILES = 50  # of one upload
_MEDIA = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


@router.get("")
def papers(request: Request, record_id: str, to: str = "") -> HTMLResponse:
    """All papers with their scans; *to*: the paper that an upload belongs to, chosen already."""
    desk = desk_of(request)
    held = desk.store.read(record_id)
    found, missing = papers_of(held, desk.look(held).report)
    choices = [
        *((json.dumps(one.key, ensure_ascii=False), one.label, False) for one in found),
        *((json.dumps(one.key, ensure_ascii=False), one.label, True) for one in missing),
    ]
    return page(
        request, "papers.html", held=held, papers=found, missing=missing, choices=choices, chosen=to,
        kinds=paper_kinds(), purposes=purposes(), keys=lambda one: json.dumps(one.key, ensure_ascii=False),
    )  # fmt: skip


@router.post("")
def add(
    request: Request,
    record_id: str,
    files: Annotated[list[UploadFile], File()],
    paper: Annotated[str, Form(max_length=2000)] = "",
    form: Annotated[str, Form(max_length=100)] = "",
    purpose: Annotated[str, Form(max_length=100)] = "",
    etag: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Put one or several files with a paper: one of the record, a missing one, or a new one of a kind."""
    desk = desk_of(request)
    key = paper_key(paper) or {name: value for name, value in (("form", form), ("purpose", purpose)) if value}
    if not key.get("form"):
        raise problem(422, "no_paper_chosen")
    if len(files) > MOST_FILES:
        raise problem(413, "http_413")
    for file in files:
        act = Act(by_of(request), "paper_add")
        held = desk.store.add_paper_file(
            record_id, file.filename or "", file.file.read(), act, paper=key, if_match=etag
        )  # fmt: skip
        etag = held.etag
    desk.renew(record_id)
    return go(f"/persons/{quote(record_id)}/papers", "paper_added")


@router.get("/file/{path:path}")
def look(request: Request, record_id: str, path: str) -> FileResponse:
    """A scan, shown in the browser."""
    file = desk_of(request).store.paper_file(record_id, path)
    media_type = _MEDIA.get(file.suffix.lower())
    if media_type is None:
        return FileResponse(file, filename=file.name)
    return FileResponse(file, media_type=media_type, filename=file.name, content_disposition_type="inline")


@router.post("/remove")
def remove(
    request: Request,
    record_id: str,
    path: Annotated[str, Form(max_length=400)],
    etag: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Take a file out of its paper; it goes to the bin."""
    desk = desk_of(request)
    desk.store.remove_paper_file(record_id, path, Act(by_of(request), "paper_remove"), if_match=etag)
    desk.renew(record_id)
    return go(f"/persons/{quote(record_id)}/papers", "paper_removed")


def paper_key(words: str) -> dict[str, Any]:
    """What tells a paper from others, as a form of ours sends it; empty for anything else."""
    try:
        found = json.loads(words) if words else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if key in KEYS and isinstance(value, str)}
