"""Checks on the opinions collected: who was heard, counts that agree, places, an employer's comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dossier.findings import Hit
from dossier.record.dates import add_months
from dossier.record.people import plain_name, same_commune
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.rules.checks.people import first_day
from dossier.rules.registry import Context, check, not_judged


@check("other_label")
def organisations_heard(record: Record, *, kinds: str, memberships: Mapping[str, str]) -> Iterator[Hit]:
    """Flag an organisation the person belongs to and whose opinion is not there.

    Args:
        record: one person's record.
        kinds: place of the kinds of organisations heard.
        memberships: kind -> place of the flag that says the person belongs to it.

    Yields:
        A hit at the list of organisations with ``other_label``, the label of the membership. An opinion whose
        kind is not known serves for none.
    """
    heard = {spot.value for spot in record.known(kinds)}
    belongs = {kind: place for kind, place in memberships.items() if record.get(place) is True}
    if not belongs:
        yield not_judged(kinds)
    for kind, place in belongs.items():
        if kind not in heard:
            yield Hit(kinds.partition("/*")[0], {"other_label": label(place, record.data)})


@check("left", "right", "other_label")
def opinions_add_up(record: Record, *, opinions: Sequence[str]) -> Iterator[Hit]:
    """Flag opinions with more answers than persons asked, or more asked than members.

    *opinions* are places of objects with ``total``, ``asked``, ``votes_for``, ``votes_against``. ``left`` is the
    number that is too large, ``right`` the one it must not exceed, ``other_label`` where that stands.
    """
    judged = False
    for place in opinions:
        for at, _ in record.known(place):
            total, asked, yes, no = (
                record.number(f"{at}/{key}") for key in ("total", "asked", "votes_for", "votes_against")
            )
            if asked is None:
                continue
            judged = True
            if yes is not None and no is not None and yes + no > asked:
                values = {"left": yes + no, "right": asked, "other_label": label(f"{at}/asked", record.data)}
                yield Hit(f"{at}/votes_for", values)
            if total is not None and asked > total:
                values = {"left": asked, "right": total, "other_label": label(f"{at}/total", record.data)}
                yield Hit(f"{at}/asked", values)
    if not judged:
        yield not_judged(opinions[0])


@check()
def says_one_of(record: Record, *, at: str, words: Sequence[str]) -> Iterator[Hit]:
    """Flag a text in which none of *words* occurs, case ignored."""
    text = record.text(at)
    if text is None:
        yield not_judged(at)
    elif not any(plain_name(word) in plain_name(text) for word in words):
        yield Hit(record.concrete(at)[0])


@check("other_label")
def in_commune_of(record: Record, *, at: str, one_of: Sequence[str]) -> Iterator[Hit]:
    """Flag the place at *at* when it lies in another commune or province than every place of *one_of*."""
    where = record.get(at)
    homes = [(place, home) for place in one_of if isinstance(home := record.get(place), dict)]
    if not isinstance(where, dict) or not homes:
        yield not_judged(at)
    elif not any(same_commune(where, home) for _, home in homes):
        yield Hit(at, {"other_label": label(homes[0][0], record.data)})


@check("date", "start_date")
def comment_before(
    record: Record,
    *,
    starts: Sequence[str],
    continuous: str,
    on: str,
    months: int,
    papers: str,
    dated: bool,
    context: Context,
) -> Iterator[Hit]:
    """Flag a short employment without the employer's comment from before the procedure.

    Args:
        record: one person's record.
        starts: places of the day the work began; the first known one counts.
        continuous: place of a flag; work that was interrupted counts as short.
        on: place of the day the procedure began; none yet: the day of the check.
        months: from so many months on the employment is not short.
        papers: the comments.
        dated: judge the dates of the comments there are; otherwise only that there is one.
        context: gives the day of the check.

    Yields:
        A hit at *papers* (missing), or, with *dated*, at the date of the comment with ``date`` and
        ``start_date``, the day the procedure began.
    """
    began = next((day for place in starts if (day := record.date(place)) is not None), None)
    day = first_day(record, on, context)
    interrupted = record.get(continuous) is False
    if not interrupted and began is None:
        yield not_judged(starts[0]) if dated else Hit(starts[0], missing=True)
        return
    if not interrupted and began is not None and add_months(began, months) <= day:
        yield not_judged(starts[0])
        return
    if not record.known(papers):
        yield not_judged(papers) if dated else Hit(papers, missing=True)
        return
    dates = record.dates(f"{papers}/date")
    if dated and dates and all(date > day for _, date in dates):
        yield Hit(dates[0][0], {"date": dates[0][1], "start_date": day})
