"""The rows of tests/mutations.toml, each as the single changes of the complete sample that it stands for."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dossier.findings import Report, Severity
from dossier.record.places import is_within
from dossier.record.record import Record
from dossier.record.stages import Stage
from tests.rules.cases import HERE, complete, report_of

TABLE = HERE.parent / "mutations.toml"
LAST = Stage.RECOGNITION_SUBMISSION


@dataclass(frozen=True)
class Mutation:
    """One change of the sample, and the codes that must speak of it.

    Args:
        name: what is done, by place; never a value.
        place: the concrete place that is changed (of a swap: the first).
        blocks: codes that must keep the dossier from being ready.
        warns: codes that must be found, at least as warnings.
        stages: the stages at which it is judged.
    """

    name: str
    place: str
    blocks: tuple[str, ...]
    warns: tuple[str, ...]
    stages: tuple[str, ...]
    put: dict[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    overlays: tuple[str, ...] = ()

    @property
    def silent(self) -> list[str]:
        """The codes that ought to speak at a stage and do not."""
        lacking = []
        for stage in self.stages:
            report = report_of(
                {"put": self.put, "remove": self.remove, "stage": stage, "overlays": list(self.overlays)}
            )
            lacking += [f"{code} at {stage}" for code in self.blocks if not _speaks(report, code, blocking=True)]
            lacking += [f"{code} at {stage}" for code in self.warns if not _speaks(report, code, blocking=False)]
        return lacking


def _speaks(report: Report, code: str, *, blocking: bool) -> bool:
    return any(
        finding.code == code and (finding.blocks if blocking else finding.severity is not Severity.NOTICE)
        for finding in report.findings
    )


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
        if section == "unnoticed":
            continue
        first = LAST if section == "order" else Stage(section)
        for row in content["rows"]:
            found += list(_of_row(row, (first.value, LAST.value) if first is not LAST else (LAST.value,)))
    return found


def unnoticed() -> list[dict[str, Any]]:
    """What no rule notices, with the reason."""
    rows: list[dict[str, Any]] = _table()["unnoticed"]
    return rows


def _of_row(row: dict[str, Any], stages: tuple[str, ...]) -> Iterator[Mutation]:
    common = {
        "blocks": tuple(row.get("expect", ())),
        "warns": tuple(row.get("warn", ())),
        "stages": stages,
        "overlays": tuple(row.get("overlays", ())),
    }
    if "swap" in row:
        first, second = row["swap"]
        for one in concrete(first):
            for other in concrete(second):
                values = {one: sample().get(other), other: sample().get(one)}
                yield Mutation(name=f"swap {one} {other}", place=one, put=values, **common)
    elif "put" in row:
        values = row.get("values", [row.get("value")])
        for place in concrete(row["put"]):
            for number, value in enumerate(values):
                name = f"put {place}" + (f" #{number + 1}" if len(values) > 1 else "")
                yield Mutation(name=name, place=place, put={place: value}, **common)
    else:
        places = row["remove"] if isinstance(row["remove"], list) else [row["remove"]]
        for place in (one for written in places for one in concrete(written)):
            yield Mutation(name=f"remove {place}", place=place, remove=(place,), **common)


def concrete(place: str) -> list[str]:
    """The places of the sample that *place* means; each must hold something."""
    spots = sample().spots(place)
    empty = [spot.at for spot in spots if spot.value is None]
    if empty or not spots:
        raise ValueError(f"the complete sample has nothing at {empty or place}")
    return [spot.at for spot in spots]


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FLAGS = ("signed", "sealed", "handwritten")
MEETINGS = (
    "/cell_meeting", "/section_report", "/committee_meeting", "/decision", "/probation/cell_meeting",
    "/probation/committee_meeting", "/probation/official_decision", "/youth_union", "/opinions", "/probation/opinions",
)  # fmt: skip


def must_stand() -> list[str]:
    """Every paper of the sample, every flag of a paper, every date, every number of a vote; by concrete place."""
    papers = list(sample().concrete("/papers/*"))
    leaves = [sample().concrete(pointer)[0] for pointer, value in _leaves(sample().data, "") if _counts(pointer, value)]
    return papers + leaves


def _counts(pointer: str, value: Any) -> bool:
    if isinstance(value, str):
        return DATE.fullmatch(value) is not None and "/shows/" not in pointer
    if isinstance(value, bool):
        return pointer.startswith("/papers/") and pointer.rpartition("/")[2] in (*FLAGS, "on_photo")
    return isinstance(value, int) and any(is_within(pointer, meeting) for meeting in MEETINGS)


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield at, value
    else:
        for key, item in items:
            yield from _leaves(item, f"{at}/{key}")
