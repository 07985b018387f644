"""`make docs`: the generated pages and the pictures, from what the program really does.

python -m docs.make            everything; pictures need LibreOffice, pdftoppm and Chromium
python -m docs.make --text     only the pages
"""

from __future__ import annotations

import argparse
from pathlib import Path

from docs.consoles import draw_consoles
from docs.draw import draw_forms, draw_guide, draw_reports
from docs.pages import PAGES, examples_table
from dossier.resources import table_folder

HERE = Path(__file__).parent


def main() -> None:
    """Write everything anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", action="store_true", help="no pictures")
    if not parser.parse_args().text:
        from docs.screens import draw_screens  # a real server and a browser, which the pages need not

        pictures = HERE / "pictures"
        draw_forms(pictures)
        draw_guide(pictures / "guide")
        draw_reports(pictures)
        draw_consoles(pictures / "windows")
        draw_screens(pictures / "page")
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8", newline="\n")
    (table_folder() / "examples.json").write_text(examples_table(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
