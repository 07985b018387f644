"""Checks on the relatives of the biography: who must be declared, what must be said of each, plausible years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from dossier.findings import Hit
from dossier.record.dates import age_in_months, parse_date, parse_partial
from dossier.record.people import CANDIDATE, is_dead
from dossier.record.record import Record
from dossier.rules.registry import check, not_judged

_MONTHS_A_YEAR = 12
_CANDIDATE = -1  # stands for the candidate among the numbers of relatives


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
    declared = record.once(_relations, family)
    without = record.items(none) if none is not None else ()
    for relation in required:
        if relation not in declared and relation not in without:
            yield Hit(f"{family}[relation={relation}]", missing=True)


def _relations(record: Record, family: str) -> Set[str | None]:
    return {row.get("relation") for row in record.items(family) if row}


class _Wanted(NamedTuple):
    """What is to be said of a relative of one group."""

    alive: tuple[str, ...]
    dead: tuple[str, ...]
    may_be_empty: tuple[str, ...]
    from_years: int | None
    from_age: tuple[str, ...]


def _by_relation(groups: Sequence[Mapping[str, Any]]) -> Mapping[str, Sequence[_Wanted]]:
    found: dict[str, list[_Wanted]] = {}
    for group in groups:
        always, from_age = group.get("always", ()), group.get("from_age", {})
        wanted = _Wanted(
            alive=(*always, *group.get("alive", ())),
            dead=(*always, *group.get("dead", ())),
            may_be_empty=tuple(group.get("may_be_empty", ())),
            from_years=from_age.get("years"),
            from_age=tuple(from_age.get("fields", ())),
        )
        for relation in group["relations"]:
            found.setdefault(relation, []).append(wanted)
    return found


@check(groups=_by_relation)
def relatives_complete(
    record: Record, *, family: str, groups: Mapping[str, Sequence[_Wanted]], on: str | None = None
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
        wanted = groups.get(row.get("relation"))
        if wanted is None:
            continue
        dead = is_dead(row)
        for alive_fields, dead_fields, may_be_empty, years, from_age in wanted:
            fields = dead_fields if dead else alive_fields
            if years is not None and not dead and _reaches(years, row, day):
                fields += from_age
            for field, value in zip(fields, map(row.get, fields), strict=True):
                if value and not (isinstance(value, str) and value.isspace()):
                    continue
                held = _at(row, field) if "/" in field else value
                if _is_empty(held) and not (held == "" and field in may_be_empty):
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
    years: dict[str | None, list[tuple[int, int]]] = {}  # by relation: the year, and the number in the family
    for index, row in enumerate(record.items(family)):
        if row and row.get("birth_year") and row.get("child_kind") in (None, "biological"):
            years.setdefault(row.get("relation"), []).append((int(row["birth_year"]), index))
    birth = parse_partial(record.get(born))
    if birth is not None:
        years[CANDIDATE] = [(birth.year, _CANDIDATE)]
    judged = False
    for pair in pairs:
        children = sorted(found for relation in pair["children"] for found in years.get(relation, ()))
        for relation in pair["parents"]:
            for year, parent in years.get(relation, ()) if children else ():
                judged = True
                eldest, child = children[0]
                if eldest - year < at_least:
                    at = f"{family}/{child if parent == _CANDIDATE else parent}/birth_year"
                    yield Hit(at, {"years": eldest - year, "at_least": at_least})
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
