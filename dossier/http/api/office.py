"""The office's settings and packs of forms."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, File, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dossier.adapters.ports import Act
from dossier.desk.packs import Pack, bring_in, packs
from dossier.http.api import By, Desk, IfMatch, refusals
from dossier.http.problems import problem
from dossier.schemas import schema

router = APIRouter(tags=["office"])


class PackLine(BaseModel):
    """A pack of forms and its faults."""

    id: str
    title: str
    ours: bool
    used: bool
    forms: list[str]
    faults: list[str]


@router.get("/office", summary="The settings", responses=refusals())
def read_office(desk: Desk) -> JSONResponse:
    """The settings of office.toml as JSON, with their ETag; empty while the defaults hold."""
    office = desk.office
    plain = json.loads(json.dumps(office.settings, default=str))
    return JSONResponse(plain, headers={"ETag": f'"{office.sha256}"'})


@router.put("/office", summary="Replace the settings", responses=refusals(412, 428))
def replace_office(
    desk: Desk,
    settings: Annotated[dict[str, Any], Body(examples=[{"schema_version": "1", "place": "Xã Mẫu"}])],
    etag: IfMatch,
    by: By = "",
) -> JSONResponse:
    """Write office.toml, valid against schemas/office.schema.json."""
    if etag != desk.office.sha256:
        raise problem(412, "settings_changed")
    faults = ["/".join(map(str, error.absolute_path)) for error in schema("office").errors(settings)]
    if faults:
        raise problem(422, "bad_setting", errors=[{"place": place} for place in faults])
    desk.save_settings(settings, Act(by, "settings", sorted(settings)))
    return read_office(desk)


@router.get("/packs", summary="Packs of forms", responses=refusals())
def list_packs(desk: Desk) -> list[PackLine]:
    """The packs of the program and of the office, each with its faults."""
    return [_told(pack) for pack in packs(desk.office, desk.office_file.parent)]


@router.post("/packs", status_code=201, summary="Bring in a pack", responses=refusals(409, 413))
def add_pack(
    desk: Desk, file: Annotated[UploadFile, File(description="a zip: manifest.toml and Word files")]
) -> PackLine:
    """Keep a pack of the office's own; it is used once the settings name it."""
    return _told(bring_in(desk.office_file.parent, file.filename or "", file.file.read()))


def _told(pack: Pack) -> PackLine:
    forms = pack.forms
    return PackLine(
        id=pack.id, title=forms.title if forms is not None else "", ours=pack.ours, used=pack.used,
        forms=[form.number for form in forms.forms] if forms is not None else [], faults=list(pack.faults),
    )  # fmt: skip
