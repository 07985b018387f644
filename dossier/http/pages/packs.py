"""Packs of forms: what each holds, its faults; a pack of the office's own by upload."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from dossier.desk.packs import bring_in, packs
from dossier.http.web import desk_of, go, page

router = APIRouter(prefix="/packs")


@router.get("")
def list_packs(request: Request) -> HTMLResponse:
    """All packs with their forms; faults are listed where a pack has some."""
    desk = desk_of(request)
    return page(request, "packs.html", packs=packs(desk.office, desk.office_file.parent))


@router.post("")
def upload(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Keep a pack that came as a zip; its faults stand on the page afterwards."""
    desk = desk_of(request)
    pack = bring_in(desk.office_file.parent, file.filename or "", file.file.read())
    return go("/packs", "pack_faulty" if pack.faults else "pack_added")
