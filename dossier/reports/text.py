"""The report for a console: at most a page for a normal dossier."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dossier.findings import Finding, Report
from dossier.messages import text
from dossier.reports.coming import coming_lines
from dossier.reports.grouping import Kind, Plan, Task, plan_of, stands_alone
from dossier.reports.phrases import (
    called,
    clean,
    counts_line,
    disposition_line,
    heading,
    one_line,
    source_line,
    stage_line,
    summary_line,
    told,
    who_name,
)
from dossier.rules.deadlines import Calendar

WIDTH = 100  # columns
MOST_WARNINGS = 12  # lines; the other reports show all of them
MOST_PLACES = 6
_LABEL = 12  # columns of "LỖI J01" and "Cách sửa:" behind the two spaces in front


def text_report(report: Report, lang: str = "vi", calendar: Calendar | None = None) -> str:
    """*report* for a console, in *lang* (`vi` or `en`); ends with the line that sums up and a newline.

    Blocking findings stand in full, by who must act; warnings on one line each; notices and notes are counted.
    With *calendar* (from `calendar_of`) the next acts stand below, three at most.
    """
    plan = plan_of(report)
    lines = [
        f"{called(report)} · {report.record_id}" if report.name and report.record_id else called(report),
        stage_line(report, lang),
        f"{text('report.ready' if report.ready else 'report.not_ready', lang)}: {counts_line(report, lang)}",
    ]
    for group in plan.groups:
        blocking = [task for task in group.tasks if task.blocks]
        if blocking:
            lines += ["", f"{who_name(group.who, lang)}:"]
        for task in blocking:
            lines += _block(report, task, lang)
    lines += _warnings(report, plan, lang)
    lines += _settled(report, plan, lang)
    lines += coming_lines(calendar, lang) if calendar else ()
    lines += ["", *_hints(report, plan, lang), summary_line(report, lang)]
    return clean("\n".join(lines)) + "\n"


def _block(report: Report, task: Task, lang: str) -> Iterator[str]:
    """A blocking task: its place, every finding, source, remedy."""
    first, looking = task.first, task.kind is Kind.NEEDS_PERSON
    yield from _wrapped(f"{called(report)} › {heading(task, lang)}", "", "  ")
    mark = text(f"report.mark.{task.kind.value}", lang)
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


def _warnings(report: Report, plan: Plan, lang: str) -> Iterator[str]:
    tasks = sorted(plan.tasks(Kind.WARNING), key=lambda task: task.first.code)
    if not tasks:
        return
    yield ""
    yield f"{text('report.warnings', lang)}:"
    mark = text("report.mark.warning", lang)
    for task in tasks[:MOST_WARNINGS]:
        yield from _field(f"{mark} {task.first.code}", one_line(task, lang))
        if task.first.disposition is not None:
            yield from _field("", disposition_line(task.first.disposition, lang))
    if len(tasks) > MOST_WARNINGS:
        yield "  " + text("report.more_warnings", lang, count=len(tasks) - MOST_WARNINGS)


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
