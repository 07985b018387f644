"""Rules in force on a day, a rule's page, differences."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
