"""`dossier fill`: the Word forms of one or more records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from dossier.adapters.files import load_dossier, load_office
from dossier.adapters.folders import dossier_paths, folder_name
from dossier.adapters.output import LONGEST_PATH, OutputFolder, Written, file_line, longest_path, pdf_line, write_forms
from dossier.adapters.ports import Act
from dossier.cli.confirm import save
from dossier.cli.console import as_of_option, lang, office_option, say, stage_option, t, today
from dossier.desk.filling import chosen_forms, fill_forms, proposed_for
from dossier.errors import InputError
from dossier.forms.pack import FilledForm
from dossier.forms.proposals import why
from dossier.messages import said
from dossier.record.destinations import VerificationPlan
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.record.stages import Stage


@click.command("fill", help=t("cmd.fill.help"), epilog=t("cmd.fill.example"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=t("cmd.fill.out"))
@stage_option
@click.option("--form", "numbers", multiple=True, help=t("cmd.fill.form"))
@click.option("--pack", default=None, help=t("cmd.fill.pack"))
@as_of_option
@office_option
@click.option("--propose", is_flag=True, help=t("cmd.fill.propose"))
@click.option("--pdf", is_flag=True, help=t("cmd.fill.pdf"))
def command(
    paths: tuple[Path, ...], out: Path, stage: str | None, numbers: tuple[str, ...], pack: str | None,
    as_of: date | None, office_path: Path | None, propose: bool, pdf: bool,
) -> int:  # fmt: skip
    office = load_office(office_path, beside=paths[0])
    forms = chosen_forms(office, pack, numbers)
    forms.compile_all()
    folder = OutputFolder.open(out)
    written: list[Path] = []
    filled_ids: set[str] = set()
    for given in paths:
        for path in dossier_paths(given):
            dossier = load_dossier(path)
            record_id = folder_name(dossier.record_id, dossier.name)
            if record_id.casefold() in filled_ids:
                raise InputError(dossier.name, *said("double_record_id"))
            filled_ids.add(record_id.casefold())
            # forms asked for by number are filled whatever the stage
            at_stage = None if numbers or stage is None else Stage(stage)
            proposed = proposed_for(dossier, office, forms, at_stage, as_of or today())
            if propose and (put := proposed.puts(dossier.data)):
                act = Act("", "edit", list(put))
                save(path, put, act, if_match=dossier.inputs[0].sha256)
                say(t("cmd.fill.took_over", id=record_id, count=len(put)))
                dossier = load_dossier(path)
                proposed = proposed_for(dossier, office, forms, at_stage, as_of or today())
            filled = fill_forms(dossier, office, forms, at_stage, proposed)
            entries = write_forms(out, record_id, filled, folder.known(record_id))
            folder.note([file_line(entry) for entry in entries])
            tell(record_id, out, filled, entries)
            tell_proposed(proposed, dossier.record_for(office))
            written += [out / entry.path for entry in entries]
    if pdf:
        make_pdfs(folder, written)
    folder.close()
    warn_of_long_paths(out, [str(path.relative_to(out)) for path in written])
    return 0


def tell(record_id: str, out: Path, filled: Sequence[FilledForm], entries: Sequence[Written]) -> None:
    """What was written for one person, in a few lines."""
    say(t("cmd.fill.done", id=record_id, count=len(filled), folder=out / record_id / "forms"))
    for entry in entries:
        if entry.kept:
            say(t("cmd.fill.kept", name=Path(entry.kept).name, new=Path(entry.path).name))
    for form in filled:
        if form.blanks:
            say(t("cmd.fill.blanks", name=form.name, count=form.blanks))
    unconfirmed = [form.number for form in filled if not form.confirmed]
    if unconfirmed:
        say(t("cmd.fill.unconfirmed", forms=", ".join(dict.fromkeys(unconfirmed))))


def tell_proposed(proposed: VerificationPlan, record: Record) -> None:
    """Where the person and the relatives are still to be verified, and who could not be placed."""
    for key, own in (("proposed", False), ("own", True)):
        some = [one for one in proposed.destinations if one.own is own]
        if some:
            say(t(f"cmd.fill.{key}", count=len(some)))
        for one in some:
            say(f"    {one.name}: {', '.join(label(at, record.data) for at in one.at)}")
    if proposed.letters:
        say(t("cmd.fill.can_propose"))
    if proposed.unplaced:
        say(t("cmd.fill.unplaced", count=len(proposed.unplaced)))
    for lacking in proposed.unplaced:
        reason = why(lacking).get(lang())
        say(f"    {label(lacking.at, record.data)}: {reason[:1].lower()}{reason[1:]}")


def make_pdfs(folder: OutputFolder, paths: Iterable[Path]) -> None:
    """A PDF beside each of the Word files *paths* below the folder; the manifest names the engine."""
    from dossier.adapters.pdf import convert_all

    made = convert_all(paths)
    folder.note([pdf_line(folder.root, one.path, one.engine) for one in made])
    if made:
        say(t("pdf.made", count=len(made), engine=made[0].engine))
    if any(one.approximate for one in made):
        say(t("pdf.approximate"), err=True)
    strange = sorted({font for one in made for font in one.foreign_fonts})
    if strange:
        say(t("pdf.foreign_fonts", fonts=", ".join(strange)), err=True)


def warn_of_long_paths(out: Path, names: Sequence[str]) -> None:
    """One line when Windows could not open the longest path."""
    length = longest_path(out, names)
    if length > LONGEST_PATH:
        say(t("cmd.batch.slow_path", length=length), err=True)
