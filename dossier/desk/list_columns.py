"""Columns of an office's own list: what each was understood as, and how a person says what it is."""

from __future__ import annotations

from collections.abc import Mapping

from dossier.adapters.foreign_read import ColumnView, ListImport
from dossier.adapters.foreign_targets import LOCAL, SKIP, Target, all_places, target_label
from dossier.adapters.workbook_values import plain
from dossier.messages import text

_MOST_OFFERED = 9


def meaning(view: ColumnView, lang: str) -> str:
    """What a column was understood as, in words."""
    target = view.target
    if target.place == SKIP:
        return text("cmd.list.skip", lang)
    if target.place == LOCAL:
        return text("cmd.list.claimed" if view.why == "claimed" else "cmd.list.local", lang, token=view.key)
    label = target_label(target)
    return text(f"cmd.list.{target.part}", lang, label=label) if target.part else label


def chosen_columns(imported: ListImport) -> dict[str, str]:
    """Name of a column -> where it goes, for a mapping file; of one header in several sheets the first."""
    columns: dict[str, str] = {}
    for view in imported.columns():
        columns.setdefault(view.name, str(view.target))
    return columns


def fitting(answer: str) -> Mapping[str, Target]:
    """Fields whose label holds all words of *answer*, label -> target; those it names exactly first."""
    asked = [plain(word) for word in answer.split()]
    found = {}
    for place in all_places():
        target = Target(place)
        label = target_label(target)
        if all(word in plain(label) for word in asked):
            found[label] = target
    exact = {label: target for label, target in found.items() if plain(label) == plain(answer)}
    ordered = sorted(found, key=len)
    return exact or {label: found[label] for label in ordered[:_MOST_OFFERED]}
