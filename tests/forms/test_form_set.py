"""Packs of forms: what a manifest says, and what is said against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier import load_forms
from dossier.errors import InputError, TemplateError
from dossier.forms.form_set import manifest_faults, pack_ids, token_faults
from dossier.record.stages import Stage

HEAD = """
id = "own"
title = "Bộ riêng"
format = "dossier-manifest/1"
"""
FORM = """
[[form]]
number = "{number}"
order = {order}
file = "x.docx"
title = "Mẫu"
issuer = "Chi bộ"
stage = "{stage}"
seal = false
hand = false
confirmed = false
"""


def test_pack_of_2025_is_the_default_and_in_order() -> None:
    forms = load_forms()
    assert forms.id == "hd38-2025"
    assert forms.id in pack_ids()
    orders = [(form.order, form.number) for form in forms.forms]
    assert orders == sorted(orders)
    numbers = [form.number for form in forms.forms]
    assert len(set(numbers)) == len(numbers)
    stems = [form.stem for form in forms.forms]
    assert len(set(stems)) == len(stems)
    assert all(stem.isascii() for stem in stems)


def test_every_form_of_every_pack_is_whole() -> None:
    for pack in pack_ids():
        for printed in (False, True):
            forms = load_forms(pack, printed=printed)
            forms.compile_all()
            for form in forms.everything:
                assert form.path.is_file()
                assert form.title
                assert form.issuer
                assert token_faults(form, form.compiled().names) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [(["6-KND"], ["6-KNĐ"]), (["6-KNĐ", "1-knd"], ["1-KNĐ", "6-KNĐ"]), (["6-KND", "6-KNĐ"], ["6-KNĐ"]), ([], [])],
)
def test_forms_are_asked_for_by_number(asked: list[str], found: list[str]) -> None:
    assert [form.number for form in load_forms().only(asked).forms] == found


def test_form_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(InputError, match="16A-KND"):
        load_forms().only(["16AA-KND"])
    with pytest.raises(InputError):
        load_forms("no-such-pack")


def test_forms_due_grow_with_the_stages() -> None:
    forms = load_forms()
    before: set[str] = set()
    for stage in Stage:
        due = {form.number for form in forms.due(stage)}
        assert before <= due
        before = due
    assert before == {form.number for form in forms.due(None)}
    assert {"1-KNĐ", "2-KNĐ"} <= {form.number for form in forms.due(Stage.APPLICATION)}
    assert "9-KNĐ" not in {form.number for form in forms.due(Stage.CELL_MEETING)}


def test_helper_s_paper_is_made_only_by_its_number() -> None:
    forms = load_forms()
    extra = [form.number for form in forms.forms if not form.default]
    assert extra
    assert not {form.number for form in forms.due(None)} & set(extra)
    assert [form.number for form in forms.only(extra[:1]).due(None)] == extra[:1]


def test_printed_variants_are_other_files_with_the_same_numbers() -> None:
    drafts, printed = load_forms(), load_forms(printed=True)
    assert [form.number for form in drafts.forms] == [form.number for form in printed.forms]
    changed = [a.number for a, b in zip(drafts.forms, printed.forms, strict=True) if a.path != b.path]
    assert changed == ["1-KNĐ", "2-KNĐ"]


def pack_of(folder: Path, *forms: str, head: str = HEAD) -> Path:
    import shutil

    from dossier.resources import data_folder

    folder.mkdir()
    (folder / "manifest.toml").write_text(head + "".join(forms), encoding="utf-8")
    shutil.copy(data_folder("templates") / "hd38-2025" / "6-KND.docx", folder / "x.docx")
    return folder


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(TemplateError) as caught:
        load_forms(folder).compile_all()
    return caught.value.problems


def test_number_that_stands_twice_is_told(tmp_path: Path) -> None:
    row = FORM.format(number="1-KNĐ", order=1, stage="application")
    other = FORM.format(number="1-KND", order=2, stage="application")
    (fault,) = faults_of(pack_of(tmp_path / "own", row, other))
    assert "own" in fault
    assert "twice" in fault


def test_fault_names_pack_form_and_token(tmp_path: Path) -> None:
    row = FORM.format(number="1-KNĐ", order=1, stage="application") + (
        '[form.tokens]\na = { from = "/candidat" }\nb = { from = "/candidate", as = "txt" }\nc = { from = "/a[" }\n'
    )
    faults = faults_of(pack_of(tmp_path / "own", row))
    assert len(faults) == 3
    for fault, token in zip(faults, "abc", strict=True):
        assert "1-KNĐ" in fault
        assert f"token {token}" in fault
    assert "'text'" in faults[1]


def test_condition_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    row = FORM.format(number="1-KNĐ", order=1, stage="application") + 'when = [{ at = "/place", equals = 1 }]\n'
    assert any("equals" in fault and "1-KNĐ" in fault for fault in faults_of(pack_of(tmp_path / "own", row)))


def test_schema_faults_of_all_rows_come_together(tmp_path: Path) -> None:
    rows = [FORM.format(number=f"{n}-KNĐ", order=n, stage="someday") for n in (1, 2)]
    faults = faults_of(pack_of(tmp_path / "own", *rows))
    assert [fault.split(":")[1].strip() for fault in faults] == ["form 1-KNĐ", "form 2-KNĐ"]
    assert manifest_faults({"id": "own", "form": [{}]}, "own")


def test_forms_are_compiled_once(tmp_path: Path) -> None:
    one, other = (load_forms().only(["6-KND"]).forms[0] for _ in range(2))
    assert one.compiled() is other.compiled()
