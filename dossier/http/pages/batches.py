"""A run over the cohort, watched."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
