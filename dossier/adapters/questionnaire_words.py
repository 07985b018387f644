"""What the questionnaire says besides its questions: the guide, the headings. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from zlib import crc32

from dossier.adapters.questionnaire import Family, Question, Table, questionnaire
from dossier.messages import LANGUAGES, text


def guide(kind: str, lang: str) -> list[str]:
    """How to fill it, a line a paragraph; *kind* is "word" or "excel"."""
    own = text("questionnaire.word_guide" if kind == "word" else "questionnaire.excel_guide", lang)
    return text("questionnaire.list_guide", lang).splitlines() + own.splitlines()


def heading(part: Table | Family) -> str:
    """The heading of a table or of the relatives."""
    return f"{part.item}. {part.label}"


def outside_tables(lang: str) -> Iterator[str]:
    """What the Word file says outside its tables, a paragraph each; what stands there besides was typed."""
    yield text("questionnaire.title", lang)
    yield text("questionnaire.subtitle", lang)
    yield from guide("word", lang)
    for part in questionnaire().parts:
        if not isinstance(part, Question):
            yield heading(part)
        if isinstance(part, Table):
            yield part.hint.get(lang)
            yield text("questionnaire.more", lang)


@cache
def wording() -> str:
    """A number that changes with every word besides the questions: whether the words of a file are those we know."""
    whole = questionnaire()
    hints = [question.hint for question in whole.questions()]
    notes = [relative.note for relative in whole.family.relatives]
    outside = [list(outside_tables(lang)) for lang in LANGUAGES]
    return f"{crc32(repr((hints, notes, outside)).encode()):08x}"
