"""Papers of made-up offices -> proposals: which body plays which part, who signs, how far the numbers went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dossier.learning.bodies import body_of, spoken_in
from dossier.learning.facts import PaperFacts
from dossier.learning.propose import Learned, learn
from dossier.learning.votes import Proposal
from tests.learning.papers import WORDS, paper, text

DAY = date(2025, 3, 3)


def made(
    after: int,
    /,
    issuer: str,
    parent: str = "",
    *,
    act: str = "",
    behalf: str = "",
    day: date | None = None,
    **more: Any,
) -> PaperFacts:
    """What a paper tells that was issued *after* so many days."""
    names = {key: body_of(more.pop(key), WORDS) for key in ("decides", "proposes") if key in more}
    said = [issuer, *(body.word.name + " " + body.own for body in names.values() if body)]
    return PaperFacts(
        f"{after:03d}.docx",
        day=day or DAY + timedelta(after),
        act=act,
        issuer=body_of(issuer, WORDS),
        parent=body_of(parent, WORDS) if parent else None,
        on_behalf=behalf,
        spoken=frozenset(spoken for name in said for spoken in spoken_in(name + ",", WORDS)),
        **names,
        **more,
    )


def cell(after: int, /, name: str = "Chi bộ Một", parent: str = "Đảng bộ Bệnh viện Mẫu", **more: Any) -> PaperFacts:
    return made(after, name, parent, act="proposal", behalf="cell", **more)


def committee(after: int, /, **more: Any) -> PaperFacts:
    more = {"act": "proposal", "behalf": "committee", **more}
    return made(after, "Đảng ủy Bệnh viện Mẫu", "Đảng bộ phường Mẫu", **more)


def decision(after: int, /, name: str = "Đảng ủy phường Mẫu", parent: str = "", **more: Any) -> PaperFacts:
    return made(after, name, parent, **{"act": "decision", "behalf": "standing", **more})


def values(papers: list[PaperFacts], settings: dict[str, Any] | None = None) -> dict[str, Any]:
    return {".".join(one.path): one.value for one in learn(papers, WORDS, settings).proposals}


def at(learned: Learned, path: str) -> Proposal:
    found = learned.at(tuple(path.split(".")))
    assert found is not None, path
    return found


CHAIN = [cell(0), cell(1), committee(2), committee(3), decision(4), decision(5)]


def test_the_chain_of_bodies_is_found() -> None:
    found = values(CHAIN)
    assert found["orgs.cell.name"] == "Chi bộ Một"
    assert found["orgs.cell.parent_org"] == "Đảng bộ Bệnh viện Mẫu"
    assert found["orgs.cell.kind"] == "ordinary"
    assert found["orgs.section_none"] is True
    assert found["orgs.grassroots.name"] == "Đảng ủy Bệnh viện Mẫu"
    assert found["orgs.grassroots.parent_org"] == "Đảng bộ phường Mẫu"
    assert found["orgs.grassroots.is_delegated"] is False
    assert found["orgs.competent.name"] == "Đảng ủy phường Mẫu"
    assert found["orgs.competent.standing_committee"] is True
    assert all(proposal.sure for proposal in learn(CHAIN, WORDS).proposals)


def test_a_section_stands_between() -> None:
    section = made(6, "Đảng ủy bộ phận Khối A", "Đảng bộ Bệnh viện Mẫu", act="appraisal", behalf="committee")
    papers = [cell(0, parent="Đảng bộ bộ phận Khối A"), cell(1, parent="Đảng bộ bộ phận Khối A"), *CHAIN[2:]]
    found = values([*papers, section, replace(section, name="007.docx")])
    assert found["orgs.section.name"] == "Đảng ủy bộ phận Khối A"
    assert found["orgs.section.parent_org"] == "Đảng bộ Bệnh viện Mẫu"
    assert found["orgs.cell.parent_org"] == "Đảng bộ bộ phận Khối A"
    assert found["orgs.cell.kind"] == "ordinary"
    assert "orgs.section_none" not in found


def test_a_delegated_committee_decides_itself() -> None:
    own = [decision(4, "Đảng ủy Bệnh viện Mẫu", "Đảng bộ phường Mẫu", behalf="committee")]
    papers = [*CHAIN[:4], *own, replace(own[0], name="005.docx")]
    found = values(papers)
    assert found["orgs.grassroots.is_delegated"] is True
    assert found["orgs.grassroots.name"] == "Đảng ủy Bệnh viện Mẫu"
    assert found["orgs.competent.name"] == "Đảng ủy phường Mẫu"  # it stands above in the head
    assert found["orgs.cell.kind"] == "ordinary"


@pytest.mark.parametrize(
    ("name", "kind", "sure"),
    [
        ("Chi bộ thôn Đông", "village_direct", True),
        ("Chi bộ Tổ dân phố 1", "village_direct", True),
        ("Chi bộ cơ sở Trường Mẫu", "grassroots_cell", True),
        ("Chi bộ Trường Mầm non Mẫu", "grassroots_cell", False),
    ],
)
def test_a_cell_right_below_the_one_that_decides(name: str, kind: str, sure: bool) -> None:
    letters = [
        made(number, "Đảng ủy phường Mẫu", "Đảng bộ thành phố Mẫu", act="letter", behalf="committee")
        for number in (2, 3)
    ]
    above = "Đảng bộ phường Mẫu"
    papers = [cell(0, name, above), cell(1, name, above), *letters, decision(4), decision(5)]
    learned = learn(papers, WORDS)
    found = at(learned, "orgs.cell.kind")
    assert (found.value, found.sure) == (kind, sure)
    assert at(learned, "orgs.grassroots.name").value == at(learned, "orgs.competent.name").value == "Đảng ủy phường Mẫu"
    assert at(learned, "orgs.grassroots.is_delegated").value is False
    assert not at(learned, "orgs.grassroots.is_delegated").sure


def test_without_a_decision_the_one_that_is_asked_decides() -> None:
    papers = [cell(0), committee(1, decides="Huyện ủy Mẫu Đơn"), committee(2, decides="Huyện ủy Mẫu Đơn")]
    found = values(papers)
    assert found["orgs.competent.name"] == "Huyện ủy Mẫu Đơn"
    assert found["orgs.competent.standing_committee"] is True


def test_cells_alone_tell_whom_they_report_to() -> None:
    papers = [cell(0, proposes="Đảng ủy Bệnh viện Mẫu"), cell(1, proposes="Đảng ủy Bệnh viện Mẫu")]
    assert values(papers)["orgs.grassroots.name"] == "Đảng ủy Bệnh viện Mẫu"


def test_papers_that_only_name_a_body_back_those_that_it_issued() -> None:
    papers = [*(cell(number) for number in range(3)), committee(4), decision(5)]
    learned = learn(papers, WORDS)
    grassroots, competent = at(learned, "orgs.grassroots.name"), at(learned, "orgs.competent.name")
    assert (grassroots.agree, grassroots.asked, grassroots.sure) == (4, 4, True)
    assert (competent.agree, competent.asked, competent.sure) == (2, 2, True)


def test_papers_that_name_another_body_do_not_outvote_those_that_it_issued() -> None:
    papers = [*(cell(number, parent="Đảng bộ BV Mẫu") for number in range(5)), committee(6), committee(7)]
    found = at(learn(papers, WORDS), "orgs.grassroots.name")
    assert (found.value, found.agree, found.asked) == ("Đảng ủy Bệnh viện Mẫu", 2, 2)


def test_answers_of_others_are_not_the_offices_own() -> None:
    others = [
        made(20 + number, f"Đảng ủy xã Khác {number}", "Đảng bộ huyện Khác", behalf="committee", post="secretary",
             signer="Người Nơi Khác", place="Xã Khác")
        for number in range(6)
    ]  # fmt: skip
    told = [*[replace(one, place="Phường Mẫu") for one in CHAIN], *others]
    assert values(told) == {**values(CHAIN), "place": "Phường Mẫu"}


def test_many_cells_give_no_cell() -> None:
    papers = [*(cell(number, f"Chi bộ {number}") for number in range(5)), *CHAIN[2:]]
    learned = learn(papers, WORDS)
    found = at(learned, "orgs.cell.name")
    assert (found.value, found.why, len(found.others)) == (None, "many", 5)
    assert learned.at(("orgs", "cell", "parent_org")) is None
    assert at(learned, "orgs.grassroots.name").sure
    assert at(learned, "orgs.section_none").value is True


def test_a_new_name_replaces_the_former() -> None:
    former = [cell(number, "Chi bộ Cũ", post="secretary", signer="Người Cũ") for number in range(6)]
    new = [cell(10 + number, "Chi bộ Mới", post="secretary", signer="Người Mới") for number in range(2)]
    learned = learn([*former, *new], WORDS)
    name = at(learned, "orgs.cell.name")
    assert (name.value, name.sure, name.why, name.others) == ("Chi bộ Mới", False, "changed", (("Chi bộ Cũ", 6),))
    assert at(learned, "orgs.cell.secretary").value == "Người Mới"


def test_a_new_secretary_replaces_the_former() -> None:
    papers = [
        *(cell(number, post="secretary", signer="Người Cũ") for number in range(6)),
        *(cell(10 + number, post="secretary", signer="Người Mới") for number in range(2)),
    ]
    found = at(learn(papers, WORDS), "orgs.cell.secretary")
    assert (found.value, found.sure, found.since) == ("Người Mới", True, DAY + timedelta(10))


def test_secretary_and_deputy_go_by_their_post() -> None:
    papers = [
        *(cell(number, post="secretary", signer="Trần Văn Mẫu") for number in range(4)),
        *(cell(4 + number, post="deputy", signer="Lê Thị Mẫu") for number in range(2)),
        cell(3, post="secretary", signer=""),
    ]
    learned = learn(papers, WORDS)
    assert (at(learned, "orgs.cell.secretary").value, at(learned, "orgs.cell.secretary").asked) == ("Trần Văn Mẫu", 4)
    assert at(learned, "orgs.cell.deputy").value == "Lê Thị Mẫu"


def test_what_belongs_to_an_unsure_body_is_unsure() -> None:
    papers = [
        *(cell(number, "Chi bộ Một", post="secretary", signer="Trần Văn Mẫu") for number in (0, 2, 4)),
        *(cell(number, "Chi bộ Hai", post="secretary", signer="Lê Thị Mẫu") for number in (1, 3)),
    ]
    learned = learn(papers, WORDS)
    assert (at(learned, "orgs.cell.name").sure, at(learned, "orgs.cell.name").why) == (False, "split")
    assert (at(learned, "orgs.cell.secretary").sure, at(learned, "orgs.cell.secretary").why) == (False, "body")


def test_the_body_that_the_office_named_is_the_one_looked_at() -> None:
    papers = [
        *(cell(number, "Chi bộ Một", post="secretary", signer="Trần Văn Mẫu") for number in (0, 2, 4)),
        *(cell(number, "Chi bộ Hai", post="secretary", signer="Lê Thị Mẫu") for number in (1, 3)),
    ]
    learned = learn(papers, WORDS, {"orgs": {"cell": {"name": "Hai"}}})
    found = at(learned, "orgs.cell.secretary")
    assert (found.value, found.sure) == ("Lê Thị Mẫu", True)


def test_a_body_that_the_papers_do_not_know_has_no_secretary() -> None:
    papers = [cell(number, post="secretary", signer="Trần Văn Mẫu") for number in range(4)]
    learned = learn(papers, WORDS, {"orgs": {"cell": {"name": "Chi bộ Chín"}}})
    assert learned.at(("orgs", "cell", "secretary")) is None
    assert at(learned, "orgs.cell.name").value == "Chi bộ Một"  # what the papers say is still told


def test_a_printed_application_is_asked_about() -> None:
    papers = [replace(one, handwritten=False) for one in CHAIN]
    found = at(learn(papers, WORDS), "handwritten")
    assert (found.value, found.sure, found.why) == (False, False, "typed")


def test_one_paper_of_the_union_proves_it() -> None:
    union = PaperFacts("u.docx", act="union_proposal")
    trade = PaperFacts("t.docx", act="trade_union_proposal")
    learned = learn([*CHAIN, union, trade], WORDS)
    for name in ("youth_union_exists", "trade_union_exists"):
        assert (at(learned, f"orgs.{name}").value, at(learned, f"orgs.{name}").sure) == (True, True)
    assert learned.at(("orgs", "grassroots", "has_seal")) is None


def test_a_seal_is_told_only_where_a_paper_speaks_of_it() -> None:
    assert values([*CHAIN, committee(9, sealed=True)])["orgs.grassroots.has_seal"] is True
    assert "orgs.grassroots.has_seal" not in values([*CHAIN, decision(9, sealed=True)])


def test_habits_of_numbering_are_told_with_what_the_forms_print() -> None:
    papers = [
        *(cell(number, symbol="NQ", code="CBHC", number=number + 1, padded=False) for number in range(3)),
        committee(5, symbol="NQ", code="ĐU", number=1),
    ]
    habits = learn(papers, WORDS).habits
    assert [(habit.value, habit.files, habit.usual) for habit in habits] == [
        ("NQ/CBHC", 3, False),
        ("NQ/ĐU", 1, True),
        (False, 3, False),
    ]


# --- registers ------------------------------------------------------------------------------------------------


def last(numbers: list[int], *, term: str = "2025-2030", days: list[date] | None = None) -> tuple[str, int] | None:
    """Term and last number of the committee's resolutions that bear *numbers*, one a day."""
    papers = [
        committee(index, symbol="NQ", code="ĐU", number=number, **({"day": days[index]} if days else {}))
        for index, number in enumerate(numbers)
    ]
    orgs = {"orgs": {"grassroots": {"name": "Đảng ủy Bệnh viện Mẫu", "term": term}}}
    found = [proposal for org, proposal in learn(papers, WORDS).registers(orgs) if org == "grassroots"]
    if not found:
        return None
    (proposal,) = found
    assert proposal.path[:2] == ("registers", "NQ Đảng ủy Bệnh viện Mẫu")
    assert not proposal.sure
    assert proposal.after == proposal.value + 1
    return proposal.path[2], proposal.value


@pytest.mark.parametrize(
    ("numbers", "number"),
    [
        ([5, 9, 17], 17),
        ([17, 9, 24], 24),  # dated out of turn
        ([120, 121, 125, 3, 7, 9], 9),  # a new term
        ([120, 125, 12, 126], 126),  # a slip of the pen
        ([120, 125, 12], 125),
        ([1], 1),
        ([50, 60, 2, 4, 55, 61], 61),
    ],
)
def test_a_new_term_counts_from_the_beginning(numbers: list[int], number: int) -> None:
    assert last(numbers) == ("2025-2030", number)


def test_a_term_that_is_over_is_not_taken() -> None:
    assert last([5, 6], days=[date(2031, 1, 1), date(2031, 1, 2)]) == ("", 6)
    assert last([5, 6], term="") == ("", 6)


def test_a_term_that_gives_no_years_is_taken_as_it_is() -> None:
    assert last([5, 6], term="khóa V") == ("khóa V", 6)


def test_papers_without_day_or_number_open_no_register() -> None:
    assert last([]) is None
    unnumbered = [replace(committee(0, symbol="NQ", code="ĐU", number=4), day=None)]
    assert learn(unnumbered, WORDS).registers({"orgs": {"grassroots": {"name": "Đảng ủy Bệnh viện Mẫu"}}}) == []


def test_the_register_of_decisions_goes_with_who_decides() -> None:
    orgs: dict[str, Any] = {
        "grassroots": {"name": "Đảng ủy Bệnh viện Mẫu", "term": "2025-2030"},
        "competent": {"name": "Đảng ủy phường Mẫu", "term": "2025-2030"},
    }
    decided = [replace(one, symbol="QĐ", number=128) for one in CHAIN if one.act == "decision"]
    ((org, proposal),) = learn([*CHAIN[:4], *decided], WORDS).registers({"orgs": orgs})
    assert (org, proposal.path[1], proposal.value) == ("competent", "QĐ Đảng ủy phường Mẫu", 128)


# --- from Word files --------------------------------------------------------------------------------------------


def test_terms_and_names_come_from_typed_papers() -> None:
    said = text(
        "Ban Chấp hành Đảng bộ Bệnh viện Mẫu nhiệm kỳ 2025-2030 đã họp.",
        "Đảng ủy Bệnh viện Mẫu đề nghị Ban Thường vụ Đảng ủy phường Mẫu xét, quyết định.",
    )
    papers = [
        replace(paper(edits={**said, "number": f"Số 0{number}-NQ/ĐU"}), name=f"{number}.docx") for number in (3, 4)
    ]
    found = values(papers)
    assert found["orgs.grassroots.name"] == "Đảng ủy Bệnh viện Mẫu"
    assert found["orgs.grassroots.term"] == "2025-2030"
    assert found["orgs.competent.name"] == "Đảng ủy phường Mẫu"
    assert found["place"] == "Phường Mẫu"
