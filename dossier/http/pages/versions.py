"""Former versions of a record, one click back; the bin, and the way out of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from dossier.adapters.ports import Act
from dossier.http.record_form import differences
from dossier.http.web import by_of, desk_of, go, page

router = APIRouter()

MOST_SHOWN = 60  # differences of one version


@router.get("/persons/{record_id}/versions")
def versions(request: Request, record_id: str) -> HTMLResponse:
    """All versions of a record, latest first."""
    store = desk_of(request).store
    held = store.read(record_id)
    return page(request, "versions.html", held=held, versions=store.versions(record_id))


@router.get("/persons/{record_id}/versions/{number}")
def version(request: Request, record_id: str, number: int) -> HTMLResponse:
    """What a version differs in from the present record."""
    store = desk_of(request).store
    held = store.read(record_id)
    found = differences(held.dossier.data, store.version(record_id, number))
    chosen = next(one for one in store.versions(record_id) if one.number == number)
    return page(
        request, "version.html", held=held, version=chosen, differences=found[:MOST_SHOWN],
        more=max(0, len(found) - MOST_SHOWN),
    )  # fmt: skip


@router.post("/persons/{record_id}/versions/{number}")
def restore(request: Request, record_id: str, number: int, etag: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Make a version the present one."""
    desk = desk_of(request)
    desk.store.restore(record_id, number, Act(by_of(request), "restore"), if_match=etag)
    desk.renew(record_id)
    return go(f"/persons/{record_id}", "restored")


@router.get("/persons/{record_id}/delete")
def ask(request: Request, record_id: str) -> HTMLResponse:
    """Ask once before a dossier goes to the bin."""
    return page(request, "delete.html", held=desk_of(request).store.read(record_id))


@router.post("/persons/{record_id}/delete")
def delete(request: Request, record_id: str, etag: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Put a dossier into the bin."""
    desk_of(request).store.delete(record_id, Act(by_of(request), "delete"), if_match=etag)
    return go("/", "deleted")


@router.get("/bin")
def bin_(request: Request) -> HTMLResponse:
    """What was deleted, latest first."""
    return page(request, "bin.html", items=desk_of(request).store.bin())


@router.post("/bin/{key}")
def undelete(request: Request, key: str) -> Response:
    """Take something out of the bin."""
    desk = desk_of(request)
    held = desk.store.undelete(key, Act(by_of(request), "undelete"))
    desk.renew(held.record_id)
    return go(f"/persons/{held.record_id}", "undeleted")
