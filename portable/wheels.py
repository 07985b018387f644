"""Collects everything an office needs to install the program without a network, in one folder to be copied.

python portable/wheels.py                  for Windows, 64 bit, and the Pythons named below
python portable/wheels.py --python 3.12    for Windows, 64 bit, and one Python
python portable/wheels.py --here           for this machine and this Python

A package that has no wheel for the machine asked for ends it: an office cannot compile. `pip download` answers
conditions such as `sys_platform == "win32"` for the machine it runs on, so what the wheels need elsewhere is added.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dossier.adapters.edition import SUMS_NAME, list_files

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHONS = ("3.11", "3.12", "3.13")
SCRIPTS = ("install-offline.bat", "install-offline.sh")
VERSIONS = "@PYTHON@"  # in the scripts: for which Python the folder was made
# what a Windows of 64 bit says of itself, as conditions of packages ask for it
WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}


@dataclass(frozen=True)
class Machine:
    """A kind of machine that wheels are collected for: options of `pip download`, and answers to conditions."""

    options: Sequence[str]
    answers: Mapping[str, str]

    @classmethod
    def windows(cls, version: str) -> Machine:
        """Windows, 64 bit, with Python *version*."""
        options = ("--platform", "win_amd64", "--python-version", version)
        return cls(options, {**WINDOWS, "python_version": version, "python_full_version": f"{version}.0"})


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "offline")
    parser.add_argument("--python", nargs="+", default=PYTHONS)
    parser.add_argument("--here", action="store_true")
    asked = parser.parse_args()
    machines = {version: Machine.windows(version) for version in asked.python}
    if asked.here:
        machines = {f"{sys.version_info.major}.{sys.version_info.minor}": Machine((), {})}
    collect(asked.out.resolve(), machines)
    count = len(list(asked.out.glob("wheels/*.whl")))
    print(f"{asked.out}: {count} wheels, Python {', '.join(machines)}")


def collect(out: Path, machines: Mapping[str, Machine]) -> None:
    """Write the folder *out* anew, for *machines*: the version of Python as people call it -> the machine."""
    with tempfile.TemporaryDirectory() as spare:
        wheels = Path(spare) / "wheels"
        pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
        pip("download", "--no-deps", "--only-binary", ":all:", "--dest", str(wheels), "pip")
        (ours,) = wheels.glob("dossier-*.whl")
        for machine in machines.values():
            wanted = [str(ours)]
            while wanted:
                pip("download", "--only-binary", ":all:", "--dest", str(wheels), *machine.options, *wanted)
                wanted = lacking(wheels, machine.answers)
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(wheels, out / "wheels")
    shutil.copy(HERE / "install_offline.py", out)
    for name in SCRIPTS:
        script = (HERE / name).read_bytes().replace(VERSIONS.encode(), ", ".join(machines).encode())
        (out / name).write_bytes(script)
        (out / name).chmod(0o755)
    (out / SUMS_NAME).write_bytes(list_files(out))


def lacking(wheels: Path, answers: Mapping[str, str]) -> list[str]:
    """What the wheels in a folder need on a machine and no wheel there is: requirements as `pip` takes them."""
    there = {canonicalize_name(path.name.partition("-")[0]) for path in wheels.glob("*.whl")}
    wanted = {}
    for path in sorted(wheels.glob("*.whl")):
        for text in requirements(path):
            need = Requirement(text)
            applies = need.marker is None or need.marker.evaluate({"extra": "", **answers})
            if applies and canonicalize_name(need.name) not in there:
                wanted[canonicalize_name(need.name)] = f"{need.name}{need.specifier}"
    return list(wanted.values())


def requirements(wheel: Path) -> list[str]:
    """What the package in *wheel* says it needs."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])


def pip(*words: str) -> None:
    """Run pip of this Python."""
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words], check=True)


if __name__ == "__main__":
    main()
