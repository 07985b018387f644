"""The server of one office: a socket on loopback, the key for programs, and the run until somebody stops it."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.adapters.clock import ClockOnDay, SystemClock
from dossier.adapters.control import CONTROL_NAME
from dossier.adapters.files import load_office, write_atomically
from dossier.adapters.store import FolderStore
from dossier.errors import DossierError, InputError, UsageError
from dossier.messages import said

if TYPE_CHECKING:
    from dossier.desk.service import OfficeDesk

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FIRST_PORT, PORTS_TRIED = 8765, 20
KEY_NAME = "api-key"
_WARM_AFTER_SECONDS = 2.0  # the first page comes first
_LIBRARIES = ("fastapi", "python_multipart", "uvicorn")  # of the extra "server"


def serve(
    folder: Path,
    *,
    host: str,
    port: int | None,
    office_path: Path | None,
    lang: str,
    started: Callable[[str], None],
    as_of: date | None = None,
) -> None:
    """Serve the dossiers in *folder* until somebody stops the program.

    Args:
        host, port: see `bound`.
        started: called with the one-time link once the server listens; it answers when it has read itself in, so
            that a browser starts meanwhile.
        as_of: the day of all checks; None: today.

    Raises:
        UsageError: *host* is no address of this machine alone.
        InputError: the settings cannot be read, the port is in use, or the extra "server" is not installed.
    """
    if not all(map(find_spec, _LIBRARIES)):
        raise InputError("dossier serve", *said("no_server"))
    if host not in LOOPBACK:
        raise UsageError(f"--host {host}", *said("not_loopback"))
    # a fault in the settings is told before anything starts
    load_office(office_path, beside=folder if folder.exists() else None)
    clock = SystemClock() if as_of is None else ClockOnDay(as_of)
    store = FolderStore(folder, clock)
    store.prepare()
    with bound(host, port) as listening:
        name, number = listening.getsockname()[:2]
        key, link = key_of(folder / CONTROL_NAME / KEY_NAME), secrets.token_urlsafe(32)
        started(f"http://{f'[{name}]' if ':' in name else name}:{number}/enter?key={link}")
        import uvicorn

        from dossier.desk.service import OfficeDesk
        from dossier.http.app import create_app
        from dossier.http.security import Door

        desk = OfficeDesk(folder, store, clock, office_path=office_path, lang=lang)
        app = create_app(desk, Door.for_address(host, number, key, link))
        warming = threading.Timer(_WARM_AFTER_SECONDS, _warm, (desk,))
        warming.daemon = True
        warming.start()
        # no access log: it would hold the ids of records; no name of the server: nobody needs it
        config = uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=2
        )
        uvicorn.Server(config).run(sockets=[listening])


def _warm(desk: OfficeDesk) -> None:
    with contextlib.suppress(DossierError):  # a page that needs what is wrong tells it
        desk.warm()


def bound(host: str, port: int | None) -> socket.socket:
    """A socket that listens at *host*; without *port* at the first free one from 8765 on.

    Raises:
        InputError: the port asked for, or every port tried, is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if port is None else (port,):
        listening = socket.socket(family, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would let a second program listen at the same port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, number))
            listening.listen()
        except OSError:
            listening.close()
            continue
        return listening
    raise InputError(f"--port {port or FIRST_PORT}", *said("port_busy"))


def key_of(path: Path) -> str:
    """The key for programs, made at the first start; only this user can read it."""
    if path.is_file():
        key = path.read_text(encoding="ascii").strip()
        if key:
            return key
    key = secrets.token_urlsafe(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, key.encode() + b"\n")
    if os.name != "nt":
        path.chmod(0o600)
    return key


def has_desktop() -> bool:
    """Whether a browser can show itself."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return os.name == "nt" or sys.platform == "darwin" or any(os.environ.get(name) for name in screens)
