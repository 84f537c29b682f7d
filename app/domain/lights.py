"""燈號: a colour that always comes with its word, its shape and the reason for it (design section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.checkpoint_state import CheckpointFacts, CheckpointState, StateOnDay
from app.domain.checkpoint_words import describe_checkpoint
from app.domain.progress import Progress
from app.domain.roc_calendar import format_roc
from app.domain.thresholds import Thresholds


class Light(StrEnum):
    """A colour; never shown without its shape and its reading's word."""

    RED = "紅"
    YELLOW = "黃"
    BLUE = "藍"
    GREEN = "綠"
    GREY = "灰"

    @property
    def shape(self) -> str:
        """The name of the shape that tells this colour from the others in black and white."""
        return _SHAPES[self]

    @property
    def badness(self) -> int:
        """Higher is worse; of 灰 nothing is known to be late, and nothing is known to be fine."""
        return _BADNESS[self]


_SHAPES = {
    Light.RED: "octagon",
    Light.YELLOW: "triangle",
    Light.BLUE: "diamond",
    Light.GREEN: "circle",
    Light.GREY: "square",
}
_BADNESS = {Light.RED: 4, Light.YELLOW: 3, Light.GREY: 2, Light.GREEN: 1, Light.BLUE: 0}


@dataclass(frozen=True, slots=True)
class LightReading:
    """A light that explains itself: the rule that chose it, what the rule looked at, and its threshold."""

    light: Light
    word: str  # 嚴重落後
    rule: str  # 逾期超過 30 天為紅燈
    inputs: str  # 預定 107/6/30 完成，逾期 31 天未完成
    threshold: str = ""  # 30 天; empty when the rule has none

    @property
    def sentence(self) -> str:
        """Inputs and rule, as one sentence for a page or a mail."""
        return f"{self.inputs}；{self.rule}"


def plan_light(
    progress: Progress | None,
    *,
    overdue_days: Sequence[int],
    has_missing_report: bool,
    has_started: bool,
    thresholds: Thresholds,
) -> LightReading:
    """The light of a plan on a day: the first rule that matches, worst first (field-notes 1.2).

    :param progress: ``None`` when nothing can be measured; the light is then 灰 unless something is overdue.
    :param overdue_days: days late of each unfinished checkpoint past its deadline.
    :param has_missing_report: whether a reporting period is past due without an approved report.
    """
    inputs = _plan_inputs(progress, overdue_days, has_missing_report)
    difference = None if progress is None else progress.difference_pp
    longest = max(overdue_days, default=0)
    severe, behind, ahead = thresholds.severe_diff_pp, thresholds.behind_diff_pp, thresholds.ahead_diff_pp
    severe_days = thresholds.severe_overdue_days

    def reading(light: Light, word: str, rule: str, threshold: str = "") -> LightReading:
        return LightReading(light, word, f"{rule}為{light}燈", inputs, threshold)

    if difference is not None and difference <= severe:
        return reading(Light.RED, "嚴重落後", f"進度差異在 {_pp(severe)}以下", _pp(severe))
    if longest > severe_days:
        return reading(Light.RED, "嚴重落後", f"查核點逾期超過 {severe_days:,} 天", f"{severe_days:,} 天")
    if difference is not None and difference <= behind:
        return reading(Light.YELLOW, "落後", f"進度差異在 {_pp(behind)}以下", _pp(behind))
    if longest > 0:
        return reading(Light.YELLOW, "落後", "有查核點逾期未完成", "0 天")
    if has_missing_report:
        return reading(Light.YELLOW, "未填報", "有期報逾期未報")
    if difference is not None and difference >= ahead:
        return reading(Light.BLUE, "超前", f"進度差異在 {_pp(ahead)}以上", _pp(ahead))
    if not has_started:
        return reading(Light.GREY, "未開始", "計畫尚未開始")
    if difference is None:
        return reading(Light.GREY, "未填報", "沒有可計算的進度")
    return reading(Light.GREEN, "符合", f"進度差異大於 {_pp(behind)}且無逾期", _pp(behind))


def checkpoint_light(
    facts: CheckpointFacts, on_day: StateOnDay, *, as_of: date, thresholds: Thresholds
) -> LightReading:
    """The light of a checkpoint in the state it has ``as_of`` that day.

    即將到期 is 綠: nothing is late yet, and 黃 must keep meaning that something is. A part that stays short after
    the deadline grows worse like a whole that is missing. What is finished is 綠, early or late.
    """
    inputs = describe_checkpoint(facts, on_day, as_of=as_of)
    state, severe_days = on_day.state, thresholds.severe_overdue_days

    def reading(light: Light, word: str, rule: str, threshold: str = "") -> LightReading:
        return LightReading(light, word, rule, inputs, threshold)

    if not on_day.counts:
        return reading(Light.GREY, state, f"{state}之查核點不列入計算，為灰燈")
    if state is CheckpointState.NOT_MET:
        return reading(Light.RED, state, "未達成為紅燈")
    if on_day.is_overdue and on_day.late_days > severe_days:
        return reading(Light.RED, "嚴重落後", f"逾期超過 {severe_days:,} 天為紅燈", f"{severe_days:,} 天")
    if on_day.is_overdue:
        return reading(Light.YELLOW, state, f"逾期 {severe_days:,} 天以內為黃燈", f"{severe_days:,} 天")
    if state is CheckpointState.PARTIAL:
        return reading(Light.YELLOW, state, "部分完成為黃燈")
    if state is CheckpointState.DUE_SOON:
        days = f"{thresholds.due_soon_days:,} 天"
        return reading(Light.GREEN, state, f"到期前 {days}內為即將到期，未逾期為綠燈", days)
    if state is CheckpointState.NOT_STARTED:
        return reading(Light.GREY, state, "尚未開始為灰燈")
    if on_day.is_done:
        return reading(Light.GREEN, state, "已完成為綠燈")
    return reading(Light.GREEN, "符合", "未逾期為綠燈")


def submission_light(
    name: str, due_on: date, *, late_days: int, missing_reports: int, thresholds: Thresholds, in_review: bool = False
) -> LightReading:
    """The light of a reporting period (期別) that is past due without an approved report.

    :param missing_reports: how many periods of the plan are in that situation, this one included. Repeated
        slippage escalates (design section 4), and so does one report that is missing for very long [D].
    :param in_review: whether it was sent and waits for the office.
    """
    severe_days, repeated = thresholds.severe_overdue_days, thresholds.repeated_missing_reports
    said = "已送審，期限後" if in_review else "逾期"
    inputs = f"{name}期報應於 {format_roc(due_on)} 前填報，{said} {late_days:,} 天尚無核定之期報"
    if missing_reports >= repeated:
        inputs += f"，累計 {missing_reports} 期未報"
        rule = f"逾期未報達 {repeated} 期為紅燈"
        return LightReading(Light.RED, "嚴重落後", rule, inputs, f"{repeated} 期")
    if late_days > severe_days:
        rule = f"逾期超過 {severe_days:,} 天為紅燈"
        return LightReading(Light.RED, "嚴重落後", rule, inputs, f"{severe_days:,} 天")
    return LightReading(Light.YELLOW, "未填報", f"逾期 {severe_days:,} 天以內為黃燈", inputs, f"{severe_days:,} 天")


def follow_up_light(label: str, planned_on: date, *, days: int, thresholds: Thresholds) -> LightReading:
    """The light of a follow-up (追蹤) that has not been made, like that of a checkpoint without progress.

    :param days: late; zero or negative while it is not.
    """
    planned, severe_days = f"{label}應於 {format_roc(planned_on)} 前追蹤", thresholds.severe_overdue_days
    if days <= 0:
        soon = f"{thresholds.due_soon_days:,} 天"
        rule = f"到期前 {soon}內為即將到期，未逾期為綠燈"
        return LightReading(Light.GREEN, "即將到期", rule, f"{planned}，尚餘 {-days:,} 天", soon)
    inputs = f"{planned}，逾期 {days:,} 天尚無追蹤紀錄"
    if days > severe_days:
        return LightReading(Light.RED, "嚴重落後", f"逾期超過 {severe_days:,} 天為紅燈", inputs, f"{severe_days:,} 天")
    return LightReading(Light.YELLOW, "落後", f"逾期 {severe_days:,} 天以內為黃燈", inputs, f"{severe_days:,} 天")


def _plan_inputs(progress: Progress | None, overdue_days: Sequence[int], has_missing_report: bool) -> str:
    if progress is None:
        parts = ["無可計算的進度"]
    else:
        shown = progress.shown
        difference = f"{shown.difference_pp:+.2f}" if shown.difference_pp else "0.00"
        parts = [f"預定 {shown.planned_pct:f}%、實際 {shown.actual_pct:f}%、差異 {difference} 個百分點"]
    if overdue_days:
        parts.append(f"逾期未完成 {len(overdue_days)} 項，最長 {max(overdue_days):,} 天")
    if has_missing_report:
        parts.append("有期報逾期未報")
    return "，".join(parts)


def _pp(value: Decimal) -> str:
    return f"{value:+f} 個百分點"
