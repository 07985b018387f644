"""The menu, and what the portable program makes of a double-click and of files dropped on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from dossier.adapters.files import OFFICE_NAME
from dossier.adapters.workbook_read import read_workbook
from dossier.cli import COMMANDS, portable
from dossier.cli.menu import ITEMS, given_path, offered
from dossier.messages import text
from tests.cli.console import Console
from tests.cli.running import ROOT, Ran, dossier_folder, run

LIST = ROOT / "samples" / "lists" / "01-tieu-de-gop.xlsx"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account of its own with a folder of documents, without a screen."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "Documents").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def menu(*answers: str | Path, lang: str = "vi") -> Ran:
    """The menu with what somebody types, a line each."""
    return run("menu", lang=lang, answers="\n".join(map(str, answers)) + "\n")


def number(command: str) -> str:
    return str(offered().index(command) + 1)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_menu_offers_what_the_program_has(lang: str) -> None:
    ran = menu("0", lang=lang)
    assert ran.code == 0
    shown = [text(f"menu.item.{name}", lang) for name in ITEMS if name in COMMANDS]
    assert [line[5:] for line in ran.out.splitlines() if line[2:3].isdecimal() and line[2] != "0"] == shown
    assert {"demo", "take", "workbook", "check", "doctor"} <= set(offered())


def test_command_that_the_program_lacks_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(COMMANDS, "take")
    assert "take" not in offered()
    assert text("menu.item.take", "vi") not in menu("0").out


def test_end_of_input_ends_the_menu() -> None:
    assert run("menu", answers="").code == 0


@pytest.mark.parametrize("answer", ["99", "x", "-1", "²", "'", "không có tệp này.xlsx"])
def test_answer_that_is_nothing_is_told_and_asked_again(answer: str) -> None:
    ran = menu(answer, "0")
    assert ran.code == 0
    assert text("menu.unknown", "vi", most=len(offered())) in ran.out


def test_demo_goes_to_the_documents(home: Path) -> None:
    ran = menu(number("demo"), "", "0")
    assert ran.code == 0, ran.told
    assert (home / "Documents" / "dossier - chạy thử" / "summary.html").is_file()


@pytest.mark.parametrize("mark", ["", '"', "'"])
def test_list_dropped_on_the_window_is_taken(tmp_path: Path, mark: str) -> None:
    source = tmp_path / "danh sách đợt 1.xlsx"
    source.write_bytes(LIST.read_bytes())
    for answers in ((f"{mark}{source}{mark} ", "", "0"), (number("take"), f"{mark}{source}{mark}", "", "0")):
        ran = menu(*answers)
        assert ran.code == 0, ran.told
        assert str(tmp_path / "danh sách đợt 1 - hồ sơ" / "summary.html") in ran.out


def test_new_workbook_takes_no_name_that_is_taken(home: Path, tmp_path: Path) -> None:
    assert menu(number("workbook"), "", "", number("workbook"), "", "", "0").code == 0
    made = {path.name for path in (home / "Documents").iterdir()}
    assert made == {"danh-sach.xlsx", "danh-sach (2).xlsx"}
    assert menu(number("workbook"), tmp_path / "đợt 2.xlsx", "", "0").code == 0
    assert list(read_workbook(tmp_path / "đợt 2.xlsx")) == []


def test_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("của tôi", "utf-8")
    ran = menu(number("workbook"), tmp_path / "a.xlsx", "", "0")
    assert ran.code == 0
    assert "a.xlsx" in ran.err
    assert (tmp_path / "a.xlsx").read_text("utf-8") == "của tôi"


def test_check_and_doctor_say_what_the_commands_say(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a")
    assert run("doctor").out in menu(number("doctor"), "", "0").out
    assert run("check", folder).out in menu(number("check"), folder, "", "0").out


def test_settings_are_kept_where_every_folder_finds_them(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossier.cli.menu.user_folder", lambda: tmp_path / "settings")
    ran = menu(number("setup"), "Xã Mẫu", *[""] * 80, "0", "0")
    assert ran.code == 0, ran.told
    assert "Xã Mẫu" in (tmp_path / "settings" / OFFICE_NAME).read_text(encoding="utf-8")


def test_nothing_asked_for_is_nothing_done(home: Path) -> None:
    assert menu(number("take"), "", number("check"), "", "0").code == 0
    assert list((home / "Documents").iterdir()) == []


def test_what_is_made_is_opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("dossier.cli.menu.open_file", lambda path: bool(opened.append(path)) or True)
    menu(number("workbook"), "", "", "0")
    assert opened == [home / "Documents" / "danh-sach.xlsx"]
    run("menu", "--no-open", answers=f"{number('workbook')}\n\n\n0\n")
    monkeypatch.setenv("DOSSIER_NO_OPEN", "1")
    menu(number("workbook"), "", "", "0")
    assert len(opened) == 1


def test_error_of_a_command_does_not_end_the_menu(tmp_path: Path) -> None:
    ran = menu(number("check"), tmp_path / "không có", "", number("doctor"), "", "0")
    assert ran.code == 0
    assert "không có" in ran.err
    assert run("doctor").out in ran.out


@pytest.mark.parametrize(
    ("typed", "meant"), [('"a b"', "a b"), ("'a b'", "a b"), ("a'b", "a'b"), ('"', '"'), ("a", "a")]
)
def test_marks_around_a_path_are_not_part_of_it(typed: str, meant: str) -> None:
    assert given_path(typed) == Path(meant)


# --- the portable program ----------------------------------------------------------------------------------


def test_words_are_a_command_and_files_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def note(words: list[str]) -> int:
        ran.append(list(words))
        return len(ran)

    monkeypatch.setattr(portable, "run", note)
    monkeypatch.chdir(tmp_path)
    for name in ("check", "a.xlsx", "b c.docx"):
        (tmp_path / name).touch()
    portable.start([])
    assert portable.start(["a.xlsx", str(tmp_path / "b c.docx")]) == 3
    portable.start(["check", "a.xlsx"])
    portable.start(["--help"])
    portable.start(["no-such.xlsx"])
    assert ran == [
        ["menu"],
        ["take", str(tmp_path / "a.xlsx")],
        ["take", str(tmp_path / "b c.docx")],
        ["check", "a.xlsx"],
        ["--help"],
        ["no-such.xlsx"],
    ]


def test_window_stays_until_somebody_has_read_it(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "danh sách.xlsx"
    source.write_bytes(LIST.read_bytes())
    with Console(source, home=home) as console:
        console.wait_for("Ghi 4 hồ sơ vào danh sách - hồ sơ?")
        console.type("")
        console.wait_for(text("menu.close", "vi"))
        assert console.process.poll() is None
        console.type("")
        assert console.code() == 0
    assert (tmp_path / "danh sách - hồ sơ" / "summary.html").is_file()


def test_refusal_leaves_nothing_behind(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(LIST.read_bytes())
    with Console(source, home=home) as console:
        console.wait_for("Ghi 4 hồ sơ")
        console.type("n")
        console.wait_for(text("menu.close", "vi"))
        console.type("")
        assert console.code() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_answers_about_columns_are_asked_for_once(tmp_path: Path, home: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("Họ và tên;Ngày sinh;Người theo dõi\nNguyễn Thị Mẫu;05/03/1999;Bà Ví Dụ\n", "utf-8")
    for first in (True, False):
        with Console(source, home=home) as console:
            if first:
                console.wait_for("Cột C")
                console.wait_for(": ")
                console.type(text("cmd.list.skip_answer", "vi"))
            console.wait_for("Ghi 1 hồ sơ")
            console.type("")
            console.wait_for(text("menu.close", "vi"))
            console.type("")
            assert console.code() == 0
    assert '"Người theo dõi" = "skip"' in (tmp_path / "a - hồ sơ" / "a.map.toml").read_text(encoding="utf-8")


def test_double_click_shows_the_menu_and_ends_without_a_question(home: Path) -> None:
    with Console(home=home) as console:
        console.wait_for(text("menu.choose", "vi"))
        console.type("0")
        assert console.code() == 0


def test_broken_file_is_told_before_the_window_closes(tmp_path: Path, home: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    with Console(tmp_path / "a.xlsx", home=home) as console:
        console.wait_for(text("menu.close", "vi"))
        assert "a.xlsx" in console.shown
        console.type("")
        assert console.code() == 3


def test_end_of_the_window_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> str:
        raise click.Abort

    monkeypatch.setattr(click, "prompt", gone)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert portable.wait_for_reader(4) == 4


def test_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dossier", "--help"], capture_output=True, check=True, cwd=ROOT, timeout=60
    )
    assert "menu" in done.stdout.decode()
