"""`summary.html` and `summary.xlsx` of a cohort that was processed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dossier.adapters.files import write_atomically
from dossier.cohort.work import Job, Result
from dossier.reports.cohort import most_frequent
from dossier.reports.html import cohort_html
from dossier.rules.due import DueDates
from dossier.rules.loading import load_rulebook

SUMMARIES = ("summary.html", "summary.xlsx")


def write_summary(job: Job, results: Sequence[Result]) -> Path:
    """`summary.html` and `summary.xlsx` of the cohort; the path of the first."""
    from dossier.reports.xlsx import cohort_xlsx  # only here: its library takes its time to load

    rows = [result.row() for result in results]
    where = job.out / SUMMARIES[0]
    frequent = most_frequent(_reports(job.out, results), job.lang)
    write_atomically(where, cohort_html(rows, job.lang, as_of=job.as_of, frequent=frequent).encode())
    with tempfile.TemporaryDirectory() as spool:
        content = cohort_xlsx(rows, _reports(job.out, results), job.lang, spool=spool, dues=_dues(job, results))
    write_atomically(job.out / SUMMARIES[1], content)
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
