"""The record as a form, section by section; whoever saves second is told what the other changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from dossier.adapters.ports import Act, Held
from dossier.desk.service import OfficeDesk
from dossier.errors import Changed, NotThere
from dossier.findings import Finding
from dossier.http.languages import lang_of
from dossier.http.problems import problem
from dossier.http.record_form import (
    Difference,
    FormModel,
    Posted,
    Section,
    differences,
    form_of,
    posted,
    section,
    sections,
)
from dossier.http.sections import section_of
from dossier.http.web import by_of, desk_of, go, page
from dossier.record.edit import three_way
from dossier.record.schema import label

router = APIRouter(prefix="/persons/{record_id}/record")


@router.get("")
def index(request: Request, record_id: str) -> HTMLResponse:
    """All sections, each with what was found in it."""
    desk = desk_of(request)
    held = desk.store.read(record_id)
    data = held.dossier.data
    counts: dict[str, list[int]] = {one.id: [0, 0] for one in sections()}
    for finding in desk.look(held).report.findings:
        at = section_of(finding.where.pointer, data)
        if at is not None and not finding.settled:
            counts[at.id][0 if finding.blocks else 1] += 1
    return page(request, "record_index.html", held=held, sections=sections(), counts=counts)


@router.get("/{section_id}")
def show(request: Request, record_id: str, section_id: str, open: str = "") -> HTMLResponse:
    """One section; *open*: an item of a list that is drawn whole."""
    desk, chosen = desk_of(request), _known(section_id)
    held = desk.store.read(record_id)
    findings = desk.look(held).report.findings
    model = form_of(
        chosen, held.dossier.data, problems=held.dossier.problems, findings=findings,
        opened=[open] if open else (), lang=lang_of(request),
    )  # fmt: skip
    return _page(request, held, model)


@router.post("/{section_id}")
async def save(request: Request, record_id: str, section_id: str) -> Response:
    """Save the section, or draw it anew for a button that stores nothing or for what could not be read."""
    form = await request.form(max_files=0, max_fields=20_000)
    pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return _saved(request, record_id, _known(section_id), pairs)


def _saved(request: Request, record_id: str, chosen: Section, pairs: Sequence[tuple[str, str]]) -> Response:
    desk, lang = desk_of(request), lang_of(request)
    etag = next((value for name, value in pairs if name == "etag"), "")
    held = desk.store.read(record_id)
    # the page was drawn from the version that its ETag names; what was typed is read against that one
    base = held.dossier.data if etag == held.etag else _version_of(desk, record_id, etag)
    mine = posted(chosen, base if base is not None else held.dossier.data, pairs, lang)
    if not mine.is_clean:
        return _page(request, held, _drawn(chosen, mine, (), lang), etag=etag, status=200 if mine.action else 422)
    if not mine.places and etag == held.etag:
        return _after(record_id, chosen, pairs)
    try:
        desk.save(held, mine.data, Act(by_of(request), "edit", mine.places), if_match=etag)
    except Changed:
        return _both(request, desk.store.read(record_id), chosen, base, mine)
    return _after(record_id, chosen, pairs)


def _after(record_id: str, chosen: Section, pairs: Sequence[tuple[str, str]]) -> Response:
    """On to the section that the button names, else the same one."""
    following = next((value for name, value in pairs if name == "_next"), "")
    target = section(following) or chosen
    return go(f"/persons/{record_id}/record/{target.id}", "saved")


def _both(request: Request, held: Held, chosen: Section, base: Mapping[str, Any] | None, mine: Posted) -> HTMLResponse:
    """The page with both changes in it, what the other changed beside it; nothing is stored yet (412)."""
    lang, theirs = lang_of(request), held.dossier.data
    merged, conflicts = three_way(base if base is not None else theirs, mine.data, theirs)
    found = differences(base, theirs) if base is not None else ()
    version = desk_of(request).store.versions(held.record_id)[0]
    model = form_of(chosen, merged, typed=mine.typed, lang=lang)
    return _page(
        request, held, model, status=412, others=found, version=version,
        conflicts=[label(pointer, theirs) for pointer in conflicts],
    )  # fmt: skip


def _drawn(chosen: Section, mine: Posted, findings: Sequence[Finding], lang: str) -> FormModel:
    return form_of(chosen, mine.data, problems=mine.problems, findings=findings, typed=mine.typed, lang=lang)


def _page(
    request: Request, held: Held, model: FormModel, *, etag: str | None = None, status: int = 200,
    others: Sequence[Difference] = (), conflicts: Sequence[str] = (), version: Any = None,
) -> HTMLResponse:  # fmt: skip
    every = sections()
    at = every.index(model.section)
    return page(
        request, "record.html", status=status, held=held, model=model, etag=held.etag if etag is None else etag,
        sections=every, before=every[at - 1] if at else None, after=every[at + 1] if at + 1 < len(every) else None,
        others=others, conflicts=conflicts, version=version,
    )  # fmt: skip


def _known(section_id: str) -> Section:
    found = section(section_id)
    if found is None:
        raise problem(404, "http_404")
    return found


def _version_of(desk: OfficeDesk, record_id: str, etag: str) -> Mapping[str, Any] | None:
    """The version that had this ETag; None when the store does not know it."""
    for version in desk.store.versions(record_id):
        if version.sha256 == etag:
            try:
                return desk.store.version(record_id, version.number)
            except NotThere:
                return None
    return None
