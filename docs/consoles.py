"""Pictures of the console window: the program really runs in one, somebody types, and what stands there is drawn."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from rich.console import Console as Renderer
from rich.text import Text

from docs.draw import draw_html
from dossier.messages import text
from dossier.resources import data_folder
from tests.cli.console import COLUMNS, Console

FONT_PX = 15
LINE_PX = 21
MARGIN_PX = 16
WIDTH_PX = 960
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body {{ margin: 0; background: #0c0c0c; color: #cccccc }}
pre {{ margin: 0; padding: %dpx; font: %dpx/%dpx "Liberation Mono", Consolas, monospace }}
</style></head><body><pre>{code}</pre></body></html>""" % (MARGIN_PX, FONT_PX, LINE_PX)  # noqa: UP031 braces are rich's


def draw_consoles(pictures: Path) -> None:
    """The menu, and what a list dropped on the program comes to."""
    with tempfile.TemporaryDirectory() as spare:
        desk = Path(spare) / "dot-3"
        desk.mkdir()
        source = desk / "danh sách đợt 3.xlsx"
        shutil.copy(data_folder("samples") / "cohort.xlsx", source)
        with Console(home=desk) as console:
            console.wait_for(text("menu.choose", "vi"))
            draw_window(console.everything, pictures / "menu.png", spare)
        with Console(source, home=desk) as console:
            console.wait_for("?")
            console.type("")
            console.wait_for(text("menu.close", "vi"))
            # where this machine keeps what it throws away is nothing to show
            draw_window(console.everything.replace(f"{spare}/", ""), pictures / "take.png", spare)


def draw_window(shown: str, target: Path, profile: str) -> None:
    """What stands in a console window, as a picture."""
    renderer = Renderer(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    content = Text.from_ansi(shown.replace("\r\n", "\n").strip("\n"))
    renderer.print(content)
    lines = renderer.export_text(clear=False).rstrip("\n").count("\n") + 1
    page = Path(profile) / "console.html"
    page.write_text(renderer.export_html(code_format=PAGE, inline_styles=True), "utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    draw_html(page, target, profile, size=(WIDTH_PX, lines * LINE_PX + 2 * MARGIN_PX))
