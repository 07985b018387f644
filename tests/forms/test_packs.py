"""Packs: taking over forms, which edition a paper is, packs of an office's own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document

from dossier.adapters.files import load_office
from dossier.cli import group
from dossier.errors import InputError, TemplateError
from dossier.forms.builders import PACKS, differences
from dossier.forms.form_set import FormSet, forms_for, load_forms
from dossier.forms.pack import blank_findings
from dossier.forms.plan import PlannedForm, plan
from dossier.record.office import Office
from dossier.record.record import Record
from dossier.resources import data_folder
from dossier.rules.loading import load_rulebook
from tests.word import opened

NEW, OLD = "hd38-2025", "hd12-2022"
LAST_OLD_DAY, FIRST_NEW_DAY = "2025-09-28", "2025-09-29"
OWN_PACK = data_folder("samples") / "packs" / "ha-noi-2025"
REPLACED = {"2-KNĐ", "3-KNĐ", "3A-KNĐ", "4-KNĐ", "CN-NTVĐ1"}


def complete() -> dict[str, Any]:
    text = (data_folder("samples") / "dossiers" / "complete" / "record.json").read_text("utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


def papers(record: dict[str, Any], forms: FormSet | None = None) -> dict[str, PlannedForm]:
    """The planned forms by number; of a repeated one, the last."""
    planned = plan(Record(record), Office(), forms or load_forms(), None)
    return {one.spec.number: one for one in planned}


def packs(record: dict[str, Any]) -> dict[str, str]:
    return {number: one.spec.pack for number, one in papers(record).items()}


def without_named_sets(record: dict[str, Any]) -> dict[str, Any]:
    for paper in record["papers"]:
        paper["template_set"] = None
    return record


def words(one: PlannedForm) -> list[str]:
    """The lines of the filled paper, those of cells too."""
    document: Document = opened(one.fill().content)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for home in (document, *cells) for paragraph in home.paragraphs]


# --- taking over


def test_the_old_pack_takes_over_what_it_does_not_replace() -> None:
    forms = load_forms(OLD)
    assert [form.number for form in forms.forms] == [form.number for form in load_forms(NEW).forms]
    assert {form.number for form in forms.forms if form.pack == OLD} == REPLACED
    assert {form.pack for form in forms.forms} == {OLD, NEW}


def test_the_old_files_are_what_the_code_gives() -> None:
    assert differences(OLD, data_folder("templates") / OLD) == []
    used = {
        form.path.name
        for printed in (False, True)
        for form in load_forms(OLD, printed=printed).forms
        if form.pack == OLD
    }
    assert used == set(PACKS[OLD])


@pytest.mark.parametrize("printed", [False, True])
def test_every_edition_compiles(printed: bool) -> None:
    load_forms(printed=printed).compile_all()


def make_pack(folder: Path, head: str, forms: str = "", *, id_: str = "mine") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = f'format = "dossier-manifest/1"\nid = "{id_}"\ntitle = "Bộ thử"\n{head}\n{forms}'
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    return folder


def form_row(number: str, order: int = 9, file: str = "9A-KND.docx") -> str:
    return (
        f'[[form]]\nnumber = "{number}"\norder = {order}\nfile = "{file}"\ntitle = "Thử"\nissuer = "Thử"\n'
        'stage = "ceremony"\nseal = false\nhand = false\nconfirmed = false\n'
        '[form.tokens]\nfull_name = { from = "/candidate/birth_name" }\n'
    )


def word_file(path: Path, *lines: str) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def test_a_pack_may_replace_by_any_spelling_and_drop(tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "p", f'extends = "{NEW}"\nwithout = ["7-KND"]', form_row("8-KND", 8, "8.docx"))
    word_file(folder / "8.docx", "{{ full_name }}")
    forms = load_forms(folder)
    own = forms.form("8-KNĐ")
    assert own is not None
    assert own.pack == "mine"
    assert forms.form("7-KNĐ") is None
    assert len(forms.forms) == len(load_forms(NEW).forms) - 1


def test_a_pack_may_extend_a_folder_beside_it(tmp_path: Path) -> None:
    make_pack(tmp_path / "first", f'extends = "{NEW}"\nwithout = ["7-KNĐ"]', id_="first")
    second = make_pack(tmp_path / "second", 'extends = "../first"\nwithout = ["8-KNĐ"]', id_="second")
    forms = load_forms(second)
    assert (forms.form("7-KNĐ"), forms.form("8-KNĐ")) == (None, None)
    assert {form.pack for form in forms.forms} == {NEW}


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ('extends = "hd39-2030"', "there is no pack 'hd39-2030'"),
        ('extends = "."', "leads back to this pack"),
        (f'extends = "{NEW}"\nwithout = ["77-KNĐ"]', "has no form '77-KNĐ'"),
        (f'extends = "{NEW}"\nfrom = 2025-02-02\nto = 2025-02-01', "'to' lies before 'from'"),
        (f'extends = "{NEW}"\nfrom = "hôm nay"', "from: not a date"),
    ],
)
def test_a_wrong_extension_is_named(tmp_path: Path, head: str, fault: str) -> None:
    with pytest.raises(TemplateError) as caught:
        load_forms(make_pack(tmp_path / "p", head))
    assert fault in str(caught.value)


def test_two_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    make_pack(tmp_path / "a", 'extends = "../b"', id_="a")
    make_pack(tmp_path / "b", 'extends = "../a"', id_="b")
    with pytest.raises(TemplateError, match="leads back"):
        load_forms(tmp_path / "a")


def test_one_number_in_two_spellings_stands_twice(tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "p", "", form_row("9A-KNĐ") + form_row("9A-KND"))
    word_file(folder / "9A-KND.docx", "{{ full_name }}")
    with pytest.raises(TemplateError, match="stands twice"):
        load_forms(folder)


# --- which edition


def test_the_complete_sample_has_its_old_certificate_and_new_forms_otherwise() -> None:
    found = packs(complete())
    assert found.pop("CN-NTVĐ1") == OLD
    assert set(found.values()) == {NEW}


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("2-KNĐ", ("candidate", "declaration_date")),
        ("3-KNĐ", ("introducers", 0, "date")),
        ("4-KNĐ", ("youth_union", "date")),
        ("CN-NTVĐ1", ("class_certificate", "issue_date")),
    ],
)
@pytest.mark.parametrize(("day", "pack"), [(LAST_OLD_DAY, OLD), (FIRST_NEW_DAY, NEW), (None, NEW)])
def test_the_day_of_the_act_decides(number: str, place: tuple[Any, ...], day: str | None, pack: str) -> None:
    record = without_named_sets(complete())
    home: Any = record
    for key in place[:-1]:
        home = home[key]
    home[place[-1]] = day
    assert packs(record)[number] == pack


def test_an_act_before_all_packs_takes_the_newest() -> None:
    record = without_named_sets(complete())
    record["class_certificate"]["issue_date"] = "2021-05-05"
    assert packs(record)["CN-NTVĐ1"] == NEW


def test_the_paper_goes_before_the_day() -> None:
    record = complete()
    certificate = next(paper for paper in record["papers"] if paper["form"] == "CN-NTVĐ1")
    certificate["template_set"] = NEW
    assert packs(record)["CN-NTVĐ1"] == NEW


def test_the_record_goes_before_the_day_and_the_paper_before_the_record() -> None:
    record = without_named_sets(complete())
    record["template_set"] = OLD
    found = packs(record)
    assert {number for number, pack in found.items() if pack == OLD} == REPLACED - {"3A-KNĐ"}
    next(paper for paper in record["papers"] if paper["form"] == "2-KNĐ")["template_set"] = NEW
    assert packs(record)["2-KNĐ"] == NEW


def test_the_default_set_in_the_record_leaves_it_to_the_day() -> None:
    record = without_named_sets(complete())
    assert record["template_set"] == NEW
    assert packs(record)["CN-NTVĐ1"] == OLD


def test_a_pack_asked_for_goes_before_everything() -> None:
    record = complete()
    record["template_set"] = OLD
    assert {one.spec.pack for one in papers(record, forms_for(Office(), NEW)).values()} == {NEW}
    office = Office({"form_pack": NEW})
    assert {one.spec.pack for one in papers(record, forms_for(office)).values()} == {NEW}
    old = papers(complete(), forms_for(office, OLD))
    assert {number for number, one in old.items() if one.spec.pack == OLD} == REPLACED - {"3A-KNĐ"}


def test_each_item_has_its_own_edition_and_file_name(tmp_path: Path) -> None:
    record = complete()
    requests = [paper for paper in record["papers"] if paper["form"] == "20-KNĐ"]
    requests[1]["template_set"] = "mine"
    older = make_pack(
        tmp_path / "p",
        "",
        form_row("20-KNĐ", 20, "20.docx").replace(
            "[form.tokens]", 'for_each = "/verification/requests"\n[form.tokens]'
        ),
    )
    word_file(older / "20.docx", "{{ full_name }}")
    newest = load_forms(NEW)
    forms = FormSet(newest.id, newest.title, newest.forms, alternatives=(load_forms(older),)).only(["20-KND"])
    planned = plan(Record(record), Office(), forms, None)
    assert [one.name for one in planned] == [f"20-20-KND-{number}.docx" for number in range(1, 5)]
    assert [one.spec.pack for one in planned] == [NEW, "mine", NEW, NEW]


def test_a_set_that_nobody_has_is_told() -> None:
    record = complete()
    record["template_set"] = "hd09-2017"
    planned = plan(Record(record), Office(), load_forms(), None)
    findings = [
        one for one in blank_findings(planned, Record(record), load_rulebook()) if "hd09-2017" in one.message.vi
    ]
    assert {finding.where.pointer for finding in findings} == {"/template_set"}
    assert {finding.code for finding in findings} == {"FILL"}
    # the certificate's own paper names a set that is there
    told = {one.name.removesuffix(".docx") for one in planned} - {"30-CN-NTVD1"}
    assert {finding.ask for finding in findings} == told


def test_restricting_by_number_keeps_the_editions() -> None:
    forms = load_forms().only(["CN-NTVD1"])
    assert [one.spec.pack for one in plan(Record(complete()), Office(), forms, None)] == [OLD]
    with pytest.raises(InputError):
        load_forms().only(["77-KNĐ"])


# --- the old forms


def old_paper(number: str, record: dict[str, Any] | None = None, *, printed: bool = False) -> PlannedForm:
    return papers(record or complete(), load_forms(OLD, printed=printed))[number]


def test_old_certificate_has_the_heading_of_the_state() -> None:
    lines = words(old_paper("CN-NTVĐ1"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in lines
    assert any(line.startswith("Chứng nhận đồng chí: ") for line in lines)
    assert any("Nơi sinh " in line for line in lines)
    assert any("bồi dưỡng lý luận chính trị dành cho đối tượng kết nạp Đảng" in line for line in lines)


@pytest.mark.parametrize("printed", [False, True])
def test_old_biography_has_28_items_in_order(printed: bool) -> None:
    lines = words(old_paper("2-KNĐ", printed=printed))
    numbers = [int(line[:2]) for line in lines if line[:2].isdigit() and line[2:4] == ". "]
    beside, below = ([n for n in numbers if n <= 7], [n for n in numbers if n > 7])
    assert beside == list(range(1, 8))
    assert below == list(range(8, 29))


def test_old_biography_begins_with_the_name_in_use() -> None:
    record = complete()
    record["candidate"]["usual_name"] = "Nguyễn Mẫu"
    record["candidate"]["vocational_education"] = "không"
    one = old_paper("2-KNĐ", record)
    lines = words(one)
    assert "01. Họ và tên đang dùng: NGUYỄN MẪU (CHỮ IN HOA)" in lines
    assert "03. Họ và tên khai sinh: NGUYỄN VĂN MẪU (CHỮ IN HOA, đúng giấy khai sinh)" in lines
    assert not any("trung thực" in line for line in lines)
    assert one.lacks == ()
    del record["candidate"]["usual_name"]
    assert "01. Họ và tên đang dùng: NGUYỄN VĂN MẪU (CHỮ IN HOA)" in words(old_paper("2-KNĐ", record))


def test_old_biography_lists_the_family_under_its_own_headings() -> None:
    lines = words(old_paper("2-KNĐ"))
    heads = [line for line in lines if line[:3] in {f"{number}. " for number in range(1, 7)}]
    assert heads == ["1. CHA ĐẺ", "2. MẸ ĐẺ", "3. ANH CHỊ EM RUỘT", "4. ÔNG, BÀ NỘI", "5. ÔNG, BÀ NGOẠI", "6. BÊN VỢ"]


def test_old_introduction_has_both_posts_on_one_line() -> None:
    lines = words(old_paper("3-KNĐ"))
    assert sum("hức vụ" in line for line in lines) == 1
    assert any(line.startswith("Chức vụ trong Đảng: ") and ", chức vụ chính quyền " in line for line in lines)


def test_old_youth_union_resolution_is_signed_with_a_slash() -> None:
    lines = words(old_paper("4-KNĐ"))
    assert "T/M BAN CHẤP HÀNH" in lines
    assert "TM. BAN CHẤP HÀNH" not in lines
    assert "ĐOÀN T.N.CS HỒ CHÍ MINH" in lines


# --- an office's own pack


def own_record() -> dict[str, Any]:
    record = complete()
    union = record.pop("youth_union")
    record["introduction_route"] = "member_and_trade_union"
    record["trade_union"] = {**union, "name": "Công đoàn Bệnh viện Đa khoa Mẫu", "branch": "Công đoàn Khối Hành chính"}
    record["local"] = {"opinion_asked_date": "2025-10-02", "opinion_reply_by": "2025-10-10"}
    return record


def test_own_pack_fills_forms_whose_tags_word_has_cut() -> None:
    planned = papers(own_record(), load_forms(OWN_PACK))
    assert {planned[number].spec.pack for number in ("4D", "5B", "9A")} == {"ha-noi-2025"}
    assert "4A-KNĐ" not in planned
    assert "9-KNĐ" not in planned
    for number in ("4D", "5B", "9A"):
        assert planned[number].lacks == ()
        text = "\n".join(words(planned[number]))
        assert not set("{}…") & set(text)
        assert "Nguyễn Văn Mẫu" in text


def test_tags_of_the_own_forms_are_really_cut() -> None:
    for name in ("4D.docx", "5B.docx", "9A.docx"):
        document = docx.Document(str(OWN_PACK / name))
        cells = [cell for table in document.tables for cell in table.rows[0].cells]
        runs = [run.text for home in (document, *cells) for one in home.paragraphs for run in one.runs]
        assert sum(run == "{{" for run in runs) >= 3


def test_a_token_of_the_office_s_own_is_printed_or_dropped() -> None:
    forms = load_forms(OWN_PACK)
    assert any("trước ngày 10 tháng 10 năm 2025" in line for line in words(papers(own_record(), forms)["5B"]))
    record = own_record()
    del record["local"]
    one = papers(record, forms)["5B"]
    assert not any("Ý kiến xin gửi về" in line for line in words(one))
    assert [lack.token for lack in one.lacks] == ["date_line"]


def test_one_number_in_two_packs_is_two_papers(tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "p", f'extends = "{NEW}"', form_row("9A-KNĐ"))
    word_file(folder / "9A-KND.docx", "Bản riêng của {{ full_name }}")
    record = complete()
    record["orgs"]["grassroots"]["is_delegated"] = True
    ours, theirs = papers(record)["9A-KNĐ"], papers(record, load_forms(folder))["9A-KNĐ"]
    assert (ours.spec.pack, theirs.spec.pack) == (NEW, "mine")
    assert ours.spec.path.name == theirs.spec.path.name
    assert words(theirs) == ["Bản riêng của Nguyễn Văn Mẫu"]
    assert "QUYẾT ĐỊNH" in words(ours)


def test_files_of_two_packs_do_not_mix_up() -> None:
    record = own_record()
    record["orgs"]["grassroots"]["is_delegated"] = True
    names = [one.name for one in plan(Record(record), Office(), load_forms(OWN_PACK), None)]
    record["orgs"]["grassroots"]["is_delegated"] = False
    names += [one.name for one in plan(Record(record), Office(), load_forms(OWN_PACK), None) if one.spec.number == "9A"]
    assert {"09-9A.docx", "09-9A-KND.docx"} <= set(names)
    assert len(names) == len({name.casefold() for name in names})


def test_office_toml_names_a_pack_relative_to_itself(tmp_path: Path) -> None:
    shutil.copytree(OWN_PACK, tmp_path / "office" / "forms")
    file = tmp_path / "office" / "office.toml"
    file.write_text('form_pack = "forms"\n', encoding="utf-8")
    forms = forms_for(load_office(file))
    assert forms.id == "ha-noi-2025"
    assert forms.alternatives == ()
    file.write_text('form_pack = "elsewhere"\n', encoding="utf-8")
    with pytest.raises(InputError):
        forms_for(load_office(file))


def test_fill_takes_a_folder_as_pack(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    record.write_text(json.dumps(own_record()), encoding="utf-8")
    out = tmp_path / "out"
    given = ["fill", str(record), "--out", str(out), "--pack", str(OWN_PACK), "--form", "9A", "--form", "5b"]
    result = CliRunner().invoke(group, given, standalone_mode=False)
    assert result.exception is None
    written = {path.name for path in out.glob("*/forms/*.docx")}
    assert written == {"05-5B.docx", "09-9A.docx"}
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text("utf-8").splitlines()]
    assert {line["form"] for line in lines if "form" in line} == {"ha-noi-2025 5B", "ha-noi-2025 9A"}
