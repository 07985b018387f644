"""Asks the layout rules of one Word file, and says what came of it. Touches no disk, clock or network."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dossier.findings import (
    VERDICT_RANK,
    Finding,
    Hit,
    Input,
    Report,
    RuleVerdict,
    Verdict,
    Where,
)
from dossier.record.office import Office
from dossier.rules.check import capped, filled, finding_order
from dossier.rules.rulebook import Ask, Edition, Rule, Rulebook
from dossier.rules.word_facts import WordFacts
from dossier.rules.word_paper import Paper


def check_word(
    facts: WordFacts, *, rulebook: Rulebook, office: Office, as_of: date, names: Iterable[str] = ()
) -> Report:
    """Every layout rule, asked of the paper that a Word file holds.

    Args:
        facts: what the file shows.
        rulebook: the rules, with their editions.
        office: the office's settings (how it spells).
        as_of: the day of the check; a paper that gives no day of its own is judged by what is in force on it.
        names: full names of other persons, which must not be left in the paper.

    Returns:
        A report with no record and no stage; its places are those of `WordFacts.texts`.
    """
    paper = Paper(facts, rulebook.word_lines, str(office.get("spelling")), frozenset(names))
    day = paper.day or as_of
    findings: list[Finding] = []
    verdicts = []
    for code in sorted(rulebook.layout):
        rule = rulebook.layout[code]
        mine: list[Finding] = []
        verdict = Verdict.NOT_APPLICABLE
        if paper.kind in rule.papers:
            for ask in rule.asks:
                verdict = max(verdict, _asked(rule, ask, paper, day, mine), key=VERDICT_RANK.__getitem__)
        findings += capped(mine, rulebook)
        verdicts.append(RuleVerdict(code, verdict))
    return Report(
        record_id="",
        stage="",
        as_of=as_of,
        findings=tuple(sorted(findings, key=finding_order)),
        rules=tuple(verdicts),
        inputs=(Input(facts.name, facts.sha256),),
        versions={"rules": rulebook.version},
        name=facts.name,
    )


def _asked(rule: Rule, ask: Ask, paper: Paper, day: date, findings: list[Finding]) -> Verdict:
    """The verdict of one question; what it finds is added to *findings*."""
    edition = ask.edition_on(day)
    if edition is None:
        return Verdict.NOT_APPLICABLE
    assert ask.check is not None  # loading refuses a layout row without one, or with a second reading
    hits = list(ask.check.function(paper, **edition.readings[0].params))
    findings += [_finding(rule, ask, edition, paper, hit) for hit in hits if hit.verdict is Verdict.FAIL]
    if any(hit.verdict is Verdict.FAIL for hit in hits):
        return Verdict.FAIL
    return Verdict.NOT_APPLICABLE if hits else Verdict.PASS


def _finding(rule: Rule, ask: Ask, edition: Edition, paper: Paper, hit: Hit) -> Finding:
    label = paper.label(hit.at)
    values = {"label": label, **hit.values}
    return Finding(
        code=rule.code, ask=ask.id, verdict=hit.verdict, severity=edition.severity, title=rule.title,
        message=filled(ask.says, values), where=Where(hit.at, label, paper.facts.name),
        fix=filled(ask.fix, values), source=edition.source, confidence=edition.confidence,
        edition_from=edition.start, who=ask.who, overlay=rule.overlay,
    )  # fmt: skip
