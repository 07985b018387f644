"""The record as a form by pages, made from the schema: what other modules use of it.

    sections()                          the pages, in the order in which a secretary works
    section_of(place, data)             the page on which a place stands
    form_of(section, data, …)           a page as a tree of fieldsets and fields
    posted(section, data, pairs, lang)  what a posted page means for the record
    differences(before, after)          what changed between two versions, in words

`html/fields.html` draws a page. What `Posted.typed` holds is sent along in hidden fields, so a page that comes back
unstored and is sent again means the same.
"""

from __future__ import annotations

from dossier.http.form_differences import Difference, differences
from dossier.http.form_draw import form_of
from dossier.http.form_nodes import FieldProblem, FormModel, Typed
from dossier.http.form_parse import posted
from dossier.http.form_post import ACTIONS, Action, Posted
from dossier.http.form_spec import element_id
from dossier.http.sections import Section, by_action, section, section_of, sections

__all__ = [
    "ACTIONS",
    "Action",
    "Difference",
    "FieldProblem",
    "FormModel",
    "Posted",
    "Section",
    "Typed",
    "by_action",
    "differences",
    "element_id",
    "form_of",
    "posted",
    "section",
    "section_of",
    "sections",
]
