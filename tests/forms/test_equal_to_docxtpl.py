"""Every form of the pack, filled by us, is what docxtpl itself makes of it: XML part by XML part."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment, Template
from lxml import etree

from dossier import load_forms
from dossier.forms.form_set import FormSpec
from dossier.forms.plan import PlannedForm, plan
from dossier.record.office import Office
from dossier.record.record import Record
from tests.cli.running import record
from tests.conftest import often

MOST_VARIATIONS = 30
VARIATIONS = often(MOST_VARIATIONS)
# what offices type, and what breaks a template engine that is careless
AWKWARD = (
    "", '"A & B" <chi nhánh>', "một\nhai\nba", "\tđầu dòng", "cuối dòng\n", "&amp; &lt; &#39; &nbsp;",
    "'một' “hai” ‘ba’", "{{ full_name }}", "{% if x %}", "{# x #}", "}} %}",
    "  hai khoảng  trắng  ", "<w:t>không phải thẻ</w:t>", "]]>",
    "a\n\n\nb", "\t\t", "\n", "Đảng ủy · Đảng uỷ", "50 % – 2/3 ≥ ½", "\u00a0không\u00a0ngắt", "%", "{", "}", "{ }",
    "$1 \\1 \\n", "🙂", "ﷺ", "x" * 500, "https://vi.du/?a=1&b=2", "<!-- x --> <?y?>",
)  # fmt: skip
PARTS = re.compile(r"word/(document|header[0-9]*|footer[0-9]*|footnotes)\.xml")


class Memory(Environment):
    """Jinja as it is, except that a template is translated once."""

    @cache  # noqa: B019 one environment for the whole run
    def _translated(self, source: str) -> Template:
        return super().from_string(source)

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        return self._translated(source)


class Reference(DocxTemplate):  # type: ignore[misc]
    """docxtpl as it is, except that the XML of a form is patched once: 30 times would be most of the time."""

    @staticmethod
    @cache
    def _patched(source: str) -> str:
        return str(DocxTemplate.patch_xml(None, source))

    def patch_xml(self, src_xml: str) -> str:
        return self._patched(src_xml)


JINJA = Memory()


def by_docxtpl(template: bytes, values: dict[str, Any], reference: type[DocxTemplate] = Reference) -> dict[str, bytes]:
    document = reference(io.BytesIO(template))
    document.render(values, JINJA if reference is Reference else None, autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return canonical_parts(stream.getvalue())


def canonical_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if PARTS.fullmatch(name)]
        return {name: etree.tostring(etree.fromstring(archive.read(name)), method="c14n") for name in names}


@cache
def planned(printed: bool) -> dict[str, PlannedForm]:
    """One filled paper of each form: the complete sample, with a second introducer so that 3A is there too."""
    data = record()
    data["introducers"].append({**data["introducers"][0], "full_name": "Lê Văn Giới Thiệu"})
    forms = load_forms("hd38-2025", printed=printed)
    every = forms.only([form.number for form in forms.forms])
    found: dict[str, PlannedForm] = {}
    for form in plan(Record(data), Office(), every, None):
        found.setdefault(form.spec.number, form)
    return found


def varied(value: Any, variation: int, at: list[int]) -> Any:
    """*value* with an awkward text behind every text in it, another one at every place and in every variation."""
    if isinstance(value, str):
        at[0] += 1
        return value + AWKWARD[(at[0] * 7 + variation) % len(AWKWARD)]
    if isinstance(value, dict):
        return {key: varied(inner, variation, at) for key, inner in value.items()}
    return [varied(inner, variation, at) for inner in value] if isinstance(value, list) else value


def cases() -> list[tuple[bool, str]]:
    plain, printed = (
        {form.number: form.path for form in load_forms("hd38-2025", printed=printed).forms} for printed in (False, True)
    )
    return [(False, number) for number in plain] + [
        (True, number) for number in printed if printed[number] != plain[number]
    ]


def test_texts_are_as_many_as_variations() -> None:
    assert len(set(AWKWARD)) == len(AWKWARD) == MOST_VARIATIONS


@pytest.mark.slow
@pytest.mark.parametrize(("printed", "number"), cases())
def test_filled_form_is_what_docxtpl_makes(printed: bool, number: str) -> None:
    paper = planned(printed).get(number)
    if paper is None:
        spec = next(form for form in load_forms("hd38-2025", printed=printed).forms if form.number == number)
        values: dict[str, Any] = made_up(spec)
    else:
        spec, values = paper.spec, dict(paper.values)
    template, form = spec.path.read_bytes(), spec.compiled()
    for variation in range(VARIATIONS):
        given = varied(values, variation, [0])
        filled = form.fill(given)
        assert filled.missing == ()
        ours, theirs = canonical_parts(filled.content), by_docxtpl(template, given)
        assert set(ours) == set(theirs)
        assert [name for name in ours if ours[name] != theirs[name]] == [], variation
    # without our short cuts as well
    assert by_docxtpl(template, given, DocxTemplate) == theirs


def made_up(spec: FormSpec) -> dict[str, Any]:
    """Values for a form that the sample has no reason for: every use by its kind."""
    values: dict[str, Any] = {}
    uses = spec.compiled().uses
    with_fields = {use.name.partition(".")[0] for use in uses if "." in use.name}
    for use in sorted(uses, key=lambda use: (use.name.count("."), use.kind != "list")):
        name, _, inner = use.name.partition(".")
        if inner:
            for row in values[name]:
                row.setdefault(inner, f"{inner} của {name}")
        elif use.kind == "list":
            values[name] = [{}, {}] if name in with_fields else ["một", "hai"]
        elif use.kind == "test":
            values.setdefault(name, True)
        else:
            values[name] = f"{name} là chữ"
    return values
