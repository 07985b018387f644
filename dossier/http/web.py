"""Pages: templates in the visitor's language, values always escaped, and what every page shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dossier.desk.service import OfficeDesk
from dossier.http.languages import lang_of
from dossier.http.problems import ProblemError
from dossier.http.security import CSRF_FIELD, Door
from dossier.messages import catalogue, text
from dossier.reports.coming import act_name
from dossier.reports.phrases import day, stage_name, who_name

HERE = Path(__file__).parent
BY_COOKIE = "dossier_by"
YEAR_SECONDS = 365 * 24 * 3600


@cache
def environment() -> Environment:
    """The templates; a name that a page does not get is a fault, not a blank."""
    made = Environment(
        loader=FileSystemLoader(HERE / "html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {
        "day": day,
        "path": lambda value: quote(str(value), safe=""),
        "merged": lambda values, key, value: {**{k: v for k, v in values.items() if v != ""}, key: value},
    }
    return made


def desk_of(request: Request) -> OfficeDesk:
    """The desk that this server serves."""
    desk: OfficeDesk = request.app.state.desk
    return desk


def door_of(request: Request) -> Door:
    """The door of this server."""
    door: Door = request.app.state.door
    return door


def by_of(request: Request) -> str:
    """Who works at this browser, as he last said; empty when he never did."""
    return unquote(request.cookies.get(BY_COOKIE, ""))[:200]


def remember(response: Response, name: str, value: str) -> None:
    """A cookie of a choice, for a year, for this server only."""
    response.set_cookie(name, quote(value), max_age=YEAR_SECONDS, httponly=True, samesite="strict")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page *template* as an answer.

    Every template has besides *values*: ``t(key, **values)`` a sentence, ``csrf`` the hidden field that every form
    needs, ``lang``, ``by``, ``said`` what was just done, ``today``, ``stage_name``, ``who_name``.
    """
    return HTMLResponse(environment().get_template(template).render({**_shared(request), **values}), status)


def _shared(request: Request) -> Mapping[str, Any]:
    lang = lang_of(request)
    token = Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, door_of(request).csrf)
    today: date = desk_of(request).clock.today()

    def t(key: str, **values: Any) -> str:
        return text(key, lang, **values)

    return {
        "t": t,
        "lang": lang,
        "csrf": token,
        "csrf_token": door_of(request).csrf,
        "by": by_of(request),
        "said": _said(request, lang),
        "here": request.url.path,
        "origin": f"http://{request.url.netloc}",
        "choice": lambda value: catalogue(lang).get(f"page.settings.choice.{value}", value),
        "today": today,
        "stage_name": lambda stage: stage_name(stage, lang),
        "who_name": lambda who: who_name(who, lang),
        "act_name": lambda act: act_name(act if f"calendar.act.{act}" in catalogue(lang) else "", act, lang),
    }


def _said(request: Request, lang: str) -> str:
    """What the last page did, in words: `?said=saved` is the sentence `page.said.saved`; nothing else is shown."""
    key = f"page.said.{request.query_params.get('said', '')}"
    return catalogue(lang).get(key, "")


def go(path: str, said: str = "") -> RedirectResponse:
    """After a form was taken: on to *path*, where *said* (a key of `page.said`) is told."""
    before, mark, fragment = path.partition("#")
    if said:
        before += f"{'&' if '?' in before else '?'}said={quote(said)}"
    return RedirectResponse(before + mark + fragment, status_code=303)


def refusal_page(request: Request, found: ProblemError) -> Response:
    """A problem as a page."""
    answer = page(request, "problem.html", status=found.status, problem=found)
    answer.headers.update(found.headers)
    return answer


def download(content: bytes, media_type: str, name: str) -> Response:
    """*content* as a file to keep, under its own name (RFC 6266)."""
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
