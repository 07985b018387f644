"""Which body plays which part: the cell, the section, the grassroots committee, the one that decides. Pure.

A letterhead alone does not tell a grassroots committee from the one above it: both are called "Đảng ủy". What the
papers do tells: who reports to whom, who sends biographies out for verification, who decides on admission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dossier.learning.bodies import Body, named_body
from dossier.learning.facts import PaperFacts
from dossier.learning.votes import Proposal, Vote, settle
from dossier.learning.words import Words

ORGS = ("cell", "section", "grassroots", "competent")
_RANK = {"cell": "cell", "section": "section", "grassroots": "committee", "competent": "committee"}
_WORK = frozenset({"proposal", "letter", "appraisal"})  # acts of a grassroots committee


@dataclass(frozen=True)
class Roles:
    """The bodies of an office; of a body whose proposal has no value there are too many.

    Args:
        bodies: org -> proposal whose value is a `Body`.
        known: org -> the body that the office has said plays this part, whatever the papers say.
        rest: proposals for settings that follow from how the bodies lie to each other.
    """

    bodies: Mapping[str, Proposal]
    known: Mapping[str, Body]
    rest: tuple[Proposal, ...] = ()

    def body(self, org: str) -> Body | None:
        """The body that plays the part *org*."""
        if org in self.known:
            return self.known[org]
        found = self.bodies.get(org)
        value = found.value if found is not None else None
        return value if isinstance(value, Body) else None

    def is_sure(self, org: str) -> bool:
        """Whether the body that plays the part *org* may be taken without asking, but for the letters of its name."""
        return org in self.known or (org in self.bodies and self.bodies[org].sure)

    def is_part(self, org: str, body: Body | None) -> bool:
        """Whether *body* is the one that plays the part *org*."""
        own = self.body(org)
        return own is not None and body is not None and own.key == body.key


def roles_of(papers: Sequence[PaperFacts], words: Words, names: Mapping[str, str]) -> Roles:
    """The parts that the bodies named in *papers* play.

    Args:
        names: org -> name of the body, where the office has said it.
    """
    found = {
        "cell": _most("cell", _issuers(papers, "cell")),
        "section": _most("section", _issuers(papers, "section")),
        "grassroots": _grassroots(papers),
    }
    known = {org: named_body(name, _RANK[org], words) for org, name in names.items() if org in ORGS}
    roles = Roles({org: proposal for org, proposal in found.items() if proposal is not None}, known)
    decisions = [paper for paper in papers if paper.act == "decision" and _is_committee(paper.issuer)]
    direct = _is_direct(papers, decisions, roles)
    competent = _competent(papers, decisions, roles, direct)
    if competent is not None:
        roles = replace(roles, bodies={**roles.bodies, "competent": competent})
    rest = (_delegated(decisions, roles, direct), _kind(papers, roles, direct, words), _section_none(papers, roles))
    return replace(roles, rest=tuple(proposal for proposal in rest if proposal is not None))


def _is_committee(body: Body | None) -> bool:
    return body is not None and body.kind == "committee"


def _issuers(papers: Sequence[PaperFacts], kind: str) -> list[Vote]:
    return [Vote(paper.issuer, paper.name, paper.day) for paper in papers if paper.issuer and paper.issuer.kind == kind]


def _most(org: str, *evidence: Sequence[Vote]) -> Proposal | None:
    """The body that most papers show in a part. A new name in place of a former one may also mean two bodies.

    Args:
        evidence: the strongest kind first; the first one with votes decides, later ones count where they agree.
    """
    strong = next(filter(None, evidence), ())
    proposal = _settled(org, strong)
    if proposal is not None and proposal.value is not None:
        agreeing = [vote for votes in evidence for vote in votes if vote.value.key == proposal.value.key]
        proposal = _settled(org, [*strong, *agreeing])
    return proposal.unsure("changed") if proposal is not None and proposal.why == "changed" else proposal


def _settled(org: str, votes: Sequence[Vote]) -> Proposal | None:
    return settle(("orgs", org, "name"), votes, key=lambda body: body.key, may_change=True)


def _votes(pairs: Iterable[tuple[PaperFacts, Body | None]]) -> list[Vote]:
    return [Vote(body, paper.name, paper.day) for paper, body in pairs if body is not None and _is_committee(body)]


def _grassroots(papers: Sequence[PaperFacts]) -> Proposal | None:
    """The committee whose own work is seen; else the one that cells and sections report to."""
    work = _votes((paper, paper.issuer) for paper in papers if paper.act in _WORK)
    below = [paper for paper in papers if paper.issuer is not None and paper.issuer.kind in ("cell", "section")]
    return _most("grassroots", work, _votes((paper, paper.proposes or paper.parent) for paper in below))


def _is_direct(papers: Sequence[PaperFacts], decisions: Sequence[PaperFacts], roles: Roles) -> bool:
    """Whether the committee that cells report to decides by itself, in its own right and not as a delegated one."""
    own = [paper for paper in decisions if roles.is_part("grassroots", paper.issuer)]
    proposes = any(paper.act == "proposal" and roles.is_part("grassroots", paper.issuer) for paper in papers)
    standing = sum(paper.on_behalf == "standing" for paper in own)
    return bool(own) and len(own) * 2 > len(decisions) and not proposes and standing * 2 > len(own)


def _competent(
    papers: Sequence[PaperFacts], decisions: Sequence[PaperFacts], roles: Roles, direct: bool
) -> Proposal | None:
    """Who decides; else who is said to decide; else who stands above the grassroots committee."""
    own = [paper for paper in papers if roles.is_part("grassroots", paper.issuer)]
    return _most(
        "competent",
        _votes((paper, paper.issuer) for paper in decisions if direct or not roles.is_part("grassroots", paper.issuer)),
        _votes((paper, paper.decides) for paper in papers),
        _votes((paper, paper.parent) for paper in own),
    )


def _delegated(decisions: Sequence[PaperFacts], roles: Roles, direct: bool) -> Proposal | None:
    if roles.body("grassroots") is None:
        return None
    votes = [
        Vote(not direct and roles.is_part("grassroots", paper.issuer), paper.name, paper.day) for paper in decisions
    ]
    proposal = settle(("orgs", "grassroots", "is_delegated"), votes, may_change=True)
    return proposal.unsure("derived") if proposal is not None and direct else proposal


def _kind(papers: Sequence[PaperFacts], roles: Roles, direct: bool, words: Words) -> Proposal | None:
    """What kind of cell it is: by its name, and by whether it stands right below the committee that decides."""
    cell = roles.body("cell")
    own = [paper for paper in papers if roles.is_part("cell", paper.issuer)]
    if cell is None or roles.body("competent") is None:
        return None
    name = f"{cell.word.name} {cell.own}"
    named = next((kind for kind, pattern in words.kinds.items() if pattern.search(name)), "")
    above = "grassroots" if not roles.is_part("grassroots", roles.body("competent")) else "competent"
    votes = [paper for paper in own if roles.is_part(above, paper.parent) or roles.is_part("section", paper.parent)]
    if direct:
        value, is_plain = ("village_direct", True) if named == "village_direct" else ("grassroots_cell", bool(named))
    else:
        value, is_plain = ("grassroots_cell", True) if named == "grassroots_cell" else ("ordinary", True)
    path = ("orgs", "cell", "kind")
    proposal = settle(path, [Vote(value, paper.name, paper.day) for paper in votes])
    return proposal if proposal is None or is_plain else proposal.unsure("derived")


def _section_none(papers: Sequence[PaperFacts], roles: Roles) -> Proposal | None:
    """That there is no section: no paper of one, and cells stand right below the grassroots committee."""
    if "section" in roles.bodies or any(paper.parent and paper.parent.kind == "section" for paper in papers):
        return None
    votes = [
        Vote(True, paper.name, paper.day)
        for paper in papers
        if paper.issuer is not None and paper.issuer.kind == "cell" and roles.is_part("grassroots", paper.parent)
    ]
    return settle(("orgs", "section_none"), votes)
