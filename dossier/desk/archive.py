"""What was made for a cohort or a person as one zip, given out piece by piece, so that memory does not grow with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from dossier.cohort.work import REPORTS
from dossier.desk.summary import SUMMARIES

_PIECE = 256 * 1024
_PACKED = frozenset({".docx", ".xlsx", ".pdf", ".jpg", ".jpeg", ".png"})  # packing them again gains nothing


def person_files(folder: Path) -> list[Path]:
    """The forms and reports of one dossier folder, in order; the record and the scans stay where they are."""
    forms = folder / "forms"
    # "~$…" is what Word leaves beside a file that is open in it
    filled = sorted(path for path in forms.iterdir() if not path.name.startswith(("~$", "."))) if forms.is_dir() else []
    reports = [folder / name for name in REPORTS]
    return [path for path in (*filled, *reports) if path.is_file()]


def cohort_files(root: Path, record_ids: Sequence[str]) -> Iterator[Path]:
    """The summary of a cohort, and the files of these persons."""
    yield from (root / name for name in SUMMARIES if (root / name).is_file())
    for record_id in record_ids:
        yield from person_files(root / record_id)


def zipped(files: Iterator[Path], root: Path) -> Iterator[bytes]:
    """A zip of *files* under their paths below *root*, in pieces; one that went away meanwhile is left out."""
    out = _Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            method = zipfile.ZIP_STORED if path.suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
            try:
                entry = zipfile.ZipInfo.from_file(path, path.relative_to(root).as_posix(), strict_timestamps=False)
                source = path.open("rb")
            except FileNotFoundError:
                continue
            entry.compress_type = method
            with source, archive.open(entry, "w") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
                    yield from out.taken()
            yield from out.taken()
    yield from out.taken()


class _Pipe(io.RawIOBase):
    """Takes what the archive writes, and gives it away again."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        """It can be written to, and nothing else: the archive then never looks back."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take some bytes."""
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            yield b"".join(waiting)
