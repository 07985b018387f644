"""Every sentence stands in both languages, with the same placeholders, and every key that the program uses is there."""

from __future__ import annotations

import ast
import json
import string
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dossier.findings import Severity
from dossier.messages import LANGUAGES, both, catalogue, said, text
from dossier.record.stages import Stage
from dossier.resources import schema_path

SOURCE = Path(__file__).resolve().parents[1] / "dossier"
USES = {"t": "{}", "text": "{}", "both": "{}", "said": "error.{}.problem"}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def schema(name: str) -> Any:
    return json.loads(schema_path(name).read_text(encoding="utf-8"))


def test_both_languages_have_the_same_keys() -> None:
    vietnamese, english = (set(catalogue(lang)) for lang in LANGUAGES)
    assert vietnamese - english == set()
    assert english - vietnamese == set()
    assert len(english) > 200


def test_keys_stand_in_the_same_order() -> None:
    vietnamese, english = (
        list(tomllib.loads((SOURCE / "messages" / f"{lang}.toml").read_text(encoding="utf-8"))) for lang in LANGUAGES
    )
    assert sorted(vietnamese) == sorted(english)


def test_both_languages_have_the_same_placeholders() -> None:
    wrong = [key for key in catalogue("vi") if fields(catalogue("vi")[key]) != fields(catalogue("en")[key])]
    assert wrong == []


def test_sentences_are_composed_and_trimmed() -> None:
    for lang in LANGUAGES:
        for key, sentence in catalogue(lang).items():
            assert isinstance(sentence, str), key
            assert unicodedata.is_normalized("NFC", sentence), key
            assert sentence == sentence.rstrip() or sentence.count("\n") > 1, key


def test_every_error_has_problem_and_remedy() -> None:
    for lang in LANGUAGES:
        keys = [key for key in catalogue(lang) if key.startswith("error.")]
        assert {key.rpartition(".")[2] for key in keys} == {"problem", "remedy"}
        assert len(keys) == 2 * len({key.rpartition(".")[0] for key in keys})
        for key in keys:
            assert "\n" not in catalogue(lang)[key]


def calls() -> Iterator[tuple[str, str, set[str], bool]]:
    """Every call with a literal key: file and line, full key, the names given, and whether they are all known."""
    for path in sorted(SOURCE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            key = call.args[0]
            if name not in USES or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                continue
            if isinstance(call.func, ast.Attribute) and name != "t":
                continue  # record.text("/place") and the like
            where = f"{path.relative_to(SOURCE)}:{call.lineno}"
            given = {keyword.arg for keyword in call.keywords if keyword.arg}
            yield where, USES[name].format(key.value), given, all(keyword.arg for keyword in call.keywords)


def test_every_key_used_in_the_source_exists() -> None:
    used = list(calls())
    assert len(used) > 150
    missing = [(where, key) for where, key, _, _ in used if key not in catalogue("vi")]
    assert missing == []


def test_every_placeholder_is_given() -> None:
    wrong = []
    for where, key, given, complete in calls():
        if key not in catalogue("vi") or not complete:
            continue
        wanted = fields(catalogue("vi")[key])
        if key.startswith("error."):
            wanted |= fields(catalogue("vi")[key.replace(".problem", ".remedy")])
        if wanted - given and (given or wanted):
            wrong.append((where, key, sorted(wanted - given)))
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_keys_made_of_values_exist(lang: str) -> None:
    from dossier.cli import COMMANDS

    wanted = [f"cli.summary.{command}" for command in COMMANDS]
    for stage in Stage:
        wanted += [f"report.stage.{stage.value}", f"cmd.stage.{stage.value}"]
    reasons = ("few", "split", "many", "changed", "capitals", "typed", "derived", "body", "ledger")
    wanted += [f"cmd.learn.why.{reason}" for reason in reasons]
    kinds = schema("office")["properties"]["orgs"]["properties"]["cell"]["properties"]["kind"]["enum"]
    wanted += [f"cmd.learn.value.{value}" for value in (*kinds, *schema("office")["properties"]["blanks"]["enum"])]
    wanted += [f"report.mark.{kind}" for kind in (*(severity.value for severity in Severity), "needs_person")]
    assert [key for key in wanted if key not in catalogue(lang)] == []


def test_unknown_key_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        text("no.such.key", "vi")
    with pytest.raises(KeyError):
        said("no_such_error")


def test_sentences_come_in_pairs() -> None:
    pair = both("cmd.rules.same")
    assert (pair.vi, pair.en) == (text("cmd.rules.same", "vi"), text("cmd.rules.same", "en"))
    problem, remedy = said("not_json", line=7)
    assert "7" in problem.vi
    assert "7" in problem.en
    assert remedy.get("en") != remedy.get("vi")
