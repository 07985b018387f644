"""The record as a form, section by section."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
