"""Facts of many papers -> proposals for `office.toml`, each with the files it came from. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dossier.learning.bodies import Body, Names
from dossier.learning.facts import PaperFacts
from dossier.learning.registers import registers_of
from dossier.learning.roles import ORGS, Roles, roles_of
from dossier.learning.votes import Proposal, Vote, settle
from dossier.learning.words import Words
from dossier.record.office import DEFAULTS
from dossier.record.text import fold, fold_tone

Path = tuple[str, ...]

# what papers can tell, in the order of the schema; registers follow
SETTINGS: tuple[Path, ...] = (
    ("place",),
    ("handwritten",),
    ("father_word",),
    ("spelling",),
    ("blanks",),
    ("orgs", "cell", "name"),
    ("orgs", "cell", "parent_org"),
    ("orgs", "cell", "secretary"),
    ("orgs", "cell", "deputy"),
    ("orgs", "cell", "term"),
    ("orgs", "cell", "kind"),
    ("orgs", "cell", "has_committee"),
    ("orgs", "section", "name"),
    ("orgs", "section", "parent_org"),
    ("orgs", "section", "secretary"),
    ("orgs", "section", "deputy"),
    ("orgs", "section", "term"),
    ("orgs", "grassroots", "name"),
    ("orgs", "grassroots", "parent_org"),
    ("orgs", "grassroots", "secretary"),
    ("orgs", "grassroots", "deputy"),
    ("orgs", "grassroots", "term"),
    ("orgs", "grassroots", "is_delegated"),
    ("orgs", "grassroots", "has_seal"),
    ("orgs", "competent", "name"),
    ("orgs", "competent", "parent_org"),
    ("orgs", "competent", "secretary"),
    ("orgs", "competent", "deputy"),
    ("orgs", "competent", "term"),
    ("orgs", "competent", "standing_committee"),
    ("orgs", "section_none"),
    ("orgs", "youth_union_exists"),
    ("orgs", "trade_union_exists"),
)


@dataclass(frozen=True)
class Habit:
    """How the office numbers and dates its papers: no setting, but the forms print it in their own way.

    Args:
        what: `symbols`, or `padded` for a zero before small days and months.
        value: a symbol and code such as `NQ/CB`, or whether there is the zero.
        files: how many show it; usual: whether our forms print it so.
    """

    what: str
    value: Any
    files: int
    usual: bool


@dataclass(frozen=True)
class Learned:
    """What the papers of an office tell: proposals in the order of the schema, habits for which there is no setting."""

    proposals: tuple[Proposal, ...]
    habits: tuple[Habit, ...]
    papers: tuple[PaperFacts, ...]
    roles: Roles

    def registers(self, settings: Mapping[str, Any]) -> list[tuple[str, Proposal]]:
        """How far the number registers went, each with the part of its body.

        Registers are called by the names and terms that the bodies have in *settings*.
        """
        return registers_of(self.papers, self.roles, settings.get("orgs", {}))

    def at(self, path: Path) -> Proposal | None:
        """The proposal for one setting."""
        return next((proposal for proposal in self.proposals if proposal.path == path), None)


def learn(papers: Sequence[PaperFacts], words: Words, settings: Mapping[str, Any] | None = None) -> Learned:
    """What *papers* tell of their office.

    Args:
        settings: what the office has said already: a body that is named there is the one whose signers and numbers
            are looked for.
    """
    said = (settings or {}).get("orgs", {})
    known = {org: said[org]["name"] for org in ORGS if isinstance(said.get(org), Mapping) and "name" in said[org]}
    roles = roles_of(papers, words, known)
    spelling = _manner(papers, "spelling")
    names = Names((paper.spoken for paper in papers), words, str(spelling.value if spelling else DEFAULTS["spelling"]))
    found = [spelling, _manner(papers, "father_word"), _manner(papers, "blanks"), _place(papers, roles)]
    found += [_handwritten(papers), *roles.rest, *_existing(papers, roles)]
    for org in ORGS:
        found += _of_body(org, papers, roles, names)
    proposals = {proposal.path: proposal for proposal in found if proposal is not None}
    ordered = tuple(proposals[path] for path in SETTINGS if path in proposals)
    return Learned(ordered, _habits(papers), tuple(papers), roles)


# --- manners --------------------------------------------------------------------------------------------------


def _votes(papers: Sequence[PaperFacts], value: Callable[[PaperFacts], Any]) -> list[Vote]:
    """What each paper says of one thing; those that say nothing (None, "") are left out."""
    said = ((paper, value(paper)) for paper in papers)
    return [Vote(found, paper.name, paper.day) for paper, found in said if found not in (None, "")]


def _manner(papers: Sequence[PaperFacts], key: str) -> Proposal | None:
    return settle((key,), _votes(papers, lambda paper: (paper.manners or {}).get(key)))


def _place(papers: Sequence[PaperFacts], roles: Roles) -> Proposal | None:
    """Where the office writes its papers: those of its own bodies count, not those sent to it."""
    own = [paper for paper in papers if any(roles.is_part(org, paper.issuer) for org in ORGS[:-1])]
    votes = _votes(own, lambda paper: paper.place) or _votes(papers, lambda paper: paper.place)
    return settle(("place",), votes, key=fold_tone, may_change=True)


def _handwritten(papers: Sequence[PaperFacts]) -> Proposal | None:
    """A typed application may be one to copy from: that the office prints them is never taken without asking."""
    proposal = settle(("handwritten",), _votes(papers, lambda paper: paper.handwritten))
    return proposal.unsure("typed") if proposal is not None and proposal.value is False else proposal


# --- bodies ---------------------------------------------------------------------------------------------------


def _of_body(org: str, papers: Sequence[PaperFacts], roles: Roles, names: Names) -> list[Proposal | None]:
    """Name, line above the name, signers, term."""
    role = roles.bodies.get(org)
    own = [paper for paper in papers if roles.is_part(org, paper.issuer)]
    above = settle(("orgs", org, "parent_org"), _votes(own, lambda paper: paper.parent), key=_key, may_change=True)
    made: list[Proposal | None] = [_written(role, names.name, names), _written(above, names.branch, names)]
    for post in ("secretary", "deputy"):
        signed = [paper for paper in own if paper.post == post]
        votes = _votes(signed, lambda paper: paper.signer)
        made.append(settle(("orgs", org, post), votes, key=fold, may_change=True))
    terms = [
        Vote(term, paper.name, paper.day) for paper in papers for body, term in paper.terms if roles.is_part(org, body)
    ]
    made.append(settle(("orgs", org, "term"), terms, may_change=True))
    return made if roles.is_sure(org) else [made[0], *(one and one.unsure("body") for one in made[1:])]


def _key(body: Body) -> str:
    return body.key


def _written(proposal: Proposal | None, write: Callable[[Body], str], names: Names) -> Proposal | None:
    """*proposal* with names for its bodies."""
    if proposal is None:
        return None
    written = replace(proposal, others=tuple((write(body), count) for body, count in proposal.others))
    if proposal.value is None:
        return written
    written = replace(written, value=write(proposal.value))
    return written if names.knows(proposal.value) else written.unsure("capitals")


def _existing(papers: Sequence[PaperFacts], roles: Roles) -> list[Proposal | None]:
    """What one paper proves to be there: seal, standing committee, unions; and whom candidates write to."""
    grassroots = [paper for paper in papers if roles.is_part("grassroots", paper.issuer)]
    standing = [
        paper
        for paper in papers
        if (roles.is_part("competent", paper.issuer) and paper.on_behalf == "standing")
        or roles.is_part("competent", paper.decides)
    ]
    seen = {
        ("orgs", "grassroots", "has_seal"): [paper for paper in grassroots if paper.sealed],
        ("orgs", "competent", "standing_committee"): standing,
        ("orgs", "youth_union_exists"): [paper for paper in papers if paper.act == "union_proposal"],
        ("orgs", "trade_union_exists"): [paper for paper in papers if paper.act == "trade_union_proposal"],
    }
    made = [settle(path, _votes(found, lambda _: True), enough=1) for path, found in seen.items()]
    if roles.body("cell") is not None:
        votes = _votes(papers, lambda paper: paper.has_committee)
        made.append(settle(("orgs", "cell", "has_committee"), votes))
    return made


# --- habits ---------------------------------------------------------------------------------------------------


def _habits(papers: Sequence[PaperFacts]) -> tuple[Habit, ...]:
    symbols: Counter[tuple[str, bool]] = Counter()
    for paper in papers:
        if paper.symbol and paper.issuer is not None and paper.issuer.kind != "other":
            symbols[f"{paper.symbol}/{paper.code}", paper.code in paper.issuer.word.codes] += 1
    padded = Counter(paper.padded for paper in papers if paper.padded is not None)
    ranked = sorted(symbols.items(), key=lambda item: (-item[1], item[0]))
    return (
        *(Habit("symbols", value, count, usual) for (value, usual), count in ranked),
        *(Habit("padded", value, count, value) for value, count in padded.most_common()),
    )
