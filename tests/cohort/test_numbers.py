"""Numbers of documents: who gets which, that none is given twice, and that a sudden end changes nothing."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dossier.adapters import registers as on_disk
from dossier.adapters import saving
from dossier.adapters.registers import LEDGER_NAME, give_numbers, read_ledger, with_registers
from dossier.cli import group
from dossier.cohort.numbers import Act, Entry, RecordActs, acts_of, assign
from dossier.errors import InputError
from dossier.record.record import Record
from dossier.resources import data_folder

CELL = "Chi bộ Khối Hành chính"
GRASSROOTS = "Đảng ủy Bệnh viện Đa khoa Mẫu"
COMPETENT = "Đảng ủy phường Mẫu"
NQ = f"NQ {CELL}"


def act(day: str, number: str | None = None, **other: Any) -> Act:
    given = {"symbol": "NQ", "org": "cell", "body": CELL, "term": "2025-2027", "place": "/cell_meeting/number", **other}
    return Act(date=date.fromisoformat(day), number=number, **given)


def record(record_id: str, *acts: Act) -> RecordActs:
    return RecordActs(f"{record_id}.json", record_id, acts)


def given(everyone: list[RecordActs], registers: Any, ledger: list[Entry] | None = None) -> list[tuple[str, int]]:
    """(record, number) in the order in which they are given."""
    found = assign(everyone, registers, ledger or []).given
    return [(one.entry.record_id, one.entry.number) for one in found]


# --- pure


def test_numbers_go_by_date_then_in_the_order_of_the_records() -> None:
    everyone = [record("c", act("2025-10-02")), record("a", act("2025-10-01")), record("b", act("2025-10-02"))]
    assert given(everyone, {NQ: {"2025-2027": 7}}) == [("a", 8), ("c", 9), ("b", 10)]


def test_a_number_is_never_below_one_that_a_record_bears() -> None:
    everyone = [record("a", act("2025-10-01", "12-NQ/CB")), record("b", act("2025-09-01"))]
    assert given(everyone, {NQ: {"2025-2027": 7}}) == [("b", 13)]


def test_each_type_and_each_body_counts_for_itself() -> None:
    other_cell = {"body": "Chi bộ Khối Lâm sàng"}
    letter = {
        "symbol": "CV",
        "org": "grassroots",
        "body": GRASSROOTS,
        "place": "/verification/requests/0/letter_number",
    }
    everyone = [
        record("a", act("2025-10-01"), act("2025-10-01", **letter)),
        record("b", act("2025-10-01", **other_cell), act("2025-10-02", **letter)),
    ]
    registers = {
        NQ: {"2025-2027": 3},
        "NQ Chi bộ Khối Lâm sàng": {"2025-2027": 30},
        f"CV {GRASSROOTS}": {"2025-2027": 300},
    }
    assert given(everyone, registers) == [("a", 4), ("a", 301), ("b", 31), ("b", 302)]


def test_each_term_counts_for_itself_and_a_new_one_begins_at_one() -> None:
    old, new = {"term": "2022-2025"}, {"term": "2025-2027"}
    everyone = [
        record("a", act("2025-01-05", **old)),
        record("b", act("2025-10-01", **new)),
        record("c", act("2025-02-05", **old)),
    ]
    numbering = assign(everyone, {NQ: {"2022-2025": 57}}, [])
    assert [(one.entry.term, one.entry.text) for one in numbering.given] == [
        ("2022-2025", "58"), ("2022-2025", "59"), ("2025-2027", "01"),
    ]  # fmt: skip
    assert numbering.registers == {NQ: {"2022-2025": 59, "2025-2027": 1}}


def test_the_spelling_of_a_body_does_not_matter() -> None:
    letter = {"symbol": "CV", "org": "grassroots", "body": GRASSROOTS}
    everyone = [record("a", act("2025-10-01", **letter))]
    assert given(everyone, {"CV Đảng uỷ  Bệnh viện đa khoa Mẫu": {"2025-2027": 1}}) == [("a", 2)]


def test_what_cannot_be_numbered_is_told_and_left_alone() -> None:
    everyone = [
        record("a", act("2025-10-01", body=None), act("2025-10-01", term=None)),
        record("b", act("2025-10-01", symbol="QĐ"), act("2025-10-02", symbol="QĐ")),
    ]
    numbering = assign(everyone, {NQ: {"2025-2027": 1}}, [])
    assert numbering.given == ()
    assert numbering.registers == {}
    assert [(gap.reason, gap.register, gap.count) for gap in numbering.gaps] == [
        ("no_body", "", 1), ("no_register", f"QĐ {CELL}", 2), ("no_term", NQ, 1),
    ]  # fmt: skip


def test_the_ledger_gives_the_same_act_the_same_number() -> None:
    everyone = [record("a", act("2025-10-01")), record("b", act("2025-10-02"))]
    first = assign(everyone, {NQ: {"2025-2027": 7}}, [])
    again = assign([everyone[1]], {NQ: {"2025-2027": 7}}, first.ledger)
    assert [one.entry for one in again.given] == [first.given[1].entry]
    assert again.ledger == first.ledger
    assert again.registers == {NQ: {"2025-2027": 9}}


def test_an_act_held_again_on_another_day_gets_a_new_number() -> None:
    first = assign([record("a", act("2025-10-01"))], {NQ: {"2025-2027": 7}}, [])
    assert given([record("a", act("2025-11-01"))], {NQ: {"2025-2027": 8}}, list(first.ledger)) == [("a", 9)]


def test_a_number_of_the_ledger_that_somebody_else_bears_is_not_given() -> None:
    first = assign([record("a", act("2025-10-01"))], {NQ: {"2025-2027": 7}}, [])
    everyone = [record("a", act("2025-10-01")), record("b", act("2025-10-01", "08"))]
    assert given(everyone, {NQ: {"2025-2027": 8}}, list(first.ledger)) == [("a", 9)]


def complete() -> dict[str, Any]:
    text = (data_folder("samples") / "dossiers" / "complete" / "record.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_acts_are_found_with_symbol_body_and_term() -> None:
    found = {one.place: (one.symbol, one.body, one.term) for one in acts_of(Record(complete()))}
    assert found == {
        "/cell_meeting/number": ("NQ", CELL, "2025-2027"),
        "/committee_meeting/number": ("NQ", GRASSROOTS, "2025-2030"),
        "/decision/number": ("QĐ", COMPETENT, "2025-2030"),
        **{
            f"/verification/requests[id=r{number}]/letter_number": ("CV", GRASSROOTS, "2025-2030")
            for number in range(1, 5)
        },
        "/probation/cell_meeting/number": ("NQ", CELL, "2025-2027"),
        "/probation/committee_meeting/number": ("NQ", GRASSROOTS, "2025-2030"),
        "/probation/official_decision/number": ("QĐ", COMPETENT, "2025-2030"),
    }


def test_a_delegated_committee_issues_its_own_decisions() -> None:
    data = complete()
    data["decision"]["body_kind"] = "grassroots_committee"
    found = {one.place: one.body for one in acts_of(Record(data))}
    assert found["/decision/number"] == GRASSROOTS
    data["decision"]["body_kind"] = None
    data["orgs"]["grassroots"]["is_delegated"] = True
    assert {one.place: one.body for one in acts_of(Record(data))}["/decision/number"] == GRASSROOTS


def test_an_act_without_a_date_is_no_act_yet() -> None:
    data = complete()
    data["cell_meeting"]["date"] = None
    assert "/cell_meeting/number" not in {one.place for one in acts_of(Record(data))}


def test_requests_with_one_id_twice_are_known_by_their_place() -> None:
    data = complete()
    for request in data["verification"]["requests"]:
        request["id"] = "r1"
    places = [one.place for one in acts_of(Record(data)) if one.symbol == "CV"]
    assert places == [f"/verification/requests/{index}/letter_number" for index in range(4)]


# --- on disk

OFFICE = f"""# Cài đặt của cơ quan
place = "Phường Mẫu"   # địa danh

[registers."{NQ}"]
# sổ của chi bộ
"2025-2027" = 9   # số cuối cùng

[registers."CV {GRASSROOTS}"]
"2020-2025" = 77
"""


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Three records without the numbers of their cell meeting and letters, and an office that keeps both registers."""
    for name in ("a", "b", "c"):
        data = complete()
        data["record_id"] = name
        data["cell_meeting"]["number"] = None
        for request in data["verification"]["requests"]:
            del request["letter_number"]
        folder = tmp_path / "records" / name
        folder.mkdir(parents=True)
        (folder / "record.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "office.toml").write_text(OFFICE, encoding="utf-8")
    return tmp_path


def paths(cohort: Path) -> list[Path]:
    return sorted((cohort / "records").iterdir())


def numbers(cohort: Path) -> dict[str, list[str]]:
    """Record -> the numbers it bears: of the cell meeting, then of the letters."""
    found = {}
    for path in paths(cohort):
        data = json.loads((path / "record.json").read_text("utf-8"))
        letters = [request.get("letter_number") for request in data["verification"]["requests"]]
        found[path.name] = [data["cell_meeting"].get("number"), *letters]
    return found


EXPECTED = {
    "a": ["10", "01", "02", "03", "04"],
    "b": ["11", "05", "06", "07", "08"],
    "c": ["12", "09", "10", "11", "12"],
}


def test_records_and_register_are_written_and_comments_stay(cohort: Path) -> None:
    give_numbers(paths(cohort), cohort / "office.toml")
    assert numbers(cohort) == EXPECTED
    text = (cohort / "office.toml").read_text("utf-8")
    assert text == OFFICE.replace('" = 9   #', '" = 12   #') + '"2025-2030" = 12\n'


def test_a_second_run_gives_nothing_and_changes_nothing(cohort: Path) -> None:
    give_numbers(paths(cohort), cohort / "office.toml")
    before = {path: path.read_bytes() for path in cohort.rglob("*") if path.is_file()}
    assert give_numbers(paths(cohort), cohort / "office.toml").given == ()
    assert {path: path.read_bytes() for path in cohort.rglob("*") if path.is_file()} == before


class SuddenEndError(Exception):
    """The power goes out."""


@pytest.mark.slow
@pytest.mark.parametrize("survived", range(17))
def test_a_sudden_end_anywhere_changes_no_number(cohort: Path, monkeypatch: pytest.MonkeyPatch, survived: int) -> None:
    real, count = on_disk.write_atomically, 0

    def until_the_end(path: Path, content: bytes, **more: bool) -> None:
        nonlocal count
        if count == survived:
            raise SuddenEndError
        count += 1
        real(path, content, **more)

    with monkeypatch.context() as patched:
        patched.setattr(on_disk, "write_atomically", until_the_end)
        patched.setattr(saving, "write_atomically", until_the_end)
        with pytest.raises(SuddenEndError):
            give_numbers(paths(cohort), cohort / "office.toml")
    give_numbers(paths(cohort), cohort / "office.toml")
    assert numbers(cohort) == EXPECTED
    registers = tomllib.loads((cohort / "office.toml").read_text("utf-8"))["registers"]
    assert registers == {NQ: {"2025-2027": 12}, f"CV {GRASSROOTS}": {"2020-2025": 77, "2025-2030": 12}}


def test_after_a_sudden_end_a_new_person_gets_none_of_the_reserved_numbers(
    cohort: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(path: Path, entry: Entry) -> None:
        raise SuddenEndError

    with monkeypatch.context() as patched:
        patched.setattr(on_disk, "_write_number", stop)
        with pytest.raises(SuddenEndError):
            give_numbers(paths(cohort)[1:], cohort / "office.toml")
    give_numbers(paths(cohort)[:1], cohort / "office.toml")  # only the person who was not there before
    assert numbers(cohort)["a"] == ["12", "09", "10", "11", "12"]
    give_numbers(paths(cohort), cohort / "office.toml")
    borne = [number for found in numbers(cohort).values() for number in found[1:]]
    assert sorted(borne) == [f"{number:02d}" for number in range(1, 13)]
    assert numbers(cohort)["b"] == ["10", "01", "02", "03", "04"]


def test_nothing_else_of_a_record_changes(cohort: Path) -> None:
    before = json.loads((paths(cohort)[0] / "record.json").read_text("utf-8"))
    give_numbers(paths(cohort), cohort / "office.toml")
    after = json.loads((paths(cohort)[0] / "record.json").read_text("utf-8"))
    before["cell_meeting"]["number"] = "10"
    for request, number in zip(before["verification"]["requests"], EXPECTED["a"][1:], strict=True):
        request["letter_number"] = number
    assert after == before


def test_of_two_records_with_one_id_only_the_first_is_numbered(cohort: Path) -> None:
    for path in paths(cohort)[1:]:
        data = json.loads((path / "record.json").read_text("utf-8"))
        data["record_id"] = "A"
        (path / "record.json").write_text(json.dumps(data), encoding="utf-8")
    give_numbers(paths(cohort), cohort / "office.toml")
    found = numbers(cohort)
    assert found["a"] == EXPECTED["a"]
    assert found["b"] == found["c"] == [None] * 5


def test_a_record_that_cannot_be_read_is_passed_over(cohort: Path) -> None:
    (paths(cohort)[1] / "record.json").write_text("{", encoding="utf-8")
    given_now = give_numbers(paths(cohort), cohort / "office.toml").given
    assert {one.entry.record_id for one in given_now} == {"a", "c"}


def test_a_damaged_ledger_stops_the_run(cohort: Path) -> None:
    give_numbers(paths(cohort), cohort / "office.toml")
    ledger = cohort / LEDGER_NAME
    assert len(read_ledger(ledger)) == 15
    ledger.write_text("{}\n", encoding="utf-8")
    with pytest.raises(InputError):
        give_numbers(paths(cohort), cohort / "office.toml")


def test_two_runs_at_once_are_refused(cohort: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def meanwhile(path: Path, entry: Entry) -> None:
        if not seen:
            seen.append(path)
            with pytest.raises(InputError):
                give_numbers(paths(cohort), cohort / "office.toml")

    monkeypatch.setattr(on_disk, "_write_number", meanwhile)
    give_numbers(paths(cohort), cohort / "office.toml")
    assert seen


@pytest.mark.parametrize(
    "content",
    [
        'registers = { NQ = { "t" = 1 } }\n',
        "[registers]\nNQ = { t = 1 }\n",
        "registers.NQ.t = 1\n",
        '[registers.NQ]\n"t" = 1 # số cuối\n[orgs]\n',
        '[ registers . "NQ" ]\nt=1\n',
        "[orgs.cell]\nname = 't = 1'\n[registers.NQ]\nt = 1",
    ],
)
def test_registers_are_changed_however_they_are_written(content: str) -> None:
    wanted = tomllib.loads(content)
    wanted["registers"]["NQ"] |= {"t": 5, "u": 6}
    assert tomllib.loads(with_registers(content, {"NQ": {"t": 5, "u": 6}})) == wanted


# --- the command


def batch(cohort: Path, *more: str) -> Any:
    asked = ["batch", str(cohort / "records"), "--out", str(cohort / "out"), "--as-of", "2026-11-22", "--jobs", "1"]
    return CliRunner().invoke(group, [*asked, "--form", "6-KNĐ", *more], standalone_mode=False)


def test_batch_gives_numbers_says_so_and_fills_them_in(cohort: Path) -> None:
    result = batch(cohort, "--number")
    assert result.exception is None
    assert result.output.startswith("Cấp 15 số văn bản:\n")
    assert f"  {NQ} (2025-2027)  số 10  ngày 15/10/2025  a: " in result.output
    assert numbers(cohort) == EXPECTED
    again = batch(cohort, "--number")
    assert again.output.startswith("Không có văn bản nào cần cấp số.\n")


def test_batch_without_number_gives_none(cohort: Path) -> None:
    assert batch(cohort).exception is None
    assert numbers(cohort)["a"] == [None] * 5
    assert (cohort / "office.toml").read_text("utf-8") == OFFICE


def test_batch_says_which_register_is_missing_and_how_to_write_it(cohort: Path) -> None:
    (cohort / "office.toml").write_text(OFFICE.partition('[registers."CV')[0], encoding="utf-8")
    result = batch(cohort, "--number")
    assert f'[registers."CV {GRASSROOTS}"]\n  "2025-2030" = 0\n' in result.output
    assert numbers(cohort)["a"] == ["10", None, None, None, None]


def test_batch_without_an_office_is_refused(cohort: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cohort / "office.toml").unlink()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(cohort))
    monkeypatch.setenv("APPDATA", str(cohort))
    result = batch(cohort, "--number")
    assert isinstance(result.exception, InputError)
    assert numbers(cohort)["a"] == [None] * 5
