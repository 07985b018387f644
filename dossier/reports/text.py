"""The report for a console: at most a page, whatever a dossier lacks."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossier.findings import Finding, Report
from dossier.messages import text
from dossier.reports.coming import coming_lines
from dossier.reports.grouping import Group, Kind, Plan, Task, plan_of, stands_alone
from dossier.reports.phrases import (
    called,
    clean,
    counts_line,
    disposition_line,
    due_line,
    heading,
    one_line,
    source_line,
    stage_line,
    summary_line,
    told,
    who_name,
)
from dossier.reports.verifying import person_lines
from dossier.rules.deadlines import Calendar
from dossier.rules.due import Due

WIDTH = 100  # columns
PAGE_LINES = 60
MOST_WARNINGS = 12  # lines; the other reports show all of them
MOST_PLACES = 6
_LABEL = 12  # columns of "LỖI J01" and "Cách sửa:" behind the two spaces in front


def text_report(report: Report, lang: str = "vi", calendar: Calendar | None = None) -> str:
    """*report* for a console, in *lang* (`vi` or `en`); ends with the line that sums up and a newline.

    Blocking findings stand by who must act, then by when: in full as long as the page lasts, then on a line each,
    then counted; warnings on one line each, as far as there is room; notices and notes are counted.
    With *calendar* (from `calendar_of`) the next acts stand below, three at most.
    """
    plan = plan_of(report, calendar.dues if calendar else None)
    head = [
        f"{called(report)} · {report.record_id}" if report.name and report.record_id else called(report),
        stage_line(report, lang),
        f"{text('report.ready' if report.ready else 'report.not_ready', lang)}: {counts_line(report, lang)}",
    ]
    tail = [
        *_settled(report, plan, lang),
        *person_lines(report, calendar, lang),
        *(coming_lines(calendar, lang) if calendar else ()),
        "",
        *_hints(report, plan, lang),
        summary_line(report, lang),
    ]
    body = _body(report, plan, PAGE_LINES - len(head) - len(tail), lang)
    return clean("\n".join([*head, *body, *tail])) + "\n"


@dataclass(frozen=True, slots=True)
class _Section:
    """What one party has to do by one day: the lines of the heading, and of each task in full and in short."""

    heading: list[str]
    tasks: list[tuple[list[str], list[str]]]


def _body(report: Report, plan: Plan, room: int, lang: str) -> list[str]:
    """What is to be done and looked at again, in *room* lines: what blocks first, and as much in full as fits."""
    sections = [
        _Section(
            ["", *_wrapped(f"{_heading(group, due, lang)}:", "", "  ")],
            # the last line says how many of them rest on carried-over texts: a line each need not
            [(list(_block(report, task, lang)), _short(task, lang, bare=True)) for task in mine],
        )
        for group in plan.groups
        for due, tasks in group.by_due()
        if (mine := [task for task in tasks if task.blocks])
    ]
    count = sum(len(section.tasks) for section in sections)
    warnings = sorted(plan.tasks(Kind.WARNING), key=_by_due)
    most = min(MOST_WARNINGS, len(warnings))
    tried = itertools.chain(
        ((count, count, some) for some in range(most, -1, -1)),
        ((full, count, 0) for full in range(count - 1, -1, -1)),
        ((0, shown, 0) for shown in range(count - 1, -1, -1)),
    )
    lines: list[str] = []
    for full, shown, some in tried:
        lines = _laid_out(sections, full, shown, lang) + _warnings(warnings, some, lang)
        if len(lines) <= room:
            break
    return lines


def _by_due(task: Task) -> tuple[tuple[int, ...], str]:
    return (task.due.order if task.due is not None else (), task.first.code)


def _laid_out(sections: Sequence[_Section], full: int, shown: int, lang: str) -> list[str]:
    """The first *full* tasks in full, those up to *shown* in short, the rest counted."""
    lines: list[str] = []
    number = 0
    for section in sections:
        if number < shown:
            lines += section.heading
        for whole, short in section.tasks:
            lines += whole if number < full else short if number < shown else ()
            number += 1
    if shown < number:
        lines.append("  " + text("report.more_tasks", lang, count=number - shown))
    return lines


def _short(task: Task, lang: str, *, bare: bool = False) -> list[str]:
    return _field(f"{_mark(task, lang)} {task.first.code}", one_line(task, lang, bare=bare))


def _heading(group: Group, due: Due | None, lang: str) -> str:
    """Who must act, and by when."""
    who = who_name(group.who, lang)
    if due is None:
        return who
    when = due_line(due, lang)
    return f"{who} – {when[:1].lower()}{when[1:]}"


def _mark(task: Task, lang: str) -> str:
    return text(f"report.mark.{task.kind.value}", lang)


def _block(report: Report, task: Task, lang: str) -> Iterator[str]:
    """A blocking task: its place, every finding, source, remedy."""
    first, looking = task.first, task.kind is Kind.NEEDS_PERSON
    yield from _wrapped(f"{called(report)} › {heading(task, lang)}", "", "  ")
    mark = _mark(task, lang)
    lines, remark = told(task, lang)
    if len(lines) == 1:
        lines, remark = ((first, first.message.get(lang)),), ""
    shown = lines if looking else lines[:MOST_PLACES]
    for finding, message in shown:
        named = looking or finding is first
        yield from _field(f"{mark} {finding.code}" if named else "", message)
        if finding.disposition is not None and named:
            yield from _field("", disposition_line(finding.disposition, lang))
    if len(shown) < len(lines):
        yield from _field("", text("report.more_places", lang, count=len(lines) - len(shown)))
    yield from _field("", remark)
    sources = dict.fromkeys(source_line(finding, lang) for finding in task.findings)
    yield from _field(text("report.source", lang), " ".join(filter(None, sources)))
    if not looking:
        yield from _field(text("report.fix", lang), first.fix.get(lang))


def _warnings(tasks: Sequence[Task], most: int, lang: str) -> list[str]:
    """The first *most* warnings, by when they are due, and how many there are beside them."""
    if not tasks:
        return []
    lines = ["", f"{text('report.warnings', lang)}:"]
    for due, mine in itertools.groupby(tasks[:most], key=lambda task: task.due):
        if due is not None:
            lines += _wrapped(f"{due_line(due, lang)}:", "  ", "  ")
        for task in mine:
            lines += _short(task, lang)
            if task.first.disposition is not None:
                lines += _field("", disposition_line(task.first.disposition, lang))
    if len(tasks) > most:
        lines.append("  " + text("report.more_warnings", lang, count=len(tasks) - most))
    return lines


def _settled(report: Report, plan: Plan, lang: str) -> Iterator[str]:
    if plan.settled:
        yield ""
        yield f"{text('report.settled', lang)}:"
    for finding in plan.settled:
        yield from _field(_marked(finding), f"{finding.where.label}: {finding.title.get(lang)}")
        assert finding.disposition is not None
        yield from _field("", disposition_line(finding.disposition, lang))


def _marked(finding: Finding) -> str:
    return f"✓ {finding.code}"


def _hints(report: Report, plan: Plan, lang: str) -> Iterator[str]:
    """Where the rest is, and how to record what was seen; commands stay on one line, to be copied."""
    name = called(report)
    to_see = [finding for task in plan.tasks(Kind.NEEDS_PERSON) for finding in task.findings]
    if any(not stands_alone(finding) for finding in to_see):
        yield text("report.confirm_hint", lang, name=name, stage=report.stage)
    for code in sorted({finding.code for finding in to_see if stands_alone(finding)}):
        yield text("report.confirm_one", lang, name=name, code=code)
    notices = report.counts.notice
    if notices or report.notes:
        yield text("report.notices_folded", lang, notices=notices, notes=len(report.notes))
    if report.findings or report.notes:
        yield text("report.see_all", lang, name=name)


def _field(label: str, value: str) -> list[str]:
    """A labelled line; none without a value."""
    if not value:
        return []
    head = f"  {label:<{_LABEL}}"
    if len(label) >= _LABEL:
        head += " "
    return _wrapped(value, head, " " * (2 + _LABEL))


def _wrapped(value: str, first: str, later: str) -> list[str]:
    # never inside a word or a number of a document: 294-QĐ/TW stays whole
    lines = textwrap.wrap(
        value,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]
