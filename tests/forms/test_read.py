"""A filled form read back gives what was filled; whatever a person changes in it comes back as exactly that."""

from __future__ import annotations

import copy
import io
import random
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dossier.errors import InputError
from dossier.forms.compile import compile_form
from dossier.forms.controls import add_controls
from dossier.forms.differences import Change, Differences, Kind, Outside, differences, form_of
from dossier.forms.fill import BLANK
from dossier.forms.form_set import load_forms, manifest_name
from dossier.forms.identity import Identity
from dossier.forms.plan import PlannedForm, plan
from dossier.forms.read import MOST_CONTROLS, ReadForm, is_blank, read_form
from dossier.forms.take_over import take_over
from dossier.messages import said
from dossier.record.office import Office
from dossier.record.record import Record
from tests.cli.docx_text import text_of
from tests.conftest import often
from tests.forms.edits import changed, control, inside, removed, say, typed
from tests.forms.test_equal_to_docxtpl import by_docxtpl, canonical_parts
from tests.golden.make import PACK, PEOPLE, content, papers, record

PAPERS = [(person, name) for person in PEOPLE for name in papers(person)]
FIELDS_A_FORM = 5
NEW = "Chữ sửa tay, 7 “lần” & <đủ>"


@cache
def read_of(person: str, name: str) -> ReadForm:
    return read_form(content(person, name), name)


def compared(file: bytes, data: Mapping[str, Any], name: str = "x.docx") -> Differences:
    read = read_form(file, name)
    forms, spec = form_of(read, [load_forms(PACK, printed=printed) for printed in (False, True)], name)
    return differences(read, Record(data), Office(), forms, spec)


def only_change(found: Differences) -> Change:
    assert found.outside == ()
    assert len(found.changes) == 1
    return found.changes[0]


def edited_once(change: Callable[[etree._Element], None], name: str = "06-6-KND", **data: Any) -> Differences:
    file = content("complete", name)
    return compared(changed(file, change), {**record("complete"), **data})


# --- what was filled


@pytest.mark.parametrize(("person", "name"), PAPERS)
def test_every_paper_says_which_form_it_is(person: str, name: str) -> None:
    paper, read = papers(person)[name], read_of(person, name)
    assert (read.pack, read.number) == (paper.spec.pack, paper.spec.number)
    assert (read.template, read.item) == (paper.spec.path.name, paper.at)


@pytest.mark.parametrize(("person", "name"), PAPERS)
def test_every_field_comes_back_as_it_was_filled(person: str, name: str) -> None:
    paper, read = papers(person)[name], read_of(person, name)
    filled = {token: list(texts) for token, texts in texts_of(paper)}
    assert read.fields
    for token, texts in by_token(read, paper).items():
        expected = filled[token]
        # a token may stand at several places of a paper, a line of the form may not apply
        assert set(texts) <= set(expected), token
        assert len(expected) == 1 or texts == expected, token


def texts_of(paper: PlannedForm) -> Iterator[tuple[str, list[str]]]:
    """Every token with its texts as planned, cells of rows row by row, pages of a booklet one after the other."""
    found: dict[str, list[str]] = {}

    def note(name: str, value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                if isinstance(item, Mapping):
                    for key, inner in item.items():
                        note(f"{name}.{key}", inner)
                else:
                    note(name, item)
        elif not isinstance(value, bool):
            found.setdefault(name, []).append(BLANK if value is None else value)

    for token, value in paper.values.items():
        note(token, value)
    yield from found.items()


def by_token(read: ReadForm, paper: PlannedForm) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, field in enumerate(read.fields):
        assert field.index == sum(one.token == field.token for one in read.fields[:number])
        found.setdefault(field.token, []).append(field.text)
    assert all(manifest_name(paper.spec, token) or token.endswith(".page") for token in found)
    return found


@pytest.mark.parametrize(("person", "name"), PAPERS)
def test_nothing_differs_in_a_paper_that_nobody_touched(person: str, name: str) -> None:
    assert not compared(content(person, name), record(person))


def test_controls_are_hidden_unlocked_and_numbered_by_their_order() -> None:
    with zipfile.ZipFile(io.BytesIO(content("complete", "02-2-KND"))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    controls = list(root.iter(qn("w:sdt")))
    assert len(controls) > 100
    for one in controls:
        properties = one.find(qn("w:sdtPr"))
        assert properties.find(qn("w:lock")) is None
        shown = properties.find("{http://schemas.microsoft.com/office/word/2012/wordml}appearance")
        assert set(shown.attrib.values()) == {"hidden"}
        assert len(properties.find(qn("w:tag")).get(qn("w:val"))) <= 64
        assert one.getparent().tag == qn("w:p")
    assert "w15" in root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable").split()


def test_properties_of_a_paper_name_no_person() -> None:
    with zipfile.ZipFile(io.BytesIO(content("complete", "03-3-KND"))) as archive:
        properties = etree.fromstring(archive.read("docProps/custom.xml"))
    assert [one.get("name") for one in properties] == [
        "dossier.pack",
        "dossier.form",
        "dossier.template",
        "dossier.item",
    ]
    assert ["".join(one.itertext()) for one in properties] == [PACK, "3-KNĐ", "3-KND.docx", "/introducers/0"]


@settings(max_examples=often(25), deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t &<>\"'…"))
)
def test_any_text_is_read_as_it_was_filled(text: str) -> None:
    form = load_forms(PACK).form("6-KND")
    assert form is not None
    filled = form.compiled().fill({"full_name": text})
    found = {field.text for field in read_form(filled.content).fields if field.token == "full_name"}
    assert found == {unicodedata.normalize("NFC", "".join(letter for letter in text if letter not in "\ufffe\uffff"))}


def one_hole(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts or ("{{ x }}",):
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# --- what a person changed


def edits() -> list[tuple[str, str, str, int]]:
    """A few fields of every paper, others in every form."""
    found = []
    for person, name in PAPERS:
        fields = [field for field in read_of(person, name).fields if not field.token.endswith(".page")]
        chosen = random.Random(name).sample(fields, min(FIELDS_A_FORM, len(fields)))
        found += [(person, name, field.token, field.index) for field in chosen]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("person", "name", "token", "index"), edits())
def test_an_edit_of_one_field_is_exactly_that_difference(person: str, name: str, token: str, index: int) -> None:
    filled = next(field for field in read_of(person, name).fields if (field.token, field.index) == (token, index))
    file = changed(content(person, name), typed(token, NEW, index, pieces=3))
    change = only_change(compared(file, record(person)))
    assert (change.token, change.index, change.was, change.is_) == (token, index, filled.text, NEW)
    assert change.kind is (Kind.FILLED if filled.is_blank else Kind.CHANGED)


@pytest.mark.slow
@pytest.mark.parametrize(("person", "name", "token", "index"), edits()[::3])
@pytest.mark.parametrize("keep_text", [False, True])
def test_a_deleted_control_is_reported(person: str, name: str, token: str, index: int, keep_text: bool) -> None:
    file = changed(content(person, name), removed(token, index, keep_text=keep_text))
    found = compared(file, record(person))
    assert found
    lost = [change for change in found.changes if change.kind is Kind.LOST]
    assert [change.token for change in lost] == [token]
    assert not any(change.puts for change in found.changes)
    # the words beside it are not what they were either
    assert found.outside


TAKEN = [
    ("06-6-KND", "full_name", "Nguyễn Văn Mẫn", {"/candidate/birth_name": "Nguyễn Văn Mẫn"}),
    ("06-6-KND", "cell", "Khối Hành chính Hai", {"/orgs/cell/name": "Chi bộ Khối Hành chính Hai"}),
    ("06-6-KND", "meeting_date", "Ngày 6 tháng 10 năm 2025", {"/cell_meeting/date": "2025-10-06"}),
    ("06-6-KND", "date_line", "Phường Mẫu, ngày 06 tháng 10 năm 2025", {"/cell_meeting/date": "2025-10-06"}),
    ("06-6-KND", "total", "18", {"/cell_meeting/total": 18}),
    ("02-2-KND", "birth_name_upper", "NGUYỄN VĂN MẪN", {"/candidate/birth_name": "Nguyễn Văn Mẫn"}),
    ("02-2-KND", "other_names", "Nguyễn Ví; Nguyễn Dụ", {
        "/candidate/other_names": ["Nguyễn Ví", "Nguyễn Dụ"], "/candidate/other_names_none": False,
    }),
    ("02-2-KND", "hometown", "Xã Mẫu Ba, tỉnh Ví Dụ", {"/candidate/hometown/text": "Xã Mẫu Ba, tỉnh Ví Dụ"}),
    ("02-2-KND", "work_history.position", "Tổ trưởng", {"/candidate/work_history/0/position": "Tổ trưởng"}),
    ("02-2-KND", "work_history.period", "8-2018 đến 9-2022", {
        "/candidate/work_history/0/from": "2018-08", "/candidate/work_history/0/to": "2022-09",
    }),
    ("01-1-KND", "awareness_text", "Dòng một\n\tDòng hai", {"/candidate/awareness_text": "Dòng một\n\tDòng hai"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "token", "text", "puts"), TAKEN)
def test_what_can_be_turned_back_is_offered_and_filled_again(
    name: str, token: str, text: str, puts: Mapping[str, Any]
) -> None:
    file = changed(content("complete", name), typed(token, text, pieces=2))
    change = only_change(compared(file, record("complete")))
    assert set(change.puts) <= set(change.pointers) | {f"{pointer}/text" for pointer in change.pointers}
    taken = take_over(record("complete"), [change])
    assert (taken.conflicts, taken.refused) == ((), ())
    assert {place: Record(taken.data).get(place) for place in puts} == puts
    again = next(
        one for one in plan(Record(taken.data), Office(), load_forms(PACK), None) if one.name == f"{name}.docx"
    )
    fields = [field.text for field in read_form(again.fill().content).fields if field.token == token]
    assert squeezed(fields[0]) == squeezed(text)


def squeezed(text: str) -> str:
    return text.replace(" 0", " ")


@pytest.mark.parametrize(
    ("name", "token"),
    [("06-6-KND", "votes_for_percent"), ("02-2-KND", "family.heading"), ("02-2-KND", "foreign_languages")],
)
def test_what_is_computed_must_be_mended_in_the_record(name: str, token: str) -> None:
    change = only_change(edited_once(typed(token, "99"), name))
    assert change.puts == {}
    assert not change.says_same


def test_the_same_date_in_another_spelling_asks_for_nothing() -> None:
    day = next(field.text for field in read_of("complete", "06-6-KND").fields if field.token == "meeting_date")
    change = only_change(
        edited_once(typed("meeting_date", day.replace(" tháng ", "  tháng 0", 1).replace("010", "10")))
    )
    assert change.says_same
    assert change.puts == {}


def test_a_blank_filled_by_hand_is_offered() -> None:
    data = record("complete")
    data["cell_meeting"]["chair_name"] = None
    paper = next(one for one in plan(Record(data), Office(), load_forms(PACK), None) if one.spec.number == "6-KNĐ")
    file = paper.fill().content
    blanks = [field.token for field in read_form(file).fields if field.is_blank and field.text]
    assert "chair_name" in blanks
    assert not compared(file, data)
    change = only_change(compared(changed(file, typed("chair_name", f"…Lê Thị Mẫu{BLANK}")), data))
    assert change.kind is Kind.FILLED
    assert change.puts == {"/cell_meeting/chair_name": "Lê Thị Mẫu"}


def test_a_row_filled_by_hand_becomes_the_first_item_of_the_list() -> None:
    data = record("complete")
    data["candidate"] |= {"training": None, "training_none": None}
    paper = next(one for one in plan(Record(data), Office(), load_forms(PACK), None) if one.spec.number == "2-KNĐ")
    file = changed(paper.fill().content, typed("training.school", "Trường Mẫu"))
    change = only_change(compared(file, data))
    assert change.puts == {"/candidate/training/0/school": "Trường Mẫu"}


@pytest.mark.parametrize("empty", ["", BLANK, "......", " … "])
def test_an_emptied_field_is_shown_and_not_taken(empty: str) -> None:
    change = only_change(edited_once(typed("full_name", empty)))
    assert change.kind is Kind.EMPTIED
    assert change.puts == {}
    assert is_blank(empty)


def test_a_control_that_shows_its_prompt_is_empty() -> None:
    def clear(root: etree._Element) -> None:
        found = control(root, "full_name")
        etree.SubElement(found.find(qn("w:sdtPr")), qn("w:showingPlcHdr"))
        typed("full_name", "Click or tap here to enter text.")(root)

    assert only_change(edited_once(clear)).is_ == ""


def test_words_outside_the_fields_are_shown_with_what_they_were() -> None:
    def change(root: etree._Element) -> None:
        text = next(one for one in root.iter(qn("w:t")) if one.text and one.text.startswith("Vắng mặt"))
        text.text = text.text.replace("Vắng mặt", "Không có mặt")

    found = edited_once(change)
    assert found.changes == ()
    (line,) = found.outside
    assert line.was is not None
    assert line.is_ == line.was.replace("Vắng mặt", "Không có mặt")


def test_a_paragraph_added_or_taken_away_is_shown() -> None:
    def change(root: etree._Element) -> None:
        paragraphs = [one for one in root.iter(qn("w:p")) if "-----" in "".join(one.itertext())]
        made = etree.Element(qn("w:p"))
        say(etree.SubElement(made, qn("w:r")), "Thêm một đoạn.")
        paragraphs[0].addnext(made)
        paragraphs[0].getparent().remove(paragraphs[0])

    assert edited_once(change).outside == (Outside("-----", "Thêm một đoạn."),)


def test_a_copied_row_is_more_than_the_record_has() -> None:
    def copy_row(root: etree._Element) -> None:
        row = next(control(root, "work_history.period", 1).iterancestors(qn("w:tr")))
        row.addnext(copy.deepcopy(row))

    found = edited_once(copy_row, "02-2-KND")
    assert {change.kind for change in found.changes} == {Kind.ADDED}
    assert {change.token for change in found.changes} == {
        "work_history.period", "work_history.description", "work_history.position",
    }  # fmt: skip
    assert not any(change.puts for change in found.changes)


def test_a_new_paragraph_inside_a_field_is_a_line_of_it() -> None:
    def split(root: etree._Element) -> None:
        found = control(root, "conclusion_assessment")
        inside("conclusion_assessment", "<w:p><w:r><w:t>Một</w:t></w:r></w:p><w:p><w:r><w:t>Hai</w:t></w:r></w:p>")(
            root
        )
        home = found.getparent()
        assert len(home.findall(qn("w:sdt"))) == 1
        home.addprevious(found)
        home.getparent().remove(home)

    change = edited_once(split).changes[0]
    assert change.is_ == "Một\nHai"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:ins><w:r><w:t>Mới</w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>", "Mới"),
        ("<w:moveFrom><w:r><w:t>đi</w:t></w:r></w:moveFrom><w:r><w:t>ở</w:t></w:r>", "ở"),
        ("<w:hyperlink><w:r><w:t>1 </w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>2</w:t></w:r></w:smartTag>", "12"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:cr/></w:r>", "a\tb\nc-\n"),
        ('<w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r>', "ab"),
        ('<w:r><w:sym w:font="Symbol" w:char="0041"/></w:r><w:r><w:sym w:char="D800"/></w:r>', "A\ufffd"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> HYPERLINK "x" </w:instrText>'
            '<w:fldChar w:fldCharType="separate"/><w:t>vi.du</w:t><w:fldChar w:fldCharType="end"/></w:r>',
            "vi.du",
        ),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>trong</w:t></w:r></w:sdtContent></w:sdt>", "trong"),
    ],
)  # fmt: skip
def test_what_word_makes_of_a_text_is_read_as_the_text(xml: str, text: str) -> None:
    assert only_change(edited_once(inside("full_name", xml))).is_ == text


def test_page_numbers_are_nobody_s_change() -> None:
    def count(root: etree._Element) -> None:
        simple = next(root.iter(qn("w:fldSimple")))
        made = etree.fromstring(
            f'<x xmlns:w="{root.nsmap["w"]}"><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
            '<w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            "<w:r><w:t>17</w:t></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></x>'
        )
        for run in made:
            simple.addprevious(run)
        simple.getparent().remove(simple)

    file = content("complete", "06-6-KND")
    heads = [name for name in zipfile.ZipFile(io.BytesIO(file)).namelist() if "header" in name]
    changes = 0
    for head in heads:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            if b"fldSimple" not in archive.read(head):
                continue
        changes += 1
        assert not compared(changed(file, count, head), record("complete"))
    assert changes


def test_a_program_that_takes_the_tags_away_changes_nothing() -> None:
    def untag(root: etree._Element) -> None:
        for tag in list(root.iter(qn("w:tag"))):
            tag.getparent().remove(tag)
        empty = [one for one in root.iter(qn("w:sdt")) if not "".join(one.itertext())]
        for one in empty[::2]:
            one.getparent().remove(one)

    for name in ("06-6-KND", "02-2-KND"):
        file = changed(content("complete", name), untag)
        assert not compared(file, record("complete"))
    typed_first = changed(content("complete", "06-6-KND"), typed("full_name", "Nguyễn Văn Mẫn"))
    change = only_change(compared(changed(typed_first, untag), record("complete")))
    assert (change.token, change.is_) == ("full_name", "Nguyễn Văn Mẫn")


# --- whose it is


def test_another_person_s_paper_is_told_apart() -> None:
    other = record("complete")
    text = {"candidate": {**other["candidate"], "birth_name": "Lê Thị Khác", "date_of_birth": "1990-01-01"}}
    meeting = {
        key: (value + 1 if isinstance(value, int) and not isinstance(value, bool) else value)
        for key, value in other["cell_meeting"].items()
    }
    meeting |= {
        "number": "99",
        "date": "2024-01-02",
        "chair_name": "Người Khác",
        "secretary_name": "Người Kia",
        "conclusion_background": "Khác.",
        "conclusion_assessment": "Khác nữa.",
    }
    found = compared(content("complete", "06-6-KND"), {**other, **text, "cell_meeting": meeting})
    assert found.is_foreign
    assert not edited_once(typed("full_name", "Nguyễn Văn Mẫn")).is_foreign


def test_a_paper_that_the_record_no_longer_makes_is_not_compared() -> None:
    data = record("complete")
    data["introducers"] = []
    found = compared(content("complete", "03-3-KND"), data)
    assert found
    assert not found.is_due
    assert found.changes == ()


def test_a_repeated_form_is_compared_with_its_own_item() -> None:
    files = {name: content("complete", name) for name in papers("complete") if name.startswith("20-")}
    assert len(files) > 1
    items = {read_form(file).item for file in files.values()}
    assert len(items) == len(files)
    assert not any(compared(file, record("complete")) for file in files.values())


def test_a_form_that_no_pack_has_is_refused_in_one_line() -> None:
    read = read_of("complete", "06-6-KND")
    with pytest.raises(InputError, match="6-KNĐ"):
        form_of(read, [load_forms(PACK).only(["9-KND"])], "x.docx")


# --- what cannot be read


def test_a_word_file_of_somebody_else_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        read_form(one_hole("Một văn bản khác"), "khac.docx")
    assert refused.value.place == "khac.docx"
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_form(data, "x.docx")


def with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content("complete", "06-6-KND"))) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            target.writestr(each, data if each == name else source.read(each), zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/custom.xml", "_rels/.rels", "[Content_Types].xml"])
@pytest.mark.parametrize("data", [b"", b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a/>"])
def test_a_damaged_or_hostile_part_is_refused(part: str, data: bytes) -> None:
    with pytest.raises(InputError):
        read_form(with_part(part, data), "x.docx")


def test_names_in_a_hostile_file_cannot_speak_to_a_terminal() -> None:
    def rename(root: etree._Element) -> None:
        control(root, "full_name").find(f"{qn('w:sdtPr')}/{qn('w:tag')}").set(qn("w:val"), "a\u009b2Jb" + "x" * 500)

    def claim(root: etree._Element) -> None:
        root[1][0].text = "6\u202e\u009b" + "y" * 5000

    file = changed(changed(content("complete", "06-6-KND"), rename), claim, "docProps/custom.xml")
    read = read_form(file)
    assert read.number.startswith("6y")
    assert all(name.isprintable() and len(name) < 300 for name in (read.number, *(one.token for one in read.fields)))


def test_more_controls_than_any_form_has_are_refused() -> None:
    def flood(root: etree._Element) -> None:
        home = control(root, "full_name").getparent()
        small = etree.fromstring(
            f'<w:sdt xmlns:w="{root.nsmap["w"]}"><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent/></w:sdt>'
        )
        for _ in range(MOST_CONTROLS):
            home.append(copy.deepcopy(small))

    stuffed = changed(content("complete", "06-6-KND"), flood)
    # padding keeps the ratio of the archive honest, so that the bound on controls is what refuses
    padded = io.BytesIO(stuffed)
    with zipfile.ZipFile(padded, "a") as archive:
        archive.writestr("word/media/x.bin", random.Random(1).randbytes(len(stuffed)), zipfile.ZIP_STORED)
    with pytest.raises(InputError) as refused:
        read_form(padded.getvalue(), "x.docx")
    assert refused.value.problem == said("word_too_long")[0]


def test_deeply_nested_controls_do_not_exhaust_the_reader() -> None:
    depth = 110
    xml = (
        '<w:sdt><w:sdtPr><w:tag w:val="y"/></w:sdtPr><w:sdtContent>' * depth
        + "<w:r><w:t>đáy</w:t></w:r>"
        + "</w:sdtContent></w:sdt>" * depth
    )
    file = changed(content("complete", "06-6-KND"), inside("full_name", xml))
    fields = read_form(file).fields
    assert sum(field.token == "y" for field in fields) == depth
    assert {field.text for field in fields if field.token == "y"} == {"đáy"}


# --- forms of an office's own


def own(*texts: str) -> bytes:
    """A form made in Word without a control, its first tag cut into runs."""
    document = docx.Document()
    cut = document.add_paragraph("Tên: ")
    for piece, strong in (("{{ fu", True), ("ll_na", False), ("me }}", False), (", đậm", False)):
        cut.add_run(piece).bold = strong
    for text in texts:
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=2)
    for row, cells in enumerate(
        (
            ("{%tr for row in work %}", ""),
            ("{{ row.period }}", "ông {{ row.post }} {% if row.post %}({{ row.post }}){% endif %}"),
            ("{%tr endfor %}", ""),
        )
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


VALUES: dict[str, Any] = {
    "full_name": "Nguyễn Văn Mẫu", "place": "xã Mẫu\tbên\nsông", "lines": ["một", "hai"],
    "work": [{"period": "2001", "post": "A & B"}, {"period": "2002", "post": ""}],
}  # fmt: skip
MORE = (
    "Nơi ở: {{ place }}; {{ place }}. {# ghi chú #}",
    "{% for one in lines %}- {{ one }} ({{ loop.index }}); {% endfor %}",
)


def test_a_form_without_controls_gets_them_when_it_is_compiled() -> None:
    plain = compile_form(own(*MORE)).fill(VALUES)
    ours = compile_form(own(*MORE), identity=Identity("cua-toi", "M-1", "m.docx")).fill(VALUES)
    assert text_of(without(ours.content, "word/glossary/document.xml")) == text_of(plain.content)
    read = read_form(ours.content)
    assert (read.pack, read.number, read.item) == ("cua-toi", "M-1", "")
    assert [(field.token, field.index, field.text) for field in read.fields] == [
        ("full_name", 0, "Nguyễn Văn Mẫu"),
        ("place", 0, "xã Mẫu\tbên\nsông"),
        ("place", 1, "xã Mẫu\tbên\nsông"),
        ("lines", 0, "một"),
        ("lines", 1, "hai"),
        ("work.period", 0, "2001"),
        ("work.post", 0, "A & B"),
        ("work.post", 1, "A & B"),
        ("work.period", 1, "2002"),
        ("work.post", 2, ""),
    ]


def without(file: bytes, part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
    return out.getvalue()


def test_a_value_looks_as_its_tag_did_and_what_follows_as_itself() -> None:
    filled = compile_form(own(*MORE), identity=Identity("p", "1", "m.docx")).fill(VALUES).content
    first = docx.Document(io.BytesIO(filled)).paragraphs[0]._p
    looks = {}
    for text in first.iter(qn("w:t")):
        strong = text.getparent().find(f"{qn('w:rPr')}/{qn('w:b')}")
        looks[text.text] = None if strong is None else strong.get(qn("w:val"), "1") not in ("0", "false")
    assert looks == {"Tên: ": None, "Nguyễn Văn Mẫu": True, ", đậm": False}


def test_a_control_whose_token_was_replaced_in_word_gets_the_new_name() -> None:
    source = compile_form(one_hole("{{ old }}"), identity=Identity("p", "1", "m.docx"))
    template = changed(source.fill({"old": "{{ new }}"}).content, lambda root: None)
    template = changed(template, typed("old", "{{ new }}"))
    read = read_form(compile_form(template, identity=Identity("p", "2", "n.docx")).fill({"new": "giá trị"}).content)
    assert [(field.token, field.text) for field in read.fields] == [("new", "giá trị")]
    assert read.number == "2"
    mixed = changed(template, typed("old", "ông {{ old }} già"))
    read = read_form(compile_form(mixed, identity=Identity("p", "2", "n.docx")).fill({"old": "Mẫu"}).content)
    assert [(field.token, field.text) for field in read.fields] == [("old", "Mẫu")]


def test_docxtpl_fills_a_form_with_controls_alike() -> None:
    def give_controls(root: etree._Element) -> None:
        root[:] = list(add_controls(root, "word/document.xml"))

    template = changed(own(*MORE), give_controls)
    form = compile_form(own(*MORE), identity=Identity("p", "1", "m.docx"))
    theirs = by_docxtpl(template, VALUES, DocxTemplate)["word/document.xml"]
    ours = canonical_parts(form.fill(VALUES).content)["word/document.xml"]
    assert body(ours) == body(theirs)
    assert b"w:sdt" in ours


def body(part: bytes) -> bytes:
    """The text of a part, without the names that its root declares."""
    root = etree.fromstring(part)
    etree.cleanup_namespaces(root)
    return etree.tostring(root[0], method="c14n", exclusive=True)


def test_properties_that_a_form_already_has_are_kept() -> None:
    first = compile_form(one_hole(), identity=Identity("p", "1", "m.docx")).fill({"x": "{{ x }}"}).content

    def add(root: etree._Element) -> None:
        other = copy.deepcopy(root[0])
        other.set("name", "Cơ quan")
        other.set("pid", "9")
        root.append(other)

    own_form = changed(first, add, "docProps/custom.xml")
    filled = compile_form(own_form, identity=Identity("q", "2", "n.docx")).fill({"x": "y"}).content
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert archive.namelist().count("docProps/custom.xml") == 1
        properties = etree.fromstring(archive.read("docProps/custom.xml"))
    names = [one.get("name") for one in properties]
    assert names == ["Cơ quan", "dossier.pack", "dossier.form", "dossier.template", "dossier.item"]
    assert len({one.get("pid") for one in properties}) == len(names)


def test_a_form_whose_tags_join_paragraphs_is_filled_without_controls() -> None:
    template = one_hole("a ", "{%- if x %} b {% endif -%}", " c {{ x }}")
    filled = compile_form(template, identity=Identity("p", "1", "m.docx")).fill({"x": "y"})
    assert read_form(filled.content).fields == ()
    assert "c y" in text_of(filled.content)


# --- taking over


def change_of(puts: Mapping[str, Any]) -> Change:
    return Change("t", 0, Kind.CHANGED, "chỗ", tuple(puts), "a", "b", puts)


def test_changes_that_disagree_are_not_taken() -> None:
    one, other = change_of({"/candidate/birth_name": "A"}), change_of({"/candidate/birth_name": "B"})
    third = change_of({"/candidate/occupation": "thợ"})
    taken = take_over(record("complete"), [one, other, third])
    assert taken.conflicts == (one, other)
    assert taken.taken == (third,)
    assert take_over(record("complete"), [one, one]).conflicts == ()


def test_a_change_inside_another_is_a_conflict() -> None:
    whole, part = change_of({"/candidate/hometown": {"text": "a"}}), change_of({"/candidate/hometown/text": "b"})
    assert take_over(record("complete"), [whole, part]).taken == ()


def test_what_the_schema_refuses_is_not_taken_and_costs_nothing_else() -> None:
    bad, good = change_of({"/cell_meeting/date": "hôm qua"}), change_of({"/candidate/occupation": "thợ"})
    lost = change_of({"/candidate/birth_name/x": "không có chỗ"})
    taken = take_over(record("complete"), [bad, good, lost])
    assert taken.refused == (bad, lost)
    assert taken.taken == (good,)
    assert taken.data["candidate"]["occupation"] == "thợ"
    assert taken.data["cell_meeting"] == record("complete")["cell_meeting"]
