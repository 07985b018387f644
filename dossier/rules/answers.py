"""What persons answered: confirmations (seen with their own eyes) and dispositions (somebody answers for it).

A confirmation settles only what data leaves open; it never overrides a verdict that data decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from dossier.findings import Disposition, Finding, Hit, Severity, Text, Verdict, Where
from dossier.record.dates import parse_date
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import Stage
from dossier.rules.rulebook import Ask, Rulebook

Row = Mapping[str, Any]


class Answers:
    """The answers that a record holds, and which of them were needed."""

    def __init__(self, record: Record, as_of: date) -> None:
        self._record = record
        self._as_of = as_of
        self._confirmations = [_Entry(record, row, i) for i, row in enumerate(record.items("/confirmations"))]
        self._dispositions = [_Entry(record, row, i) for i, row in enumerate(record.items("/dispositions"))]
        self._acceptable: dict[tuple[str, str], bool] = {}

    def answer(self, code: str, ask: Ask, hit: Hit) -> Hit | None:
        """*hit* after what a person confirmed: None when that settles it, a fail when the answer was no."""
        self._acceptable[code, ask.id] = ask.acceptable
        if hit.verdict is not Verdict.NEEDS_PERSON:
            return hit
        for entry in self._confirmations:
            row = entry.row
            if row.get("code") != code or row.get("ask") not in (None, ask.id) or not entry.covers(hit.at):
                continue
            entry.used = True
            answer = row.get("answer")
            if answer == "ok" and row.get("by") and row.get("on"):
                return None
            if answer == "not_applicable" and row.get("by"):
                return replace(hit, verdict=Verdict.NOT_APPLICABLE)
            if answer == "not_ok":
                return replace(hit, verdict=Verdict.FAIL, says=None)
        return hit

    def settle(self, finding: Finding) -> Finding:
        """*finding* with the disposition that speaks of it, valid or not."""
        for entry in self._dispositions:
            row = entry.row
            if row.get("code") != finding.code or not entry.covers(finding.where.pointer):
                continue
            entry.used = True
            disposition = Disposition(
                kind=str(row.get("kind") or "accepted"),
                reason=str(row.get("reason") or ""),
                by=str(row.get("by") or ""),
                on=str(row.get("on") or ""),
                expires=row.get("expires"),
                valid=self._valid(row, finding),
            )
            return replace(finding, disposition=disposition)
        return finding

    def _valid(self, row: Row, finding: Finding) -> bool:
        if not (row.get("reason") and row.get("by") and row.get("on")) or self._expired(row):
            return False
        # a warning always may be accepted, an error only where its ask says so
        return finding.severity is not Severity.ERROR or self._acceptable.get((finding.code, finding.ask), False)

    def _expired(self, row: Row) -> bool:
        expires = parse_date(row.get("expires"))
        return expires is not None and expires < self._as_of

    def waivers(self, record: Record, stage: Stage, rulebook: Rulebook, as_of: date) -> Iterator[Finding]:
        """A warning for every answer that is unknown, expired, or was not needed."""
        for list_name, entries in (
            ("confirmations", self._confirmations),
            ("dispositions", self._dispositions),
        ):
            for entry in entries:
                reason = self._reason(entry, stage, rulebook)
                if reason:
                    place = f"/{list_name}/{entry.index}"
                    yield builtin_finding("WAIVER", reason, place, record, rulebook, Severity.WARNING)

    def _reason(self, entry: _Entry, stage: Stage, rulebook: Rulebook) -> str | None:
        code = entry.row.get("code")
        rule = rulebook.rules.get(str(code))
        if rule is None and code not in BUILTIN_CODES:
            return None if any(code in overlay.codes for overlay in rulebook.overlays) else "waiver_unknown"
        if self._expired(entry.row):
            return "waiver_expired"
        # not needed, as far as this stage asked: a later ask of the rule may still need it
        asked = rule is None or stage.includes(rule.last_stage)
        # the record of a look that had to be taken one by one is kept as its proof
        looked = rule is not None and rule.must_look
        return "waiver_unused" if asked and not entry.used and not looked else None


BUILTIN_CODES = frozenset({"SCHEMA", "FILL", "PAPER", "WAIVER"})


class _Entry:
    """One answer, and whether it was needed."""

    __slots__ = ("_places", "_record", "index", "row", "used")

    def __init__(self, record: Record, row: Row, index: int) -> None:
        self._record = record
        self.row = row
        self.index = index
        self.used = False
        self._places: tuple[str, ...] | None = None

    def covers(self, place: str) -> bool:
        """Whether it speaks of *place* or of something that *place* is part of."""
        if self._places is None:
            where = self.row.get("where")
            self._places = spellings(self._record, where) if isinstance(where, str) and where else ()
        return any(is_within(place, mine) for mine in self._places)


def spellings(record: Record, where: str) -> tuple[str, ...]:
    """*where* as written and as findings spell it; nothing when it is no place."""
    try:
        return (where, *record.concrete(where))
    except ValueError:
        return ()


def builtin_finding(
    code: str, message: str, at: str, record: Record, rulebook: Rulebook, severity: Severity, **values: str
) -> Finding:
    """A finding of the engine's own; *message* names its sentences, the title is the code's or its rule's."""
    place = label(at, record.data)
    filled = {"label": place, **values}

    def sentence(part: str) -> Text:
        text = rulebook.messages[part]
        return Text(text.vi.format(**filled), text.en.format(**filled))

    return Finding(
        code=code, ask=message, verdict=Verdict.FAIL, severity=severity,
        title=rulebook.rules[code].title if code in rulebook.rules else sentence(code.lower()),
        message=sentence(message), where=Where(at, place), fix=sentence(f"{message}_fix"), source=None,
        confidence=None, edition_from=None, who="office",
    )  # fmt: skip
