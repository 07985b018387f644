"""Pictures of the office page: a real server over the sample people, seen by Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from dossier.resources import data_folder

AS_OF = "2026-11-22"
# name -> path; persons of the sample workbook
SCREENS = {
    "cohort": "/",
    "person": "/persons/nga-010",
    "record": "/persons/mau-001/record/family?open=/family/0",
    "papers": "/persons/nga-010/papers",
}
_PROGRAM = [sys.executable, "-c", "from dossier.cli import main; main()"]


def draw_screens(folder: Path) -> None:
    """Write a picture of each page into *folder*.

    Raises:
        RuntimeError: there is no Chromium.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("chromium is not installed; apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as spare:
        root = Path(spare) / "ho-so"
        shutil.copytree(data_folder("samples") / "dossiers" / "complete", root / "mau-001")
        workbook = data_folder("samples") / "cohort.xlsx"
        subprocess.run([*_PROGRAM, "import", str(workbook), "--out", str(root), "--yes"], check=True)
        server = subprocess.Popen(
            [*_PROGRAM, "serve", str(root), "--no-open", "--port", "0", "--as-of", AS_OF], stdout=subprocess.PIPE,
            text=True, env={**os.environ, "PYTHONUNBUFFERED": "1", "XDG_CONFIG_HOME": os.devnull},
        )  # fmt: skip
        try:
            assert server.stdout is not None
            link = next(line.strip() for line in server.stdout if line.startswith("http"))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                page = browser.new_page(viewport={"width": 1200, "height": 900}, locale="vi-VN")
                page.goto(link)
                _prepare(page, link.partition("/enter")[0])
                for name, path in SCREENS.items():
                    page.goto(link.partition("/enter")[0] + path)
                    page.screenshot(path=folder / f"{name}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def _prepare(page: Page, address: str) -> None:
    """Everybody checked and filled, as after a morning's work."""
    page.get_by_role("button", name="Điền biểu mẫu và kiểm tra tất cả").click()
    page.get_by_text("Đã xong.").wait_for(timeout=180_000)
    page.goto(address)
