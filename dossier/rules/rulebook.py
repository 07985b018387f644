"""The rules as loaded: rows of the tables, and which edition of each is in force on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from dossier.findings import NO_TEXT, Confidence, Hit, Severity, Source, Text
from dossier.record.conditions import Condition
from dossier.record.dates import WorkCalendar
from dossier.record.record import Places, Record
from dossier.record.stages import LAST_STAGE, Stage
from dossier.rules.asking import Find, in_readings, needing, nothing, once_known, then_a_person
from dossier.rules.registry import CheckFunction, Context
from dossier.rules.word_paper import WordLines

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """One way to read a regime's text: the parameters it gives a check."""

    params: Params


@dataclass(frozen=True)
class Edition:
    """A rule as it stands from a day on, for one ask.

    Args:
        start: first day in force.
        readings: one; several where a text was not seen and could be read in either way.
        severity, confidence: as they hold for this ask in this edition.
        source: document, its date, clause.
        off: from its first day on the question is not asked, until a later edition asks it again.
    """

    start: date
    readings: tuple[Reading, ...]
    severity: Severity
    confidence: Confidence
    source: Source
    off: bool = False


@dataclass(frozen=True)
class Ask:
    """One question of a rule.

    Args:
        stage: first stage at which it is asked.
        until: from this stage on it is asked no more: a stricter question takes its place; None: always.
        when: it is asked only of dossiers for which this holds; None: of all.
        needs: facts the record should hold by this stage; one that is absent is a fail.
        open: facts that may still be to come; while one is absent the question is not applicable.
        check: the function that decides; None when the facts alone are asked for.
        says, fix: sentences for a fail; placeholders are the values of the check's hits.
        person: the question put to a person once data has decided nothing against it; None when data decides.
        acceptable: somebody may answer for it although it is an error.
        must_look: to be confirmed one by one, never together with others.
        who: who has to act (`candidate`, `cell`, `grassroots`, …).
        supply: the remedy where a fact of *needs* is absent; None: `fix` serves.
        lapse: of a question that sets a last day: what comes to pass after it, in words after "or else".
    """

    id: str
    stage: Stage
    until: Stage | None
    when: Condition | None
    needs: tuple[str, ...]
    open: tuple[str, ...]
    check: CheckFunction | None
    says: Text
    fix: Text
    person: Text | None
    person_at: str | None
    acceptable: bool
    must_look: bool
    who: str
    editions: tuple[Edition, ...]
    supply: Text | None = None
    lapse: Text = NO_TEXT

    def asked_at(self, stage: Stage) -> bool:
        """Whether it is asked at *stage*."""
        return stage.includes(self.stage) and not (self.until is not None and stage.includes(self.until))

    @cached_property
    def _starts(self) -> list[date]:
        return [edition.start for edition in self.editions]

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force on *day*, or None when the rule did not exist yet."""
        index = bisect_right(self._starts, day)
        edition = self.editions[index - 1] if index else None
        return None if edition is None or edition.off else edition


def bind(value: Any, each: str, at: str) -> Any:
    """*value* with the place *each* at its beginning replaced by the concrete place *at*, lists included."""
    if not each or each == at:
        return value
    if isinstance(value, str):
        return at + value[len(each) :] if value == each or value.startswith(each + "/") else value
    if isinstance(value, list):
        return [bind(item, each, at) for item in value]
    return value


def first_day_of(record: Record, acts: Sequence[str], as_of: date) -> date:
    """The day of the first of *acts* that has a date, *as_of* while none has; of several dates the first day counts."""
    for act in acts:
        days = record.dates(act)
        if days:
            return days[0][1] if len(days) == 1 else min(day for _, day in days)
    return as_of


def bound(params: Params, each: str, at: str) -> Params:
    """The parameters of the item at *at*, which stands for *each* in every place."""
    return {name: bind(value, each, at) for name, value in params.items()}


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """An ask as it is asked of one item on one day: everything but the record is resolved.

    Args:
        when: as in the ask.
        hits: what is found in a record; nothing when the question is answered.
        readings: the parameters of the check in each reading of the edition, of this item.
        checks: the check in each of them; none where the facts alone are asked for.
    """

    rule: Rule
    ask: Ask
    edition: Edition
    when: Condition | None
    hits: Find
    readings: tuple[Params, ...]
    checks: tuple[Callable[[Record], Iterator[Hit]], ...]

    @classmethod
    def of(cls, rule: Rule, ask: Ask, edition: Edition, at: str, context: Context) -> Question:
        """*ask* of the item at *at*, which stands for ``rule.each`` in every place."""
        each = rule.each
        readings = tuple(bound(one.params, each, at) for one in edition.readings)
        checks = tuple(ask.check.bound(params, context) for params in readings) if ask.check is not None else ()
        hits: Find = in_readings(checks, context.messages["readings_differ"]) if checks else nothing
        if ask.open:
            hits = once_known([bind(place, each, at) for place in ask.open], hits)
        if ask.needs:
            hits = needing(Places(bind(place, each, at) for place in ask.needs), ask.supply, hits)
        if ask.person is not None:
            hits = then_a_person(ask.person, bind(ask.person_at or "", each, at), hits)
        return cls(rule, ask, edition, ask.when, hits, readings, checks)


@dataclass(frozen=True, eq=False)
class Rule:
    """One topic: a code, its sentences, its questions and its dated editions.

    Args:
        code: id in the domain's list, never reused.
        kind: `rule`; `note` for a row that only explains or routes; `layout` for what is asked of a Word file.
        acts: places of the date that decides which edition applies; the first that is known does.
        each: place of items judged one by one (`/introducers/*`); empty for one judgement a dossier.
        overlay: id of the overlay it came from, None for the common rules.
        rows: the editions as data, for `explain` and `rules`.
        after_fail_of: of a note: codes; it speaks when one of them has failed, or its own condition holds.
        papers: of a layout rule: ids of the kinds of papers it is asked of.
    """

    code: str
    kind: str
    stage: Stage
    acts: tuple[str, ...]
    each: str
    title: Text
    why: Text
    asks: tuple[Ask, ...]
    starts: tuple[date, ...]
    rows: tuple[Mapping[str, Any], ...]
    overlay: str | None = None
    topic: str = ""
    when: Condition | None = None
    after_fail_of: tuple[str, ...] = ()
    papers: frozenset[str] = frozenset()

    def day_of_act(self, record: Record, at: str, as_of: date) -> date:
        """The day that decides the edition for the item at *at*; *as_of* while the act has no date."""
        return first_day_of(record, [bind(act, self.each, at) for act in self.acts] if at else self.acts, as_of)

    def questions(self, day: date, at: str, context: Context, stage: Stage | None = None) -> tuple[Question, ...]:
        """What is asked of the item at *at* when *day* is the day of the act: at *stage*, or at any."""
        return _questions(self, bisect_right(self._turns, day), at, context, stage)

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which an edition begins: between two of them the questions are the same."""
        return sorted({edition.start for ask in self.asks for edition in ask.editions})

    @cached_property
    def last_stage(self) -> Stage:
        """The stage at which all of it has been asked."""
        return max((self.stage, *(ask.stage for ask in self.asks)), key=lambda stage: stage.rank)

    @cached_property
    def must_look(self) -> bool:
        """Whether something of it is to be confirmed one by one."""
        return any(ask.must_look for ask in self.asks)

    def frozen_on(self, day: date) -> Rule:
        """The rule with the editions in force on *day* only, whatever the day of the act."""
        asks = tuple(
            replace(ask, editions=(replace(edition, start=date.min),) if (edition := ask.edition_on(day)) else ())
            for ask in self.asks
        )
        return replace(self, asks=asks)


# rows never change, so a question is put together once; bounded, because items of records are in the key
@lru_cache(maxsize=4096)
def _questions(rule: Rule, turn: int, at: str, context: Context, stage: Stage | None) -> tuple[Question, ...]:
    """The questions of *rule* once the first *turn* of its turns are past."""
    if not turn:
        return ()
    day = rule._turns[turn - 1]
    return tuple(
        Question.of(rule, ask, edition, at, context)
        for ask in rule.asks
        if (stage is None or ask.asked_at(stage)) and (edition := ask.edition_on(day)) is not None
    )


@dataclass(frozen=True)
class PaperRow:
    """What a kind of paper proves: the object, and where its date and number stand in it."""

    form: str
    purpose: str | None
    object: str
    date: str | None
    number: str | None
    stage: Stage

    @cached_property
    def on_paper(self) -> tuple[str, ...]:
        """The keys in the paper of what the object says too."""
        return tuple(key for key, in_act in (("date", self.date), ("number", self.number)) if in_act is not None)

    @cached_property
    def in_act(self) -> tuple[str, ...]:
        """The keys of the same in the object."""
        return tuple(key for key in (self.date, self.number) if key is not None)


@dataclass(frozen=True)
class Overlay:
    """A set of local rules: its id, title, whether it is on, and the rules it touches."""

    id: str
    title: Text
    on: bool
    codes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All rules in one place, immutable; safe to share between threads.

    Args:
        rules: what is asked of a dossier, by code.
        layout: what is asked of a Word file, by code.
        word_lines: how the fixed lines of a paper are told apart.
    """

    rules: Mapping[str, Rule]
    documents: Mapping[str, Mapping[str, Any]]
    calendar: WorkCalendar
    papers: tuple[PaperRow, ...]
    overlays: tuple[Overlay, ...]
    messages: Mapping[str, Text]
    version: str
    layout: Mapping[str, Rule] = field(default_factory=dict)
    word_lines: WordLines = field(default_factory=WordLines)

    @cached_property
    def whole(self) -> Rulebook:
        """This rulebook with the layout rules among its rules: for pages and lists, never for a check."""
        return replace(self, rules={**self.rules, **self.layout})

    def papers_of(self, form: str | None) -> tuple[PaperRow, ...]:
        """What papers of this form prove."""
        return self.papers_at(LAST_STAGE).get(form, ())

    def papers_at(self, stage: Stage) -> Mapping[object, tuple[PaperRow, ...]]:
        """What papers prove at *stage*, by form."""
        return self._papers_by_stage[stage]

    @cached_property
    def _papers_by_stage(self) -> Mapping[Stage, Mapping[object, tuple[PaperRow, ...]]]:
        found: dict[Stage, Mapping[object, tuple[PaperRow, ...]]] = {}
        for stage in Stage:
            rows = [row for row in self.papers if stage.includes(row.stage)]
            forms = dict.fromkeys(row.form for row in rows)
            found[stage] = {form: tuple(row for row in rows if row.form == form) for form in forms}
        return found

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order."""
        return tuple(sorted(self.rules))

    @cached_property
    def in_order(self) -> tuple[Rule, ...]:
        """All rules, by code."""
        return tuple(self.rules[code] for code in self.codes)

    @cached_property
    def _by_check(self) -> Mapping[str, tuple[tuple[Rule, Ask], ...]]:
        found: dict[str, list[tuple[Rule, Ask]]] = {}
        for rule in self.in_order:
            for ask in rule.asks:
                if ask.check is not None:
                    found.setdefault(ask.check.name, []).append((rule, ask))
        return {name: tuple(asks) for name, asks in found.items()}

    def asks_of(self, check: str) -> tuple[tuple[Rule, Ask], ...]:
        """The questions that the check of this name decides, with their rules, by code."""
        return self._by_check.get(check, ())

    def codes_of(self, check: str) -> tuple[str, ...]:
        """The codes of the rules that have such questions."""
        return tuple(dict.fromkeys(rule.code for rule, _ in self.asks_of(check)))

    def asked_at(self, stage: Stage) -> tuple[Rule, ...]:
        """The rules asked at *stage*, by code."""
        return self._asked[stage]

    def notes_at(self, stage: Stage) -> tuple[Rule, ...]:
        """The rows that only explain, of *stage* and the earlier ones, by code."""
        return self._notes[stage]

    @cached_property
    def _asked(self) -> Mapping[Stage, tuple[Rule, ...]]:
        return _by_stage([rule for rule in self.in_order if rule.kind != "note"])

    @cached_property
    def _notes(self) -> Mapping[Stage, tuple[Rule, ...]]:
        return _by_stage([rule for rule in self.in_order if rule.kind == "note"])

    def context(self, as_of: date) -> Context:
        """What its checks may know on the day *as_of*."""
        return _context(self, as_of)

    def all_acts_on(self, day: date) -> Rulebook:
        """This rulebook as if every act had taken place on *day*: only the editions of that day are left."""
        rules = {code: rule.frozen_on(day) for code, rule in self.rules.items()}
        return replace(self, rules=rules)


def _by_stage(rules: Sequence[Rule]) -> Mapping[Stage, tuple[Rule, ...]]:
    return {stage: tuple(rule for rule in rules if stage.includes(rule.stage)) for stage in Stage}


@lru_cache(maxsize=16)
def _context(rulebook: Rulebook, as_of: date) -> Context:
    return Context(as_of, rulebook.calendar, rulebook.documents, rulebook.messages)
