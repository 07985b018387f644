"""Decisions on admission (9-, 9A-KNĐ) and on official membership (16-, 16A-KNĐ). One person, one number."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document

from dossier.forms.builders import blocks as b
from dossier.forms.builders.hd38_2025 import common


def _decision(
    *,
    delegated: bool,
    summary: str,
    articles: Sequence[str],
    recipients: Sequence[str | tuple[str, str]],
    tenure: bool = False,
) -> Document:
    """A decision.

    Args:
        delegated: issued by a grassroots committee that was given the right; else by the committee above, in
            the name of its standing committee.
        summary: under the title. articles: the text after "Điều 1- ", "Điều 2- " …
        recipients: above the committee's own archive. tenure: the first article states the start of Party age.
    """
    document = common.paper()
    if delegated:
        common.committee_letterhead(document, "Số {{ number }}-QĐ/ĐU")
    else:
        b.letterhead(
            document,
            parent=("parent_upper", "ĐẢNG BỘ {{ parent_upper }}"),
            issuer="{{ competent_upper }}",
            number="Số {{ number }}-QĐ/{{ committee_code }}",
        )
    b.title(document, "QUYẾT ĐỊNH", summary)
    with b.repeated(document, "basis in legal_bases"):
        b.bullet(document, "Căn cứ {{ basis }};")
    b.body(document, "- Xét đề nghị của {{ proposing_body }},")
    b.paragraph(document, b.bold("{{ issuer_upper }}"), align="centre", before_pt=8, after_pt=0, keep_next=True)
    b.paragraph(document, b.bold("QUYẾT ĐỊNH:"), align="centre", after_pt=8, keep_next=True)
    for number, text in enumerate(articles, start=1):
        b.body(document, b.bold(f"Điều {number}- "), text)
        if number == 1 and tenure:
            with b.optional(document, "tenure_from"):
                b.body(document, "Tuổi đảng của đồng chí {{ full_name }} tính từ {{ tenure_from }}.")
    b.signature(
        document,
        authority="T/M {{ authority }}" if delegated else common.STANDING,
        recipients=[*recipients, "Lưu Đảng ủy" if delegated else "Lưu {{ committee_word }}"],
    )
    return document


_ADMISSION = (
    "Kết nạp{{ again }} {{ full_name }}, sinh {{ date_of_birth }}, quê quán {{ hometown }}, vào Đảng Cộng sản Việt "
    "Nam.",
    "Chi bộ {{ cell }} có trách nhiệm tổ chức lễ kết nạp theo quy định và phân công đảng viên chính thức giúp đỡ đảng "
    "viên dự bị {{ full_name }}; thời gian dự bị 12 tháng kể từ ngày chi bộ tổ chức lễ kết nạp.",
)
_RECOGNITION = (
    "Công nhận đảng viên dự bị {{ full_name }}, sinh {{ date_of_birth }}, kết nạp {{ ceremony_date }}, sinh hoạt tại "
    "Chi bộ {{ cell }}, là đảng viên chính thức từ {{ official_date }}.",
    "Chi bộ {{ cell }} có trách nhiệm công bố Quyết định này và thực hiện thủ tục đối với đảng viên chính thức theo "
    "quy định.",
)


_EXECUTION = (
    "{% if not is_direct %}{{ proposing_body }}, {% endif %}Chi bộ {{ cell }} và đồng chí {{ full_name }} chịu trách "
    "nhiệm thi hành Quyết định này."
)
_DELEGATED_EXECUTION = (
    "Đảng ủy {{ grassroots }}, Chi bộ {{ cell }} và đồng chí {{ full_name }} chịu trách nhiệm thi hành Quyết định này."
)
_PROPOSING = ("not is_direct", "{{ proposing_body }}")
_CONCERNED = ("Chi bộ {{ cell }}", "Đồng chí {{ full_name }}")


def _with_ceremony_note(document: Document) -> Document:
    """Below the decision the cell writes the day of the ceremony by hand, unless the record has it already."""
    words = (
        "Chi bộ tổ chức lễ kết nạp {% if has_ceremony %}{{ ceremony_date }}{% else %}"
        f"{common.BLANK_DATE}{{% endif %}}."
    )
    b.paragraph(document, words, align="left", before_pt=12)
    return document


def admission() -> Document:
    """9-KNĐ, by the standing committee of the committee above."""
    return _with_ceremony_note(
        _decision(
            delegated=False,
            summary="kết nạp{{ again }} đảng viên",
            articles=[*_ADMISSION, _EXECUTION],
            recipients=[_PROPOSING, *_CONCERNED],
        )
    )


def delegated_admission() -> Document:
    """9A-KNĐ, by a grassroots committee that was given the right."""
    return _with_ceremony_note(
        _decision(
            delegated=True,
            summary="kết nạp{{ again }} đảng viên",
            articles=[*_ADMISSION, _DELEGATED_EXECUTION],
            recipients=["{{ competent }} (để báo cáo)", *_CONCERNED],
        )
    )


def recognition() -> Document:
    """16-KNĐ, by the standing committee of the committee above."""
    return _decision(
        delegated=False,
        summary="công nhận đảng viên chính thức",
        articles=[*_RECOGNITION, _EXECUTION],
        tenure=True,
        recipients=[_PROPOSING, *_CONCERNED],
    )


def delegated_recognition() -> Document:
    """16A-KNĐ, by a grassroots committee that was given the right."""
    return _decision(
        delegated=True,
        summary="công nhận đảng viên chính thức",
        articles=[*_RECOGNITION, _DELEGATED_EXECUTION],
        tenure=True,
        recipients=["{{ competent }} (để báo cáo)", *_CONCERNED],
    )


FORMS = {
    "9-KND.docx": admission,
    "9A-KND.docx": delegated_admission,
    "16-KND.docx": recognition,
    "16A-KND.docx": delegated_recognition,
}
