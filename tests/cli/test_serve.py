"""`dossier serve`: on this machine only, at a free port, with a link that lets in once; ended by Ctrl-C quietly."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.running import dossier_folder, run
from tests.http.live import serving


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_it_never_listens_to_a_network(tmp_path: Path, host: str) -> None:
    ran = run("serve", tmp_path, "--host", host)
    assert ran.code == 2
    assert "127.0.0.1" in ran.told


def test_a_port_in_use_is_told_with_the_mend(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("serve", tmp_path, "--port", str(taken.getsockname()[1]), "--no-open")
    assert ran.code == 3
    assert "--port" in ran.told


def test_a_fault_in_the_settings_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text("spelling = 7\n", "utf-8")
    assert run("serve", tmp_path, "--no-open", "--port", "0").code == 3


def test_it_serves_an_empty_folder_and_keeps_a_key_that_only_the_user_reads(tmp_path: Path) -> None:
    root = tmp_path / "mới"
    with serving(root) as live:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(live.address)
        assert refused.value.code == 401
        refused.value.close()
        key_file = root / ".dossier" / "api-key"
        if os.name != "nt":
            assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        key = key_file.read_text("ascii").strip()
        request = urllib.request.Request(f"{live.address}/api/dossiers", headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer) == []
            assert "server" not in {name.lower() for name in answer.headers}
    with serving(root):
        assert (root / ".dossier" / "api-key").read_text("ascii").strip() == key


def test_the_command_line_and_the_page_see_one_folder(tmp_path: Path) -> None:
    root = tmp_path / "ho-so"
    dossier_folder(root / "mau-001")
    with serving(root) as live:
        key = (root / ".dossier" / "api-key").read_text("ascii").strip()
        assert run("accept", root / "mau-001", "C03", "--where", "/x", "--reason", "r", "--by", "VP").code == 3

        def asked(path: str) -> object:
            request = urllib.request.Request(live.address + path, headers={"Authorization": f"Bearer {key}"})
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)

        by_command = run("check", root / "mau-001", "--as-of", "2026-11-22", "--format", "json").out
        assert asked("/api/dossiers/mau-001/report?as_of=2026-11-22") == json.loads(by_command)
        ran = run("confirm", root / "mau-001", "C09", "--by", "Văn phòng", "--on", "2026-11-22")
        assert ran.code == 0
        lines = asked("/api/journal?record_id=mau-001")
        assert isinstance(lines, list)
        assert lines[0]["what"] == "confirm"
        assert lines[0]["by"] == "Văn phòng"
    assert run("journal", "verify", root).code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a program otherwise")
def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from dossier.cli import main; main()", "serve", str(tmp_path), "--no-open"]
    process = subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "XDG_CONFIG_HOME": os.devnull},
    )  # fmt: skip
    assert process.stdout is not None
    assert any(line.startswith("http") for line in process.stdout)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert "Traceback" not in told
