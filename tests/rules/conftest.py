"""Says at the end of a run how many of the mutations were noticed."""

from __future__ import annotations

from typing import Any

MUTATION = "test_mutations.py::test_mutation_is_noticed["


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line with the kill rate, where the mutations were run."""
    counts = {
        outcome: sum(MUTATION in report.nodeid for report in terminalreporter.stats.get(outcome, ()))
        for outcome in ("passed", "failed")
    }
    run = sum(counts.values())
    if run:
        share = 100 * counts["passed"] / run
        terminalreporter.write_line(f"mutations noticed: {counts['passed']} of {run} ({share:.4g} %)")
