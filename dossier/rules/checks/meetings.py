"""Checks on sittings: their counts, who was left out, what was on the table, where the ceremony was held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dossier.findings import Hit
from dossier.record.dates import parse_date
from dossier.record.record import Record
from dossier.record.schema import title_of
from dossier.record.text import fold
from dossier.rules.checks.votes import fewest_votes
from dossier.rules.registry import check, not_judged


class _Sum(NamedTuple):
    """Names of numbers within a sitting (``ballots/valid``): the parts, and last what they must add up to."""

    names: tuple[str, ...]
    ways: tuple[tuple[str, str], ...] | None  # the objects that hold them, with their keys; None: the sitting does

    def numbers(self, sitting: Mapping[str, Any]) -> list[Any]:
        """The numbers as they stand in *sitting*, None for one that is not known."""
        if self.ways is None:
            return [*map(sitting.get, self.names)]
        return [(sitting.get(holder) or {}).get(key) if holder else sitting.get(key) for holder, key in self.ways]


def _sums(rows: Sequence[Sequence[str]]) -> tuple[_Sum, ...]:
    found = []
    for names in rows:
        ways = tuple((name.rpartition("/")[0], name.rpartition("/")[2]) for name in names)
        found.append(_Sum(tuple(names), ways if any(holder for holder, _ in ways) else None))
    return tuple(found)


@check("left", "right", "parts", "whole", sums=_sums)
def sums_agree(
    record: Record, *, sittings: Sequence[str], sums: Sequence[_Sum], at_most: bool = False
) -> Iterator[Hit]:
    """Flag every sitting in which numbers do not add up.

    Args:
        record: one person's record.
        sittings: places of sittings, or of other objects with votes (``/opinions/organisations/*``).
        sums: lists of names of numbers within a sitting, the last one their sum.
        at_most: the sum may also be smaller.

    Yields:
        A hit at the last number with ``left``, the sum, ``right``, the number given, and the Vietnamese titles
        of both (``parts``, ``whole``). A sum that lacks one of its numbers is passed over; when all do,
        nothing is judged.
    """
    judged = False
    for place in sittings:
        for at, sitting in record.known(place):
            for one in sums:
                numbers = one.numbers(sitting)
                if None in numbers:
                    continue
                judged = True
                whole = numbers[-1]
                left = sum(numbers) - whole
                if left > whole or (left < whole and not at_most):
                    titles = [title_of(f"{at}/{name}") or name for name in one.names]
                    values = {"left": left, "right": whole, "parts": " + ".join(titles[:-1]), "whole": titles[-1]}
                    yield Hit(f"{at}/{one.names[-1]}", values)
    if not judged:
        yield not_judged(sittings[0])


@check("convened", "members")
def fewer_convened(record: Record, *, sitting: str, members: str, convened: str) -> Iterator[Hit]:
    """Flag a sitting whose denominator is not the number of all its members; values: both numbers."""
    whole, counted = record.number(f"{sitting}/{members}"), record.number(f"{sitting}/{convened}")
    if whole is None or counted is None:
        yield not_judged(sitting)
    elif whole != counted:
        yield Hit(record.concrete(f"{sitting}/{convened}")[0], {"convened": counted, "members": whole})


@check("votes_for", "of", "needed")
def failed_vote_reported(
    record: Record, *, sitting: str, of: str, numerator: int, denominator: int, more_than: bool = False, purpose: str
) -> Iterator[Hit]:
    """Flag a vote that did not reach its share and of which no report is among the papers.

    Args:
        record: one person's record.
        sitting: place of the sitting; its ``votes_for`` is read.
        of: name of the denominator in it.
        numerator, denominator, more_than: the share, as in `share_reached`.
        purpose: purpose of the paper that reports the result.

    Yields:
        One hit at the votes. A vote that reached its share, or is not known, leaves nothing to judge.
    """
    given, members = record.number(f"{sitting}/votes_for"), record.number(f"{sitting}/{of}")
    if given is None or members is None:
        yield not_judged(sitting)
        return
    needed = fewest_votes(members, numerator, denominator, more_than=more_than)
    if given >= needed:
        yield not_judged(sitting)
    elif not _papers(record, sitting, None, purpose, alone=True):
        values = {"votes_for": given, "of": members, "needed": needed}
        yield Hit(record.concrete(f"{sitting}/votes_for")[0], values)


@check()
def each_there(record: Record, *, places: Sequence[str]) -> Iterator[Hit]:
    """Flag every place of *places* that holds nothing: no paper, no object, no item."""
    for place in places:
        spots = record.spots(place)
        if not any(spot.value not in (None, [], {}) for spot in spots):
            yield Hit(spots[0].at if spots else place, missing=True)


@check()
def paper_of_each(
    record: Record,
    *,
    items: str,
    form: str | None = None,
    purpose: str | None = None,
    first: Sequence[str] = (),
    unless: str | None = None,
) -> Iterator[Hit]:
    """Flag every item at *items* of which no paper of *form* or *purpose* speaks.

    A paper speaks of the item that its ``about`` names; one without ``about`` speaks of the item when there
    is only one, and no item at *first* is left that wants it before; one that has something under the key
    *unless* wants none. Nothing is judged while there are no items.
    """
    known = record.known(items)
    if not known:
        yield not_judged(items)
    before = [spot.at for place in first for spot in record.known(place) if not spot.value.get(unless)]
    taken = sum(not _papers(record, at, form, purpose, alone=False) for at in before)
    for spot in known:
        found = _papers(record, spot.at, form, purpose, alone=len(known) == 1)
        if not found or (found[0].value.get("about") is None and len(found) <= taken):
            yield Hit(spot.at)


def _papers(record: Record, about: str, form: str | None, purpose: str | None, *, alone: bool) -> list[Any]:
    wanted = [f"{key}={value}" for key, value in (("form", form), ("purpose", purpose)) if value is not None]
    found = record.known(f"papers[{','.join(wanted)}]" if wanted else "/papers/*")
    named = [spot for spot in found if spot.value.get("about") == about]
    return named or [spot for spot in found if alone and spot.value.get("about") is None]


@check("date")
def ceremony_cell(
    record: Record, *, cell: str, home: str, ceremony: str, moves: str, binding: Sequence[str], possible: Sequence[str]
) -> Iterator[Hit]:
    """Flag a ceremony that was not held by the person's own cell at that time.

    Args:
        record: one person's record.
        cell: place of the name of the cell that held it.
        home: place of the name of the person's cell.
        ceremony: place of the ceremony's date.
        moves: place of the list of moves.
        binding: kinds of a move after which only the new cell is right.
        possible: kinds of a move after which the new cell is right as well.

    Yields:
        One hit at *cell*. Names are compared without case and double spaces.
    """
    held, own, day = record.text(cell), record.text(home), record.date(ceremony)
    if not held or not own:
        yield not_judged(cell)
        return
    listed = record.items(moves)
    if held == own and not listed:
        return
    allowed = {fold(own)}
    rows = [row for row in listed if row.get("to_cell") and not _later(parse_date(row.get("decision_date")), day)]
    allowed |= {fold(row["to_cell"]) for row in rows if row.get("kind") in possible}
    bound = [row for row in rows if row.get("kind") in binding]
    if bound:
        last = max(bound, key=lambda row: str(row.get("decision_date") or ""))
        allowed = {fold(last["to_cell"])}
    if fold(held) not in allowed:
        yield Hit(record.concrete(cell)[0], {"date": day} if day else {})


def _later(first: Any, second: Any) -> bool:
    return first is not None and second is not None and first > second
