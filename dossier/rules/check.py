"""Asks every rule of a stage of one dossier, and says what came of it. Touches no disk, clock or network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
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

MOST_FINDINGS_A_RULE = 200
_DECIDED = (Verdict.FAIL, Verdict.NOT_APPLICABLE)  # what leaves nothing to put to a person


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
    verdicts: list[RuleVerdict] = []
    noted: list[Rule] = []
    for rule in rulebook.asked_at(at_stage):
        if rule.kind == "note":
            noted.append(rule)
        else:
            verdict, mine = run.rule(rule)
            findings += mine
            verdicts.append(_rule_verdict(rule.code, Verdict.FAIL if rule.code in failed else verdict))
    failed |= {finding.code for finding in findings if finding.verdict is Verdict.FAIL and finding.blocks}
    notes = [note for rule in noted for note in run.note(rule, failed)]
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
        self.context = self.rulebook.context(self.as_of)
        self.answers = Answers(self.record, self.as_of)

    def rule(self, rule: Rule) -> tuple[Verdict, list[Finding]]:
        """The verdict of *rule* (the worst of its asks) and its findings."""
        record, verdict = self.record, Verdict.NOT_APPLICABLE
        findings: list[Finding] = []
        if rule.when is not None and not rule.when(record):
            return verdict, findings
        for at in record.concrete(rule.each) if rule.each else ("",):
            day = rule.day_of_act(record, at, self.as_of)
            mine = self._ask(rule.questions(day, at, self.context, self.stage), findings)
            verdict = _worse(verdict, mine)
        if rule.each and len(findings) > 1:
            findings = list(dict.fromkeys(findings))  # what several items say in the same words is said once
        return verdict, capped(findings, self.rulebook) if findings else findings

    def note(self, rule: Rule, failed: Set[str]) -> Iterator[Note]:
        """What a row that only explains has to say to this dossier, now that *failed* is known."""
        speaks = rule.when is None and not rule.after_fail_of
        if speaks or not failed.isdisjoint(rule.after_fail_of) or (rule.when is not None and rule.when(self.record)):
            says = [ask.says for ask in rule.asks if ask.when is None or ask.when(self.record)]
            if says or not rule.asks:
                yield Note(rule.code, rule.title, says[0] if says else rule.why)

    def _ask(self, questions: Sequence[Question], findings: list[Finding]) -> Verdict:
        """The worst verdict of *questions* about one item; what they find is added to *findings*."""
        record, verdict, passed = self.record, Verdict.NOT_APPLICABLE, Verdict.PASS
        for question in questions:
            if question.when is not None and not question.when(record):
                continue
            hits: list[Hit] = []
            absent = question.needs and record.lacking(question.needs)
            if absent:
                hits = [Hit(at, missing=True, fix=question.ask.supply) for at in absent]
            elif question.open and not all(map(record.known, question.open)):
                continue
            elif question.check is not None:
                hits = list(question.check(record))
                if question.other_checks:
                    hits = self._of_readings(hits, question)
            if question.person is not None and not any(hit.verdict in _DECIDED for hit in hits):
                spots = record.concrete(question.person_at) or (question.person_at,)
                hits += [Hit(spot, verdict=Verdict.NEEDS_PERSON, says=question.person) for spot in spots]
            mine = self._verdict(question, hits, findings) if hits else passed
            if mine is not verdict:
                verdict = _worse(verdict, mine)
        return verdict

    def _of_readings(self, first: list[Hit], question: Question) -> list[Hit]:
        """What is found where a text may be read in several ways: one reading that passes is enough."""
        readings = [first, *(list(check(self.record)) for check in question.other_checks)]
        passing = [hits for hits in readings if not any(_fails(hit) for hit in hits)]
        if not passing:
            return first
        failing = [hit for hits in readings for hit in hits if _fails(hit)]
        # that they differ is said
        differ = self.rulebook.messages["readings_differ"]
        return passing[0] + [replace(hit, severity=Severity.WARNING, says=differ) for hit in failing[:1]]

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


def _worse(one: Verdict, other: Verdict) -> Verdict:
    return other if VERDICT_RANK[other] > VERDICT_RANK[one] else one


def _fails(hit: Hit) -> bool:
    """Whether *hit* speaks against what was asked; a hint beside a question that is answered does not."""
    return hit.verdict is Verdict.FAIL and hit.severity is not Severity.NOTICE


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
