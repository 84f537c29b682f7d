"""What the reports and changes of an unfinished checkpoint give away: broken promises, missing or odd explanations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.checkpoint_state import CheckpointState, StateOnDay
from app.domain.figures import figure_text
from app.domain.roc_calendar import format_roc
from app.domain.slippage.slip import Level, Signal
from app.domain.slippage.watched import CheckpointOnDay, PlanOnDay
from app.domain.thresholds import Thresholds

_SHORT = frozenset({CheckpointState.OVERDUE, CheckpointState.PARTIAL, CheckpointState.NOT_MET})
_SAYS_DONE = re.compile(r"(?:業已|已於.{1,20}?|已|全數|均|皆)(?:辦理)?(?:完成|完竣|辦竣|結案)|100\s*[%％]")
# A clause that tells of a part, or of what is to come, says that the whole is not done.
_SAYS_NOT_ALL = re.compile(r"未|尚|部分|預[計定]|將於|持續|進行|辦理中|審查中|[0-9]{1,2}(?:\.[0-9]+)?\s*[%％]")
_NOTHING = frozenset({"", "無", "無落後", "無差異", "無。", "-", "—", "－", "不適用"})


def report_signals(
    checkpoint: CheckpointOnDay, on_day: StateOnDay, plan: PlanOnDay, *, as_of: date, thresholds: Thresholds
) -> Iterator[Signal]:
    """The signals of a checkpoint that is not finished, beside those of its state."""
    due = format_roc(checkpoint.facts.due_on)
    if checkpoint.promised_on is not None:
        yield from _promise_broken(checkpoint, on_day, due, as_of)
    if on_day.state in _SHORT:
        yield from _unexplained(checkpoint, due, plan.reported_on)
    if checkpoint.postponed_on:
        yield from _postponed(checkpoint, as_of, thresholds)
    # What a later report said is no news of a day before it.
    if plan.reported_on is not None and checkpoint.facts.completed_on is None:
        yield from _no_completion_date(checkpoint, due, plan.reported_on)
        yield from _needless_reason(checkpoint, on_day, due, plan.reported_on)


def _promise_broken(checkpoint: CheckpointOnDay, on_day: StateOnDay, due: str, as_of: date) -> Iterator[Signal]:
    """失信: the day on which it was to be caught up is over."""
    promised = checkpoint.promised_on
    if promised is None or not on_day.is_overdue or as_of <= promised:
        return
    yield Signal(
        "promise",
        Level.SEVERE,
        f"預定 {due} 完成，允諾 {format_roc(promised)} 趕上，逾允諾 {(as_of - promised).days:,} 天仍未完成；"
        "逾預定趕上日期為紅燈",
        inputs=(("預定完成日", due), ("預定趕上日期", format_roc(promised))),
        threshold="0 天",
        since=max(promised, checkpoint.facts.due_on) + timedelta(days=1),
    )


def _unexplained(checkpoint: CheckpointOnDay, due: str, reported_on: date | None) -> Iterator[Signal]:
    """落後無原因: a report was made since it was late, and says not why, or not what is done about it."""
    if reported_on is None or reported_on <= checkpoint.facts.due_on:
        return
    given = {"落後原因": checkpoint.delay_reason, "改善對策": checkpoint.remedy, "預定趕上日期": checkpoint.promised_on}
    if missing := "、".join(label for label, value in given.items() if not value):
        yield Signal(
            "unexplained",
            Level.BEHIND,
            f"預定 {due} 完成，{format_roc(reported_on)} 之期報未填{missing}；"
            "落後者須填落後原因、改善對策與預定趕上日期",
            inputs=(("預定完成日", due), ("期報資料日", format_roc(reported_on)), ("未填", missing)),
            threshold="",
            since=reported_on,
        )


def _postponed(checkpoint: CheckpointOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Signal]:
    """A date that is pushed again and again, each time with an approval."""
    times = sorted(day for day in checkpoint.postponed_on if day <= as_of)
    if len(times) < thresholds.postponed_times:
        return
    facts, limit = checkpoint.facts, f"{thresholds.postponed_times} 次"
    original = format_roc(facts.original_due_on or facts.due_on)
    approved = "、".join(format_roc(day) for day in times)
    yield Signal(
        "postponed",
        Level.NOTICE,
        f"預定完成日已展延 {len(times)} 次（{approved} 核定），原訂 {original}，現為 {format_roc(facts.due_on)}；"
        f"展延達 {limit}須留意",
        inputs=(("展延次數", f"{len(times)} 次"), ("原訂完成日", original), ("預定完成日", format_roc(facts.due_on))),
        threshold=limit,
        since=times[thresholds.postponed_times - 1],
    )


def _no_completion_date(checkpoint: CheckpointOnDay, due: str, since: date) -> Iterator[Signal]:
    """進度 100 % 無完成日 (field-notes 1.6, check 03)."""
    facts = checkpoint.facts
    if facts.target is not None and facts.actual is not None:
        if not (facts.quantity.more_is_better and facts.quantity.is_met):
            return
        said = f"實際值 {figure_text(facts.actual)} 已達目標值 {figure_text(facts.target)}"
    elif facts.target is None and says_done(checkpoint.achievement):
        said = "達成情形已敘明完成"
    else:
        return
    yield Signal(
        "no_completion_date",
        Level.NOTICE,
        f"預定 {due} 完成，{said}，惟未填實際完成日；已完成者須填實際完成日",
        inputs=(("預定完成日", due), ("填報內容", said), ("實際完成日", "未填")),
        threshold="",
        since=since,
    )


def _needless_reason(checkpoint: CheckpointOnDay, on_day: StateOnDay, due: str, since: date) -> Iterator[Signal]:
    """正常卻有落後原因 (check 05): often the first word of a delay. The reason for an extension may stay as it was."""
    if on_day.state in _SHORT or on_day.is_extended or (checkpoint.delay_reason or "").strip() in _NOTHING:
        return
    yield Signal(
        "needless_reason",
        Level.NOTICE,
        f"預定 {due} 完成，尚未逾期，惟已填落後原因；請確認是否預期落後",
        inputs=(("預定完成日", due), ("落後原因", (checkpoint.delay_reason or "").strip())),
        threshold="",
        since=since,
    )


def says_done(text: str | None) -> bool:
    """Whether a narrative (達成情形) says that the whole is done, and nothing in it says otherwise."""
    if not text or not _SAYS_DONE.search(text):
        return False
    return _SAYS_NOT_ALL.search(re.sub(r"100\s*[%％]", "", text)) is None
