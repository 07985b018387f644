"""`dossier batch`: a whole cohort in one run."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import OFFICE_NAME, load_office, write_atomically
from dossier.adapters.folders import dossier_paths
from dossier.adapters.output import OutputFolder
from dossier.cli.console import as_of_option, lang, office_option, say, stage_option, t, today
from dossier.cli.fill import make_pdfs, warn_of_long_paths
from dossier.cohort.run import process_cohort, processes
from dossier.cohort.work import Job, Result
from dossier.errors import InputError
from dossier.messages import said
from dossier.record.office import Office
from dossier.record.schema import label
from dossier.rules.due import DueDates
from dossier.rules.loading import load_rulebook


@click.command("batch", help=t("cmd.batch.help"), epilog=t("cmd.batch.example"))
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=t("cmd.fill.out"))
@stage_option
@as_of_option
@click.option("--form", "numbers", multiple=True, help=t("cmd.fill.form"))
@click.option("--pack", default=None, help=t("cmd.fill.pack"))
@click.option("--number", is_flag=True, help=t("cmd.batch.number"))
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help=t("cmd.batch.jobs"))
@click.option("--pdf", is_flag=True, help=t("cmd.fill.pdf"))
@office_option
def command(
    source: Path, out: Path, stage: str | None, as_of: date | None, numbers: tuple[str, ...], pack: str | None,
    number: bool, jobs: int | None, pdf: bool, office_path: Path | None,
) -> int:  # fmt: skip
    office = load_office(office_path, beside=source)
    unread = 0
    if source.is_file() and source.suffix.lower() != ".json":
        from dossier.cli.import_ import import_into

        unread = import_into(source, out)
        source = out
    if number:
        office = number_documents(source, office, office_path)
    job = Job(out=out, stage=stage, as_of=as_of or today(), office=office, pack=pack, numbers=numbers, lang=lang())
    failed = run_cohort(source, job, jobs=jobs, pdf=pdf)
    return 1 if failed or unread else 0


def number_documents(source: Path, office: Office, office_path: Path | None) -> Office:
    """Give the documents of the cohort their numbers, and say which; the settings as they stand afterwards.

    Raises:
        InputError: there is no office.toml, or a file cannot be read or written.
    """
    from dossier.adapters.registers import give_numbers

    file = office_path or (office.folder / OFFICE_NAME if office.folder is not None else None)
    if file is None:
        raise InputError(OFFICE_NAME, *said("no_registers"))
    numbering = give_numbers(dossier_paths(source), file)
    say(t("number.given", count=len(numbering.given)) if numbering.given else t("number.none"))
    for given in numbering.given:
        entry = given.entry
        day = f"{date.fromisoformat(entry.date):%d/%m/%Y}"
        say(
            t(
                "number.line", register=entry.register, term=entry.term, number=entry.text, date=day,
                id=entry.record_id, label=label(entry.place),
            )
        )  # fmt: skip
    for gap in numbering.gaps:
        org = label(f"/orgs/{gap.org}/{'term' if gap.reason == 'no_term' else 'name'}")
        say(t(f"number.{gap.reason}", count=gap.count, label=org, register=gap.register, office=file.name))
        if gap.reason == "no_register":
            say(t("number.table", register=gap.register))
            say(t("number.row", term=gap.term or "…"))
    return load_office(file)


def run_cohort(source: Path, job: Job, *, jobs: int | None = None, pdf: bool = False) -> int:
    """Process the dossiers at *source*, print the table, write the summary; how many could not be processed."""
    job.forms().compile_all()
    paths = dossier_paths(source)
    folder = OutputFolder.open(job.out)
    with progress(len(paths)) as done:
        results, skipped = process_cohort(paths, job, folder, jobs=processes(jobs, len(paths)), done=done)
    where = write_summary(job, results)
    if pdf:
        # "~$…" is what Word leaves beside a file that is open in it
        make_pdfs(folder, (path for path in sorted(job.out.glob("*/forms/*.docx")) if not path.name.startswith("~$")))
        folder.close()
    show_table(results)
    if skipped:
        say(t("cmd.batch.skipped", count=skipped))
    for result in results:
        if result.kept:
            say(t("cmd.batch.kept", id=result.record_id, count=len(result.kept)))
    warn_of_long_paths(job.out, list(folder.names()))
    failed = sum(result.problem is not None for result in results)
    ready = sum(result.ready for result in results)
    open_ = len(results) - ready - failed
    say(t("cmd.batch.summary", count=len(results), ready=ready, open=open_, failed=failed, where=where))
    return failed


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[Result], None]]:
    """A bar on stderr while records are processed; silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(t("cmd.batch.working")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda _: bar.advance(task)


def write_summary(job: Job, results: Sequence[Result]) -> Path:
    """`summary.html` and `summary.xlsx` of the cohort; the path of the first."""
    from dossier.reports.cohort import most_frequent
    from dossier.reports.html import cohort_html
    from dossier.reports.xlsx import cohort_xlsx

    rows = [result.row() for result in results]
    where = job.out / "summary.html"
    frequent = most_frequent(_reports(job.out, results), job.lang)
    write_atomically(where, cohort_html(rows, job.lang, as_of=job.as_of, frequent=frequent).encode())
    with tempfile.TemporaryDirectory() as spool:
        content = cohort_xlsx(rows, _reports(job.out, results), job.lang, spool=spool, dues=_dues(job, results))
    write_atomically(job.out / "summary.xlsx", content)
    return where


def _reports(out: Path, results: Sequence[Result]) -> Iterator[dict[str, Any]]:
    """The reports as written, one at a time, so that memory does not grow with the cohort."""
    for result in results:
        if result.problem is None:
            yield json.loads((out / result.record_id / "report.json").read_bytes())


def _dues(job: Job, results: Sequence[Result]) -> Callable[[str], DueDates | None]:
    """By when the findings of a record are due, from what its result kept."""
    rulebook = load_rulebook(job.office)
    lines = {result.record_id: result.dues for result in results if result.dues}
    return lambda record_id: DueDates.of_line(lines[record_id], rulebook) if record_id in lines else None


def show_table(results: Sequence[Result]) -> None:
    """A row a person: forms filled, errors, what a person must confirm, verdict."""
    headers = [t(f"cmd.batch.{key}") for key in _COLUMNS]
    rows = [_row(result) for result in results]
    widths = [max(len(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    for row in (headers, ["-" * width for width in widths], *rows):
        cells = [
            cell.rjust(width) if column in _NUMBERS else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


_COLUMNS = ("person", "stage", "forms", "errors", "confirm", "warnings", "verdict")
_NUMBERS = range(2, 6)  # columns of figures stand to the right


def _row(result: Result) -> list[str]:
    if result.problem is not None:
        return [result.record_id, "", "", "", "", "", t("cmd.batch.failed") + f": {result.problem}"]
    stage = t(f"cmd.stage.{result.stage}")
    numbers = [str(number) for number in (result.forms, result.errors, result.needs_person, result.warnings)]
    return [result.record_id, stage, *numbers, t("cmd.batch.ready" if result.ready else "cmd.batch.open")]
