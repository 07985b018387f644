"""The portable folder as an office gets it: on somebody's stick, for an account without rights, network or Python."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from dossier.adapters.edition import edition
from dossier.cli import COMMANDS, group
from dossier.messages import text
from dossier.resources import data_folder
from tests.cli.running import AS_OF, start
from tests.portable.places import ROOT, account, as_nobody, copied, give, run_bare, without_network

pytestmark = pytest.mark.portable
BUILT = ROOT / "dist" / "dossier"
SECONDS_TO_START = 3
SUFFIX = ".exe" if os.name == "nt" else ""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with copied(BUILT) as copy:
        yield copy


@pytest.fixture(scope="module")
def program(folder: Path) -> Path:
    return folder / f"dossier{SUFFIX}"


@pytest.fixture
def home() -> Iterator[Path]:
    with account() as path:
        yield path


def forms(out: Path) -> dict[str, str]:
    """Every file that the manifest of *out* knows -> its hash."""
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    return {line["path"]: line["sha256"] for line in lines if "path" in line}


# --- what is in it -----------------------------------------------------------------------------------------


def test_every_table_form_and_sample_is_in_it(folder: Path) -> None:
    inside = folder / "_internal" / "dossier"
    outer = {name: inside / "_data" / name for name in ("templates", "schemas", "samples")}
    lacking = []
    for source, target in ((ROOT / "dossier", inside), *((data_folder(name), path) for name, path in outer.items())):
        for path in source.rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                there = target / path.relative_to(source)
                if not there.is_file() or there.read_bytes() != path.read_bytes():
                    lacking.append(str(path.relative_to(ROOT)))
    assert lacking == []


def test_every_module_is_in_it(folder: Path) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "PyInstaller.utils.cliutils.archive_viewer", "-r", "-b", str(folder / "dossier")],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    packed = set(re.findall(r"dossier(?:\.\w+)*", listed))
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "dossier").rglob("*.py")
        # the only tool among the tables: it makes one, and needs packages that the program does not
        if path.name != "make_places.py"
    }
    assert modules - packed == set()


def test_licences_of_libraries_ride_along(folder: Path) -> None:
    assert (folder / "LICENSE.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()
    told = {path.name.partition("-")[0].lower() for path in (folder / "_internal").glob("*.dist-info")}
    assert told >= {"dossier", "docxtpl", "python_docx", "lxml", "jsonschema", "openpyxl", "holidays"}


def test_note_for_readers_opens_in_any_editor(folder: Path) -> None:
    content = (folder / "DOC-TRUOC.txt").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")


# --- how it runs -------------------------------------------------------------------------------------------


def test_it_starts_within_three_seconds(program: Path, home: Path) -> None:
    # the processor's seconds: those on the wall are other people's too
    for words in (("--help",), ()):
        seconds = []
        for _ in range(3):
            before = os.times()
            assert run_bare(program, *words, home=home, before=as_nobody()).returncode == 0
            after = os.times()
            spent = after.children_user + after.children_system - before.children_user - before.children_system
            seconds.append(spent)
        assert 0 < min(seconds) < SECONDS_TO_START, (words, seconds)


def test_demo_gives_what_an_installed_program_gives(program: Path, home: Path, tmp_path: Path) -> None:
    ran = run_bare(program, "demo", "--out", "kết quả", home=home, before=as_nobody())
    assert ran.returncode == 0, ran.stderr
    done = start("demo", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert forms(home / "kết quả") == forms(tmp_path / "out")
    assert len(forms(home / "kết quả")) > 100
    for report in (tmp_path / "out").glob("*/report.json"):
        mine = json.loads((home / "kết quả" / report.relative_to(tmp_path / "out")).read_bytes())
        assert mine["findings"] == json.loads(report.read_bytes())["findings"]


def test_program_is_started_by_the_account_that_has_nothing(home: Path) -> None:
    # the proof that the other tests prove something
    words = "import os, socket, sys; print(os.geteuid()); socket.create_connection(('127.0.0.1', 9), timeout=1)"
    ran = run_bare(Path(sys.executable), "-I", "-c", words, home=home, before=without_network())
    assert ran.returncode == 1
    assert "unreachable" in ran.stderr
    shell = shutil.which("sh")
    assert shell is not None
    ran = run_bare(Path(shell), "-c", "command -v python3 || echo none; : > /etc/x", home=home, before=as_nobody())
    assert ran.stdout.strip() == "none"
    assert ran.returncode != 0


def test_workbook_dropped_on_it_is_done(program: Path, home: Path) -> None:
    desk = home / "Màn hình nền"
    desk.mkdir()
    give(desk)
    source = desk / "Đợt 3 & 4.xlsx"
    shutil.copy(ROOT / "samples" / "cohort.xlsx", source)
    ran = run_bare(program, source, home=home, before=as_nobody(), cwd=Path("/"))
    assert ran.returncode == 0, ran.stderr
    out = desk / "Đợt 3 & 4 - hồ sơ"
    assert (out / "summary.html").is_file()
    assert len(list(out.glob("*/report.html"))) == 12
    assert str(out / "summary.html") in ran.stdout


def test_workbook_on_a_write_protected_disk_is_done_in_the_documents(program: Path, home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that another account may not write into")
    disk = home / "CD"
    disk.mkdir()
    shutil.copy(ROOT / "samples" / "lists" / "01-tieu-de-gop.xlsx", disk)
    disk.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
    ran = run_bare(program, disk / "01-tieu-de-gop.xlsx", home=home, before=as_nobody())
    assert ran.returncode == 0, ran.stderr
    assert (home / "Documents" / "01-tieu-de-gop - hồ sơ" / "summary.html").is_file()
    assert len(list(disk.iterdir())) == 1


def test_menu_is_shown_and_answers(program: Path, home: Path) -> None:
    ran = run_bare(program, home=home, before=as_nobody(), typed="1\n\n0\n")
    assert ran.returncode == 0, ran.stderr
    assert text("menu.choose", "vi") in ran.stdout
    assert (home / "Documents" / "dossier - chạy thử" / "summary.html").is_file()


def test_several_processes_work(program: Path, home: Path) -> None:
    run_bare(program, "import", ROOT / "samples" / "cohort.xlsx", "--out", "in", "--yes", home=home)
    ran = run_bare(program, "batch", "in", "--out", "out", "--jobs", "2", *AS_OF, home=home, before=without_network())
    assert ran.returncode == 0, ran.stderr
    alone = run_bare(program, "batch", "in", "--out", "alone", "--jobs", "1", *AS_OF, home=home)
    assert alone.returncode == 0
    assert forms(home / "out") == forms(home / "alone")


def test_pdf_is_made_by_the_machines_own_program(program: Path, home: Path) -> None:
    complete = ROOT / "samples" / "dossiers" / "complete"
    path = os.environ["PATH"]
    ran = run_bare(program, "fill", complete, "--out", "out", "--form", "6-KND", "--pdf", home=home, path=path)
    assert ran.returncode == 0, ran.stderr
    assert "libreoffice" in ran.stdout
    assert (home / "out" / "mau-001" / "forms" / "06-6-KND.pdf").read_bytes().startswith(b"%PDF")


def test_every_command_helps_as_the_installed_one_does(program: Path, home: Path) -> None:
    for words in (*((command,) for command in COMMANDS), ("--lang", "en")):
        ran = run_bare(program, *words, "--help", home=home)
        # where lines end depends on the window
        assert ran.stdout.split() == installed(*words, "--help").split(), words
        assert ran.returncode == 0


def test_commands_of_the_readme_say_what_the_installed_ones_say(
    program: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ dossier (.+)$", readme, re.MULTILINE)
    assert len(commands) >= 20
    for folder in (home, tmp_path):
        (folder / "out").mkdir()
        (folder / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for line in commands:
        words = shlex.split(line)
        ran = run_bare(program, *words, home=home, path=os.environ["PATH"])
        assert ran.returncode == 0, (line, ran.stderr)
        if words[0] != "doctor":  # which says what it is
            assert ran.stdout == installed(*words).replace(str(tmp_path), str(home)), line


def installed(*words: str) -> str:
    """What the program of this environment prints."""
    return CliRunner().invoke(group, words, standalone_mode=False, prog_name="dossier").stdout


# --- whether it is whole -----------------------------------------------------------------------------------


def test_it_writes_nothing_into_its_own_folder(program: Path, home: Path) -> None:
    # other tests ran it before; this one lets the account that owns it run it too
    before = sorted(path for path in program.parent.rglob("*"))
    assert run_bare(program, "demo", "--out", home / "out", home=home).returncode == 0
    assert sorted(path for path in program.parent.rglob("*")) == before
    assert edition(program.parent).damaged == ()


def test_doctor_tells_the_edition_and_that_it_is_whole(program: Path, home: Path) -> None:
    ran = run_bare(program, "doctor", home=home, before=as_nobody())
    assert ran.returncode == 0, ran.stdout
    mine = edition(program.parent)
    whole = text("cmd.doctor.whole", "vi", count=mine.files, sha256=mine.sha256[:16], folder=mine.folder)
    assert whole in ran.stdout
    assert mine.files > 300


def test_copy_that_is_not_whole_is_told(folder: Path, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "bản hỏng"
    shutil.copytree(folder, copy, symlinks=True)
    victim = copy / "_internal" / "dossier" / "_data" / "templates" / "hd38-2025" / "9-KND.docx"
    victim.write_bytes(victim.read_bytes()[:-1])
    ran = run_bare(copy / f"dossier{SUFFIX}", "doctor", home=home)
    assert ran.returncode == 4
    assert "hd38-2025/9-KND.docx" in ran.stdout
