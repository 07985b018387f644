"""The office's settings as a form."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
