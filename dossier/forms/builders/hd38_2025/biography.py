"""2-KNĐ, the biography: a draft to copy into the booklet, and a print variant in the order of its 32 pages.

The booklet has pages of 145 × 205 mm: 1 outline, 2-8 life and work, 9 history, 10 training and journeys,
11 rewards and disciplines, 12-24 family, 25 self-assessment and pledge, 26-31 remarks from the places of
verification, 32 remark of the cell and certification.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common

_PERIOD = "Từ tháng, năm đến tháng, năm"
_PLEDGE = (
    "Tôi cam đoan đã khai đầy đủ, rõ ràng, trung thực và chịu trách nhiệm trước Đảng về những nội dung đã khai "
    "trong lý lịch."
)
_CERTIFICATION = (
    "{{ certifier }} chứng nhận lý lịch của quần chúng {{ birth_name }} khai tại {{ certified_at }} cơ sở "
    "{{ grassroots_org }} là {{ truth }} sự thật; {{ political_issue }} vấn đề về lịch sử chính trị và chính trị "
    "hiện nay của người vào Đảng theo Quy định của Bộ Chính trị; quần chúng {{ birth_name }} {{ eligible }} điều kiện "
    "để xem xét kết nạp vào Đảng."
)
_TAG_MM = 16  # booklet pages stand in the left margin of the draft
# how each item is filled in, in few words (numbered rules of 38-HD/BTCTW); one stands beside each item of the draft
_HINTS = {
    **common.HINTS,
    "5": "như giấy khai sinh; đổi tên thì ghi tên mới, chú tên cũ",
    "6": "như giấy khai sinh; đổi tên thì ghi tên mới, chú tên cũ",
    "13": "chỉ ghi khi xin kết nạp lại",
}
_HINT_OF = {
    "1": "birth_name", "2": "other_names", "3": "date_of_birth", "4": "gender", "5": "5", "6": "6", "7": "residence",
    "8": "ethnicity", "9": "religion", "10": "occupation", "11": "education", "12": "youth_union", "13": "13",
    "14": "personal_history", "15": "work_history", "16": "historical_notes", "17": "training", "18": "foreign_trips",
    "19": "rewards", "20": "disciplines", "21": "family", "22": "self_assessment", "23": "pledge", "24": "remarks",
    "25": "cell_remark", "26": "certification",
}  # fmt: skip


@dataclass(frozen=True)
class _Column:
    head: str
    cell: str
    width: float  # share of the text width


@dataclass(frozen=True)
class _Book:
    """Writes the same items as a draft (booklet page in the margin) or as pages of the booklet."""

    document: Document
    layout: b.Layout
    draft: bool

    @property
    def shape(self) -> dict[str, Any]:
        """Spacing of running text."""
        return {"after_pt": self.layout.space_pt, "line_pt": self.layout.line_pt, "size": self.layout.text_pt}

    def line(
        self, page: str, *pieces: b.Text, hint: str | None = None, where: b.Container | None = None, **shape: Any
    ) -> None:
        """One item; *page* is its page of the booklet, "" under an item that names it; *hint*: its number."""
        given = {**self.shape, **shape}
        container = self.document if where is None else where
        if self.draft and page:
            mark = b.hint(f"tr. {page}" if page[:1].isdigit() else page, 10)
            said = [common.beside(_HINTS[_HINT_OF.get(hint, hint)])] if hint is not None else []
            b.paragraph(container, mark, "\t", *pieces, *said, indent_mm=-_TAG_MM, tabs_mm=[0], **given)
        else:
            b.paragraph(container, *pieces, **given)

    def text(self, *pieces: b.Text, **shape: Any) -> None:
        """Running text below a heading."""
        b.paragraph(self.document, *pieces, indent_mm=b.INDENT_MM if self.draft else 6, **{**self.shape, **shape})

    def value(self, token: str) -> b.Piece:
        """What the candidate writes: bold in the draft, where the label is printed in the booklet already."""
        return b.Piece(token, bold=self.draft)

    def heading(self, page: str, label: str) -> None:
        """An item that has a heading of its own; the hint is that of its number."""
        number = label.partition(".")[0]
        self.line(page, b.bold(label), hint=number, before_pt=4 if self.draft else 2, align="left", keep_next=True)

    def start(self, page: int) -> None:
        """In the booklet: a new page, which bears this number; what flows on bears it too, as its continuation."""
        if not self.draft:
            b.booklet_section(self.document, self.layout, page, f"{page} (tiếp)")

    @contextmanager
    def room(self, pages: str, label: str, items: str) -> Iterator[str]:
        """A part for which the booklet has several pages. Gives what to go through inside.

        In the booklet *items* are pages that were dealt out before, blank ones among them.
        """
        if self.draft:
            self.heading(pages, label)
            yield items
            return
        b.booklet_section(self.document, self.layout)
        with b.repeated(self.document, f"page in {items}"):
            number = b.Piece("{{ page.page }}", size=9)
            b.paragraph(self.document, number, align="centre", after_pt=2, line_pt=11, page_break=True)
            with b.optional(self.document, "loop.first"):
                self.heading(pages, label)
            yield "page.rows"

    def table(self, rows: str, columns: Sequence[_Column]) -> None:
        """A table as wide as the text."""
        width = self.layout.text_width_mm
        b.table(
            self.document,
            [column.head for column in columns],
            [round(column.width * width, 1) for column in columns],
            rows=f"row in {rows}",
            cells=[f"{{{{ row.{column.cell} }}}}" for column in columns],
            size=b.SMALL_PT if self.draft else 10.5,
        )
        b.paragraph(self.document, b.Piece("", size=2), after_pt=0, line_pt=4)

    def right(self, *pieces: b.Text, **shape: Any) -> None:
        """A centred line of the right half: place and date, signer."""
        b.paragraph(
            self.document,
            *pieces,
            align="centre",
            left_mm=round(self.layout.text_width_mm * (0.45 if self.draft else 0.36), 1),
            **{**self.shape, "after_pt": 0, **shape},
        )

    def written_by(self, caption: str, position: str, name: str, date: str) -> None:
        """Who wrote and signed: as the booklet has it; in the draft, where nobody signs, in two lines."""
        if not self.draft:
            self.sign(caption, position, name, date)
            return
        self.right(b.italic(date), keep_next=True)
        self.right(f"{caption}, {position}: " if caption else f"{position}: ", b.bold(name), after_pt=3)

    def sign(self, caption: str, position: str | None, name: str, date: str, note: str | None = None) -> None:
        """Place and date, caption, position, room, name."""
        self.right(b.italic(date), keep_next=True, before_pt=4)
        self.right(b.bold(caption), keep_next=True)
        if position is not None:
            self.right(position, keep_next=True)
        if note is not None:
            self.right(b.italic(note, 11), keep_next=True)
        self.right(b.bold(name), before_pt=14 if self.draft else 42)


def _cover(book: _Book) -> None:
    document, layout = book.document, book.layout
    b.party_head(document, layout)
    b.paragraph(document, b.italic("Mẫu 2-KNĐ", 12), align="right", after_pt=0)
    if book.draft:
        b.title(document, "LÝ LỊCH", "CỦA NGƯỜI XIN VÀO ĐẢNG", before_pt=4)
        b.paragraph(document, b.hint(common.COPY_NOTE), align="centre", after_pt=2, line_pt=14)
        b.paragraph(
            document,
            b.hint(f"Lề trái: trang của quyển. {common.HINT_NOTE}"),
            align="centre",
            after_pt=6,
            line_pt=14,
        )
    else:
        b.paragraph(document, b.bold("LÝ LỊCH", 26), align="centre", before_pt=110, after_pt=6, line_pt=32)
        b.paragraph(document, b.bold("CỦA NGƯỜI XIN VÀO ĐẢNG", 16), align="centre", after_pt=70, line_pt=22)
    book.line("bìa", "Họ và tên khai sinh: ", book.value("{{ birth_name_upper }}"))
    with b.optional(document, "usual_name"):
        book.line("bìa", "Họ và tên thường dùng: ", book.value("{{ usual_name }}"))
    book.line("bìa", "Ngày sinh: ", book.value("{{ date_of_birth_slash }}"))
    book.line("bìa", "Số lý lịch: {{ profile_number }}", hint="profile_number")


def _outline(book: _Book) -> None:
    """Items 1 to 13, page 1."""
    document = book.document
    book.start(1)
    beside: b.Container = document
    if book.draft:
        book.line("1", b.bold("SƠ LƯỢC LÝ LỊCH"), hint="photo", before_pt=3, align="left", keep_next=True)
    else:
        b.paragraph(document, b.bold("SƠ LƯỢC LÝ LỊCH", 13), align="centre", after_pt=2, line_pt=17)
        beside = b.photo_beside(document, "Ảnh 3 × 4 cm", book.layout)
        book = replace(book, layout=b.BOOKLET_OUTLINE)
    for number, label, token in (
        ("1", "Họ và tên khai sinh: ", "{{ birth_name_upper }}"),
        ("2", "Các tên gọi khác: ", "{{ other_names }}"),
        ("3", "Sinh ", "{{ date_of_birth }}"),
        ("4", "Giới tính (nam, nữ): ", "{{ gender }}"),
        ("5", "Nơi đăng ký khai sinh: ", "{{ birth_registration_place }}"),
        ("6", "Quê quán: ", "{{ hometown }}"),
    ):
        book.line("1", f"{number}. {label}", book.value(token), hint=number, where=beside)
    book.line("1", "7. Nơi cư trú:", hint="7")
    book.line("", "- Nơi thường trú: ", book.value("{{ permanent_address }}"))
    book.line("", "- Nơi tạm trú: ", book.value("{{ temporary_address }}"))
    book.line("1", "8. Dân tộc: ", book.value("{{ ethnicity }}"), hint="8")
    book.line("1", "9. Tôn giáo: ", book.value("{{ religion }}"), hint="9")
    book.line("1", "10. Nghề nghiệp hiện nay: ", book.value("{{ occupation }}"), hint="10")
    book.line("1", "11. Trình độ hiện nay:", hint="11")
    for label, token in (
        ("Giáo dục phổ thông", "general_education"),
        ("Chuyên môn, nghiệp vụ", "professional_qualification"),
        ("Khoa học công nghệ", "science_technology"),
        ("Học vị cao nhất", "highest_degree"),
        ("Học hàm cao nhất", "highest_academic_title"),
        ("Lý luận chính trị", "political_theory"),
        ("Ngoại ngữ", "foreign_languages"),
        ("Tin học", "it_level"),
        ("Tiếng dân tộc thiểu số", "ethnic_minority_languages"),
    ):
        book.line("", f"- {label}: ", book.value(f"{{{{ {token} }}}}"))
    book.line(
        "1",
        "12. Ngày và nơi kết nạp vào Đoàn Thanh niên Cộng sản Hồ Chí Minh: ",
        book.value(
            "{% if was_youth_union_member %}{{ youth_union_join_date }}, tại {{ youth_union_join_place }}"
            "{% else %}không{% endif %}"
        ),
        hint="12",
    )
    book.line(
        "1",
        "13. Đối với người xin được kết nạp lại vào Đảng:",
        book.value("{% if is_readmission %}{% else %} không{% endif %}"),
        hint="13",
    )
    with b.optional(document, "is_readmission"):
        book.line(
            "",
            "- Ngày và nơi kết nạp vào Đảng lần thứ nhất: ",
            book.value("{{ first_admission_date }}, tại {{ first_admission_place }}"),
        )
        book.line(
            "",
            "- Ngày và nơi công nhận chính thức lần thứ nhất: ",
            book.value("{{ first_official_date }}, tại {{ first_official_place }}"),
        )
        book.line("", "- Người giới thiệu vào Đảng lần thứ nhất: ", book.value("{{ first_introducers }}"))


def _history(book: _Book) -> None:
    """Items 14 to 20, pages 2 to 11."""
    document = book.document
    with (
        book.room("2-8", "14. LỊCH SỬ BẢN THÂN", "personal_history") as parts,
        b.repeated(document, f"part in {parts}"),
    ):
        book.text("{{ part.period }}: {{ part.text }}.")
    with book.room("2-8", "15. NHỮNG CÔNG VIỆC, CHỨC VỤ ĐÃ QUA", "work_history") as rows:
        book.table(
            rows,
            [
                _Column(_PERIOD, "period", 0.28),
                _Column("Làm việc gì, ở đâu", "description", 0.44),
                _Column("Chức vụ", "position", 0.28),
            ],
        )
    book.start(9)
    book.heading("9", "16. ĐẶC ĐIỂM LỊCH SỬ")
    book.text("{{ historical_notes }}")
    book.start(10)
    book.heading("10", "17. NHỮNG LỚP ĐÀO TẠO, BỒI DƯỠNG ĐÃ QUA")
    book.table(
        "training",
        [
            _Column(_PERIOD, "period", 0.28),
            _Column("Ngành học hoặc tên lớp học", "major_or_class", 0.19),
            _Column("Tên trường, cấp phụ trách", "school", 0.20),
            _Column("Hình thức học", "mode", 0.14),
            _Column("Văn bằng, chứng chỉ, trình độ gì", "certificate", 0.19),
        ],
    )
    book.heading("10", "18. ĐI NƯỚC NGOÀI")
    book.table(
        "foreign_trips",
        [
            _Column("Từ tháng, năm đến tháng năm", "period", 0.28),
            _Column("Nội dung đi", "purpose", 0.28),
            _Column("Nước nào", "country", 0.16),
            _Column("Cơ quan, đơn vị, tổ chức quyết định", "decided_by", 0.28),
        ],
    )
    book.start(11)
    for heading, rows in (("19. KHEN THƯỞNG", "rewards"), ("20. KỶ LUẬT", "disciplines")):
        book.heading("11", heading)
        book.table(
            rows,
            [
                _Column("Tháng, năm", "month_year", 0.18),
                _Column("Lý do, hình thức", "reason_form", 0.50),
                _Column("Cấp quyết định", "authority", 0.32),
            ],
        )


def _family(book: _Book) -> None:
    """Item 21, pages 12 to 24."""
    document = book.document
    with (
        book.room("12-24", "21. HOÀN CẢNH GIA ĐÌNH", "family") as relatives,
        b.repeated(document, f"relative in {relatives}"),
    ):
        book.text(b.bold("{{ relative.heading }}"), align="left", keep_next=True)
        with b.repeated(document, "line in relative.lines"):
            book.text("{{ line.label }}{{ line.text }}", after_pt=0)


def _pledge(book: _Book) -> None:
    """Items 22 and 23, page 25."""
    book.start(25)
    book.heading("25", "22. TỰ NHẬN XÉT")
    book.text("Ưu điểm: {{ strengths }}")
    book.text("Khuyết điểm: {{ weaknesses }}")
    book.heading("25", "23. CAM ĐOAN VÀ KÝ TÊN")
    book.text(_PLEDGE)
    book.sign("NGƯỜI KHAI", None, "{{ birth_name }}", "{{ date_line }}", "(ký và ghi rõ họ tên)")


def _closing(book: _Book) -> None:
    """Items 24 to 26, pages 26 to 32: written by committees, left blank until they have written."""
    document = book.document
    label = "24. NHẬN XÉT CỦA CẤP ỦY, TỔ CHỨC ĐẢNG NƠI ĐẾN THẨM TRA LÝ LỊCH CỦA NGƯỜI XIN VÀO ĐẢNG"
    with book.room("26-31", label, "remarks") as remarks:
        with b.optional(document, "has_remarks"), b.repeated(document, f"remark in {remarks}"):
            book.text("{{ remark.text }}", keep_next=True)
            if book.draft:
                book.written_by("", "{{ remark.signer_position }}", "{{ remark.signer }}", "{{ remark.date_line }}")
            else:
                book.right(b.italic("{{ remark.date_line }}"), keep_next=True)
                book.right("{{ remark.signer_position }}", keep_next=True)
                book.right(b.bold("{{ remark.signer }}"), before_pt=6, after_pt=4)
        if book.draft:
            _blank(book, "not has_remarks")
    book.start(32)
    book.heading("32", "25. NHẬN XÉT CỦA CHI ỦY HOẶC CỦA CHI BỘ")
    with b.optional(document, "has_cell_remark"):
        book.text("{{ cell_remark }}", keep_next=book.draft)
        book.written_by(common.CELL, "{{ cell_signer_position }}", "{{ cell_signer }}", "{{ cell_remark_date }}")
    _blank(book, "not has_cell_remark")
    book.heading("32", "26. CHỨNG NHẬN CỦA CẤP ỦY CƠ SỞ HOẶC CẤP ỦY CẤP TRÊN TRỰC TIẾP CỦA TỔ CHỨC CƠ SỞ ĐẢNG")
    with b.optional(document, "is_certified"):
        book.text(_CERTIFICATION, keep_next=book.draft)
        book.written_by(
            common.COMMITTEE,
            "{{ certification_signer_position }}",
            "{{ certification_signer }}",
            "{{ certification_date }}",
        )
    _blank(book, "not is_certified")


def _blank(book: _Book, condition: str) -> None:
    """Room that stays empty on purpose; the draft says so instead."""
    with b.optional(book.document, condition):
        if book.draft:
            book.text(b.hint("Để trống.", common.HINT_PT))
        else:
            b.paragraph(book.document, "", after_pt=70)


def _write(book: _Book) -> Document:
    for part in (_cover, _outline, _history, _family, _pledge, _closing):
        part(book)
    return book.document


def draft() -> Document:
    """A4, 14 pt, watermark, hints, and the page of the booklet beside each item."""
    document = b.new_document()
    b.page_numbers(document, watermark=common.WATERMARK)
    return _write(_Book(document, b.COPY_DRAFT, draft=True))


def printed() -> Document:
    """Cover and 32 pages of 145 × 205 mm; every part begins on the page the booklet has for it."""
    return _write(_Book(b.new_document(b.BOOKLET), b.BOOKLET, draft=False))


FORMS = {"2-KND.docx": draft, "2-KND-in.docx": printed}
