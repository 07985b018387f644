"""Reports of one dossier, and its days."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["reports"])
