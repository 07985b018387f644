"""How values of a record are written on paper: the functions that a manifest names with ``as = "…"``.

One topic a module. Every format is pure: values of the record in, text (or a list, or a truth for a condition) out.
None means that something it needs is not known. Wording of forms is not here: sentences stand in the Word files,
small words (months, relations, points) in ``words.toml``, names and choices in the manifest.

Parameters that every format understands:

``blank_if``, ``guards``
    The last place of ``from`` (the last ``guards`` of them) is a guard. When the value is unknown and every guard
    equals ``blank_if`` (or one of them), the blank is deliberate ("" instead of None): the reason for votes
    against, when there are none.
"""

from dossier.forms.formats import dates, numbers, papers, places, relatives, text, truths  # noqa: F401 they register
from dossier.forms.formats.places import place_text
from dossier.forms.formats.shared import (
    DOTS,
    FORMATS,
    SPELLING,
    Blank,
    Format,
    FormatContext,
    Result,
    respell,
    same,
    words,
)

__all__ = [
    "DOTS", "FORMATS", "SPELLING", "Blank", "Format", "FormatContext", "Result", "place_text", "respell", "same",
    "words",
]  # fmt: skip
