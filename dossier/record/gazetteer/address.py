"""An address in one line, as people write it: "P.12, Q. Gò Vấp, TP.HCM"."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from dossier.record.gazetteer.tables import province_of
from dossier.record.gazetteer.words import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, kind_of
from dossier.record.text import fold

HOME = "việt nam"

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
    if parts and fold(parts[-1]) == HOME:
        parts.pop()
    province = None
    if parts and (province := province_of(parts[-1])) is not None:
        place["province"] = province.written(parts.pop())
    elif parts and (kind := kind_of(parts[-1], PROVINCE_KINDS)) is not None and len(parts) > 1:
        place["province"] = f"{kind[0]} {kind[1]}"
        parts.pop()
    if parts and (kind := kind_of(parts[-1], DISTRICT_KINDS)) is not None:
        place["district"] = f"{kind[0]} {kind[1]}"
        parts.pop()
    elif (
        len(parts) > 1
        and province is not None
        and kind_of(parts[-1], COMMUNE_KINDS) is None
        # a name without a word of kind: a district where the province had one of that name
        and any(region.has_district(parts[-1]) for region in province.regions)
    ):
        place["district"] = parts.pop()
    if parts and (kind := kind_of(parts[-1], COMMUNE_KINDS)) is not None:
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
    if len(parts) > 1 and province_of(f"{parts[-2]} - {parts[-1]}") is not None:
        parts[-2:] = [f"{parts[-2]} - {parts[-1]}"]
    return parts
