"""The README's commands run as they stand, and its Python says what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from dossier.cli import group

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    return re.findall(r"^\$ dossier (.+)$", README, re.MULTILINE)


def test_every_command_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # in one folder, in the order of the page: later ones use what earlier ones wrote
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    (tmp_path / "out").mkdir()
    assert len(commands()) >= 20
    for line in commands():
        result = CliRunner().invoke(group, shlex.split(line), standalone_mode=False)
        assert result.exception is None, (line, result.output, result.exception)
        assert (result.return_value or 0) == 0, (line, result.output)


def test_the_python_example_says_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = re.search(r"```python\n(.+?)```", README, re.DOTALL)
    assert code is not None
    space: dict[str, object] = {}
    lines = code[1].splitlines()
    exec("\n".join(line for line in lines if "     # " not in line and "    # '" not in line), space)
    for line in lines:
        if found := re.match(r"(outcome\S+)\s+# (.+)", line):
            assert eval(found[1], space) == eval(found[2])
