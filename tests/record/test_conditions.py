"""Conditions written as data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dossier.record.conditions import compile_conditions
from dossier.record.record import Record

DATA = {
    "religion": "không",
    "kinds": ["a", "b"],
    "empty": [],
    "flag": False,
    "unknown": None,
    "day": "2026-03-10",
    "moves": [{"kind": "decided", "date": "2026-01-01"}, {"kind": "other", "date": "2026-06-01"}],
}


def holds(*specs: dict[str, Any]) -> bool:
    return compile_conditions(specs)(Record(DATA))


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({"at": "/religion", "is": "không"}, True),
        ({"at": "/religion", "is": "có"}, False),
        ({"at": "/unknown", "is": "không"}, False),
        ({"at": "/flag", "is": False}, True),
        ({"at": "/religion", "is_not": "không"}, False),
        ({"at": "/unknown", "is_not": "không"}, True),
        ({"at": "/gone/deeper", "is_not": "không"}, True),
        ({"at": "/religion", "in": ["có", "không"]}, True),
        ({"at": "/unknown", "in": ["có", "không"]}, False),
        ({"at": "/religion", "not_in": ["có"]}, True),
        ({"at": "/unknown", "not_in": ["có"]}, True),
        ({"at": "/religion", "not_in": ["không"]}, False),
        ({"at": "/religion", "is": " KHÔNG "}, True),
        ({"at": "/religion", "not_in": ["Không", ""]}, False),
        ({"at": "/unknown", "not_in": ["Không", ""]}, True),
        ({"at": "/kinds", "in": ["Không", ""]}, False),
        ({"at": "/flag", "in": ["Không", ""]}, False),
        ({"at": "/moves/*/kind", "is": "Decided"}, True),
        ({"at": "/moves/*/kind", "is": "DECIDED "}, True),
        ({"at": "/kinds", "has": "a"}, True),
        ({"at": "/kinds", "has": "c"}, False),
        ({"at": "/unknown", "has": "a"}, False),
        ({"at": "/religion", "has": "k"}, False),
        ({"at": "/kinds", "has_not": "c"}, True),
        ({"at": "/unknown", "has_not": "c"}, True),
        ({"at": "/religion", "known": True}, True),
        ({"at": "/unknown", "known": True}, False),
        ({"at": "/unknown", "known": False}, True),
        ({"at": "/flag", "known": True}, True),
        ({"at": "/empty", "known": True}, True),
        ({"at": "/gone", "known": False}, True),
        ({"at": "/moves/*/kind", "is": "third"}, False),
        ({"at": "/moves/*/kind", "is_not": "other"}, False),
        ({"at": "/moves/*/kind", "not_in": ["third"]}, True),
        ({"at": "/gone/*/kind", "is_not": "other"}, True),
        ({"at": "/gone/*/kind", "in": ["other", ""]}, False),
        ({"at": "/moves[kind=decided]", "known": True}, True),
        ({"at": "/moves[kind=third]", "known": True}, False),
        ({"at": "/moves[kind=third]", "known": False}, True),
        ({"at": "/day", "from": "2026-03-10"}, True),
        ({"at": "/day", "from": date(2026, 3, 11)}, False),
        ({"at": "/day", "before": "2026-03-10"}, False),
        ({"at": "/day", "before": "2026-03-11"}, True),
        ({"at": "/unknown", "before": "2026-03-11"}, False),
        ({"at": "/unknown", "from": "2026-03-11"}, False),
        ({"at": "/moves/*/kind", "is": "other"}, True),
        ({"at": "/moves/*/date", "before": "2026-02-01"}, True),
        ({"at": "/moves[kind=decided]/date", "from": "2026-02-01"}, False),
        ({"at": "/moves[kind=other]/date", "from": "2026-02-01"}, True),
    ],
)
def test_comparison(spec: dict[str, Any], wanted: bool) -> None:
    assert holds(spec) is wanted


def test_negation_is_the_opposite() -> None:
    for value in ("không", "có"):
        for place in ("/religion", "/unknown", "/kinds", "/moves/*/kind"):
            assert holds({"at": place, "is": value}) is not holds({"at": place, "is_not": value})
            assert holds({"at": place, "in": [value]}) is not holds({"at": place, "not_in": [value]})
            assert holds({"at": place, "has": value}) is not holds({"at": place, "has_not": value})


def test_several_must_all_hold_and_any_one_of_several() -> None:
    yes, no = {"at": "/religion", "is": "không"}, {"at": "/religion", "is": "có"}
    assert holds()
    assert holds(yes, yes)
    assert not holds(yes, no)
    assert holds({"any": [no, yes]})
    assert not holds({"any": [no, no]})
    assert not holds({"any": []})
    assert holds(yes, {"any": [no, {"any": [yes]}]})


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"at": "/a"},
        {"is": 1},
        {"at": "/a", "equals": 1},
        {"at": "/a", "is": 1, "in": [1]},
        {"any": [], "at": "/a"},
        {"any": [{"at": "/a"}]},
        {"at": "/a[", "is": 1},
        {"at": "/a", "from": "someday"},
        {"at": "/a", "before": 5},
    ],
)
def test_condition_that_cannot_be_read_is_refused_at_once(spec: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        compile_conditions([spec])
