"""Which record a person of an office's own list is: known by number, else by name and birth date, else new.

An id is made from the name in plain letters and a counter; a second import finds the person's record again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dossier.adapters.files import RECORD_NAME, read_bytes, strict_json
from dossier.adapters.folders import folder_name
from dossier.errors import InputError
from dossier.record.text import fold, nfc

_MOST_NAME = 50
_NOT_IN_STEM = re.compile("[^a-z0-9]+")
_NOBODY = "nguoi"


@dataclass(slots=True)
class Known:
    """A person who has a record: what tells him from others, and whether this import has met him."""

    record_id: str
    name: str
    birth: str | None
    number: str | None
    met: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """The record of a person: its id, how he was found ("id", "number", "birth", "name", "new"), and

    Args:
        again: this import has met him before.
        namesake: a new record, while another person of that name has one that may be his.
    """

    record_id: str
    how: str
    again: bool = False
    namesake: bool = False


class People:
    """The persons who have a record in *out*, and those of this import.

    Args:
        out: folder of dossier folders; need not exist.

    Attributes:
        unreadable: folders whose record could not be read.
    """

    def __init__(self, out: Path) -> None:
        self.unreadable: list[str] = []
        self._ids: dict[str, Known] = {}
        self._by_number: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = {}
        self._taken: set[str] = set()
        self._counters: dict[str, int] = {}
        for person in self._read(out):
            self._add(person)

    def _read(self, out: Path) -> Iterator[Known]:
        if not out.is_dir():
            return
        for folder in sorted(out.iterdir(), key=lambda entry: (len(entry.name), entry.name)):  # counters in order
            self._taken.add(folder.name.casefold())
            path = folder / RECORD_NAME
            if not path.is_file():
                continue
            try:
                data = strict_json(read_bytes(path), f"{folder.name}/{RECORD_NAME}")
            except InputError:
                self.unreadable.append(folder.name)
                continue
            candidate = data.get("candidate") if isinstance(data, dict) else None
            facts: Mapping[str, Any] = candidate if isinstance(candidate, dict) else {}
            name, birth, number = (facts.get(key) for key in ("birth_name", "date_of_birth", "national_id"))
            yield Known(folder.name, fold(nfc(str(name or ""))), _text(birth), _text(number))

    def _add(self, person: Known) -> None:
        self._taken.add(person.record_id.casefold())
        self._ids[person.record_id.casefold()] = person
        if person.number:
            self._by_number.setdefault(person.number, person)
        if person.name:
            self._by_name.setdefault(person.name, []).append(person)

    def claim(
        self, name: str, birth: str | None, number: str | None, record_id: str | None = None, *, dated: bool = False
    ) -> Claim:
        """The record of the person of one row.

        Args:
            name: full name, as it stands in the list.
            birth: ISO date; ``number``: twelve digits; ``record_id``: as the list has it; None when not known.
            dated: a new id ends in the year of birth, and in a counter only where that is taken.
        """
        folded = fold(name)
        person, how = self._find(folded, birth, number, record_id)
        if person is None:
            namesake = any(
                not known.met and not _differ(known.number, number) for known in self._by_name.get(folded, ())
            )
            made = record_id or self._made(name, (birth or "")[:4] if dated else "")
            person = Known(made, folded, birth, number, met=True)
            self._add(person)
            # with an id of the list's own there is nothing to mix up, and two birth dates are two persons
            return Claim(person.record_id, "new", namesake=namesake and record_id is None and birth is None)
        again, person.met = person.met, True
        self._learn(person, birth, number)
        return Claim(person.record_id, how, again)

    def _find(
        self, folded: str, birth: str | None, number: str | None, record_id: str | None
    ) -> tuple[Known | None, str]:
        if record_id is not None:
            return self._ids.get(record_id.casefold()), "id"
        if number is not None and number in self._by_number:
            return self._by_number[number], "number"
        namesakes = [known for known in self._by_name.get(folded, ()) if not _differ(known.number, number)]
        if birth is not None:
            same_day = [known for known in namesakes if known.birth == birth]
            if same_day:
                return same_day[0], "birth"
        # a record that knows no birth date can be his, unless several can, or this import gave it to somebody
        unknown = [known for known in namesakes if known.birth is None and not known.met]
        if birth is None and unknown:
            return unknown[0], "name"
        return (unknown[0], "name") if len(unknown) == 1 else (None, "new")

    def _learn(self, person: Known, birth: str | None, number: str | None) -> None:
        person.birth = person.birth or birth
        if number and not person.number:
            person.number = number
            self._by_number.setdefault(number, person)

    def _made(self, name: str, year: str = "") -> str:
        letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
        stem = _NOT_IN_STEM.sub("-", letters)[:_MOST_NAME].strip("-") or _NOBODY
        if year:
            stem = f"{stem}-{year}"
            if stem not in self._taken:
                return folder_name(stem, stem)
        number = self._counters.get(stem, 0) + 1
        while f"{stem}-{number}" in self._taken:
            number += 1
        self._counters[stem] = number
        made = f"{stem}-{number}"
        return folder_name(made, made)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
