"""A cohort on one page: a row for each person, and what is found most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dossier.findings import Report
from dossier.reports.grouping import KIND_RANK, Kind
from dossier.reports.json_report import report_object

ReportObject = Mapping[str, Any]
"""A report as the JSON report writes it (`schemas/report.schema.json`)."""


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One person of a cohort.

    Args:
        record_id: id of the record.
        label: how the office calls the person; may be the id again.
        stage: value of the stage, e.g. `submission`; empty for a record that was not processed.
        forms: how many forms were filled.
        errors, needs_person, warnings: open findings.
        ready: as in the report.
        folder: the person's folder, relative to the cohort's own page, with `/`.
        problem: why the record could not be processed; None when it was.
        cell: the cell's name or code; empty when not known.
    """

    record_id: str
    label: str
    stage: str
    forms: int
    errors: int
    needs_person: int
    warnings: int
    ready: bool
    folder: str
    problem: str | None = None
    cell: str = ""

    @property
    def verdict(self) -> str:
        """`problem`, `errors`, `needs_person` or `ready`."""
        if self.problem is not None:
            return "problem"
        if self.ready:
            return "ready"
        return "errors" if self.errors else "needs_person"


def cohort_row(report: Report, *, label: str, forms: int, folder: str, cell: str = "") -> CohortRow:
    """The row of a record that was processed."""
    counts = report.counts
    return CohortRow(
        record_id=report.record_id,
        label=label,
        stage=report.stage,
        forms=forms,
        errors=counts.error,
        needs_person=counts.needs_person,
        warnings=counts.warning,
        ready=report.ready,
        folder=folder,
        cell=cell,
    )


@dataclass(frozen=True, slots=True)
class Frequent:
    """A kind of finding that comes often: how many times, and in how many dossiers."""

    code: str
    title: str
    kind: Kind
    times: int
    persons: int


def most_frequent(
    reports: Iterable[Report | ReportObject], lang: str = "vi", *, at_most: int = 10
) -> tuple[Frequent, ...]:
    """What is open in most dossiers, most frequent first; notices and settled findings are left out.

    Args:
        reports: read once, one at a time; reports, or the objects that the JSON report wrote of them.
        lang: language of the titles of reports; an object keeps its own.
    """
    times: Counter[tuple[str, str, Kind]] = Counter()
    persons: Counter[tuple[str, str, Kind]] = Counter()
    for report in reports:
        here = Counter(
            (finding["code"], finding["title"], kind)
            for finding in as_object(report, lang)["findings"]
            if not is_settled(finding) and (kind := kind_in(finding)) is not Kind.NOTICE
        )
        times.update(here)
        persons.update(here.keys())
    order = sorted(
        times,
        key=lambda key: (-persons[key], -times[key], KIND_RANK[key[2]], key[0], key[1]),
    )
    return tuple(
        Frequent(code, title, kind, times[code, title, kind], persons[code, title, kind])
        for code, title, kind in order[:at_most]
    )


def as_object(report: Report | ReportObject, lang: str) -> ReportObject:
    """*report* as the JSON report writes it."""
    return report_object(report, lang) if isinstance(report, Report) else report


def kind_in(finding: Mapping[str, Any]) -> Kind:
    """The kind of a finding of a JSON report."""
    return Kind.NEEDS_PERSON if finding["verdict"] == "needs_person" else Kind(finding["severity"])


def is_settled(finding: Mapping[str, Any]) -> bool:
    """True when a valid disposition answers for a finding of a JSON report."""
    disposition = finding["disposition"]
    return disposition is not None and bool(disposition["valid"])
