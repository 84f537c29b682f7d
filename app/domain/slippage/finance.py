"""經費 whose execution is low, and spending that runs away from what was done (field-notes 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.figures import percent_text, round_half_up
from app.domain.roc_calendar import format_roc
from app.domain.slippage.expected import basis_text, judged_share
from app.domain.slippage.plan_progress import progress_at
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with
from app.domain.slippage.watched import FinanceOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

TOTAL = "合計"
_STATES = {"unreported": "未填報", "execution": "執行率偏低", "expected": "執行數低於應達數"}


@dataclass(frozen=True, slots=True)
class _Sums:
    """Money of the lines that were reported, whole 元."""

    contracted: int
    executed: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.executed) / self.contracted if self.contracted else None


def finance_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """A line slips when its execution is low, and that of its source as a whole too: money moves between lines.

    Once the plan is over, the bands hold against what was contracted. Before that there are no allocations to hold it
    against, so it is only to be watched when less than the lowest band of an even spending is executed. More than was
    contracted is legal (自籌款) and no slippage.
    """
    on = plan.reported_on
    if on is None or plan.ends_on is None:
        return
    is_over = plan.has_final_report and as_of > plan.ends_on
    share = judged_share(plan, on, thresholds)
    sums = {source: _sum(lines) for source, lines in _by_source(plan.finance_lines).items()}
    days = (as_of - plan.ends_on).days
    for one in plan.finance_lines:
        if one.contracted and (signal := _signal(one, sums[one.source], plan, on, is_over, share, thresholds)):
            yield slip_with(
                [signal], plan=plan.code, kind=SlipKind.FINANCE, key=one.key, state=_STATES[signal.rule], days=days
            )
    if share is not None and (signal := _apart_from_results(plan, sums.values(), on, thresholds)):
        state = "經費與進度不一致"
        yield slip_with([signal], plan=plan.code, kind=SlipKind.FINANCE, key=TOTAL, state=state, days=days)


def _by_source(lines: Iterable[FinanceOnDay]) -> dict[str, list[FinanceOnDay]]:
    found: dict[str, list[FinanceOnDay]] = {}
    for one in lines:
        found.setdefault(one.source, []).append(one)
    return found


def _sum(lines: Iterable[FinanceOnDay]) -> _Sums:
    contracted = executed = 0
    for one in lines:
        if one.executed is not None:
            contracted += one.contracted
            executed += one.executed
    return _Sums(contracted, executed)


def _signal(
    one: FinanceOnDay,
    source: _Sums,
    plan: PlanOnDay,
    on: date,
    is_over: bool,
    share: Decimal | None,
    thresholds: Thresholds,
) -> Signal | None:
    if one.executed is None:
        return _unreported(one, on) if plan.has_final_report else None
    whole = source.rate
    if whole is None:
        return None
    rate = max(Decimal(one.executed) / one.contracted, whole)
    if is_over:
        return _low_in_the_end(one, rate, source, plan, on, thresholds)
    return None if share is None else _low_to_date(one, rate, source, on, share, thresholds)


def _unreported(one: FinanceOnDay, on: date) -> Signal:
    return Signal(
        "unreported",
        Level.BEHIND,
        f"{_name(one)}於最後一期期報（{format_roc(on)}）核定後仍未填執行數；期末未填報為黃燈",
        inputs=_inputs(one, on),
        threshold="",
        since=on,
    )


def _low_in_the_end(
    one: FinanceOnDay, rate: Decimal, source: _Sums, plan: PlanOnDay, on: date, thresholds: Thresholds
) -> Signal | None:
    bands = (
        (thresholds.severe_execution_rate, Level.SEVERE, "為紅燈（嚴重落後）"),
        (thresholds.behind_execution_rate, Level.SEVERE, "為紅燈"),
        (thresholds.watch_execution_rate, Level.BEHIND, "為黃燈"),
    )
    for limit, level, word in bands:
        if rate < limit:
            band = percent_text(limit, places=0)
            return Signal(
                "execution",
                level,
                f"{_what(one, source)}；計畫結束時執行率低於 {band} {word}",
                inputs=(*_inputs(one, on), *_source_inputs(one, source)),
                threshold=band,
                since=on if plan.ends_on is None else plan.ends_on + timedelta(days=1),
            )
    return None


def _low_to_date(
    one: FinanceOnDay, rate: Decimal, source: _Sums, on: date, share: Decimal, thresholds: Thresholds
) -> Signal | None:
    band = thresholds.severe_execution_rate
    if rate >= share * band:
        return None
    expected = round_half_up(one.contracted * share, 0)
    limit = percent_text(band, places=0)
    return Signal(
        "expected",
        Level.NOTICE,
        f"截至 {format_roc(on)}，{_what(one, source)}，應達 {expected:,f} 元（{basis_text(share)}）；"
        f"低於應達數之 {limit} 須留意",
        inputs=(*_inputs(one, on), *_source_inputs(one, source), ("應達數", f"{expected:,f} 元")),
        threshold=limit,
        since=on,
    )


def _apart_from_results(plan: PlanOnDay, sources: Iterable[_Sums], on: date, thresholds: Thresholds) -> Signal | None:
    """執行率 beside 實際進度 on the day of the report: money far ahead of the work, or far behind it."""
    each = list(sources)
    total = _Sums(sum(one.contracted for one in each), sum(one.executed for one in each))
    if total.rate is None:
        return None
    progress = progress_at(plan, on)
    if progress is None:
        return None
    gap = total.rate * 100 - progress.actual_pct
    if abs(gap) < thresholds.spending_gap_pp:
        return None
    rate, done = percent_text(total.rate), percent_text(progress.actual_pct / 100)
    way, limit = "超前" if gap > 0 else "落後", f"{thresholds.spending_gap_pp:f} 個百分點"
    apart = f"{round_half_up(abs(gap), 2):f} 個百分點"
    return Signal(
        "spending",
        Level.NOTICE,
        f"截至 {format_roc(on)}，經費執行率 {rate}（執行數 ÷ 簽約數）、實際進度 {done}，經費{way}進度 {apart}；"
        f"相差達 {limit}須留意",
        inputs=(("期報資料日", format_roc(on)), ("執行率", rate), ("實際進度", done), ("差距", apart)),
        threshold=limit,
        since=on,
    )


def _what(one: FinanceOnDay, source: _Sums) -> str:
    own, whole = percent_text(_sum([one]).rate), percent_text(source.rate)
    amounts = f"執行 {one.executed:,} 元、簽約 {one.contracted:,} 元"
    return f"{_name(one)}{amounts}，執行率 {own}，{one.source}合計 {whole}"


def _name(one: FinanceOnDay) -> str:
    return f"{one.account}（{one.source}）"


def _inputs(one: FinanceOnDay, on: date) -> tuple[tuple[str, str], ...]:
    return (
        ("會計科目", one.account),
        ("經費來源", one.source),
        ("簽約數", f"{one.contracted:,} 元"),
        ("執行數", "未填報" if one.executed is None else f"{one.executed:,} 元"),
        ("期報資料日", format_roc(on)),
    )


def _source_inputs(one: FinanceOnDay, source: _Sums) -> tuple[tuple[str, str], ...]:
    return (("執行率", percent_text(_sum([one]).rate)), (f"{one.source}合計執行率", percent_text(source.rate)))
