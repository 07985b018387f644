"""The store: nothing is lost, nothing is half-done, and whoever comes second is told."""

from __future__ import annotations

import hashlib
import json
import os
import time
import unicodedata
from pathlib import Path

import pytest

from dossier.adapters.folders import dossier_paths
from dossier.adapters.ports import DossierStore
from dossier.adapters.store import FolderStore
from dossier.errors import Changed, Exists, InputError, NotThere
from dossier.record.edit import edited
from tests.adapters.made_up_store import (
    CLERK,
    Ticking,
    act,
    checked,
    data_of,
    lines,
    pdf,
    store_at,
    written,
)
from tests.cli.running import dossier_folder, record, run


def changed(store: FolderStore, record_id: str, place: str = "Xã Một", by: str = CLERK) -> str:
    """Put *place* into the record; the new ETag."""
    held = store.read(record_id)
    data = edited(held.dossier.data, put={"/place": place})
    return store.write(record_id, data, act(by=by), if_match=held.etag).etag


def test_it_is_a_store() -> None:
    store: DossierStore = FolderStore(Path(), Ticking())
    assert store is not None


# --- reading and writing ---------------------------------------------------------------------------------


def test_a_record_comes_back_as_the_command_line_writes_it(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    content = (tmp_path / "a" / "record.json").read_bytes()
    assert held.dossier.data == record(put={"/record_id": "a"})
    assert held.etag == hashlib.sha256(content).hexdigest()
    assert content.endswith(b"}\n")
    assert run("validate", tmp_path / "a").code == 0


def test_etag_changes_with_the_bytes(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    before = store.read("a").etag
    after = changed(store, "a")
    assert after != before
    assert store.read("a").etag == after
    assert data_of(store, "a")["place"] == "Xã Một"


def test_whoever_comes_second_is_told_and_gets_what_is_there(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    old = store.read("a")
    now = changed(store, "a", by="Người thứ nhất")
    with pytest.raises(Changed) as caught:
        store.write("a", edited(old.dossier.data, put={"/place": "Xã Hai"}), act(), if_match=old.etag)
    assert caught.value.etag == now
    assert caught.value.held.dossier.data["place"] == "Xã Một"
    assert caught.value.exit_code == 3
    assert data_of(store, "a")["place"] == "Xã Một"
    assert [line["what"] for line in lines(tmp_path)] == ["create", "edit"]


def test_what_is_there_now_is_told_also_where_it_is_no_record(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    old = store.read("a")
    (tmp_path / "a" / "record.json").write_bytes(b"{")
    with pytest.raises(Changed) as caught:
        store.write("a", old.dossier.data, act(), if_match=old.etag)
    assert (caught.value.held, caught.value.etag) == (None, hashlib.sha256(b"{").hexdigest())


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    assert store.write("a", held.dossier.data, act(), if_match=held.etag).etag == held.etag
    assert len(store.versions("a")) == len(lines(tmp_path)) == 1


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    deep: object = None
    for _ in range(100):
        deep = [deep]
    for wrong in (float("nan"), object(), "\ud800", deep, {1: 2, "1": 3}):
        with pytest.raises(InputError):
            store.write("a", {**held.dossier.data, "local": wrong}, act(), if_match=held.etag)
    assert store.read("a").etag == held.etag


def test_text_is_composed_before_it_is_written(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    place = unicodedata.normalize("NFD", "Xã Đông Mỹ")
    store.create(record(put={"/record_id": "a", "/place": place}), act("create"))
    assert unicodedata.normalize("NFC", place).encode() in (tmp_path / "a" / "record.json").read_bytes()


def test_the_id_of_a_record_stays(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a", "b")
    held = store.read("a")
    with pytest.raises(InputError, match="mã hồ sơ"):
        store.write("a", {**held.dossier.data, "record_id": "b"}, act(), if_match=held.etag)
    assert data_of(store, "a")["record_id"] == "a"


def test_an_id_that_differs_from_its_folder_may_be_mended(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "folder", put={"/record_id": "other"})
    store = FolderStore(tmp_path, Ticking())
    held = store.read("folder")
    held = store.write("folder", {**held.dossier.data, "place": "Xã Một"}, act(), if_match=held.etag)
    held = store.write("folder", {**held.dossier.data, "record_id": "folder"}, act(), if_match=held.etag)
    assert written(tmp_path / "folder")["record_id"] == "folder"


@pytest.mark.parametrize("taken", ["a", "A"])
def test_a_taken_name_is_not_given_again(tmp_path: Path, taken: str) -> None:
    store = store_at(tmp_path, "a")
    before = store.read("a").etag
    with pytest.raises(Exists):
        store.create(record(put={"/record_id": taken}), act("create"))
    assert store.read("a").etag == before


@pytest.mark.parametrize("name", ["", "..", "../b", "a/b", "CON", "com1.x", ".dossier", "a.", "a\n", "ă", "x" * 65])
def test_hostile_ids_make_no_folder(tmp_path: Path, name: str) -> None:
    store = store_at(tmp_path / "root")
    with pytest.raises(InputError) as caught:
        store.create(record(put={"/record_id": name}), act("create"))
    assert "\n" not in caught.value.told("vi")
    assert [path.name for path in tmp_path.rglob("*")] == ["root"]


HOSTILE = ["", ".", "..", "../root/a", "a/../a", "/etc", "a/", ".dossier", "a\0", "x" * 5000, "A\u202ea", "C:\\a"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_lead_nowhere(tmp_path: Path, name: str) -> None:
    store = store_at(tmp_path / "root", "a")
    before = sorted(tmp_path.rglob("*"))
    for call in (store.read, store.versions, lambda one: store.delete(one, act("delete")), store.undelete):
        with pytest.raises(NotThere):
            call(*((name, act()) if call == store.undelete else (name,)))  # type: ignore[operator]
    with pytest.raises(NotThere):
        store.paper_file("a", name)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_is_found_however_its_name_is_composed(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Hồ sơ đợt một")
    dossier_folder(tmp_path / decomposed)
    store = FolderStore(tmp_path, Ticking())
    held = store.read("Hồ sơ đợt một")
    assert held.record_id == decomposed
    store.write(held.record_id, {**held.dossier.data, "place": "Xã Một"}, act(), if_match=held.etag)
    assert len(store.versions("Hồ sơ đợt một")) == 2
    assert len(list(store.journal("Hồ sơ đợt một"))) == 2


def test_reading_makes_no_control_folder(tmp_path: Path) -> None:
    dossier_folder(tmp_path / "a")
    store = FolderStore(tmp_path, Ticking())
    assert store.read("a").record_id == "a"
    assert [mark.record_id for mark in store.marks()] == ["a"]
    assert (store.bin(), list(store.journal())) == ([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_the_command_line_does_not_see_the_control_folder(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a", "b")
    store.delete("b", act("delete"))
    (tmp_path / ".dossier" / "record.json").write_bytes(b"{}")
    assert dossier_paths(tmp_path) == [tmp_path / "a"]
    assert [mark.record_id for mark in store.marks()] == ["a"]


# --- marks -----------------------------------------------------------------------------------------------


def test_marks_change_with_records_and_files(tmp_path: Path) -> None:
    store = store_at(tmp_path, "b", "a")
    (tmp_path / "no-dossier").mkdir()
    (tmp_path / "report.json").write_bytes(b"{}")
    first = store.marks()
    assert [mark.record_id for mark in first] == ["a", "b"]
    assert store.marks() == first
    changed(store, "a", "Một nơi rất xa")
    second = store.marks()
    assert (second[0].stamp != first[0].stamp, second[1] == first[1]) == (True, True)
    store.add_paper_file("b", "x.pdf", pdf(), act("paper_add"), paper={"form": "1-KNĐ"}, if_match=store.read("b").etag)
    third = store.marks()
    (tmp_path / "b" / "papers" / "x.pdf").unlink()
    fourth = store.marks()
    assert len({mark.stamp for mark in (second[1], third[1], fourth[1])}) == 3


def test_two_thousand_dossiers_are_listed_at_once(tmp_path: Path) -> None:
    for number in range(2000):
        folder = tmp_path / f"ho-so-{number:04}"
        folder.mkdir()
        (folder / "record.json").write_bytes(b"{}")
    store = FolderStore(tmp_path, Ticking())
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        assert len(store.marks()) == 2000
        best = min(best, time.process_time() - start)
    assert best < 0.1


# --- versions --------------------------------------------------------------------------------------------


def test_every_state_is_kept_and_can_be_taken_back(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    for place in ("Xã Một", "Xã Hai"):
        changed(store, "a", place)
    found = store.versions("a")
    assert [(one.number, one.what, one.by, one.places) for one in found] == [
        (3, "edit", CLERK, ("/place",)),
        (2, "edit", CLERK, ("/place",)),
        (1, "create", CLERK, ()),
    ]
    assert found[0].sha256 == store.read("a").etag
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)
    assert found[0].on.endswith("+07:00")
    assert [store.version("a", number)["place"] for number in (2, 3)] == ["Xã Một", "Xã Hai"]
    first = store.restore("a", 2, act("restore"), if_match=found[0].sha256)
    assert first.dossier.data["place"] == "Xã Một"
    assert first.etag == found[1].sha256
    assert [one.what for one in store.versions("a")] == ["restore", "edit", "edit", "create"]
    with pytest.raises(NotThere):
        store.version("a", 5)
    with pytest.raises(NotThere):
        store.version("a", 0)
    with pytest.raises(Changed):
        store.restore("a", 1, act("restore"), if_match=found[0].sha256)


def test_equal_states_are_kept_once(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    for place in ("Xã Một", "Xã Hai", "Xã Một", "Xã Hai"):
        changed(store, "a", place)
    assert len(store.versions("a")) == 5
    assert len(list((tmp_path / ".dossier" / "versions" / "a").glob("*.gz"))) == 3


def test_a_change_past_the_store_is_noticed_when_the_record_is_read(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    changed(store, "a", "Xã Một")
    path = tmp_path / "a" / "record.json"
    path.write_bytes(path.read_bytes().replace("Xã Một".encode(), "Xã Sửa Tay".encode()))
    when = int(store._clock.now().timestamp()) - 1
    os.utime(path, (when, when))
    etag = store.read("a").etag
    found = store.versions("a")
    first = found[0]
    assert (first.number, first.what, first.by, first.places) == (3, "outside", "", ("/place",))
    assert found[0].sha256 == etag
    assert [line["what"] for line in lines(tmp_path)] == ["create", "edit", "outside"]
    assert lines(tmp_path)[2]["before"] == found[1].sha256
    # the state that was overwritten by hand was kept before
    assert store.version("a", 2)["place"] == "Xã Một"
    changed(store, "a", "Xã Hai")
    assert store.version("a", 3)["place"] == "Xã Sửa Tay"
    assert len(store.versions("a")) == 4


def test_a_change_past_the_store_is_kept_before_it_is_replaced(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    dossier_folder(tmp_path / "b", put={"/record_id": "b"})
    path = tmp_path / "a" / "record.json"
    path.write_bytes(path.read_bytes() + b"\n")
    outside = hashlib.sha256(path.read_bytes()).hexdigest()
    for name in ("a", "b"):
        held = store.read(name)
        store.write(name, {**held.dossier.data, "place": "Xã Một"}, act(), if_match=held.etag)
    assert [(one.what, one.sha256 == outside) for one in store.versions("a")][1] == ("outside", True)
    assert [one.what for one in store.versions("b")] == ["edit", "outside"]
    assert store.version("b", 1) == record(put={"/record_id": "b"})


def test_what_is_no_record_is_a_version_too(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    good = store.read("a").etag
    (tmp_path / "a" / "record.json").write_bytes(b"")
    with pytest.raises(InputError):
        store.read("a")
    found = store.versions("a")
    assert [one.what for one in found] == ["outside", "create"]
    with pytest.raises(InputError):
        store.version("a", 2)
    assert store.restore("a", 1, act("restore"), if_match=found[0].sha256).etag == good
    assert len(store.versions("a")) == 3


def test_a_version_that_was_damaged_is_not_given_out(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    first = store.read("a").etag
    changed(store, "a")
    kept = tmp_path / ".dossier" / "versions" / "a" / f"{first}.gz"
    other = tmp_path / ".dossier" / "versions" / "a" / f"{store.read('a').etag}.gz"
    for damage in (other.read_bytes(), kept.read_bytes()[:-9], b"", None):
        if damage is None:
            kept.unlink()
        else:
            kept.write_bytes(damage)
        with pytest.raises(InputError, match="không còn đọc được"):
            store.version("a", 1)


def test_an_old_version_comes_in_the_present_schema(tmp_path: Path) -> None:
    data = {"schema_version": "0", "record_id": "a", "candidate": {"full_name": "Nguyễn Văn Mẫu"}}
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "record.json").write_text(json.dumps(data), encoding="utf-8")
    store = FolderStore(tmp_path, Ticking())
    changed(store, "a")
    assert store.version("a", 1)["candidate"] == {"birth_name": "Nguyễn Văn Mẫu"}


def test_versions_are_listed_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier_folder(tmp_path / "a")
    store = FolderStore(tmp_path, Ticking())

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "read-only")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert store.read("a").record_id == "a"
    (one,) = store.versions("a")
    assert (one.number, one.what, one.sha256) == (1, "outside", store.read("a").etag)
    assert store.version("a", 1)["record_id"] == store.read("a").dossier.record_id
    with pytest.raises(InputError) as caught:
        changed(store, "a")
    assert "\n" not in caught.value.told("vi")
    with pytest.raises(InputError):
        store.prepare()


# --- the bin ---------------------------------------------------------------------------------------------


def test_a_deleted_dossier_comes_back_whole(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a", "b")
    changed(store, "a")
    (tmp_path / "a" / "forms").mkdir()
    (tmp_path / "a" / "forms" / "x.docx").write_bytes(b"form")
    etag = store.read("a").etag
    thrown = store.delete("a", act("delete"), if_match=etag)
    assert (thrown.record_id, thrown.by, thrown.path) == ("a", CLERK, None)
    assert store.bin() == [thrown]
    assert not (tmp_path / "a").exists()
    with pytest.raises(NotThere):
        store.read("a")
    back = store.undelete(thrown.key, act("undelete"))
    assert back.etag == etag
    assert (tmp_path / "a" / "forms" / "x.docx").read_bytes() == b"form"
    assert [one.what for one in store.versions("a")] == ["edit", "create"]
    assert store.bin() == []
    assert [line["what"] for line in store.journal("a")] == ["undelete", "delete", "edit", "create"]
    with pytest.raises(NotThere):
        store.undelete(thrown.key, act("undelete"))
    assert not list((tmp_path / ".dossier" / "bin").iterdir())


def test_a_change_made_by_hand_before_deleting_is_kept_too(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    old = store.read("a")
    path = tmp_path / "a" / "record.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(Changed):
        store.delete("a", act("delete"), if_match=old.etag)
    key = store.delete("a", act("delete")).key
    store.undelete(key, act("undelete"))
    assert [one.what for one in store.versions("a")] == ["outside", "create"]


def test_a_taken_place_is_not_undeleted_into(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    key = store.delete("a", act("delete")).key
    store.create(record(put={"/record_id": "A", "/place": "Xã Khác"}), act("create"))
    with pytest.raises(Exists):
        store.undelete(key, act("undelete"))
    assert data_of(store, "A")["place"] == "Xã Khác"
    assert [one.what for one in store.versions("A")] == ["create"]
    assert [one.key for one in store.bin()] == [key]


def test_two_dossiers_of_one_name_lie_in_the_bin_side_by_side(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    first = store.delete("a", act("delete")).key
    store.create(record(put={"/record_id": "a", "/place": "Xã Khác"}), act("create"))
    second = store.delete("a", act("delete")).key
    assert [one.key for one in store.bin()] == [second, first]
    store.undelete(first, act("undelete"))
    assert data_of(store, "a")["place"] != "Xã Khác"


def test_versions_of_two_dossiers_of_one_name_stay_in_the_order_of_time(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    first = store.read("a").etag
    key = store.delete("a", act("delete")).key
    store.create(record(put={"/record_id": "a", "/place": "Xã Khác"}), act("create"))
    # past the store: only the versions of the second one are left
    (tmp_path / "a" / "record.json").unlink()
    (tmp_path / "a").rmdir()
    store.undelete(key, act("undelete"))
    found = store.versions("a")
    assert [(one.number, one.what) for one in found] == [(3, "outside"), (2, "create"), (1, "create")]
    assert found[0].sha256 == found[2].sha256 == first
    assert store.version("a", 2)["place"] == "Xã Khác"
    assert store.bin() == []


def test_a_thing_whose_label_was_lost_is_still_in_the_bin(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    key = store.delete("a", act("delete")).key
    (tmp_path / ".dossier" / "bin" / key / "binned.json").write_bytes(b"\0")
    (one,) = store.bin()
    assert (one.key, one.record_id, one.on) == (key, "a", "")
    assert store.undelete(key, act("undelete")).record_id == "a"


# --- the journal -----------------------------------------------------------------------------------------


def test_the_journal_tells_who_what_and_where_and_no_value(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    changed(store, "a", "Xã Bí Mật", by="  Nguyễn  Thị\nMẫu ")
    line = next(store.journal())
    assert (line["by"], line["what"], line["record_id"], line["places"]) == (
        "Nguyễn Thị Mẫu",
        "edit",
        "a",
        ["/place"],
    )
    assert (line["before"], line["after"]) == (store.versions("a")[1].sha256, store.read("a").etag)
    assert "Bí Mật" not in (tmp_path / ".dossier" / "journal.jsonl").read_text(encoding="utf-8")
    assert checked(tmp_path).faults == ()


def test_an_act_that_changes_no_record_is_noted(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    store.note(act("settings", "/place"))
    assert [(line["what"], line["record_id"]) for line in store.journal()] == [("settings", None), ("create", "a")]
    assert [line["what"] for line in store.journal("a")] == ["create"]
