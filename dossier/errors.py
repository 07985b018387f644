"""Everything that stops the program from looking, and its exit code.

    DossierError          something stopped us from looking
    ├── InputError        the user can mend it: file, sheet, cell          exit 3
    │   ├── NotThere      no such dossier, version, file or bin entry
    │   ├── Exists        its place is taken
    │   └── Changed       somebody else changed it meanwhile
    ├── UsageError        wrong words on the command line                  exit 2
    ├── RegulationError   our rule tables disagree with themselves         exit 4
    └── TemplateError     a form and its manifest disagree                 exit 4

A lack in a dossier is a `Finding`, not an error. Besides: 0 ready, 1 findings of severity error,
5 nothing wrong, but a person must confirm something.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from dossier.findings import Text


class DossierError(Exception):
    """Base class. Carries `place`, `problem` and `remedy`, the same three parts users see.

    Args:
        place: where: a file name, a sheet and cell, a pointer. Never a value of a record.
        problem: what is wrong, one short sentence, in both languages or in English only.
        remedy: what to do about it, one short sentence; may be empty.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, place: str, problem: Text | str, remedy: Text | str = "") -> None:
        super().__init__(place, problem, remedy)
        self.place = place
        self.problem = problem if isinstance(problem, Text) else Text(problem, problem)
        self.remedy = remedy if isinstance(remedy, Text) else Text(remedy, remedy)

    def told(self, lang: str) -> str:
        """Place, problem and remedy on one line, in *lang* (`vi` or `en`)."""
        parts = (f"{self.place}:" if self.place else "", self.problem.get(lang), self.remedy.get(lang))
        return " ".join(part for part in parts if part)

    def __str__(self) -> str:
        return self.told("vi")

    def __reduce__(self) -> tuple[Any, ...]:
        # survives the way back from a worker process
        return type(self), (self.place, self.problem, self.remedy)


class InputError(DossierError):
    """A file, sheet or cell that the user can mend."""

    exit_code = 3


class NotThere(InputError):  # noqa: N818 a word of the port
    """The store has nothing of that name."""


class Exists(InputError):  # noqa: N818 a word of the port
    """The store has something of that name already; it is not replaced."""


class Changed(InputError):  # noqa: N818 a word of the port
    """The record is not any more as the caller saw it.

    Args:
        etag: the one it has now.
        held: the `Held` of now; None when what is there now cannot be read.
    """

    def __init__(
        self, place: str, problem: Text | str, remedy: Text | str = "", *, etag: str = "", held: Any = None
    ) -> None:
        super().__init__(place, problem, remedy)
        self.etag = etag
        self.held = held

    def __reduce__(self) -> tuple[Any, ...]:
        return _changed, (self.place, self.problem, self.remedy, self.etag, self.held)


def _changed(place: str, problem: Text, remedy: Text, etag: str, held: Any) -> Changed:
    return Changed(place, problem, remedy, etag=etag, held=held)


class UsageError(DossierError):
    """Words on the command line that do not go together."""

    exit_code = 2


class OwnDataError(DossierError):
    """Our own data is wrong. Lists every problem found, not only the first.

    Args:
        problems: each with its place, in the order found; at least one.
    """

    exit_code = 4

    def __init__(self, problems: Sequence[DossierError | str], place: str = "") -> None:
        self.problems: tuple[str, ...] = tuple(str(problem) for problem in problems)
        super().__init__(place, "\n".join(self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems, self.place)


class RegulationError(OwnDataError):
    """Our rule tables disagree with themselves."""


class TemplateError(OwnDataError):
    """A form and its manifest disagree, or a form has broken tags."""
