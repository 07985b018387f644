"""The tables: provinces of today and before, communes of today, and the old ones that went into them."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from dossier.record.gazetteer.words import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, key_of, kind_of, loose_key_of

_TABLES = Path(__file__).parents[1] / "tables"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today with its words of kind: "xã Quang Minh", "thành phố Hà Nội"."""

    commune: str
    province: str

    def __str__(self) -> str:
        return f"{self.commune}, {self.province}"


@dataclass(frozen=True, slots=True)
class FormerCommune:
    """A commune of 30 June 2025; an island district that had none has ``commune`` ""."""

    commune: str
    district: str
    province: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.commune, self.district, self.province) if part)


# --- provinces ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Province:
    """A province of today or before.

    Args:
        name: its name, with its word of kind.
        old: it is none any more.
        then: names of the provinces of 30 June 2025 that its land belonged to.
        now: names of the present provinces.
        proper: it stood under this very name on 30 June 2025.
    """

    name: str
    old: bool
    then: tuple[str, ...]
    now: tuple[str, ...]
    proper: bool

    @property
    def regions(self) -> list[Region]:
        """The present provinces."""
        return [region_of(name) for name in self.now]

    def written(self, text: str) -> str:
        """*text*, a name of it, with the word of kind written out; another way of writing becomes the name."""
        kind = kind_of(text, PROVINCE_KINDS)
        bare = kind[1] if kind else text
        return f"{kind[0]} {bare}" if kind and key_of(bare) == _bare_key(self.name) else self.name


def _bare_key(name: str) -> str:
    kind = kind_of(name, PROVINCE_KINDS)
    return key_of(kind[1] if kind else name)


@cache
def _province_rows() -> Mapping[str, list[Mapping[str, Any]]]:
    return tomli.loads((_TABLES / "provinces.toml").read_text(encoding="utf-8"))


@cache
def _provinces() -> Mapping[str, Province]:
    """Every province by the key of its bare name, and by its loose key."""
    data = _province_rows()
    by_name: dict[str, Province] = {}
    names: list[tuple[str, Province]] = []
    for row in data["province"]:
        name = row["name"]
        province = Province(name, False, (name, *row.get("merged", ())), (name,), True)
        names += [(known, province) for known in (name, *row.get("known_as", ()))]
        by_name[name] = province
        for merged in row.get("merged", ()):
            by_name[merged] = Province(merged, True, (merged,), (name,), True)
            names.append((merged, by_name[merged]))
    for row in data["earlier"]:
        now = tuple(dict.fromkeys(by_name[name].now[0] for name in row["then"]))
        province = Province(row["name"], True, tuple(row["then"]), now, False)
        names += [(known, province) for known in (row["name"], *row.get("known_as", ()))]
    found = {_bare_key(name): province for name, province in names}
    loose: dict[str, Province] = {}
    for name, province in names:
        kind = kind_of(name, PROVINCE_KINDS)
        loose.setdefault(f"~{loose_key_of(kind[1] if kind else name)}", province)
    return {**loose, **found}


@lru_cache(maxsize=1024)
def province_of(name: str) -> Province | None:
    """The province called *name*; without marks only when the whole of *name* has none."""
    text = " ".join(unicodedata.normalize("NFC", name).split()).strip(" .")
    provinces = _provinces()
    kind = kind_of(text, PROVINCE_KINDS)
    for bare in (kind[1], text) if kind else (text,):
        found = provinces.get(key_of(bare))
        if found is None and bare.isascii():
            found = provinces.get(f"~{loose_key_of(bare)}")
        if found is not None:
            return found
    return None


# --- communes ----------------------------------------------------------------------------------------------


class Name(NamedTuple):
    """A name with its word of kind ("" where none was given) and the key of the bare name."""

    kind: str
    key: str
    loose: str


@lru_cache(maxsize=4096)
def named(text: str, kinds: tuple[str, ...]) -> Name:
    """*text*, which may begin with one of *kinds*, as it is compared."""
    found = kind_of(text, kinds)
    kind, bare = found if found else ("", text)
    return Name(kind, key_of(bare), loose_key_of(bare))


@dataclass(frozen=True, slots=True)
class Match:
    """An old commune and the present ones it went into."""

    former: FormerCommune
    now: tuple[Commune, ...]

    @property
    def commune(self) -> Name:
        """The old commune's name as it is compared."""
        return named(self.former.commune, COMMUNE_KINDS)

    @property
    def district(self) -> Name:
        """The old district's name as it is compared."""
        return named(self.former.district, DISTRICT_KINDS)


class Region:
    """A present province with its communes, and those of before on its land; indexed when first asked."""

    def __init__(self, name: str, row: Mapping[str, Any]) -> None:
        self.name = name
        self.communes = tuple(Commune(commune, name) for commune in row["communes"])
        self._former: Mapping[str, Mapping[str, Mapping[str, int | list[int]]]] = row["former"]

    @cached_property
    def former(self) -> tuple[Match, ...]:
        """Every old commune."""
        return tuple(
            Match(
                FormerCommune(commune, district, province),
                tuple([self.communes[index] for index in (at if isinstance(at, list) else [at])]),
            )
            for province, districts in self._former.items()
            for district, communes in districts.items()
            for commune, at in communes.items()
        )

    @cached_property
    def _present(self) -> Mapping[str, list[Commune]]:
        return _indexed((named(now.commune, COMMUNE_KINDS), now) for now in self.communes)

    @cached_property
    def _old(self) -> Mapping[str, list[Match]]:
        return _indexed((match.commune, match) for match in self.former)

    @cached_property
    def districts(self) -> frozenset[str]:
        """Keys of the old districts' bare names, and their loose keys behind a tilde."""
        names = {district for districts in self._former.values() for district in districts}
        return frozenset(key for name in names for key in _keys(named(name, DISTRICT_KINDS)))

    def has_district(self, text: str) -> bool:
        """Whether a district of before is called *text*."""
        name = named(text, DISTRICT_KINDS)
        return name.key in self.districts or (text.isascii() and f"~{name.loose}" in self.districts)

    def has_commune(self, text: str) -> bool:
        """Whether a commune of today or before is called *text*."""
        name = named(text, COMMUNE_KINDS)
        keys = _keys(name) if text.isascii() else (name.key,)
        return any(key in index for key in keys for index in (self._present, self._old))

    def present(self, name: Name, *, loose: bool = False) -> list[Commune]:
        """The communes of today called *name*; one of another kind only where none of that kind is."""
        found = self._present.get(f"~{name.loose}" if loose else name.key, [])
        same = [now for now in found if name.kind in ("", named(now.commune, COMMUNE_KINDS).kind)]
        return same or found

    def old(self, name: Name, *, loose: bool = False) -> list[Match]:
        """The old communes called *name*, of whatever kind."""
        return self._old.get(f"~{name.loose}" if loose else name.key, [])

    @cached_property
    def made_of(self) -> Mapping[Commune, list[Match]]:
        """Present commune -> the old communes that went into it, wholly or in part."""
        made: dict[Commune, list[Match]] = {}
        for match in self.former:
            for now in match.now:
                made.setdefault(now, []).append(match)
        return made


def _keys(name: Name) -> tuple[str, str]:
    return name.key, f"~{name.loose}"


def _indexed(named: Iterable[tuple[Name, Any]]) -> dict[str, list[Any]]:
    index: dict[str, list[Any]] = {}
    for name, item in named:
        for key in _keys(name):
            index.setdefault(key, []).append(item)
    return index


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    """Name of a present province -> its row of the table."""
    packed = (_TABLES / "places.json.gz").read_bytes()
    rows = json.loads(gzip.decompress(packed))["provinces"]
    return {row["name"]: rows[row["code"]] for row in _province_rows()["province"]}


@cache
def region_of(name: str) -> Region:
    """The present province called exactly *name*."""
    return Region(name, _rows()[name])


def regions() -> Iterator[Region]:
    """Every present province, in the order of the table."""
    return map(region_of, _rows())


@cache
def regions_by_district() -> Mapping[str, list[Region]]:
    """Key of an old district's bare name -> the present provinces on whose land there was one."""
    by_key: dict[str, list[Region]] = {}
    for region in regions():
        for key in sorted(region.districts):
            by_key.setdefault(key, []).append(region)
    return by_key
