"""The store of one office: a folder of dossier folders, as the command line sees them, and a control folder in it.

`Control` says how an act takes effect whole or not at all; here is what each act does.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dossier.adapters.bin import binned
from dossier.adapters.control import BIN_PATH, CONTROL_NAME, VERSIONS_NAME, Control, Pending
from dossier.adapters.files import (
    RECORD_NAME,
    dossier_of,
    named_file,
    patiently,
    reading,
    write_atomically,
    writing,
)
from dossier.adapters.folders import folder_name
from dossier.adapters.journal import Checked, Fault, verify
from dossier.adapters.limits import MOST_FILE_BYTES
from dossier.adapters.papers import (
    PAPERS_NAME,
    checked_name,
    folded,
    free_path,
    named_paths,
    place_of,
    taken_paths,
    with_file,
    without_file,
)
from dossier.adapters.ports import Act, Binned, Clock, Held, Mark, Version
from dossier.adapters.states import State, check_id, differences, digest
from dossier.errors import Changed, Exists, InputError, NotThere
from dossier.messages import said
from dossier.record.text import nfc

OUTSIDE = "outside"
_MOST_LETTERS_ID, _MOST_LETTERS_BY = 64, 200


class FolderStore:
    """`ports.DossierStore` on a folder. One object may be used by many threads.

    Args:
        root: the folder of dossier folders. Nothing is made in it before something is written.
        clock: tells when; its offset is that of all times in the journal.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self._clock = clock
        self._control = Control(root)

    def prepare(self) -> None:
        """Make the folder a store, finish what a sudden end left, and see whether one can write here.

        From now on the commands of the command line keep versions and journal here too.

        Raises:
            InputError: one cannot.
        """
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        with self._control.alone():
            self._control.tidy()

    # --- looking -------------------------------------------------------------------------------------------

    def marks(self) -> list[Mark]:
        """Every dossier, in the order of names of folders; reads no record."""
        with reading(self.root), os.scandir(self.root) as entries:
            folders = sorted((one.name, one.path) for one in entries if not one.name.startswith(".") and one.is_dir())
        return [mark for name, path in folders if (mark := _mark(name, path)) is not None]

    def mark(self, record_id: str) -> Mark | None:
        """The mark of one dossier; None when there is none of that id."""
        name = self._spelt(record_id)
        return None if name is None else _mark(name, str(self.root / name))

    def read(self, record_id: str) -> Held:
        """One dossier, as in the port."""
        name = self._name(record_id)
        state = self._state(name)
        if self._control.versions(name).last_digest() not in (None, state.etag):
            self._notice_if_possible(name, wait_s=0)
        return self._held(name, state)

    def versions(self, record_id: str) -> list[Version]:
        """All versions of a record, as in the port."""
        name = self._name(record_id)
        self._notice_if_possible(name)
        found = self._control.versions(name).all()
        state = self._state(name)
        if not found or found[0].sha256 != state.etag:  # nothing can be written here
            line = self._outside(name, state)
            now = Version(len(found) + 1, line["on"], "", OUTSIDE, tuple(line["places"]), line["after"])
            found.insert(0, now)
        return found

    def version(self, record_id: str, number: int) -> Mapping[str, Any]:
        """The record as it was in that version, as in the port.

        Raises:
            NotThere: no such version. InputError: its bytes are lost or are no record.
        """
        name = self._name(record_id)
        chosen = next((one for one in self.versions(name) if one.number == number), None)
        if chosen is None:
            raise NotThere(f"{name} › {number}", *said("not_there"))
        state = self._state(name)
        if state.etag != chosen.sha256:
            state = State(self._control.versions(name).content(chosen.sha256))
        return state.data

    def bin(self) -> list[Binned]:
        """What lies in the bin, dossiers and files, latest first."""
        return self._control.bin.all()

    def journal(self, record_id: str | None = None) -> Iterator[Mapping[str, Any]]:
        """Lines of the journal, latest first; of one dossier or of all."""
        lines = self._control.journal.latest_first()
        if record_id is None:
            return lines
        wanted = folded(record_id)
        return (line for line in lines if folded(str(line.get("record_id"))) == wanted)

    def check_journal(self, expect: str = "") -> Checked:
        """Whether the journal is whole, also against what the versions remember of it.

        Args:
            expect: a hash, or its beginning, that was once noted as the last.

        Raises:
            InputError: it cannot be read.
        """
        return verify(self._control.journal.path, expect=expect, anchors=self._control.anchors())

    def journal_faults(self) -> Sequence[Fault]:
        """What is wrong with the journal; empty when it is whole."""
        return self.check_journal().faults

    def paper_file(self, record_id: str, path: str) -> Path:
        """Where a file that the record names lies, as in the port."""
        name = self._name(record_id)
        folder = self.root / name
        named = named_paths(self._state(name).data)
        if nfc(path) in named:
            file = named_file(folder, nfc(path))
            with contextlib.suppress(OSError, ValueError, RuntimeError):  # a name that no file can have
                if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                    return file
        raise NotThere(name, *said("not_there"))

    # --- changing a record ---------------------------------------------------------------------------------

    def create(self, data: Mapping[str, Any], act: Act) -> Held:
        """A new dossier, as in the port."""
        state = State.of(data)
        name = folder_name(str(data.get("record_id", "")), "/record_id")
        with self._control.alone():
            if self._spelt(name) is not None:
                raise Exists(name, *said("dossier_exists"))
            self._replace(name, None, state, act)
        return self._held(name, state)

    def write(self, record_id: str, data: Mapping[str, Any], act: Act, *, if_match: str) -> Held:
        """Replace a record that still is as the caller saw it, as in the port."""
        state = State.of(data)
        with self._control.alone():
            name, before = self._as_seen(record_id, if_match)
            check_id(name, before, state)
            self._replace(name, before, state, act)
        return self._held(name, state)

    def restore(self, record_id: str, number: int, act: Act, *, if_match: str) -> Held:
        """Make a former version the present one, as in the port."""
        return self.write(record_id, self.version(record_id, number), act, if_match=if_match)

    def note(self, act: Act, record_id: str | None = None) -> None:
        """Put an act into the journal that changed no record: settings, a pack."""
        with self._control.alone():
            self._control.journal.append(self._line(act, record_id, None, None, act.places))

    # --- the bin -------------------------------------------------------------------------------------------

    def delete(self, record_id: str, act: Act, *, if_match: str | None = None) -> Binned:
        """Put a dossier with all its files into the bin, as in the port."""
        bin_ = self._control.bin
        with self._control.alone():
            name, before = self._as_seen(record_id, if_match)
            line = self._line(act, name, before.etag, None, act.places)
            label = {"record_id": name, "on": line["on"], "by": line["by"]}
            key = bin_.put(self._clock.now(), label)
            pending = Pending(
                line, name, landed=f"{BIN_PATH}/{key}/dossier", binned=key,
                afterwards=((f"{CONTROL_NAME}/{VERSIONS_NAME}/{name}", f"{BIN_PATH}/{key}/versions"),),
            )  # fmt: skip
            self._control.carry_out(pending, lambda: _rename(self.root / name, bin_.dossier(key)))
        return binned(key, label)

    def undelete(self, key: str, act: Act) -> Held:
        """Take a dossier or a file out of the bin, as in the port."""
        label = self._control.bin.label(key)
        if isinstance(label.get("path"), str):
            return self._file_back(key, act)
        bin_ = self._control.bin
        with self._control.alone():
            label = bin_.label(key)
            name = str(label["record_id"])
            if "/" in name or "\\" in name or name.startswith(".") or not name:
                raise InputError(key, *said("bad_record_id"))
            if self._spelt(name) is not None or (self.root / name).exists():
                raise Exists(name, *said("dossier_exists"))
            with reading(bin_.dossier(key)):
                after = digest((bin_.dossier(key) / RECORD_NAME).read_bytes())
            pending = Pending(
                self._line(act, name, None, after, act.places), name, landed=name, binned=key,
                afterwards=((f"{BIN_PATH}/{key}/versions", f"{CONTROL_NAME}/{VERSIONS_NAME}/{name}"),),
            )  # fmt: skip
            self._control.carry_out(pending, lambda: _rename(bin_.dossier(key), self.root / name))
        return self.read(name)

    def _file_back(self, key: str, act: Act) -> Held:
        bin_ = self._control.bin
        with self._control.alone():
            label = bin_.label(key)
            name = self._name(str(label["record_id"]))
            before = self._noticed(name)
            data = before.data
            paper = label.get("paper")
            path = free_path(Path(str(label["path"])).name, self._taken(name, data))
            after = State.of(with_file(data, paper if isinstance(paper, Mapping) else {}, path))
            moves = ((f"{BIN_PATH}/{key}/file", f"{name}/{path}"),)
            self._replace(name, before, after, act, more=(path,), moves=moves, binned=key)
        return self._held(name, after)

    # --- files of papers -----------------------------------------------------------------------------------

    def add_paper_file(
        self, record_id: str, name: str, content: bytes, act: Act, *, paper: Mapping[str, Any], if_match: str
    ) -> Held:
        """Put a file into `papers/` and its path into the paper it belongs to, as in the port."""
        file = checked_name(name, content)
        with self._control.alone():
            folder, before = self._as_seen(record_id, if_match)
            paper = nfc(dict(paper))
            path = free_path(file, self._taken(folder, before.data))
            after = State.of(with_file(before.data, paper, path))
            more = (place_of(before.data, paper), path)
            self._replace(folder, before, after, act, more=more, files={path: content})
        return self._held(folder, after)

    def remove_paper_file(self, record_id: str, path: str, act: Act, *, if_match: str) -> Held:
        """Take a file out of its paper and put it into the bin, as in the port."""
        with self._control.alone():
            name, before = self._as_seen(record_id, if_match)
            path = nfc(path)
            left, paper = without_file(before.data, path)
            after = State.of(left)
            moves: tuple[tuple[str, str], ...] = ()
            room = None
            with contextlib.suppress(NotThere):  # the record named a file that is not there: then only the name goes
                file = self.paper_file(name, path)
                if path not in named_paths(left):
                    now = self._clock.now()
                    label = {"record_id": name, "on": now.isoformat(), "by": _said_by(act), "path": path}
                    facts = {key: value for key, value in paper.items() if key != "files"}
                    room = self._control.bin.put(now, {**label, "paper": facts})
                    moves = ((file.relative_to(self.root).as_posix(), f"{BIN_PATH}/{room}/file"),)
            self._replace(name, before, after, act, more=(path,), moves=moves, binned=room)
        return self._held(name, after)

    def _taken(self, name: str, data: Mapping[str, Any]) -> set[str]:
        """Paths that a new file of the dossier cannot have.

        Raises:
            InputError: its folder of papers leads elsewhere.
        """
        folder = self.root / name
        with reading(folder):
            if not (folder / PAPERS_NAME).resolve().is_relative_to(folder.resolve()):
                raise InputError(name, *said("papers_outside"))
            return taken_paths(folder, data)

    # --- how it is done ------------------------------------------------------------------------------------

    def _replace(
        self,
        name: str,
        before: State | None,
        after: State,
        act: Act,
        *,
        more: Sequence[str] = (),
        files: Mapping[str, bytes] | None = None,
        moves: Sequence[tuple[str, str]] = (),
        binned: str | None = None,
    ) -> None:
        """Make *after* the record of the dossier *name*, with the lock held; *before* is what was read under it.

        Args:
            more: places that the act touches besides those it names.
            files: path below the dossier folder -> content, written before the record names it.
            moves: of files, before the record changes; binned: the key in the bin they come from or go to.
        """
        if before == after:
            return
        if act.places or more:
            places: Sequence[str] = tuple(dict.fromkeys((*act.places, *more)))
        else:
            places = differences(before, after)
        line = self._line(act, name, None if before is None else before.etag, after.etag, places)
        made = {f"{name}/{path}": digest(file) for path, file in (files or {}).items()}
        back = tuple((to, from_) for from_, to in moves)
        pending = Pending(line, name, back=back, made=made, binned=binned)

        def land() -> None:
            self._control.versions(name).keep(after.content)
            for path, file in (files or {}).items():
                write_atomically(self.root / name / path, file)
            for from_, to in moves:
                _rename(self.root / from_, self.root / to)
            write_atomically(self.root / name / RECORD_NAME, after.content)

        self._control.carry_out(pending, land)

    def _as_seen(self, record_id: str, if_match: str | None) -> tuple[str, State]:
        """Folder and state of the record, with the lock held; the state is among the versions.

        Raises:
            NotThere: no such dossier. Changed: it is not *if_match* any more.
        """
        name = self._name(record_id)
        state = self._noticed(name)
        if if_match is not None and if_match != state.etag:
            # what is there now may be no record: then its ETag has to do
            held = self._held(name, state) if state.readable is not None else None
            raise Changed(name, *said("changed"), etag=state.etag, held=held)
        return name, state

    def _noticed(self, name: str) -> State:
        """The present state, with the lock held; one that came to be past the store becomes a version."""
        state = self._state(name)
        if self._control.versions(name).last_digest() != state.etag:
            self._control.note_state(self._outside(name, state), name, state.content)
        return state

    def _notice_if_possible(self, name: str, wait_s: float | None = None) -> None:
        # looking must go on where nothing can be written, and while others write: the next one notices it
        with contextlib.suppress(InputError), self._control.alone(wait_s):
            self._noticed(name)

    def _outside(self, name: str, state: State) -> dict[str, Any]:
        """The journal's line of a state that came to be past the store, at the time that the file bears."""
        versions = self._control.versions(name)
        known = versions.last_digest()
        now = self._clock.now()
        with reading(self.root / name):
            changed = datetime.fromtimestamp((self.root / name / RECORD_NAME).stat().st_mtime, tz=now.tzinfo)
        former = None
        with contextlib.suppress(InputError):  # lost: then nobody knows what changed
            former = State(versions.content(known)) if known is not None else None
        line = self._line(Act("", OUTSIDE), name, known, state.etag, differences(former, state))
        return {**line, "on": min(changed, now).isoformat(timespec="seconds")}

    def _line(
        self, act: Act, record_id: str | None, before: str | None, after: str | None, places: Sequence[str]
    ) -> dict[str, Any]:
        return {
            "on": self._clock.now().isoformat(), "by": _said_by(act), "what": act.what, "record_id": record_id,
            "places": list(places), "codes": list(act.codes), "before": before, "after": after,
        }  # fmt: skip

    def _held(self, name: str, state: State) -> Held:
        return Held(name, state.etag, dossier_of(self.root / name, state.data, state.etag))

    def _state(self, name: str) -> State:
        """The record as it is; an empty file is a state too."""
        path = self.root / name / RECORD_NAME
        with reading(path):
            if path.stat().st_size > MOST_FILE_BYTES:
                raise InputError(name, *said("too_large"))
            return State(path.read_bytes())

    def _name(self, record_id: str) -> str:
        """How the folder of *record_id* is spelt on the disk.

        Raises:
            NotThere: there is no such dossier.
        """
        name = self._spelt(record_id)
        if name is None:
            # what was asked for may be anything
            place = record_id[:_MOST_LETTERS_ID] if record_id.isprintable() else ""
            raise NotThere(place, *said("not_there"))
        return name

    def _spelt(self, record_id: str) -> str | None:
        """As `_name`; None when there is none. The very name wins, else case and composition do not matter."""
        with reading(self.root), os.scandir(self.root) as entries:
            names = [entry.name for entry in entries]
        wanted = folded(record_id)
        alike = [record_id] if record_id in names else sorted(name for name in names if folded(name) == wanted)
        fit = (name for name in alike if not name.startswith(".") and (self.root / name / RECORD_NAME).is_file())
        return next(fit, None)


def _mark(name: str, folder: str) -> Mark | None:
    """The mark of the dossier in *folder*; None when it holds no record (any more). Two looks, for thousands."""
    try:
        record = os.stat(f"{folder}/{RECORD_NAME}")  # noqa: PTH116 a Path each would take as long as the looks
    except OSError:
        return None
    if not stat.S_ISREG(record.st_mode):
        return None
    papers = 0
    with contextlib.suppress(OSError):  # there may be no files
        papers = os.stat(f"{folder}/{PAPERS_NAME}").st_mtime_ns  # noqa: PTH116
    return Mark(name, Path(folder), (record.st_size, record.st_mtime_ns, papers))


def _rename(source: Path, target: Path) -> None:
    with writing(source):
        target.parent.mkdir(parents=True, exist_ok=True)
        patiently(lambda: source.rename(target))


def _said_by(act: Act) -> str:
    """Who did it, on one line, without what cannot be seen."""
    words = " ".join(nfc(act.by).split())
    return "".join(letter for letter in words if letter.isprintable())[:_MOST_LETTERS_BY]
