"""The last step: the filled forms in order, and the report with what stayed blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.findings import Finding, Report, Severity, Text, Verdict, Where
from dossier.forms.plan import PlannedForm
from dossier.messages import both
from dossier.record.record import Record
from dossier.record.schema import label
from dossier.rules.rulebook import Rulebook


@dataclass(frozen=True)
class FilledForm:
    """One filled paper: its file name, bytes, and what an office should know of it.

    ``confirmed`` False: its wording was not seen in an official text; ``blanks`` counts what stayed blank;
    ``proposed``: it is for a destination that is proposed and not in the record.
    """

    name: str
    content: bytes
    pack: str
    number: str
    title: str
    confirmed: bool
    blanks: int
    proposed: bool = False

    @classmethod
    def of(cls, form: PlannedForm, content: bytes) -> FilledForm:
        """The filled paper *content* of *form*."""
        return cls(
            name=form.name, content=content, pack=form.spec.pack, number=form.spec.number, title=form.spec.title,
            confirmed=form.spec.confirmed, blanks=len(form.lacks), proposed=form.proposed,
        )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of one dossier: the report and the filled forms, in order."""

    report: Report
    forms: tuple[FilledForm, ...]


def pack(report: Report, planned: Sequence[PlannedForm], contents: Iterable[bytes]) -> Outcome:
    """Names in order, bytes, and the report with what stayed blank."""
    forms = tuple(FilledForm.of(form, content) for form, content in zip(planned, contents, strict=True))
    return Outcome(report, forms)


def blank_findings(planned: Sequence[PlannedForm], record: Record, rulebook: Rulebook) -> Iterator[Finding]:
    """A warning `FILL` for each blank that should hold something: form, label and pointer."""
    messages = rulebook.messages
    for form in planned:
        if form.unknown_pack is not None:
            yield _unknown_pack(form, record)
        for pointer in dict.fromkeys(lack.pointer for lack in form.lacks):
            place = label(pointer, record.data)
            values = {"form": form.spec.number, "label": place}
            says, fix = messages["fill_blank"], messages["fill_blank_fix"]
            yield Finding(
                code="FILL", ask=form.name.removesuffix(".docx"), verdict=Verdict.FAIL, severity=Severity.WARNING,
                title=messages["fill"], message=Text(says.vi.format(**values), says.en.format(**values)),
                where=Where(pointer, place), fix=fix, source=None, confidence=None, edition_from=None, who="office",
            )  # fmt: skip


def _unknown_pack(form: PlannedForm, record: Record) -> Finding:
    """A warning `FILL`: the record names a pack of forms that is not there."""
    numbers = {"form": form.spec.number, "named": form.unknown_pack, "pack": form.spec.pack}
    pointer = f"papers[form={form.spec.number}]/template_set"
    if record.get(pointer) != form.unknown_pack:
        pointer = "/template_set"
    return Finding(
        code="FILL", ask=form.name.removesuffix(".docx"), verdict=Verdict.FAIL, severity=Severity.WARNING,
        title=both("pack.unknown"), message=both("pack.unknown_message", **numbers),
        where=Where(pointer, label(pointer, record.data)), fix=both("pack.unknown_fix"), source=None,
        confidence=None, edition_from=None, who="office",
    )  # fmt: skip
