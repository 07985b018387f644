"""What every command shares: UTF-8 output, options, the day of the check."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from dossier.adapters.clock import SystemClock
from dossier.messages import text
from dossier.record.dates import typed_day
from dossier.record.stages import Stage

F = TypeVar("F", bound=Callable[..., Any])


def use_utf8() -> None:
    """Write UTF-8 also on consoles and pipes of code page 1252 or 1258; a letter is never an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(ValueError, OSError):
                stream.reconfigure(encoding="utf-8", errors="replace")
    if os.name == "nt":
        with contextlib.suppress(OSError, AttributeError):
            import ctypes

            ctypes.windll.kernel32.SetConsoleOutputCP(65001)  # type: ignore[attr-defined,unused-ignore]


_chosen = {"lang": "vi"}


def choose_language(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Callback of `--lang`, run before any text is made; None leaves what was chosen before."""
    if value is not None:
        _chosen["lang"] = value
    return value


def lang() -> str:
    """The language of this run: `vi` or `en`."""
    return _chosen["lang"]


def t(key: str, **values: Any) -> str:
    """The sentence *key* in the language of this run."""
    return text(key, lang(), **values)


class DateType(click.ParamType[date]):
    """A calendar date: 2026-11-22 or 22/11/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        day = typed_day(str(value))
        if day is None:
            self.fail(t("cli.bad_date"), param, ctx)
        return day


def stage_option(command: F) -> F:
    """`--stage`: what the dossier is being made ready for."""
    return click.option(
        "--stage", type=click.Choice([stage.value for stage in Stage]), default=None,
        help=t("cli.option.stage"),
    )(command)  # fmt: skip


def as_of_option(command: F) -> F:
    """`--as-of`: the day of the check; today by default."""
    return click.option("--as-of", type=DateType(), default=None, help=t("cli.option.as_of"))(command)


def office_option(command: F) -> F:
    """`--office`: the office's settings."""
    return click.option(
        "--office", "office_path", type=click.Path(path_type=Path), default=None,
        help=t("cli.option.office"),
    )(command)  # fmt: skip


def no_open_option(command: F) -> F:
    """`--no-open`: nothing is opened on the desktop; `DOSSIER_NO_OPEN=1` says so for all commands."""
    return click.option("--no-open", is_flag=True, envvar="DOSSIER_NO_OPEN", help=t("cli.option.no_open"))(command)


def today() -> date:
    """The clock of the command line; the core never asks for it."""
    return SystemClock().today()


def say(line: str = "", *, err: bool = False) -> None:
    """Print one message for the user."""
    click.echo(line, err=err)


def one_line(text: str) -> str:
    """*text* with its line ends and tabs visible, and nothing that a terminal would obey."""
    shown = text.replace("\n", " ↵ ").replace("\t", " → ")
    return "".join(
        letter if letter.isprintable() or letter == "\N{NO-BREAK SPACE}" else "\N{REPLACEMENT CHARACTER}"
        for letter in shown
    )
