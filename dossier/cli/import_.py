"""`dossier import`: records from our workbook, a questionnaire or an office's own list, a folder a person."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import click

from dossier.adapters.files import RECORD_NAME, read_record, record_json, write_atomically
from dossier.adapters.folders import folder_name
from dossier.adapters.foreign_map import beside, read_map, write_map
from dossier.adapters.foreign_open import kind_of
from dossier.adapters.foreign_problems import ListResult
from dossier.adapters.foreign_read import ListImport
from dossier.adapters.merge import Conflict, Prefer, merge
from dossier.adapters.questionnaire_blank import Blank, still_blank, told
from dossier.adapters.questionnaire_grid import is_word
from dossier.adapters.questionnaire_import import QuestionnaireImport, read_questionnaire
from dossier.adapters.workbook_read import ImportedRecord, ImportResult, Origin, WorkbookImport, read_workbook
from dossier.cli.console import lang, say, t
from dossier.cli.import_list import ask_columns, chosen_columns, show_columns
from dossier.errors import InputError
from dossier.record.schema import label

PROBLEMS_NAME = "import-problems.txt"
SUMMARY_NAME = "import.json"
_MOST_SHOWN = 20
_SHOWN_FIRST = ("error", "warning", "note")
_MOST_CONFLICTS = 5_000
_SPOOL_BYTES = 4 * 1024 * 1024
Imported = WorkbookImport | ListImport | QuestionnaireImport


@click.command("import", help=t("cmd.import.help"), epilog=t("cmd.import.example"))
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=t("cmd.import.out"))
@click.option("--map", "map_path", metavar="MAP.toml", type=click.Path(path_type=Path), help=t("cmd.list.map_file"))
@click.option("--prefer", type=click.Choice(["record", "sheet"]), default="record", help=t("cmd.import.prefer"))
@click.option("--yes", is_flag=True, help=t("cmd.import.yes"))
def command(source: Path, out: Path, map_path: Path | None, prefer: Prefer, yes: bool) -> int:
    interactive = not yes and is_interactive()
    imported = opened(source, out, map_path)
    answers: dict[str, str] = {}
    if isinstance(imported, ListImport):
        show_columns(imported, map_path or beside(source))
        answers = ask_columns(imported) if interactive else {}
        imported.answer(answers)
    with gathered(imported, source, out) as found:
        show_preview(found)
        question = t("cmd.import.ask", count=found.result.persons, folder=out.name or str(out))
        if found.result.persons and interactive and not click.confirm(question, default=True):
            say(t("cmd.import.refused"))
            return 0
        written = write_records(found, out, prefer)
        show_lines(found.result, written, out)
    if isinstance(imported, ListImport) and map_path is not None:
        columns = answers if map_path.is_file() else chosen_columns(imported)
        if write_map(map_path, columns):
            say(t("cmd.list.map_done", name=map_path.name))
    return 1 if written.failed or not found.result.understood else 0


def is_interactive() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def opened(source: Path, out: Path, map_path: Path | None = None) -> Imported:
    """*source* opened by the reader that knows it: of our workbook, of a questionnaire, or of an office's own list.

    Args:
        map_path: what the user says of the list's columns; without it the file beside the list, where there is one.

    Raises:
        InputError: it cannot be read.
    """
    kind = "questionnaire" if is_word(source) else kind_of(source)
    if kind == "questionnaire":
        return read_questionnaire(source, out, lang())
    if kind == "workbook":
        return read_workbook(source)
    path = map_path if map_path is not None and map_path.is_file() else beside(source) if map_path is None else None
    return ListImport(source, out, read_map(path) if path is not None else None)


def import_into(source: Path, out: Path) -> int:
    """Import *source* into *out* without a question; what was not understood is printed and listed.

    Returns:
        How many persons gave no record. A cell that was not understood is listed; its person is processed.

    Raises:
        InputError: the file cannot be read, or *out* cannot be written.
    """
    with gathered(opened(source, out), source, out) as found:
        written = write_records(found, out, "record")
        if written.failed or written.conflicts or not found.result.understood:
            show_lines(found.result, written, out)
    return found.result.lost + len(written.failed)


@dataclass
class Gathered:
    """A workbook or list read to its end, its records put aside in a temporary file, one a line."""

    source: Path
    imported: Imported
    spool: BinaryIO
    known: int = 0

    @property
    def result(self) -> ImportResult:
        """What came of reading."""
        return self.imported.result

    def records(self) -> Iterator[ImportedRecord]:
        """The records, in the order of the workbook."""
        self.spool.seek(0)
        for line in self.spool:
            record_id, data, origins = json.loads(line)
            yield ImportedRecord(record_id, data, tuple(Origin(*origin) for origin in origins))


@dataclass
class Written:
    """What became of the records.

    Args:
        ids: of the records written; ``same``: records that did not change.
        conflicts: (record id, sheet and cell, difference), at most 5,000; ``differences`` counts them all.
        failed: one line for each record that could not be written.
        blanks: what the record of a questionnaire still lacks; None for other files.
        folder: of the last record written or left as it was.
    """

    ids: set[str] = field(default_factory=set)
    same: int = 0
    differences: int = 0
    conflicts: list[tuple[str, str, Conflict]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    blanks: list[Blank] | None = None
    folder: Path | None = None

    @property
    def count(self) -> int:
        """Records written; a list may speak of one person twice."""
        return len(self.ids)


@contextlib.contextmanager
def gathered(imported: Imported, source: Path, out: Path) -> Iterator[Gathered]:
    """Read the whole of *imported*."""
    known: set[str] = set()
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        found = Gathered(source, imported, spool)  # type: ignore[arg-type]
        with progress(t("cmd.import.reading"), None) as advance:
            for record in found.imported:
                line = json.dumps([record.record_id, record.data, record.origins], ensure_ascii=False)
                spool.write(line.encode() + b"\n")
                if (out / record.record_id / RECORD_NAME).is_file():
                    known.add(record.record_id)
                advance()
        found.known = len(known)
        yield found


def write_records(found: Gathered, out: Path, prefer: Prefer) -> Written:
    """Write or merge every record, then the list of problems; one unreadable record does not stop the others."""
    written = Written()
    with progress(t("cmd.import.writing"), found.result.persons) as advance:
        for record in found.records():
            try:
                _write_one(found, record, out, prefer, written)
            except InputError as error:
                written.failed.append(t("cmd.import.unwritten", record_id=record.record_id, reason=error.told(lang())))
            advance()
    write_lists(found, written, out)
    return written


def _write_one(found: Gathered, record: ImportedRecord, out: Path, prefer: Prefer, written: Written) -> None:
    path = out / folder_name(record.record_id, record.record_id) / RECORD_NAME
    data = record.data
    there = path.is_file()
    existing: dict[str, Any] = {}
    if there:
        existing, _ = read_record(path)
        merged = merge(existing, record.data, prefer=prefer)
        written.differences += len(merged.conflicts)
        for conflict in merged.conflicts[: _MOST_CONFLICTS - len(written.conflicts)]:
            place = found.imported.where(record, conflict.imported)
            written.conflicts.append((record.record_id, place, conflict))
        data = merged.data
    if there and data == existing:
        written.same += 1
    else:
        # a new record can be imported again, an old one holds more than the workbook
        write_atomically(path, record_json(data), durable=there)
        written.ids.add(record.record_id)
    written.folder = path.parent
    if isinstance(found.imported, QuestionnaireImport):
        written.blanks = list(still_blank(data))


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
    ordered = sorted(result.problems, key=lambda problem: _SHOWN_FIRST.index(problem.severity))
    lines = [problem.line(lang()) for problem in ordered]
    lines += [_conflict_line(*conflict) for conflict in written.conflicts] + written.failed
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


def write_lists(found: Gathered, written: Written, out: Path) -> None:
    """`import-problems.txt` for people, `import.json` for programs; only the first one shows what was found."""
    result = found.result
    lines = [found.source.name, ""]
    lines += [problem.line(lang()) for problem in result.problems]
    uncounted = result.counts.total() - len(result.problems)
    if uncounted:
        lines.append(t("cmd.import.uncounted", count=uncounted))
    for record_id, place, conflict in written.conflicts:
        lines.append(_conflict_line(record_id, place, conflict))
        if not isinstance(conflict.old, list | dict) and not isinstance(conflict.new, list | dict):
            lines.append(t("cmd.import.values", old=conflict.old, new=conflict.new))
    if written.differences > len(written.conflicts):
        lines.append(t("cmd.import.uncounted", count=written.differences - len(written.conflicts)))
    lines += written.failed
    if len(lines) == 2:
        lines.append(t("cmd.import.clean"))
    if written.blanks is not None:
        lines += ["", *told(written.blanks, lang())]
    write_atomically(out / PROBLEMS_NAME, ("\r\n".join(lines) + "\r\n").encode("utf-8-sig"))
    summary: dict[str, Any] = {
        "schema": "dossier-import/1",
        "source": found.source.name,
        "persons": result.persons,
        "written": written.count,
        "unchanged": written.same,
        "failed": len(written.failed),
        "items": dict(sorted(result.items.items())),
        "counts": {severity: result.counts[severity] for severity in ("error", "warning", "note")},
        "tidied": dict(sorted(result.tidied.items())),
        **({"cells": dict(sorted(result.cells.items()))} if isinstance(result, ListResult) else {}),
        **({"blank": [blank.pointer for blank in written.blanks]} if written.blanks is not None else {}),
        "problems": [problem.facts(lang()) for problem in result.problems],
        "conflicts": [
            {"record_id": record_id, "place": place, **_without_values(conflict)}
            for record_id, place, conflict in written.conflicts
        ],
    }
    write_atomically(out / SUMMARY_NAME, record_json(summary))


def _conflict_line(record_id: str, place: str, conflict: Conflict) -> str:
    key = "cmd.import.conflict_taken" if conflict.taken else "cmd.import.conflict_kept"
    return t(key, place=place, record_id=record_id, label=label(conflict.pointer))


def _without_values(conflict: Conflict) -> dict[str, Any]:
    return {key: value for key, value in asdict(conflict).items() if key in ("pointer", "taken")}


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
