"""Where persons are still to be verified: shown on the page, told to programs, taken over into the record once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from lxml import html

from dossier.record.edit import edited
from tests.cli.running import dossier_folder, read
from tests.http.test_api import problem_of, record

PERSON = "/persons/mau-001/forms"
API = "/api/dossiers/mau-001/proposals"


def without_requests(root: Path) -> None:
    """The sample before anybody was asked."""
    shutil.rmtree(root / "mau-001")
    dossier_folder(root / "mau-001", remove=("/verification/requests", "/verification/remarks"))


def requests_in(program: TestClient) -> list[Any]:
    found: list[Any] = record(program)[0].get("verification", {}).get("requests", [])
    return found


def test_the_page_shows_whom_to_ask_about_whom_and_takes_it_over(
    root: Path, browser: TestClient, program: TestClient, csrf: dict[str, str]
) -> None:
    without_requests(root)
    page = html.fromstring(browser.get(PERSON).text)
    (section,) = page.xpath("//h2[@id='proposals']")
    told = program.get(API).json()
    assert len(told["proposed"]) == 3
    shown = [item.text_content() for item in section.xpath("following-sibling::ul[1]/li")]
    assert [line.partition(":")[0] for line in shown] == [one["name"] for one in told["proposed"]]
    for line, one in zip(shown, told["proposed"], strict=True):
        assert all(person in line for person in one["persons"])
    (etag,) = page.xpath("//form[contains(@action, '/proposals')]//input[@name='etag']/@value")
    answer = browser.post(f"{PERSON}/proposals", data={**csrf, "etag": etag})
    assert answer.status_code == 303
    assert [one["destination"] for one in requests_in(program)] == [one["name"] for one in told["proposed"]]
    assert not html.fromstring(browser.get(PERSON).text).xpath("//form[contains(@action, '/proposals')]")
    assert browser.post(f"{PERSON}/proposals", data={**csrf, "etag": etag}).status_code != 303


def test_a_program_takes_over_what_the_record_then_says(root: Path, program: TestClient) -> None:
    without_requests(root)
    _, etag = record(program)
    problem_of(program.post(API), 428)
    problem_of(program.post(API, headers={"If-Match": '"x"'}), 412)
    assert requests_in(program) == []
    answer = program.post(API, headers={"If-Match": etag}, params={"by": "VP"})
    assert answer.status_code == 200
    assert answer.json()["verification"]["requests"] == read(root / "mau-001")["verification"]["requests"]
    line = program.get("/api/journal", params={"record_id": "mau-001"}).json()[0]
    assert (line["what"], line["by"]) == ("edit", "VP")
    assert program.get(API).json()["proposed"] == []
    problem_of(program.post(API, headers={"If-Match": answer.headers["etag"]}), 422)


def test_who_cannot_be_placed_is_told_with_the_reason(root: Path, browser: TestClient, program: TestClient) -> None:
    without_requests(root)
    data = read(root / "mau-001")
    place = next(index for index, one in enumerate(data["family"]) if one["relation"] == "father")
    lacking = edited(data, remove=[f"/family/{place}/residence"])
    _, etag = record(program)
    assert program.put("/api/dossiers/mau-001", json=lacking, headers={"If-Match": etag}).status_code == 200
    (unplaced,) = program.get(API).json()["unplaced"]
    assert unplaced["place"] == f"/family/{place}/residence"
    assert unplaced["vi"]
    assert unplaced["en"]
    page = html.fromstring(browser.get(PERSON).text)
    (line,) = page.xpath("//h2[@id='proposals']/following-sibling::h3/following-sibling::ul/li")
    assert unplaced["person"] in line.text_content()
    assert unplaced["vi"] in line.text_content()


def test_nothing_is_proposed_once_everybody_was_asked(browser: TestClient, program: TestClient) -> None:
    assert program.get(API).json() == {"proposed": [], "unplaced": []}
    assert not html.fromstring(browser.get(PERSON).text).xpath("//h2[@id='proposals']")


def test_letters_are_told_apart_by_whom_they_go_to(root: Path, browser: TestClient, program: TestClient) -> None:
    without_requests(root)
    names = {one["name"] for one in program.get(API).json()["proposed"]}
    listed = program.get("/api/dossiers/mau-001/forms").json()
    assert {one["subject"] for one in listed if one["number"] == "20-KNĐ"} == names
    shown = html.fromstring(browser.get(PERSON).text).xpath("//tbody//th")
    assert all(
        any(cell.text_content().strip().startswith("20-KNĐ") and name in cell.text_content() for cell in shown)
        for name in names
    )


def test_a_ticked_letter_is_filled_alone(root: Path, browser: TestClient, csrf: dict[str, str]) -> None:
    without_requests(root)
    page = html.fromstring(browser.get(PERSON).text)
    first, *others = [name for name in page.xpath("//input[@name='name']/@value") if "20-KND" in name]
    assert others
    assert browser.post(PERSON, data={**csrf, "name": [first]}).status_code == 303
    assert [path.name for path in (root / "mau-001" / "forms").glob("*.docx")] == [first]
