"""What the HTTP side says when something does not work: problem details (RFC 9457), or a page with the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from dossier.errors import Changed, DossierError, Exists, InputError, NotThere, UsageError
from dossier.findings import Text
from dossier.http.languages import lang_of
from dossier.messages import both, catalogue

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Problem details (RFC 9457); `title` and `detail` in the language asked for, `title_en` and `title_vi` in both."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    status: int = Field(examples=[404])
    title: str = Field(examples=["không có hồ sơ này."])
    detail: str = Field(default="", examples=["Xem lại mã hồ sơ trong danh sách."])
    title_vi: str
    title_en: str
    place: str = Field(default="", description="where: a file, a field (JSON Pointer), a parameter; never a value")


class ProblemError(Exception):
    """A problem that a route wants to answer with.

    Args:
        status: HTTP status.
        title, detail: what is wrong, and what to do about it.
        place: where; never a value of a record.
        more: further members of the answer.
    """

    def __init__(
        self,
        status: int,
        title: Text,
        detail: Text | None = None,
        *,
        place: str = "",
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(status, title.en)
        self.status, self.title, self.place = status, title, place
        self.detail = detail or Text("", "")
        self.headers = dict(headers or {})
        self.more = more


def problem(
    status: int, key: str, *, place: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> ProblemError:
    """The problem whose words stand under `error.<key>` in the catalogue."""
    return ProblemError(
        status, both(f"error.{key}.problem"), both(f"error.{key}.remedy"), place=place, headers=headers, **more
    )


def status_of(error: DossierError) -> int:
    """The HTTP status of what stopped us from looking."""
    if isinstance(error, NotThere):
        return 404
    if isinstance(error, Changed):
        return 412
    if isinstance(error, Exists):
        return 409
    return 422 if isinstance(error, (InputError, UsageError)) else 500


def problem_of(error: Exception) -> ProblemError:
    """An error that was foreseen, as a problem; any other goes on up to the door."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, DossierError):
        return ProblemError(status_of(error), error.problem, error.remedy, place=error.place)
    if isinstance(error, RequestValidationError):
        faults = [
            {"place": "/".join(map(str, fault["loc"])), "problem": str(fault["type"])} for fault in error.errors()
        ]
        return problem(422, "bad_request", errors=faults)
    if isinstance(error, HTTPException):
        key = f"http_{error.status_code}"
        if f"error.{key}.problem" not in catalogue("vi"):
            key = "bad_request" if error.status_code < 500 else "http_500"
        return problem(error.status_code, key, headers=error.headers)
    raise error


def as_json(request: Request, found: ProblemError) -> Response:
    """The problem as problem details, in the visitor's language and in both."""
    lang = lang_of(request)
    body = {
        "type": "about:blank",
        "status": found.status,
        "title": found.title.get(lang),
        "detail": found.detail.get(lang),
        "title_vi": found.title.vi,
        "title_en": found.title.en,
        "place": found.place,
        **found.more,
    }
    return JSONResponse(body, found.status, headers={**found.headers, "Content-Language": lang}, media_type=MEDIA_TYPE)
