"""`dossier menu`: the commands behind numbers, for people who do not use a command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from dossier import __version__
from dossier.adapters.desktop import documents_folder, free_name, open_file, own_folder
from dossier.adapters.files import OFFICE_NAME, user_folder
from dossier.cli import COMMANDS, run
from dossier.cli.console import lang, no_open_option, say, t


@dataclass(frozen=True)
class Chosen:
    """What is to be run: the words after the command, and what is opened once it has done its work."""

    words: tuple[str | Path, ...] = ()
    opens: Path | None = None


@click.command("menu", help=t("cmd.menu.help"), epilog=t("cmd.menu.example"))
@no_open_option
def command(no_open: bool) -> int:
    while True:
        show()
        answer = ask(t("menu.choose"))
        if answer in (None, "0"):
            return 0
        _act(answer or "", no_open=no_open)


def show() -> None:
    """The commands that this program has, a number each."""
    say()
    say(t("menu.title", version=__version__))
    say(t("menu.promise"))
    say()
    for number, name in enumerate(offered(), start=1):
        say(f"  {number}  {t(f'menu.item.{name}')}")
    say(f"  0  {t('menu.quit')}")
    say()
    say(t("menu.drop"))


def offered() -> list[str]:
    """The commands of the menu, in its order; one that this program does not have is left out."""
    return [name for name in ITEMS if name in COMMANDS]


def _act(answer: str, *, no_open: bool) -> None:
    names = offered()
    if answer.isdecimal() and 0 < int(answer) <= len(names):
        name = names[int(answer) - 1]
        chosen = ITEMS[name]()
    elif answer and given_path(answer).exists():
        name, chosen = "take", Chosen((given_path(answer),))
    else:
        say(t("menu.unknown", most=len(names)))
        return
    if chosen is None:
        return
    quietly = ["--no-open"] if no_open and name == "take" else []
    code = run(["--lang", lang(), name, *map(str, chosen.words), *quietly])
    if code == 0 and chosen.opens is not None and not no_open and open_file(chosen.opens):
        say(t("cmd.take.opened", path=chosen.opens))
    ask(t("menu.back"))


def ask(question: str) -> str | None:
    """What somebody types; None when nobody is there to type."""
    try:
        return click.prompt(question, default="", show_default=False, prompt_suffix=" ").strip()
    except click.Abort:
        say()
        return None


def given_path(answer: str) -> Path:
    """The path that somebody typed or dropped on the window, which puts marks around one with spaces."""
    marked = len(answer) > 1 and answer[0] == answer[-1] and answer[0] in "\"'"
    return Path(answer[1:-1] if marked else answer).expanduser()


def _asked_for(question: str) -> Path | None:
    answer = ask(question)
    return given_path(answer).absolute() if answer else None


def _new(name: str) -> Path | None:
    """Where a new file goes: in the documents unless somebody says otherwise."""
    proposed = free_name(documents_folder() / name)
    answer = ask(t("menu.where", path=proposed))
    if answer is None:
        return None
    return given_path(answer).absolute() if answer else proposed


def _demo() -> Chosen | None:
    folder = own_folder(t("menu.demo_folder"), documents_folder())
    return Chosen(("--out", folder), folder / "summary.html")


def _take() -> Chosen | None:
    path = _asked_for(t("menu.which_list"))
    return Chosen((path,)) if path is not None else None


def _written(name: str) -> Chosen | None:
    path = _new(t(f"menu.file.{name}"))
    return Chosen((path,), path) if path is not None else None


def _check() -> Chosen | None:
    path = _asked_for(t("menu.which_folder"))
    return Chosen((path,)) if path is not None else None


# command -> what it wants to know before it can run; None: somebody thought better of it
ITEMS: Mapping[str, Callable[[], Chosen | None]] = {
    "demo": _demo,
    "take": _take,
    "workbook": lambda: _written("workbook"),
    "new": lambda: _written("new"),
    "check": _check,
    "setup": lambda: Chosen(("--out", user_folder() / OFFICE_NAME)),
    "serve": lambda: Chosen((documents_folder() / t("menu.serve_folder"),)),
    "doctor": Chosen,
}
