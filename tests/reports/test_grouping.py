from __future__ import annotations

import pytest

from dossier.findings import Severity, Text
from dossier.messages import catalogue
from dossier.record.stages import Stage
from dossier.reports.grouping import WHO_ORDER, Kind, object_of, plan_of, shared_label
from dossier.reports.phrases import told
from tests.reports.made_up import accepted, family, finding, late_certificate, missing, normal, report, to_look


def test_groups_follow_the_way_of_the_file() -> None:
    findings = [finding(f"J{index:02}", who=who) for index, who in enumerate(reversed(WHO_ORDER))]
    assert [group.who for group in plan_of(report(*findings)).groups] == list(WHO_ORDER)


def test_somebody_unknown_is_the_office() -> None:
    (group,) = plan_of(report(finding(who="nobody"))).groups
    assert group.who == "office"


def test_inside_a_group_the_gravest_come_first_then_codes() -> None:
    plan = plan_of(
        report(
            finding("A01", severity=Severity.NOTICE),
            finding("B01", severity=Severity.WARNING),
            to_look("C01", "/cell_meeting/minutes", "Họp chi bộ › Biên bản", "?"),
            finding("D02"),
            finding("D01"),
        )
    )
    (group,) = plan.groups
    assert [(task.kind.value, task.first.code) for task in group.tasks] == [
        ("error", "D01"), ("error", "D02"), ("needs_person", "C01"), ("warning", "B01"), ("notice", "A01"),
    ]  # fmt: skip


def test_numbers_run_through_all_groups_and_skip_notices() -> None:
    plan = plan_of(
        report(
            finding("A01", severity=Severity.NOTICE, who="candidate"),
            finding("B01", who="candidate"),
            finding("C01", who="cell"),
            finding("D01", who="office"),
        )
    )
    assert [(task.first.code, task.number) for group in plan.groups for task in group.tasks] == [
        ("B01", 1), ("A01", 0), ("C01", 2), ("D01", 3),
    ]  # fmt: skip


def test_what_is_seen_on_one_paper_is_one_task_and_the_stamp_another() -> None:
    looks = list(plan_of(normal()).tasks(Kind.NEEDS_PERSON))
    assert [[finding.code for finding in task.findings] for task in looks] == [["E05"], ["C05", "C11"], ["C09"]]
    assert looks[1].place == "Lý lịch (2-KNĐ)"
    assert looks[2].place == "Lý lịch (2-KNĐ) › Dấu giáp lai"


def test_one_thing_to_see_on_a_paper_is_named_by_the_paper() -> None:
    one = to_look("C05", "papers[form=1-KNĐ]/signed", "Đơn xin vào Đảng (1-KNĐ) › Đã ký", "?")
    (task,) = plan_of(report(one)).tasks(Kind.NEEDS_PERSON)
    assert task.place == "Đơn xin vào Đảng (1-KNĐ)"


def test_same_lack_in_many_places_is_one_task_in_natural_order() -> None:
    (task,) = plan_of(report(*reversed(family(11)))).tasks(Kind.ERROR)
    assert [finding.where.pointer for finding in task.findings][-2:] == [
        "/family/9/birth_year",
        "/family/10/birth_year",
    ]
    assert task.place == ""


def test_other_remedies_stay_apart() -> None:
    assert len(list(plan_of(report(finding(), missing("J01", "/x", "X"))).tasks(Kind.ERROR))) == 2


def test_settled_findings_are_no_tasks_and_invalid_dispositions_are() -> None:
    plan = plan_of(report(finding("D11", disposition=accepted()), finding("D12", disposition=accepted(valid=False))))
    assert [finding.code for finding in plan.settled] == ["D11"]
    assert [task.first.code for task in plan.tasks(*Kind)] == ["D12"]


def test_no_finding_is_lost_or_told_twice() -> None:
    made = normal()
    plan = plan_of(made)
    told = [finding for task in plan.tasks(*Kind) for finding in task.findings] + list(plan.settled)
    assert sorted(map(repr, told)) == sorted(map(repr, made.findings))


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("papers[form=2-KNĐ]/signed", "papers[form=2-KNĐ]"),
        ("papers[form=2-KNĐ]", "papers[form=2-KNĐ]"),
        ("papers[form=20-KNĐ,about=/moves/0]/sealed", "papers[form=20-KNĐ,about=/moves/0]"),
        ("papers[form=2-KNĐ]/cross_page_stamp/on_photo", "papers[form=2-KNĐ]/cross_page_stamp"),
        ("/papers/3/signed", "/papers/3"),
        ("/papers/3/cross_page_stamp", "/papers/3/cross_page_stamp"),
        ("/introducers/0/date", "/introducers/0"),
        ("/cell_meeting/date", "/cell_meeting"),
        ("", ""),
    ],
)  # fmt: skip
def test_object_of_a_pointer(pointer: str, expected: str) -> None:
    assert object_of(pointer) == expected


def test_shared_label_is_whole_parts_only() -> None:
    assert shared_label(["A › B › C", "A › B › D"]) == "A › B"
    assert shared_label(["Ngày 1", "Ngày 2"]) == ""
    assert shared_label(["A › B"]) == "A › B"


def test_every_party_stage_and_kind_has_words_in_both_languages() -> None:
    for lang in ("vi", "en"):
        words = catalogue(lang)
        assert all(words[f"report.who.{who}"] for who in WHO_ORDER)
        assert all(words[f"report.stage.{stage.value}"] for stage in Stage)
        assert all(words[f"report.mark.{kind.value}"] for kind in Kind)


def test_catalogues_have_the_same_sentences_about_reports() -> None:
    vietnamese, english = ({key for key in catalogue(lang) if key.startswith("report.")} for lang in ("vi", "en"))
    assert vietnamese == english


def test_equal_messages_are_told_once_and_a_shared_remark_at_the_end() -> None:
    remark = "(Theo quy định năm 2025, cần đối chiếu bản 2026.)"
    said = [
        missing("C08", f"/x/{index}", "X", message=Text(f"Chưa có: {name} (2-KNĐ). {remark}", ""))
        for index, name in enumerate("ABA")
    ]
    (task,) = plan_of(report(*said)).tasks(Kind.ERROR)
    lines, shared = told(task, "vi")
    assert [message for _, message in lines] == ["Chưa có: A (2-KNĐ).", "Chưa có: B (2-KNĐ)."]
    assert shared == remark


def test_a_remark_that_only_some_add_stays_where_it_is() -> None:
    said = [
        missing("C08", f"/x/{index}", "X", message=Text(words, "")) for index, words in enumerate(["A. (B.)", "C."])
    ]
    (task,) = plan_of(report(*said)).tasks(Kind.ERROR)
    assert told(task, "vi").remark == ""
    assert [message for _, message in told(task, "vi").lines] == ["A. (B.)", "C."]


def test_inside_a_group_what_is_due_first_comes_first() -> None:
    plan = plan_of(
        report(
            finding("G01", ask="share"),
            finding("C10", ask="remark"),
            finding("C09", ask="stamped", severity=Severity.WARNING),
            finding("A01", ask="citizen"),
        ),
        late_certificate().dues,
    )
    (group,) = plan.groups
    assert [task.first.code for task in group.tasks] == ["A01", "C09", "C10", "G01"]
    assert [task.number for task in group.tasks] == [1, 2, 3, 4]
    assert [
        (due.before, due.overdue, [task.first.code for task in tasks])
        for due, tasks in group.by_due()
        if due is not None
    ] == [
        ("application", True, ["A01"]),
        ("verification", True, ["C09"]),
        ("cell_meeting", False, ["C10"]),
        ("submission", False, ["G01"]),
    ]


def test_places_of_one_lack_that_are_due_apart_are_tasks_apart() -> None:
    dues = late_certificate().dues
    late, free = (
        missing("D10", pointer, "?", ask="no_reply", who="cell")
        for pointer in ("/verification/requests/0/reply_date", "/verification/requests/1/reply_date")
    )
    first, second = plan_of(report(free, late), dues).tasks(Kind.ERROR)
    assert [task.due.code for task in (first, second) if task.due] == ["D12", "A10"]
    assert first.first.where == late.where


def test_paper_is_looked_at_as_early_as_the_first_of_its_questions_asks() -> None:
    paper = "papers[form=2-KNĐ]"
    looks = (
        to_look("C11", f"{paper}/sealed", "Lý lịch › Đóng dấu", "?", ask="booklet_sealed"),
        to_look("C01", paper, "Lý lịch", "?", ask="erasures"),
    )
    (task,) = plan_of(report(*looks), late_certificate().dues).tasks(Kind.NEEDS_PERSON)
    assert task.due is not None
    assert task.due.before == "application"


def test_without_dates_nothing_is_said_of_when() -> None:
    (group,) = plan_of(report(finding("C10", ask="remark"))).groups
    assert [due for due, _ in group.by_due()] == [None]
