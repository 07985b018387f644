"""`dossier places` tells what was understood, the present name, and every candidate."""

from __future__ import annotations

import json

from tests.cli.running import run

MERGED = "P.12, Q. Gò Vấp, TP.HCM"
SPLIT = "xã Thanh Lâm, huyện Mê Linh, thành phố Hà Nội"


def test_a_merged_commune_is_written_with_its_former_name() -> None:
    ran = run("places", MERGED)
    assert ran.code == 0
    assert "phường 12, quận Gò Vấp, thành phố Hồ Chí Minh" in ran.out.splitlines()[0]
    assert (
        "phường An Hội Tây, thành phố Hồ Chí Minh (trước đây là phường 12, quận Gò Vấp, thành phố Hồ Chí Minh)"
        in ran.out
    )


def test_a_split_commune_lists_its_candidates() -> None:
    ran = run("places", SPLIT, lang="en")
    assert ran.code == 0
    assert "  - xã Quang Minh, thành phố Hà Nội" in ran.out.splitlines()
    assert "  - xã Tiến Thắng, thành phố Hà Nội" in ran.out.splitlines()
    assert "Not certain" in ran.out


def test_a_name_of_many_districts_lists_them() -> None:
    ran = run("places", "phường 12, TP.HCM")
    assert "  - phường 12, quận Gò Vấp, thành phố Hồ Chí Minh" in ran.out.splitlines()
    assert "  - phường An Hội Tây, thành phố Hồ Chí Minh" in ran.out.splitlines()


def test_an_inexact_match_says_what_it_matched() -> None:
    ran = run("places", "phường Thảo Điền, Q.2, TP.HCM")
    assert "phường Thảo Điền, thành phố Thủ Đức, thành phố Hồ Chí Minh" in ran.out


def test_a_present_commune_lists_the_former_ones() -> None:
    ran = run("places", "xã Quang Minh, TP Hà Nội")
    assert ran.code == 0
    assert f"  - {SPLIT}" in ran.out.splitlines()


def test_a_province_alone_and_an_unknown_one_end_with_one() -> None:
    province = run("places", "tỉnh Hà Giang")
    assert province.code == 1
    assert "tỉnh Tuyên Quang" in province.out
    unknown = run("places", "xã Mẫu, huyện Mẫu, tỉnh Ví Dụ")
    assert unknown.code == 1
    assert len(unknown.out.splitlines()) == 2


def test_a_commune_that_kept_its_name_has_nothing_to_tell() -> None:
    ran = run("places", "xã Hùng Đức, tỉnh Tuyên Quang")
    assert ran.code == 0
    assert "không đổi" in ran.out


def test_a_commune_nobody_knows_ends_with_one() -> None:
    ran = run("places", "xã Mẫu Hai, tỉnh Tuyên Quang")
    assert ran.code == 1
    assert "Không thấy xã này" in ran.out


def test_json_holds_the_same() -> None:
    ran = run("places", MERGED, SPLIT, "--format", "json")
    merged, split = json.loads(ran.out)
    assert merged["present"]["commune"] == "phường An Hội Tây"
    assert merged["certain"] is True
    assert split["certain"] is False
    assert len(split["candidates"]) == 2
    assert split["understood"] == [
        {"commune": "xã Thanh Lâm", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"}
    ]
