"""Nothing leaves the machine, and nothing is used that only one kind of machine has."""

from __future__ import annotations

import ast
import json
import os
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.cli.running import AS_OF, dossier_folder, run, start

SOURCE = Path(__file__).resolve().parents[1] / "dossier"


def imports(node: ast.AST, *, guarded: bool = False) -> Iterator[tuple[str, int, bool]]:
    """Every import below *node*: name, line, and whether the kind of machine was asked for first."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, child.lineno, guarded) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
            yield child.module, child.lineno, guarded
        asked = isinstance(child, ast.If) and ast.unparse(child.test) in ("sys.platform == 'win32'", "os.name == 'nt'")
        yield from imports(child, guarded=guarded or asked)


@cache
def imports_of(path: Path) -> list[tuple[str, int, bool]]:
    return list(imports(ast.parse(path.read_text(encoding="utf-8"))))


def users_of(names: set[str], *, unguarded: bool = False) -> list[str]:
    """Who imports one of *names*, a module or one below it; the server's room is left out."""
    return [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] != "http"
        for name, line, guarded in imports_of(path)
        if any(f"{name}.".startswith(f"{wanted}.") for wanted in names) and not (unguarded and guarded)
    ]


def test_nothing_that_only_unix_has_is_imported_unasked() -> None:
    unix = {"fcntl", "signal", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog", "crypt"}
    assert users_of(unix, unguarded=True) == []


def test_nothing_that_speaks_to_a_network_is_imported() -> None:
    talkers = {
        "socket", "ssl", "urllib.request", "http.client", "ftplib", "smtplib", "xmlrpc", "socketserver", "asyncio",
        "requests", "httpx", "aiohttp", "urllib3",
    }  # fmt: skip
    assert users_of(talkers) == []


def test_scan_of_imports_finds_them() -> None:
    assert users_of({"json"})
    code = "import a.b\nif sys.platform == 'win32':\n  import c\nelse:\n  import d\nfrom e import f\n"
    assert list(imports(ast.parse(code))) == [("a.b", 1, False), ("c", 3, True), ("d", 5, True), ("e", 6, False)]


def test_layers_point_one_way() -> None:
    """The core imports no adapter, no command line and no cohort."""
    outer = ("dossier.adapters", "dossier.cli", "dossier.cohort", "dossier.http")
    wrong = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] in ("record", "rules", "forms", "reports", "pipeline.py", "findings.py")
        for name, line, _ in imports_of(path)
        if name.startswith(outer) and path.relative_to(SOURCE).parts[:2] != ("forms", "builders")
    ]
    assert wrong == []


class NoSocket(socket.socket):
    """A socket that nobody may open."""

    def __new__(cls, *_: object, **__: object) -> NoSocket:
        raise AssertionError("a connection was opened")


def test_no_command_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", NoSocket)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    with pytest.raises(AssertionError):
        socket.socket()
    folder = dossier_folder(tmp_path / "in" / "mau-001", papers=True)
    out = tmp_path / "out"
    for words in (
        ("check", folder, *AS_OF),
        ("check", folder, *AS_OF, "--format", "html", "--out", tmp_path / "report.html"),
        ("check", folder, *AS_OF, "--format", "xlsx", "--out", tmp_path / "report.xlsx"),
        ("check", folder, *AS_OF, "--format", "docx", "--out", tmp_path / "report.docx"),
        ("validate", folder),
        ("fill", folder, "--out", out),
        ("batch", folder.parent, "--out", tmp_path / "batch", *AS_OF, "--jobs", "1"),
        ("explain", "C09"),
        ("rules", "--on", "2026-07-26"),
        ("templates", "list"),
    ):
        ran = run(*words)
        assert ran.code == 0, (words[0], ran.told)


def test_pages_for_people_fetch_nothing(tmp_path: Path) -> None:
    import re

    folder = dossier_folder(tmp_path / "in" / "mau-001")
    assert run("batch", folder.parent, "--out", tmp_path / "out", *AS_OF).code == 0
    for page in (tmp_path / "out").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        fetched = re.findall(r"""(?:src|href|action)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", text)
        assert fetched == [], page.name
        assert "default-src 'none'" in text


@pytest.mark.slow
@pytest.mark.parametrize(("encoding", "lang"), [("cp1252", "vi"), ("cp1258", "en"), ("cp1258", "vi")])
def test_output_is_utf_8_on_any_console(tmp_path: Path, encoding: str, lang: str) -> None:
    folder = dossier_folder(tmp_path / "a", remove=["papers[form=2-KNĐ]/cross_page_stamp"])
    env = {"PYTHONIOENCODING": encoding, "DOSSIER_LANG": lang, "PYTHONUTF8": "0"}
    done = start("check", folder, *AS_OF, "--stage", "verification", env=env)
    assert done.returncode == 1, done.stderr
    told = done.stdout.decode("utf-8")
    assert "C09" in told
    assert ("giáp lai" in told.casefold()) is (lang == "vi") or "2-KNĐ" in told
    assert ("CHƯA SẴN SÀNG" if lang == "vi" else "NOT READY") in told
    failed = start("check", tmp_path / "Thư mục không có", env=env)
    assert failed.returncode == 3
    assert "Thư mục không có" in failed.stderr.decode("utf-8")


def test_pipe_that_is_closed_early_is_no_fault(tmp_path: Path) -> None:
    import subprocess
    import sys

    folder = dossier_folder(tmp_path / "a")
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from dossier.cli import main; main()",
            "check",
            str(folder),
            *AS_OF,
            "--format",
            "json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "XDG_CONFIG_HOME": os.devnull},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read().decode()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in told


def test_report_of_a_path_with_marks_and_spaces(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "Hồ sơ số 1 & 2" / "Nguyễn – A")
    done = start("check", folder, *AS_OF, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["record_id"] == "mau-001"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.invalid", 443), ("2001:db8::1", 80)])
def test_the_suite_itself_opens_no_outside_connection(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(AssertionError):
        outside.connect(address)
