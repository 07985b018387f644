"""Forms of one dossier: filled, downloaded, looked at."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["forms"])
