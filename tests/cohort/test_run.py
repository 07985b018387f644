"""A cohort in this process: what is taken over, what is done again, how processes are chosen."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dossier.adapters.output import OutputFolder
from dossier.cohort import run as cohort
from dossier.cohort.run import SHARD, WORTH_PROCESSES, process_cohort, processes
from dossier.cohort.work import Item, Job, Result, process_shard
from dossier.errors import InputError
from dossier.record.office import Office
from tests.cli.running import dossier_folder, record, write_record

DAY = date(2026, 11, 22)


def job_for(out: Path, **changes: object) -> Job:
    plain = Job(out=out, stage=None, as_of=DAY, office=Office(), pack=None, numbers=("6-KND",), lang="vi")
    return replace(plain, **changes)  # type: ignore[arg-type]


def persons(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    return [
        write_record(folder / f"p{number}.json", record(put={"/record_id": f"p{number}"})) for number in range(count)
    ]


def processed(paths: list[Path], job: Job, jobs: int = 1) -> tuple[list[Result], int, list[str]]:
    seen: list[str] = []
    results, taken = process_cohort(
        paths, job, OutputFolder.open(job.out), jobs=jobs, done=lambda result: seen.append(result.record_id)
    )
    return results, taken, seen


def test_results_come_in_the_order_of_the_paths(tmp_path: Path) -> None:
    paths = persons(tmp_path / "in", 4)[::-1]
    results, taken, seen = processed(paths, job_for(tmp_path / "out"))
    assert [result.record_id for result in results] == ["p3", "p2", "p1", "p0"]
    assert (taken, sorted(seen)) == (0, ["p0", "p1", "p2", "p3"])
    again, taken, seen = processed(paths, job_for(tmp_path / "out"))
    assert again == results
    assert (taken, sorted(seen)) == (4, ["p0", "p1", "p2", "p3"])


def test_two_shards_over_two_processes_are_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort, "SHARD", 2)
    paths = persons(tmp_path / "in", 5)
    many, _, seen = processed(paths, job_for(tmp_path / "two"), jobs=2)
    one, _, _ = processed(paths, job_for(tmp_path / "one"))
    assert many == one
    assert sorted(seen) == [result.record_id for result in one]
    for name in ("06-6-KND.docx", "../report.json", "../report.html"):
        for result in one:
            two, single = (tmp_path / out / result.record_id / "forms" / name for out in ("two", "one"))
            assert two.read_bytes() == single.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 11, 23)}, {"stage": "submission"}, {"numbers": ("9-KND",)}, {"lang": "en"},
        {"office": Office({"overlays": ["don-vi-12-thang"]}, None, "0" * 64)},
    ],
)  # fmt: skip
def test_everything_a_result_depends_on_is_in_its_key(tmp_path: Path, change: dict[str, object]) -> None:
    paths = persons(tmp_path / "in", 1)
    processed(paths, job_for(tmp_path / "out"))
    assert processed(paths, job_for(tmp_path / "out"))[1] == 1
    assert processed(paths, job_for(tmp_path / "out", **change))[1] == 0


def test_new_scan_is_noticed(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "in" / "a", put={"papers[form=1-KNĐ]/files": ["papers/x.pdf"]})
    job = job_for(tmp_path / "out")
    processed([folder], job)
    assert processed([folder], job)[1] == 1
    (folder / "papers").mkdir()
    (folder / "papers" / "x.pdf").write_bytes(b"%PDF")
    assert processed([folder], job)[1] == 0


def test_line_of_another_version_is_no_result(tmp_path: Path) -> None:
    paths = persons(tmp_path / "in", 1)
    job = job_for(tmp_path / "out")
    (result,), _, _ = processed(paths, job)
    line = result.line()
    assert Result.of(line) == result
    assert Result.of(None) is None
    assert Result.of({**line, "new_key": 1}) is None
    assert Result.of({key: line[key] for key in list(line)[:3]}) is None
    folder = OutputFolder.open(job.out)
    folder.note([{**line, "new_key": 1}])
    folder.close()
    assert processed(paths, job)[1] == 0


def test_two_with_one_identity_number_are_told_of_each_other(tmp_path: Path) -> None:
    paths = persons(tmp_path / "in", 2)
    results, _, _ = processed(paths, job_for(tmp_path / "out"))
    assert all(result.errors and not result.ready for result in results)
    (alone,), _, _ = processed(paths[:1], job_for(tmp_path / "alone"))
    assert alone.ready


def test_processes_are_started_only_where_they_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert processes(None, WORTH_PROCESSES - 1) == 1
    assert processes(None, SHARD * 10) == 4
    assert processes(None, WORTH_PROCESSES) == 2
    assert processes(3, 1) == 3
    assert processes(0, 1) == 1
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert processes(None, 1000) == 1


def test_unwritable_folder_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise InputError("manifest.jsonl", "full")

    monkeypatch.setattr(OutputFolder, "note", refuse)
    with pytest.raises(InputError):
        processed(persons(tmp_path / "in", 1), job_for(tmp_path / "out"))


def test_job_and_results_travel_to_processes(tmp_path: Path) -> None:
    job = job_for(tmp_path / "out")
    assert pickle.loads(pickle.dumps(job)) == job
    item = cohort.Item(str(persons(tmp_path / "in", 1)[0]), "p0", "x")
    ((result, lines),) = process_shard(pickle.loads(pickle.dumps(job)), [item], {})
    assert pickle.loads(pickle.dumps((result, lines))) == (result, lines)
    assert result.problem is None


def test_record_that_kills_its_process_is_listed_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "process_shard", dies_at_the_second)
    items = [Item(f"p{number}", f"p{number}", "x") for number in range(4)]
    found = [result for result, _ in cohort._one_by_one(items, job_for(tmp_path), OutputFolder.open(tmp_path))]
    assert [result.problem is not None for result in found] == [False, True, False, False]


def dies_at_the_second(job: Job, shard: Sequence[Item], known: object) -> list[tuple[Result, list[object]]]:
    if shard[0].path == "p1":
        os._exit(1)
    return [(Result(item.path, item.path, ""), []) for item in shard]
