"""2-KNĐ of 2022, the biography in 28 items: a draft to copy out, and a print variant in the size of the booklet.

On which page of the old booklet an item stands is not known, so the draft names none; in the print variant every
part begins a new page. The remarks from the places of verification have no number of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common

_PERIOD = "Từ tháng năm đến tháng năm"
_PLEDGE = "Tôi cam đoan đã khai đầy đủ, rõ ràng và chịu trách nhiệm trước Đảng về những nội dung đã khai trong lý lịch."
_CERTIFICATION = (
    "{{ certifier }} chứng nhận lý lịch của quần chúng {{ birth_name }} khai tại {{ certified_at }} cơ sở "
    "{{ grassroots_org }} là {{ truth }} sự thật; {{ political_issue }} vấn đề về lịch sử chính trị và chính trị "
    "hiện nay của người vào Đảng theo Quy định của Bộ Chính trị; quần chúng {{ birth_name }} {{ eligible }} điều kiện "
    "để xem xét kết nạp vào Đảng."
)

_HINT_OF = {
    "03": "birth_name", "04": "other_names", "05": "date_of_birth", "08": "residence", "09": "ethnicity",
    "10": "religion", "11": "occupation", "12": "education", "13": "youth_union", "17": "personal_history",
    "18": "work_history", "19": "historical_notes", "20": "training", "21": "foreign_trips", "22": "rewards",
    "23": "disciplines", "24": "family", "25": "self_assessment", "26": "pledge", "27": "cell_remark",
    "28": "certification",
}  # fmt: skip
_HINTS = {
    "01": "CHỮ IN HOA",
    "02": "gạch bỏ chữ không dùng",
    "06": "như giấy khai sinh",
    "07": "như giấy khai sinh",
    "14": "chỉ khi kết nạp lại",
    "15": "chỉ khi kết nạp lại",
    "16": "chỉ khi kết nạp lại",
    **{number: common.HINTS[topic] for number, topic in _HINT_OF.items()},
}

# number, label, token; "" begins a line below the item before it
_ITEMS = (
    ("01", "Họ và tên đang dùng: ", "{{ usual_name_upper }}"),
    ("02", "Nam, nữ: ", "{{ gender }}"),
    ("03", "Họ và tên khai sinh: ", "{{ birth_name_upper }}"),
    ("04", "Các bí danh: ", "{{ other_names }}"),
    ("05", "Sinh ", "{{ date_of_birth }}"),
    ("06", "Nơi sinh: ", "{{ birth_place }}"),
    ("07", "Quê quán: ", "{{ hometown }}"),
    ("08", "Nơi cư trú:", ""),
    ("", "- Nơi thường trú: ", "{{ permanent_address }}"),
    ("", "- Nơi tạm trú: ", "{{ temporary_address }}"),
    ("09", "Dân tộc: ", "{{ ethnicity }}"),
    ("10", "Tôn giáo: ", "{{ religion }}"),
    ("11", "Nghề nghiệp hiện nay: ", "{{ occupation }}"),
    ("12", "Trình độ hiện nay:", ""),
    ("", "- Giáo dục phổ thông: ", "{{ general_education }}"),
    ("", "- Giáo dục nghề nghiệp: ", "{{ vocational_education }}"),
    ("", "- Giáo dục đại học và sau đại học: ", "{{ higher_education }}"),
    ("", "- Học hàm: ", "{{ highest_academic_title }}"),
    ("", "- Lý luận chính trị: ", "{{ political_theory }}"),
    ("", "- Ngoại ngữ: ", "{{ foreign_languages }}"),
    ("", "- Tin học: ", "{{ it_level }}"),
    ("", "- Tiếng dân tộc thiểu số: ", "{{ ethnic_minority_languages }}"),
    (
        "13",
        "Ngày và nơi vào Đoàn TNCSHCM: ",
        "{% if was_youth_union_member %}{{ youth_union_join_date }}, tại {{ youth_union_join_place }}"
        "{% else %}không{% endif %}",
    ),
    (
        "14",
        "Ngày và nơi vào Đảng CSVN lần thứ nhất (nếu có): ",
        "{% if is_readmission %}{{ first_admission_date }}, tại {{ first_admission_place }}{% else %}không{% endif %}",
    ),
    (
        "15",
        "Ngày và nơi công nhận chính thức lần thứ nhất (nếu có): ",
        "{% if is_readmission %}{{ first_official_date }}, tại {{ first_official_place }}{% else %}không{% endif %}",
    ),
    (
        "16",
        "Người giới thiệu vào Đảng lần thứ nhất (nếu có): ",
        "{% if is_readmission %}{{ first_introducers }}{% else %}không{% endif %}",
    ),
)


@dataclass(frozen=True)
class _Book:
    """Writes the same items as a draft or as pages in the size of the booklet."""

    document: Document
    layout: b.Layout
    draft: bool

    @property
    def shape(self) -> dict[str, Any]:
        """Spacing of running text."""
        return {"after_pt": self.layout.space_pt, "line_pt": self.layout.line_pt, "size": self.layout.text_pt}

    def line(self, label: str, token: str, where: b.Container | None = None, hint: str = "", **shape: Any) -> None:
        """A label and what the candidate writes: bold in the draft, where the booklet has the label already."""
        container = self.document if where is None else where
        pieces: list[b.Text] = [label, b.Piece(token, bold=self.draft)] if token else [label]
        b.paragraph(container, *pieces, *self.said(hint), **{**self.shape, **shape})

    def said(self, hint: str) -> list[b.Text]:
        """A hint, small and on the same line; the print variant has none."""
        return [common.beside(hint)] if self.draft and hint else []

    def text(self, *pieces: b.Text, **shape: Any) -> None:
        """Running text below a heading."""
        b.paragraph(self.document, *pieces, indent_mm=b.INDENT_MM if self.draft else 6, **{**self.shape, **shape})

    def heading(self, label: str, *, new_page: bool = False, hint: str = "") -> None:
        """A part; in the booklet some begin a new page. Without *hint* it has that of its number."""
        b.paragraph(
            self.document,
            b.bold(label),
            *self.said(hint or _HINTS.get(label.partition(".")[0], "")),
            **{**self.shape, "before_pt": 4, "align": "left"},
            keep_next=True,
            page_break=new_page and not self.draft,
        )

    def table(self, rows: str, columns: Sequence[tuple[str, str, float]]) -> None:
        """A table as wide as the text; a column is its head, its cell, its share of the width."""
        width = self.layout.text_width_mm
        b.table(
            self.document,
            [head for head, _, _ in columns],
            [round(share * width, 1) for _, _, share in columns],
            rows=f"row in {rows}",
            cells=[cell for _, cell, _ in columns],
            size=b.SMALL_PT if self.draft else 10.5,
        )
        b.paragraph(self.document, b.Piece("", size=2), after_pt=0, line_pt=4)

    def right(self, *pieces: b.Text, **shape: Any) -> None:
        """A centred line of the right half: place and date, signer."""
        left_mm = round(self.layout.text_width_mm * (0.45 if self.draft else 0.36), 1)
        b.paragraph(
            self.document, *pieces, **{**self.shape, "align": "centre", "left_mm": left_mm, "after_pt": 0, **shape}
        )

    def sign(self, caption: str, position: str | None, name: str, date: str, note: str | None = None) -> None:
        """Place and date, caption, position, room, name."""
        self.right(b.italic(date), keep_next=True, before_pt=4)
        self.right(b.bold(caption), keep_next=True)
        if position is not None:
            self.right(position, keep_next=True)
        if note is not None:
            self.right(b.italic(note, 11), keep_next=True)
        self.right(b.bold(name), before_pt=14 if self.draft else 42)

    def written_by(self, caption: str, position: str, name: str, date: str) -> None:
        """Who wrote and signed: as the booklet has it; in the draft, where nobody signs, in two lines."""
        if not self.draft:
            self.sign(caption, position, name, date)
            return
        self.right(b.italic(date), keep_next=True)
        self.right(f"{caption}, {position}: " if caption else f"{position}: ", b.bold(name), after_pt=3)

    def room(self, condition: str) -> None:
        """Room that stays empty on purpose; the draft says so instead."""
        with b.optional(self.document, condition):
            if self.draft:
                self.text(b.hint("Để trống.", common.HINT_PT))
            else:
                b.paragraph(self.document, "", after_pt=70)


def _cover(book: _Book) -> None:
    document = book.document
    b.party_head(document, book.layout)
    b.paragraph(document, b.italic("Mẫu 2-KNĐ", 12), align="right", after_pt=0)
    if book.draft:
        b.title(document, "LÝ LỊCH", "CỦA NGƯỜI XIN VÀO ĐẢNG", before_pt=4)
        b.paragraph(document, b.hint(common.COPY_NOTE), align="centre", after_pt=2, line_pt=14)
        b.paragraph(document, b.hint(common.HINT_NOTE), align="centre", after_pt=6, line_pt=14)
    else:
        b.paragraph(document, b.bold("LÝ LỊCH", 26), align="centre", before_pt=110, after_pt=6, line_pt=32)
        b.paragraph(document, b.bold("CỦA NGƯỜI XIN VÀO ĐẢNG", 16), align="centre", after_pt=70, line_pt=22)
    book.line("Họ và tên đang dùng: ", "{{ usual_name_upper }}")
    book.line("Họ và tên khai sinh: ", "{{ birth_name_upper }}")
    book.line("Quê quán: ", "{{ hometown }}")
    b.paragraph(document, "Số lý lịch: {{ profile_number }}", *book.said(common.HINTS["profile_number"]), **book.shape)


def _outline(book: _Book) -> None:
    """Items 01 to 16."""
    beside: b.Container = book.document
    if book.draft:
        book.heading("SƠ LƯỢC LÝ LỊCH", hint=common.HINTS["photo"])
    else:
        b.new_section(book.document, book.layout)
        b.paragraph(book.document, b.bold("SƠ LƯỢC LÝ LỊCH", 13), align="centre", after_pt=2, line_pt=17)
        beside = b.photo_beside(book.document, "Ảnh 3 × 4 cm", book.layout)
        book = _Book(book.document, b.BOOKLET_OUTLINE, draft=False)
    for number, label, token in _ITEMS:
        is_beside = number in ("01", "02", "03", "04", "05", "06", "07")
        book.line(
            f"{number}. {label}" if number else label, token, beside if is_beside else None, _HINTS.get(number, "")
        )


def _history(book: _Book) -> None:
    """Items 17 to 23."""
    book.heading("17. LỊCH SỬ BẢN THÂN", new_page=True)
    with b.repeated(book.document, "part in personal_history"):
        book.text("{{ part.period }}: {{ part.text }}.")
    book.heading("18. NHỮNG CÔNG TÁC, CHỨC VỤ ĐÃ QUA", new_page=True)
    book.table(
        "work_history",
        [
            (_PERIOD, "{{ row.period }}", 0.28),
            ("Làm việc gì, ở đâu", "{{ row.description }}", 0.44),
            ("Chức vụ", "{{ row.position }}", 0.28),
        ],
    )
    book.heading("19. ĐẶC ĐIỂM LỊCH SỬ", new_page=True)
    book.text("{{ historical_notes }}")
    book.heading("20. NHỮNG LỚP ĐÀO TẠO, BỒI DƯỠNG ĐÃ QUA", new_page=True)
    book.table(
        "training",
        [
            ("Tên trường", "{{ row.school }}", 0.24),
            ("Ngành học hoặc tên lớp học, hình thức học", "{{ row.class_and_mode }}", 0.28),
            (_PERIOD, "{{ row.period }}", 0.28),
            ("Văn bằng, chứng chỉ", "{{ row.certificate }}", 0.20),
        ],
    )
    book.heading("21. ĐI NƯỚC NGOÀI")
    book.table(
        "foreign_trips",
        [
            (_PERIOD, "{{ row.period }}", 0.28),
            ("Nội dung đi", "{{ row.purpose }}", 0.44),
            ("Nước nào", "{{ row.country }}", 0.28),
        ],
    )
    for heading, rows in (("22. KHEN THƯỞNG", "rewards"), ("23. KỶ LUẬT", "disciplines")):
        book.heading(heading, new_page=rows == "rewards")
        book.table(
            rows,
            [
                ("Tháng năm", "{{ row.month_year }}", 0.18),
                ("Lý do, hình thức", "{{ row.reason_form }}", 0.50),
                ("Cấp quyết định", "{{ row.authority }}", 0.32),
            ],
        )


def _family(book: _Book) -> None:
    """Item 24."""
    book.heading("24. HOÀN CẢNH GIA ĐÌNH", new_page=True)
    with b.repeated(book.document, "relative in family"):
        book.text(b.bold("{{ relative.heading }}"), align="left", keep_next=True)
        with b.repeated(book.document, "line in relative.lines"):
            book.text("{{ line.label }}{{ line.text }}", after_pt=0)


def _pledge(book: _Book) -> None:
    """Items 25 and 26."""
    book.heading("25. TỰ NHẬN XÉT", new_page=True)
    book.text("Ưu điểm: {{ strengths }}")
    book.text("Khuyết điểm: {{ weaknesses }}")
    book.heading("26. CAM ĐOAN VÀ KÝ TÊN")
    book.text(_PLEDGE)
    book.sign("NGƯỜI KHAI", None, "{{ birth_name }}", "{{ date_line }}", "(ký và ghi rõ họ tên)")


def _closing(book: _Book) -> None:
    """The remarks from the places of verification, items 27 and 28: left blank until committees have written."""
    document = book.document
    book.heading(
        "NHẬN XÉT CỦA CẤP ỦY, TỔ CHỨC ĐẢNG NƠI ĐẾN THẨM TRA LÝ LỊCH", new_page=True, hint=common.HINTS["remarks"]
    )
    with b.optional(document, "has_remarks"), b.repeated(document, "remark in remarks"):
        book.text("{{ remark.text }}", keep_next=True)
        if book.draft:
            book.written_by("", "{{ remark.signer_position }}", "{{ remark.signer }}", "{{ remark.date_line }}")
        else:
            book.right(b.italic("{{ remark.date_line }}"), keep_next=True)
            book.right("{{ remark.signer_position }}", keep_next=True)
            book.right(b.bold("{{ remark.signer }}"), before_pt=6, after_pt=4)
    book.room("not has_remarks")
    book.heading("27. NHẬN XÉT CỦA CHI ỦY HOẶC CỦA CHI BỘ", new_page=True)
    with b.optional(document, "has_cell_remark"):
        book.text("{{ cell_remark }}", keep_next=True)
        book.written_by(common.CELL, "{{ cell_signer_position }}", "{{ cell_signer }}", "{{ cell_remark_date }}")
    book.room("not has_cell_remark")
    book.heading("28. CHỨNG NHẬN CỦA CẤP ỦY CƠ SỞ")
    with b.optional(document, "is_certified"):
        book.text(_CERTIFICATION, keep_next=True)
        book.written_by(
            common.COMMITTEE,
            "{{ certification_signer_position }}",
            "{{ certification_signer }}",
            "{{ certification_date }}",
        )
    book.room("not is_certified")


def _write(book: _Book) -> Document:
    for part in (_cover, _outline, _history, _family, _pledge, _closing):
        part(book)
    return book.document


def draft() -> Document:
    """A4, 14 pt, watermark and hints."""
    document = b.new_document()
    b.page_numbers(document, watermark=common.WATERMARK)
    return _write(_Book(document, b.COPY_DRAFT, draft=True))


def printed() -> Document:
    """Cover and pages of 145 × 205 mm."""
    return _write(_Book(b.new_document(b.BOOKLET), b.BOOKLET, draft=False))


FORMS = {"2-KND.docx": draft, "2-KND-in.docx": printed}
