"""Which language a visitor is spoken to in."""

from __future__ import annotations

from fastapi import Request

from dossier.messages import LANGUAGES

COOKIE = "dossier_lang"


def lang_of(request: Request) -> str:
    """`?lang=`, else the visitor's choice, else the server's; a program may say `Accept-Language: en`."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return asked
    spoken = request.headers.get("accept-language", "").strip().casefold()
    if request.url.path.startswith("/api/") and spoken[:2] in LANGUAGES:
        return spoken[:2]
    default: str = request.app.state.desk.lang
    return default
