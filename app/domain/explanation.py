"""What people answer to an alert (落後說明): the reason, the remedy, the day to catch up, and who is responsible."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.roc_calendar import format_roc
from app.domain.slippage import Level


class DelayCause(StrEnum):
    """落後原因類別 (field-notes 1.6)."""

    TENDER = "招標流標或簽約延宕"
    PLAN_CHANGE = "計畫或契約變更"
    REVIEW = "審查修正"
    STAFF = "受委託單位人力異動"
    FIRM = "受輔導業者因素（歇業、退出、配合度）"
    FUNDING = "經費核銷或撥付延遲"
    OTHER_AGENCY = "跨機關協調"
    LAW = "法規或政策變更"
    FORCE_MAJEURE = "天災、疫情等不可抗力"
    DATA = "系統或資料問題"
    OTHER = "其他"


class Responsibility(StrEnum):
    """責任歸屬 (field-notes 1.6)."""

    AGENCY = "機關"
    CONTRACTOR = "受委託單位"
    FIRM = "業者"
    THIRD_PARTY = "第三方"
    NOBODY = "不可歸責"


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer as it was written; ``None`` is left blank."""

    reason: str | None = None
    cause: DelayCause | None = None
    remedy: str | None = None
    catch_up_on: date | None = None
    responsibility: Responsibility | None = None
    follow_up_by: str | None = None
    coordination: str | None = None


LABELS = {
    "cause": "落後原因類別",
    "reason": "落後原因",
    "remedy": "改善對策",
    "catch_up_on": "預定趕上日期",
    "responsibility": "責任歸屬",
    "follow_up_by": "追蹤人",
    "coordination": "須協調事項",
}
_BEHIND = ("cause", "reason", "remedy", "catch_up_on", "responsibility")


def required(level: Level) -> tuple[str, ...]:
    """What an explanation must say (field-notes 1.6: reason, remedy and day to catch up are mandatory for 落後).

    Of a notice only why one writes at all; of 嚴重落後 also who sees to it, and what others must do (「無」 is an
    answer) (decision 0019).
    """
    if level is Level.NOTICE:
        return ("reason",)
    return _BEHIND if level is Level.BEHIND else (*_BEHIND, "follow_up_by", "coordination")


def faults_of(explanation: Explanation, level: Level, *, on: date) -> Iterator[tuple[str, str]]:
    """What is missing or wrong, as pairs of a field and what to do about it.

    :param level: the worst of the alerts that it answers.
    :param on: the day on which it is written.
    """
    for field in required(level):
        if getattr(explanation, field) is None:
            yield field, f"請填寫{LABELS[field]}{'；沒有請寫「無」' if field == 'coordination' else ''}。"
    caught_up = explanation.catch_up_on
    if caught_up is not None and caught_up < on:
        yield (
            "catch_up_on",
            f"預定趕上日期 {format_roc(caught_up)} 早於今天（{format_roc(on)}），請填今天或以後的日期。",
        )
