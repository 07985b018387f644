"""Which questions are asked: dossiers share a sheet as long as the same editions and items are theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from dossier import load_rulebook
from dossier.findings import Hit
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.rules import sheet as sheet_module
from dossier.rules.checks import CHECKS
from dossier.rules.registry import CheckFunction
from dossier.rules.sheet import Sheet, Sheets
from tests.rules.cases import AS_OF
from tests.rules.mutations import sample

BOOK = load_rulebook(Office({}))
TODAY = date.fromisoformat(AS_OF)
STAGE = Stage.RECOGNITION_SUBMISSION


def sheets() -> Sheets:
    return Sheets(BOOK.asked_at(STAGE), BOOK.context(TODAY), STAGE)


def changed(**places: Any) -> Record:
    """The complete sample with other values at these places, `__` for a slash."""
    data = sample().data
    return Record(edited(data, put={"/" + place.replace("__", "/"): value for place, value in places.items()}))


def codes(sheet: Sheet) -> list[str]:
    return [rule.code for rule, _, _ in sheet]


def asks(sheet: Sheet, code: str) -> list[tuple[str, date]]:
    """Ask and edition of every question of a rule."""
    rows = [asked for rule, _, asked in sheet if rule.code == code]
    return [(question.ask.id, question.edition.start) for asked in rows for _, _, question in asked]


def test_every_rule_of_the_stage_is_on_the_sheet_and_no_note() -> None:
    assert codes(sheets().of(sample())) == [rule.code for rule in BOOK.in_order if rule.kind != "note"]


def test_dossiers_of_the_same_days_share_a_sheet() -> None:
    ours = sheets()
    assert ours.of(sample()) is ours.of(changed(candidate__birth_name="Người Khác"))


def test_another_regime_is_another_sheet() -> None:
    ours = sheets()
    early = ours.of(changed(cell_meeting__date="2020-03-02"))
    assert early is not ours.of(sample())
    assert {start for _, start in asks(early, "G01")} != {start for _, start in asks(ours.of(sample()), "G01")}


def test_a_question_is_asked_of_every_item() -> None:
    ours = sheets()
    requests = list(sample().items("/verification/requests"))
    rule = next(rule for rule, _, _ in ours.of(sample()) if rule.each == "/verification/requests/*")
    more = ours.of(changed(verification__requests=[*requests, requests[0]]))
    whole, fewer = asks(more, rule.code), asks(ours.of(sample()), rule.code)
    assert len(whole) * len(requests) == len(fewer) * (len(requests) + 1)


def test_only_so_many_sheets_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_module, "_MOST_SHEETS", 3)
    ours = sheets()
    for year in range(2017, 2027):
        ours.of(changed(cell_meeting__date=f"{year}-03-02", candidate__application_date=f"{year}-01-02"))
        ours.of(changed(introducers=[], cell_meeting__date=f"{year}-03-02"))
        assert len(ours._kept) <= 3
        assert len(ours._rows) <= 3 * len(BOOK.rules)


def test_sheets_share_what_they_have_in_common() -> None:
    ours = sheets()
    one, other = ours.of(sample()), ours.of(changed(introducers=[]))
    assert one is not other
    assert len({id(row) for row in one} & {id(row) for row in other}) > len(one) // 2


def test_a_bound_check_finds_what_the_function_finds() -> None:
    """Binding is only quicker: the parameters of a question reach the function as its row gives them."""
    context = BOOK.context(TODAY)
    tried = 0
    for record in (sample(), Record({}), changed(candidate__birth_name="", family=[], papers=[])):
        for _, _, asked in sheets().of(record):
            for _, _, question in asked:
                mine = question.ask.check
                if mine is None:
                    continue
                for params, bound in zip(question.readings, question.checks, strict=True):
                    given = {name: mine.prepared.get(name, _as_it_is)(value) for name, value in params.items()}
                    known = {"context": context} if mine.wants_context else {}
                    assert list(bound(record)) == list(mine.function(record, **given, **known))
                    tried += 1
    assert tried > 1000


def _as_it_is(value: Any) -> Any:
    return value


def test_a_check_needs_no_parameter_that_its_function_has_a_value_for() -> None:
    def two(record: Record, *, at: str, most: int = 2, least: int = 1) -> Iterator[Hit]:
        yield Hit(f"{at} {most} {least}")

    prepared: Mapping[str, Callable[[Any], Any]] = {"most": lambda most: most + 10}
    check = CheckFunction(
        "two", two, frozenset({"at", "most", "least"}), frozenset({"at"}), False, frozenset(), prepared
    )
    context = BOOK.context(TODAY)
    assert [hit.at for hit in check.bound({"at": "/a"}, context)(sample())] == ["/a 2 1"]
    assert [hit.at for hit in check.bound({"at": "/a", "most": 3}, context)(sample())] == ["/a 13 1"]
    assert [hit.at for hit in check.bound({"least": 0, "at": "/a"}, context)(sample())] == ["/a 2 0"]


def test_what_is_prepared_is_a_parameter_of_the_check() -> None:
    assert {name: set(check.prepared) - check.parameters for name, check in CHECKS.items() if check.prepared} == {
        name: set() for name, check in CHECKS.items() if check.prepared
    }
