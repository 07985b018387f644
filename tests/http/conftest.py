"""An office's folder with the made-up people, its desk, and visitors: a browser let in, one not let in, a program."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dossier.adapters.store import FolderStore
from dossier.desk.service import OfficeDesk
from dossier.http.app import create_app
from dossier.http.security import Door

ROOT = Path(__file__).resolve().parents[2]
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
KEY = "key-of-a-program"


class FixedClock:
    """The day on which all samples are looked at."""

    def today(self) -> date:
        return date(2026, 11, 22)

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete sample, and the twelve persons of the sample workbook as imported; copied, never changed."""
    from dossier.cli.import_ import import_into

    folder = tmp_path_factory.mktemp("people")
    shutil.copytree(ROOT / "samples" / "dossiers" / "complete", folder / "mau-001")
    assert import_into(ROOT / "samples" / "cohort.xlsx", folder) == 0
    return folder


@pytest.fixture
def root(people: Path, tmp_path: Path) -> Path:
    """A folder of dossiers of this test's own."""
    folder = tmp_path / "ho-so"
    shutil.copytree(people, folder)
    return folder


@pytest.fixture
def desk(root: Path) -> OfficeDesk:
    """The desk over that folder, on the day of the samples."""
    clock = FixedClock()
    return OfficeDesk(root, FolderStore(root, clock), clock)


@pytest.fixture
def door() -> Door:
    """A door nobody came in by yet."""
    return Door.for_address("127.0.0.1", PORT, KEY, secrets.token_urlsafe(32))


@pytest.fixture
def app(desk: OfficeDesk, door: Door) -> FastAPI:
    """The application."""
    return create_app(desk, door)


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody let in."""
    with TestClient(app, base_url=ADDRESS, follow_redirects=False) as client:
        yield client


@pytest.fixture
def browser(app: FastAPI, door: Door) -> Iterator[TestClient]:
    """A browser that came in by the link; follow what it is sent to with `follow_redirects=True`."""
    with TestClient(app, base_url=ADDRESS, follow_redirects=False) as client:
        assert client.get("/enter", params={"key": door.link or ""}).status_code == 303
        yield client


@pytest.fixture
def program(app: FastAPI) -> Iterator[TestClient]:
    """A program with the key."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with TestClient(app, base_url=ADDRESS, follow_redirects=False, headers=headers) as client:
        yield client


@pytest.fixture
def csrf(door: Door) -> dict[str, str]:
    """The field that every posted form needs."""
    return {"_csrf": door.csrf}


def visible(page: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()
