"""The description of the API, for programmers: made from the OpenAPI document, served from here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dossier.http.web import page

router = APIRouter(prefix="/api-docs")


@router.get("")
def api_docs(request: Request) -> HTMLResponse:
    """Every call with its parameters, bodies and answers."""
    document: Mapping[str, Any] = request.app.openapi()
    calls = [
        (method.upper(), path, call)
        for path, methods in document["paths"].items()
        for method, call in methods.items()
        if isinstance(call, Mapping)
    ]
    groups = [(tag, list(some)) for tag, some in groupby(calls, key=lambda call: call[2]["tags"][0])]
    schemas = document["components"]["schemas"]
    return page(request, "api_docs.html", groups=groups, schemas=schemas, pretty=_pretty, version=document["openapi"])


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
