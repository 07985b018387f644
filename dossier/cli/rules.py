"""`dossier rules`: what is in force on a day, what changed between two, and whom that touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.folders import dossier_paths
from dossier.cli.console import DateType, lang, office_option, say, t, today
from dossier.cli.explain import readable
from dossier.messages import catalogue, text
from dossier.record.schema import label, node
from dossier.rules.check import check
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Edition, Params, Rule, Rulebook


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
        days = (before, after)
        told = [_basis(edition) if (edition := on_day(rule, day)) else t("cmd.rules.not_yet") for day in days]
        was, becomes = (_asked(rule, day) for day in days)
        if told[0] == told[1] and was == becomes:
            continue
        # a question that is new, or no more, stands on a line of its own; a rule that is says so by its basis
        both = {ask for ask, _ in was} & {ask for ask, _ in becomes}
        changed = [key for key in {**was, **becomes} if key[0] in both and was.get(key) != becomes.get(key)]
        shown = []
        for basis, each in zip(told, (was, becomes), strict=True):
            words = dict.fromkeys(_named(key[1], each[key]) for key in changed if key in each)
            shown.append(f"{basis} ({'; '.join(words)})" if words else basis)
        title = rule.title.get(lang())
        lines.append(t("cmd.rules.changed", code=rule.code, title=title, before=shown[0], after=shown[1]))
        if was and becomes:
            lines += _came_and_went(rule, was, becomes)
    return lines


_SEVERITY, _BASIS = "severity", "source"  # no check takes a parameter of such a name
_Asked = Mapping[tuple[str, str], str]
"""(ask, parameter) -> its value in words, in every reading; severity, and a basis of its own, as parameters too."""


def _asked(rule: Rule, day: date) -> _Asked:
    """What *rule* asks on *day*, with its figures."""
    found: dict[tuple[str, str], str] = {}
    basis = _basis(edition) if (edition := on_day(rule, day)) else ""
    for ask in rule.asks:
        edition = ask.edition_on(day)
        if edition is None:
            continue
        found[ask.id, _SEVERITY] = text(f"report.kind.{edition.severity.value}", lang())
        if _basis(edition) != basis:
            found[ask.id, _BASIS] = _basis(edition)
        for name in sorted({name for reading in edition.readings for name in reading.params}):
            values = [_value(reading.params.get(name), reading.params) for reading in edition.readings]
            found[ask.id, name] = f" {t('cmd.rules.or')} ".join(dict.fromkeys(values))
    return found


def _came_and_went(rule: Rule, was: _Asked, becomes: _Asked) -> Iterator[str]:
    """The questions of *rule* that are asked on one of the two days only."""
    ids = [{ask for ask, _ in each} for each in (was, becomes)]
    for ask in rule.asks:
        if (ask.id in ids[0]) is not (ask.id in ids[1]):
            key = "cmd.rules.came" if ask.id in ids[1] else "cmd.rules.went"
            yield "  " + t(key, says=readable((ask.says if ask.says != rule.title else ask.fix).get(lang())))


def _named(name: str, value: str) -> str:
    """A figure of a question in words: "at most 45", "counted from: day of receipt"."""
    words = f"cmd.rules.params.{name}"
    return f"{t(words) if words in catalogue(lang()) else name} {value}".strip()


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
                words = [text(f"cmd.rules.verdict.{one.value}" if one else "cmd.rules.not_yet", lang())
                         for one in (was, becomes)]  # fmt: skip
                line = t("cmd.rules.touched", name=dossier.name, code=code, before=words[0], after=words[1])
                lines.append(line)
    return lines


def on_day(rule: Rule, day: date) -> Edition | None:
    """An edition of *rule* in force on *day*: that of its first ask that has one."""
    found = (ask.edition_on(day) for ask in rule.asks)
    return next((edition for edition in found if edition is not None), None)


def _basis(edition: Edition) -> str:
    """Number and date of the text, the clause, and how sure we are of it."""
    dated = f" ({edition.source.dated:%d/%m/%Y})" if edition.source.dated else ""
    basis = f"{edition.source.document}{dated}, {edition.source.clause}".rstrip(", ")
    sure = text(f"report.confidence.{edition.confidence.value}", lang())
    return f"{basis} ({sure})" if sure else basis
