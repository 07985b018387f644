"""Checks on the text and layout of a typed paper. Patterns, sizes and names of lines come from the rule rows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from dossier.findings import Hit
from dossier.record.text import fold_tone
from dossier.rules.registry import WORD_CHECKS, not_judged, word_check
from dossier.rules.word_paper import Line, Paper

__all__ = ["WORD_CHECKS"]

FILE = ""  # the place of what is missing from the file as a whole
_TOLERANCE_PT = 0.25
_LONGEST_SENTENCE = 3_000  # characters of a certification; a bound for hostile text
_WORD = re.compile(r"[^\W_]+")


# --- page and text ------------------------------------------------------------------------------------------


@word_check("width", "height")
def page_size(paper: Paper, *, sizes: Sequence[Sequence[float]], tolerance_mm: float) -> Iterator[Hit]:
    """Flag sections on other paper.

    Args:
        sizes: allowed papers as [short side, long side] in mm, upright or across.
    """
    for index, page in enumerate(paper.facts.pages):
        sides = sorted((page.width_mm, page.height_mm))
        if not any(
            all(abs(side - wanted) <= tolerance_mm for side, wanted in zip(sides, size, strict=True)) for size in sizes
        ):
            yield Hit(f"/pages/{index}", {"width": round(page.width_mm), "height": round(page.height_mm)})


@word_check("top", "bottom", "left", "right")
def page_margins(
    paper: Paper, *, top_mm: float, bottom_mm: float, left_mm: float, right_mm: float, tolerance_mm: float
) -> Iterator[Hit]:
    """Flag sections with other margins (mm)."""
    for index, page in enumerate(paper.facts.pages):
        found = (page.top_mm, page.bottom_mm, page.left_mm, page.right_mm)
        wanted = (top_mm, bottom_mm, left_mm, right_mm)
        if any(abs(one - other) > tolerance_mm for one, other in zip(found, wanted, strict=True)):
            yield Hit(f"/pages/{index}", dict(zip(("top", "bottom", "left", "right"), map(round, found), strict=True)))


@word_check("font")
def text_font(paper: Paper, *, font: str) -> Iterator[Hit]:
    """Flag paragraphs of the body, headers and text boxes with letters in another font than *font*."""
    for place, paragraph in paper.facts.places():
        other = Counter[str]()
        for stretch in paragraph.stretches:
            if stretch.font.casefold() != font.casefold():
                other[stretch.font] += len(_WORD.findall(stretch.text))
        if other.total():
            yield Hit(place, {"font": other.most_common(1)[0][0]})


@word_check("size")
def body_size(paper: Paper, *, min_pt: float, max_pt: float) -> Iterator[Hit]:
    """Flag paragraphs of running text most of which is smaller or larger (points)."""
    if not paper.body:
        yield not_judged(FILE)
    for index, paragraph in paper.body:
        sizes = Counter[float]()
        for stretch in paragraph.stretches:
            sizes[stretch.size_pt] += len(stretch.text)
        size = sizes.most_common(1)[0][0]
        if not min_pt <= size <= max_pt:
            yield Hit(f"/paragraphs/{index}", {"size": _plain(size)})


@word_check()
def body_spacing(paper: Paper, *, min_pt: float, max_pt: float) -> Iterator[Hit]:
    """Flag paragraphs of running text whose lines have no exact height, or one outside the bounds (points)."""
    if not paper.body:
        yield not_judged(FILE)
    for index, paragraph in paper.body:
        if paragraph.line_pt is None or not min_pt <= paragraph.line_pt <= max_pt:
            yield Hit(f"/paragraphs/{index}")


# --- fixed lines --------------------------------------------------------------------------------------------


@word_check()
def has_line(paper: Paper, *, line: str | list[str], beside: str = "") -> Iterator[Hit]:
    """Flag a paper that has none of the lines called *line*; not judged where it has no line *beside* either."""
    wanted = [line] if isinstance(line, str) else line
    if beside and paper.first(beside) is None:
        yield not_judged(FILE)
    elif all(paper.first(name) is None for name in wanted):
        yield Hit(FILE)


@word_check()
def line_meets(paper: Paper, *, line: str, pattern: str) -> Iterator[Hit]:
    """Flag lines called *line* in which *pattern* finds nothing."""
    yield from _lines_where(paper, line, lambda text: _compiled(pattern).search(text) is None)


@word_check()
def line_avoids(paper: Paper, *, line: str, pattern: str) -> Iterator[Hit]:
    """Flag lines called *line* in which *pattern* finds something."""
    yield from _lines_where(paper, line, lambda text: _compiled(pattern).search(text) is not None)


def _lines_where(paper: Paper, name: str, faulty: Callable[[str], bool]) -> Iterator[Hit]:
    lines = paper.named(name)
    if not lines:
        yield not_judged(FILE)
    for line in lines:
        if faulty(line.text):
            yield Hit(line.place)


@word_check("size")
def line_looks(
    paper: Paper,
    *,
    line: str,
    min_pt: float = 0,
    max_pt: float = 1000,
    bold: bool | None = None,
    italic: bool | None = None,
    underline: bool | None = None,
) -> Iterator[Hit]:
    """Flag lines called *line* with a stretch of another size (points), weight or slant; None: either will do."""
    lines = paper.named(line)
    if not lines:
        yield not_judged(FILE)
    for found in lines:
        for stretch in found.letters:
            wanted = ((bold, stretch.bold), (italic, stretch.italic), (underline, stretch.underline))
            sized = min_pt - _TOLERANCE_PT <= stretch.size_pt <= max_pt + _TOLERANCE_PT
            if not sized or any(want is not None and want is not has for want, has in wanted):
                yield Hit(found.place, {"size": _plain(stretch.size_pt)})
                break


@word_check()
def line_real_date(paper: Paper, *, line: str) -> Iterator[Hit]:
    """Flag a date line whose day, month and year are written and are in no calendar."""
    found = paper.first(line)
    figures = [int(figure) for figure in re.findall("[0-9]+", found.text.rpartition(",")[2])] if found else []
    if found is None or len(figures) != 3:
        yield not_judged(FILE)
        return
    try:
        date(figures[2], figures[1], figures[0])
    except (ValueError, OverflowError):
        yield Hit(found.place)


@word_check()
def hyphens_below(paper: Paper, *, wanted: str) -> Iterator[Hit]:
    """Flag a title with a summary that *wanted* does not stand below, in a line of its own."""
    summary = paper.named("summary")
    if not summary:
        yield not_judged(FILE)
        return
    found = paper.first("hyphens")
    if found is None or found.text != wanted:
        yield Hit(found.place if found else summary[-1].place)


@word_check()
def letter_untitled(paper: Paper) -> Iterator[Hit]:
    """Flag a letter (its number says so) that bears the name of a kind of document."""
    if not _is_letter(paper):
        yield not_judged(FILE)
    elif (title := paper.first("title")) is not None:
        yield Hit(title.place)


@word_check()
def letter_summarised(paper: Paper) -> Iterator[Hit]:
    """Flag a letter without a summary below its number."""
    number = paper.first("number")
    if number is None or not _is_letter(paper):
        yield not_judged(FILE)
    elif not paper.named("letter_summary"):
        yield Hit(number.place)


def _is_letter(paper: Paper) -> bool:
    number = paper.first("number")
    return number is not None and paper.meets("letter", number.text)


@word_check()
def no_seal_mark(paper: Paper, *, issuers: str, pattern: str) -> Iterator[Hit]:
    """Flag lines that *pattern* finds in a paper whose authority or number shows one of *issuers*, who have no seal."""
    shown = [line for name in ("authority", "number") for line in paper.named(name)]
    if not any(_compiled(issuers).search(line.text) for line in shown):
        yield not_judged(FILE)
        return
    for line in paper.lines:
        if _compiled(pattern).search(line.text):
            yield Hit(line.place)


# --- what was left over, and letters --------------------------------------------------------------------------


@word_check("found")
def text_avoids(paper: Paper, *, pattern: str, at_least: int = 1, show: bool = False) -> Iterator[Hit]:
    """Flag texts of the file in which *pattern* finds something.

    Args:
        at_least: so many finds in the whole file before anything is said.
        show: what was found is a code, and may be shown as far as it is in plain letters.
    """
    hits = []
    finds = 0
    for place, text in paper.texts:
        found = [match[0] for match in _compiled(pattern).finditer(text)]
        finds += len(found)
        if found:
            hits.append(Hit(place, {"found": _shown(found[0]) if show else ""}))
    if finds >= at_least:
        yield from hits


def _shown(found: str) -> str:
    """A code of a form as it stands; what is in Vietnamese may be somebody's name, and is not repeated."""
    return found if found.isascii() else f"{found[:2]}…"


@word_check("font")
def fonts_avoid(paper: Paper, *, pattern: str) -> Iterator[Hit]:
    """Flag paragraphs with letters in a font whose name *pattern* finds."""
    for place, paragraph in paper.facts.places():
        for stretch in paragraph.stretches:
            if _compiled(pattern).search(stretch.font) and _WORD.search(stretch.text):
                yield Hit(place, {"font": stretch.font})
                break


@word_check()
def text_composed(paper: Paper) -> Iterator[Hit]:
    """Flag texts whose letters are not composed (NFC)."""
    for place, text in paper.facts.texts():
        if not unicodedata.is_normalized("NFC", text):
            yield Hit(place)


@word_check("wanted")
def one_spelling(paper: Paper, *, spellings: Mapping[str, str]) -> Iterator[Hit]:
    """Flag the texts that differ from the office's spelling, when the file has more than one.

    Args:
        spellings: the office's word for a spelling -> pattern that finds it.
    """
    found = {
        name: [place for place, text in paper.texts if _compiled(pattern).search(text)]
        for name, pattern in spellings.items()
    }
    if sum(bool(places) for places in found.values()) < 2:
        return
    for name, places in found.items():
        if name != paper.spelling:
            yield from (Hit(place, {"wanted": paper.spelling}) for place in places)


@word_check()
def certification_worded(paper: Paper, *, pattern: str) -> Iterator[Hit]:
    """Flag what is written below the heading of item 26 when *pattern* does not find itself in it."""
    heading = next((line for line in paper.lines if paper.meets("certified", line.text)), None)
    below = [] if heading is None else [line for line in paper.lines if line.paragraph > heading.paragraph]
    written = [line for line in below if not paper.meets("note", line.text)]
    if not written:
        yield not_judged(FILE)
    elif not _compiled(pattern).search(_upto_date(paper, written)):
        yield Hit(written[0].place)


def _upto_date(paper: Paper, lines: Sequence[Line]) -> str:
    words = []
    for line in lines:
        if paper.meets("date", line.text) or paper.meets("authority", line.text):
            break
        words.append(line.text)
    return " ".join(words)[:_LONGEST_SENTENCE]


@word_check()
def no_other_name(paper: Paper) -> Iterator[Hit]:
    """Flag texts that hold the name of another person; not judged where no names are known."""
    wanted = {words for name in paper.names if len(words := tuple(word.key for word in _words(name))) > 1}
    if not wanted:
        yield not_judged(FILE)
        return
    lengths = {len(words) for words in wanted}
    for place, text in paper.texts:
        if any(words in wanted for words in _runs(_words(text), lengths)):
            yield Hit(place)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word for comparing names; ``ends``: a name may end with it, for no capitalised word follows at once."""

    key: str
    ends: bool


def _words(text: str) -> list[_Word]:
    found = list(_WORD.finditer(text))
    made = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        goes_on = following is not None and following[0][0].isupper() and text[match.end() : following.start()] == " "
        made.append(_Word(fold_tone(match[0]), not goes_on))
    return made


def _runs(words: Sequence[_Word], lengths: Iterable[int]) -> Iterator[tuple[str, ...]]:
    """Every run of so many words that a name may end with; "Văn An" in "Văn An Bình" is somebody else's."""
    keys = [word.key for word in words]
    for length in lengths:
        for end in range(length, len(words) + 1):
            if words[end - 1].ends:
                yield tuple(keys[end - length : end])


def _plain(size: float) -> str:
    return f"{size:g}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
