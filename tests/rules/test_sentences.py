"""What the sentences of findings say fits what is wrong: a fact that is absent, or one that is there."""

from __future__ import annotations

import pytest

from dossier import load_rulebook
from dossier.findings import Finding
from tests.rules.cases import report_of

STAMP = "papers[form=2-KNĐ]/cross_page_stamp"


def found(code: str, ask: str, **case: object) -> Finding:
    return next(one for one in report_of(dict(case)).findings if (one.code, one.ask) == (code, ask))


@pytest.mark.parametrize(
    ("code", "ask", "absent", "words"),
    [
        ("G01", "share", "/cell_meeting/votes_for", "theo biên bản"),
        ("A10", "expired", "/class_certificate/issue_date", "Ghi ngày cấp"),
        ("L02", "set_up", "/dossier_set_up_date", "Ghi ngày lập hồ sơ"),
        ("J01", "early", "/probation/cell_meeting/date", "chưa họp thì họp khi hết mười hai tháng"),
    ],
)
def test_remedy_of_an_absent_fact_is_to_supply_it(code: str, ask: str, absent: str, words: str) -> None:
    one = found(code, ask, remove=[absent])
    assert one.message.vi.startswith("Chưa có: ")
    assert words in one.fix.vi


def test_remedy_of_a_fact_that_is_there_speaks_of_it() -> None:
    assert "biên bản kiểm phiếu" in found("G01", "share", put={"/cell_meeting/votes_for": 9}).fix.vi


def test_every_remedy_of_an_absent_fact_stands_in_both_languages() -> None:
    supplies = [ask.supply for rule in load_rulebook().in_order for ask in rule.asks if ask.supply is not None]
    assert len(supplies) > 30
    assert all(supply.vi and supply.en for supply in supplies)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("absent", "Lý lịch chưa đóng dấu giáp lai."),
        ("incomplete", "Dấu giáp lai trên lý lịch chưa đủ các trang."),
        ("uncertain", "Chưa rõ lý lịch đã đóng dấu giáp lai đủ các trang."),
    ],
)
def test_stamp_is_told_as_it_was_seen(state: str, words: str) -> None:
    assert found("C09", "stamped", put={f"{STAMP}/state": state}).message.vi == words


def test_stamp_nobody_looked_at_is_not_clear() -> None:
    assert found("C09", "stamped", remove=[STAMP]).message.vi.startswith("Chưa rõ lý lịch đã đóng dấu giáp lai")


def test_photo_without_the_stamp_is_told_apart_from_one_nobody_looked_at() -> None:
    off = found("C09", "photo", put={f"{STAMP}/on_photo": False})
    unknown = found("C09", "photo", remove=[f"{STAMP}/on_photo"])
    assert off.message.vi == "Dấu giáp lai không đóng lên ảnh 3 × 4 trên lý lịch."
    assert unknown.message.vi.startswith("Chưa rõ")
