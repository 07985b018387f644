"""The journal and its proof."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query

from dossier.http.api import Desk, refusals

router = APIRouter(tags=["journal"])


@router.get("/journal", summary="The journal", responses=refusals())
def read_journal(
    desk: Desk,
    record_id: Annotated[str | None, Query(max_length=64)] = None,
    most: Annotated[int, Query(ge=1, le=10_000)] = 200,
) -> list[dict[str, Any]]:
    """Who did what and when, latest first; never a value of a record."""
    return [dict(line) for line in islice(desk.store.journal(record_id), most)]
