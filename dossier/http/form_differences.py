"""What changed between two versions of a record, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dossier.adapters.merge import IDENTITIES
from dossier.http.form_spec import GROUPS, LISTS, Spec, item_of, spec
from dossier.http.form_values import no_word, shown
from dossier.http.form_words import as_json, shown_words, summary
from dossier.record.places import join_pointer
from dossier.record.schema import label, node

_SOMETHING = "…"


class Difference(NamedTuple):
    """One place that differs.

    Args:
        pointer: in the later record; of something that is gone, in the earlier one.
        label: the place in Vietnamese.
        before, after: what stood and stands there, as a page shows it; empty: nothing.
    """

    pointer: str
    label: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Everything that differs between two versions, in the order of the schema.

    "Not there" and null are the same to whoever reads, and so are they here. Items of lists are matched by what
    tells them apart where the merging of imports knows it, else by likeness; items that only changed places are one
    difference of their list.
    """
    found = _Comparing(before, after)
    keys = (node("") or {}).get("properties", {})
    return tuple(
        difference
        for key in keys
        for difference in found.values(spec(f"/{key}"), before.get(key), after.get(key), f"/{key}", f"/{key}")
    )


class _Comparing:
    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self.before, self.after = before, after

    def values(self, field: Spec, old: Any, new: Any, was: str, now: str) -> Iterator[Difference]:
        """Differences of one place, known as *was* in the earlier record and *now* in the later one."""
        if _is_same(old, new):
            return
        if field.kind in GROUPS and _fits(old, Mapping) and _fits(new, Mapping):
            for key, inner in field.inside.items():
                parts = ((old or {}).get(key), (new or {}).get(key))
                yield from self.values(inner, *parts, join_pointer(was, key), join_pointer(now, key))
        elif field.kind in LISTS and _fits(old, list) and _fits(new, list) and (old or new):
            yield from self._lists(field, old or [], new or [], was, now)
        elif field.kind == "pairs" and _fits(old, Mapping) and _fits(new, Mapping):
            for key in dict.fromkeys((*(old or {}), *(new or {}))):
                one, other = (old or {}).get(key), (new or {}).get(key)
                if not _is_same(one, other):
                    yield Difference(join_pointer(now, key), f"{field.title} › {key}", _plain(one), _plain(other))
        else:
            yield self._single(field, old, new, was, now)

    def _single(self, field: Spec, old: Any, new: Any, was: str, now: str) -> Difference:
        place = label(now, self.after) if new is not None else label(was, self.before)
        return Difference(
            now if new is not None else was, place, _words(field, old, self.before), _words(field, new, self.after)
        )

    def _lists(self, field: Spec, old: list[Any], new: list[Any], was: str, now: str) -> Iterator[Difference]:
        pairs = _matched(field.place, old, new)
        partner = {number: index for index, number in pairs}
        for number, item in enumerate(new):
            at = f"{now}/{number}"
            if number in partner:
                index = partner[number]
                yield from self.values(item_of(field), old[index], item, f"{was}/{index}", at)
            else:
                yield Difference(at, label(at, self.after), "", _item_words(field, item))
        gone = set(range(len(old))) - {index for index, _ in pairs}
        for index in sorted(gone):
            at = f"{was}/{index}"
            yield Difference(at, label(at, self.before), _item_words(field, old[index]), "")
        if [index for index, _ in pairs] != sorted(index for index, _ in pairs):
            yield Difference(now, label(now, self.after), self._order(old, was, self.before),
                             self._order(new, now, self.after))  # fmt: skip

    @staticmethod
    def _order(items: Sequence[Any], pointer: str, record: Mapping[str, Any]) -> str:
        around = label(pointer.rpartition("/")[0], record)
        names = [label(f"{pointer}/{index}", record).removeprefix(f"{around} › ") for index in range(len(items))]
        return "; ".join(names)


def _fits(value: Any, type_: type) -> bool:
    return value is None or isinstance(value, type_)


def _is_same(one: Any, other: Any) -> bool:
    """True when both say the same; true is not 1, and null says as much as nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_is_same(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _words(field: Spec, value: Any, record: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if value == []:  # known to be none, which says more than nothing
        return no_word()
    if field.kind in LISTS and isinstance(value, list):
        return "; ".join(_item_words(field, item) for item in value)
    if field.kind in GROUPS and isinstance(value, Mapping):
        return _item_words(field, value)
    if field.kind == "pointer" and isinstance(value, str) and not shown(field, value).stray:
        return label(value, record)
    # the tick "there is none" shows nothing while it is not set; here it must say so
    return shown_words(field, value) or (no_word() if value is False else "")


def _item_words(field: Spec, item: Any) -> str:
    """An object in a few words; of one that has none of its own, that there is something."""
    return summary(field, item) or _SOMETHING


def _plain(value: Any) -> str:
    return "" if value is None else as_json(value)


def _matched(place: str, old: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int]]:
    """(index before, index after) of the items that are the same, ordered by the latter."""
    left, pairs = list(range(len(old))), []
    waiting = list(range(len(new)))
    for same in (_is_same, _by_identity(place), _by_likeness):
        for number in list(waiting):
            partner = _partner(old, left, new[number], number, same)
            if partner is not None:
                pairs.append((partner, number))
                left.remove(partner)
                waiting.remove(number)
    return sorted(pairs, key=lambda pair: pair[1])


def _partner(old: Sequence[Any], left: Sequence[int], item: Any, number: int, same: Any) -> int | None:
    """The item of *old* that *item* is, the one at the same position before others."""
    candidates = sorted(left, key=lambda index: (abs(index - number), index))
    return next((index for index in candidates if same(old[index], item)), None)


def _by_identity(place: str) -> Any:
    keys = IDENTITIES.get(place, ())

    def same(one: Any, other: Any) -> bool:
        if not keys or not isinstance(one, Mapping) or not isinstance(other, Mapping):
            return False
        return one.get(keys[0]) is not None and all(one.get(key) == other.get(key) for key in keys)

    return same


def _by_likeness(one: Any, other: Any) -> bool:
    """True when at least half of what both know is equal, and something is."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    known = [key for key in {*one, *other} if one.get(key) is not None and other.get(key) is not None]
    equal = sum(_is_same(one[key], other[key]) for key in known)
    return equal > 0 and 2 * equal >= len(known)
