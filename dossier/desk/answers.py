"""What a person saw with his own eyes, and who answers for a finding: what that puts into a record. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from dossier.errors import InputError, UsageError
from dossier.findings import Finding, Report, Severity, Verdict
from dossier.messages import said
from dossier.record.dossier import Dossier
from dossier.record.places import is_within
from dossier.record.schema import label
from dossier.rules.answers import BUILTIN_CODES, spellings
from dossier.rules.rulebook import Rulebook

ANSWERS = ("ok", "not_ok", "not_applicable")
KINDS = ("accepted", "fixed")
STAMP_CODE = "C09"
STAMP = "papers[form=2-KNĐ]/cross_page_stamp"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look puts into the record.

    Args:
        put: place -> value, for `edited`; empty when nothing waited.
        seen: (code, place, label) of everything that is now confirmed.
        left: codes that must be looked at one by one, which a look at everything leaves open.
    """

    put: Mapping[str, Any]
    seen: tuple[tuple[str, str, str], ...] = ()
    left: tuple[str, ...] = ()


def looked(
    dossier: Dossier,
    report: Report,
    rulebook: Rulebook,
    *,
    by: str,
    on: date,
    code: str | None = None,
    where: str | None = None,
    answer: str = "ok",
    stamped_on: date | None = None,
    note: str | None = None,
) -> Looked:
    """The confirmations of what waits for a person in *report*.

    Args:
        report: of the same dossier; what it says `needs_person` is what waits.
        by: who looked; on: when.
        code: only this rule's; without it everything that need not be looked at one by one.
        where: only at or below this place.
        answer: one of `ANSWERS`.
        stamped_on: the day on the cross-page stamp, with C09.

    Raises:
        UsageError: nobody is named.
        InputError: there is no such rule.
    """
    by = by.strip()
    if not by:
        raise UsageError("by", *said("nobody_named"))
    code = known_code(code, rulebook) if code is not None else None
    waiting = [f for f in report.findings if f.verdict is Verdict.NEEDS_PERSON and code in (None, f.code)]
    by_hand = {"by": by, "on": on.isoformat(), "answer": answer, **({"note": note} if note else {})}
    if where is not None:
        places = spellings(dossier.record, where)
        waiting = [f for f in waiting if any(is_within(f.where.pointer, place) for place in places)]
    left = tuple(sorted({f.code for f in waiting if code is None and must_look(f, rulebook)}))
    chosen = [(f.code, f.ask, f.where.pointer, f.where.label) for f in waiting if code or not must_look(f, rulebook)]
    put: dict[str, Any] = {}
    if code == STAMP_CODE:
        put |= _stamp_seen(dossier.data, by_hand, stamped_on)
        chosen = [(STAMP_CODE, "stamped", STAMP, label(STAMP, dossier.record.data))]
    if chosen:
        entries = [{"code": code_, "ask": ask, "where": at, **by_hand} for code_, ask, at, _ in chosen]
        put["/confirmations"] = [*_entries(dossier, "confirmations"), *entries]
    return Looked(put, tuple((code_, at, place) for code_, _, at, place in chosen), left)


def must_look(finding: Finding, rulebook: Rulebook) -> bool:
    """Whether the finding's matter is to be looked at one by one."""
    rule = rulebook.rules.get(finding.code)
    return rule is not None and any(ask.must_look for ask in rule.asks if ask.id == finding.ask)


def known_code(code: str, rulebook: Rulebook) -> str:
    """*code* as the rulebook spells it.

    Raises:
        InputError: there is no such rule.
    """
    for known in rulebook.codes:
        if known.casefold() == code.casefold():
            return known
    near = get_close_matches(code.upper(), rulebook.codes, 1)
    raise InputError(code, *said("no_such_rule", near=near[0] if near else "–"))


def _stamp_seen(data: Mapping[str, Any], by_hand: Mapping[str, Any], stamped_on: date | None) -> dict[str, Any]:
    """What a look at the cross-page stamp puts into the record: the stamp itself, beside the confirmation."""
    present = by_hand["answer"] == "ok"
    papers = [paper for paper in data.get("papers") or [] if isinstance(paper, Mapping)]
    biography: Mapping[str, Any] = next((paper for paper in papers if paper.get("form") == "2-KNĐ"), {})
    stamp = dict(biography.get("cross_page_stamp") or {})
    stamp["state"] = "present" if present else "absent"
    # whoever confirms has seen the stamp on all pages and on the photo; a "no" about the photo stays
    if present and stamp.get("on_photo") is None:
        stamp["on_photo"] = True
    if stamped_on is not None:
        stamp["stamped_on"] = stamped_on.isoformat()
    stamp.setdefault("evidence", "person")
    stamp |= {"confirmed_by": by_hand["by"], "confirmed_on": by_hand["on"]}
    return {STAMP: stamp}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an acceptance puts into the record, and the place it speaks of in words."""

    put: Mapping[str, Any]
    code: str
    label: str


def accepted(
    dossier: Dossier,
    report: Report,
    rulebook: Rulebook,
    *,
    code: str,
    where: str,
    reason: str,
    by: str,
    on: date,
    expires: date | None = None,
    kind: str = "accepted",
) -> Accepted:
    """The disposition by which *by* answers for a finding of *report*.

    Raises:
        UsageError: nobody or no reason is named, or the finding is an error nobody may answer for.
        InputError: there is no such rule, or no such finding.
    """
    reason, by = reason.strip(), by.strip()
    if not reason or not by:
        raise UsageError("reason" if not reason else "by", *said("no_reason" if not reason else "nobody_named"))
    code = code.upper() if code.upper() in BUILTIN_CODES else known_code(code, rulebook)
    places = spellings(dossier.record, where)
    matching = [
        f for f in report.findings if f.code == code and any(is_within(f.where.pointer, place) for place in places)
    ]
    if not matching:
        raise InputError(where, *said("no_such_finding", code=code))
    if not all(acceptable(finding, rulebook) for finding in matching):
        raise UsageError(where, *said("not_acceptable", code=code))
    entry = {
        "code": code, "where": where, "kind": kind, "reason": reason, "by": by,
        "on": on.isoformat(), "expires": expires.isoformat() if expires else None,
    }  # fmt: skip
    return Accepted({"/dispositions": [*_entries(dossier, "dispositions"), entry]}, code, matching[0].where.label)


def acceptable(finding: Finding, rulebook: Rulebook) -> bool:
    """Whether somebody may answer for *finding*: a warning always, an error only where its ask says so."""
    rule = rulebook.rules.get(finding.code)
    by_ask = rule is not None and any(ask.acceptable for ask in rule.asks if ask.id == finding.ask)
    return by_ask or finding.severity is not Severity.ERROR


def _entries(dossier: Dossier, key: str) -> Sequence[Any]:
    before = dossier.data.get(key)
    return before if isinstance(before, list) else []
