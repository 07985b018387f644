"""The description of the API, for programmers."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
