"""The generated pages: every rule and every form, from the tables and manifests. Text only; no file is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dossier.desk.law import readable
from dossier.forms.form_set import FormSet, FormSpec, load_forms, pack_ids
from dossier.messages import text
from dossier.record.office import Office
from dossier.resources import data_folder, table_folder
from dossier.rules.loading import load_rulebook
from dossier.rules.rulebook import Rule, Rulebook

MOST_EXAMPLES = 3  # of each kind for each rule
_GENERATED = "Trang này do `make docs` viết ra; đừng sửa tay. Generated; do not edit."


# --- rules -------------------------------------------------------------------------------------------------


def rules_page() -> str:
    """Every rule with its sentences, questions, sources and days in force, those of our overlays too."""
    overlays = [overlay.id for overlay in load_rulebook().overlays]
    rulebook = load_rulebook(Office(settings={"overlays": overlays})).whole
    lines = ["# Quy định (rules)", "", _GENERATED, ""]
    lines += ["Cách đọc trang này, và độ chắc của căn cứ: [quy-dinh-dia-phuong.md](quy-dinh-dia-phuong.md).", ""]
    lines += ["| Mã | Tên | Hỏi từ giai đoạn | Mức | Bật |", "|---|---|---|---|---|"]
    for rule in rulebook.in_order:
        on = f"quy định địa phương `{rule.overlay}`" if rule.overlay else "luôn"
        lines.append(
            f"| [{rule.code}](#{rule.code.lower()}) | {rule.title.vi} | {_asked(rule)} | {_worst(rule)} | {on} |"
        )
    for rule in rulebook.in_order:
        lines += ["", *_rule(rule, rulebook)]
    return "\n".join([*lines, "", *_returns()]) + "\n"


def _rule(rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    yield from (f"## {rule.code}", "", f"**{rule.title.vi}** — {rule.title.en}", "", rule.why.vi, "", rule.why.en, "")
    for ask in rule.asks:
        severities = dict.fromkeys(edition.severity.value for edition in ask.editions)
        marks = ", ".join(_mark(severity) for severity in severities) or rule.kind
        yield f"- `{ask.id}` ({marks}): {readable(ask.says.vi)} *{readable(ask.fix.vi)}*"
    if rule.asks:
        yield ""
    for row in rule.rows:
        source = rulebook.documents[row["source"]["document"]]
        dated = f" ngày {source['dated']:%d/%m/%Y}" if "dated" in source else ""
        clause = f", {row['source']['clause']}" if row["source"].get("clause") else ""
        name = source["number"] or source["title"]
        yield f"- từ {row['from']:%d/%m/%Y}: {name}{dated}{clause} — {row['confidence']}"


def _asked(rule: Rule) -> str:
    return "tệp Word" if rule.kind == "layout" else text(f"report.stage.{rule.stage.value}", "vi")


def _mark(severity: str) -> str:
    return text(f"report.mark.{severity}", "vi")


def _worst(rule: Rule) -> str:
    found = {edition.severity.value for ask in rule.asks for edition in ask.editions}
    return next((_mark(severity) for severity in ("error", "warning", "notice") if severity in found), rule.kind)


def _returns() -> list[str]:
    """The faults for which dossiers come back, with who catches each and the proof of it."""
    rows = tomllib.loads((table_folder() / "returns.toml").read_text(encoding="utf-8"))
    lines = ["## Vì sao hồ sơ bị trả lại (why dossiers come back)", ""]
    lines += ["| Số | Lỗi | Fault | Mã | Chứng minh (proof) | Chưa bắt được |", "|---|---|---|---|---|---|"]
    for number, row in rows.items():
        caught, proof = ", ".join(row["caught_by"]) or "–", "<br>".join(f"`{one}`" for one in row["proof"]) or "–"
        why_not = row["why_not"]["vi"] if "why_not" in row else ""
        lines.append(f"| {number} | {row['vi']} | {row['en']} | {caught} | {proof} | {why_not} |")
    return lines


# --- forms -------------------------------------------------------------------------------------------------


def packs() -> Mapping[str, Path | str]:
    """Id of every pack that comes with the program, the example of an office's own included -> where it is."""
    samples = {path.parent.name: path.parent for path in sorted(data_folder("samples").glob("packs/*/manifest.toml"))}
    return {**{pack: pack for pack in pack_ids()}, **samples}


def own_forms(pack: Path | str, *, printed: bool = False) -> list[FormSpec]:
    """The forms of *pack* that are not taken over from another one, in order."""
    forms = load_forms(pack, printed=printed)
    return [form for form in forms.forms if form.pack == forms.id]


def pictured(pack: Path | str) -> list[FormSpec]:
    """The forms that have a picture: those of *pack* itself; a print variant stands after its form."""
    files = {form.path: form for printed in (False, True) for form in own_forms(pack, printed=printed)}
    return sorted(files.values(), key=lambda form: (form.order, form.number, form.path.stem))


def picture_name(form: FormSpec) -> str:
    """`hd38-2025/06-6-KND.png`, below the folder of pictures."""
    return f"{form.pack}/{form.order:02d}-{form.path.stem}.png"


def forms_page() -> str:
    """Every form of every pack with what an office must know of it, and its picture."""
    lines = ["# Biểu mẫu (forms)", "", _GENERATED, ""]
    lines += [
        "Muốn sửa mẫu, hoặc lập mẫu riêng của đơn vị: [bo-bieu-mau.md](bo-bieu-mau.md). Người trong ảnh không có thật."
    ]
    for pack in packs().values():
        forms = load_forms(pack)
        own = own_forms(pack)
        lines += ["", f"## {forms.id}", "", forms.title, "", _days(forms), ""]
        lines += [
            "| Mẫu | Tên | Nơi ban hành | Giai đoạn | Dấu | Viết | Lập | Lời văn | Nguồn |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        lines += [_form_row(form) for form in own]
        if len(own) < len(forms.forms):
            others = ", ".join(form.number for form in forms.forms if form.pack != forms.id)
            lines += ["", f"Lấy nguyên từ bộ khác: {others}."]
        for form in pictured(pack):
            lines += ["", *_picture(form)]
    return "\n".join(lines) + "\n"


def _days(forms: FormSet) -> str:
    first = f" từ {forms.first:%d/%m/%Y}" if forms.first else ""
    last = f" đến {forms.last:%d/%m/%Y}" if forms.last else ""
    return f"Dùng cho việc làm{first}{last}." if first or last else "Chỉ dùng khi nêu tên."


def _made(form: FormSpec) -> str:
    """When a form is made."""
    if form.default:
        return "luôn"
    return "khi nêu số mẫu" + (", hoặc có nơi thẩm tra được đề xuất" if form.proposals == "any" else "")


def _form_row(form: FormSpec) -> str:
    cells = (
        form.number,
        form.title,
        form.issuer,
        text(f"report.stage.{form.stage.value}", "vi"),
        "có" if form.seal else "không",
        "tay" if form.hand else "máy",
        _made(form),
        "đã đối chiếu" if form.confirmed else "**chưa đối chiếu**",
        form.source,
    )
    return "| " + " | ".join(cells) + " |"


def _picture(form: FormSpec) -> Iterator[str]:
    printed = " — bản in" if form.path.stem.endswith("-in") else ""
    yield from (f"### {form.number}{printed} ({form.pack})", "", f"![{form.title}](pictures/{picture_name(form)})")


def examples_table() -> str:
    """The sentences of a few cases of each rule, for `dossier explain`: the cases themselves are tests.

    Raises:
        KeyError: a case that is shown lacks its Vietnamese sentence (`about_vi`).
    """
    cases = Path(__file__).parent.parent / "tests" / "rules"
    table: dict[str, dict[str, list[dict[str, str]]]] = {}
    for path in sorted(cases.glob("*/*/*.json")):
        code, kind = path.parent.parent.name, path.parent.name
        told = table.setdefault(code, {}).setdefault(kind, [])
        case = json.loads(path.read_text(encoding="utf-8"))
        if len(told) < MOST_EXAMPLES and all(one["en"] != case["about"] for one in told):
            told.append({"vi": case["about_vi"], "en": case["about"]})
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {"rules.md": rules_page, "forms.md": forms_page}
"""Name of each generated page -> what writes it."""
