"""Papers by which a committee looks at a file: TN (list), TS (extract), TTr (proposal), PKT (checklist)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common

_DAY = f"{{{{ place }}}}, {common.BLANK_DATE}"
_ORGAN = "BAN XÂY DỰNG ĐẢNG"  # commune level since 2025; above it: BAN TỔ CHỨC

_COLUMNS = (
    ("STT", "{% if list_order %}{{ list_order }}{% else %}1{% endif %}", 9),
    ("Họ và tên", "{{ full_name }}", 22),
    ("Ngày sinh", "{{ date_of_birth }}", 19),
    ("Nam, nữ", "{{ gender }}", 10),
    ("Dân tộc; tôn giáo", "{{ ethnicity }}; {{ religion }}", 16),
    ("Quê quán", "{{ hometown }}", 26),
    ("Nơi cư trú", "{{ residence }}", 28),
    ("Trình độ: văn hóa; chuyên môn; lý luận chính trị", "{{ education }}", 32),
    ("Nghề nghiệp, đơn vị công tác", "{{ work }}", 24),
    ("Ngày vào Đoàn", "{{ youth_union_join_date }}", 19),
    ("Người giới thiệu", "{{ introducers }}", 19),
    ("Nghị quyết chi bộ; đảng ủy", "{{ resolutions }}", 18),
    ("Ghi chú", "", 10),
)


def people() -> Document:
    """TN: the list of persons proposed for admission, with one person."""
    layout = b.A4_LANDSCAPE
    document = b.new_document(layout)
    b.page_numbers(document)
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ parent_upper }}",
        issuer="ĐẢNG ỦY {{ grassroots_upper }}",
        number=None,
        date=_DAY,
        layout=layout,
    )
    b.title(document, "DANH SÁCH TRÍCH NGANG", "quần chúng đề nghị kết nạp đảng viên")
    heads, cells, widths = zip(*_COLUMNS, strict=True)
    b.table(document, heads, widths, rows=None, cells=cells, size=10, margin_mm=0.8)
    b.paragraph(document, "Danh sách này có 01 người.", align="left", before_pt=8)
    b.signature(document, authority=common.COMMITTEE, position="BÍ THƯ", layout=layout)
    return document


def extract() -> Document:
    """TS: what the members of a committee read of a person's file."""
    document = common.paper()
    b.letterhead(document, parent="{{ competent_upper }}", issuer=_ORGAN, number=None, date=_DAY)
    b.title(document, "TRÍCH SAO", "Hồ sơ đề nghị kết nạp đảng viên", "thuộc Đảng bộ {{ grassroots }}")
    b.body(document, b.bold("I. THÔNG TIN QUẦN CHÚNG"), keep_next=True)
    b.body(document, b.bold("1. Sơ yếu lý lịch"), keep_next=True)
    b.body(document, "Họ và tên đang dùng: {{ usual_name }}\tGiới tính: {{ gender }}", tabs_mm=[115], after_pt=3)
    for label, token in (
        ("Họ và tên khai sinh", "{{ full_name }}"),
        ("Dân tộc", "{{ ethnicity }}\tTôn giáo: {{ religion }}"),
        ("Ngày, tháng, năm sinh", "{{ date_of_birth }}"),
        ("Nơi sinh", "{{ birth_place }}"),
        ("Quê quán", "{{ hometown }}"),
        ("Nơi cư trú", "{{ residence }}"),
        ("Trình độ văn hóa", "{{ general_education }}"),
        ("Chuyên môn", "{{ professional_qualification }}"),
        ("Nghề nghiệp", "{{ work }}"),
    ):
        b.body(document, f"{label}: {token}", after_pt=3, **({"tabs_mm": [115]} if "\t" in token else {}))
    b.body(document, b.bold("* Quá trình công tác"), keep_next=True)
    with b.repeated(document, "row in work_history"):
        b.body(
            document,
            "- {{ row.period }}: {{ row.description }}{% if row.position %}; {{ row.position }}{% endif %}.",
            after_pt=3,
        )
    b.body(document, b.bold("* Khen thưởng, kỷ luật"), keep_next=True)
    for label, rows in (("Khen thưởng", "rewards"), ("Kỷ luật", "disciplines")):
        with b.repeated(document, f"row in {rows}"):
            b.body(
                document,
                f"- {label}: {{% if row.month_year %}}{{{{ row.month_year }}}}: {{% endif %}}{{{{ row.reason_form }}}}"
                "{% if row.authority %} ({{ row.authority }}){% endif %}.",
                after_pt=3,
            )
    b.body(document, b.bold("2. Hoàn cảnh gia đình"), keep_next=True)
    with b.repeated(document, "relative in family"):
        b.body(document, b.bold("{{ relative.heading }}"), keep_next=True, after_pt=0)
        with b.repeated(document, "line in relative.lines"):
            b.body(document, "{{ line.label }}{{ line.text }}", after_pt=4)
    b.body(
        document,
        "Nội dung trên được trích sao từ hồ sơ đề nghị kết nạp đảng viên của quần chúng {{ full_name }}.",
        before_pt=6,
    )
    b.signature(document, authority="TRƯỞNG BAN", position="", name="")
    return document


def proposal() -> Document:
    """TTr: the organ of the competent committee lays the file before the standing committee."""
    document = common.paper()
    b.letterhead(
        document, parent="{{ competent_upper }}", issuer=_ORGAN, number=f"Số {common.ROOM}-TTr/BXDĐ", date=_DAY
    )
    b.title(document, "TỜ TRÌNH", "về việc kết nạp{{ again }} đảng viên")
    b.addressee(document, "Ban Thường vụ {{ competent }}")
    b.body(document, "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam và các quy định, hướng dẫn thi hành Điều lệ Đảng;")
    b.body(
        document,
        "- Xét đề nghị của {{ proposing_body }} tại Nghị quyết số {{ resolution_number }}, {{ resolution_date }} và hồ "
        "sơ đề nghị kết nạp đảng viên kèm theo.",
    )
    b.body(document, "Ban Xây dựng Đảng báo cáo Ban Thường vụ như sau:")
    b.body(
        document,
        "1- Quần chúng {{ full_name }}, sinh {{ date_of_birth }}; quê quán: {{ hometown }}; nơi cư trú: {{ residence "
        "}}; nghề nghiệp, đơn vị công tác: {{ work }}.",
    )
    b.body(document, b.bold("Về lý lịch: "), "{{ conclusion_background }}")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), "{{ conclusion_assessment }}")
    b.body(
        document,
        "2- Chi bộ {{ cell }} tán thành đề nghị kết nạp{{ again }} với {{ cell_for }} đồng chí (đạt {{ cell_percent "
        "}}%) so với tổng số đảng viên chính thức{% if not is_direct %}; Đảng ủy {{ grassroots }} tán thành với "
        "{{ committee_for }} đồng chí (đạt {{ committee_percent }}%) so với tổng số cấp ủy viên{% endif %}.",
    )
    b.body(
        document,
        "3- Kính đề nghị Ban Thường vụ {{ competent }} xem xét, biểu quyết, quyết định kết nạp{{ again }} quần chúng "
        "{{ full_name }} vào Đảng Cộng sản Việt Nam.",
    )
    b.signature(
        document,
        authority="TRƯỞNG BAN",
        position="",
        name="",
        recipients=["Ban Thường vụ {{ competent }}", "Lưu Ban Xây dựng Đảng"],
    )
    return document


def checklist() -> Document:
    """PKT: what is in the file and what is not, ticked and signed by the person who checks it."""
    document = common.paper()
    b.party_head(document)
    b.title(document, "PHIẾU KIỂM TRA", "hồ sơ kết nạp đảng viên, công nhận đảng viên chính thức")
    b.body(document, "Họ và tên: {{ full_name }}, sinh {{ date_of_birth }}", after_pt=2)
    b.field_line(document, "Đơn vị: ", "{{ cell_full_path }}")
    width = b.A4.text_width_mm
    b.table(
        document,
        # the number of a form in a column of its own, wide enough for the longest: it is not cut at its hyphen
        ["TT", "Giấy tờ", "Mẫu", "Có", "Không", "Ghi chú"],
        [10, width - 10 - 29 - 11 - 17 - 46, 29, 11, 17, 46],
        rows="row in papers",
        cells=["{{ row.number }}", "{{ row.name }}", "{{ row.form }}", "", "", "{{ row.note }}"],
    )
    b.paragraph(
        document,
        b.italic("(Người kiểm tra đánh dấu × vào ô Có hoặc Không; cột Ghi chú nêu số, ngày theo hồ sơ dữ liệu)", 11),
        before_pt=4,
    )
    b.personal_signature(document, "NGƯỜI KIỂM TRA", name="", date=_DAY)
    return document


FORMS = {"TN.docx": people, "TS.docx": extract, "TTr.docx": proposal, "PKT.docx": checklist}
