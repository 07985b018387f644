"""Filled forms against what is written down: visible text, tidy XML; and as LibreOffice lays them out."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader

from dossier.forms.form_set import load_forms
from dossier.record.schema import problems
from tests.conftest import need, some
from tests.golden.make import PACK, PACKS, PEOPLE, ROOT, content, papers, record, written_of

PAPERS = [(pack, person, name) for pack in PACKS for person in PEOPLE for name in papers(person, pack)]
# where to send the answer stands in a sentence that is printed only when the office gives a day for it
WITHHELD = {("ha-noi-2025", "reply_to")}
MEND = "if the change is wanted: python -m tests.golden.make, and say why in the commit"


# --- written down


@pytest.mark.parametrize(("pack", "person", "name"), PAPERS)
def test_filled_form_is_as_written_down(pack: str, person: str, name: str) -> None:
    for file, text in written_of(pack, person, name):
        path = ROOT / file
        assert path.is_file(), MEND
        assert text.splitlines() == path.read_text("utf-8").splitlines(), MEND


def test_nothing_is_written_down_that_is_not_made() -> None:
    folders = (ROOT / pack / person for pack in PACKS for person in PEOPLE)
    found = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir()}
    assert found == {f"{pack}/{person}/{name}{kind}" for pack, person, name in PAPERS for kind in (".txt", ".xml")}


@pytest.mark.parametrize("pack", PACKS)
def test_every_form_of_the_pack_is_written_down(pack: str) -> None:
    shown = {paper.spec.path.name for person in PEOPLE for paper in papers(person, pack).values()}
    packs = (load_forms(PACKS[pack], printed=printed) for printed in (False, True))
    assert shown == {spec.path.name for forms in packs for spec in forms.forms if spec.pack == pack}


@pytest.mark.parametrize("person", PEOPLE)
def test_people_are_valid_and_leave_no_blank(person: str) -> None:
    assert not problems(record(person))
    assert {lack.pointer for paper in papers(person).values() for lack in paper.lacks} == set()
    assert all(paper.fill().missing == () for paper in papers(person).values())


# --- laid out


LAID_OUT = some(PAPERS)
CONVERTED = pytest.mark.xdist_group("golden pages")  # once


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with PDFs of papers, `<pack>-<person>-<form>.pdf`. One start of LibreOffice makes them all."""
    program = need("soffice")
    folder = tmp_path_factory.mktemp("pdf")
    files = []
    for pack, person, name in LAID_OUT:
        files.append(folder / f"{pack}-{person}-{name}.docx")
        files[-1].write_bytes(content(person, name, pack))
    profile = tmp_path_factory.mktemp("profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=120)
    return folder


def page_counts(pack: str = PACK) -> Mapping[str, int]:
    """Paper -> pages, as somebody looked at them."""
    counts: dict[str, int] = json.loads((ROOT / pack / "pages.json").read_text("utf-8"))
    return counts


@CONVERTED
@pytest.mark.parametrize("pack", PACKS)
def test_every_paper_has_its_number_of_pages(laid_out: Path, pack: str) -> None:
    counts = page_counts(pack)
    assert counts.keys() == {f"{person}-{name}" for of, person, name in PAPERS if of == pack}
    names = [f"{person}-{name}" for of, person, name in LAID_OUT if of == pack]
    pages = {name: len(PdfReader(laid_out / f"{pack}-{name}.pdf").pages) for name in names}
    assert pages == {name: counts[name] for name in names}


def texts_in(value: object) -> Iterator[str]:
    """Every text that a paper is given, but the numbers of a booklet's pages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "page":
                yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def folded(text: str) -> str:
    """*text* without spaces, page numbers and the note of a continued page."""
    pages = text.split("\f")
    bare = (re.sub(r"^\s*[0-9]+(?: \(tiếp\))?\s*\n", "", page) for page in pages)
    return re.sub(r"\s+", "", "".join(bare))


def not_printed(folder: Path, pack: str, person: str, name: str) -> list[str]:
    """Names of the tokens of one paper whose texts are not in its PDF."""
    paper = papers(person, pack)[name]
    # cells of a table stand side by side: the second reading keeps the lines of a cell together
    readings = []
    for option in ("-layout", "-raw"):
        command = [need("pdftotext"), option, str(folder / f"{pack}-{person}-{name}.pdf"), "-"]
        readings.append(folded(subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()))
    return [
        token
        for token, value in paper.values.items()
        for text in texts_in(value)
        if not any(folded(text) in reading for reading in readings) and (pack, token) not in WITHHELD
    ]


@CONVERTED
@pytest.mark.parametrize(("pack", "person", "name"), LAID_OUT)
def test_every_value_is_found_on_the_printed_page(laid_out: Path, pack: str, person: str, name: str) -> None:
    assert not_printed(laid_out, pack, person, name) == []
