"""`dossier journal`: who changed what in a store of dossiers, and whether anybody changed that."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click

from dossier.adapters.clock import SystemClock
from dossier.adapters.control import CONTROL_NAME
from dossier.adapters.store import OUTSIDE, FolderStore
from dossier.cli.console import lang, one_line, say, t
from dossier.errors import InputError
from dossier.messages import catalogue, said
from dossier.record.schema import label

_HASH = re.compile(r"[0-9a-fA-F]{16,64}")


@click.group("journal", help=t("cmd.journal.help"), epilog=t("cmd.journal.example"))
def command() -> None:
    """The journal."""


def _folder_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("folder", type=click.Path(path_type=Path), default=Path())(function)


@command.command("verify", help=t("cmd.journal.verify"), epilog=t("cmd_journal.verify_example"))
@_folder_argument
@click.option("--expect", metavar="HASH", default="", help=t("cmd.journal.expect"))
def verify(folder: Path, expect: str) -> int:
    expect = "".join(expect.split())
    if expect and not _HASH.fullmatch(expect):
        raise click.UsageError(f"--expect: {t('cmd.journal.short')}")
    checked = _store(folder).check_journal(expect)
    for fault in checked.faults:
        say(fault.told(lang()))
    if checked.torn:
        say(t("journal.torn"))
    if checked.faults:
        say(t("journal.broken", count=checked.count, faults=len(checked.faults)))
        return 1
    say(t("journal.whole", count=checked.count))
    if checked.last:
        say(t("journal.last", hash=checked.last))
        say(t("journal.note"))
    return 0


@command.command("show", help=t("cmd.journal.show"), epilog=t("cmd_journal.show_example"))
@_folder_argument
@click.option("--record", "record_id", default=None, help=t("cmd.journal.record"))
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help=t("cmd.journal.most"))
def show(folder: Path, record_id: str | None, most: int) -> int:
    found = list(islice(_store(folder).journal(record_id), most + 1))
    for line in found[:most]:
        say(_shown(line))
        for place in _listed(line, "places"):
            say(f"       {_called(place)}")
    if not found:
        say(t("journal.empty"))
    if len(found) > most:
        say(t("journal.more"))
    return 0


def _store(folder: Path) -> FolderStore:
    if not (folder / CONTROL_NAME).is_dir():
        raise InputError(folder.name or str(folder), *said("no_journal"))
    return FolderStore(folder, SystemClock())


def _shown(line: Mapping[str, Any]) -> str:
    """When, which dossier, what, who, which rules: one line."""
    on = str(line.get("on", ""))
    with contextlib.suppress(ValueError):  # no time of ours is shown as it stands
        on = f"{datetime.fromisoformat(on):%d/%m/%Y %H:%M:%S}"
    what = str(line.get("what", ""))
    if what == OUTSIDE and line.get("before") is None:
        what = "found"  # it was there before the store was
    key = f"journal.what.{what}"
    parts = [
        str(line["sequence"]).rjust(5),
        on,
        str(line.get("record_id") or t("journal.office")),
        t(key) if key in catalogue(lang()) else what,
        str(line.get("by") or t("journal.nobody")),
        ", ".join(_listed(line, "codes")),
    ]
    return one_line("  ".join(part for part in parts if part))


def _listed(line: Mapping[str, Any], key: str) -> list[str]:
    """The texts of a list in a line, which somebody may have changed."""
    value = line.get(key)
    return [str(one) for one in value] if isinstance(value, list) else []


def _called(place: str) -> str:
    """A place of the record in words; a file by its name."""
    return one_line(label(place) if place.startswith(("/", "papers[")) else place)
