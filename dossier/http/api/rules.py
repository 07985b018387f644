"""Rules in force, their pages, differences between days."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["rules"])
