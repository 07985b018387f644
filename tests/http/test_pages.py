"""The pages as answered: one heading each, fields labelled, nothing inline, no identity number, nothing lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

from dossier.http.web import HERE
from dossier.record.text import name_key
from tests.http.conftest import visible
from tests.http.test_api import PDF

PAGES = (
    "/", "/?q=mau&order=due", "/import", "/rules", "/rules/C09", "/rules/FILL", "/packs", "/settings", "/journal",
    "/bin", "/api-docs", "/persons/mau-001", "/persons/an-001?stage=ceremony", "/persons/mau-001/record",
    "/persons/mau-001/record/identity", "/persons/mau-001/record/family", "/persons/mau-001/papers",
    "/persons/mau-001/forms", "/persons/mau-001/versions", "/persons/mau-001/delete",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_whole_labelled_and_loads_nothing_from_elsewhere(browser: TestClient, lang: str) -> None:
    for path in PAGES:
        mark = "&" if "?" in path else "?"
        answer = browser.get(f"{path}{mark}lang={lang}")
        assert answer.status_code == 200, path
        page = html.fromstring(answer.text)
        assert page.get("lang") == lang
        assert len(page.xpath("//h1")) == 1, path
        assert page.xpath("//main"), path
        assert not page.xpath("//script[not(starts-with(@src, '/static/'))]"), path
        assert not page.xpath("//*[@style] | //*[@*[starts-with(name(), 'on')]]"), path
        for link in page.xpath("//@href | //@src | //@action"):
            assert link.startswith(("/", "#", "?")) and not link.startswith("//"), f"{path}: {link}"
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), f"{path}: {sorted({one for one in ids if ids.count(one) > 1})}"
        for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            labelled = field.xpath("ancestor::label") or page.xpath(f"//label[@for='{field.get('id')}']")
            assert labelled or field.get("aria-label") or field.get("aria-labelledby"), f"{path}: {field.get('name')}"
        assert not re.search(r"(?<!\d)\d{12}(?!\d)", visible(answer.text)), f"{path} shows an identity number"


def test_the_only_script_is_short() -> None:
    scripts = sorted((HERE / "static").glob("*.js"))
    assert [path.name for path in scripts] == ["app.js"]
    assert len(scripts[0].read_text(encoding="utf-8").splitlines()) <= 300


def test_names_are_searched_without_marks_and_stand_in_vietnamese_order(browser: TestClient) -> None:
    browser.get("/api/dossiers", params={"wait": True})
    page = html.fromstring(browser.get("/", params={"q": "mau"}).text)
    names = [link.text for link in page.xpath("//tbody//th/a")]
    assert names
    assert all("Mẫu" in name for name in names)
    everybody = html.fromstring(browser.get("/").text).xpath("//tbody//th/a/text()")
    assert len(everybody) == 13
    assert everybody == sorted(everybody, key=name_key)
    given = [name.split()[-1] for name in everybody]
    assert given.index("An") < given.index("Bình") < given.index("Chi") < given.index("Dung")


def test_a_value_prints_as_typed(browser: TestClient, csrf: dict[str, str], root: Path) -> None:
    added = browser.post("/persons", data={**csrf, "name": "Lê <b>A & B</b>", "born": "05/02/1998"})
    assert added.status_code == 303
    path = added.headers["location"].split("/record")[0]
    assert "Lê &lt;b&gt;A &amp; B&lt;/b&gt;" in browser.get(path).text
    record = json.loads((root / path.rsplit("/", 1)[1] / "record.json").read_text(encoding="utf-8"))
    assert record["candidate"] == {"birth_name": "Lê <b>A & B</b>", "date_of_birth": "1998-02-05"}
    assert browser.post("/persons", data={**csrf, "name": "Lê <b>A & B</b>", "born": "05/02/1998"}).status_code == 422
    assert browser.post("/persons", data={**csrf, "name": "Lê Văn C", "born": "31/02/1998"}).status_code == 422
    assert browser.post("/persons", data={**csrf, "name": " "}).status_code == 422


def test_what_cannot_be_read_comes_back_as_typed_and_nothing_is_stored(
    browser: TestClient, csrf: dict[str, str], root: Path
) -> None:
    before = (root / "mau-001" / "record.json").read_bytes()
    page = html.fromstring(browser.get("/persons/mau-001/record/identity").text)
    form = {one.name: one.value for one in page.xpath("//main//form[@data-unsaved]")[0].inputs if one.name}
    data = {name: value for name, value in form.items() if value is not None and not name.startswith("_")}
    answer = browser.post(
        "/persons/mau-001/record/identity",
        data={**data, **csrf, "/candidate/date_of_birth": "31/02/2000", "_save": "1"},
    )
    assert answer.status_code == 422
    assert 'value="31/02/2000"' in answer.text
    assert 'role="alert"' in answer.text
    assert (root / "mau-001" / "record.json").read_bytes() == before


def test_who_works_here_stands_in_the_journal(browser: TestClient, csrf: dict[str, str]) -> None:
    browser.post("/me", data={**csrf, "name": "Bí thư Mẫu"})
    browser.post("/persons", data={**csrf, "name": "Trần Văn Mới"})
    page = visible(browser.get("/journal").text)
    assert "Bí thư Mẫu" in page
    assert "tạo hồ sơ" in page


def test_a_scan_is_shown_as_what_it_is_and_never_as_a_page(browser: TestClient, csrf: dict[str, str]) -> None:
    etag = browser.get("/api/dossiers/mau-001").headers["etag"].strip('"')
    key = json.dumps({"form": "2-KNĐ"}, ensure_ascii=False)
    sent = browser.post(
        "/persons/mau-001/papers", data={**csrf, "etag": etag, "paper": key},
        files=[("files", ("a.pdf", PDF, "text/html"))],
    )  # fmt: skip
    assert sent.status_code == 303
    shown = browser.get("/persons/mau-001/papers/file/papers/a.pdf")
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.content == PDF


def test_an_old_form_is_told_and_changes_nothing(browser: TestClient, csrf: dict[str, str], root: Path) -> None:
    before = (root / "mau-001" / "record.json").read_bytes()
    for path, data in (
        ("/persons/mau-001/delete", {}),
        ("/persons/mau-001/accept", {"code": "C03", "where": "/candidate", "by": "VP", "reason": "x"}),
    ):
        answer = browser.post(path, data={**csrf, "etag": "0" * 64, **data})
        assert answer.status_code in (412, 422), path
    assert (root / "mau-001" / "record.json").read_bytes() == before


def test_settings_are_kept_and_used(browser: TestClient, csrf: dict[str, str], root: Path) -> None:
    page = html.fromstring(browser.get("/settings").text)
    etag = page.xpath("//input[@name='etag']/@value")[0]
    data = {**csrf, "etag": etag, "place": "Xã Mẫu", "spelling": "uỷ", "orgs.cell.name": "Chi bộ Mẫu"}
    assert browser.post("/settings", data=data).status_code == 303
    assert 'place = "Xã Mẫu"' in (root / "office.toml").read_text(encoding="utf-8")
    assert browser.post("/settings", data={**csrf, "etag": etag, "place": "Khác"}).status_code == 412
    wrong = {**csrf, "etag": html.fromstring(browser.get("/settings").text).xpath("//input[@name='etag']/@value")[0]}
    refused = browser.post("/settings", data={**wrong, "percent_decimals": "99"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text


def test_a_problem_is_a_page_with_the_mend(browser: TestClient) -> None:
    for path in ("/nothing", "/persons/nobody", "/batches/none", "/persons/mau-001/record/nothing", "/import/x"):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        page = html.fromstring(answer.text)
        assert page.xpath("//div[@role='alert']/p")
