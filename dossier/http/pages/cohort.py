"""The cohort: everybody in one table."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
