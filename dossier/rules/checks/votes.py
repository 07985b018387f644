"""Checks on votes, in whole numbers: shares are never rounded before they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dossier.findings import Hit, Verdict
from dossier.record.record import Record
from dossier.rules.registry import check, not_judged


def percent_text(part: int, whole: int, decimals: int = 2) -> str:
    """*part* of *whole* in per cent, for reading only: half-up, a comma, zeros at the end dropped."""
    if whole == 0:
        return "–"
    step = Decimal(1).scaleb(-decimals)
    value = (Decimal(100 * part) / Decimal(whole)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def fewest_votes(of: int, numerator: int, denominator: int, *, more_than: bool) -> int:
    """The fewest votes that reach the share: at least numerator/denominator of *of*, or more than it."""
    if more_than:
        return of * numerator // denominator + 1
    return -(-of * numerator // denominator)


@check("votes_for", "of", "needed", "percent")
def share_reached(
    record: Record, *, votes: str, of: str, numerator: int, denominator: int, more_than: bool = False
) -> Iterator[Hit]:
    """Flag votes in favour that do not reach a share of the body.

    Args:
        record: one person's record.
        votes, of: places of whole numbers: votes in favour, and the denominator N (members convened).
        numerator, denominator: the share, e.g. 2 and 3: passes when denominator·votes ≥ numerator·N.
        more_than: the share itself is not enough (denominator·votes > numerator·N).

    Yields:
        One hit at *votes* with ``votes_for``, ``of``, ``needed`` (fewest votes) and ``percent`` (text, for
        reading only).
    """
    given, members = record.number(votes), record.number(of)
    if given is None or members is None:
        yield not_judged(votes)
        return
    needed = fewest_votes(members, numerator, denominator, more_than=more_than)
    if given < needed:
        values = {
            "votes_for": given,
            "of": members,
            "needed": needed,
            "percent": percent_text(given, members),
        }
        yield Hit(record.concrete(votes)[0], values)


@check("left", "right")
def adds_up(record: Record, *, parts: list[str], total: str, at_most: bool = False) -> Iterator[Hit]:
    """Flag *total* when the numbers at *parts* do not add up to it (or, with *at_most*, exceed it).

    Parts or a total that are not known leave it unjudged. ``left`` is the sum, ``right`` the total.
    """
    numbers = [record.number(place) for place in parts]
    whole = record.number(total)
    if whole is None or any(number is None for number in numbers):
        yield not_judged(total)
        return
    left = sum(number for number in numbers if number is not None)
    if left > whole if at_most else left != whole:
        yield Hit(record.concrete(total)[0], {"left": left, "right": whole})


@check("convened", "official", "excluded")
def exclusions(
    record: Record, *, sitting: str, members: str, convened: str, others: Sequence[str] = ()
) -> Iterator[Hit]:
    """Flag a sitting whose members less the persons left out are not the members convened.

    Args:
        record: one person's record.
        sitting: place of the sitting.
        members, convened: names of the two numbers in it.
        others: further sittings of the same shape.

    Yields:
        A hit at the number convened. A smaller number convened without a list of who was left out is put to
        a person.
    """
    judged = False
    for place in (sitting, *others):
        total, counted = record.number(f"{place}/{members}"), record.number(f"{place}/{convened}")
        if total is None or counted is None:
            continue
        judged = True
        listed: Any = record.get(f"{place}/excluded")
        if counted == total - len(listed or ()):
            continue
        at = record.concrete(f"{place}/{convened}")[0]
        values = {"convened": counted, "official": total, "excluded": len(listed or ())}
        unlisted = listed is None and counted < total
        yield Hit(at, values, Verdict.NEEDS_PERSON if unlisted else Verdict.FAIL)
    if not judged:
        yield not_judged(sitting)
