"""What all reports say in the same words: stages, marks, sources, counts, the line that sums up."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from dossier.findings import Disposition, Finding, Report
from dossier.messages import text
from dossier.reports.grouping import Kind, Task
from dossier.rules.due import Due

# what no paper, page or cell can show; a value typed with them shows a space instead
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_DIGIT_FIRST = re.compile(r"[0-9]")
_FEW_PLACES = 3
_REMARK = re.compile(r" (\([^()]+\.\))$")  # a whole sentence in brackets at the end


def clean(value: str) -> str:
    """*value* without the characters that XML forbids."""
    return _CONTROL.sub(" ", value)


def day(value: date | str | None) -> str:
    """A date as dd/mm/yyyy; text that is no ISO date stays as it is; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def stage_name(stage: str, lang: str) -> str:
    """The stage *stage* in words; the report on a Word file has none, and says what it looks at."""
    return text(f"report.stage.{stage}" if stage else "report_word.topic", lang)


def topic(report: Report, lang: str) -> tuple[str, str]:
    """What the report is about, as a label and its words: the stage of a dossier, the layout of a Word file."""
    return text("report.html.stage" if report.stage else "report_word.looked_at", lang), stage_name(report.stage, lang)


def stage_line(report: Report, lang: str) -> str:
    """`topic` and the day of the check, on one line."""
    key = "report.stage_line" if report.stage else "report_word.line"
    return text(key, lang, stage=stage_name(report.stage, lang), as_of=day(report.as_of))


def who_name(who: str, lang: str) -> str:
    """One of `grouping.WHO_ORDER` in words."""
    return text(f"report.who.{who}", lang)


def due_event(due: Due, lang: str) -> str:
    """Before which act something is due, the day left out: "Before the cell considers admission"."""
    return text("report.due.before", lang, event=text(f"report.due.event.{due.before}", lang))


def due_line(due: Due, lang: str) -> str:
    """By when something is due: before which act, and by which day where one is known; or that this is past.

    An act may have its day and still lie ahead.
    """
    event = text(f"report.due.event.{due.passed or due.before}", lang)
    if due.passed is not None:
        return text(f"report.due.{'passed' if due.overdue else 'set'}", lang, event=event, day=day(due.day))
    if due.day is None:
        return due_event(due, lang)
    key = "missed" if due.overdue else "by_day"
    return text(f"report.due.{key}", lang, event=event, day=day(due.day), lapse=lapse_of(due, lang))


def lapse_of(due: Due, lang: str) -> str:
    """What comes to pass after the last day; empty where there is none."""
    if due.day is None or due.passed is not None:
        return ""
    return due.lapse.get(lang) or text("report.due.lapse", lang, code=due.code)


def called(report: Report) -> str:
    """How the report calls its dossier: the file name, else the id."""
    return report.name or report.record_id or "record.json"


def source_line(finding: Finding, lang: str) -> str:
    """Document, its date, clause, how sure, whose rule; empty for a finding that rests on no text."""
    source = finding.source
    parts: list[str] = []
    if source is not None and source.document:
        named = source.document
        if source.dated is not None:
            named = text("report.source_dated", lang, document=named, dated=day(source.dated))
        parts.append(named)
        if source.clause:
            numbered = _DIGIT_FIRST.match(source.clause)
            parts.append(text("report.clause_number", lang, clause=source.clause) if numbered else source.clause)
    if finding.overlay:
        parts.append(text("report.overlay", lang, overlay=finding.overlay))
    line = ", ".join(parts)
    sure = text(f"report.confidence.{finding.confidence.value}", lang) if finding.confidence else ""
    if sure:
        line = f"{line} ({sure})".strip()
    return line + "." if line and not line.endswith(".") else line


def counts_line(report: Report, lang: str) -> str:
    """How many findings of each kind, on one line."""
    counts = report.counts
    return text(
        "report.counts",
        lang,
        error=counts.error,
        needs_person=counts.needs_person,
        warning=counts.warning,
        notice=counts.notice,
    )


def summary_line(report: Report, lang: str) -> str:
    """Ready or not, for which stage, how much is left, and how much of it rests on carried-over texts."""
    counts = report.counts
    line = text(
        f"{'report' if report.stage else 'report_word'}.{'summary_ready' if report.ready else 'summary'}",
        lang,
        stage=stage_name(report.stage, lang),
        error=counts.error,
        needs_person=counts.needs_person,
        warning=counts.warning,
    )
    if counts.carried_over:
        line += " " + text("report.summary_carried", lang, count=counts.carried_over)
    return line


def disposition_line(disposition: Disposition, lang: str) -> str:
    """Who answers for a finding, since when and why; or that the entry does not hold."""
    if not disposition.valid:
        return text("report.disposition_bad", lang, by=disposition.by, on=day(disposition.on))
    line = text("report.disposition", lang, by=disposition.by, on=day(disposition.on), reason=disposition.reason)
    if disposition.expires:
        line += " " + text("report.until", lang, expires=day(disposition.expires))
    return line


def place_of(finding: Finding, lang: str) -> str:
    """The place in words, with file and page where they are known."""
    where = finding.where
    spot = ", ".join(
        part for part in (where.file or "", text("report.page", lang, page=where.page) if where.page else "") if part
    )
    if where.label and spot:
        return f"{where.label} ({spot})"
    return where.label or spot


def heading(task: Task, lang: str) -> str:
    """What a task is about: its place, with file and page where they are known, else the title of its rule."""
    if len(task.findings) == 1 and task.kind is not Kind.NEEDS_PERSON:
        return place_of(task.first, lang) or task.first.title.get(lang)
    return task.place or task.first.title.get(lang)


class Told(NamedTuple):
    """What a task says: each finding that says something new, with its words, and what all add in brackets."""

    lines: tuple[tuple[Finding, str], ...]
    remark: str


def told(task: Task, lang: str) -> Told:
    """The messages of *task*, equal ones once, a remark that all of them end with once."""
    first_of: dict[tuple[str, str], Finding] = {}
    for finding in task.findings:
        first_of.setdefault((finding.code, finding.message.get(lang)), finding)
    lines = [(finding, message) for (_, message), finding in first_of.items()]
    remarks = {match[1] if (match := _REMARK.search(message)) else "" for _, message in lines}
    remark = remarks.pop() if len(remarks) == 1 else ""
    return Told(tuple((finding, message.removesuffix(remark).rstrip()) for finding, message in lines), remark)


def one_line(task: Task, lang: str, *, bare: bool = False) -> str:
    """A task in one sentence; of several places the first few are named, of things to see all.

    *bare* leaves out what all its messages add in brackets.
    """
    lines, remark = told(task, lang)
    if task.kind is Kind.NEEDS_PERSON and len(task.findings) > 1:
        seen = "; ".join(message.rstrip(".") for _, message in lines)
        return f"{heading(task, lang)}: {seen}. {'' if bare else remark}".rstrip()
    if len(task.findings) == 1:
        message = lines[0][1] if bare else task.first.message.get(lang)
        place = place_of(task.first, lang)
        return message if not place or place in message else f"{place}: {message}"
    places = [finding.where.label for finding in task.findings[:_FEW_PLACES]]
    if len(task.findings) > _FEW_PLACES:
        places.append("…")
    return text(
        "report.places",
        lang,
        title=task.first.title.get(lang).rstrip("."),
        count=len(task.findings),
        places="; ".join(places),
    )


def person_of(record_id: str, label: str | None) -> str:
    """A person as a report names them: the id, with the label of the caller where there is one."""
    return f"{label} ({record_id})" if label and record_id and label != record_id else label or record_id
