"""The application: door, pages, API. `dossier serve` runs it; tests call it without a server."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dossier import __version__
from dossier.desk.service import OfficeDesk
from dossier.errors import DossierError
from dossier.http import problems
from dossier.http.problems import Problem, ProblemError
from dossier.http.security import COOKIE, Door, DoorKeeper, posted_by_our_page
from dossier.http.web import HERE, refusal_page

# modules with a `router` each; the order is that of the description of the API
API = ("dossiers", "papers", "answers", "reports", "forms", "batches", "imports", "rules", "office", "journal")
PAGES = ("door", "cohort", "batches", "imports", "person", "record", "papers", "forms", "versions", "rules", "packs",
         "settings", "journal", "api_docs")  # fmt: skip


def create_app(desk: OfficeDesk, door: Door) -> FastAPI:
    """The application over one office's desk.

    Args:
        desk: does everything.
        door: lets in.
    """
    app = FastAPI(
        title="dossier",
        version=__version__,
        description="Dossiers of admission: records, papers, checks, forms, cohort runs. Runs on the office's machine.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk, app.state.door = desk, door
    for name in API:
        app.include_router(import_module(f"dossier.http.api.{name}").router, prefix="/api")
    for name in PAGES:
        module = import_module(f"dossier.http.pages.{name}")
        app.include_router(module.router, include_in_schema=False, dependencies=[Depends(posted_by_our_page)])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    for error in (ProblemError, DossierError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _told)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    app.add_middleware(DoorKeeper, door=door, refuse=refuse)
    return app


async def _told(request: Request, error: Exception) -> Response:
    return refuse(request, problems.problem_of(error))


def refuse(request: Request, found: ProblemError) -> Response:
    """A problem as the visitor wants it: problem details for programs, a page for people."""
    if request.url.path.startswith("/api/"):
        return problems.as_json(request, found)
    return refusal_page(request, found)


def described(app: FastAPI) -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1), problems and ways in included."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        parts = made.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        parts["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "the key in .dossier/api-key"},
            "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        }
        made["security"] = [{"key": []}, {"session": []}]
        app.openapi_schema = made
    return app.openapi_schema
