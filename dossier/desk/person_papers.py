"""The papers of one person: what the record says of each, their scans, and what is still missing at this stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dossier.adapters.ports import Held
from dossier.findings import Finding, Report
from dossier.record.places import Selector, parse_place
from dossier.record.schema import label, node

KEYS = ("form", "purpose", "about", "number")  # what tells one paper from another
PHOTO = "/candidate/photo"


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper of the record.

    Args:
        index: in `papers`; label: what it is called; key: what tells it from the others, for an upload.
        files: path as the record names it -> whether it is on disk.
        findings: what the check has against it.
    """

    index: int
    label: str
    key: Mapping[str, Any]
    date: str
    files: Mapping[str, bool]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper that the stage wants and the record does not have: what it is called, and the finding that wants it."""

    label: str
    key: Mapping[str, Any]
    finding: Finding


def papers_of(held: Held, report: Report) -> tuple[list[PaperEntry], list[MissingPaper]]:
    """The papers of a record with what was found of each, and those that are missing."""
    data, record = held.dossier.data, held.dossier.record
    listed = data.get("papers")
    papers = listed if isinstance(listed, list) else []
    about: dict[int, list[Finding]] = {}
    missing: dict[str, MissingPaper] = {}
    for finding in report.findings:
        place = finding.where.pointer
        if finding.settled or not place.startswith(("papers[", "/papers/")):
            continue
        steps = parse_place(place)
        selector = steps[1]
        at = record.index_pointer(place).split("/")
        if len(at) > 2 and at[2].isdigit():
            about.setdefault(int(at[2]), []).append(finding)
        elif isinstance(selector, Selector) and len(steps) == 2:
            key = {name: allowed[0] for name, allowed in selector.conditions if name in KEYS}
            missing.setdefault(label(place, data), MissingPaper(label(place, data), key, finding))
    entries = [
        PaperEntry(
            index=index, label=label(f"/papers/{index}", data),
            key={name: paper[name] for name in KEYS if paper.get(name) is not None},
            date=str(paper.get("date") or ""), files=_files(held, paper), findings=tuple(about.get(index, ())),
        )
        for index, paper in enumerate(papers)
        if isinstance(paper, Mapping)
    ]  # fmt: skip
    return entries, list(missing.values())


def _files(held: Held, paper: Mapping[str, Any]) -> dict[str, bool]:
    names = paper.get("files")
    facts = held.dossier.files
    return {
        name: name in facts and facts[name].exists
        for name in (names if isinstance(names, list) else [])
        if isinstance(name, str)
    }


def paper_kinds() -> dict[str, str]:
    """What a new paper may be: value of `form` -> its label, those of the packs first as the schema lists them."""
    return _labels("/papers/*/form")


def purposes() -> dict[str, str]:
    """What a paper may be for: value of `purpose` -> its label."""
    return _labels("/papers/*/purpose")


def _labels(place: str) -> dict[str, str]:
    schema = node(place) or {}
    labels = schema.get("x-one-of-labels") or schema.get("x-known-labels") or {}
    values = [value for value in schema.get("enum", labels) if isinstance(value, str)]
    return {value: labels.get(value, value) for value in values}
