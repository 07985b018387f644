"""Former versions of a record, and the bin."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
