"""Runs over all dossiers, with progress as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from dossier.desk.batches import Batch
from dossier.http.api import STAGES, Desk, refusals
from dossier.http.problems import problem

router = APIRouter(tags=["batches"])


class BatchWish(BaseModel):
    """What a run does."""

    fill: bool = Field(True, description="fill the forms too; false: checks and reports only")
    stage: str | None = Field(None, pattern=STAGES)
    as_of: date | None = None
    forms: list[Annotated[str, Field(max_length=40)]] = Field(
        default_factory=list,
        max_length=100,
        description="numbers of forms; empty: all that are due",
        examples=[["6-KND"]],
    )


class BatchState(BaseModel):
    """A run."""

    id: str
    state: Literal["running", "done", "cancelled", "failed"]
    fill: bool
    total: int
    done: int
    ready: int
    failed: int
    taken_over: int
    problem: str | None


def told(batch: Batch) -> BatchState:
    """A run as the API gives it."""
    return BatchState(
        id=batch.id, state=batch.state.value, fill=batch.job.fill, total=batch.total, done=batch.done,
        ready=batch.ready, failed=batch.failed, taken_over=batch.taken_over,
        problem=batch.problem.get(batch.job.lang) if batch.problem is not None else None,
    )  # fmt: skip


@router.post("/batches", status_code=202, summary="Start a run", responses=refusals(409))
def start_batch(desk: Desk, wish: Annotated[BatchWish, Body()]) -> JSONResponse:
    """Check every dossier in the background, and fill its forms; one run at a time."""
    batch = desk.start_batch(fill=wish.fill, stage=wish.stage, as_of=wish.as_of, numbers=wish.forms)
    return JSONResponse(told(batch).model_dump(), 202, {"Location": f"/api/batches/{batch.id}"})


@router.get("/batches/{key}", summary="A run", responses=refusals(404))
def read_batch(desk: Desk, key: str) -> BatchState:
    """How far the run is."""
    return told(_known(desk.batches.get(key)))


@router.delete("/batches/{key}", summary="Stop a run", responses=refusals(404))
def cancel_batch(desk: Desk, key: str) -> BatchState:
    """Stop the run after the record it is at; what is done stays done."""
    batch = _known(desk.batches.get(key))
    batch.cancel()
    batch.wait(10)
    return told(batch)


@router.get("/batches/{key}/events", summary="Progress of a run", response_class=StreamingResponse,
            responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
                       **refusals(404)})  # fmt: skip
def watch_batch(desk: Desk, key: str) -> StreamingResponse:
    """Server-sent events `progress`, each with the state of the run; the last one tells its end."""
    return StreamingResponse(_events(_known(desk.batches.get(key))), media_type="text/event-stream")


def _events(batch: Batch) -> Iterator[str]:
    for now in batch.changes():
        state: dict[str, Any] = told(now).model_dump()
        yield f"event: progress\ndata: {json.dumps(state, ensure_ascii=False)}\n\n"


def _known(batch: Batch | None) -> Batch:
    if batch is None:
        raise problem(404, "no_batch")
    return batch
