"""7- and 14-KNĐ: the section committee appraises a resolution of the cell and reports to the grassroots committee."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def _report(
    *, article: str, purpose: str, summary: Sequence[str], subject: str, background: bool, propose: str
) -> Document:
    """A report.

    Args:
        article: of the Charter. purpose: what the cell's resolution proposes. summary: lines below the name.
        subject: how the person is named. background: whether findings on the biography are stated.
        propose: what the section asks the grassroots committee for.
    """
    document = common.paper()
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ grassroots_upper }}",
        issuer="ĐẢNG ỦY BỘ PHẬN {{ section_upper }}",
        number="Số {{ number }}-BC/ĐU",
    )
    b.title(document, "BÁO CÁO", *summary)
    b.addressee(document, "Đảng ủy {{ grassroots }}")
    b.body(document, f"- Căn cứ {article}, Điều lệ Đảng Cộng sản Việt Nam;")
    common.more_legal_bases(document)
    b.body(
        document,
        f"- Xét Nghị quyết số {{{{ cell_number }}}}-NQ/CB, {{{{ cell_date }}}} của Chi bộ {{{{ cell }}}} {purpose} đối "
        f"với {subject} {{{{ full_name }}}}.",
    )
    b.body(
        document,
        f"{{{{ meeting_date }}}}, Đảng ủy bộ phận {{{{ section }}}} đã họp để thẩm định nghị quyết của Chi bộ "
        f"{{{{ cell }}}} {purpose}.",
    )
    common.attendance_of_committee(document, "Tổng số đảng ủy viên:")
    b.body(document, f"Đảng ủy bộ phận báo cáo kết quả thẩm định đối với {subject} {{{{ full_name }}}} như sau:")
    if background:
        b.body(document, b.bold("Về lý lịch: "), "{{ conclusion_background }}")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), "{{ conclusion_assessment }}")
    b.body(document, b.bold("Về quy trình, thủ tục: "), "{{ findings }}")
    b.body(
        document,
        f"Số đảng ủy viên tán thành đề nghị {propose} là {{{{ votes_for }}}} đồng chí (đạt "
        "{{ votes_for_percent }}%) so với tổng số đảng ủy viên. Số không tán thành {{ votes_against }} đồng chí (chiếm "
        "{{ votes_against_percent }}%)" + common.REASON + ".",
    )
    b.body(document, f"Đảng ủy bộ phận {{{{ section }}}} đề nghị Đảng ủy {{{{ grassroots }}}} xét, đề nghị {propose}.")
    b.signature(
        document,
        authority="T/M ĐẢNG ỦY BỘ PHẬN",
        recipients=["Đảng ủy {{ grassroots }} (để báo cáo)", "Chi bộ {{ cell }}", "Lưu Đảng ủy bộ phận"],
    )
    return document


def admission() -> Document:
    """7-KNĐ."""
    return _report(
        article="Điều 4",
        purpose="đề nghị kết nạp đảng viên",
        summary=["về việc thẩm định nghị quyết của chi bộ đề nghị kết nạp đảng viên"],
        subject="quần chúng",
        background=True,
        propose="kết nạp{{ again }} quần chúng {{ full_name }} vào Đảng",
    )


def recognition() -> Document:
    """14-KNĐ."""
    return _report(
        article="Điều 5",
        purpose="đề nghị công nhận đảng viên chính thức",
        summary=["về việc thẩm định nghị quyết của chi bộ", "đề nghị công nhận đảng viên chính thức"],
        subject="đảng viên dự bị",
        background=False,
        propose="công nhận đảng viên dự bị {{ full_name }} trở thành đảng viên chính thức",
    )


FORMS = {"7-KND.docx": admission, "14-KND.docx": recognition}
