"""Shared by all tests: optional programs, and the switch that turns a skip into a failure."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from dossier.cli import console

ROOT = Path(__file__).parent.parent
# the programs that tests start keep their compiled modules, as on any user's machine
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
NO_SKIP = os.environ.get("DOSSIER_NO_SKIP") == "1"
# the processes of one run look at the same, also at midnight
os.environ.setdefault("DOSSIER_TEST_DAY", str(date.today().toordinal()))
T = TypeVar("T")

MENDS = {
    "soffice": "apt install libreoffice-writer-nogui fonts-liberation2",
    "pdftotext": "apt install poppler-utils",
    "chromium": "apt install chromium",
}


# in CI the same examples each time; whoever runs the suite by himself looks at new ones
settings.register_profile("ci", derandomize=True, database=None)
if NO_SKIP:
    settings.load_profile("ci")


def often(times: int) -> int:
    """How often a property is tried: *times* in CI, a third of it while somebody waits."""
    return times if NO_SKIP else max(5, times // 3)


def some(items: Iterable[T]) -> list[T]:
    """What a slow look is taken at: all of *items* in CI, a third of them while somebody waits, others every day."""
    every = list(items)
    return every if NO_SKIP else every[int(os.environ["DOSSIER_TEST_DAY"]) % 3 :: 3] or every[:1]


@pytest.hookimpl(trylast=True)  # of those that were asked for by name
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the tests that are slow looks, `some`."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    left = set(slow).difference(some(slow))
    if left:
        config.hook.pytest_deselected(items=[item for item in slow if item in left])
        items[:] = [item for item in items if item not in left]


def need(program: str) -> str:
    """The path of an optional program; without it the test is skipped with its mend, or fails in CI."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed; {MENDS[program]}"
        if NO_SKIP:
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def pytest_runtest_setup() -> None:
    """The language that one test chose is not spoken in the next."""
    console._chosen["lang"] = "vi"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report


def _is_outside(family: int, address: Any) -> bool:
    """Whether *address* leads off this machine."""
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return False
    host = str(address[0])
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


class OnlyLoopback(socket.socket):
    """The socket of the whole suite: a connection off this machine fails the test that tries it."""

    def connect(self, address: Any) -> None:
        if _is_outside(self.family, address):
            raise AssertionError("a test opens a connection off this machine")
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        if _is_outside(self.family, address):
            raise AssertionError("a test opens a connection off this machine")
        return super().connect_ex(address)


socket.socket = OnlyLoopback  # type: ignore[misc]
