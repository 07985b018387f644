"""`dossier demo`: the main job on the packaged samples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.cli.batch import run_cohort
from dossier.cli.console import lang, say, t
from dossier.cli.import_ import import_into
from dossier.cohort.work import Job
from dossier.record.office import Office
from dossier.resources import data_folder

# the samples are judged on one day for ever, so that the demo always shows the same
SAMPLE_DAY = date(2026, 11, 22)


@click.command("demo", help=t("cmd.demo.help"), epilog=t("cmd.demo.example"))
@click.option("--out", type=click.Path(path_type=Path), default=Path("out/demo"), help=t("cmd.demo.out"))
def command(out: Path) -> int:
    unread = import_into(data_folder("samples") / "cohort.xlsx", out)
    job = Job(out=out, stage=None, as_of=SAMPLE_DAY, office=Office(), pack=None, numbers=(), lang=lang())
    failed = run_cohort(out, job)
    say(t("cmd.demo.look", where=out / "summary.html", folder=out))
    return 1 if failed or unread else 0
