"""Older records reach the present schema; newer ones are refused with the mend."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from dossier.errors import InputError
from dossier.record.migrations import CURRENT, migrate
from dossier.record.schema import is_valid, node, problems

FIXTURES = Path(__file__).parent / "fixtures"


def fixture(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return loaded


def test_version_0_becomes_version_1() -> None:
    assert migrate(fixture("record-v0.json")) == fixture("record-v0-as-v1.json")


def test_migrated_record_is_valid() -> None:
    assert not is_valid(fixture("record-v0.json"))
    assert problems(migrate(fixture("record-v0.json"))) == ()


def test_migration_leaves_its_argument_alone() -> None:
    old = fixture("record-v0.json")
    kept = copy.deepcopy(old)
    migrate(old)
    assert old == kept


def test_order_of_keys_survives() -> None:
    assert list(migrate(fixture("record-v0.json"))["candidate"]) == ["birth_name", "gender", "date_of_birth"]


def test_present_version_comes_back_as_it_is() -> None:
    record = {"schema_version": CURRENT, "record_id": "a", "candidate": {"full_name": "x"}}
    assert migrate(record) is record


def test_old_and_new_name_together_are_left_for_the_schema() -> None:
    candidate = {"full_name": "Nguyễn Văn Mẫu", "birth_name": "Nguyễn Văn Mẫu"}
    migrated = migrate({"schema_version": "0", "record_id": "a", "candidate": candidate})
    assert [problem.pointer for problem in problems(migrated)] == ["/candidate/full_name"]


@pytest.mark.parametrize("version", ["2", "10", "999999999"])
def test_newer_version_is_refused_with_the_mend(version: str) -> None:
    with pytest.raises(InputError) as caught:
        migrate({"schema_version": version, "record_id": "a"})
    assert caught.value.exit_code == 3
    assert "cập nhật chương trình" in caught.value.told("vi").casefold()
    assert "update" in caught.value.told("en").casefold()


@pytest.mark.parametrize("version", [None, 1, 0, True, "", "một", "01", "1.0", "-1", "1\n", "٠", "9" * 5000, ["0"]])
def test_malformed_version_is_left_for_the_schema(version: object) -> None:
    record = {"schema_version": version, "record_id": "a"}
    assert migrate(record) is record
    assert [problem.pointer for problem in problems(record)] == ["/schema_version"]


def test_absent_version_is_left_for_the_schema() -> None:
    assert [problem.pointer for problem in problems(migrate({"record_id": "a"}))] == ["/schema_version"]


@pytest.mark.parametrize(
    "parts",
    [
        {"candidate": None, "papers": None},
        {"candidate": [], "papers": {}},
        {"papers": [None, 3, {"cross_page_stamp": 1}]},
    ],
)
def test_strange_shapes_pass_through_untouched(parts: dict[str, Any]) -> None:
    record = {"schema_version": "0", "record_id": "a", **parts}
    assert migrate(record) == {**record, "schema_version": "1"}


def test_schema_knows_the_present_version_only() -> None:
    version = node("/schema_version")
    assert version is not None
    assert version["enum"] == [CURRENT]
