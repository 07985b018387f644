"""The page as a browser and a screen reader get it: whole, labelled, without script, every value as text."""

from __future__ import annotations

import copy
import re
from time import process_time
from typing import Any

import lxml.html
import pytest

from dossier.findings import NO_TEXT, Finding, Severity, Text, Verdict, Where
from dossier.http.form_spec import element_id
from dossier.http.record_form import FormModel, Section, form_of, posted
from dossier.messages import LANGUAGES
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.record.schema import problems
from samples.make import report_on
from tests.http.pages import ALL, FOLDER, drawn, everybody, items_of, named, page_of, sent, with_text

COMPLETE = everybody()[0]
CSS = (FOLDER.parent / "static" / "fields.css").read_text(encoding="utf-8")
EVIL = "\"><script>alert(1)</script>'&amp;<img src=x onerror=alert(1)>{{7*7}}"


def check(model: FormModel) -> lxml.html.HtmlElement:
    """What must hold of every page."""
    html = drawn(model)
    page = page_of(html)
    assert page.unbalanced == []
    ids = [element.get("id") for element in page.elements if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", one) for one in ids)
    labelled = {element.get("for") for element in page.all("label")}
    for element in page.all("input", "select", "textarea"):
        if element.get("type") != "hidden":
            assert element.get("id") in labelled, element.attributes
        assert element.get("name")
    for element in page.elements:
        for name in ("for", "list", "aria-labelledby"):
            assert not element.get(name) or element.get(name) in ids
        assert set(element.get("aria-describedby").split()) <= set(ids)
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
        if element.get("href").startswith("#"):
            assert element.get("href")[1:] in ids
    assert page.all("script", "style", "iframe", "object", "img", "link") == []
    for button in page.all("button"):
        assert button.get("type") == "submit"
        assert button.text.strip()
    for fieldset in page.all("fieldset"):
        assert fieldset.text.strip()
    assert len(page.all("legend")) == len(page.all("fieldset"))
    first = page.all("button")[0]
    assert (first.get("name"), first.get("tabindex")) == ("_save", "-1")
    assert not re.search(r"[>\"](?:None|Undefined)[<\"]", html)
    root = lxml.html.document_fromstring(f"<!DOCTYPE html><html><body><form>{html}</form></body></html>")
    assert len(root.xpath("//input|//select|//textarea")) == len(page.all("input", "select", "textarea"))
    return root


@pytest.mark.slow
@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_every_page_is_whole_and_labelled(section: Section) -> None:
    findings = report_on(Dossier(everybody()[-1]), "recognition_submission").findings
    for lang in LANGUAGES:
        check(form_of(section, COMPLETE, lang=lang))
        check(form_of(section, everybody()[-1], findings=findings, lang=lang))
    check(form_of(section, COMPLETE, opened=items_of(section, COMPLETE)[:3]))
    check(form_of(section, {"schema_version": "1", "record_id": "x-1"}))


def evil(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: evil(item) for key, item in value.items()}
    if isinstance(value, list):
        return [evil(item) for item in value]
    return f"{value}{EVIL}" if isinstance(value, str) else value


@pytest.mark.slow
@pytest.mark.parametrize("section", ALL, ids=lambda section: section.id)
def test_no_value_becomes_markup(section: Section) -> None:
    data = evil(COMPLETE) | {f"/{EVIL}": EVIL, "local": {EVIL: EVIL, "a": EVIL, "b": [EVIL]}}
    model = form_of(section, data, problems=problems(data), opened=items_of(section, data)[:2])
    root = check(model)
    assert root.xpath("//script|//img") == []
    assert "<script" not in drawn(model)
    result = posted(section, data, sent(section, data))
    assert (result.problems, result.places) == ((), ())


def test_what_is_typed_comes_back_as_text() -> None:
    section = named("identity")
    pairs = with_text(sent(section, COMPLETE), "/candidate/date_of_birth", EVIL)
    pairs = with_text(pairs, "/candidate/gender", EVIL)
    result = posted(section, COMPLETE, pairs)
    root = check(form_of(section, result.data, problems=result.problems, typed=result.typed))
    assert root.get_element_by_id(element_id("/candidate/date_of_birth")).get("value") == EVIL
    assert root.xpath("//select/option[@selected]/text()")[0] == EVIL


def test_faults_are_told_at_the_top_and_at_the_field() -> None:
    section = named("identity")
    pairs = with_text(sent(section, COMPLETE), "/candidate/date_of_birth", "31/02/2000")
    result = posted(section, COMPLETE, pairs)
    root = check(form_of(section, result.data, problems=result.problems, typed=result.typed))
    (summary,) = root.xpath("//*[@role='alert']")
    assert (summary.get("tabindex"), "autofocus" in summary.attrib) == ("-1", True)
    assert "Chưa lưu. Có 1 chỗ" in summary.text_content()
    (link,) = summary.xpath(".//a")
    field = root.get_element_by_id(link.get("href")[1:])
    assert (field.tag, field.get("value"), field.get("aria-invalid")) == ("input", "31/02/2000", "true")
    said = root.get_element_by_id(f"{field.get('id')}-e").text_content()
    assert said == "Đang ghi: ngày không có trong lịch. Cần: ngày/tháng/năm, ví dụ 05/02/2025."
    assert f"{field.get('id')}-e" in field.get("aria-describedby").split()
    assert root.xpath("//*[@aria-invalid]") == [field]


def test_a_record_with_faults_is_not_called_unsaved() -> None:
    data = copy.deepcopy(COMPLETE)
    data["candidate"]["date_of_birth"] = "12/03/2000"
    root = check(form_of(named("identity"), data, problems=problems(data)))
    (summary,) = root.xpath("//*[@role='alert']")
    assert "Có 1 chỗ ghi chưa đúng dạng" in summary.text_content()
    assert "Chưa lưu" not in root.text_content()


def finding(pointer: str, code: str = "Z01", verdict: Verdict = Verdict.FAIL) -> Finding:
    said = Text(f"Thiếu <{code}>.", f"Missing <{code}>.")
    return Finding(
        code, "ask", verdict, Severity.ERROR, said, said, Where(pointer, ""), Text("Ghi lại.", "Write it."), None, None,
        None, "cell",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("section", "pointer", "opened", "at"),
    [
        ("identity", "/candidate/birth_name", "", "/candidate/birth_name"),
        ("identity", "/candidate/other_names/0", "", "/candidate/other_names"),
        ("identity", "/candidate/national_id", "", "/candidate/national_id"),
        ("identity", "/candidate", "", ""),
        ("family", "/family", "", "/family"),
        ("family", "/family/2/birth_place/commune", "", "/family/2"),
        ("family", "/family/2/birth_place/commune", "/family/2", "/family/2/birth_place/commune"),
        ("family", "/family/99/full_name", "", "/family"),
        ("papers", "papers[form=2-KNĐ]/date", "", "/papers/9"),
        ("papers", "papers[form=2-KNĐ]/date", "/papers/9/number", "/papers/9/date"),
        ("papers", "papers[form=20A-KNĐ]", "", "/papers"),
        ("decision", "/decision/legal_bases/1", "", "/decision/legal_bases"),
        ("addresses", "/candidate/temporary_address", "", "/candidate/temporary_address"),
        ("addresses", "/candidate/hometown/district", "", "/candidate/hometown/district"),
        ("verification", "/verification", "", ""),
    ],
)
def test_a_finding_stands_at_the_place_it_speaks_of(section: str, pointer: str, opened: str, at: str) -> None:
    assert COMPLETE["papers"][9]["form"] == "2-KNĐ"
    findings = [finding(pointer), finding("/admission", "Z02"), finding("/no_such", "Z03"), finding("", "Z04")]
    model = form_of(named(section), COMPLETE, findings=findings, opened=[opened] if opened else [])
    root = check(model)
    (code,) = root.xpath("//a[@class='code']")
    assert (code.text, code.get("href")) == ("Z01", "/rules/Z01")
    if at:
        (node,) = [node for node in model.nodes() if node.advice]
        assert node.pointer == at
        assert f"{node.id}-w" in root.get_element_by_id(node.id).get("aria-describedby").split()
    else:
        assert [advice.code for advice in model.advice] == ["Z01"]
    # never hidden behind a line that opens
    assert root.xpath("//details//a[@class='code']") == []
    text = root.xpath("//ul[@class='advice']")[0].text_content()
    assert "LỖI" in text
    assert "Thiếu <Z01>." in text
    assert "Ghi lại." in text


def test_what_a_person_must_look_at_is_marked_so() -> None:
    model = form_of(named("admission"), COMPLETE, findings=[finding("/admission", "Z05", Verdict.NEEDS_PERSON)])
    (group,) = [node for node in model.nodes() if node.advice]
    assert (group.advice[0].grave, group.advice[0].mark) == ("needs_person", "XEM")
    assert NO_TEXT.get("vi") == ""


def test_numbers_ask_for_digits_and_nothing_is_remembered_by_the_browser() -> None:
    data = {"schema_version": "1", "record_id": "x-1"}
    root = check(form_of(named("identity"), data))
    assert root.get_element_by_id(element_id("/candidate/national_id")).get("inputmode") == "numeric"
    assert root.get_element_by_id(element_id("/candidate/birth_name")).get("inputmode") is None
    for field in root.xpath("//input[@type='text']|//select|//textarea"):
        assert field.get("autocomplete") == "off"
    assert {field.get("type") for field in root.xpath("//input")} == {"text", "hidden", "checkbox"}


def test_seldom_filled_fields_are_behind_a_line_that_opens_as_long_as_they_are_empty() -> None:
    root = check(form_of(named("addresses"), COMPLETE))
    behind = set(root.xpath("//details//input/@name"))
    assert "/candidate/birth_place/country" in behind
    assert "/candidate/hometown/former/commune" not in behind
    assert "/candidate/birth_place/commune" not in behind


def test_what_is_ticked_as_none_is_folded_until_something_is_said_of_it() -> None:
    section, place = named("work_and_study"), "/candidate/business"
    assert COMPLETE["candidate"]["business_none"] is True
    folded = set(check(form_of(section, COMPLETE)).xpath("//details//input/@name"))
    assert f"{place}/firm" in folded
    model = form_of(section, COMPLETE, findings=[finding(f"{place}/firm")])
    assert check(model).xpath("//details//input/@name") == []
    pairs = with_text(sent(section, COMPLETE), f"{place}/firm", "Công ty Mẫu")
    result = posted(section, COMPLETE, pairs)
    assert [problem.pointer for problem in result.problems] == [place]
    assert check(form_of(section, result.data, problems=result.problems, typed=result.typed)).xpath("//details") == []


def test_an_empty_field_says_what_the_settings_of_the_office_put_there() -> None:
    data = {"schema_version": "1", "record_id": "x-1", "orgs": {"cell": {"kind": "cell"}}}
    office = Office({"orgs": {"cell": {"name": "Chi bộ Mẫu", "has_committee": True}}, "place": "Phường Mẫu"})
    model = form_of(named("orgs"), data, effective=office.effective(data))
    fields = {field.pointer: field for field in model.fields()}
    assert "dùng cài đặt của cơ quan: Chi bộ Mẫu." in fields["/orgs/cell/name"].hint
    assert "dùng cài đặt của cơ quan: có." in fields["/orgs/cell/has_committee"].hint
    assert fields["/orgs/cell/name"].value == ""
    assert "cài đặt" not in fields["/orgs/cell/parent_org"].hint
    assert posted(named("orgs"), data, page_of(drawn(model)).pairs()).data == data


def test_the_page_goes_on_where_the_button_was() -> None:
    section = named("introducers")
    result = posted(section, COMPLETE, [*sent(section, COMPLETE), ("_add", "/introducers")])
    root = check(form_of(section, result.data, typed=result.typed))
    (here,) = root.xpath("//*[@autofocus]")
    assert here.get("id") == element_id("/introducers/1")


def test_what_is_not_stored_yet_is_said() -> None:
    section = named("family")
    result = posted(section, COMPLETE, [*sent(section, COMPLETE), ("_remove", "/family/0")])
    assert "Chưa lưu." in check(form_of(section, result.data, typed=result.typed)).text_content()
    result = posted(section, COMPLETE, [*sent(section, COMPLETE), ("_open", "/family/0")])
    assert "Chưa lưu." not in check(form_of(section, result.data, typed=result.typed)).text_content()


def test_a_page_is_made_and_drawn_in_good_time() -> None:
    findings = report_on(Dossier(COMPLETE), "recognition_submission").findings
    for section in ALL:
        times = []
        for _ in range(3):
            start = process_time()
            drawn(form_of(section, COMPLETE, findings=findings))
            times.append(process_time() - start)
        assert min(times) < 0.06, section.id


def test_the_style_loads_nothing_and_names_the_classes_of_the_page() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "font-size: 18px" in CSS
    for name in (
        "error-summary",
        "page-advice",
        "unseen",
        "first-button",
        "seldom",
        "stray",
        "kept",
        "unsaved",
        "tick",
    ):
        assert f".{name}" in CSS
    assert "@media print" in CSS
