"""What took place: every act and paper with its day, for the line of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from dossier.record.dates import parse_date
from dossier.record.places import STAR, is_within
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.rules.acts import ACTS, ORDER, Act
from dossier.rules.rulebook import Rulebook
from dossier.rules.windows import Break, Window

_PROVED_BY = {act.paper: act.key for act in ACTS if act.paper}


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that took place on a day.

    Args:
        key: its name in the catalogue; empty for one that is called by its *label*.
        places: concrete places of its date; several where equal acts fall on one day.
        label: what the schema calls it, in Vietnamese.
        group: one of `GROUPS`.
        forms: numbers of the papers that prove it and bear the same date.
    """

    key: str
    places: tuple[str, ...]
    label: str
    day: date
    group: str
    forms: tuple[str, ...] = ()


@dataclass(slots=True)
class _Made:
    """A moment being put together."""

    key: str
    at: str
    label: str
    day: date
    group: str
    forms: list[str] = field(default_factory=list)


def moments_of(
    record: Record, rulebook: Rulebook, windows: Sequence[Window], breaks: Sequence[Break]
) -> tuple[Moment, ...]:
    made = [_Made(act.key, at, _name(act.place), day, act.group) for act in ACTS for at, day in record.dates(act.place)]
    shown = {one.at for one in made}
    made += _papers(record, rulebook, made)
    outside = [(window.end, window.met_on) for window in windows if window.broken and not window.exact]
    for at, day in dict.fromkeys([*outside, *((broken.at, broken.day) for broken in breaks)]):
        if at not in shown and day is not None:
            made.append(_Made("", at, label(at, record.data), day, "personal"))
            shown.add(at)
    together: dict[tuple[str, str, date, str], list[_Made]] = {}
    for one in made:
        together.setdefault((one.key, one.label, one.day, one.group), []).append(one)
    moments = [
        Moment(key, tuple(one.at for one in ones), name, day, group, tuple(dict.fromkeys(ones[0].forms)))
        for (key, name, day, group), ones in together.items()
    ]
    moments.sort(key=lambda one: (one.day, ORDER.get(one.key, len(ACTS)), one.label))
    return tuple(moments)


def _papers(record: Record, rulebook: Rulebook, acts: Sequence[_Made]) -> Iterator[_Made]:
    """The papers; one that bears the date of the act it proves lends that act its number instead."""
    on_day: dict[date, list[_Made]] = {}
    for one in acts:
        on_day.setdefault(one.day, []).append(one)
    admitted = record.date("/admission/ceremony_date")
    for index, paper in enumerate(record.items("/papers")):
        day = parse_date(paper.get("date")) if isinstance(paper, Mapping) else None
        if day is None:
            continue
        form, purpose = str(paper.get("form") or ""), str(paper.get("purpose") or "")
        proved = _proved(paper, form, purpose, rulebook, on_day.get(day, ()))
        if proved is None:
            at = f"/papers/{index}"
            group = _paper_group(paper, form, purpose, day, admitted, rulebook)
            yield _Made("", at, _paper_name(form, purpose), day, group)
        elif any(letter.isdigit() for letter in form):
            proved.forms.append(form)


def _proved(
    paper: Mapping[str, Any], form: str, purpose: str, rulebook: Rulebook, same_day: Sequence[_Made]
) -> _Made | None:
    """Of the acts of that day the one that the paper proves."""
    about = paper.get("about")
    if key := _PROVED_BY.get(purpose):
        return next((act for act in same_day if act.key == key), None)
    for row in rulebook.papers_of(form):
        if row.purpose is not None and row.purpose != purpose:
            continue
        for exactly in (True, False):
            for act in same_day:
                parent, _, key = act.at.rpartition("/")
                fits = parent == about if about else _starred(parent) == row.object
                if fits and (key == row.date or not exactly):
                    return act
    if isinstance(about, str):
        return next((act for act in same_day if is_within(act.at, about)), None)
    return None


def _starred(place: str) -> str:
    return "/".join(STAR if step.isdigit() else step for step in place.split("/"))


# papers that belong elsewhere than the object they are about, or that are about none
_PAPER_GROUPS = {
    "20-KNĐ": "verification", "tham-tra": "verification", "verifier_letter": "verification",
    "verifier_report": "verification", "organisation_opinion": "meeting", "residence_opinion": "meeting",
    "branch_proposal": "meeting", "superior_appraisal": "decision", "dong-y": "decision",
}  # fmt: skip


def _paper_group(
    paper: Mapping[str, Any], form: str, purpose: str, day: date, admitted: date | None, rulebook: Rulebook
) -> str:
    about = str(paper.get("about") or "")
    if is_within(about, "/probation") or (admitted is not None and day > admitted):
        return "probation"
    group = _PAPER_GROUPS.get(purpose) or _PAPER_GROUPS.get(form)
    if group is not None:
        return group
    proved = [row.object for row in rulebook.papers_of(form) if row.purpose in (None, purpose)]
    return next(
        (act.group for place in (about, *proved) for act in ACTS if place and _object(act) == place), "personal"
    )


@lru_cache(maxsize=128)
def _object(act: Act) -> str:
    return act.place.rpartition("/")[0]


@lru_cache(maxsize=512)
def _paper_name(form: str, purpose: str) -> str:
    return label(f"papers[form={form},purpose={purpose}]" if purpose else f"papers[form={form}]")


@lru_cache(maxsize=128)
def _name(place: str) -> str:
    return label(place)
