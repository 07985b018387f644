"""Windows and acts ahead: days computed by hand, and the rules' own verdicts on the edges of every window."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier import load_rulebook
from dossier.findings import Severity, Verdict
from dossier.messages import catalogue
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.schema import node
from dossier.rules.acts import ACTS, GROUPS
from dossier.rules.ahead import ComingAct
from dossier.rules.deadlines import Calendar, calendar_of, coming_acts
from dossier.rules.windows import Window, windows_of
from tests.conftest import often
from tests.rules.cases import complete, report_of

AS_OF = date(2026, 11, 22)
PROBATION = ["/probation"]
CEREMONY = ["/admission", *PROBATION]
DECISION = ["/decision", *CEREMONY]
MEETING = ["/cell_meeting", "/committee_meeting", "/submission", *DECISION]
RECOGNITION = [
    "/probation/cell_meeting", "/probation/committee_meeting", "/probation/submission", "/probation/official_decision",
]  # fmt: skip
REVIEW = ["/probation/self_review", "/probation/helper/date", "/probation/opinions"]


def record(put: Mapping[str, Any] | None = None, remove: Sequence[str] = ()) -> Record:
    return Record(edited(json.loads(complete()), put=put, remove=remove))


def coming(
    put: Mapping[str, Any] | None = None, remove: Sequence[str] = (), as_of: date = AS_OF, overlays: Sequence[str] = ()
) -> dict[str, ComingAct]:
    rulebook = load_rulebook(Office(settings={"overlays": list(overlays)}))
    return {act.key or act.at: act for act in coming_acts(record(put, remove), rulebook, as_of)}


def windows(put: Mapping[str, Any] | None = None, remove: Sequence[str] = (), as_of: date = AS_OF) -> list[Window]:
    return list(windows_of(record(put, remove), load_rulebook(), as_of))


@cache
def whole() -> Calendar:
    return calendar_of(record(), load_rulebook(), AS_OF)


# --- days computed by hand --------------------------------------------------------------------------------


def test_a_certificate_allows_the_meeting_for_sixty_months() -> None:
    act = coming(remove=[*MEETING, "/dossier_set_up_date"])["cell_meeting"]
    assert (act.earliest, act.latest) == (AS_OF, date(2030, 3, 20))
    assert act.closes is not None and (act.closes.code, act.closes.severity) == ("A10", Severity.ERROR)
    assert act.critical and act.possible


def test_a_dossier_grows_too_old_before_its_certificate_does() -> None:
    act = coming(remove=MEETING, as_of=date(2025, 11, 3))["cell_meeting"]
    assert act.latest == date(2026, 9, 29)
    assert act.closes is not None and act.closes.code == "L02"


def test_papers_made_anew_lift_the_twelve_months() -> None:
    redone = [
        "/introducers/0",
        "/youth_union",
        *(f"/opinions/organisations/{n}" for n in (0, 1)),
        "/opinions/residence",
    ]
    anew = {f"{paper}/date": "2026-11-02" for paper in [*redone, "/opinions"]}
    act = coming(anew, MEETING)["cell_meeting"]
    assert act.closes is not None and act.closes.code == "A10"


def test_the_ceremony_has_thirty_working_days_from_the_decision() -> None:
    put = {"/decision/date": "2026-11-02", "/decision/received_date": "2026-11-05"}
    act = coming(put, CEREMONY)["ceremony"]
    assert act.latest == date(2026, 12, 15)  # 24 November is a holiday of that year
    assert act.closes is not None and act.closes.start == "/decision/date"


def test_before_july_2026_the_ceremony_counted_from_receipt() -> None:
    act = coming(remove=CEREMONY, as_of=date(2025, 11, 3))["ceremony"]
    assert act.closes is not None
    assert (act.closes.start, act.latest) == ("/decision/received_date", date(2025, 12, 9))


def test_where_two_readings_are_possible_the_later_day_decides_and_the_earlier_is_shown() -> None:
    put = {"/decision/date": "2026-05-04", "/decision/received_date": "2026-05-18"}
    act = coming(put, CEREMONY, as_of=date(2026, 5, 20))["ceremony"]
    # six weeks from either day: no public holiday falls between
    assert act.latest == date(2026, 6, 29)
    assert act.closes is not None and act.closes.earlier == date(2026, 6, 15)


def test_an_unconfirmed_make_up_saturday_gives_an_earlier_day_too() -> None:
    put = {"/cell_meeting/date": "2025-03-03"}
    act = coming(put, DECISION, as_of=date(2025, 3, 4))["decision"]
    assert act.closes is not None and act.latest is not None and act.closes.earlier is not None
    assert load_rulebook().calendar.count(act.closes.earlier, act.latest) == 1


def test_recognition_opens_after_twelve_months_and_closes_thirty_working_days_later() -> None:
    found = coming(remove=[*RECOGNITION, *REVIEW], as_of=date(2026, 9, 1))
    act = found["recognition_meeting"]
    assert (act.earliest, act.latest) == (date(2026, 10, 31), date(2026, 12, 14))
    assert act.opens is not None and act.closes is not None
    assert (act.opens.ask, act.closes.ask) == ("early", "late_unexplained")
    assert found["self_review"].earliest == date(2026, 10, 31)
    assert found["self_review"].latest is None


@pytest.mark.parametrize(("day", "possible"), [(13, True), (14, True), (15, False)])
def test_a_late_recognition_has_no_lawful_day_left(day: int, possible: bool) -> None:
    act = coming(remove=RECOGNITION, as_of=date(2026, 12, day))["recognition_meeting"]
    assert act.possible is possible
    assert act.latest == date(2026, 12, 14)
    assert not act.contradictory


def test_rules_that_leave_no_day_at_all_are_told_apart_from_a_day_gone_by() -> None:
    put = {"/candidate/date_of_birth": "2012-01-10", "/class_certificate/issue_date": "2024-01-15"}
    act = coming(put, [*MEETING, "/dossier_set_up_date"])["cell_meeting"]
    assert (act.earliest, act.latest) == (date(2030, 1, 1), date(2029, 1, 15))
    assert act.contradictory and not act.possible


def test_a_limit_that_reaches_a_year_without_holidays_says_so() -> None:
    act = coming({"/decision/date": "2026-12-10"}, CEREMONY, as_of=date(2026, 12, 11))["ceremony"]
    assert act.unlisted_years == (2027,)
    assert coming({"/decision/date": "2026-11-02"}, CEREMONY)["ceremony"].unlisted_years == ()


def test_a_reply_by_post_has_thirty_working_days_and_ninety_abroad() -> None:
    reply = "/verification/requests/1/reply_date"
    cut = [*MEETING, reply]
    act = coming(remove=cut, as_of=date(2025, 10, 7))["reply"]
    assert (act.at, act.number, act.latest) == (reply, 2, date(2025, 11, 17))
    abroad = {"/verification/requests/1/destination_kind": "abroad"}
    limit = load_rulebook().calendar.limit(date(2025, 10, 6), 90).day
    assert coming(abroad, cut, as_of=date(2025, 10, 7))["reply"].latest == limit
    brought = {"/verification/requests/1/by": "member"}
    assert coming(brought, cut, as_of=date(2025, 10, 7))["reply"].latest is None


def test_a_reason_for_the_extension_gives_more_days() -> None:
    plain = coming(remove=DECISION, as_of=date(2025, 11, 3))["decision"]
    assert plain.latest == date(2025, 12, 17)
    put = {"/decision/extension_reason": "ban thường vụ chưa họp được"}
    longer = coming(put, ["/decision/date", *CEREMONY], as_of=date(2025, 11, 3))["decision"]
    assert longer.latest == load_rulebook().calendar.limit(date(2025, 10, 15), 60).day


def test_a_written_consent_makes_a_late_ceremony_a_warning() -> None:
    consent = {"papers[form=dong-y,purpose=late_ceremony]/date": "2026-11-03"}
    put = {"/decision/date": "2026-11-02"}
    closes = coming(put, CEREMONY)["ceremony"].closes
    consented = coming(put | consent, CEREMONY)["ceremony"].closes
    assert closes is not None and consented is not None
    assert (closes.severity, consented.severity) == (Severity.ERROR, Severity.WARNING)


def test_a_local_rule_brings_its_own_deadline_once_it_is_on() -> None:
    cut = ["papers[form=1-HSĐV]", *PROBATION]
    put = {"/decision/date": "2025-11-24", "/admission/ceremony_date": "2025-12-01"}
    assert "papers[form=1-HSĐV]" not in coming(put, cut, as_of=date(2025, 12, 2))
    act = coming(put, cut, as_of=date(2025, 12, 2), overlays=["ha-noi-2025"])["papers[form=1-HSĐV]"]
    assert act.closes is not None and act.closes.code == "H05"
    assert act.latest == load_rulebook().calendar.limit(date(2025, 12, 1), 30).day


# --- which acts are ahead ---------------------------------------------------------------------------------


def test_nothing_is_ahead_of_a_finished_dossier() -> None:
    assert whole().coming == ()
    assert whole().critical is None


def test_the_critical_act_is_the_one_whose_last_day_comes_first() -> None:
    acts = list(coming(remove=[*MEETING, "/verification/requests/3/reply_date"], as_of=date(2025, 10, 10)).values())
    assert [act.key for act in acts if act.critical] == ["reply"]
    dated = [act.latest for act in acts if act.latest is not None]
    assert dated == sorted(dated)
    assert acts[0].critical and len(dated) == 2


def test_an_act_that_a_later_one_has_overtaken_is_no_longer_ahead() -> None:
    assert "certificate" not in coming(remove=["/class_certificate/issue_date"])
    assert "certificate" in coming(remove=["/class_certificate/issue_date", *MEETING])


def test_the_ceremony_waits_for_the_decision() -> None:
    assert "ceremony" not in coming(remove=DECISION)
    assert {"ceremony", "received", "notified"} <= set(coming({"/decision/date": "2026-11-02"}, [
        "/decision/received_date", "/decision/notified_date", *CEREMONY]))  # fmt: skip


def test_an_empty_record_has_only_its_first_acts_ahead() -> None:
    acts = coming_acts(Record({}), load_rulebook(), AS_OF)
    assert [act.key for act in acts] == ["certificate", "set_up", "application", "declaration"]
    assert all(act.earliest == AS_OF and act.latest is None for act in acts)


def test_dates_that_must_be_stated_are_no_acts() -> None:
    found = coming(remove=["/probation/end_date", "/probation/official_date", *RECOGNITION])
    assert not {"/probation/end_date", "/probation/official_date"} & set(found)
    exact = {window.end: window.earliest for window in windows() if window.exact}
    assert exact == {"/probation/end_date": date(2026, 10, 31), "/probation/official_date": date(2026, 10, 31)}


def test_every_act_stands_in_schema_and_catalogues() -> None:
    for act in ACTS:
        assert node(act.place) is not None, act.key
        assert act.group in GROUPS
        assert all(f"calendar.act.{act.key}" in catalogue(lang) for lang in ("vi", "en"))
    assert all(f"timeline.group.{group}" in catalogue(lang) for group in GROUPS for lang in ("vi", "en"))


# --- the same as the rules' own verdicts ------------------------------------------------------------------


def fires(window: Window, day: date, put: Mapping[str, Any] | None = None) -> bool:
    """Whether the rule fails the act on *day*."""
    report = report_of({"put": {**(put or {}), window.end: day.isoformat()}})
    return any(
        (found.code, found.ask) == (window.code, window.ask)
        and found.verdict is Verdict.FAIL
        and found.severity is not Severity.NOTICE
        for found in report.findings
    )


BOUNDS = [
    pytest.param(window, last, id=f"{window.code}-{window.ask}-{window.end}-{'latest' if last else 'earliest'}")
    for window in whole().windows
    for last in (True, False)
    if (window.latest if last else window.earliest) is not None
]


@pytest.mark.parametrize(("window", "last"), BOUNDS)
def test_the_rule_passes_on_the_bound_and_fires_one_day_beyond(window: Window, last: bool) -> None:
    bound = window.latest if last else window.earliest
    assert bound is not None
    beyond = bound + timedelta(days=1 if last else -1)
    assert not fires(window, bound)
    assert fires(window, beyond)
    assert window.allows(bound) and not window.allows(beyond)


def test_every_kind_of_deadline_is_held_against_its_rule() -> None:
    codes = {window.code for window in whole().windows}
    assert {"A02", "A03", "A10", "D12", "G11", "H01", "I01", "I03", "J01", "J04", "J05", "L02"} <= codes


@settings(max_examples=often(25), deadline=None)
@given(st.dates(date(2016, 8, 1), date(2027, 12, 31)))
def test_wherever_the_ceremony_falls_the_window_is_the_rule(ceremony: date) -> None:
    put = {"/admission/ceremony_date": ceremony.isoformat()}
    window = next(window for window in windows(put) if (window.code, window.ask) == ("J01", "late_unexplained"))
    assert window.latest is not None
    assert not fires(window, window.latest, put)
    assert fires(window, window.latest + timedelta(days=1), put)


# --- what took place --------------------------------------------------------------------------------------


def test_a_paper_with_the_date_of_its_act_lends_it_its_number() -> None:
    forms = {moment.key: moment.forms for moment in whole().moments if moment.key}
    assert forms["cell_meeting"] == ("6-KNĐ",)
    assert forms["decision"] == ("9-KNĐ",)
    assert not any("6-KNĐ" in moment.label for moment in whole().moments)


def test_a_paper_with_another_date_stands_for_itself() -> None:
    calendar = calendar_of(record({"papers[form=6-KNĐ]/date": "2025-10-16"}), load_rulebook(), AS_OF)
    alone = [moment for moment in calendar.moments if not moment.key and "6-KNĐ" in moment.label]
    assert [(moment.day, moment.group) for moment in alone] == [(date(2025, 10, 16), "meeting")]


def test_equal_acts_of_one_day_are_one_moment() -> None:
    sent = [moment for moment in whole().moments if moment.key == "request"]
    assert [len(moment.places) for moment in sent] == [4]


def test_every_paper_and_every_act_is_there_once() -> None:
    data = json.loads(complete())
    places = [place for moment in whole().moments for place in moment.places]
    assert len(places) == len(set(places))
    dated = {at for act in ACTS for at, _ in Record(data).dates(act.place)}
    assert dated <= set(places)


def test_an_act_before_the_one_it_follows_is_a_break() -> None:
    calendar = calendar_of(record({"/committee_meeting/date": "2025-10-14"}), load_rulebook(), AS_OF)
    assert [(one.code, one.at, one.other_day) for one in calendar.breaks] == [
        ("G13", "/committee_meeting/date", date(2025, 10, 15))
    ]
    assert whole().breaks == ()


def test_the_same_record_gives_the_same_calendar() -> None:
    assert calendar_of(record(), load_rulebook(), AS_OF) == whole()
