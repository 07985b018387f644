"""What is asked of every dossier besides the rules: schema, dates still to come, papers against their acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from dossier.findings import Finding, Severity, Text, Verdict, Where
from dossier.record.dates import parse_date
from dossier.record.dossier import Dossier
from dossier.record.record import Record
from dossier.record.schema import SHAPE, WHOLE_DATES, node
from dossier.record.stages import Stage
from dossier.rules.answers import builtin_finding
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
    for pointer in _later(record.data, _dated(""), as_of.isoformat()):
        at = record.concrete(pointer)[0]
        yield builtin_finding("SCHEMA", "future_date", at, record, rulebook, Severity.WARNING)


class _Dated(NamedTuple):
    """Where dates stand in an object that must not lie ahead: under which keys, and below which."""

    keys: tuple[str, ...]
    below: tuple[tuple[str, _Dated], ...]


@cache
def _dated(place: str) -> _Dated:
    """The dates of the object at *place*, as the schema has them."""
    keys: list[str] = []
    below: list[tuple[str, _Dated]] = []
    for key in (node(place) or {}).get("properties", ()):
        child = node(f"{place}/{key}") or {}
        if child.get(SHAPE) in WHOLE_DATES and not child.get("x-may-be-future"):
            keys.append(key)
        inner = _dated(f"{place}/{key}/*" if "items" in child else f"{place}/{key}")
        if inner.keys or inner.below:
            below.append((key, inner))
    return _Dated(tuple(keys), tuple(below))


def _later(value: Mapping[str, Any], dated: _Dated, latest: str) -> list[str]:
    """The pointer from *value* to every whole date later than *latest*."""
    found = []
    for key in dated.keys:
        text = value.get(key)
        if text is not None and text > latest and parse_date(text) is not None:
            found.append(f"/{key}")
    for key, inner in dated.below:
        child = value.get(key)
        if not child:
            continue
        if isinstance(child, dict):
            for rest in _later(child, inner, latest):
                found.append(f"/{key}{rest}")
        elif isinstance(child, list):
            for index, item in enumerate(child):
                for rest in _later(item, inner, latest) if item else ():
                    found.append(f"/{key}/{index}{rest}")
    return found


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
        for row in rulebook.papers_of(paper.get("form")):
            if row.purpose not in (None, paper.get("purpose")) or not stage.includes(row.stage):
                continue
            act = _act(record, paper, row)
            for key, act_key in (("date", row.date), ("number", row.number)):
                on_paper, of_act = paper.get(key), act.get(act_key) if act and act_key else None
                if on_paper == of_act or on_paper is None or of_act is None or _plain(on_paper) == _plain(of_act):
                    continue
                at = f"{record.concrete(f'/papers/{index}')[0]}/{key}"
                yield builtin_finding("PAPER", f"paper_{key}", at, record, rulebook, Severity.ERROR)


def _act(record: Record, paper: Mapping[str, Any], row: PaperRow) -> Mapping[str, Any] | None:
    """The object *paper* proves: the one it names, else the only one there is."""
    about = paper.get("about")
    try:
        known = record.known(about if isinstance(about, str) and about else row.object)
    except ValueError:  # what it names is no place
        return None
    act = known[0].value if len(known) == 1 else None
    return act if isinstance(act, dict) else None


def _plain(value: object) -> str:
    """A date or number as it is compared: zeros in front and spaces do not count."""
    return str(value).replace(" ", "").lstrip("0").casefold()
