"""A new person: a dossier that holds no more than a name, and a birth date where it is known."""

from __future__ import annotations

from dossier.adapters.foreign_ids import People
from dossier.adapters.ports import Act, Held
from dossier.desk.service import OfficeDesk
from dossier.errors import InputError
from dossier.messages import said
from dossier.record.dates import typed_day
from dossier.record.migrations import CURRENT
from dossier.record.text import nfc


def new_person(desk: OfficeDesk, name: str, born: str, by: str) -> Held:
    """Make the dossier; its id is made from the name as an import would.

    Args:
        name: full name as on the birth certificate.
        born: dd/mm/yyyy or ISO; empty: not known yet.

    Raises:
        InputError: there is no name, or the date is none.
    """
    name = " ".join(nfc(name).split())
    if not name:
        raise InputError("/candidate/birth_name", *said("no_name"))
    day = _day(born.strip())
    claim = People(desk.root).claim(name, day, None)
    if claim.how != "new":
        raise InputError(claim.record_id, *said("known_person"))
    data = {
        "schema_version": CURRENT,
        "record_id": claim.record_id,
        "candidate": {"birth_name": name, **({"date_of_birth": day} if day else {})},
    }
    held = desk.store.create(data, Act(by, "create"))
    desk.renew(held.record_id)
    return held


def _day(text: str) -> str | None:
    if not text:
        return None
    day = typed_day(text)
    if day is None:
        raise InputError("/candidate/date_of_birth", *said("bad_day"))
    return day.isoformat()
