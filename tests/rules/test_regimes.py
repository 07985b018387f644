"""Which text holds on which day: the first and the last day of every regime, by hand from the regulations."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from dossier import load_rulebook
from dossier.findings import Finding, Severity, Verdict
from dossier.rules.rulebook import Edition, Rulebook
from tests.rules.cases import report_of

REGIMES = {
    "R16": ("2016-07-25", "2021-07-29"),
    "R21": ("2021-07-30", "2025-01-19"),
    "R25a": ("2025-01-20", "2025-06-30"),
    "R25b": ("2025-07-01", "2026-04-07"),
    "R26a": ("2026-04-08", "2026-07-25"),
    "R26b": ("2026-07-26", "2026-11-20"),
}
DAYS = [(regime, day) for regime, days in REGIMES.items() for day in days]
BEFORE_2025_07 = ("R16", "R21", "R25a")
BEFORE_208 = ("R16", "R21", "R25a", "R25b", "R26a")

# each of these fields holds what an act needs besides its own day; the rest of the sample stays as it is
FAR = {"/candidate/date_of_birth": "1990-03-12", "/class_certificate/issue_date": "2016-01-10"}


@cache
def book() -> Rulebook:
    return load_rulebook()


def edition(code: str, ask: str, day: str) -> Edition | None:
    return next(one for one in book().rules[code].asks if one.id == ask).edition_on(date.fromisoformat(day))


def found(code: str, put: dict[str, Any], **case: Any) -> list[Finding]:
    """What the rule finds, hints left out (that the two readings of a make-up Saturday differ, say)."""
    findings = report_of({"put": put, **case}).findings
    return [finding for finding in findings if finding.code == code and finding.severity is not Severity.NOTICE]


def verdict(code: str, put: dict[str, Any], **case: Any) -> Verdict:
    return {rule.code: rule.verdict for rule in report_of({"put": put, **case}).rules}[code]


# --- whose text, and how sure of it --------------------------------------------------------------------------------

BASE = {"R16": "29-QĐ/TW", "R21": "24-QĐ/TW", "R25a": "232-QĐ/TW", "R25b": "294-QĐ/TW", "R26a": "294-QĐ/TW"}
NEW = {**BASE, "R26b": "208-QĐ/TW"}  # known of the text of 26/7/2026 by questions with answers
KEPT = {**BASE, "R26b": "294-QĐ/TW"}  # not known: the text of 2025 is carried over
GUIDE = {"R25b": "06-HD/TW", "R26a": "06-HD/TW", "R26b": "06-HD/TW"}

SOURCES = [
    ("H01", "late_without_consent", {"R21": "24-QĐ/TW", "R25a": "232-QĐ/TW"}),
    ("G08", "share", {**BASE, "R26b": "294-QĐ/TW"}),
    ("J05", "exact", {"R16": "29-QĐ/TW", "R21": "24-QĐ/TW", "R25a": "232-QĐ/TW"}),
    ("A03", "too_old", NEW),
    ("A05", "level", NEW),
    ("G11", "late_unreported", KEPT),
    ("G09", "body", {"R25b": "294-QĐ/TW", "R26a": "294-QĐ/TW", "R26b": "208-QĐ/TW"}),
    ("H01", "late_without_consent", {"R16": "29-QĐ/TW", "R25b": "294-QĐ/TW", "R26a": "294-QĐ/TW", "R26b": "208-QĐ/TW"}),
    ("J05", "exact", {"R25b": "294-QĐ/TW", "R26a": "294-QĐ/TW", "R26b": "208-QĐ/TW"}),
    ("J06", "first", {"R25b": "294-QĐ/TW", "R26a": "294-QĐ/TW", "R26b": "208-QĐ/TW"}),
    ("A10", "expired", GUIDE),
    ("C10", "remark", GUIDE),
    ("G01", "share", GUIDE),
    ("I02", "certificate", GUIDE),
]


@pytest.mark.parametrize(
    ("code", "ask", "regime", "number"),
    [(code, ask, regime, number) for code, ask, row in SOURCES for regime, number in row.items()],
)
def test_text_of_the_regime_is_cited_from_its_first_to_its_last_day(
    code: str, ask: str, regime: str, number: str
) -> None:
    for day in REGIMES[regime]:
        one = edition(code, ask, day)
        assert one is not None
        assert one.source.document == number
        # read texts are confirmed, those of 8/4/2026 never were; of 26/7/2026 only what questions with answers tell
        if regime == "R25b":
            assert one.confidence == "confirmed"
        elif regime == "R26a":
            assert one.confidence == "carried_over"
        elif regime == "R26b":
            assert one.confidence == ("secondary" if number == "208-QĐ/TW" else "carried_over")


@pytest.mark.parametrize(
    ("code", "ask", "confidence"),
    [
        ("K13", "too_soon", "secondary"),
        ("K13", "consent_body", "secondary"),
        ("K13", "consent", "carried_over"),
        ("K13", "once", "carried_over"),
        ("K13", "conviction", "carried_over"),
        ("K14", "barred", "carried_over"),
        ("K14", "doubtful", "carried_over"),
        ("K14", "barred_2026", "secondary"),
    ],
)
def test_of_208_only_what_is_known_of_re_admission_is_cited(code: str, ask: str, confidence: str) -> None:
    one = edition(code, ask, "2026-07-26")
    assert one is not None
    assert one.confidence == confidence
    assert one.source.document == ("208-QĐ/TW" if confidence == "secondary" else "294-QĐ/TW")


# the guide of 2021 goes with the regulations until 30/6/2025: that of 9/6/2025 is written for those of 1/7/2025
GOES_ON = {("01-HD/TW", date(2021, 9, 28)): date(2025, 6, 30)}


def test_no_edition_cites_a_text_past_its_last_day_unless_it_says_so() -> None:
    ends = {
        (document["number"], document.get("dated")): document["to"]
        for document in book().documents.values()
        if "to" in document
    } | GOES_ON
    outdated = [
        f"{rule.code} {ask.id} {one.start}: {one.source.document}"
        for rule in book().whole.in_order
        for ask in rule.asks
        for one, following in zip(ask.editions, [*ask.editions[1:], None], strict=True)
        if one.confidence not in ("carried_over", "unverified")
        and (last := ends.get((one.source.document, one.source.dated))) is not None
        and (following is None or following.start > last + timedelta(days=1))
    ]
    assert outdated == []


@pytest.mark.parametrize(("code", "ask"), [("G13", "order"), ("G15", "in_force"), ("F04", "elsewhere")])
@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_arithmetic_is_the_same_in_every_regime(code: str, ask: str, regime: str, day: str) -> None:
    one = edition(code, ask, day)
    assert one is not None
    assert one.start < date(2016, 7, 25)
    assert one.confidence == "confirmed"


# --- what changes from one regime to the next ----------------------------------------------------------------------


@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_education_wants_the_diploma_until_208_asks_for_the_programme_only(regime: str, day: str) -> None:
    put = {**FAR, "/cell_meeting/date": day, "/candidate/general_education_level": "lower_secondary_completed"}
    seen = [finding.severity.value for finding in found("A05", put) if finding.ask == "level"]
    assert seen == {"R26a": ["warning"], "R26b": []}.get(regime, ["error"])
    assert found("A05", {**put, "/candidate/general_education_level": "lower_secondary_diploma"}) == []
    put["/candidate/general_education_level"] = "primary_completed"
    assert [finding.severity.value for finding in found("A05", put) if finding.ask == "level"] == ["error"]


@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_authorised_committee_decides_whole_until_208_wants_its_standing_committee(regime: str, day: str) -> None:
    put = {
        "/orgs/grassroots/is_delegated": True, "/decision/date": day, "/decision/body_kind": "grassroots_committee",
        "/decision/convened": 9, "/decision/votes_for": 8,
    }  # fmt: skip
    body = [finding.ask for finding in found("G09", put) if finding.ask == "body"]
    assert body == ([] if regime in BEFORE_208 else ["body"])
    put["/decision/body_kind"] = "grassroots_standing"
    body = [finding.ask for finding in found("G09", put) if finding.ask == "body"]
    assert body == (["body"] if regime in BEFORE_208 else [])


@pytest.mark.parametrize(("regime", "day"), DAYS)
@pytest.mark.parametrize("special", [False, True])
def test_decision_has_60_working_days_until_the_first_of_july_2025_then_45(
    regime: str, day: str, special: bool
) -> None:
    days = {True: 90, False: 60} if regime in BEFORE_2025_07 else {True: 60, False: 45}
    limit = book().calendar.limit(date.fromisoformat(day), days[special])
    put: dict[str, Any] = {"/cell_meeting/date": day, "/decision/date": limit.day.isoformat()}
    if special:
        put["/decision/extension_reason"] = "phải thẩm tra thêm"
    late = ("late_unreported",)
    assert [finding.ask for finding in found("G11", put) if finding.ask in late] == []
    put["/decision/date"] = book().calendar.limit(limit.day, 1).day.isoformat()
    assert [f.severity.value for f in found("G11", put) if f.ask in late] == ["warning"]


@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_ceremony_counts_from_receipt_until_208_counts_from_issue(regime: str, day: str) -> None:
    calendar, issued = book().calendar, date.fromisoformat(day)
    received = calendar.limit(issued, 10).day
    in_time_by_receipt = calendar.limit(received, 30).day.isoformat()
    put = {
        "/decision/date": day,
        "/decision/received_date": received.isoformat(),
        "/admission/ceremony_date": in_time_by_receipt,
    }
    seen = [finding.severity.value for finding in found("H01", put)]
    # nobody has read the text of 8/4/2026: one reading that passes is enough, and that they differ is said
    assert seen == {"R26a": ["warning"], "R26b": ["error"]}.get(regime, [])
    put["/admission/ceremony_date"] = calendar.limit(issued, 30).day.isoformat()
    assert found("H01", put) == []
    put["/admission/ceremony_date"] = calendar.limit(received, 31).day.isoformat()
    assert [finding.severity.value for finding in found("H01", put)] == ["error"]


@pytest.mark.parametrize(
    ("day", "asked"),
    [("2025-09-28", False), ("2025-09-29", True), ("2026-04-07", True), ("2026-04-08", True), ("2026-07-26", True)],
)
def test_leave_to_do_the_procedure_is_asked_from_the_guidance_of_29_september_2025(day: str, asked: bool) -> None:
    put = {"/candidate/application_date": day, "/candidate/declaration_date": day, "/dossier_set_up_date": day}
    case = {"remove": ["papers[purpose=procedure_notice]"], "stage": "verification"}
    assert verdict("A12", put, **case) == ("fail" if asked else "not_applicable")


@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_nationality_of_siblings_is_declared_from_the_booklet_of_29_september_2025(regime: str, day: str) -> None:
    case = {"remove": ["/family/6/nationality"], "stage": "application"}
    seen = [finding.where.pointer for finding in found("C08", {"/candidate/declaration_date": day}, **case)]
    assert ("/family/6/nationality" in seen) is (day >= "2025-09-29")


@pytest.mark.parametrize(("day", "asked"), [("2025-09-28", False), ("2025-09-29", True)])
def test_booklet_of_2025_holds_from_its_first_day(day: str, asked: bool) -> None:
    case = {"remove": ["/family/6/nationality"], "stage": "application"}
    seen = [finding.ask for finding in found("C08", {"/candidate/declaration_date": day}, **case)]
    assert ("nationality" in seen) is asked


@pytest.mark.parametrize(("day", "asked"), [("2026-05-18", False), ("2026-05-19", True)])
def test_rearer_of_the_spouse_is_verified_from_19_may_2026(day: str, asked: bool) -> None:
    put: dict[str, Any] = {f"/verification/requests/{index}/sent_date": day for index in range(4)}
    put["/family/-"] = {"relation": "spouse_foster_parent", "full_name": "Trần Thị Mẫu Nuôi", "birth_year": "1950"}
    seen = [finding for finding in found("D01", put, stage="cell_meeting") if "16" in finding.where.pointer]
    assert bool(seen) is asked
    # nobody has read that text: it warns and never blocks
    assert not any(finding.blocks for finding in seen)


@pytest.mark.parametrize(("regime", "day"), DAYS)
def test_district_centres_certify_until_the_districts_are_gone(regime: str, day: str) -> None:
    for kind, right in (
        ("political_centre_district", regime in BEFORE_2025_07),
        ("political_centre_commune", regime not in BEFORE_2025_07),
    ):
        put = {"/class_certificate/issue_date": day, "/class_certificate/issuer_kind": kind}
        assert [finding.severity.value for finding in found("A09", put)] == ([] if right else ["warning"])


# --- acts of one dossier under several regimes ---------------------------------------------------------------------


def test_each_act_of_the_sample_is_judged_by_its_own_regime() -> None:
    report = report_of(
        {
            "put": {"/decision/votes_for": 4, "/probation/official_date": "2026-11-06"},
            "remove": ["papers[form=CN-NTVĐ1]", "papers[form=GCN-ĐVM]"],
        }
    )
    one = {finding.code: finding for finding in report.findings}
    # the class of March 2025: the district was still there, the guidance of 2021 held
    assert one["A08"].edition_from == date(2021, 9, 28)
    assert one["A08"].confidence == "confirmed"
    # the decision of October 2025
    assert one["G08"].edition_from == date(2025, 7, 1)
    assert one["G08"].source is not None and one["G08"].source.dated is not None
    assert one["G08"].source.dated.year == 2025
    assert one["G08"].confidence == "confirmed"
    # the class of May 2026, under texts that nobody has read
    assert one["I02"].edition_from == date(2026, 4, 8)
    assert one["I02"].confidence == "carried_over"
    assert "2025" in one["I02"].message.vi
    # the recognition of November 2026
    assert one["J05"].edition_from == date(2026, 7, 26)
    assert one["J05"].source is not None and one["J05"].source.document == "208-QĐ/TW"
    assert report.counts.carried_over >= 1


def test_act_without_a_date_is_judged_on_the_day_of_the_check() -> None:
    case = {"remove": ["/cell_meeting/date"], "stage": "application"}
    put = {"/candidate/general_education_level": "lower_secondary_completed"}
    before = [f.severity.value for f in found("A05", put, as_of="2026-07-25", **case) if f.ask == "level"]
    after = [f.severity.value for f in found("A05", put, as_of="2026-07-26", **case) if f.ask == "level"]
    assert (before, after) == (["warning"], [])


# --- months by the calendar ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "met", "valid"),
    [
        ("2020-11-15", "2025-11-14", True),
        ("2020-11-15", "2025-11-15", True),
        ("2020-11-15", "2025-11-16", False),
        ("2020-02-29", "2025-02-28", True),
        ("2020-02-29", "2025-03-01", False),
        ("2019-02-28", "2024-02-28", True),
        ("2019-02-28", "2024-02-29", False),
        ("2020-12-31", "2025-12-31", True),
    ],
)
def test_certificate_holds_sixty_months_to_the_day(issued: str, met: str, valid: bool) -> None:
    put = {"/class_certificate/issue_date": issued, "/cell_meeting/date": met}
    assert [finding.severity.value for finding in found("A10", put)] == ([] if valid else ["error"])


@pytest.mark.parametrize(
    ("ceremony", "end"),
    [
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2025-01-31", "2026-01-31"),
        ("2025-10-31", "2026-10-31"),
    ],
)
def test_probation_ends_on_the_same_day_a_year_later(ceremony: str, end: str) -> None:
    put = {"/admission/ceremony_date": ceremony, "/probation/start_date": ceremony, "/probation/end_date": end}
    assert found("I01", put) == []
    day_late = date.fromisoformat(end).replace(day=date.fromisoformat(end).day - 1).isoformat()
    assert [finding.ask for finding in found("I01", {**put, "/probation/end_date": day_late})] == ["end"]
    assert found("J05", {**put, "/probation/official_date": end}) == []
    assert [f.severity.value for f in found("J05", {**put, "/probation/official_date": day_late})] == ["error"]


@pytest.mark.parametrize(
    ("born", "met", "young"),
    [("2008-02-29", "2026-01-31", True), ("2008-03-01", "2026-02-28", True), ("2008-02-29", "2026-03-01", False)],
)
def test_age_is_counted_by_month_on_29_february_too(born: str, met: str, young: bool) -> None:
    put = {"/candidate/date_of_birth": born, "/cell_meeting/date": met}
    assert bool(found("A02", put)) is young
