"""Checks on moves between units, and on persons to whom special rules apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from dossier.findings import Hit, Verdict
from dossier.record.dates import add_months, parse_date
from dossier.record.people import plain_name
from dossier.record.record import Record, Spot
from dossier.rules.checks.people import first_day
from dossier.rules.registry import Context, check, not_judged


def _same(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and plain_name(one) == plain_name(other)


@check()
def assigned_after_move(record: Record, *, move: str, introducers: str) -> Iterator[Hit]:
    """Flag introducers of whom none was assigned on or after the day of *move*.

    One who replaced another counts while the day is not known.
    """
    moved = record.date(f"{move}/decision_date")
    items = [spot.value for spot in record.known(introducers) if isinstance(spot.value, dict)]
    if moved is None or not items:
        yield not_judged(move)
        return
    for item in items:
        assigned = parse_date(item.get("assigned_date"))
        if assigned >= moved if assigned is not None else item.get("is_replacement") is True:
            return
    yield Hit(introducers.removesuffix("/*"))


def _is_late(record: Record, move: str, decision: str, days: int, context: Context) -> bool | None:
    """Whether the decision came more than *days* working days after the transfer; None while not known."""
    moved, decided = record.date(f"{move}/decision_date"), record.date(decision)
    if moved is None or decided is None:
        return None
    return decided > context.calendar.limit(moved, days).day


@check("date", "latest", "start_date", "working_days")
def ceremony_at_new_unit(
    record: Record, *, move: str, same: bool, cell: str, decision: str = "", days: int = 0, context: Context
) -> Iterator[Hit]:
    """Flag a ceremony that was not held by the cell the person moved to.

    Args:
        record: one person's record.
        move: the move; judged only when its ``same_competent_committee`` is *same*.
        cell: place of the name of the cell that held the ceremony.
        decision, days: with *days*, judged only while the date at *decision* lies within so many working days
            of the transfer decision.
        context: gives the calendar.

    Yields:
        A hit at *cell* with ``date`` of the decision, ``latest``, ``start_date``; without *days* all three
        are the day of the transfer decision or of the check.
    """
    held, new = record.text(cell), record.text(f"{move}/to_cell")
    if record.get(f"{move}/same_competent_committee") is not same or held is None or new is None:
        yield not_judged(move)
        return
    moved = first_day(record, f"{move}/decision_date", context)
    values = {"date": moved, "latest": moved, "start_date": moved, "working_days": days}
    if days:
        if _is_late(record, move, decision, days, context) is not False:
            yield not_judged(move)
            return
        values |= {"date": record.date(decision), "latest": context.calendar.limit(moved, days).day}
    if not _same(held, new):
        yield Hit(cell, values)


@check("date", "latest", "start_date", "working_days")
def move_wants(
    record: Record, *, move: str, decision: str, days: int, late: bool, wants: Sequence[str], context: Context
) -> Iterator[Hit]:
    """Flag each of *wants* that is not there, after a move to a unit under another competent committee.

    Args:
        record: one person's record.
        move: the move; judged only when its ``same_competent_committee`` is false.
        decision: place of the date of the admission decision.
        days, late: judged only when that date lies more than *days* working days after the transfer decision
            (*late*), or not more.
        wants: places that must hold something, papers included.
        context: gives the calendar.

    Yields:
        A hit at each empty place with ``date`` of the decision, ``latest``, ``start_date``, ``working_days``.
    """
    moved, decided = record.date(f"{move}/decision_date"), record.date(decision)
    is_late = _is_late(record, move, decision, days, context)
    if record.get(f"{move}/same_competent_committee") is not False or is_late is not late or moved is None:
        yield not_judged(move)
        return
    values = {
        "date": decided,
        "latest": context.calendar.limit(moved, days).day,
        "start_date": moved,
        "working_days": days,
    }
    for place in wants:
        for spot in record.spots(place):
            if spot.value in (None, [], {}):
                yield Hit(spot.at, values)


@check()
def home_cell_acts(record: Record, *, move: str, cell: str, on: str) -> Iterator[Hit]:
    """Flag an act of the cell named at *cell* that belonged to the home cell of a temporary *move*.

    Judged while the move lasts on the day at *on* (``start_date`` and ``end_date``; not known = it lasts). The
    home cell is ``from_cell``; while that is not known, any cell but ``to_cell`` may be it.
    """
    name, day = record.text(cell), record.date(on)
    home, host = record.text(f"{move}/from_cell"), record.text(f"{move}/to_cell")
    start, end = record.date(f"{move}/start_date"), record.date(f"{move}/end_date")
    over = day is not None and ((end is not None and end < day) or (start is not None and start > day))
    if name is None or (home is None and host is None) or over:
        yield not_judged(cell)
    elif _same(name, host) if home is None else not _same(name, home):
        yield Hit(cell)


@check()
def helper_after_move(record: Record, *, move: str, helper: str) -> Iterator[Hit]:
    """Flag a helper who was assigned before the day of *move*."""
    moved, assigned = record.date(f"{move}/decision_date"), record.date(f"{helper}/assigned_date")
    if moved is None or assigned is None:
        yield not_judged(helper)
    elif assigned < moved:
        yield Hit(f"{helper}/assigned_date")


@check("months")
def long_stay_wants(
    record: Record,
    *,
    move: str,
    months: int,
    at: str,
    allowed: Sequence[str] = (),
) -> Iterator[Hit]:
    """Flag *at* when it holds nothing (or nothing *allowed*) although *move* lasts *months* or longer, its last day
    included.

    The stay runs from ``start_date`` to ``end_date``; while one of them is not known nothing is judged.
    """
    start, end = record.date(f"{move}/start_date"), record.date(f"{move}/end_date")
    if start is None or end is None or end + timedelta(days=1) < add_months(start, months):
        yield not_judged(move)
        return
    value = record.get(at)
    if value is None:
        spots = record.concrete(at)
        yield Hit(spots[0] if spots else at, {"months": months}, missing=True)
    elif allowed and value not in allowed:
        yield Hit(at, {"months": months})


@check("date", "start_date")
def graduate_considered(
    record: Record, *, move: str, on: str, before: Sequence[str], after: Sequence[str], context: Context
) -> Iterator[Hit]:
    """Flag a graduate considered by the wrong unit.

    Args:
        record: one person's record.
        move: the graduation, ``decision_date`` is the day of the graduation decision.
        on: place of the day of consideration; none yet: the day of the check.
        before, after: who may consider (``considered_by``) before and after that decision; on its day both.
        context: gives the day of the check.

    Yields:
        A hit at ``considered_by`` with ``date`` (of consideration) and ``start_date`` (graduation, or the same
        day while it is not known).
    """
    by = record.text(f"{move}/considered_by")
    day = first_day(record, on, context)
    graduated = record.date(f"{move}/decision_date")
    if by is None:
        yield Hit(f"{move}/considered_by", missing=True)
        return
    may: set[str] = set()
    if graduated is None or day <= graduated:
        may |= set(before)
    if graduated is not None and day >= graduated:
        may |= set(after)
    if by not in may:
        yield Hit(f"{move}/considered_by", {"date": day, "start_date": graduated or day})


@check("months")
def unit_for_contract(
    record: Record,
    *,
    starts: Sequence[str],
    continuous: str,
    party_body: str,
    on: str,
    months: int,
    considered_by: str,
    cell: str,
    residence: str,
    context: Context,
) -> Iterator[Hit]:
    """Put to a person a contract worker whose case another unit leads than the contract says.

    Worked for less than *months*, with breaks, or without a Party body at work: the residence leads; otherwise
    the workplace does.

    Args:
        record: one person's record.
        starts: places of the day the work began; the first known one counts.
        continuous, party_body: places of flags.
        on: place of the day of consideration; none yet: the day of the check.
        considered_by: places that say which unit considers; while none does, the *cell* is the residence's when
            its name stands in the name at *residence*.
        context: gives the day of the check.

    Yields:
        A hit at *cell* for a person to answer.
    """
    began = next((day for place in starts if (day := record.date(place)) is not None), None)
    interrupted, body = record.get(continuous) is False, record.get(party_body)
    name = record.text(cell)
    if name is None or (began is None and not interrupted and body is not False):
        yield not_judged(cell)
        return
    day = first_day(record, on, context)
    short = interrupted or (began is not None and add_months(began, months) > day)
    wanted_at_home = short or body is False
    by = record.text(considered_by)
    if by is not None:
        at_home = by == "residence"
    else:
        heard = record.text(residence)
        at_home = heard is not None and plain_name(name) in plain_name(heard)
    if at_home is not wanted_at_home:
        yield Hit(cell, {"months": months}, verdict=Verdict.NEEDS_PERSON)


@check()
def asks_person(record: Record, *, at: str, among: Sequence[str]) -> Iterator[Hit]:
    """Put the value at *at* to a person when it is *among* these."""
    value = record.text(at)
    if value is None:
        yield not_judged(at)
    elif value in among:
        yield Hit(at, verdict=Verdict.NEEDS_PERSON)


@check("number", "earliest", "date")
def children_apart(
    record: Record, *, on: str, months: Mapping[str, int], kinds: Sequence[str], none: str, context: Context
) -> Iterator[Hit]:
    """Flag a child beyond the second whose birth lies too close before the day at *on*.

    Args:
        record: one person's record.
        on: place of the day; none yet: the day of the check.
        months: number of the child ("3", "4") -> calendar months that must have passed since its birth.
        kinds: kinds of children that count; one whose kind is not known counts.
        none: the word that says no exempt case applies; another text exempts the child.
        context: gives the day of the check.

    Yields:
        Hits at the birth date with ``number``, ``earliest`` (the first acceptable day) and ``date``; a birth
        date that is not known, or an exemption text that would decide, as missing.
    """
    children = _children(record, kinds)
    if len(children) < min(int(number) for number in months):
        yield not_judged(on)
        return
    undated = [spot.at for spot in children if parse_date(spot.value.get("date_of_birth")) is None]
    for at in undated:
        yield Hit(f"{at}/date_of_birth", missing=True)
    if undated:
        return
    day = first_day(record, on, context)
    for number, spot in enumerate(children, start=1):
        birth = parse_date(spot.value["date_of_birth"])
        if birth is None or str(number) not in months:
            continue
        exemption = spot.value.get("population_exemption")
        earliest = add_months(birth, months[str(number)])
        if day >= earliest:
            continue
        if exemption is None:
            yield Hit(f"{spot.at}/population_exemption", missing=True)
        elif not _says(exemption, none):
            yield Hit(f"{spot.at}/date_of_birth", {"number": number, "earliest": earliest, "date": day})


@check("number")
def children_fewer(record: Record, *, fewer_than: int, kinds: Sequence[str], none: str) -> Iterator[Hit]:
    """Flag each child from number *fewer_than* on that no exempt case excuses; as `children_apart` counts."""
    children = _children(record, kinds)
    if len(children) < fewer_than:
        yield not_judged("/family")
    for number, spot in enumerate(children, start=1):
        if number >= fewer_than and not _says(spot.value.get("population_exemption") or "", none):
            yield Hit(spot.at, {"number": number})


def _children(record: Record, kinds: Sequence[str]) -> list[Spot]:
    """The children of these kinds, the eldest first; a kind that is not known counts."""
    found = [
        spot
        for spot in record.known("/family[relation=child]")
        if spot.value.get("child_kind") is None or spot.value.get("child_kind") in kinds
    ]
    return sorted(found, key=lambda s: (str(s.value.get("date_of_birth") or ""), s.value.get("order") or 0))


def _says(text: str, none: str) -> bool:
    """Whether *text* says something other than *none*."""
    return bool(text.strip()) and plain_name(text) != plain_name(none)


@check()
def exempt_births_proved(record: Record, *, none: str, papers: str) -> Iterator[Hit]:
    """Flag *papers* that are missing although a child is said to be an exempt birth (a text other than *none*)."""
    texts = [spot.value for spot in record.known("/family[relation=child]/population_exemption")]
    if not any(_says(text, none) for text in texts):
        yield not_judged(papers)
    elif not record.known(papers):
        yield Hit(papers, missing=True)


@check()
def owner_wants(
    record: Record, *, business: str, over_percent: int, at: Sequence[str], allowed: Sequence[str] = ()
) -> Iterator[Hit]:
    """Flag each place of *at* that holds nothing (or nothing *allowed*), of somebody who owns a firm.

    An owner represents the firm in law and holds more than *over_percent* of its capital. While one of the two
    is not known it is flagged itself.
    """
    represents, share = record.get(f"{business}/is_legal_representative"), record.get(f"{business}/capital_percent")
    if represents is False or (share is not None and share <= over_percent):
        yield not_judged(business)
        return
    for key, value in (("is_legal_representative", represents), ("capital_percent", share)):
        if value is None:
            yield Hit(f"{business}/{key}", missing=True)
    if represents is None or share is None:
        return
    for place in at:
        for spot in record.spots(place):
            if spot.value is None:
                yield Hit(spot.at, missing=True)
            elif allowed and spot.value not in allowed:
                yield Hit(spot.at)
