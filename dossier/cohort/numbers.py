"""Numbers of documents: which acts of a cohort lack one, and which number each gets. Pure: no file is touched.

A register belongs to one document type and one body, `NQ Chi bộ Một`, and counts from 01 within one committee term.
An office says in office.toml which registers it keeps and what the last number of each was; nothing is given from a
register that is not there, because nobody here knows where it stands. What was given once is kept in a ledger, so
that a run that was cut off gives the same numbers again and never one of them to somebody else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from dossier.record.conditions import Condition, compile_conditions
from dossier.record.dates import parse_date
from dossier.record.record import Record
from dossier.record.text import fold_tone

Registers = Mapping[str, Mapping[str, int]]
"""As in office.toml: register -> committee term -> last number given."""

_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]+")
_LEADING = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Act:
    """One written act of one record.

    Args:
        place: of its number, e.g. `/cell_meeting/number`.
        date: of the act; number: what it bears, None when it has none yet.
        symbol: of the document type, e.g. `NQ`.
        org: which body of the record issues it, e.g. `cell`; body, term: its name and committee term, None when the
            record does not say.
    """

    place: str
    date: date
    number: str | None
    symbol: str
    org: str
    body: str | None
    term: str | None

    @property
    def register(self) -> str:
        """The name of its register."""
        return f"{self.symbol} {self.body}"


@dataclass(frozen=True)
class RecordActs:
    """The acts of one record, in the order of `numbers.toml`; ``source`` says where the record lies."""

    source: str
    record_id: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: a number that was given, and the act that it was given to."""

    register: str
    term: str
    number: int
    record_id: str
    place: str
    date: str

    @property
    def text(self) -> str:
        """The number as documents bear it: at least two digits."""
        return f"{self.number:02d}"

    def line(self) -> dict[str, Any]:
        """The entry as JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Given:
    """A number for one act: where the record lies, and the entry of the ledger."""

    source: str
    entry: Entry


@dataclass(frozen=True)
class Gap:
    """Acts that got no number.

    Args:
        reason: `no_body`, `no_term` or `no_register`.
        register, term: as far as they are known; count: how many acts.
    """

    reason: str
    org: str
    register: str
    term: str
    count: int


@dataclass(frozen=True)
class Numbering:
    """What a run gives: numbers in the order of their acts, and what could not be given.

    Args:
        ledger: all entries, the new ones last. registers: the last number of every register and term that changed.
    """

    given: tuple[Given, ...]
    gaps: tuple[Gap, ...]
    ledger: tuple[Entry, ...]
    registers: Registers


@dataclass(frozen=True)
class _Kind:
    """A row of `numbers.toml`."""

    place: str
    number: str
    date: str
    symbol: str
    bodies: tuple[tuple[str, Condition], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    rows = tomli.loads(files("dossier.cohort").joinpath("numbers.toml").read_text("utf-8"))["act"]
    return tuple(
        _Kind(
            row["place"],
            row.get("number", "number"),
            row.get("date", "date"),
            row["symbol"],
            tuple((body["org"], compile_conditions(body.get("when", []))) for body in row["bodies"]),
        )
        for row in rows
    )


def registers_kept(orgs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which registers there are where the bodies are *orgs*: symbol of the document type, and the body, each once."""
    record = Record({"orgs": orgs})
    found = [(kind.symbol, next(org for org, holds in kind.bodies if holds(record))) for kind in _kinds()]
    return list(dict.fromkeys(found))


def acts_of(record: Record) -> Iterator[Act]:
    """The acts of *record* that have a date and may bear a number."""
    for kind in _kinds():
        for place, item in _items(record, kind.place):
            day = parse_date(item.get(kind.date))
            if day is None:
                continue
            org = next(org for org, holds in kind.bodies if holds(record))
            body, term = record.text(f"/orgs/{org}/name"), record.text(f"/orgs/{org}/term")
            yield Act(f"{place}/{kind.number}", day, item.get(kind.number) or None, kind.symbol, org, body, term)


def _items(record: Record, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects at *place* with their own places; an item of a list is named by its id, which stays."""
    items = [(spot.at, spot.value) for spot in record.known(place) if isinstance(spot.value, Mapping)]
    ids = Counter(str(item.get("id")) for _, item in items)
    for at, item in items:
        own = str(item.get("id"))
        is_named = place.endswith("/*") and item.get("id") and ids[own] == 1 and _PLAIN_ID.fullmatch(own)
        yield f"{place[:-2]}[id={own}]" if is_named else at, item


def assign(everyone: Sequence[RecordActs], registers: Registers, ledger: Sequence[Entry]) -> Numbering:
    """Numbers for the acts of *everyone* that lack one: by the date of the act, then in the order of the records.

    A number that the ledger holds for the very same act is given again. A new one is higher than the register, the
    ledger and every number that a record already bears.

    Args:
        everyone: in a stable order. registers: of the office. ledger: what was given before, oldest first.
    """
    names = {fold_tone(name): name for name in registers}
    known = {_same(entry): entry for entry in ledger}
    borne = _borne(everyone)
    last: dict[tuple[str, str], int] = {}
    for past in ledger:
        _raise(last, (fold_tone(past.register), past.term), past.number)
    for (register, term, number), _ in borne.items():
        _raise(last, (register, term), number)
    for name, terms in registers.items():
        for term, number in terms.items():
            _raise(last, (fold_tone(name), term), number)

    given: list[Given] = []
    gaps: Counter[tuple[str, str, str, str]] = Counter()
    fresh: list[Entry] = []
    changed: dict[str, dict[str, int]] = {}
    for one, act in _in_order(everyone):
        folded = fold_tone(act.register)
        if act.body is None or act.term is None or folded not in names:
            gaps[_reason(act, folded in names), act.org, act.register if act.body else "", act.term or ""] += 1
            continue
        name, here = names[folded], (folded, act.term)
        identity = (folded, act.term, one.record_id, act.place, act.date.isoformat())
        entry = known.get(identity)
        if entry is None or borne[folded, act.term, entry.number]:
            last[here] = last.get(here, 0) + 1
            entry = Entry(name, act.term, last[here], one.record_id, act.place, act.date.isoformat())
            fresh.append(entry)
        given.append(Given(one.source, entry))
        if registers[name].get(act.term, 0) < last[here]:
            changed.setdefault(name, {})[act.term] = last[here]
    return Numbering(
        tuple(given),
        tuple(Gap(*key, count=count) for key, count in sorted(gaps.items())),
        (*ledger, *fresh),
        changed,
    )


def _reason(act: Act, has_register: bool) -> str:
    if act.body is None:
        return "no_body"
    return "no_term" if has_register else "no_register"


def _in_order(everyone: Sequence[RecordActs]) -> Iterable[tuple[RecordActs, Act]]:
    """The acts without a number, by date; those of one day in the order of the records and of their acts."""
    lacking = ((one, act) for one in everyone for act in one.acts if act.number is None)
    return sorted(lacking, key=lambda pair: pair[1].date)  # sorting keeps the order of equals


def _borne(everyone: Sequence[RecordActs]) -> Counter[tuple[str, str, int]]:
    """How often each number is borne already, by register and term."""
    return Counter(
        (fold_tone(act.register), act.term, int(digits[0]))
        for one in everyone
        for act in one.acts
        if act.number and act.body and act.term and (digits := _LEADING.match(act.number))
    )


def _raise(last: dict[tuple[str, str], int], key: tuple[str, str], number: int) -> None:
    last[key] = max(last.get(key, 0), number)


def _same(entry: Entry) -> tuple[str, str, str, str, str]:
    return fold_tone(entry.register), entry.term, entry.record_id, entry.place, entry.date
