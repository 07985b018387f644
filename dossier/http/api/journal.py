"""The journal and its proof."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["journal"])
