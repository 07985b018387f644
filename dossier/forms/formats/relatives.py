"""Relatives: the entries of the biography, persons and points of a verification. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dossier.forms.formats.dates import day_in_words, partial_date
from dossier.forms.formats.places import place_text, residence
from dossier.forms.formats.shared import (
    DOTS,
    FORMATS,
    Blank,
    FormatContext,
    Result,
    as_text,
    objects_in,
    register,
    strings_in,
    whole_number,
    with_capital,
    words,
)


def _relation_parts(context: FormatContext) -> dict[str, str]:
    """The words that depend on the candidate and the office: {father}, {spouse}."""
    candidate = context.record.get("candidate")
    gender = candidate.get("gender") if isinstance(candidate, Mapping) else None
    parts = words()["relation_parts"]
    spouse = parts[gender] if gender in ("nam", "nữ") else parts["spouse_unknown"]
    return {"father": str(context.office.get("father_word", "cha")), "spouse": str(spouse)}


def relation_word(context: FormatContext, relative: Mapping[str, object]) -> str:
    """The printed word for a relative's ``relation``, in lower case: "cha đẻ", "em ruột", "mẹ vợ"."""
    parts = words()["relation_parts"]
    fixed = _relation_parts(context)
    sibling = as_text(relative.get("sibling_kind")) or str(parts["sibling_unknown"])
    child = str(parts.get(str(relative.get("child_kind")), parts["child_unknown"])).format(**fixed)
    relation = str(relative.get("relation"))
    pattern = str(words()["relations"].get(relation, relation))
    return pattern.format(**fixed, sibling=sibling, child=child)


def _relatives(context: FormatContext) -> list[Mapping[str, object]]:
    return objects_in([context.record.get("family")])


def _born_order(relative: Mapping[str, object]) -> tuple[int, str]:
    order = whole_number(relative.get("order"))
    return (order if order is not None else 10_000, str(relative.get("birth_year")))


@register
def family(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Item 21: relatives by generation in the prescribed order, as [{heading, lines: [{label, text}]}].

    A generation is an entry with no lines. A field that must be declared and is not known is a line with its
    label and the text None; other lines have no label.

    Params:
        groups: generations of the form's own, [{heading, relations}]; default those of ``words.toml``.
        fields: only these, in one line for each relative, and no entries for generations: an extract.
    """
    relatives = objects_in(values)
    if not relatives:
        return None
    small = _relation_parts(context)
    capitals = {key.upper(): word.upper() for key, word in small.items()}
    entries: list[dict[str, object]] = []
    groups: Sequence[Mapping[str, Any]] = objects_in([params.get("groups")]) or words()["generations"]
    for generation in groups:
        group = [
            relative
            for relation in generation["relations"]
            for relative in sorted((one for one in relatives if one.get("relation") == relation), key=_born_order)
        ]
        if group and "fields" not in params:
            entries.append({"heading": str(generation["heading"]).format(**capitals), "lines": []})
        entries.extend(_entry(context, relative, strings_in(params.get("fields"))) for relative in group)
    return entries


def _entry(context: FormatContext, relative: Mapping[str, object], fields: Sequence[str]) -> dict[str, object]:
    name, born = as_text(relative.get("full_name")), as_text(relative.get("birth_year"))
    year_words = str(words()["labels"]["birth_year"]).format(value=born or DOTS)
    heading = f"{with_capital(relation_word(context, relative))}: {name.upper() if name else DOTS}, {year_words}"
    declared = next(
        (group for group in words()["declared"].values() if relative.get("relation") in group["relations"]),
        words()["declared"]["B"],
    )
    printed: list[dict[str, str | None]] = []
    for keys in [fields] if fields else declared["lines"]:
        pieces = [_piece(relative, key) for key in keys]
        known = [piece for piece in pieces if piece]
        if known:
            tail = [piece[:1].lower() + piece[1:] for piece in known[1:]]
            line = "; ".join(piece.rstrip(".") for piece in (known[0], *tail))
            printed.append({"label": "", "text": f"{line}."})
        printed += [
            {"label": f"{words()['labels'][key]}: ", "text": None}
            for key, piece in zip(keys, pieces, strict=True)
            if piece is None and key in declared["required"] and not (key == "residence" and _is_dead(relative))
        ]
    return {"heading": heading if name and born else Blank(heading), "lines": printed}


def _piece(relative: Mapping[str, object], key: str) -> str | None:
    """One declared field as "Label: value"; "" when there is nothing to say, None when it is unknown."""
    value = relative.get(key)
    if key == "deceased":
        return _deceased(value)
    if key == "party_member":
        return _party_member(value)
    if key in ("birth_place", "hometown", "residence"):
        printed = place_text(value)
    elif isinstance(value, list):
        printed = "; ".join(_life_periods(value)) or None
    else:
        printed = as_text(value)
    return f"{words()['labels'][key]}: {printed}" if printed else printed


def _life_periods(value: Iterable[object]) -> Iterable[str]:
    for item in value:
        if isinstance(item, Mapping):
            span = FORMATS["period"](FormatContext({}), [item.get("from"), item.get("to")], {})
            yield ": ".join(part for part in (span, as_text(item.get("text"))) if isinstance(part, str) and part)


def _is_dead(relative: Mapping[str, object]) -> bool:
    deceased = relative.get("deceased")
    return isinstance(deceased, Mapping) and deceased.get("is_deceased") is True


def _deceased(value: object) -> str:
    if not isinstance(value, Mapping) or value.get("is_deceased") is not True:
        return ""
    shapes = words()["deceased"]
    parts = [str(shapes["head"])]
    if year_of_death := as_text(value.get("year")):
        parts.append(str(shapes["year"]).format(year=year_of_death))
    if where := place_text(value.get("place")):
        parts.append(str(shapes["place"]).format(place=where))
    head = " ".join(parts)
    cause = as_text(value.get("cause"))
    return f"{head}, {str(shapes['cause']).format(cause=cause)}" if cause else head


def _party_member(value: object) -> str:
    if not isinstance(value, Mapping) or value.get("is_member") is not True:
        return ""
    shapes = words()["party_member"]
    parts = [str(shapes["head"])]
    if admitted := partial_date(value.get("admission_date")):
        parts.append(str(shapes["admission_date"]).format(date=day_in_words(admitted)))
    for key in ("cell", "committee", "file_kept_at"):
        if known := as_text(value.get(key)):
            parts.append(str(shapes[key]).format(value=known))
    return ", ".join(parts)


def _named_by_key(context: FormatContext, key: str) -> Mapping[str, object] | None:
    """The relative that a person key means: a relation, or "relation:order"."""
    relation, _, order = key.partition(":")
    found = [one for one in _relatives(context) if one.get("relation") == relation]
    if order:
        found = [one for one in found if str(one.get("order")) == order]
    return found[0] if found else None


def _person_line(context: FormatContext, key: str, details: bool) -> str:
    shapes = words()["persons"]
    parts: list[str] = []
    if key == "candidate":
        candidate = context.record.get("candidate")
        person: Mapping[str, object] = candidate if isinstance(candidate, Mapping) else {}
        head = f"{shapes['candidate']} {as_text(person.get('birth_name')) or DOTS}"
        where = residence(context, [person.get("permanent_address"), person.get("temporary_address")], {})
    else:
        relative = _named_by_key(context, key)
        # a key without a relative is an error of the record (D01); the letter still says who is meant
        person = relative if relative is not None else {"relation": key.partition(":")[0]}
        head = f"{relation_word(context, person)} {as_text(person.get('full_name')) or DOTS}"
        where = place_text(person.get("residence"))
    if born := partial_date(person.get("date_of_birth")):
        parts.append(str(shapes["born"]).format(date=day_in_words(born)))
    elif born_year := as_text(person.get("birth_year")):
        parts.append(str(shapes["born_year"]).format(year=born_year))
    if hometown := place_text(person.get("hometown")):
        parts.append(str(shapes["hometown"]).format(place=hometown))
    if isinstance(where, str):
        parts.append(str(shapes["residence"]).format(place=where))
    line = ", ".join([head, *parts]) if details else head
    return Blank(line) if DOTS in line else line


@register
def persons(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Person keys of a verification request as a list: "cha đẻ Nguyễn Văn A".

    Params:
        details: true adds year of birth, hometown and residence.
        start: "line" gives each a capital.
    """
    keys = strings_in(values[0] if values else None)
    found = [_person_line(context, key, params.get("details") is True) for key in keys]
    if params.get("start") == "line":
        found = [type(one)(with_capital(one)) for one in found]
    return list(found) or None


@register
def points(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """Points of a verification request in one line; a free text stays as it is."""
    known = words()["points"]
    found = [str(known.get(point, point)) for point in strings_in(values[0] if values else None)]
    return str(params.get("separator", "; ")).join(found) if found else None
