"""`dossier rules`: what is in force on a day, what changed between two, and whom that touches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.folders import dossier_paths
from dossier.cli.console import DateType, lang, office_option, say, t, today
from dossier.rules.check import check
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Edition, Rule, Rulebook


@click.command("rules", help=t("cmd.rules.help"), epilog=t("cmd.rules.example"))
@click.option("--on", type=DateType(), default=None, help=t("cmd.rules.on"))
@click.option("--diff", nargs=2, type=DateType(), default=None, help=t("cmd.rules.diff"))
@click.option("--impact", nargs=3, type=str, default=None, help=t("cmd.rules.impact"))
@office_option
def command(
    on: date | None, diff: tuple[date, date] | None, impact: tuple[str, str, str] | None, office_path: Path | None
) -> int:
    office = load_office(office_path, beside=Path())
    rulebook = load_rulebook(office)
    if impact is not None:
        as_date = DateType()
        days = [as_date.convert(value, None, None) for value in impact[1:]]
        lines = _impact(Path(impact[0]), days[0], days[1], office_path)
    elif diff is not None:
        lines = _diff(rulebook.whole, *diff)
    else:
        lines = _in_force(rulebook.whole, on or today())
    say("\n".join(lines) if lines else t("cmd.rules.same"))
    return 0


def _in_force(rulebook: Rulebook, day: date) -> list[str]:
    lines = []
    for rule in rulebook.in_order:
        edition = on_day(rule, day)
        basis = _basis(edition) if edition else t("cmd.rules.not_yet")
        mark = f" [{rule.overlay}]" if rule.overlay else ""
        lines.append(f"{rule.code}  {rule.title.get(lang())}{mark} — {basis}")
    for overlay in rulebook.overlays:
        if not overlay.on:
            mark = f"[{overlay.id}: {t('cmd.rules.off')}]"
            lines.append(f"{', '.join(overlay.codes)}  {overlay.title.get(lang())} {mark}")
    return lines


def _diff(rulebook: Rulebook, before: date, after: date) -> list[str]:
    lines = []
    for rule in rulebook.in_order:
        was, becomes = _described(rule, before), _described(rule, after)
        if was != becomes:
            title = rule.title.get(lang())
            lines.append(t("cmd.rules.changed", code=rule.code, title=title, before=was, after=becomes))
    return lines


def _impact(folder: Path, before: date, after: date, office_path: Path | None) -> list[str]:
    """Which dossiers of *folder* get another verdict when every open act is judged on another day."""
    office = load_office(office_path, beside=folder)
    rulebook = load_rulebook(office)
    lines = []
    for path in dossier_paths(folder):
        dossier = load_dossier(path)
        verdicts = [
            {rule.code: rule.verdict for rule in report.rules}
            for report in (
                check(dossier, stage=None, office=office, rulebook=rulebook.all_acts_on(day), as_of=after)
                for day in (before, after)
            )
        ]
        for code in sorted(set(verdicts[0]) | set(verdicts[1])):
            was, becomes = verdicts[0].get(code), verdicts[1].get(code)
            if was != becomes:
                lines.append(t("cmd.rules.touched", name=dossier.name, code=code, before=was, after=becomes))
    return lines


def on_day(rule: Rule, day: date) -> Edition | None:
    """An edition of *rule* in force on *day*: that of its first ask that has one."""
    found = (ask.edition_on(day) for ask in rule.asks)
    return next((edition for edition in found if edition is not None), None)


def _basis(edition: Edition) -> str:
    dated = f" ({edition.source.dated:%d/%m/%Y})" if edition.source.dated else ""
    return f"{edition.source.document}{dated}, {edition.source.clause}".rstrip(", ")


def _described(rule: Rule, day: date) -> str:
    """What *rule* says on *day*: basis, confidence, and the numbers of its questions."""
    edition = on_day(rule, day)
    if edition is None:
        return t("cmd.rules.not_yet")
    numbers = []
    for ask in rule.asks:
        mine = ask.edition_on(day)
        for reading in mine.readings if mine else ():
            numbers += [f"{name}={value}" for name, value in reading.params.items() if isinstance(value, int)]
    listed = f" ({', '.join(dict.fromkeys(numbers))})" if numbers else ""
    return f"{_basis(edition)}, {edition.confidence.value}{listed}"
