"""`templates lint`: every fault of a pack in one run, each with its place."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dossier.cli import group
from dossier.errors import TemplateError
from dossier.forms.form_set import load_forms, pack_folder, pack_ids
from dossier.forms.formats import FORMATS
from dossier.forms.lint import GIVES, TAKES, kinds_of, lint_pack
from dossier.resources import data_folder

OWN_PACK = data_folder("samples") / "packs" / "ha-noi-2025"
HEAD = 'format = "dossier-manifest/1"\nid = "mine"\ntitle = "Bộ thử"\n'


def pack(folder: Path, document: Document, tokens: str, more: str = "") -> Path:
    """A pack of one form, M-1."""
    row = (
        '[[form]]\nnumber = "M-1"\norder = 1\nfile = "M-1.docx"\ntitle = "Thử"\nissuer = "Thử"\nstage = "application"\n'
        f"seal = false\nhand = false\nconfirmed = false\n{more}\n[form.tokens]\n{tokens}\n"
    )
    (folder / "manifest.toml").write_text(HEAD + row, encoding="utf-8")
    document.save(str(folder / "M-1.docx"))
    return folder.resolve()


def written(*lines: str) -> Document:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return document


def link(document: Document, before: str, inside: str) -> None:
    """A paragraph whose tag a link has cut in two."""
    paragraph = document.add_paragraph(before)
    paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>{inside}</w:t></w:r></w:hyperlink>"))


def text_box(document: Document, text: str) -> None:
    """A text box as Word keeps it for older readers."""
    xml = f"""<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>
<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""
    document.add_paragraph("Khung")._p.append(parse_xml(xml))


@pytest.mark.parametrize("name", pack_ids())
def test_our_packs_are_clean(name: str) -> None:
    assert lint_pack(pack_folder(name)) == []


def test_the_sample_of_an_own_pack_is_clean() -> None:
    assert lint_pack(OWN_PACK) == []
    result = CliRunner().invoke(group, ["templates", "lint", "--pack", str(OWN_PACK)], standalone_mode=False)
    assert result.exception is None
    assert result.output.startswith("ha-noi-2025: ")


def test_seven_faults_are_told_in_one_run(tmp_path: Path) -> None:
    document = written(
        "Họ và tên: {{ full_nam }}",  # 1 unknown
        "Quê quán: {{ hometown }}",  # 2 an object printed by `text`
        "{% if is_known %}Có nơi sinh",  # 3 never closed
        "Dân tộc: {{ ethnicity | title }}",  # 4 a filter
        "Tên khác: {{ other_names }}",  # 5 a list used as text
        "{% colspan 3 %}",  # 6 needs work after rendering
    )
    tokens = """
full_name = { from = "/candidate/birth_name" }
hometown = { from = "/candidate/hometown" }
is_known = { from = "/candidate/birth_place", as = "is_known" }
ethnicity = { from = "/candidate/ethnicity" }
other_names = { from = "/candidate/other_names", as = "lines" }
"""
    faults = lint_pack(pack(tmp_path, document, tokens))
    word = "mine M-1: M-1.docx › word/document.xml, at "
    expected = [
        word + "“Có nơi sinh”: {% if is_known %}: ",
        word + "“Dân tộc: …”: {{ ethnicity | title }}: ",
        word + "“Tên khác: … …”: {% colspan 3 %}: ",
        "mine M-1: manifest.toml: token hometown: /candidate/hometown holds place, but “text” takes",
        word + "“Họ và tên: …”: {{ full_nam }}: the manifest does not give it; did you mean “full_name”?",
        "mine M-1: manifest.toml: token full_name: the form does not use it",
        word + "“Tên khác: …”: {{ other_names }}: is a list of texts (format “lines”), but the form prints it",
    ]
    assert len(faults) == 7
    for start in expected:
        assert sum(fault.startswith(start) for fault in faults) == 1


def test_the_command_prints_all_faults_and_fails(tmp_path: Path) -> None:
    folder = pack(tmp_path, written("{{ a }} {{ b }}"), 'c = { from = "/candidate/birth_name" }')
    result = CliRunner().invoke(group, ["templates", "lint", "--pack", str(folder)], standalone_mode=False)
    assert isinstance(result.exception, TemplateError)
    assert len(result.exception.problems) == 3
    assert result.exception.exit_code == 4


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ('{ from = "/candidate/hometown" }', "holds place, but “text” takes"),
        ('{ from = "/candidate/other_names" }', "holds list of texts, but “text” takes"),
        ('{ from = "/introducers" }', "holds list of objects, but “text” takes"),
        ('{ from = "/introducers/*/full_name" }', "holds list of texts, but “text” takes"),
        ('{ from = "/candidate/youth_union_member" }', "holds truth, but “text” takes"),
        ('{ from = "/candidate/birth_name", as = "date_words" }', "holds text, but “date_words” takes date"),
        ('{ from = ["/place", "/candidate/birth_name"], as = "date_line" }', "holds text, but “date_line” takes date"),
        ('{ from = ["/cell_meeting/votes_for", "/cell_meeting/date"], as = "percent" }', "holds date, but “percent”"),
        ('{ from = "/candidate/birth_name", as = "place" }', ""),
        ('{ from = "/candidate/date_of_birth" }', ""),
        ('{ from = "/cell_meeting/total" }', ""),
        ('{ from = "/local/anything/at/all", as = "date_words" }', ""),
        ('{ from = "papers[form=6-KNĐ]/date", as = "date_words" }', ""),
        ('{ from = ["/cell_meeting/against_reason", "/cell_meeting/votes_against"], blank_if = 0 }', ""),
        ('{ from = "/introducers", as = "names_of", field = "fullname" }', "has no 'fullname'"),
        ('{ from = "/candidate/birthname" }', "the record has no place"),
        ('{ from = "/candidate/birth_name", as = "uper" }', "unknown format 'uper'; did you mean 'upper'?"),
    ],
)
def test_places_are_compared_with_what_the_format_takes(tmp_path: Path, token: str, fault: str) -> None:
    faults = lint_pack(pack(tmp_path, written("{{ value }}"), f"value = {token}"))
    if fault:
        assert len(faults) == 1
        assert fault in faults[0]
    else:
        assert faults == []


SAID = "{{ v }}"
GONE_THROUGH = "{%p for x in v %}|{{ x }}|{%p endfor %}"
FIELDS = "{%p for x in v %}|{{ x.name }}|{%p endfor %}"


@pytest.mark.parametrize(
    ("line", "token", "fault"),
    [
        (SAID, 'from = "/place", as = "is_known"', "is a truth (format “is_known”), but the form prints it"),
        (SAID, 'from = "/family", as = "family"', "is a list of rows (format “family”), but the form prints it"),
        (GONE_THROUGH, 'from = "/place"', "is a text (format “text”), but the form goes through it"),
        (FIELDS, 'from = "/cell_meeting/legal_bases", as = "lines"', "is a list of texts, which has no fields"),
        (FIELDS, 'from = "/introducers", rows = { names = { from = "full_name" } }', "did you mean “v.names”?"),
        (FIELDS, 'from = "/candidate", rows = { name = { from = "birth_name" } }', "holds object, no list of objects"),
    ],
)
def test_uses_are_compared_with_what_the_token_is(tmp_path: Path, line: str, token: str, fault: str) -> None:
    faults = lint_pack(pack(tmp_path, written(*line.split("|")), f"v = {{ {token} }}"))
    assert any(fault in one for one in faults)


def test_cut_tags_are_fine_unless_a_link_cuts_them(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Tôi là ")
    for piece in ("{", "{ full_", "name", " }", "}"):
        paragraph.add_run(piece).bold = piece == "name"
    tokens = 'full_name = { from = "/candidate/birth_name" }'
    assert lint_pack(pack(tmp_path, document, tokens)) == []
    link(document, "Quê quán {{ full_", "name }}")
    (fault,) = lint_pack(pack(tmp_path, document, tokens))
    assert "the tag is cut by a link" in fault
    assert "at “Quê quán …”" in fault


def test_headers_footers_and_text_boxes_are_looked_at(tmp_path: Path) -> None:
    document = written("{{ full_name }}")
    document.sections[0].header.paragraphs[0].text = "Đầu {{ head }}"
    document.sections[0].footer.paragraphs[0].text = "Chân {{ foot }}"
    text_box(document, "Khung {{ box }}")
    faults = lint_pack(pack(tmp_path, document, 'full_name = { from = "/candidate/birth_name" }'))
    found = [re.search(r"› word/([a-z]+)\d*\.xml, at “(.*?)”: \{\{ (\w+) \}\}", fault) for fault in faults]
    assert [match and match.groups() for match in found] == [
        ("document", "Khung …", "box"),
        ("footer", "Chân …", "foot"),
        ("header", "Đầu …", "head"),
    ]
    good = ["head", "foot", "box"]
    tokens = "\n".join(f'{name} = {{ from = "/candidate/birth_name" }}' for name in ["full_name", *good])
    assert lint_pack(pack(tmp_path, document, tokens)) == []


def test_tags_that_need_work_after_rendering_are_refused(tmp_path: Path) -> None:
    document = written("{{r full_name }}")
    document.add_table(1, 1).rows[0].cells[0].text = "{%tc if full_name %}"
    faults = lint_pack(pack(tmp_path, document, 'full_name = { from = "/candidate/birth_name" }'))
    assert len(faults) == 2
    assert all("needs work after rendering" in fault for fault in faults)


def test_faults_of_the_manifest_do_not_hide_those_of_the_form(tmp_path: Path) -> None:
    tokens = 'full_name = { from = "/candidate/no_such_place" }'
    more = 'for_each = "/candidate/birth_name"\nact = "/candidate/birth_name"\nwhen = [{ at = "/nowhere", is = 1 }]'
    faults = lint_pack(pack(tmp_path, written("{{ full_name }} {{ other }}"), tokens, more))
    for part in (
        "no place '/candidate/no_such_place'",
        "no list and no object",
        "no date",
        "no place '/nowhere'",
        "{{ other }}",
    ):
        assert sum(part in fault for fault in faults) == 1


def test_a_file_that_is_no_word_file_is_one_fault(tmp_path: Path) -> None:
    folder = pack(tmp_path, written("{{ full_name }}"), 'full_name = { from = "/candidate/birth_name" }')
    (folder / "M-1.docx").write_bytes(b"not a Word file")
    (fault,) = lint_pack(folder)
    assert fault.startswith("mine M-1: M-1.docx: ")


def test_a_manifest_that_cannot_be_read_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text("format = ", encoding="utf-8")
    assert len(lint_pack(tmp_path)) == 1


def test_every_format_says_what_it_takes() -> None:
    assert set(TAKES) == set(FORMATS)
    assert set(GIVES) <= set(FORMATS)


def test_kinds_follow_the_schema() -> None:
    assert kinds_of("/candidate/temporary_address") == {"place", "text"}
    assert kinds_of("/candidate/work_history/*/from") == {"list of texts"}
    assert kinds_of("/cell_meeting/start_time") == {"time"}
    assert kinds_of("/local/anything") is None


def test_list_names_what_is_not_confirmed() -> None:
    result = CliRunner().invoke(group, ["templates", "list"], standalone_mode=False)
    last = result.output.strip().splitlines()[-1]
    for form in load_forms().everything:
        name = form.number if form.pack == "hd38-2025" else f"{form.number} ({form.pack})"
        assert (f"{name}," in f"{last.partition(': ')[2]},".replace(", ", ",\n").split("\n")) is not form.confirmed


def test_fields_show_label_place_and_format() -> None:
    result = CliRunner().invoke(group, ["templates", "fields", "cn-ntvd1"], standalone_mode=False)
    assert "[hd38-2025]" in result.output
    assert "[hd12-2022]" in result.output
    line = next(line for line in result.output.splitlines() if "date_of_birth" in line)
    assert line.split(maxsplit=2)[:2] == ["date_of_birth", "date_slash"]
    assert "Ngày sinh" in line
    assert line.endswith("/candidate/date_of_birth")
    own = CliRunner().invoke(group, ["templates", "fields", "5B", "--pack", str(OWN_PACK)], standalone_mode=False)
    assert any("reply_by" in line and "opinion_reply_by" in line for line in own.output.splitlines())
