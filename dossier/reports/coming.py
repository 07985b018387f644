"""The calendar ahead in words: a block for the page, lines for a console."""

from __future__ import annotations

import html
from collections.abc import Iterator

from dossier.findings import Confidence, Severity
from dossier.messages import text
from dossier.reports.phrases import clean, day
from dossier.rules.ahead import ComingAct
from dossier.rules.deadlines import Calendar
from dossier.rules.windows import Window

MOST_LINES = 3  # of the text report
_MONTHS_A_YEAR = 12
_LONG_IN_MONTHS = 120  # from here on years are what people count in
_NEAR_DAYS = 60
_URGENT_DAYS = 731  # what ends later than in two years is nobody's most urgent matter


def act_name(key: str, label: str, lang: str, number: int = 0) -> str:
    """An act in words: by the catalogue, else by its place; *number* tells equal ones apart."""
    name = text(f"calendar.act.{key}", lang) if key else label
    return text("calendar.numbered", lang, act=name, number=number) if number else name


def coming_name(act: ComingAct, lang: str) -> str:
    """The name of an act ahead."""
    return act_name(act.key, act.label, lang, act.number)


def urgent_line(calendar: Calendar, lang: str) -> str:
    """One sentence on the act whose last day comes first; empty when no act has a last day, or years are left."""
    act = calendar.critical
    if act is None or act.latest is None or act.closes is None:
        return ""
    left = (act.latest - calendar.as_of).days
    values = {
        "act": coming_name(act, lang),
        "latest": day(act.latest),
        "code": act.closes.code,
        "title": act.closes.title.get(lang).rstrip("."),
    }
    if act.contradictory and act.opens is not None:
        codes = {"opens": act.opens.code, "closes": act.closes.code}
        return text(
            "calendar.impossible", lang, act=values["act"], latest=values["latest"],
            earliest=day(act.opens.earliest), **codes,
        )  # fmt: skip
    if left > _URGENT_DAYS:
        return ""
    if left < 0:
        return text("calendar.overdue", lang, days=-left, **values)
    if left == 0:
        return text("calendar.last_day", lang, **values)
    return text("calendar.critical", lang, days=left, **values)


def _presses(calendar: Calendar) -> bool:
    """Whether the critical day is so near, or so wrong, that it must catch the eye."""
    act = calendar.critical
    if act is None or act.latest is None:
        return False
    return act.contradictory or (act.latest - calendar.as_of).days <= _NEAR_DAYS


def coming_days(act: ComingAct, lang: str) -> str:
    """The lawful days of an act ahead in a few words; empty when every day is."""
    first, last = day(act.earliest), day(act.latest)
    if act.latest is None:
        return text("calendar.from", lang, earliest=first) if act.opens else ""
    if act.contradictory and act.opens is not None:
        return text("calendar.contrary", lang, earliest=day(act.opens.earliest), latest=last)
    if not act.possible:
        return text("calendar.missed", lang, latest=last)
    if act.opens is None:
        return text("calendar.until", lang, latest=last)
    return text("calendar.between", lang, earliest=first, latest=last)


def coming_codes(act: ComingAct) -> tuple[str, ...]:
    """The codes of the rules that set the bounds of an act ahead."""
    return tuple(dict.fromkeys(window.code for window in (act.opens, act.closes) if window is not None))


def basis_line(window: Window, lang: str) -> str:
    """How a window is counted, and how sure its text is: "30 working days from 02/11/2026"."""
    unit, count = window.unit, window.count
    if unit == "months" and count >= _LONG_IN_MONTHS and count % _MONTHS_A_YEAR == 0:
        unit, count = "years", count // _MONTHS_A_YEAR
    line = text(f"calendar.{unit}", lang, count=count, start=day(window.start_date))
    if window.confidence is not Confidence.CONFIRMED:
        line += f" ({text(f'report.confidence.{window.confidence.value}', lang)})"
    return line


def unlisted_line(calendar: Calendar, lang: str) -> str:
    """That days ahead rest on holidays nobody has announced yet; empty when they do not."""
    years = calendar.unlisted_years
    return text("calendar.unlisted", lang, years=", ".join(map(str, years))) if years else ""


def coming_lines(calendar: Calendar, lang: str) -> Iterator[str]:
    """The next acts for a console, the most urgent first; nothing when none has a bound."""
    acts = [act for act in calendar.coming if coming_codes(act)][:MOST_LINES]
    if not acts:
        return
    yield ""
    yield f"{text('calendar.title', lang)}:"
    for act in acts:
        mark = "»" if act.critical else " "
        yield f"{mark} {coming_name(act, lang)}: {coming_days(act, lang)} ({', '.join(coming_codes(act))})"
    unlisted = unlisted_line(calendar, lang)
    if unlisted:
        yield f"  {unlisted}"


def coming_html(calendar: Calendar, lang: str) -> Iterator[str]:
    """The block "what comes next" of a person's page, in pieces; nothing when nothing comes."""
    if not calendar.coming:
        return
    yield f"<h2>{escaped(text('calendar.title', lang))}</h2>"
    urgent = urgent_line(calendar, lang)
    if urgent:
        kind = "verdict open" if _presses(calendar) else "help"
        yield f'<p class="{kind}">{escaped(urgent)}</p>'
    columns = ("act_column", "earliest", "latest", "left", "basis")
    heads = "".join(f"<th>{escaped(text(f'calendar.{column}', lang))}</th>" for column in columns)
    rows = "\n".join(_row(act, calendar, lang) for act in calendar.coming)
    table = f'<table class="coming"><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>'
    yield f'<div class="scroll">{table}</div>'
    for line in (unlisted_line(calendar, lang), text("calendar.help", lang)):
        if line:
            yield f'<p class="help">{escaped(line)}</p>'


def _row(act: ComingAct, calendar: Calendar, lang: str) -> str:
    now = text("calendar.now", lang)
    none = text("calendar.none", lang)
    latest = f"<b>{day(act.latest)}</b>" if act.latest else none
    closes = act.closes
    if closes is not None and closes.earlier is not None and closes.earlier != act.latest:
        latest += f"<br>{escaped(text('calendar.stricter', lang, day=day(closes.earlier)))}"
    name = escaped(coming_name(act, lang))
    cells = (
        f"<b>» {name}</b>" if act.critical else name,
        day(act.opens.earliest) if act.opens else escaped(now),
        latest,
        _left(act, calendar, lang),
        "<br>".join(_basis(act, window, calendar, lang) for window in (act.opens, act.closes) if window is not None)
        or none,
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _left(act: ComingAct, calendar: Calendar, lang: str) -> str:
    if act.latest is None:
        return text("calendar.none", lang)
    if act.contradictory:
        return f"<b>✕ {escaped(text('calendar.no_day', lang))}</b>"
    days = (act.latest - calendar.as_of).days
    if days < 0:
        return f"<b>■ {escaped(text('calendar.late', lang, count=-days))}</b>"
    return escaped(text("calendar.days", lang, count=days))


def _basis(act: ComingAct, window: Window, calendar: Calendar, lang: str) -> str:
    """The rule of a window; the mark of a fault only where there is one already, else what a wrong day would be."""
    kind = window.severity.value
    shown = f'<span class="code">{escaped(window.code)}</span> {escaped(basis_line(window, lang))}'
    if window.severity is Severity.NOTICE:
        return shown
    if act.contradictory or (window is act.closes and act.latest is not None and act.latest < calendar.as_of):
        return f'<span class="mark {kind}">{escaped(text(f"report.mark.{kind}", lang))}</span> {shown}'
    return f"{shown} · {escaped(text(f'calendar.else_{kind}', lang))}"


def escaped(value: str) -> str:
    """*value* as text of a page."""
    return html.escape(clean(value), quote=True)
