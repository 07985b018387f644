"""1-KNĐ, the application. Handwritten by the candidate: a draft to copy out, and a print variant."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def _application(document: Document, *, draft: bool) -> None:
    b.party_head(document)
    if draft:
        b.paragraph(document, b.hint(common.COPY_NOTE), align="centre", after_pt=0, line_pt=15)
    b.title(document, "ĐƠN XIN VÀO ĐẢNG")
    with b.optional(document, "is_readmission"):
        b.paragraph(document, b.bold("(kết nạp lại)"), align="centre", after_pt=12)
    b.addressee(document, "{{ cell_committee }}", "Đảng ủy {{ grassroots }}")
    b.body(document, "Tôi là: {{ full_name }}, sinh {{ date_of_birth }}")
    b.field_line(document, "Nơi sinh: ", "{{ birth_place }}")
    b.field_line(document, "Quê quán: ", "{{ hometown }}")
    b.body(document, "Dân tộc: {{ ethnicity }}\tTôn giáo {{ religion }}", tabs_mm=[95])
    b.field_line(document, "Trình độ học vấn: ", "{{ education_summary }}")
    b.field_line(document, "Nơi cư trú: ", "{{ residence }}")
    if draft:
        b.body(document, b.hint("(Ghi nơi thường trú hoặc nơi tạm trú)"), after_pt=4, line_pt=14)
    b.field_line(document, "Nghề nghiệp: ", "{{ occupation }}")
    b.field_line(document, "Đơn vị công tác: ", "{{ work_unit }}")
    b.field_line(document, "Chức vụ chính quyền, đoàn thể: ", "{{ positions }}")
    with b.optional(document, "was_youth_union_member"):
        b.body(
            document,
            "Vào Đoàn thanh niên Cộng sản Hồ Chí Minh {{ youth_union_join_date }} tại {{ youth_union_join_place }}",
        )
    b.body(document, "Được xét là cảm tình Đảng {{ sympathizer_date }} tại chi bộ {{ sympathizer_cell }}")
    with b.optional(document, "is_readmission"):
        b.body(
            document,
            "Được kết nạp vào Đảng lần thứ nhất {{ first_admission_date }} tại {{ first_admission_place }}; ra khỏi "
            "Đảng {{ left_party_date }}; nay làm đơn xin được kết nạp lại vào Đảng.",
        )
    b.body(
        document,
        "Qua nghiên cứu Điều lệ Đảng Cộng sản Việt Nam; được sự giáo dục, bồi dưỡng của chi bộ, của tổ chức Đoàn, "
        "Công đoàn (nếu có) tôi đã nhận thức được:",
    )
    b.body(document, "{{ awareness_text }}")
    b.body(
        document,
        "Tôi nguyện trung thành với lý tưởng và mục tiêu cách mạng của Đảng, phấn đấu hoàn thành tốt nhiệm vụ được "
        "giao, xứng đáng là đảng viên của Đảng Cộng sản Việt Nam.",
    )
    b.personal_signature(document, "NGƯỜI LÀM ĐƠN", name="{{ full_name }}")


def draft() -> Document:
    """The application to copy out by hand, with a watermark and hints."""
    document = b.new_document()
    b.page_numbers(document, watermark=common.WATERMARK)
    _application(document, draft=True)
    return document


def printed() -> Document:
    """The same, for offices that accept print."""
    document = b.new_document()
    b.page_numbers(document)
    _application(document, draft=False)
    return document


FORMS = {"1-KND.docx": draft, "1-KND-in.docx": printed}
