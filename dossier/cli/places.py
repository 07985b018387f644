"""`dossier places`: what an address with former names may be called today, or the other way round."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from dossier.cli.console import say, t
from dossier.record.gazetteer import Suggestion, former_communes, knows_province, present_commune, suggest
from dossier.record.gazetteer.address import parse_address
from dossier.record.gazetteer.tables import FormerCommune


@click.command("places", help=t("cmd.places.help"), epilog=t("cmd.places.example"))
@click.argument("addresses", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help=t("cmd.places.format"),
)  # fmt: skip
def command(addresses: tuple[str, ...], form: str) -> int:
    answers = [_Answer(address) for address in addresses]
    if form == "json":
        found = [answer.as_json() for answer in answers]
        say(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
    else:
        say("\n\n".join("\n".join(answer.lines()) for answer in answers))
    return 0 if all(answer.found for answer in answers) else 1


class _Answer:
    """One address: what was understood, and what the table says of it."""

    def __init__(self, address: str) -> None:
        self.given = parse_address(address)
        self.suggestion: Suggestion | None = suggest(self.given)
        self.present = present_commune(self.given)
        self.former: tuple[FormerCommune, ...] = former_communes(self.given)

    @property
    def found(self) -> bool:
        return self.present is not None or (self.suggestion is not None and bool(self.suggestion.candidates))

    def as_json(self) -> dict[str, Any]:
        """The answer as data; ``present`` and ``certain`` are null where nothing is suggested."""
        suggestion = self.suggestion
        return {
            "given": self.given,
            "present": dict(suggestion.place) if suggestion else None,
            "certain": suggestion.certain if suggestion else None,
            "candidates": [asdict(now) for now in suggestion.candidates] if suggestion else [],
            "understood": [asdict(old) for old in suggestion.understood] if suggestion else [],
            "former": [asdict(old) for old in self.former],
        }

    def lines(self) -> list[str]:
        lines = [t("cmd.places.given", place=_line(self.given) or "–")]
        if self.suggestion is not None:
            return lines + _suggested(self.suggestion)
        if self.former:
            return [*lines, t("cmd.places.former"), *_listed(self.former)]
        if self.present is not None:
            return [*lines, t("cmd.places.unchanged")]
        known = knows_province(self.given.get("province", ""))
        return [*lines, t("cmd.places.no_commune" if known else "cmd.places.no_province")]


def _suggested(suggestion: Suggestion) -> list[str]:
    understood, candidates = suggestion.understood, suggestion.candidates
    if not candidates:
        return [t("cmd.places.province", province="; ".join(suggestion.provinces))]
    if len(candidates) == 1:
        old = understood[0] if len(understood) == 1 else None
        lines = [t("cmd.places.present", now=candidates[0])]
        lines += [t("cmd.places.matched", old=old)] if old and not suggestion.certain else []
        lines.append(t("cmd.places.written", line=_line(suggestion.place)))
    else:
        lines = [t("cmd.places.split" if suggestion.split else "cmd.places.several"), *_listed(candidates)]
        if not suggestion.split:
            lines += [t("cmd.places.several_old"), *_listed(understood)]
    return [*lines, t("cmd.places.certain" if suggestion.certain else "cmd.places.uncertain")]


def _listed(names: Sequence[object]) -> list[str]:
    return [f"  - {name}" for name in names]


def _line(place: Any) -> str:
    """A place as a form prints it, the old name in brackets."""
    from dossier.forms.formats import place_text

    return place_text(place) or ""
