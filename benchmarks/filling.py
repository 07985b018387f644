"""How long filling one document takes: ours against docxtpl, side by side.

    python benchmarks/filling.py [--rounds N]

Both get the same template and the same values, a document each with its own. Every round measures docxtpl and ours,
in alternating order, in CPU time of this process; the median of all rounds is printed. Before anything is measured,
the XML of both is compared, and so is every value.
"""

from __future__ import annotations

import argparse
import io
import platform
import statistics
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate
from lxml import etree

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]  # so that it also runs in a checkout that is not installed

from benchmarks.reference import FIELD_COUNT, ROW_COUNT, build_template, build_values  # noqa: E402
from dossier.forms import compile_form  # noqa: E402

_BODY = "word/document.xml"
_OURS_EACH = 400  # documents a round
_THEIRS_EACH = 10


def by_docxtpl(template: bytes, values: dict[str, object]) -> bytes:
    """One document as docxtpl's own documentation makes it, with autoescape."""
    document = DocxTemplate(io.BytesIO(template))
    document.render(values, autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def canonical(content: bytes) -> bytes:
    """The body of a Word file in canonical form."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.tostring(etree.fromstring(archive.read(_BODY)), method="c14n")


def check_equal(ours: bytes, theirs: bytes, values: dict[str, object]) -> None:
    """Stop when the two differ, or when a value is not in the result."""
    if canonical(ours) != canonical(theirs):
        raise SystemExit("the XML differs from docxtpl's")
    document = Document(io.BytesIO(ours))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    lost = [name for name, value in values.items() if isinstance(value, str) and value not in text]
    if lost or len(document.tables[0].rows) != ROW_COUNT + 1:
        raise SystemExit(f"values are not in the result: {lost}")


def milliseconds(work: Callable[[dict[str, object]], object], values: Sequence[dict[str, object]]) -> float:
    """CPU time a document."""
    start = time.process_time()
    for each in values:
        work(each)
    return (time.process_time() - start) / len(values) * 1000


def packing(xml: bytes, pack: Callable[[bytes], bytes]) -> str:
    """CPU time and size of packing *xml* once, as words."""
    start = time.process_time()
    for _ in range(200):
        packed = pack(xml)
    return f"{(time.process_time() - start) * 5:.3f} ms, {len(packed):,} bytes"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="rounds to measure (default 7, at least 5)")
    rounds = max(5, parser.parse_args().rounds)

    template = build_template()
    start = time.process_time()
    form = compile_form(template)
    first = (time.process_time() - start) * 1000
    start = time.process_time()
    form = compile_form(template)
    compiling = (time.process_time() - start) * 1000

    values = [build_values(number) for number in range(_OURS_EACH)]
    for number in (0, 1, _OURS_EACH - 1):
        check_equal(form.fill(values[number]).content, by_docxtpl(template, values[number]), values[number])
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        turns = [
            (ours, form.fill, values),
            (theirs, lambda each: by_docxtpl(template, each), values[:_THEIRS_EACH]),
        ]
        for times, work, some in turns if number % 2 else reversed(turns):
            times.append(milliseconds(work, some))
    content = form.fill(values[0]).content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = archive.read(_BODY)
    fast, slow = statistics.median(ours), statistics.median(theirs)
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, medians of {rounds} rounds")
    print(f"template: {FIELD_COUNT} fields, a table of {ROW_COUNT} rows, {len(template):,} bytes")
    print(
        f"filled:   {len(content):,} bytes (docxtpl {len(by_docxtpl(template, values[0])):,}), body {len(body):,} bytes"
    )
    print("XML equal to docxtpl's, every value found: yes")
    print(f"compiled in {compiling:.0f} ms (the first time, with docxtpl loading: {first:.0f} ms)")
    print(f"docxtpl   {slow:8.3f} ms CPU a document  ({min(theirs):.3f} to {max(theirs):.3f})")
    print(f"ours      {fast:8.3f} ms CPU a document  ({min(ours):.3f} to {max(ours):.3f})")
    print(f"ratio     {slow / fast:8.0f} times")
    print(f"packing the body: zlib level 1 {packing(body, lambda data: zlib.compress(data, 1))}")
    try:
        from isal import isal_zlib
    except ImportError:
        print("                  isal is not installed")
    else:
        print(f"                  isal level 1 {packing(body, lambda data: isal_zlib.compress(data, 1))}")
        print(f"                  isal level 2 {packing(body, lambda data: isal_zlib.compress(data, 2))}")


if __name__ == "__main__":
    main()
