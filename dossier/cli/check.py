"""`dossier check`: what a dossier lacks, by which clause, and the mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office, write_atomically
from dossier.adapters.folders import dossier_paths
from dossier.adapters.word_file import is_word_file, other_names, read_word_file
from dossier.cli.console import as_of_option, lang, office_option, say, stage_option, t, today
from dossier.findings import Report
from dossier.forms.form_set import forms_for
from dossier.pipeline import look
from dossier.record.office import Office
from dossier.rules.check_word import check_word
from dossier.rules.deadlines import Calendar, calendar_of
from dossier.rules.loading import load_rulebook

FORMATS = ("text", "json", "html", "xlsx", "docx")


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
    looked = [looked_at(path, stage, office, as_of or today()) for path in found]
    reports = [report for report, _ in looked]
    content = rendered(reports, form, [calendar for _, calendar in looked])
    if out is not None:
        write_atomically(out, content.encode() if isinstance(content, str) else content)
        say(t("cmd.check.written", name=out.name), err=True)
    elif isinstance(content, bytes):
        raise click.UsageError(t("cmd.check.wants_out"))
    else:
        say(content.rstrip("\n"))
    return exit_code(reports)


def report_on(path: Path, stage: str | None, office: Office, as_of: date) -> Report:
    """The report on one dossier, blanks of its forms included."""
    return looked_at(path, stage, office, as_of)[0]


def looked_at(path: Path, stage: str | None, office: Office, as_of: date) -> tuple[Report, Calendar | None]:
    """The report on one dossier, and its days: what took place and what comes next; on a Word file, without days."""
    rulebook = load_rulebook(office)
    if is_word_file(path):
        facts, names = read_word_file(path), other_names(path)
        return check_word(facts, rulebook=rulebook, office=office, as_of=as_of, names=names), None
    dossier = load_dossier(path)
    report, _ = look(dossier, stage=stage, office=office, rulebook=rulebook, forms=forms_for(office), as_of=as_of)
    return report, calendar_of(dossier.record_for(office), rulebook, as_of)


def rendered(reports: list[Report], form: str, calendars: list[Calendar | None]) -> str | bytes:
    """*reports* in one of the formats; *calendars* are those of the same dossiers."""
    if form == "json":
        from dossier.reports.json_report import json_report

        return json_report(reports, lang())
    if form == "text":
        from dossier.reports.text import text_report

        return "\n\n".join(text_report(report, lang(), days) for report, days in zip(reports, calendars, strict=True))
    if len(reports) > 1:
        raise click.UsageError(t("cmd.check.one_only"))
    if form == "html":
        from dossier.reports.html import person_html

        return person_html(reports[0], lang(), calendar=calendars[0])
    if form == "xlsx":
        from dossier.reports.xlsx import person_xlsx

        return person_xlsx(reports[0], lang(), calendar=calendars[0])
    from dossier.reports.docx import return_slip

    return return_slip(reports[0], lang(), calendar=calendars[0])


def exit_code(reports: list[Report]) -> int:
    """1 when a dossier has errors, else 5 when a person must confirm something, else 0."""
    codes = {report.exit_code for report in reports}
    return 1 if 1 in codes else max(codes, default=0)
