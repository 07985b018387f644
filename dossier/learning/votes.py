"""Many papers, one answer: what most of them say, or what the newest say since a change. Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

ENOUGH = 2  # files that must agree before anything is taken without asking
_NO_DAY = date.min


@dataclass(frozen=True, slots=True)
class Vote:
    """What one file says: a value, the file's name, the day of the paper."""

    value: Any
    file: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one setting of `office.toml`, and how it was found.

    Args:
        path: keys that lead to the setting, e.g. `("orgs", "cell", "name")`.
        value: what is proposed; None: the files differ too much for one.
        files: that say so, the newest first.
        asked: how many files say anything of it.
        others: what else they say, each with the number of files, the most frequent first; without a value, all of it.
        sure: may be taken without asking.
        why: what else there is to know of it: `few`, `split`, `many`, `changed`, `capitals`, `typed`, `derived`, `body`
            (its body is unsure), `ledger`; empty when the files simply agree.
        since: of a value that replaced another: the first day on which it stands.
        after: of a register: the number that comes next.
    """

    path: tuple[str, ...]
    value: Any
    files: tuple[str, ...]
    asked: int
    others: tuple[tuple[Any, int], ...] = ()
    sure: bool = True
    why: str = ""
    since: date | None = None
    after: int | None = None

    @property
    def agree(self) -> int:
        """How many files say so."""
        return len(self.files)

    def unsure(self, why: str) -> Proposal:
        """The same, to be asked; a reason that it has already stays."""
        return replace(self, sure=False, why=self.why if not self.sure else why)


def settle(
    path: tuple[str, ...],
    votes: Sequence[Vote],
    *,
    key: Callable[[Any], Hashable] = lambda value: value,
    enough: int = ENOUGH,
    may_change: bool = False,
) -> Proposal | None:
    """The proposal that *votes* come to; None without votes.

    Two thirds of the files are a clear majority. Where the value *may_change* in the course of a year (a secretary,
    the name of a body), the newest value is taken once no later paper shows a former one.

    Args:
        key: values with one key are one value, shown as most files have it.
        enough: files that must say so before it is taken without asking.
    """
    if not votes:
        return None
    groups: dict[Hashable, list[Vote]] = defaultdict(list)
    for vote in votes:
        groups[key(vote.value)].append(vote)
    ranked = sorted(groups.values(), key=lambda group: (-_files(group), -_last(group).toordinal(), _shown(group)))
    best, changed = ranked[0], None
    if may_change and len(ranked) > 1:
        newest = max(ranked, key=_last)
        if _replaced(newest, [group for group in ranked if group is not newest]):
            best, changed = newest, min(vote.day for vote in newest if vote.day is not None)
    asked = len({vote.file for vote in votes})
    agree = _files(best)
    others = tuple((_value(group), _files(group)) for group in ranked if group is not best)
    proposal = Proposal(path, _value(best), _names(best), asked, others)
    if changed is not None:
        proposal = replace(proposal, why="changed", since=changed)
    elif agree * 2 < asked:
        every = tuple((_value(group), _files(group)) for group in ranked)
        return replace(proposal, value=None, others=every, sure=False, why="many")
    elif agree * 3 < asked * 2:
        return proposal.unsure("split")
    return proposal if agree >= enough else proposal.unsure("few")


def _replaced(newest: Sequence[Vote], former: Sequence[Sequence[Vote]]) -> bool:
    """Whether the *newest* value took the place of one other: every paper that says it is later than all the rest.

    Many former values (of many cells, say) are none that was replaced.
    """
    rest = [vote for group in former for vote in group]
    if any(vote.day is None for vote in (*newest, *rest)) or _files(former[0]) * 3 < _files(rest) * 2:
        return False
    return min(vote.day or _NO_DAY for vote in newest) > max(vote.day or _NO_DAY for vote in rest)


def _files(votes: Sequence[Vote]) -> int:
    return len({vote.file for vote in votes})


def _last(votes: Sequence[Vote]) -> date:
    return max(vote.day or _NO_DAY for vote in votes)


def _value(votes: Sequence[Vote]) -> Any:
    """The value as most of the files that mean it write it; of equals the one that comes first."""
    written = Counter(str(vote.value) for vote in votes)
    return min(votes, key=lambda vote: (-written[str(vote.value)], str(vote.value))).value


def _shown(votes: Sequence[Vote]) -> str:
    return str(_value(votes))


def _names(votes: Sequence[Vote]) -> tuple[str, ...]:
    """The files, the newest paper first."""
    ordered = sorted(votes, key=lambda vote: vote.file)
    ordered.sort(key=lambda vote: vote.day or _NO_DAY, reverse=True)
    return tuple(dict.fromkeys(vote.file for vote in ordered))
