"""Records from a workbook, a questionnaire or an office's own list: read to the end, then written or merged."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from dossier.adapters.files import RECORD_NAME, read_record, record_json, write_atomically
from dossier.adapters.folders import folder_name
from dossier.adapters.foreign_map import beside, read_map
from dossier.adapters.foreign_open import kind_of
from dossier.adapters.foreign_problems import ListResult
from dossier.adapters.foreign_read import ListImport
from dossier.adapters.imported import ImportedRecord, ImportResult, Origin
from dossier.adapters.merge import Conflict, Prefer, merge
from dossier.adapters.ports import Act
from dossier.adapters.questionnaire_blank import Blank, still_blank, told
from dossier.adapters.questionnaire_grid import is_word
from dossier.adapters.questionnaire_import import QuestionnaireImport, read_questionnaire
from dossier.adapters.saving import save_record
from dossier.adapters.workbook_read import WorkbookImport, read_workbook
from dossier.errors import InputError
from dossier.messages import text
from dossier.record.schema import label

PROBLEMS_NAME = "import-problems.txt"
SUMMARY_NAME = "import.json"
SHOWN_FIRST = ("error", "warning", "note")
_MOST_CONFLICTS = 5_000
_SPOOL_BYTES = 4 * 1024 * 1024

Import = WorkbookImport | ListImport | QuestionnaireImport
Advance = Callable[[], None]


def _quiet() -> None:
    """Nobody watches."""


def opened(source: Path, out: Path, map_path: Path | None = None, lang: str = "vi") -> Import:
    """*source* opened by the reader that knows it: of our workbook, of a questionnaire, or of an office's own list.

    Args:
        map_path: what the user says of the list's columns; without it the file beside the list, where there is one.

    Raises:
        InputError: it cannot be read.
    """
    kind = "questionnaire" if is_word(source) else kind_of(source)
    if kind == "questionnaire":
        return read_questionnaire(source, out, lang)
    if kind == "workbook":
        return read_workbook(source)
    path = map_path if map_path is not None and map_path.is_file() else beside(source) if map_path is None else None
    return ListImport(source, out, read_map(path) if path is not None else None)


@dataclass
class Gathered:
    """A workbook or list read to its end, its records put aside in a temporary file, one a line."""

    source: Path
    imported: Import
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
def gathered(imported: Import, source: Path, out: Path, advance: Advance = _quiet) -> Iterator[Gathered]:
    """Read the whole of *imported*; *advance* is called after each record."""
    known: set[str] = set()
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        found = Gathered(source, imported, spool)  # type: ignore[arg-type]
        for record in found.imported:
            line = json.dumps([record.record_id, record.data, record.origins], ensure_ascii=False)
            spool.write(line.encode() + b"\n")
            if (out / record.record_id / RECORD_NAME).is_file():
                known.add(record.record_id)
            advance()
        found.known = len(known)
        yield found


def write_records(
    found: Gathered, out: Path, prefer: Prefer, lang: str, advance: Advance = _quiet, *, by: str = ""
) -> Written:  # fmt: skip
    """Write or merge every record, then the list of problems; one unreadable record does not stop the others."""
    written = Written()
    for record in found.records():
        try:
            _write_one(found, record, out, prefer, written, by)
        except InputError as error:
            reason = error.told(lang)
            written.failed.append(text("cmd.import.unwritten", lang, record_id=record.record_id, reason=reason))
        advance()
    _write_lists(found, written, out, lang)
    return written


def _write_one(found: Gathered, record: ImportedRecord, out: Path, prefer: Prefer, written: Written, by: str) -> None:
    path = out / folder_name(record.record_id, record.record_id) / RECORD_NAME
    data, digest = record.data, None
    existing: dict[str, Any] = {}
    if path.is_file():
        existing, digest = read_record(path)
        merged = merge(existing, record.data, prefer=prefer)
        written.differences += len(merged.conflicts)
        for conflict in merged.conflicts[: _MOST_CONFLICTS - len(written.conflicts)]:
            place = found.imported.where(record, conflict.imported)
            written.conflicts.append((record.record_id, place, conflict))
        data = merged.data
    if digest is not None and data == existing:
        written.same += 1
    else:
        # a new record can be imported again, an old one holds more than the workbook
        save_record(path, data, Act(by, "import"), if_match=digest, durable=digest is not None)
        written.ids.add(record.record_id)
    written.folder = path.parent
    if isinstance(found.imported, QuestionnaireImport):
        written.blanks = list(still_blank(data))


def _write_lists(found: Gathered, written: Written, out: Path, lang: str) -> None:
    """`import-problems.txt` for people, `import.json` for programs; only the first one shows what was found."""
    result = found.result
    lines = [found.source.name, ""]
    lines += [problem.line(lang) for problem in result.problems]
    uncounted = result.counts.total() - len(result.problems)
    if uncounted:
        lines.append(text("cmd.import.uncounted", lang, count=uncounted))
    for record_id, place, conflict in written.conflicts:
        lines.append(conflict_line(record_id, place, conflict, lang))
        if not isinstance(conflict.old, list | dict) and not isinstance(conflict.new, list | dict):
            lines.append(text("cmd.import.values", lang, old=conflict.old, new=conflict.new))
    if written.differences > len(written.conflicts):
        lines.append(text("cmd.import.uncounted", lang, count=written.differences - len(written.conflicts)))
    lines += written.failed
    if len(lines) == 2:
        lines.append(text("cmd.import.clean", lang))
    if written.blanks is not None:
        lines += ["", *told(written.blanks, lang)]
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
        "problems": [problem.facts(lang) for problem in result.problems],
        "conflicts": [
            {"record_id": record_id, "place": place, **_without_values(conflict)}
            for record_id, place, conflict in written.conflicts
        ],
    }
    write_atomically(out / SUMMARY_NAME, record_json(summary))


def conflict_line(record_id: str, place: str, conflict: Conflict, lang: str) -> str:
    """A difference between record and sheet in one line, without its values."""
    key = "cmd.import.conflict_taken" if conflict.taken else "cmd.import.conflict_kept"
    return text(key, lang, place=place, record_id=record_id, label=label(conflict.pointer))


def _without_values(conflict: Conflict) -> dict[str, Any]:
    return {key: value for key, value in asdict(conflict).items() if key in ("pointer", "taken")}
