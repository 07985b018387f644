"""What the guides say is so: their commands run, their examples load, their links lead somewhere, nothing is stale."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.text.paragraph import Paragraph

from docs.pages import PAGES, examples_table
from dossier import check
from dossier.adapters.files import load_office
from dossier.cli import group
from dossier.findings import Verdict
from dossier.forms.formats import FORMATS
from dossier.forms.lint import lint_pack
from dossier.messages import text
from dossier.record.dossier import Dossier
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.stages import Stage
from dossier.resources import table_folder
from dossier.rules.loading import load_rulebook

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
EXAMPLE = ROOT / "samples" / "packs" / "ha-noi-2025"
COMPLETE = ROOT / "samples" / "dossiers" / "complete" / "record.json"
GUIDES = [ROOT / "README.vi.md", *sorted(path for path in DOCS.glob("*.md") if path.name not in PAGES)]
PAGES_WITH_LINKS = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
TODAY = date(2026, 11, 22)
AND_SO_ON = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: the first word after the fence, the rest of that line, and what stands inside."""

    kind: str
    name: str
    content: str


def blocks(page: Path) -> Iterator[Block]:
    for found in re.finditer(r"^```(\S*) ?([^\n]*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S):
        yield Block(found[1], found[2], found[3])


def named(page: Path, name: str) -> str:
    """What stands in the last block of *page* that is the file *name*."""
    return [block.content for block in blocks(page) if block.name == name][-1]


# --- commands ----------------------------------------------------------------------------------------------


def prepare_forms(folder: Path) -> None:
    """What the reader has copied by hand: one of our forms."""
    (folder / "mau-don-vi").mkdir()
    shutil.copy(ROOT / "templates" / "hd38-2025" / "PBQ.docx", folder / "mau-don-vi")


def prepare_numbers(folder: Path) -> None:
    """Two people whose cell has met and whose resolution has no number yet."""
    complete = json.loads(COMPLETE.read_bytes())
    for record_id, day in (("mau-001", "2025-10-15"), ("mau-002", "2025-10-22")):
        record = edited(
            complete,
            put={"/record_id": record_id, "/cell_meeting/date": day},
            remove=["/cell_meeting/number", "/committee_meeting", "/decision", "/admission", "/probation"],
        )
        target = folder / "ho-so" / record_id
        target.mkdir(parents=True)
        (target / "record.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")


PREPARED: dict[str, Callable[[Path], None]] = {"bo-bieu-mau.md": prepare_forms, "so-van-ban.md": prepare_numbers}


def calls(content: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block, and the lines shown below it."""
    for part in re.split(r"^\$ ", content, flags=re.M)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield command, [line.rstrip() for line in shown]


def test_guides_with_commands_are_found() -> None:
    found = {page.name for page in GUIDES if any(block.kind == "console" for block in blocks(page))}
    assert found >= {"README.vi.md", "bo-bieu-mau.md", "quy-dinh-dia-phuong.md", "so-van-ban.md", "cau-hoi.md"}


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_command_of_a_guide_runs_and_prints_what_is_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # in one folder, in the order of the page; a block that is called after a file becomes that file
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    if page.name in PREPARED:
        PREPARED[page.name](tmp_path)
    for block in blocks(page):
        if block.kind == "toml" and block.name and not block.name.startswith("samples/"):
            (tmp_path / block.name).parent.mkdir(exist_ok=True)
            (tmp_path / block.name).write_text(block.content, "utf-8")
        if block.kind != "console":
            continue
        for command, shown in calls(block.content):
            program, *arguments = shlex.split(command)
            assert program == "dossier", command
            result = CliRunner().invoke(group, arguments, standalone_mode=False)
            assert result.exception is None, (command, result.output, result.exception)
            assert (result.return_value or 0) == 0, (command, result.output)
            printed = [line.rstrip() for line in result.stdout.rstrip("\n").split("\n")]
            wanted = shown[:-1] if shown[-1:] == [AND_SO_ON] else shown
            assert not shown or printed[: len(wanted)] == wanted, command
            assert not shown or wanted is not shown or len(printed) == len(shown), command


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_quoted_files_say_what_is_quoted(page: Path) -> None:
    for block in blocks(page):
        if block.name.startswith("samples/"):
            assert block.content in (ROOT / block.name).read_text(encoding="utf-8"), block.name
        elif block.kind == "toml":
            tomllib.loads(block.content)


# --- making a form -----------------------------------------------------------------------------------------


def in_word(old: str, new: str) -> Callable[[Path], None]:
    """Change the text *old* in form 9A."""

    def change(pack: Path) -> None:
        document = docx.Document(str(pack / "9A.docx"))
        hits = [paragraph for paragraph in paragraphs(document) if old in paragraph.text]
        assert hits, old
        for paragraph in hits:
            said = paragraph.text.replace(old, new)
            for run in paragraph.runs:
                run.text = ""
            paragraph.runs[0].text = said
        document.save(str(pack / "9A.docx"))

    return change


def paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def in_manifest(old: str, new: str) -> Callable[[Path], None]:
    """Change the text *old* in the manifest, where it stands first."""

    def change(pack: Path) -> None:
        manifest = pack / "manifest.toml"
        content = manifest.read_text(encoding="utf-8")
        assert old in content, old
        manifest.write_text(content.replace(old, new, 1), "utf-8")

    return change


# what lint says, as the guide explains it -> how an office gets there
FAULTS: dict[str, Callable[[Path], None]] = {
    "the tag is not closed with": in_word("{{ number }}", "{{ number }"),
    "the manifest does not give it": in_word("{{ number }}", "{{ numbr }}"),
    "the form does not use it": in_word("{{ signer }}", "Người ký"),
    "is never closed": in_word("{%p endfor %}", ""),
    "closes nothing": in_word("{%p for basis in legal_bases %}", ""),
    "is not allowed in a form": in_word("{%p endfor %}", "{%p end for %}"),
    "a format is named in the manifest": in_word("{{ number }}", "{{ number|upper }}"),
    "compare in the manifest": in_word("{%p for basis in legal_bases %}", "{%p if legal_bases == 1 %}"),
    "this tag needs work after rendering": in_word("{{ signer }}", "{{p signer }}"),
    "but the form goes through it": in_word("{%p for basis in legal_bases %}", "{%p for basis in signer %}"),
    "unknown format": in_manifest('as = "upper"', 'as = "uper"'),
    "the record has no place": in_manifest('"/candidate/birth_name"', '"/candidate/birthname"'),
    "takes date": in_manifest('"/candidate/date_of_birth"', '"/candidate/birth_name"'),
    "there is no file": in_manifest('"9A.docx"', '"9-A.docx"'),
    "there is no pack": in_manifest("[[form]]", 'extends = "hd38"\n[[form]]'),
    "has no form": in_manifest("[[form]]", 'extends = "hd38-2025"\nwithout = ["4B-KNĐ"]\n[[form]]'),
    "is not one of": in_manifest('stage     = "ceremony"', 'stage     = "le_ket_nap"'),
    "Invalid value (at line": in_manifest('title   = "', "title   = "),
}


@pytest.mark.parametrize("said", FAULTS)
def test_lint_says_what_the_guide_explains(said: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(EXAMPLE, pack)
    # without the forms that it takes over, which only take time
    manifest = pack / "manifest.toml"
    manifest.write_text(re.sub(r"^(extends|without) .*\n", "", manifest.read_text("utf-8"), flags=re.M), "utf-8")
    assert lint_pack(pack) == []
    FAULTS[said](pack)
    assert any(said in fault for fault in lint_pack(pack))


def test_the_guide_explains_exactly_the_faults_tried_here() -> None:
    page = (DOCS / "bo-bieu-mau.md").read_text(encoding="utf-8")
    table = page.partition("| Trong dòng báo lỗi |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([^`]+)` \|", table, re.M) == list(FAULTS)


def test_formats_named_in_the_guide_exist() -> None:
    page = (DOCS / "bo-bieu-mau.md").read_text(encoding="utf-8")
    table = page.partition("| `as` | In ra |")[2].partition("\n\n")[0]
    names = [name for row in re.findall(r"^\| ([^|]+) \|", table, re.M) for name in re.findall(r"`([a-z_]+)`", row)]
    assert len(names) > 10
    assert set(names) <= set(FORMATS)


# --- local rules -------------------------------------------------------------------------------------------


def test_the_worked_overlay_changes_what_is_asked(tmp_path: Path) -> None:
    office = worked_office(tmp_path)
    common, own = load_rulebook(), load_rulebook(office)
    assert set(common.rules) - set(own.rules) == {"K16"}
    assert set(own.rules) - set(common.rules) == {"DV-01"}

    # the cell meets on Wednesday 15 October: the third working day after it is Monday the 20th
    for day, late in (("2025-10-20", False), ("2025-10-21", True)):
        record = edited(json.loads(COMPLETE.read_bytes()), put={"/cell_meeting/sent_up_date": day})
        report = check(Dossier(record), stage=Stage.SUBMISSION, office=office, rulebook=own, as_of=TODAY)
        hits = [finding for finding in report.findings if finding.code == "DV-01" and finding.verdict is Verdict.FAIL]
        assert bool(hits) is late
        assert all(finding.overlay == "quy-dinh-don-vi.toml" for finding in hits)


def test_the_worked_overlay_shortens_the_time_for_an_answer(tmp_path: Path) -> None:
    office = worked_office(tmp_path)
    for rulebook, days in ((load_rulebook(), 30), (load_rulebook(office), 20)):
        late = next(ask for ask in rulebook.rules["D12"].asks if ask.id == "late")
        assert late.editions[-1].readings[0].params["at_most"] == days


def worked_office(folder: Path) -> Office:
    """The office of the worked example, with its own rules, written into *folder*."""
    for name in ("office.toml", "quy-dinh-don-vi.toml"):
        (folder / name).write_text(named(DOCS / "quy-dinh-dia-phuong.md", f"co-quan/{name}"), "utf-8")
    return load_office(folder / "office.toml")


def test_words_for_confidence_are_those_of_reports() -> None:
    page = (DOCS / "quy-dinh-dia-phuong.md").read_text(encoding="utf-8")
    table = page.partition("| Trong `rules.md` |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \|", table, re.M)
    assert [key for key, _ in rows] == ["confirmed", "secondary", "carried_over", "local", "unverified"]
    for key, word in rows:
        assert word == (text(f"report.confidence.{key}", "vi") or "(không ghi gì)")


# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of *page*, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in found}


def test_examples_of_the_rules_are_those_of_their_cases() -> None:
    assert (table_folder() / "examples.json").read_text(encoding="utf-8") == examples_table(), "run: make docs"


@pytest.mark.parametrize("page", PAGES_WITH_LINKS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_is_there(page: Path) -> None:
    content = page.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", content)
    for target in re.findall(r"\]\(([^)\s]+)\)", content):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = page.parent / file if file else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_pictures_are_small_and_all_are_used() -> None:
    pictures = {path: path.stat().st_size for path in (DOCS / "pictures").rglob("*.png")}
    shown = {
        (page.parent / target).resolve()
        for page in PAGES_WITH_LINKS
        for target in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }
    assert sum(pictures.values()) < 6_000_000
    assert {path.resolve() for path in pictures} == shown
