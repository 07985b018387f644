"""The command line in this process, and copies of the complete sample to try it on."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from dossier.cli import main
from dossier.record.edit import edited

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = ROOT / "samples" / "dossiers" / "complete"
AS_OF = ("--as-of", "2026-11-22")
ON = ("--on", "2026-11-22")
STAMP = "papers[form=2-KNĐ]/cross_page_stamp"


@dataclass(frozen=True)
class Ran:
    """What a command came to: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Both streams."""
        return self.out + self.err


def run(*words: str | Path, lang: str = "vi", answers: str = "") -> Ran:
    """Run one command in this process, as `dossier` does: errors become one line and an exit code."""
    out, err = io.StringIO(), io.StringIO()
    argv = ["dossier", "--lang", lang, *map(str, words)]
    environment = {"XDG_CONFIG_HOME": os.devnull, "DOSSIER_DEBUG": ""}
    code: object = None
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", io.StringIO(answers)),
        mock.patch.dict(os.environ, environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    assert isinstance(code, int)
    return Ran(code, out.getvalue(), err.getvalue())


def start(*words: str | Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run one command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from dossier.cli import main; main()", *map(str, words)],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "XDG_CONFIG_HOME": os.devnull, **(env or {})},
    )


@cache
def _complete() -> str:
    return (COMPLETE / "record.json").read_text(encoding="utf-8")


def record(*, put: Mapping[str, Any] | None = None, remove: Iterable[str] = ()) -> dict[str, Any]:
    """The complete sample, with some places put or removed."""
    return edited(json.loads(_complete()), put=put, remove=remove)


def dossier_folder(
    folder: Path, *, put: Mapping[str, Any] | None = None, remove: Iterable[str] = (), papers: bool = False
) -> Path:
    """A dossier folder at *folder* with the complete sample, changed; with its scans only where *papers*."""
    folder.mkdir(parents=True)
    if papers:
        shutil.copytree(COMPLETE, folder, dirs_exist_ok=True)
    write_record(folder / "record.json", record(put=put, remove=remove))
    return folder


def write_record(path: Path, data: object) -> Path:
    """*data* as a JSON file at *path*."""
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def read(folder: Path) -> Any:
    """The record in a dossier folder."""
    return json.loads((folder / "record.json").read_text(encoding="utf-8"))


def report_of(ran: Ran) -> Any:
    """The report that `check --format json` printed."""
    return json.loads(ran.out)
