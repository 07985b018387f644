"""What is asked of every dossier besides the rules: schema, dates still to come, papers against their acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from dossier.findings import Finding, Severity, Text, Verdict, Where
from dossier.record.dates import parse_date
from dossier.record.dossier import Dossier
from dossier.record.places import join_pointer
from dossier.record.record import Record
from dossier.record.schema import node
from dossier.record.stages import Stage
from dossier.rules.answers import builtin_finding, spellings
from dossier.rules.rulebook import PaperRow, Rulebook


def schema_findings(dossier: Dossier, rulebook: Rulebook) -> Iterator[Finding]:
    """One finding `SCHEMA` for each place the schema refuses; it names the place and what was expected."""
    title = rulebook.messages["schema"]
    for problem in dossier.problems:
        expected = Text(problem.expected["vi"], problem.expected["en"])
        says, fix = rulebook.messages["schema_says"], rulebook.messages["schema_fix"]
        values = {"label": problem.label or rulebook.messages["whole_record"].vi}
        yield Finding(
            code="SCHEMA", ask=problem.keyword, verdict=Verdict.FAIL, severity=Severity.ERROR, title=title,
            message=Text(
                says.vi.format(expected=expected.vi, **values), says.en.format(expected=expected.en, **values)
            ),
            where=Where(problem.pointer, problem.label), fix=Text(fix.vi.format(**values), fix.en.format(**values)),
            source=None, confidence=None, edition_from=None, who="office",
        )  # fmt: skip


def future_dates(record: Record, rulebook: Rulebook, as_of: date) -> Iterator[Finding]:
    """A warning for each date after the day of the check, save those that may lie ahead."""
    plain = {key: value for key, value in record.data.items() if key != "local"}
    paths: list[list[str | int]] = []
    _later(plain, as_of.isoformat(), [], paths)
    for path in paths:
        pointer = ""
        for key in path:
            pointer = join_pointer(pointer, key)
        schema = node(pointer)
        if schema is not None and not schema.get("x-may-be-future"):
            at = record.concrete(pointer)[0]
            yield builtin_finding("SCHEMA", "future_date", at, record, rulebook, Severity.WARNING)


def _later(value: Any, latest: str, here: list[str | int], found: list[list[str | int]]) -> None:
    """Add the path of every whole date later than *latest* to *found*."""
    items: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, str):
            if len(item) == 10 and item > latest and parse_date(item) is not None:
                found.append([*here, key])
        elif isinstance(item, (dict, list)) and item:
            here.append(key)
            _later(item, latest, here, found)
            here.pop()


def file_findings(dossier: Dossier, record: Record, rulebook: Rulebook) -> Iterator[Finding]:
    """A warning for each file that a paper names and that cannot be read; one that is not there is no fault."""
    named = [(f"/papers/{i}/files", name) for i, paper in enumerate(record.items("/papers"))
             for name in (paper or {}).get("files") or ()]  # fmt: skip
    photo = record.text("/candidate/photo")
    for place, name in [*named, *([("/candidate/photo", photo)] if photo else [])]:
        facts = dossier.files.get(name)
        if facts is not None and facts.problem is not None:
            at = record.concrete(place)[0]
            yield builtin_finding("PAPER", f"file_{facts.problem}", at, record, rulebook, Severity.WARNING)


def paper_findings(record: Record, stage: Stage, rulebook: Rulebook) -> Iterator[Finding]:
    """A finding `PAPER` wherever a paper and the act it proves disagree on date or number."""
    for index, paper in enumerate(record.items("/papers")):
        for row in rulebook.papers_of(str(paper.get("form"))) if paper is not None else ():
            wanted = row.purpose is None or row.purpose == paper.get("purpose")
            if wanted and stage.includes(row.stage):
                yield from _paper(record, index, paper, row, rulebook)


def _paper(
    record: Record, index: int, paper: Mapping[str, Any], row: PaperRow, rulebook: Rulebook
) -> Iterator[Finding]:
    act = _act(record, paper, row)
    if act is None:
        return
    for key, act_key in (("date", row.date), ("number", row.number)):
        on_paper, of_act = paper.get(key), act.get(act_key) if act_key else None
        if on_paper is None or of_act is None or on_paper == of_act:
            continue
        if _plain(on_paper) != _plain(of_act):
            at = record.concrete(f"/papers/{index}")[0]
            message = "paper_date" if key == "date" else "paper_number"
            yield builtin_finding("PAPER", message, f"{at}/{key}", record, rulebook, Severity.ERROR)


def _act(record: Record, paper: Mapping[str, Any], row: PaperRow) -> Mapping[str, Any] | None:
    """The object *paper* proves: the one it names, else the only one there is."""
    about = paper.get("about")
    if isinstance(about, str) and about:
        known = record.known(about) if spellings(record, about) else ()
    else:
        known = record.known(row.object)
    act = known[0].value if len(known) == 1 else None
    return act if isinstance(act, dict) else None


def _plain(value: object) -> str:
    """A date or number as it is compared: zeros in front and spaces do not count."""
    return str(value).replace(" ", "").lstrip("0").casefold()
