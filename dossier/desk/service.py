"""The office's desk: everything the pages and the HTTP API do, over the same core as the command line."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any

from dossier import __version__
from dossier.adapters.control import CONTROL_NAME
from dossier.adapters.files import OFFICE_NAME, load_office
from dossier.adapters.ports import Act, Clock, DossierStore, Held
from dossier.cohort.work import Job, Result, result_of
from dossier.desk import settings
from dossier.desk.answers import accepted, looked
from dossier.desk.batches import Batch, Batches, State
from dossier.desk.looking import Looked, look_at
from dossier.desk.pending import Incoming
from dossier.desk.rows import Row, Rows
from dossier.errors import DossierError
from dossier.forms.form_set import FormSet, forms_for
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Rulebook

_log = logging.getLogger(__name__)

ROWS_NAME = "rows.jsonl"
_TABLE_SECONDS = 0.25  # for looks while a page waits; what is left is looked at in the background


class OfficeDesk:
    """One office's dossiers, settings, rules and forms.

    Args:
        root: the folder of dossiers.
        store, clock: see `adapters/ports.py`.
        office_path: the settings; None: the nearest `office.toml` upwards from *root*, as everywhere.
        lang: of messages, unless a visitor wants the other.
    """

    def __init__(
        self, root: Path, store: DossierStore, clock: Clock, *, office_path: Path | None = None, lang: str = "vi"
    ) -> None:
        self.root = root
        self.store = store
        self.clock = clock
        self.lang = lang
        self._office_path = office_path
        self._office: tuple[tuple[Path | None, int], Office] | None = None
        self._lock = threading.Lock()
        self._renewing: threading.Thread | None = None

    # --- settings, rules, forms -------------------------------------------------------------------------

    @property
    def office_file(self) -> Path:
        """Where the settings are, or would be written."""
        if self._office_path is not None:
            return self._office_path
        folder = self.office.folder
        return (folder or self.root) / OFFICE_NAME

    @property
    def office(self) -> Office:
        """The settings as they are now; read again when the file changed.

        Raises:
            InputError: the file cannot be read or a setting is not what the schema wants.
        """
        with self._lock:
            if self._office is not None:
                file, seen = self._office[0]
                if file is not None and _time(file) == seen:
                    return self._office[1]
            # as long as there is no file, one may turn up in any folder above
            office = load_office(self._office_path, beside=self.root)
            file = office.folder / (self._office_path or Path(OFFICE_NAME)).name if office.folder is not None else None
            self._office = ((file, _time(file)), office)
            return office

    @property
    def rulebook(self) -> Rulebook:
        """The rules the office judges by, its overlays included."""
        return load_rulebook(self.office)

    @property
    def forms(self) -> FormSet:
        """The forms of the office."""
        return forms_for(self.office)

    def save_settings(self, given: Mapping[str, Any], act: Act) -> None:
        """Write the settings; the next look is by them.

        Raises:
            InputError: the file cannot be written.
        """
        settings.write(self.office_file, given)
        self.store.note(act)

    # --- one dossier ------------------------------------------------------------------------------------

    def look(self, held: Held, stage: str | None = None, as_of: date | None = None) -> Looked:
        """The report on one dossier, its days, and the forms due."""
        return look_at(held.dossier, stage, self.office, as_of or self.clock.today())

    def save(self, held: Held, data: Mapping[str, Any], act: Act, *, if_match: str | None = None) -> Held:
        """Replace the record *held*, and renew its row.

        Raises:
            Changed: somebody else changed it meanwhile.
        """
        after = self.store.write(held.record_id, data, act, if_match=if_match or held.etag)
        self.renew(after.record_id)
        return after

    def confirm(
        self,
        record_id: str,
        *,
        by: str,
        code: str | None = None,
        stage: str | None = None,
        where: str | None = None,
        answer: str = "ok",
        stamped_on: date | None = None,
        note: str | None = None,
        on: date | None = None,
        if_match: str | None = None,
    ) -> Held:
        """Write down what a person saw; see `answers.looked`.

        Raises:
            UsageError, InputError: as `answers.looked`. Changed: as `save`.
        """
        held, day = self.store.read(record_id), on or self.clock.today()
        report = self.look(held, stage or ("recognition_submission" if code else None), day).report
        look = looked(
            held.dossier, report, self.rulebook, by=by, on=day, code=code, where=where, answer=answer,
            stamped_on=stamped_on, note=note,
        )  # fmt: skip
        if not look.put:
            return held
        act = Act(by, "confirm", [at for _, at, _ in look.seen], sorted({seen for seen, _, _ in look.seen}))
        return self.save(held, edited(held.dossier.data, put=look.put), act, if_match=if_match)

    def accept(
        self,
        record_id: str,
        *,
        code: str,
        where: str,
        reason: str,
        by: str,
        stage: str | None = None,
        on: date | None = None,
        expires: date | None = None,
        kind: str = "accepted",
        if_match: str | None = None,
    ) -> Held:
        """Write down who answers for a finding; see `answers.accepted`.

        Raises:
            UsageError, InputError: as `answers.accepted`. Changed: as `save`.
        """
        held, day = self.store.read(record_id), on or self.clock.today()
        found = accepted(
            held.dossier, self.look(held, stage, day).report, self.rulebook, code=code, where=where, reason=reason,
            by=by, on=day, expires=expires, kind=kind,
        )  # fmt: skip
        act = Act(by, "accept", [where], [found.code])
        return self.save(held, edited(held.dossier.data, put=found.put), act, if_match=if_match)

    # --- the cohort -------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self.root / CONTROL_NAME / ROWS_NAME, self.lang)

    @cached_property
    def incoming(self) -> Incoming:
        """Lists that were brought in and wait for a person's word."""
        return Incoming(self.root / CONTROL_NAME / "incoming", self.root)

    @cached_property
    def batches(self) -> Batches:
        """Runs over all dossiers."""
        return Batches(self.root, self._heard)

    def rows(self, *, wait: bool = False) -> list[Row]:
        """A row a dossier, in the order of names of folders.

        Args:
            wait: until every row is current; else what a page cannot wait for is looked at in the background, for
                the next page.
        """
        today = self.clock.today().isoformat()
        # while a run looks at everybody, its results come by themselves
        batch = self.batches.current
        running = batch is not None and batch.state is State.RUNNING
        seconds = inf if wait else 0.0 if running else _TABLE_SECONDS
        marks = self.store.marks()
        if not marks:
            return []  # at the very first start, and rules need not be read for it
        rows = self._rows.table(marks, self._key(), self._result, today, seconds)
        if not running and not all(row.current for row in rows):
            self._renew_in_background()
        return rows

    def warm(self) -> None:
        """Read rules and forms and look at what changed, so that the first page need not."""
        self.forms.compile_all()
        self.rows()

    def _renew_in_background(self) -> None:
        with self._lock:
            if self._renewing is not None and self._renewing.is_alive():
                return
            self._renewing = threading.Thread(target=self._renew_all, name="rows", daemon=True)
            self._renewing.start()

    def _renew_all(self) -> None:
        try:
            for mark in self.store.marks():
                if not self._rows.row(mark, self._key()).current:
                    self._rows.renew(mark, self._key(), self._result, self.clock.today().isoformat())
            self._rows.save()
        except DossierError as error:
            # the page meets the same fault and tells it; here only the work ends
            _log.warning("rows: %s", type(error).__name__)

    def renew(self, record_id: str) -> None:
        """Look at one dossier for its row."""
        mark = self.store.mark(record_id)
        if mark is not None:
            self._rows.renew(mark, self._key(), self._result, self.clock.today().isoformat())
            self._rows.save()

    def start_batch(
        self, *, fill: bool, stage: str | None = None, as_of: date | None = None, numbers: Sequence[str] = ()
    ) -> Batch:
        """Check all dossiers in the background, and fill their forms where *fill*.

        Raises:
            InputError: a run is going on, or there is no dossier.
        """
        return self.batches.start(self._job(fill=fill, stage=stage, as_of=as_of, numbers=numbers))

    def _job(
        self, *, fill: bool, stage: str | None = None, as_of: date | None = None, numbers: Sequence[str] = ()
    ) -> Job:  # fmt: skip
        return Job(
            out=self.root, stage=stage, as_of=as_of or self.clock.today(), office=self.office, pack=None,
            numbers=tuple(numbers), lang=self.lang, fill=fill,
        )  # fmt: skip

    def _heard(self, result: Result, job: Job) -> None:
        """A run has finished one record: its row is renewed, unless the run was of another day or stage."""
        if job.stage is None and job.as_of == self.clock.today():
            mark = self.store.mark(result.record_id)
            if mark is not None:
                self._rows.put(mark, result, self._key(), job.as_of.isoformat())

    def _key(self) -> str:
        """What a row depends on besides its dossier."""
        told = [__version__, self.clock.today().isoformat(), self.office.sha256, self.rulebook.version]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def _result(self, record_id: str) -> Result:
        held = self.store.read(record_id)
        seen = self.look(held)
        assert seen.calendar is not None, "a dossier has days"
        return result_of(held.dossier, seen.report, seen.calendar, str(self.root / record_id), "")


def _time(file: Path | None) -> int:
    """When the file was written; 0 when it is not there."""
    return file.stat().st_mtime_ns if file is not None and file.is_file() else 0
