"""Certificates of classes, A5: CN-NTVĐ1, CN-NTVĐ1-2 (before admission) and GCN-ĐVM (new members)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b

_BEFORE_ADMISSION = "BỒI DƯỠNG NHẬN THỨC VỀ ĐẢNG"
_PROGRAMME = "Đã hoàn thành chương trình bồi dưỡng nhận thức về Đảng theo quy định của Trung ương"
_NEW_MEMBERS = "HỌC LỚP BỒI DƯỠNG ĐẢNG VIÊN MỚI"
_NEW_PROGRAMME = "Đã hoàn thành chương trình bồi dưỡng đảng viên mới theo quy định của Trung ương"


def _certificate(*, by_committee: bool, name: str, programme: str, member_of: str) -> Document:
    """A certificate.

    Args:
        by_committee: the class was run by the Party committee, which signs through its standing committee.
        name: second line of the title. programme: what was completed. member_of: the words before the cell.
    """
    layout = b.A5_LANDSCAPE
    document = b.new_document(layout)
    if by_committee:
        b.letterhead(
            document,
            parent=("parent_upper", "ĐẢNG BỘ {{ parent_upper }}"),
            issuer="{{ committee_upper }}",
            number="Số: {{ certificate_number }}/CN",
            date=None,
            layout=layout,
        )
    else:
        b.letterhead(
            document,
            parent="{{ committee_upper }}",
            issuer="{{ centre_upper }}",
            number="Số {{ certificate_number }}/CN",
            date=None,
            layout=layout,
        )
    b.paragraph(document, b.bold("GIẤY CHỨNG NHẬN", 17), align="centre", before_pt=2, after_pt=0, line_pt=22)
    b.paragraph(document, b.bold(name), align="centre", after_pt=4)
    # the committee's certificate has two lines more, and is one page all the same
    line_pt = layout.line_pt - 2 if by_committee else layout.line_pt
    shape = {"after_pt": layout.space_pt, "line_pt": line_pt, "size": layout.text_pt}
    b.body(
        document, "Chứng nhận: ", b.bold("{{ full_name }}"), "\tSinh ngày {{ date_of_birth }}", tabs_mm=[105], **shape
    )
    b.field_line(document, "Chức vụ: ", "{{ position }}", **shape)
    b.field_line(document, "Đơn vị: ", "{{ work_unit }}", **shape)
    b.body(document, f"{member_of} {{{{ cell_full_path }}}}", **shape)
    b.body(document, b.italic(programme), **shape)
    if by_committee:
        b.body(document, "Do {{ organising_committee }}", **shape)
    b.body(document, "Tổ chức từ {{ class_from }} đến {{ class_to }}", **shape)
    b.body(document, "Kết quả học tập đạt loại {{ grade }}", **shape)
    caption = "T/M BAN THƯỜNG VỤ" if by_committee else "GIÁM ĐỐC"
    b.compact_signature(document, caption, name="{{ signer }}", layout=layout)
    return document


def political_centre() -> Document:
    """CN-NTVĐ1, by the political centre."""
    return _certificate(
        by_committee=False,
        name=_BEFORE_ADMISSION,
        programme=_PROGRAMME,
        member_of="Là cảm tình Đảng của Chi bộ",
    )


def competent_committee() -> Document:
    """CN-NTVĐ1-2, by the committee that has the power to admit."""
    return _certificate(
        by_committee=True,
        name=_BEFORE_ADMISSION,
        programme=_PROGRAMME,
        member_of="Là cảm tình Đảng của Chi bộ",
    )


def new_members() -> Document:
    """GCN-ĐVM, by the political centre."""
    return _certificate(
        by_committee=False,
        name=_NEW_MEMBERS,
        programme=_NEW_PROGRAMME,
        member_of="Là đảng viên dự bị của Chi bộ",
    )


FORMS = {
    "CN-NTVD1.docx": political_centre,
    "CN-NTVD1-2.docx": competent_committee,
    "GCN-DVM.docx": new_members,
}
