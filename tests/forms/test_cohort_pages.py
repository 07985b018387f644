"""The forms of the twelve sample persons on paper: as many pages as somebody saw, and every value printed.

The counts in `tests/golden/cohort-pages.json` are written by `python -m tests.forms.test_cohort_pages`.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from dossier.adapters.pdf import convert_all
from dossier.forms.form_set import forms_for
from dossier.forms.plan import PlannedForm, plan
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.record.stages import stage_of
from samples import make
from tests.conftest import ROOT, need, some
from tests.forms.test_golden import folded, page_counts, texts_in

pytestmark = pytest.mark.xdist_group("cohort pages")  # converted once

# who certified stands in a block that is left for handwriting until the biography is certified
WITHHELD = {("minh-009/02-2-KND.docx", "certified_at")}
COUNTS = ROOT / "tests" / "golden" / "cohort-pages.json"


@cache
def planned() -> Mapping[str, PlannedForm]:
    """`<record_id>/<file name>` -> the form as it is due at the person's stage."""
    office = Office()
    found = {}
    for data in make.persons():
        record = Record(data)
        for form in plan(record, office, forms_for(office, None), stage_of(record)):
            found[f"{data['record_id']}/{form.name}"] = form
    return found


def convert(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """These forms filled and converted below *folder*, in one start of the converter."""
    files = {}
    for name in names:
        files[name] = folder / name
        files[name].parent.mkdir(parents=True, exist_ok=True)
        files[name].write_bytes(planned()[name].fill().content)
    convert_all(files.values())
    return {name: path.with_suffix(".pdf") for name, path in files.items()}


def counted(made: Mapping[str, Path]) -> dict[str, int]:
    return {name: len(PdfReader(path).pages) for name, path in sorted(made.items())}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    need("soffice")
    return convert(tmp_path_factory.mktemp("cohort"), some(planned()))


def test_every_form_has_its_pages(made: dict[str, Path]) -> None:
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    assert counts.keys() == planned().keys()
    assert counted(made) == {name: counts[name] for name in sorted(made)}


def test_a_draft_of_the_biography_takes_three_to_six_pages() -> None:
    cohort: dict[str, int] = json.loads(COUNTS.read_text(encoding="utf-8"))
    drafts = [pages for name, pages in cohort.items() if name.endswith("/02-2-KND.docx")]
    assert len(drafts) == 12
    drafts += [pages for name, pages in page_counts().items() if name.endswith("-02-2-KND")]
    assert all(3 <= pages <= 6 for pages in drafts)


def test_every_value_is_printed(made: dict[str, Path]) -> None:
    assert {name: lost for name, path in made.items() if (lost := list(not_printed(name, path)))} == {}


def not_printed(name: str, path: Path) -> Iterator[str]:
    """Tokens of a form whose texts are not found on its pages."""
    readings = []
    for option in ("-layout", "-raw"):
        command = [need("pdftotext"), option, str(path), "-"]
        readings.append(folded(subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()))
    for token, value in planned()[name].values.items():
        for text in texts_in(value):
            printed = any(re.sub(r"\s+", "", text) in reading for reading in readings)
            if not printed and (name, token) not in WITHHELD:
                yield token


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        counts = counted(convert(Path(folder), planned()))
    COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
