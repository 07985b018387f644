"""The table of a cohort as a person wants it: searched without marks, filtered, in the order of Vietnamese names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dossier.desk.rows import Row
from dossier.record.text import fold, name_key, without_marks
from dossier.reports.grouping import WHO_ORDER

VERDICTS = ("errors", "needs_person", "ready", "problem", "unknown")
ORDERS = ("name", "due", "verdict", "id")
DUE_WITHIN = (7, 14, 30, 60)
_LAST = "9999"  # after every day


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants to see of the table.

    Args:
        text: words that the name, the cell or the id must hold, marks and case ignored.
        stage, verdict, who: only these; empty: all.
        due_within: only persons of whom something falls due in so many days, or is overdue.
        order: one of `ORDERS`.
    """

    text: str = ""
    stage: str = ""
    verdict: str = ""
    who: str = ""
    due_within: int | None = None
    order: str = "name"

    @property
    def is_all(self) -> bool:
        """Whether nobody is left out."""
        return not (self.text.strip() or self.stage or self.verdict or self.who or self.due_within is not None)


def verdict_of(row: Row) -> str:
    """One of `VERDICTS`; `unknown` for a dossier that nobody looked at yet."""
    return row.result.row().verdict if row.result is not None else "unknown"


def name_of(row: Row) -> str:
    """The person's name, or the id of the record where none is known."""
    return (row.result.label if row.result is not None else "") or row.record_id


def wished(rows: Sequence[Row], wish: Wish, today: date) -> list[Row]:
    """Those of *rows* that *wish* asks for, in its order."""
    words = _plain(wish.text).split()
    until = (today + timedelta(days=wish.due_within)).isoformat() if wish.due_within is not None else None
    found = [row for row in rows if _fits(row, wish, words, until)]
    found.sort(key=lambda row: (name_key(name_of(row)), row.record_id))
    if wish.order == "due":
        found.sort(key=lambda row: _due(row) or _LAST)
    elif wish.order == "verdict":
        found.sort(key=lambda row: VERDICTS.index(verdict_of(row)))
    elif wish.order == "id":
        found.sort(key=lambda row: row.record_id.casefold())
    return found


def _fits(row: Row, wish: Wish, words: Sequence[str], until: str | None) -> bool:
    result = row.result
    if wish.verdict and verdict_of(row) != wish.verdict:
        return False
    if (wish.stage and (result is None or result.stage != wish.stage)) or (
        wish.who and (result is None or result.who != wish.who)
    ):
        return False
    if until is not None and not "" < _due(row) <= until:
        return False
    if not words:
        return True
    told = _plain(f"{name_of(row)} {result.cell if result is not None else ''} {row.record_id}")
    return all(word in told for word in words)


def _plain(text: str) -> str:
    return without_marks(fold(text))


def _due(row: Row) -> str:
    return row.result.due if row.result is not None else ""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many persons there are of each kind.

    Args:
        verdicts, stages, whos: value -> persons; ``whos`` in the order in which a file travels.
        stale: persons whose row is not of the present state.
    """

    total: int
    verdicts: Mapping[str, int]
    stages: Mapping[str, int]
    whos: Mapping[str, int]
    stale: int


def figures(rows: Sequence[Row]) -> Figures:
    """The table counted."""
    results = [row.result for row in rows if row.result is not None]
    whos = Counter(result.who for result in results if result.who)
    return Figures(
        len(rows),
        Counter(map(verdict_of, rows)),
        Counter(result.stage for result in results if result.stage),
        {who: whos[who] for who in WHO_ORDER if whos[who]},
        sum(not row.current for row in rows),
    )


def row_object(row: Row) -> dict[str, Any]:
    """A row as the API gives it."""
    result = row.result
    return {
        "record_id": row.record_id,
        "name": name_of(row),
        "cell": result.cell if result is not None else "",
        "stage": result.stage if result is not None else "",
        "verdict": verdict_of(row),
        "errors": result.errors if result is not None else 0,
        "needs_person": result.needs_person if result is not None else 0,
        "warnings": result.warnings if result is not None else 0,
        "who": result.who if result is not None else "",
        "due": (result.due or None) if result is not None else None,
        "due_act": result.due_act if result is not None else "",
        "problem": result.problem if result is not None else None,
        "current": row.current,
        "checked_on": row.checked_on or None,
    }
