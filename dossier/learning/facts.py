"""What one paper tells of the office that wrote it. Pure: a Word file's facts in, values out.

Of a person's data only what `office.toml` has room for is kept: the name of who signs for a body, and as what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from dossier.learning.bodies import Body, Spoken, bodies_in, body_of, is_left_blank, person_name, spoken_in
from dossier.learning.words import Words
from dossier.record.text import nfc
from dossier.rules.word_facts import WordFacts
from dossier.rules.word_paper import Line, Paper, WordLines, tidy

_TYPED_BY = frozenset({"party"})  # kinds of papers with the head and the signature of a Party body
_HAND = frozenset({"application", "biography"})
_FROM_CANDIDATE = frozenset({"application", "self_review", "union_proposal", "trade_union_proposal"})
_MOST_BLANKS = 4  # of a form that counts as filled in
_MOST_HEAD = 12  # lines above the number that may name bodies
_LINES_BELOW = 3  # of a title, or of "Kính gửi", that still belong to it
_BEFORE_TERM = 120  # letters before a term in which its body is looked for
_LONGEST_TERM = 5  # years
# bounds for hostile text
_MOST_SPOKEN = 300
_MOST_TERMS = 200
_YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What one paper tells; what it does not tell is None, or empty.

    Args:
        name: of the file, as the user knows it.
        day: that the paper gives itself; act: what it does, a key of `[act]`.
        issuer, parent: the body that issues it, and the one above that in its head.
        number, symbol, code: of the number line `Số 05-NQ/CB`: 5, `NQ`, `CB`.
        on_behalf: for whom it is signed, a key of `[on_behalf]`; post: `secretary` or `deputy`; signer: his name.
        sealed: a note below the signature speaks of a seal.
        place: of the date line; padded: whether small days and months have a zero before them.
        decides, proposes: bodies that its text says decide on admission, or are reported to.
        terms: bodies and their committee terms, `2025-2027`.
        manners: setting -> the value that the paper shows more of.
        handwritten: False: an application or biography typed and filled in, no draft to be copied.
        has_committee: whether it is addressed to the committee of a cell or to the cell itself.
        spoken: names of bodies in running text.
    """

    name: str
    day: date | None = None
    act: str = ""
    issuer: Body | None = None
    parent: Body | None = None
    number: int | None = None
    symbol: str = ""
    code: str = ""
    on_behalf: str = ""
    post: str = ""
    signer: str = ""
    sealed: bool = False
    place: str = ""
    padded: bool | None = None
    decides: Body | None = None
    proposes: Body | None = None
    terms: tuple[tuple[Body, str], ...] = ()
    manners: Mapping[str, str] | None = None
    handwritten: bool | None = None
    has_committee: bool | None = None
    spoken: frozenset[Spoken] = frozenset()


def facts_of(word: WordFacts, name: str, table: WordLines, words: Words) -> PaperFacts:
    """What the paper *word* tells.

    Args:
        word: what the file shows; text of old fonts already in Unicode.
        name: what the file is called in messages.
        table, words: how lines of a paper are told apart, and how they tell the office.
    """
    papers = [Paper(arranged, table) for arranged in _arrangements(word)]
    paper = next((paper for paper in papers if _head(paper, words)), papers[0])
    signed = next((one for one in (paper, *papers) if one.first("authority")), paper)
    head: dict[str, Any] = {}
    if paper.kind in _TYPED_BY:
        bodies = _head(paper, words)
        above = [body for body in bodies[:-1] if body.kind != "other"]
        head = {"issuer": bodies[-1] if bodies else None, "parent": above[-1] if above else None}
        head |= _number(paper, words) | _signature(signed, words, head["issuer"])
    act = _act(paper, words)
    text = [nfc(text) for _, text in word.texts()]
    return PaperFacts(
        name=name,
        day=_day(paper),
        act=act,
        **head,
        **_date_line(paper, words),
        decides=_said(text, "decides", words),
        proposes=_said(text, "proposes", words),
        terms=tuple(_terms(text, head.get("issuer"), words)),
        manners=dict(_manners(text, words)),
        handwritten=_handwritten(paper, act, text, words),
        has_committee=_has_committee(paper, words) if act in _FROM_CANDIDATE else None,
        spoken=frozenset(_spoken(text, words)),
    )


def _arrangements(word: WordFacts) -> Iterator[WordFacts]:
    """The paper as it is; and with what stands in text boxes and margins before or behind the rest, as it is read."""
    yield word
    aside = word.margins + word.boxes
    if aside:
        yield replace(word, paragraphs=aside + word.paragraphs, margins=(), boxes=())
        yield replace(word, paragraphs=word.paragraphs + aside, margins=(), boxes=())


# --- head -----------------------------------------------------------------------------------------------------


def _head(paper: Paper, words: Words) -> list[Body]:
    """The bodies of the letterhead, the issuing one last."""
    found = [*paper.named("parent"), *paper.named("issuer")]
    if not found:
        found = list(_above_title(paper))
    return bodies_in((line.text for line in found[-_MOST_HEAD:]), words)


def _above_title(paper: Paper) -> Iterator[Line]:
    """Lines in capitals above the title: the head of a paper that has neither star nor number."""
    title = paper.first("title")
    for line in paper.lines:
        if title is not None and line.paragraph >= title.paragraph:
            return
        if title is not None and line.text == line.text.upper() and not paper.meets("party", line.text):
            yield line


def _number(paper: Paper, words: Words) -> dict[str, Any]:
    line = paper.first("number")
    found = words.lines["number"].search(line.text) if line is not None else None
    if found is None:
        return {}
    return {
        "number": int(found["number"]) if found["number"] else None,
        "symbol": found["symbol"],
        "code": found["code"].rstrip("-&"),
    }


def _date_line(paper: Paper, words: Words) -> dict[str, Any]:
    line = paper.first("date")
    if line is None:
        return {}
    found = words.lines["date"].search(line.text)
    figures = [] if found is None else [(found["day"], 10), (found["month"], 3)]
    small = [figure for figure, limit in figures if int(figure) < limit]
    place = line.text.partition(",")[0].strip()
    return {
        "place": "" if is_left_blank(place) else place,
        "padded": all(figure.startswith("0") for figure in small) if small else None,
    }


def _day(paper: Paper) -> date | None:
    """The day of the paper; one of a strange year is a slip of the pen."""
    return paper.day if paper.day is not None and _YEARS[0] <= paper.day.year <= _YEARS[1] else None


def _act(paper: Paper, words: Words) -> str:
    title = paper.first("title")
    if title is not None:
        said = [title.text, *(line.text for line in paper.below(title)[:_LINES_BELOW])]
    else:
        said = [line.text for line in paper.named("letter_summary")]
    text = " ".join(said)
    return next((act for act, pattern in words.acts.items() if pattern.search(text)), "")


# --- signature ------------------------------------------------------------------------------------------------


def _signature(paper: Paper, words: Words, issuer: Body | None) -> dict[str, Any]:
    """For whom the paper is signed, as what and by whom; nothing where it is signed for another body."""
    authority = paper.first("authority")
    if authority is None or issuer is None:
        return {}
    behalf = next((name for name, pattern in words.on_behalf.items() if pattern.search(authority.text)), "")
    if behalf and (behalf == "cell") != (issuer.kind == "cell"):
        return {}
    below = paper.below(authority)
    made: dict[str, Any] = {"on_behalf": behalf}
    made["sealed"] = any(words.lines["sealed"].search(line.text) for line in below)
    for index, line in enumerate(below):
        post = next((post for post in ("secretary", "deputy") if words.lines[post].search(line.text.upper())), "")
        if post:
            names = (person_name(other.text, words) for other in below[index + 1 :])
            made |= {"post": post, "signer": next((name for name in names if name), "")}
            break
    return made


# --- running text ---------------------------------------------------------------------------------------------


def _said(text: list[str], key: str, words: Words) -> Body | None:
    """The first body that *text* names behind the words *key*."""
    for paragraph in text:
        for found in words.said[key].finditer(paragraph):
            body = body_of(tidy(found["body"]), words)
            if body is not None:
                return body
    return None


def _terms(text: list[str], issuer: Body | None, words: Words) -> Iterator[tuple[Body, str]]:
    """Every committee term with its body: the last one named before it, else the one that issues the paper."""
    places = ((paragraph, found) for paragraph in text for found in words.said["term"].finditer(paragraph))
    for paragraph, found in islice(places, _MOST_TERMS):
        first, last = int(found["first"]), int(found["last"])
        before = tidy(paragraph[max(0, found.start() - _BEFORE_TERM) : found.start()])
        body = _last_body(words.said["between"].sub("", before), words) or issuer
        if body is not None and 0 < last - first <= _LONGEST_TERM:
            yield body, f"{first}-{last}"


def _last_body(text: str, words: Words) -> Body | None:
    """The body that *text* ends with."""
    starts = [found.start() for found in words.spoken.finditer(text)]
    return body_of(text[starts[-1] :], words) if starts else None


def _spoken(text: list[str], words: Words) -> Iterator[Spoken]:
    found = (spoken for paragraph in text for spoken in spoken_in(tidy(paragraph), words))
    return islice(found, _MOST_SPOKEN)


def _manners(text: list[str], words: Words) -> Iterator[tuple[str, str]]:
    for setting, patterns in words.manners.items():
        counts = {value: sum(_count(pattern, paragraph) for paragraph in text) for value, pattern in patterns.items()}
        most = max(counts, key=counts.__getitem__)
        if list(counts.values()).count(counts[most]) == 1:
            yield setting, most


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def _handwritten(paper: Paper, act: str, text: list[str], words: Words) -> bool | None:
    """Whether an application or a biography is one to be written by hand: a draft of ours, or a form left blank."""
    if paper.kind == "draft":
        return True
    if act not in _HAND:
        return None
    dots = words.manners["blanks"]["dots"]
    return sum(_count(dots, paragraph) for paragraph in text) > _MOST_BLANKS


def _has_committee(paper: Paper, words: Words) -> bool | None:
    for index, line in enumerate(paper.lines):
        if words.lines["addressed"].search(line.text):
            for other in paper.lines[index : index + _LINES_BELOW]:
                said = words.lines["addressed"].sub("", other.text).lstrip(" :")
                for value, pattern in words.addressee.items():
                    if pattern.search(said):
                        return value == "true"
    return None
