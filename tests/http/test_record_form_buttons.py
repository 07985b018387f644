"""Add, remove, up, down, open: the page changes, the record does not, and nothing typed is lost on the way."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.http.form_post import MOST_ITEMS
from dossier.http.record_form import Posted, Section, form_of, posted
from dossier.record.schema import is_valid
from tests.conftest import often
from tests.http.pages import Pairs, everybody, named, sent, with_text

COMPLETE = everybody()[0]
FAMILY = named("family")


class Visit:
    """Somebody at a page: presses buttons and types; the record is stored at the end."""

    def __init__(self, section: Section, data: dict[str, Any], *opened: str) -> None:
        self.section, self.data = section, data
        self.pairs: Pairs = sent(section, data, opened=opened)
        self.last = Posted(data)

    def press(self, button: str, pointer: str) -> Visit:
        self.last = posted(self.section, self.data, [*self.pairs, (button, pointer)])
        assert self.last.action is not None
        assert (self.last.action.kind, self.last.action.pointer) == (button[1:], pointer)
        assert not self.last.is_clean
        self.pairs = sent(self.section, self.last.data, problems=self.last.problems, typed=self.last.typed)
        return self

    def type(self, pointer: str, *texts: str) -> Visit:
        self.pairs = with_text(self.pairs, pointer, *texts)
        return self

    def save(self) -> Posted:
        return posted(self.section, self.data, self.pairs)


def names(data: dict[str, Any]) -> list[str]:
    return [relative.get("full_name", "") for relative in data["family"]]


def test_an_added_relative_is_stored_with_what_was_typed() -> None:
    count = len(COMPLETE["family"])
    visit = Visit(FAMILY, COMPLETE).press("_add", "/family")
    assert visit.last.typed.focus == f"/family/{count}"
    visit.type(f"/family/{count}/relation", "sibling").type(f"/family/{count}/full_name", "Trần Thị Mẫu Út")
    result = visit.save()
    assert result.is_clean
    assert result.data["family"] == [*COMPLETE["family"], {"relation": "sibling", "full_name": "Trần Thị Mẫu Út"}]
    assert set(result.places) == {"/family", f"/family/{count}/relation", f"/family/{count}/full_name"}


def test_an_added_entry_that_stays_empty_is_not_stored() -> None:
    assert json.dumps(Visit(FAMILY, COMPLETE).press("_add", "/family").save().data) == json.dumps(COMPLETE)
    nobody = {"schema_version": "1", "record_id": "x-1"}
    visit = Visit(named("introducers"), nobody).press("_add", "/introducers").press("_add", "/introducers")
    assert visit.last.data["introducers"] == [{}, {}]
    assert visit.save().data == nobody
    assert visit.save().places == ()
    inner = Visit(named("verification"), nobody).press("_add", "/verification/requests")
    inner.press("_add", "/verification/requests/0/verifiers")
    assert inner.save().data == nobody
    filled = inner.type("/verification/requests/0/verifiers/0/full_name", "Lê Văn Mẫu").save()
    assert filled.data["verification"] == {"requests": [{"verifiers": [{"full_name": "Lê Văn Mẫu"}], "id": "r1"}]}


def test_a_new_request_gets_the_next_free_id_unless_it_is_given_one() -> None:
    count = len(COMPLETE["verification"]["requests"])
    pointer = f"/verification/requests/{count}"
    visit = Visit(named("verification"), COMPLETE).press("_add", "/verification/requests")
    visit.type(f"{pointer}/destination", "Đảng ủy xã Mẫu Ba")
    assert visit.save().data["verification"]["requests"][count]["id"] == f"r{count + 1}"
    assert visit.type(f"{pointer}/id", "hỏi thêm").save().data["verification"]["requests"][count]["id"] == "hỏi thêm"


def test_what_was_typed_goes_with_its_relative() -> None:
    first, second, third = names(COMPLETE)[:3]
    visit = Visit(FAMILY, COMPLETE, "/family/1", "/family/2")
    visit.type("/family/1/full_name", "Lê Thị Mẫu Đổi").type("/family/1/birth_year", "năm Ngọ")
    visit.type("/family/2/occupation", "thợ mộc")
    visit.press("_up", "/family/1")
    assert visit.last.typed.focus == "/family/0"
    assert [problem.pointer for problem in visit.last.problems] == ["/family/0/birth_year"]
    assert visit.last.problems[0].label.endswith("Năm sinh")
    assert visit.last.typed.texts == {"/family/0/birth_year": ("năm Ngọ",)}
    visit.press("_remove", "/family/1")
    assert visit.last.typed.texts == {"/family/0/birth_year": ("năm Ngọ",)}
    visit.press("_down", "/family/0")
    assert not visit.save().is_clean
    result = visit.type("/family/1/birth_year", "1954").save()
    assert result.is_clean
    assert names(result.data)[:2] == [third, "Lê Thị Mẫu Đổi"]
    assert first not in names(result.data)
    assert second not in names(result.data)
    assert result.data["family"][0] == {**COMPLETE["family"][2], "occupation": "thợ mộc"}
    assert result.data["family"][1] == {**COMPLETE["family"][1], "full_name": "Lê Thị Mẫu Đổi", "birth_year": "1954"}
    assert result.data["family"][2:] == COMPLETE["family"][3:]


def test_removing_the_last_entry_leaves_no_empty_list_behind() -> None:
    section = named("introducers")
    assert len(COMPLETE["introducers"]) == 1
    visit = Visit(section, COMPLETE).press("_remove", "/introducers/0")
    assert visit.last.typed.is_changed
    assert "introducers" not in visit.save().data


def test_a_relative_of_whom_everything_was_emptied_is_gone() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "family": [{"full_name": "A"}, {}, None, {"full_name": "B"}]}
    visit = Visit(FAMILY, data, "/family/0", "/family/1", "/family/2", "/family/3").type("/family/0/full_name", "")
    result = visit.save()
    assert result.data["family"] == [{}, None, {"full_name": "B"}]
    assert result.places == ("/family",)


def test_an_opened_entry_stays_open_and_the_others_send_nothing() -> None:
    visit = Visit(FAMILY, COMPLETE)
    assert [name for name, _ in visit.pairs if name.startswith("/family/")] == []
    visit.press("_open", "/family/3")
    assert {name.split("/")[2] for name, _ in visit.pairs if name.startswith("/family/")} == {"3"}
    visit.press("_open", "/family/5").press("_up", "/family/3")
    assert {name.split("/")[2] for name, _ in visit.pairs if name.startswith("/family/")} == {"2", "5"}
    assert names(visit.save().data)[2:4] == [names(COMPLETE)[3], names(COMPLETE)[2]]


def test_masked_and_unshown_fields_go_with_their_entry() -> None:
    data = copy.deepcopy(COMPLETE)
    with_number = next(i for i, paper in enumerate(data["papers"]) if paper.get("shows", {}).get("national_id"))
    paper = data["papers"][with_number]
    visit = Visit(named("papers"), data, f"/papers/{with_number}").press("_down", f"/papers/{with_number}")
    result = visit.type(f"/papers/{with_number + 1}/number", "77").save()
    assert result.data["papers"][with_number + 1] == {**paper, "number": "77"}


def test_a_full_list_takes_no_more() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "moves": [{"from_cell": str(n)} for n in range(MOST_ITEMS)]}
    section = named("moves")
    result = posted(section, data, [*sent(section, data), ("_add", "/moves")])
    assert (len(result.problems), result.action, result.data) == (1, None, data)
    assert posted(section, data, sent(section, data)).data == data


# --- what points at entries -----------------------------------------------------------------------------


def pointing() -> dict[str, Any]:
    person = {"full_name": "A"}
    return {
        "schema_version": "1",
        "record_id": "x-1",
        "introducers": [person, {"full_name": "B"}, {"full_name": "C"}],
        "papers": [{"form": "3-KNĐ", "about": f"/introducers/{n}"} for n in (0, 1, 2)],
        "annulment": {"redo": ["/introducers/1", "/introducers/2"], "of": "/introducers/0"},
        "confirmations": [{"code": "E01", "where": f"/introducers/{n}/date"} for n in (0, 1, 2)],
        "dispositions": [
            {"code": "E02", "where": "papers[form=3-KNĐ,about=/introducers/2]"},
            {"code": "E02", "where": "papers[form=3-KNĐ,about=/introducers/0]/date"},
            {"code": "E03", "where": "papers[form=3-KNĐ]"},
            {"code": "E04"},
            {"code": "E05", "where": "/introducers"},
        ],
    }


def test_what_points_at_an_entry_follows_it() -> None:
    data = pointing()
    result = Visit(named("introducers"), data).press("_down", "/introducers/0").save()
    assert (result.notes, [person["full_name"] for person in result.data["introducers"]]) == ((), ["B", "A", "C"])
    assert [paper["about"] for paper in result.data["papers"]] == ["/introducers/1", "/introducers/0", "/introducers/2"]
    assert result.data["annulment"] == {"redo": ["/introducers/0", "/introducers/2"], "of": "/introducers/1"}
    assert [entry["where"] for entry in result.data["confirmations"]] == [
        "/introducers/1/date", "/introducers/0/date", "/introducers/2/date",
    ]  # fmt: skip
    assert [entry.get("where") for entry in result.data["dispositions"]] == [
        "papers[form=3-KNĐ,about=/introducers/2]", "papers[form=3-KNĐ,about=/introducers/1]/date",
        "papers[form=3-KNĐ]", None, "/introducers",
    ]  # fmt: skip
    assert is_valid(result.data)


def test_what_points_at_a_removed_entry_is_taken_back_and_said() -> None:
    data = pointing()
    result = Visit(named("introducers"), data).press("_remove", "/introducers/0").save()
    assert result.is_clean
    assert result.data["papers"] == [
        {"form": "3-KNĐ"}, {"form": "3-KNĐ", "about": "/introducers/0"}, {"form": "3-KNĐ", "about": "/introducers/1"}
    ]  # fmt: skip
    assert result.data["annulment"] == {"redo": ["/introducers/0", "/introducers/1"]}
    assert [entry["where"] for entry in result.data["confirmations"]] == ["/introducers/0/date", "/introducers/1/date"]
    assert [entry.get("where") for entry in result.data["dispositions"]] == [
        "papers[form=3-KNĐ,about=/introducers/1]", "papers[form=3-KNĐ]", None, "/introducers",
    ]  # fmt: skip
    assert len(result.notes) == 4
    assert [note.vi for note in result.notes][:3] == [
        "Giấy giới thiệu (3-KNĐ) thứ 1 › Thuộc về: đã bỏ, vì “Người giới thiệu thứ 1” không còn.",
        "Hủy bỏ › Việc bị hủy: đã bỏ, vì “Người giới thiệu thứ 1” không còn.",
        "Xác nhận E01 ở “Người giới thiệu thứ 1 › Ngày viết giấy giới thiệu” đã bỏ, vì mục đó không còn.",
    ]
    assert all(note.en for note in result.notes)
    assert data == pointing()


def test_pointers_stay_when_only_a_new_entry_comes() -> None:
    data = pointing()
    visit = Visit(named("introducers"), data).press("_add", "/introducers").type("/introducers/3/full_name", "D")
    result = visit.save()
    assert (result.data["papers"], result.data["confirmations"]) == (data["papers"], data["confirmations"])


# --- as a whole -----------------------------------------------------------------------------------------

MOVES = st.lists(
    st.tuples(st.sampled_from(["_add", "_remove", "_up", "_down", "_open"]), st.integers(0, 20)), max_size=6
)


@settings(max_examples=often(40), deadline=None)
@given(moves=MOVES)
def test_buttons_do_to_the_page_what_they_would_do_to_the_list(moves: list[tuple[str, int]]) -> None:
    data = {"schema_version": "1", "record_id": "x-1", "moves": [{"from_cell": str(number)} for number in range(4)]}
    visit, wanted = Visit(named("moves"), data), [*data["moves"]]
    for button, number in moves:
        if button != "_add" and not wanted:
            continue
        at = number % len(wanted) if wanted else 0
        visit.press(button, "/moves" if button == "_add" else f"/moves/{at}")
        other = at - 1 if button == "_up" else at + 1
        if button == "_add":
            wanted.append({})
        elif button == "_remove":
            del wanted[at]
        elif button in ("_up", "_down") and 0 <= other < len(wanted):
            wanted[at], wanted[other] = wanted[other], wanted[at]
        assert visit.last.data["moves"] == wanted
    stored = visit.save()
    assert stored.is_clean
    assert stored.data.get("moves", []) == [item for item in wanted if item]
    assert data["moves"] == [{"from_cell": str(number)} for number in range(4)]


@pytest.mark.parametrize("button", ["_up", "_down"])
def test_the_first_and_the_last_entry_offer_no_way_out(button: str) -> None:
    model = form_of(FAMILY, COMPLETE)
    items = [node for node in model.nodes() if node.pointer.startswith("/family/")]
    end = items[0] if button == "_up" else items[-1]
    offers = [getattr(item, "moves", ()) for item in items if item is not end]
    assert button not in getattr(end, "moves", ())
    assert all(button in moves for moves in offers)
