"""What the names of a commune, a district and a province mean together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from dossier.record.gazetteer.address import HOME, parse_address
from dossier.record.gazetteer.tables import (
    Commune,
    Match,
    Name,
    Province,
    Region,
    named,
    province_of,
    regions_by_district,
)
from dossier.record.gazetteer.words import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, kind_of
from dossier.record.text import fold

Place = Mapping[str, Any]


class Given(NamedTuple):
    detail: str
    commune: str
    district: str
    province: str


def given_of(place: Place | str) -> Given | None:
    """The levels of *place* with words of kind written out; None abroad, or without a province of the table."""
    if isinstance(place, str):
        place = parse_address(place)
    elif whole := _written(place, "text"):
        place = parse_address(whole)
    province = _written(place, "province")
    if province_of(province) is None:  # most samples and tests end here
        return None
    country = _written(place, "country")
    if country and fold(country) != HOME:
        return None
    return Given(
        _written(place, "detail"),
        _written(place, "commune", COMMUNE_KINDS),
        _written(place, "district", DISTRICT_KINDS),
        _written(place, "province", PROVINCE_KINDS),
    )


def _written(place: Place, key: str, kinds: tuple[str, ...] = ()) -> str:
    value = place.get(key)
    return _tidy(value, kinds) if isinstance(value, str) else ""


@lru_cache(maxsize=2048)
def _tidy(text: str, kinds: tuple[str, ...]) -> str:
    """*text* in NFC with single spaces and its word of kind written out."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    kind = kind_of(plain, kinds) if kinds else None
    return f"{kind[0]} {kind[1]}" if kind else plain


class Found(NamedTuple):
    """What a name means: ``old`` names of before, or those of today (``present``)."""

    old: bool
    exact: bool
    matches: tuple[Match, ...]
    present: tuple[Commune, ...]
    provinces: tuple[str, ...]


@lru_cache(maxsize=2048)
def looked_up(commune: str, district: str, province_name: str) -> Found | None:
    """What the three names mean together; None when the province, or a commune without its district, is unknown."""
    province = province_of(province_name)
    if province is None:
        return None
    regions = province.regions
    name = named(commune, COMMUNE_KINDS)
    marked = not commune.isascii()
    if not (district or province.old):  # only a commune can tell the old names from the new
        if not commune:
            return None
        present = _present(regions, name, marked=marked)
        kinds = {named(now.commune, COMMUNE_KINDS).kind for now in present}
        if present and name.kind in ("", *kinds):
            return Found(False, True, (), tuple(present), province.now)
        matches, exact = _matches(province, name, None)
        if matches and (exact or not marked):
            return Found(True, exact, tuple(matches), (), province.now)
        return Found(False, False, (), tuple(present), province.now) if present else None
    place = named(district, DISTRICT_KINDS) if district else None
    matches, exact = _matches(province, name, place) if commune or place else ([], False)
    present = [] if matches or not commune else _present(regions, name, marked=marked)
    return Found(True, exact, tuple(matches), tuple(present), province.now)


def _present(regions: Sequence[Region], name: Name, *, marked: bool) -> list[Commune]:
    found = [now for region in regions for now in region.present(name)]
    if not found and not marked:
        found = [now for region in regions for now in region.present(name, loose=True)]
    return found


def _matches(province: Province, name: Name, district: Name | None) -> tuple[list[Match], bool]:
    """The old communes called *name* in *district*, and whether they are called so to the letter."""
    regions = province.regions
    if not name.key:  # an island district that had no communes
        whole = [match for region in regions for match in region.former if not match.former.commune]
        return [match for match in whole if district is not None and match.district.key == district.key], True
    found, exact = [match for region in regions for match in region.old(name)], True
    if not found:
        found, exact = [match for region in regions for match in region.old(name, loose=True)], False
    # the province itself comes first: a name may also stand in one that was merged with it
    own = [match for match in found if match.former.province in province.then[:1]]
    found = [*own, *(match for match in found if match not in own)]
    if district is None:
        kept, same_kind = _of_kind(found, name.kind)
        return kept, exact and same_kind and province.proper
    for scope in (own, found):
        if inside := _in_district(scope, district):
            kept, same_kind = _of_kind(inside, name.kind)
            return kept, exact and same_kind and province.proper and _same_kind(kept, district)
    if elsewhere := _of_district_elsewhere(name, district):  # it changed its province before 2025
        return elsewhere, False
    # the district may be an older one; but a number means nothing without it, and one that stood until 2025 and had
    # no such commune points to a commune that was merged before: many of that name are many strangers
    stood = any(district.key in region.districts for region in regions)
    if name.key.isdigit() or (stood and len(found) > 1):
        return [], False
    return _of_kind(found, name.kind)[0], False


def _of_district_elsewhere(name: Name, district: Name) -> list[Match]:
    found = [match for region in regions_by_district().get(district.key, ()) for match in region.old(name)]
    return _of_kind(_in_district(found, district), name.kind)[0]


def _in_district(scope: Sequence[Match], district: Name) -> list[Match]:
    """Those of *scope* in a district of that name; where two have it, in the one of that kind."""
    found = [match for match in scope if match.district.key == district.key]
    found = found or [match for match in scope if match.district.loose == district.loose]
    return [match for match in found if match.district.kind == district.kind] or found


def _of_kind(matches: Sequence[Match], kind: str) -> tuple[list[Match], bool]:
    same = [match for match in matches if kind in ("", match.commune.kind)]
    return (same, True) if same else (list(matches), False)


def _same_kind(matches: Iterable[Match], district: Name) -> bool:
    """Whether the district is the one named: a town had other borders while it was a rural district."""
    return all(district.kind in ("", match.district.kind) and district.key == match.district.key for match in matches)
