"""The forms of one person: which are due, which lie in `forms/` and were edited; filling, and pictures of pages."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from dossier.adapters.files import reading
from dossier.adapters.output import MANIFEST_NAME, OutputFolder, Written, file_line, is_beside, write_forms
from dossier.adapters.pdf import convert_all
from dossier.adapters.ports import Held
from dossier.desk.batches import State
from dossier.desk.filling import fill_forms, proposed_for
from dossier.desk.looking import look_at
from dossier.desk.service import OfficeDesk
from dossier.errors import InputError, NotThere
from dossier.forms.form_set import forms_for
from dossier.messages import said
from dossier.record.stages import Stage, stage_of

FORMS_NAME = "forms"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOTS_AN_INCH = 100
_MOST_PAGES = 40
_MOST_PIXELS = 40_000_000
_KEPT_PREVIEWS = 24  # forms; a page of print is about 100 KB as a picture


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One form of a person.

    Args:
        name: of its file; number, title: of the form, empty for a file that we do not know.
        subject: whom it goes to or is about, where a form is made several times.
        due: whether it is due at the stage looked at; blanks: places that would stay blank now.
        there: whether the file lies in `forms/`; edited: a person changed it since we wrote it.
        beside: it was written beside an edited one.
        confirmed: whether its wording was compared with an official text.
    """

    name: str
    number: str = ""
    title: str = ""
    subject: str = ""
    due: bool = False
    blanks: int = 0
    there: bool = False
    edited: bool = False
    beside: bool = False
    confirmed: bool = True


_writing = threading.Lock()  # one filling at a time: all of them note what they wrote in one manifest


def entries(desk: OfficeDesk, held: Held, stage: str | None) -> list[FormEntry]:
    """The forms due at *stage* (None: the dossier's own), and every other file in `forms/`."""
    looked = look_at(held.dossier, stage, desk.office, desk.clock.today())
    folder = desk.root / held.record_id / FORMS_NAME
    there = _files(folder)
    known = _known(desk, held.record_id)
    made = []
    for form in looked.planned:
        present = form.name in there
        made.append(
            FormEntry(
                form.name, form.spec.number, form.spec.title, form.subject, due=True, blanks=len(form.lacks),
                there=present,
                edited=present and _is_edited(folder / form.name, held.record_id, known), confirmed=form.spec.confirmed,
            )
        )  # fmt: skip
    due = {entry.name for entry in made}
    others = [
        FormEntry(name, there=True, edited=_is_edited(folder / name, held.record_id, known), beside=is_beside(name))
        for name in there
        if name not in due
    ]
    return made + others


def fill(
    desk: OfficeDesk,
    held: Held,
    *,
    numbers: Sequence[str] = (),
    names: Sequence[str] = (),
    stage: str | None = None,
) -> list[Written]:
    """Fill forms into `forms/`; edited files are kept.

    Args:
        numbers: only forms of these numbers, whatever the stage; none: all that are due at *stage*.
        names: of these only the files of these names; none: all.

    Raises:
        InputError: a number that no pack has, a file that cannot be written, or a run over the cohort is going on.
    """
    batch = desk.batches.current
    if batch is not None and batch.state is State.RUNNING:
        raise InputError("", *said("batch_busy"))
    forms = forms_for(desk.office)
    chosen = forms.only(numbers) if numbers else forms
    at = None if numbers else Stage(stage) if stage is not None else stage_of(held.dossier.record_for(desk.office))
    proposed = proposed_for(held.dossier, desk.office, chosen, at, desk.clock.today())
    filled = fill_forms(held.dossier, desk.office, chosen, at, proposed)
    if names:
        filled = [form for form in filled if form.name in names]
    with _writing:
        folder = OutputFolder.open(desk.root)
        written = write_forms(desk.root, held.record_id, filled, folder.known(held.record_id))
        folder.note([file_line(entry) for entry in written])
    return written


def form_path(desk: OfficeDesk, record_id: str, name: str) -> Path:
    """Where a file of `forms/` lies.

    Raises:
        NotThere: no such file.
    """
    folder = desk.root / desk.store.read(record_id).record_id / FORMS_NAME
    if name not in _files(folder):
        raise NotThere(name[:80], *said("no_form_file"))
    return folder / name


def preview(path: Path) -> tuple[bytes, ...]:
    """The pages of a Word file as PNG pictures, as the best program of this machine sets them.

    Raises:
        InputError: there is no program or font to set it with.
    """
    with reading(path):
        content = path.read_bytes()
    return _pictures(hashlib.sha256(content).hexdigest(), path)


@lru_cache(maxsize=_KEPT_PREVIEWS)
def _pictures(_: str, path: Path) -> tuple[bytes, ...]:
    import pypdfium2

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "form.docx"
        shutil.copyfile(path, copy)
        [made] = convert_all([copy])
        pictures = []
        document = pypdfium2.PdfDocument(made.path.read_bytes())
        try:
            for number in range(min(len(document), _MOST_PAGES)):
                page = document[number]
                scale = _DOTS_AN_INCH / 72
                width, height = page.get_size()
                scale *= min(1.0, (_MOST_PIXELS / max(1.0, width * height * scale * scale)) ** 0.5)
                out = BytesIO()
                page.render(scale=scale).to_pil().save(out, "PNG", optimize=True)
                pictures.append(out.getvalue())
        finally:
            document.close()
        return tuple(pictures)


def _files(folder: Path) -> list[str]:
    """The Word files of a folder, in the order of their names; what Word itself leaves beside them is none."""
    if not folder.is_dir():
        return []
    return sorted(e.name for e in folder.iterdir() if e.suffix == ".docx" and not e.name.startswith(("~$", ".")))


def _known(desk: OfficeDesk, record_id: str) -> dict[str, str]:
    if not (desk.root / MANIFEST_NAME).is_file():
        return {}
    return OutputFolder.open(desk.root).known(record_id)


def _is_edited(path: Path, record_id: str, known: dict[str, str]) -> bool:
    with reading(path):
        return hashlib.sha256(path.read_bytes()).hexdigest() != known.get(f"{record_id}/{FORMS_NAME}/{path.name}")
