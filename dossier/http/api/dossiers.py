"""Dossiers: the list, one record, its versions, the bin."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["dossiers"])
