"""20-KNĐ: the letter that asks another committee to verify a biography, one for each destination."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def letter() -> Document:
    """The letter, with the persons and the points that the other committee is asked about."""
    document = common.paper()
    common.committee_letterhead(
        document,
        "Số {{ number }}-CV/ĐU",
        summary="về việc thẩm tra (xác minh) lý lịch của người xin vào Đảng",
    )
    b.paragraph(document, b.italic("Kính gửi: "), "{{ destination }}", align="centre", before_pt=18, after_pt=12)
    b.body(
        document,
        "Đảng ủy {{ grassroots }} đang xem xét kết nạp quần chúng {{ full_name }}, sinh {{ date_of_birth }}, quê quán "
        "{{ hometown }}, nơi cư trú {{ residence }}.",
    )
    b.body(
        document,
        "Để có cơ sở xem xét, kết luận theo quy định, Đảng ủy {{ grassroots }} đề nghị {{ destination }} thẩm tra, xác "
        "minh lý lịch của những người sau đây:",
    )
    with b.repeated(document, "person in persons"):
        b.body(document, "- {{ person }}{% if loop.last %}.{% else %};{% endif %}")
    b.body(document, "Nội dung đề nghị thẩm tra: {{ points }}.")
    b.body(
        document,
        "Xin gửi kèm lý lịch của người xin vào Đảng, đề nghị đồng chí cho ý kiến nhận xét, xác nhận vào mục 24 của lý "
        "lịch và gửi lại Đảng ủy {{ grassroots }}.",
    )
    b.body(document, "Đảng ủy {{ grassroots }} trân trọng cảm ơn và mong nhận được sự phối hợp của các đồng chí.")
    b.signature(
        document,
        authority=common.COMMITTEE,
        position="BÍ THƯ",
        recipients=["Như trên", "Lưu Đảng ủy"],
    )
    return document


FORMS = {"20-KND.docx": letter}
