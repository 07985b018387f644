"""`dossier import`: records from our workbook, a questionnaire or an office's own list, a folder a person."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from dossier.adapters.foreign_map import beside, write_map
from dossier.adapters.foreign_problems import ListResult
from dossier.adapters.foreign_read import ListImport
from dossier.adapters.imported import ImportResult
from dossier.adapters.merge import Prefer
from dossier.adapters.questionnaire_blank import told
from dossier.adapters.questionnaire_import import QuestionnaireImport
from dossier.cli.console import lang, say, t
from dossier.cli.import_list import ask_columns, show_columns
from dossier.desk.importing import (
    PROBLEMS_NAME,
    SHOWN_FIRST,
    Gathered,
    Import,
    Written,
    conflict_line,
    gathered,
    opened,
    write_records,
)
from dossier.desk.list_columns import chosen_columns

_MOST_SHOWN = 20


@click.command("import", help=t("cmd.import.help"), epilog=t("cmd.import.example"))
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=t("cmd.import.out"))
@click.option("--map", "map_path", metavar="MAP.toml", type=click.Path(path_type=Path), help=t("cmd.list.map_file"))
@click.option("--prefer", type=click.Choice(["record", "sheet"]), default="record", help=t("cmd.import.prefer"))
@click.option("--yes", is_flag=True, help=t("cmd.import.yes"))
def command(source: Path, out: Path, map_path: Path | None, prefer: Prefer, yes: bool) -> int:
    result, written = ask_and_import(source, out, map_path, prefer, yes=yes)
    return 1 if written is not None and (written.failed or not result.understood) else 0


def ask_and_import(
    source: Path, out: Path, map_path: Path | None = None, prefer: Prefer = "record", *, yes: bool = False
) -> tuple[ImportResult, Written | None]:
    """Import *source* into *out* as a person wants it: what was understood is shown first, and asked about.

    Args:
        map_path: what the user says of the list's columns; written when it is not there yet.
        yes: without a question, as where nobody is there to answer.

    Returns:
        What was read, and what was written; None when the user refused.

    Raises:
        InputError: the file cannot be read, or *out* cannot be written.
    """
    interactive = not yes and is_interactive()
    imported = opened(source, out, map_path, lang())
    answers: dict[str, str] = {}
    if isinstance(imported, ListImport):
        show_columns(imported, map_path or beside(source))
        answers = ask_columns(imported) if interactive else {}
        imported.answer(answers)
    with _read_through(imported, source, out) as found:
        show_preview(found)
        question = t("cmd.import.ask", count=found.result.persons, folder=out.name or str(out))
        if found.result.persons and interactive and not click.confirm(question, default=True):
            say(t("cmd.import.refused"))
            return found.result, None
        written = _write(found, out, prefer)
        show_lines(found.result, written, out)
    if isinstance(imported, ListImport) and map_path is not None:
        columns = answers if map_path.is_file() else chosen_columns(imported)
        if write_map(map_path, columns):
            say(t("cmd.list.map_done", name=map_path.name))
    return found.result, written


def is_interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def import_into(source: Path, out: Path) -> int:
    """Import *source* into *out* without a question; what was not understood is printed and listed.

    Returns:
        How many persons gave no record. A cell that was not understood is listed; its person is processed.

    Raises:
        InputError: the file cannot be read, or *out* cannot be written.
    """
    with _read_through(opened(source, out, lang=lang()), source, out) as found:
        written = _write(found, out, "record")
        if written.failed or written.conflicts or not found.result.understood:
            show_lines(found.result, written, out)
    return found.result.lost + len(written.failed)


@contextlib.contextmanager
def _read_through(imported: Import, source: Path, out: Path) -> Iterator[Gathered]:
    """The whole of *imported*, with a bar while it is read."""
    with contextlib.ExitStack() as stack:
        with progress(t("cmd.import.reading"), None) as advance:
            found = stack.enter_context(gathered(imported, source, out, advance))
        yield found


def _write(found: Gathered, out: Path, prefer: Prefer) -> Written:
    with progress(t("cmd.import.writing"), found.result.persons) as advance:
        return write_records(found, out, prefer, lang(), advance)


# --- what the user sees ---------------------------------------------------------------------------------


def show_preview(found: Gathered) -> None:
    """A table of what the workbook holds, before anything is written."""
    from rich.console import Console
    from rich.table import Table

    result = found.result
    table = Table(title=t("cmd.import.preview", name=found.source.name), show_header=False, title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    new = result.persons - found.known
    table.add_row(t("cmd.import.persons", new=new, old=found.known), str(result.persons))
    for sheet in result.sheets:
        if result.items[sheet]:
            table.add_row(sheet, f"{result.items[sheet]} {t('cmd.import.rows')}")
    if not isinstance(found.imported, QuestionnaireImport):
        table.add_row(t("cmd.import.sheets"), str(len(result.sheets)))
    for severity, key in (("error", "errors"), ("warning", "warnings"), ("note", "notes")):
        if result.counts[severity]:
            table.add_row(t(f"cmd.import.{key}"), str(result.counts[severity]))
    for kind in ("spaces", "letters"):
        if result.tidied[kind]:
            table.add_row(t(f"cmd.import.{kind}"), str(result.tidied[kind]))
    if isinstance(result, ListResult) and result.letterings:
        table.add_row(t("cmd.list.letters_read"), str(result.letterings))
    Console(highlight=False, markup=False).print(table)


def show_lines(result: ImportResult, written: Written, out: Path) -> None:
    """The first problems, where all of them are, and what was written."""
    ordered = sorted(result.problems, key=lambda problem: SHOWN_FIRST.index(problem.severity))
    lines = [problem.line(lang()) for problem in ordered]
    lines += [conflict_line(*conflict, lang()) for conflict in written.conflicts] + written.failed
    for line in lines[:_MOST_SHOWN]:
        say(line)
    if len(lines) > _MOST_SHOWN:
        say(t("cmd.import.more", count=len(lines) - _MOST_SHOWN, name=PROBLEMS_NAME))
    if lines:
        say(t("cmd.import.see", path=str(out / PROBLEMS_NAME)))
    if result.understood:
        say(t("cmd.import.clean"))
    if written.blanks is not None:
        for line in told(written.blanks, lang()):
            say(line)
    say(t("cmd.import.done", count=written.count, folder=out.name or str(out), same=written.same))
    if written.blanks is not None and written.folder is not None:
        say(t("cmd.import.next", path=str(written.folder)))


@contextlib.contextmanager
def progress(words: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar on stderr; silent when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(words, markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
