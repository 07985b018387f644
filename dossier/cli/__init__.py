"""The command line: one file a command, imported only when it is called."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from dossier.cli.console import choose_language, lang, t, use_utf8
from dossier.errors import DossierError, OwnDataError
from dossier.messages import LANGUAGES

# command -> module of this package that holds it as `command`
COMMANDS: dict[str, str] = {
    "setup": "setup",
    "demo": "demo",
    "new": "new",
    "menu": "menu",
    "take": "take",
    "workbook": "workbook",
    "import": "import_",
    "validate": "validate",
    "fill": "fill",
    "check": "check",
    "batch": "batch",
    "confirm": "confirm",
    "accept": "accept",
    "explain": "explain",
    "rules": "rules",
    "deadlines": "deadlines",
    "places": "places",
    "templates": "templates",
    "serve": "serve",
    "read": "read",
    "journal": "journal",
    "migrate": "migrate",
    "doctor": "doctor",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = import_module(f"dossier.cli.{module}").command
        assert isinstance(command, click.Command)
        return also_with_language(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, a line each, without loading one of them."""
        with formatter.section(t("cli.commands")):
            formatter.write_dl([(name, t(f"cli.summary.{name}")) for name in COMMANDS])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the program is, in the language chosen."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(t("cli.about"))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One example."""
        formatter.write_paragraph()
        formatter.write_text(t("cli.example"))


def also_with_language(command: click.Command) -> click.Command:
    """*command*, and every command below it, taking `--lang` too: people write it at either end."""
    if all(parameter.name != "lang" for parameter in command.params):
        command.params.append(language_option())
    if isinstance(command, click.Group):
        for below in command.commands.values():
            also_with_language(below)
    return command


def language_option() -> click.Option:
    """`--lang` of a command; without it what was chosen before holds."""
    return click.Option(
        ["--lang"], type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, hidden=True,
        callback=choose_language,
    )  # fmt: skip


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    envvar="DOSSIER_LANG",
    default="vi",
    is_eager=True,
    expose_value=False,
    callback=choose_language,
    help="vi | en",
)
@click.version_option(package_name="dossier", message="%(prog)s %(version)s")
def group() -> None:
    """Draft and check admission dossiers on one's own machine."""


def main() -> None:
    """Entry point: UTF-8 on every console, then what the command line says."""
    use_utf8()
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Run one command line and return its exit code: everything foreseen is one line, told in the language chosen."""
    try:
        code = group.main(list(words), prog_name="dossier", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(t("cli.stopped"), err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except DossierError as error:
        click.echo(f"{t('cli.error')}  {error.told(lang())}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        code = 0
    except Exception as error:  # a fault of ours: its place is told, never a value of a record
        if os.environ.get("DOSSIER_DEBUG"):
            raise
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = {"file": Path(where.filename).name, "line": where.lineno}
        click.echo(t("cli.fault", kind=type(error).__name__, **place), err=True)
        code = OwnDataError.exit_code
    return code if isinstance(code, int) else 0
