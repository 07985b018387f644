"""Number registers on disk: office.toml, the ledger beside it, and the records.

The order makes it safe to be cut off anywhere: first the ledger says which number belongs to which act, then the
register moves on, then the records get their numbers. Whatever is missing, the next run finds in the ledger.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli
import tomli_w
from filelock import FileLock, Timeout

from dossier.adapters.files import (
    RECORD_NAME,
    load_office,
    load_record,
    read_bytes,
    read_record,
    write_atomically,
    writing,
)
from dossier.adapters.ports import Act
from dossier.adapters.saving import save_record
from dossier.adapters.toml_text import header_path, is_header, parsed_line
from dossier.cohort.numbers import Entry, Numbering, RecordActs, Registers, acts_of, assign
from dossier.errors import DossierError, InputError
from dossier.messages import said
from dossier.record.edit import edited
from dossier.record.office import Office
from dossier.record.text import fold_tone

LEDGER_NAME = "registers.jsonl"
_LOCK_NAME = ".registers.lock"
_AFTER_EQUALS = re.compile(r"(=\s*)[0-9_]+")


def give_numbers(paths: Sequence[Path], office_file: Path) -> Numbering:
    """Give the acts of the records at *paths* their numbers, and write ledger, register and records.

    Args:
        paths: records or dossier folders, in the order in which numbers are given; one that cannot be read is
            passed over (the run itself tells).
        office_file: office.toml with its `[registers]`; the ledger lies beside it.

    Raises:
        InputError: office.toml or the ledger cannot be read, a file cannot be written, or somebody else is giving
            numbers from these registers at this moment.
    """
    with _alone(office_file):
        office = load_office(office_file)
        ledger_file = office_file.with_name(LEDGER_NAME)
        numbering = assign(_acts(paths, office), office.get("registers"), read_ledger(ledger_file))
        reserve(numbering, office_file)
        for given in numbering.given:
            _write_number(Path(given.source), given.entry)
    return numbering


def _acts(paths: Sequence[Path], office: Office) -> list[RecordActs]:
    everyone: dict[str, RecordActs] = {}
    for path in paths:
        with contextlib.suppress(DossierError):
            dossier = load_record(path)
            acts = tuple(acts_of(dossier.record_for(office)))
            # of two records with one id the run refuses the second one too
            everyone.setdefault(dossier.record_id.casefold(), RecordActs(str(path), dossier.record_id, acts))
    return list(everyone.values())


def reserve(numbering: Numbering, office_file: Path) -> None:
    """Write the ledger, then the registers; from here on nobody else gets these numbers."""
    if numbering.given:
        lines = (json.dumps(entry.line(), ensure_ascii=False, sort_keys=True) for entry in numbering.ledger)
        write_atomically(office_file.with_name(LEDGER_NAME), "".join(f"{line}\n" for line in lines).encode())
    if numbering.registers:
        content = read_bytes(office_file).decode("utf-8-sig")
        write_atomically(office_file, with_registers(content, numbering.registers).encode())


def read_ledger(file: Path) -> list[Entry]:
    """The entries of the ledger; one that is not there is empty.

    Raises:
        InputError: it cannot be read: numbers given before would be given again.
    """
    if not file.is_file():
        return []
    entries = []
    for number, line in enumerate(read_bytes(file).decode("utf-8").splitlines(), start=1):
        try:
            entries.append(Entry(**json.loads(line)))
        except (json.JSONDecodeError, TypeError) as error:
            raise InputError(file.name, *said("not_json", line=number)) from error
    return entries


def with_registers(content: str, registers: Registers) -> str:
    """The text of office.toml with new last numbers; comments and order stay where they are.

    Args:
        content: valid TOML in which every register of *registers* stands.
    """
    wanted = tomli.loads(content)
    for name, terms in registers.items():
        _under(wanted["registers"], name).update(terms)
    lines = content.splitlines()
    for name, terms in registers.items():
        for term, number in terms.items():
            lines = _with_number(lines, name, term, number)
    changed = "\n".join(lines) + "\n"
    # written in another way than as tables (inline, dotted): then the file is written anew, without its comments
    return changed if tomli.loads(changed) == wanted else tomli_w.dumps(wanted)


def _under(registers: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The table of the register *name*, however its letters are composed."""
    return next(terms for key, terms in registers.items() if fold_tone(key) == fold_tone(name))


def _with_number(lines: list[str], name: str, term: str, number: int) -> list[str]:
    inside, end = False, None
    for index, line in enumerate(lines):
        if is_header(line):
            inside = _is_table_of(line, name)
            end = index if inside else end
        elif inside and line.strip():
            if term in parsed_line(line):
                return [*lines[:index], _AFTER_EQUALS.sub(rf"\g<1>{number}", line, count=1), *lines[index + 1 :]]
            end = index
    if end is None:
        return lines
    return [*lines[: end + 1], f"{json.dumps(term, ensure_ascii=False)} = {number}", *lines[end + 1 :]]


def _is_table_of(header: str, name: str) -> bool:
    path = header_path(header)
    return len(path) == 2 and path[0] == "registers" and fold_tone(path[1]) == fold_tone(name)


def _write_number(path: Path, entry: Entry) -> None:
    file = path / RECORD_NAME if path.is_dir() else path
    data, digest = read_record(file)
    save_record(file, edited(data, put={entry.place: entry.text}), Act("", "number", [entry.place]), if_match=digest)


@contextlib.contextmanager
def _alone(office_file: Path) -> Iterator[None]:
    """Nobody else gives numbers from these registers meanwhile. The system lifts the lock also after a sudden end.

    Raises:
        InputError: somebody else does.
    """
    lock = FileLock(office_file.with_name(_LOCK_NAME))
    with writing(office_file):
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise InputError(office_file.name, *said("registers_busy")) from error
    try:
        yield
    finally:
        lock.release()
