"""A real server on a folder of this test's own, and Debian's Chromium to look at it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.conftest import need

# without these the browser looks for its maker's servers at every start
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--lang=vi",
)  # fmt: skip


@dataclass(frozen=True)
class Live:
    """A server that runs: its folder, its address, and the one-time link."""

    root: Path
    address: str
    link: str
    sessions: list[Any] = field(default_factory=list, repr=False)  # of the visitor who used the link


@contextlib.contextmanager
def serving(root: Path, *words: str) -> Iterator[Live]:
    """Serve *root* at a free port until the end of the block."""
    command = [sys.executable, "-c", "from dossier.cli import main; main()", "serve", str(root), "--no-open"]
    environment = {**os.environ, "XDG_CONFIG_HOME": os.devnull, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*command, "--port", "0", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        link = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        assert link, process.stderr.read() if process.stderr else ""
        yield Live(root, link.partition("/enter")[0], link)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; a test without one is skipped with the mend, or fails in CI."""
    program = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def page_of(browser: Browser, live: Live, *, script: bool = True, width: int = 1280) -> Iterator[Page]:
    """A page of the visitor who came in by the link; an error in the console is a fault, unless a form was refused."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 900}, accept_downloads=True,
        locale="vi-VN", storage_state=live.sessions[0] if live.sessions else None,
    )  # fmt: skip
    said: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text) if _is_fault(message) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_default_timeout(30_000)
    page.goto(live.address if live.sessions else live.link)
    live.sessions[:] = [context.storage_state()]
    try:
        yield page
        assert said == [], said
    finally:
        context.close()


def _is_fault(message: ConsoleMessage) -> bool:
    """An error that is none of ours to give: a form that comes back with 412 or 422 is."""
    refused = "status of 412" in message.text or "status of 422" in message.text
    return message.type == "error" and not refused
