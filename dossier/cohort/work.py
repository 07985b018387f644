"""One shard of a cohort: records in, filled forms and reports on disk, a compact row each. Runs in a worker."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from dossier import __version__
from dossier.adapters.files import load_dossier, write_atomically
from dossier.adapters.folders import folder_name
from dossier.adapters.output import file_line, write_forms
from dossier.cohort.compare import Clash, clash_findings
from dossier.errors import DossierError
from dossier.findings import Report
from dossier.forms.form_set import MANIFEST, FormSet, forms_for
from dossier.forms.pack import Outcome
from dossier.pipeline import fill, look
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.reports.cohort import CohortRow
from dossier.reports.grouping import plan_of
from dossier.rules.deadlines import Calendar, calendar_of
from dossier.rules.loading import load_rulebook

REPORTS = ("report.json", "report.html")  # of every person, beside the folder of forms


@dataclass(frozen=True)
class Job:
    """What is asked of every record of a cohort; small, so that it travels to workers as it is.

    Args:
        out: the output folder.
        stage: None: each record's own stage.
        pack: pack of forms; numbers: only these forms, empty for all that are due.
        fill: False: checks and reports only, no form is written.
    """

    out: Path
    stage: str | None
    as_of: date
    office: Office
    pack: str | None
    numbers: tuple[str, ...]
    lang: str
    fill: bool = True

    def forms(self) -> FormSet:
        """The forms asked for."""
        forms = forms_for(self.office, self.pack)
        return forms.only(self.numbers) if self.numbers else forms

    def key(self) -> str:
        """A hash of everything but the record that a result depends on: settings, rules, forms, program."""
        asked = [
            __version__, self.stage, self.as_of.isoformat(), self.office.sha256, self.numbers, self.lang, self.fill,
            load_rulebook(self.office).version,
        ]  # fmt: skip
        digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode())
        forms = self.forms().everything
        manifests = sorted({form.path.with_name(MANIFEST) for form in forms})
        for path in (*manifests, *(form.path for form in forms)):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


@dataclass(frozen=True)
class Result:
    """What became of one record, small enough to keep for every person of a large cohort.

    Args:
        source: the dossier it was made from; inputs: a hash of everything it depends on.
        label, cell: how the office calls the person and the cell.
        who: who must act next, one of `grouping.WHO_ORDER`; empty when nobody must.
        due: the first last day of a coming act, ISO; due_act: its key in `calendar.act`, or its place.
        kept: files that a person edited and that were kept.
        dues: what the dossier's dates say of when things are due, as `DueDates.line` writes it.
        problem: why it could not be processed, None when it was.
    """

    record_id: str
    source: str
    inputs: str
    label: str = ""
    cell: str = ""
    stage: str = ""
    ready: bool = False
    forms: int = 0
    errors: int = 0
    needs_person: int = 0
    warnings: int = 0
    who: str = ""
    due: str = ""
    due_act: str = ""
    kept: Sequence[str] = ()
    dues: str = ""
    problem: str | None = None

    def line(self) -> dict[str, Any]:
        """The manifest line of the record."""
        return asdict(self)

    @classmethod
    def of(cls, line: Mapping[str, Any] | None) -> Result | None:
        """The result that a manifest line holds; None for a line of another version."""
        return cls(**line) if line is not None and set(line) == {field.name for field in fields(cls)} else None

    def row(self) -> CohortRow:
        """The row of the cohort's summary."""
        return CohortRow(
            record_id=self.record_id, label=self.label or self.record_id, stage=self.stage, forms=self.forms,
            errors=self.errors, needs_person=self.needs_person, warnings=self.warnings, ready=self.ready,
            folder=self.record_id, problem=self.problem, cell=self.cell,
        )  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One dossier of a shard: its path, its id (or what stands for one), what its result depends on, its clashes."""

    path: str
    name: str
    inputs: str
    clashes: tuple[Clash, ...] = ()


def process_shard(
    job: Job, shard: Sequence[Item], known: Mapping[str, str]
) -> list[tuple[Result, list[dict[str, Any]]]]:
    """Process the dossiers of *shard*; one that fails is a result with a problem, never an end of the run."""
    return [_process(job, item, known) for item in shard]


def _process(job: Job, item: Item, known: Mapping[str, str]) -> tuple[Result, list[dict[str, Any]]]:
    path = Path(item.path)
    try:
        dossier = load_dossier(path)
        record_id = folder_name(dossier.record_id, path.name)
        rulebook = load_rulebook(job.office)
        found = list(clash_findings(item.clashes, dossier.record, rulebook))
        report, planned = look(
            dossier, stage=job.stage, office=job.office, rulebook=rulebook, forms=job.forms(), as_of=job.as_of,
            found=found,
        )  # fmt: skip
        outcome = fill(report, planned) if job.fill else Outcome(report, ())
        calendar = calendar_of(dossier.record_for(job.office), rulebook, job.as_of)
        reports = _reports(job, outcome, dossier.record.text("/candidate/birth_name"), calendar)
        # everything is made before anything is written
        written = write_forms(job.out, record_id, outcome.forms, known)
        for name, content in zip(REPORTS, reports, strict=True):
            write_atomically(job.out / record_id / name, content, durable=False)
        kept = [entry.kept for entry in written if entry.kept]
        result = result_of(dossier, outcome.report, calendar, item.path, item.inputs, len(outcome.forms), kept)
        return result, [file_line(entry) for entry in written]
    except DossierError as error:
        return Result(item.name, item.path, item.inputs, problem=error.told(job.lang)), []
    except Exception as error:  # noqa: BLE001 one broken record must not end the run; it is listed, without values
        where = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__} ({Path(where.filename).name}:{where.lineno})"
        return Result(item.name, item.path, item.inputs, problem=told), []


def path_name(path: Path) -> str:
    """What stands for the id of a record that has none: its folder's or its file's name."""
    return path.name if path.is_dir() else path.stem


def _reports(job: Job, outcome: Outcome, label: str | None, calendar: Calendar) -> tuple[bytes, ...]:
    """The person's reports, in the order of `REPORTS`."""
    from dossier.reports.html import person_html
    from dossier.reports.json_report import json_report

    forms = [(form.name, form.title, form.confirmed, form.blanks) for form in outcome.forms]
    return (
        json_report([outcome.report], job.lang).encode(),
        person_html(outcome.report, job.lang, forms=forms, label=label, calendar=calendar).encode(),
    )


def result_of(
    dossier: Dossier,
    report: Report,
    calendar: Calendar,
    source: str,
    inputs: str,
    forms: int = 0,
    kept: Sequence[str] = (),
) -> Result:
    """What is kept of one record that was looked at."""
    counts, critical = report.counts, calendar.critical
    blocking = (
        group.who for group in plan_of(report, calendar.dues).groups if any(task.blocks for task in group.tasks)
    )
    return Result(
        record_id=dossier.record_id, source=source, inputs=inputs,
        label=dossier.record.text("/candidate/birth_name") or "",
        cell=dossier.record.text("/orgs/cell/name") or "",
        stage=report.stage, ready=report.ready, forms=forms,
        errors=counts.error, needs_person=counts.needs_person, warnings=counts.warning,
        who=next(blocking, ""),
        due=critical.latest.isoformat() if critical is not None and critical.latest is not None else "",
        due_act=(critical.key or critical.label) if critical is not None else "",
        kept=list(kept),
        dues=calendar.dues.line() if calendar.dues is not None else "",
    )  # fmt: skip
