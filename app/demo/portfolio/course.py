"""What happens to a commissioned plan, and what its contractor would report on a day. Constructed, without chance."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from app.demo.portfolio.commissions import Story
from app.demo.portfolio.setup import Commissioned, Window
from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import Checkpoint, FinanceLine, Indicator, PlanDocument
from app.domain.units import unit_scale

#: Days by which the checkpoints of a plan are late, taken in turn; ``None``: never done.
_LAGS: dict[str, tuple[int | None, ...]] = {
    "early": (-14, -9, -12, -7, -10, -5, -8),
    "punctual": (0, -2, -1, 0, -4, 0, -3),
    "slipping": (3, -1, 8, 21, 6, 36, 14),
    "late": (9, 22, 16, 48, 33, 41),
    "stalled": (4, 12, 30, 21, 47, None, None),
    "unstarted": (0, -1, 0, -2, 0),
}
#: What a change does to the pace of the checkpoint that it moves.
_MOVED = "B-4"
_MOVED_LAGS = {"extended": 42, "twice": 66}
_RESULTS = {"over": Decimal("1.35"), "met": Decimal("1.02"), "short": Decimal("0.85"), "behind": Decimal("0.45")}
_SPENDING = {"level": Decimal("0.97"), "under": Decimal("0.55"), "ahead": Decimal("1.60")}
_SHORTFALLS = {"partial": Decimal("0.6"), "failed": Decimal(0)}
_SHORT = "B-3"
_FULL_AFTER = 350  # days of a year after which what will come of it has come

_REASONS = (
    ("企業報名情形不如預期，徵件期間延長。", "加開說明會並洽公協會協助推介。"),
    ("委外採購流標，重新辦理招標。", "調整規格並縮短採購時程。"),
    ("專案人員異動，交接期間進度延後。", "已補足人力，並每週召開工作會議追蹤。"),
    ("合作單位資料提供較慢。", "改採分批交付，並指定專人催辦。"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A 期報: when it is sent and when it is decided on, and whether it is returned."""

    period: str
    sent_on: date
    decided_on: date
    is_returned: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A change request (計畫變更) on some checkpoints: a new deadline, or the end of them."""

    asked_on: date
    decided_on: date
    keys: tuple[str, ...]
    due_on: date | None = None
    disposition: Disposition | None = None
    is_approved: bool = True
    reason: str = "配合企業時程調整。"


def reports_of(one: Commissioned) -> Iterator[Report]:
    """The reports of a plan, first to last."""
    days = {
        "all": (("第1期", (4, 8), 4), ("期中", (7, 8), 5), ("第3期", (9, 23), 3), ("期末", (12, 18), 6)),
        "late": (("第1期", (4, 16), 4), ("期中", (7, 22), 6), ("第3期", (10, 15), 5), ("期末", (12, 18), 6)),
        "no_third": (("第1期", (4, 9), 3), ("期中", (7, 9), 4), ("期末", (12, 18), 6)),
        "silent": (("第1期", (4, 10), 5), ("期末", (12, 18), 6)),
        "waiting": (("第1期", (4, 8), 4), ("期中", (7, 8), 5), ("第3期", (9, 24), 21), ("期末", (12, 18), 6)),
        "returned": (("第1期", (4, 8), 4), ("期中", (7, 8), 5), ("第3期", (9, 18), -7), ("第3期", (10, 7), 4),
                     ("期末", (12, 18), 6)),
    }[one.story.reports]  # fmt: skip
    for period, sent, waited in days:
        sent_on = one.window.day(sent)
        yield Report(period, sent_on, sent_on + timedelta(days=abs(waited)), is_returned=waited < 0)


def changes_of(one: Commissioned) -> Iterator[Change]:
    """The change requests of a plan, first to last."""
    day = one.window.day
    match one.story.change:
        case "extended":
            yield Change(day((8, 12)), day((8, 21)), (_MOVED,), due_on=day((10, 15)))
        case "twice":
            yield Change(day((8, 12)), day((8, 21)), (_MOVED,), due_on=day((9, 20)))
            yield Change(day((9, 9)), day((9, 18)), (_MOVED,), due_on=day((10, 31)), reason="展延期間仍未能完成訪視。")
        case "pending":
            yield Change(day((9, 24)), day((10, 8)), ("B-6",), due_on=day((12, 10)))
        case "refused":
            yield Change(day((8, 12)), day((8, 21)), (_MOVED,), due_on=day((11, 30)), is_approved=False)
        case "withdrawn":
            yield _end(day((7, 22)), (_MOVED,), Disposition.WITHDRAWN, "經費調整，不再辦理期中訪視。")
        case "merged":
            yield _end(day((8, 5)), ("B-5",), Disposition.MERGED, "成果交流活動併入機關年度聯合發表會。")
        case "stopped":
            yield _end(day((8, 19)), (_MOVED, "B-5", "B-6"), Disposition.STOPPED, "企業需求不足，後續服務停辦。")


def _end(asked_on: date, keys: tuple[str, ...], disposition: Disposition, reason: str) -> Change:
    return Change(asked_on, asked_on + timedelta(days=7), keys, disposition=disposition, reason=reason)


def report_of(document: PlanDocument, one: Commissioned, on: date) -> PlanDocument:
    """The plan with everything reported that is known on a day, on its deadlines as they stand."""
    elapsed = min(Decimal(1), Decimal((on - one.window.starts_on).days) / _full_after(one.window))
    return replace(
        document,
        checkpoints=tuple(_checkpoint(row, at, one, on) for at, row in enumerate(document.checkpoints)),
        indicators=tuple(_indicator(row, one.story, elapsed) for row in document.indicators),
        finance_lines=tuple(_finance_line(row, one.story, elapsed) for row in document.finance_lines),
    )


def _full_after(window: Window) -> int:
    return _FULL_AFTER * (window.ends_on - window.starts_on).days // 364


def _checkpoint(row: Checkpoint, at: int, one: Commissioned, on: date) -> Checkpoint:
    if not row.is_in_force:
        return row
    done_on = _done_on(row, at, one)
    said: dict[str, Any] = {}
    is_done = done_on is not None and done_on <= on
    share = _SHORTFALLS.get(one.story.shortfall, Decimal(1)) if row.key == _SHORT else Decimal(1)
    if is_done:
        said = {"completed_on": done_on, "achievement": "已辦理完成。", "actual": _part(row.target, share)}
    elif on > row.due_on:
        said = {"achievement": "辦理中。", "actual": _part(row.target, Decimal("0.5"))}
    is_behind = on > row.due_on if not is_done else share < 1
    if is_behind or (done_on is not None and is_done and done_on > row.due_on):
        reason, remedy = _REASONS[(one.number + at) % len(_REASONS)]
        said["delay_reason"] = reason
        said |= {"remedy": remedy, "catch_up_on": min(on + timedelta(days=15), one.window.ends_on)} if is_behind else {}
    return replace(row, **said)


def _done_on(row: Checkpoint, at: int, one: Commissioned) -> date | None:
    """The day on which the work is done, whatever was promised for it since; the year's last report knows of it."""
    lags = _LAGS[one.story.pace]
    lag = _MOVED_LAGS.get(one.story.change) if row.key == _MOVED else None
    lag = lags[(at + one.number) % len(lags)] if lag is None else lag
    if lag is None:
        return None
    earliest, latest = one.window.starts_on + timedelta(days=1), one.window.day((12, 16))
    return max(earliest, min(row.original_due_on + timedelta(days=lag), latest))


def _part(target: Decimal | None, share: Decimal) -> Decimal | None:
    """A whole part of what is promised."""
    return None if target is None else (target * share).to_integral_value(ROUND_FLOOR)


def _indicator(row: Indicator, story: Story, elapsed: Decimal) -> Indicator:
    assert row.target is not None
    rate = _RESULTS[story.results]
    step = unit_scale(row.unit)[1].scaleb(-row.places)  # the last printed place
    actual = (row.target * rate * elapsed / step).to_integral_value(ROUND_FLOOR) * step
    note = "依各期辦理情形累計。" if rate >= 1 else "參與企業家數不如預期，將加強推廣並洽請公協會協助。"
    return replace(row, actual=actual, benefit_note=note)


def _finance_line(row: FinanceLine, story: Story, elapsed: Decimal) -> FinanceLine:
    spent = min(Decimal(1), elapsed * _SPENDING[story.spending])
    return replace(row, executed=int((row.contracted * spent).to_integral_value(ROUND_FLOOR)))
