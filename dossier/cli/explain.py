"""`dossier explain`: the page of a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import load_office
from dossier.cli.console import lang, office_option, say, t
from dossier.desk.answers import known_code
from dossier.findings import Source
from dossier.messages import text
from dossier.resources import table_folder
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Ask, Rule


@click.command("explain", help=t("cmd.explain.help"), epilog=t("cmd.explain.example"))
@click.argument("code")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=t("cmd.check.format"),
)  # fmt: skip
@office_option
def command(code: str, form: str, office_path: Path | None) -> int:
    office = load_office(office_path, beside=Path())
    rulebook = load_rulebook(office)
    if code.upper() in {one for overlay in rulebook.overlays if not overlay.on for one in overlay.codes}:
        # a local rule that is switched off is explained all the same; its page says where it comes from
        ids = [overlay.id for overlay in rulebook.overlays]
        rulebook = load_rulebook(replace(office, settings={**office.settings, "overlays": ids}))
    rulebook = rulebook.whole
    rule = rulebook.rules[known_code(code, rulebook)]
    if form == "json":
        say(json.dumps(page(rule), ensure_ascii=False, indent=2))
    else:
        say(told(rule, lang()))
    return 0


def page(rule: Rule) -> dict[str, Any]:
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
        "examples": examples(rule.code),
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


def examples(code: str) -> dict[str, list[str]]:
    """Sentences about cases that pass and cases that fail, from the rule's tests."""
    path = table_folder() / "examples.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    return {"pass": [], "fail": [], **table.get(code, {})}


def told(rule: Rule, language: str) -> str:
    """The rule's page as text."""
    lines = [f"{rule.code}  {rule.title.get(language)}", ""]
    lines += [f"{t('cmd.explain.why')}: {rule.why.get(language)}"]
    if rule.kind == "layout":
        lines.append(t("report_word.asked_of"))
    else:
        lines.append(f"{t('cmd.explain.stage')}: {text(f'report.stage.{rule.stage.value}', language)}")
    if rule.overlay:
        lines.append(t("cmd.explain.overlay", overlay=rule.overlay))
    if rule.asks:
        lines += ["", t("cmd.explain.asks")]
    for ask in rule.asks:
        severity = ask.editions[-1].severity.value if ask.editions else "notice"
        lines.append(f"  {text(f'report.mark.{severity}', language):<8} {readable(ask.says.get(language))}")
        if ask.fix.vi:
            lines.append(f"             {t('cmd.explain.fix')}: {readable(ask.fix.get(language))}")
    lines += ["", t("cmd.explain.editions")]
    sources = {edition.start: edition for ask in rule.asks for edition in ask.editions}
    for start in rule.starts:
        found = sources.get(start)
        if found is None:
            continue
        dated = f" ({found.source.dated:%d/%m/%Y})" if found.source.dated else ""
        confidence = text(f"report.confidence.{found.confidence.value}", language)
        day = t("cmd.explain.from", day=f"{start:%d/%m/%Y}")
        basis = ", ".join(part for part in (f"{found.source.document}{dated}", found.source.clause, confidence) if part)
        lines.append(f"  {day}: {basis}")
    for kind, told_of in examples(rule.code).items():
        if told_of:
            lines += ["", t(f"cmd.explain.{kind}"), *(f"  {sentence}" for sentence in told_of)]
    return "\n".join(lines)


def readable(sentence: str) -> str:
    """A sentence of a row for reading: its placeholders as dots."""
    from string import Formatter

    return "".join(before + ("…" if name is not None else "") for before, name, _, _ in Formatter().parse(sentence))
