"""Papers of the cell's meeting on admission: BB-CB (minutes), BB-KP (count of the ballots), PBQ (a ballot)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common

_SECRETARY = [b.bold("NGƯỜI GHI BIÊN BẢN")]
_CHAIR = [b.bold("CHỦ TRÌ HỘI NGHỊ")]


def minutes() -> Document:
    """BB-CB: minutes of the meeting; what was said is written in by hand or in Word."""
    document = common.paper()
    common.cell_letterhead(document, number=None)
    b.title(document, "BIÊN BẢN", "hội nghị Chi bộ xét, đề nghị kết nạp{{ again }} đảng viên")
    b.body(document, "Thời gian: bắt đầu hồi {{ start_time }}, {{ meeting_day }}")
    b.field_line(document, "Địa điểm: ", "{{ venue }}")
    b.body(document, b.bold("I- THÀNH PHẦN"), keep_next=True)
    common.attendance_of_cell(document)
    b.body(document, b.bold("II- NỘI DUNG"), keep_next=True)
    b.body(
        document,
        "1- Chi ủy (chi bộ nơi chưa có chi ủy) báo cáo về quần chúng {{ full_name }}: đơn xin vào Đảng, lý lịch và kết "
        "quả thẩm tra lý lịch, ý kiến nhận xét của các đoàn thể chính trị - xã hội và của chi ủy nơi cư trú.",
    )
    b.body(
        document,
        "2- Đồng chí {{ introducers }} báo cáo về quần chúng được phân công giáo dục, giúp đỡ và giới thiệu vào Đảng.",
    )
    b.body(document, "3- Ý kiến thảo luận của hội nghị:", after_pt=120)
    b.body(
        document,
        "4- Hội nghị biểu quyết bằng hình thức {{ vote_mode }}: số đảng viên chính thức tán thành kết nạp{{ again }} "
        "quần chúng {{ full_name }} vào Đảng là {{ votes_for }} đồng chí (đạt {{ votes_for_percent }}%) so với tổng số "
        "đảng viên chính thức; số không tán thành {{ votes_against }} đồng chí (chiếm {{ votes_against_percent }}%)"
        + common.REASON
        + ".",
    )
    b.body(document, b.bold("III- KẾT LUẬN"), keep_next=True)
    b.body(document, b.bold("Về lý lịch: "), "{{ conclusion_background }}")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), "{{ conclusion_assessment }}")
    b.body(document, "Hội nghị kết thúc hồi {{ end_time }} cùng ngày. Biên bản đã được thông qua trước hội nghị.")
    b.two_signatures(document, (_SECRETARY, "{{ secretary_name }}"), (_CHAIR, "{{ chair_name }}"))
    return document


def count() -> Document:
    """BB-KP: what the tellers counted."""
    document = common.paper()
    common.cell_letterhead(document, number=None)
    b.title(document, "BIÊN BẢN", "kiểm phiếu biểu quyết kết nạp{{ again }} đảng viên")
    b.body(
        document,
        "{{ meeting_date }}, hội nghị Chi bộ {{ cell }} đã biểu quyết bằng phiếu kín về việc kết nạp{{ again }} quần "
        "chúng {{ full_name }} vào Đảng.",
    )
    b.body(document, "Tổ kiểm phiếu gồm các đồng chí: {{ tellers }}.")
    b.body(document, "Số đảng viên chính thức được triệu tập: {{ convened }} đồng chí; có mặt: {{ present }} đồng chí.")
    b.body(document, "Số phiếu phát ra: {{ issued }}; số phiếu thu về: {{ returned }}.")
    b.body(document, "Số phiếu hợp lệ: {{ valid }}; số phiếu không hợp lệ: {{ invalid }}.")
    b.body(document, "Kết quả kiểm phiếu:", keep_next=True)
    width = b.A4.text_width_mm
    b.table(
        document,
        ["Họ và tên", "Đồng ý (phiếu)", "Tỷ lệ (%)", "Không đồng ý (phiếu)", "Tỷ lệ (%)"],
        [width * 0.36, width * 0.16, width * 0.16, width * 0.16, width * 0.16],
        rows=None,
        cells=[
            "{{ full_name }}", "{{ votes_for }}", "{{ votes_for_percent }}", "{{ votes_against }}",
            "{{ votes_against_percent }}",
        ],
    )  # fmt: skip
    b.paragraph(document, b.italic("(Tỷ lệ tính trên số đảng viên chính thức được triệu tập)", b.SMALL_PT), before_pt=4)
    b.body(document, "Biên bản này được lập và công bố tại hội nghị.")
    b.two_signatures(
        document,
        (_CHAIR, "{{ chair_name }}"),
        ([b.bold("TỔ KIỂM PHIẾU")], "{{ teller.name }}"),
        each="teller in teller_rows",
    )
    return document


def ballot() -> Document:
    """PBQ: one ballot, A5, not signed."""
    layout = b.A5_LANDSCAPE
    document = b.new_document(layout)
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ parent_upper }}",
        issuer="CHI BỘ {{ cell_upper }}",
        number=None,
        layout=layout,
    )
    b.paragraph(document, b.bold("PHIẾU BIỂU QUYẾT", b.TITLE_PT), align="centre", before_pt=6, after_pt=0, line_pt=20)
    b.paragraph(document, b.bold("kết nạp{{ again }} đảng viên"), align="centre", after_pt=8)
    width = layout.text_width_mm
    b.table(
        document,
        ["Họ và tên", "Năm sinh", "Đơn vị công tác", "Đồng ý", "Không đồng ý"],
        [width * 0.28, width * 0.11, width * 0.31, width * 0.15, width * 0.15],
        rows=None,
        cells=["{{ full_name }}", "{{ birth_year }}", "{{ work_unit }}", "", ""],
        size=13,
    )
    b.paragraph(document, "Lý do không đồng ý:", align="left", before_pt=10, after_pt=40, size=13)
    b.paragraph(
        document,
        b.italic("(Đánh dấu × vào ô đồng ý hoặc không đồng ý; không ký, không ghi tên vào phiếu)", b.SMALL_PT),
        align="centre",
        after_pt=0,
    )
    return document


FORMS = {"BB-CB.docx": minutes, "BB-KP.docx": count, "PBQ.docx": ballot}
