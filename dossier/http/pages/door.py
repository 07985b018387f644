"""The one-time link, and who works here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from dossier.http.languages import COOKIE as LANG_COOKIE
from dossier.http.problems import problem
from dossier.http.security import COOKIE
from dossier.http.web import BY_COOKIE, door_of, go, remember
from dossier.messages import LANGUAGES

router = APIRouter()


@router.get("/enter")
def enter(request: Request, key: str = "") -> Response:
    """Turn the one-time link into the session's cookie; whoever is in already just goes on."""
    door = door_of(request)
    if door.enter(key):
        answer = go("/")
        answer.set_cookie(COOKIE, door.session, httponly=True, samesite="strict")
        return answer
    if door.is_session(request.cookies.get(COOKIE)):
        return go("/")
    raise problem(401, "link_used")


@router.post("/me")
def me(name: Annotated[str, Form(max_length=200)] = "", back: Annotated[str, Form()] = "/") -> Response:
    """Remember who works at this browser."""
    answer = go(_own(back), "name")
    remember(answer, BY_COOKIE, name.strip())
    return answer


@router.post("/language")
def language(lang: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the language of this browser."""
    answer = go(_own(back))
    if lang in LANGUAGES:
        remember(answer, LANG_COOKIE, lang)
    return answer


def _own(path: str) -> str:
    """*path* where it is one of ours; a path like `//host` would lead elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
