"""The rules as a person looks them up: in force on a day, a rule's page, what changed, whom that touches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from string import Formatter
from typing import Any

from dossier.desk.answers import known_code
from dossier.findings import Source, Text
from dossier.messages import catalogue, text
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.schema import label, node
from dossier.resources import table_folder
from dossier.rules.check import check
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Ask, Edition, Params, Rule, Rulebook


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule on a day.

    Args:
        edition: that of its first question in force; None: nothing is in force yet.
        overlay: the overlay it comes from; empty for a rule of ours.
    """

    rule: Rule
    edition: Edition | None
    overlay: str


def in_force(rulebook: Rulebook, day: date) -> list[RuleLine]:
    """All rules in their order, with what is in force on *day*."""
    return [RuleLine(rule, on_day(rule, day), rule.overlay or "") for rule in rulebook.in_order]


def rule_named(code: str, office: Office) -> Rule:
    """The rule *code*; a local one that is switched off is explained all the same.

    Raises:
        InputError: there is no such rule.
    """
    rulebook = load_rulebook(office)
    if code.upper() in {one for overlay in rulebook.overlays if not overlay.on for one in overlay.codes}:
        ids = [overlay.id for overlay in rulebook.overlays]
        rulebook = load_rulebook(replace(office, settings={**office.settings, "overlays": ids}))
    rulebook = rulebook.whole
    return rulebook.rules[known_code(code, rulebook)]


@dataclass(frozen=True, slots=True)
class Touched:
    """A verdict of one dossier that differs between two days of the law."""

    name: str
    code: str
    before: str | None
    after: str | None


def impact(dossiers: Iterable[Dossier], office: Office, before: date, after: date) -> Iterator[Touched]:
    """Which dossiers get another verdict when every open act is judged on another day."""
    rulebook = load_rulebook(office)
    for dossier in dossiers:
        was, becomes = (
            {
                rule.code: rule.verdict.value
                for rule in check(
                    dossier, stage=None, office=office, rulebook=rulebook.all_acts_on(day), as_of=after
                ).rules
            }
            for day in (before, after)
        )
        for code in sorted(set(was) | set(becomes)):
            if was.get(code) != becomes.get(code):
                yield Touched(dossier.name, code, was.get(code), becomes.get(code))


def rule_page(rule: Rule) -> dict[str, Any]:
    """The rule as data: every sentence in both languages, every edition with its source."""
    return {
        "code": rule.code,
        "kind": rule.kind,
        "title": _both(rule.title),
        "why": _both(rule.why),
        "stage": rule.stage.value,
        "act": list(rule.acts),
        "overlay": rule.overlay,
        "asks": [_ask(ask) for ask in rule.asks],
        "examples": {kind: [_both(one) for one in told] for kind, told in examples(rule.code).items()},
        "editions": [
            {
                "from": row["from"].isoformat(), "confidence": row["confidence"],
                "document": row["source"]["document"], "clause": row["source"].get("clause", ""),
                "params": json.loads(json.dumps(row.get("params", {}), default=str)),
            }
            for row in rule.rows
        ],
    }  # fmt: skip


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "id": ask.id,
        "stage": ask.stage.value,
        "says": _both(ask.says),
        "fix": _both(ask.fix),
        "who": ask.who,
        "acceptable": ask.acceptable,
        "must_look": ask.must_look,
        "editions": [
            {
                "from": edition.start.isoformat(), "severity": edition.severity.value,
                "confidence": edition.confidence.value, "source": _source(edition.source),
                "readings": [json.loads(json.dumps(dict(reading.params), default=str)) for reading in edition.readings],
            }
            for edition in ask.editions
        ],
    }  # fmt: skip


def _both(value: Any) -> dict[str, str]:
    return {"vi": value.vi, "en": value.en}


def _source(source: Source) -> dict[str, Any]:
    dated = source.dated.isoformat() if source.dated else None
    return {"document": source.document, "dated": dated, "clause": source.clause}


def examples(code: str) -> dict[str, list[Text]]:
    """Sentences about cases that pass and cases that fail, from the rule's tests."""
    path = table_folder() / "examples.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    found = table.get(code, {})
    return {kind: [Text(**sentence) for sentence in found.get(kind, ())] for kind in ("pass", "fail")}


def readable(sentence: str) -> str:
    """A sentence of a row for reading: its placeholders as dots."""
    return "".join(before + ("…" if name is not None else "") for before, name, _, _ in Formatter().parse(sentence))


def difference_lines(rulebook: Rulebook, before: date, after: date, lang: str) -> list[str]:
    """What changed between two days, a line a rule, with the figures and questions that changed."""
    lines = []
    for rule in rulebook.in_order:
        days = (before, after)
        told = [
            basis_of(edition, lang) if (edition := on_day(rule, day)) else text("cmd.rules.not_yet", lang)
            for day in days
        ]
        was, becomes = (_asked(rule, day, lang) for day in days)
        if told[0] == told[1] and was == becomes:
            continue
        # a question that is new, or no more, stands on a line of its own; a rule that is says so by its basis
        both = {ask for ask, _ in was} & {ask for ask, _ in becomes}
        changed = [key for key in {**was, **becomes} if key[0] in both and was.get(key) != becomes.get(key)]
        shown = []
        for basis, each in zip(told, (was, becomes), strict=True):
            words = dict.fromkeys(_named(key[1], each[key], lang) for key in changed if key in each)
            shown.append(f"{basis} ({'; '.join(words)})" if words else basis)
        title = rule.title.get(lang)
        lines.append(text("cmd.rules.changed", lang, code=rule.code, title=title, before=shown[0], after=shown[1]))
        if was and becomes:
            lines += _came_and_went(rule, was, becomes, lang)
    return lines


_SEVERITY, _BASIS = "severity", "source"  # no check takes a parameter of such a name
_Asked = Mapping[tuple[str, str], str]
"""(ask, parameter) -> its value in words, in every reading; severity, and a basis of its own, as parameters too."""


def _asked(rule: Rule, day: date, lang: str) -> _Asked:
    """What *rule* asks on *day*, with its figures."""
    found: dict[tuple[str, str], str] = {}
    basis = basis_of(edition, lang) if (edition := on_day(rule, day)) else ""
    for ask in rule.asks:
        edition = ask.edition_on(day)
        if edition is None:
            continue
        found[ask.id, _SEVERITY] = text(f"report.kind.{edition.severity.value}", lang)
        if basis_of(edition, lang) != basis:
            found[ask.id, _BASIS] = basis_of(edition, lang)
        for name in sorted({name for reading in edition.readings for name in reading.params}):
            values = [_value(reading.params.get(name), reading.params) for reading in edition.readings]
            found[ask.id, name] = f" {text('cmd.rules.or', lang)} ".join(dict.fromkeys(values))
    return found


def _came_and_went(rule: Rule, was: _Asked, becomes: _Asked, lang: str) -> Iterator[str]:
    """The questions of *rule* that are asked on one of the two days only."""
    ids = [{ask for ask, _ in each} for each in (was, becomes)]
    for ask in rule.asks:
        if (ask.id in ids[0]) is not (ask.id in ids[1]):
            key = "cmd.rules.came" if ask.id in ids[1] else "cmd.rules.went"
            yield "  " + text(key, lang, says=readable((ask.says if ask.says != rule.title else ask.fix).get(lang)))


def _named(name: str, value: str, lang: str) -> str:
    """A figure of a question in words: "at most 45", "counted from: day of receipt"."""
    words = f"cmd.rules.params.{name}"
    return f"{text(words, lang) if words in catalogue(lang) else name} {value}".strip()


def _value(value: object, params: Params) -> str:
    """One parameter in words: places by their labels, codes by what the schema calls them."""
    if isinstance(value, list):
        return ", ".join(_value(one, params) for one in value)
    if isinstance(value, str) and value.startswith(("/", "papers[")):
        return label(value)
    for at in (params.get("at"), "/family/*/relation"):
        schema = node(at) if isinstance(at, str) else None
        words = schema.get("x-one-of-labels", {}).get(value) if schema is not None and isinstance(value, str) else None
        if words is not None:
            return str(words)
    return str(value)


def on_day(rule: Rule, day: date) -> Edition | None:
    """An edition of *rule* in force on *day*: that of its first ask that has one."""
    found = (ask.edition_on(day) for ask in rule.asks)
    return next((edition for edition in found if edition is not None), None)


def basis_of(edition: Edition, lang: str) -> str:
    """Number and date of the text, the clause, and how sure we are of it."""
    dated = f" ({edition.source.dated:%d/%m/%Y})" if edition.source.dated else ""
    basis = f"{edition.source.document}{dated}, {edition.source.clause}".rstrip(", ")
    sure = text(f"report.confidence.{edition.confidence.value}", lang)
    return f"{basis} ({sure})" if sure else basis
