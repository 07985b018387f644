"""The table `words.toml`: which words tell a body, a line, an act, a manner of writing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from dossier.record.text import fold_tone

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class BodyWord:
    """A row of `[[body]]`: what bodies of one rank are called.

    Args:
        kind: `cell`, `section`, `committee`, or `other` for bodies that are never an office's own.
        name, branch: the first words of a body's name, and of what its lower bodies call it.
        codes: what our forms print for it behind the slash of a number.
        proper: the words that follow are the name of a place.
    """

    kind: str
    name: str
    branch: str
    codes: tuple[str, ...] = ()
    proper: bool = False

    @property
    def key(self) -> str:
        """What both ways of calling it have in common, for comparing."""
        return fold_tone(self.branch)


@dataclass(frozen=True)
class Words:
    """The whole table; patterns compiled, starts of names folded.

    Args:
        starts: folded first words of a name -> its row; longest_start: how many words the longest of them has.
        spoken: finds in running text what may be a body's name: group `start`, and behind it the text that follows.
        lines, on_behalf, acts, said, kinds: patterns by name, in the order of the table.
        manners: setting -> its value -> pattern.
        small, capitals: folded words of names that keep small letters, or capitals.
        places: folded words behind which a committee's name is that of a place.
        titles: what stands before a person's name.
    """

    starts: Mapping[str, BodyWord]
    longest_start: int
    spoken: Pattern
    lines: Mapping[str, Pattern]
    on_behalf: Mapping[str, Pattern]
    acts: Mapping[str, Pattern]
    said: Mapping[str, Pattern]
    kinds: Mapping[str, Pattern]
    manners: Mapping[str, Mapping[str, Pattern]]
    addressee: Mapping[str, Pattern]
    small: frozenset[str]
    capitals: frozenset[str]
    places: frozenset[str]
    titles: Pattern


@cache
def learning_words() -> Words:
    """The table, read once."""
    data = tomli.loads(files("dossier.learning").joinpath("words.toml").read_text("utf-8"))
    starts: dict[str, BodyWord] = {}
    typed: list[str] = []
    for row in data["body"]:
        word = BodyWord(row["kind"], row["name"], row["branch"], tuple(row["codes"]), row.get("proper", False))
        starts |= {fold_tone(start): word for start in row["starts"]}
        typed += row["starts"] if word.kind != "other" else []
    return Words(
        starts=starts,
        longest_start=max(len(start.split(" ")) for start in starts),
        spoken=_spoken(typed),
        lines=_compiled(data["line"]),
        on_behalf=_compiled(data["on_behalf"]),
        acts=_compiled(data["act"]),
        said=_compiled(data["said"]),
        kinds=_compiled(data["kind"], re.IGNORECASE),
        manners={key: _compiled(data[key]) for key in ("spelling", "father_word", "blanks")},
        addressee=_compiled(data["cell_committee"]),
        small=frozenset(map(fold_tone, data["name"]["small"])),
        capitals=frozenset(map(fold_tone, data["name"]["capitals"])),
        places=frozenset(map(fold_tone, data["name"]["places"])),
        titles=re.compile(data["name"]["titles"]),
    )


def _compiled(table: Mapping[str, Any], flags: int = 0) -> dict[str, Pattern]:
    return {name: re.compile(pattern, flags) for name, pattern in table.items()}


def _spoken(starts: list[str]) -> Pattern:
    longest_first = sorted(starts, key=lambda start: -len(start))
    words = "|".join(re.escape(start).replace("ủy", "(?:ủy|uỷ)") for start in longest_first)
    return re.compile(rf"(?<!\w)(?P<start>{words})\s+(?=\w)", re.IGNORECASE)
