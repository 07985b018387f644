"""Hostile or broken input: one clear line and exit code 3, or a finding; never a traceback, never a value."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter

from tests.cli.running import AS_OF, Ran, dossier_folder, record, report_of, run, start, write_record

SECRET = "Lê Thị Kín"
Write = Callable[[Path], object]


def data(text: str) -> Write:
    return lambda path: path.write_text(text, encoding="utf-8")


def with_number(digits: str) -> str:
    text = json.dumps(record(put={"/cell_meeting/total": "@@", "/candidate/birth_name": SECRET}), ensure_ascii=False)
    return text.replace('"@@"', digits)


BROKEN: dict[str, Write] = {
    "empty": lambda path: path.write_bytes(b""),
    "list": data(f'["{SECRET}"]'),
    "text": data(f'"{SECRET}"'),
    "no-json": data(f"{SECRET}, sinh năm 2000"),
    "cut-short": data(json.dumps(record(put={"/candidate/birth_name": SECRET}), ensure_ascii=False)[:400]),
    "nan": data(f'{{"record_id": "{SECRET}", "x": NaN}}'),
    "infinity": data(f'{{"record_id": "{SECRET}", "x": -Infinity}}'),
    "too-large-number": data(with_number("1e999")),
    "endless-number": data(with_number("1" * 5000)),
    "key-twice": data(f'{{"record_id": "a", "record_id": "{SECRET}"}}'),
    "deep-lists": data("[" * 100_000),
    "deep-objects": data('{"a":' * 100_000),
    "deep-but-closed": data(f'{{"local": {"[" * 200}"{SECRET}"{"]" * 200}}}'),
    "endless-string": data('{"a": "' + '\\"' * 100_000),
    "latin-1": lambda path: path.write_bytes(f'{{"record_id": "{SECRET}"}}'.encode("cp1258", errors="replace")),
    "utf-16": lambda path: path.write_bytes(f'{{"record_id": "{SECRET}"}}'.encode("utf-16")),
    "zeros": lambda path: path.write_bytes(bytes(4096)),
    "word-file": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(range(256))),
    "newer": lambda path: write_record(path, record(put={"/schema_version": "99", "/candidate/birth_name": SECRET})),
}
COMMANDS = ("check", "validate", "fill")


def words(command: str, path: Path, out: Path) -> list[str | Path]:
    extra = {"check": AS_OF, "validate": (), "fill": ("--out", out), "batch": ("--out", out, *AS_OF)}
    return [command, path, *extra[command]]


def assert_one_line(ran: Ran) -> None:
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert SECRET not in ran.told
    assert "ỗi của chương trình" not in ran.err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", BROKEN)
def test_broken_record_is_one_line(tmp_path: Path, command: str, name: str) -> None:
    path = tmp_path / "record.json"
    BROKEN[name](path)
    ran = run(*words(command, path, tmp_path / "out"))
    assert_one_line(ran)
    assert "record.json" in ran.err or "schema_version" in ran.err
    assert not (tmp_path / "out" / "a").exists()


def test_broken_records_do_not_end_a_batch(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name, write in BROKEN.items():
        write(source / f"x-{name}.json")
    dossier_folder(source / "mau-001")
    ran = run(*words("batch", source, tmp_path / "out"))
    assert ran.code == 1
    assert sum("không xử lý được:" in line for line in ran.out.splitlines()) == len(BROKEN)
    assert (tmp_path / "out" / "mau-001" / "report.json").is_file()
    told = ran.told + (tmp_path / "out" / "summary.html").read_text(encoding="utf-8")
    assert SECRET not in told
    assert "Traceback" not in told
    assert "Error (" not in told


@pytest.mark.parametrize("command", [*COMMANDS, "batch"])
@pytest.mark.parametrize("name", ["missing", "n" * 300, "empty-folder", "special"])
def test_path_that_holds_no_record_is_one_line(tmp_path: Path, command: str, name: str) -> None:
    path = tmp_path / name
    if name == "empty-folder":
        path.mkdir()
    if name == "special":
        if sys.platform == "win32":
            path = Path("nul")
        else:
            os.mkfifo(path)
    assert_one_line(run(*words(command, path, tmp_path / "out")))


def test_folder_that_may_not_be_read_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert_one_line(run("check", tmp_path, *AS_OF))


def test_record_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(record()).encode())
    assert run("validate", path).code == 0


def test_decomposed_vietnamese_is_read_as_composed(tmp_path: Path) -> None:
    import unicodedata

    path = tmp_path / "record.json"
    path.write_text(unicodedata.normalize("NFD", json.dumps(record(), ensure_ascii=False)), encoding="utf-8")
    assert run("check", path, *AS_OF).code == 0


def pdf(*, password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


PAPERS = {
    "damaged.pdf": pdf()[:150],
    "no-pdf.pdf": b"\x00\x01 no pdf at all " * 20,
    "encrypted.pdf": pdf(password="x"),
    "empty.pdf": b"",
    "garbage.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
}


@pytest.mark.parametrize("name", PAPERS)
def test_scan_that_cannot_be_read_does_not_stop_the_check(tmp_path: Path, name: str) -> None:
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": [f"papers/{name}"]})
    (folder / "papers").mkdir()
    (folder / "papers" / name).write_bytes(PAPERS[name])
    ran = run("check", folder, *AS_OF, "--format", "json")
    assert ran.code in (0, 1, 5)
    assert report_of(ran)["record_id"] == "mau-001"
    assert ran.err == ""


def test_library_does_not_speak_of_a_damaged_scan(tmp_path: Path) -> None:
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": ["papers/no-pdf.pdf"]})
    (folder / "papers").mkdir()
    (folder / "papers" / "no-pdf.pdf").write_bytes(PAPERS["no-pdf.pdf"])
    done = start("validate", folder)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.parametrize(
    "name", ["../../secret.pdf", "/etc/hostname", "papers/../../x.pdf", "a\0b.pdf", "n" * 5000, "papers", ""]
)
def test_file_outside_the_folder_is_not_opened(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = dossier_folder(tmp_path / "a", put={"papers[form=1-KNĐ]/files": [name]})
    (tmp_path / "secret.pdf").write_bytes(pdf())
    opened: list[str] = []
    plain = Path.open

    def spied(path: Path, *args: object, **kwargs: object) -> object:
        opened.append(str(path.resolve()))
        return plain(path, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", spied)
    ran = run("check", folder, *AS_OF, "--format", "json")
    assert ran.code in (0, 1, 5)
    assert report_of(ran)["record_id"] == "mau-001"
    assert not [path for path in opened if path.endswith("secret.pdf") or path == "/etc/hostname"]


@pytest.mark.parametrize("value", [5, "x", [5], [None], {}, None, [["x"]]])
def test_papers_of_a_wrong_kind_are_findings(tmp_path: Path, value: object) -> None:
    for number, place in enumerate(["/papers", "papers[form=1-KNĐ]/files", "papers[form=2-KNĐ]/cross_page_stamp"]):
        folder = dossier_folder(tmp_path / str(number), put={place: value})
        ran = run("check", folder, *AS_OF, "--stage", "verification", "--format", "json")
        assert ran.code in (0, 1, 5), (place, ran.err)
        assert run("fill", folder, "--out", tmp_path / f"out{number}").code == 0


@pytest.mark.parametrize("record_id", ["con", "../x", "", "a/b", "x" * 65, "Nguyễn Văn Mẫu", None, 5, "nul.txt", "a."])
def test_id_that_cannot_name_a_folder_writes_nothing(tmp_path: Path, record_id: object) -> None:
    path = write_record(tmp_path / "record.json", record(put={"/record_id": record_id}))
    ran = run("fill", path, "--out", tmp_path / "out")
    assert ran.code == 3
    assert ran.err.count("\n") == 1
    assert not list(tmp_path.rglob("*.docx"))
    checked = run("check", path, *AS_OF, "--format", "json")
    assert checked.code == 1 or record_id == "a."
    assert report_of(checked)["record_id"] in ("", record_id)
    assert "Nguyễn Văn Mẫu" not in str(report_of(checked)["record_id"])


def test_strange_letters_do_not_stop_anything(tmp_path: Path) -> None:
    strange = 'Nguyễn\\u0000\\u202e\\ud800 Mẫu "&<'
    text = json.dumps(record(put={"/candidate/work_unit": "@@", "/candidate/awareness_text": "@@"}))
    path = tmp_path / "record.json"
    path.write_text(text.replace("@@", strange.replace('"', '\\"')), encoding="utf-8")
    for command in (*COMMANDS, "batch"):
        ran = run(*words(command, path, tmp_path / "out"))
        assert ran.code in (0, 1), (command, ran.err)
        assert "\0" not in ran.told


def test_fault_of_the_program_tells_its_place_and_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("dossier.desk.looking.load_dossier", broken)
    ran = run("check", dossier_folder(tmp_path / "a"), *AS_OF)
    assert ran.code == 4
    assert ran.err.count("\n") == 1
    assert "RuntimeError" in ran.err
    assert SECRET not in ran.told


def test_fault_of_the_program_in_one_record_does_not_end_a_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dossier.cohort import work

    plain = work.look

    def sometimes(dossier, **settings):  # type: ignore[no-untyped-def]
        if dossier.record_id == "mau-001":
            raise RuntimeError(SECRET)
        return plain(dossier, **settings)

    monkeypatch.setattr(work, "look", sometimes)
    dossier_folder(tmp_path / "in" / "mau-001")
    dossier_folder(tmp_path / "in" / "mau-002", put={"/record_id": "mau-002"})
    ran = run("batch", tmp_path / "in", "--out", tmp_path / "out", *AS_OF)
    assert ran.code == 1
    assert "RuntimeError" in ran.out
    assert SECRET not in ran.told
    assert (tmp_path / "out" / "mau-002" / "report.json").is_file()
