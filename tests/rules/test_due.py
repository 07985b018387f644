"""By when a finding must be mended: the act, the last day, what is past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dossier.findings import NO_TEXT, Finding, Where
from dossier.messages import text
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.stages import Stage
from dossier.reports.phrases import due_line
from dossier.rules.deadlines import calendar_of
from dossier.rules.due import COMPLETION, Due, DueDates
from dossier.rules.loading import load_rulebook
from dossier.rules.windows import LIMITS
from tests.reports.made_up import finding
from tests.rules.mutations import sample

AS_OF = date(2026, 11, 22)


def dues(data: dict[str, object], as_of: date = AS_OF) -> DueDates:
    found = calendar_of(Record(data), load_rulebook(), as_of).dues
    assert found is not None
    return found


def due(one: Finding, data: dict[str, object], *, as_of: date = AS_OF, stage: str = "recognition_submission") -> Due:
    found = dues(data, as_of).of(one, stage)
    assert found is not None
    return found


def test_point_is_the_closing_act_of_the_stage_that_first_asks() -> None:
    for code, ask, before in (
        ("A01", "citizen", "application"),
        ("C09", "stamped", "verification"),
        ("C10", "remark", "cell_meeting"),
        ("G01", "share", "submission"),
        ("G08", "decision", "ceremony"),
        ("I03", "review", "recognition"),
        ("J01", "paper", "recognition_submission"),
        ("A11", "assigned", "cell_meeting"),  # a later stage of one ask
        ("A04", "consent_ahead", "submission"),  # asked until then
    ):
        assert due(finding(code, ask=ask), {}).before == before


@pytest.mark.parametrize(("as_of", "overdue"), [("2026-12-20", False), ("2026-12-21", True)])
def test_last_day_of_the_act_is_the_last_day_to_mend(as_of: str, *, overdue: bool) -> None:
    data = {"class_certificate": {"issue_date": "2021-12-20"}}
    found = due(finding("C10", ask="remark"), data, as_of=date.fromisoformat(as_of))
    assert (found.day, found.code, found.overdue) == (date(2026, 12, 20), "A10", overdue)
    assert found.passed is None
    assert found.lapse.vi == "giấy chứng nhận hết hạn"


def test_what_must_come_before_an_act_is_due_by_the_last_day_of_that_act() -> None:
    data = {"class_certificate": {"issue_date": "2021-12-20"}}
    assert due(finding("C09", ask="stamped"), data).day == date(2026, 12, 20)
    assert due(finding("G01", ask="share"), data).day is None


def test_day_years_ahead_presses_nobody() -> None:
    issued = {"class_certificate": {"issue_date": "2023-11-30"}}  # lapses on 30/11/2028
    assert due(finding("C10", ask="remark"), issued, as_of=date(2026, 11, 1)).day == date(2028, 11, 30)
    assert due(finding("C10", ask="remark"), issued, as_of=date(2026, 10, 31)).day is None


def test_step_that_was_taken_makes_it_overdue_with_the_day_of_the_step() -> None:
    data = {"verification": {"requests": [{"sent_date": "2026-03-11"}, {"sent_date": "2026-03-10"}]}}
    found = due(finding("C09", ask="stamped"), data)
    assert (found.before, found.passed, found.day, found.overdue) == (
        "verification", "verification", date(2026, 3, 10), True,
    )  # fmt: skip
    assert not due(finding("C10", ask="remark"), data).overdue


def test_step_with_a_day_ahead_is_not_past() -> None:
    data = {"cell_meeting": {"date": "2026-04-01"}}
    for as_of, overdue in ((date(2026, 3, 31), False), (date(2026, 4, 1), True)):
        found = due(finding("C10", ask="remark"), data, as_of=as_of)
        assert (found.passed, found.day, found.overdue) == ("cell_meeting", date(2026, 4, 1), overdue)
        assert ("đã định" in due_line(found, "vi")) is not overdue


def test_step_left_out_is_past_with_the_next_one() -> None:
    found = due(finding("C09", ask="stamped"), {"cell_meeting": {"date": "2026-04-01"}})
    assert (found.before, found.passed, found.day) == ("verification", "cell_meeting", date(2026, 4, 1))


def test_act_with_a_last_day_of_its_own_is_due_by_it() -> None:
    request = {"sent_date": "2026-11-02", "received_date": "2026-11-02", "by": "post"}
    data = {"verification": {"requests": [request]}}
    missing = finding("D10", ask="no_reply", where=Where("/verification/requests/0/reply_date", "?"))
    found = due(missing, data)
    assert (found.before, found.code) == ("cell_meeting", "D12")
    # 30 working days from 02/11/2026, the 24th of November being a holiday
    assert found.day == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("code", "ask", "pointer"),
    [
        ("J05", "stated", "/probation/official_date"),
        ("J06", "periods", "/probation/inactive_periods"),
        ("J07", "card", "/probation/official_decision/card_date"),
        ("J04", "paper", "papers[form=16-KNĐ|16A-KNĐ]"),
        ("J02", "decided_by", "/probation/official_decision/body_kind"),
    ],
)
def test_what_follows_the_last_act_is_never_overdue(code: str, ask: str, pointer: str) -> None:
    found = due(finding(code, ask=ask, where=Where(pointer, "?")), dict(sample().data))
    assert (found.before, found.overdue) == (COMPLETION, False)
    assert due(finding("J01", ask="paper", where=Where("papers[form=13-KNĐ]", "?")), dict(sample().data)).overdue


def test_finding_of_the_engine_itself_is_due_before_the_next_act() -> None:
    data = {"candidate": {"declaration_date": "2026-03-01"}}
    for code, ask in (("FILL", "blank"), ("WAIVER", "waiver_expired"), ("SCHEMA", "type"), ("G14", "number_twice")):
        assert due(finding(code, ask=ask), data, stage="application").before == "verification"
        assert due(finding(code, ask=ask), data, stage="submission").before == "submission"


def test_finding_of_the_engine_itself_is_never_overdue() -> None:
    found = due(finding("SCHEMA", ask="type"), dict(sample().data))
    assert (found.before, found.overdue) == (COMPLETION, False)


def test_layout_of_a_word_file_is_due_at_no_step() -> None:
    assert dues({}).of(finding("M01", ask="size"), "") is None


def test_order_puts_what_is_past_first_then_days_then_steps() -> None:
    day = date(2026, 12, 1)
    in_order = [
        Due("application", "application", date(2025, 1, 1), overdue=True),
        Due("cell_meeting", day=day - timedelta(days=30), overdue=True),
        Due("verification", day=day),
        Due("cell_meeting", day=day),
        Due("cell_meeting", day=day + timedelta(days=1)),
        Due("submission"),
        Due("ceremony"),
        Due(COMPLETION),
    ]
    assert sorted(in_order[1::2] + in_order[::2], key=lambda one: one.order) == in_order


def test_dates_come_back_from_the_line_they_are_written_as() -> None:
    data = edited(sample().data, remove=["/cell_meeting/date", "/submission", "/decision", "/admission", "/probation"])
    before = dues(data, date(2026, 9, 1))
    assert before.last and before.passed and before.places
    again = DueDates.of_line(before.line(), load_rulebook())
    assert again == before
    assert again.of(finding("C10", ask="remark"), "cell_meeting") == before.of(
        finding("C10", ask="remark"), "cell_meeting"
    )
    assert again.line() == before.line()


def test_every_question_that_sets_a_last_day_says_what_comes_after_it() -> None:
    everything = load_rulebook(Office(settings={"overlays": [one.id for one in load_rulebook().overlays]}))
    lasting = {
        (rule.code, ask.id): ask
        for rule in everything.in_order
        for ask in rule.asks
        if ask.check is not None and ask.check.name in LIMITS and _sets_a_last_day(ask.check.name, ask.editions)
    }
    assert len(lasting) > 25
    assert [key for key, ask in lasting.items() if ask.lapse is NO_TEXT or not (ask.lapse.vi and ask.lapse.en)] == []


def _sets_a_last_day(check: str, editions: object) -> bool:
    assert isinstance(editions, tuple)
    if check == "age_by_month":
        return any("at_most" in reading.params for edition in editions for reading in edition.readings)
    return check not in ("months_between", "months_after_exactly")


def test_every_stage_has_its_words() -> None:
    for lang in ("vi", "en"):
        for before in (*Stage, COMPLETION):
            assert text(f"report.due.event.{before}", lang)
