"""What a record still does not know of the questionnaire, in the order of the biography. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dossier.adapters.questionnaire import FAMILY, OTHER, Family, Question, Relative, Table, questionnaire
from dossier.adapters.questionnaire_known import answer_to, people_of
from dossier.messages import text
from dossier.record.record import Record
from dossier.record.schema import label


@dataclass(frozen=True, slots=True)
class Blank:
    """One answer that is not known.

    Args:
        item: number in the biography. of: the relative or row it belongs to; empty for a line of its own.
        label: of the question; empty when nobody was declared. pointer: its place in the record.
    """

    item: str
    of: str
    label: str
    pointer: str


def still_blank(data: Mapping[str, Any]) -> Iterator[Blank]:
    """Every answer that *data*, a record, lacks, and that is asked of this person."""
    record = Record(data)
    for part in questionnaire().parts:
        if isinstance(part, Question):
            if not part.optional and part.when(record) and _is_blank(part, data):
                yield Blank(part.item, "", part.label, part.at)
        elif isinstance(part, Table):
            yield from _in_table(part, record, data)
        else:
            yield from _in_family(part, record, data)


def _is_blank(question: Question, item: Mapping[str, Any]) -> bool:
    """Whether *item* does not answer; a tick is answered by what it speaks of, too."""
    if answer_to(question, item) is not None:
        return False
    if question.kind != "tick":
        return True
    spoken_of: Any = item
    for step in question.at.removesuffix("_none").strip("/").split("/"):
        spoken_of = spoken_of.get(step) if isinstance(spoken_of, Mapping) else None
    return not spoken_of


def _in_table(table: Table, record: Record, data: Mapping[str, Any]) -> Iterator[Blank]:
    if not table.when(record):
        return
    items = record.items(table.at)
    if not any(items):
        if table.none is None or answer_to(table.none, data) is not True:
            yield Blank(table.item, "", table.label, table.at)
        return
    for number, item in enumerate(items):
        for question in table.columns:
            if item and not question.optional and _is_blank(question, item):
                pointer = f"{table.at}/{number}/{'/'.join(question.steps)}"
                yield Blank(table.item, label(f"{table.at}/{number}"), question.label, pointer)


def _in_family(family: Family, record: Record, data: Mapping[str, Any]) -> Iterator[Blank]:
    nobody = set(record.items("/family_none"))
    rows = record.items(FAMILY)
    for relative in family.relatives:
        people = people_of(relative, data)
        if not people:
            missing = not relative.optional and relative.relation not in nobody and relative.when(record)
            if missing and relative.relation != OTHER:
                yield Blank(family.item, relative.label, "", f"{FAMILY}[relation={relative.relation}]")
            continue
        for person in people:
            number = next(index for index, row in enumerate(rows) if row is person)
            yield from _of_person(family.item, relative, person, number, data)


def _of_person(
    item: str, relative: Relative, person: Mapping[str, Any], number: int, data: Mapping[str, Any]
) -> Iterator[Blank]:
    about = Record(person)
    for question in relative.lines:
        if not question.optional and question.when(about) and answer_to(question, person) is None:
            pointer = f"{FAMILY}/{number}/{'/'.join(question.steps)}"
            yield Blank(item, label(f"{FAMILY}/{number}", data), question.label, pointer)


def told(blanks: list[Blank], lang: str) -> Iterator[str]:
    """The blanks as lines for people, one an item, and one a relative or row below it."""
    if not blanks:
        yield text("questionnaire.blank.none", lang)
        return
    yield text("questionnaire.blank.head", lang)
    for item in dict.fromkeys(blank.item for blank in blanks):
        here = [blank for blank in blanks if blank.item == item]
        own = "; ".join(blank.label for blank in here if not blank.of)
        yield f"  {_item_words(item, lang)}: {own}".rstrip()
        for of in dict.fromkeys(blank.of for blank in here if blank.of):
            labels = [blank.label for blank in here if blank.of == of]
            if labels == [""]:
                yield f"    {text('questionnaire.blank.person', lang, label=of)}"
            else:
                yield f"    {of}: {'; '.join(labels)}"


def _item_words(item: str, lang: str) -> str:
    words = {"": "office", "bìa": "cover", "đơn": "application"}
    if item in words:
        return text(f"questionnaire.blank.{words[item]}", lang)
    return text("questionnaire.blank.item", lang, item=item)
