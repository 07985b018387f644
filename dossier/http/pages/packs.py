"""Packs of forms, lint, a pack of the office's own."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
