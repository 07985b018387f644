"""The acts and papers of the procedure, in its order: where each has its date, and when it is ahead of a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.record.stages import Stage

GROUPS = ("personal", "verification", "meeting", "decision", "probation")


@dataclass(frozen=True, slots=True)
class Act:
    """An act or paper of the procedure, in the order of the procedure.

    Args:
        key: its name in the catalogue (`calendar.act.<key>`).
        place: place of its date; `*` for one act each item.
        group: one of `GROUPS`.
        stage: the stage it belongs to; once that one is closed, an absent date is a lack and no act ahead.
        since: the first stage at which it is ahead of a dossier; None: no day of its own is ever ahead.
        after: place of a date without which it cannot take place.
        instead: the act is past too when this place has a date.
        paper: purpose of the paper that proves it, where no form does.
    """

    key: str
    place: str
    group: str
    stage: Stage
    since: Stage | None = None
    after: str = ""
    instead: str = ""
    paper: str = ""


# names and order only; what must lie between them, and how long, stands in the rule tables
ACTS: tuple[Act, ...] = (
    Act("sympathizer", "/candidate/sympathizer_date", "personal", Stage.APPLICATION, paper="sympathizer_resolution"),
    Act("certificate", "/class_certificate/issue_date", "personal", Stage.CELL_MEETING, Stage.APPLICATION),
    Act("set_up", "/dossier_set_up_date", "personal", Stage.VERIFICATION, Stage.APPLICATION,
        paper="procedure_notice"),
    Act("application", "/candidate/application_date", "personal", Stage.APPLICATION, Stage.APPLICATION),
    Act("declaration", "/candidate/declaration_date", "personal", Stage.APPLICATION, Stage.APPLICATION),
    Act("request", "/verification/requests/*/sent_date", "verification", Stage.VERIFICATION, Stage.VERIFICATION),
    Act("reply", "/verification/requests/*/reply_date", "verification", Stage.CELL_MEETING, Stage.VERIFICATION,
        after="/verification/requests/*/sent_date"),
    Act("introduction", "/introducers/*/date", "personal", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("youth_union", "/youth_union/date", "meeting", Stage.CELL_MEETING),
    Act("trade_union", "/trade_union/date", "meeting", Stage.CELL_MEETING),
    Act("opinions", "/opinions/date", "meeting", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("cell_remark", "/cell_remark/date", "verification", Stage.CELL_MEETING),
    Act("certification", "/committee_certification/date", "verification", Stage.CELL_MEETING),
    Act("cell_meeting", "/cell_meeting/date", "meeting", Stage.CELL_MEETING, Stage.CELL_MEETING),
    Act("section_report", "/section_report/date", "meeting", Stage.SUBMISSION),
    Act("committee_meeting", "/committee_meeting/date", "meeting", Stage.SUBMISSION),
    Act("submission", "/submission/sent_date", "decision", Stage.SUBMISSION, Stage.SUBMISSION),
    Act("decision", "/decision/date", "decision", Stage.CEREMONY, Stage.SUBMISSION),
    Act("received", "/decision/received_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("notified", "/decision/notified_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("ceremony", "/admission/ceremony_date", "decision", Stage.CEREMONY, Stage.CEREMONY, after="/decision/date"),
    Act("new_class", "/probation/new_member_class/issue_date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("self_review", "/probation/self_review/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("helper", "/probation/helper/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("probation_opinions", "/probation/opinions/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("recognition_meeting", "/probation/cell_meeting/date", "probation", Stage.RECOGNITION, Stage.RECOGNITION),
    Act("probation_section", "/probation/section_report/date", "probation", Stage.RECOGNITION_SUBMISSION),
    Act("probation_committee", "/probation/committee_meeting/date", "probation", Stage.RECOGNITION_SUBMISSION),
    Act("probation_submission", "/probation/submission/sent_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, instead="/probation/official_decision/date"),
    Act("official_decision", "/probation/official_decision/date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION),
    Act("announced", "/probation/official_decision/announced_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, after="/probation/official_decision/date"),
    Act("card", "/probation/official_decision/card_date", "probation", Stage.RECOGNITION_SUBMISSION,
        Stage.RECOGNITION_SUBMISSION, after="/probation/official_decision/date"),
)  # fmt: skip


ORDER = {act.key: number for number, act in enumerate(ACTS)}
