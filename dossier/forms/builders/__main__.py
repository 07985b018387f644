"""``python -m dossier.forms.builders [--check]``: write the forms of our packs, or compare them with the code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dossier.forms.builders import PACKS, build, differences
from dossier.resources import data_folder

OWN_DATA_WRONG = 4


@click.command()
@click.option("--check", is_flag=True, help="Compare the files with the code; exit 4 when they differ.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder that holds one folder a pack; by default our own templates.",
)
def main(check: bool, out: Path | None) -> None:
    """Write the Word forms of our packs. Example: python -m dossier.forms.builders --check"""
    root = out if out is not None else data_folder("templates")
    if check:
        lines = [line for pack in PACKS for line in differences(pack, root / pack)]
        for line in lines:
            click.echo(line)
        if lines:
            sys.exit(OWN_DATA_WRONG)
        return
    for pack in PACKS:
        folder = root / pack
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in build(pack).items():
            (folder / name).write_bytes(content)
        click.echo(f"{pack}: {len(PACKS[pack])}")


if __name__ == "__main__":
    main()
