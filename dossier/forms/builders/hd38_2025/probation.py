"""10-KNĐ (self-review of the probationary member) and 11-KNĐ (review by the member who helps)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def self_review() -> Document:
    """10-KNĐ."""
    document = common.paper()
    b.party_head(document)
    b.title(document, "BẢN TỰ KIỂM ĐIỂM", "của đảng viên dự bị")
    b.addressee(document, "{{ cell_committee }}", "Đảng ủy {{ grassroots }}")
    b.field_line(document, "Tôi là: ", "{{ full_name }}")
    b.field_line(document, "Ngày sinh: ", "{{ date_of_birth }}")
    b.field_line(document, "Quê quán: ", "{{ hometown }}")
    b.body(document, "Nơi cư trú:")
    b.field_line(document, "+ Nơi thường trú: ", "{{ permanent_address }}")
    b.field_line(document, "+ Nơi tạm trú: ", "{{ temporary_address }}")
    b.body(document, "Được kết nạp vào Đảng {{ ceremony_date }}, tại Chi bộ {{ admission_cell }}")
    b.field_line(document, "Cơ quan, đơn vị đang công tác: ", "{{ work_unit }}")
    b.body(document, "Hiện đang sinh hoạt tại Chi bộ {{ cell }}")
    b.body(
        document,
        "Căn cứ tiêu chuẩn đảng viên, quá trình tu dưỡng, rèn luyện phấn đấu thực hiện nhiệm vụ đảng viên, tôi tự kiểm "
        "điểm như sau:",
    )
    b.body(document, b.bold("Ưu điểm: "), "{{ strengths }}")
    b.body(document, b.bold("Khuyết điểm: "), "{{ weaknesses }}")
    b.body(document, b.bold("Biện pháp khắc phục: "), "{{ remedies }}")
    b.body(
        document,
        "Tôi tự nhận thấy có đủ điều kiện trở thành đảng viên chính thức. Đề nghị Chi bộ xét, báo cáo cấp ủy cấp trên "
        "quyết định công nhận tôi là đảng viên chính thức.",
    )
    b.body(
        document,
        "Tôi xin hứa luôn phấn đấu thực hiện tốt nhiệm vụ đảng viên, xứng đáng là đảng viên tốt của Đảng.",
    )
    b.personal_signature(document, "NGƯỜI TỰ KIỂM ĐIỂM", name="{{ full_name }}", note=None)
    return document


def helper_review() -> Document:
    """11-KNĐ."""
    document = common.paper()
    b.party_head(document)
    b.title(document, "BẢN NHẬN XÉT", "đảng viên dự bị")
    b.addressee(document, "{{ cell_committee }}", "Đảng ủy {{ grassroots }}")
    b.body(document, "Tôi là: {{ helper_name }}\tNgày sinh: {{ date_of_birth }}", tabs_mm=[95])
    b.body(document, "Ngày vào Đảng: {{ party_join_date }}\tNgày chính thức: {{ official_date }}", tabs_mm=[95])
    b.body(document, "Hiện đang sinh hoạt tại Chi bộ {{ helper_cell }}")
    b.body(
        document,
        "{{ assigned_date }} được Chi bộ phân công giúp đỡ đảng viên dự bị: {{ full_name }} được kết nạp vào Đảng "
        "{{ ceremony_date }}, phấn đấu trở thành đảng viên chính thức; nay xin báo cáo Chi bộ những vấn đề chủ yếu của "
        "đảng viên dự bị như sau:",
    )
    b.body(document, b.bold("Ưu điểm: "), "{{ strengths }}")
    b.body(document, b.bold("Khuyết điểm và những vấn đề cần lưu ý: "), "{{ weaknesses }}")
    b.body(
        document,
        "Đối chiếu với tiêu chuẩn đảng viên và kết quả phấn đấu rèn luyện của đảng viên dự bị, tôi đề nghị Chi bộ xét, "
        "đề nghị công nhận đồng chí {{ full_name }} trở thành đảng viên chính thức.",
    )
    b.body(document, "Tôi xin chịu trách nhiệm trước Đảng về lời nhận xét của mình.")
    b.personal_signature(document, "ĐẢNG VIÊN ĐƯỢC PHÂN CÔNG GIÚP ĐỠ", name="{{ helper_name }}", note=None)
    return document


FORMS = {"10-KND.docx": self_review, "11-KND.docx": helper_review}
