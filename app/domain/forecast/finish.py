"""When an open checkpoint will be finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from app.domain.forecast.model import Demand, FinishForecast, Method, TooLittle, Work
from app.domain.forecast.order_statistics import Distance
from app.domain.forecast.reference import Compared, best, estimates

MOST_DAYS = 3650  # a pace that needs ten years says that nothing moves, not when it will end


def finish_of(work: Work, peers: Sequence[Work], *, as_of: date, demand: Demand) -> FinishForecast | TooLittle:
    """The finish of an open checkpoint, from what was known at the end of ``as_of``; never a day before it.

    :param peers: checkpoints of the same agency, finished or not. Only those count whose own deadline has passed:
        choosing by the outcome (the finished ones) would promise too much.
    """
    work = work.known_on(as_of)
    passed = [peer for peer in peers if peer.due_on <= as_of]
    to_due = work.due_on - as_of
    bases = {Method.PACE: pace_finish(work, as_of), Method.PROMISE: work.due_on}
    by_method = [
        (method, list(_compared(passed, to_due, as_of, BASES[method])))
        for method, base in bases.items()
        if base is not None
    ]
    chosen = best(estimates(work, by_method, demand, base=0, error=_days_off))
    if chosen is None:
        return TooLittle(_reason(to_due.days, by_method[-1][1], demand), bases[Method.PACE])
    base = bases[chosen.ground.method]
    assert base is not None
    low, high = (_day(base, edge, as_of) for edge in (chosen.spread.low, chosen.spread.high))
    likely = _day(base, chosen.point, as_of)
    assert low is not None
    assert likely is not None
    likely = max(low, likely if high is None else min(likely, high))
    return FinishForecast(low, likely, high, chosen.ground, bases[Method.PACE])


def pace_finish(work: Work, day: date) -> date | None:
    """The day on which the target is reached at the average pace since the plan began; ``None`` without a pace.

    A target that was reached before it was said to be finished is finished now, as far as the pace can tell.
    """
    last = next((one for one in reversed(work.readings) if one.on <= day), None)
    if work.target is None or last is None or last.value <= 0 or last.on <= work.starts_on:
        return None
    needed = -(-work.target * (last.on - work.starts_on).days // last.value)  # rounded up to a whole day
    return max(day, work.starts_on + timedelta(days=int(needed))) if needed <= MOST_DAYS else None


def _due(work: Work, _day: date) -> date | None:
    return work.due_on


BASES: dict[Method, Callable[[Work, date], date | None]] = {Method.PACE: pace_finish, Method.PROMISE: _due}


def _compared(
    peers: Sequence[Work], to_due: timedelta, as_of: date, base_of: Callable[[Work, date], date | None]
) -> Iterator[Compared]:
    """Days from the base to the end, of everything that was still open as long before its deadline as this is."""
    for peer in peers:
        then = peer.due_on - to_due
        was_open = peer.starts_on <= then <= as_of and (peer.finished_on is None or peer.finished_on >= then)
        base = base_of(peer, then) if was_open else None
        if base is not None:
            is_open = peer.finished_on is None or peer.finished_on > as_of
            end = as_of if is_open or peer.finished_on is None else peer.finished_on
            yield Compared(peer, (end - base).days, is_open)


def _days_off(seen: Distance, guess: Distance) -> Distance:
    return max(seen, guess) - min(seen, guess)


def _day(base: date, distance: Distance | None, as_of: date) -> date | None:
    return None if distance is None else max(as_of, base + timedelta(days=int(distance)))


def _reason(to_due: int, compared: Sequence[Compared], demand: Demand) -> str:
    finished = sum(not one.is_open for one in compared)
    where = f"距期限 {to_due:,} 天" if to_due >= 0 else f"逾期 {-to_due:,} 天"
    if finished >= demand.least:
        return f"{where}仍未完成的查核點中，逾期未完成者過多（{len(compared) - finished} 項），無從推估完成日。"
    return f"可比較的紀錄不足：{where}時仍未完成、而今已知結果的查核點僅 {finished} 項（至少須 {demand.least} 項）。"
