"""`dossier check`: what a dossier lacks, by which clause, and the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_office, write_atomically
from dossier.adapters.folders import dossier_paths
from dossier.adapters.word_file import is_word_file
from dossier.cli.console import as_of_option, lang, office_option, say, stage_option, t, today
from dossier.desk.looking import FORMATS, looked_at, rendered
from dossier.findings import Report


@click.command("check", help=t("cmd.check.help"), epilog=t("cmd.check.example"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@stage_option
@as_of_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help=t("cmd.check.format"))
@click.option("--out", type=click.Path(path_type=Path), default=None, help=t("cmd.check.out"))
@office_option
def command(
    paths: tuple[Path, ...], stage: str | None, as_of: date | None, form: str, out: Path | None,
    office_path: Path | None,
) -> int:  # fmt: skip
    office = load_office(office_path, beside=paths[0])
    found = [path for given in paths for path in ([given] if is_word_file(given) else dossier_paths(given))]
    looks = [looked_at(path, stage, office, as_of or today()) for path in found]
    content = rendered(looks, form, lang())
    if out is not None:
        write_atomically(out, content.encode() if isinstance(content, str) else content)
        say(t("cmd.check.written", name=out.name), err=True)
    elif isinstance(content, bytes):
        raise click.UsageError(t("cmd.check.wants_out"))
    else:
        say(content.rstrip("\n"))
    return exit_code([one.report for one in looks])


def exit_code(reports: list[Report]) -> int:
    """1 when a dossier has errors, else 5 when a person must confirm something, else 0."""
    codes = {report.exit_code for report in reports}
    return 1 if 1 in codes else max(codes, default=0)
