"""Every sentence for users that is not part of a rule, in `vi.toml` and `en.toml` under the same keys.

text("cli.check.help", "vi")            one sentence
said("file_missing", kind="…")          problem and remedy of an error, in both languages
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from dossier.findings import Text

LANGUAGES = ("vi", "en")


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """All sentences of one language, key -> sentence, keys joined by dots."""
    path = Path(__file__).with_name(f"{lang}.toml")
    return dict(_flat("", tomli.loads(path.read_text(encoding="utf-8"))))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield prefix + key, value


def text(key: str, lang: str, **values: Any) -> str:
    """The sentence *key* in *lang*, its placeholders filled.

    Raises:
        KeyError: the catalogue lacks the key; a fault of the program, found by tests.
    """
    sentence = catalogue(lang)[key]
    return sentence.format(**values) if values else sentence


def both(key: str, **values: Any) -> Text:
    """The sentence *key* in both languages."""
    return Text(text(key, "vi", **values), text(key, "en", **values))


def said(error: str, **values: Any) -> tuple[Text, Text]:
    """Problem and remedy of the error *error*, for a `DossierError`."""
    return both(f"error.{error}.problem", **values), both(f"error.{error}.remedy", **values)
