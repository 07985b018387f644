"""`dossier validate`: the form of the data, no rule."""

from __future__ import annotations

from pathlib import Path

import click

from dossier.adapters.files import load_dossier
from dossier.adapters.folders import dossier_paths
from dossier.cli.console import lang, say, t
from dossier.messages import text


@click.command("validate", help=t("cmd.validate.help"), epilog=t("cmd.validate.example"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(paths: tuple[Path, ...]) -> int:
    faulty = False
    for given in paths:
        for path in dossier_paths(given):
            dossier = load_dossier(path)
            if not dossier.problems:
                say(t("cmd.validate.good", name=dossier.name))
            for problem in dossier.problems:
                faulty = True
                place = problem.label or problem.pointer
                says = text("cmd.validate.fault", lang(), expected=problem.expected[lang()])
                say(f"{dossier.name} › {place}\n  {t('cli.error')} SCHEMA  {says}")
    return 1 if faulty else 0
