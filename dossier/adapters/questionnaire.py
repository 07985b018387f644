"""The questionnaire for one person: what is asked, in the order of the biography. Pure: data in, data out.

``questionnaire.toml`` says which places are asked and how to answer; titles, kinds, choices and patterns come from
the columns of the cohort workbook, which come from the record schema. Every line has a tag, by which it is found
again in the file that comes back:

    /candidate/birth_name                  one answer
    /candidate/work_history/*/from         a cell of a table, one row an item
    /family/*/#sibling                     the head of a relative's block; the block's lines follow
    /family/*/full_name                    a line of such a block
    /family_none#sibling                   a tick: nobody of that relation
    /candidate/work_history, /family       in Excel, a line that leads to the sheet of a table or of the relatives
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.adapters.foreign_targets import is_place
from dossier.adapters.workbook_layout import Column, layout
from dossier.findings import Text
from dossier.messages import both, text
from dossier.record.conditions import Condition, compile_conditions
from dossier.record.migrations import CURRENT
from dossier.record.schema import label, node

# columns of a line in Excel; what a Word file says of itself in its properties
TAG, ITEM, QUESTION, ANSWER, HINT = "#tag", "#item", "#question", "#answer", "#hint"
ROLES = (TAG, ITEM, QUESTION, ANSWER, HINT)
FORMAT_PROPERTY, SCHEMA_PROPERTY, WORDING_PROPERTY = "dossier.questionnaire", "dossier.schema", "dossier.wording"
FAMILY, NOBODY = "/family", "/family_none"
OTHER = "other"  # the block of a relative whose relation is asked
RELATION = f"{FAMILY}/*/relation"
ORDER = f"{FAMILY}/*/order"
_ITEM = f"{FAMILY}/*/"


@dataclass(frozen=True, slots=True)
class Question:
    """One answer.

    Args:
        tag: how the line is found again; unique in the questionnaire.
        at: its place in the record, list items as ``*``.
        label: its title in the record schema, with those of the objects around it.
        kind: that of its column, or "place" (a postal place), "periods" (a text, or periods with a text), "tick".
        column: the workbook's column that reads and shows it; of a place, that of its text.
        item: its number in the biography.
        hint: how to answer.
        room: lines of the answer.
        flag: place of the flag that the answer “không” sets; empty where there is none.
        optional: may stay blank.
        when: where a blank answer is told; of a relative's line, about the relative.
        relation: of a tick that there is nobody, the relation.
    """

    tag: str
    at: str
    label: str
    kind: str
    column: Column
    item: str
    hint: Text
    room: int = 1
    flag: str = ""
    optional: bool = False
    when: Condition = lambda _: True
    relation: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """Keys from the record, or from the item of a list, to the value."""
        return tuple(self.at.rpartition("/*/")[2].strip("/").split("/"))


@dataclass(frozen=True, slots=True)
class Table:
    """A list with a row for each item.

    Args:
        at: its place. label, hint: of the whole. columns: what a row says. rows: empty rows. none: the tick that
            there is none, where the record has such a flag. when: where a blank table is told.
    """

    at: str
    label: str
    item: str
    hint: Text
    columns: tuple[Question, ...]
    rows: int
    none: Question | None
    when: Condition
    sheet: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Blocks of lines, one for each person of a relation.

    Args:
        relation: as in the record; `OTHER` for a person whose relation is asked.
        label: of the relation. lines: what is asked of each. count: empty blocks.
        nobody: the tick that there is nobody. note: who fills these blocks; may be empty.
        optional: nobody need be declared. when: else where it is told that nobody is.
    """

    relation: str
    label: str
    lines: tuple[Question, ...]
    count: int
    nobody: Question | None
    note: Text
    optional: bool
    when: Condition

    @property
    def tag(self) -> str:
        """How the head of a block is found again."""
        return f"{_ITEM}#{self.relation}"


@dataclass(frozen=True, slots=True)
class Family:
    """The relatives."""

    at: str
    label: str
    item: str
    sheet: str
    relatives: tuple[Relative, ...]


Part = Question | Table | Family


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """All that is asked, in the order of the paper.

    Args:
        format: name and version of the questionnaire. schema_version: of the record schema it asks for.
        words: the other entries of ``questionnaire.toml``.
    """

    format: str
    schema_version: str
    parts: tuple[Part, ...]
    words: Mapping[str, Any]

    def questions(self) -> Iterator[Question]:
        """Every line, cell of a table and tick; lines of relatives once for each field."""
        seen: set[str] = set()
        for part in self.parts:
            for question in _questions(part):
                if question.tag not in seen:
                    seen.add(question.tag)
                    yield question

    @property
    def family(self) -> Family:
        """The relatives."""
        return next(part for part in self.parts if isinstance(part, Family))

    def tables(self) -> Iterator[Table]:
        """The tables, in order."""
        yield from (part for part in self.parts if isinstance(part, Table))


def _questions(part: Part) -> Iterator[Question]:
    if isinstance(part, Question):
        yield part
    elif isinstance(part, Table):
        yield from (part.none, *part.columns) if part.none else part.columns
    else:
        for relative in part.relatives:
            if relative.nobody:
                yield relative.nobody
            yield from relative.lines


@cache
def questionnaire() -> Questionnaire:
    """The present questionnaire."""
    words = tomli.loads(Path(__file__).with_name("questionnaire.toml").read_text(encoding="utf-8"))
    return Questionnaire(words["format"], CURRENT, tuple(_parts(words)), words)


# --- from the table ----------------------------------------------------------------------------------------


def _parts(words: Mapping[str, Any]) -> Iterator[Part]:
    for row in words["question"]:
        if "list" in row:
            yield _table(row)
        elif "family" in row:
            yield _family(row, words)
        else:
            yield _question(row["at"], row)


@cache
def _columns() -> Mapping[str, Column]:
    """The workbook's columns by their machine path."""
    return {column.path: column for sheet in layout().sheets for column in sheet.columns}


def _question(at: str, row: Mapping[str, Any]) -> Question:
    schema = node(at) or {}
    column = _column(at)
    flag = f"{at}_none"
    return Question(
        tag=at,
        at=at,
        label=_label(at),
        kind=_kind(at, column),
        column=column,
        item=row["item"],
        hint=_hint(row, schema),
        room=row.get("room", 1),
        flag=flag if column.many and node(flag) is not None else "",
        optional=row.get("optional", False),
        when=compile_conditions(row.get("when", ())),
    )


def _is_place(at: str) -> bool:
    return is_place(at.replace("*", "0"))


def _column(at: str) -> Column:
    """The workbook's column for one answer; of a postal place that of its text."""
    return _columns()[f"{at}/text" if _is_place(at) else at]


def _kind(at: str, column: Column) -> str:
    if _is_place(at):
        return "place"
    if "object" in (node(f"{at}/*") or {}).get("type", ()):
        return "periods"
    return "tick" if column.kind == "yes_no" and at.endswith("_none") else column.kind


def _label(at: str) -> str:
    """The titles that lead to *at*; of a list's item, those inside it. A title is not said twice."""
    if "/*/" not in at:
        return label(at)
    column = _column(at)
    group = column.group.split(" › ") if column.group else []
    titles = group if _is_place(at) else [*group, column.title]
    return " › ".join(title for number, title in enumerate(titles) if title not in titles[:number])


def _hint(row: Mapping[str, Any], schema: Mapping[str, Any]) -> Text:
    if "hint" in row:
        return Text(row["hint"]["vi"], row["hint"]["en"])
    return Text(str(schema.get("x-hint", "")), str(schema.get("description", "")))


def _table(row: Mapping[str, Any]) -> Table:
    at, flag = row["list"], f"{row['list']}_none"
    sheet = next(sheet for sheet in layout().sheets if at in sheet.lists)
    may_stay = row.get("optional_columns", ())
    row_of_table = {"item": row["item"]}
    columns = tuple(
        _question(column.path, {**row_of_table, "optional": column.kind == "yes_no" or column.steps[-1] in may_stay})
        for column in sheet.columns
        if column.kind not in ("id", "order", "parent", "list")
    )
    none = _question(flag, {"item": row["item"]}) if node(flag) is not None else None
    none = replace(none, hint=both("questionnaire.tick")) if none else None
    when = compile_conditions(row.get("when", ()))
    return Table(at, label(at), row["item"], _hint(row, node(at) or {}), columns, row["rows"], none, when, sheet.name)


def _family(row: Mapping[str, Any], words: Mapping[str, Any]) -> Family:
    sheet = next(sheet for sheet in layout().sheets if FAMILY in sheet.lists)
    relatives = [_relative(relative, row["item"], words) for relative in words["relative"]]
    every = dict.fromkeys(name.rstrip("?") for names in words["groups"].values() for name in names)
    others = {"relation": OTHER, "group": ["relation", *every], "count": 0, "optional": True}
    relatives.append(_relative(others, row["item"], words))
    return Family(FAMILY, label(FAMILY), row["item"], sheet.name, tuple(relatives))


def _relative(row: Mapping[str, Any], item: str, words: Mapping[str, Any]) -> Relative:
    relation, group = row["relation"], row["group"]
    names = words["groups"][group] if isinstance(group, str) else group
    lines = tuple(_line(name, item, words) for name in names)
    labels: Mapping[str, str] = dict(_columns()[RELATION].choices)
    note = row.get("note", {"vi": "", "en": ""})
    return Relative(
        relation=relation,
        label=labels.get(relation, label(FAMILY)),
        lines=lines,
        count=row.get("count", 1),
        nobody=_nobody(relation, item) if relation in labels else None,
        note=Text(note["vi"], note["en"]),
        optional=row.get("optional", False),
        when=compile_conditions(row.get("when", ())),
    )


def _line(name: str, item: str, words: Mapping[str, Any]) -> Question:
    field = name.rstrip("?")
    row: dict[str, Any] = {"item": item, "optional": name.endswith("?"), "when": words["relative_when"].get(field, ())}
    if field in words["relative_hints"]:
        row["hint"] = words["relative_hints"][field]
    question = _question(_ITEM + field, row)
    return replace(question, room=3 if question.kind == "periods" else 1)


def _nobody(relation: str, item: str) -> Question:
    words = text("questionnaire.nobody", "vi")
    return Question(
        tag=f"{NOBODY}#{relation}",
        at=NOBODY,
        label=words,
        kind="tick",
        column=Column(NOBODY, (NOBODY[1:],), "", words, "yes_no"),
        item=item,
        hint=both("questionnaire.tick"),
        relation=relation,
    )


def line_of(name: str) -> Question:
    """The line for any field of a relative, whether its block asks it or not."""
    return _line(name, "", questionnaire().words)
