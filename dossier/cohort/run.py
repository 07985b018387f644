"""A whole cohort: shards over processes, resumed by the manifest, never ended by one bad record."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dossier.adapters.files import RECORD_NAME, load_record
from dossier.adapters.output import OutputFolder
from dossier.cohort.compare import Clash, CohortFacts, compare_cohort, facts_of
from dossier.cohort.work import Item, Job, Result, process_shard
from dossier.errors import DossierError, InputError
from dossier.messages import both, said

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
        The results in the order of *paths*, and how many were taken over from the last run unchanged.

    Raises:
        InputError: the output folder cannot be written.
    """
    items = _items(paths, job.key())
    results: dict[str, Result] = {}
    for item in items:
        former = folder.records.get(_record_name(Path(item.path))) or {}
        if former.get("inputs") == item.inputs and former.get("problem") is None and _still_there(folder, former):
            results[item.path] = Result(**former)
            done(results[item.path])
    taken_over = len(results)
    for result, lines in _processed([item for item in items if item.path not in results], job, folder, jobs):
        results[result.source] = result
        folder.note([*lines, result.line()])
        done(result)
    folder.close()
    return [results[item.path] for item in items], taken_over


def _items(paths: Sequence[Path], key: str) -> list[Item]:
    """The dossiers with what only the whole cohort shows of each; that is part of what a result depends on."""
    clashes: dict[str, list[Clash]] = {}
    for clash in compare_cohort(_facts(paths)):
        clashes.setdefault(clash.path, []).append(clash)
    items = []
    for path in paths:
        mine = tuple(clashes.get(str(path), ()))
        items.append(Item(str(path), _inputs(path, f"{key} {mine!r}"), mine))
    return items


def _facts(paths: Sequence[Path]) -> Iterator[CohortFacts]:
    """The facts of every record that can be read; one that cannot is listed when its turn comes."""
    for path in paths:
        with contextlib.suppress(DossierError):
            dossier = load_record(path)
            yield facts_of(str(path), dossier.record_id, dossier.record)


def unique_ids(paths: Sequence[Path]) -> tuple[list[Path], list[Result]]:
    """*paths* without those whose folder name comes twice (case ignored, as Windows does), and a result for each."""
    seen: set[str] = set()
    kept, twice = [], []
    for path in paths:
        name = _record_name(path)
        if name.casefold() in seen:
            told = both("error.double_record_id.problem")
            twice.append(Result(name, str(path), "", problem=str(InputError(name, told, said("double_record_id")[1]))))
        else:
            seen.add(name.casefold())
            kept.append(path)
    return kept, twice


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
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as executor:
        yield from _spread(executor, shards, job, folder, jobs)


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
    wanted = tuple(f"{_record_name(Path(item.path))}/" for item in shard)
    return {name: digest for name, digest in folder.files.items() if name.startswith(wanted)}


def _record_name(path: Path) -> str:
    return path.name if path.is_dir() or path.suffix != ".json" else path.stem


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


def _still_there(folder: OutputFolder, former: Any) -> bool:
    return (folder.root / str(former.get("record_id")) / "report.json").is_file() and bool(former.get("inputs"))
