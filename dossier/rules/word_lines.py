"""Reads `word_lines.toml`, and what layout rows say of lines and patterns; every fault with its place."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from dossier.rules.reading import read_toml
from dossier.rules.word_paper import LABEL_NAMES, LINE_NAMES, PATTERN_NAMES, Kind, WordLines

_KIND_KEYS = frozenset({"id", "lines", "watermark", "without"})
_LABEL_VALUES = frozenset({"number", "words", "table", "row"})
# what a layout check calls a line of a paper, and what it calls a pattern
_LINES = frozenset({"line", "beside"})
_PATTERNS = frozenset({"pattern", "issuers", "spellings"})


def load_word_lines(path: Path, faults: list[str]) -> WordLines:
    """The table at *path*; faults found are added to *faults*."""
    data = read_toml(path)
    name = path.name
    faults += _names(f"{name}: a table", data, {"line", "kind", "label"}, all_of=True)
    patterns = data.get("line", {})
    faults += _names(f"{name}: [line]", patterns, PATTERN_NAMES, all_of=True)
    labels = data.get("label", {})
    faults += _names(f"{name}: [label]", labels, LABEL_NAMES, all_of=True)
    for key, label in labels.items():
        used = {value for _, value, _, _ in string.Formatter().parse(label) if value is not None}
        faults += _names(f"{name}: label {key}", used, _LABEL_VALUES)
    kinds = [_kind(row, name, faults) for row in data.get("kind", [])]
    ids = [kind.id for kind in kinds]
    if len(set(ids)) < len(ids):
        faults.append(f"{name}: two kinds have one id")
    return WordLines(
        patterns={key: _pattern(value, f"{name}: line {key}", faults) for key, value in patterns.items()},
        kinds=tuple(kinds),
        labels=labels,
    )


def _kind(row: Mapping[str, Any], name: str, faults: list[str]) -> Kind:
    place = f"{name}: kind {row.get('id', '?')}"
    faults += _names(place, row, _KIND_KEYS)
    if not row.get("id"):
        faults.append(f"{place}: has no id")
    if row.get("without"):
        faults += _names(place, [row["without"]], LINE_NAMES)
    watermark = row.get("watermark")
    return Kind(
        id=str(row.get("id", "")),
        lines=tuple(_pattern(line, place, faults) for line in row.get("lines", [])),
        watermark=None if watermark is None else _pattern(watermark, place, faults),
        without=row.get("without", ""),
    )


def param_faults(params: Mapping[str, Any], place: str) -> list[str]:
    """What is wrong with the lines and patterns that a layout row gives its check."""
    faults: list[str] = []
    for key, value in params.items():
        values = value if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else [value]
        if key in _LINES:
            faults += _names(f"{place}: {key}", values, LINE_NAMES)
        if key in _PATTERNS:
            for pattern in values:
                _pattern(pattern, f"{place}: {key}", faults)
    return faults


def _pattern(text: Any, place: str, faults: list[str]) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        faults.append(f"{place}: {text!r} is no pattern: {error}")
        return re.compile("")


def _names(place: str, found: Any, allowed: Set[str], *, all_of: bool = False) -> Iterator[str]:
    given = set(found)
    for name in sorted(given - allowed):
        yield f"{place}: unknown name {name!r}; one of {', '.join(sorted(allowed))}"
    for name in sorted(allowed - given) if all_of else ():
        yield f"{place}: lacks {name!r}"
