"""Findings as things to do: who has to act, by when, in which order, and what is looked at together.

A finding names one place; a person acts on one topic or one paper. Findings that share their question,
remedy and source become one task; what must be seen with one's own eyes becomes one task a paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any

from dossier.findings import Finding, Report, Severity, Verdict, natural_key
from dossier.rules.due import Due, DueDates

# the order in which a file travels: from the candidate to the committee that decides
WHO_ORDER = (
    "candidate",
    "introducer",
    "union",
    "residence",
    "cell",
    "helper",
    "section",
    "grassroots",
    "centre",
    "competent",
    "office",
)
LABEL_JOINT = " › "
# confirmed by itself, never together with the rest of its paper
_BY_ITSELF = "/cross_page_stamp"


class Kind(StrEnum):
    """What a finding asks for, gravest first: mend, look with one's own eyes, look again, know."""

    ERROR = "error"
    NEEDS_PERSON = "needs_person"
    WARNING = "warning"
    NOTICE = "notice"


KIND_RANK = {kind: rank for rank, kind in enumerate(Kind)}
_OF_SEVERITY = {
    Severity.ERROR: Kind.ERROR,
    Severity.WARNING: Kind.WARNING,
    Severity.NOTICE: Kind.NOTICE,
}


def kind_of(finding: Finding) -> Kind:
    """The kind of *finding*; whatever a person must look at is `NEEDS_PERSON`, whatever its severity."""
    if finding.verdict is Verdict.NEEDS_PERSON:
        return Kind.NEEDS_PERSON
    return _OF_SEVERITY[finding.severity]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    Args:
        who: one of `WHO_ORDER`.
        kind: the kind of all its findings.
        place: what it is about, in Vietnamese words: the place, the paper, or what its places share;
            empty when they share nothing.
        findings: one; several that are mended or looked at together. Ordered by code, then place.
        number: from 1, in the order of work; 0 for a notice, which is nothing to do.
        due: by when; of several findings what comes first. None where the dates of the dossier are not known.
    """

    who: str
    kind: Kind
    place: str
    findings: tuple[Finding, ...]
    number: int = 0
    due: Due | None = None

    @property
    def first(self) -> Finding:
        """The finding that speaks for the others in title, remedy and source."""
        return self.findings[0]

    @property
    def blocks(self) -> bool:
        """True when it keeps the dossier from being ready."""
        return self.kind in (Kind.ERROR, Kind.NEEDS_PERSON)


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one party, in the order of work: by when, then how grave, then by code."""

    who: str
    tasks: tuple[Task, ...]

    def by_due(self) -> Iterator[tuple[Due | None, tuple[Task, ...]]]:
        """The tasks that are due alike, together."""
        for due, tasks in groupby(self.tasks, key=lambda task: task.due):
            yield due, tuple(tasks)


@dataclass(frozen=True, slots=True)
class Plan:
    """All findings of a report: what is to be done, by whom, and what somebody already answers for."""

    groups: tuple[Group, ...]
    settled: tuple[Finding, ...]

    def tasks(self, *kinds: Kind) -> Iterator[Task]:
        """The tasks of these kinds, in the order of work."""
        for group in self.groups:
            yield from (task for task in group.tasks if task.kind in kinds)


def plan_of(report: Report, dues: DueDates | None = None) -> Plan:
    """The findings of *report* grouped by who must act and by when, the tasks numbered from 1 through all groups.

    *dues* are those of the same dossier (`Calendar.dues`); without them only who must act is known.
    """
    open_: dict[tuple[Any, ...], list[tuple[Finding, Due | None]]] = {}
    for finding in report.findings:
        if not finding.settled:
            due = dues.of(finding, report.stage) if dues is not None else None
            open_.setdefault(_key(finding, due), []).append((_within(finding, report.name), due))
    tasks = sorted((_task(findings) for findings in open_.values()), key=_order)
    groups: list[Group] = []
    number = 0
    for who in WHO_ORDER:
        mine = []
        for task in tasks:
            if task.who == who:
                number += task.kind is not Kind.NOTICE
                mine.append(_numbered(task, number))
        if mine:
            groups.append(Group(who, tuple(mine)))
    return Plan(tuple(groups), tuple(finding for finding in report.findings if finding.settled))


def _within(finding: Finding, name: str) -> Finding:
    """*finding* without its file where that is what the whole report is about."""
    where = finding.where
    return replace(finding, where=replace(where, file=None)) if where.file and where.file == name else finding


def acting(finding: Finding) -> str:
    """Who has to act on *finding*: one of `WHO_ORDER`; the office where nobody fits."""
    return finding.who if finding.who in WHO_ORDER else "office"


def object_of(pointer: str) -> str:
    """The paper or object that *pointer* lies in: `papers[form=2-KNĐ]`, `/introducers/0`, `/cell_meeting`.

    The cross-page stamp counts as an object of its own.
    """
    if pointer.startswith("papers["):
        paper, rest = _split_paper(pointer)
    elif pointer.startswith("/papers/"):
        steps = pointer.split("/")
        paper, rest = "/".join(steps[:3]), "/" + "/".join(steps[3:])
    else:
        steps = pointer.split("/")
        has_index = len(steps) > 2 and steps[2].isdigit()
        return "/".join(steps[: 3 if has_index else 2])
    return paper + _BY_ITSELF if rest.startswith(_BY_ITSELF) else paper


def _split_paper(pointer: str) -> tuple[str, str]:
    # the selector may hold slashes of its own: papers[form=20-KNĐ,about=/verification/requests/0]
    end = pointer.find("]") + 1
    return (pointer[:end], pointer[end:]) if end else (pointer, "")


def shared_label(labels: Sequence[str]) -> str:
    """The leading words of *labels* that all of them share; the whole label when there is only one."""
    if len(set(labels)) == 1:
        return labels[0]
    shared: list[str] = []
    for parts in zip(*(label.split(LABEL_JOINT) for label in labels), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return LABEL_JOINT.join(shared)


def _key(finding: Finding, due: Due | None) -> tuple[Any, ...]:
    """Findings with equal keys are one task. A paper is looked at once, as early as the first of its questions asks."""
    who, kind = acting(finding), kind_of(finding)
    if kind is Kind.NEEDS_PERSON:
        return (who, kind, object_of(finding.where.pointer))
    return (
        who,
        kind,
        finding.code,
        finding.ask,
        finding.title,
        finding.fix,
        finding.source,
        finding.confidence,
        finding.overlay,
        finding.disposition,
        due,
    )


def _task(findings: Sequence[tuple[Finding, Due | None]]) -> Task:
    members = tuple(sorted((one for one, _ in findings), key=lambda f: (f.code, natural_key(f.where.pointer), f.ask)))
    due = min((one for _, one in findings if one is not None), key=lambda one: one.order, default=None)
    first = members[0]
    kind = kind_of(first)
    labels = [finding.where.label for finding in members]
    place = shared_label(labels)
    if kind is Kind.NEEDS_PERSON and len(members) == 1 and first.where.pointer.startswith(("papers[", "/papers/")):
        # a paper is named by itself, also when only one thing on it must be seen
        place = place if stands_alone(first) else place.split(LABEL_JOINT)[0]
    return Task(acting(first), kind, place, members, due=due)


def stands_alone(finding: Finding) -> bool:
    """True when what is seen is confirmed by itself, not with the rest of its paper."""
    return object_of(finding.where.pointer).endswith(_BY_ITSELF)


def _order(task: Task) -> tuple[Any, ...]:
    first = task.first
    when = (task.due.order, task.due.code, task.due.passed or "") if task.due is not None else ()
    if task.kind is Kind.NEEDS_PERSON:
        return (when, KIND_RANK[task.kind], natural_key(first.where.pointer), first.code, first.ask)
    return (when, KIND_RANK[task.kind], first.code, natural_key(first.where.pointer), first.ask)


def _numbered(task: Task, number: int) -> Task:
    return replace(task, number=0 if task.kind is Kind.NOTICE else number)
