"""The scripts that start the installation: for both systems alike, and as each system reads them."""

from __future__ import annotations

import re
import sys
import tomllib
import unicodedata
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PORTABLE = ROOT / "portable"
BATCH = (PORTABLE / "install-offline.bat").read_bytes()
SHELL = (PORTABLE / "install-offline.sh").read_bytes()


def loaded(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of the folder `portable`, which is no package."""
    spec = spec_from_file_location(name, PORTABLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def echoes(script: str) -> list[str]:
    """What a script tells people, in its order; what only a window that closes by itself needs is left out."""
    told = re.findall(r'^ *echo "?([^"\r\n]+?)"?\r?$', script, re.MULTILINE)
    return [line for line in told if "phím" not in line]


def steps(script: str) -> list[str]:
    """What a script does: probes a Python, hands over to the installer, tells people, in the order it stands."""
    kinds = {
        r"install_offline\.py --fits": "probe",
        r"install_offline\.py (?:%\*|\"\$@\")": "install",
        r"echo Ch": "tell",
    }
    found = [
        (match.start(), kind)
        for pattern, kind in kinds.items()
        for match in re.finditer(pattern, script.replace('echo "', "echo "))
    ]
    return [kind for _, kind in sorted(found)]


def test_batch_file_is_what_windows_reads() -> None:
    assert BATCH.count(b"\n") == BATCH.count(b"\r\n")
    text = BATCH.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert unicodedata.is_normalized("NFC", text)
    first_letter = next(index for index, letter in enumerate(text) if ord(letter) > 127)
    # the letters are read as UTF-8 only after this line
    assert text.index("chcp 65001") < first_letter
    # labels are looked for by bytes, which goes wrong beside letters of several
    assert "goto" not in text.casefold()
    assert not re.search(r"^\s*:", text, re.MULTILINE)
    inside = re.search(r"else \(\r\n(.*?)\r\n\)", text, re.DOTALL)
    assert inside is not None
    # a bracket would end the block
    assert not set("()") & set(inside[1])
    assert text.splitlines()[-1] == "exit /b %CODE%"
    assert text.splitlines().index('set "CODE=%ERRORLEVEL%"') < text.splitlines().index("pause >nul")


def test_shell_script_is_what_unix_reads() -> None:
    assert SHELL.startswith(b"#!/bin/sh\n")
    assert b"\r" not in SHELL
    assert (PORTABLE / "install-offline.sh").stat().st_mode & 0o111


def test_both_do_the_same_in_the_same_order_and_say_the_same() -> None:
    batch, shell = BATCH.decode("utf-8"), SHELL.decode("utf-8")
    assert steps(batch) == steps(shell) == ["probe", "install", "tell"]
    assert echoes(batch) == echoes(shell)
    assert len(echoes(batch)) == 2
    assert "@PYTHON@" in echoes(batch)[0]


def test_both_try_the_pythons_that_wheels_are_collected_for(monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = loaded("wheels", monkeypatch)
    newest_first = sorted(wheels.PYTHONS, key=lambda version: -int(version.split(".")[1]))
    for script, called in ((BATCH, r'"py -(3\.[0-9]+)"'), (SHELL, r"python(3\.[0-9]+)")):
        assert re.findall(called, script.decode("utf-8")) == newest_first
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert f">={newest_first[-1]}" == oldest


def wheel(folder: Path, name: str, *needs: str) -> None:
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {need}" for need in needs)]
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines) + "\n")


def test_what_only_windows_needs_is_collected_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheels = loaded("wheels", monkeypatch)
    wheel(
        tmp_path, "one", "two", "Three_3>=1; sys_platform == 'win32'", "four; platform_system == 'Windows'",
        "five; os_name == 'posix'", "six; extra == 'more'", "seven; python_version < '3.12'",
    )  # fmt: skip
    wheel(tmp_path, "two")
    for version, wanted in (("3.11", {"Three_3>=1", "four", "seven"}), ("3.13", {"Three_3>=1", "four"})):
        assert set(wheels.lacking(tmp_path, wheels.Machine.windows(version).answers)) == wanted
    wheel(tmp_path, "three_3")
    wheel(tmp_path, "four")
    assert wheels.lacking(tmp_path, wheels.Machine.windows("3.13").answers) == []


def test_installer_tells_every_step_it_takes() -> None:
    source = (PORTABLE / "install_offline.py").read_text(encoding="utf-8")
    table = re.search(r"^STEPS = \((.+?)^\)", source, re.MULTILINE | re.DOTALL)
    assert table is not None
    told = [int(number) for number in re.findall(r"^    tell\((\d+)\)$", source, re.MULTILINE)]
    assert told == list(range(1, table[1].count('",') + 1))
