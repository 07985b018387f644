"""The office page over 2,000 dossiers: the cohort page, a person page, a run over all in the background.

    python benchmarks/office_page.py [--persons 2000]

A real server in a process of its own, asked over loopback; medians of seven requests after the first.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TRIES = 7


def made_up(root: Path, persons: int) -> None:
    """*persons* dossiers: the complete sample and the twelve others in turn, under ids of their own."""
    sources = [ROOT / "samples" / "dossiers" / "complete" / "record.json"]
    command = [sys.executable, "-c", "from dossier.cli import main; main()", "import"]
    subprocess.run(
        [*command, str(ROOT / "samples" / "cohort.xlsx"), "--out", str(root / "twelve"), "--yes"],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    sources += sorted((root / "twelve").glob("*/record.json"))
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sources]
    shutil.rmtree(root / "twelve")
    for number in range(persons):
        record = {**records[number % len(records)], "record_id": f"p-{number:05d}"}
        folder = root / record["record_id"]
        folder.mkdir()
        (folder / "record.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=2000)
    persons = parser.parse_args().persons
    with tempfile.TemporaryDirectory() as spare:
        empty, root = Path(spare) / "empty", Path(spare) / "ho-so"
        for folder in (empty, root):
            folder.mkdir()
        start = time.perf_counter()
        with_server(empty, lambda address, key: print(f"start on an empty folder: {time.perf_counter() - start:.2f} s"))
        made_up(root, persons)
        with_server(root, lambda address, key: measured(address, key, persons))


def with_server(root: Path, work: Any) -> None:
    """Serve *root*, do *work* with its address and the key for programs, and end the server."""
    command = [sys.executable, "-c", "from dossier.cli import main; main()", "serve", str(root), "--no-open"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--as-of", "2026-11-22"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        link = next(line.strip() for line in process.stdout if line.startswith("http"))
        address = link.partition("/enter")[0]
        key = (root / ".dossier" / "api-key").read_text(encoding="ascii").strip()
        asked(address, key, "/static/app.css")
        work(address, key)
    finally:
        process.terminate()
        process.wait(20)


def asked(address: str, key: str, path: str, body: bytes | None = None) -> tuple[float, bytes]:
    """Seconds and answer of one request."""
    request = urllib.request.Request(f"{address}{path}", data=body, headers={"Authorization": f"Bearer {key}"})
    if body is not None:
        request.add_header("Content-Type", "application/json")
    start = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        content = answer.read()
    return time.perf_counter() - start, content


def measured(address: str, key: str, persons: int) -> None:
    """The figures, a line each."""
    _, content = asked(address, key, "/api/batches", b'{"fill": false}')
    batch = json.loads(content)["id"]
    start, during = time.perf_counter(), []
    while True:
        state = json.loads(asked(address, key, f"/api/batches/{batch}")[1])
        if state["state"] != "running":
            break
        during.append(asked(address, key, "/")[0])
        time.sleep(0.2)
    print(f"check of {persons} in the background: {time.perf_counter() - start:.1f} s, {state['done']} done")
    print(f"cohort page meanwhile: {statistics.median(during) * 1000:.0f} ms (median of {len(during)})")
    for name, path in (
        ("cohort page", "/"), ("cohort page, searched", "/?q=mau"), ("person page", "/persons/p-00000"),
        ("a section of the record", "/persons/p-00000/record/family"), ("papers", "/persons/p-00000/papers"),
    ):  # fmt: skip
        asked(address, key, path)
        times = [asked(address, key, path)[0] for _ in range(TRIES)]
        print(f"{name}: {statistics.median(times) * 1000:.0f} ms, at best {min(times) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
