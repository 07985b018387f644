"""Which questions are asked of a dossier: by rule and item, in the edition that the day of the act decides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from dossier.record.conditions import Condition
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.rules.asking import Find
from dossier.rules.registry import Context
from dossier.rules.rulebook import Question, Rule, bind, first_day_of

# plain tuples, with what every check needs of a question beside it: hundreds are gone through for each dossier
Asked = tuple[Condition | None, Find, Question]
Row = tuple[Rule, Condition | None, tuple[Asked, ...]]
Sheet = tuple[Row, ...]
Days = tuple[tuple[str, int], ...]  # where each item stands, and how many turns are past on the day of its act

_MOST_SHEETS = 256


class Sheets:
    """The sheets of one stage and one day of checking.

    Between two days on which an edition begins the questions are the same, so dossiers share a sheet when their acts
    fall between the same days and they have the same items.

    Args:
        rules: the rules of the stage, by code.
        context: what their checks may know.
        stage: what is not asked at it is left out.
    """

    def __init__(self, rules: tuple[Rule, ...], context: Context, stage: Stage) -> None:
        self._rules = rules
        self._context = context
        self._stage = stage
        self._turns = sorted({edition.start for rule in rules for ask in rule.asks for edition in ask.editions})
        self._acts = tuple(dict.fromkeys(rule.acts for rule in rules if not rule.each))
        self._items = tuple(dict.fromkeys((rule.each, rule.acts) for rule in rules if rule.each))
        self._kept: dict[tuple[object, ...], Sheet] = {}
        self._rows: dict[tuple[str, Days], Row] = {}  # by code: sheets differ in few of them

    def of(self, record: Record) -> Sheet:
        """The rules and their questions to *record*; a rule that has none to ask is there as well."""
        past, items = record.once(self._days)
        key = (*past, *items)
        sheet = self._kept.get(key)
        if sheet is None:
            if len(self._kept) >= _MOST_SHEETS:
                self._kept.clear()
                self._rows.clear()
            whole = {acts: (("", turn),) for acts, turn in zip(self._acts, past, strict=True)}
            each = dict(zip(self._items, items, strict=True))
            sheet = self._kept[key] = tuple(
                self._row(rule, each[rule.each, rule.acts] if rule.each else whole[rule.acts]) for rule in self._rules
            )
        return sheet

    def _days(self, record: Record) -> tuple[list[int], list[Days]]:
        """How many turns are past on the day of each act, and by item on the day of the item's."""
        turns, as_of = self._turns, self._context.as_of
        past = [bisect_right(turns, first_day_of(record, acts, as_of)) for acts in self._acts]
        items = [
            tuple([
                (at, bisect_right(turns, first_day_of(record, [bind(act, each, at) for act in acts], as_of)))
                for at in record.concrete(each)
            ])
            for each, acts in self._items
        ]  # fmt: skip
        return past, items

    def _row(self, rule: Rule, days: Days) -> Row:
        row = self._rows.get((rule.code, days))
        if row is None:
            row = self._rows[rule.code, days] = (rule, rule.when, tuple(self._asked(rule, days)))
        return row

    def _asked(self, rule: Rule, days: Days) -> Iterator[Asked]:
        for at, turn in days:
            day = self._turns[turn - 1] if turn else date.min
            for question in rule.questions(day, at, self._context, self._stage):
                yield question.when, question.hits, question
