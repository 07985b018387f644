"""Rule cases as data: tests/rules/<CODE>/{pass,fail}/*.json, each a patch on the complete sample dossier."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dossier import check, load_rulebook
from dossier.findings import Report
from dossier.record.dossier import Dossier
from dossier.record.edit import edited
from dossier.record.office import Office

HERE = Path(__file__).parent
COMPLETE = HERE.parent.parent / "samples" / "dossiers" / "complete" / "record.json"
AS_OF = "2026-11-22"


@dataclass(frozen=True)
class Case:
    """One case: what is put and removed, at which stage it is judged, and what is expected."""

    path: Path

    @property
    def code(self) -> str:
        return self.path.parent.parent.name

    @property
    def name(self) -> str:
        return f"{self.code}-{self.path.parent.name}-{self.path.stem}"

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.path.read_text(encoding="utf-8"))


def cases(kind: str) -> list[Case]:
    return [Case(path) for path in sorted(HERE.glob(f"*/{kind}/*.json"))]


@cache
def complete() -> str:
    return COMPLETE.read_text(encoding="utf-8")


def report_of(case: dict[str, Any]) -> Report:
    return report_on(
        edited(json.loads(complete()), put=case.get("put"), remove=case.get("remove", ())),
        stage=case.get("stage", "recognition_submission"),
        overlays=case.get("overlays", ()),
        as_of=case.get("as_of", AS_OF),
    )


def report_on(
    data: Mapping[str, Any], *, stage: str = "recognition_submission", overlays: Sequence[str] = (), as_of: str = AS_OF
) -> Report:
    office = Office(settings={"overlays": list(overlays)})
    return check(
        Dossier(data), stage=stage, office=office, rulebook=load_rulebook(office), as_of=date.fromisoformat(as_of)
    )
