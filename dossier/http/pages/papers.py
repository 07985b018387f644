"""Scans of a dossier's papers."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
