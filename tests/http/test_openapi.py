"""Whatever the description of the API allows, and much that it does not, is answered as the description says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dossier.adapters.store import FolderStore
from dossier.desk.service import OfficeDesk
from dossier.http.app import create_app
from dossier.http.security import Door
from tests.conftest import often
from tests.http.conftest import KEY, PORT, FixedClock

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# the host is the server's own; the key lets the program in
HEADERS = {"Authorization": f"Bearer {KEY}", "Host": f"127.0.0.1:{PORT}"}


@pytest.fixture(scope="module")
def described(people: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    root = tmp_path_factory.mktemp("openapi") / "ho-so"
    shutil.copytree(people / "mau-001", root / "mau-001")
    shutil.copytree(people / "an-001", root / "an-001")
    clock = FixedClock()
    desk = OfficeDesk(root, FolderStore(root, clock), clock)
    desk.warm()
    return create_app(desk, Door.for_address("127.0.0.1", PORT, KEY, "link"))


@pytest.fixture(scope="module")
def description(described: FastAPI) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/api/openapi.json", described, headers=HEADERS)


def test_every_call_answers_as_described(description: schemathesis.BaseSchema) -> None:
    asked = 0
    for found in description.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=often(10), deadline=None, derandomize=True, database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def answers(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=HEADERS, checks=CHECKS, timeout=120)

        answers()
        asked += 1
    assert asked > 35
