"""Builds the Word forms of our packs with python-docx.

The committed files in ``templates/<pack>/`` are what these functions give; offices may edit copies of them in
Word. ``python -m dossier.forms.builders`` writes them, ``--check`` compares them part by part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from docx.document import Document

from dossier.forms.builders import hd12_2022, hd38_2025
from dossier.forms.builders.blocks import canonical_parts, to_bytes

PACKS: Mapping[str, Mapping[str, Callable[[], Document]]] = {
    "hd38-2025": hd38_2025.FORMS,
    "hd12-2022": hd12_2022.FORMS,
}
"""Pack id -> file name -> the function that builds its document."""


def build(pack: str) -> dict[str, bytes]:
    """All files of *pack* by name. The same bytes on every run.

    Raises:
        KeyError: there is no such pack.
    """
    return {name: to_bytes(make()) for name, make in sorted(PACKS[pack].items())}


def differences(pack: str, folder: Path) -> list[str]:
    """How the .docx files in *folder* differ from the code: one line each, empty when nothing differs."""
    built = build(pack)
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.docx"))}
    lines = [f"{pack}/{name}: not in the folder" for name in built.keys() - found.keys()]
    lines += [f"{pack}/{name}: no code builds it" for name in found.keys() - built.keys()]
    for name in built.keys() & found.keys():
        wanted, actual = canonical_parts(built[name]), canonical_parts(found[name])
        lines += [
            f"{pack}/{name}: {part} differs"
            for part in wanted.keys() | actual.keys()
            if wanted.get(part) != actual.get(part)
        ]
    return sorted(lines)
