"""Acts of a store that are killed; run as a program of its own, because it forks.

    python -m tests.adapters.sudden_ends steps FOLDER    each act, killed before each of its steps on the disk
    python -m tests.adapters.sudden_ends loop FOLDER     many acts in a loop, killed at any moment, many times

Prints one JSON object: what was tried, and the first lines of what was found wrong.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dossier.adapters.store import FolderStore
from dossier.errors import InputError
from dossier.record.edit import edited
from tests.adapters.made_up_store import Ticking, act, checked, lines, pdf, small, store_at

_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
SCAN = pdf()


def dies_at(step: int, root: Path, deed: Callable[[], object]) -> bool:
    """Do *deed* in a child that is killed before its step number *step* below *root*; whether it was."""
    child = os.fork()
    if child == 0:
        left = [step]

        def hook(event: str, args: tuple[Any, ...]) -> None:
            if event not in _STEPS or not str(args[0]).startswith(str(root)):
                return
            if event == "open" and (not args[1] or set(args[1]) <= {"r", "b"}):
                return
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            deed()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 the child must never go on as its parent would
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the act failed by itself ({code})")
    return code != 0


def _filled(root: Path) -> FolderStore:
    store = store_at(root)
    for name in ("a", "b", "c", "d"):
        store.create(small(name), act("create"))
    return store


def _begin(root: Path) -> dict[str, str]:
    """Three dossiers, one of them and a file of another in the bin, and one that was changed by hand."""
    store = _filled(root)
    keys = {"dossier": store.delete("c", act("delete")).key}
    for name in ("x.pdf", "y.pdf"):
        etag = store.read("a").etag
        store.add_paper_file("a", name, SCAN, act("paper_add"), paper={"form": "1-KNĐ"}, if_match=etag)
    store.remove_paper_file("a", "papers/y.pdf", act("paper_remove"), if_match=store.read("a").etag)
    keys["file"] = store.bin()[0].key
    store.read("d")
    path = root / "d" / "record.json"
    path.write_bytes(path.read_bytes() + b"\n")
    return keys


def _write(store: FolderStore, name: str) -> None:
    held = store.read(name)
    store.write(name, edited(held.dossier.data, put={"/place": "Xã Một"}), act("edit"), if_match=held.etag)


def _add(store: FolderStore) -> None:
    paper = {"form": "9-KNĐ"}
    store.add_paper_file("b", "z.pdf", SCAN, act("paper_add"), paper=paper, if_match=store.read("b").etag)


DEEDS: dict[str, Callable[[FolderStore, dict[str, str]], object]] = {
    "create": lambda store, _: store.create(small("new"), act("create")),
    "edit": lambda store, _: _write(store, "a"),
    "edit past the store": lambda store, _: _write(store, "d"),
    "delete": lambda store, _: store.delete("a", act("delete")),
    "undelete": lambda store, keys: store.undelete(keys["dossier"], act("undelete")),
    "paper_add": lambda store, _: _add(store),
    "paper_remove": lambda store, _: store.remove_paper_file(
        "a", "papers/x.pdf", act("paper_remove"), if_match=store.read("a").etag
    ),
    "undelete a file": lambda store, keys: store.undelete(keys["file"], act("undelete")),
    "note": lambda store, _: store.note(act("settings")),
}


def state(root: Path) -> dict[str, str]:
    """Everything that a user sees: path -> content, without the control folder; and what lies in the bin."""
    found = {
        str(path.relative_to(root)): path.read_bytes().hex()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".dossier" not in path.parts and not path.name.endswith(".tmp")
    }
    return {**found, "bin": str([(one.record_id, one.path) for one in FolderStore(root, Ticking()).bin()])}


def faults(root: Path) -> list[str]:
    """What is wrong with a store after the next start."""
    found = [f"journal: {fault}" for fault in checked(root).faults]
    if checked(root).torn:
        found.append("a torn line is left")
    found += [f"left: {path}" for path in root.rglob(".*.tmp")]
    if (root / ".dossier" / "pending.json").exists():
        found.append("pending")
    store = FolderStore(root, Ticking())
    for mark in store.marks():
        held = store.read(mark.record_id)
        versions = store.versions(mark.record_id)
        if versions[0].sha256 != held.etag:
            found.append(f"{mark.record_id}: the latest version is another one")
        for one in versions:
            store.version(mark.record_id, one.number)
        told = [line for line in reversed(list(store.journal(mark.record_id))) if line["after"] is not None]
        # a dossier out of the bin is as it was when it came there
        made = [line["after"] for line in told if line["what"] != "undelete" or line["before"] is not None]
        if made != [one.sha256 for one in reversed(versions)]:
            found.append(f"{mark.record_id}: journal and versions disagree")
        if {f"papers/{path.name}" for path in (mark.path / "papers").glob("*")} != set(held.dossier.files):
            found.append(f"{mark.record_id}: files and record disagree")
    return found


def steps(folder: Path) -> dict[str, Any]:
    """Each act, killed before each of its steps: afterwards the state is the old one or the new one."""
    tried: dict[str, int] = {}
    wrong: list[str] = []
    first = folder / "first"
    keys = _begin(first)
    for name, deed in DEEDS.items():
        root = folder / "store"
        done = folder / "done"
        shutil.copytree(first, done)
        old = state(done)
        before = len(lines(done))
        deed(FolderStore(done, Ticking()), keys)
        new, after = state(done), len(lines(done))
        shutil.rmtree(done)
        for step in range(1, 200):
            shutil.copytree(first, root)
            died = dies_at(step, root, partial(deed, FolderStore(root, Ticking()), keys))
            FolderStore(root, Ticking()).prepare()
            now, count = state(root), len(lines(root))
            where = f"{name}, step {step}: "
            if now not in (old, new):
                wrong.append(where + f"neither old nor new: {sorted(set(now) ^ set(new))}")
            if name != "note" and now == new and count != after:
                wrong.append(where + f"{count} lines of the journal, not {after}")
            if now == old != new and count not in (before, after - 1):
                wrong.append(where + f"{count} lines of the journal, not {before}")
            wrong += [where + fault for fault in faults(root)]
            shutil.rmtree(root)
            if not died:
                tried[name] = step - 1
                if now != new:
                    wrong.append(where + "was not done")
                break
    return {"tried": tried, "wrong": wrong[:20]}


def _busy(root: Path, seed: int) -> None:
    """All kinds of acts, for ever."""
    store = FolderStore(root, Ticking())
    dice = random.Random(seed)
    for number in range(10**6):
        name = dice.choice(["a", "b", "c", "d"])
        try:
            held = store.read(name)
            match dice.randrange(6):
                case 0:
                    store.delete(name, act("delete"))
                case 1:
                    store.undelete(store.bin()[0].key, act("undelete"))
                case 2:
                    paper = {"form": "9-KNĐ"}
                    store.add_paper_file(name, "z.pdf", SCAN, act("paper_add"), paper=paper, if_match=held.etag)
                case 3:
                    path = next(path for path in held.dossier.files if path.startswith("papers/z"))
                    store.remove_paper_file(name, path, act("paper_remove"), if_match=held.etag)
                case _:
                    data = edited(held.dossier.data, put={"/place": f"Xã {seed} {number}"})
                    store.write(name, data, act("edit"), if_match=held.etag)
        except (InputError, StopIteration, IndexError):
            for binned in store.bin():
                try:
                    store.undelete(binned.key, act("undelete"))
                except InputError:
                    continue


def loop(folder: Path, kills: int = 30) -> dict[str, Any]:
    """Two programs at work on one store, both killed at any moment, many times."""
    root = folder / "store"
    _filled(root)
    journal = root / ".dossier" / "journal.jsonl"
    wrong: list[str] = []
    dice = random.Random(0)
    torn = unfinished = 0
    for kill in range(kills):
        children = []
        for seed in (2 * kill, 2 * kill + 1):
            child = os.fork()
            if child == 0:
                try:
                    _busy(root, seed)
                finally:
                    os._exit(1)
            children.append(child)
        enough, patience = journal.stat().st_size + dice.randrange(4000), time.monotonic() + 5
        while journal.stat().st_size < enough and time.monotonic() < patience:
            time.sleep(dice.uniform(0, 0.01))
        for child in children:
            os.kill(child, signal.SIGKILL)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        wrong += [f"kill {kill}: ended by itself ({code})" for code in codes if code != -signal.SIGKILL]
        for path in root.glob("*/record.json"):
            json.loads(path.read_bytes())
        check = checked(root)
        wrong += [f"kill {kill}: {fault}" for fault in check.faults]
        torn += check.torn
        unfinished += (root / ".dossier" / "pending.json").exists()
    FolderStore(root, Ticking()).prepare()
    count = checked(root).count
    outside = sum(line["what"] == "outside" for line in lines(root))
    wrong += faults(root)
    return {"lines": count, "outside": outside, "unfinished": unfinished, "torn": torn, "wrong": wrong[:20]}


if __name__ == "__main__":
    os.fsync = lambda _: None  # against a power cut; whoever is killed leaves what he wrote to the system
    sys.stdout.write(json.dumps({"steps": steps, "loop": loop}[sys.argv[1]](Path(sys.argv[2]))))
