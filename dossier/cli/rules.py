"""`dossier rules`: what is in force on a day, what changed between two, and whom that touches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.folders import dossier_paths
from dossier.cli.console import DateType, lang, office_option, say, t, today
from dossier.desk.law import basis_of, difference_lines, impact, in_force
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Rulebook


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
        lines = difference_lines(rulebook.whole, *diff, lang())
    else:
        lines = _in_force(rulebook.whole, on or today())
    say("\n".join(lines) if lines else t("cmd.rules.same"))
    return 0


def _in_force(rulebook: Rulebook, day: date) -> list[str]:
    lines = []
    for line in in_force(rulebook, day):
        basis = basis_of(line.edition, lang()) if line.edition else t("cmd.rules.not_yet")
        mark = f" [{line.overlay}]" if line.overlay else ""
        lines.append(f"{line.rule.code}  {line.rule.title.get(lang())}{mark} — {basis}")
    for overlay in rulebook.overlays:
        if not overlay.on:
            mark = f"[{overlay.id}: {t('cmd.rules.off')}]"
            lines.append(f"{', '.join(overlay.codes)}  {overlay.title.get(lang())} {mark}")
    return lines


def _impact(folder: Path, before: date, after: date, office_path: Path | None) -> list[str]:
    office = load_office(office_path, beside=folder)
    dossiers = (load_dossier(path) for path in dossier_paths(folder))
    return [
        t("cmd.rules.touched", name=one.name, code=one.code, before=verdict(one.before), after=verdict(one.after))
        for one in impact(dossiers, office, before, after)
    ]


def verdict(value: str | None) -> str:
    """A verdict in words; None: the rule is not in force yet."""
    return t(f"cmd.rules.verdict.{value}") if value else t("cmd.rules.not_yet")
