"""5-KNĐ and 12-KNĐ: opinions of the organisations and of the cell committee at the place of residence."""

from __future__ import annotations

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def _opinions(*, who: str, where: str, extra: str, agree: str) -> Document:
    """The summary.

    Args:
        who: "người vào Đảng" or "đảng viên dự bị".
        where: how the form names the cell committee of residence in its title.
        extra: words after the name where the person is named first.
        agree: what is agreed to, from "tán thành" up to the number.
    """
    document = common.paper()
    common.cell_letterhead(document, number=None)
    b.title(
        document,
        "TỔNG HỢP Ý KIẾN NHẬN XÉT",
        f"của các đoàn thể chính trị - xã hội nơi {who} sinh hoạt và {where} nơi cư trú đối với {who}",
    )
    b.body(
        document,
        f"Căn cứ ý kiến nhận xét của đại diện các đoàn thể chính trị - xã hội nơi {who} sinh hoạt và chi ủy nơi cư "
        f"trú đối với {who} {{{{ full_name }}}}{extra}",
    )
    b.body(
        document,
        f"Tên các đoàn thể chính trị - xã hội nơi {who} sinh hoạt: {{{{ organisations }}}}, tổng số có: "
        "{{ organisations_total }} đồng chí.",
    )
    b.body(document, "Tên chi ủy nơi cư trú: {{ residence_cell }} có: {{ residence_cell_total }} đồng chí.")
    b.body(document, "Chi ủy (hoặc chi bộ nơi chưa có chi ủy) tổng hợp các ý kiến nhận xét đó như sau:")
    b.body(document, b.bold("Những ưu, khuyết điểm chính: "), b.italic(common.CONDUCT))
    b.body(document, "{{ assessment }}")
    for whose, key in (
        ("đại diện các đoàn thể chính trị - xã hội nơi sinh hoạt", "org"),
        ("trong chi ủy nơi cư trú", "res"),
    ):
        b.body(
            document,
            f"Số đồng chí {whose} {agree} {{{{ {key}_for }}}} đồng chí, trong tổng số {{{{ {key}_total }}}} đồng chí "
            f"được hỏi ý kiến (đạt {{{{ {key}_for_percent }}}}%). Số không tán thành {{{{ {key}_against }}}} đồng "
            f"chí (chiếm {{{{ {key}_against_percent }}}}%){{% if {key}_has_against %}} với lý do "
            f"{{{{ {key}_reason }}}}{{% endif %}}.",
        )
    b.signature(document, authority=common.CELL)
    return document


def applicant() -> Document:
    """5-KNĐ."""
    return _opinions(
        who="người vào Đảng",
        where="chi ủy (hoặc chi bộ)",
        extra="",
        agree="tán thành kết nạp quần chúng {{ full_name }} vào Đảng là",
    )


def probationer() -> Document:
    """12-KNĐ."""
    return _opinions(
        who="đảng viên dự bị",
        where="chi ủy",
        extra=" được kết nạp vào Đảng {{ ceremony_date }}",
        agree="tán thành đề nghị chi bộ xét công nhận đảng viên dự bị {{ full_name }} trở thành đảng viên chính thức "
        "là",
    )


FORMS = {"5-KND.docx": applicant, "12-KND.docx": probationer}
