"""What is asked of every dossier besides the rules: schema, dates still to come, papers against their acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from dossier.findings import Finding, Severity, Text, Verdict, Where
from dossier.record.dossier import Dossier
from dossier.record.record import Record
from dossier.record.schema import SHAPE, WHOLE_DATES, node
from dossier.record.stages import Stage
from dossier.rules.answers import builtin_finding
from dossier.rules.rulebook import Rulebook


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
    if record.once(_latest_date) <= as_of.isoformat():
        return
    for place in _dated_places(""):
        for at, day in record.dates(place):
            if day > as_of:
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


def _dated_places(place: str) -> Iterator[str]:
    """The places of those dates, from the object at *place* on."""
    dated = _dated(place)
    for key in dated.keys:
        yield f"{place}/{key}"
    for key, _ in dated.below:
        below = f"{place}/{key}"
        yield from _dated_places(f"{below}/*" if "items" in (node(below) or {}) else below)


def _latest_date(record: Record) -> str:
    """The latest date of the record that must not lie ahead, as it is written; empty when there is none."""
    return max(filter(None, _texts(record.data, _dated(""))), default="")


def _texts(value: Mapping[str, Any], dated: _Dated) -> list[str | None]:
    keys, below = dated
    found: list[str | None] = [*map(value.get, keys)]
    for key, inner in below:
        child = value.get(key)
        if not child:
            continue
        if isinstance(child, dict):
            found += _texts(child, inner)
        elif isinstance(child, list):
            for item in child:
                if item:
                    found += _texts(item, inner)
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
    proving = rulebook.papers_at(stage)
    for index, paper in enumerate(record.items("/papers")):
        for row in proving.get(paper.get("form"), ()):
            if row.purpose is not None and row.purpose != paper.get("purpose"):
                continue
            act = _act(record, paper.get("about") or row.object)
            facts = [*map(paper.get, row.on_paper)], [*map(act.get, row.in_act)]
            if facts[0] == facts[1]:
                continue
            for key, on_paper, of_act in zip(row.on_paper, *facts, strict=True):
                if on_paper is None or of_act is None or _plain(on_paper) == _plain(of_act):
                    continue
                at = f"{record.concrete(f'/papers/{index}')[0]}/{key}"
                yield builtin_finding("PAPER", f"paper_{key}", at, record, rulebook, Severity.ERROR)


def _act(record: Record, place: object) -> Mapping[str, Any]:
    """The object that a paper proves, the one at *place*; an empty one where that is none, or several."""
    try:
        known = record.known(place) if isinstance(place, str) else ()
    except ValueError:  # what a paper names is no place
        return {}
    act = known[0].value if len(known) == 1 else None
    return act if isinstance(act, dict) else {}


def _plain(value: object) -> str:
    """A date or number as it is compared: zeros in front and spaces do not count."""
    return str(value).replace(" ", "").lstrip("0").casefold()
