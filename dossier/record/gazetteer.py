"""Place names before and after 1 July 2025: 34 provinces and 3,321 communes in place of 63 with their districts.

suggest({"commune": "xã Tiền Phong", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"})
    the present name with the old one for the brackets; where the commune was split, every commune it may be now
former_communes({"commune": "xã Quang Minh", "province": "thành phố Hà Nội"})
    the old communes it was made of
parse_address("P.12, Q. Gò Vấp, TP.HCM")
    {"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"}

What stands here only suggests: no place of a record is changed by it. Names are compared without regard to case,
to the place of the tone mark ("Hoà", "Hòa"), to hyphens, and to the word of kind where one name fits alone; where
nothing fits so, without any marks, and then nothing is certain. The tables are read when a name first asks for them.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from dossier.record.text import fold, fold_tone, without_marks

Place = Mapping[str, Any]

_TABLES = Path(__file__).with_name("tables")
_HOME = "việt nam"


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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a place with former names may be called now; a person decides.

    Args:
        place: the place as the record writes it: present ``commune`` (only where there is one candidate) and
            ``province`` (where the old one lies in one), ``detail`` as given, ``former`` as given; a district
            that was left out is supplied where only one fits.
        understood: the old communes of the table that fit what was given.
        candidates: every commune it may be now, the likeliest first; none where the commune is not in the table.
        provinces: the present provinces the old one lies in; usually one.
        certain: one old commune fits letter by letter (case, tone place and a missing word of kind aside) and
            went into one present commune as a whole.
    """

    place: Mapping[str, Any]
    understood: tuple[FormerCommune, ...]
    candidates: tuple[Commune, ...]
    provinces: tuple[str, ...]
    certain: bool

    @property
    def split(self) -> bool:
        """True when one old commune went into several."""
        return len(self.understood) == 1 and len(self.candidates) > 1


# --- asking ------------------------------------------------------------------------------------------------


def is_old_province(name: str) -> bool:
    """True for a province that is none any more, e.g. "tỉnh Hà Giang"; False for one nobody knows."""
    province = _province(name)
    return province is not None and province.old


def knows_province(name: str) -> bool:
    """True for a province of today or of before, by any of its names; a made-up one is not known."""
    return _province(name) is not None


def suggest(place: Place | str) -> Suggestion | None:
    """The present names of a place that is written with former ones.

    Args:
        place: {detail, commune, district, province, text, …} as in a record, or one line.

    Returns:
        None when its province is not in the table, it lies abroad, or its names are those of today.
    """
    if isinstance(place, str):
        place = {"text": place}
    return _suggested(*map(place.get, _LEVELS))


_LEVELS = ("text", "detail", "commune", "district", "province", "country")


@lru_cache(maxsize=2048)
def _suggested(*levels: str | None) -> Suggestion | None:
    given = _given(dict(zip(_LEVELS, levels, strict=True)))
    if given is None:
        return None
    found = _looked_up(given.commune, given.district, given.province)
    if found is None or not found.old:
        return None
    matches = found.matches
    candidates = tuple(dict.fromkeys(now for match in matches for now in match.now)) or found.present
    provinces = tuple(dict.fromkeys(now.province for now in candidates)) or found.provinces
    written: dict[str, str] = {}
    if given.detail:
        written["detail"] = given.detail
    if len(candidates) == 1:
        written["commune"] = candidates[0].commune
    if len(provinces) == 1:
        written["province"] = provinces[0]
    former = {"commune": given.commune, "district": given.district, "province": given.province}
    if len(matches) == 1 and not given.district:
        former["district"] = matches[0].former.district
    return Suggestion(
        place={**written, "former": {key: name for key, name in former.items() if name}},
        understood=tuple(match.former for match in matches),
        candidates=candidates,
        provinces=provinces,
        certain=found.exact and len(matches) == 1 and len(candidates) == 1,
    )


def present_commune(place: Place | str) -> Commune | None:
    """The commune of today that *place* names; None when it is written with former names or is not in the table."""
    given = _given(place)
    found = None if given is None else _looked_up(given.commune, given.district, given.province)
    return None if found is None or found.old or len(found.present) != 1 else found.present[0]


def former_communes(place: Place | str) -> tuple[FormerCommune, ...]:
    """The old communes that a place of today was made of, those wholly within it first.

    Returns:
        Nothing when the place is not in the table, is written with former names, or kept its name as it was:
        one old commune of that very name, in a province of that name.
    """
    now = present_commune(place)
    if now is None:
        return ()
    made_of = _region(now.province).made_of.get(now, [])  # Trường Sa: nothing but itself
    same = len(made_of) == 1 and made_of[0].former.commune == now.commune and len(made_of[0].now) == 1
    if same and made_of[0].former.province == now.province:
        return ()
    return tuple(match.former for match in sorted(made_of, key=lambda match: len(match.now)))


# --- one line ----------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SAID_BEFORE = re.compile(r"^(?:trước đây là|trước là|trước đây|tên cũ(?: là)?|cũ(?: là)?)\s*:?\s*", re.IGNORECASE)
_SAID_NOW = re.compile(r"^(?:nay là|nay thuộc|hiện nay là)\s*:?\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\n]+")
_DASHED = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")


def parse_address(line: str) -> dict[str, Any]:
    """The parts of an address in one line, smallest first: "xã A, huyện B, tỉnh C", "P.12, Q. Gò Vấp, TP.HCM".

    Args:
        line: levels between commas, semicolons or dashes; words of kind may be short (TP, Q., P., H., X.) or left out;
            the old name may follow in brackets, or the present one with "nay là".

    Returns:
        Those of ``detail``, ``commune``, ``district``, ``province`` that were found, words of kind written out and
        names as given (NFC), and ``former`` from the brackets; a line that names no level is all ``detail``.
    """
    whole = unicodedata.normalize("NFC", line)
    brackets = _BRACKETS.search(whole)
    place: dict[str, Any] = _parsed(_BRACKETS.sub(" ", whole))
    inside = brackets[1].strip() if brackets else ""
    if not inside:
        return place
    if now := _SAID_NOW.match(inside):  # the old name outside, the present one in brackets
        place, former = _parsed(inside[now.end() :]), place
    else:
        former = _parsed(_SAID_BEFORE.sub("", inside))
    if "commune" in former or "province" in former:
        place["former"] = {key: former[key] for key in ("commune", "district", "province") if key in former}
    else:
        place["former_text"] = inside
    return place


def _parsed(line: str) -> dict[str, str]:
    parts = _levels(line)
    place: dict[str, str] = {}
    if parts and fold(parts[-1]) == _HOME:
        parts.pop()
    province = None
    if parts and (province := _province(parts[-1])) is not None:
        place["province"] = province.written(parts.pop())
    elif parts and (kind := _kind(parts[-1], _PROVINCE_KINDS)) is not None and len(parts) > 1:
        place["province"] = f"{kind[0]} {kind[1]}"
        parts.pop()
    if parts and (kind := _kind(parts[-1], _DISTRICT_KINDS)) is not None:
        place["district"] = f"{kind[0]} {kind[1]}"
        parts.pop()
    elif (
        len(parts) > 1
        and province is not None
        and _kind(parts[-1], _COMMUNE_KINDS) is None
        # a name without a word of kind: a district where the province had one of that name
        and any(region.has_district(parts[-1]) for region in province.regions)
    ):
        place["district"] = parts.pop()
    if parts and (kind := _kind(parts[-1], _COMMUNE_KINDS)) is not None:
        place["commune"] = f"{kind[0]} {kind[1]}"
        parts.pop()
    elif parts and province is not None and any(region.has_commune(parts[-1]) for region in province.regions):
        place["commune"] = parts.pop()
    if parts:
        place = {"detail": ", ".join(parts), **place}
    order = ("detail", "commune", "district", "province")
    return {key: place[key] for key in order if key in place}


def _levels(line: str) -> list[str]:
    parts = [part for text in _BETWEEN.split(line) if (part := " ".join(text.split()).strip(" .-–—"))]
    if len(parts) > 1:
        return parts
    # no comma: dashes part the levels, save those inside a name (Bà Rịa - Vũng Tàu)
    parts = [part for text in _DASHED.split(line) if (part := " ".join(text.split()).strip(" ."))]
    if len(parts) > 1 and _province(f"{parts[-2]} - {parts[-1]}") is not None:
        parts[-2:] = [f"{parts[-2]} - {parts[-1]}"]
    return parts


# --- words of kind -----------------------------------------------------------------------------------------

_PROVINCE_KINDS = ("tỉnh", "thành phố")
_DISTRICT_KINDS = ("quận", "huyện", "thị xã", "thành phố")
_COMMUNE_KINDS = ("xã", "phường", "thị trấn", "đặc khu")
_SHORT = {
    "t": "tỉnh", "tp": "thành phố", "q": "quận", "h": "huyện", "tx": "thị xã",
    "x": "xã", "p": "phường", "f": "phường", "tt": "thị trấn",
}  # fmt: skip
_LONG = dict.fromkeys((*_PROVINCE_KINDS, *_DISTRICT_KINDS, *_COMMUNE_KINDS))
_UNMARKED = {without_marks(kind): kind for kind in _LONG}
_WORD = re.compile(rf"({'|'.join((*_LONG, *_UNMARKED))})[\s.]+(?=\S)", re.IGNORECASE)
_LETTERS = re.compile(r"(t\.?[tpx]|[tqhxpf])(?:\.\s*|\s+|(?=\d))(?=\S)", re.IGNORECASE)


def _kind(text: str, kinds: Sequence[str]) -> tuple[str, str] | None:
    """The word of kind in front of *text*, written out, and the name behind it; None when there is none of *kinds*."""
    word = _WORD.match(text)
    if word is not None:
        written = fold(word[1])
        # "Tinh Bien" may lack its marks, "Tịnh Biên" does not begin with "tỉnh"
        kind = written if written in _LONG else _UNMARKED[written] if text.isascii() else ""
        return (kind, text[word.end() :]) if kind in kinds else None
    short = _LETTERS.match(text)
    if short is not None:
        kind = _SHORT[short[1].replace(".", "").lower()]
        return (kind, text[short.end() :]) if kind in kinds else None
    return None


# --- names for comparing -----------------------------------------------------------------------------------

_NOT_NAME = re.compile(r"[^\w\u0300-\u036f]+|_")
_ZEROS = re.compile(r"\b0+(?=\d)")


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    return _ZEROS.sub("", " ".join(_NOT_NAME.sub(" ", fold_tone(name)).split()))


@lru_cache(maxsize=8192)
def _loose(name: str) -> str:
    """*name* without marks, spaces and the choice between i and y ("Quý", "Quí")."""
    plain = "".join(letter for letter in without_marks(name).casefold() if letter.isalnum())
    return _ZEROS.sub("", plain.replace("y", "i"))


# --- provinces ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Province:
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
    def regions(self) -> list[_Region]:
        return [_region(name) for name in self.now]

    def written(self, text: str) -> str:
        """*text*, a name of it, with the word of kind written out; another way of writing becomes the name."""
        kind = _kind(text, _PROVINCE_KINDS)
        bare = kind[1] if kind else text
        return f"{kind[0]} {bare}" if kind and _key(bare) == _bare_key(self.name) else self.name


def _bare_key(name: str) -> str:
    kind = _kind(name, _PROVINCE_KINDS)
    return _key(kind[1] if kind else name)


@cache
def _province_rows() -> Mapping[str, list[Mapping[str, Any]]]:
    return tomli.loads((_TABLES / "provinces.toml").read_text(encoding="utf-8"))


@cache
def _provinces() -> Mapping[str, _Province]:
    """Every province by the key of its bare name, and by its loose key."""
    data = _province_rows()
    by_name: dict[str, _Province] = {}
    names: list[tuple[str, _Province]] = []
    for row in data["province"]:
        name = row["name"]
        province = _Province(name, False, (name, *row.get("merged", ())), (name,), True)
        names += [(known, province) for known in (name, *row.get("known_as", ()))]
        by_name[name] = province
        for merged in row.get("merged", ()):
            by_name[merged] = _Province(merged, True, (merged,), (name,), True)
            names.append((merged, by_name[merged]))
    for row in data["earlier"]:
        now = tuple(dict.fromkeys(by_name[name].now[0] for name in row["then"]))
        province = _Province(row["name"], True, tuple(row["then"]), now, False)
        names += [(known, province) for known in (row["name"], *row.get("known_as", ()))]
    found = {_bare_key(name): province for name, province in names}
    loose: dict[str, _Province] = {}
    for name, province in names:
        kind = _kind(name, _PROVINCE_KINDS)
        loose.setdefault(f"~{_loose(kind[1] if kind else name)}", province)
    return {**loose, **found}


@lru_cache(maxsize=1024)
def _province(name: str) -> _Province | None:
    """The province called *name*; without marks only when the whole of *name* has none."""
    text = " ".join(unicodedata.normalize("NFC", name).split()).strip(" .")
    provinces = _provinces()
    kind = _kind(text, _PROVINCE_KINDS)
    for bare in (kind[1], text) if kind else (text,):
        found = provinces.get(_key(bare))
        if found is None and bare.isascii():
            found = provinces.get(f"~{_loose(bare)}")
        if found is not None:
            return found
    return None


# --- communes ----------------------------------------------------------------------------------------------


class _Name(NamedTuple):
    """A name with its word of kind ("" where none was given) and the key of the bare name."""

    kind: str
    key: str
    loose: str


@lru_cache(maxsize=4096)
def _named(text: str, kinds: tuple[str, ...]) -> _Name:
    found = _kind(text, kinds)
    kind, bare = found if found else ("", text)
    return _Name(kind, _key(bare), _loose(bare))


@dataclass(frozen=True, slots=True)
class _Match:
    """An old commune and the present ones it went into."""

    former: FormerCommune
    now: tuple[Commune, ...]

    @property
    def commune(self) -> _Name:
        return _named(self.former.commune, _COMMUNE_KINDS)

    @property
    def district(self) -> _Name:
        return _named(self.former.district, _DISTRICT_KINDS)


class _Region:
    """A present province with its communes, and those of before on its land; indexed when first asked."""

    def __init__(self, name: str, row: Mapping[str, Any]) -> None:
        self.name = name
        self.communes = tuple(Commune(commune, name) for commune in row["communes"])
        self._former: Mapping[str, Mapping[str, Mapping[str, int | list[int]]]] = row["former"]

    @cached_property
    def former(self) -> tuple[_Match, ...]:
        """Every old commune."""
        return tuple(
            _Match(
                FormerCommune(commune, district, province),
                tuple([self.communes[index] for index in (at if isinstance(at, list) else [at])]),
            )
            for province, districts in self._former.items()
            for district, communes in districts.items()
            for commune, at in communes.items()
        )

    @cached_property
    def _present(self) -> Mapping[str, list[Commune]]:
        return _indexed((_named(now.commune, _COMMUNE_KINDS), now) for now in self.communes)

    @cached_property
    def _old(self) -> Mapping[str, list[_Match]]:
        return _indexed((match.commune, match) for match in self.former)

    @cached_property
    def districts(self) -> frozenset[str]:
        """Keys of the old districts' bare names, and their loose keys behind a tilde."""
        names = {district for districts in self._former.values() for district in districts}
        return frozenset(key for name in names for key in _keys(_named(name, _DISTRICT_KINDS)))

    def has_district(self, text: str) -> bool:
        """Whether a district of before is called *text*."""
        name = _named(text, _DISTRICT_KINDS)
        return name.key in self.districts or (text.isascii() and f"~{name.loose}" in self.districts)

    def has_commune(self, text: str) -> bool:
        """Whether a commune of today or before is called *text*."""
        name = _named(text, _COMMUNE_KINDS)
        keys = _keys(name) if text.isascii() else (name.key,)
        return any(key in index for key in keys for index in (self._present, self._old))

    def present(self, name: _Name, *, loose: bool = False) -> list[Commune]:
        """The communes of today called *name*; one of another kind only where none of that kind is."""
        found = self._present.get(f"~{name.loose}" if loose else name.key, [])
        same = [now for now in found if name.kind in ("", _named(now.commune, _COMMUNE_KINDS).kind)]
        return same or found

    def old(self, name: _Name, *, loose: bool = False) -> list[_Match]:
        """The old communes called *name*, of whatever kind."""
        return self._old.get(f"~{name.loose}" if loose else name.key, [])

    @cached_property
    def made_of(self) -> Mapping[Commune, list[_Match]]:
        """Present commune -> the old communes that went into it, wholly or in part."""
        made: dict[Commune, list[_Match]] = {}
        for match in self.former:
            for now in match.now:
                made.setdefault(now, []).append(match)
        return made


def _keys(name: _Name) -> tuple[str, str]:
    return name.key, f"~{name.loose}"


def _indexed(named: Iterable[tuple[_Name, Any]]) -> dict[str, list[Any]]:
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
def _region(name: str) -> _Region:
    return _Region(name, _rows()[name])


# --- looking up --------------------------------------------------------------------------------------------


class _Given(NamedTuple):
    detail: str
    commune: str
    district: str
    province: str


def _given(place: Place | str) -> _Given | None:
    """The levels of *place* with words of kind written out; None abroad, or without a province of the table."""
    if isinstance(place, str):
        place = parse_address(place)
    elif whole := _written(place, "text"):
        place = parse_address(whole)
    province = _written(place, "province")
    if _province(province) is None:  # most samples and tests end here
        return None
    country = _written(place, "country")
    if country and fold(country) != _HOME:
        return None
    return _Given(
        _written(place, "detail"),
        _written(place, "commune", _COMMUNE_KINDS),
        _written(place, "district", _DISTRICT_KINDS),
        _written(place, "province", _PROVINCE_KINDS),
    )


def _written(place: Place, key: str, kinds: tuple[str, ...] = ()) -> str:
    value = place.get(key)
    return _tidy(value, kinds) if isinstance(value, str) else ""


@lru_cache(maxsize=2048)
def _tidy(text: str, kinds: tuple[str, ...]) -> str:
    """*text* in NFC with single spaces and its word of kind written out."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    kind = _kind(plain, kinds) if kinds else None
    return f"{kind[0]} {kind[1]}" if kind else plain


class _Found(NamedTuple):
    """What a name means: ``old`` names of before, or those of today (``present``)."""

    old: bool
    exact: bool
    matches: tuple[_Match, ...]
    present: tuple[Commune, ...]
    provinces: tuple[str, ...]


@lru_cache(maxsize=2048)
def _looked_up(commune: str, district: str, province_name: str) -> _Found | None:
    """What the three names mean together; None when the province, or a commune without its district, is unknown."""
    province = _province(province_name)
    if province is None:
        return None
    regions = province.regions
    name = _named(commune, _COMMUNE_KINDS)
    marked = not commune.isascii()
    if not (district or province.old):  # only a commune can tell the old names from the new
        if not commune:
            return None
        present = _present(regions, name, marked=marked)
        kinds = {_named(now.commune, _COMMUNE_KINDS).kind for now in present}
        if present and name.kind in ("", *kinds):
            return _Found(False, True, (), tuple(present), province.now)
        matches, exact = _matches(province, name, None)
        if matches and (exact or not marked):
            return _Found(True, exact, tuple(matches), (), province.now)
        return _Found(False, False, (), tuple(present), province.now) if present else None
    place = _named(district, _DISTRICT_KINDS) if district else None
    matches, exact = _matches(province, name, place) if commune or place else ([], False)
    present = [] if matches or not commune else _present(regions, name, marked=marked)
    return _Found(True, exact, tuple(matches), tuple(present), province.now)


def _present(regions: Sequence[_Region], name: _Name, *, marked: bool) -> list[Commune]:
    found = [now for region in regions for now in region.present(name)]
    if not found and not marked:
        found = [now for region in regions for now in region.present(name, loose=True)]
    return found


def _matches(province: _Province, name: _Name, district: _Name | None) -> tuple[list[_Match], bool]:
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


def _of_district_elsewhere(name: _Name, district: _Name) -> list[_Match]:
    found = [match for region in _districts().get(district.key, ()) for match in region.old(name)]
    return _of_kind(_in_district(found, district), name.kind)[0]


@cache
def _districts() -> Mapping[str, list[_Region]]:
    """Key of an old district's bare name -> the present provinces on whose land there was one."""
    by_key: dict[str, list[_Region]] = {}
    for name in _rows():
        region = _region(name)
        for key in sorted(region.districts):
            by_key.setdefault(key, []).append(region)
    return by_key


def _in_district(scope: Sequence[_Match], district: _Name) -> list[_Match]:
    """Those of *scope* in a district of that name; where two have it, in the one of that kind."""
    found = [match for match in scope if match.district.key == district.key]
    found = found or [match for match in scope if match.district.loose == district.loose]
    return [match for match in found if match.district.kind == district.kind] or found


def _of_kind(matches: Sequence[_Match], kind: str) -> tuple[list[_Match], bool]:
    same = [match for match in matches if kind in ("", match.commune.kind)]
    return (same, True) if same else (list(matches), False)


def _same_kind(matches: Iterable[_Match], district: _Name) -> bool:
    """Whether the district is the one named: a town had other borders while it was a rural district."""
    return all(district.kind in ("", match.district.kind) and district.key == match.district.key for match in matches)


def all_communes() -> Iterator[Commune]:
    """Every commune of today, province by province."""
    for name in _rows():
        yield from _region(name).communes


def all_former_communes() -> Iterator[FormerCommune]:
    """Every commune of 30 June 2025, by the present provinces."""
    for name in _rows():
        for match in _region(name).former:
            yield match.former
