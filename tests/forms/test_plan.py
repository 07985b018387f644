"""Which forms a person gets, under which names, with which values; what stays blank, and why."""

from __future__ import annotations

from typing import Any

import pytest

from dossier import load_forms, load_rulebook
from dossier.forms.fill import BLANK
from dossier.forms.pack import blank_findings, pack
from dossier.forms.plan import PlannedForm, plan
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.schema import node
from dossier.record.stages import Stage
from tests.cli.docx_text import text_of
from tests.cli.running import record


def papers(data: dict[str, Any], stage: Stage | None = None, **settings: Any) -> dict[str, PlannedForm]:
    return {form.name: form for form in plan(Record(data), Office(settings), load_forms(), stage)}


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    return [leaf for inner in value for leaf in leaves(inner)] if isinstance(value, list) else [value]


def test_complete_record_leaves_nothing_blank() -> None:
    for name, form in papers(record()).items():
        assert form.lacks == (), name
        filled = form.fill()
        assert filled.missing == (), name
        assert filled.cleaned == (), name


def test_one_paper_for_each_destination() -> None:
    found = papers(record())
    letters = [form for form in found.values() if form.spec.number == "20-KNĐ"]
    assert [form.name for form in letters] == [f"20-20-KND-{n}.docx" for n in (1, 2, 3, 4)]
    assert [form.at for form in letters] == [f"/verification/requests/{n}" for n in range(4)]
    texts = [" ".join(str(leaf) for leaf in leaves(dict(form.values))) for form in letters]
    assert "xã Mẫu Hai" in texts[0]
    assert "Trường Tiểu học Mẫu" in texts[2]
    assert "Trường Tiểu học Mẫu" not in texts[0]


def test_only_one_paper_bears_no_number() -> None:
    data = record()
    data["verification"]["requests"] = data["verification"]["requests"][:1]
    assert "20-20-KND.docx" in papers(data)


def test_route_decides_between_the_resolutions() -> None:
    union = {form.spec.number for form in papers(record()).values()}
    trade = {
        form.spec.number for form in papers(record(put={"/introduction_route": "member_and_trade_union"})).values()
    }
    assert "4-KNĐ" in union
    assert "4A-KNĐ" not in union
    assert "4A-KNĐ" in trade
    assert "4-KNĐ" not in trade


def test_stage_decides_which_are_due() -> None:
    early = papers(record(), Stage.VERIFICATION)
    assert set(early) < set(papers(record()))
    assert all(Stage.VERIFICATION.includes(form.spec.stage) for form in early.values())


def test_unknown_place_is_a_lack_with_its_pointer() -> None:
    whole = papers(record())
    for place in ("/cell_meeting/number", "/decision/date", "/candidate/awareness_text", "/introducers/0/strengths"):
        found = papers(record(remove=[place]))
        named = {lack.pointer for form in found.values() for lack in form.lacks}
        assert named == {place}
        hit = [name for name, form in found.items() if form.lacks]
        assert hit
        for name in hit:
            filled = found[name].fill()
            assert filled.content != whole[name].fill().content


def test_deliberate_none_is_no_lack() -> None:
    found = papers(record(put={"/candidate/rewards": [], "/candidate/rewards_none": True}))
    assert all(form.lacks == () for form in found.values())
    unsaid = papers(record(put={"/candidate/rewards": []}, remove=["/candidate/rewards_none"]))
    assert {lack.pointer for form in unsaid.values() for lack in form.lacks} == {"/candidate/rewards"}


def test_cell_of_a_row_that_is_unknown_is_a_lack_of_that_row() -> None:
    found = papers(record(remove=["/candidate/work_history/1/position"]))
    assert {lack.pointer for form in found.values() for lack in form.lacks} == {"/candidate/work_history/1/position"}


def test_every_lack_is_a_place_of_the_record() -> None:
    bare = {"schema_version": "1", "record_id": "a", "introducers": [{}], "verification": {"requests": [{}, {}]}}
    found = papers(bare)
    assert len(found) > 10
    for name, form in found.items():
        for lack in form.lacks:
            assert node(lack.pointer) is not None, (name, lack)
        missing = {each.name.partition(".")[0].partition("[")[0] for each in form.fill().missing}
        assert missing <= {lack.token.partition(".")[0] for lack in form.lacks}, name


@pytest.mark.parametrize("blanks", ["dots", "clean"])
def test_office_chooses_how_a_blank_looks(blanks: str) -> None:
    form = papers(record(remove=["/cell_meeting/venue", "/cell_meeting/number"]), blanks=blanks)["06-6-KND.docx"]
    text = text_of(form.fill().content)
    assert (BLANK in text) is (blanks == "dots")
    assert form.lacks


def test_plan_does_not_touch_the_record() -> None:
    data = record()
    papers(data)
    assert data == record()


def test_blanks_become_warnings_of_their_form() -> None:
    data = record(remove=["/candidate/it_level", "/cell_meeting/number"])
    found = plan(Record(data), Office(), load_forms(), None)
    findings = list(blank_findings(found, Record(data), load_rulebook()))
    places = {(finding.ask, finding.where.pointer) for finding in findings}
    assert ("02-2-KND", "/candidate/it_level") in places
    assert ("06-6-KND", "/cell_meeting/number") in places
    for finding in findings:
        assert (finding.code, finding.severity.value, finding.verdict.value) == ("FILL", "warning", "fail")
        assert finding.where.label
        for text in (finding.message, finding.fix, finding.title):
            assert text.vi
            assert text.en
            assert "{" not in text.vi + text.en


def test_filled_forms_say_what_an_office_should_know() -> None:
    from datetime import date

    from dossier.record.dossier import Dossier
    from dossier.rules.check import check

    data = record(remove=["/candidate/it_level"])
    found = plan(Record(data), Office(), load_forms(), Stage.VERIFICATION)
    report = check(
        Dossier(data), stage=Stage.VERIFICATION, office=Office(), rulebook=load_rulebook(), as_of=date(2026, 11, 22)
    )
    outcome = pack(report, found, [form.fill().content for form in found])
    by_name = {form.name: form for form in outcome.forms}
    assert list(by_name) == [form.name for form in found]
    assert by_name["02-2-KND.docx"].blanks == 1
    assert by_name["01-1-KND.docx"].blanks == 0
    assert by_name["20-20-KND-1.docx"].number == "20-KNĐ"
    with pytest.raises(ValueError):
        pack(report, found, [])
