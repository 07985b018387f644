"""Every command that saves a record goes through the store where there is one, and makes none where there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from dossier.adapters import control
from dossier.adapters.files import read_record
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.adapters.store import FolderStore
from dossier.errors import Changed, Exists
from dossier.record.edit import edited
from tests.adapters.made_up_store import Ticking, checked, lines, store_at, written
from tests.cli.running import AS_OF, ON, ROOT, Ran, dossier_folder, record, run, write_record
from tests.forms.edits import changed, typed


def test_a_plain_folder_stays_one(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    save_record(folder, record(put={"/place": "Xã Một"}), Act("", "edit"), if_match="as today, not looked at")
    save_record(tmp_path / "b" / "record.json", record(), Act("", "import"), if_match=None, durable=False)
    assert written(folder)["place"] == "Xã Một"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "record.json", "record.json"]


@pytest.mark.parametrize("named", ["folder", "file", "relative"])
def test_in_a_store_the_former_version_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    store = store_at(tmp_path, "a")
    path = {"folder": tmp_path / "a", "file": tmp_path / "a" / "record.json", "relative": Path()}[named]
    monkeypatch.chdir(tmp_path / "a")
    data, digest = read_record(tmp_path / "a" / "record.json")
    save_record(path, {**data, "place": "Xã Một"}, Act("Văn phòng", "edit"), if_match=digest)
    latest = store.versions("a")[0]
    assert (latest.what, latest.by) == ("edit", "Văn phòng")
    with pytest.raises(Changed):
        save_record(path, data, Act("", "edit"), if_match=digest)


def test_in_a_store_a_new_record_replaces_none(tmp_path: Path) -> None:
    store_at(tmp_path, "a")
    save_record(tmp_path / "b" / "record.json", record(put={"/record_id": "b"}), Act("", "import"), if_match=None)
    assert [line["what"] for line in lines(tmp_path)] == ["create", "import"]
    with pytest.raises(Exists):
        save_record(tmp_path / "A" / "record.json", record(put={"/record_id": "A"}), Act("", "import"), if_match=None)


def test_a_bare_record_and_a_dot_folder_belong_to_no_store(tmp_path: Path) -> None:
    store_at(tmp_path, "a")
    save_record(tmp_path / "bare.json", record(), Act("", "edit"), if_match="")
    save_record(tmp_path / ".backup" / "record.json", record(), Act("", "edit"), if_match=None)
    assert len(lines(tmp_path)) == 1


# --- every command -----------------------------------------------------------------------------------------


def confirm(root: Path) -> Ran:
    return run("confirm", root / "mau-001", "C09", "--by", "Nguyễn Văn Mẫu", *ON)


def accept(root: Path) -> Ran:
    place = "/introducers/0/full_name"
    return run("accept", root / "mau-001", "E01", "--where", place, "--reason", "trùng tên", "--by", "Trần Thị A", *ON)


def import_(root: Path) -> Ran:
    return run("import", ROOT / "samples" / "cohort.xlsx", "--out", root, "--yes")


def migrate(root: Path) -> Ran:
    return run("migrate", root)


def read_back(root: Path) -> Ran:
    assert run("fill", root / "mau-001", "--out", root, "--form", "6-KND").code == 0
    form = root / "mau-001" / "forms" / "06-6-KND.docx"
    form.write_bytes(changed(form.read_bytes(), typed("chair_name", "Lê Thị Chủ Trì")))
    return run("read", form, "--write")


def number(root: Path) -> Ran:
    office = root / "office.toml"
    office.write_text('[registers."NQ Chi bộ Khối Hành chính"]\n"2025-2027" = 9\n', encoding="utf-8")
    out = root.parent / "out"
    return run("batch", root, "--out", out, "--number", "--form", "6-KND", "--office", office, *AS_OF)


PUT = {
    "confirm": {"papers[form=2-KNĐ]/cross_page_stamp": {"state": "uncertain"}},
    "accept": {"/introducers/0/full_name": "Nguyễn Văn Mẫu Cha"},
    "number": {"/cell_meeting/number": None},
}


@pytest.mark.parametrize(
    ("what", "command", "by", "place", "codes"),
    [
        ("confirm", confirm, "Nguyễn Văn Mẫu", "papers[form=2-KNĐ]/cross_page_stamp", ["C09"]),
        ("accept", accept, "Trần Thị A", "/introducers/0/full_name", ["E01"]),
        ("migrate", migrate, "", "", []),
        ("read_back", read_back, "", "/cell_meeting/chair_name", []),
        ("number", number, "", "/cell_meeting/number", []),
    ],
)
def test_a_command_keeps_the_former_version_and_tells_the_journal(
    tmp_path: Path, what: str, command: Callable[[Path], Ran], by: str, place: str, codes: list[str]
) -> None:
    root = tmp_path / "ho-so"
    folder = dossier_folder(root / "mau-001", put=PUT.get(what))
    if what == "migrate":
        data = written(folder)
        data["candidate"]["full_name"] = data["candidate"].pop("birth_name")
        write_record(folder / "record.json", {**data, "schema_version": "0"})
    store = FolderStore(root, Ticking())
    store.prepare()
    before = (folder / "record.json").read_bytes()
    ran = command(root)
    assert ran.code in (0, 1), ran.told
    now, former = store.versions("mau-001")
    assert (now.what, now.by, former.what) == (what, by, "outside")
    assert former.sha256 == hashlib.sha256(before).hexdigest()
    assert now.sha256 == store.read("mau-001").etag != former.sha256
    line = next(store.journal())
    assert line["codes"] == codes
    assert [one for one in line["places"] if one == place] == ([place] if place else [])
    assert checked(root).faults == ()


def test_import_into_a_store_makes_versions(tmp_path: Path) -> None:
    root = tmp_path / "ho-so"
    store = store_at(root)
    store.prepare()
    assert import_(root).code == 0
    names = [mark.record_id for mark in store.marks()]
    assert len(names) == 12
    assert {line["what"] for line in lines(root)} == {"import"}
    assert import_(root).code == 0
    assert len(lines(root)) == 12
    held = store.read(names[0])
    data = edited(held.dossier.data, remove=["/candidate/date_of_birth"])
    store.write(names[0], data, Act("", "edit"), if_match=held.etag)
    assert import_(root).code == 0
    assert [one.what for one in store.versions(names[0])] == ["import", "edit", "import"]
    assert next(store.journal())["places"] == ["/candidate/date_of_birth"]


@pytest.mark.parametrize("command", [confirm, accept])
def test_a_store_that_is_busy_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[[Path], Ran]
) -> None:
    root = tmp_path / "ho-so"
    folder = dossier_folder(root / "mau-001", put={**PUT["confirm"], **PUT["accept"]})
    FolderStore(root, Ticking()).prepare()
    before = (folder / "record.json").read_bytes()
    monkeypatch.setattr(control, "LONGEST_WAIT_S", 0.1)
    with FileLock(root / ".dossier" / "lock"):
        ran = command(root)
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert "đang ghi" in ran.err
    assert (folder / "record.json").read_bytes() == before
