"""`dossier accept`: who answers for a finding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.ports import Act
from dossier.cli.confirm import save
from dossier.cli.console import DateType, office_option, say, stage_option, t, today
from dossier.desk.answers import KINDS, accepted
from dossier.desk.looking import looked_at
from dossier.rules.loading import load_rulebook


@click.command("accept", help=t("cmd.accept.help"), epilog=t("cmd.accept.example"))
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("code")
@click.option("--where", required=True, help=t("cmd.accept.where"))
@click.option("--reason", required=True, help=t("cmd.accept.reason"))
@click.option("--by", required=True, help=t("cmd.accept.by"))
@click.option("--on", type=DateType(), default=None, help=t("cmd.accept.on"))
@click.option("--expires", type=DateType(), default=None, help=t("cmd.accept.expires"))
@click.option("--kind", type=click.Choice(KINDS), default="accepted", help=t("cmd.accept.kind"))
@stage_option
@office_option
def command(
    path: Path, code: str, where: str, reason: str, by: str, on: date | None, expires: date | None, kind: str,
    stage: str | None, office_path: Path | None,
) -> int:  # fmt: skip
    office = load_office(office_path, beside=path)
    day = on or today()
    dossier = load_dossier(path)
    found = accepted(
        dossier, looked_at(path, stage, office, day).report, load_rulebook(office), code=code, where=where,
        reason=reason, by=by, on=day, expires=expires, kind=kind,
    )  # fmt: skip
    act = Act(by.strip(), "accept", [where], [found.code])
    save(path, found.put, act, if_match=dossier.inputs[0].sha256)
    say(t("cmd.accept.done", name=dossier.name, code=found.code, label=found.label))
    return 0
