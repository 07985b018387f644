"""Rules in force on a day, a rule's page, differences between two days."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel

from dossier.desk.law import basis_of, difference_lines, in_force, rule_named, rule_page
from dossier.http.api import Desk, refusals
from dossier.http.languages import lang_of

router = APIRouter(tags=["rules"])


class RuleInForce(BaseModel):
    """A rule on a day; `basis` null: nothing is in force yet."""

    code: str
    title: str
    stage: str
    overlay: str
    basis: str | None


@router.get("/rules", summary="Rules on a day", responses=refusals())
def list_rules(
    request: Request, desk: Desk, on: Annotated[date | None, Query(examples=["2026-07-26"])] = None
) -> list[RuleInForce]:
    """All rules in their order, with what they rest on that day."""
    lang = lang_of(request)
    return [
        RuleInForce(
            code=line.rule.code, title=line.rule.title.get(lang), stage=line.rule.stage.value, overlay=line.overlay,
            basis=basis_of(line.edition, lang) if line.edition is not None else None,
        )
        for line in in_force(desk.rulebook.whole, on or desk.clock.today())
    ]  # fmt: skip


@router.get("/rules/difference", summary="What changed between two days", responses=refusals())
def difference(
    request: Request,
    desk: Desk,
    before: Annotated[date, Query(examples=["2025-06-30"])],
    after: Annotated[date, Query(examples=["2025-07-01"])],
) -> list[str]:
    """A line for each rule that says something else on the second day."""
    return difference_lines(desk.rulebook.whole, before, after, lang_of(request))


@router.get("/rules/{code}", summary="A rule", responses=refusals(404))
def read_rule(desk: Desk, code: Annotated[str, Path(max_length=40, examples=["C09"])]) -> dict[str, Any]:
    """The page of a rule: title, why, questions, editions with sources, examples."""
    return rule_page(rule_named(code, desk.office))
