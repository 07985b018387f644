"""The calendar of a dossier: what took place, what the rules wanted, what lies ahead. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dossier.record.record import Record
from dossier.rules.ahead import ComingAct, coming_of
from dossier.rules.due import DueDates, due_dates
from dossier.rules.moments import Moment, moments_of
from dossier.rules.rulebook import Rulebook
from dossier.rules.verifying import VerificationPlan, verification_plan
from dossier.rules.windows import Break, Window, breaks_of, windows_of


@dataclass(frozen=True)
class Calendar:
    """What took place, what the rules wanted, and what lies ahead on the day *as_of*.

    ``moments`` stand by day, ``windows`` by code, ``coming`` by last day (acts without one behind); ``dues`` tells
    by when a finding must be mended, ``verification`` whose background has to be verified, while that lies ahead.
    """

    as_of: date
    moments: tuple[Moment, ...] = ()
    windows: tuple[Window, ...] = ()
    breaks: tuple[Break, ...] = ()
    coming: tuple[ComingAct, ...] = ()
    dues: DueDates | None = None
    verification: VerificationPlan | None = None

    @property
    def critical(self) -> ComingAct | None:
        """The act whose last day comes first."""
        return next((act for act in self.coming if act.critical), None)

    @property
    def unlisted_years(self) -> tuple[int, ...]:
        """Years that a coming day depends on and the holiday file lacks."""
        return tuple(sorted({year for act in self.coming for year in act.unlisted_years}))


def calendar_of(record: Record, rulebook: Rulebook, as_of: date) -> Calendar:
    """Everything the timeline and the calendar ahead show of one dossier."""
    windows = windows_of(record, rulebook, as_of)
    breaks = tuple(breaks_of(record, rulebook, as_of))
    coming = coming_of(record, windows, as_of)
    return Calendar(
        as_of=as_of,
        moments=moments_of(record, rulebook, windows, breaks),
        windows=windows,
        breaks=breaks,
        coming=coming,
        dues=due_dates(record, rulebook, coming, as_of),
        verification=verification_plan(record, rulebook, as_of),
    )


def coming_acts(record: Record, rulebook: Rulebook, as_of: date) -> tuple[ComingAct, ...]:
    """Every act that has no date yet and is next, with its lawful days, by last day.

    Args:
        record: as `Dossier.record_for` gives it, with the office's bodies.
        rulebook: with the office's overlays.
        as_of: no act can take place before it.
    """
    return coming_of(record, windows_of(record, rulebook, as_of), as_of)
