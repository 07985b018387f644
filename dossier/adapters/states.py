"""A state of a record: the bytes that it is kept as, and what they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossier.adapters.files import RECORD_NAME, record_json, record_of
from dossier.adapters.limits import MOST_FILE_BYTES
from dossier.errors import InputError
from dossier.messages import said
from dossier.record.edit import changed_places
from dossier.record.text import nfc


def digest(content: bytes) -> str:
    """SHA-256 of *content* in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class State:
    """The bytes of a record, as read or about to be written; they may be no record at all."""

    content: bytes

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> State:
        """*data* as we write a record, in NFC.

        Raises:
            InputError: it could not be read again: no JSON, nested too deep, too large.
        """
        try:
            state = cls(record_json(nfc(dict(data))))
        except (ValueError, TypeError, RecursionError) as error:
            raise InputError(RECORD_NAME, *said("not_json_data")) from error
        if len(state.content) > MOST_FILE_BYTES:
            raise InputError(RECORD_NAME, *said("too_large"))
        assert state.data is not None
        return state

    @cached_property
    def etag(self) -> str:
        """SHA-256 of the bytes."""
        return digest(self.content)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The record, migrated and in NFC.

        Raises:
            InputError: it is none.
        """
        return record_of(self.content, RECORD_NAME)

    @property
    def readable(self) -> dict[str, Any] | None:
        """As `data`; None when it is no record."""
        try:
            return self.data
        except InputError:
            return None


def differences(before: State | None, after: State) -> list[str]:
    """JSON Pointers of what differs; nothing for a new record, or where one of them is no record."""
    if before is None or before.readable is None or after.readable is None:
        return []
    return changed_places(before.data, after.data)


def check_id(name: str, before: State, after: State) -> None:
    """A record keeps its id; one that differs from the name of its folder may get that name.

    Raises:
        InputError: it would get another one.
    """
    present = (before.readable or {}).get("record_id")
    if after.data.get("record_id") not in (name, present):
        raise InputError("/record_id", *said("id_fixed"))
