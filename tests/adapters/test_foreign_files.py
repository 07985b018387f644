"""Files an office may have: four encodings, old and broken ones; each bad one gives one line with the mend."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from dossier.adapters.foreign_csv import open_csv
from dossier.adapters.foreign_match import Answers
from dossier.adapters.foreign_open import kind_of, open_list
from dossier.adapters.foreign_read import ListImport
from dossier.adapters.workbook_write import write_workbook
from dossier.errors import InputError
from samples.lists import make
from tests.adapters.made_up_lists import NOWHERE, candidates, found, read, text, workbook

MAU = "Nguyễn Văn Mẫu"
HEADED = [["Họ và tên", "Dân tộc"], [MAU, "Tày"]]


def said(path: Path, columns: dict[str, str] | None = None) -> str:
    """The one line that says why the file at *path* cannot be read."""
    with pytest.raises(InputError) as caught:
        list(ListImport(path, NOWHERE, Answers(columns)))
    line = caught.value.told("vi")
    assert "\n" not in line
    assert MAU not in line
    assert path.name in line
    return line


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# --- which file -----------------------------------------------------------------------------------------


def test_our_own_workbook_is_known_from_others(tmp_path: Path) -> None:
    ours = tmp_path / "a.xlsx"
    write_workbook(ours, [])
    assert kind_of(ours) == "workbook"
    assert kind_of(workbook(tmp_path / "b.xlsx", HEADED)) == "list"
    assert kind_of(workbook(tmp_path / "c.xlsx", HEADED, more={"Người": HEADED})) == "list"
    assert kind_of(text(tmp_path / "d.csv", HEADED)) == "list"
    assert kind_of(make.HERE / "03-tcvn3.xls") == "list"
    book = openpyxl.load_workbook(ours)
    del book["_dossier"]
    book.save(ours)
    assert kind_of(ours) == "workbook"


@pytest.mark.parametrize(
    ("name", "kind"), [("01-tieu-de-gop.xlsx", "xlsx"), ("03-tcvn3.xls", "xls"), ("06-utf8.csv", "csv")]
)
def test_the_content_and_not_the_name_says_what_a_file_is(tmp_path: Path, name: str, kind: str) -> None:
    path = put(tmp_path / "danh-sach.xls", (make.HERE / name).read_bytes())
    assert open_list(path, Answers()).kind == kind


# --- text -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode(), "utf-8"),
        ("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode("utf-8-sig"), "utf-8-sig"),
        ("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode("utf-16-be"), "utf-16"),
        ("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode("utf-16-le"), "utf-16-le"),
        ("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n".encode("utf-16-be"), "utf-16-be"),
        (make.windows_1258("Họ và tên;Dân tộc\nNguyễn Văn Mẫu;Tày\n"), "cp1258"),
    ],
)
def test_encodings_are_told_and_never_guessed_silently(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = put(tmp_path / "a.csv", content)
    assert candidates(path) == [{"birth_name": MAU, "ethnicity": "Tày"}]
    opened = open_list(path, Answers())
    assert (opened.encoding, opened.separator) == (encoding, "semicolon")


@pytest.mark.parametrize(
    ("content", "separator"),
    [
        ("Họ và tên,Dân tộc\nMẫu,Kinh\n", "comma"),
        ("Họ và tên\tDân tộc, tôn giáo\nMẫu\tKinh, không\n", "tab"),
        ('Họ và tên;Quê quán\nMẫu;"xã Một, tỉnh Hai"\nThử;xã Ba, tỉnh Bốn\n', "semicolon"),
        ("sep=;\nHọ và tên;Dân tộc\nMẫu;Kinh\n", "semicolon"),
        ("Họ và tên\nMẫu, Ví Dụ\n", "tab"),
        ("DANH SÁCH, CHI BỘ, ĐỢT 1\n;;\nHọ và tên;Dân tộc;Tôn giáo\nMẫu;Kinh;không\n", "semicolon"),
    ],
)
def test_the_separator_is_the_one_that_finds_the_headers(tmp_path: Path, content: str, separator: str) -> None:
    opened = open_list(put(tmp_path / "a.csv", content.encode()), Answers())
    assert opened.separator == separator
    assert any(str(cells[0]) in ("Mẫu", "Mẫu, Ví Dụ") for cells in opened.grids[0].rows.values())


def test_cells_of_text_files_keep_quotes_breaks_and_zeros(tmp_path: Path) -> None:
    content = 'Họ và tên,Số CCCD,Việc\r\n"Mẫu ""Bé""",="001090000011","một\nhai"\r\n'
    people, _ = read(put(tmp_path / "a.csv", content.encode()))
    assert people[0]["candidate"] == {"birth_name": 'Mẫu "Bé"', "national_id": "001090000011"}
    assert people[0]["local"] == {"viec": "một\nhai"}


def test_a_text_file_says_how_it_was_read(tmp_path: Path) -> None:
    grid, encoding, separator = open_csv(text(tmp_path / "a.csv", HEADED), None, len)
    assert (encoding, separator, len(grid.rows)) == ("utf-8", "semicolon", 2)


# --- bad files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tệp rỗng"),
        (b"  \n   \n", "không có ô nào"),
        (b"a;b\n1;2\n", "không tìm thấy dòng tiêu đề"),
        ("Dân tộc;Tôn giáo\nKinh;không\n".encode(), "không có cột nào là họ và tên"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "trang web"),
        (b'<?xml version="1.0"?><Workbook/>', "trang web"),
        (b"%PDF-1.7 ...", "không phải bảng tính"),
        (b"H\x8e\x9e t\x8an;b\n", "bảng mã"),
        (b"\xff\xfeH\x00\xd6", "bảng mã"),
        (b"PK\x03\x04 broken", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
    ],
)
def test_every_bad_file_gives_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in said(put(tmp_path / "a.csv", content))


def test_other_documents_in_archives_are_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "không phải bảng tính" in said(put(tmp_path / "a.xlsx", content.getvalue()))


@pytest.mark.parametrize("size", [512, 1500, 2600, 4000])
def test_old_workbooks_cut_short_are_refused(tmp_path: Path, size: int) -> None:
    content = (make.HERE / "03-tcvn3.xls").read_bytes()[:size]
    assert "hỏng" in said(put(tmp_path / "a.xls", content))


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    content = (make.HERE / "03-tcvn3.xls").read_bytes()
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the beginning of its globals: FILEPASS comes next
    record = b"\x2f\x00\x06\x00\x00\x00\x00\x00\x00\x00"
    after = start + 20
    locked = content[:after] + record + content[after + len(record) :]
    assert "mật khẩu" in said(put(tmp_path / "a.xls", locked))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "không tìm thấy" in said(tmp_path / "a.xlsx")


def test_fifty_thousand_blank_rows_are_passed_over(tmp_path: Path) -> None:
    rows = [*HEADED, *[[None, " "]] * 50_000, ["Trần Thị Ví Dụ", "Kinh"]]
    people, result = read(text(tmp_path / "a.csv", rows))
    assert [data["candidate"]["birth_name"] for data in people] == [MAU, "Trần Thị Ví Dụ"]
    assert found(result) == [("", "blank_rows")]
    assert "50000 dòng trống" in result.problems[0].line("vi")
    assert result.understood


def test_fifty_thousand_formatted_rows_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in HEADED:
        page.append(row)
    bold = Font(bold=True)
    for row in range(3, 50_003):
        page.cell(row, 1).font = bold
    page.cell(50_003, 1, "Trần Thị Ví Dụ")
    book.save(tmp_path / "a.xlsx")
    people, result = read(tmp_path / "a.xlsx")
    assert len(people) == 2
    assert ("", "blank_rows") in found(result)


def test_formulas_that_nobody_computed_are_reported(tmp_path: Path) -> None:
    book = openpyxl.Workbook()  # writes formulas without their results
    page = book.active
    assert page is not None
    for row in (*HEADED, ["Trần Thị Ví Dụ", '="Ki"&"nh"']):
        page.append(row)
    book.save(tmp_path / "a.xlsx")
    people, result = read(tmp_path / "a.xlsx")
    assert [data["candidate"].get("ethnicity") for data in people] == ["Tày", None]
    assert found(result) == [("B3", "formula_empty")]


def test_hidden_sheets_rows_and_columns_are_read_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (*HEADED, ["Trần Thị Ví Dụ", "Kinh"]):
        page.append(row)
    page.row_dimensions[3].hidden = True
    page.column_dimensions["B"].hidden = True
    other = book.create_sheet("Cũ")
    other.append(["Họ và tên"])
    other.append(["Lê Văn Thử"])
    other.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    people, result = read(tmp_path / "a.xlsx")
    assert len(people) == 3
    assert found(result) == [("3:3", "hidden_rows"), ("B:B", "hidden_columns"), ("", "hidden_sheet")]


def test_a_workbook_in_an_old_font_written_by_another_program(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    cells: list[tuple[str, str, str]] = [
        ("A1", "Hä vµ tªn", ".VnTime"), ("B1", "Dân tộc", "Arial"), ("A2", "lª v¨n thö", ".VnArialH"),
        ("B2", "Kinh", ".VnTime"), ("A3", MAU, ".VnTime"), ("B3", "Taøy", "VNI-Helve"),
    ]  # fmt: skip
    for address, value, font in cells:
        page[address] = value
        page[address].font = Font(name=font)
    book.save(tmp_path / "a.xlsx")
    assert candidates(tmp_path / "a.xlsx") == [
        {"birth_name": "LÊ VĂN THỬ", "ethnicity": "Kinh"}, {"birth_name": MAU, "ethnicity": "Tày"},
    ]  # fmt: skip


def test_many_texts_in_old_fonts_leave_room_for_faults() -> None:
    from dossier.adapters.foreign_problems import ListResult, note

    result = ListResult()
    values: dict[str, Any] = {"before": "a", "after": "b", "font": "c"}
    for _ in range(6_000):
        result.add(note("DS", "A1", "lettering", **values))
    result.add(note("DS", "A2", "missing_name", "error"))
    assert result.problems[-1].kind == "missing_name"
    assert (result.letterings, result.counts["note"], result.counts["error"]) == (6_000, 6_000, 1)
