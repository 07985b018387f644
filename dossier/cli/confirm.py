"""`dossier confirm`: what a person saw with his own eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import RECORD_NAME, load_dossier, load_office, read_record
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.cli.console import DateType, office_option, say, stage_option, t, today
from dossier.desk.answers import ANSWERS, known_code, looked
from dossier.record.edit import edited
from dossier.rules.check import check
from dossier.rules.loading import load_rulebook


@click.command("confirm", help=t("cmd.confirm.help"), epilog=t("cmd.confirm.example"))
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("code", required=False)
@stage_option
@click.option("--by", required=True, help=t("cmd.confirm.by"))
@click.option("--on", type=DateType(), default=None, help=t("cmd.confirm.on"))
@click.option("--answer", type=click.Choice(ANSWERS), default="ok", show_default=True, help=t("cmd.confirm.answer"))
@click.option("--where", default=None, help=t("cmd.confirm.where"))
@click.option("--stamped-on", type=DateType(), default=None, help=t("cmd.confirm.stamped_on"))
@click.option("--note", default=None, help=t("cmd.confirm.note"))
@office_option
def command(
    path: Path, code: str | None, stage: str | None, by: str, on: date | None, answer: str, where: str | None,
    stamped_on: date | None, note: str | None, office_path: Path | None,
) -> int:  # fmt: skip
    if code is None and stage is None:
        raise click.UsageError(t("cmd.confirm.code_or_stage"))
    office = load_office(office_path, beside=path)
    rulebook = load_rulebook(office)
    dossier = load_dossier(path)
    day = on or today()
    if code is not None:
        code = known_code(code, rulebook)
        # a code alone is answered wherever it is still open, whatever the stage
        stage = stage or "recognition_submission"
    report = check(dossier, stage=stage, office=office, rulebook=rulebook, as_of=day)
    look = looked(
        dossier, report, rulebook, by=by, on=day, code=code, where=where, answer=answer, stamped_on=stamped_on,
        note=note,
    )  # fmt: skip
    if not look.seen and not look.left:
        say(t("cmd.confirm.nothing", name=dossier.name))
        return 0
    if look.put:
        act = Act(by.strip(), "confirm", [at for _, at, _ in look.seen], sorted({seen for seen, _, _ in look.seen}))
        save(path, look.put, act, if_match=dossier.inputs[0].sha256)
    say(t("cmd.confirm.done", count=len(look.seen), name=dossier.name))
    for found, _, place in look.seen:
        say(t("cmd.confirm.looked", code=found, label=place))
    if look.left:
        say(t("cmd.confirm.left", codes=", ".join(look.left)))
    return 0


def save(path: Path, put: Mapping[str, Any], act: Act, *, if_match: str) -> None:
    """Write the record at *path* with *put* in it; nothing else of the file changes.

    Args:
        if_match: SHA-256 of the record that *put* was made for.
    """
    data, _ = read_record(path / RECORD_NAME if path.is_dir() else path)
    save_record(path, edited(data, put=put), act, if_match=if_match)
