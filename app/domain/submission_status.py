"""The life of a report from the contractor's hand to the accepted truth."""

from enum import StrEnum


class SubmissionStatus(StrEnum):
    """Where a 期報 stands. Nothing it proposes touches the plan before 核定."""

    REJECTED = "未收"  # kept with everything that is wrong with it; proposes nothing
    DRAFT = "草稿"  # uploaded and shown to its author, not yet sent
    SUBMITTED = "送審"
    RETURNED = "退回補正"
    APPROVED = "核定"


class SubmissionSource(StrEnum):
    """By which door the proposal came in."""

    WORKBOOK = "活頁簿"
    FORM = "網頁填報"
