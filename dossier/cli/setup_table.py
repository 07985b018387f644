"""What `dossier setup --learn` shows: the proposals with where they come from, and what could not be read."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from dossier.cli.console import lang, say, t
from dossier.desk.settings import questions, setting_at
from dossier.errors import DossierError
from dossier.learning.propose import SETTINGS, Learned
from dossier.learning.registers import NO_TERM
from dossier.learning.votes import Proposal

_ARROW = " › "  # between a body and its setting in a title
_MOST_OTHERS = 2
_MOST_NAMES = 100  # of unread files under one reason
_WIDEST = 120


@cache
def _labels() -> Mapping[tuple[str, ...], str]:
    """Setting -> its title, that of a body in front."""
    return {path: node["title"] for path, node in questions()}


def named(path: tuple[str, ...]) -> str:
    """A setting in words."""
    if path[0] != "registers":
        return _labels()[path]
    return t("cmd.learn.last_number", register=path[1], term=_term(path))


def _term(path: tuple[str, ...]) -> str:
    return t("cmd.learn.no_term") if path[2] == NO_TERM else path[2]


def shown(path: tuple[str, ...], value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return t("cmd.learn.true" if value else "cmd.learn.false")
    if path[0] == "registers":
        return f"{value:02d}"
    if path[-1] in ("kind", "blanks"):
        return t(f"cmd.learn.value.{value}")
    return str(value)


def reason(proposal: Proposal) -> str:
    """Why a proposal is unsure, or what else there is to know of it; empty where the files simply agree."""
    if not proposal.why:
        return ""
    since = f"{proposal.since:%d/%m/%Y}" if proposal.since is not None else ""
    after = f"{proposal.after:02d}" if proposal.after is not None else ""
    count = len(proposal.others)
    return t(f"cmd.learn.why.{proposal.why}", since=since, after=after, count=count)


def show_findings(
    learned: Learned, proposals: Sequence[Proposal], former: Mapping[str, Any], *, folder: str, count: int
) -> None:
    """The table of proposals, then what else the papers tell and what they do not.

    Args:
        former: what office.toml says already.
        count: how many files were read.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(title=t("cmd.learn.title", count=count, folder=folder), title_justify="left")
    table.add_column(t("cmd.learn.setting"), ratio=28, overflow="fold")
    table.add_column("", width=1)
    table.add_column(t("cmd.learn.proposed"), ratio=40, overflow="fold")
    table.add_column(t("cmd.learn.files"), justify="right", no_wrap=True)
    table.add_column(t("cmd.learn.example"), ratio=26, overflow="fold")
    for title, inside in _groups(proposals):
        table.add_section()
        if title:
            table.add_row(title, style="bold")
        for proposal in inside:
            table.add_row(
                _short(proposal.path), " " if proposal.sure else "?", "\n".join(_value(proposal)),
                f"{proposal.agree}/{proposal.asked}", posixpath.basename(proposal.files[0]),
            )  # fmt: skip
    console = Console(highlight=False, markup=False)
    console.width = min(console.width, _WIDEST)
    console.print(table)
    say(t("cmd.learn.legend"))
    if any(proposal.why == "ledger" for proposal in proposals):
        say(t("cmd.learn.ledger"))
    _show_habits(learned)
    _show_differences(proposals, former)
    _show_silent(learned, former)


def _groups(proposals: Sequence[Proposal]) -> Iterable[tuple[str, Sequence[Proposal]]]:
    """The proposals of one body after the other, with the title of the body."""
    by_title: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_title[_group(proposal.path)].append(proposal)
    return by_title.items()


def _group(path: tuple[str, ...]) -> str:
    if path[0] == "registers":
        return t("cmd.learn.registers")
    title, arrow, _ = _labels()[path].partition(_ARROW)
    return title if arrow else t("cmd.learn.bodies") if path[0] == "orgs" else t("cmd.learn.common")


def _short(path: tuple[str, ...]) -> str:
    """A setting in words, without its body."""
    if path[0] == "registers":
        return t("cmd.learn.of_term", register=path[1], term=_term(path))
    title, arrow, rest = _labels()[path].partition(_ARROW)
    return rest if arrow else title


def _value(proposal: Proposal) -> list[str]:
    """The value, the reason to look at it again, and what other files say."""
    lines = [] if proposal.value is None else [shown(proposal.path, proposal.value)]
    if said := reason(proposal):
        lines.append(f"({said})")
    for value, count in proposal.others[:_MOST_OTHERS]:
        key = "cmd.learn.other" if proposal.value is not None else "cmd.learn.one_of"
        lines.append(t(key, value=shown(proposal.path, value), count=count))
    if len(proposal.others) > _MOST_OTHERS:
        lines.append(t("cmd.learn.more_others", count=len(proposal.others) - _MOST_OTHERS))
    return lines


def _show_habits(learned: Learned) -> None:
    symbols = [habit for habit in learned.habits if habit.what == "symbols"]
    if symbols:
        say(t("cmd.learn.symbols", symbols=", ".join(f"{habit.value} ({habit.files})" for habit in symbols)))
        unusual = [str(habit.value) for habit in symbols if not habit.usual]
        if unusual:
            say(t("cmd.learn.unusual_symbols", symbols=", ".join(unusual)))
    for habit in learned.habits:
        if habit.what == "padded":
            say(t("cmd.learn.padded" if habit.usual else "cmd.learn.unpadded", count=habit.files))


def _show_differences(proposals: Sequence[Proposal], former: Mapping[str, Any]) -> None:
    """Settings that stand in office.toml otherwise than the papers say: they stay."""
    lines = []
    for proposal in proposals:
        old = setting_at(former, proposal.path)
        if old is not None and proposal.value is not None and old != proposal.value:
            lines.append(
                t(
                    "cmd.learn.difference", label=named(proposal.path), old=shown(proposal.path, old),
                    new=shown(proposal.path, proposal.value), agree=proposal.agree, asked=proposal.asked,
                )
            )  # fmt: skip
    if lines:
        say(t("cmd.learn.differences"))
        for line in lines:
            say(f"  {line}")


def _show_silent(learned: Learned, former: Mapping[str, Any]) -> None:
    """What the files do not tell, a line a body."""
    titles: dict[str, list[str]] = defaultdict(list)
    for path in SETTINGS:
        if learned.at(path) is None and setting_at(former, path) is None and _is_missed(path, learned):
            titles[_group(path)].append(_short(path))
    if titles:
        say(t("cmd.learn.silent"))
        for title, settings in titles.items():
            say(f"  {title}: {', '.join(settings)}")


def _is_missed(path: tuple[str, ...], learned: Learned) -> bool:
    """Whether anybody would look for *path*: not where there is no such body, or where there are many."""
    section, none = learned.at(("orgs", "section", "name")), learned.at(("orgs", "section_none"))
    if path == ("orgs", "section_none"):
        return section is None
    if len(path) < 3 or path[-1] == "name":
        return path[1:2] != ("section",) or none is None
    name = learned.at((*path[:2], "name"))
    return name is not None and name.value is not None


def show_unread(unread: Sequence[DossierError], others: int) -> None:
    """Every file that was passed over, under the reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for error in unread:
        by_reason[f"{error.problem.get(lang())} {error.remedy.get(lang())}".strip()].append(error.place)
    if by_reason:
        say(t("cmd.learn.unread", count=len(unread)))
    for why, names in sorted(by_reason.items()):
        say(f"  {why[:1].upper()}{why[1:]}")
        for name in names[:_MOST_NAMES]:
            say(f"    {name}")
        if len(names) > _MOST_NAMES:
            say(f"    {t('cmd.learn.more_names', count=len(names) - _MOST_NAMES)}")
    if others:
        say(t("cmd.learn.other_files", count=others))
