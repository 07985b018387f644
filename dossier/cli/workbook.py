"""`dossier workbook`: an empty workbook for a cohort."""

from __future__ import annotations

from pathlib import Path

import click

from dossier.adapters.workbook_layout import layout
from dossier.adapters.workbook_write import write_workbook
from dossier.cli.console import say, t
from dossier.errors import InputError
from dossier.messages import said


@click.command("workbook", help=t("cmd.workbook.help"), epilog=t("cmd.workbook.example"))
@click.argument("out", metavar="OUT.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help=t("cmd.workbook.force"))
def command(out: Path, force: bool) -> int:
    if out.exists() and not force:
        raise InputError(out.name, *said("workbook_exists"))
    write_workbook(out)
    say(t("cmd.workbook.done", name=out.name, sheets=len(layout().sheets)))
    return 0
