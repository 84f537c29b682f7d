"""名詞與燈號: the words of the field as this system uses them, made from what it computes by.

Bands, formulas and scales come from the domain itself, so the page cannot say anything else than what pages show.
Meanings stand beside the words they explain; a test sees to it that no word lacks one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alert_life import AlertState
from app.domain.checkpoint_state import CheckpointState
from app.domain.lights import LightReading, plan_light
from app.domain.money import MoneyFormula, MoneyRate, execution_light
from app.domain.progress import Progress
from app.domain.submission_status import SubmissionStatus
from app.domain.threshold_words import in_words
from app.domain.thresholds import Thresholds
from app.domain.units import unit_scale
from app.domain.variance import VarianceStatus
from app.models import Agency, Plan, User
from app.services import thresholds
from app.services.permissions import visible_plans

CHECKPOINT_STATES: Mapping[CheckpointState, str] = {
    CheckpointState.NOT_STARTED: "所屬的計畫期程還沒開始。",
    CheckpointState.IN_PROGRESS: "期程已開始，離預定完成日還早。",
    CheckpointState.DUE_SOON: "離預定完成日不到門檻所定的天數，還沒逾期。",
    CheckpointState.DONE_EARLY: "在預定完成日之前完成。",
    CheckpointState.DONE_ON_TIME: "在預定完成日當日完成。",
    CheckpointState.DONE_LATE: "已完成，但晚於預定完成日；逾期天數會保留。",
    CheckpointState.OVERDUE: "過了預定完成日還沒完成。",
    CheckpointState.PARTIAL: "已報完成，但數量還沒達到預定值，仍可補足。",
    CheckpointState.NOT_MET: "計畫已結束而沒有完成，或報完成而沒有任何數量。",
    CheckpointState.WITHDRAWN: "核定不再辦理，不列入進度的分母。",
    CheckpointState.STOPPED: "核定停止辦理，不列入進度的分母。",
    CheckpointState.MERGED: "併入其他查核點或計畫辦理，不列入進度的分母。",
}
VARIANCE_STATES: Mapping[VarianceStatus, str] = {
    VarianceStatus.EXCEEDED: "實際值比目標值好；超出太多時，系統會請您說明目標是否訂得太低。",
    VarianceStatus.MET: "實際值剛好等於目標值。",
    VarianceStatus.NOT_MET: "實際值未達目標值。",
    VarianceStatus.NO_TARGET: "沒有訂目標值，不計算達成率。",
    VarianceStatus.NOT_REPORTED: "還沒填實際值；與填 0 不同。",
}
REPORT_STATES: Mapping[SubmissionStatus, str] = {
    SubmissionStatus.REJECTED: "檔案有錯誤，保留檔案與全部問題，計畫資料不變。",
    SubmissionStatus.DRAFT: "已通過檢核，還沒送審；只有上傳者看得到。",
    SubmissionStatus.SUBMITTED: "已送審，還沒有人開始審查；填報單位可以抽回。",
    SubmissionStatus.IN_REVIEW: "審查人已開始審查，不能再抽回。",
    SubmissionStatus.PASSED_FIRST: "初審通過，等另一位審查人複審。",
    SubmissionStatus.RETURNED: "退回修正，須在補正期限前重新送件。",
    SubmissionStatus.APPROVED: "已核定，內容寫入計畫資料。",
    SubmissionStatus.REOPENED: "核定後重新開啟審查，原數字保留，須重新送件。",
}
ALERT_STATES: Mapping[AlertState, str] = {
    AlertState.NOTHING_ASKED: "提醒注意，還不必說明。",
    AlertState.WAITING: "請在期限前說明；逾期未說明會陳報上一層級。",
    AlertState.SEEN: "已有人看過，還沒說明。",
    AlertState.ASSIGNED: "已指派人員說明。",
    AlertState.EXPLAINED: "已說明原因與對策；預定趕上日期過了仍落後，會重新要求說明。",
    AlertState.RESOLVED: "落後情形已消失，警示解除。",
}
UNLIKE = (
    ("案", "件", "個案以「案」計，公文、專利等以「件」計。"),
    ("家", "家次", "同一家廠商輔導兩次，是 1 家、2 家次。"),
    ("人", "人次", "同一人參加兩場，是 1 人、2 人次。"),
    ("人月", "人", "人月是人力投入的時間，不是人數。"),
)
_SCALES = ("千元", "萬元", "億元", "萬人次")


@dataclass(frozen=True, slots=True)
class Bands:
    """The rules by which lights are chosen, worst first, and for whom; an empty name stands for the defaults."""

    agency: str
    lights: tuple[LightReading, ...]
    money: tuple[LightReading, ...]
    due_soon: str
    over_achievement: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Everything that the page shows; of words, pairs of the word and its meaning."""

    bands: tuple[Bands, ...]
    checkpoints: Sequence[tuple[str, str]]
    variances: Sequence[tuple[str, str]]
    reports: Sequence[tuple[str, str]]
    alerts: Sequence[tuple[str, str]]
    formulas: Sequence[tuple[str, str]]
    scales: Sequence[tuple[str, str]]
    unlike: Sequence[tuple[str, str, str]]


def show(session: Session, viewer: User) -> Glossary:
    """The page, with the thresholds that are in force in the agencies of the person's plans."""
    return Glossary(
        bands=tuple(_bands(name, chosen) for name, chosen in _in_force(session, viewer)),
        checkpoints=_pairs(CHECKPOINT_STATES),
        variances=_pairs(VARIANCE_STATES),
        reports=_pairs(REPORT_STATES),
        alerts=_pairs(ALERT_STATES),
        formulas=(
            ("執行率", MoneyFormula.EXECUTION.value),
            ("支用率", MoneyFormula.PAYMENT.value),
            ("經費達成率", MoneyFormula.YEARLY_ACHIEVEMENT.value),
        ),
        scales=tuple(_scale(unit) for unit in _SCALES),
        unlike=UNLIKE,
    )


class _Asked(NamedTuple):
    id: int
    agency_id: int


def _in_force(session: Session, viewer: User) -> list[tuple[str, Thresholds]]:
    """The defaults if nobody set anything else, else each agency with its own."""
    seen = visible_plans(viewer).order_by(None).with_only_columns(Plan.agency_id)
    agencies = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(seen)).order_by(Agency.name)).all()
    # No plan has a number below 1: such a one sets nothing itself, and stands for its agency.
    found = thresholds.in_force(session, [_Asked(-agency.id, agency.id) for agency in agencies])
    own = [(agency.name, found[-agency.id]) for agency in agencies if found[-agency.id] != Thresholds()]
    return own if len(own) == len(agencies) > 0 else [("", Thresholds()), *own]


def _bands(agency: str, chosen: Thresholds) -> Bands:
    return Bands(
        agency=agency,
        lights=tuple(_lights(chosen)),
        money=tuple(_money(chosen)),
        due_soon=in_words("due_soon_days", chosen.due_soon_days),
        over_achievement=in_words("over_achievement_rate", chosen.over_achievement_rate),
    )


def _lights(chosen: Thresholds) -> list[LightReading]:
    """What the rule says of a plan in each of the bands."""
    even = Progress(Decimal(50), Decimal(50))

    def read(progress: Progress | None = even, overdue: int = 0, *, missing: bool = False) -> LightReading:
        days = [overdue] if overdue else []
        return plan_light(progress, overdue_days=days, has_missing_report=missing, has_started=True, thresholds=chosen)

    def apart(points: Decimal) -> Progress:
        return Progress(Decimal(50), Decimal(50) + points)

    idle = plan_light(None, overdue_days=[], has_missing_report=False, has_started=False, thresholds=chosen)
    return [
        read(apart(chosen.severe_diff_pp)),
        read(overdue=chosen.severe_overdue_days + 1),
        read(apart(chosen.behind_diff_pp)),
        read(overdue=1),
        read(missing=True),
        read(apart(chosen.ahead_diff_pp)),
        read(),
        idle,
    ]


def _money(chosen: Thresholds) -> list[LightReading]:
    """What the rule says of an execution rate just below each of the bands, and at the last."""
    hair = Decimal("0.0001")
    bands = (chosen.severe_execution_rate, chosen.behind_execution_rate, chosen.watch_execution_rate)
    rates = [*(int((rate - hair) * 10_000) for rate in bands), 10_000]
    return [execution_light(MoneyRate("執行率", MoneyFormula.EXECUTION, rate, 10_000), chosen) for rate in rates]


def _scale(unit: str) -> tuple[str, str]:
    base, scale = unit_scale(unit)
    return unit, f"{scale:,f} {base}"


def _pairs(
    words: Mapping[CheckpointState, str]
    | Mapping[VarianceStatus, str]
    | Mapping[SubmissionStatus, str]
    | Mapping[AlertState, str],
) -> Sequence[tuple[str, str]]:
    return [(word.value, meaning) for word, meaning in words.items()]
