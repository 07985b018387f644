"""Papers of made-up offices for the tests of learning: Word files in memory, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dossier import load_rulebook
from dossier.adapters.word_file import word_facts
from dossier.adapters.word_folder import in_unicode
from dossier.learning.facts import PaperFacts, facts_of
from dossier.learning.words import learning_words
from tests.rules.word_files import Typed, word_file

WORDS = learning_words()

# the same paper, its head and signature without tables: columns by tabs, as many offices type them
TABBED: dict[str, Any] = {
    "parent": {"text": "ĐẢNG BỘ PHƯỜNG MẪU\tĐẢNG CỘNG SẢN VIỆT NAM", "where": "body", "align": "left"},
    "issuer": {"text": "ĐẢNG ỦY BỆNH VIỆN MẪU\t-----------", "where": "body", "align": "left"},
    "star": {"where": "body", "align": "left"},
    "number": {
        "text": "Số 05-NQ/ĐU\tPhường Mẫu, ngày 05 tháng 02 năm 2026", "where": "body", "align": "left",
    },
    "party": None,
    "date": None,
    "recipients": {"text": "Nơi nhận:\t\tT/M ĐẢNG ỦY", "where": "body"},
    "above": {"text": "- Ban Thường vụ cấp trên (để báo cáo);\t\tBÍ THƯ", "where": "body"},
    "kept": {"text": "- Lưu Đảng ủy.\t\tLê Thị Đảng Ủy", "where": "body"},
    "authority": None,
    "position": None,
    "signer": None,
}  # fmt: skip

# a table with a row a line
ROWS: dict[str, Any] = {
    "party": {"where": "head 1"},
    "parent": {"where": "head 0"},
    "issuer": {"where": "head 0 1"},
    "star": {"where": "head 0 2"},
    "number": {"where": "head 0 3"},
    "date": {"where": "head 1 3"},
    "recipients": {"where": "sign 0"},
    "above": {"where": "sign 0 1"},
    "kept": {"where": "sign 0 2"},
    "authority": {"where": "sign 1"},
    "position": {"where": "sign 1 1"},
    "signer": {"where": "sign 1 3"},
}


def read(content: bytes, name: str = "a.docx") -> PaperFacts:
    """What the Word file *content* tells."""
    return facts_of(in_unicode(word_facts(content, name)), name, load_rulebook().word_lines, WORDS)


def paper(kind: str = "resolution", edits: Mapping[str, Any] | None = None, **more: Any) -> PaperFacts:
    """What a paper of `tests.rules.word_files` tells, its lines edited."""
    return read(word_file(kind, edits, **more))


def text(*lines: str) -> dict[str, Typed]:
    """More running text, for the edits of a paper."""
    return {f"more {number}": Typed(line, align="justify") for number, line in enumerate(lines)}
