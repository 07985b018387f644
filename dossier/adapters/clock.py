"""The clock of the machine: the office's own calendar day and time."""

from __future__ import annotations

from datetime import date, datetime


class SystemClock:
    """`ports.Clock` of the machine that the office sits at."""

    def today(self) -> date:
        """The day of the check."""
        return date.today()  # noqa: DTZ011 the office's own calendar day is what counts

    def now(self) -> datetime:
        """The moment, to the second, with the machine's offset from UTC."""
        return datetime.now().astimezone().replace(microsecond=0)


class ClockOnDay(SystemClock):
    """The machine's clock, with another day for checks: examples and tests are always looked at on the same one."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        """The day that was given."""
        return self._day
