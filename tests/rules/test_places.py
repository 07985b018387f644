"""C04 says what a place may be called now, and leaves made-up provinces alone."""

from __future__ import annotations

from typing import Any

import pytest

from dossier.findings import Finding
from tests.rules.cases import report_of

HOMETOWN = "/candidate/hometown"


def finding(place: dict[str, Any]) -> Finding:
    found = [f for f in report_of({"put": {HOMETOWN: place}}).findings if f.code == "C04"]
    assert [f.where.pointer for f in found] == [HOMETOWN]
    return found[0]


def test_the_remedy_names_the_present_commune() -> None:
    found = finding({"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"})
    assert "có thể là: phường An Hội Tây, thành phố Hồ Chí Minh; xem lại rồi ghi cả tên cũ trong ngoặc" in found.fix.vi
    assert "phường An Hội Tây, thành phố Hồ Chí Minh" in found.fix.en


def test_the_remedy_lists_what_a_split_commune_may_be() -> None:
    found = finding({"commune": "xã Thanh Lâm", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"})
    assert "đã chia ra" in found.fix.vi
    for now in ("xã Quang Minh, thành phố Hà Nội", "xã Tiến Thắng, thành phố Hà Nội"):
        assert now in found.fix.vi


def test_the_remedy_lists_at_most_five_names() -> None:
    found = finding({"commune": "phường 12", "province": "thành phố Hồ Chí Minh"})
    assert found.fix.vi.count("thành phố Hồ Chí Minh") == 5
    assert "; …" in found.fix.vi


def test_the_remedy_names_the_province_where_the_commune_is_not_known() -> None:
    found = finding({"commune": "xã Mẫu Hai", "district": "huyện Mẫu", "province": "tỉnh Hà Giang"})
    assert "tỉnh Tuyên Quang" in found.fix.vi


def test_the_remedy_names_the_former_communes() -> None:
    found = finding({"commune": "xã Bằng Lang", "province": "tỉnh Tuyên Quang"})
    assert found.ask == "former"
    assert "xã Bằng Lang, huyện Quang Bình, tỉnh Hà Giang" in found.fix.vi


def test_a_district_of_a_made_up_province_gets_no_suggestion() -> None:
    found = finding({"commune": "xã Mẫu Hai", "district": "huyện Mẫu", "province": "tỉnh Ví Dụ"})
    assert "có thể" not in found.fix.vi


@pytest.mark.parametrize(
    "place",
    [
        {"commune": "xã Mẫu Hai", "province": "tỉnh Ví Dụ"},
        {"text": "xã Mẫu Hai, huyện Mẫu, tỉnh Ví Dụ"},
        {"text": "xã Bằng Lang, huyện Quang Bình, tỉnh Hà Giang (nay là xã Bằng Lang, tỉnh Tuyên Quang)"},
        {"country": "Lào", "commune": "Mẫu", "district": "Mẫu", "province": "Hà Giang"},
    ],
)
def test_made_up_foreign_and_explained_places_stay_quiet(place: dict[str, Any]) -> None:
    report = report_of({"put": {HOMETOWN: place}})
    assert [f.ask for f in report.findings if f.code == "C04" and f.ask != "whole"] == []
