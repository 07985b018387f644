"""Writes `places.json.gz`, the communes before and after 1 July 2025, from a published data set.

    pip download --no-deps vietnamadminunits==1.0.4
    python dossier/record/tables/make_places.py vietnamadminunits-1.0.4-py3-none-any.whl

Source: the package vietnamadminunits 1.0.4 (MIT, see THIRD_PARTY.md), its files `dataset.db` and
`converter_2025.json`, made by its author from the lists of the statistics office and of the map publisher.
The table is the program's own arrangement of these facts:

    {"source": "vietnamadminunits 1.0.4",
     "provinces": {"01": {"communes": ["xã Quang Minh", ...],
                          "former": {"thành phố Hà Nội": {"huyện Mê Linh": {"xã Tiền Phong": 12,
                                                                           "xã Thanh Lâm": [12, 40]}}}}}}

A number is an index into `communes`; a list means that the old commune was split, the likeliest one first.
An island district that had no communes stands as the commune "".
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

HERE = Path(__file__).parent
TABLE = HERE / "places.json.gz"
SOURCE = "vietnamadminunits 1.0.4"
COUNTS = {"provinces": 34, "communes": 3321, "former_provinces": 63}
KINDS = {"xã": 2621, "phường": 687, "đặc khu": 13}

_KIND = re.compile(r"(tỉnh|thành phố|quận|huyện|thị xã|thị trấn|đặc khu|phường|xã)(?= )", re.IGNORECASE)


def main(wheel: Path) -> None:
    """Write the table from the source package at *wheel*.

    Raises:
        ValueError: the source does not hold what `COUNTS`, `KINDS` and provinces.toml say.
    """
    provinces = _table(wheel)
    _compare(provinces)
    text = json.dumps({"source": SOURCE, "provinces": provinces}, ensure_ascii=False, separators=(",", ":"))
    TABLE.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    former = sum(1 for row in provinces.values() for _ in _former(row))
    sys.stdout.write(f"{TABLE.name}: {TABLE.stat().st_size} bytes, {former} former communes\n")


def _table(wheel: Path) -> dict[str, Any]:
    with zipfile.ZipFile(wheel) as package:
        database = package.read("vietnamadminunits/data/dataset.db")
        converter = json.loads(package.read("vietnamadminunits/data/converter_2025.json"))
    source = sqlite3.connect(":memory:")
    source.deserialize(database)
    present: dict[tuple[str, str], tuple[str, str]] = {}  # keys of the source -> code and name
    for code, province, commune, name in source.execute(
        "select provinceCode, provinceKey, wardKey, ward from admin_units order by provinceCode, wardCode"
    ):
        present[province, commune] = (code, _name(name))
    old = {
        "_".join((province, district, commune or "")): (_name(a), _name(b), _name(c or ""))
        for province, district, commune, a, b, c in source.execute(
            "select provinceKey, districtKey, wardKey, province, district, ward from admin_units_legacy"
            " order by provinceCode, districtCode, wardCode"
        )
    }
    provinces: dict[str, Any] = {}
    for code, name in present.values():
        provinces.setdefault(code, {"communes": [], "former": {}})["communes"].append(name)
    targets = _targets(converter)
    for key, (province, district, commune) in old.items():  # a fault in the source is a KeyError here
        found = [present[target] for target in targets.pop(key)]
        row = provinces[found[0][0]]
        indexes = [row["communes"].index(name) for _, name in found]
        districts = row["former"].setdefault(province, {})
        districts.setdefault(district, {})[commune] = indexes[0] if len(indexes) == 1 else indexes
    if targets:
        raise ValueError(f"{len(targets)} former communes of the source have no name there")
    return provinces


def _targets(converter: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Key of an old commune -> keys of the present ones, the likeliest first."""
    targets: dict[str, list[tuple[str, str]]] = {}
    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, keys in communes.items():
            for key in keys:
                targets.setdefault(key, []).append((province, commune))
    for province, split in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in split.items():
            for part in sorted(parts, key=lambda part: not part["isDefaultNewWard"]):
                targets.setdefault(key, []).append((province, part["newWardKey"]))
    return targets


def _name(text: str) -> str:
    """*text* in NFC with single spaces and its word of kind in small letters."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return _KIND.sub(lambda kind: kind[0].lower(), plain, count=1)


def _former(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for province, districts in row["former"].items():
        for district, communes in districts.items():
            for commune in communes:
                yield province, district, commune


def _compare(provinces: Mapping[str, Any]) -> None:
    """Refuse a table that lacks units, or whose provinces are not those of provinces.toml."""
    names = tomli.loads((HERE / "provinces.toml").read_text(encoding="utf-8"))["province"]
    counted = {
        "provinces": len(provinces),
        "communes": sum(len(row["communes"]) for row in provinces.values()),
        "former_provinces": sum(len(row["former"]) for row in provinces.values()),
    }
    if counted != COUNTS:
        raise ValueError(f"the source has {counted}, not {COUNTS}")
    for kind, wanted in KINDS.items():
        count = sum(name.startswith(kind + " ") for row in provinces.values() for name in row["communes"])
        if count != wanted:
            raise ValueError(f"the source has {count} of {kind}, not {wanted}")
    for row in names:
        wanted_names = {row["name"], *row.get("merged", ())}
        if set(provinces[row["code"]]["former"]) != wanted_names:
            raise ValueError(f"province {row['code']}: the source and provinces.toml disagree")
        if len(set(provinces[row["code"]]["communes"])) != len(provinces[row["code"]]["communes"]):
            raise ValueError(f"province {row['code']}: two communes have one name")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
