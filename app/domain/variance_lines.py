"""目標與實際 of every level of a plan, side by side: what was promised, what is expected by a day, what came of it.

The rows of 指標 and 查核點 are those of :mod:`app.domain.variance_table`, which the command prints. 經費 and 人力 are
what goes in, not what comes out: spending a little less than was granted is no missed target, so they are 達成 within
the band of 執行率 (``watch_execution_rate``) and never asked to be more than 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.domain.figures import figure_text, percent_text
from app.domain.plan_document import Checkpoint, FinanceLine, PlanDocument, Staffing
from app.domain.prose import contradicting_figure
from app.domain.quantity import format_quantity
from app.domain.slippage.expected import accumulates, basis_text, elapsed, expected_of
from app.domain.thresholds import Thresholds
from app.domain.variance import Variance, VarianceStatus, asks_for_explanation, rate_text
from app.domain.variance_table import EXPECTED, VarianceRow, table

PERSON_MONTHS = "人月"
YUAN = "元"


class Kind(StrEnum):
    """What a line of the table speaks of (層級)."""

    EXPECTED = "預期成效"
    INDICATOR = "績效指標"
    CHECKPOINT = "查核點"
    MONEY = "經費"
    PEOPLE = "人力"


INPUTS = frozenset({Kind.MONEY, Kind.PEOPLE})

#: The field that holds the target, by section of the plan document; the reported one beside it.
TARGET_FIELDS = {
    "indicators": ("target", "actual"),
    "checkpoints": ("target", "actual"),
    "finance_lines": ("contracted", "executed"),
    "staffing": ("planned_months", "actual_months"),
}

#: 最需要處理者在前: what is missed, then what nobody reported, then what was reached; 無目標 cannot be compared.
URGENCY = {
    status: place
    for place, status in enumerate(
        (
            VarianceStatus.NOT_MET,
            VarianceStatus.NOT_REPORTED,
            VarianceStatus.MET,
            VarianceStatus.EXCEEDED,
            VarianceStatus.NO_TARGET,
        )
    )
}


@dataclass(frozen=True, slots=True)
class Expected:
    """應達數: what is to be expected by a day, and on what that rests. ``None``: nothing can be said yet."""

    value: Decimal | None
    basis: str


@dataclass(frozen=True, slots=True)
class VarianceLine:
    """One target beside its actual, with all that a person needs to judge it.

    ``owner`` is the 分項計畫 it belongs to, blank for the plan as a whole. ``is_over``: reached beyond the band in
    which nobody has to say why.
    """

    row: VarianceRow
    kind: Kind
    status: VarianceStatus
    expected: Expected
    owner: str = ""
    due_on: date | None = None  # of a checkpoint
    is_behind: bool = False  # short of the target when it was due, or of what is to be expected by now
    is_over: bool = False

    @property
    def rate(self) -> Decimal | None:
        """達成率 as a ratio by the line's own formula, so that less of what should be low counts as more."""
        return self.row.variance.rate

    @property
    def rate_text(self) -> str:
        """達成率 as people read it."""
        return rate_text(self.row.variance)

    @property
    def qualifier(self) -> str:
        """The bound of the target (以上); what goes in has none."""
        return "=" if self.kind in INPUTS else self.row.variance.qualifier

    @property
    def urgency(self) -> tuple[int, bool, Decimal]:
        """Sorts the worst first: 未達成 by 達成率 from low to high (no rate at all first), then the others."""
        return URGENCY[self.status], self.rate is not None, self.rate or Decimal(0)


def lines(document: PlanDocument, limits: Thresholds, *, on: date) -> Iterator[VarianceLine]:
    """Every line of a plan in its own order: 預期成效, 績效指標, 查核點, 經費, 人力.

    :param on: the day of the figures, by which 應達數 is told.
    """
    titles = {part.key: f"{part.key} {part.name}" for part in document.sub_plans}
    points = {point.key: point for point in document.checkpoints}
    listed = {row.key: row.listed_in for row in document.indicators}
    for row in table(document):
        if row.section == "checkpoints":
            point = points[row.key]
            yield of_checkpoint(row, point, limits, on=on, owner=titles.get(point.sub_plan, point.sub_plan))
        else:
            kind = Kind.EXPECTED if EXPECTED in listed[row.key] else Kind.INDICATOR
            yield of_indicator(row, kind, limits, starts_on=document.starts_on, ends_on=document.ends_on, on=on)
    for money in document.finance_lines:
        yield _of_input(money_row(money), Kind.MONEY, document, limits, on)
    for grade in document.staffing:
        yield _of_input(people_row(grade), Kind.PEOPLE, document, limits, on)


def of_indicator(
    row: VarianceRow, kind: Kind, limits: Thresholds, *, starts_on: date, ends_on: date, on: date
) -> VarianceLine:
    """The line of an indicator. Short of a year's target is behind only once the year is over, or 應達數 is missed."""
    judged, variance = row.variance, row.variance
    expected = _expected(variance, row.unit, starts_on, ends_on, limits, on)
    is_short = (
        expected.value is not None
        and variance.actual is not None
        and variance.actual < expected.value * limits.expected_to_date_rate
    )
    is_behind = judged.status is VarianceStatus.NOT_MET and (on >= ends_on or is_short or not judged.more_is_better)
    return VarianceLine(
        row, kind, judged.status, expected, is_behind=is_behind, is_over=_is_over(judged, judged.status, limits)
    )


def of_checkpoint(
    row: VarianceRow, point: Checkpoint, limits: Thresholds, *, on: date, owner: str = ""
) -> VarianceLine:
    """The line of a checkpoint that carries a quantity: all of it is expected on its day, and nothing before."""
    status, is_due = row.variance.status, point.due_on <= on
    expected = Expected(row.variance.target if is_due else None, "查核點已到期" if is_due else "查核點尚未到期")
    return VarianceLine(
        row,
        Kind.CHECKPOINT,
        status,
        expected,
        owner=owner,
        due_on=point.due_on,
        is_behind=is_due and status is VarianceStatus.NOT_MET,
        is_over=_is_over(row.variance, status, limits),
    )


def input_status(variance: Variance, limits: Thresholds) -> VarianceStatus:
    """How 經費 or 人力 stands: 達成 from the band of 執行率 up to what was granted, 超越 beyond it."""
    if variance.target is None or (variance.target == 0 and not variance.actual):
        return VarianceStatus.NO_TARGET
    if variance.actual is None:
        return VarianceStatus.NOT_REPORTED
    if variance.actual > variance.target:
        return VarianceStatus.EXCEEDED
    enough = variance.actual >= variance.target * limits.watch_execution_rate
    return VarianceStatus.MET if enough else VarianceStatus.NOT_MET


def input_line(
    row: VarianceRow, kind: Kind, limits: Thresholds, *, starts_on: date, ends_on: date, on: date
) -> VarianceLine:
    """The line of 經費 or 人力."""
    status = input_status(row.variance, limits)
    return VarianceLine(
        row,
        kind,
        status,
        _expected(row.variance, row.unit, starts_on, ends_on, limits, on),
        is_behind=status is VarianceStatus.NOT_MET and on >= ends_on,
        is_over=status is VarianceStatus.EXCEEDED,
    )


def _of_input(row: VarianceRow, kind: Kind, plan: PlanDocument, limits: Thresholds, on: date) -> VarianceLine:
    return input_line(row, kind, limits, starts_on=plan.starts_on, ends_on=plan.ends_on, on=on)


def money_row(line: FinanceLine) -> VarianceRow:
    """簽約數 beside 執行數 of one account and source, in 元."""
    executed = None if line.executed is None else Decimal(line.executed)
    item = f"{line.account}（{line.source}）"
    return input_row("finance_lines", line.key, item, YUAN, 0, Variance(Decimal(line.contracted), executed))


def people_row(grade: Staffing) -> VarianceRow:
    """原訂人月 beside those that were worked."""
    variance = Variance(grade.planned_months, grade.actual_months)
    return input_row("staffing", grade.key, grade.key, PERSON_MONTHS, 2, variance)


def input_row(section: str, key: str, item: str, unit: str, places: int, variance: Variance) -> VarianceRow:
    """A row of what goes in; its sentence promises nothing and blames nobody."""
    return VarianceRow(section, key, item, unit, places, variance, _input_sentence(unit, variance))


def _input_sentence(unit: str, variance: Variance) -> str:
    if variance.actual is None:
        return "尚未填報。"
    difference = variance.difference
    if not difference:
        return "無差異"
    words = ("執行數", "簽約數", "執行率") if unit == YUAN else ("實際人月", "原訂人月", "投入率")
    rate = "" if variance.rate is None else f"，{words[2]} {percent_text(variance.rate, places=2)}"
    side = "多" if difference > 0 else "少"
    return f"{words[0]}較{words[1]}{side} {figure_text(abs(difference))} {unit}{rate}。"


def _expected(variance: Variance, unit: str, starts_on: date, ends_on: date, limits: Thresholds, on: date) -> Expected:
    if variance.target is None or not variance.more_is_better:
        return Expected(None, "無應達數" if variance.target is None else "以不超過目標值為準")
    share = elapsed(starts_on, ends_on, on)
    if share < limits.judged_from_share:
        return Expected(None, "期程初期，不推估應達數")
    grows = accumulates(unit)
    if unit == PERSON_MONTHS:  # of work, unlike of cases, a part is owed
        return Expected(variance.target * share, basis_text(share))
    value = expected_of(variance.target, share, accumulates=grows)
    return Expected(value, basis_text(share) if grows else "比率不隨期程累計，以目標值為準")


def _is_over(variance: Variance, status: VarianceStatus, limits: Thresholds) -> bool:
    return status is VarianceStatus.EXCEEDED and asks_for_explanation(
        variance, over_achievement_rate=limits.over_achievement_rate
    )


def other_figures(text: str, row: VarianceRow) -> str | None:
    """What is to be said of a 差異分析 that names a figure of the row's unit which is none of its figures.

    ``None``: it names none, or one of them is the difference, the actual or the target. The report of the 107 plan
    wrote 47 案 beside figures that differ by 48 (field-notes 1.6): nobody is stopped, but told.
    """
    difference = row.variance.difference
    known = [
        (name, value)
        for name, value in (
            ("差異", None if difference is None else abs(difference)),
            ("實際", row.variance.actual),
            ("目標", row.variance.target),
        )
        if value is not None
    ]
    found = [contradicting_figure(text, value, row.unit, places=row.places) for _, value in known]
    if not known or not all(found) or found[0] is None or found[0].value is None:
        return None

    def said(value: Decimal) -> str:
        return format_quantity(value, row.unit, places=row.places)

    told = "、".join(f"{name} {said(value)}" for name, value in known)
    return f"文字所寫的 {said(found[0].value)} 與本列數字（{told}）都不相同，請確認。"
