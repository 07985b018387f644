"""Several at work on one store at once, and programs that end suddenly: nothing is lost, nothing half-written."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from dossier.adapters import control
from dossier.adapters.store import FolderStore
from dossier.errors import Changed, InputError
from dossier.record.edit import edited
from tests.adapters.made_up_store import Ticking, act, checked, lines, pdf, store_at, written
from tests.cli.running import ROOT, record, run

_ADD = """
import sys
from pathlib import Path
from dossier.adapters.clock import SystemClock
from dossier.adapters.ports import Act
from dossier.adapters.store import FolderStore
from dossier.errors import Changed
store, who = FolderStore(Path(sys.argv[1]), SystemClock()), sys.argv[2]
told = 0
for number in range(12):
    while True:
        held = store.read("a")
        notes = held.dossier.data.get("local") or {}
        data = {**held.dossier.data, "local": {**notes, f"{who}{number}": "x"}}
        try:
            store.write("a", data, Act(who, "edit"), if_match=held.etag)
            break
        except Changed:
            told += 1
print(told)
"""


def test_of_two_threads_with_one_etag_one_is_told(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    begin = threading.Barrier(2)
    outcome: list[str] = []

    def work(place: str) -> None:
        begin.wait()
        try:
            data = edited(held.dossier.data, put={"/place": place})
            store.write("a", data, act(by=place), if_match=held.etag)
            outcome.append(place)
        except Changed:
            outcome.append("told")

    threads = [threading.Thread(target=work, args=(place,)) for place in ("Xã Một", "Xã Hai")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome.count("told") == 1
    (winner,) = [one for one in outcome if one != "told"]
    assert written(tmp_path / "a")["place"] == winner
    assert [line["by"] for line in lines(tmp_path)][1:] == [winner]


def test_two_processes_that_try_again_lose_nothing(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    command = [sys.executable, "-c", _ADD, str(tmp_path)]
    both = [subprocess.Popen([*command, who], cwd=ROOT, stdout=subprocess.PIPE) for who in ("An", "Ba")]
    for one in both:
        one.communicate(timeout=120)
        assert one.returncode == 0
    assert set(written(tmp_path / "a")["local"]) == {f"{who}{number}" for who in ("An", "Ba") for number in range(12)}
    assert len(store.versions("a")) == len(lines(tmp_path)) == 25
    assert checked(tmp_path).faults == ()


def test_many_threads_keep_the_chain_whole(tmp_path: Path) -> None:
    store = store_at(tmp_path)

    def work(number: int) -> None:
        for index in range(4):
            store.create(record(put={"/record_id": f"a{number}-{index}"}), act("create"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.marks()) == 20
    check = checked(tmp_path)
    assert (check.count, check.faults, check.torn) == (20, (), False)


def test_whoever_waits_too_long_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    assert control.LONGEST_WAIT_S == 5
    monkeypatch.setattr(control, "LONGEST_WAIT_S", 0.2)
    path = tmp_path / "a" / "record.json"
    before = path.read_bytes()
    with FileLock(tmp_path / ".dossier" / "lock"):
        start = time.monotonic()
        with pytest.raises(InputError, match="đang ghi") as caught:
            store.write("a", {**held.dossier.data, "place": "Xã Một"}, act(), if_match=held.etag)
        assert time.monotonic() - start < 4
        assert "\n" not in caught.value.told("vi")
        # looking waits for nobody, also where there is something to notice
        path.write_bytes(before + b"\n")
        start = time.monotonic()
        assert store.read("a").etag != held.etag
        assert time.monotonic() - start < 1
    assert [one.what for one in store.versions("a")] == ["outside", "create"]


def test_a_folder_that_nobody_may_write_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "read-only")

    for name in ("os.open", "os.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(name, refused)
            with pytest.raises(InputError) as caught:
                store.write("a", {**held.dossier.data, "place": "Xã Một"}, act(), if_match=held.etag)
            assert "\n" not in caught.value.told("vi")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / ".dossier").write_bytes(b"a file")
    with pytest.raises(InputError):
        FolderStore(tmp_path / "b", Ticking()).prepare()
    with pytest.raises(InputError):
        FolderStore(tmp_path / "gone", Ticking()).marks()
    assert store.read("a") == held
    assert [line["what"] for line in lines(tmp_path)] == ["create"]


def ends(kind: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.adapters.sudden_ends", kind, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=500)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_an_act_killed_before_any_of_its_steps_is_done_or_not_done(tmp_path: Path) -> None:
    found = ends("steps", tmp_path)
    assert found["wrong"] == []
    assert set(found["tried"]) >= {"create", "edit", "delete", "undelete", "paper_add", "paper_remove"}
    assert all(steps >= 4 for steps in found["tried"].values())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_programs_killed_many_times_leave_a_store_that_is_whole(tmp_path: Path) -> None:
    found = ends("loop", tmp_path)
    assert found["wrong"] == []
    assert found["lines"] > 60
    assert found["unfinished"] > 0
    # every state is known to be of our own making, also of the acts that were cut off
    assert found["outside"] == 0
    assert run("validate", *(tmp_path / "store").glob("*/record.json")).code == 0


def test_a_temporary_file_of_a_sudden_end_goes_at_the_next_start(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    rest = tmp_path / ".dossier" / "versions" / "a" / ".x.gz.abc.tmp"
    rest.write_bytes(b"x")
    (tmp_path / ".dossier" / "pending.json").write_bytes(b"\0\0")
    room = tmp_path / ".dossier" / "bin" / "20261122-093000-1"
    room.mkdir(parents=True)
    (room / "binned.json").write_text('{"record_id": "a"}', encoding="utf-8")
    assert store.bin() == []
    store.prepare()
    assert not rest.exists()
    assert not room.exists()
    assert not (tmp_path / ".dossier" / "pending.json").exists()
    assert len(store.versions("a")) == 1


def test_a_temporary_file_that_went_to_the_bin_with_its_dossier_goes_as_well(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    (tmp_path / ".dossier" / "versions" / "a" / ".x.gz.abc.tmp").write_bytes(b"x")
    thrown = store.delete("a", act("delete"))
    store.prepare()
    assert not list(tmp_path.rglob("*.tmp"))
    assert store.undelete(thrown.key, act("undelete")).record_id == "a"


def test_a_file_that_came_meanwhile_is_not_laid_over_when_an_act_is_undone(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    held = store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper={"form": "1-KNĐ"}, if_match=held.etag)
    record = tmp_path / "a" / "record.json"
    named = record.read_bytes()
    store.remove_paper_file("a", "papers/x.pdf", act("paper_remove"), if_match=held.etag)
    # as if killed behind the move, before the record was written; then somebody scans the paper again
    line = {**lines(tmp_path)[-1], "after": "0" * 64}
    facts = {key: value for key, value in line.items() if key not in ("sequence", "previous", "hash")}
    (key,) = (one.key for one in store.bin())
    back = [[f".dossier/bin/{key}/file", "a/papers/x.pdf"]]
    left = {"line": facts, "folder": "a", "landed": None, "afterwards": [], "back": back, "made": {}, "binned": key}
    (tmp_path / ".dossier" / "pending.json").write_text(json.dumps(left), encoding="utf-8")
    record.write_bytes(named)
    (tmp_path / "a" / "papers" / "x.pdf").write_bytes(b"scanned again")
    store.prepare()
    assert (tmp_path / "a" / "papers" / "x.pdf").read_bytes() == b"scanned again"
    assert [one.path for one in store.bin()] == ["papers/x.pdf"]
    assert not (tmp_path / ".dossier" / "pending.json").exists()


def test_a_line_that_an_editor_left_open_is_closed_not_lost(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a", "b")
    journal = tmp_path / ".dossier" / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole.rstrip(b"\n"))
    store.note(act("settings"))
    assert [line["what"] for line in lines(tmp_path)] == ["create", "create", "settings"]
    journal.write_bytes(journal.read_bytes() + whole[:40])
    check = checked(tmp_path)
    assert (check.faults, check.torn, check.count) == ((), True, 3)
    store.note(act("settings"))
    assert [line["sequence"] for line in lines(tmp_path)] == [1, 2, 3, 4]
    assert checked(tmp_path).torn is False
