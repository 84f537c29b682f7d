"""The plan as a whole: its progress on the day of its last report, and a plan that leaves too much to the end.

Late checkpoints and missing reports colour the plan's light too, but they have alerts of their own, and the same news
is not told twice. So only the difference of progress counts here, and only where something was reported: of an
unreported plan nobody knows how far it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from app.domain.figures import percent_text
from app.domain.progress import Progress, progress_on
from app.domain.roc_calendar import format_roc
from app.domain.slippage.repeated import repeated
from app.domain.slippage.slip import Level, Signal, Slip, SlipKind, slip_with, worst_of
from app.domain.slippage.watched import PlanOnDay
from app.domain.thresholds import Thresholds

WHOLE_PLAN = "全案"
_STEEP = "進度集中期末"
_DAY = timedelta(days=1)


def plan_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    """The plan slips when it was behind by its last report, or is to do most of its work at the very end."""
    signals = [*_behind(plan, thresholds), *_steep(plan, as_of, thresholds)]
    if not signals:
        return
    worst = worst_of(signals)
    late_words = {Level.BEHIND: "落後", Level.SEVERE: "嚴重落後"}
    yield slip_with(
        signals,
        plan=plan.code,
        kind=SlipKind.PLAN,
        key=WHOLE_PLAN,
        state=late_words.get(worst.level, _STEEP),
        days=(as_of - plan.ends_on).days if plan.ends_on else 0,
    )


def days_that_count(
    starts_on: date, ends_on: date, reports: Sequence[date], thresholds: Thresholds
) -> tuple[date, ...]:
    """The days on which the rules ask how far a plan is: checkpoints that stand alike on each of them may be added up.

    Those are the days of its reports, and the last one before the end of the plan begins; earliest first.
    """
    return tuple(sorted((*reports, _end_begins(starts_on, ends_on, thresholds) - _DAY)))


def _end_begins(starts_on: date, ends_on: date, thresholds: Thresholds) -> date:
    days = (ends_on - starts_on).days + 1
    return ends_on - timedelta(days=int(days * thresholds.curve_end_share) - 1)


def progress_at(plan: PlanOnDay, on: date) -> Progress | None:
    """Planned and actual progress of the checkpoints as known now, at the end of a day."""
    return progress_on(plan.checkpoints, as_of=on)


def _is_behind_in_anything(plan: PlanOnDay, on: date) -> bool:
    """Whether something in force that was due is unfinished: without that no difference can be negative."""
    return any(
        one.facts.due_on <= on and one.facts.disposition is None and not one.facts.is_finished_by(on)
        for one in plan.checkpoints
    )


def _behind(plan: PlanOnDay, thresholds: Thresholds) -> Iterator[Signal]:
    if plan.reported_on is None or not _is_behind_in_anything(plan, plan.reported_on):
        return
    days: list[date] = []
    for day in reversed(plan.reports):
        reached = progress_at(plan, day)
        if reached is None or reached.difference_pp > thresholds.behind_diff_pp:
            break
        days.insert(0, day)
    progress = progress_at(plan, days[-1]) if days else None
    if progress is None:
        return
    is_severe = progress.difference_pp <= thresholds.severe_diff_pp
    limit = f"{(thresholds.severe_diff_pp if is_severe else thresholds.behind_diff_pp):+f} 個百分點"
    shown = progress.shown
    what = (
        f"截至 {format_roc(days[-1])} 期報，預定進度 {shown.planned_pct:f}%、實際 {shown.actual_pct:f}%、"
        f"差異 {shown.difference_pp:+f} 個百分點"
    )
    yield Signal(
        "progress",
        Level.SEVERE if is_severe else Level.BEHIND,
        f"{what}；進度差異在 {limit}以下為{'紅' if is_severe else '黃'}燈",
        inputs=(
            ("期報資料日", format_roc(days[-1])),
            ("預定進度", f"{shown.planned_pct:f}%"),
            ("實際進度", f"{shown.actual_pct:f}%"),
            ("進度差異", f"{shown.difference_pp:+f} 個百分點"),
        ),
        threshold=limit,
        since=days[-1] if is_severe else days[0],
    )
    yield from repeated(days, usual=Level.BEHIND, what=what, thresholds=thresholds)


def _steep(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Signal]:
    """Said while there is still time to plan better: once the end has begun, the checkpoints speak for themselves."""
    if plan.starts_on is None or plan.ends_on is None:
        return
    end_begins = _end_begins(plan.starts_on, plan.ends_on, thresholds)
    last_days = (plan.ends_on - end_begins).days + 1
    if not plan.starts_on <= as_of < end_begins:
        return
    counting = [one for one in plan.checkpoints if one.facts.disposition is None]
    total = sum((one.weight_pct for one in counting), Decimal(0))
    late = sum((one.weight_pct for one in counting if one.facts.due_on >= end_begins), Decimal(0))
    if not total or late <= total * thresholds.curve_end_weight_share:
        return
    share, limit = percent_text(late / total), percent_text(thresholds.curve_end_weight_share, places=0)
    begins = format_roc(end_begins)
    yield Signal(
        "steep",
        Level.NOTICE,
        f"{begins} 起之最後 {last_days:,} 天（計畫期程 {percent_text(thresholds.curve_end_share, places=0)}）內，"
        f"到期查核點權重占 {share}；超過 {limit} 為預定進度集中期末，須留意",
        inputs=(("期程末段", f"{begins} 至 {format_roc(plan.ends_on)}"), ("末段到期權重", share)),
        threshold=limit,
        since=plan.starts_on,
    )
