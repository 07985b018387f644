"""The pictures: pages of Word files as LibreOffice shows them, and HTML pages as Chromium shows them.

Pages of paper are stored in sixteen greys: small, and as readable as all of them.
"""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docs.pages import own_forms, packs, picture_name
from dossier.adapters.pdf import convert_all
from dossier.forms.form_set import load_forms
from dossier.forms.plan import PlannedForm, plan
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.resources import data_folder
from tests.golden.make import PEOPLE, record

FORM_DPI = 60
GUIDE_DPI = 70
EXAMPLE = data_folder("samples") / "packs" / "ha-noi-2025"
# what the guide tells an office to enter for a token of its own
OWN_FIELDS = {
    "/local/opinion_asked_date": "2025-10-06",
    "/local/opinion_reply_by": "2025-10-15",
    "/local/opinion_reply_to": "Văn phòng Đảng ủy Bệnh viện Đa khoa Mẫu",
}


# --- Word files --------------------------------------------------------------------------------------------


def draw_forms(pictures: Path) -> None:
    """The first page of every form of every pack, filled: for the first of the made-up people whom it fits."""
    contents: dict[str, bytes] = {}
    for paper in _papers():
        if picture_name(paper.spec) not in contents:
            contents[picture_name(paper.spec)] = paper.fill().content
    draw_pages(contents, pictures, FORM_DPI)


def _papers() -> Iterator[PlannedForm]:
    for person in PEOPLE:
        for pack in packs().values():
            for printed in (False, True):
                forms = load_forms(pack, printed=printed)
                own = forms.only(form.number for form in own_forms(pack))
                yield from plan(Record(record(person)), Office(), own, None)


def draw_guide(pictures: Path) -> None:
    """Forms of the example pack, with their tags and filled."""
    filled = {"9A": plan_of(record("complete"), "9A"), "5B": plan_of(edited(record("complete"), put=OWN_FIELDS), "5B")}
    contents = {f"{name}-tags.png": (EXAMPLE / f"{name}.docx").read_bytes() for name in filled}
    contents |= {f"{name}-filled.png": paper.fill().content for name, paper in filled.items()}
    draw_pages(contents, pictures, GUIDE_DPI)


def plan_of(data: Mapping[str, Any], number: str) -> PlannedForm:
    """The first paper of form *number* of the example pack for the record *data*."""
    return plan(Record(data), Office(), load_forms(EXAMPLE).only([number]), None)[0]


def draw_pages(contents: Mapping[str, bytes], target: Path, dpi: int) -> None:
    """The first page of each Word file *contents* (name of the picture -> bytes), below *target*."""
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{number:03d}.docx" for number, name in enumerate(contents)}
        for name, file in files.items():
            file.write_bytes(contents[name])
        convert_all(files.values())
        for name, file in files.items():
            _rasterise(file.with_suffix(".pdf"), file.with_suffix(""), dpi)
            picture = target / name
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(grey_png(file.with_suffix(".pgm").read_bytes()))


def _rasterise(pdf: Path, target: Path, dpi: int) -> None:
    first_page = ["-gray", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([_program("pdftoppm"), *first_page, str(pdf), str(target)], check=True)


def grey_png(pgm: bytes) -> bytes:
    """A binary PGM of 256 greys as a PNG of sixteen.

    Raises:
        ValueError: it is no such PGM.
    """
    magic, width_text, height_text, most, pixels = pgm.split(maxsplit=4)
    width, height = int(width_text), int(height_text)
    if magic != b"P5" or most != b"255" or len(pixels) < width * height:
        raise ValueError("not a PGM of 256 greys")
    pixels = pixels[-width * height :]
    rows = bytearray()
    for start in range(0, width * height, width):
        # two pixels a byte, the left one in the upper half; a last odd one stands beside white
        row = pixels[start : start + width] + b"\xff" * (width % 2)
        rows += b"\0" + bytes((left & 0xF0) | right >> 4 for left, right in zip(row[::2], row[1::2], strict=True))
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# --- HTML pages --------------------------------------------------------------------------------------------


def draw_reports(pictures: Path) -> None:
    """The summary of the demo cohort, and the report of one of its people who is not ready."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        demo = "from dossier.cli import main; main()"
        subprocess.run([sys.executable, "-c", demo, "demo", "--out", str(out)], check=True, capture_output=True)
        draw_html(out / "summary.html", pictures / "summary.png", folder)
        reports = sorted(out.glob("*/report.json"))
        faulty = next(path for path in reports if not json.loads(path.read_bytes())["ready"])
        draw_html(faulty.with_suffix(".html"), pictures / "person.png", folder)


def draw_html(page: Path, target: Path, profile: str, size: tuple[int, int] = (1100, 1000)) -> None:
    """The upper part of an HTML page, *size* in pixels; *profile*: a folder for what the browser leaves behind."""
    subprocess.run(
        [
            _program("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            f"--user-data-dir={profile}/chromium", f"--window-size={size[0]},{size[1]}", f"--screenshot={target}",
            page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(
            f"{name} is missing: apt install libreoffice-writer-nogui fonts-liberation2 poppler-utils chromium"
        )
    return found
