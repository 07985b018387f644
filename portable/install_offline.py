"""Installs the program from the wheels beside this file, without a network. Run by install-offline.bat or .sh.

python install_offline.py --fits            exit code 0 when the wheels are for this Python
python install_offline.py [--to FOLDER]     an environment FOLDER/.venv, and a file to start the program by

Only what comes with Python is used; pip runs from its own wheel, which Debian's Python lacks.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = HERE / "wheels"
START = "Ho so ket nap"
# pip must not look at anything but the wheels
ENVIRONMENT = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}

STEPS = (
    "Kiểm tra Python",
    "Kiểm tra các tệp đã chép đủ chưa",
    "Tạo môi trường riêng cho chương trình",
    "Cài thư viện từ thư mục wheels, không dùng mạng",
    "Tạo tệp khởi động",
    "Chạy thử",
)


class RefusedError(Exception):
    """What stops the installation: one sentence with the mend."""


def main() -> None:
    """Entry point."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fits", action="store_true")
    parser.add_argument("--to", type=Path, default=HERE)
    asked = parser.parse_args()
    if asked.fits:
        sys.exit(bool(missing()))
    try:
        install(asked.to.resolve())
    except RefusedError as refused:
        sys.exit(f"\nCHƯA CÀI ĐƯỢC: {refused}")
    except (OSError, subprocess.SubprocessError) as error:
        reason = "đóng chương trình nếu đang mở, xem đĩa còn chỗ không, rồi chạy lại."
        sys.exit(f"\nCHƯA CÀI ĐƯỢC ({type(error).__name__}): {reason}")


def install(target: Path) -> None:
    """Every step, each said before it is taken.

    Raises:
        RefusedError: a step cannot be taken.
    """
    tell(1)
    lacking = missing()
    if lacking:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise RefusedError(
            f"gói này không có thư viện cho Python {version} của máy ({', '.join(lacking)}). Dùng bản chạy ngay."
        )
    tell(2)
    damaged = damaged_files()
    if damaged:
        raise RefusedError(f"{len(damaged)} tệp thiếu hoặc hỏng ({', '.join(damaged[:3])}). Chép lại cả thư mục này.")
    tell(3)
    environment = target / ".venv"
    try:
        target.mkdir(parents=True, exist_ok=True)
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(environment))
    except (OSError, subprocess.SubprocessError) as error:
        raise RefusedError(f"không ghi được vào {target}. Chép thư mục này vào ổ đĩa của máy rồi chạy lại.") from error
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    suffix = ".exe" if os.name == "nt" else ""
    python = str(programs / f"python{suffix}")
    tell(4)
    quiet = ["--isolated", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    run(python, str(one_wheel("pip") / "pip"), "install", *quiet, "--no-index", "--find-links", str(WHEELS), "dossier")
    tell(5)
    start = target / f"{START}{suffix}"
    # the program that pip made names its Python by the whole path, so a copy of it starts from anywhere
    shutil.copy(programs / f"dossier-start{suffix}", start)
    tell(6)
    run(python, "-m", "dossier", "doctor")
    print(f"\nXONG. Bấm đúp “{start.name}” trong {target} để mở bảng chọn,\nhoặc kéo tệp Excel thả vào nó.")


def tell(step: int) -> None:
    """Say which step comes."""
    print(f"[{step}/{len(STEPS)}] {STEPS[step - 1]} …", flush=True)


def run(*command: str) -> None:
    """Run a program; what it says is shown."""
    subprocess.run(command, check=True, env=ENVIRONMENT)


def missing() -> list[str]:
    """Packages of which no wheel is for this Python and this machine."""
    sys.path.insert(0, str(one_wheel("pip")))
    from pip._vendor.packaging.tags import sys_tags
    from pip._vendor.packaging.utils import parse_wheel_filename

    here = frozenset(sys_tags())
    wheels = sorted((name, tags) for name, _, _, tags in (parse_wheel_filename(path.name) for path in wheel_files()))
    return [
        name for name, same in groupby(wheels, lambda one: one[0]) if all(here.isdisjoint(tags) for _, tags in same)
    ]


def damaged_files() -> list[str]:
    """What was not copied whole."""
    sys.path.insert(0, str(one_wheel("dossier")))
    from dossier.adapters.edition import edition

    return list(edition(HERE).damaged)


def one_wheel(name: str) -> Path:
    """The wheel of a package of which there is one for all machines."""
    found = [path for path in wheel_files() if path.name.startswith(f"{name}-")]
    if len(found) != 1:
        raise RefusedError(f"thư mục wheels thiếu gói {name}. Chép lại cả thư mục này.")
    return found[0]


def wheel_files() -> list[Path]:
    """Every wheel of this folder."""
    return sorted(WHEELS.glob("*.whl"))


if __name__ == "__main__":
    main()
