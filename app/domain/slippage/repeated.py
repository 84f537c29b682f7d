"""連續落後: what is still behind at the end of several reporting periods in a row is worse than it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.roc_calendar import format_roc
from app.domain.slippage.slip import Level, Signal
from app.domain.thresholds import Thresholds


def repeated(missed: Sequence[date], *, usual: Level, what: str, thresholds: Thresholds) -> Iterator[Signal]:
    """One level up after two periods in a row, 嚴重 after three (design section 4).

    :param missed: the last days of the consecutive periods at which the thing was behind, oldest first.
    :param usual: how bad it is for the first time.
    :param what: the thing and its deadline or figure, as the sentence begins.
    """
    severe, up = thresholds.severe_behind_periods, thresholds.repeated_behind_periods
    if len(missed) < up:
        return
    is_severe = len(missed) >= severe
    level = Level.SEVERE if is_severe else usual.next
    limit = severe if is_severe else up
    days = "、".join(format_roc(day) for day in missed)
    rule = f"連續 {limit} 期落後{'為嚴重落後' if is_severe else '者升一級'}"
    yield Signal(
        "repeated",
        level,
        f"{what}，已連續 {len(missed)} 期落後（{days}）；{rule}",
        inputs=(("連續落後期數", f"{len(missed)} 期"), ("各期截止日", days)),
        threshold=f"{limit} 期",
        since=missed[limit - 1],
    )
