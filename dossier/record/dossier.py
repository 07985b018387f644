"""A dossier: the record, and what was read from its files. Adapters gather it; nothing changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dossier.findings import Input
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.schema import Problem, node, problems
from dossier.record.text import nfc


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file that a paper names: whether it is there, and its pages.

    ``pages`` is None for a file that has none (a photo), or that could not be read; ``problem`` says why.
    """

    path: str
    exists: bool
    pages: int | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Dossier:
    """One person's dossier.

    Args:
        data: the record as read: a JSON object, migrated to the present schema, text in NFC.
        name: how its file is called in messages; never a person's name.
        files: path as written in the record -> facts of that file; empty for a bare record.
        inputs: what was read, for the report.
    """

    data: Mapping[str, Any]
    name: str = "record.json"
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    inputs: tuple[Input, ...] = ()

    @property
    def record_id(self) -> str:
        """The id of the record; empty when it has none that can be used."""
        value = self.record.data.get("record_id")
        return value if isinstance(value, str) else ""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What the schema says against the record."""
        return problems(self.data)

    @cached_property
    def record(self) -> Record:
        """The record with every invalid place set to unknown."""
        return Record(without(self.data, [problem.pointer for problem in self.problems]))

    def record_for(self, office: Office) -> Record:
        """The record with the office's bodies and place where it says nothing."""
        data = office.effective(self.record.data)
        return self.record if data is self.record.data else Record(data)


def without(data: Mapping[str, Any], pointers: list[str]) -> Mapping[str, Any]:
    """*data* with the values at *pointers* (JSON Pointers) unknown; *data* itself is not touched."""
    if not pointers:
        return data
    result: Any = dict(data)
    for pointer in pointers:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        if not steps:
            return {}
        _forget(result, steps, pointer)
    return nfc(result) if isinstance(result, dict) else {}


def _is_object(pointer: str) -> bool:
    """Whether the schema wants an object at *pointer*."""
    schema = node(pointer) or {}
    return "object" in (schema.get("type") or ())


def _forget(parent: Any, steps: list[str], pointer: str) -> None:
    """Set one place to None, copying every container on the way once."""
    for depth, step in enumerate(steps):
        key: Any = int(step) if isinstance(parent, list) and step.isdigit() else step
        here = isinstance(parent, list) and isinstance(key, int) and key < len(parent)
        if not here and not (isinstance(parent, dict) and key in parent):
            return
        if depth == len(steps) - 1:
            # an item of which nothing is known is still an item: whoever goes through the list meets an object
            parent[key] = {} if isinstance(parent, list) and _is_object(pointer) else None
            return
        child = parent[key]
        parent[key] = list(child) if isinstance(child, list) else dict(child) if isinstance(child, dict) else child
        parent = parent[key]
