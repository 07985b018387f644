"""Reads the rule tables into a `Rulebook`, and refuses tables that disagree with themselves.

Every fault is collected with its place (file, rule, ask); they are raised together.
"""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from dossier.errors import RegulationError
from dossier.findings import NO_TEXT, Confidence, Severity, Source, Text
from dossier.record.conditions import compile_conditions
from dossier.record.dates import WorkCalendar
from dossier.record.office import Office
from dossier.record.places import parse_place
from dossier.record.schema import node
from dossier.record.stages import Stage
from dossier.resources import table_folder
from dossier.rules.checks import CHECKS
from dossier.rules.overlays import merge_overlays
from dossier.rules.reading import read_toml, table_faults
from dossier.rules.registry import CheckFunction
from dossier.rules.rulebook import Ask, Edition, PaperRow, Reading, Rule, Rulebook
from dossier.rules.word_checks import WORD_CHECKS
from dossier.rules.word_lines import load_word_lines, param_faults
from dossier.rules.word_paper import WordLines

Row = dict[str, Any]
# places of a record stand in these parameters of checks, whatever the check
_ALWAYS_VALUES = frozenset({"label", "date", "other_label", "other_date"})
_ALWAYS_LAYOUT = frozenset({"label"})


def load_rulebook(office: Office | None = None) -> Rulebook:
    """The rulebook with the office's overlays switched on.

    Raises:
        RegulationError: the tables disagree with themselves; lists every fault with its place.
    """
    office = office or Office()
    return _load(office.overlays, office.folder)


@cache
def _load(switched_on: tuple[str, ...], folder: Path | None) -> Rulebook:
    tables = table_folder()
    faults: list[str] = []
    documents = read_toml(tables / "documents.toml")
    rows = [
        {**row, "topic": path.stem}
        for folder in ("admission", "layout")
        for path in sorted((tables / folder).glob("*.toml"))
        for row in _rows(path, faults)
    ]
    rows, overlays = merge_overlays(rows, tables / "overlays", switched_on, folder, faults)
    word_lines = load_word_lines(tables / "word_lines.toml", faults)
    compiler = _Compiler(documents, word_lines, faults)
    rules: dict[str, Rule] = {}
    layout: dict[str, Rule] = {}
    for row in rows:
        rule = compiler.rule(row)
        if rule is not None:
            if rule.code in rules or rule.code in layout:
                faults.append(f"rule {rule.code}: stands twice in the tables")
            (layout if rule.kind == "layout" else rules)[rule.code] = rule
    papers = tuple(
        PaperRow(
            form=row["form"], purpose=row.get("purpose"), object=row["object"],
            date=row.get("date"), number=row.get("number"), stage=Stage(row["stage"]),
        )
        for row in read_toml(tables / "papers.toml")["paper"]
    )  # fmt: skip
    if faults:
        raise RegulationError(list(dict.fromkeys(faults)))  # several editions repeat what one row says
    words = (tables / "word_lines.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256(json.dumps([rows, documents, words], default=str, sort_keys=True).encode())
    return Rulebook(
        rules=rules,
        documents=documents,
        calendar=load_calendar(tables / "holidays" / "vn.toml"),
        papers=papers,
        overlays=overlays,
        messages=_messages(tables / "sentences.toml"),
        version=digest.hexdigest()[:12],
        layout=layout,
        word_lines=word_lines,
    )


def _rows(path: Path, faults: list[str]) -> list[Row]:
    data = read_toml(path)
    schema_faults = table_faults(data, path.name)
    faults.extend(schema_faults)
    return [] if schema_faults else list(data.get("rule", []))


def _messages(path: Path) -> Mapping[str, Text]:
    return {key: _text(value) for key, value in read_toml(path).items()}


def _text(value: Mapping[str, str] | None) -> Text:
    return Text(value["vi"], value["en"]) if value else NO_TEXT


def load_calendar(path: Path) -> WorkCalendar:
    """The working days of the holiday file at *path*; the `holidays` library fills years it lacks."""
    years: dict[int, frozenset[date]] = {}
    confirmed: set[date] = set()
    unconfirmed: set[date] = set()
    for row in read_toml(path)["year"]:
        years[row["year"]] = frozenset(row["off"])
        for swap in row.get("make_up", []):
            (confirmed if swap["confirmed"] else unconfirmed).add(swap["date"])
    return WorkCalendar(years, frozenset(confirmed), frozenset(unconfirmed), _library_year)


@cache
def _library_year(year: int) -> frozenset[date]:
    import holidays  # heavy, and only needed for a year that the file lacks

    return frozenset(holidays.country_holidays("VN", years=year))


class _Compiler:
    """Turns rows into rules, noting every fault."""

    def __init__(self, documents: Mapping[str, Any], word_lines: WordLines, faults: list[str]) -> None:
        self.documents = documents
        self.paper_kinds = frozenset(kind.id for kind in word_lines.kinds)
        self.faults = faults
        self.sound: set[str] = set()  # places that the record has
        self.judged: set[tuple[object, ...]] = set()  # parameters that were looked at, by ask

    def rule(self, row: Row) -> Rule | None:
        before = len(self.faults)
        code = row["code"]
        place = f"rule {code}"
        each = row.get("each", "")
        acts = row.get("act", [])
        acts = tuple([acts] if isinstance(acts, str) else acts)
        for text in (*acts, *([each] if each else [])):
            self._place(text, f"{place}: act or each")
        editions = sorted(row["edition"], key=lambda edition: edition["from"])
        starts = [edition["from"] for edition in editions]
        for kind in sorted(set(row.get("papers", [])) - self.paper_kinds):
            self.faults.append(f"{place}: unknown kind of paper {kind!r}; one of {', '.join(sorted(self.paper_kinds))}")
        if len(set(starts)) < len(starts):
            self.faults.append(f"{place}: two editions begin on one day")
        asks = tuple(
            ask for ask_row in row.get("ask", []) if (ask := self._ask(code, row, ask_row, editions)) is not None
        )
        if row.get("kind", "rule") == "rule" and not asks and len(self.faults) == before:
            self.faults.append(f'{place}: asks nothing; a row that only explains is kind = "note"')
        ids = [ask.id for ask in asks]
        if len(set(ids)) < len(ids):
            self.faults.append(f"{place}: two asks have one id")
        self._edition_names(place, row, editions)
        if len(self.faults) > before:
            return None
        return Rule(
            code=code, kind=row.get("kind", "rule"), stage=Stage(row["stage"]), acts=acts, each=each,
            title=_text(row["title"]), why=_text(row["why"]), asks=asks, starts=tuple(starts), rows=tuple(editions),
            overlay=row.get("overlay"), topic=row.get("topic", ""),
            when=self._when(row["when"], place) if row.get("when") else None,
            after_fail_of=tuple(row.get("after_fail_of", [])), papers=frozenset(row.get("papers", [])),
        )  # fmt: skip

    def _ask(self, code: str, row: Row, ask: Row, editions: Sequence[Row]) -> Ask | None:
        place = f"rule {code} ask {ask['id']}"
        before = len(self.faults)
        function = self._function(_checks_for(row), ask.get("check"), place)
        needs, open_ = tuple(ask.get("needs", [])), tuple(ask.get("open", []))
        for name in (*needs, *open_):
            self._place(name, place)
        says, fix = _text(ask.get("says") or row["title"]), _text(ask.get("fix"))
        person = ask.get("person")
        if function is None and not needs and person is None and row.get("kind") != "note":
            self.faults.append(f"{place}: decides nothing: it has no check, no needs and no question for a person")
        if person is not None and "person_at" not in ask:
            self.faults.append(f"{place}: a question for a person wants its place, person_at")
        always = _ALWAYS_LAYOUT if row.get("kind") == "layout" else _ALWAYS_VALUES
        self._placeholders(place, function, always, says, fix)
        supply = _text(ask["supply"]) if "supply" in ask else None
        if supply is not None:
            self._placeholders(place, None, _ALWAYS_LAYOUT, supply)
            if not needs:
                self.faults.append(f"{place}: supply is said of facts that are absent; it wants needs")
        own = [self._edition(place, ask, edition, function) for edition in editions]
        if row.get("kind") == "layout":
            for edition in own:
                for reading in edition.readings:
                    self.faults += param_faults(reading.params, place)
        if len(self.faults) > before:
            return None
        return Ask(
            id=ask["id"],
            stage=Stage(ask["stage"] if "stage" in ask else row["stage"]),
            until=Stage(ask["until"]) if "until" in ask else None,
            when=self._when(ask["when"], place) if ask.get("when") else None,
            needs=needs,
            open=open_,
            check=function,
            says=says,
            fix=fix,
            person=_text(person) if person else None,
            person_at=ask.get("person_at"),
            acceptable=ask.get("acceptable", False),
            must_look=ask.get("must_look", False),
            who=str(ask.get("who") or row.get("who") or "cell"),
            editions=tuple(own),
            supply=supply,
            lapse=_text(ask.get("lapse")),
        )

    def _edition(self, place: str, ask: Row, edition: Row, function: CheckFunction | None) -> Edition:
        mine = edition.get("asks", {}).get(ask["id"], {})
        base = {
            **ask.get("params", {}),
            **self._fitting(edition.get("params", {}), function),
            **mine.get("params", {}),
        }
        alternatives = mine.get("any_of") or edition.get("any_of") or [{}]
        readings = [{**base, **self._fitting(alternative, function)} for alternative in alternatives]
        for params in readings:
            # what an ask says to all its editions is the same object in each
            given = (place, *[(name, id(value)) for name, value in params.items()])
            if given not in self.judged:
                self.judged.add(given)
                self._params(place, function, params)
        confidence = Confidence(mine.get("confidence") or ask.get("confidence") or edition["confidence"])
        severity = Severity(mine.get("severity") or ask["severity"])
        if confidence is Confidence.UNVERIFIED and severity is Severity.ERROR:
            severity = Severity.WARNING  # unverified law never blocks
        source = mine.get("source") or ask.get("source") or edition["source"]
        return Edition(
            start=edition["from"],
            readings=tuple(Reading(params) for params in readings),
            severity=severity,
            confidence=confidence,
            source=self._source(source, place),
            off=mine.get("off", False),
        )

    def _source(self, source: Row, place: str) -> Source:
        document = self.documents.get(source["document"])
        if document is None:
            near = get_close_matches(source["document"], self.documents, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.faults.append(f"{place}: unknown document {source['document']!r}{hint}")
            return Source("", None, "")
        return Source(document["number"] or document["title"], document.get("dated"), source.get("clause", ""))

    def _function(self, checks: Mapping[str, CheckFunction], name: str | None, place: str) -> CheckFunction | None:
        if name is None or name in checks:
            return checks.get(name or "")
        near = get_close_matches(name, checks, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        self.faults.append(f"{place}: unknown check {name!r}{hint}")
        return None

    @staticmethod
    def _fitting(params: Mapping[str, Any], function: CheckFunction | None) -> Mapping[str, Any]:
        """Those of an edition's parameters that this ask's check takes: an edition speaks to all asks."""
        return {key: value for key, value in params.items() if function is not None and key in function.parameters}

    def _params(self, place: str, function: CheckFunction | None, params: Mapping[str, Any]) -> None:
        if function is None:
            if params:
                self.faults.append(f"{place}: parameters without a check")
            return
        for name in sorted(set(params) - function.parameters):
            near = get_close_matches(name, function.parameters, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.faults.append(f"{place}: check {function.name} takes no parameter {name!r}{hint}")
        for name in sorted(function.required - set(params)):
            self.faults.append(f"{place}: check {function.name} wants the parameter {name!r}")
        for name in sorted(function.parameters.intersection(params)):
            wanted = function.wants(name, params[name])
            if wanted is not None:
                self.faults.append(f"{place}: check {function.name}: the parameter {name!r} must be {wanted}")
        for value in params.values():
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and text.startswith(("/", "papers[")):
                    self._place(text, place)

    def _place(self, text: str, place: str) -> None:
        if text in self.sound:
            return
        try:
            parse_place(text)
        except ValueError as error:
            self.faults.append(f"{place}: {error}")
            return
        if node(text) is None:
            self.faults.append(f"{place}: the record has no place {text!r}")
        else:
            self.sound.add(text)

    def _when(self, specs: Sequence[Row], place: str) -> Callable[[Any], bool]:
        try:
            for at in _condition_places(specs):
                self._place(at, place)
            return compile_conditions(specs)
        except ValueError as error:
            self.faults.append(f"{place}: {error}")
            return lambda _: False

    def _placeholders(self, place: str, function: CheckFunction | None, always: frozenset[str], *texts: Text) -> None:
        allowed = always | (function.values if function else frozenset())
        for text in texts:
            for sentence in (text.vi, text.en):
                for _, name, _, _ in string.Formatter().parse(sentence):
                    if name is not None and name not in allowed:
                        self.faults.append(f"{place}: the sentence uses {{{name}}}, which its check does not give")

    def _edition_names(self, place: str, row: Row, editions: Sequence[Row]) -> None:
        ids = {ask["id"] for ask in row.get("ask", [])}
        checks = _checks_for(row)
        taken = frozenset[str]().union(
            *(checks[ask["check"]].parameters for ask in row.get("ask", []) if ask.get("check") in checks)
        )
        for edition in editions:
            for name in sorted(set(edition.get("asks", {})) - ids):
                self.faults.append(f"{place}: edition {edition['from']} speaks of an unknown ask {name!r}")
            for name in sorted(set(edition.get("params", {})) - taken):
                self.faults.append(f"{place}: edition {edition['from']}: no check of this rule takes {name!r}")


def _checks_for(row: Row) -> Mapping[str, CheckFunction]:
    return WORD_CHECKS if row.get("kind") == "layout" else CHECKS


def _condition_places(specs: Sequence[Row]) -> Iterator[str]:
    for spec in specs:
        if "any" in spec:
            yield from _condition_places(spec["any"])
        elif "at" in spec:
            yield spec["at"]
