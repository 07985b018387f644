"""CN-NTVĐ1 of 2022: the State's heading, "đồng chí", the place of birth, and the former name of the course."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b


def political_centre() -> Document:
    """CN-NTVĐ1, by the political centre."""
    layout = b.A5_LANDSCAPE
    document = b.new_document(layout)
    b.state_letterhead(
        document,
        parent="{{ committee_upper }}",
        issuer="{{ centre_upper }}",
        number="Số {{ certificate_number }}/CN",
        date=None,
        layout=layout,
    )
    b.paragraph(document, b.bold("GIẤY CHỨNG NHẬN", 17), align="centre", after_pt=2, line_pt=20)
    shape = {"after_pt": layout.space_pt, "line_pt": layout.line_pt, "size": layout.text_pt}
    b.body(document, "Chứng nhận đồng chí: ", b.bold("{{ full_name }}"), **shape)
    b.body(document, "Sinh ngày {{ date_of_birth }}\tNơi sinh {{ birth_place }}", tabs_mm=[70], **shape)
    b.field_line(document, "Chức vụ: ", "{{ position }}", **shape)
    b.field_line(document, "Đơn vị: ", "{{ work_unit }}", **shape)
    b.body(document, "Là cảm tình Đảng của Chi bộ {{ cell_full_path }}", **shape)
    b.body(
        document,
        b.italic(
            "Đã hoàn thành chương trình bồi dưỡng lý luận chính trị dành cho đối tượng kết nạp Đảng theo quy định của "
            "Trung ương"
        ),
        **shape,
    )
    b.body(document, "Tổ chức từ {{ class_from }} đến {{ class_to }}", **shape)
    b.body(document, "Kết quả học tập đạt loại {{ grade }}", **shape)
    b.compact_signature(document, "GIÁM ĐỐC", name="{{ signer }}", layout=layout)
    return document


FORMS = {"CN-NTVD1.docx": political_centre}
