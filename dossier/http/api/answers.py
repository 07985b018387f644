"""What a person saw, and who answers for a finding."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["answers"])
