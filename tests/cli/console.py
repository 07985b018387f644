"""A program in a window of its own, and somebody who types into it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from codecs import getincrementaldecoder
from pathlib import Path

from tests.cli.running import ROOT

COLUMNS = 100


class Console:
    """The portable program with a console of its own, as a double-click gives it one.

    ``shown``: what it wrote since the last answer; ``everything``: what stands in the window, because a terminal
    that can do nothing but write gets no progress bars.
    """

    def __init__(self, *words: str | Path, home: Path) -> None:
        self.controller, terminal = pty.openpty()
        environment = {**os.environ, "HOME": str(home), "DOSSIER_LANG": "vi", "COLUMNS": str(COLUMNS), "TERM": "dumb"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dossier.cli.portable", *map(str, words)],
            stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, env=environment,
        )  # fmt: skip
        os.close(terminal)
        self.decoder = getincrementaldecoder("utf-8")()
        self.shown = self.everything = ""

    def wait_for(self, words: str) -> None:
        """Read until *words* are shown."""
        deadline = time.monotonic() + 60
        while words not in self.shown:
            assert time.monotonic() < deadline, self.shown
            if select.select([self.controller], [], [], 0.2)[0]:
                read = self.decoder.decode(os.read(self.controller, 65536))
                self.shown += read
                self.everything += read
            else:
                assert self.process.poll() is None, self.shown

    def type(self, line: str) -> None:
        self.shown = ""
        os.write(self.controller, f"{line}\n".encode())

    def code(self) -> int:
        """The exit code, once the program has ended."""
        return self.process.wait(timeout=60)

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.controller)
        self.process.kill()
        self.process.wait()
