"""Asks every rule of a stage of one dossier, and says what came of it. Touches no disk, clock or network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.findings import (
    NO_TEXT,
    SEVERITY_RANK,
    VERDICT_RANK,
    Confidence,
    Finding,
    Hit,
    Note,
    Report,
    RuleVerdict,
    Severity,
    Text,
    Verdict,
    Where,
    natural_key,
)
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import Stage, stage_of
from dossier.rules.answers import Answers
from dossier.rules.builtin import file_findings, future_dates, paper_findings, schema_findings
from dossier.rules.rulebook import Question, Rule, Rulebook
from dossier.rules.sheet import Sheets

MOST_FINDINGS_A_RULE = 200


def check(
    dossier: Dossier,
    *,
    stage: Stage | str | None,
    office: Office,
    rulebook: Rulebook,
    as_of: date,
    found: Iterable[Finding] = (),
) -> Report:
    """Every rule whose first stage is *stage* or an earlier one, asked of *dossier*.

    Args:
        dossier: the record and what was read from its files.
        stage: what the dossier is being made ready for; None: the first stage whose closing act has no date.
        office: the office's settings.
        rulebook: the rules, with their editions.
        as_of: the day of the check; an act without a date is judged by what is in force on it.

    Raises:
        ValueError: *stage* is no stage.
    """
    record = dossier.record_for(office)
    at_stage = stage_of(record) if stage is None else Stage(stage)
    run = _Run(record, at_stage, rulebook, as_of)
    findings: list[Finding] = [*schema_findings(dossier, rulebook), *future_dates(record, rulebook, as_of)]
    findings += paper_findings(record, at_stage, rulebook)
    findings += file_findings(dossier, record, rulebook)
    elsewhere = list(found)
    findings += elsewhere
    failed = {finding.code for finding in elsewhere}
    verdicts = run.ask(findings)
    if failed:
        verdicts = [_rule_verdict(one.code, Verdict.FAIL) if one.code in failed else one for one in verdicts]
    failed |= {finding.code for finding in findings if finding.verdict is Verdict.FAIL and finding.blocks}
    notes = [note for rule in rulebook.notes_at(at_stage) for note in run.note(rule, failed)]
    findings = [run.answers.settle(finding) for finding in findings]
    findings += run.answers.waivers(record, at_stage, rulebook, as_of)
    findings.sort(key=finding_order)
    return Report(
        record_id=dossier.record_id,
        stage=at_stage.value,
        as_of=as_of,
        findings=tuple(findings),
        rules=tuple(verdicts),
        notes=tuple(notes),
        inputs=dossier.inputs,
        versions={"rules": rulebook.version},
        name=dossier.name,
    )


_rule_verdict = lru_cache(maxsize=2048)(RuleVerdict)  # a value like any other: made once


def finding_order(finding: Finding) -> tuple[Any, ...]:
    """Findings stand in the order of their codes, then of their places."""
    return (finding.code, natural_key(finding.where.pointer), finding.ask, finding.message.vi)


@dataclass
class _Run:
    """One check under way: what the rules ask of, and what persons answered."""

    record: Record
    stage: Stage
    rulebook: Rulebook
    as_of: date

    def __post_init__(self) -> None:
        self.answers = Answers(self.record, self.as_of)

    def ask(self, findings: list[Finding]) -> list[RuleVerdict]:
        """The verdict of every rule, the worst of its questions; what they find is added to *findings*."""
        record, nothing_yet, passed = self.record, Verdict.NOT_APPLICABLE, Verdict.PASS
        verdicts = []
        for rule, asked_if, questions in sheets(self.rulebook, self.stage, self.as_of).of(record):
            verdict, before = nothing_yet, len(findings)
            if asked_if is None or asked_if(record):
                for when, find, question in questions:
                    if when is not None and not when(record):
                        continue
                    hits = [*find(record)]
                    if hits:
                        verdict = _worse(verdict, self._verdict(question, hits, findings))
                    elif verdict is nothing_yet:
                        verdict = passed
            if len(findings) > before + 1:
                findings[before:] = capped(_said_once(rule, findings[before:]), self.rulebook)
            verdicts.append(_rule_verdict(rule.code, verdict))
        return verdicts

    def note(self, rule: Rule, failed: Set[str]) -> Iterator[Note]:
        """What a row that only explains has to say to this dossier, now that *failed* is known."""
        speaks = rule.when is None and not rule.after_fail_of
        if speaks or not failed.isdisjoint(rule.after_fail_of) or (rule.when is not None and rule.when(self.record)):
            says = [ask.says for ask in rule.asks if ask.when is None or ask.when(self.record)]
            if says or not rule.asks:
                yield Note(rule.code, rule.title, says[0] if says else rule.why)

    def _verdict(self, question: Question, hits: list[Hit], findings: list[Finding]) -> Verdict:
        verdict, judged = Verdict.PASS, False
        for hit in hits:
            if hit.verdict is Verdict.NOT_APPLICABLE:
                continue
            answered = self.answers.answer(question.rule.code, question.ask, hit)
            if answered is None:
                judged = True
                continue
            if answered.verdict is Verdict.NOT_APPLICABLE:
                continue
            judged = True
            finding = self._finding(question, answered)
            findings.append(finding)
            # a hint beside a question that is answered ("two limits differ") does not fail it
            if hit.severity is not Severity.NOTICE:
                verdict = _worse(verdict, finding.verdict)
        return verdict if judged else Verdict.NOT_APPLICABLE

    def _finding(self, question: Question, hit: Hit) -> Finding:
        rule, ask, edition = question.rule, question.ask, question.edition
        severity, verdict = edition.severity, hit.verdict
        if hit.severity is not None and SEVERITY_RANK[hit.severity] < SEVERITY_RANK[severity]:
            severity = hit.severity
        if edition.confidence is Confidence.UNVERIFIED:
            verdict = Verdict.FAIL  # a text nobody read never blocks: it warns
        place = label(hit.at, self.record.data)
        values = {"label": place, **hit.values}
        says, fix = hit.says or ask.says, hit.fix or ask.fix
        if hit.missing and hit.says is None:
            says = self.rulebook.messages["missing"]
            fix = fix if _fits(fix, values) else self.rulebook.messages["missing_fix"]
        message = filled(says, values)
        if edition.confidence is Confidence.CARRIED_OVER:
            message = _joined(message, self.rulebook.messages["carried_over"])
        return Finding(
            code=rule.code, ask=ask.id, verdict=verdict, severity=severity, title=rule.title, message=message,
            where=Where(hit.at, place), fix=filled(fix, values), source=edition.source,
            confidence=edition.confidence, edition_from=edition.start, who=ask.who, overlay=rule.overlay,
        )  # fmt: skip


@lru_cache(maxsize=32)
def sheets(rulebook: Rulebook, stage: Stage, as_of: date) -> Sheets:
    """What *rulebook* asks at *stage* when the day of the check is *as_of*."""
    return Sheets(rulebook.asked_at(stage), rulebook.context(as_of), stage)


def _said_once(rule: Rule, findings: list[Finding]) -> list[Finding]:
    """*findings* of *rule*; what several of its items say in the same words only once."""
    return list(dict.fromkeys(findings)) if rule.each else findings


def _worse(one: Verdict, other: Verdict) -> Verdict:
    return other if VERDICT_RANK[other] > VERDICT_RANK[one] else one


def _fits(text: Text, values: Mapping[str, Any]) -> bool:
    """Whether every placeholder of *text* has a value."""
    if text is NO_TEXT or not text.vi:
        return False
    try:
        text.vi.format(**values)
    except (KeyError, IndexError):
        return False
    return True


def filled(text: Text, values: Mapping[str, Any]) -> Text:
    """*text* with its placeholders filled, in both languages."""
    return Text(text.vi.format(**values), text.en.format(**values)) if text is not NO_TEXT else text


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.vi} {second.vi}", f"{first.en} {second.en}")


def capped(findings: list[Finding], rulebook: Rulebook) -> list[Finding]:
    """No flood: at most 200 findings a rule; the last one says how many were left out."""
    if len(findings) <= MOST_FINDINGS_A_RULE:
        return findings
    kept, left = findings[: MOST_FINDINGS_A_RULE - 1], len(findings) - MOST_FINDINGS_A_RULE + 1
    # the one that speaks for the rest is as grave as the gravest left out
    worst = max(
        findings[MOST_FINDINGS_A_RULE - 1 :],
        key=lambda f: (VERDICT_RANK[f.verdict], SEVERITY_RANK[f.severity]),
    )
    return [*kept, replace(worst, message=filled(rulebook.messages["left_out"], {"count": left}))]
