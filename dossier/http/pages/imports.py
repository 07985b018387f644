"""A list brought in, step by step: the file, what was understood and asked, the records."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, Response

from dossier.adapters.foreign_targets import LOCAL, SKIP, Target, all_places, target_label
from dossier.adapters.merge import Prefer
from dossier.adapters.questionnaire_blank import told
from dossier.desk.importing import PROBLEMS_NAME, SHOWN_FIRST, Gathered, conflict_line
from dossier.desk.list_columns import fitting, meaning
from dossier.desk.pending import SUFFIXES, Pending, Preview
from dossier.errors import InputError
from dossier.http.languages import lang_of
from dossier.http.problems import problem
from dossier.http.web import by_of, desk_of, go, page

router = APIRouter(prefix="/import")

MOST_LINES = 100
_COLUMN = "column:"  # before the name of a column, in the names of the fields of its form


@router.get("")
def choose(request: Request) -> HTMLResponse:
    """Which file."""
    return page(request, "import.html", suffixes=SUFFIXES)


@router.post("")
def take(request: Request, file: Annotated[UploadFile, File()]) -> Response:
    """Keep the file, and on to what is in it; a file that no reader takes is said at once."""
    incoming = desk_of(request).incoming
    pending = incoming.take(file.filename or "", file.file.read())
    try:
        with incoming.preview(pending, {}, lang_of(request)):
            pass
    except InputError:
        incoming.drop(pending.key)
        raise
    return go(f"/import/{pending.key}")


@router.get("/problems")
def problems(request: Request) -> Response:
    """All problems of the last import as a file."""
    path = desk_of(request).root / PROBLEMS_NAME
    if not path.is_file():
        raise problem(404, "no_summary")
    return FileResponse(path, filename=PROBLEMS_NAME, media_type="text/plain; charset=utf-8")


@router.get("/{key}")
def look(request: Request, key: str) -> HTMLResponse:
    """What is in the file; nothing is written."""
    return _preview(request, desk_of(request).incoming.get(key), {}, {})


@router.post("/{key}")
async def answer(request: Request, key: str) -> Response:
    """Take the answers: show the list anew, or write the records."""
    form = await request.form()
    given = {name.removeprefix(_COLUMN): str(value) for name, value in form.items() if name.startswith(_COLUMN)}
    return _answered(request, key, given, str(form.get("do", "")), str(form.get("prefer", "")))


def _answered(request: Request, key: str, given: dict[str, str], do: str, prefer: str) -> Response:
    desk, lang = desk_of(request), lang_of(request)
    pending = desk.incoming.get(key)
    if do == "drop":
        desk.incoming.drop(key)
        return go("/import", "import_dropped")
    answers, faults = _targets(given)
    if do != "write" or faults:
        return _preview(request, pending, answers, given, faults)
    chosen: Prefer = "sheet" if prefer == "sheet" else "record"
    found, written = desk.incoming.write(pending, answers, chosen, lang, by_of(request))
    desk.incoming.drop(key)
    lines = [conflict_line(*conflict, lang) for conflict in written.conflicts] + written.failed
    return page(
        request, "import_done.html", list_name=pending.name, written=written, result=found.result,
        blanks=list(told(written.blanks, lang)) if written.blanks is not None else [],
        lines=[*_lines(found, lang), *lines][:MOST_LINES],
        more=len(lines) + found.result.counts.total() - MOST_LINES,
    )  # fmt: skip


def _targets(given: dict[str, str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Name of a column -> where it goes; and columns whose answer names no field, with fields that may be meant."""
    answers: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    for name, typed in given.items():
        words = typed.strip()
        if not words or words in (LOCAL, SKIP):
            answers |= {name: words} if words else {}
            continue
        found = fitting(words)
        if len(found) == 1:
            answers[name] = str(next(iter(found.values())))
        else:
            faults[name] = list(found)
    return answers, faults


def _preview(
    request: Request, pending: Pending, answers: dict[str, str], given: dict[str, str],
    faults: dict[str, list[str]] | None = None,
) -> HTMLResponse:  # fmt: skip
    lang = lang_of(request)
    with desk_of(request).incoming.preview(pending, answers, lang) as preview:
        values: dict[str, Any] = {
            "pending": pending, "result": preview.found.result, "known": preview.found.known,
            "columns": _columns(preview, lang), "lines": _lines(preview.found, lang)[:MOST_LINES],
            "more": preview.found.result.counts.total() - MOST_LINES, "given": given, "faults": faults or {},
            "labels": sorted({target_label(Target(place)) for place in all_places()}) if preview.columns else [],
            "prefix": _COLUMN,
        }  # fmt: skip
    return page(request, "import_preview.html", status=422 if faults else 200, **values)


def _columns(preview: Preview, lang: str) -> list[dict[str, Any]]:
    sheets = {view.sheet for view in preview.columns}
    return [
        {
            "letter": f"{view.sheet}!{view.letter}" if len(sheets) > 1 else view.letter,
            "name": view.name,
            "meaning": meaning(view, lang),
            "asks": view.asks,
            "kept": view.target.place == LOCAL,
            "examples": "; ".join(view.examples),
        }
        for view in preview.columns
    ]


def _lines(found: Gathered, lang: str) -> list[str]:
    ordered = sorted(found.result.problems, key=lambda one: SHOWN_FIRST.index(one.severity))
    return [one.line(lang) for one in ordered]
