"""What a check says: values only, no printing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What became of one question, or of a rule: the worst of its questions."""

    FAIL = "fail"
    NEEDS_PERSON = "needs_person"
    PASS = "pass"  # noqa: S105 a verdict, not a password
    NOT_APPLICABLE = "not_applicable"


VERDICT_RANK = {Verdict.FAIL: 3, Verdict.NEEDS_PERSON: 2, Verdict.PASS: 1, Verdict.NOT_APPLICABLE: 0}


class Severity(StrEnum):
    """error: the dossier will be returned; warning: look again; notice: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


SEVERITY_RANK = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.NOTICE: 0}


class Confidence(StrEnum):
    """How sure we are of the text a rule rests on. ``UNVERIFIED`` never blocks."""

    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    CARRIED_OVER = "carried_over"
    LOCAL = "local"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages."""

    vi: str
    en: str

    def get(self, lang: str) -> str:
        """The sentence in *lang* (``vi`` or ``en``)."""
        return self.en if lang == "en" else self.vi


NO_TEXT = Text("", "")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check function found: a place, and values for the sentences of its ask.

    Args:
        at: the concrete place.
        values: names -> values for the ask's sentences.
        verdict: fail, or needs_person where only a person can tell.
        missing: True when the fault is that the fact is not there: the sentence is then "missing …".
        severity: overrides the ask's severity (only ever to something milder).
        says: overrides the ask's sentence.
        fix: overrides the ask's remedy.
    """

    at: str
    values: Mapping[str, Any] = field(default_factory=dict)
    verdict: Verdict = Verdict.FAIL
    missing: bool = False
    severity: Severity | None = None
    says: Text | None = None
    fix: Text | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a finding: pointer, Vietnamese label, and a spot in a file where there is one.

    ``box`` is (x0, y0, x1, y1) in 0..1 of the page; ``page`` counts from 1.
    """

    pointer: str
    label: str
    file: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Document (number), its date, and the clause."""

    document: str
    dated: date | None
    clause: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """Somebody answers for a finding. ``valid`` False: expired, or of a kind its ask does not allow."""

    kind: str
    reason: str
    by: str
    on: str
    expires: str | None
    valid: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do, with its place, its source and its remedy."""

    code: str
    ask: str
    verdict: Verdict
    severity: Severity
    title: Text
    message: Text
    where: Where
    fix: Text
    source: Source | None
    confidence: Confidence | None
    edition_from: date | None
    who: str
    disposition: Disposition | None = None
    overlay: str | None = None

    @property
    def settled(self) -> bool:
        """True when a valid disposition answers for it."""
        return self.disposition is not None and self.disposition.valid

    @property
    def blocks(self) -> bool:
        """True when it keeps the dossier from being ready."""
        if self.settled:
            return False
        return self.verdict is Verdict.NEEDS_PERSON or self.severity is Severity.ERROR


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """A rule that was asked, and its verdict."""

    code: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Note:
    """A rule that only explains or routes, spoken of because it touches this dossier."""

    code: str
    title: Text
    message: Text


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read for a report, by its name, and the SHA-256 of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Findings by kind, those that a valid disposition settles left out.

    ``carried_over``: blocking findings that rest on a text nobody here has read.
    """

    error: int = 0
    warning: int = 0
    notice: int = 0
    needs_person: int = 0
    carried_over: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was asked of one dossier at one stage, and what came of it.

    ``findings`` are ordered by code, then place; ``rules`` lists every rule asked.
    """

    record_id: str
    stage: str
    as_of: date
    findings: tuple[Finding, ...]
    rules: tuple[RuleVerdict, ...]
    notes: tuple[Note, ...] = ()
    inputs: tuple[Input, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def counts(self) -> Counts:
        """The findings counted."""
        open_ = [finding for finding in self.findings if not finding.settled]
        failed = [finding.severity for finding in open_ if finding.verdict is Verdict.FAIL]
        return Counts(
            error=failed.count(Severity.ERROR),
            warning=failed.count(Severity.WARNING),
            notice=failed.count(Severity.NOTICE),
            needs_person=sum(finding.verdict is Verdict.NEEDS_PERSON for finding in open_),
            carried_over=sum(f.blocks and f.confidence is Confidence.CARRIED_OVER for f in open_),
        )

    @property
    def ready(self) -> bool:
        """No fail of severity error and nothing a person must still confirm."""
        return not any(finding.blocks for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 ready, 1 errors, 5 nothing wrong but a person must confirm something."""
        counts = self.counts
        if counts.error:
            return 1
        return 5 if counts.needs_person else 0


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key that puts /x/2 before /x/10."""
    parts: list[tuple[int, int | str]] = []
    for part in text.replace("[", "/").split("/"):
        parts.append((0, int(part)) if part.isdigit() else (1, part))
    return tuple(parts)
