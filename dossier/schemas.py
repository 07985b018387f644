"""The schemas that come with the program: whether a value obeys one, and what it has against a value.

``jsonschema-rs`` decides, thousands of times faster; only a value that it refuses is shown to ``jsonschema``, which
explains, and which takes longer to read in than most of the program.
"""

from __future__ import annotations

import json
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from dossier.resources import schema_path

if TYPE_CHECKING:
    import jsonschema

Path = tuple[str | int, ...]

_UNREADABLE = (ValueError, TypeError, OverflowError, RecursionError)  # values that JSON does not know


class Schema:
    """One schema (JSON Schema 2020-12, formats checked).

    Args:
        document: the schema itself.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    @cached_property
    def _decides(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self.document, validate_formats=True)

    @cached_property
    def _explains(self) -> jsonschema.Draft202012Validator:
        from jsonschema import Draft202012Validator

        return Draft202012Validator(self.document, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def is_valid(self, value: object) -> bool:
        """True when *value* (a JSON value) obeys the schema; about 0.1 µs a value."""
        try:
            return bool(self._decides.is_valid(value))
        except _UNREADABLE:
            return False

    def refused(self, value: object) -> list[Path] | None:
        """The paths of the parts that are refused; None for a value that JSON does not know."""
        try:
            return [tuple(error.instance_path) for error in self._decides.iter_errors(value)]
        except _UNREADABLE:
            return None

    def errors(self, value: object) -> list[jsonschema.ValidationError]:
        """What the schema has against *value*, explained; empty when it is valid."""
        return [] if self.is_valid(value) else list(self._explains.iter_errors(value))


@cache
def schema(name: str) -> Schema:
    """The schema *name*: `record`, `office`, `rules`, `manifest` or `report`."""
    return Schema(json.loads(schema_path(name).read_text(encoding="utf-8")))
