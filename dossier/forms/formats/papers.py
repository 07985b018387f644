"""Papers of the dossier: the checklist. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dossier.forms.formats.dates import partial_date
from dossier.forms.formats.shared import FORMATS, FormatContext, Result, as_text, objects_in, register, respell, words


@register
def checklist(context: FormatContext, values: Sequence[object], params: Mapping[str, object]) -> Result:
    """The papers that a dossier consists of, in the order of filing, as [{number, name, form, note}].

    Values: the list of papers that the record holds; it may be unknown. ``form`` are the numbers of the pack,
    ``note`` tells number and date of those held. A row without ``number`` is the heading of a part.
    """
    held = objects_in(values)
    spelling = context.office.get("spelling")
    rows: list[dict[str, str]] = []
    number = 0
    for part in words()["checklist"]:
        rows.append({"number": "", "name": str(part["heading"]), "form": "", "note": ""})
        for row in part["rows"]:
            number += 1
            notes = "\n".join(dict.fromkeys(_paper_note(one) for one in held if _is_paper(one, row, part["about"])))
            name = respell(str(row["name"]), spelling)
            rows.append({"number": str(number), "name": name, "form": _form_numbers(row), "note": notes})
    return list(rows)


def _form_numbers(row: Mapping[str, Any]) -> str:
    """The numbers that a row of the checklist stands for; kinds of papers without a form have none."""
    return "\n".join(form for form in row.get("forms", ()) if form != form.lower())


def _is_paper(paper: Mapping[str, object], row: Mapping[str, Any], about: str) -> bool:
    """Whether *paper* belongs to a row of the checklist, in the part about the object *about* ("" or "/probation")."""
    if paper.get("form") in row.get("forms", ()):
        return True
    of_probation = str(paper.get("about", "")).startswith("/probation")
    return paper.get("purpose") in row.get("purposes", ()) and of_probation == (about == "/probation")


def _paper_note(paper: Mapping[str, object]) -> str:
    shapes = words()["paper_note"]
    number, date = as_text(paper.get("number")), partial_date(paper.get("date"))
    parts = [str(shapes["number"]).format(number=number)] if number else []
    if date is not None:
        parts.append(str(shapes["date"]).format(date=FORMATS["date_slash"](FormatContext({}), [paper["date"]], {})))
    return " ".join(parts) or str(shapes["there"])
