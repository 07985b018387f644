"""5- and 12-KNĐ: summary of the opinions of organisations and of the cell at the residence; 5A, 5B: one opinion."""

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


def _question(*, agree: str) -> Document:
    """The cell asks a body for its opinion, and the body answers below; *agree*: who is counted.

    What is not known yet is left for the body to write.
    """
    document = common.paper()
    b.letterhead(
        document,
        parent="ĐẢNG BỘ {{ parent_upper }}",
        issuer="CHI BỘ {{ cell_upper }}",
        number=None,
        date=None,
    )
    b.title(document, "PHIẾU XIN Ý KIẾN", "nhận xét về người xin vào Đảng")
    b.addressee(document, "{{ body }}")
    b.body(
        document,
        "Chi bộ {{ cell }} đang xem xét đề nghị kết nạp quần chúng {{ full_name }} vào Đảng. Để có cơ sở xem xét theo "
        "quy định, Chi bộ đề nghị {{ body }} cho ý kiến nhận xét về:",
    )
    b.body(document, "Họ và tên: {{ full_name }}, sinh {{ date_of_birth }}")
    b.field_line(document, "Quê quán: ", "{{ hometown }}")
    b.field_line(document, "Nơi cư trú: ", "{{ residence }}")
    b.field_line(document, "Nghề nghiệp, đơn vị công tác: ", "{{ occupation }}, {{ work_unit }}")
    b.body(
        document,
        "Nội dung đề nghị nhận xét về ưu điểm, khuyết điểm: 1- Phẩm chất chính trị; 2- Đạo đức, lối sống; 3- Mối quan "
        "hệ với quần chúng.",
    )
    b.paragraph(document, b.bold("Ý KIẾN NHẬN XÉT"), align="centre", before_pt=6, keep_next=True)
    b.body(document, b.bold("Ưu điểm, khuyết điểm chính: "), "{{ assessment }}")
    with b.optional(document, "not assessment"):
        b.paragraph(document, "", after_pt=100)
    room = common.ROOM
    b.body(
        document,
        f"Số đồng chí {agree} tán thành kết nạp quần chúng {{{{ full_name }}}} vào Đảng là {{% if has_votes %}}"
        "{{ votes_for }} đồng chí, trong tổng số {{ asked }} đồng chí được hỏi ý kiến. Số không tán thành "
        f"{{{{ votes_against }}}} đồng chí{common.REASON}{{% else %}}{room} đồng chí, trong tổng số {room} đồng chí "
        f"được hỏi ý kiến. Số không tán thành {room} đồng chí, với lý do:{room * 3}{{% endif %}}.",
    )
    return document


_BLANK_DAY = common.BLANK_DATE.capitalize()
_ANSWERED = f"{{% if answer_date %}}{{{{ answer_date }}}}{{% else %}}{_BLANK_DAY}{{% endif %}}"
_CONFIRMED = f"{{% if confirmed_on %}}{{{{ confirmed_on }}}}{{% else %}}{_BLANK_DAY}{{% endif %}}"


def organisation() -> Document:
    """5A: an organisation of the place where the person works or lives."""
    document = _question(agree="đại diện của {{ body }}")
    b.two_signatures(
        document,
        ([""], ""),
        ([b.bold("{{ authority }}"), "{{ signer_position }}"], "{{ signer }}"),
        date=(None, _ANSWERED),
    )
    return document


def residence() -> Document:
    """5B: the cell or its committee at the residence; the committee above it confirms and sets its seal."""
    document = _question(agree="của {{ body }}")
    b.two_signatures(
        document,
        ([b.bold("XÁC NHẬN CỦA CẤP ỦY CƠ SỞ"), b.bold("T/M {{ committee_upper }}")], ""),
        ([b.bold("T/M {{ body_upper }}"), "{{ signer_position }}"], "{{ signer }}"),
        date=(_CONFIRMED, _ANSWERED),
    )
    return document


FORMS = {"5-KND.docx": applicant, "12-KND.docx": probationer, "5A.docx": organisation, "5B.docx": residence}
