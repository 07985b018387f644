"""`dossier serve`: the office page and the HTTP API, on this machine only."""

from __future__ import annotations

import sys
import webbrowser
from datetime import date
from pathlib import Path

import click

from dossier.cli.console import as_of_option, lang, office_option, say, t


@click.command("serve", help=t("cmd.serve.help"), epilog=t("cmd.serve.example"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--host", default="127.0.0.1", show_default=True, help=t("cmd.serve.host"))
@click.option("--port", type=click.IntRange(0, 65535), default=None, help=t("cmd.serve.port"))
@click.option("--no-open", is_flag=True, help=t("cmd.serve.no_open"))
@as_of_option
@office_option
def command(
    folder: Path, host: str, port: int | None, no_open: bool, as_of: date | None, office_path: Path | None
) -> int:  # fmt: skip
    from dossier.http.server import has_desktop, serve

    def started(link: str) -> None:
        say(t("cmd.serve.started", folder=folder.resolve().name))
        say(link)
        say(t("cmd.serve.how_to_stop"))
        sys.stdout.flush()
        if not no_open and has_desktop():
            webbrowser.open(link)

    serve(folder, host=host, port=port, office_path=office_path, lang=lang(), started=started, as_of=as_of)
    return 0
