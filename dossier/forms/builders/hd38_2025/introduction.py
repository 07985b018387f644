"""3-, 3A-KNĐ (introduction by a member), 4_1 and 4-KNĐ (Youth Union), 4A-KNĐ (trade union)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def introducer() -> Document:
    """3-KNĐ and 3A-KNĐ: one paper for each introducing member; both have the same text."""
    document = common.paper()
    b.party_head(document)
    b.title(document, "GIẤY GIỚI THIỆU", "người vào Đảng")
    b.paragraph(document, b.italic("Kính gửi: Chi bộ "), b.italic("{{ cell }}"), align="centre", after_pt=12)
    b.body(document, "Tôi là: {{ introducer_name }}, sinh {{ date_of_birth }}")
    b.body(document, "Vào Đảng {{ party_join_date }}, chính thức {{ official_date }}")
    b.field_line(document, "Chức vụ trong Đảng: ", "{{ party_position }}")
    b.field_line(document, "Chức vụ chính quyền ", "{{ government_position }}")
    b.field_line(document, "Quê quán: ", "{{ hometown }}")
    b.field_line(document, "Đang sinh hoạt tại Chi bộ: ", "{{ introducer_cell }}")
    b.body(
        document,
        "{{ assigned_date }} được Chi bộ phân công giáo dục, giúp đỡ quần chúng {{ full_name }} phấn đấu vào Đảng; "
        "nay xin báo cáo với Chi bộ những vấn đề chủ yếu về người phấn đấu vào Đảng như sau:",
    )
    b.body(document, b.bold("- Về lý lịch: "), "Những đặc điểm chính cần lưu ý: {{ background_notes }}")
    b.body(document, b.bold("- Những ưu, khuyết điểm chính: "), b.italic(common.CONDUCT))
    b.body(document, "Ưu điểm: {{ strengths }}")
    b.body(document, "Khuyết điểm: {{ weaknesses }}")
    b.body(
        document,
        "Đối chiếu với tiêu chuẩn và điều kiện kết nạp đảng viên, tôi giới thiệu với Chi bộ xem xét, đề nghị kết nạp "
        "quần chúng {{ full_name }} vào Đảng.",
    )
    b.body(document, "Tôi xin chịu trách nhiệm trước Đảng về sự giới thiệu của mình.")
    b.personal_signature(document, "ĐẢNG VIÊN GIỚI THIỆU", name="{{ introducer_name }}")
    return document


def _union(document: Document, *, member: str, conduct_of: str, executive: str) -> None:
    """What 4-KNĐ and 4A-KNĐ have in common, from the assessment to the pledge."""
    _assessed(document, conduct_of)
    b.body(
        document,
        f"Đối chiếu với tiêu chuẩn và điều kiện kết nạp đảng viên, chúng tôi giới thiệu và đề nghị Chi bộ, Đảng ủy "
        f"xem xét, kết nạp {member} {{{{ full_name }}}} vào Đảng, với sự tán thành của {{{{ votes_for }}}} đồng chí "
        f"(đạt {{{{ votes_for_percent }}}}%) so với tổng số ủy viên {executive}; số không tán thành "
        "{{ votes_against }} đồng chí{% if has_against %}, với lý do {{ against_reason }}{% endif %}.",
    )
    _pledged(document, member)


def _assessed(document: Document, conduct_of: str) -> None:
    b.body(document, f"{conduct_of} {{{{ full_name }}}} có những ưu, khuyết điểm chính {common.CONDUCT}")
    b.body(document, "{{ assessment }}")


def _pledged(document: Document, member: str) -> None:
    b.body(
        document,
        "Chúng tôi xin hoàn toàn chịu trách nhiệm về những nội dung giới thiệu nói trên và sẽ tiếp tục giáo dục bồi "
        f"dưỡng {member} {{{{ full_name }}}} trở thành đảng viên chính thức của Đảng.",
    )


def branch_proposal() -> Document:
    """4_1: the Union's branch proposes to its executive. The record does not keep the branch's votes: room for them."""
    document = common.paper()
    b.youth_union_letterhead(
        document, parent="{{ union_upper }}", issuer="CHI ĐOÀN {{ branch_upper }}", number="Số: {{ number }}- NQ/CĐ"
    )
    b.title(document, "NGHỊ QUYẾT", "đề nghị giới thiệu đoàn viên ưu tú vào Đảng")
    b.addressee(document, "Ban Chấp hành {{ union }}")
    b.body(
        document,
        "- Căn cứ Điểm 1, Điều 4, Chương I Điều lệ Đảng Cộng sản Việt Nam về quyền hạn của ban chấp hành đoàn cơ sở "
        "giới thiệu đoàn viên ưu tú vào Đảng.",
    )
    b.body(document, "- Chi đoàn {{ branch }} họp {{ resolution_date }} nhận thấy:")
    _assessed(document, "Đoàn viên:")
    b.body(
        document,
        "Đối chiếu với tiêu chuẩn và điều kiện kết nạp đảng viên, Chi đoàn đề nghị Ban Chấp hành {{ union }} xem xét, "
        "giới thiệu đoàn viên {{ full_name }} với Chi bộ, Đảng ủy để xem xét, kết nạp vào Đảng, với sự tán thành của "
        f"{common.ROOM} đồng chí (đạt {common.ROOM}%) so với tổng số đoàn viên của Chi đoàn; số không tán thành "
        f"{common.ROOM} đồng chí.",
    )
    _pledged(document, "đoàn viên")
    b.signature(document, authority="TM. CHI ĐOÀN", position="BÍ THƯ")
    return document


def youth_union() -> Document:
    """4-KNĐ: resolution of the Youth Union's executive; the Union's own layout, signed TM. and sealed."""
    document = common.paper()
    b.youth_union_letterhead(
        document,
        parent="{{ upper_union }}",
        issuer="BCH {{ union_upper }}",
        number="Số: {{ number }}- NQ/ĐTN",
    )
    b.title(document, "NGHỊ QUYẾT", "giới thiệu đoàn viên ưu tú vào Đảng")
    b.addressee(document, "{{ cell_committee }}", "Đảng ủy {{ grassroots }}")
    b.body(
        document,
        "- Căn cứ Điểm 1, Điều 4, Chương I Điều lệ Đảng Cộng sản Việt Nam về quyền hạn của ban chấp hành đoàn cơ sở "
        "giới thiệu đoàn viên ưu tú vào Đảng.",
    )
    b.body(document, "- Xét nghị quyết của Chi đoàn {{ branch }}.")
    b.body(document, "- Ban Chấp hành Đoàn TNCS Hồ Chí Minh {{ union_name }} họp {{ meeting_date }} nhận thấy:")
    _union(document, member="đoàn viên", conduct_of="Đoàn viên:", executive="Ban chấp hành")
    b.signature(document, authority="TM. BAN CHẤP HÀNH")
    return document


def trade_union() -> Document:
    """4A-KNĐ: resolution of the trade union's executive, with the State's heading."""
    document = common.paper()
    b.state_letterhead(document, issuer="BCH {{ union_upper }}", number="Số {{ number }}-NQ/CĐ")
    b.title(document, "NGHỊ QUYẾT", "giới thiệu đoàn viên công đoàn vào Đảng")
    b.addressee(document, "{{ cell_committee }}", "Đảng ủy {{ grassroots }}")
    b.body(
        document,
        "- Căn cứ Điểm 1, Điều 4, Chương I Điều lệ Đảng Cộng sản Việt Nam về quyền hạn của ban chấp hành công đoàn cơ "
        "sở giới thiệu đoàn viên công đoàn vào Đảng.",
    )
    b.body(document, "- Xét Nghị quyết của Công đoàn {{ branch }}.")
    b.body(document, "- Ban Chấp hành Công đoàn {{ union_name }} họp {{ meeting_date }} nhận thấy:")
    _union(document, member="đoàn viên công đoàn", conduct_of="Đoàn viên công đoàn:", executive="Ban chấp hành")
    b.signature(document, authority="TM. BAN CHẤP HÀNH")
    return document


FORMS = {
    "3-KND.docx": introducer,
    "3A-KND.docx": introducer,
    "4_1.docx": branch_proposal,
    "4-KND.docx": youth_union,
    "4A-KND.docx": trade_union,
}
