"""The questionnaire: what it asks, and that what is written into it comes back, in both kinds of file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from dossier.adapters.foreign_targets import is_place
from dossier.adapters.imported import ImportedRecord
from dossier.adapters.questionnaire import FAMILY, NOBODY, OTHER, Question, Table, questionnaire
from dossier.adapters.questionnaire_docx import questionnaire_docx
from dossier.adapters.questionnaire_import import QuestionnaireImport, read_questionnaire
from dossier.adapters.questionnaire_xlsx import questionnaire_xlsx
from dossier.adapters.workbook_read import read_workbook
from dossier.forms.controls import LONGEST_TAG
from dossier.forms.fill import FORBIDDEN
from dossier.record.schema import is_valid, node, title_of
from dossier.resources import data_folder
from tests.adapters.made_up_records import records
from tests.adapters.test_workbook import every_field, known
from tests.conftest import often

SAMPLES = data_folder("samples")
COMPLETE = json.loads((SAMPLES / "dossiers/complete/record.json").read_text(encoding="utf-8"))
PEOPLE = [COMPLETE, *(person.data for person in read_workbook(SAMPLES / "cohort.xlsx"))]
WRITERS: Mapping[str, Callable[..., bytes]] = {"xlsx": questionnaire_xlsx, "docx": questionnaire_docx}
BOTH = pytest.mark.parametrize("kind", WRITERS)


def read(content: bytes, kind: str, out: Path | None = None) -> tuple[ImportedRecord, QuestionnaireImport]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind}"
        path.write_bytes(content)
        imported = read_questionnaire(path, out or Path(folder) / "out", "vi")
        (record,) = imported
        return record, imported


def asked(record: Mapping[str, Any]) -> dict[str, Any]:
    """The part of *record* that the questionnaire asks, flags that deny nothing left out."""
    left_out = questionnaire().words["left_out"]
    kept = {key: record[key] for key in ("schema_version", "record_id", "admission_kind", "family") if key in record}
    people = record.get("family") or ()
    kept["candidate"] = {
        key: value for key, value in (record.get("candidate") or {}).items() if f"/candidate/{key}" not in left_out
    }
    previous = kept["candidate"].get("previous_admission")
    if previous:
        kept["candidate"]["previous_admission"] = {
            key: value for key, value in previous.items() if key != "province_opinion_requested"
        }
    flags = {question.flag.rpartition("/")[2] for question in questionnaire().questions() if question.flag}
    kept["candidate"] = {
        key: value for key, value in kept["candidate"].items() if not (key in flags and value is not True)
    }
    # "nobody" beside somebody contradicts itself; the order of relatives is that of the questionnaire
    declared = {person.get("relation") for person in people if person}
    kept["family_none"] = [key for key in _relations() if key in set(record.get("family_none") or ()) - declared]
    order = {key: number for number, key in enumerate(_relations())}
    # a block says whose it is by itself: one without an answer declares nobody
    said = [
        one
        for one in people
        if known({key: one[key] for key in one or () if key != "relation" or one[key] not in order})
    ]
    kept["family"] = sorted(said, key=lambda one: order.get(one.get("relation"), len(order)))
    result: dict[str, Any] = known(kept)
    return result


def _relations() -> list[str]:
    return [relative.relation for relative in questionnaire().family.relatives if relative.relation != OTHER]


# --- what is asked


def test_every_field_of_candidate_and_relatives_is_asked_or_left_out_for_a_reason() -> None:
    whole = questionnaire()
    places = {question.at for question in whole.questions()} | {f"{FAMILY}/*/relation"}
    places |= {question.flag for question in whole.questions() if question.flag}
    left_out = whole.words["left_out"]
    fields = every_field("/candidate") | every_field(FAMILY)
    covered = {field for field in fields if any(field == place or field.startswith(f"{place}/") for place in places)}
    excused = {field for field in fields if any(field == at or field.startswith(f"{at}/") for at in left_out)}
    assert fields - covered - excused == set()
    assert covered & excused == set()
    assert all(len(reason) > 10 for reason in left_out.values())
    assert {at for at in left_out if node(at) is None} == set()


def test_only_what_a_candidate_knows_is_asked() -> None:
    roots = {question.at.split("/")[1] for question in questionnaire().questions()}
    assert roots == {"record_id", "candidate", "admission_kind", "family", "family_none"}


def test_items_come_in_the_order_of_the_biography() -> None:
    items = [part.item for part in questionnaire().parts]
    numbers = [int(item) for item in items if item.isdigit()]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 24))
    assert [item for item in dict.fromkeys(items) if not item.isdigit()] == ["", "bìa", "đơn"]


def test_labels_are_those_of_the_schema() -> None:
    for question in questionnaire().questions():
        if not question.relation:
            assert question.label.endswith(str(title_of(question.at))), question.tag


def test_every_question_says_how_to_answer_in_both_languages() -> None:
    whole = questionnaire()
    for part in whole.parts:
        if isinstance(part, Question | Table):
            assert part.hint.vi and part.hint.en, part.at
    for question in whole.questions():
        nameless = question.at.startswith("/candidate/previous_admission/first_introducers/")
        assert nameless or (question.hint.vi and question.hint.en), question.tag
        assert not question.hint.vi.startswith('Không có thì ghi ""'), question.tag


def test_tags_are_unique_and_fit_into_word() -> None:
    tags = [question.tag for question in questionnaire().questions()]
    tags += [relative.tag for relative in questionnaire().family.relatives]
    assert len(set(tags)) == len(tags)
    assert max(map(len, tags)) <= LONGEST_TAG


def test_every_relation_has_a_block() -> None:
    allowed = [value for value in (node(f"{FAMILY}/*/relation") or {})["enum"] if value is not None]
    assert sorted(_relations()) == sorted(allowed)
    assert NOBODY == "/family_none"


def test_labels_tell_the_lines_apart() -> None:
    """By its words alone a line is found again when somebody has deleted its control."""
    whole = questionnaire()
    lines = [part.label for part in whole.parts if isinstance(part, Question)]
    assert len(set(lines)) == len(lines)
    other = next(relative for relative in whole.family.relatives if relative.relation == OTHER)
    assert len({question.label for question in other.lines}) == len(other.lines)
    assert {question.kind for question in whole.questions() if is_place(question.at.replace("*", "0"))} == {"place"}


# --- there and back


@BOTH
@pytest.mark.slow
@pytest.mark.parametrize("record", PEOPLE)
def test_what_a_record_knows_comes_back_unchanged(kind: str, record: dict[str, Any]) -> None:
    back, imported = read(WRITERS[kind](record), kind)
    assert known(back.data) == asked(record)
    assert imported.result.problems == []
    assert is_valid(back.data)


def writable(value: Any) -> bool:
    """Whether a Word file can hold every text in *value*."""
    if isinstance(value, dict):
        return all(map(writable, value.values()))
    if isinstance(value, list):
        return all(map(writable, value))
    return not (isinstance(value, str) and (FORBIDDEN.search(value) or "……" in value))


@BOTH
@settings(max_examples=often(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(record=records())
def test_any_valid_record_comes_back_unchanged(kind: str, record: dict[str, Any]) -> None:
    if kind == "docx" and not writable(record):
        return
    back, imported = read(WRITERS[kind](record), kind)
    assert known(back.data) == asked(record)
    assert {problem.severity for problem in imported.result.problems} <= {"note"}


@BOTH
def test_same_input_gives_same_bytes(kind: str) -> None:
    assert WRITERS[kind](COMPLETE) == WRITERS[kind](COMPLETE)


@BOTH
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_hints_of_either_language_are_no_answers(kind: str, lang: str) -> None:
    back, imported = read(WRITERS[kind](COMPLETE, lang), kind)
    assert known(back.data) == asked(COMPLETE)
    assert imported.result.problems == []
