"""`dossier read`: what a person changed by hand in forms that we filled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dossier.adapters.files import (
    RECORD_NAME,
    load_office,
    load_record,
    read_bytes,
    read_record,
)
from dossier.adapters.output import MANIFEST_NAME, OutputFolder
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.cli.console import office_option, one_line, say, t, today
from dossier.forms.differences import Change, Differences, Kind, Outside, differences, form_of
from dossier.forms.form_set import FormSet, forms_for, load_forms
from dossier.forms.proposals import in_spelling
from dossier.forms.read import MARKER, ReadForm, read_form
from dossier.forms.take_over import Taken, take_over
from dossier.record.destinations import NOTHING_PROPOSED
from dossier.record.office import Office
from dossier.rules.loading import load_rulebook
from dossier.rules.verification_law import proposals


@dataclass(frozen=True)
class _File:
    """A file as it was read; `untouched`: nobody changed it since we wrote it."""

    path: Path
    form: ReadForm
    record: Path | None
    untouched: bool


@click.command("read", help=t("cmd.read.help"), epilog=t("cmd.read.example"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE.docx…")
@click.option("--record", "record_path", type=click.Path(path_type=Path), default=None, help=t("cmd.read.record"))
@click.option("--write", is_flag=True, help=t("cmd.read.write"))
@click.option("--pack", default=None, help=t("cmd.fill.pack"))
@office_option
def command(
    paths: tuple[Path, ...], record_path: Path | None, write: bool, pack: str | None, office_path: Path | None
) -> int:
    # every file is read before anything is written
    files = [_read(path, record_path) for path in paths]
    if write and any(file.record is None for file in files):
        raise click.UsageError(t("cmd.read.which_record"))
    changes: dict[Path, list[Change]] = {}
    differs = False
    for file in files:
        if file.record is None:
            _show_fields(file)
            continue
        office = load_office(office_path, beside=file.record)
        found = _compare(file, file.record, office, _sets(office, pack))
        differs = differs or bool(found)
        _show(file, found)
        if not (file.untouched or found.is_foreign):
            changes.setdefault(file.record.resolve(), []).extend(found.changes)
    if write:
        for record, some in changes.items():
            _show_taken(record, _write(record, some))
    elif any(change.puts for some in changes.values() for change in some):
        say(t("cmd.read.can_write"))
    return 1 if differs else 0


def _read(path: Path, record: Path | None) -> _File:
    content = read_bytes(path)
    return _File(path, read_form(content, path.name), record or _beside(path), _is_untouched(path, content))


def _beside(path: Path) -> Path | None:
    """The record of the dossier folder that a form lies in, below `forms/` or beside the record."""
    folders = path.absolute().parents[:2]
    return next((folder / RECORD_NAME for folder in reversed(folders) if (folder / RECORD_NAME).is_file()), None)


def _is_untouched(path: Path, content: bytes) -> bool:
    """Whether the manifest of the folder that we filled has this very file."""
    file = path.absolute()
    if len(file.parents) < 3 or not (file.parents[2] / MANIFEST_NAME).is_file():
        return False
    root, record_id = file.parents[2], file.parents[1].name
    known = OutputFolder.open(root).known(record_id)
    return known.get(file.relative_to(root).as_posix()) == hashlib.sha256(content).hexdigest()


def _sets(office: Office, pack: str | None) -> list[FormSet]:
    """Where a form may come from: the office's own pack first, printed and to copy out, then our packs."""
    chosen = forms_for(office, pack)
    more = [load_forms(printed=printed) for printed in (False, True)]
    if pack is not None:
        more = [load_forms(pack, printed=printed) for printed in (False, True)] + more
    return [chosen, *more]


def _compare(file: _File, record: Path, office: Office, sets: Iterable[FormSet]) -> Differences:
    forms, spec = form_of(file.form, sets, file.path.name)
    read = load_record(record).record_for(office)
    proposed = NOTHING_PROPOSED
    if spec.proposals is not None:
        proposed = in_spelling(proposals(read, load_rulebook(office), today()), office)
    return differences(file.form, read, office, forms, spec, proposed)


def _write(record: Path, changes: Sequence[Change]) -> Taken:
    file = record / RECORD_NAME if record.is_dir() else record
    data, digest = read_record(file)
    taken = take_over(data, changes)
    if taken.taken:
        save_record(file, taken.data, Act("", "read_back"), if_match=digest)
    return taken


# --- what is shown -----------------------------------------------------------------------------------------


def _show_fields(file: _File) -> None:
    """Every field and its text: there is no record to compare with."""
    say(t("cmd.read.no_record", name=file.path.name, form=file.form.number))
    for field in file.form.fields:
        say(f"  {field.token}: {one_line(field.text) if not field.is_blank else t('cmd.read.blank')}")


def _show(file: _File, found: Differences) -> None:
    head = {"name": file.path.name, "form": file.form.number, "title": found.title}
    if not found:
        say(t("cmd.read.equal", **head))
        return
    say(t("cmd.read.head", **head))
    if not found.is_due:
        say(t("cmd.read.not_due"))
    if found.is_proposal:
        say(t("cmd.read.is_proposal"))
    if file.untouched:
        say(t("cmd.read.untouched"))
    if found.is_foreign:
        say(t("cmd.read.foreign"))
    for change in found.changes:
        for line in _told(change):
            say(line)
    if found.outside:
        say(t("cmd.read.outside"))
    for paragraph in found.outside:
        for line in _told_outside(paragraph):
            say(line)


def _told(change: Change) -> Iterator[str]:
    say_kind = t(f"cmd.read.kind.{change.kind.value}")
    yield t("cmd.read.field", label=change.label, kind=say_kind)
    if change.is_ is not None:
        yield t("cmd.read.in_file", text=one_line(change.is_) or t("cmd.read.blank"))
    if change.was is not None:
        yield t("cmd.read.in_record", text=one_line(change.was) or t("cmd.read.blank"))
    yield t("cmd.read.do", what=_advice(change), place=", ".join(change.puts or change.pointers) or change.token)


def _advice(change: Change) -> str:
    if change.says_same:
        return t("cmd.read.advice.same")
    if change.puts:
        return t("cmd.read.advice.write")
    if change.kind is Kind.LOST:
        return t("cmd.read.advice.lost")
    return t("cmd.read.advice.by_hand")


def _told_outside(paragraph: Outside) -> Iterator[str]:
    if paragraph.was is not None:
        yield t("cmd.read.minus", text=one_line(MARKER.sub("[…]", paragraph.was)))
    if paragraph.is_ is not None:
        yield t("cmd.read.plus", text=one_line(MARKER.sub("[…]", paragraph.is_)))


def _show_taken(record: Path, taken: Taken) -> None:
    say(t("cmd.read.written", count=len(taken.taken), name=record.name))
    for key, some in (("conflict", taken.conflicts), ("refused", taken.refused)):
        for change in some:
            say(t(f"cmd.read.{key}", label=change.label, place=", ".join(change.puts)))
