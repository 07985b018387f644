"""Makes the ten made-up lists of this folder: `python samples/lists/make.py`. Running it twice gives the same bytes.

They are what offices keep on their own: other headers, other files, old fonts. The two .xls files need `xlwt`
(`python -m pip install xlwt`), which the program itself does not use; without it they stay as they are.

    01-tieu-de-gop.xlsx      header in three merged rows, birth dates under Nam and Nữ, groups, totals, signatures
    02-ho-dem-ten.xlsx       names in two columns, birth dates in three, places in parts, hidden rows and columns
    03-tcvn3.xls             texts typed for .VnTime and .VnTimeH
    04-vni.xls               texts typed for VNI-Times
    05-phong-lan-lon.xlsx    old and new fonts side by side, also within one cell
    06-utf8.csv              UTF-8, semicolons; two headers that only the map beside it explains
    07-utf8-bom.csv          UTF-8 with its mark, commas, line breaks in cells
    08-utf16.csv             UTF-16, tabs
    09-windows-1258.csv      the code page of old Vietnamese Windows, semicolons
    10-mot-nguoi-nhieu-dong.xlsx  ticks for Nam and Nữ, persons over several rows, numbers that lost their zeros,
                             an error cell; a map that leaves a column out
"""

from __future__ import annotations

import io
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).resolve().parent
_MADE_ON = datetime(2026, 1, 1)  # noqa: DTZ001 a workbook knows no time zones
_FONTS = HERE.parents[1] / "dossier" / "adapters" / "legacy_fonts.toml"

# name, birth date, gender, identity number, ethnic group, religion, hometown, unit, cell, joined the Union, phone
PERSONS: tuple[tuple[str, date, str, str, str, str, str, str, str, date, str], ...] = (
    ("Nguyễn Thị Mẫu", date(1998, 3, 5), "nữ", "001198000011", "Kinh", "không", "xã Mẫu Đông, tỉnh Ninh Bình",
     "Trường Tiểu học Mẫu", "Chi bộ 1", date(2013, 3, 26), "0900000011"),
    ("Trần Văn Ví Dụ", date(1995, 12, 31), "nam", "001095000012", "Tày", "không", "xã Ví Dụ, huyện Mẫu, tỉnh Cao Bằng",
     "Trạm Y tế xã Mẫu", "Chi bộ 2", date(2010, 5, 19), "0900000012"),
    ("Lê Quý Thử", date(2001, 2, 28), "nam", "001201000013", "Mường", "Công giáo", "phường Thử, thành phố Huế",
     "Hợp tác xã Thử Nghiệm", "Chi bộ 2", date(2016, 9, 1), "0900000013"),
    ("Đặng Ngọc Ưu Mai", date(1999, 10, 10), "nữ", "001199000014", "Kinh", "Phật giáo", "thôn Bến, xã Mẫu",
     "Văn phòng xã Mẫu", "Chi bộ 3", date(2014, 12, 22), "0900000014"),
)  # fmt: skip


def made() -> Iterator[tuple[str, bytes]]:
    """(name, content) of every list that needs nothing but the program's own libraries."""
    yield "01-tieu-de-gop.xlsx", _book(_merged_header)
    yield "02-ho-dem-ten.xlsx", _book(_split_names)
    yield "05-phong-lan-lon.xlsx", _book(_mixed_fonts)
    yield "06-utf8.csv", _text(_with_unknown_headers(), ";").encode()
    yield "07-utf8-bom.csv", _text(_plain(), ",").encode("utf-8-sig")
    yield "08-utf16.csv", b"\xff\xfe" + _text(_plain(), "\t").encode("utf-16-le")
    yield "09-windows-1258.csv", windows_1258(_text(_plain(), ";"))
    yield "10-mot-nguoi-nhieu-dong.xlsx", _book(_several_rows)
    yield "06-utf8.map.toml", _MAP_6.encode()
    yield "10-mot-nguoi-nhieu-dong.map.toml", _MAP_10.encode()


_MAP_6 = """\
format = "dossier-map/1"

[columns]
"Người theo dõi" = "local"
"Thuộc tổ"       = "/youth_union/branch"
"""
_MAP_10 = """\
format = "dossier-map/1"

[columns]
"Xếp loại" = "skip"
"Nơi làm"  = "/candidate/work_unit"
"""


def main() -> None:
    """Write the lists."""
    for name, content in made():
        (HERE / name).write_bytes(content)
    try:
        import xlwt
    except ImportError:
        print("xlwt is not installed: the .xls files stay as they are")  # noqa: T201 a script of its own
        return
    for name, font, family in (("03-tcvn3.xls", ".VnTime", "tcvn3"), ("04-vni.xls", "VNI-Times", "vni")):
        (HERE / name).write_bytes(_old_book(xlwt, font, family))


# --- text files -----------------------------------------------------------------------------------------


def _plain() -> Iterator[Sequence[str]]:
    yield ("STT", "Họ và tên khai sinh", "Ngày sinh", "Giới tính", "Số CCCD", "Dân tộc", "Tôn giáo", "Quê quán",
           "Nơi ở hiện nay", "Đơn vị", "Chi bộ", "Ngày vào Đoàn", "Số điện thoại", "Ghi chú")  # fmt: skip
    for number, person in enumerate(PERSONS, start=1):
        name, born, gender, national_id, ethnicity, religion, home, unit, cell, joined, phone = person
        note = "đủ giấy tờ" if number != 2 else "chờ bản sao;\n“hộ khẩu”, khai sinh"
        yield (str(number), name, f"{born:%d/%m/%Y}", gender.title(), national_id, ethnicity, religion, home,
               "không" if number == 1 else home, unit, cell, f"{joined:%d-%m-%Y}", phone, note)  # fmt: skip


def _with_unknown_headers() -> Iterator[Sequence[str]]:
    more = [("Người theo dõi", "Thuộc tổ"), *[("Phạm Thị Mẫu", "Chi đoàn 1")] * len(PERSONS)]
    for row, added in zip(_plain(), more, strict=True):
        yield (*row, *added)


def _text(rows: Iterator[Sequence[str]], separator: str) -> str:
    def cell(text: str) -> str:
        quoted = text.replace('"', '""')
        return f'"{quoted}"' if any(sign in text for sign in (separator, '"', "\n")) else text

    return "".join(separator.join(map(cell, row)) + "\r\n" for row in rows)


def windows_1258(text: str) -> bytes:
    """*text* in the code page 1258, which has the tones as signs of their own."""
    return b"".join(map(_in_1258, text))


def _in_1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", marks.replace(tone, ""))
        return base.encode("cp1258") + tone.encode("cp1258")


# --- workbooks ------------------------------------------------------------------------------------------


def _book(fill: Callable[[Any, Any], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_ON})
        fill(book, book.add_worksheet("Danh sách"))
    return content.getvalue()


def _merged_header(book: Any, page: Any) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.merge_range("A1:L1", "DANH SÁCH QUẦN CHÚNG ƯU TÚ ĐỀ NGHỊ KẾT NẠP ĐẢNG")
    page.merge_range("A2:L2", "(Kèm theo báo cáo của chi bộ)")
    for column, text in ((0, "STT"), (1, "Họ và tên"), (4, "Dân tộc"), (5, "Quê quán"), (11, "Ghi chú")):
        page.merge_range(3, column, 5, column, text)
    page.merge_range("C4:D5", "Ngày, tháng, năm sinh")
    page.merge_range("G4:K4", "Trình độ, công tác")
    page.merge_range("G5:H5", "Trình độ")
    for column, text in ((8, "Đơn vị\n(nơi công tác)"), (9, "Chi bộ"), (10, "Ngày vào Đoàn")):
        page.merge_range(4, column, 5, column, text)
    for column, text in ((2, "Nam"), (3, "Nữ"), (6, "Văn hóa"), (7, "LLCT")):
        page.write(5, column, text)
    for column in range(12):
        page.write(6, column, f"({column + 1})")
    row = 7
    for number, person in enumerate(PERSONS, start=1):
        name, born, gender, _, ethnicity, _, home, unit, cell, joined, _ = person
        if number in (1, 3):
            page.merge_range(row, 0, row, 11, f"{'I' * ((number + 1) // 2)}. Đợt {(number + 1) // 2}")
            row += 1
        page.write(row, 0, number)
        page.write(row, 1, name)
        page.write_datetime(row, 2 if gender == "nam" else 3, datetime(born.year, born.month, born.day), day)  # noqa: DTZ001
        for column, value in ((4, ethnicity), (5, home), (6, "12/12"), (7, "Sơ cấp"), (8, unit), (9, cell)):
            page.write(row, column, value)
        page.write(row, 10, (joined - date(1899, 12, 30)).days)  # a serial number without the format of a date
        row += 1
    page.merge_range(row, 0, row, 1, "Tổng cộng: 04 người")
    page.write(row + 2, 8, "T/M CHI BỘ")
    page.write(row + 6, 1, "Nguyễn Văn Ký")


def _split_names(book: Any, page: Any) -> None:
    del book
    page.merge_range("A1:B1", "CHI BỘ TRƯỜNG MẪU")
    page.merge_range("B3:C3", "Họ và tên")
    page.merge_range("D3:F3", "Ngày sinh")
    page.merge_range("H3:J3", "Nơi thường trú")
    for column, text in ((0, "TT"), (6, "Nam/Nữ"), (10, "Căn cước"), (11, "Nghề nghiệp"), (12, "Họ tên cha")):
        page.merge_range(2, column, 3, column, text)
    for column, text in ((3, "Ngày"), (4, "Tháng"), (5, "Năm"), (7, "Thôn"), (8, "Xã"), (9, "Tỉnh")):
        page.write(3, column, text)
    for row, person in enumerate(PERSONS, start=4):
        family, _, given = person[0].rpartition(" ")
        page.write_row(row, 0, [row - 3, family, given, person[1].day, person[1].month, person[1].year, person[2]])
        page.write_row(row, 7, ["thôn Bến", "xã Mẫu", "tỉnh Ninh Bình", person[3], "Giáo viên", f"{family} Cha"])
    page.set_row(5, None, None, {"hidden": True})
    page.set_column(12, 12, None, None, {"hidden": True})


def _mixed_fonts(book: Any, page: Any) -> None:
    old, capitals, vni, new = (
        book.add_format({"font_name": name}) for name in (".VnTime", ".VnTimeH", "VNI-Times", "Times New Roman")
    )
    headers = ("STT", "Họ và tên", "Năm sinh", "Dân tộc", "Quê quán", "Đơn vị")
    for column, text in enumerate(headers):
        page.write(0, column, typed(text, "tcvn3"), old)
    for row, (person, font) in enumerate(zip(PERSONS, (old, vni, new, old), strict=True), start=1):
        name, born, _, _, ethnicity, _, home, unit, *_ = person
        family = {id(old): "tcvn3", id(vni): "vni"}.get(id(font))
        texts = [typed(text, family) if family else text for text in (name, ethnicity, home, unit)]
        page.write(row, 0, row)
        page.write(row, 1, texts[0], font)
        page.write(row, 2, f"{born:%d/%m/%Y}", font)
        for column, text in enumerate(texts[1:], start=3):
            page.write(row, column, text, font)
    # one cell, two fonts: capitals of the old font, then text in the new one
    page.write_rich_string(4, 1, capitals, typed("đặng ngọc ", "tcvn3"), new, "ƯU MAI")


def _several_rows(book: Any, page: Any) -> None:
    del book
    headers = ("STT", "Họ và tên", "Nam", "Nữ", "Ngày sinh", "Số CMND/CCCD", "Điện thoại", "Nơi làm", "Xếp loại",
               "Khen thưởng đã có")  # fmt: skip
    page.write_row(0, 0, headers)
    row = 1
    for number, person in enumerate(PERSONS, start=1):
        page.merge_range(row, 0, row + 1, 0, number)
        page.merge_range(row, 1, row + 1, 1, person[0])
        page.write(row, 2 if person[2] == "nam" else 3, "x")
        page.write(row, 4, f"ngày {person[1].day} tháng {person[1].month} năm {person[1].year}")
        page.write(row, 5, 123456789 if number == 4 else int(person[3]))
        page.write(row, 6, int(person[10]))
        page.write(row, 7, person[7])
        page.write(row, 8, "Khá")
        page.write(row, 9, "Giấy khen năm 2023")
        page.write(row + 1, 9, "Giấy khen năm 2024")
        row += 2
    page.write_formula(3, 7, "=NA()", None, "#N/A")


def _old_book(xlwt: Any, font: str, family: str) -> bytes:
    def style(name: str, number_format: str = "General") -> Any:
        made_style = xlwt.XFStyle()
        made_style.font.name = name
        made_style.num_format_str = number_format
        return made_style

    body, head = style(font), style(f"{font}H" if family == "tcvn3" else font)
    day, plain = style(font, "dd/mm/yyyy"), style("Arial")
    book = xlwt.Workbook(encoding="latin-1")
    page = book.add_sheet("Danh sach")
    title = "danh sách quần chúng" if family == "tcvn3" else "DANH SÁCH QUẦN CHÚNG"
    page.write_merge(0, 0, 0, 7, typed(title, family), head)
    headers = ("TT", "Họ và tên", "Ngày sinh", "Dân tộc", "Quê quán", "Chỗ ở hiện nay", "Cơ quan", "Tin học")
    for column, text in enumerate(headers):
        page.write(2, column, typed(text, family), body)
    for row, person in enumerate(PERSONS, start=3):
        name, born, _, _, ethnicity, _, home, unit, *_ = person
        page.write(row, 0, row - 2, body)
        page.write(row, 1, typed(name.lower() if family == "tcvn3" else name, family), head)
        page.write(row, 2, datetime(born.year, born.month, born.day), day)  # noqa: DTZ001
        for column, text in ((3, ethnicity), (4, home), (5, home), (6, unit)):
            page.write(row, column, typed(text, family), body)
        page.write(row, 7, "Word, Excel", plain)
    page.row(4).hidden = True
    page.col(5).hidden = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def typed(text: str, family: str) -> str:
    """*text* as it was typed for a font of *family*; a letter that the fonts do not have is a KeyError."""
    signs = _signs(family)
    return "".join(letter if letter < "\x7f" else signs[letter] for letter in text)


def _signs(family: str) -> Mapping[str, str]:
    data = tomllib.loads(_FONTS.read_text(encoding="utf-8"))[family]
    signs: dict[str, str] = {}
    for letters, typed_signs in data["letters"]:
        for letter, sign in zip(letters.split(" "), typed_signs.split(" "), strict=True):
            signs[letter] = sign
            if data["both_cases"]:
                signs[letter.upper()] = sign.upper()
    return signs


if __name__ == "__main__":
    main()
