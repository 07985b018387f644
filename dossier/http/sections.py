"""The pages that a record is split into, from `sections.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.messages import text
from dossier.record.places import is_within
from dossier.record.record import Record


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the record.

    Args:
        id: for addresses; letters and underscores.
        places: JSON Pointers of what stands on it, with everything below them, in this order.
    """

    id: str
    places: tuple[str, ...]

    def title(self, lang: str) -> str:
        """Heading of the page."""
        return text(f"page.form.section.{self.id}", lang)

    def help(self, lang: str) -> str:
        """One or two sentences on what belongs here."""
        return text(f"page.form.help.{self.id}", lang)

    def holds(self, pointer: str) -> bool:
        """True when *pointer* (plain) is a place of this page or lies below one."""
        return any(is_within(pointer, place) for place in self.places)


@cache
def tables() -> Mapping[str, Any]:
    """`sections.toml`."""
    return tomli.loads(Path(__file__).with_name("sections.toml").read_text(encoding="utf-8"))


@cache
def sections() -> tuple[Section, ...]:
    """All pages, in the order in which a secretary works."""
    return tuple(Section(table["id"], tuple(table["places"])) for table in tables()["section"])


def by_action() -> tuple[str, ...]:
    """Places that no page holds: they are changed by acts of their own (confirm, accept)."""
    return tuple(tables()["by_action"])


def section(id_: str) -> Section | None:
    """The page of that id, or None."""
    return next((section for section in sections() if section.id == id_), None)


def plain_pointer(place: str, data: Mapping[str, Any]) -> str:
    """*place*, as findings spell it (``papers[form=2-KNĐ]/date``), as a JSON Pointer in *data*, as far as it exists.

    A text that is no place gives the empty pointer, and so does one that leads through something that is no list.
    """
    try:
        return Record(data).index_pointer(place) if "[" in place else place
    except (ValueError, TypeError):
        return ""


def section_of(place: str, data: Mapping[str, Any]) -> Section | None:
    """The page on which *place* stands; of a place that several pages share, the first one.

    Returns:
        None for the record as a whole and for places changed by acts of their own.
    """
    pointer = plain_pointer(place, data)
    if not pointer.startswith("/") or any(is_within(pointer, own) for own in by_action()):
        return None
    found = next((section for section in sections() if section.holds(pointer)), None)
    while found is None:  # around the places of some page, or a key that the schema does not know
        found = next((section for section in sections() if _is_around(pointer, section)), None)
        pointer = pointer.rpartition("/")[0]
    return found


def _is_around(pointer: str, section: Section) -> bool:
    return any(is_within(place, pointer) for place in section.places)


@cache
def around(section: Section) -> tuple[str, ...]:
    """The objects around the places of a page, as far as it is the first page for them; the record itself is ""."""
    parents = dict.fromkeys(
        place[:end] for place in section.places for end, letter in enumerate(place) if letter == "/"
    )
    return tuple(parent for parent in parents if next(s for s in sections() if _is_around(parent, s)) == section)
