"""Cohort runs in the background: one at a time, with live progress, and an end at any moment."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dossier.adapters.folders import dossier_paths
from dossier.adapters.output import OutputFolder
from dossier.cohort.run import process_cohort, processes
from dossier.cohort.work import Job, Result
from dossier.desk.summary import write_summary
from dossier.errors import DossierError, InputError
from dossier.findings import Text
from dossier.messages import both, said

_KEPT = 20  # finished runs that are still spoken of


class State(StrEnum):
    """What became of a run; all but the first are its end."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class _CancelledError(Exception):
    """Somebody wants the run to end; thrown through the run from the call after each record."""


@dataclass
class Batch:
    """A run over all dossiers.

    Args:
        total, done, failed: persons; failed ones could not be processed at all.
        ready, taken_over: persons; taken over: unchanged since the last run.
        problem: why the whole run failed.
    """

    id: str
    job: Job
    total: int = 0
    done: int = 0
    ready: int = 0
    failed: int = 0
    taken_over: int = 0
    state: State = State.RUNNING
    problem: Text | None = None
    _news: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _wanted: bool = True
    _count: int = 0

    def cancel(self) -> None:
        """Ask the run to end after the record it is at; what is done stays done."""
        self._wanted = False

    def changes(self, patience: float = 15.0) -> Iterator[Batch]:
        """This batch, once now and again after every change until its end; also each *patience* seconds without one."""
        seen = -1
        while True:
            with self._news:
                if seen == self._count and self.state is State.RUNNING:
                    self._news.wait(patience)
                seen = self._count
                over = self.state is not State.RUNNING
            yield self
            if over:
                return

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; False when *seconds* passed first."""
        with self._news:
            return self._news.wait_for(lambda: self.state is not State.RUNNING, seconds)

    def _tell(self) -> None:
        with self._news:
            self._count += 1
            self._news.notify_all()

    def _took(self, result: Result) -> None:
        self.done += 1
        self.ready += result.ready
        self.failed += result.problem is not None
        self._tell()
        if not self._wanted:
            raise _CancelledError

    def _over(self, state: State, problem: Text | None = None) -> None:
        with self._news:
            self.problem, self.state = problem, state
        self._tell()


class Batches:
    """The runs of one office, each over all dossiers at *root*, which is where the results go too."""

    def __init__(self, root: Path, done: Callable[[Result, Job], None]) -> None:
        """*done* hears of every record that a run has finished."""
        self._root = root
        self._done = done
        self._lock = threading.Lock()
        self._all: dict[str, Batch] = {}

    def start(self, job: Job) -> Batch:
        """Begin a run.

        Raises:
            InputError: another one is still going on, or there is no dossier.
        """
        with self._lock:
            if any(batch.state is State.RUNNING for batch in self._all.values()):
                raise InputError("", *said("batch_busy"))
            paths = dossier_paths(self._root)
            batch = Batch(secrets.token_urlsafe(9), job, total=len(paths))
            self._all[batch.id] = batch
            for old in list(self._all)[:-_KEPT]:
                del self._all[old]
        # a run that the server's end cuts short goes on where it stopped: every record is written whole or not at all
        threading.Thread(target=self._run, args=(batch, paths), name=f"batch-{batch.id}", daemon=True).start()
        return batch

    def get(self, key: str) -> Batch | None:
        """The run *key*; None when it is not known (any more)."""
        return self._all.get(key)

    @property
    def current(self) -> Batch | None:
        """The run that is going on, else the one that ended last."""
        return next(reversed(self._all.values()), None)

    def _run(self, batch: Batch, paths: list[Path]) -> None:
        def done(result: Result) -> None:
            self._done(result, batch.job)
            batch._took(result)

        try:
            batch.job.forms().compile_all()
            folder = OutputFolder.open(batch.job.out)
            results, batch.taken_over = process_cohort(
                paths, batch.job, folder, jobs=processes(None, len(paths)), done=done
            )
            write_summary(batch.job, results)
            batch._over(State.DONE)
        except _CancelledError:
            batch._over(State.CANCELLED)
        except DossierError as error:
            batch._over(State.FAILED, Text(error.told("vi"), error.told("en")))
        except Exception as error:  # noqa: BLE001 a thread has nobody to raise to; the page says what kind of fault it was
            batch._over(State.FAILED, both("page.batch.fault", kind=type(error).__name__))
