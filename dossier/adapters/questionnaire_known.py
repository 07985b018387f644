"""What a record knows of the answers of the questionnaire: for the file that is made, and for what is still blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dossier.adapters.questionnaire import FAMILY, NOBODY, ORDER, OTHER, Question, Relative, line_of, questionnaire
from dossier.adapters.workbook_write import items_of, says_something


def answer_to(question: Question, item: Mapping[str, Any]) -> Any:
    """What *item*, the record or an item of a list, answers to *question*; None when it does not know.

    Of a list with a flag "there is none" the answer is an empty list where the flag says so.
    """
    value: Any = item
    for step in question.steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    if question.flag:
        none = _flag(question, item)
        return [] if none and not value else value or None
    return value if says_something(value) else None


def _flag(question: Question, item: Mapping[str, Any]) -> bool:
    value: Any = item
    for step in question.flag.strip("/").split("/"):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value is True


def rows_of(place: str, record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The items of a list that say anything."""
    return [item for _, _, item in items_of(record, place)]


def none_known(relative: Relative, record: Mapping[str, Any]) -> bool | None:
    """True when the record says that there is nobody of this relation; else None."""
    return True if relative.relation in (record.get(NOBODY[1:]) or ()) else None


def people_of(relative: Relative, record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The relatives that stand in the blocks of *relative*, in the order of the record."""
    known = {one.relation for one in questionnaire().family.relatives}
    return [
        item
        for item in rows_of(FAMILY, record)
        if (item.get("relation") if item.get("relation") in known else OTHER) == relative.relation
    ]


def blocks(relative: Relative, record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Sequence[Question]]]:
    """The blocks to write: what is known of each person, and the lines; the empty ones last.

    A field that a person has besides the lines of the group gets a line of its own. An empty block of several is
    numbered on.
    """
    people = people_of(relative, record)
    asked = {question.at for question in relative.lines}
    for person in people:
        more = [line for field in _fields() if (line := line_of(field)).at not in asked]
        yield person, [*relative.lines, *(line for line in more if answer_to(line, person) is not None)]
    orders = [order for person in people if isinstance(order := person.get("order"), int)]
    first = max(orders, default=0) + 1
    for number in range(first, first + relative.count - len(people)):
        yield {"order": number} if ORDER in asked else {}, relative.lines


def _fields() -> list[str]:
    """Every field of a relative but the relation, which the head of the block says."""
    groups = questionnaire().words["groups"].values()
    return list(dict.fromkeys(name.rstrip("?") for names in groups for name in names))
