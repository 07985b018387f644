"""How far the numbers of an office went: the last one of each document type, body and committee term. Pure.

The papers in a folder are seldom all that was numbered, so a last number is never taken without asking: a register
that starts too low would give a number twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dossier.cohort.numbers import registers_kept
from dossier.learning.facts import PaperFacts
from dossier.learning.roles import Roles
from dossier.learning.votes import Proposal

NO_TERM = ""  # stands for a committee term that nobody knows yet


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    file: str
    day: date


def registers_of(papers: Sequence[PaperFacts], roles: Roles, orgs: Mapping[str, Any]) -> list[tuple[str, Proposal]]:
    """A proposal for each register that the office may keep and whose numbers are seen; none of them is sure.

    Args:
        orgs: the bodies as settings, as far as they are known: names and terms.

    Returns:
        The body's part (`cell`) and the proposal, whose path is `("registers", "NQ Chi bộ Một", "2025-2027")`; the term
        is `NO_TERM` where it is not known.
    """
    found = []
    for symbol, org in registers_kept(orgs):
        name = orgs.get(org, {}).get("name")
        numbered = [
            _Numbered(paper.number, paper.name, paper.day)
            for paper in papers
            if paper.symbol == symbol and paper.number and paper.day is not None and roles.is_part(org, paper.issuer)
        ]
        if name and numbered:
            latest = _since_reset(sorted(numbered, key=lambda one: (one.day, one.number)))
            last = max(latest, key=lambda one: one.number)
            term = _term(orgs.get(org, {}).get("term"), latest)
            files = (last.file, *(one.file for one in reversed(latest) if one.file != last.file))
            proposal = Proposal(
                ("registers", f"{symbol} {name}", term), last.number, tuple(dict.fromkeys(files)), len(numbered),
                sure=False, why="ledger", after=last.number + 1,
            )  # fmt: skip
            found.append((org, proposal))
    return found


def _since_reset(numbered: Sequence[_Numbered]) -> Sequence[_Numbered]:
    """Those of the newest term: a new one counts from 01 again, so that its numbers stay far below the last ones.

    Args:
        numbered: by day. A single small number among large ones is a slip of the pen, no new term.
    """
    highest = max(range(len(numbered)), key=lambda index: (numbered[index].number, index))
    for index in range(highest + 1, len(numbered)):
        if numbered[index].number * 2 <= numbered[highest].number and index + 1 < len(numbered):
            return numbered[index:]
    return numbered


def _term(term: Any, latest: Sequence[_Numbered]) -> str:
    """*term*, unless its years tell that the newest paper lies outside."""
    first, _, last = str(term or "").partition("-")
    newest = max(one.day.year for one in latest)
    if first.isdecimal() and last.isdecimal() and not int(first) <= newest <= int(last):
        return NO_TERM
    return str(term or NO_TERM)
