"""`dossier migrate`: older records to the present schema, with a backup."""

from __future__ import annotations

from pathlib import Path

import click

from dossier.adapters.files import RECORD_NAME, read_bytes, strict_json, write_atomically
from dossier.adapters.folders import dossier_paths
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.adapters.states import digest
from dossier.cli.console import say, t
from dossier.record.migrations import CURRENT, migrate
from dossier.record.text import nfc


@click.command("migrate", help=t("cmd.migrate.help"), epilog=t("cmd.migrate.example"))
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> int:
    current = 0
    for path in dossier_paths(folder):
        file = path / RECORD_NAME if path.is_dir() else path
        content = read_bytes(file)
        data = strict_json(content, file.name)
        version = data.get("schema_version") if isinstance(data, dict) else None
        if not isinstance(data, dict) or version in (CURRENT, None):
            current += 1
            continue
        changed = nfc(migrate(data))
        backup = file.with_name(f"{file.stem}.schema-{version}.bak")
        write_atomically(backup, content)
        save_record(file, changed, Act("", "migrate"), if_match=digest(content))
        say(t("cmd.migrate.done", name=path.name, old=version, new=CURRENT, backup=backup.name))
    say(t("cmd.migrate.current", count=current))
    return 0
