"""Checks on who the candidate is: name, birth date, nationality, identity number, what papers show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple

from dossier.findings import Hit, Severity, Verdict
from dossier.record.record import Record, Spot
from dossier.record.text import fold, fold_tone
from dossier.rules.checks.places import is_abroad
from dossier.rules.registry import check, not_judged

_YEARS_A_CENTURY = 100
_FIRST_CENTURY = 19  # digit 4 of an identity number counts centuries from 1900


@check()
def text_among(record: Record, *, at: str, allowed: Sequence[str]) -> Iterator[Hit]:
    """Flag every known text at *at* that is none of *allowed*; case and spacing do not count."""
    wanted = {fold(text) for text in allowed}
    spots = record.known(at)
    if not spots:
        yield not_judged(at)
    for spot in spots:
        if fold(spot.value) not in wanted:
            yield Hit(spot.at)


def _shown(record: Record, papers: str, field: str, forms: Sequence[str] = ()) -> list[Spot]:
    """What stands under *field* of `shows` on papers, all or those of *forms*; the others are left out."""
    shows = f"{papers}[form={'|'.join(forms)}]/shows" if forms else f"{papers}/*/shows"
    return record.once(_shown_at, shows, field)


def _shown_at(record: Record, shows: str, field: str) -> list[Spot]:
    return [Spot(f"{at}/{field}", shown[field]) for at, shown in record.known(shows) if shown.get(field) is not None]


@check()
def names_agree(
    record: Record,
    *,
    name: str,
    papers: str,
    field: str = "full_name",
    spelling: bool = False,
    former: Sequence[str] = (),
) -> Iterator[Hit]:
    """Flag names on papers that are not the declared one.

    Args:
        record: one person's record.
        name: place of the declared name.
        papers, field: place of the list of papers, and the key of their `shows`.
        spelling: False: flag names that are another name. True: flag those that differ only in the place of
            a tone mark (Hòa, Hoà) or in spacing. Capitals never count.
        former: places of names borne before, which papers may show as well. While none of them is known, another
            name is put to a person.
    """
    declared, shown = record.text(name), _shown(record, papers, field)
    if declared is None or not shown:
        yield not_judged(papers)
        return
    mine = _as_written(declared)
    before = [spot.value for place in former for spot in record.known(place) if _as_written(spot.value) != mine]
    for at, written in shown:
        if _as_written(written) == mine or any(_only_spelling(written, other) for other in before):
            continue
        if _only_spelling(written, declared) is spelling:
            yield Hit(at, verdict=Verdict.NEEDS_PERSON if former and not before else Verdict.FAIL)


@lru_cache(maxsize=1024)
def _as_written(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name.strip()).casefold())


@lru_cache(maxsize=1024)
def _only_spelling(first: str, second: str) -> bool:
    return fold_tone(first) == fold_tone(second) or _joined(first) == _joined(second)


def _joined(name: str) -> str:
    return fold(name).replace(" ", "")


@check()
def birth_dates_agree(record: Record, *, born: str, papers: str, field: str = "date_of_birth") -> Iterator[Hit]:
    """Flag birth dates on papers that are not the declared one; a paper may show the year or month only."""
    declared, shown = record.text(born), _shown(record, papers, field)
    if declared is None or not shown:
        yield not_judged(papers)
        return
    for at, written in shown:
        if declared != written and not declared.startswith(f"{written}-"):
            yield Hit(at)


@check()
def number_structure(record: Record, *, number: str, born: str, gender: str, part: str) -> Iterator[Hit]:
    """Flag an identity number of 12 digits whose structure does not fit the person.

    Args:
        record: one person's record.
        number, born, gender: places of the number, the birth date and the gender (`nam`, `nữ`).
        part: `century_gender`: digit 4 must be 2·(century - 19), one more for a woman; `year`: digits 5
            and 6 must be the last two of the birth year.
    """
    digits, birth, sex = record.text(number), record.date(born), record.text(gender)
    if digits is None or birth is None or (sex is None and part == "century_gender"):
        yield not_judged(number)
        return
    century, year = divmod(birth.year, _YEARS_A_CENTURY)
    if part == "century_gender":
        right = digits[3] == str(2 * (century - _FIRST_CENTURY) + (sex == "nữ"))
    else:
        right = digits[4:6] == f"{year:02d}"
    if not right:
        yield Hit(record.concrete(number)[0])


class _Provinces(NamedTuple):
    """The provinces of identity numbers by prefix, and all of them together, names as they are compared."""

    by_prefix: Mapping[str, Set[str]]
    every: Set[str]

    @classmethod
    def of(cls, provinces: Mapping[str, Sequence[str]]) -> _Provinces:
        by_prefix = {prefix: frozenset(map(_province, names)) for prefix, names in provinces.items()}
        return cls(by_prefix, frozenset().union(*by_prefix.values()))


@check(provinces=_Provinces.of)
def number_prefix(record: Record, *, number: str, registered: str, provinces: _Provinces) -> Iterator[Hit]:
    """Flag an identity number whose first three digits are of another province than the one of birth registration.

    Args:
        record: one person's record.
        number: place of the number.
        registered: place of the place of birth registration (`province`, `former`).
        provinces: prefix -> the names that province has or had; a place that names none of them, or lies
            abroad, is left out.

    Yields:
        A hit at the number; a notice where *provinces* does not have the prefix, which may be a country's.
    """
    digits, place = record.text(number), record.get(registered)
    if digits is None:
        yield not_judged(number)
        return
    names = provinces.by_prefix.get(digits[:3])
    if names is None:
        yield Hit(record.concrete(number)[0], severity=Severity.NOTICE)
        return
    declared = {_province(text) for text in _provinces_of(place)} if isinstance(place, dict) else set()
    if provinces.every.isdisjoint(declared) or is_abroad(place):
        yield not_judged(number)
    elif names.isdisjoint(declared):
        yield Hit(record.concrete(number)[0])


def _provinces_of(place: Mapping[str, Any]) -> Iterator[str]:
    for part in (place, place.get("former")):
        if isinstance(part, dict) and part.get("province"):
            yield part["province"]


@lru_cache(maxsize=512)
def _province(name: str) -> str:
    """*name* of a province for comparing: no type word, no hyphens, the tone anywhere in its syllable."""
    text = fold_tone(name.replace("-", " ").replace("–", " ").replace(".", ". "))
    for word in _TYPE_WORDS:
        if text.startswith(word):
            return text[len(word) :]
    return text


_TYPE_WORDS = tuple(fold_tone(word) + " " for word in ("tỉnh", "thành phố", "tp.", "tp"))


@check()
def shown_same(record: Record, *, at: str, papers: str, field: str, forms: Sequence[str] = ()) -> Iterator[Hit]:
    """Flag papers of *forms* (none: of all) whose `shows` has another text under *field* than *at*.

    Case and spacing do not count.
    """
    declared, shown = record.text(at), _shown(record, papers, field, forms)
    if declared is None or not shown:
        yield not_judged(papers)
        return
    for spot in shown:
        if spot.value != declared and fold(spot.value) != fold(declared):
            yield Hit(spot.at)


@check()
def shown_highest(
    record: Record, *, at: str, papers: str, forms: Sequence[str], field: str, ranks: Sequence[str]
) -> Iterator[Hit]:
    """Flag the declared level at *at* that is not the highest level on papers; *ranks* goes from low to high."""
    declared = record.get(at)
    levels = [ranks.index(level) for _, level in _shown(record, papers, field, forms) if level in ranks]
    if declared not in ranks or not levels:
        yield not_judged(at)
    elif ranks.index(declared) != max(levels):
        yield Hit(record.concrete(at)[0])


@check()
def shown_declared(
    record: Record, *, papers: str, forms: Sequence[str], field: str, declared: Sequence[str]
) -> Iterator[Hit]:
    """Flag texts on papers that no text at the places *declared* names, in whole or in part."""
    shown = _shown(record, papers, field, forms)
    if not shown:
        yield not_judged(papers)
        return
    texts = [spot.value for place in declared for spot in record.known(place) if isinstance(spot.value, str)]
    for at, written in shown:
        # folding is dear: only what does not stand there letter by letter is folded
        if not any(written in text for text in texts) and not _names(fold(written), texts):
            yield Hit(at)


def _names(mine: str, texts: Sequence[str]) -> bool:
    others = [other for text in texts if (other := fold(text))]
    return any(mine in other or other in mine for other in others)


@check()
def shown_place(record: Record, *, at: str, papers: str, forms: Sequence[str], field: str) -> Iterator[Hit]:
    """Flag place names on papers that name neither the commune at *at* nor its former name."""
    place, shown = record.get(at), _shown(record, papers, field, forms)
    names = tuple(_names_of(place)) if isinstance(place, dict) else ()
    if not names or not shown:
        yield not_judged(papers)
        return
    for spot in shown:
        written = _toneless(spot.value)
        if not any(name in written or written in name for name in names):
            yield Hit(spot.at)


@lru_cache(maxsize=512)
def _toneless(text: str) -> str:
    return fold_tone(text)


def _names_of(place: Mapping[str, Any]) -> Iterator[str]:
    former = place.get("former")
    for text in (
        place.get("commune"),
        place.get("text"),
        place.get("former_text"),
        former.get("commune") if isinstance(former, dict) else None,
    ):
        if text:
            yield _toneless(text)
