"""Whose background has to be verified, in words: a block for the page, lines for a console."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.findings import Report
from dossier.messages import text
from dossier.record.stages import Stage
from dossier.reports.coming import escaped
from dossier.rules.deadlines import Calendar
from dossier.rules.verifying import PlannedPerson

_PLAIN = ("candidate", "parent", "spouse", "in_law")  # reasons that the name of the relation tells by itself


def person_lines(report: Report, calendar: Calendar | None, lang: str) -> Iterator[str]:
    """A line for each person while the biography is about to go out, with the codes of what is special."""
    plan = calendar.verification if calendar is not None and report.stage == Stage.VERIFICATION else None
    if plan is None or not plan.persons:
        return
    yield ""
    yield f"{text('verifying.title', lang)} ({', '.join(plan.codes)}):"
    for person in plan.persons:
        reason = "" if person.reason in _PLAIN else f" ({text(f'verifying.reason.{person.reason}', lang)})"
        codes = ", ".join(dict.fromkeys(way.code for way in (*person.ways, *person.may_be_exempt)))
        state = text(f"verifying.done.{person.state}", lang)
        yield f"  {person.label}{reason}: {state}{f' ({codes})' if codes else ''}"


def persons_html(report: Report, calendar: Calendar | None, lang: str) -> Iterator[str]:
    """The block of a person's page, in pieces: everybody while the biography is about to go out, and as long as an
    answer lacks."""
    plan = calendar.verification if calendar is not None else None
    if plan is None or report.stage not in (Stage.VERIFICATION, Stage.CELL_MEETING):
        return
    if not plan.persons or (report.stage == Stage.CELL_MEETING and all(person.done for person in plan.persons)):
        return
    yield f"<h2>{escaped(text('verifying.title', lang))}</h2>"
    columns = ("person", "why", "how", "state")
    heads = "".join(f"<th>{escaped(text(f'verifying.{column}', lang))}</th>" for column in columns)
    rows = "\n".join(_row(person, lang) for person in plan.persons)
    yield f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'
    if plan.not_sent.get(lang):
        yield f'<p class="help">{escaped(plan.not_sent.get(lang))}</p>'


def _row(person: PlannedPerson, lang: str) -> str:
    how = [way.how.get(lang) + f" ({way.code})" for way in person.ways] or [text("verifying.letter", lang)]
    how += [
        text("verifying.exempt", lang, code=way.code, title=way.how.get(lang).rstrip("."))
        for way in person.may_be_exempt
    ]
    cells = (
        escaped(person.label),
        escaped(text(f"verifying.reason.{person.reason}", lang)),
        "<br>".join(escaped(one) for one in how),
        escaped(text(f"verifying.done.{person.state}", lang)),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
