"""A whole cohort: shards over processes, resumed by the manifest, never ended by one bad record."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dossier.adapters.files import RECORD_NAME, load_record
from dossier.adapters.output import OutputFolder, is_beside
from dossier.cohort.compare import Clash, CohortFacts, compare_cohort, facts_of
from dossier.cohort.work import REPORTS, Item, Job, Result, path_name, process_shard
from dossier.errors import DossierError, InputError
from dossier.messages import said

SHARD = 16  # records: a task of about half a second, so that starting it costs nothing beside it
AHEAD = 2  # shards waiting for each process, so that memory does not grow with the cohort
WORTH_PROCESSES = 24  # below this many records, starting processes costs more than they save

Done = Callable[[Result], None]


def process_cohort(
    paths: Sequence[Path], job: Job, folder: OutputFolder, *, jobs: int, done: Done
) -> tuple[list[Result], int]:
    """Process every dossier of *paths* that the manifest does not know as done.

    Args:
        paths: dossier folders or records.
        jobs: processes; 1 works in this one.
        done: called after each record.

    Returns:
        The results in the order of *paths*, and how many were taken over from the last run unchanged. A record
        whose id another one had before is a result with a problem.

    Raises:
        InputError: the output folder cannot be written.
    """
    items, results = _items(paths, job)
    for result in results.values():
        done(result)
    taken_over = 0
    for item in items:
        former = Result.of(folder.records.get(item.name))
        if (
            former is not None
            and former.inputs == item.inputs
            and former.problem is None
            and _still_there(folder, former)
        ):
            results[item.path] = replace(former, source=item.path)
            taken_over += 1
            done(results[item.path])
    for result, lines in _processed([item for item in items if item.path not in results], job, folder, jobs):
        results[result.source] = result
        folder.note([*lines, result.line()])
        done(result)
    folder.close()
    return [results[str(path)] for path in paths], taken_over


def _items(paths: Sequence[Path], job: Job) -> tuple[list[Item], dict[str, Result]]:
    """The dossiers to be processed, and a result for each whose id came before (case ignored, as Windows does).

    An item carries what only the whole cohort shows of it; that is part of what its result depends on.
    """
    kept: dict[Path, str] = {}
    twice: dict[str, Result] = {}
    seen: set[str] = set()
    facts: list[CohortFacts] = []
    for path in paths:
        mine = _facts(path)
        name = mine.record_id if mine is not None and mine.record_id else path_name(path)
        if name.casefold() in seen:
            problem = InputError(path.name, *said("double_record_id")).told(job.lang)
            twice[str(path)] = Result(name, str(path), "", problem=problem)
            continue
        seen.add(name.casefold())
        kept[path] = name
        if mine is not None:
            facts.append(mine)
    clashes: dict[str, list[Clash]] = {}
    for clash in compare_cohort(facts):
        clashes.setdefault(clash.path, []).append(clash)
    key = job.key()
    items = []
    for path, name in kept.items():
        found = tuple(clashes.get(str(path), ()))
        # without the path: a cohort that was moved is still the same
        told = [(clash.kind, clash.pointer, clash.other) for clash in found]
        items.append(Item(str(path), name, _inputs(path, f"{key} {told}"), found))
    return items, twice


def _facts(path: Path) -> CohortFacts | None:
    """The facts of the record at *path*; one that cannot be read is listed when its turn comes."""
    try:
        dossier = load_record(path)
    except DossierError:
        return None
    return facts_of(str(path), dossier.record_id, dossier.record)


def processes(asked: int | None, records: int) -> int:
    """How many processes to use: what was asked, else as many as cores where it is worth it."""
    if asked is not None:
        return max(1, asked)
    return max(1, min(os.cpu_count() or 1, records // SHARD + 1)) if records >= WORTH_PROCESSES else 1


def _processed(
    todo: Sequence[Item], job: Job, folder: OutputFolder, jobs: int
) -> Iterator[tuple[Result, list[dict[str, Any]]]]:
    if jobs == 1 or len(todo) <= 1:
        for item in todo:
            yield from process_shard(job, [item], _known(folder, [item]))
        return
    shards = [todo[start : start + SHARD] for start in range(0, len(todo), SHARD)]
    # spawn is what Windows has; the same everywhere is one thing less to go wrong
    left = {item.path: item for item in todo}
    try:
        with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as executor:
            for result, lines in _spread(executor, shards, job, folder, jobs):
                left.pop(result.source, None)
                yield result, lines
    except BrokenProcessPool:
        # one record took its process with it: the rest go one by one, each with a process to lose
        yield from _one_by_one(list(left.values()), job, folder)


def _one_by_one(items: Sequence[Item], job: Job, folder: OutputFolder) -> Iterator[tuple[Result, list[dict[str, Any]]]]:
    while items:
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executor:
            for number, item in enumerate(items):
                try:
                    yield from executor.submit(process_shard, job, [item], _known(folder, [item])).result()
                except BrokenProcessPool:
                    problem = InputError(item.name, *said("worker_died")).told(job.lang)
                    yield Result(item.name, item.path, item.inputs, problem=problem), []
                    items = items[number + 1 :]
                    break
            else:
                return


def _spread(
    executor: Executor, shards: Sequence[Sequence[Item]], job: Job, folder: OutputFolder, jobs: int
) -> Iterator[tuple[Result, list[dict[str, Any]]]]:
    waiting: set[Future[list[tuple[Result, list[dict[str, Any]]]]]] = set()
    left = iter(shards)
    try:
        while True:
            for shard in left:
                waiting.add(executor.submit(process_shard, job, shard, _known(folder, shard)))
                if len(waiting) >= jobs * AHEAD:
                    break
            if not waiting:
                return
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                yield from future.result()
    finally:
        for future in waiting:
            future.cancel()


def _known(folder: OutputFolder, shard: Sequence[Item]) -> dict[str, str]:
    """What the manifest knows of the files of these records."""
    return {name: digest for item in shard for name, digest in folder.known(item.name).items()}


def _inputs(path: Path, key: str) -> str:
    """A hash of what a result is made from: the record's bytes, the names and sizes of its papers, the job."""
    digest = hashlib.sha256(key.encode())
    record = path / RECORD_NAME if path.is_dir() else path
    try:
        digest.update(record.read_bytes())
        papers = path / "papers"
        if path.is_dir() and papers.is_dir():
            for entry in sorted(papers.iterdir()):
                digest.update(f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}\n".encode())
    except OSError:
        return ""  # it cannot be read: the worker says so
    return digest.hexdigest()[:16]


def _still_there(folder: OutputFolder, former: Result) -> bool:
    """Whether everything that was written for a record still lies there; what we put beside an edited file may go."""
    ours = [name for name in folder.known(former.record_id) if not is_beside(name)]
    reports = [f"{former.record_id}/{name}" for name in REPORTS]
    return bool(former.inputs) and all((folder.root / name).is_file() for name in (*reports, *ours))
