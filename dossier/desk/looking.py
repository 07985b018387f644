"""One dossier looked at: its report, its days, the forms due, and the report in every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dossier.adapters.files import load_dossier
from dossier.adapters.word_file import is_word_file, other_names, read_word_file
from dossier.errors import UsageError
from dossier.findings import Report
from dossier.forms.form_set import FormSet, forms_for
from dossier.forms.plan import PlannedForm
from dossier.messages import said
from dossier.pipeline import look
from dossier.record.dossier import Dossier
from dossier.record.office import Office
from dossier.reports.phrases import called
from dossier.rules.check_word import check_word
from dossier.rules.deadlines import Calendar, calendar_of
from dossier.rules.loading import load_rulebook

FORMATS = ("text", "json", "html", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at one dossier, or at one Word file, shows.

    Args:
        report: what was found, blanks of the forms included.
        calendar: what took place and what comes next; None for a Word file.
        planned: the forms due, with their values; nothing is filled.
        cell: the cell's name; empty when not known, and for a Word file.
    """

    report: Report
    calendar: Calendar | None = None
    planned: tuple[PlannedForm, ...] = ()
    cell: str = ""


def looked_at(path: Path, stage: str | None, office: Office, as_of: date) -> Looked:
    """The dossier or Word file at *path*.

    Raises:
        InputError: it cannot be read.
    """
    if is_word_file(path):
        facts, names = read_word_file(path), other_names(path)
        return Looked(check_word(facts, rulebook=load_rulebook(office), office=office, as_of=as_of, names=names))
    return look_at(load_dossier(path), stage, office, as_of)


def look_at(
    dossier: Dossier, stage: str | None, office: Office, as_of: date, forms: FormSet | None = None
) -> Looked:  # fmt: skip
    """One dossier; *forms*: the office's when None."""
    rulebook = load_rulebook(office)
    report, planned = look(
        dossier, stage=stage, office=office, rulebook=rulebook, forms=forms or forms_for(office), as_of=as_of
    )
    record = dossier.record_for(office)
    return Looked(report, calendar_of(record, rulebook, as_of), tuple(planned), record.text("/orgs/cell/name") or "")


def rendered(looks: Sequence[Looked], form: str, lang: str, label: str | None = None) -> str | bytes:
    """The reports of *looks* in one of `FORMATS`; text for `text`, `json` and `html`, else bytes.

    Args:
        label: how the office calls the person, for the page of one.

    Raises:
        UsageError: several return slips; each goes back with its own dossier.
    """
    if form == "json":
        from dossier.reports.json_report import json_report

        return json_report([one.report for one in looks], lang)
    if form == "text":
        from dossier.reports.text import text_report

        return "\n\n".join(text_report(one.report, lang, one.calendar) for one in looks)
    if len(looks) > 1:
        return _of_several(looks, form, lang)
    report, calendar = looks[0].report, looks[0].calendar
    if form == "html":
        from dossier.reports.html import person_html

        return person_html(report, lang, label=label, calendar=calendar)
    if form == "xlsx":
        from dossier.reports.xlsx import person_xlsx

        return person_xlsx(report, lang, calendar=calendar)
    from dossier.reports.docx import return_slip

    return return_slip(report, lang, calendar=calendar)


def _of_several(looks: Sequence[Looked], form: str, lang: str) -> str | bytes:
    """The page or the workbook of a cohort."""
    from dossier.reports.cohort import cohort_row, most_frequent

    reports = [one.report for one in looks]
    # what two files call by one id is told apart by the file, and no day of one is said of the other
    times = Counter(report.record_id for report in reports)
    names = [one.record_id if one.record_id and times[one.record_id] == 1 else called(one) for one in reports]
    rows = [
        cohort_row(one.report, label=name, forms=0, folder="", cell=one.cell)
        for one, name in zip(looks, names, strict=True)
    ]
    if form == "html":
        from dossier.reports.html import cohort_html

        return cohort_html(rows, lang, as_of=reports[0].as_of, frequent=most_frequent(reports, lang))
    if form == "xlsx":
        from dossier.reports.xlsx import cohort_xlsx

        dues = {
            one.report.record_id: one.calendar.dues
            for one, name in zip(looks, names, strict=True)
            if one.calendar is not None and name == one.report.record_id
        }
        return cohort_xlsx(rows, reports, lang, dues=dues.get)
    raise UsageError("", *said("one_report"))
