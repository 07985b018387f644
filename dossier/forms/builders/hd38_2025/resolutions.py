"""Resolutions of the cell (6- and 13-KNĐ) and of the grassroots committee (8- and 15-KNĐ)."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common

_FOCUS = "(Về ý thức giác ngộ chính trị; phẩm chất chính trị, đạo đức, lối sống; năng lực công tác; quan hệ quần chúng)"
_CELL_NUMBER = "Số {{ number }}-NQ/CB"
_COMMITTEE_NUMBER = "Số {{ number }}-NQ/ĐU"


def cell_admission() -> Document:
    """6-KNĐ: the cell proposes admission."""
    document = common.paper()
    common.cell_letterhead(document, _CELL_NUMBER)
    b.title(document, "NGHỊ QUYẾT", "đề nghị kết nạp đảng viên")
    b.body(document, "- Căn cứ Điều 4, Điều lệ Đảng Cộng sản Việt Nam;")
    common.more_legal_bases(document)
    b.body(
        document,
        "{{ meeting_date }}, Chi bộ {{ cell }} đã họp để xét, đề nghị kết nạp{{ again }} quần chúng {{ full_name }} "
        "vào Đảng.",
    )
    common.attendance_of_cell(document)
    b.body(
        document,
        "Sau khi nghe báo cáo và thảo luận, Chi bộ thống nhất kết luận về người vào Đảng {{ full_name }} như sau:",
    )
    b.body(document, b.bold("Về lý lịch: "), "{{ conclusion_background }}")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), b.italic(_FOCUS))
    b.body(document, "{{ conclusion_assessment }}")
    b.body(
        document,
        "Đối chiếu với quy định của Điều lệ Đảng về tiêu chuẩn và điều kiện kết nạp đảng viên, số đảng viên chính "
        "thức tán thành kết nạp{{ again }} quần chúng {{ full_name }} vào Đảng là {{ votes_for }} đồng chí (đạt "
        "{{ votes_for_percent }}%) so với tổng số đảng viên chính thức. Số đảng viên chính thức không tán thành "
        "{{ votes_against }} đồng chí (chiếm {{ votes_against_percent }}%)" + common.REASON + ".",
    )
    b.body(
        document,
        "Chi bộ báo cáo và đề nghị Đảng ủy {{ grassroots }} xét, kết nạp{{ again }} quần chúng {{ full_name }} vào "
        "Đảng Cộng sản Việt Nam.",
    )
    b.signature(
        document,
        authority=common.CELL,
        recipients=["Đảng ủy {{ grassroots }} (để báo cáo)", "Lưu Chi bộ"],
    )
    return document


def cell_recognition() -> Document:
    """13-KNĐ: the cell proposes official membership."""
    document = common.paper()
    common.cell_letterhead(document, _CELL_NUMBER)
    b.title(document, "NGHỊ QUYẾT", "đề nghị công nhận đảng viên chính thức")
    b.body(document, "Căn cứ Điều 5, Điều lệ Đảng Cộng sản Việt Nam,")
    common.more_legal_bases(document)
    b.body(
        document,
        "{{ meeting_date }}, Chi bộ {{ cell }} đã họp để xét, đề nghị công nhận đảng viên dự bị {{ full_name }} "
        "{{ admitted }} vào Đảng {{ ceremony_date }}, trở thành đảng viên chính thức.",
    )
    common.attendance_of_cell(document)
    b.body(
        document,
        "Sau khi nghe báo cáo và thảo luận, Chi bộ thống nhất kết luận về đảng viên dự bị {{ full_name }} như sau:",
    )
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), "{{ conclusion_assessment }}")
    b.body(
        document,
        "Đối chiếu với Quy định của Điều lệ Đảng về tiêu chuẩn đảng viên, số đảng viên chính thức tán thành công "
        "nhận đảng viên dự bị {{ full_name }} thành đảng viên chính thức là {{ votes_for }} đồng chí (đạt "
        "{{ votes_for_percent }}%) so với tổng số đảng viên chính thức. Số đảng viên chính thức không tán thành "
        "{{ votes_against }} đồng chí (chiếm {{ votes_against_percent }}%)" + common.REASON + ".",
    )
    b.body(
        document,
        "Chi bộ báo cáo và đề nghị Đảng ủy {{ grassroots }} xét, công nhận đảng viên dự bị {{ full_name }} trở thành "
        "đảng viên chính thức của Đảng Cộng Sản Việt Nam.",
    )
    b.signature(document, authority=common.CELL, recipients=["Đảng ủy {{ grassroots }} (để b/c)", "Lưu Chi bộ"])
    return document


# a committee that may decide asks nobody: it resolves, and its decision (9A-, 16A-KNĐ) follows
_ASKS = (
    "{% if is_delegated %}thống nhất ban hành Quyết định{% else %}đề nghị Ban Thường vụ {{ competent }} xét, quyết định"
    "{% endif %}"
)
_IF_DELEGATED = "{% if is_delegated %}, theo ủy quyền của Ban Thường vụ {{ competent }}{% endif %}"


def _committee(*, article: str, summary: str, purpose: str, subject: str, background: bool, propose: str) -> Document:
    """A resolution of the grassroots committee.

    Args:
        article: of the Charter. summary: under the title. purpose: what the committee met for.
        subject: how the person is named. background: whether a conclusion on the biography is drawn.
        propose: what the standing committee is asked for.
    """
    document = common.paper()
    common.committee_letterhead(document, _COMMITTEE_NUMBER)
    b.title(document, "NGHỊ QUYẾT", summary)
    b.body(document, f"- Căn cứ {article}, Điều lệ Đảng Cộng sản Việt Nam;")
    common.more_legal_bases(document)
    b.body(document, "- Xét đề nghị của Chi bộ {{ cell }} tại Nghị quyết số {{ cell_number }}-NQ/CB, {{ cell_date }}.")
    b.body(
        document,
        f"{{{{ meeting_date }}}}, Ban Chấp hành Đảng bộ {{{{ grassroots }}}} đã họp để xét, {purpose}.",
    )
    common.attendance_of_committee(document, "Tổng số ủy viên Ban Chấp hành:")
    b.body(
        document,
        f"Sau khi nghe báo cáo và thảo luận, Ban Chấp hành thống nhất kết luận về {subject} {{{{ full_name }}}} như "
        "sau:",
    )
    if background:
        b.body(document, b.bold("Về lý lịch: "), "{{ conclusion_background }}")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), "{{ conclusion_assessment }}")
    b.body(
        document,
        f"Đối chiếu với quy định của Điều lệ Đảng, Đảng ủy nhận thấy {subject} {{{{ full_name }}}} xứng đáng được xét "
        f"{propose}, với sự tán thành của {{{{ votes_for }}}} đồng chí (đạt {{{{ votes_for_percent }}}}%) so với tổng "
        "số cấp ủy viên. Số không tán thành {{ votes_against }} đồng chí (chiếm {{ votes_against_percent }}%)"
        + common.REASON
        + ".",
    )
    return document


def _end_of_committee(document: Document) -> Document:
    b.signature(
        document,
        authority=common.COMMITTEE,
        recipients=["Ban Thường vụ {{ competent }} (để báo cáo)", "Chi bộ {{ cell }}", "Lưu Đảng ủy"],
    )
    return document


def committee_admission() -> Document:
    """8-KNĐ: the grassroots committee proposes admission."""
    document = _committee(
        article="Điều 4",
        summary="đề nghị kết nạp đảng viên",
        purpose="đề nghị kết nạp{{ again }} quần chúng {{ full_name }} vào Đảng",
        subject="quần chúng",
        background=True,
        propose="kết nạp{{ again }} vào Đảng",
    )
    b.body(
        document,
        f"Đảng ủy {{{{ grassroots }}}} {_ASKS} kết nạp{{{{ again }}}} quần chúng {{{{ full_name }}}} vào Đảng Cộng sản "
        f"Việt Nam{_IF_DELEGATED}.",
    )
    return _end_of_committee(document)


def committee_recognition() -> Document:
    """15-KNĐ: the grassroots committee proposes official membership."""
    document = _committee(
        article="Điều 5",
        summary="đề nghị công nhận đảng viên chính thức",
        purpose="đề nghị công nhận đảng viên dự bị {{ full_name }} {{ admitted }} vào Đảng {{ ceremony_date }}, trở "
        "thành đảng viên chính thức",
        subject="đảng viên dự bị",
        background=False,
        propose="công nhận đảng viên chính thức",
    )
    b.body(
        document,
        f"Đảng ủy {{{{ grassroots }}}} {_ASKS} công nhận đảng viên dự bị {{{{ full_name }}}} trở thành đảng viên chính "
        f"thức của Đảng Cộng sản Việt Nam{_IF_DELEGATED}.",
    )
    return _end_of_committee(document)


FORMS = {
    "6-KND.docx": cell_admission,
    "13-KND.docx": cell_recognition,
    "8-KND.docx": committee_admission,
    "15-KND.docx": committee_recognition,
}
