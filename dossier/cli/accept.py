"""`dossier accept`: who answers for a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.ports import Act
from dossier.cli.check import report_on
from dossier.cli.confirm import known_code, save
from dossier.cli.console import DateType, office_option, say, stage_option, t, today
from dossier.errors import InputError, UsageError
from dossier.findings import Severity
from dossier.messages import said
from dossier.record.places import is_within
from dossier.rules.answers import BUILTIN_CODES, spellings
from dossier.rules.loading import load_rulebook


@click.command("accept", help=t("cmd.accept.help"), epilog=t("cmd.accept.example"))
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("code")
@click.option("--where", required=True, help=t("cmd.accept.where"))
@click.option("--reason", required=True, help=t("cmd.accept.reason"))
@click.option("--by", required=True, help=t("cmd.accept.by"))
@click.option("--on", type=DateType(), default=None, help=t("cmd.accept.on"))
@click.option("--expires", type=DateType(), default=None, help=t("cmd.accept.expires"))
@click.option("--kind", type=click.Choice(["accepted", "fixed"]), default="accepted", help=t("cmd.accept.kind"))
@stage_option
@office_option
def command(
    path: Path, code: str, where: str, reason: str, by: str, on: date | None, expires: date | None, kind: str,
    stage: str | None, office_path: Path | None,
) -> int:  # fmt: skip
    if not reason.strip() or not by.strip():
        raise click.UsageError(f"--reason: {t('cmd.accept.reason')}; --by: {t('cmd.accept.by')}")
    office = load_office(office_path, beside=path)
    rulebook = load_rulebook(office)
    dossier = load_dossier(path)
    code = code.upper() if code.upper() in BUILTIN_CODES else known_code(code, rulebook)
    day = on or today()
    report = report_on(path, stage, office, day)
    places = spellings(dossier.record, where)
    matching = [
        f for f in report.findings if f.code == code and any(is_within(f.where.pointer, place) for place in places)
    ]
    if not matching:
        raise InputError(where, *said("no_such_finding", code=code))
    rule = rulebook.rules.get(code)
    acceptable = {ask.id for ask in rule.asks if ask.acceptable} if rule else set()
    if any(f.severity is Severity.ERROR and f.ask not in acceptable for f in matching):
        raise UsageError(where, *said("not_acceptable", code=code))
    entry = {
        "code": code, "where": where, "kind": kind, "reason": reason.strip(), "by": by.strip(),
        "on": day.isoformat(), "expires": expires.isoformat() if expires else None,
    }  # fmt: skip
    before = dossier.data.get("dispositions")
    put = {"/dispositions": [*(before if isinstance(before, list) else []), entry]}
    save(path, put, Act(by.strip(), "accept", [where], [code]), if_match=dossier.inputs[0].sha256)
    say(t("cmd.accept.done", name=dossier.name, code=code, label=matching[0].where.label))
    return 0
