"""Runs over all dossiers, with progress as events."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["batches"])
