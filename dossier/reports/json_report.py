"""The report for programs; `schemas/report.schema.json` is the authority."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dossier.findings import Disposition, Finding, Report, Source, Where
from dossier.reports.grouping import acting

SCHEMA = "dossier-report/1"


def json_report(reports: Sequence[Report], lang: str = "vi") -> str:
    """One object for one report, a list for several or none; equal reports give equal text.

    Args:
        reports: in the order wanted.
        lang: language of titles, messages and remedies.
    """
    objects = [report_object(report, lang) for report in reports]
    shown: Any = objects[0] if len(objects) == 1 else objects
    content = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    # half a surrogate pair, which JSON may smuggle in as an escape, has no UTF-8
    return content.encode("utf-8", "replace").decode("utf-8")


def report_object(report: Report, lang: str = "vi") -> dict[str, Any]:
    """*report* as plain data with the keys of the schema, in its order; dates as ISO 8601 text."""
    counts = report.counts
    return {
        "schema": SCHEMA,
        "record_id": report.record_id,
        "stage": report.stage,
        "as_of": report.as_of.isoformat(),
        "ready": report.ready,
        "counts": {
            "error": counts.error,
            "warning": counts.warning,
            "notice": counts.notice,
            "needs_person": counts.needs_person,
            "carried_over": counts.carried_over,
        },
        "rules": [{"code": rule.code, "verdict": rule.verdict.value} for rule in report.rules],
        "findings": [_finding(finding, lang) for finding in report.findings],
        "notes": [
            {"code": note.code, "title": note.title.get(lang), "message": note.message.get(lang)}
            for note in report.notes
        ],
        "inputs": [{"path": item.path, "sha256": item.sha256} for item in report.inputs],
        "versions": dict(sorted(report.versions.items())),
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "ask": finding.ask,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "title": finding.title.get(lang),
        "message": finding.message.get(lang),
        "where": _where(finding.where),
        "fix": finding.fix.get(lang),
        "source": None if finding.source is None else _source(finding.source),
        "confidence": None if finding.confidence is None else finding.confidence.value,
        "edition_from": None if finding.edition_from is None else finding.edition_from.isoformat(),
        "who": acting(finding),
        "overlay": finding.overlay,
        "disposition": None if finding.disposition is None else _disposition(finding.disposition),
    }


def _where(where: Where) -> dict[str, Any]:
    return {
        "pointer": where.pointer,
        "label": where.label,
        "file": where.file,
        "page": where.page,
        "box": None if where.box is None else list(where.box),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "document": source.document,
        "dated": None if source.dated is None else source.dated.isoformat(),
        "clause": source.clause,
    }


def _disposition(disposition: Disposition) -> dict[str, Any]:
    return {
        "kind": disposition.kind,
        "reason": disposition.reason,
        "by": disposition.by,
        "on": disposition.on,
        "expires": disposition.expires,
        "valid": disposition.valid,
    }
