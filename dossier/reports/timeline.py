"""The timeline of one dossier: papers, acts and lawful days as one inline SVG. No script, nothing from elsewhere.

A line of months runs across; below it stand the groups of the procedure, each in rows where no two labels touch.
Marks are shapes first and colours second: the picture says the same on a black-and-white printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from dossier.messages import text
from dossier.record.dates import add_months, month_index
from dossier.reports.coming import act_name, coming_codes, coming_days, coming_name, escaped
from dossier.reports.phrases import day
from dossier.rules.acts import ACTS, GROUPS
from dossier.rules.ahead import ComingAct
from dossier.rules.deadlines import Calendar
from dossier.rules.moments import Moment
from dossier.rules.windows import Break, Window

# lengths are units of the drawing; a printed A4 page makes one about three quarters of a point
WIDTH = 700
_LEFT, _RIGHT = 10, 690
_FONT = 12
_ROW, _TALL_ROW = 18, 31
_HEAD = 22  # of a group
_AXIS = 46
_LEGEND = 40
_MARK = 5  # half a mark
_GAP = 6
_BAR = 9
_HATCH = 6
_PAST_MONTHS = 30  # papers older than this before the end of the line stand at its left edge
_AHEAD_MONTHS = 14  # a window reaches no farther than this beyond the day of the check
_FAR_MONTHS = 18  # a check so long after the last act stands at the right edge

_SOONEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)  # of a day of the check that a line can be drawn for
_RED = "#b00020"
_GROUP_OF = {act.key: act.group for act in ACTS}
STYLE = (
    f".tl text{{font:{_FONT}px Arial,'Liberation Sans',sans-serif;fill:#000}}"
    # a white edge keeps words readable on the lines behind them
    ".tl text{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
    f".tl .g{{font-weight:bold}}.tl .w,.tl .w text{{fill:{_RED};font-weight:bold}}"
    ".tl .y{font-weight:bold}.tl .n{font-style:italic}"
    ".tl{display:block;width:100%;height:auto}"
    "@media print{.tl{break-inside:avoid;max-height:250mm}"
    ".tl *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
)


@dataclass(slots=True)
class _Item:
    """One line of the picture: a mark on a day, perhaps with the window around it, and its words."""

    shape: str  # done, ahead, end or wrong
    group: str
    day: date
    words: str
    hint: str
    opens: date | None = None
    closes: date | None = None
    window: bool = False
    links: list[date] = field(default_factory=list)  # what a wrong date should have kept to


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days to units; days beyond the ends stand on the ends."""

    first: date
    last: date

    def x(self, at: date) -> float:
        share = (at - self.first).days / (self.last - self.first).days
        return _LEFT + (_RIGHT - _LEFT) * min(1.0, max(0.0, share))


def timeline_svg(calendar: Calendar, lang: str = "vi") -> str:
    """The timeline as an `svg` element; empty when nothing has a date.

    Args:
        calendar: of one dossier, from `calendar_of`.
        lang: `vi` or `en`.
    """
    items = list(_items(calendar, lang))
    if not items:
        return ""
    scale = _scale(calendar, items)
    parts: list[str] = []
    top = _AXIS
    for group in GROUPS:
        mine = sorted((item for item in items if item.group == group), key=lambda item: item.day)
        if mine:
            top = _group(group, mine, scale, top, parts, lang)
    height = top + _LEGEND
    return (
        f'<svg class="tl" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="tl-title tl-desc">'
        f'<title id="tl-title">{escaped(text("timeline.title", lang))}</title>'
        f'<desc id="tl-desc">{escaped(_described(calendar, items, lang))}</desc>'
        f"<style>{STYLE}</style>"
        + "".join(_axis(calendar, scale, top, lang))
        + "".join(parts)
        + "".join(_legend(top, lang))
        + "</svg>"
    )


def timeline_html(calendar: Calendar, lang: str) -> Iterator[str]:
    """The timeline with its heading, for a person's page; nothing when nothing has a date."""
    picture = timeline_svg(calendar, lang)
    if picture:
        yield f"<h2>{escaped(text('timeline.title', lang))}</h2>"
        yield picture


# --- what is shown ----------------------------------------------------------------------------------------


def _items(calendar: Calendar, lang: str) -> Iterator[_Item]:
    windows: dict[str, list[Window]] = {}
    for window in calendar.windows:
        windows.setdefault(window.end, []).append(window)
    breaks: dict[str, list[Break]] = {}
    for broken in calendar.breaks:
        breaks.setdefault(broken.at, []).append(broken)
    for moment in calendar.moments:
        yield _done(moment, windows, breaks, lang)
    ends = (window for window in calendar.windows if window.exact and window.end.endswith("/end_date"))
    for window in ends:
        yield _end(window, lang)
    for act in calendar.coming:
        if coming_codes(act):
            yield _ahead(act, calendar, lang)


def _done(moment: Moment, windows: dict[str, list[Window]], breaks: dict[str, list[Break]], lang: str) -> _Item:
    name = act_name(moment.key, moment.label, lang)
    if len(moment.places) > 1:
        name += f" ×{len(moment.places)}"
    if moment.forms:
        name += f" ({', '.join(moment.forms)})"
    mine = [window for place in moment.places for window in windows.get(place, ())]
    wrong = [window for window in mine if window.broken]
    reversed_ = [broken for place in moment.places for broken in breaks.get(place, ())]
    words = f"{day(moment.day)} {name}"
    item = _Item("wrong" if wrong or reversed_ else "done", moment.group, moment.day, words, words)
    told = [*dict.fromkeys(_wrong(window, lang) for window in wrong)]
    told += [f"{one.code}: {text('timeline.too_early', lang, day=day(one.other_day))}" for one in reversed_]
    if told:
        item.words = f"✕ {words} – {'; '.join(told)}"
        others = [
            text("timeline.before_other", lang, other=one.other_label, day=day(one.other_day)) for one in reversed_
        ]
        item.hint = "; ".join([item.words, *others])
        item.links = [one for window in wrong for one in (_bound(window),) if one is not None]
        item.links += [one.other_day for one in reversed_]
    _frame(item, mine, lang)
    return item


def _wrong(window: Window, lang: str) -> str:
    """In a few words what is wrong with an act outside its window."""
    if window.exact:
        return f"{window.code}: {text('timeline.not_day', lang, day=day(window.earliest))}"
    early = window.earliest is not None and window.met_on is not None and window.met_on < window.earliest
    key = "timeline.too_early" if early else "timeline.too_late"
    return f"{window.code}: {text(key, lang, day=day(_bound(window)))}"


def _bound(window: Window) -> date | None:
    """The bound that an act outside its window has overstepped."""
    if window.earliest is not None and window.met_on is not None and window.met_on < window.earliest:
        return window.earliest
    return window.latest


def _frame(item: _Item, windows: Sequence[Window], lang: str) -> None:
    """Give *item* the days that all *windows* allow, as far as they say something on this line."""
    told = [window for window in windows if not window.exact and _near(window, item.day)]
    opens = max((window.earliest for window in told if window.earliest is not None), default=None)
    closes = min((window.latest for window in told if window.latest is not None), default=None)
    if not told or (opens is None and closes is None):
        return
    item.opens = opens or min(window.start_date for window in told)
    item.closes, item.window = closes, True
    codes = dict.fromkeys(window.code for window in told if opens == window.earliest or closes == window.latest)
    days = [text("timeline.from", lang, day=day(opens))] if opens else []
    days += [text("timeline.until", lang, day=day(closes))] if closes else []
    item.hint += f" · {', '.join(codes)}: {' '.join(days)}"
    if item.shape == "done":
        item.words += f" · {', '.join(codes)}: {' '.join(days)}"


def _near(window: Window, at: date) -> bool:
    """Whether a window has an end so near that it can be seen: no age of sixty, no certificate of five years."""
    bounds = [bound for bound in (window.earliest, window.latest) if bound is not None]
    return window.broken or any(abs(month_index(bound) - month_index(at)) <= _AHEAD_MONTHS for bound in bounds)


def _end(window: Window, lang: str) -> _Item:
    assert window.earliest is not None
    name = text("calendar.act.probation_end", lang)
    if window.met_on is None or not window.broken:
        words = f"{day(window.earliest)} {name} ({window.code})"
        return _Item("end", "probation", window.earliest, words, words)
    words = f"✕ {day(window.met_on)} {name} – {_wrong(window, lang)}"
    return _Item("wrong", "probation", window.met_on, words, words, links=[window.earliest])


def _ahead(act: ComingAct, calendar: Calendar, lang: str) -> _Item:
    codes = ", ".join(coming_codes(act))
    words = f"{coming_name(act, lang)}: {coming_days(act, lang)} ({codes})"
    opens = act.opens.earliest if act.opens and act.opens.earliest else None
    start = opens or (act.closes.start_date if act.closes else act.earliest)
    at = act.latest or act.earliest
    shape = "ahead" if act.possible else "wrong"
    group = _GROUP_OF.get(act.key, "decision")
    item = _Item(shape, group, at, words if act.possible else f"✕ {words}", words, start, act.latest, window=True)
    if not act.possible:
        item.links = [max(calendar.as_of, opens or calendar.as_of)]
    return item


def _described(calendar: Calendar, items: Sequence[_Item], lang: str) -> str:
    days = [moment.day for moment in calendar.moments]
    if not days:
        return text("timeline.described_none", lang)
    return text(
        "timeline.described",
        lang,
        done=sum(len(moment.places) for moment in calendar.moments),
        first=day(min(days)),
        last=day(max(days)),
        coming=len(calendar.coming),
        broken=sum(item.shape == "wrong" for item in items),
    )


# --- where it stands --------------------------------------------------------------------------------------


def _scale(calendar: Calendar, items: Sequence[_Item]) -> _Scale:
    """Whole months: from the first thing that is not too old to the last one that is not too far."""
    today = min(max(calendar.as_of, _SOONEST), _LATEST)
    far = add_months(today, _AHEAD_MONTHS)
    reached = [item.day for item in items]
    reached += [item.closes for item in items if item.closes is not None and item.shape != "done"]
    last = max((one for one in reached if one <= far), default=today)
    if month_index(today) - month_index(last) <= _FAR_MONTHS:
        last = max(last, add_months(today, 2) if calendar.coming else today)
    end = add_months(last.replace(day=1), 1)
    oldest = add_months(end, -_PAST_MONTHS)
    first = min((item.day for item in items if item.day >= oldest), default=add_months(end, -1))
    return _Scale(min(first, last).replace(day=1), end)


def _group(group: str, items: Sequence[_Item], scale: _Scale, top: int, parts: list[str], lang: str) -> int:
    """Draw one group below *top*; gives the line where it ends."""
    parts.append(
        f'<path d="M{_LEFT} {top + 4}H{_RIGHT}" stroke="#000" stroke-width="1"/>'
        f'<text class="g" x="{_LEFT}" y="{top + 18}">{escaped(text(f"timeline.group.{group}", lang))}</text>'
    )
    top += _HEAD
    rows: list[tuple[int, list[_Spot]]] = []
    for item in items:
        spot = _spot(item, scale)
        height = _TALL_ROW if spot.tall else _ROW
        for tall, taken in rows:
            if tall == height and all(spot.clear_of(other) for other in taken):
                taken.append(spot)
                break
        else:
            rows.append((height, [spot]))
    for height, taken in rows:
        parts += [_drawn(spot, scale, top) for spot in taken]
        top += height
    return top + 4


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an item stands in its row: the stretch it takes, and its words (ending at *words_at* when *before*)."""

    item: _Item
    start: float
    end: float
    words_at: float
    before: bool
    tall: bool

    def clear_of(self, other: _Spot) -> bool:
        return self.end + _GAP < other.start or self.start - _GAP > other.end


def _spot(item: _Item, scale: _Scale) -> _Spot:
    """Words stand to the right of the mark and its bar, else to the left, else above them."""
    bold = item.shape == "wrong"
    width = _width(item.words, bold=bold)
    if width > _RIGHT - _LEFT:
        item.words = _cut(item.words, bold=bold)
        width = _width(item.words, bold=bold)
    days = [item.day, *(one for one in (item.opens, item.closes, *item.links) if one is not None)]
    xs = [scale.x(one) for one in days]
    if item.window and item.closes is None:
        xs.append(float(_RIGHT))
    first, last = min(xs) - _MARK, max(xs) + _MARK
    if last + 4 + width <= _RIGHT:
        return _Spot(item, first, last + 4 + width, last + 4, before=False, tall=False)
    if first - 4 - width >= _LEFT:
        return _Spot(item, first - 4 - width, last, first - 4, before=True, tall=False)
    words_at = max(float(_LEFT), min(first, _RIGHT - width))
    return _Spot(item, min(words_at, first), max(words_at + width, last), words_at, before=False, tall=True)


def _drawn(spot: _Spot, scale: _Scale, top: int) -> str:
    item, at = spot.item, scale.x(spot.item.day)
    look = ' class="w"' if item.shape == "wrong" else ""
    parts = [f"<g{look}><title>{escaped(item.hint)}</title>"]
    middle = top + (22 if spot.tall else 9)
    if item.window:
        left, right = scale.x(item.opens or scale.first), scale.x(item.closes or scale.last)
        parts.append(_bar(left, right, middle, endless=item.closes is None or item.closes > scale.last))
    for link in item.links:
        x = scale.x(link)
        parts.append(
            f'<path d="M{x:.1f} {middle - 6}v12M{x:.1f} {middle}H{at:.1f}" fill="none" stroke="{_RED}" '
            'stroke-width="2" stroke-dasharray="5 3"/>'
        )
    parts.append(_mark(item, at, middle, scale))
    anchor = ' text-anchor="end"' if spot.before else ""
    base = top + (12 if spot.tall else 13)
    parts.append(f'<text x="{spot.words_at:.1f}" y="{base}"{anchor}>{escaped(item.words)}</text></g>')
    return "".join(parts)


def _bar(left: float, right: float, middle: int, *, endless: bool = False) -> str:
    """The lawful days: a hatched bar, closed at the end where a rule sets a last day that the line reaches."""
    left, right = min(left, right), max(left, right, min(left, right) + 2)
    upper, lower = middle - _BAR / 2, middle + _BAR / 2
    strokes = []
    start = left - _BAR
    while start < right:  # strokes that rise to the right, cut at both ends
        x0, x1 = max(start, left), min(start + _BAR, right)
        if x1 > x0:
            strokes.append(f"M{x0:.1f} {lower - (x0 - start):.1f}L{x1:.1f} {lower - (x1 - start):.1f}")
        start += _HATCH
    side = "" if endless else f"M{right:.1f} {upper}V{lower}"
    edge = f"M{right:.1f} {upper}H{left:.1f}V{lower}H{right:.1f}{side}"
    return (
        f'<path d="M{left:.1f} {upper}H{right:.1f}V{lower}H{left:.1f}Z" fill="#eef3e6"/>'
        f'<path d="{"".join(strokes)}" stroke="#555" fill="none"/><path d="{edge}" stroke="#000" fill="none"/>'
    )


def _mark(item: _Item, at: float, middle: int, scale: _Scale) -> str:
    m = _MARK
    if not scale.first <= item.day <= scale.last:  # beyond an end of the line: an arrow outwards
        turn = -1 if item.day < scale.first else 1
        return f'<path d="M{at + turn * m:.1f} {middle}l{-turn * 2 * m} {-m}v{2 * m}Z" fill="#000"/>'
    return _shape(item.shape, at, middle)


def _shape(shape: str, at: float, middle: int) -> str:
    """A mark: dot, empty diamond, empty square, or a triangle with a cross in it."""
    m = _MARK
    if shape == "wrong":
        return (
            f'<path d="M{at:.1f} {middle - m - 3}l{m + 3} {2 * m + 4}h{-2 * m - 6}Z" fill="#fff" stroke="{_RED}" '
            f'stroke-width="2"/><path d="M{at - 2.5:.1f} {middle - 0.5}l5 5m0 -5l-5 5" stroke="{_RED}" '
            'stroke-width="2"/>'
        )
    outline = {
        "ahead": f"M{at:.1f} {middle - m - 1}l{m + 1} {m + 1}l{-m - 1} {m + 1}l{-m - 1} {-m - 1}Z",
        "end": f"M{at - m + 1:.1f} {middle - m + 1}h{2 * m - 2}v{2 * m - 2}h{-2 * m + 2}Z",
    }.get(shape)
    if outline is not None:
        return f'<path d="{outline}" fill="#fff" stroke="#000" stroke-width="2"/>'
    return f'<circle cx="{at:.1f}" cy="{middle}" r="{m - 1}" fill="#000"/>'


def _axis(calendar: Calendar, scale: _Scale, bottom: int, lang: str) -> Iterator[str]:
    """Months and years above, a fine line down each, and the day of the check."""
    months = month_index(scale.last) - month_index(scale.first)
    step = 1 if months <= 30 else 3
    lines: list[str] = []
    years: list[str] = []
    names: list[str] = []
    for number in range(months + 1):
        first = add_months(scale.first, number)
        x = scale.x(first)
        (years if first.month == 1 else lines).append(f"M{x:.1f} {_AXIS - 4}V{bottom}")
        if number == months:
            break
        if (first.month - 1) % step == 0:
            middle = x if step > 1 else (x + scale.x(add_months(first, 1))) / 2
            names.append(f'<text x="{middle:.1f}" y="{_AXIS - 8}" text-anchor="middle">{first.month}</text>')
        if number == 0 or first.month == 1:
            room = scale.x(add_months(first.replace(month=1), 12)) - x
            if room >= 30:
                names.append(f'<text class="y" x="{x + 2:.1f}" y="{_AXIS - 23}">{first.year}</text>')
    yield f'<path d="{"".join(lines)}" stroke="#d4d4d4" stroke-width="1"/>'
    yield f'<path d="{"".join(years)}" stroke="#888" stroke-width="1"/>'
    words = text("timeline.today", lang, day=day(calendar.as_of))
    x = scale.x(calendar.as_of)
    side = "end" if x + _width(words, bold=True) > _RIGHT else "start"
    if calendar.as_of <= scale.last:
        yield f'<path d="M{x:.1f} 14V{bottom}" stroke="#000" stroke-width="2" stroke-dasharray="8 3 2 3"/>'
    else:
        words += " ▸"
    yield "".join(names)
    yield f'<text class="g" x="{x:.1f}" y="11" text-anchor="{side}">{escaped(words)}</text>'


def _legend(top: int, lang: str) -> Iterator[str]:
    """What the shapes mean."""
    middle = top + 24
    yield f'<path d="M{_LEFT} {top + 4}H{_RIGHT}" stroke="#000"/>'
    x = float(_LEFT + _MARK)
    for shape in ("done", "ahead", "wrong"):
        words = text(f"timeline.{shape}", lang)
        yield f'{_shape(shape, x, middle)}<text x="{x + _MARK + 8:.1f}" y="{middle + 4}">{escaped(words)}</text>'
        x += _width(words) + 2 * _MARK + 24
    words = escaped(text("timeline.allowed", lang))
    yield f'{_bar(x, x + 44, middle)}<text x="{x + 50:.1f}" y="{middle + 4}">{words}</text>'


# --- how wide words are -----------------------------------------------------------------------------------


class _Units(dict[str, float]):
    """Letter -> its width, as a share of the size of the type; learns each letter once."""

    def __missing__(self, letter: str) -> float:
        width = 0.7 if letter.isupper() else 0.57
        if letter in "iíìỉĩịjlIÍÌỈĨỊ.,:;'|!()[]/ ft-r·":
            width = 0.34
        elif letter in "mMwWƠƯQOÔĐ@×–—%":
            width = 0.86
        self[letter] = width
        return width


_UNITS = _Units()


def _width(words: str, *, bold: bool = False) -> float:
    """About how wide *words* stand, rather too wide than too narrow."""
    return sum(map(_UNITS.__getitem__, words)) * _FONT * (1.08 if bold else 1.0)


def _cut(words: str, *, bold: bool) -> str:
    """*words* as far as they fit the line; the whole stands in the hint of the mark."""
    while words and _width(f"{words}…", bold=bold) > _RIGHT - _LEFT:
        words = words[:-1]
    return f"{words.rstrip()}…"
