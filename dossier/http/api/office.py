"""The office's settings and packs of forms."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["office"])
