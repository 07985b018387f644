"""An imported record merged into the one that exists. Pure: two records in, a new one and its conflicts out.

What the import does not know changes nothing. Where both know and differ, the existing record is kept and
the difference listed, unless the caller prefers the sheet. Nothing that only the record has is ever lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dossier.record.edit import copied
from dossier.record.places import join_pointer

Prefer = Literal["record", "sheet"]

# What tells one item of a list from another: list -> keys, in full. Other lists are compared by position.
IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "/family": ("relation", "order"),
    "/introducers": ("full_name",),
    "/papers": ("form", "purpose", "about", "number"),
    "/verification/requests": ("id",),
    "/verification/exemptions": ("person", "basis"),
    "/opinions/organisations": ("kind", "name"),
    "/probation/opinions/organisations": ("kind", "name"),
    "/probation/former_helpers": ("full_name",),
    "/confirmations": ("code", "ask", "where"),
    "/dispositions": ("code", "where"),
}
_ENVELOPE = ("schema_version", "record_id")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where record and sheet both know something, and not the same.

    Args:
        pointer: JSON Pointer in the merged record; the item's index is that of the existing record.
        imported: JSON Pointer in the imported record, to find the cell.
        old, new: values of the record and of the sheet; for the user's own list, never for logs.
        taken: True when the sheet's value was taken.
    """

    pointer: str
    imported: str
    old: Any
    new: Any
    taken: bool


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged record and the differences met on the way, ordered as the sheet has them."""

    data: dict[str, Any]
    conflicts: tuple[Conflict, ...]


def merge(existing: Mapping[str, Any], imported: Mapping[str, Any], *, prefer: Prefer = "record") -> Merge:
    """*imported* merged into *existing*; neither is touched.

    Args:
        existing: the record that is there, of the same ``record_id``.
        imported: the record from the sheet.
        prefer: whose value holds where both know something else.
    """
    merging = _Merging(prefer == "sheet")
    data = copied(dict(existing))
    fields = {key: value for key, value in imported.items() if key not in _ENVELOPE}
    merging.objects(data, copied(fields), "", "")
    return Merge(data, tuple(merging.conflicts))


class _Merging:
    def __init__(self, take: bool) -> None:
        self.take = take
        self.conflicts: list[Conflict] = []

    def objects(self, old: dict[str, Any], new: Mapping[str, Any], at: str, imported_at: str) -> None:
        """Merge *new* into *old* in place."""
        for key, value in new.items():
            if value is None or (value == {} and old.get(f"{key}_none") is True):
                continue  # an object without anything in it does not contradict "there is none"
            pointer, imported = join_pointer(at, key), join_pointer(imported_at, key)
            rival = _rival(old, key, value)
            if rival is not None:
                self._against_flag(old, key, value, rival, pointer, imported)
            elif old.get(key) is None:
                old[key] = value
                self._nothing_beside(old, key)
            else:
                old[key] = self.values(old[key], value, pointer, imported)
                self._nothing_beside(old, key)

    @staticmethod
    def _nothing_beside(old: dict[str, Any], key: str) -> None:
        """Beside "there is none" stands no object without anything in it."""
        content = key.removesuffix("_none")
        if content != key and old[key] is True and old.get(content) == {}:
            old[content] = None

    def values(self, old: Any, new: Any, at: str, imported_at: str) -> Any:
        """What holds of two known values of one place."""
        if isinstance(old, dict) and isinstance(new, dict):
            self.objects(old, new, at, imported_at)
            return old
        if isinstance(old, list) and isinstance(new, list):
            return self._lists(old, new, at, imported_at)
        if old == new and isinstance(old, bool) == isinstance(new, bool):
            return old
        return self._differ(old, new, at, imported_at)

    def _differ(self, old: Any, new: Any, at: str, imported_at: str) -> Any:
        self.conflicts.append(Conflict(at, imported_at, old, new, self.take))
        return new if self.take else old

    def _against_flag(self, old: dict[str, Any], key: str, value: Any, rival: str, at: str, imported_at: str) -> None:
        """One side says that there is none, the other has content: a difference like any other."""
        self.conflicts.append(Conflict(at, imported_at, old.get(key), value, self.take))
        if not self.take:
            return
        old[key] = value
        if rival.endswith("_none"):
            old[rival] = False
        else:
            old[rival] = [] if isinstance(old[rival], list) else None

    def _lists(self, old: list[Any], new: list[Any], at: str, imported_at: str) -> list[Any]:
        if not new or old == new:
            return old
        if not old:
            return new
        if not all(isinstance(item, dict) for item in [*old, *new]):
            return list(self._differ(old, new, at, imported_at))
        keys = IDENTITIES.get(at)
        pairs = _by_identity(old, new, keys) if keys else None
        if pairs is None:
            pairs = _by_position(old, new)
        if pairs is None:
            return list(self._differ(old, new, at, imported_at))
        for index, number in pairs:
            if index is None:
                old.append(new[number])
            else:
                self.objects(old[index], new[number], join_pointer(at, index), join_pointer(imported_at, number))
        return old


_Pair = tuple[int | None, int]


def _by_identity(old: Sequence[Any], new: Sequence[Any], keys: tuple[str, ...]) -> list[_Pair] | None:
    """(index of the old item or None, index of the new one) by *keys*; None when those do not tell items apart."""
    olds = [_identity(item, keys) for item in old]
    news = [_identity(item, keys) for item in new]
    if None in olds or None in news or len(set(olds)) < len(olds) or len(set(news)) < len(news):
        return None
    where = {identity: index for index, identity in enumerate(olds)}
    return [(where.get(identity), number) for number, identity in enumerate(news)]


def _identity(item: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of *keys*; None when the first one, without which nothing is told apart, is not known."""
    values = tuple(item.get(key) for key in keys)
    return None if values[0] is None else values


def _by_position(old: Sequence[Any], new: Sequence[Any]) -> list[_Pair] | None:
    """Pairs by position where no pair contradicts itself; None where one does: a row may have been put between."""
    if any(next(_differences(before, after), None) for before, after in zip(old, new, strict=False)):
        return None
    return [(index if index < len(old) else None, index) for index in range(len(new))]


def _differences(old: Any, new: Any) -> Iterator[bool]:
    """Yields once for every place where both know something and differ."""
    if old is None or new is None:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in new.items():
            yield from _differences(old.get(key), value)
    elif old != new and not (isinstance(new, list) and not new) and not (isinstance(old, list) and not old):
        yield True


def _rival(old: Mapping[str, Any], key: str, value: Any) -> str | None:
    """The field of *old* that contradicts *value* at *key*: a flag "there is none", or what the flag denies."""
    flag = f"{key}_none"
    if value not in ([], {}) and old.get(flag) is True:
        return flag
    content = key.removesuffix("_none")
    if content != key and value is True and old.get(content):
        return content
    return None
