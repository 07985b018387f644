"""Older records brought to the present schema, in memory, one pure step a version.

A step is never changed once it has been released; each has a frozen record in tests/record/fixtures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dossier.errors import InputError
from dossier.messages import said

CURRENT = "1"

_VERSION = re.compile(r"0|[1-9][0-9]{0,8}")


def migrate(record: dict[str, Any]) -> dict[str, Any]:
    """*record* in the present schema; the argument is not touched.

    Args:
        record: a JSON object. One whose version is absent or malformed comes back as it is: the schema
            says what is wrong with it.

    Raises:
        InputError: a newer version of the program wrote the record.
    """
    version = record.get("schema_version")
    if not isinstance(version, str) or _VERSION.fullmatch(version) is None:
        return record
    if int(version) > int(CURRENT):
        raise InputError("/schema_version", *said("newer_schema"))
    while version != CURRENT:
        record = _STEPS[version](record)
        version = record["schema_version"]
    return record


def _from_0(record: dict[str, Any]) -> dict[str, Any]:
    """Version 0 called the birth name `full_name` and the state of the stamp `status`."""
    migrated = {**record, "schema_version": "1"}
    if isinstance(record.get("candidate"), Mapping):
        migrated["candidate"] = _renamed(record["candidate"], "full_name", "birth_name")
    if isinstance(record.get("papers"), list):
        migrated["papers"] = [_stamp_from_0(paper) for paper in record["papers"]]
    return migrated


def _stamp_from_0(paper: Any) -> Any:
    if not isinstance(paper, Mapping) or not isinstance(paper.get("cross_page_stamp"), Mapping):
        return paper
    return {**paper, "cross_page_stamp": _renamed(paper["cross_page_stamp"], "status", "state")}


def _renamed(item: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """*item* with the key *old* called *new*, in the same place; both there: the schema shall say so."""
    if new in item:
        return dict(item)
    return {new if key == old else key: value for key, value in item.items()}


_STEPS: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType({"0": _from_0})
