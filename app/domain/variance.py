"""What an actual is worth against its target (差異、達成率), by the rules of field-notes 1.5."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.figures import NO_FIGURE, figure_text, percent_text


class Direction(StrEnum):
    """Whether more of the thing is better or worse (指標方向)."""

    HIGHER = "越高越好"
    LOWER = "越低越好"


class VarianceStatus(StrEnum):
    """How an actual stands to its target (達成狀態)."""

    EXCEEDED = "超越"  # better than the target
    MET = "達成"  # just the target
    NOT_MET = "未達成"
    NO_TARGET = "無目標"
    NOT_REPORTED = "未填報"


class RateFormula(StrEnum):
    """How 達成率 is computed; a rate is always shown beside the name of its formula (field-notes 1.5)."""

    ACTUAL_OVER_TARGET = "實際值 ÷ 目標值"
    MIRRORED = "（2 × 目標值 − 實際值）÷ 目標值"  # 逆向指標, as most agency manuals have it
    TARGET_OVER_ACTUAL = "目標值 ÷ 實際值"  # 逆向指標, the alternative


#: How a target may be worded: 以上 is ``>=``, 超過 is ``>``, 以下 is ``<=``, 低於 is ``<``; 約 and a range
#: (its low end being the target) are read like a plain number.
QUALIFIERS = frozenset({"=", ">=", ">", "<=", "<", "~", "range"})


@dataclass(frozen=True, slots=True)
class Variance:
    """An actual beside its target, both in the base unit of the thing measured.

    ``None`` means "not reported" (or "no target was set") and is never the same as zero. A plain number, like 以上,
    is read as "at least" when more is better and as "at most" when less is. ``inverse_formula`` is the rate formula
    when less is better: :attr:`RateFormula.MIRRORED` unless the indicator's manual says otherwise.
    """

    target: Decimal | None
    actual: Decimal | None
    direction: Direction = Direction.HIGHER
    qualifier: str = ">="
    inverse_formula: RateFormula = RateFormula.MIRRORED

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise ValueError(f"目標值的限定詞「{self.qualifier}」無法辨識，請使用 = >= > <= <。")
        if self.inverse_formula is RateFormula.ACTUAL_OVER_TARGET:
            raise ValueError("逆向指標的達成率公式不可為「實際值 ÷ 目標值」。")

    @property
    def more_is_better(self) -> bool:
        """Whether a surplus is good news: never for a thing kept low, nor above 「不超過」."""
        return self.direction is Direction.HIGHER and self.qualifier not in {"<=", "<"}

    @property
    def difference(self) -> Decimal | None:
        """Actual minus target: positive is more, whether or not more is better."""
        if self.target is None or self.actual is None:
            return None
        return self.actual - self.target

    @property
    def formula(self) -> RateFormula:
        """The formula behind :attr:`rate`."""
        return RateFormula.ACTUAL_OVER_TARGET if self.more_is_better else self.inverse_formula

    @property
    def rate(self) -> Decimal | None:
        """達成率 as a ratio (2.493 is 249.3 %), never clamped.

        ``None`` when a figure is missing, for a target of zero or less (a share of nothing says nothing), and for
        target ÷ actual of an actual of zero. Such a row stays out of averages (field-notes 1.5).
        """
        if self.target is None or self.actual is None or self.target <= 0:
            return None
        if self.formula is RateFormula.ACTUAL_OVER_TARGET:
            return self.actual / self.target
        if self.formula is RateFormula.MIRRORED:
            return (2 * self.target - self.actual) / self.target
        return self.target / self.actual if self.actual > 0 else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; 超過 and 低於 are not reached by equality. ``None`` if unknowable."""
        difference = self.difference
        if difference is None:
            return None
        if difference == 0:
            return self.qualifier not in {">", "<"}
        return (difference > 0) is self.more_is_better

    @property
    def status(self) -> VarianceStatus:
        """The one word for this row. A row without a target is 無目標 whether or not it was reported."""
        if self.target is None:
            return VarianceStatus.NO_TARGET
        if self.actual is None:
            return VarianceStatus.NOT_REPORTED
        if not self.is_met:
            return VarianceStatus.NOT_MET
        return VarianceStatus.MET if self.actual == self.target else VarianceStatus.EXCEEDED


def rate_text(variance: Variance) -> str:
    """達成率 for people: "128.1%", or what stands in its place when the target is zero (field-notes 1.5)."""
    if variance.rate is not None:
        return percent_text(variance.rate)
    if variance.target == 0 and variance.actual == 0:
        return "不適用"
    if variance.target == 0 and variance.status is VarianceStatus.EXCEEDED:
        return "超出（原訂 0）"
    return NO_FIGURE


def asks_for_explanation(variance: Variance, *, over_achievement_rate: Decimal) -> bool:
    """Whether somebody has to say why: the target is missed, or passed by so much that it was set too low.

    :param over_achievement_rate: the ratio above which an achievement counts as too good (1.2 is 120 %).
    """
    if variance.status is VarianceStatus.NOT_MET:
        return True
    return variance.rate is not None and variance.rate > over_achievement_rate


def draft_sentence(subject: str, variance: Variance, *, unit: str, scale: Decimal = Decimal(1)) -> str:
    """差異分析 in the wording of official reports (design section 4); a person may edit it afterwards.

    :param subject: what was measured, as the report names it (完成個案輔導數).
    :param unit: the printed unit (億元); ``scale`` is how many base units one of it holds (100,000,000).
    """

    def amount(value: Decimal) -> str:
        return f"{figure_text(value, scale=scale)} {unit}".rstrip()

    difference = variance.difference
    if variance.actual is None:
        return f"{subject}尚未填報實際值。"
    if variance.target is None or difference is None:
        return f"{subject}未訂目標值，實際值為 {amount(variance.actual)}。"
    if difference == 0:
        return (
            "無差異" if variance.is_met else _just_short_of_a_strict_bound(subject, variance, amount(variance.target))
        )
    return _more_or_less(subject, variance, is_more=difference > 0, by=amount(abs(difference)))


def _more_or_less(subject: str, variance: Variance, *, is_more: bool, by: str) -> str:
    """Good news is 比…; bad news is 較… and carries the rate, as the reports write it."""
    if variance.is_met:
        return f"{subject}比原預期規劃{'超出' if is_more else '減少'} {by}。"
    rate = "" if variance.rate is None else f"，達成率 {percent_text(variance.rate)}"
    return f"{subject}較原預期規劃{'超出' if is_more else '短少'} {by}{rate}。"


def _just_short_of_a_strict_bound(subject: str, variance: Variance, target: str) -> str:
    """An actual that equals 超過 100 案 differs by nothing and still misses it: 無差異 would be untrue."""
    bound = "超過" if variance.qualifier == ">" else "低於"
    return f"{subject}與原預期規劃數相同，惟目標為{bound} {target}，尚未達成。"
