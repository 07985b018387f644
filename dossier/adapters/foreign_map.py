"""What an office said of its own list's columns, kept in a file for next time. Format ``dossier-map/1``:

format  = "dossier-map/1"
letters = "tcvn3"            # only where the file itself does not say it: tcvn3, vni, or unicode

[columns]                    # header (its rows joined by " › ") = place in the record, "local" or "skip"
"Người theo dõi" = "local"
"Tên cha"        = "/family[relation=father]/full_name"
"Họ lót"         = "/candidate/birth_name#family"
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

import tomli
import tomli_w

from dossier.adapters.files import read_bytes, write_atomically
from dossier.adapters.foreign_match import Answers
from dossier.adapters.foreign_targets import LOCAL, SKIP, all_places, parse_target
from dossier.errors import InputError
from dossier.messages import said

FORMAT = "dossier-map/1"
LETTERS = ("tcvn3", "vni", "unicode")
SUFFIX = ".map.toml"


def beside(source: Path) -> Path | None:
    """The mapping file that lies beside the list *source* under its name; None when there is none."""
    path = source.with_name(source.stem + SUFFIX)
    return path if path.is_file() else None


def read_map(path: Path) -> Answers:
    """The mapping in *path*.

    Raises:
        InputError: it is missing, no TOML, of another format, or names a place that no column can fill.
    """
    try:
        data = tomli.loads(read_bytes(path).decode("utf-8-sig"))
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path.name, *said("map_unreadable")) from error
    name, _, number = str(data.get("format", "")).partition("/")
    if name == FORMAT.partition("/")[0] and number.isdecimal() and int(number) > 1:
        raise InputError(path.name, *said("map_newer"))
    columns, letters = data.get("columns", {}), data.get("letters")
    in_form = isinstance(columns, dict) and all(isinstance(target, str) for target in columns.values())
    if data.get("format") != FORMAT or not in_form or (letters is not None and letters not in LETTERS):
        raise InputError(path.name, *said("map_format"))
    for header, target in columns.items():
        _check(path, header, target)
    return Answers(columns, letters)


def _check(path: Path, header: str, target: str) -> None:
    try:
        parse_target(target)
    except ValueError as error:
        near = difflib.get_close_matches(target, [*all_places(), LOCAL, SKIP], n=1, cutoff=0.5)
        place = f"{path.name} › {header}"
        raise InputError(place, *said("map_target", near=near[0] if near else "/candidate/birth_name")) from error


def write_map(path: Path, columns: Mapping[str, str]) -> bool:
    """Write *columns* to *path*, or add those that the file there does not have yet; False when nothing is new.

    What stands in the file, its comments too, stays as it is.

    Raises:
        InputError: the file there cannot be read, or *path* cannot be written.
    """
    if not path.is_file():
        content = tomli_w.dumps({"format": FORMAT, "columns": dict(columns)})
        write_atomically(path, content.encode())
        return True
    old = read_bytes(path).decode("utf-8-sig")
    data = tomli.loads(old)
    known = data.get("columns", {})
    new = {header: target for header, target in columns.items() if header not in known}
    if not new:
        return False
    wanted = {**data, "columns": {**known, **new}}
    lines = tomli_w.dumps(new)
    content = f"{old.rstrip()}\n{lines}" if known else f"{old.rstrip()}\n\n[columns]\n{lines}"
    try:
        fits = tomli.loads(content) == wanted
    except tomli.TOMLDecodeError:
        fits = False
    # where the columns are not the last table of the file, it is written anew
    write_atomically(path, (content if fits else tomli_w.dumps(wanted)).encode())
    return True
