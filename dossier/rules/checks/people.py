"""Checks on persons: who is due by the rule rows, equal names. What they rest on stands in `record/people.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dossier.findings import Hit, Severity
from dossier.record.people import PersonToVerify, persons_to_verify, plain_name, relations_by_name
from dossier.record.record import Record
from dossier.rules.registry import Context, check, not_judged
from dossier.rules.rulebook import Rule


def persons_due(record: Record, rule: Rule, on: date) -> tuple[PersonToVerify, ...]:
    """Who has to be verified on *on* by the rows of *rule* (D01): its asks that hold for this record.

    Somebody whom only a warning asks for is not certain.
    """
    found: dict[str, PersonToVerify] = {}
    for ask in rule.asks:
        edition = ask.edition_on(on)
        if edition is None or (ask.when is not None and not ask.when(record)):
            continue
        params = edition.readings[0].params
        if "relations" not in params:
            continue
        given = {name: params[name] for name in ("adult_years", "child_kinds") if name in params}
        certain = edition.severity is Severity.ERROR
        for person in persons_to_verify(record, relations=params["relations"], on=on, **given):
            known = found.get(person.at)
            if known is None or (certain and not known.certain):
                found[person.at] = replace(person, certain=certain)
    return tuple(found.values())


def first_day(record: Record, place: str, context: Context) -> date:
    """The earliest date at *place*; the day of the check while there is none."""
    return min((day for _, day in record.dates(place)), default=context.as_of)


@check()
def bears_no_name_of(record: Record, *, names: str, relations: Sequence[str], others: bool = False) -> Iterator[Hit]:
    """Flag each name at *names* that equals the name of the candidate or of a relative.

    Args:
        record: one person's record.
        names: places of full names.
        relations: `candidate` and relations of `family[]` to compare with.
        others: compare with every relative that is *not* among *relations* instead.
    """
    spots = [spot for spot in record.known(names) if isinstance(spot.value, str)]
    if not spots:
        yield not_judged(names)
        return
    named = relations_by_name(record)
    for at, name in spots:
        theirs = named.get(plain_name(name), ())
        if any((relation in relations) is not others for relation in theirs):
            yield Hit(at)
