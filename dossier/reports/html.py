"""Pages an office prints: one for a person, one for a cohort. No script, nothing from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from dossier.findings import Finding, Report, Verdict
from dossier.messages import text
from dossier.reports.cohort import CohortRow, Frequent
from dossier.reports.coming import coming_html
from dossier.reports.grouping import Group, Kind, Plan, Task, plan_of
from dossier.reports.phrases import (
    called,
    clean,
    day,
    disposition_line,
    due_line,
    heading,
    person_of,
    place_of,
    source_line,
    stage_name,
    summary_line,
    told,
    topic,
    who_name,
)
from dossier.reports.timeline import timeline_html
from dossier.reports.verifying import persons_html
from dossier.rules.deadlines import Calendar

FilledForm = tuple[str, str, bool, int]
"""File name, title, whether the form was compared with the official one, blanks left."""

PERSON_PAGE = "report.html"

# Marks are words and shapes: the page says the same on a black-and-white printer.
STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font-size: 18px; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.2rem; max-width: 58rem; background: #fff; color: #000;
  font-family: "Segoe UI", Arial, "Liberation Sans", sans-serif; line-height: 1.5; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 1.8rem 0 .4rem; padding-bottom: .2rem; border-bottom: 2px solid #000; }
h3 { font-size: 1.1rem; margin: 1.3rem 0 .2rem; padding: .15rem .6rem; background: #e8e8e8;
  border-left: .4rem solid #000; }
h4 { font-size: 1rem; margin: .7rem 0 0; padding-left: .6rem; border-left: .2rem solid #000; font-weight: bold; }
h4.late { border-left-width: .4rem; border-left-style: double; }
p { margin: .3rem 0; }
a { color: #00408a; }
.verdict { margin: .8rem 0; padding: .6rem .9rem; border: 3px solid #000; font-weight: bold; font-size: 1.1rem; }
.verdict.open { border-style: double; border-width: 6px; }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: .8rem 0; padding: 0; list-style: none; }
.counts li { flex: 1 1 8rem; padding: .4rem .6rem; border: 1px solid #000; }
.counts b { display: block; font-size: 1.7rem; line-height: 1.2; }
.help { font-size: 1rem; }
ol.tasks { list-style: none; margin: 0; padding: 0; }
ol.tasks > li { position: relative; padding: .55rem 0 .55rem 2.7rem; border-bottom: 1px solid #999;
  break-inside: avoid; overflow-wrap: break-word; }
.number { position: absolute; left: 0; width: 2rem; text-align: right; font-weight: bold; }
.box { display: inline-block; width: 1.3rem; height: 1.3rem; margin-right: .5rem; border: 2px solid #000;
  background: #fff; vertical-align: -.2rem; }
.mark { display: inline-block; padding: 0 .45rem; border: 2px solid #000; font-weight: bold;
  font-size: .9rem; white-space: nowrap; }
.mark.error { background: #000; color: #fff; }
.mark.warning { border-style: dashed; }
.mark.notice { border-style: dotted; }
.code { font-size: .95rem; white-space: nowrap; }
.place { font-weight: bold; }
.told { margin: .15rem 0; }
ul.told { padding-left: 1.2rem; }
dl.why { margin: .15rem 0 0; }
dl.why dt { float: left; clear: left; width: 5.4rem; font-weight: bold; }
dl.why dd { margin: 0 0 0 5.8rem; }
.sign { display: flex; justify-content: flex-end; margin-top: 1.2rem; break-inside: avoid; }
.sign div { width: 20rem; text-align: center; padding-bottom: 5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { padding: .3rem .5rem; border: 1px solid #000; text-align: left; vertical-align: top; }
th { background: #e8e8e8; }
td.figure, th.figure { text-align: right; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 2px solid #000; font-size: .9rem; }
.hash { font-family: Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
summary { cursor: pointer; font-weight: bold; }
@page { size: A4; margin: 15mm 12mm 15mm 18mm; }
@page wide { size: A4 landscape; }
@media print {
  html { font-size: 12pt; }
  body { max-width: none; padding: 0; line-height: 1.35; }
  h2 { margin-top: 1rem; }
  h3 { margin-top: .7rem; }
  h4 { margin-top: .5rem; }
  ol.tasks > li { padding: .3rem 0 .3rem 2.7rem; }
  .told, dl.why, dl.why + dl { margin-top: 0; }
  .person .counts, .folder { display: none; }
  .cohort { page: wide; }
  h2, h3, h4 { break-after: avoid; }
  h3, th, .mark.error { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  a { color: #000; text-decoration: none; }
  .scroll { overflow: visible; }
}
"""


def person_html(
    report: Report,
    lang: str = "vi",
    *,
    forms: Sequence[FilledForm] = (),
    label: str | None = None,
    calendar: Calendar | None = None,
) -> str:
    """The page of one person: what is missing, in order, by who has to act.

    Args:
        report: what was found.
        lang: `vi` or `en`.
        forms: the filled forms, which lie in `forms/` beside the page.
        label: how the office calls the person; without it only the record's id is shown.
        calendar: what took place and what comes next, from `calendar_of`; without it neither is shown.
    """
    plan = plan_of(report, calendar.dues if calendar else None)
    person = person_of(report.record_id or called(report), label)
    title = text("report.html.title" if report.stage else "report_word.title", lang, record=person)
    looked_at, about = topic(report, lang)
    parts = [
        f"<h1>{_escaped(title)}</h1>",
        f"<p>{_escaped(looked_at)}: <b>{_escaped(about)}</b>"
        f" · {_words('report.html.as_of', lang)}: <b>{day(report.as_of)}</b></p>",
        _verdict(report, lang),
        _counts(report, lang),
        *(coming_html(calendar, lang) if calendar else ()),
        *_todo(plan, lang),
        *persons_html(report, calendar, lang),
        *_settled(plan, lang),
        *(timeline_html(calendar, lang) if calendar else ()),
        *_forms(forms, lang),
        *_notes(report, lang),
        _footer(report, lang),
    ]
    return _page(title, parts, lang, "person")


def cohort_html(
    rows: Sequence[CohortRow],
    lang: str = "vi",
    *,
    as_of: date,
    frequent: Sequence[Frequent] = (),
    title: str | None = None,
    page: str = PERSON_PAGE,
) -> str:
    """The page of a cohort: figures, a row for each person, what comes most often, what was not processed.

    Args:
        rows: in the order wanted.
        as_of: day of the checks.
        frequent: see `most_frequent`.
        title: heading; the catalogue's when None.
        page: file name of a person's page inside `CohortRow.folder`.
    """
    heading = title or text("report.cohort.title", lang)
    done = [row for row in rows if row.problem is None]
    figures = [
        (len(rows), "persons"),
        (sum(row.verdict == "ready" for row in rows), "ready"),
        (sum(row.verdict == "needs_person" for row in rows), "waiting"),
        (sum(row.verdict == "errors" for row in rows), "not_ready"),
        (len(rows) - len(done), "broken"),
    ]
    parts = [
        f"<h1>{_escaped(heading)}</h1>",
        f"<p>{_words('report.html.as_of', lang)}: <b>{day(as_of)}</b></p>",
        _figures([(number, text(f"report.cohort.{key}", lang)) for number, key in figures]),
        *_persons(rows, page, lang),
        *_frequent(frequent, lang),
        *_problems([row for row in rows if row.problem is not None], lang),
    ]
    return _page(heading, parts, lang, "cohort")


# --- parts of both pages ----------------------------------------------------------------------------------


def _page(title: str, parts: Sequence[str], lang: str, kind: str) -> str:
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        # the page may load nothing at all, whatever a value tries
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f'<body class="{kind}">\n{body}\n</body>\n</html>\n'
    )


def _escaped(value: str) -> str:
    return html.escape(clean(value), quote=True)


def _words(key: str, lang: str) -> str:
    return _escaped(text(key, lang))


def _figures(figures: Sequence[tuple[int, str]]) -> str:
    items = "".join(f"<li><b>{number}</b> {_escaped(words)}</li>" for number, words in figures)
    return f'<ul class="counts">{items}</ul>'


def _mark(kind: Kind, lang: str) -> str:
    return f'<span class="mark {kind.value}">{_words(f"report.mark.{kind.value}", lang)}</span>'


def _heads(keys: Sequence[str], lang: str) -> str:
    cells = "".join(f"<th{_class(_LOOKS.get(key, ''))}>{_words(f'report.{key}', lang)}</th>" for key in keys)
    return f"<thead><tr>{cells}</tr></thead>"


# column -> class of its cells
_LOOKS = {
    "cohort.number": "figure",
    "cohort.forms": "figure",
    "cohort.errors": "figure",
    "cohort.to_look": "figure",
    "cohort.warnings": "figure",
    "cohort.of_persons": "figure",
    "cohort.times": "figure",
    "cohort.folder": "folder",
    "html.blanks": "figure",
}


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _link(path: str, words: str) -> str:
    # a path that begins like "javascript:" or "//host" must stay a name of a file
    return f'<a href="./{_escaped(quote(path))}">{_escaped(words)}</a>'


# --- a person ---------------------------------------------------------------------------------------------


def _verdict(report: Report, lang: str) -> str:
    look = "ready" if report.ready else "open"
    return f'<p class="verdict {look}">{_escaped(summary_line(report, lang))}</p>'


def _counts(report: Report, lang: str) -> str:
    counts = report.counts
    return _figures(
        [
            (counts.error, text("report.html.count_error", lang)),
            (counts.needs_person, text("report.html.count_person", lang)),
            (counts.warning, text("report.html.count_warning", lang)),
            (counts.notice, text("report.html.count_notice", lang)),
        ]
    )


def _todo(plan: Plan, lang: str) -> Iterator[str]:
    yield f"<h2>{_words('report.html.missing', lang)}</h2>"
    if not plan.groups:
        yield f"<p>{_words('report.nothing', lang)}</p>"
        return
    yield f'<p class="help">{_words("report.html.how_to_read", lang)}</p>'
    for group in plan.groups:
        yield _group(group, lang)
    if any(True for _ in plan.tasks(Kind.NEEDS_PERSON)):
        yield (
            f'<div class="sign"><div>{_words("report.html.check_date", lang)}<br>'
            f"<b>{_words('report.html.checker', lang)}</b><br>"
            f"<i>{_words('report.html.sign', lang)}</i></div></div>"
        )


def _group(group: Group, lang: str) -> str:
    parts = [f"<h3>{_escaped(who_name(group.who, lang))}</h3>"]
    for due, tasks in group.by_due():
        if due is not None:
            late = _escaped(text("report.due.overdue", lang).upper())
            mark = f'<span class="mark error">{late}</span> ' if due.overdue else ""
            parts.append(f"<h4{_class('late' if due.overdue else '')}>{mark}{_escaped(due_line(due, lang))}</h4>")
        items = "\n".join(f"<li>{_task(task, lang)}</li>" for task in tasks)
        parts.append(f'<ol class="tasks">\n{items}\n</ol>')
    return "<section>\n" + "\n".join(parts) + "\n</section>"


def _task(task: Task, lang: str) -> str:
    number = f"{task.number}." if task.number else ""
    box = '<span class="box"></span>' if task.kind is Kind.NEEDS_PERSON else ""
    body = _looked_at(task, lang) if task.kind is Kind.NEEDS_PERSON else _mended(task, lang)
    return f'<span class="number">{number}</span>{box}{body}'


def _head(task: Task, place: str, lang: str, code: str = "") -> str:
    shown = f' <span class="code">{_escaped(code)}</span>' if code else ""
    return f'{_mark(task.kind, lang)}{shown} <span class="place">{_escaped(place)}</span>'


def _mended(task: Task, lang: str) -> str:
    """A task of mending: its places, then source and remedy once."""
    first, lead = task.first, heading(task, lang)
    lines, remark = told(task, lang)
    messages = [message for _, message in lines]
    if len(messages) == 1 and lead in messages[0]:  # "Missing: …" says the place itself
        lead, messages = messages[0], []
    return f"{_head(task, lead, lang, first.code)}{_told(messages, remark)}{_why(first, lang)}"


def _looked_at(task: Task, lang: str) -> str:
    """A task of looking: one tick for a paper, with everything to be seen on it."""
    lines, remark = told(task, lang)
    items = "".join(
        f'<li>{_escaped(message)} <span class="code">({_escaped(_cited(finding, lang))})</span></li>'
        for finding, message in lines
    )
    return f'{_head(task, heading(task, lang), lang)}<ul class="told">{items}</ul>{_told([], remark)}'


def _told(messages: Sequence[str], remark: str) -> str:
    if len(messages) > 1:
        shown = f'<ul class="told">{"".join(f"<li>{_escaped(message)}</li>" for message in messages)}</ul>'
    else:
        shown = "".join(f'<p class="told">{_escaped(message)}</p>' for message in messages)
    return shown + (f'<p class="told">{_escaped(remark)}</p>' if remark else "")


def _cited(finding: Finding, lang: str) -> str:
    return " · ".join(part for part in (finding.code, source_line(finding, lang).rstrip(".")) if part)


def _why(finding: Finding, lang: str) -> str:
    rows = [
        ("report.source", source_line(finding, lang)),
        ("report.fix", finding.fix.get(lang)),
    ]
    if finding.disposition is not None:
        rows.append(("report.accepted", disposition_line(finding.disposition, lang)))
    items = "".join(
        f"<div><dt>{_words(key, lang)}</dt><dd>{_escaped(value)}</dd></div>" for key, value in rows if value
    )
    return f'<dl class="why">{items}</dl>' if items else ""


def _settled(plan: Plan, lang: str) -> Iterator[str]:
    if not plan.settled:
        return
    yield f"<h2>{_words('report.settled', lang)}</h2>"
    items = []
    for finding in plan.settled:
        disposition = finding.disposition
        assert disposition is not None
        items.append(
            f'<li><span class="code">{_escaped(finding.code)}</span>'
            f' <span class="place">{_escaped(place_of(finding, lang))}</span>'
            f'<p class="told">{_escaped(finding.message.get(lang))}</p>'
            f'<dl class="why"><div><dt>{_words("report.accepted", lang)}</dt>'
            f"<dd>{_escaped(disposition_line(disposition, lang))}</dd></div></dl></li>"
        )
    yield '<ol class="tasks">' + "\n".join(items) + "</ol>"


def _forms(forms: Sequence[FilledForm], lang: str) -> Iterator[str]:
    if not forms:
        return
    yield f"<h2>{_words('report.html.forms', lang)}</h2>"
    rows = []
    for name, title, confirmed, blanks in forms:
        note = "" if confirmed else f"<br><i>△ {_words('report.html.unconfirmed', lang)}</i>"
        left = str(blanks) if blanks else _words("report.html.complete", lang)
        rows.append(
            f"<tr><td>{_escaped(title)}{note}</td><td>{_link(f'forms/{name}', name)}</td>"
            f'<td class="figure">{left}</td></tr>'
        )
    heads = _heads(("html.form", "html.file", "html.blanks"), lang)
    yield f'<div class="scroll"><table>{heads}<tbody>{"".join(rows)}</tbody></table></div>'


def _notes(report: Report, lang: str) -> Iterator[str]:
    if not report.notes:
        return
    items = "".join(
        f'<li><span class="code">{_escaped(note.code)}</span> <b>{_escaped(note.title.get(lang))}</b>: '
        f"{_escaped(note.message.get(lang))}</li>"
        for note in report.notes
    )
    # closed: they are for whoever wonders, and do not lengthen the print
    yield (
        f"<details><summary>{_escaped(text('report.html.notes', lang, count=len(report.notes)))}</summary>"
        f"<ul>{items}</ul></details>"
    )


def _footer(report: Report, lang: str) -> str:
    verdicts = [rule.verdict for rule in report.rules]
    asked = text(
        "report.html.rules_asked",
        lang,
        asked=len(verdicts),
        passed=verdicts.count(Verdict.PASS),
        failed=verdicts.count(Verdict.FAIL),
        person=verdicts.count(Verdict.NEEDS_PERSON),
        none=verdicts.count(Verdict.NOT_APPLICABLE),
    )
    carried = text("report.html.carried", lang, count=report.counts.carried_over)
    versions = " · ".join(f"{name} {version}" for name, version in sorted(report.versions.items()))
    lines = [_escaped(asked), _escaped(carried)]
    if versions:
        lines.append(f"{_words('report.html.versions', lang)}: {_escaped(versions)}")
    for number, item in enumerate(report.inputs):
        lead = f"{_words('report.html.inputs', lang)}:<br>" if number == 0 else ""
        lines.append(f'{lead}{_escaped(item.path)} <span class="hash">{_escaped(item.sha256)}</span>')
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<footer><b>{_words('report.html.about', lang)}</b>{body}</footer>"


# --- a cohort ---------------------------------------------------------------------------------------------


_COLUMNS = ("number", "person", "cell", "stage", "forms", "errors", "to_look", "warnings", "verdict", "folder")


def _persons(rows: Sequence[CohortRow], page: str, lang: str) -> Iterator[str]:
    if not rows:
        yield f"<p>{_words('report.cohort.nobody', lang)}</p>"
        return
    # looked at and not processed: nothing was filled, and there is no folder to open
    lacking = set() if any(row.folder for row in rows) else {"forms", "folder"}
    lacking |= set() if any(row.cell for row in rows) else {"cell"}
    columns = [column for column in _COLUMNS if column not in lacking]
    body = "\n".join(_person(number, row, page, columns, lang) for number, row in enumerate(rows, 1))
    heads = _heads([f"cohort.{column}" for column in columns], lang)
    yield f'<div class="scroll"><table>{heads}<tbody>\n{body}\n</tbody></table></div>'


def _person(number: int, row: CohortRow, page: str, columns: Sequence[str], lang: str) -> str:
    name = person_of(row.record_id, row.label)
    processed = row.problem is None
    figures = {"forms": row.forms, "errors": row.errors, "to_look": row.needs_person, "warnings": row.warnings}
    shape = {"ready": "✓", "errors": "■", "needs_person": "☐", "problem": "✕"}[row.verdict]
    cells = {
        "number": ("figure", str(number)),
        "person": ("", _link(f"{row.folder}/{page}", name) if processed and row.folder else _escaped(name)),
        "cell": ("", _escaped(row.cell)),
        "stage": ("", _escaped(stage_name(row.stage, lang)) if row.stage else ""),
        **{key: ("figure", str(figure) if processed else "–") for key, figure in figures.items()},
        "verdict": ("", f"<b>{shape} {_words(f'report.verdict.{row.verdict}', lang)}</b>"),
        "folder": (
            "folder", _link(f"{row.folder}/", text("report.cohort.open_files", lang)) if row.folder else ""
        ),
    }  # fmt: skip
    shown = [cells[column] for column in columns]
    return "<tr>" + "".join(f"<td{_class(look)}>{cell}</td>" for look, cell in shown) + "</tr>"


def _frequent(frequent: Sequence[Frequent], lang: str) -> Iterator[str]:
    if not frequent:
        return
    yield f"<h2>{_words('report.cohort.frequent', lang)}</h2>"
    rows = "".join(
        f"<tr><td>{_mark(item.kind, lang)}</td><td>{_escaped(item.code)}</td><td>{_escaped(item.title)}</td>"
        f'<td class="figure">{item.persons}</td><td class="figure">{item.times}</td></tr>'
        for item in frequent
    )
    columns = ("kind", "code", "what", "of_persons", "times")
    heads = _heads([f"cohort.{column}" for column in columns], lang)
    yield f'<div class="scroll"><table>{heads}<tbody>{rows}</tbody></table></div>'


def _problems(rows: Sequence[CohortRow], lang: str) -> Iterator[str]:
    if not rows:
        return
    yield f"<h2>{_words('report.cohort.problems', lang)}</h2>"
    body = "".join(
        f"<tr><td>{_escaped(person_of(row.record_id, row.label))}</td><td>{_escaped(row.problem or '')}</td></tr>"
        for row in rows
    )
    heads = _heads(("cohort.person", "cohort.problem"), lang)
    yield f'<div class="scroll"><table>{heads}<tbody>{body}</tbody></table></div>'
