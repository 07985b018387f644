"""What several forms of the pack share."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b

WATERMARK = "BẢN NHÁP ĐỂ CHÉP TAY"
COPY_NOTE = "Bản nháp để người xin vào Đảng tự chép tay; không tẩy xóa, không viết cách dòng. Không nộp bản này."
HINT_PT = 9
HINT_NOTE = "Nhãn đã in sẵn trong quyển. Chữ nghiêng mờ: cách ghi, không chép."
# how items of the biography are filled in, in few words: hints of the drafts to copy out
HINTS = {
    "profile_number": "do tổ chức đảng ghi sau khi kết nạp",
    "photo": "ảnh 3 × 4 cm dán ở trang đầu; tổ chức đảng đóng dấu giáp lai",
    "birth_name": "CHỮ IN HOA, đúng giấy khai sinh",
    "other_names": "bí danh, tên khác nếu có; chữ thường",
    "date_of_birth": "đúng giấy khai sinh",
    "gender": "ghi nam hoặc nữ",
    "residence": "đủ số nhà, đường (thôn), xã (phường), tỉnh; tạm trú: chỉ khi không có thường trú",
    "ethnicity": "cha hoặc mẹ là người nước ngoài: ghi rõ quốc tịch, dân tộc",
    "religion": "tên tôn giáo, chức sắc; không có thì ghi không",
    "occupation": "việc chính theo hợp đồng, quyết định; hoặc chưa có việc làm",
    "education": "theo văn bằng, chứng chỉ; không có thì ghi không",
    "youth_union": "đủ chi đoàn, đoàn cơ sở, đoàn cấp trên",
    "personal_history": "tóm tắt từ nhỏ đến khi đi làm, có ngày vào Đoàn",
    "work_history": "liên tục từng tháng đến nay",
    "historical_notes": "bị bắt, tù; tổ chức nước ngoài; chức sắc; không có thì ghi không",
    "training": "lớp chính trị, chuyên môn đã học",
    "foreign_trips": "từ 3 tháng trở lên",
    "rewards": "từ bằng khen, hoặc hình thức cao nhất",
    "disciplines": "từ khiển trách; cả việc đã xét mà không kỷ luật",
    "family": "hai bên, theo thứ tự này; người đã mất ghi năm, nguyên nhân, nơi mất",
    "self_assessment": "chính trị, đạo đức, năng lực, quan hệ quần chúng",
    "pledge": "chép nguyên văn, ghi nơi, ngày, ký",
    "remarks": "nơi đến thẩm tra ghi, ký, đóng dấu",
    "cell_remark": "ghi sau khi có kết quả thẩm tra",
    "certification": "cấp ủy cơ sở ghi, ký, đóng dấu",
}
CONDUCT = (
    "(Về chấp hành chủ trương, đường lối, chính sách của Đảng, pháp luật của Nhà nước; phẩm chất chính trị, đạo đức "
    "lối sống, năng lực công tác, quan hệ quần chúng)"
)
ROOM = "\N{EN SPACE}" * 5  # to write in by hand
BLANK_DATE = "ngày{0}tháng{0}năm{0}".format("\N{EN SPACE}" * 3)
CELL = "T/M CHI BỘ"
COMMITTEE = "T/M ĐẢNG ỦY"
STANDING = "T/M BAN THƯỜNG VỤ"


def beside(words: str) -> b.Piece:
    """A hint behind an item, small, on the same line."""
    return b.hint(f" ({words})", HINT_PT)


def paper() -> Document:
    """An empty A4 document with page numbers from page 2."""
    document = b.new_document()
    b.page_numbers(document)
    return document


def cell_letterhead(document: Document, number: str | None) -> None:
    """Head of a paper of the cell."""
    b.letterhead(document, parent="ĐẢNG BỘ {{ parent_upper }}", issuer="CHI BỘ {{ cell_upper }}", number=number)


def committee_letterhead(document: Document, number: str, summary: str | None = None) -> None:
    """Head of a paper of the grassroots committee."""
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ parent_upper }}",
        issuer="ĐẢNG ỦY {{ grassroots_upper }}",
        number=number,
        summary=summary,
    )


def attendance_of_cell(document: Document) -> None:
    """Lines 4 to 9 of the cell's resolutions: how many, who was away, who led and who wrote."""
    b.body(
        document,
        "Tổng số đảng viên của Chi bộ: {{ total }} đảng viên, trong đó chính thức {{ total_official }} đồng chí, "
        "dự bị {{ total_probationary }} đồng chí.",
    )
    b.body(
        document,
        "Có mặt: {{ present }} đảng viên, trong đó chính thức {{ present_official }} đồng chí, "
        "dự bị {{ present_probationary }} đồng chí.",
    )
    b.body(
        document,
        "Vắng mặt: {{ absent }} đảng viên, trong đó chính thức {{ absent_official }} đồng chí, "
        "dự bị {{ absent_probationary }} đồng chí.",
    )
    with b.optional(document, "has_absent"):
        b.body(document, "Lý do vắng mặt: {{ absence_reason }}.")
    b.body(document, "Chủ trì hội nghị: Đồng chí {{ chair_name }}\tChức vụ {{ chair_position }}", tabs_mm=[115])
    b.body(document, "Thư ký hội nghị: Đồng chí {{ secretary_name }}")


def attendance_of_committee(document: Document, total: str) -> None:
    """The same for a committee; *total* is the first words up to the number."""
    b.body(
        document,
        f"{total} {{{{ total }}}} đồng chí. Có mặt {{{{ present }}}} đồng chí; vắng mặt {{{{ absent }}}} đồng chí"
        "{% if has_absent %}; lý do vắng mặt: {{ absence_reason }}{% endif %}.",
    )
    b.body(document, "Chủ trì hội nghị: đồng chí {{ chair_name }}\tChức vụ {{ chair_position }}", tabs_mm=[115])
    b.body(document, "Thư ký hội nghị: đồng chí {{ secretary_name }}")


REASON = "{% if has_against %} với lý do {{ against_reason }}{% endif %}"
"""The end of every sentence about votes against: there is a reason only when there are such votes."""


def more_legal_bases(document: Document) -> None:
    """Further bases of the record, one a line, after the article of the Charter that the form prints."""
    with b.repeated(document, "basis in legal_bases"):
        b.bullet(document, "Căn cứ {{ basis }};")
