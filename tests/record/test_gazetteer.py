"""Place names before and after 1 July 2025: real administrative names, as they stand in public lists."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dossier.record.gazetteer import (
    Suggestion,
    all_communes,
    all_former_communes,
    former_communes,
    is_old_province,
    knows_province,
    lookup,
    suggest,
    tables,
)
from dossier.record.gazetteer.address import parse_address

PRESENT_PROVINCES = [
    "An Giang", "Bắc Ninh", "Cao Bằng", "Cà Mau", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
    "Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Hải Phòng", "Hồ Chí Minh", "Huế", "Hưng Yên", "Khánh Hòa",
    "Lai Châu", "Lâm Đồng", "Lạng Sơn", "Lào Cai", "Nghệ An", "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh",
    "Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long",
]  # fmt: skip
CITIES = {"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}
GONE = [
    "Hà Giang", "Bắc Kạn", "Yên Bái", "Hòa Bình", "Bắc Giang", "Vĩnh Phúc", "Hải Dương", "Thái Bình", "Hà Nam",
    "Nam Định", "Quảng Bình", "Quảng Nam", "Bình Định", "Phú Yên", "Ninh Thuận", "Bình Thuận", "Kon Tum",
    "Đắk Nông", "Bình Phước", "Bình Dương", "Bà Rịa - Vũng Tàu", "Long An", "Tiền Giang", "Bến Tre", "Trà Vinh",
    "Kiên Giang", "Hậu Giang", "Sóc Trăng", "Bạc Liêu",
]  # fmt: skip


def suggested(place: Any) -> Suggestion:
    found = suggest(place)
    assert found is not None
    return found


def names(found: Suggestion) -> list[str]:
    return [str(now) for now in found.candidates]


# --- the table ---------------------------------------------------------------------------------------------


def test_there_are_34_provinces_and_3321_communes() -> None:
    communes = list(all_communes())
    provinces = {now.province.removeprefix("tỉnh ").removeprefix("thành phố "): now.province for now in communes}
    assert sorted(provinces) == sorted(PRESENT_PROVINCES)
    assert {name for name, whole in provinces.items() if whole.startswith("thành phố ")} == CITIES
    assert len(set(communes)) == len(communes) == 3321
    kinds = Counter(kind for now in communes for kind in ("xã", "phường", "đặc khu") if now.commune.startswith(kind))
    assert kinds == {"xã": 2621, "phường": 687, "đặc khu": 13}


def test_there_were_63_provinces_with_districts() -> None:
    former = list(all_former_communes())
    assert len(set(former)) == len(former) == 10040
    assert len({old.province for old in former}) == 63
    assert len({(old.province, old.district) for old in former}) == 696
    assert {old.province.split(" ", 1)[1] for old in former} >= set(GONE)


def test_the_table_is_small_and_names_its_source() -> None:
    table = Path(tables.__file__).parents[1] / "tables" / "places.json.gz"
    assert table.stat().st_size < 300_000
    source = json.loads(gzip.decompress(table.read_bytes()))["source"]
    licence = table.with_name("THIRD_PARTY.md").read_text(encoding="utf-8")
    assert source in licence
    assert "MIT License" in licence


def test_every_former_commune_is_found_by_its_own_names() -> None:
    for old in all_former_communes():
        found = suggested({"commune": old.commune, "district": old.district, "province": old.province})
        assert found.understood == (old,)
        assert found.candidates
        assert found.certain == (len(found.candidates) == 1) == (not found.split)


def test_every_former_commune_is_read_from_one_line() -> None:
    for old in all_former_communes():
        parts = {"commune": old.commune, "district": old.district, "province": old.province}
        assert parse_address(str(old)) == {key: name for key, name in parts.items() if name}


def test_every_commune_of_today_is_left_as_it_is() -> None:
    for now in all_communes():
        assert parse_address(str(now)) == {"commune": now.commune, "province": now.province}
        assert suggest(str(now)) is None


# --- provinces ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*GONE, "Thừa Thiên Huế", "Hà Tây", "Hà Nam Ninh"])
def test_a_merged_province_is_old(name: str) -> None:
    assert is_old_province(f"tỉnh {name}")
    assert is_old_province(f"TỈNH {name.upper()}")
    assert is_old_province(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize("name", PRESENT_PROVINCES)
def test_a_province_of_today_is_not_old(name: str) -> None:
    assert not is_old_province(name)
    assert knows_province(name)


@pytest.mark.parametrize(
    "name", ["tỉnh Hoà Bình", "Tỉnh Hòa Bình", "T. Hoà Bình", "hòa  bình", "TỈNH HOÀ BÌNH", "Hoa Binh", "tinh Hoa Binh"]
)
def test_a_province_is_known_in_any_spelling(name: str) -> None:
    assert is_old_province(name)


@pytest.mark.parametrize(
    "name", ["TP.HCM", "TPHCM", "Tp. Hồ Chí Minh", "thành phố Hồ Chí Minh", "TP HCM", "Thành Phố Hồ Chí Minh"]
)
def test_a_city_is_known_by_its_short_names(name: str) -> None:
    assert parse_address(f"phường Sài Gòn, {name}")["province"].casefold() == "thành phố hồ chí minh"


@pytest.mark.parametrize("name", ["tỉnh Ví Dụ", "Ví Dụ", "", "tỉnh", "thành phố Mẫu"])
def test_a_made_up_province_is_not_known(name: str) -> None:
    assert not knows_province(name)
    assert not is_old_province(name)


@pytest.fixture
def no_table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The big table cannot be read."""

    def refuse() -> None:
        raise AssertionError("the table was read")

    monkeypatch.setattr(tables, "_rows", refuse)
    tables.region_of.cache_clear()
    lookup.looked_up.cache_clear()
    yield
    tables.region_of.cache_clear()


@pytest.mark.usefixtures("no_table")
def test_the_table_is_not_read_for_a_made_up_province() -> None:
    assert suggest({"commune": "xã Mẫu", "district": "huyện Mẫu", "province": "tỉnh Ví Dụ"}) is None
    assert former_communes("xã Mẫu, tỉnh Ví Dụ") == ()
    assert is_old_province("tỉnh Hà Giang")


@pytest.mark.usefixtures("no_table")
def test_the_table_is_read_for_a_real_province() -> None:
    with pytest.raises(AssertionError, match="was read"):
        suggest("xã Bằng Lang, huyện Quang Bình, tỉnh Hà Giang")


# --- one line ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "commune", "district", "province"),
    [
        ("xã Tiền Phong, huyện Mê Linh, thành phố Hà Nội", "xã Tiền Phong", "huyện Mê Linh", "thành phố Hà Nội"),
        ("Xã Tiền Phong - Huyện Mê Linh - Thành phố Hà Nội", "xã Tiền Phong", "huyện Mê Linh", "thành phố Hà Nội"),
        ("X. Tiền Phong, H. Mê Linh, TP. Hà Nội", "xã Tiền Phong", "huyện Mê Linh", "thành phố Hà Nội"),
        ("Tiền Phong, Mê Linh, Hà Nội", "Tiền Phong", "Mê Linh", "thành phố Hà Nội"),
        ("P.12, Q. Gò Vấp, TP.HCM", "phường 12", "quận Gò Vấp", "thành phố Hồ Chí Minh"),
        ("P12; Q.3; TP Hồ Chí Minh", "phường 12", "quận 3", "thành phố Hồ Chí Minh"),
        (
            "TT. Tân Túc, H. Bình Chánh, TPHCM, Việt Nam",
            "thị trấn Tân Túc",
            "huyện Bình Chánh",
            "thành phố Hồ Chí Minh",
        ),
        ("phường Hòa Hiếu, TX. Thái Hòa, T. Nghệ An", "phường Hòa Hiếu", "thị xã Thái Hòa", "tỉnh Nghệ An"),
        ("P. 1 – TP. Vũng Tàu – Bà Rịa - Vũng Tàu", "phường 1", "thành phố Vũng Tàu", "tỉnh Bà Rịa - Vũng Tàu"),
        ("xã Mẫu Hai, huyện Mẫu, tỉnh Ví Dụ", "xã Mẫu Hai", "huyện Mẫu", "tỉnh Ví Dụ"),
    ],
)
def test_three_levels_in_one_line(line: str, commune: str, district: str, province: str) -> None:
    expected = {"commune": commune, "district": district, "province": province}
    assert parse_address(line) == expected
    assert parse_address(unicodedata.normalize("NFD", line)) == expected


def test_what_stands_before_the_commune_is_detail() -> None:
    place = parse_address("số 1, đường Mẫu, P. Bến Nghé, Q.1, TP.HCM")
    assert place["detail"] == "số 1, đường Mẫu"
    assert suggested(place).place["detail"] == "số 1, đường Mẫu"


def test_old_names_in_brackets_are_former_names() -> None:
    place = parse_address("Xã Quang Minh, TP Hà Nội (trước đây là xã Thanh Lâm, huyện Mê Linh, TP Hà Nội)")
    assert place["commune"] == "xã Quang Minh"
    assert place["former"] == {
        "commune": "xã Thanh Lâm",
        "district": "huyện Mê Linh",
        "province": "thành phố Hà Nội",
    }


def test_a_present_name_in_brackets_is_the_place() -> None:
    line = "xã Bằng Lang, huyện Quang Bình, tỉnh Hà Giang (nay là xã Bằng Lang, tỉnh Tuyên Quang)"
    assert parse_address(line) == {
        "commune": "xã Bằng Lang",
        "province": "tỉnh Tuyên Quang",
        "former": {"commune": "xã Bằng Lang", "district": "huyện Quang Bình", "province": "tỉnh Hà Giang"},
    }


def test_words_that_look_like_a_kind_are_part_of_the_name() -> None:
    assert parse_address("Xà Phiên, Long Mỹ, Hậu Giang") == {
        "commune": "Xà Phiên",
        "district": "Long Mỹ",
        "province": "tỉnh Hậu Giang",
    }
    assert parse_address("xã Văn Giáo, Tịnh Biên, An Giang")["district"] == "Tịnh Biên"


@pytest.mark.parametrize("line", ["", "  ", ",", "một dòng chữ", "(", "()", "tỉnh", "xã"])
def test_a_line_without_a_place_has_no_level(line: str) -> None:
    assert set(parse_address(line)) <= {"detail"}
    assert suggest(line) is None
    assert former_communes(line) == ()


# --- suggestions -------------------------------------------------------------------------------------------


def test_a_merged_commune_has_one_present_name() -> None:
    found = suggested({"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"})
    assert found.place == {
        "commune": "phường An Hội Tây",
        "province": "thành phố Hồ Chí Minh",
        "former": {"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"},
    }
    assert found.certain
    assert not found.split


def test_a_split_commune_has_candidates_and_no_choice() -> None:
    found = suggested({"commune": "xã Thanh Lâm", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"})
    assert set(names(found)) == {"xã Quang Minh, thành phố Hà Nội", "xã Tiến Thắng, thành phố Hà Nội"}
    assert found.split
    assert not found.certain
    assert "commune" not in found.place
    assert found.place["province"] == "thành phố Hà Nội"


def test_a_commune_in_a_merged_province_gets_the_new_province() -> None:
    found = suggested("xã Bằng Lang, huyện Quang Bình, tỉnh Hà Giang")
    assert names(found) == ["xã Bằng Lang, tỉnh Tuyên Quang"]
    assert found.place["former"]["province"] == "tỉnh Hà Giang"
    assert found.certain


@pytest.mark.parametrize(
    "line",
    [
        "XÃ HOÀ BÌNH, HUYỆN VŨ THƯ, TỈNH THÁI BÌNH",
        "xã Hòa Bình, H. Vũ Thư, Thái Bình",
        "Hòa Bình, Vũ Thư, Thái Bình",
        unicodedata.normalize("NFD", "xã Hoà Bình, huyện Vũ Thư, tỉnh Thái Bình"),
        "xã  Hòa  Bình ,  huyện Vũ Thư, tỉnh Thái Bình.",
    ],
)
def test_spelling_does_not_matter(line: str) -> None:
    found = suggested(line)
    assert names(found) == ["xã Vũ Thư, tỉnh Hưng Yên"]
    assert found.certain


def test_a_name_without_marks_is_found_and_never_certain() -> None:
    found = suggested("xa Hoa Binh, huyen Vu Thu, tinh Thai Binh")
    assert names(found) == ["xã Vũ Thư, tỉnh Hưng Yên"]
    assert not found.certain


def test_i_and_y_are_one_letter_where_nothing_else_fits() -> None:
    found = suggested("xã Tam Thanh, huyện Phú Quý, tỉnh Bình Thuận")
    assert names(found) == ["đặc khu Phú Quý, tỉnh Lâm Đồng"]
    assert not found.certain


def test_the_kind_decides_between_two_districts_of_one_name() -> None:
    city = suggested("xã Mỹ Tân, thành phố Cao Lãnh, tỉnh Đồng Tháp")
    rural = suggested("xã Mỹ Thọ, huyện Cao Lãnh, tỉnh Đồng Tháp")
    assert city.understood[0].district == "thành phố Cao Lãnh"
    assert rural.understood[0].district == "huyện Cao Lãnh"


def test_an_earlier_kind_of_the_same_unit_is_found_and_not_certain() -> None:
    found = suggested("xã Thủy Đường, huyện Thủy Nguyên, thành phố Hải Phòng")
    assert names(found) == ["phường Thủy Nguyên, thành phố Hải Phòng"]
    assert str(found.understood[0]) == "phường Thủy Đường, thành phố Thủy Nguyên, thành phố Hải Phòng"
    assert found.place["former"]["commune"] == "xã Thủy Đường"
    assert not found.certain


def test_a_district_that_was_gone_before_2025_does_not_hide_the_commune() -> None:
    found = suggested("phường Thảo Điền, Quận 2, TP.HCM")
    assert names(found) == ["phường An Khánh, thành phố Hồ Chí Minh"]
    assert not found.certain


def test_a_district_that_changed_its_province_is_found_there() -> None:
    found = suggested("xã Thanh Lâm, huyện Mê Linh, tỉnh Vĩnh Phúc")
    assert found.provinces == ("thành phố Hà Nội",)
    assert not found.certain


def test_a_province_gone_long_ago_is_looked_up_where_it_lay() -> None:
    found = suggested("xã Vân Canh, huyện Hoài Đức, tỉnh Hà Tây")
    assert found.provinces == ("thành phố Hà Nội",)
    assert len(found.candidates) > 1
    assert not found.certain


def test_a_number_means_nothing_without_its_district() -> None:
    assert suggested("phường 13, quận Gò Vấp, TP.HCM").candidates == ()  # merged before 2025
    assert len(suggested("phường 12, TP.HCM").candidates) > 5


def test_zeros_before_a_number_do_not_count() -> None:
    assert names(suggested("Phường 05, Quận 3, TP.HCM")) == names(suggested("Phường 5, Quận 03, TP.HCM"))


def test_the_only_district_that_fits_is_supplied() -> None:
    found = suggested("thị trấn Quang Minh, thành phố Hà Nội")
    assert found.place["former"]["district"] == "huyện Mê Linh"
    assert names(found) == ["xã Quang Minh, thành phố Hà Nội"]


def test_an_island_district_had_no_communes() -> None:
    found = suggested("huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu")
    assert names(found) == ["đặc khu Côn Đảo, thành phố Hồ Chí Minh"]


def test_without_the_commune_only_the_province_is_known() -> None:
    found = suggested({"province": "tỉnh Hà Giang"})
    assert found.candidates == ()
    assert found.provinces == ("tỉnh Tuyên Quang",)
    assert not found.certain


def test_a_present_commune_with_the_old_district_is_a_candidate_only() -> None:
    found = suggested("phường Sài Gòn, quận 1, TP.HCM")
    assert names(found) == ["phường Sài Gòn, thành phố Hồ Chí Minh"]
    assert not found.certain


@pytest.mark.parametrize(
    "place",
    [
        {"commune": "xã Quang Minh", "province": "thành phố Hà Nội"},
        {"commune": "xã Mẫu Hai", "province": "tỉnh Tuyên Quang"},
        {"commune": "xã Mẫu Hai", "district": "huyện Mẫu", "province": "tỉnh Ví Dụ"},
        {"country": "Lào", "province": "Hà Giang"},
        {"commune": "xã Bằng Lang", "district": "huyện Quang Bình"},
        {"province": "thành phố Hà Nội"},
        {"commune": None, "district": None, "province": None},
        {},
    ],
)
def test_nothing_is_suggested_for_present_and_unknown_places(place: dict[str, Any]) -> None:
    assert suggest(place) is None


def test_the_place_given_is_not_changed() -> None:
    place = {"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"}
    before = dict(place)
    suggest(place)
    assert place == before


# --- the other way -----------------------------------------------------------------------------------------


def test_a_present_commune_names_the_old_ones_wholly_within_it_first() -> None:
    former = [str(old) for old in former_communes("xã Quang Minh, thành phố Hà Nội")]
    assert former[0] == "thị trấn Chi Đông, huyện Mê Linh, thành phố Hà Nội"
    assert "xã Thanh Lâm, huyện Mê Linh, thành phố Hà Nội" in former
    split = [len(suggested(line).candidates) > 1 for line in former]
    assert split == sorted(split)


def test_a_commune_that_kept_its_name_has_no_former_one() -> None:
    assert former_communes("xã Hùng Đức, tỉnh Tuyên Quang") == ()
    assert former_communes("đặc khu Trường Sa, tỉnh Khánh Hòa") != ()


def test_a_commune_whose_province_was_merged_has_a_former_one() -> None:
    assert former_communes("xã Bằng Lang, tỉnh Tuyên Quang") != ()
