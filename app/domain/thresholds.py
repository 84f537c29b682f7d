"""Where 落後 begins: every threshold as data, with its default, its meaning and its source (design section 4).

No national threshold exists and agencies differ, so an agency or a plan may set each of these. [D] marks a
decision of this project, to be replaced by the agency's own rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from app.domain.errors import BadThreshold


def _words(label: str, unit: str, source: str) -> dict[str, str]:
    """What a settings page says about a threshold."""
    return {"label": label, "unit": unit, "source": source}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds in force for one plan. Days are whole; ``_pp`` is percentage points; a rate is a ratio."""

    due_soon_days: int = field(default=14, metadata=_words("即將到期天數", "天", "field-notes 1.3 [D]"))
    severe_overdue_days: int = field(default=30, metadata=_words("嚴重逾期天數", "天", "field-notes 1.2 [D]"))
    repeated_missing_reports: int = field(
        default=2, metadata=_words("期報逾期未報升級期數", "期", "design section 4 [D]")
    )
    answer_days_contractor: int = field(
        default=5, metadata=_words("受委託單位說明期限", "工作天", "design section 4, decision 0019 [D]")
    )
    answer_days_office: int = field(
        default=3, metadata=_words("計畫辦公室處理期限", "工作天", "design section 4, decision 0019 [D]")
    )
    answer_days_manager: int = field(
        default=3, metadata=_words("主管處理期限", "工作天", "design section 4, decision 0019 [D]")
    )
    severe_diff_pp: Decimal = field(
        default=Decimal(-10),
        metadata=_words("嚴重落後進度差異", "個百分點", "field-notes 1.2: 農業科技計畫查核作業要點"),
    )
    behind_diff_pp: Decimal = field(
        default=Decimal(-5), metadata=_words("落後進度差異", "個百分點", "field-notes 1.2: 進度落後5%以上")
    )
    ahead_diff_pp: Decimal = field(
        default=Decimal(5), metadata=_words("超前進度差異", "個百分點", "field-notes 1.2 [D]")
    )
    watch_execution_rate: Decimal = field(
        default=Decimal("0.90"), metadata=_words("執行率黃燈", "比率", "field-notes 1.2: 國發會 <90%")
    )
    behind_execution_rate: Decimal = field(
        default=Decimal("0.80"), metadata=_words("執行率紅燈", "比率", "field-notes 1.2: 立法院決議 <80%")
    )
    severe_execution_rate: Decimal = field(
        default=Decimal("0.50"), metadata=_words("執行率嚴重落後", "比率", "field-notes 1.2: 立法院決議 <50%")
    )
    over_achievement_rate: Decimal = field(
        default=Decimal("1.20"), metadata=_words("超越目標須說明", "比率", "design section 4 [D]")
    )
    repeated_behind_periods: int = field(default=2, metadata=_words("連續落後升級期數", "期", "design section 4 [D]"))
    severe_behind_periods: int = field(default=3, metadata=_words("連續落後嚴重期數", "期", "design section 4 [D]"))
    postponed_times: int = field(default=2, metadata=_words("展延次數須留意", "次", "field-notes 1.3 [D]"))
    finding_answer_days: int = field(default=14, metadata=_words("檢核發現回覆天數", "天", "field-notes 1.1 [D]"))
    expected_to_date_rate: Decimal = field(
        default=Decimal("0.80"), metadata=_words("應達數達成比率", "比率", "design section 4 [D]")
    )
    judged_from_share: Decimal = field(
        default=Decimal("0.25"), metadata=_words("應達數起算期程", "比率", "design section 4 [D]")
    )
    spending_gap_pp: Decimal = field(
        default=Decimal(20), metadata=_words("經費與進度差距", "個百分點", "field-notes 1.4 [D]")
    )
    curve_end_share: Decimal = field(
        default=Decimal("0.10"), metadata=_words("期程末段", "比率", "field-notes 1.2 [D]")
    )
    curve_end_weight_share: Decimal = field(
        default=Decimal("0.50"), metadata=_words("期程末段到期權重", "比率", "field-notes 1.2 [D]")
    )
    forecast_cover: Decimal = field(
        default=Decimal("0.80"), metadata=_words("推估區間涵蓋比率", "比率", "design section 4 [D], decision 0020")
    )
    forecast_least: int = field(
        default=9, metadata=_words("推估至少須有的同類項數", "項", "design section 4 [D]: 9 項才有 80% 區間")
    )

    first_reminder_days: int = field(default=14, metadata=_words("第一次到期提醒", "天前", "design section 4 [D]"))
    second_reminder_days: int = field(default=7, metadata=_words("第二次到期提醒", "天前", "design section 4 [D]"))
    last_reminder_days: int = field(default=1, metadata=_words("最後一次到期提醒", "天前", "design section 4 [D]"))

    @classmethod
    def from_mapping(cls, overrides: Mapping[str, object], *, base: Thresholds | None = None) -> Thresholds:
        """The defaults (or ``base``, say the agency's) with some of them set differently.

        :param overrides: field name to an ``int``, a ``Decimal`` or exact text; a float is refused.
        :raises BadThreshold: naming every value that cannot be used, by the label people know it by.
        """
        chosen, problems = _read(overrides)
        result = replace(base or cls(), **chosen)
        problems += _contradictions(result) if not problems else []
        if problems:
            raise BadThreshold("；".join(problems) + "。")
        return result


LABELS: Mapping[str, str] = {item.name: item.metadata["label"] for item in fields(Thresholds)}
UNITS: Mapping[str, str] = {item.name: item.metadata["unit"] for item in fields(Thresholds)}
SOURCES: Mapping[str, str] = {item.name: item.metadata["source"] for item in fields(Thresholds)}
WHOLE_NUMBERS = frozenset(item.name for item in fields(Thresholds) if isinstance(item.default, int))
ANSWER_DAYS = ("answer_days_contractor", "answer_days_office", "answer_days_manager")


def _read(overrides: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    chosen: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in overrides.items():
        if name not in LABELS:
            problems.append(f"沒有「{name}」這項門檻，可設定者為：{'、'.join(LABELS)}")
            continue
        number = _number(value)
        if number is None:
            problems.append(f"「{LABELS[name]}」的值「{value}」不是數字，請輸入如 14 或 -7.5 的數字")
        elif name not in WHOLE_NUMBERS:
            chosen[name] = number
        elif number == number.to_integral_value() and number >= 0:
            chosen[name] = int(number)
        else:
            problems.append(f"「{LABELS[name]}」的值 {number:f} 必須是 0 以上的整數")
    return chosen, problems


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _contradictions(chosen: Thresholds) -> list[str]:
    return [message for holds, message in _orders(chosen) if not holds]


def _orders(chosen: Thresholds) -> Iterator[tuple[bool, str]]:
    """What must hold between the thresholds, so that every band has room."""
    yield (
        chosen.severe_diff_pp < chosen.behind_diff_pp <= 0 < chosen.ahead_diff_pp,
        (
            f"進度差異門檻必須依序為 嚴重落後（{chosen.severe_diff_pp:f}）< 落後（{chosen.behind_diff_pp:f}）"
            f"≤ 0 < 超前（{chosen.ahead_diff_pp:f}）"
        ),
    )
    yield (
        0 <= chosen.severe_execution_rate < chosen.behind_execution_rate < chosen.watch_execution_rate,
        (
            f"執行率門檻必須依序為 0 ≤ 嚴重落後（{chosen.severe_execution_rate:f}）"
            f"< 紅燈（{chosen.behind_execution_rate:f}）< 黃燈（{chosen.watch_execution_rate:f}），"
            "請輸入如 80% 或 0.8 的值"
        ),
    )
    yield chosen.watch_execution_rate <= 1, "執行率黃燈門檻不可大於 1，請輸入如 90% 或 0.9 的值"
    yield chosen.over_achievement_rate >= 1, "超越目標須說明的門檻不可小於 1，請輸入如 120% 或 1.2 的值"
    yield chosen.repeated_missing_reports >= 1, "期報逾期未報升級期數至少為 1"
    yield (
        1 <= chosen.repeated_behind_periods < chosen.severe_behind_periods,
        (
            f"連續落後期數必須依序為 1 ≤ 升級（{chosen.repeated_behind_periods}）"
            f"< 嚴重（{chosen.severe_behind_periods}）"
        ),
    )
    yield chosen.postponed_times >= 1, "展延次數須留意的門檻至少為 1"
    yield chosen.spending_gap_pp > 0, "經費與進度差距的門檻須大於 0"
    for name in ("expected_to_date_rate", "judged_from_share", "curve_end_share", "curve_end_weight_share"):
        value = getattr(chosen, name)
        yield 0 < value <= 1, f"「{LABELS[name]}」須大於 0、至多 1，請輸入如 80% 或 0.8 的值"
    yield 0 < chosen.forecast_cover < 1, "推估區間涵蓋比率必須大於 0、小於 1，請輸入如 80% 或 0.8 的值"
    yield chosen.forecast_least >= 2, "推估至少須有的同類項數至少為 2"
    for name in ANSWER_DAYS:
        yield getattr(chosen, name) >= 1, f"{LABELS[name]}至少為 1 個工作天"
    yield (
        chosen.first_reminder_days > chosen.second_reminder_days > chosen.last_reminder_days,
        (
            f"到期提醒天數必須依序為 第一次（{chosen.first_reminder_days}）> 第二次（{chosen.second_reminder_days}）"
            f"> 最後一次（{chosen.last_reminder_days}）"
        ),
    )
