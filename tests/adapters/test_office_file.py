"""office.toml with learnt settings: remarks, order, what stands in it already, how it was written."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from dossier.adapters.office_file import Setting, with_learnt

PLACE = Setting(("place",), "Phường Mẫu", "từ a.docx")
NAME = Setting(("orgs", "cell", "name"), 'Chi bộ "Một"', "từ b.docx")
DEPUTY = Setting(("orgs", "cell", "deputy"), "Lê Thị Mẫu", "chưa chắc", sure=False)
SECTION = Setting(("orgs", "section_none"), True, "từ c.docx")
REGISTER = Setting(("registers", 'NQ Chi bộ "Một"', "2025-2027"), 9, "chưa chắc", sure=False)
EVERY = [PLACE, NAME, DEPUTY, SECTION, REGISTER]
HEAD = '# Của văn phòng\nschema_version = "1"\n'


def test_settings_stand_below_their_remarks_in_order() -> None:
    assert with_learnt(HEAD, EVERY).splitlines() == [
        "# Của văn phòng",
        'schema_version = "1"',
        "# từ a.docx",
        'place = "Phường Mẫu"',
        "",
        "[orgs]",
        "# từ c.docx",
        "section_none = true",
        "",
        "[orgs.cell]",
        "# từ b.docx",
        'name = "Chi bộ \\"Một\\""',
        "# chưa chắc",
        '# deputy = "Lê Thị Mẫu"',
        "",
        '# [registers."NQ Chi bộ \\"Một\\""]',
        "# chưa chắc",
        "# 2025-2027 = 9",
    ]


def test_an_unsure_register_is_not_opened() -> None:
    assert "registers" not in tomllib.loads(with_learnt(HEAD, EVERY))


def test_remarks_are_valid_once_switched_on() -> None:
    text = with_learnt(HEAD, EVERY)
    for setting in (DEPUTY, REGISTER):
        text = text.replace(setting.line, setting.line.removeprefix("# "))
    text = text.replace("# [registers", "[registers")
    settings = tomllib.loads(text)
    assert settings["orgs"]["cell"]["deputy"] == "Lê Thị Mẫu"
    assert settings["registers"] == {'NQ Chi bộ "Một"': {"2025-2027": 9}}


WRITTEN = {
    "plain": 'handwritten = false  # in sẵn\n\n# bảng của chi bộ\n[orgs.cell]\nterm = "2025-2027"\n\n'
    "[orgs.grassroots]\nhas_seal = true\n",
    "indented": '  handwritten = false\n  [ orgs . cell ]\n  term = "2025-2027"\n[orgs.grassroots]\nhas_seal = true\n',
    "inline": 'handwritten = false\norgs = { cell = { term = "2025-2027" }, grassroots = { has_seal = true } }\n',
    "dotted": 'handwritten = false\norgs.cell.term = "2025-2027"\norgs.grassroots.has_seal = true\n',
    "windows": 'handwritten = false\r\n[orgs.cell]\r\nterm = "2025-2027"\r\n[orgs.grassroots]\r\nhas_seal = true\r\n',
    "no-end": 'handwritten = false\n[orgs.cell]\nterm = "2025-2027"\n[orgs.grassroots]\nhas_seal = true',
}


@pytest.mark.parametrize("how", WRITTEN)
def test_what_stands_there_stays_however_it_was_written(how: str) -> None:
    former = tomllib.loads(WRITTEN[how])
    settings = tomllib.loads(with_learnt(WRITTEN[how], EVERY))
    wanted: dict[str, Any] = {**former, "place": PLACE.value}
    wanted["orgs"] = {**former["orgs"], "section_none": True, "cell": {"term": "2025-2027", "name": NAME.value}}
    assert settings == wanted


def test_remarks_of_a_person_stay_where_they_are() -> None:
    lines = with_learnt(WRITTEN["plain"], EVERY).splitlines()
    assert "handwritten = false  # in sẵn" in lines
    assert lines[lines.index("# bảng của chi bộ") + 1] == "[orgs.cell]"
    assert lines.index('place = "Phường Mẫu"') < lines.index("# bảng của chi bộ")
    cell = lines[lines.index("[orgs.cell]") : lines.index("[orgs.grassroots]")]
    assert NAME.line in cell


def test_a_remark_is_not_written_twice() -> None:
    once = with_learnt(HEAD, EVERY)
    assert with_learnt(once, [DEPUTY, REGISTER]) == once
    other = Setting(("registers", "NQ Chi bộ Hai", "2025-2027"), 9, "chưa chắc", sure=False)
    assert with_learnt(once, [other]).count("# 2025-2027 = 9") == 2
