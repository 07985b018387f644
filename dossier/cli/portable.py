"""The start of the portable program: a double-click shows the menu, files dropped on it are taken, words are a command.

python -m dossier.cli.portable      the same from an installed package
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from multiprocessing import freeze_support
from pathlib import Path

import click

from dossier.cli import COMMANDS, run
from dossier.cli.console import t, use_utf8


def main() -> None:
    """Entry point of the portable program."""
    freeze_support()
    use_utf8()
    sys.exit(start(sys.argv[1:]))


def start(words: Sequence[str]) -> int:
    """Do what *words* ask for; a window that a double-click or a drop opened stays until somebody has read it."""
    if not words:
        code = run(["menu"])
        return wait_for_reader(code) if code else code
    if are_files(words):
        # each for itself: one that cannot be read does not keep the others back
        return wait_for_reader(max(run(["take", str(Path(word).absolute())]) for word in words))
    return run(words)


def are_files(words: Sequence[str]) -> bool:
    """Whether *words* are what the desktop passes for files dropped on a program."""
    return words[0] not in COMMANDS and all(not word.startswith("-") and Path(word).exists() for word in words)


def wait_for_reader(code: int) -> int:
    """*code*, once somebody pressed Enter; at once where nobody is there to press it."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        with contextlib.suppress(click.Abort):
            click.prompt(t("menu.close"), default="", show_default=False, prompt_suffix=" ")
    return code


if __name__ == "__main__":
    main()
