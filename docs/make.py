"""`make docs`: the generated pages and the pictures, from what the program really does.

python -m docs.make            everything; pictures need LibreOffice, pdftoppm and Chromium
python -m docs.make --text     only the pages
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path

from dossier.adapters.files import load_dossier
from dossier.adapters.pdf import convert_all
from dossier.cli.fill import fill_forms
from dossier.forms.form_set import FormSpec, load_forms, pack_ids
from dossier.record.office import Office
from dossier.resources import data_folder, table_folder
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Rule

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
SAMPLE = data_folder("samples") / "dossiers" / "complete"
TODAY = date(2026, 11, 22)


def main() -> None:
    """Write everything that is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true", help="no pictures")
    if not parser.parse_args().text:
        PICTURES.mkdir(exist_ok=True)
        form_pictures()
        report_pictures()
    (HERE / "rules.md").write_text(rules_page(), encoding="utf-8")
    (HERE / "forms.md").write_text(forms_page(), encoding="utf-8")


# --- pages -------------------------------------------------------------------------------------------------


def rules_page() -> str:
    """Every rule with its sentences, questions, sources and days in force."""
    rulebook = load_rulebook(Office(settings={"overlays": all_overlays()})).whole
    lines = [
        "# Quy định (rules)", "",
        "Trang này do `make docs` viết ra từ các bảng quy định; đừng sửa tay. Generated; do not edit.", "",
        "| Mã | Tên | Hỏi từ giai đoạn | Mức | Bật |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for rule in rulebook.in_order:
        worst = _worst(rule)
        on = rule.overlay or "luôn"
        lines.append(f"| [{rule.code}](#{rule.code.lower()}) | {rule.title.vi} | {rule.stage.value} | {worst} | {on} |")
    for rule in rulebook.in_order:
        lines += [
            "",
            f"## {rule.code}",
            "",
            f"**{rule.title.vi}** — {rule.title.en}",
            "",
            rule.why.vi,
            "",
            rule.why.en,
            "",
        ]
        for ask in rule.asks:
            mark = ", ".join(sorted({edition.severity.value for edition in ask.editions})) or rule.kind
            lines.append(f"- `{ask.id}` ({mark}): {_readable(ask.says.vi)} *{_readable(ask.fix.vi)}*")
        lines.append("")
        for row in rule.rows:
            source = rulebook.documents[row["source"]["document"]]
            dated = f" ngày {source['dated']:%d/%m/%Y}" if "dated" in source else ""
            clause = f", {row['source'].get('clause')}" if row["source"].get("clause") else ""
            name = source["number"] or source["title"]
            lines.append(f"- từ {row['from']:%d/%m/%Y}: {name}{dated}{clause} — {row['confidence']}")
    return "\n".join(lines + returns_table()) + "\n"


def returns_table() -> list[str]:
    """The faults for which dossiers come back, with who catches each and the proof of it."""
    rows = tomllib.loads((table_folder() / "returns.toml").read_text(encoding="utf-8"))
    lines = ["", "## Vì sao hồ sơ bị trả lại (why dossiers come back)", ""]
    lines += ["| Số | Lỗi | Fault | Mã | Chứng minh (proof) | Chưa bắt được |", "|---|---|---|---|---|---|"]
    for number, row in rows.items():
        caught, proof = ", ".join(row["caught_by"]) or "–", "<br>".join(f"`{one}`" for one in row["proof"]) or "–"
        why_not = row["why_not"]["vi"] if "why_not" in row else ""
        lines.append(f"| {number} | {row['vi']} | {row['en']} | {caught} | {proof} | {why_not} |")
    return lines


def all_overlays() -> list[str]:
    """Ids of the overlays that come with the program."""
    return [overlay.id for overlay in load_rulebook().overlays]


def _worst(rule: Rule) -> str:
    order = ("error", "warning", "notice")
    found = {edition.severity.value for ask in rule.asks for edition in ask.editions}
    return next((severity for severity in order if severity in found), rule.kind)


def _readable(sentence: str) -> str:
    from dossier.cli.explain import readable

    return readable(sentence)


def forms_page() -> str:
    """Every form of every pack with what an office must know of it, and its picture."""
    lines = ["# Biểu mẫu (forms)", "", "Trang này do `make docs` viết ra; đừng sửa tay. Generated; do not edit."]
    for pack in pack_ids():
        forms = load_forms(pack)
        lines += ["", f"## {forms.id}", "", forms.title, ""]
        lines += [
            "| Mẫu | Tên | Nơi ban hành | Giai đoạn | Dấu | Viết | Lời văn | Nguồn |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_form_row(form) for form in forms.forms]
        for form in forms.forms:
            picture = PICTURES / pack / f"{form.stem}.png"
            if picture.is_file():
                lines += ["", f"### {form.number} ({pack})", "", f"![{form.title}](pictures/{pack}/{picture.name})"]
    return "\n".join(lines) + "\n"


def _form_row(form: FormSpec) -> str:
    cells = (
        form.number, form.title, form.issuer, form.stage.value, "có" if form.seal else "không",
        "tay" if form.hand else "máy", "đã đối chiếu" if form.confirmed else "**chưa đối chiếu**", form.source,
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


# --- pictures ----------------------------------------------------------------------------------------------


def form_pictures() -> None:
    """The first page of every form that applies to the complete sample, filled."""
    dossier = load_dossier(SAMPLE)
    with tempfile.TemporaryDirectory() as folder:
        for pack in pack_ids():
            target = Path(folder) / pack
            target.mkdir()
            for form in fill_forms(dossier, Office(), load_forms(pack), None):
                (target / form.name).write_bytes(form.content)
            made = convert_all(sorted(target.glob("*.docx")))
            (PICTURES / pack).mkdir(exist_ok=True)
            for one in made:
                _first_page(one.path, PICTURES / pack / one.path.stem)


def _first_page(pdf: Path, target: Path) -> None:
    program = _program("pdftoppm")
    subprocess.run([program, "-png", "-r", "60", "-f", "1", "-singlefile", str(pdf), str(target)], check=True)


def report_pictures() -> None:
    """The summary of the demo cohort and the page of one person."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        subprocess.run(
            [sys.executable, "-c", "from dossier.cli import main; main()", "demo", "--out", str(out)], check=True
        )
        screenshot(out / "summary.html", PICTURES / "summary.png", folder)
        faulty = sorted(path for path in out.glob("*/report.html") if "LỖI" in path.read_text(encoding="utf-8"))
        if faulty:
            screenshot(faulty[0], PICTURES / "person.png", folder)


def screenshot(page: Path, target: Path, profile: str) -> None:
    """A picture of an HTML page as a browser shows it."""
    subprocess.run(
        [
            _program("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
            f"--user-data-dir={profile}/chromium", "--window-size=1100,1000", f"--screenshot={target}", page.as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(
            f"{name} is missing: apt install libreoffice-writer-nogui fonts-liberation2 poppler-utils chromium"
        )
    return found


if __name__ == "__main__":
    main()
