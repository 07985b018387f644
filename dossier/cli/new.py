"""`dossier new`: a questionnaire that one candidate fills at home."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import load_record, new_file
from dossier.cli.console import lang, say, t
from dossier.errors import UsageError
from dossier.messages import said
from dossier.record.dossier import without
from dossier.record.schema import problems


@click.command("new", help=t("cmd.new.help"), epilog=t("cmd.new.example"))
@click.argument("out", metavar="OUT.xlsx|OUT.docx", type=click.Path(path_type=Path))
@click.option("--record", "record_path", type=click.Path(path_type=Path), default=None, help=t("cmd.new.record"))
@click.option("--force", is_flag=True, help=t("cmd.new.force"))
def command(out: Path, record_path: Path | None, force: bool) -> int:
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".docx"):
        raise UsageError(out.name, *said("questionnaire_suffix"))
    known = None if record_path is None else _known(record_path)
    new_file(out, _made(kind, known), force=force)
    say(t("cmd.new.done", name=out.name))
    return 0


def _made(kind: str, known: dict[str, Any] | None) -> bytes:
    if kind == ".xlsx":
        from dossier.adapters.questionnaire_xlsx import questionnaire_xlsx

        return questionnaire_xlsx(known, lang())
    from dossier.adapters.questionnaire_docx import questionnaire_docx

    return questionnaire_docx(known, lang())


def _known(path: Path) -> dict[str, Any]:
    """The record at *path*; a place that the schema refuses stays blank, and is told."""
    data = dict(load_record(path).data)
    refused = problems(data)
    for problem in refused:
        say(t("cmd.new.left_out", label=problem.label))
    return dict(without(data, [problem.pointer for problem in refused])) if refused else data
