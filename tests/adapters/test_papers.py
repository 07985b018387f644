"""Files of papers: bytes decide what one is, its name leads nowhere, and it goes to the paper that was meant."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.adapters import limits, papers
from dossier.adapters.papers import checked_name, free_path, place_of, with_file, without_file
from dossier.adapters.store import FolderStore
from dossier.errors import Changed, InputError, NotThere
from tests.adapters.made_up_store import CLERK, JPEG, Ticking, act, checked, lines, pdf, png, store_at, written
from tests.cli.running import dossier_folder, record, run


@pytest.mark.parametrize(
    ("content", "name"),
    [(pdf(), "x.pdf"), (pdf(300), "x.pdf"), (JPEG, "x.jpg"), (png(), "x.png"), (png(8000, 10_000), "x.png")],
    ids=range(5),
)
def test_what_a_scan_is_shows_in_its_bytes(content: bytes, name: str) -> None:
    for called in ("x", "x.", name):
        assert checked_name(called, content) == name
    assert checked_name("x.PDF", content) == name
    assert checked_name("x.docx", content) == f"x.docx{Path(name).suffix}"


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


REFUSED = [
    (b"", "tệp rỗng"),
    (archive("word/document.xml"), "Word hoặc Excel"),
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "Word hoặc Excel"),
    (b"<html>", "không phải tệp PDF"),
    (b"GIF89a" + b"\0" * 20, "không phải tệp PDF"),
    (b"MZ" + b"\0" * 20, "không phải tệp PDF"),
    (b"x" + pdf(), "không phải tệp PDF"),
    (b"%PDF-1.7", "hỏng"),
    (pdf()[:200], "hỏng"),
    (pdf(0), "hỏng"),
    (pdf(password="x"), "mật khẩu"),
    (pdf(301), "301 trang"),
    (JPEG[:6], "hỏng"),
    (png()[:20], "hỏng"),
    (png(0, 5), "hỏng"),
    (png(8000, 10_001), "80 triệu"),
    (png(2**31 - 1, 2**31 - 1), "80 triệu"),
]


@pytest.mark.parametrize(("content", "told"), REFUSED, ids=range(len(REFUSED)))
def test_anything_else_is_refused_with_the_mend(content: bytes, told: str) -> None:
    with pytest.raises(InputError) as caught:
        checked_name("Quét 1.pdf", content)
    line = caught.value.told("vi")
    assert line.startswith("Quét 1.pdf: ")
    assert told in line
    assert caught.value.remedy.vi
    assert "\n" not in line


def test_a_file_past_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert papers.MOST_FILE_BYTES == limits.MOST_FILE_BYTES == 50 * 1024 * 1024
    monkeypatch.setattr(papers, "MOST_FILE_BYTES", 100)
    with pytest.raises(InputError, match="50 MB"):
        checked_name("x.pdf", pdf())


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("Lý lịch.pdf", "Lý lịch.pdf"),
        (unicodedata.normalize("NFD", "Lý lịch.pdf"), "Lý lịch.pdf"),
        ("../../etc/x.pdf", "x.pdf"),
        ("C:\\Users\\a\\x.PDF", "x.pdf"),
        ("/", "giay-to.pdf"),
        ("..", "giay-to.pdf"),
        (".hidden", "hidden.pdf"),
        (".pdf", "pdf.pdf"),
        ("CON", "giay-CON.pdf"),
        ("aux.x.pdf", "giay-aux.x.pdf"),
        ("com1 .pdf", "giay-com1.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("a\u200b\u2066b\ufeff.pdf", "ab.pdf"),
        ("a\0\r\n\tb.pdf", "a b.pdf"),
        ('a<b>:"|?*.pdf', "a-b------.pdf"),
        ("x.pdf ", "x.pdf"),
        ("x.pdf...", "x.pdf"),
        ("x.jpeg", "x.pdf"),
        ("x.pdf.exe", "x.pdf.exe.pdf"),
        ("a" * 300 + ".pdf", "a" * 60 + ".pdf"),
        ("a\u2028b\u00a0c.pdf", "a b c.pdf"),
    ],
)
def test_a_name_is_made_safe(called: str, name: str) -> None:
    assert checked_name(called, pdf()) == name


@given(st.text(st.characters(codec=None), max_size=80))
def test_any_name_is_one_that_every_system_can_store(called: str) -> None:
    name = checked_name(called, JPEG)
    assert name.endswith((".jpg", ".jpeg"))
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert unicodedata.is_normalized("NFC", name)
    assert not name.startswith((".", " "))
    assert len(name.encode()) < 255
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", name)
    assert checked_name(name, JPEG) == name


def test_a_free_name_is_never_one_that_is_taken() -> None:
    taken = {"papers/lý lịch.pdf", "papers/lý lịch (2).pdf"}
    assert free_path("Lý lịch.pdf", taken) == "papers/Lý lịch (3).pdf"
    assert free_path("LÝ LỊCH (2).pdf", taken) == "papers/LÝ LỊCH (3).pdf"
    assert free_path("Đơn.pdf", taken) == "papers/Đơn.pdf"
    assert free_path(" (2).pdf".strip(), {"papers/(2).pdf"}) == "papers/(2) (2).pdf"


PAPERS = {
    "papers": [
        {"form": "1-KNĐ"},
        {"form": "khac", "purpose": "merit", "number": "1"},
        {"form": "3-KNĐ", "about": "/introducers/0"},
        {"form": "3-KNĐ", "about": "/introducers/1"},
        {"form": "9-KNĐ"},
        {"form": "9-KNĐ", "number": "12"},
        None,
    ]
}


@pytest.mark.parametrize(
    ("paper", "place"),
    [
        ({"form": "1-KNĐ"}, "/papers/0"),
        ({"form": "1-KNĐ", "number": "7"}, "/papers/7"),
        ({"form": "khac", "purpose": "merit"}, "/papers/1"),
        ({"form": "khac", "purpose": "merit", "number": None}, "/papers/7"),
        ({"form": "khac", "purpose": "transcript"}, "/papers/7"),
        ({"form": "3-KNĐ", "about": "/introducers/1"}, "/papers/3"),
        ({"form": "9-KNĐ"}, "/papers/4"),
        ({"form": "9-KNĐ", "number": "12", "date": "2026-01-01"}, "/papers/5"),
        ({"form": "2-KNĐ"}, "/papers/7"),
    ],
)
def test_the_paper_of_a_file_is_found_or_made(paper: dict[str, str], place: str) -> None:
    assert place_of(PAPERS, paper) == place
    changed = with_file(PAPERS, paper, "papers/x.pdf")["papers"]
    if place == "/papers/7":
        assert changed[:-1] == PAPERS["papers"]
        assert changed[-1] == {**paper, "files": ["papers/x.pdf"]}
    else:
        index = int(place.rpartition("/")[2])
        assert changed[index] == {**PAPERS["papers"][index], "files": ["papers/x.pdf"]}  # type: ignore[dict-item]


def test_which_of_several_papers_is_never_guessed() -> None:
    with pytest.raises(InputError, match="chưa rõ"):
        place_of(PAPERS, {"form": "3-KNĐ"})


@pytest.mark.parametrize("data", [{"papers": "x"}, {"papers": [{"form": "1-KNĐ", "files": "x.pdf"}]}])
def test_what_is_no_list_is_not_overwritten(data: dict[str, object]) -> None:
    with pytest.raises(InputError):
        with_file(data, {"form": "1-KNĐ"}, "papers/x.pdf")


def test_a_file_goes_from_every_paper_that_names_it() -> None:
    data = {"papers": [{"form": "a", "files": ["x", "y"]}, {"form": "b", "files": ["x"]}, {"form": "c"}]}
    left, paper = without_file(data, "x")
    assert left == {"papers": [{"form": "a", "files": ["y"]}, {"form": "b", "files": []}, {"form": "c"}]}
    assert paper == {"form": "a", "files": ["x", "y"]}
    with pytest.raises(NotThere):
        without_file(data, "z")


# --- in a store ------------------------------------------------------------------------------------------


def test_a_file_is_added_and_named_by_its_paper(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    before = store.read("a")
    paper = {"form": "khac", "purpose": "merit", "date": "2026-01-02"}
    held = store.add_paper_file("a", "Giấy khen.PDF", pdf(2), act("paper_add"), paper=paper, if_match=before.etag)
    assert held.dossier.data["papers"][-1] == {**paper, "files": ["papers/Giấy khen.pdf"]}
    assert held.dossier.files["papers/Giấy khen.pdf"].pages == 2
    assert store.read("a") == held
    assert store.paper_file("a", "papers/Giấy khen.pdf").read_bytes() == pdf(2)
    assert run("validate", tmp_path / "a").code == 0
    index = len(before.dossier.data["papers"])
    assert next(store.journal())["places"] == [f"/papers/{index}", "papers/Giấy khen.pdf"]
    again = store.add_paper_file("a", "giấy khen.pdf", JPEG, act("paper_add"), paper=paper, if_match=held.etag)
    third = store.add_paper_file("a", "GIẤY KHEN.pdf", pdf(), act("paper_add"), paper=paper, if_match=again.etag)
    assert third.dossier.data["papers"][-1]["files"] == [
        "papers/Giấy khen.pdf",
        "papers/giấy khen.jpg",
        "papers/GIẤY KHEN (2).pdf",
    ]
    assert store.paper_file("a", "papers/Giấy khen.pdf").read_bytes() == pdf(2)


def test_a_refused_file_changes_nothing(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    paper = {"form": "1-KNĐ"}
    with pytest.raises(InputError):
        store.add_paper_file("a", "x.pdf", b"no", act("paper_add"), paper=paper, if_match=held.etag)
    with pytest.raises(Changed):
        store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper=paper, if_match="0" * 64)
    with pytest.raises(NotThere):
        store.add_paper_file("b", "x.pdf", pdf(), act("paper_add"), paper=paper, if_match=held.etag)
    assert store.read("a").etag == held.etag
    assert not (tmp_path / "a" / "papers").exists()


def test_a_file_that_the_record_does_not_name_is_not_laid_over(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    (tmp_path / "a" / "papers").mkdir()
    decomposed = tmp_path / "a" / "papers" / unicodedata.normalize("NFD", "Lý lịch.pdf")
    decomposed.write_bytes(b"mine")
    held = store.read("a")
    held = store.add_paper_file(
        "a", "Lý lịch.pdf", pdf(), act("paper_add"), paper={"form": "2-KNĐ"}, if_match=held.etag
    )
    assert "papers/Lý lịch (2).pdf" in held.dossier.files
    assert decomposed.read_bytes() == b"mine"


def test_a_failed_write_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    replace = os.replace

    def full(source: str, target: Path) -> None:
        if Path(target).name == "record.json":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="đầy"):
        store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper={"form": "1-KNĐ"}, if_match=held.etag)
    monkeypatch.undo()
    assert list((tmp_path / "a" / "papers").iterdir()) == []
    assert not (tmp_path / ".dossier" / "pending.json").exists()
    assert store.read("a") == held
    assert [line["what"] for line in lines(tmp_path)] == ["create"]


def test_a_removed_file_lies_in_the_bin_and_comes_back_to_its_paper(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    paper = {"form": "khac", "purpose": "merit", "number": "7"}
    held = store.read("a")
    held = store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper=paper, if_match=held.etag)
    held = store.remove_paper_file("a", "papers/x.pdf", act("paper_remove"), if_match=held.etag)
    assert held.dossier.data["papers"][-1] == {**paper, "files": []}
    assert not (tmp_path / "a" / "papers" / "x.pdf").exists()
    with pytest.raises(NotThere):
        store.paper_file("a", "papers/x.pdf")
    (thrown,) = store.bin()
    assert (thrown.record_id, thrown.path, thrown.by) == ("a", "papers/x.pdf", CLERK)
    back = store.undelete(thrown.key, act("undelete"))
    assert back.dossier.data["papers"][-1] == {**paper, "files": ["papers/x.pdf"]}
    assert store.paper_file("a", "papers/x.pdf").read_bytes() == pdf()
    assert store.bin() == []
    assert [line["what"] for line in lines(tmp_path)] == ["create", "paper_add", "paper_remove", "undelete"]
    assert checked(tmp_path).faults == ()


def test_a_file_of_a_dossier_that_is_gone_stays_in_the_bin(tmp_path: Path) -> None:
    store = store_at(tmp_path, "a")
    held = store.read("a")
    held = store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper={"form": "1-KNĐ"}, if_match=held.etag)
    store.remove_paper_file("a", "papers/x.pdf", act("paper_remove"), if_match=held.etag)
    dossier = store.delete("a", act("delete"))
    file = store.bin()[1]
    with pytest.raises(NotThere):
        store.undelete(file.key, act("undelete"))
    assert len(store.bin()) == 2
    store.undelete(dossier.key, act("undelete"))
    store.undelete(file.key, act("undelete"))
    assert store.paper_file("a", "papers/x.pdf").read_bytes() == pdf()


def test_a_name_without_a_file_is_only_taken_off_the_paper(tmp_path: Path) -> None:
    store = store_at(tmp_path)
    put = {"/record_id": "a", "papers[form=1-KNĐ]/files": ["papers/gone.pdf", "../outside.pdf"]}
    (tmp_path / "outside.pdf").write_bytes(pdf())
    held = store.create(record(put=put), act("create"))
    for path in ("papers/gone.pdf", "../outside.pdf"):
        held = store.remove_paper_file("a", path, act("paper_remove"), if_match=held.etag)
    assert held.dossier.files.keys() == store_at(tmp_path / "other", "a").read("a").dossier.files.keys()
    assert store.bin() == []
    assert (tmp_path / "outside.pdf").exists()


def test_a_file_that_is_the_photo_too_stays(tmp_path: Path) -> None:
    put = {"/candidate/photo": "papers/x.jpg", "papers[form=1-KNĐ]/files": ["papers/x.jpg"], "/record_id": "a"}
    dossier_folder(tmp_path / "a", put=put)
    (tmp_path / "a" / "papers").mkdir()
    (tmp_path / "a" / "papers" / "x.jpg").write_bytes(JPEG)
    store = FolderStore(tmp_path, Ticking())
    store.remove_paper_file("a", "papers/x.jpg", act("paper_remove"), if_match=store.read("a").etag)
    assert store.paper_file("a", "papers/x.jpg").read_bytes() == JPEG
    assert store.bin() == []


def test_only_files_that_the_record_names_are_given_out(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "papers/Lý lịch.pdf")
    names = [decomposed, "papers/link.pdf", "../b/record.json", "/etc/hostname", "papers/no\0name.pdf", "papers"]
    dossier_folder(tmp_path / "a", put={"papers[form=2-KNĐ]/files": names})
    dossier_folder(tmp_path / "b")
    (tmp_path / "a" / "papers").mkdir()
    (tmp_path / "a" / decomposed).write_bytes(pdf())
    (tmp_path / "a" / "papers" / "unnamed.pdf").write_bytes(pdf())
    (tmp_path / "a" / "papers" / "link.pdf").symlink_to(tmp_path / "b" / "record.json")
    store = FolderStore(tmp_path, Ticking())
    assert store.paper_file("a", "papers/Lý lịch.pdf").read_bytes() == pdf()
    assert store.paper_file("a", decomposed).read_bytes() == pdf()
    assert store.read("a").dossier.files["papers/Lý lịch.pdf"].pages == 1
    for path in (*names[1:], "papers/unnamed.pdf", "record.json", "papers/../record.json", ""):
        with pytest.raises(NotThere):
            store.paper_file("a", path)


def test_papers_that_lead_out_of_the_dossier_get_no_file(tmp_path: Path) -> None:
    store = store_at(tmp_path / "root", "a")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "root" / "a" / "papers").symlink_to(tmp_path / "elsewhere")
    held = store.read("a")
    with pytest.raises(InputError, match="papers"):
        store.add_paper_file("a", "x.pdf", pdf(), act("paper_add"), paper={"form": "1-KNĐ"}, if_match=held.etag)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert written(tmp_path / "root" / "a") == held.dossier.data
