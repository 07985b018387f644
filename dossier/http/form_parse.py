"""What a posted page means for the record. Pure: pairs of names and texts in, a new record out.

A field whose text is what the page showed leaves the record as it is, to the byte; so do fields that the page did
not show. Names outside the page are refused, never followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dossier.http.form_apply import Applying
from dossier.http.form_buttons import press
from dossier.http.form_follow import follow
from dossier.http.form_post import Posted, sorted_out
from dossier.http.form_words import refused
from dossier.http.sections import Section
from dossier.record.edit import copied


def posted(section: Section, data: Mapping[str, Any], pairs: Iterable[tuple[str, str]], lang: str = "vi") -> Posted:
    """Apply what was typed on the page *section* to the record *data*, which stays as it is.

    Args:
        data: the record that the page was drawn from, as the store has it (not `Posted.data`).
        pairs: names and texts in the order sent; what is neither a place nor one of our names is passed over.
        lang: as for all pages; problems come in both languages, so it decides nothing here.
    """
    post = sorted_out(pairs)
    if post is None:
        return Posted(copied(dict(data)), (refused("too_many"),))
    applying = Applying(section, data, post, is_last=False)
    if post.action is not None and not applying.is_refused:
        return press(applying, post.action)
    if applying.problems:
        return applying.posted()
    applying = Applying(section, data, post, is_last=True)
    applying.check()
    result = applying.posted()
    if result.problems or not applying.has_shifted:
        return result
    followed = follow(result.data, data, applying.origins)
    return replace(result, data=followed.data, notes=followed.notes)
