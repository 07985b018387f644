"""Place names before and after 1 July 2025: 34 provinces and 3,321 communes in place of 63 with their districts.

suggest({"commune": "xã Tiền Phong", "district": "huyện Mê Linh", "province": "thành phố Hà Nội"})
    the present name with the old one for the brackets; where the commune was split, every commune it may be now
former_communes({"commune": "xã Quang Minh", "province": "thành phố Hà Nội"})
    the old communes it was made of
address.parse_address("P.12, Q. Gò Vấp, TP.HCM")
    {"commune": "phường 12", "district": "quận Gò Vấp", "province": "thành phố Hồ Chí Minh"}

What stands here only suggests: no place of a record is changed by it. Names are compared without regard to case,
to the place of the tone mark ("Hoà", "Hòa"), to hyphens, and to the word of kind where one name fits alone; where
nothing fits so, without any marks, and then nothing is certain. The tables are read when a name first asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dossier.record.gazetteer.lookup import Place, given_of, looked_up
from dossier.record.gazetteer.tables import Commune, FormerCommune, province_of, region_of, regions


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


def is_old_province(name: str) -> bool:
    """True for a province that is none any more, e.g. "tỉnh Hà Giang"; False for one nobody knows."""
    province = province_of(name)
    return province is not None and province.old


def knows_province(name: str) -> bool:
    """True for a province of today or of before, by any of its names; a made-up one is not known."""
    return province_of(name) is not None


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
    given = given_of(dict(zip(_LEVELS, levels, strict=True)))
    if given is None:
        return None
    found = looked_up(given.commune, given.district, given.province)
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
    given = given_of(place)
    found = None if given is None else looked_up(given.commune, given.district, given.province)
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
    made_of = region_of(now.province).made_of.get(now, [])  # Trường Sa: nothing but itself
    same = len(made_of) == 1 and made_of[0].former.commune == now.commune and len(made_of[0].now) == 1
    if same and made_of[0].former.province == now.province:
        return ()
    return tuple(match.former for match in sorted(made_of, key=lambda match: len(match.now)))


def all_communes() -> Iterator[Commune]:
    """Every commune of today, province by province."""
    for region in regions():
        yield from region.communes


def all_former_communes() -> Iterator[FormerCommune]:
    """Every commune of 30 June 2025, by the present provinces."""
    for region in regions():
        for match in region.former:
            yield match.former
