"""Proposed destinations and the rules agree: once they are asked and answered, D01, D02 and D07 to D09 are content."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from dossier import check, load_rulebook
from dossier.record.destinations import Why
from dossier.record.dossier import Dossier
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.rules.verification_law import proposals
from tests.rules.cases import complete

AS_OF = date(2026, 11, 22)
ASKED = {"D01", "D02", "D07", "D08", "D09"}
ABROAD = {"country": "Nước Mẫu", "text": "Nước Mẫu"}


def unasked(put: dict[str, Any] | None = None) -> dict[str, Any]:
    """The complete record without requests, and with *put*."""
    return edited(json.loads(complete()), remove=["/verification/requests"], put=put or {})


def answered(data: dict[str, Any]) -> dict[str, Any]:
    """*data* with every proposal sent and answered."""
    found = proposals(Record(data), load_rulebook(), AS_OF)
    sent = {"sent_date": "2026-11-20", "letter_date": "2026-11-20", "reply_date": "2026-11-21", "result": "right"}
    requests = [{**one, **sent} for one in found.requests(data)]
    return edited(data, put={"/verification/requests": requests})


def complaints(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    report = check(
        Dossier(data), stage="cell_meeting", office=Office(), rulebook=load_rulebook(), as_of=AS_OF
    )  # fmt: skip
    return [(one.code, one.ask, one.where.pointer) for one in report.findings if one.code in ASKED]


@pytest.mark.parametrize(
    "put",
    [
        {},
        {"/candidate/employment/employer_kind": "foreign_firm"},
        {"/candidate/employment/employer_kind": "armed_forces"},
        {"/candidate/permanent_address": ABROAD},
        {"/family/4/residence": ABROAD, "/family/7/residence": {"country": "Nước Ví Dụ"}},
        {"/family/4/deceased": {"is_deceased": True}},
        {"/family/8/date_of_birth": "2005-01-01"},
        {"/candidate/raised_by_other": True},
    ],
)
def test_proposals_that_are_answered_leave_the_rules_content(put: dict[str, Any]) -> None:
    data = unasked(put)
    assert any(code == "D01" for code, *_ in complaints(data))
    assert complaints(answered(data)) == []


def test_the_complete_dossier_needs_no_proposal() -> None:
    assert not proposals(Record(json.loads(complete())), load_rulebook(), AS_OF)


def test_who_cannot_be_placed_is_whom_the_rules_still_miss() -> None:
    data = unasked({"/family/4/employer_kind": "armed_forces", "/family/5/residence": None})
    lacking = {one.at: one.why for one in proposals(Record(data), load_rulebook(), AS_OF).unplaced}
    assert lacking == {"/family/4": Why.UNIT, "/family/5": Why.RESIDENCE}
    missed = {pointer for code, _, pointer in complaints(answered(data)) if code == "D01"}
    assert missed == set(lacking)


def test_a_person_whom_only_a_warning_asks_for_is_not_certain() -> None:
    reared = unasked({"/family/4/relation": "spouse_foster_parent"})
    before = proposals(Record(reared), load_rulebook(), date(2026, 5, 18))
    after = proposals(Record(reared), load_rulebook(), date(2026, 5, 19))
    assert "/family/4" not in {at for one in before.destinations for at in one.at}
    assert after.doubtful == {"/family/4"}
    assert "/family/4" in {at for one in after.destinations for at in one.at}


def test_a_member_among_the_relatives_may_exempt_their_side() -> None:
    data = unasked({"/family/7/party_member": {"is_member": True}})
    found = proposals(Record(data), load_rulebook(), AS_OF).may_be_exempt
    assert set(found.values()) == {"spouse_side_member"}
    assert set(found) == {"/family/7", "/family/9", "/family/10"}


def test_overlays_may_switch_the_duty_off(tmp_path: Any) -> None:
    off = '[overlay]\ntitle = { vi = "x", en = "x" }\n[[off]]\ncode = "D01"\n'
    (tmp_path / "off.toml").write_text(off, encoding="utf-8")
    office = Office({"overlays": [str(tmp_path / "off.toml")]}, folder=tmp_path)
    assert not proposals(Record(unasked()), load_rulebook(office), AS_OF)
