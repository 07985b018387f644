"""Names of bodies: read from the lines of a letterhead, compared, and written out again. Pure functions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.forms.formats import respell
from dossier.learning.words import BodyWord, Words
from dossier.record.text import fold_tone

MOST_WORDS = 20  # of a body's name; what is longer is a sentence
_TOKEN = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]{2}")
_BLANK = re.compile(r"[.…_]{3,}|\{[{%]")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as a paper names it.

    Args:
        word: what bodies of its rank are called.
        own: its own words as typed, without those of its rank; never empty.
    """

    word: BodyWord
    own: str

    @property
    def kind(self) -> str:
        """`cell`, `section`, `committee` or `other`."""
        return self.word.kind

    @property
    def key(self) -> str:
        """Equal for every way in which papers write one body: its own name, the line above a lower body."""
        return " ".join((self.word.key, *_tokens(self.own)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where running text names a body: the key of its rank, and the text behind, which begins with its own words."""

    rank: str
    text: str


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(fold_tone(token) for token in _TOKEN.findall(text))


def body_of(text: str, words: Words) -> Body | None:
    """The body that the whole of *text* (tidied) names; None when it names none, or leaves its name blank."""
    word, own = _parted(text, words)
    if word is not None and word.kind == "other" and not own:
        return Body(word, text)  # an organ is called by its rank alone
    if word is None or is_left_blank(own) or len(own.split(" ")) > MOST_WORDS:
        return None
    return Body(word, own.strip(" .,;:"))


def named_body(name: str, kind: str, words: Words) -> Body:
    """The body that an office calls *name*, which may leave out the words of its rank; *kind*: of which kind it is."""
    body = body_of(" ".join(name.split()), words)
    usual = next(word for word in words.starts.values() if word.kind == kind)
    return body or Body(usual, name)


def is_left_blank(text: str) -> bool:
    """Whether *text* has no word, or dots to be filled in."""
    return not _TOKEN.search(text) or _BLANK.search(text) is not None


def _parted(text: str, words: Words) -> tuple[BodyWord | None, str]:
    """The rank that *text* begins with, and the rest."""
    pieces = text.split(" ")
    folded = [fold_tone(piece) for piece in pieces[: words.longest_start]]
    for length in range(len(folded), 0, -1):
        word = words.starts.get(" ".join(folded[:length]))
        if word is not None:
            return word, " ".join(pieces[length:])
    return None, text


def bodies_in(lines: Iterable[str], words: Words) -> list[Body]:
    """The bodies of a letterhead from the highest down; a name may run on over several lines."""
    names: list[list[str]] = []
    for text in lines:
        if words.lines["no_name"].search(text) or not _TOKEN.search(text):
            continue
        begins = _parted(text, words)[0] is not None
        is_bare = bool(names) and not _parted(" ".join(names[-1]), words)[1]
        if begins and not is_bare:
            names.append([text])
        elif names and _is_capital(text) == _is_capital(names[-1][0]):
            names[-1].append(text)
    found = (body_of(" ".join(name), words) for name in names)
    return [body for body in found if body is not None]


def _is_capital(text: str) -> bool:
    return text == text.upper()


def _shouts(text: str) -> bool:
    """Whether *text* is in capitals and would look otherwise in a sentence: "1" and "A" would not."""
    return _is_capital(text) and _WORD.search(text) is not None


def spoken_in(text: str, words: Words) -> Iterator[Spoken]:
    """Every place of *text* that may name a body in small letters."""
    for match in words.spoken.finditer(text):
        behind = text[match.end() : match.end() + 120]
        if not _shouts(match["start"] + behind[:20]):
            word = words.starts[fold_tone(match["start"])]
            yield Spoken(word.key, behind)


class Names:
    """How the names of bodies are written in small and capital letters, learnt from running text.

    A letterhead shows a name in capitals only; somewhere in the papers it mostly stands in a sentence too.
    """

    def __init__(self, spoken: Iterable[frozenset[Spoken]], words: Words, spelling: str) -> None:
        """*spoken*: one set a paper; *spelling*: how the office writes the words of ours ("ủy", "uỷ")."""
        self._words = words
        self._spelling = spelling
        self._heard: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for paper in spoken:
            for one in paper:
                first = _TOKEN.search(one.text)
                if first is not None:
                    for rank in (one.rank, ""):
                        self._heard[rank, fold_tone(first[0])][one.text] += 1

    def name(self, body: Body) -> str:
        """What *body* is called."""
        return self._written(body.word.name, body)

    def branch(self, body: Body) -> str:
        """What the papers of lower bodies call *body*."""
        return self._written(body.word.branch, body)

    def knows(self, body: Body) -> bool:
        """Whether it is known how its name is written: some paper shows it, or it is a place's; else it is a guess."""
        return not _shouts(body.own) or self._is_place(body) or self._heard_as(body) is not None

    def _is_place(self, body: Body) -> bool:
        if body.word.proper:
            return True
        pieces = _tokens(body.own)
        return body.kind == "committee" and any(" ".join(pieces[:length]) in self._words.places for length in (2, 1))

    def _written(self, rank: str, body: Body) -> str:
        own = self._heard_as(body) or (self._guess(body.own) if _shouts(body.own) else body.own)
        return f"{respell(rank, self._spelling)} {own}"

    def _heard_as(self, body: Body) -> str | None:
        wanted = _tokens(body.own)
        for rank in (body.word.key, ""):
            found: Counter[str] = Counter()
            for text, count in self._heard.get((rank, wanted[0]), Counter()).items():
                raw = _beginning(text, wanted)
                if raw is not None and not _shouts(raw):
                    found[raw] += count
            if found:
                return min(found, key=lambda raw: (-found[raw], raw))
        return None

    def _guess(self, own: str) -> str:
        """*own* with a capital at every word, save those of the table."""
        pieces = own.split(" ")
        made: list[str] = []
        place = 0
        while place < len(pieces):
            length = self._small_words(pieces[place:])
            made += [piece.lower() for piece in pieces[place : place + length]]
            if not length:
                piece = pieces[place]
                made.append(piece if fold_tone(piece) in self._words.capitals else _with_capitals(piece))
            place += length or 1
        return " ".join(made)

    def _small_words(self, pieces: Sequence[str]) -> int:
        """How many of the first *pieces* make a word that keeps small letters."""
        lengths = (length for length in (2, 1) if fold_tone(" ".join(pieces[:length])) in self._words.small)
        return next(lengths, 0)


def _beginning(text: str, wanted: Sequence[str]) -> str | None:
    """The beginning of *text* that consists of the words *wanted*; None when it begins otherwise."""
    end = 0
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number == len(wanted):
            break
        if fold_tone(token[0]) != wanted[number]:
            return None
        end = token.end()
    else:
        if len(_TOKEN.findall(text)) < len(wanted):
            return None
    return text[:end].strip()


def _with_capitals(piece: str) -> str:
    return _TOKEN.sub(lambda token: token[0].capitalize(), piece)


def person_name(text: str, words: Words) -> str | None:
    """The name of a person in a signature line, titles left out; None when the line is no name."""
    name = words.titles.sub("", text).strip(" .")
    pieces = name.split(" ")
    if not 2 <= len(pieces) <= 7 or not all(piece.isalpha() and piece[0].isupper() for piece in pieces):
        return None
    return " ".join(piece.capitalize() for piece in pieces) if _shouts(name) else name
