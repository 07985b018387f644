"""Writes the golden forms: `python -m tests.golden.make`. Each filled form as its visible text and as tidy XML.

`golden/<pack>/<person>/<form>.txt` and `.xml`; the first person is the complete dossier, the second a patch on it
(`second.json`) that needs the forms which the first does not. Of a pack that extends another one only its own forms
are kept. The bytes of the archives are not kept.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from dossier.forms.form_set import load_forms
from dossier.forms.plan import PlannedForm, plan
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.resources import data_folder

PACK = "hd38-2025"
ROOT = Path(__file__).parent
GOLDEN = ROOT / PACK
PEOPLE = ("complete", "second")
PACKS = {PACK: PACK, "hd12-2022": "hd12-2022", "ha-noi-2025": data_folder("samples") / "packs" / "ha-noi-2025"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def _text(person: str) -> str:
    complete = (data_folder("samples") / "dossiers" / "complete" / "record.json").read_text("utf-8")
    if person == "complete":
        return complete
    patch = json.loads((GOLDEN / f"{person}.json").read_text("utf-8"))
    return json.dumps(edited(json.loads(complete), put=patch["put"], remove=patch["remove"]))


def record(person: str) -> dict[str, Any]:
    """The record of one person, new on every call."""
    data: dict[str, Any] = json.loads(_text(person))
    return data


@cache
def papers(person: str, pack: str = PACK) -> dict[str, PlannedForm]:
    """Every form of the pack that fits the person, by name; helpers' papers too, print variants with `-in`.

    The second person has only what the first lacks, and what is worded otherwise for a re-admission.
    """
    found: dict[str, PlannedForm] = {}
    for printed in (False, True):
        forms = load_forms(PACKS[pack], printed=printed)
        every = forms.only(form.number for form in forms.forms if form.pack == pack)
        for paper in plan(Record(record(person)), Office(), every, None):
            name = paper.name.removesuffix(".docx")
            if not printed:
                found[name] = paper
            elif paper.spec.path.stem.endswith("-in"):
                found[f"{name}-in"] = paper
    return found


@cache
def content(person: str, name: str, pack: str = PACK) -> bytes:
    """The Word file of one paper."""
    return papers(person, pack)[name].fill().content


def _body(file: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    body = root.find(f"{_W}body")
    assert body is not None
    return body


def visible_text(file: bytes) -> str:
    """What a reader sees: a line a paragraph, a tab as →, cells of tables one below the other."""
    lines = []
    for paragraph in _body(file).iter(f"{_W}p"):
        pieces = []
        for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
            if element.getparent().tag == f"{_W}r":
                pieces.append({f"{_W}tab": "→", f"{_W}br": "↵"}.get(str(element.tag), element.text or ""))
        lines.append("".join(pieces))
    return "\n".join(lines).strip("\n") + "\n"


def tidy_xml(file: bytes) -> str:
    """The body, an element a line."""
    body = _body(file)
    etree.cleanup_namespaces(body, keep_ns_prefixes=["w"])
    return etree.tostring(body, encoding="unicode", pretty_print=True)


def written() -> Iterator[tuple[str, str]]:
    """Every golden file: its path, and what stands in it."""
    for pack in PACKS:
        for person in PEOPLE:
            for name in papers(person, pack):
                yield from written_of(pack, person, name)


def written_of(pack: str, person: str, name: str) -> Iterator[tuple[str, str]]:
    """The golden files of one paper."""
    file = content(person, name, pack)
    yield f"{pack}/{person}/{name}.txt", visible_text(file)
    yield f"{pack}/{person}/{name}.xml", tidy_xml(file)


def make() -> None:
    """Write all golden files and take away those that are no longer made."""
    made = dict(written())
    for pack in PACKS:
        for person in PEOPLE:
            folder = ROOT / pack / person
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                if f"{pack}/{person}/{path.name}" not in made:
                    path.unlink()
    for name, text in made.items():
        (ROOT / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    make()
