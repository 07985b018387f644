"""The folder of wheels as an office gets it: installed without a network, started, and refused when it is not whole."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dossier.messages import text
from tests.portable.places import ROOT, account, copied, run_bare, without_network

pytestmark = pytest.mark.portable
BUILT = ROOT / "dist" / "offline-here"
# the Python that the wheels were collected for may stand in no folder of the path
PATH = os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]])
SHELL = Path(shutil.which("sh") or "/bin/sh")
START = "Ho so ket nap"


@pytest.fixture
def bundle() -> Iterator[Path]:
    with copied(BUILT) as copy:
        yield copy


@pytest.fixture
def home() -> Iterator[Path]:
    with account() as path:
        yield path


def test_it_installs_and_starts_without_a_network(bundle: Path, home: Path) -> None:
    script = bundle / "install-offline.sh"
    # a setting of pip that would lead elsewhere must not matter
    more = {"PIP_INDEX_URL": "https://127.0.0.1:9/simple", "PIP_REQUIRE_VIRTUALENV": "1"}
    ran = run_bare(SHELL, script, home=home, before=without_network(), path=PATH, more=more, cwd=Path("/"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    steps = [line for line in ran.stdout.splitlines() if line.startswith("[")]
    assert [line.partition("]")[0] for line in steps] == [f"[{step}/{len(steps)}" for step in range(1, len(steps) + 1)]
    assert len(steps) == 6
    start = bundle / START
    menu = run_bare(start, home=home, before=without_network(), typed="0\n")
    assert menu.returncode == 0, menu.stderr
    assert text("menu.choose", "vi") in menu.stdout
    source = home / "danh sách.xlsx"
    shutil.copy(ROOT / "samples" / "lists" / "01-tieu-de-gop.xlsx", source)
    dropped = run_bare(start, source, home=home, before=without_network())
    assert dropped.returncode == 0, dropped.stderr
    assert (home / "danh sách - hồ sơ" / "summary.html").is_file()


def test_it_installs_where_it_is_told_and_again_over_itself(bundle: Path, home: Path) -> None:
    target = home / "chương trình"
    former = target / ".venv" / "lib" / "bản cũ"
    former.mkdir(parents=True)
    ran = run_bare(SHELL, bundle / "install-offline.sh", "--to", target, home=home, path=PATH)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert not former.exists()
    assert {path.name for path in target.iterdir()} == {".venv", START}
    assert run_bare(target / START, "doctor", home=home).returncode == 0
    assert not (bundle / ".venv").exists()


def test_damaged_wheel_is_told_before_anything_is_installed(bundle: Path, home: Path) -> None:
    (wheel,) = bundle.glob("wheels/docxtpl-*.whl")
    wheel.write_bytes(wheel.read_bytes()[:-100])
    ran = run_bare(SHELL, bundle / "install-offline.sh", home=home, path=PATH)
    assert ran.returncode == 1
    assert wheel.name in ran.stderr
    assert not (bundle / ".venv").exists()


def test_wheels_for_another_machine_are_refused(bundle: Path, home: Path) -> None:
    (wheel,) = bundle.glob("wheels/lxml-*.whl")
    name, version, *_ = wheel.name.split("-")
    wheel.rename(wheel.with_name(f"{name}-{version}-cp311-cp311-win_amd64.whl"))
    ran = run_bare(SHELL, bundle / "install-offline.sh", home=home, path=PATH)
    assert ran.returncode == 1
    assert "Python" in ran.stdout
    assert "@" not in ran.stdout
    assert not (bundle / ".venv").exists()


def test_machine_without_python_is_told_what_to_install(bundle: Path, home: Path) -> None:
    tools = home / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        found = shutil.which(tool)
        assert found is not None
        (tools / tool).symlink_to(found)
    ran = run_bare(SHELL, bundle / "install-offline.sh", home=home, path=str(tools))
    assert ran.returncode == 1
    assert "Cài Python" in ran.stdout


def test_folder_that_may_not_be_written_is_told(bundle: Path, home: Path) -> None:
    (home / "tệp").touch()
    ran = run_bare(SHELL, bundle / "install-offline.sh", "--to", home / "tệp", home=home, path=PATH)
    assert ran.returncode == 1
    assert "không ghi được" in ran.stderr
    assert "Traceback" not in ran.stderr
