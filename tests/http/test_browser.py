"""The whole job in a real browser over a real server: by mouse, by keyboard alone, without script; and seen by axe."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import some
from tests.http.conftest import ROOT
from tests.http.live import Live, chromium, page_of, serving
from tests.http.test_api import PDF

# one browser, and one server for those that only read
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

FAULTY = 3  # persons of the sample workbook with planted faults


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with serving(tmp_path / "ho-so", "--as-of", "2026-11-22") as running:
        yield running


@pytest.fixture(scope="module")
def filled(people: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over the sample people that several tests read from."""
    root = tmp_path_factory.mktemp("read") / "ho-so"
    shutil.copytree(people, root)
    with serving(root, "--as-of", "2026-11-22") as running:
        yield running


def import_the_workbook(page: Page, live: Live) -> None:
    page.goto(f"{live.address}/import")
    page.get_by_label("Tệp danh sách").set_input_files(ROOT / "samples" / "cohort.xlsx")
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("12 người: 12 người mới, 0 người đã có hồ sơ.")).to_be_visible()
    page.get_by_role("button", name="Ghi 12 người vào hồ sơ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi 12 hồ sơ")


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_the_whole_job_by_mouse(browser: Browser, live: Live) -> None:
    with page_of(browser, live) as page:
        import_the_workbook(page, live)
        page.get_by_role("button", name="Điền biểu mẫu và kiểm tra tất cả").click()
        expect(page.get_by_text("Đã xong.")).to_be_visible(timeout=120_000)
        page.get_by_role("link", name="Xem danh sách").click()
        page.get_by_role("link", name=re.compile("còn lỗi phải sửa")).click()
        expect(page.locator("tbody tr")).to_have_count(FAULTY)

        # one of the three: what is wrong leads to the field that mends it
        page.locator("tbody th a").first.click()
        expect(page.locator("#verdict")).to_contain_text("CHƯA SẴN SÀNG")
        person = page.url
        record_id = person.rsplit("/", 1)[1].split("?")[0]
        record = live.root / record_id / "record.json"
        page.get_by_role("link", name="Sửa trong hồ sơ").first.click()
        expect(page.get_by_role("button", name="Lưu", exact=True)).to_be_visible()
        page.goto(f"{person}/record/identity")
        page.get_by_label("Thư điện tử").fill("mau@vi.du")
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("Đã lưu.")
        assert json.loads(record.read_text(encoding="utf-8"))["candidate"]["email"] == "mau@vi.du"

        # a scan, then the stamp that somebody saw on it
        page.goto(f"{person}/papers")
        page.get_by_label("Bản quét này là giấy nào").select_option(label="Lý lịch (2-KNĐ)")
        page.get_by_label("Tệp quét").set_input_files(
            {"name": "ly lich.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        page.get_by_role("button", name="Thêm vào hồ sơ").click()
        expect(page.get_by_role("status")).to_have_text("Đã thêm bản quét.")
        expect(page.get_by_role("link", name="ly lich.pdf", exact=True)).to_be_visible()

        page.goto(person)
        slip = downloaded(page, "Phiếu trả hồ sơ (Word)")
        assert zipfile.ZipFile(io.BytesIO(slip)).testzip() is None
        page.goto(f"{person}/forms")
        page.get_by_role("button", name="Điền tất cả biểu mẫu đến hạn").click()
        expect(page.get_by_role("status")).to_have_text("Đã điền biểu mẫu.")
        form = downloaded(page, "Tải về 01-1-KND.docx")
        assert zipfile.ZipFile(io.BytesIO(form)).testzip() is None
        page.goto(live.address)
        names = zipfile.ZipFile(io.BytesIO(downloaded(page, "Tải tất cả (zip)"))).namelist()
        assert f"{record_id}/report.html" in names
        assert sum(name.endswith(".docx") for name in names) > 12
        assert {name.split("/")[0] for name in names} >= {"summary.html", "summary.xlsx"}


def test_reading_and_editing_work_without_script(browser: Browser, live: Live) -> None:
    with page_of(browser, live, script=False) as page:
        import_the_workbook(page, live)
        page.goto(live.address)
        page.get_by_label("Tìm tên, chi bộ, mã (không cần dấu)").fill("mau an")
        page.get_by_role("button", name="Xem", exact=True).click()
        page.get_by_role("link", name="Lê Thị Mẫu An").click()
        expect(page.locator("svg.tl")).to_be_visible()
        page.goto(f"{live.address}/persons/an-001/record/identity")
        page.get_by_label("Ngày sinh").first.fill("31/02/2000")
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Ngày sinh").first).to_have_value("31/02/2000")
        page.get_by_label("Ngày sinh").first.fill("15/03/2004")
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("status")).to_have_text("Đã lưu.")
        page.goto(f"{live.address}/persons/an-001/versions")
        page.get_by_role("link", name="Xem khác gì").first.click()
        expect(page.get_by_text("Ngày sinh")).to_be_visible()
        page.get_by_role("button", name="Quay về phiên bản này").click()
        expect(page.get_by_role("status")).to_have_text("Đã quay về phiên bản ấy.")
        page.goto(f"{live.address}/")
        page.get_by_role("button", name="Kiểm tra tất cả", exact=True).click()
        expect(page.get_by_text("Đã xong.")).to_be_visible(timeout=120_000)


def test_two_tabs_on_one_record_lose_nothing(browser: Browser, live: Live, people: Path) -> None:
    shutil.copytree(people / "mau-001", live.root / "mau-001")
    with page_of(browser, live) as first:
        second = first.context.new_page()
        for tab in (first, second):
            tab.goto(f"{live.address}/persons/mau-001/record/identity")
        first.get_by_label("Thư điện tử").fill("mot@vi.du")
        second.get_by_label("Nơi cấp căn cước").fill("Công an tỉnh Mẫu")
        first.get_by_role("button", name="Lưu", exact=True).click()
        expect(first.get_by_role("status")).to_have_text("Đã lưu.")
        with second.expect_response(lambda answer: answer.request.method == "POST") as waiting:
            second.get_by_role("button", name="Lưu", exact=True).click()
        assert waiting.value.status == 412
        expect(second.get_by_text("Người khác vừa lưu hồ sơ này")).to_be_visible()
        expect(second.get_by_label("Thư điện tử")).to_have_value("mot@vi.du")
        expect(second.get_by_label("Nơi cấp căn cước")).to_have_value("Công an tỉnh Mẫu")
        second.get_by_role("button", name="Lưu", exact=True).click()
        expect(second.get_by_role("status")).to_have_text("Đã lưu.")
    candidate = json.loads((live.root / "mau-001" / "record.json").read_text(encoding="utf-8"))["candidate"]
    assert candidate["email"] == "mot@vi.du"
    assert candidate["national_id_issuer"] == "Công an tỉnh Mẫu"


def test_the_stamp_is_confirmed_and_the_verdict_follows(browser: Browser, live: Live, people: Path) -> None:
    shutil.copytree(people / "mau-001", live.root / "mau-001")
    record = live.root / "mau-001" / "record.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    stamp = next(paper for paper in data["papers"] if paper["form"] == "2-KNĐ")["cross_page_stamp"]
    stamp.update(state="uncertain", evidence="scan", confirmed_by=None, confirmed_on=None)
    record.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    with page_of(browser, live) as page:
        page.goto(f"{live.address}/persons/mau-001?stage=verification")
        expect(page.locator("#verdict")).to_contain_text("CHƯA SẴN SÀNG")
        page.get_by_text(re.compile("^Xác nhận đã xem")).first.click()
        page.get_by_label("Người xác nhận").first.fill("Văn phòng Đảng ủy")
        page.get_by_role("button", name="Ghi xác nhận", exact=True).first.click()
        expect(page.get_by_role("status")).to_have_text("Đã ghi xác nhận.")
        expect(page.locator("#verdict")).to_contain_text("SẴN SÀNG")
        expect(page.locator("#verdict")).not_to_contain_text("CHƯA")
    after = json.loads(record.read_text(encoding="utf-8"))
    assert (
        next(paper for paper in after["papers"] if paper["form"] == "2-KNĐ")["cross_page_stamp"]["state"] == "present"
    )


def tab_to(page: Page, name: str, *, most: int = 200) -> None:
    """Press Tab until the thing of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const e = document.activeElement; const l = e.labels && e.labels[0];"
            " return (l ? l.innerText : e.getAttribute('aria-label') || e.innerText || '').trim() }"
        )
        if said == name:
            return
    raise AssertionError(f"nothing called {name!r} comes into focus")


PAGES = (
    "/", "/import", "/rules", "/rules/C09", "/packs", "/settings", "/journal", "/bin", "/api-docs", "/persons/mau-001",
    "/persons/an-001?stage=ceremony", "/persons/mau-001/record", "/persons/mau-001/record/family",
    "/persons/mau-001/record/identity", "/persons/mau-001/papers", "/persons/mau-001/forms",
    "/persons/mau-001/versions", "/persons/mau-001/delete",
)  # fmt: skip


def test_axe_finds_no_serious_fault(browser: Browser, filled: Live) -> None:
    found: dict[str, list[str]] = {}
    with page_of(browser, filled) as page:
        for path in some(PAGES):
            page.goto(f"{filled.address}{path}")
            answer = Axe().run(page, options={"resultTypes": ["violations"]})
            faults = [
                f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})"
                for one in answer.response["violations"]
                if one["impact"] in ("serious", "critical")
            ]
            if faults:
                found[path] = faults
    assert found == {}


def test_the_job_by_keyboard_alone(browser: Browser, filled: Live) -> None:
    with page_of(browser, filled) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        tab_to(page, "Tìm tên, chi bộ, mã (không cần dấu)")
        page.keyboard.type("nguyen van mau")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=nguyen*")
        tab_to(page, "Nguyễn Văn Mẫu")
        page.keyboard.press("Enter")
        page.wait_for_url("**/persons/mau-001")
        tab_to(page, "Hồ sơ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/record")
        tab_to(page, "Họ tên, giấy tờ tùy thân")
        page.keyboard.press("Enter")
        page.wait_for_url("**/record/identity")
        tab_to(page, "Thư điện tử")
        page.keyboard.type("ban-phim@vi.du")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Đã lưu.")
        tab_to(page, "Biểu mẫu", most=40)
    data = json.loads((filled.root / "mau-001" / "record.json").read_text(encoding="utf-8"))
    assert data["candidate"]["email"] == "ban-phim@vi.du"


def test_every_page_fits_a_narrow_screen(browser: Browser, filled: Live) -> None:
    with page_of(browser, filled, width=320) as page:
        for path in some(PAGES):
            page.goto(f"{filled.address}{path}")
            too_wide = page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert too_wide <= 0, f"{path}: {too_wide} px"
