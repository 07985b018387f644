"""One person: what is missing, timeline, calendar, report."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
