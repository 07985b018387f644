"""`dossier confirm`: what a person saw with his own eyes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from dossier.adapters.files import RECORD_NAME, load_dossier, load_office, read_record
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.cli.console import DateType, office_option, say, stage_option, t, today
from dossier.errors import InputError
from dossier.findings import Finding, Verdict
from dossier.messages import said
from dossier.record.edit import edited
from dossier.record.places import is_within
from dossier.record.schema import label
from dossier.rules.answers import spellings
from dossier.rules.check import check
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Rulebook

ANSWERS = ("ok", "not_ok", "not_applicable")
STAMP_CODE = "C09"
STAMP = "papers[form=2-KNĐ]/cross_page_stamp"


@click.command("confirm", help=t("cmd.confirm.help"), epilog=t("cmd.confirm.example"))
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("code", required=False)
@stage_option
@click.option("--by", required=True, help=t("cmd.confirm.by"))
@click.option("--on", type=DateType(), default=None, help=t("cmd.confirm.on"))
@click.option("--answer", type=click.Choice(ANSWERS), default="ok", show_default=True, help=t("cmd.confirm.answer"))
@click.option("--where", default=None, help=t("cmd.confirm.where"))
@click.option("--stamped-on", type=DateType(), default=None, help=t("cmd.confirm.stamped_on"))
@click.option("--note", default=None, help=t("cmd.confirm.note"))
@office_option
def command(
    path: Path, code: str | None, stage: str | None, by: str, on: date | None, answer: str, where: str | None,
    stamped_on: date | None, note: str | None, office_path: Path | None,
) -> int:  # fmt: skip
    if code is None and stage is None:
        raise click.UsageError(t("cmd.confirm.code_or_stage"))
    by = by.strip()
    if not by:
        raise click.UsageError(f"--by: {t('cmd.confirm.by')}")
    office = load_office(office_path, beside=path)
    rulebook = load_rulebook(office)
    dossier = load_dossier(path)
    day = on or today()
    if code is not None:
        code = known_code(code, rulebook)
        # a code alone is answered wherever it is still open, whatever the stage
        stage = stage or "recognition_submission"
    report = check(dossier, stage=stage, office=office, rulebook=rulebook, as_of=day)
    waiting = [f for f in report.findings if f.verdict is Verdict.NEEDS_PERSON and code in (None, f.code)]
    by_hand = {"by": by, "on": day.isoformat(), "answer": answer, **({"note": note} if note else {})}
    if where is not None:
        places = spellings(dossier.record, where)
        waiting = [f for f in waiting if any(is_within(f.where.pointer, place) for place in places)]
    left = sorted({f.code for f in waiting if code is None and must_look(f, rulebook)})
    chosen = [(f.code, f.ask, f.where.pointer, f.where.label) for f in waiting if code or not must_look(f, rulebook)]
    put: dict[str, Any] = {}
    if code == STAMP_CODE:
        put |= stamp_seen(dossier.data, by_hand, stamped_on)
        chosen = [(STAMP_CODE, "stamped", STAMP, label(STAMP, dossier.record.data))]
    if not chosen and not left:
        say(t("cmd.confirm.nothing", name=dossier.name))
        return 0
    before = dossier.data.get("confirmations")
    entries = [{"code": code_, "ask": ask, "where": at, **by_hand} for code_, ask, at, _ in chosen]
    put["/confirmations"] = [*(before if isinstance(before, list) else []), *entries]
    act = Act(by, "confirm", [at for _, _, at, _ in chosen], sorted({found for found, *_ in chosen}))
    save(path, put, act, if_match=dossier.inputs[0].sha256)
    say(t("cmd.confirm.done", count=len(chosen), name=dossier.name))
    for found, _, _, place in chosen:
        say(t("cmd.confirm.looked", code=found, label=place))
    if left:
        say(t("cmd.confirm.left", codes=", ".join(left)))
    return 0


def known_code(code: str, rulebook: Rulebook) -> str:
    """*code* as the rulebook spells it.

    Raises:
        InputError: there is no such rule.
    """
    from difflib import get_close_matches

    for known in rulebook.codes:
        if known.casefold() == code.casefold():
            return known
    near = get_close_matches(code.upper(), rulebook.codes, 1)
    raise InputError(code, *said("no_such_rule", near=near[0] if near else "–"))


def must_look(finding: Finding, rulebook: Rulebook) -> bool:
    """Whether the finding's matter is to be looked at one by one."""
    rule = rulebook.rules.get(finding.code)
    return rule is not None and any(ask.must_look for ask in rule.asks if ask.id == finding.ask)


def stamp_seen(data: Mapping[str, Any], by_hand: Mapping[str, Any], stamped_on: date | None) -> dict[str, Any]:
    """What a look at the cross-page stamp puts into the record: the stamp itself, and the confirmation."""
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


def save(path: Path, put: Mapping[str, Any], act: Act, *, if_match: str) -> None:
    """Write the record at *path* with *put* in it; nothing else of the file changes.

    Args:
        if_match: SHA-256 of the record that *put* was made for.
    """
    data, _ = read_record(path / RECORD_NAME if path.is_dir() else path)
    save_record(path, edited(data, put=put), act, if_match=if_match)
