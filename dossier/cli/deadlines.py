"""`dossier deadlines`: what falls due, for one person or for everybody in a folder."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import load_office, load_record
from dossier.adapters.folders import dossier_paths
from dossier.cli.console import as_of_option, lang, office_option, say, t, today
from dossier.errors import DossierError, InputError
from dossier.record.office import Office
from dossier.reports.coming import basis_line, coming_codes, coming_days, coming_name, unlisted_line
from dossier.reports.phrases import day, person_of
from dossier.rules.ahead import ComingAct
from dossier.rules.deadlines import Calendar, coming_acts
from dossier.rules.loading import load_rulebook
from dossier.rules.windows import Window

SCHEMA = "dossier-deadlines/1"


@dataclass(frozen=True)
class Due:
    """An act ahead of one person; ``person`` is how the office calls them."""

    record_id: str
    person: str
    act: ComingAct


@click.command("deadlines", help=t("cmd.deadlines.help"), epilog=t("cmd.deadlines.example"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@click.option("--within", type=click.IntRange(min=0), metavar="DAYS", help=t("cmd.deadlines.within"))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=t("cmd.deadlines.format"),
)  # fmt: skip
@office_option
def command(
    paths: tuple[Path, ...], as_of: date | None, within: int | None, form: str, office_path: Path | None
) -> int:
    office = load_office(office_path, beside=paths[0])
    asked = as_of or today()
    found = [path for given in paths for path in dossier_paths(given)]
    problems: list[DossierError] = []
    due = sorted(_due(found, office, asked, within, problems), key=_order)
    if form == "json":
        say(json.dumps(listing(due, asked, within, lang()), ensure_ascii=False, indent=2))
    else:
        for line in told(due, asked, lang()):
            say(line)
    for problem in problems:
        say(f"{t('cli.error')}  {problem.told(lang())}", err=True)
    return InputError.exit_code if problems else 0


def _due(
    paths: Sequence[Path], office: Office, as_of: date, within: int | None, problems: list[DossierError]
) -> Iterator[Due]:
    """What falls due in each dossier; one that cannot be read is put into *problems* and the rest goes on."""
    rulebook = load_rulebook(office)
    last = None if within is None else as_of + timedelta(days=min(within, (date.max - as_of).days))
    with _shown(paths) as shown:
        for path in shown:
            try:
                dossier = load_record(path)
            except DossierError as error:
                problems.append(error)
                continue
            record_id = dossier.record_id or path.name
            person = person_of(record_id, dossier.record.text("/candidate/birth_name"))
            for act in coming_acts(dossier.record_for(office), rulebook, as_of):
                bounded = act.opens is not None or act.latest is not None  # else it may take place on any day
                if bounded and (last is None or (act.latest is not None and act.latest <= last)):
                    yield Due(record_id, person, act)


@contextlib.contextmanager
def _shown(paths: Sequence[Path]) -> Iterator[Iterable[Path]]:
    """*paths* with a bar on stderr; silent when stderr is no terminal or the work takes no second."""
    if not sys.stderr.isatty() or len(paths) < WORTH_A_BAR:
        yield paths
        return
    from rich.console import Console
    from rich.progress import track

    yield track(paths, t("cmd.deadlines.working"), console=Console(stderr=True), transient=True)


WORTH_A_BAR = 200  # records; below that it is done within a second


def _order(due: Due) -> tuple[date, bool, str, date]:
    return due.act.latest or date.max, not due.act.critical, due.record_id, due.act.earliest


def told(due: Sequence[Due], as_of: date, language: str) -> Iterator[str]:
    """A line for each act: last day, how long still, person, act, rule; those without a last day behind."""
    if not due:
        yield t("cmd.deadlines.none")
        return
    rows = [_cells(each, as_of, language) for each in due]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    unlisted = unlisted_line(Calendar(as_of, coming=tuple(each.act for each in due)), language)
    if unlisted:
        yield unlisted


def _cells(due: Due, as_of: date, language: str) -> list[str]:
    act = due.act
    left = ""
    if act.latest is not None:
        days = (act.latest - as_of).days
        key, count = ("days", days) if days >= 0 else ("late", -days)
        left = t("calendar.no_day") if act.contradictory else t(f"calendar.{key}", count=count)
    days_words = coming_days(act, language)
    name = coming_name(act, language)
    return [
        "»" if act.critical else " ",
        day(act.latest) or t("calendar.none"),
        left,
        due.person,
        f"{name}: {days_words} ({', '.join(coming_codes(act))})" if days_words else name,
    ]


def listing(due: Sequence[Due], as_of: date, within: int | None, language: str) -> dict[str, Any]:
    """The same as data: dates as ISO 8601 text, null where a rule sets no bound."""
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "within": within,
        "deadlines": [
            {
                "record_id": each.record_id,
                "act": each.act.key or None,
                "name": coming_name(each.act, language),
                "pointer": each.act.at,
                "earliest": each.act.earliest.isoformat(),
                "latest": _iso(each.act.latest),
                "latest_certain": _iso(each.act.closes.earlier if each.act.closes else None),
                "days_left": (each.act.latest - as_of).days if each.act.latest else None,
                "possible": each.act.possible,
                "critical": each.act.critical,
                "opens": _rule(each.act.opens, language),
                "closes": _rule(each.act.closes, language),
                "unlisted_years": list(each.act.unlisted_years),
            }
            for each in due
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _rule(window: Window | None, language: str) -> dict[str, Any] | None:
    if window is None:
        return None
    return {
        "code": window.code,
        "ask": window.ask,
        "title": window.title.get(language),
        "severity": window.severity.value,
        "confidence": window.confidence.value,
        "edition_from": window.edition_from.isoformat(),
        "start": {"pointer": window.start, "date": window.start_date.isoformat()},
        "basis": basis_line(window, language),
        "source": {
            "document": window.source.document,
            "dated": _iso(window.source.dated),
            "clause": window.source.clause,
        },
    }
