"""Makes everything in samples/ that is made: `python samples/make.py`. Running it twice gives the same bytes.

A person is a patch on the complete dossier, `persons/<record_id>.json`:

    about         one English sentence
    weeks_later   the acts of the procedure (dates from September 2024 on) move by so many whole weeks
    stands_at     the stage the person has come to: what comes later is not there yet
    instead       texts of the complete dossier -> what stands in their place, also inside longer texts
    remove, put   places, as in `dossier.record.edit`; done last, in this order
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dossier.adapters.files import load_dossier, strict_json, write_atomically
from dossier.adapters.workbook_write import write_workbook
from dossier.findings import Report
from dossier.forms.form_set import forms_for
from dossier.pipeline import look
from dossier.record.dossier import Dossier
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.schema import problems
from dossier.record.stages import Stage
from dossier.reports.json_report import json_report
from dossier.reports.text import text_report
from dossier.rules.loading import load_rulebook

SAMPLES = Path(__file__).resolve().parent
AS_OF = date(2026, 11, 22)  # the day on which the samples are judged, for ever
FIRST_ACT = date(2024, 9, 1)  # earlier dates are of people's lives, not of the procedure
# what the complete dossier holds from the act on that closes a stage, latest stage first
_LATER = {
    Stage.RECOGNITION: (
        "/probation/cell_meeting",
        "/probation/committee_meeting",
        "/probation/submission",
        "/probation/official_date",
        "/probation/official_decision",
        "papers[form=13-KNĐ|15-KNĐ|16-KNĐ]",
        "papers[purpose=index|card_request]",
        "papers[about=/probation/cell_meeting]",
    ),
    Stage.CEREMONY: (
        "/admission",
        "/probation",
        "papers[form=1-HSĐV|2-HSĐV|GCN-ĐVM|10-KNĐ|11-KNĐ|12-KNĐ]",
        "papers[purpose=ceremony_minutes]",
        "papers[about=/probation/opinions/residence]",
        "papers[about=/probation/opinions/organisations/0|/probation/opinions/organisations/1]",
        "/confirmations[code=I07|J08]",
    ),
    Stage.SUBMISSION: ("/submission", "/decision", "papers[form=9-KNĐ]", "papers[purpose=superior_appraisal]"),
    Stage.CELL_MEETING: (
        "/cell_meeting",
        "/committee_meeting",
        "papers[form=6-KNĐ|8-KNĐ]",
        "papers[purpose=cell_minutes]",
        "/confirmations[code=G05]",
    ),
    Stage.VERIFICATION: (
        *(f"/verification/requests/*/{key}" for key in ("sent_date", "received_date", "reply_number", "reply_date")),
        *(f"/verification/requests/*/{key}" for key in ("result", "report_date")),
        "/verification/remarks",
        "/verification/changed_since",
        *(f"/introducers/*/{key}" for key in ("background_notes", "strengths", "weaknesses", "date")),
        "/youth_union",
        "/opinions",
        "/cell_remark",
        "/committee_certification",
        "papers[form=20-KNĐ|tham-tra|3-KNĐ|4-KNĐ|5-KNĐ]",
        "papers[purpose=verifier_letter|verifier_report|branch_proposal|organisation_opinion|residence_opinion]",
    ),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Record = dict[str, Any]


def complete_record(samples: Path = SAMPLES) -> Record:
    """The record of the complete dossier."""
    record: Record = _read(samples / "dossiers" / "complete" / "record.json")
    return record


def patches(samples: Path = SAMPLES) -> dict[str, Record]:
    """The patches as written, record id -> patch, in the order of the ids."""
    return {file.stem: _read(file) for file in sorted((samples / "persons").glob("*.json"))}


def build(record_id: str, patch: Mapping[str, Any], complete: Record) -> Record:
    """The record of one person.

    Args:
        record_id: as the record shall bear it.
        patch: see the top of this file; every key is optional.
        complete: the record it is a patch on; not changed.

    Returns:
        A record without unknowns; a list is empty only where it is said that there is none. This is how the
        workbook gives it back.
    """
    weeks, instead = timedelta(weeks=patch.get("weeks_later", 0)), patch.get("instead", {})
    # a name may begin with another one: the longest goes first
    names = re.compile("|".join(re.escape(name) for name in sorted(instead, key=len, reverse=True)) or "(?!)")

    def written_anew(text: str) -> str:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return (day + weeks).isoformat() if day >= FIRST_ACT else text
        return names.sub(lambda match: instead[match[0]], text)

    moved = _with_texts(complete, written_anew)
    remove = [*_later_than(patch.get("stands_at")), *patch.get("remove", ())]
    record = edited(moved, put={"/record_id": record_id, **patch.get("put", {})}, remove=remove)
    return dict(_known(record))


def persons(samples: Path = SAMPLES) -> list[Record]:
    """The records of all persons, in the order of their ids."""
    complete = complete_record(samples)
    return [build(record_id, patch, complete) for record_id, patch in patches(samples).items()]


def report_on(dossier: Dossier, stage: str | None = None) -> Report:
    """What the program says of *dossier* on the day of the samples, blanks of its forms included.

    The version of the rules is left out: it changes with every letter of them.
    """
    office = Office()
    report, _ = look(
        dossier, stage=stage, office=office, rulebook=load_rulebook(office), forms=forms_for(office), as_of=AS_OF
    )
    return replace(report, versions={})


def expected(samples: Path = SAMPLES) -> Iterator[tuple[str, str]]:
    """The expected reports, (file name, content): each person, and the complete dossier at every stage."""
    for record in persons(samples):
        yield f"{record['record_id']}.json", json_report([report_on(Dossier(record))])
    complete = load_dossier(samples / "dossiers" / "complete")
    for stage in Stage:
        report = report_on(complete, stage.value)
        yield f"complete-{stage.value}.json", json_report([report])
        yield f"complete-{stage.value}.txt", text_report(report)


def make(samples: Path = SAMPLES) -> None:
    """Write the cohort workbook and the expected reports.

    Raises:
        ValueError: a record is not what the schema wants.
    """
    cohort = persons(samples)
    for record in cohort:
        for problem in problems(record):
            raise ValueError(f"persons/{record['record_id']}.json makes a record with a fault at {problem.pointer}")
    write_workbook(samples / "cohort.xlsx", cohort)
    folder = samples / "expected"
    made = dict(expected(samples))
    for name, content in made.items():
        write_atomically(folder / name, content.encode())
    for file in folder.iterdir():
        if file.name not in made:
            file.unlink()


def _later_than(stage: str | None) -> Iterator[str]:
    """Places of the complete dossier that somebody who stands at *stage* does not have yet; None = all are there."""
    if stage is not None:
        for later, places in _LATER.items():
            yield from places
            if later == Stage(stage):
                return
        raise ValueError(f"nobody can stand at {stage!r} in the samples")


def _read(file: Path) -> Any:
    return strict_json(file.read_bytes(), file.name)


def _with_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _with_texts(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_texts(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _known(value: Any) -> Any:
    """*value* without unknowns, and without empty lists that nobody speaks of; None when nothing is left."""
    if isinstance(value, dict):
        known = {
            key: [] if item == [] and value.get(f"{key}_none") is True else _known(item) for key, item in value.items()
        }
        return {key: item for key, item in known.items() if item is not None} or None
    if isinstance(value, list):
        return [kept for item in value if (kept := _known(item)) is not None] or None
    return value


if __name__ == "__main__":
    make()
