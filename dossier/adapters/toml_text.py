"""TOML that a person wrote, changed without touching the rest of it: comments and order stay where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tomli

_HEADER = re.compile(r"\s*\[(?!\[)")


def parsed_line(line: str) -> dict[str, Any]:
    """What one line says by itself; a line of something longer says nothing."""
    try:
        return tomli.loads(line)
    except tomli.TOMLDecodeError:
        return {}


def is_header(line: str) -> bool:
    """Whether *line* looks like the header of a table."""
    return _HEADER.match(line) is not None


def header_path(line: str) -> tuple[str, ...]:
    """The keys in the header of a table; empty when *line* is none."""
    path: list[str] = []
    value: Any = parsed_line(line) if is_header(line) else {}
    while isinstance(value, Mapping) and len(value) == 1:
        key, value = next(iter(value.items()))
        path.append(key)
    return tuple(path)


def with_settings(content: str, table: Sequence[str], header: str, added: Sequence[tuple[str, str]]) -> str:
    """*content* with settings at the end of the table *table*; a table that is not there comes last, below *header*.

    Args:
        table: keys of the table; empty for the settings above all tables.
        header: what stands above them where the table is new: its header, or the same as a remark.
        added: (remark, setting), a line each; a setting that stands in the table already is not added again.
    """
    lines = content.splitlines()
    start, end = _section(lines, tuple(table))
    if start is None and header in lines:  # a remark of ours from before
        start = lines.index(header) + 1
        end = next((index for index in range(start, len(lines)) if not lines[index].startswith("#")), len(lines))
    fresh = [line for pair in _not_in(lines[start:end] if start is not None else [], added) for line in pair]
    if not fresh:
        return content
    if start is None:
        return "\n".join([*lines, "", header, *fresh]) + "\n"
    return "\n".join([*lines[:end], *fresh, *lines[end:]]) + "\n"


def _section(lines: Sequence[str], table: tuple[str, ...]) -> tuple[int | None, int]:
    """Where the settings of *table* begin and end; None when it is not there."""
    start: int | None = None if table else 0
    end = len(lines)
    for index, line in enumerate(lines):
        if is_header(line):
            if start is not None:
                end = _above_remarks(lines, index)
                break
            if header_path(line) == table:
                start = index + 1
    while start is not None and end > start and not lines[end - 1].strip():
        end -= 1
    return start, end


def _above_remarks(lines: Sequence[str], header: int) -> int:
    """The line where the remarks right above a header begin: they belong to it."""
    first = header
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first if not first or not lines[first - 1].strip() else header


def _not_in(lines: Sequence[str], added: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    there = {line.strip() for line in lines}
    return [(remark, setting) for remark, setting in added if setting.strip() not in there]
