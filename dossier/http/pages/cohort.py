"""The cohort: everybody in one table, searched and filtered; a new person; everything in one zip."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response, StreamingResponse

from dossier.desk.archive import cohort_files, zipped
from dossier.desk.cohort_table import DUE_WITHIN, ORDERS, VERDICTS, Wish, figures, name_of, verdict_of, wished
from dossier.desk.people import new_person
from dossier.desk.summary import SUMMARIES
from dossier.http.problems import problem
from dossier.http.security import policy_with_style
from dossier.http.web import by_of, desk_of, go, page
from dossier.record.stages import Stage
from dossier.reports.html import STYLE

router = APIRouter()

MOST_ROWS = 200  # of one page of the table


@router.get("/")
def cohort(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    stage: Annotated[str, Query(max_length=40)] = "",
    verdict: Annotated[str, Query(max_length=40)] = "",
    who: Annotated[str, Query(max_length=40)] = "",
    due: Annotated[str, Query(max_length=4)] = "",
    order: Annotated[str, Query(max_length=10)] = "name",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """The table; what a form left empty is no wish."""
    desk = desk_of(request)
    rows = desk.rows()
    wish = Wish(
        text=q, stage=stage, verdict=verdict, who=who, due_within=int(due) if due.isdecimal() else None,
        order=order if order in ORDERS else "name",
    )  # fmt: skip
    found = wished(rows, wish, desk.clock.today())
    pages = max(1, -(-len(found) // MOST_ROWS))
    number = min(number, pages)
    return page(
        request, "cohort.html", rows=found[(number - 1) * MOST_ROWS : number * MOST_ROWS], found=len(found), wish=wish,
        figures=figures(rows), verdicts=VERDICTS, stages=list(Stage), orders=ORDERS, due_within=DUE_WITHIN,
        number=number, pages=pages, first=(number - 1) * MOST_ROWS, name_of=name_of, verdict_of=verdict_of,
        batch=desk.batches.current, has_summary=(desk.root / SUMMARIES[0]).is_file(),
    )  # fmt: skip


@router.post("/persons")
def add_person(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    born: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """A new dossier with a name in it, and on to its first section."""
    held = new_person(desk_of(request), name, born, by_of(request))
    return go(f"/persons/{held.record_id}/record", "added")


@router.get("/cohort/{name}")
def made(request: Request, name: str) -> Response:
    """The summary of the last run, or everything that was made as one zip."""
    desk = desk_of(request)
    if name == "ho-so.zip":
        ids = [mark.record_id for mark in desk.store.marks()]
        headers = {"Content-Disposition": 'attachment; filename="ho-so.zip"'}
        return StreamingResponse(
            zipped(cohort_files(desk.root, ids), desk.root), headers=headers, media_type="application/zip"
        )
    if name not in SUMMARIES or not (desk.root / name).is_file():
        raise problem(404, "no_summary")
    if name.endswith(".html"):
        return FileResponse(desk.root / name, headers={"Content-Security-Policy": policy_with_style([STYLE])})
    return FileResponse(desk.root / name, filename=name)
