"""One person: what is missing and by whom, calendar, timeline; confirming and accepting; reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from dossier.adapters.ports import Held
from dossier.desk.answers import KINDS, STAMP_CODE, acceptable, must_look
from dossier.desk.looking import FORMATS, Looked, rendered
from dossier.desk.service import OfficeDesk
from dossier.http.languages import lang_of
from dossier.http.problems import problem
from dossier.http.record_form import element_id, section_of
from dossier.http.sections import plain_pointer
from dossier.http.security import policy_with_style
from dossier.http.web import BY_COOKIE, desk_of, download, go, page, remember
from dossier.record.dates import typed_day
from dossier.record.stages import Stage, stage_of
from dossier.reports import html, timeline
from dossier.reports.coming import coming_html
from dossier.reports.grouping import Kind, Task, plan_of
from dossier.reports.phrases import disposition_line, due_line, heading, source_line, summary_line, told
from dossier.reports.timeline import timeline_html

router = APIRouter(prefix="/persons/{record_id}")

StageQuery = Annotated[str, Query(max_length=40)]
_MEDIA = {
    "text": ("text/plain; charset=utf-8", "txt"),
    "json": ("application/json", "json"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}


@router.get("")
def person(request: Request, record_id: str, stage: StageQuery = "") -> HTMLResponse:
    """What this dossier lacks at its stage, or at another one."""
    desk, lang = desk_of(request), lang_of(request)
    held = desk.store.read(record_id)
    looked = desk.look(held, known_stage(stage))
    plan = plan_of(looked.report, looked.calendar.dues if looked.calendar is not None else None)
    groups = [
        (group.who, [(due_line(due, lang) if due is not None else "", [_task(desk, held, task, lang) for task in tasks])
                     for due, tasks in group.by_due()])
        for group in plan.groups
    ]  # fmt: skip
    calendar = looked.calendar
    return page(
        request, "person.html", held=held, report=looked.report, groups=groups,
        summary=summary_line(looked.report, lang), settled=[
            (finding, disposition_line(finding.disposition, lang)) for finding in plan.settled if finding.disposition
        ],
        # both are our own words, escaped where they are made
        coming=Markup("".join(coming_html(calendar, lang))) if calendar is not None else "",  # noqa: S704
        timeline=Markup("".join(timeline_html(calendar, lang))) if calendar is not None else "",  # noqa: S704
        stages=list(Stage), own_stage=stage_of(held.dossier.record_for(desk.office)).value,
        folded=_folded(looked, desk), stage=stage, stamp=STAMP_CODE,
    )  # fmt: skip


@router.post("/confirm")
def confirm(
    request: Request,
    record_id: str,
    by: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
    where: Annotated[str, Form(max_length=400)] = "",
    answer: Annotated[str, Form(max_length=20)] = "ok",
    stamped_on: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
    stage: Annotated[str, Form(max_length=40)] = "",
    etag: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Write down what somebody saw: one matter, or everything that need not be looked at one by one."""
    desk = desk_of(request)
    held = desk.store.read(record_id)
    chosen = known_stage(stage) or (None if code else stage_of(held.dossier.record_for(desk.office)).value)
    desk.confirm(
        record_id, by=by, code=code or None, stage=chosen, where=where or None, answer=answer,
        stamped_on=day_of(stamped_on), note=note.strip() or None, if_match=etag,
    )  # fmt: skip
    return _back(record_id, stage, "confirmed", by)


@router.post("/accept")
def accept(
    request: Request,
    record_id: str,
    code: Annotated[str, Form(max_length=20)],
    where: Annotated[str, Form(max_length=400)],
    by: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=1000)] = "",
    expires: Annotated[str, Form(max_length=20)] = "",
    kind: Annotated[str, Form(max_length=20)] = "accepted",
    stage: Annotated[str, Form(max_length=40)] = "",
    etag: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Write down who answers for a finding, and why."""
    desk_of(request).accept(
        record_id, code=code, where=where, reason=reason, by=by, stage=known_stage(stage), expires=day_of(expires),
        kind=kind if kind in KINDS else "accepted", if_match=etag,
    )  # fmt: skip
    return _back(record_id, stage, "accepted", by)


@router.get("/report")
def report(
    request: Request,
    record_id: str,
    format: Annotated[str, Query(max_length=10)] = "html",
    stage: StageQuery = "",
) -> Response:
    """The report as the command line gives it: a page, text, JSON, Excel, or the return slip as a Word file."""
    desk, lang = desk_of(request), lang_of(request)
    held = desk.store.read(record_id)
    return report_answer(desk.look(held, known_stage(stage)), held, format, lang)


def report_answer(looked: Looked, held: Held, form: str, lang: str) -> Response:
    """A report in one of the formats, as an answer."""
    if form not in FORMATS:
        raise problem(404, "http_404")
    content = rendered([looked], form, lang, held.dossier.record.text("/candidate/birth_name"))
    if form == "html":
        policy = policy_with_style([html.STYLE, timeline.STYLE])
        return HTMLResponse(content, headers={"Content-Security-Policy": policy})
    media_type, suffix = _MEDIA[form]
    if form in ("json", "text"):
        return Response(content, media_type=media_type)
    name = f"{'phieu-tra' if form == 'docx' else 'bao-cao'}-{held.record_id}.{suffix}"
    return download(content if isinstance(content, bytes) else content.encode(), media_type, name)


def known_stage(stage: str) -> str | None:
    """*stage* where it is one; None: the dossier's own."""
    return stage if stage in {one.value for one in Stage} else None


def day_of(words: str) -> date | None:
    """A day as a person types it, dd/mm/yyyy; None for nothing.

    Raises:
        ProblemError: there is no such day.
    """
    words = words.strip()
    if not words:
        return None
    day = typed_day(words)
    if day is None:
        raise problem(422, "no_such_day")
    return day


def _back(record_id: str, stage: str, said: str, by: str) -> Response:
    answer = go(f"/persons/{quote(record_id)}" + (f"?stage={stage}" if known_stage(stage) else ""), said)
    if by.strip():
        remember(answer, BY_COOKIE, by.strip())
    return answer


def _folded(looked: Looked, desk: OfficeDesk) -> int:
    """How many matters can be confirmed together."""
    return sum(
        finding.verdict.value == "needs_person" and not finding.settled and not must_look(finding, desk.rulebook)
        for finding in looked.report.findings
    )


def _task(desk: OfficeDesk, held: Held, task: Task, lang: str) -> dict[str, Any]:
    """A task as the page shows it."""
    lines, remark = told(task, lang)
    first = task.first
    looks = task.kind is Kind.NEEDS_PERSON
    alone = looks and any(must_look(finding, desk.rulebook) for finding in task.findings)
    return {
        "kind": task.kind.value,
        "number": task.number,
        "heading": heading(task, lang),
        "code": first.code,
        "lines": [(message, finding.code, source_line(finding, lang)) for finding, message in lines],
        "remark": remark,
        "source": "" if looks else source_line(first, lang),
        "fix": "" if looks else first.fix.get(lang),
        "looks": looks,
        "alone": alone,
        "matters": sorted({(finding.code, finding.where.pointer) for finding in task.findings}),
        "accepts": [] if looks else [
            finding for finding in task.findings if acceptable(finding, desk.rulebook) and task.kind is not Kind.NOTICE
        ],
        "link": _link(held, first.where.pointer),
    }  # fmt: skip


def _link(held: Held, pointer: str) -> str:
    """Where in the record the place is mended; empty where no section holds it."""
    data = held.dossier.data
    chosen = section_of(pointer, data)
    if chosen is None:
        return ""
    plain = plain_pointer(pointer, data)
    return f"/persons/{quote(held.record_id)}/record/{chosen.id}?open={quote(plain, safe='')}#{element_id(plain)}"
