"""What a person saw, and who answers for a finding."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from dossier.http.api import STAGES, Desk, IfMatch, RecordId, record_answer, refusals

router = APIRouter(tags=["answers"])


class Confirmation(BaseModel):
    """What somebody saw: one rule's matter (`code`), or everything of a stage that need not be looked at by itself."""

    by: str = Field(min_length=1, max_length=200, examples=["Văn phòng Đảng ủy"])
    code: str | None = Field(None, max_length=20, examples=["C09"])
    stage: str | None = Field(None, pattern=STAGES)
    where: str | None = Field(None, max_length=400)
    answer: Literal["ok", "not_ok", "not_applicable"] = "ok"
    stamped_on: date | None = None
    note: str | None = Field(None, max_length=1000)
    on: date | None = None


class Acceptance(BaseModel):
    """Who answers for a finding, and why."""

    code: str = Field(max_length=20, examples=["C03"])
    where: str = Field(max_length=400, examples=["/candidate/work_history"])
    reason: str = Field(min_length=1, max_length=1000)
    by: str = Field(min_length=1, max_length=200)
    stage: str | None = Field(None, pattern=STAGES)
    kind: Literal["accepted", "fixed"] = "accepted"
    on: date | None = None
    expires: date | None = None


@router.post("/dossiers/{record_id}/confirmations", summary="Confirm", responses=refusals(404, 412, 428))
def confirm(desk: Desk, record_id: RecordId, etag: IfMatch, seen: Annotated[Confirmation, Body()]) -> JSONResponse:
    """Write down what somebody saw with his own eyes; the record comes back with it."""
    held = desk.confirm(
        record_id, by=seen.by, code=seen.code, stage=seen.stage, where=seen.where, answer=seen.answer,
        stamped_on=seen.stamped_on, note=seen.note, on=seen.on, if_match=etag,
    )  # fmt: skip
    return record_answer(held)


@router.post("/dossiers/{record_id}/dispositions", summary="Accept a finding", responses=refusals(404, 412, 428))
def accept(desk: Desk, record_id: RecordId, etag: IfMatch, given: Annotated[Acceptance, Body()]) -> JSONResponse:
    """Write down who answers for a finding; it stays visible in every report."""
    held = desk.accept(
        record_id, code=given.code, where=given.where, reason=given.reason, by=given.by, stage=given.stage,
        kind=given.kind, on=given.on, expires=given.expires, if_match=etag,
    )  # fmt: skip
    return record_answer(held)
