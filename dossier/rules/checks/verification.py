"""Checks on the verification of the biography: who was asked about whom, where, and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dossier.findings import Hit, Severity, Verdict
from dossier.record.people import (
    CANDIDATE_PLACE,
    is_member_now,
    living_elsewhere,
    person_places,
    persons_to_verify,
    plain_name,
)
from dossier.record.record import Record, Spot
from dossier.record.schema import label
from dossier.record.verification import Route, facts, objects, requests_with_persons
from dossier.rules.checks.dates import working_days_between
from dossier.rules.checks.people import first_day
from dossier.rules.registry import Context, check, not_judged


@check()
def verified(
    record: Record,
    *,
    relations: Sequence[str],
    requests: str,
    exemptions: str,
    on: str,
    adult_years: int = 18,
    child_kinds: Sequence[str] = ("biological",),
    living_together: bool = False,
    context: Context,
) -> Iterator[Hit]:
    """Flag every person to be verified without an answered request and without an exemption.

    Args:
        record: one person's record.
        relations, adult_years, child_kinds, living_together: who is to be verified, see `persons_to_verify`.
        requests, exemptions: places of the items. A request is answered when reply date and result are
            known; an exemption counts when its basis is known.
        on: place of dates; the earliest decides who is of age (none yet: the day of the check).
        context: gives the day of the check.

    Yields:
        A hit at each person; for a child whose age is not known, a milder one at its date of birth.
    """
    done: set[str] = set()
    for (_, request), places in requests_with_persons(record, requests):
        if request.get("reply_date") is not None and request.get("result") is not None:
            done.update(places)
    for spot in objects(record, exemptions):
        if spot.value.get("basis") is not None:
            done.update(person_places(record, spot.value.get("person")))
    day = first_day(record, on, context)
    persons = persons_to_verify(
        record, relations=relations, on=day, adult_years=adult_years, child_kinds=child_kinds,
        living_together=living_together,
    )  # fmt: skip
    if not persons:
        yield not_judged(requests)
    for person in persons:
        if person.at not in done:
            if person.reason == "age_unknown":
                yield Hit(f"{person.at}/date_of_birth", missing=True, severity=Severity.WARNING)
            else:
                yield Hit(person.at)


@check()
def known_persons(record: Record, *, keys: str) -> Iterator[Hit]:
    """Flag each person key at *keys* that names nobody in the record, or more than one person."""
    spots = record.known(keys)
    if not spots:
        yield not_judged(keys)
    for spot in spots:
        if not person_places(record, spot.value):
            yield Hit(spot.at)


@check()
def points_asked(record: Record, *, requests: str, points: Sequence[str], persons: Sequence[str] = ()) -> Iterator[Hit]:
    """Flag requests about a person of whom no request asks all of *points*.

    Several requests about one person count together. *persons* narrows it to some person keys; empty = all.
    Yields one hit at the points of the first request about such a person.
    """
    wanted = {place for key in persons for place in person_places(record, key)}
    asked: dict[str, frozenset[str]] = {}
    first: dict[str, str] = {}
    for (at, request), places in requests_with_persons(record, requests):
        theirs = request.get("points") or ()
        for person in places:
            if not persons or person in wanted:
                if person in asked:
                    asked[person] = asked[person].union(theirs)
                else:
                    asked[person], first[person] = frozenset(theirs), at
    if not asked:
        yield not_judged(requests)
    lacking = [first[person] for person, points_asked in asked.items() if not points_asked.issuperset(points)]
    for at in dict.fromkeys(lacking):
        yield Hit(f"{at}/points")


@check()
def says_yes(record: Record, *, at: str) -> Iterator[Hit]:
    """Flag every place of *at* that does not say true; what is not known does not say it either."""
    for spot in record.spots(at):
        if spot.value is not True:
            yield Hit(spot.at)


@check()
def exempts(record: Record, *, person: str, among: Sequence[str]) -> Iterator[Hit]:
    """Flag the person key at *person* whose relation (or `candidate`) is not *among* those that may be exempt."""
    if record.get(person) is None:
        yield Hit(person, missing=True)
    elif _relation(record, person) not in among:
        yield Hit(person)


@check()
def rests_on_member(record: Record, *, member: str, among: Sequence[str], on: Sequence[str]) -> Iterator[Hit]:
    """Flag the person key at *member* unless it names a relative *among* these who is a Party member now.

    The day that counts is the first one known of the places *on*. Yields a hit at the key, or at the membership that
    is not declared or has ended.
    """
    key = record.get(member)
    places = person_places(record, key)
    if key is None:
        yield Hit(member, missing=True)
    elif not places or _relation(record, member) not in among:
        yield Hit(member)
    elif not is_member_now(record.get(places[0]), next((day.year for day in map(record.date, on) if day), None)):
        yield Hit(f"{places[0]}/party_member")


def _relation(record: Record, at: str) -> str:
    return str(record.get(at)).partition(":")[0]


@check()
def exempt_as(
    record: Record, *, exemptions: str, of_candidate: str, of_relative: str, among: Sequence[str]
) -> Iterator[Hit]:
    """Flag exemptions of persons of whom the record does not say that they are among these.

    Args:
        record: one person's record.
        exemptions: place of exemptions, each of the `person` that it names.
        of_candidate, of_relative: where the fact stands: a place, and a key below the relative.
        among: its values that go with the exemption.
    """
    found = record.known(exemptions)
    if not found:
        yield not_judged(exemptions)
    for spot in found:
        places = person_places(record, spot.value.get("person"))
        own = places[:1] == (CANDIDATE_PLACE,)
        if not places or record.get(of_candidate if own else f"{places[0]}/{of_relative}") not in among:
            yield Hit(f"{spot.at}/person")


@check("count")
def live_in(record: Record, *, residences: str, commune: str) -> Iterator[Hit]:
    """Flag relatives alive who do not live in the commune (and province) of the place *commune*.

    *residences* is a place below `/family/*`. Yields one hit at the first, ``count`` says how many there are.
    """
    home = record.get(commune)
    away = living_elsewhere(record, residences.rpartition("/")[2], home) if isinstance(home, dict) else None
    if away is None:
        yield not_judged(residences)
    elif away:
        yield Hit(away[0], {"count": len(away)})


@check()
def followed_up(
    record: Record, *, request: str, requests: str, again: bool = False, kinds: Sequence[str] = ()
) -> Iterator[Hit]:
    """Flag a request whose answer was not enough and that no other request follows.

    Args:
        record: one person's record.
        request: the request with that answer.
        requests: all of them; one follows another when its ``follows`` is that one's ``id``.
        again: judge only requests that themselves follow one; otherwise only those that do not.
        kinds: the follower must go to a destination of these kinds; a request sent there already is left out.
    """
    mine = record.get(request)
    if not isinstance(mine, dict) or (mine.get("follows") is not None) is not again:
        yield not_judged(request)
        return
    if kinds and mine.get("destination_kind") in kinds:
        yield not_judged(request)
        return
    followers = [
        spot.value
        for spot in objects(record, requests)
        if mine.get("id") is not None and spot.value.get("follows") == mine["id"]
    ]
    if not any(not kinds or follower.get("destination_kind") in kinds for follower in followers):
        yield Hit(f"{request}/result")


@check()
def left_so(record: Record, *, requests: str, result: str) -> Iterator[Hit]:
    """Flag every answer *result* unless another request followed that one and was answered otherwise."""
    found = [spot for spot in objects(record, requests) if spot.value.get("result") is not None]
    if not found:
        yield not_judged(requests)
    settled = {spot.value.get("follows") for spot in found if spot.value["result"] != result} - {None}
    for at, request in found:
        if request["result"] == result and request.get("id") not in settled:
            yield Hit(f"{at}/result")


@check()
def asked_at(
    record: Record,
    *,
    persons: Sequence[str],
    of_candidate: str,
    of_relative: str,
    requests: str,
    kinds: Sequence[str],
    among: Sequence[str] = (),
    outside: Sequence[str] = (),
    by: str | None = None,
    exemptions: str | None = None,
    basis: str | None = None,
    papers: str | None = None,
) -> Iterator[Hit]:
    """Flag persons whom a fact sends to a certain kind of destination, and about whom nobody asked there.

    Args:
        record: one person's record.
        persons: `candidate` and relations to look at; the dead are left out.
        of_candidate, of_relative: where the fact stands: a place, and a key (or two, `residence/country`)
            below the relative.
        among, outside: the fact concerns those whose value is among these, or known and outside those. Of a
            place that is known its country counts as the first of *outside* when it is not written.
        requests, kinds: a request that names the person and goes to one of these kinds of destination.
        by: that request went this way (`visit`).
        exemptions, basis: an exemption of the person on this basis serves as well.
        papers: or a paper of this kind.

    Yields:
        A hit at each fact.
    """
    route = Route(
        persons=persons, of_candidate=of_candidate, of_relative=of_relative, requests=requests, kinds=kinds,
        among=among, outside=outside, by=by, exemptions=exemptions, basis=basis, papers=papers,
    )  # fmt: skip
    found = facts(record, route)
    if not found:
        yield not_judged(requests)
    for fact in found:
        if fact.concerned and not fact.served:
            yield Hit(fact.at)


@check()
def unclear_then_asked(
    record: Record, *, requests: str, from_kinds: Sequence[str], kinds: Sequence[str], papers: str | None = None
) -> Iterator[Hit]:
    """Flag an answer that was not enough, when its persons were not asked about at another kind of place.

    Args:
        record: one person's record.
        requests: places of all requests.
        from_kinds: kinds of destination whose unclear answers are judged.
        kinds: a request to one of these must name each of the same persons.
        papers: or a paper of this kind is there.
    """
    everything = requests_with_persons(record, requests)
    unclear = [
        (at, persons)
        for (at, request), persons in everything
        if request.get("destination_kind") in from_kinds and request.get("result") == "insufficient"
    ]
    if not unclear:
        yield not_judged(requests)
        return
    if papers is not None and record.known(papers):
        return
    asked: set[str] = set()
    for (_, request), persons in everything:
        if request.get("destination_kind") in kinds:
            asked.update(persons)
    for at, persons in unclear:
        if not asked.issuperset(persons):
            yield Hit(f"{at}/result")


@check()
def wanted_if(record: Record, *, at: str, is_: Any, wants: Sequence[str]) -> Iterator[Hit]:
    """Flag each place of *wants* that is not known, where the value at *at* equals *is_*."""
    if record.get(at) != is_:
        yield not_judged(at)
        return
    absent = (spot.at for place in wants for spot in record.spots(place) if spot.value in (None, []))
    for place in dict.fromkeys(absent):
        yield Hit(place, missing=True)


def paper_about(record: Record, papers: str, item: str) -> Spot | None:
    """The paper of *papers* that proves *item*: the one that names it, else one that names nothing.

    Papers that name no object belong, in order, to the items of that list which no paper names.
    """
    found = record.known(papers)
    for spot in found:
        if spot.value.get("about") == item:
            return spot
    unnamed = [spot for spot in found if spot.value.get("about") is None]
    if not unnamed:
        return None
    parent, _, last = item.rpartition("/")
    named = {spot.value.get("about") for spot in found}
    count = len(record.items(parent)) if last.isdigit() else 0
    open_ = [place for place in (f"{parent}/{n}" for n in range(count)) if place not in named] or [item]
    return dict(zip(open_, unnamed, strict=False)).get(item)


def _missing_paper(papers: str, item: str) -> str:
    """The place of the paper of *papers* that *item* lacks; of several forms the one of its rank in the list."""
    before, _, rest = papers.partition("=")
    forms, _, after = rest.rstrip("]").partition(",")
    names = forms.split("|")
    last = item.rpartition("/")[2]
    name = names[min(int(last), len(names) - 1)] if last.isdigit() else names[0]
    return f"{before}={name}{',' if after else ''}{after},about={item}]"


@check("other_label")
def paper_for(record: Record, *, item: str, papers: str, if_at: str | None = None, if_is: Any = None) -> Iterator[Hit]:
    """Flag the paper of *papers* that should prove *item* and is not there.

    Args:
        record: one person's record.
        item: the item; nothing is judged while it is not known.
        papers: place of the papers; several forms stand for the first, the second … item.
        if_at, if_is: asked only where the value at *if_at* equals *if_is*.

    Yields:
        A hit at the paper with ``other_label``, the label of *item*.
    """
    if record.get(item) is None or (if_at is not None and record.get(if_at) != if_is):
        yield not_judged(item)
    elif paper_about(record, papers, item) is None:
        yield Hit(_missing_paper(papers, item), {"other_label": label(item, record.data)})


@check("other_label")
def paper_bears(record: Record, *, item: str, papers: str, flags: Sequence[str], want: bool = True) -> Iterator[Hit]:
    """Flag the paper of *papers* that proves *item* where one of *flags* is not *want*; not looked at: a person.

    ``other_label`` is the label of *item*.
    """
    paper = paper_about(record, papers, item)
    if paper is None:
        yield not_judged(papers)
        return
    for flag in flags:
        value = paper.value.get(flag)
        if value is not want:
            verdict = Verdict.NEEDS_PERSON if value is None else Verdict.FAIL
            yield Hit(f"{paper.at}/{flag}", {"other_label": label(item, record.data)}, verdict=verdict)


@check("date", "latest", "earlier", "start_date", "working_days", "late_by")
def reply_in_time(
    record: Record,
    *,
    request: str,
    at_most: int,
    abroad: int,
    home: str,
    by: str,
    context: Context,
) -> Iterator[Hit]:
    """Flag a reply that came more than *at_most* working days after the letter was received there.

    Args:
        record: one person's record.
        request: the request; judged only when it went *by* this way.
        at_most, abroad: working days, in the country and abroad (country of the destination is not *home*).
        context: gives the calendar.

    Yields:
        As `working_days_between`.
    """
    if record.get(f"{request}/by") != by:
        yield not_judged(request)
        return
    country = record.text(f"{request}/destination_place/country") or home
    away = plain_name(country) != plain_name(home) or record.get(f"{request}/destination_kind") == "abroad"
    yield from working_days_between(
        record,
        start=f"{request}/received_date",
        end=f"{request}/reply_date",
        at_most=abroad if away else at_most,
        context=context,
    )
