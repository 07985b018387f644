"""Where an office puts what we build, and an account that has nothing: no network, no Python, no rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import NO_SKIP

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


@contextmanager
def copied(built: Path) -> Iterator[Path]:
    """A copy of the folder *built* where everybody may read: its path has spaces and Vietnamese letters."""
    if not built.is_dir():
        pytest.fail(f"there is no {built.relative_to(ROOT)}; run: make portable-test")
    # not below pytest's folder, which is closed to other accounts
    with tempfile.TemporaryDirectory() as spare:
        Path(spare).chmod(0o755)
        copy = Path(spare) / "Ổ đĩa USB" / "bản mới nhất"
        shutil.copytree(built, copy, symlinks=True)
        yield copy


@contextmanager
def account() -> Iterator[Path]:
    """The home of an account that owns nothing else."""
    with tempfile.TemporaryDirectory() as spare:
        home = Path(spare) / "Người dùng"
        (home / "Documents").mkdir(parents=True)
        for folder in (Path(spare), home, home / "Documents"):
            give(folder)
        yield home


def give(path: Path) -> None:
    """Make *path* the property of the account that has nothing else."""
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


@cache
def without_network() -> tuple[str, ...]:
    """The words before a command that take its network away; the test is skipped where that is not allowed."""
    unshare = shutil.which("unshare")
    for words in ([unshare, "--net"], [unshare, "--net", "--map-root-user"]) if unshare else ():
        tried = subprocess.run([*words, "cat", "/proc/net/dev"], capture_output=True, text=True)
        if tried.returncode == 0:
            # two lines of heads, and the loopback
            assert [line.split(":")[0].strip() for line in tried.stdout.splitlines()[2:]] == ["lo"]
            return tuple(words)
    reason = "the network cannot be taken away; run as root, with unshare (apt install util-linux)"
    if NO_SKIP:
        pytest.fail(reason)
    pytest.skip(reason)


def as_nobody() -> tuple[str, ...]:
    """The words before a command that take all rights away too, where somebody has any."""
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        return without_network()
    return (*without_network(), setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


def run_bare(
    program: Path, *words: str | Path, home: Path, before: Sequence[str] = (), path: str = "/nonexistent",
    more: Mapping[str, str] | None = None, typed: str = "", cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run *program* with an environment that holds a home, a path and nothing else."""
    return subprocess.run(
        [*before, str(program), *map(str, words)],
        env={"HOME": str(home), "PATH": path, **(more or {})}, cwd=cwd or home, input=typed,
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
