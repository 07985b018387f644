"""A run over the cohort: started, watched, stopped."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from dossier.desk.batches import Batch
from dossier.desk.service import OfficeDesk
from dossier.http.problems import problem
from dossier.http.web import desk_of, go, page

router = APIRouter(prefix="/batches")


@router.post("")
def start(request: Request, fill: Annotated[str, Form(max_length=1)] = "") -> Response:
    """Check everybody, and fill the forms that are due where *fill* says so."""
    batch = desk_of(request).start_batch(fill=bool(fill))
    return go(f"/batches/{batch.id}")


@router.get("/{key}")
def watch(request: Request, key: str) -> HTMLResponse:
    """The run; without script the page renews itself until its end."""
    return page(request, "batch.html", batch=known(desk_of(request), key))


@router.post("/{key}/cancel")
def cancel(request: Request, key: str) -> Response:
    """Stop the run after the record it is at."""
    batch = known(desk_of(request), key)
    batch.cancel()
    batch.wait(10)
    return go(f"/batches/{key}")


def known(desk: OfficeDesk, key: str) -> Batch:
    """The run of this key.

    Raises:
        ProblemError: it is not known (any more).
    """
    batch = desk.batches.get(key)
    if batch is None:
        raise problem(404, "no_batch")
    return batch
