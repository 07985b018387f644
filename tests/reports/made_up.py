"""Made-up reports: one of everything a report can hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from dossier.findings import (
    Confidence,
    Disposition,
    Finding,
    Input,
    Note,
    Report,
    RuleVerdict,
    Severity,
    Source,
    Text,
    Verdict,
    Where,
)
from dossier.record.record import Record
from dossier.rules.deadlines import Calendar, calendar_of
from dossier.rules.loading import load_rulebook

SOURCE = Source("294-QĐ/TW", date(2025, 5, 26), "4.3.1")
STATUTE = Source("Điều lệ Đảng", date(2011, 1, 19), "Điều 5, khoản 1")
NASTY = '<script>alert("x")</script> & \'"> \x00\x0b'


def finding(code: str = "J01", **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "code": code,
        "ask": "early",
        "verdict": Verdict.FAIL,
        "severity": Severity.ERROR,
        "title": Text("Họp xét công nhận không đúng thời hạn", "Recognition meeting outside its window"),
        "message": Text("Chưa đủ thời gian dự bị.", "Probation is not over yet."),
        "where": Where("/probation/cell_meeting/date", "Xét công nhận chính thức › Ngày họp chi bộ"),
        "fix": Text("Họp từ ngày 03/02/2026.", "Meet from 03/02/2026 on."),
        "source": STATUTE,
        "confidence": Confidence.CONFIRMED,
        "edition_from": date(2011, 1, 19),
        "who": "cell",
    }
    return Finding(**(values | changes))


def missing(code: str, pointer: str, label: str, **changes: Any) -> Finding:
    message = Text(f"Chưa có: {label}.", f"Missing: {label}.")
    fix = Text("Bổ sung mục này; nếu không có thì ghi rõ là không có.", "Supply it; if there is none, say so.")
    title = Text("Khai quan hệ gia đình", "The family is declared")
    values: dict[str, Any] = {
        "ask": "declared",
        "title": title,
        "message": message,
        "fix": fix,
        "where": Where(pointer, label),
        "source": SOURCE,
        "confidence": Confidence.CARRIED_OVER,
        "who": "candidate",
    }
    return finding(code, **(values | changes))


def to_look(code: str, pointer: str, label: str, question: str, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "ask": "seen",
        "verdict": Verdict.NEEDS_PERSON,
        "title": Text("Nhìn bản giấy", "Look at the paper"),
        "message": Text(question, f"To see: {code}."),
        "fix": Text("Xem bản giấy.", "Look at the paper."),
        "where": Where(pointer, label),
        "source": SOURCE,
        "who": "cell",
    }
    return finding(code, **(values | changes))


def report(*findings: Finding, **changes: Any) -> Report:
    values: dict[str, Any] = {
        "record_id": "HS-0003",
        "stage": "submission",
        "as_of": date(2026, 11, 22),
        "findings": tuple(sorted(findings, key=lambda f: (f.code, f.where.pointer))),
        "rules": (
            RuleVerdict("A01", Verdict.PASS),
            RuleVerdict("C09", Verdict.NEEDS_PERSON),
            RuleVerdict("J01", Verdict.FAIL),
            RuleVerdict("K01", Verdict.NOT_APPLICABLE),
        ),
        "notes": (),
        "inputs": (Input("record.json", "ab" * 32),),
        "versions": {"rules": "0123456789ab", "program": "0.1.0"},
        "name": "ho-so-03.json",
    }
    return Report(**(values | changes))


def accepted(*, valid: bool = True, **changes: Any) -> Disposition:
    values: dict[str, Any] = {
        "kind": "accepted",
        "reason": "đã đối chiếu giấy khai sinh",
        "by": "Văn phòng Đảng ủy",
        "on": "2026-11-20",
        "expires": None,
        "valid": valid,
    }
    return Disposition(**(values | changes))


def family(count: int, **changes: Any) -> list[Finding]:
    return [
        missing("C08", f"/family/{index}/birth_year", f"Người thân {index + 1} › Năm sinh", **changes)
        for index in range(count)
    ]


def late_certificate() -> Calendar:
    """The days of a dossier that is verified, with a certificate that ends in four weeks."""
    record = Record(
        {
            "candidate": {"declaration_date": "2025-10-01", "date_of_birth": "2000-05-01"},
            "class_certificate": {"issue_date": "2021-12-20"},
            "verification": {
                "requests": [
                    {"sent_date": "2025-10-03", "received_date": "2026-11-02", "by": "post", "reply_date": None}
                ]
            },
        }
    )
    return calendar_of(record, load_rulebook(), date(2026, 11, 22))


def normal() -> Report:
    """A dossier as offices know it: a few errors, papers to look at, reminders."""
    paper = "papers[form=2-KNĐ]"
    return report(
        finding(),
        missing("B02", "/application/date", "Đơn xin vào Đảng › Ngày viết đơn"),
        *family(5),
        to_look("C05", f"{paper}/handwritten", "Lý lịch (2-KNĐ) › Viết tay", "Lý lịch có viết tay đủ các trang không?"),
        to_look("C11", f"{paper}", "Lý lịch (2-KNĐ)", "Lý lịch có tẩy xóa, sửa chữa không?"),
        to_look(
            "C09",
            f"{paper}/cross_page_stamp",
            "Lý lịch (2-KNĐ) › Dấu giáp lai",
            "Dấu giáp lai có đủ trên mọi tờ và trên ảnh không?",
            who="grassroots",
        ),
        to_look("E05", "/introducers/0/date", "Người giới thiệu 1 › Ngày viết", "Giấy giới thiệu có chữ ký không?"),
        finding("E01", severity=Severity.WARNING, who="introducer", confidence=Confidence.UNVERIFIED),
        finding("H03", severity=Severity.WARNING, who="competent", overlay="HCM"),
        *(
            missing(
                "FILL", f"/local/{index}", f"Mục {index + 1}", severity=Severity.WARNING, source=None,
                confidence=None, who="office", title=Text("Biểu mẫu còn chỗ chưa điền", "A blank is left"),
            )
            for index in range(7)
        ),
        finding("A12", severity=Severity.NOTICE),
        finding("D11", disposition=accepted(), who="candidate"),
        finding("D12", disposition=accepted(valid=False), who="candidate"),
        notes=(Note("E09", Text("Thứ tự giấy tờ", "Order of papers"), Text("Không bắt buộc.", "Not required.")),),
    )  # fmt: skip


def clean_report() -> Report:
    return report()
