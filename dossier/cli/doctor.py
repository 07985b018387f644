"""`dossier doctor`: what this machine has, what it lacks, and the command that mends it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match

import click

from dossier.adapters.edition import Edition, portable_edition
from dossier.adapters.files import load_office
from dossier.adapters.pdf import chosen_engine, vietnamese_font
from dossier.cli.console import say, t
from dossier.errors import DossierError
from dossier.forms.form_set import load_forms, pack_ids
from dossier.rules.loading import load_rulebook

_MOST_NAMES = 3


@click.command("doctor", help=t("cmd.doctor.help"), epilog=t("cmd.doctor.example"))
def command() -> int:
    """Exit code 0 when the main job can run; optional programs never fail it."""
    broken = 0
    say(f"{t('cmd.doctor.python')}: {platform.python_version()} ({sys.platform})")
    broken += not _portable(portable_edition())
    missing = missing_packages()
    broken += bool(missing)
    _line("packages", not missing, f"python -m pip install {' '.join(missing)}" if missing else "")
    broken += not _works("templates", _compile_packs)
    broken += not _works("rules", load_rulebook)
    _works("office", lambda: load_office(beside=Path()))
    _line("pdf", chosen_engine() is not None, t("cmd.doctor.pdf_mend"), optional=True)
    _line("font", vietnamese_font() is not None, t("cmd.doctor.font_mend"), optional=True)
    return 4 if broken else 0


def _portable(edition: Edition | None) -> bool:
    """Whether this is the portable edition, and whether it was copied whole."""
    if edition is None:
        says = t("cmd.doctor.installed")
    elif edition.damaged:
        says = t("cmd.doctor.broken", count=len(edition.damaged), names=", ".join(edition.damaged[:_MOST_NAMES]))
    else:
        says = t("cmd.doctor.whole", count=edition.files, sha256=edition.sha256[:16], folder=edition.folder)
    say(f"{t('cmd.doctor.portable')}: {says}")
    return edition is None or not edition.damaged


def _compile_packs() -> None:
    for pack in pack_ids():
        load_forms(pack).compile_all()


def _works(what: str, try_: Callable[[], object]) -> bool:
    try:
        try_()
    except DossierError as error:
        _line(what, good=False, mend=str(error))
        return False
    _line(what, good=True)
    return True


def _line(what: str, good: bool, mend: str = "", *, optional: bool = False) -> None:
    state = t("cmd.doctor.good") if good else t("cmd.doctor.lacks")
    note = "" if good else f" ({t('cmd.doctor.optional')})" if optional else ""
    say(f"{t(f'cmd.doctor.{what}')}: {state}{note}" + (f" — {mend}" if mend and not good else ""))


def missing_packages() -> list[str]:
    """Required packages that are not installed."""
    try:
        wanted = requires("dossier") or []
    except PackageNotFoundError:
        return ["dossier"]
    names = [found[0] for line in wanted if "extra ==" not in line and (found := match(r"[A-Za-z0-9_.-]+", line))]
    return [name for name in names if not _installed(name)]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True
