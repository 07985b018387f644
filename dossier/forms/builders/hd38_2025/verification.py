"""20-KNĐ (letter that asks another committee to verify a biography), GGT-TT (introduces the member who goes there).

DS-TT lists every place of verification. GCN-ĐGĐ certifies, when an applicant moves, that a cell is helping and
considering him or her.
"""

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


def introduction() -> Document:
    """GGT-TT: the member who goes to verify, one paper for each place visited."""
    document = common.paper()
    common.committee_letterhead(document, "Số {{ number }}-GGT/ĐU")
    b.title(document, "GIẤY GIỚI THIỆU", "đi thẩm tra lý lịch của người xin vào Đảng")
    b.addressee(document, "{{ destination }}")
    b.body(
        document,
        "Đảng ủy {{ grassroots }} giới thiệu đồng chí {{ verifiers }} được cử đến {{ destination }} để thẩm tra lý "
        "lịch của người xin vào Đảng: quần chúng {{ full_name }}, sinh {{ date_of_birth }}, quê quán {{ hometown }}, "
        "nơi cư trú {{ residence }}.",
    )
    b.body(document, "Những người cần thẩm tra:", keep_next=True)
    with b.repeated(document, "person in persons"):
        b.body(document, "- {{ person }}{% if loop.last %}.{% else %};{% endif %}")
    b.body(document, "Nội dung thẩm tra: {{ points }}.")
    b.body(document, "Đề nghị {{ destination }} tạo điều kiện để đồng chí hoàn thành nhiệm vụ.")
    with b.optional(document, "valid_until"):
        b.body(document, "Giấy này có giá trị đến hết {{ valid_until }}.")
    b.signature(document, authority=common.COMMITTEE, position="BÍ THƯ", recipients=["Như trên", "Lưu Đảng ủy"])
    return document


def destinations() -> Document:
    """DS-TT: where everybody is verified, who is exempt, and who could not be placed; a working list of the office."""
    layout = b.A4_LANDSCAPE
    document = b.new_document(layout)
    b.page_numbers(document)
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ parent_upper }}",
        issuer="ĐẢNG ỦY {{ grassroots_upper }}",
        number=None,
        date=f"{{{{ place }}}}, {common.BLANK_DATE}",
        layout=layout,
    )
    b.title(document, "DANH SÁCH", "nơi cần thẩm tra lý lịch của người xin vào Đảng")
    b.paragraph(
        document,
        "Người xin vào Đảng: {{ full_name }}, sinh {{ date_of_birth }}.",
        align="left",
        keep_next=True,
    )
    b.table(
        document,
        ["TT", "Nơi đến thẩm tra", "Người cần thẩm tra", "Nội dung thẩm tra", "Công văn", "Tình trạng"],
        [9, 52, 55, 52, 32, 52],
        rows="row in destinations",
        cells=[f"{{{{ row.{cell} }}}}" for cell in ("number", "destination", "persons", "points", "letter", "state")],
    )
    b.paragraph(document, b.Piece("", size=2), after_pt=0, line_pt=4)
    with b.optional(document, "exempted"):
        b.paragraph(document, b.bold("Miễn thẩm tra:"), align="left", before_pt=4, after_pt=2, keep_next=True)
        with b.repeated(document, "row in exempted"):
            b.paragraph(document, "- {{ row.person }}: {{ row.basis }} ({{ row.confirmation }}).", after_pt=2)
    with b.optional(document, "unplaced"):
        b.paragraph(
            document, b.bold("Chưa xác định được nơi thẩm tra:"), align="left", before_pt=4, after_pt=2, keep_next=True
        )
        with b.repeated(document, "row in unplaced"):
            b.paragraph(document, "- {{ row.person }}: {{ row.why }}.", after_pt=2)
    with b.optional(document, "has_proposals"):
        b.paragraph(
            document,
            b.italic(
                "(Dòng ĐỀ XUẤT do chương trình lập từ lý lịch đã khai và quy định đang có; cấp ủy xem lại rồi mới gửi)",
                b.SMALL_PT,
            ),
            align="left",
            before_pt=4,
        )
    half_mm = layout.text_width_mm / 2
    b.paragraph(document, b.bold("NGƯỜI LẬP DANH SÁCH"), align="centre", left_mm=half_mm, before_pt=6, after_pt=0)
    b.paragraph(document, b.italic("(Ký, ghi rõ họ và tên)", b.SMALL_PT), align="centre", left_mm=half_mm)
    return document


def being_helped() -> Document:
    """GCN-ĐGĐ: an applicant who moves before the cell's resolution is being helped and considered."""
    document = common.paper()
    b.letterhead(
        document,
        parent=("parent_upper", "ĐẢNG BỘ {{ parent_upper }}"),
        issuer="ĐẢNG ỦY {{ from_committee_upper }}",
        number="Số {{ number }}-GCN/ĐU",
    )
    b.title(
        document,
        "GIẤY CHỨNG NHẬN",
        "người vào Đảng đang trong thời gian được tổ chức đảng",
        "giúp đỡ, xem xét kết nạp",
    )
    b.body(document, "Đảng ủy {{ from_committee }} chứng nhận quần chúng:")
    b.body(document, "Họ và tên: {{ full_name }}, sinh {{ date_of_birth }}")
    b.field_line(document, "Quê quán: ", "{{ hometown }}")
    b.field_line(document, "Nơi cư trú: ", "{{ residence }}")
    b.body(document, "Được xét là cảm tình Đảng {{ sympathizer_date }} tại chi bộ {{ sympathizer_cell }}")
    with b.optional(document, "introducers"):
        b.body(document, "Đảng viên được phân công giúp đỡ: đồng chí {{ introducers }}")
    b.body(
        document,
        "Đang trong thời gian được Chi bộ {{ from_cell }} giúp đỡ, xem xét kết nạp vào Đảng; nay chuyển đến "
        "{{ to_cell }}, {{ to_committee }}{% if decision_date %} theo Quyết định{% if decision_number %} số {{ "
        "decision_number }}{% endif %} {{ decision_date }}{% endif %}.",
    )
    b.body(
        document,
        "Đề nghị {{ to_committee }} giao chi bộ phân công đảng viên chính thức tiếp tục giúp đỡ và xem xét kết nạp "
        "quần chúng {{ full_name }} theo quy định.",
    )
    b.signature(
        document,
        authority=common.COMMITTEE,
        position="BÍ THƯ",
        recipients=["{{ to_committee }}", "Quần chúng {{ full_name }}", "Lưu Đảng ủy"],
    )
    return document


FORMS = {
    "20-KND.docx": letter,
    "GGT-TT.docx": introduction,
    "DS-TT.docx": destinations,
    "GCN-DGD.docx": being_helped,
}
