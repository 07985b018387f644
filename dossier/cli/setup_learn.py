"""`dossier setup --learn`: settings proposed from last year's Word files, shown first, asked where they are unsure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import load_office, new_file, parsed_office, read_bytes
from dossier.adapters.office_file import Setting, merged, with_learnt
from dossier.adapters.word_folder import WordFolder, read_paper, word_folder
from dossier.cli.console import say, t
from dossier.cli.import_ import progress
from dossier.cli.setup import ask
from dossier.cli.setup_table import named, reason, show_findings, show_unread
from dossier.desk.settings import questions, setting_at
from dossier.errors import DossierError, InputError
from dossier.learning.facts import PaperFacts, facts_of
from dossier.learning.propose import Learned, learn
from dossier.learning.registers import NO_TERM
from dossier.learning.votes import Proposal
from dossier.learning.words import learning_words
from dossier.messages import said
from dossier.rules.loading import load_rulebook

_OPEN_TERM = "…"  # in a remark: where a person writes the committee term
_LEAVE_OUT = "-"


def learn_office(folder: Path, out: Path, *, yes: bool, force: bool) -> int:
    """Propose settings from the Word files in *folder*, and write those that hold to *out*.

    Args:
        yes: ask nothing; what is unsure is written as a remark.
        force: an office.toml that is there gets the settings it lacks; what stands in it stays.

    Raises:
        InputError: *folder* holds nothing to learn from, or *out* is there and *force* is not given.
    """
    former = load_office(out).settings if out.is_file() else {}
    found = word_folder(folder)
    papers, unread = read_papers(found)
    learned = learn(papers, learning_words(), former)
    registers = learned.registers(_known(learned, former))
    proposals = [*learned.proposals, *(proposal for _, proposal in registers)]
    if proposals:
        show_findings(learned, proposals, former, folder=folder.resolve().name, count=len(papers))
    show_unread(unread, found.others)
    if not proposals:
        raise InputError(folder.name or str(folder), *said("nothing_learnt"))
    fresh = [proposal for proposal in proposals if not _stands(proposal.path, former)]
    if not any(proposal.value is not None for proposal in fresh):
        say(t("cmd.learn.nothing_new", name=out.name))
        return 0
    if out.exists() and not force:
        raise InputError(out.name, *said("office_exists"))
    settings = _taken(fresh) if yes else _asked(papers, former)
    if not yes and not ask({"type": "boolean", "title": t("cmd.learn.write", name=out.name)}, True):
        say(t("cmd.learn.refused"))
        return 0
    return _write(out, settings, len(papers))


def read_papers(folder: WordFolder) -> tuple[list[PaperFacts], list[DossierError]]:
    """What the Word files of *folder* tell, each content once, and which could not be read, with the reason."""
    table, words = load_rulebook().word_lines, learning_words()
    papers: list[PaperFacts] = []
    unread = list(folder.unread)
    seen: set[str] = set()
    with progress(t("cmd.learn.reading"), len(folder.files)) as advance:
        for file in folder.files:
            try:
                word = read_paper(file)
                if word.sha256 in seen:
                    raise InputError(file.name, *said("word_copy"))
                seen.add(word.sha256)
                papers.append(facts_of(word, file.name, table, words))
            except InputError as error:
                unread.append(error)
            advance()
    return papers, unread


def _stands(path: tuple[str, ...], settings: Mapping[str, Any]) -> bool:
    """Whether *settings* have something at *path*, or say that there is, or is not, the section that it speaks of."""
    orgs = settings.get("orgs", {})
    if path[:2] == ("orgs", "section") and orgs.get("section_none"):
        return True
    if path == ("orgs", "section_none") and "section" in orgs:
        return True
    return setting_at(settings, path) is not None


def _known(learned: Learned, former: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they would be: what stands there already goes before what is proposed."""
    proposed = (Setting(item.path, item.value, "") for item in learned.proposals if item.value is not None)
    return merged({}, (*proposed, *_flat(former)))


def _flat(settings: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterable[Setting]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*path, key))
        else:
            yield Setting((*path, key), value, "")


# --- what is taken --------------------------------------------------------------------------------------------


def _taken(proposals: Sequence[Proposal]) -> list[Setting]:
    """Without a question: what is sure holds, the rest becomes a remark."""
    return [_setting(proposal, sure=proposal.sure) for proposal in proposals if proposal.value is not None]


def _setting(proposal: Proposal, *, sure: bool) -> Setting:
    path = proposal.path if proposal.path[-1] != NO_TERM else (*proposal.path[:-1], _OPEN_TERM)
    remark = evidence(proposal)
    return Setting(path, proposal.value, remark if sure else t("cmd.learn.unsure", evidence=remark), sure)


def evidence(proposal: Proposal) -> str:
    """Where a proposal comes from, in one line."""
    line = t("cmd.learn.evidence", agree=proposal.agree, asked=proposal.asked, file=proposal.files[0])
    return "; ".join((line, *filter(None, [reason(proposal)])))


@dataclass
class _Interview:
    """Answers as they come; ``settings`` is what will stand in office.toml."""

    settings: dict[str, Any]
    written: list[Setting]

    def take(self, setting: Setting) -> None:
        self.written.append(setting)
        if setting.sure:
            self.settings = merged(self.settings, [setting])


def _asked(papers: Sequence[PaperFacts], former: Mapping[str, Any]) -> list[Setting]:
    """What is sure, and the answers to what is not.

    First the bodies: whose secretary and numbers are looked for hangs on them. Then the other settings, last the terms
    and numbers of registers.
    """
    nodes = dict(questions())
    talk = _Interview(merged({}, _flat(former)), [])
    say(t("cmd.learn.intro"))
    for proposal in learn(papers, learning_words(), former).proposals:
        if proposal.path[-1] == "name":
            _take(talk, proposal, nodes)
    learned = learn(papers, learning_words(), talk.settings)
    for proposal in learned.proposals:
        if proposal.path[-1] != "name":
            _take(talk, proposal, nodes)
    _ask_registers(learned, talk, nodes)
    return talk.written


def _take(talk: _Interview, proposal: Proposal, nodes: Mapping[tuple[str, ...], Mapping[str, Any]]) -> None:
    if proposal.value is None or _stands(proposal.path, talk.settings):
        return
    if proposal.sure:
        talk.take(_setting(proposal, sure=True))
    else:
        say(f"  {evidence(proposal)}")
        _take_answer(talk, proposal, ask(nodes[proposal.path], proposal.value, leave_out=_LEAVE_OUT))


def _take_answer(talk: _Interview, proposal: Proposal, answer: Any) -> None:
    if answer is None:
        return
    remark = evidence(proposal) if answer == proposal.value else t("cmd.learn.answered", evidence=evidence(proposal))
    talk.take(Setting(proposal.path, answer, remark))


def _ask_registers(learned: Learned, talk: _Interview, nodes: Mapping[tuple[str, ...], Mapping[str, Any]]) -> None:
    """Nothing is opened on Enter: the papers seldom show how far a register went."""
    for org in dict.fromkeys(org for org, proposal in learned.registers(talk.settings) if proposal.path[-1] == NO_TERM):
        path = ("orgs", org, "term")
        if setting_at(talk.settings, path) is None and (term := ask(nodes[path], None, leave_out=_LEAVE_OUT)):
            talk.take(Setting(path, term, t("cmd.learn.said")))
    for _, proposal in learned.registers(talk.settings):
        if setting_at(talk.settings, proposal.path) is None:
            number = None if proposal.path[-1] == NO_TERM else _last_number(proposal)
            if number is None:
                talk.take(_setting(proposal, sure=False))
            else:
                _take_answer(talk, proposal, number)


def _last_number(proposal: Proposal) -> int | None:
    seen = f"{proposal.value:02d}"
    question = t("cmd.learn.register", label=named(proposal.path), last=seen)
    number: int | None = click.prompt(question, default="", show_default=False, value_proc=_whole_number)
    if number is not None and number < proposal.value:
        say(t("cmd.learn.lower", number=f"{number:02d}", seen=seen, file=proposal.files[0]))
    return number


def _whole_number(given: str) -> int | None:
    text = given.strip()
    if not text or text == _LEAVE_OUT:
        return None
    if not text.isdecimal():
        raise click.UsageError(t("cmd.learn.no_number"))
    return int(text)


# --- writing --------------------------------------------------------------------------------------------------


def _write(out: Path, settings: Sequence[Setting], count: int) -> int:
    head = "".join(f"# {line}\n" for line in t("cmd.learn.head", count=count).splitlines())
    content = read_bytes(out).decode("utf-8-sig") if out.exists() else f'{head}schema_version = "1"\n'
    text = with_learnt(content, settings)
    parsed_office(text.encode(), out)  # what does not fit the schema is never written
    new_file(out, text.encode(), force=True)
    open_ = sum(not setting.sure for setting in settings)
    say(t("cmd.learn.done", name=out.name, count=len(settings) - open_))
    if open_:
        say(t("cmd.learn.open", count=open_, name=out.name))
    return 0
