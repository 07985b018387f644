"""The office's settings as a form."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from dossier.adapters.ports import Act
from dossier.desk import settings
from dossier.http.problems import problem
from dossier.http.web import by_of, desk_of, go, page

router = APIRouter(prefix="/settings")


@router.get("")
def show(request: Request) -> HTMLResponse:
    """The settings as they are."""
    return _page(request, desk_of(request).office.settings, {})


@router.post("")
async def save(request: Request) -> Response:
    """Write the settings; what was refused stands at its field."""
    form = await request.form(max_files=0)
    typed = {name: value for name, value in form.items() if isinstance(value, str)}
    return _saved(request, typed)


def _saved(request: Request, typed: Mapping[str, str]) -> Response:
    desk = desk_of(request)
    if typed.get("etag", "") != desk.office.sha256:
        raise problem(412, "settings_changed")
    given, refused = settings.read_back(desk.office.settings, typed)
    if refused:
        return _page(request, given, refused, typed, status=422)
    desk.save_settings(given, Act(by_of(request), "settings", sorted(given)))
    return go("/settings", "saved")


def _page(
    request: Request, given: Mapping[str, Any], refused: Mapping[str, str], typed: Mapping[str, str] | None = None,
    *, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    desk = desk_of(request)
    fields = [
        (
            one,
            typed[one.name]
            if typed is not None and one.name in typed
            else _shown(settings.setting_at(given, one.path)),
        )
        for one in settings.settings()
    ]
    groups = [(group, list(some)) for group, some in groupby(fields, key=lambda field: field[0].group)]
    return page(
        request, "settings.html", status=status, groups=groups, refused=refused, etag=desk.office.sha256,
        file=desk.office_file.name, overlays=desk.rulebook.overlays,
    )  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
