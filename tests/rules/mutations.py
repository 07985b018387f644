"""The rows of tests/mutations.toml, each as the single changes of the complete sample that it stands for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from dossier.findings import Finding, Severity
from dossier.record.edit import edited
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.stages import Stage
from tests.rules.cases import HERE, complete, report_on

TABLE = HERE.parent / "mutations.toml"
LAST = Stage.RECOGNITION_SUBMISSION.value


@dataclass(frozen=True)
class Mutation:
    """One change of the sample, and the codes that must speak of it.

    Args:
        name: what is done, by place; never a value.
        place: the concrete place that is changed (of a swap: the first).
        wanted: code -> how loudly it must speak: `expect` (not ready), `warn`, `notice`.
        stages: the stages at which it is judged.
        put, remove: the change itself.
        given, lacking: what is put and removed beforehand, and is no fault.
    """

    name: str
    place: str
    wanted: dict[str, str]
    stages: tuple[str, ...]
    put: dict[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()

    @property
    def before(self) -> Mapping[str, Any]:
        """The sample before the change."""
        untouched = not self.given and not self.lacking
        return sample().data if untouched else edited(sample().data, put=self.given, remove=self.lacking)

    @cached_property
    def _after(self) -> dict[str, Any]:
        return edited(self.before, put=self.put, remove=self.remove)

    def findings(self, stage: str) -> tuple[Finding, ...]:
        """What is found after the change."""
        return report_on(self._after, stage=stage, overlays=self.overlays).findings

    @property
    def silent(self) -> list[str]:
        """The codes that ought to speak at a stage and do not."""
        return [
            f"{code} at {stage}"
            for stage in self.stages
            for found in [self.findings(stage)]
            for code, loudness in self.wanted.items()
            if not any(finding.code == code and _is_loud(finding, loudness) for finding in found)
        ]


def _is_loud(finding: Finding, loudness: str) -> bool:
    if loudness == "expect":
        return finding.blocks
    return loudness == "notice" or finding.severity is not Severity.NOTICE


@cache
def sample() -> Record:
    return Record(json.loads(complete()))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def mutations() -> list[Mutation]:
    """Every change that the table asks for."""
    found = []
    for section, content in _table().items():
        if section != "unnoticed":
            first = LAST if section == "order" else Stage(section).value
            found += [one for row in content["rows"] for one in _of_row(row, tuple(dict.fromkeys((first, LAST))))]
    return found


def unnoticed() -> dict[str, str]:
    """What no rule notices: concrete place -> the reason."""
    return {place: row["why"] for row in _table()["unnoticed"] for place in _all(row["remove"])}


def gaps() -> list[str]:
    """The places that the notes ask for and no rule does yet."""
    return [place for row in _table()["unnoticed"] if row.get("gap") for place in _all(row["remove"])]


def _of_row(row: dict[str, Any], stages: tuple[str, ...]) -> Iterator[Mutation]:
    def one(what: str, place: str, put: dict[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Mutation:
        return Mutation(
            name=f"{stages[0]} {what}",
            place=place,
            wanted={code: loudness for loudness in ("notice", "warn", "expect") for code in row.get(loudness, ())},
            stages=stages,
            put=put or {},
            remove=remove,
            given=row.get("with", {}),
            lacking=tuple(row.get("without", ())),
            overlays=tuple(row.get("overlays", ())),
        )

    if "swap" in row:
        for first, second in _pairs(*row["swap"]):
            changed = {first: sample().get(second), second: sample().get(first)}
            yield one(f"swap {first} {second}", first, put=changed)
    elif "put" in row:
        values = row["values"] if "values" in row else [row["value"]]
        for place in _all(row["put"]):
            for number, value in enumerate(values, start=1):
                yield one(f"put {place}" + (f" {number}" if len(values) > 1 else ""), place, put={place: value})
    elif "remove_all" in row:
        yield one(f"remove all {row['remove_all']}", row["remove_all"], remove=(row["remove_all"],))
    else:
        for place in _all(row["remove"]):
            yield one(f"remove {place}", place, remove=(place,))


def _pairs(first: str, second: str) -> list[tuple[str, str]]:
    """The concrete pairs of two places: item by item where both mean the same number of items."""
    ones, others = concrete(first), concrete(second)
    if len(ones) == len(others):
        return list(zip(ones, others, strict=True))
    return [(one, other) for one in ones for other in others]


def _all(places: str | list[str]) -> list[str]:
    return [one for place in ([places] if isinstance(places, str) else places) for one in concrete(place)]


def concrete(place: str) -> list[str]:
    """The places of the sample that *place* means; each must hold something."""
    spots = sample().spots(place)
    # of papers of many purposes only some have a date or a flag
    found = [spot.at for spot in spots if spot.value is not None]
    if not found:
        raise ValueError(f"the complete sample has nothing at {place}")
    return found


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FLAGS = frozenset({"signed", "sealed", "handwritten", "on_photo"})
VOTES = (
    "/cell_meeting", "/committee_meeting", "/decision", "/youth_union", "/opinions", "/probation/opinions",
    "/probation/cell_meeting", "/probation/committee_meeting", "/probation/official_decision",
)  # fmt: skip


def must_stand() -> list[str]:
    """Every paper of the sample, every flag of a paper, every date, every number of a vote; by concrete place."""
    papers = list(sample().concrete("/papers/*"))
    return papers + [sample().concrete(at)[0] for at, value in _leaves(sample().data, "") if _counts(at, value)]


def _counts(at: str, value: Any) -> bool:
    if isinstance(value, str):
        # what a paper shows is a copy, changed and compared, not asked for
        return DATE.fullmatch(value) is not None and "/shows/" not in at
    if isinstance(value, bool):
        return is_within(at, "/papers") and at.rpartition("/")[2] in FLAGS
    return isinstance(value, int) and any(is_within(at, sitting) for sitting in VOTES)


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, f"{at}/{key}")
    else:
        yield at, value


def _every_leaf() -> list[str]:
    """Every value of the sample, by concrete place; what makes it a record at all is left out."""
    return [
        sample().concrete(at)[0] for at, _ in _leaves(sample().data, "") if at not in ("/schema_version", "/record_id")
    ]


EVERY_LEAF = _every_leaf()
