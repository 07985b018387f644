"""Checks on the relatives of the biography: who must be declared, what must be said of each, plausible years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from dossier.findings import Hit
from dossier.record.dates import age_in_months, parse_date, parse_partial
from dossier.record.people import is_dead
from dossier.record.record import Record
from dossier.rules.registry import check, not_judged

_MONTHS_A_YEAR = 12


@check()
def relatives_declared(
    record: Record, *, family: str, required: Sequence[str], none: str | None = None
) -> Iterator[Hit]:
    """Flag each relation of *required* that nobody in the list *family* has and that *none* does not name.

    Args:
        record: one person's record.
        family: place of the list of relatives.
        required: relations (record schema, `relation`).
        none: place of the list of relations that do not exist; None = such an answer does not count here.
    """
    declared = {row.get("relation") for row in record.items(family) if row}
    if none is not None:
        declared.update(record.items(none))
    for relation in required:
        if relation not in declared:
            yield Hit(f"{family}[relation={relation}]", missing=True)


@check()
def relatives_complete(
    record: Record, *, family: str, groups: Sequence[Mapping[str, Any]], on: str | None = None
) -> Iterator[Hit]:
    """Flag what is not said of a relative.

    Args:
        record: one person's record.
        family: place of the list of relatives.
        groups: each with `relations`, and the fields wanted: `always`, `alive` (unless dead), `dead`,
            `may_be_empty` (an empty text is an answer), and `from_age` = { years, fields }: fields that are
            wanted of a child only from that age on. A relative is of every group that names its relation.
        on: place of the date on which ages are counted.

    Yields:
        A hit at each missing field of each relative.
    """
    items = record.items(family)
    if not items:
        yield not_judged(family)
        return
    day = record.date(on) if on is not None else None
    for index, row in enumerate(items):
        relation, dead = row.get("relation"), is_dead(row)
        for group in groups:
            if relation not in group["relations"]:
                continue
            wanted = [*group.get("always", ()), *group.get("dead" if dead else "alive", ())]
            if not dead and "from_age" in group and _reaches(group["from_age"]["years"], row, day):
                wanted += group["from_age"]["fields"]
            may_be_empty = group.get("may_be_empty", ())
            for field in wanted:
                value = _at(row, field) if "/" in field else row.get(field)
                filled = value.strip() if isinstance(value, str) else value
                if not filled and _is_empty(value) and not (value == "" and field in may_be_empty):
                    yield Hit(f"{family}/{index}/{field}", missing=True)


def _reaches(years: int, row: Mapping[str, Any], day: date | None) -> bool:
    """Whether a relative is at least *years* old on *day*, by month; yes where that is not known."""
    year = parse_partial(row.get("birth_year"))
    born = parse_date(row.get("date_of_birth")) or (year.first if year else None)
    return born is None or day is None or age_in_months(born, day) >= years * _MONTHS_A_YEAR


def _at(row: Mapping[str, Any], field: str) -> Any:
    value: Any = row
    for step in field.split("/"):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _is_empty(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ([], {})


@check()
def in_birth_order(record: Record, *, family: str, relations: Sequence[str]) -> Iterator[Hit]:
    """Flag the `order` of siblings or children that is given twice, or goes against the birth years."""
    judged = False
    for relation in relations:
        rows = [
            (row["order"], index, row.get("birth_year"))
            for index, row in enumerate(record.items(family))
            if row and row.get("relation") == relation and isinstance(row.get("order"), int)
        ]
        rows.sort(key=lambda row: row[:2])
        judged = judged or bool(rows)
        for (order, _, born), (next_order, index, next_born) in pairwise(rows):
            if order == next_order or (born and next_born and int(next_born) < int(born)):
                yield Hit(f"{family}/{index}/order")
    if not judged:
        yield not_judged(family)


@check("years", "at_least")
def born_later(
    record: Record, *, family: str, pairs: Sequence[Mapping[str, Any]], born: str, at_least: int
) -> Iterator[Hit]:
    """Flag parents who are not *at_least* years older than their children, by the year.

    Args:
        record: one person's record.
        family: place of the list of relatives.
        pairs: each with `parents` and `children`, lists of relations; "candidate" is the person *born*.
        born: place of the candidate's birth date.
        at_least: years.

    Yields:
        A hit at the parent's birth year with ``years``, how much older the parent is than the eldest child;
        for the candidate's own children at the child's birth year.
    """
    years: dict[str, list[tuple[int, str]]] = {}
    for index, row in enumerate(record.items(family)):
        if row and row.get("birth_year") and row.get("child_kind") in (None, "biological"):
            years.setdefault(row.get("relation"), []).append((int(row["birth_year"]), f"{family}/{index}/birth_year"))
    birth = parse_partial(record.get(born))
    if birth is not None:
        years["candidate"] = [(birth.year, "")]
    judged = False
    for pair in pairs:
        children = sorted(found for relation in pair["children"] for found in years.get(relation, ()))
        for relation in pair["parents"]:
            for year, at in years.get(relation, ()):
                if not children:
                    continue
                judged = True
                eldest, child_at = children[0]
                if eldest - year < at_least:
                    yield Hit(at or child_at, {"years": eldest - year, "at_least": at_least})
    if not judged:
        yield not_judged(family)


@check()
def died_after_birth(record: Record, *, family: str) -> Iterator[Hit]:
    """Flag a year of death before the year of birth, at `deceased/year`."""
    judged = False
    for index, row in enumerate(record.items(family)):
        died = parse_partial(_at(row, "deceased/year")) if row and is_dead(row) else None
        if died is None or not row.get("birth_year"):
            continue
        judged = True
        if died.year < int(row["birth_year"]):
            yield Hit(f"{family}/{index}/deceased/year")
    if not judged:
        yield not_judged(family)
