"""The stages of a dossier, in order, and the act whose date closes each.

Stages are cumulative: at a stage every rule whose first stage is that one or an earlier one is asked.
"""

from __future__ import annotations

from enum import StrEnum

from dossier.record.record import Record


class Stage(StrEnum):
    """What a dossier is being made ready for."""

    APPLICATION = "application"
    VERIFICATION = "verification"
    CELL_MEETING = "cell_meeting"
    SUBMISSION = "submission"
    CEREMONY = "ceremony"
    RECOGNITION = "recognition"
    RECOGNITION_SUBMISSION = "recognition_submission"

    @property
    def rank(self) -> int:
        """Its number in the order, from 0."""
        return _RANK[self]

    def includes(self, other: Stage) -> bool:
        """True when what is asked at *other* is asked at this stage too."""
        return _RANK[other] <= _RANK[self]


_RANK = {stage: rank for rank, stage in enumerate(Stage)}
LAST_STAGE = Stage.RECOGNITION_SUBMISSION

# the act that closes a stage: any of its places that has a date
CLOSING_ACTS: dict[Stage, tuple[str, ...]] = {
    Stage.APPLICATION: ("/candidate/declaration_date",),
    Stage.VERIFICATION: ("/verification/requests/*/sent_date",),
    Stage.CELL_MEETING: ("/cell_meeting/date",),
    Stage.SUBMISSION: ("/submission/sent_date", "/decision/date"),
    Stage.CEREMONY: ("/admission/ceremony_date",),
    Stage.RECOGNITION: ("/probation/cell_meeting/date",),
    Stage.RECOGNITION_SUBMISSION: ("/probation/submission/sent_date", "/probation/official_decision/date"),
}


def stage_of(record: Record) -> Stage:
    """The first stage whose closing act has no date yet; the last stage when all have one."""
    for stage, places in CLOSING_ACTS.items():
        if all(record.date(place) is None for place in places):
            return stage
    return Stage.RECOGNITION_SUBMISSION
