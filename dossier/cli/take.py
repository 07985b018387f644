"""`dossier take`: whatever somebody has — a list, dossiers, a Word file — done in one go, and the report opened."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import click

from dossier.adapters.desktop import documents_folder, holds_results, open_file, own_folder
from dossier.adapters.files import RECORD_NAME, load_office, load_record, reading
from dossier.adapters.folders import dossier_paths
from dossier.adapters.foreign_map import SUFFIX, beside
from dossier.adapters.foreign_open import kind_of
from dossier.adapters.output import OutputFolder, file_line, write_ours
from dossier.adapters.questionnaire_grid import is_word, is_word_questionnaire
from dossier.adapters.word_file import is_word_file
from dossier.cli.batch import run_cohort
from dossier.cli.check import exit_code
from dossier.cli.console import as_of_option, lang, no_open_option, say, t, today
from dossier.cli.import_ import ask_and_import, is_interactive
from dossier.cohort.work import Job
from dossier.desk.looking import looked_at, rendered

# an archive may be a list or a Word file: of these the name tells
_LISTS = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt"})


@click.command("take", help=t("cmd.take.help"), epilog=t("cmd.take.example"))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=None, help=t("cmd.take.out"))
@as_of_option
@no_open_option
def command(path: Path, out: Path | None, as_of: date | None, no_open: bool) -> int:
    with reading(path):
        path.stat()
    path, day = path.absolute(), as_of or today()
    report: Path | None
    if path.is_dir() or path.suffix.lower() == ".json":
        code, report = take_dossiers(path, out, day)
    elif path.suffix.lower() not in _LISTS and is_word_file(path) and not is_word_questionnaire(path):
        code, report = take_word_file(path, out, day)
    else:
        code, report = take_list(path, out, day)
    if report is not None:
        say(t("cmd.take.results", folder=report.parent))
        opened = not no_open and open_file(report)
        say(t("cmd.take.opened" if opened else "cmd.take.look", path=report))
    return code


def take_list(path: Path, out: Path | None, day: date) -> tuple[int, Path | None]:
    """Import a workbook or a list, fill and check everybody; exit code, and the report to look at.

    Raises:
        InputError: it cannot be read, or its results cannot be written.
    """
    folder = out or own_folder(t("cmd.take.folder", name=path.stem), path.parent, documents_folder())
    try:
        result, written = ask_and_import(path, folder, _columns_file(path, folder))
    finally:
        if out is None:
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing was written into it
    if written is None or not written.count + written.same:
        return (0 if written is None else 1), None
    failed = run_cohort(folder, _job(folder, path, day))
    return (1 if failed or result.lost or written.failed else 0), folder / "summary.html"


def _columns_file(path: Path, folder: Path) -> Path | None:
    """Where answers about the columns of the list *path* are kept for next time; None where its own file says it."""
    if beside(path) is not None or is_word(path) or kind_of(path) != "list":
        return None
    kept = folder / f"{path.stem}{SUFFIX}"
    return kept if kept.is_file() or is_interactive() else None


def take_dossiers(path: Path, out: Path | None, day: date) -> tuple[int, Path]:
    """Fill and check a dossier or a folder of them; exit code, and the report to look at.

    A folder that holds results of ours is brought up to date itself, and a person's folder in it with all others.

    Raises:
        InputError: there is no dossier, or its results cannot be written.
    """
    path = path.parent if path.name == RECORD_NAME else path
    among_others = out is None and (path / RECORD_NAME).is_file() and holds_results(path.parent)
    source = path.parent if among_others else path
    people = dossier_paths(source)
    if out is not None:
        folder = out
    elif holds_results(source):
        folder = source
    else:
        name = path.stem if path.is_file() else path.name
        folder = own_folder(t("cmd.take.folder", name=name), path.parent, documents_folder())
    failed = run_cohort(source, _job(folder, source, day))
    if failed or not (among_others or people == [path]):
        return (1 if failed else 0), folder / "summary.html"
    return 0, folder / load_record(path).record_id / "report.html"


def take_word_file(path: Path, out: Path | None, day: date) -> tuple[int, Path]:
    """Check a Word file; exit code as of `check`, and the report to look at.

    Raises:
        InputError: it cannot be read, or the report cannot be written.
    """
    look = looked_at(path, None, load_office(beside=path), day)
    shown, page = (rendered([look], form, lang()) for form in ("text", "html"))
    assert isinstance(shown, str)
    assert isinstance(page, str)
    say(shown.rstrip("\n"))
    folder = OutputFolder.open(out or own_folder(t("cmd.take.checked"), path.parent, documents_folder()))
    written = write_ours(folder.root, f"{path.stem}/report.html", page.encode(), folder.known(path.stem))
    folder.note([file_line(written)])
    return exit_code([look.report]), folder.root / written.path


def _job(folder: Path, source: Path, day: date) -> Job:
    """Every form that is due, and every check, into *folder*."""
    office = load_office(beside=source)
    return Job(out=folder, stage=None, as_of=day, office=office, pack=None, numbers=(), lang=lang())
