"""Every command explains itself in both languages, and `dossier --help` loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

from dossier.cli import COMMANDS
from tests.cli.running import ROOT, run

# help texts are made when a command is imported, so each language wants a process of its own
_ALL_HELPS = """
import json, sys
import click
from dossier.cli import group
from dossier.cli.console import choose_language
choose_language(None, None, sys.argv[1])
helps = {}
def visit(name, command, parent):
    context = click.Context(command, info_name=name, parent=parent)
    helps[context.command_path] = [command.get_help(context), [
        option.help for option in command.params if isinstance(option, click.Option) and not option.hidden
    ]]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            visit(child, command.get_command(context, child), context)
visit("dossier", group, None)
print(json.dumps(helps))
"""
_EXAMPLE = {"vi": "Ví dụ:", "en": "Example:"}
_HEAVY = ("lxml", "docx", "docxtpl", "jsonschema", "jsonschema_rs", "openpyxl", "pypdf", "jinja2", "holidays", "rich")


@cache
def helps(lang: str) -> dict[str, tuple[str, list[str | None]]]:
    done = subprocess.run(
        [sys.executable, "-c", _ALL_HELPS, lang], capture_output=True, check=True, cwd=ROOT, timeout=60
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_command_has_help_with_an_example(lang: str) -> None:
    found = helps(lang)
    assert {path.split()[1] for path in found if " " in path} == set(COMMANDS)
    for path, (text, _) in found.items():
        examples = [line for line in text.splitlines() if line.strip().startswith(_EXAMPLE[lang])]
        assert len(examples) == 1, path
        assert path.partition(" ")[2] in examples[0], path


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_option_is_explained(lang: str) -> None:
    known = {"vi | en"}
    for path, (_, options) in helps(lang).items():
        assert all(options), path
        known.update(filter(None, options))
    assert len(known) > 20


def test_the_languages_differ() -> None:
    vietnamese, english = helps("vi"), helps("en")
    same = [path for path in vietnamese if vietnamese[path][0] == english[path][0]]
    assert same == []


def test_help_lists_every_command() -> None:
    ran = run("--help")
    assert ran.code == 0
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ") and line.split()]
    assert [word for word in listed if word in COMMANDS] == list(COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from dossier.cli import group; group.main(['--help'], standalone_mode=False);"
        f"print([name for name in {_HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_unknown_command_is_wrong_usage() -> None:
    ran = run("no-such-command")
    assert ran.code == 2
    assert "no-such-command" in ran.err
