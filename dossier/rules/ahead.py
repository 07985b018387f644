"""Acts that lie ahead of a dossier, and the days on which they are lawful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dossier.findings import SEVERITY_RANK
from dossier.record.places import STAR
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import CLOSING_ACTS, Stage, stage_of
from dossier.rules.acts import ACTS, ORDER, Act
from dossier.rules.windows import Window


@dataclass(frozen=True, slots=True)
class ComingAct:
    """An act without a date that is next, and the days on which it is lawful by what is known now.

    Args:
        key, label, at: its name in the catalogue (empty: none), its place in words, and that place.
        number: which of several equal ones, from 1; 0 for the only one.
        earliest: never before the day of the check.
        latest: None where no rule sets a last day.
        opens, closes: the rule that sets each bound; None where none does.
        critical: of all acts ahead the one whose last day comes first.
    """

    key: str
    label: str
    at: str
    number: int
    earliest: date
    latest: date | None
    opens: Window | None
    closes: Window | None
    critical: bool = False

    @property
    def possible(self) -> bool:
        """Whether a lawful day is left."""
        return self.latest is None or self.earliest <= self.latest

    @property
    def contradictory(self) -> bool:
        """Whether the rules leave no day at all, whatever the day of the check."""
        opens = self.opens.earliest if self.opens else None
        return opens is not None and self.latest is not None and opens > self.latest

    @property
    def unlisted_years(self) -> tuple[int, ...]:
        """Years its last day depends on and the holiday file lacks."""
        return self.closes.unlisted_years if self.closes else ()


def coming_of(record: Record, windows: Sequence[Window], as_of: date) -> tuple[ComingAct, ...]:
    """See `coming_acts`; *windows* are those of the record on the same day."""
    open_: dict[str, list[Window]] = {}
    for window in windows:
        if window.met_on is None and not window.exact:
            open_.setdefault(window.end, []).append(window)
    stage = stage_of(record)
    found: list[ComingAct] = []
    for act in ACTS:
        ends = _open_ends(record, act, stage)
        for number, end in ends:
            mine = open_.pop(end, [])
            if mine or (act.since is not None and stage.includes(act.since)):
                found.append(_coming(act.key, end, number, mine, as_of))
    known = {end for act in ACTS for end in record.concrete(act.place)}
    for end, mine in open_.items():
        ahead = [window for window in mine if end not in known and window.latest is not None and _runs(window, record)]
        if ahead:
            found.append(_coming("", end, 0, ahead, as_of))
    found.sort(key=lambda act: (act.latest or date.max, act.earliest, ORDER.get(act.key, len(ACTS))))
    first = next((act for act in found if act.latest is not None), None)
    return tuple(replace(act, critical=True) if act is first else act for act in found)


def _open_ends(record: Record, act: Act, stage: Stage) -> list[tuple[int, str]]:
    """The places of *act* that still want a date: (number among several, place)."""
    if act.stage.rank < stage.rank or (act.instead and record.date(act.instead) is not None):
        return []
    if STAR not in act.place:
        follows = not act.after or record.date(act.after) is not None
        return [(0, act.place)] if follows and record.get(act.place) is None else []
    items, _, key = act.place.partition(f"/{STAR}/")
    found = []
    several = len(record.items(items)) > 1
    for number, item in enumerate(record.items(items), 1):
        known = isinstance(item, Mapping) and item.get(key) is not None
        after = act.after.rpartition("/")[2]
        follows = not after or (isinstance(item, Mapping) and item.get(after) is not None)
        if follows and not known:
            found.append((number if several else 0, f"{items}/{number - 1}/{key}"))
    if not found and not record.items(items) and not act.after:
        found.append((0, items))  # none is named yet
    return found


def _runs(window: Window, record: Record) -> bool:
    """Whether a limit still means something: no later stage of the dossier has been closed meanwhile."""
    later = (places for stage, places in CLOSING_ACTS.items() if stage.rank > window.stage.rank)
    return not any(record.date(place) is not None for places in later for place in places)


def _coming(key: str, at: str, number: int, windows: Sequence[Window], as_of: date) -> ComingAct:
    opens = max((w for w in windows if w.earliest is not None), key=_opening, default=None)
    closes = min((w for w in windows if w.latest is not None), key=_closing, default=None)
    first = opens.earliest if opens is not None and opens.earliest is not None else as_of
    return ComingAct(
        key=key,
        label=label(at),
        at=at,
        number=number,
        earliest=max(as_of, first),
        latest=closes.latest if closes is not None else None,
        opens=opens if first > as_of else None,
        closes=closes,
    )


def _opening(window: Window) -> tuple[date, int]:
    return window.earliest or date.min, SEVERITY_RANK[window.severity]


def _closing(window: Window) -> tuple[date, int]:
    return window.latest or date.max, -SEVERITY_RANK[window.severity]
