"""`dossier explain`: the page of a rule."""

from __future__ import annotations

import json
from pathlib import Path

import click

from dossier.adapters.files import load_office
from dossier.cli.console import lang, office_option, say, t
from dossier.desk.law import examples, readable, rule_named, rule_page
from dossier.messages import text
from dossier.rules.rulebook import Rule


@click.command("explain", help=t("cmd.explain.help"), epilog=t("cmd.explain.example"))
@click.argument("code")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=t("cmd.check.format"),
)  # fmt: skip
@office_option
def command(code: str, form: str, office_path: Path | None) -> int:
    rule = rule_named(code, load_office(office_path, beside=Path()))
    if form == "json":
        say(json.dumps(rule_page(rule), ensure_ascii=False, indent=2))
    else:
        say(told(rule, lang()))
    return 0


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
            lines += ["", t(f"cmd.explain.{kind}"), *(f"  {sentence.get(language)}" for sentence in told_of)]
    return "\n".join(lines)
