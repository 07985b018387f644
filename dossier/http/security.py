"""The door: who may come in, from where, and what a page may load.

The server listens on loopback, yet every page of the world that the same browser shows can send it requests. So:
the Host must be ours (DNS rebinding), whoever changes something must come from our own pages (Origin, Fetch
Metadata, CSRF token), and everybody needs the session that the one-time link gives, or the key for programs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders

from dossier.http.problems import ProblemError, problem
from dossier.reports import timeline

_log = logging.getLogger(__name__)

COOKIE = "dossier_session"
CSRF_FIELD = "_csrf"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_BODY_BYTES = 60 * 1024 * 1024  # the largest upload (50 MB) with what stands around it
OPEN_PATHS = ("/static/", "/enter")  # seen without a session: style and script, and the door itself

_SVG_STYLE = base64.b64encode(hashlib.sha256(timeline.STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'self'; style-src 'self' 'sha256-{_SVG_STYLE}'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not "no-referrer": with it browsers send "Origin: null" from our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@dataclass
class Door:
    """The secrets of one run of the server.

    Args:
        hosts: allowed values of the Host header, in lower case, with port.
        key: for programs (`Authorization: Bearer`); made once a folder, kept beside the journal.
        link: the secret of the one-time link; None once somebody came in by it.
    """

    hosts: frozenset[str]
    key: str
    link: str | None
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @classmethod
    def for_address(cls, host: str, port: int, key: str, link: str) -> Door:
        """The door of a server at *host* and *port*; every name of the loopback is ours. *link* lets in once."""
        names = {host, "127.0.0.1", "localhost", "[::1]"} if host != "::1" else {"[::1]", "localhost", "127.0.0.1"}
        return cls(frozenset(f"{name}:{port}".lower() for name in names), key, link)

    def enter(self, given: str) -> bool:
        """Whether *given* is the secret of the link; it is used up by that."""
        if self.link is None or not hmac.compare_digest(given.encode(), self.link.encode()):
            return False
        self.link = None
        return True

    @property
    def csrf(self) -> str:
        """The token that our own pages send along; it tells nothing of the session."""
        return hmac.new(self.session.encode(), b"csrf", hashlib.sha256).hexdigest()

    def is_session(self, cookie: str | None) -> bool:
        """Whether *cookie* is the session's."""
        return cookie is not None and hmac.compare_digest(cookie.encode(), self.session.encode())

    def is_key(self, authorization: str | None) -> bool:
        """Whether a program brought the key."""
        scheme, _, given = (authorization or "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.key.encode())

    def is_ours(self, origin: str) -> bool:
        """Whether *origin* is that of our own pages."""
        scheme, _, host = origin.partition("://")
        return scheme == "http" and host.lower() in self.hosts

    def refusal(self, method: str, path: str, headers: Headers, cookie: str | None) -> ProblemError | None:
        """Why a request is not let in; None when it is."""
        if headers.get("host", "").lower() not in self.hosts:
            return problem(421, "foreign_host")
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        unsafe = method not in SAFE_METHODS
        if unsafe and ((origin is not None and not self.is_ours(origin)) or site in ("cross-site", "same-site")):
            return problem(403, "foreign_origin")
        if path.startswith(OPEN_PATHS) or self.is_key(headers.get("authorization")):
            return None
        if not self.is_session(cookie):
            return problem(401, "no_session")
        # pages bring the token as a field of their form, which only their route can read
        if unsafe and path.startswith("/api/") and not self.is_token(headers.get(CSRF_HEADER)):
            return problem(403, "no_token")
        return None

    def is_token(self, given: str | None) -> bool:
        """Whether *given* is the token of our own pages."""
        return given is not None and hmac.compare_digest(given.encode(), self.csrf.encode())


async def posted_by_our_page(request: Request) -> None:
    """Dependency of every route that takes a form of ours: the token must be in it.

    Raises:
        ProblemError: it is not.
    """
    if request.method in SAFE_METHODS:
        return
    door: Door = request.app.state.door
    form = await request.form(max_files=200, max_fields=20_000)
    given = form.get(CSRF_FIELD)
    if not door.is_token(given if isinstance(given, str) else None):
        raise problem(403, "no_token")


Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class DoorKeeper:
    """ASGI middleware around everything: refuses, bounds the body, and puts our headers on every answer."""

    def __init__(self, app: Any, door: Door, refuse: Callable[[Request, ProblemError], Response]) -> None:
        self.app = app
        self.door = door
        self.refuse = refuse

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        cookie = request.cookies.get(COOKIE)
        refused = self.door.refusal(request.method, request.url.path, request.headers, cookie)
        if refused is None and _announced(request.headers) > MOST_BODY_BYTES:
            refused = problem(413, "http_413")
        if refused is not None:
            await self.refuse(request, refused)(scope, receive, _with_headers(send))
            return
        answer = _Answer(send)
        try:
            await self.app(scope, _bounded(receive), answer.send)
        except Exception as error:  # noqa: BLE001 a fault of ours: its place is told, never a value of a record
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("%s %s:%s", type(error).__name__, Path(where.filename).name, where.lineno)
            if answer.begun:
                raise ConnectionAbortedError from None  # half an answer must not look like a whole one
            refused = error if isinstance(error, ProblemError) else problem(500, "http_500")
            await self.refuse(request, refused)(scope, receive, answer.send)


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _bounded(receive: Receive) -> Receive:
    """*receive* that stops at the bound, also when no length was announced."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BODY_BYTES:
            raise problem(413, "http_413")
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    return _Answer(send).send


class _Answer:
    """An answer on its way out, with our headers on it; it knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def policy_with_style(styles: Iterable[str]) -> str:
    """The policy of a page of ours that carries its own style sheets and nothing else: a report."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in styles)
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
