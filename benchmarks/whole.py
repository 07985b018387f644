"""Whole jobs, CPU time with children: a dossier from record to files, a check, a validation, a cohort.

    python benchmarks/whole.py [--cohort 200] [--checks 10000]

Medians of seven rounds; every output is counted and its size stated. Memory is the peak of the process, first after
a tenth of the checks, then after all of them.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dossier import check, load_dossier, load_forms, load_office, load_rulebook, run
from dossier.adapters.files import record_json
from dossier.adapters.output import write_forms
from dossier.findings import Report
from dossier.record.dossier import Dossier
from dossier.record.schema import is_valid
from dossier.record.stages import Stage
from dossier.resources import data_folder

AS_OF = date(2026, 11, 22)
ROUNDS = 7


def cpu() -> float:
    """CPU seconds of this process and its finished children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def median_ms(work: Callable[[], object], repeat: int) -> float:
    """Median CPU milliseconds of one call, over rounds of *repeat* calls."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(repeat):
            work()
        rounds.append((time.process_time() - start) / repeat * 1000)
    return statistics.median(rounds)


def main() -> None:
    """Print each figure beside its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohort", type=int, default=200)
    parser.add_argument("--checks", type=int, default=10_000)
    wanted = parser.parse_args()
    data = json.loads((data_folder("samples") / "dossiers" / "complete" / "record.json").read_text(encoding="utf-8"))
    office = load_office()
    rulebook, forms = load_rulebook(office), load_forms()
    forms.compile_all()
    fifteen = forms.only([form.number for form in forms.forms if form.number not in ("20-KNĐ",)])

    def whole() -> int:
        with tempfile.TemporaryDirectory() as out:
            outcome = run(Dossier(data), stage=None, office=office, rulebook=rulebook, forms=fifteen, as_of=AS_OF)
            write_forms(Path(out), "x", outcome.forms, {})
            return len(outcome.forms)

    def checked(dossier: Dossier) -> Report:
        return check(dossier, stage=Stage.RECOGNITION_SUBMISSION, office=office, rulebook=rulebook, as_of=AS_OF)

    loaded = load_dossier(data_folder("samples") / "dossiers" / "complete")
    print(f"check of the loaded sample, {len(checked(loaded).rules)} rules", end=": ")
    print(f"{one_by_one(lambda: loaded, checked)} (aim 2)")
    print(f"    the first check of a record just validated: {one_by_one(lambda: validated(data), checked)}")
    memory(data, wanted.checks, checked)
    valid = median_ms(lambda: is_valid(data), 200)
    print(f"validation of a valid record, {len(json.dumps(data))} characters: {valid:.3f} ms (aim 0.05)")
    print(f"a dossier from record to {whole()} files on disk: {median_ms(whole, 5):.1f} ms (aim 25)")
    cohort(data, wanted.cohort)


def one_by_one(given: Callable[[], Dossier], asked: Callable[[Dossier], object]) -> str:
    """CPU milliseconds of single checks, in words: the best is what the program takes, more is the machine's."""
    times = []
    for _ in range(ROUNDS * 40):
        dossier = given()
        start = time.process_time()
        asked(dossier)
        times.append((time.process_time() - start) * 1000)
    return f"median {statistics.median(times):.2f} ms, best {min(times):.2f} ms"


def validated(data: dict[str, object]) -> Dossier:
    """A record of which nothing has been looked up yet, except that it fits the schema."""
    dossier = Dossier(data)
    if dossier.problems:
        raise ValueError("the complete sample does not fit the schema")
    return dossier


def memory(data: dict[str, object], checks: int, asked: Callable[[Dossier], object]) -> None:
    """Peak memory over many checks of records that each lack another part."""
    parts = list(data)
    early = 0
    for number in range(checks):
        lacking = {part: value for part, value in data.items() if part != parts[number % len(parts)]}
        asked(Dossier({**lacking, "record_id": f"nguoi-{number:05d}"}))
        if number == checks // 10:
            early = peak_kib()
    print(f"memory, {checks // 10:,} and {checks:,} checks of {len(parts)} kinds: {early:,}, {peak_kib():,} KiB")


def peak_kib() -> int:
    """The most memory that this process has held so far, in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def cohort(data: dict[str, object], persons: int) -> None:
    """The command line on a folder of *persons* records, two processes."""
    from subprocess import run as call

    folder = Path(tempfile.mkdtemp())
    try:
        for number in range(persons):
            record = copy.deepcopy(data)
            record["record_id"] = f"nguoi-{number:05d}"
            path = folder / "in" / f"nguoi-{number:05d}" / "record.json"
            path.parent.mkdir(parents=True)
            path.write_bytes(record_json(record))
        command = [sys.executable, "-c", "from dossier.cli import main; main()", "batch", str(folder / "in")]
        start, wall = cpu(), time.perf_counter()
        call([*command, "--out", str(folder / "out"), "--as-of", AS_OF.isoformat()], check=True, capture_output=True)
        seconds, elapsed = cpu() - start, time.perf_counter() - wall
        files = list((folder / "out").glob("*/forms/*.docx"))
        size = sum(path.stat().st_size for path in files) // 1024
        each = len(files) // persons
        print(f"cohort of {persons} × {each} forms with checks and reports: {elapsed:.1f} s (aim 15 for 200),")
        print(f"    {seconds:.1f} s CPU, {len(files)} files, {size} KiB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
