"""The office's settings: asked once by `dossier setup`, used everywhere; a record may override bodies and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Office:
    """Settings of `office.toml`, valid against `schemas/office.schema.json`.

    Args:
        settings: the file as data; empty means that the defaults hold.
        folder: where the file lies, so that relative paths in it can be found; None for the defaults.
        sha256: hash of the file, for reports; empty for the defaults.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None
    sha256: str = ""

    def get(self, key: str) -> Any:
        """The setting *key*, or its default."""
        value = self.settings.get(key)
        return DEFAULTS[key] if value is None else value

    @property
    def overlays(self) -> tuple[str, ...]:
        """Ids or paths of the overlays that are switched on."""
        return tuple(self.get("overlays"))

    def effective(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """*data* with the office's bodies and place where the record says nothing."""
        orgs, place = self.settings.get("orgs"), self.settings.get("place")
        if not orgs and not place:
            return data
        merged = dict(data)
        if place and merged.get("place") is None:
            merged["place"] = place
        if orgs and isinstance(merged.get("orgs") or {}, Mapping):
            merged["orgs"] = _under(orgs, merged.get("orgs") or {})
        return merged


# what holds where office.toml says nothing
DEFAULTS: dict[str, Any] = {
    "overlays": [],
    "handwritten": True,  # 1- and 2-KNĐ are handwritten: we give a copy-out draft
    "father_word": "cha",
    "spelling": "ủy",
    "blanks": "dots",
    "percent_decimals": 2,
    "percent_rounding": "half_up",
    "file_names": "form",
    "form_pack": "hd38-2025",
    "place": None,
    "orgs": {},
    "registers": {},
}


def _under(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """*given* laid over *defaults*, objects key by key; None in *given* means not said."""
    merged: dict[str, Any] = dict(defaults)
    for key, value in given.items():
        if value is None:
            continue
        base = merged.get(key)
        merged[key] = _under(base, value) if isinstance(base, Mapping) and isinstance(value, Mapping) else value
    # "there is none" said by the record beats an object that the office has
    for key in given:
        if key.endswith("_none") and given[key] is True:
            merged.pop(key.removesuffix("_none"), None)
    return merged
