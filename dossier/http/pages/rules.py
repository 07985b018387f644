"""Rules in force on a day, a rule's page, and what changed between two days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from dossier.desk.law import basis_of, difference_lines, examples, in_force, readable, rule_named
from dossier.http.languages import lang_of
from dossier.http.pages.person import day_of
from dossier.http.web import desk_of, page
from dossier.record.text import fold, without_marks
from dossier.rules.answers import BUILTIN_CODES

router = APIRouter(prefix="/rules")

Day = Annotated[str, Query(max_length=20)]


@router.get("")
def rules(
    request: Request, on: Day = "", before: Day = "", after: Day = "", q: Annotated[str, Query(max_length=200)] = ""
) -> HTMLResponse:
    """The rules on a day, and the difference between two days where both are given."""
    desk, lang = desk_of(request), lang_of(request)
    day = day_of(on) or desk.clock.today()
    rulebook = desk.rulebook.whole
    words = without_marks(fold(q)).split()
    lines = [
        (line, basis_of(line.edition, lang) if line.edition is not None else "")
        for line in in_force(rulebook, day)
        if all(word in without_marks(fold(f"{line.rule.code} {line.rule.title.get(lang)}")) for word in words)
    ]
    first, second = day_of(before), day_of(after)
    changed = difference_lines(rulebook, first, second, lang) if first and second else None
    return page(
        request, "rules.html", lines=lines, day=day, q=q, before=first, after=second, changed=changed,
        off=[overlay for overlay in rulebook.overlays if not overlay.on],
    )  # fmt: skip


@router.get("/{code}")
def rule(request: Request, code: str) -> HTMLResponse:
    """One rule: why, questions, editions with their sources, examples."""
    desk, lang = desk_of(request), lang_of(request)
    if code.upper() in BUILTIN_CODES:
        return page(request, "rule_builtin.html", code=code.upper())
    found = rule_named(code, desk.office)
    editions = {
        edition.start: (edition.start, basis_of(edition, lang)) for ask in found.asks for edition in ask.editions
    }
    asks = [
        (ask, ask.editions[-1].severity.value if ask.editions else "notice", readable(ask.says.get(lang)),
         readable(ask.fix.get(lang)))
        for ask in found.asks
    ]  # fmt: skip
    return page(
        request, "rule.html", rule=found, asks=asks, editions=[editions[start] for start in sorted(editions)],
        examples=examples(found.code), today_on=desk.clock.today(),
    )  # fmt: skip
